// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Tests of http_multipart.c, run by http_pure.c.
#pragma once
void multipart_reads(void **state);
void multipart_refuses(void **state);
void multipart_limits(void **state);
