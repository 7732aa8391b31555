// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// clock_page.h - the terms of an object on a page.
#pragma once
#include "app/app.h"
#include "clock/clock.h"

typedef struct NamedClock {
    Str kind;
    ClockView v;
} NamedClock;

// All terms of an object, oldest first; template clock_badge_html.
Err clock_rows(Req *rq, Str kind, int64_t id, NamedClock **ret_rows, size_t *ret_count) MUST_USE;
