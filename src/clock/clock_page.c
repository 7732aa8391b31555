// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "clock/clock_page.h"

Err clock_rows(Req *rq, Str kind, int64_t id, NamedClock **ret_rows, size_t *ret_count)
{
    ClockOfRow *rows;
    size_t n;
    TRY(q_clock_of(rq->db, rq->mem, kind, id, &rows, &n));
    NamedClock *named = NEW_ARRAY(rq->mem, NamedClock, n + 1);
    for (size_t i = 0; i < n; i++)
        named[i] = (NamedClock){rows[i].kind, clock_view(rq->mem, rq->lang, &rows[i], rq->now)};
    *ret_rows = named;
    *ret_count = n;
    return OK;
}
