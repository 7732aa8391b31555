// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_cover.c - populations of known size from the fitted model. Does the interval hold what it promises? Each
// population is estimated anew, choice and interval included, and the truth is looked up. Populations are spread over
// the threads; each is its own seed's, so that their number does not matter.
#include "figures/mse.h"
#include <assert.h>
#include <math.h>

enum { TRIAL_MEMORY = 64 * 1024 * 1024 };

typedef struct Trial {
    Err e;
    Why w;
    double estimate, lower, upper;
} Trial;

typedef struct Covering {
    const MseResult *r;
    double truth;
    int trials;
    atomic_int done;
    void (*told)(int done, int all);
    Trial *trial;
} Covering;

static void cover_one(void *arg, int worker, size_t i)
{
    Covering *k = arg;
    Trial *t = &k->trial[i];
    Capture c;
    MseOptions o = *k->r->o;
    *t = (Trial){.e = mse_stopped(&o, &t->w), .estimate = NAN, .lower = NAN, .upper = NAN};
    if (t->e != OK) return;
    o.seed += 1 + (uint64_t)i;
    o.threads = 1;
    simulate(k->r->choice.fit.mu, k->r->c.lists, k->truth, k->r->o->seed, (uint64_t)i, &c);
    Arena *mem = arena_new(TRIAL_MEMORY);
    MseResult *one = NEW(mem, MseResult);
    t->e = c.total > 0 ? mse_run(mem, &c, k->r->names, &o, one, &t->w) : OK;
    if (t->e == OK && c.total > 0) {
        t->estimate = one->estimate;
        t->lower = one->lower;
        t->upper = one->upper;
    }
    arena_free(mem);
    int done = atomic_fetch_add(&k->done, 1) + 1;
    mse_stage(o.watch, MSE_COVERING, done, k->trials);
    if (k->told && worker == 0) k->told(done, k->trials);
}

Err mse_cover(const MseResult *r, int trials, void (*told)(int done, int all), MseCoverage *ret_v, Why *w)
{
    MseCoverage v = {.truth = floor(r->estimate + 0.5), .trials = trials};
    assert(r->o->model <= MSE_BIC && isfinite(v.truth));
    Covering k = {.r = r, .truth = v.truth, .trials = trials, .told = told};
    atomic_init(&k.done, 0);
    k.trial = NEW_ARRAY(r->mem, Trial, (size_t)trials);
    parallel_each((size_t)trials, r->o->threads, cover_one, &k);
    for (int i = 0; i < trials; i++) {
        const Trial *t = &k.trial[i];
        if (t->e != OK) return why(w, t->e, "%s", t->w.text);
        if (isnan(t->lower)) continue;
        v.estimated++;
        v.covered += t->lower <= v.truth && v.truth <= t->upper;
        v.below += t->upper < v.truth;
        v.above += t->lower > v.truth;
        v.bias += log(t->estimate / v.truth);
    }
    if (v.estimated) v.bias /= v.estimated;
    *ret_v = v;
    return OK;
}
