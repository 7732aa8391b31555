// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// case_erase.h - a case as a record that ends and is erased, with its persons. What stays is described in retention.h.
#pragma once
#include "retention/retention.h"

extern const RetentionKind case_retention;
