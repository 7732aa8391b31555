// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Tables of lists: what is accepted has people, each on a list; and the estimates of it, by stepwise choice, in the
// limit, and over lists and covariates, are numbers or refused. A file of people for rates, behind a line of ~.
#include "estimate/estimate.h"
#include <assert.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void estimate(const Capture *c)
{
    Choice ch;
    Face face;
    Why w = {0};
    Plan p = {.method = BY_STEPWISE, .threshold = 0.02};
    assert(terms_make(c->lists, 2, &p.terms, &w) == OK);
    Work *work = work_new();
    plan_run(work, c, &p, &ch);
    assert(ch.status != FIT_OK || (isfinite(ch.fit.estimate) && ch.fit.estimate >= c->total));
    fit_face(work, c, &p.terms, 0, &face);
    assert(face.status != FIT_OK || face.estimate >= c->total);
    work_freep(&work);
}

static void cross(Arena *mem, const Table *t, Str people)
{
    enum { CELLS_FEW = 64 }; // a search in more takes longer than a fuzzer should wait
    Crossed x;
    CrossedFit *f = NEW(mem, CrossedFit);
    People p;
    Why w = {0};
    int any[COVARIATES_MAX];
    if (crossed_make(mem, t, -1, 0, &x, &w) == OK && x.cells <= CELLS_FEW) {
        crossed_search(mem, &x, false, f);
        assert(f->status != FIT_OK || (isfinite(f->estimate) && f->estimate >= x.total));
    }
    for (int i = 0; i < COVARIATES_MAX; i++) any[i] = -1;
    if (people_read(mem, people, t, people.n % 2, &p, &w) == OK) assert(people_count(&p, any) >= 0);
    else assert(w.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > KB(16)) return 0;
    Arena *mem = arena_new(MB(64));
    Table t;
    Capture c;
    Why w = {0};
    Str people = {(const char *)data, size}, table = str_cut(&people, '~');
    if (table_read(mem, table, STR_NONE, &t, &w) == OK) {
        table_capture(&t, &c);
        assert(c.total > 0 && c.total <= COUNT_LIMIT && c.n[0] == 0 && t.lists >= 2 && t.lists <= LISTS_MAX);
        for (size_t i = 0; i < t.row_count; i++) assert(t.rows[i].history > 0 && t.rows[i].history < 1u << t.lists);
        estimate(&c);
        if (t.covariates) cross(mem, &t, people);
    } else {
        assert(w.text[0]);
    }
    arena_free(mem);
    return 0;
}
