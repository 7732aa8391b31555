// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Tables of lists: what is accepted has people, each on a list; and the simplest estimate of it is a number or refused.
#include "estimate/estimate.h"
#include <assert.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > KB(16)) return 0;
    Arena *mem = arena_new(MB(32));
    Table t;
    Capture c;
    Choice ch;
    Why w = {0};
    if (table_read(mem, (Str){(const char *)data, size}, STR_NONE, &t, &w) == OK) {
        table_capture(&t, &c);
        assert(c.total > 0 && c.total <= COUNT_LIMIT && c.n[0] == 0 && t.lists >= 2 && t.lists <= LISTS_MAX);
        for (size_t i = 0; i < t.row_count; i++) assert(t.rows[i].history > 0 && t.rows[i].history < 1u << t.lists);
        Plan p = {.method = BY_STEPWISE, .threshold = 0.02};
        assert(terms_make(t.lists, 2, &p.terms, &w) == OK);
        Work *work = work_new();
        plan_run(work, &c, &p, &ch);
        assert(ch.status != FIT_OK || (isfinite(ch.fit.estimate) && ch.fit.estimate >= c.total));
        work_freep(&work);
    } else {
        assert(w.text[0]);
    }
    arena_free(mem);
    return 0;
}
