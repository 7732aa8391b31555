// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// clock_past.h - what if the table `termijnen` were another: the terms that were started before, for decision/past.h.
#pragma once
#include "clock/clock.h"
#include "decision/past.h"

Err clock_past(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
               size_t *ret_count) MUST_USE;
