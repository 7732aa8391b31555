// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_cover.c - populations of known size from the fitted model. Does the interval hold what it promises? Each
// population is estimated anew, choice and interval included, and the truth is looked up.
#include "figures/mse.h"
#include <assert.h>
#include <math.h>

enum { TRIAL_MEMORY = 64 * 1024 * 1024 };

Err mse_cover(const MseResult *r, int trials, void (*told)(int done, int all), MseCoverage *ret_v, Why *w)
{
    MseCoverage v = {.truth = floor(r->estimate + 0.5), .trials = trials};
    assert(r->o->model <= MSE_BIC && isfinite(v.truth));
    for (int i = 0; i < trials; i++) {
        Capture c;
        MseOptions o = *r->o;
        o.seed = r->o->seed + 1 + (uint64_t)i;
        simulate(r->choice.fit.mu, r->c.lists, v.truth, r->o->seed, (uint64_t)i, &c);
        Arena *mem = arena_new(TRIAL_MEMORY);
        MseResult *one = NEW(mem, MseResult);
        Err e = c.total > 0 ? mse_run(mem, &c, r->names, &o, one, w) : OK;
        if (e == OK && c.total > 0 && !isnan(one->lower)) {
            v.estimated++;
            v.covered += one->lower <= v.truth && v.truth <= one->upper;
            v.below += one->upper < v.truth;
            v.above += one->lower > v.truth;
            v.bias += log(one->estimate / v.truth);
        }
        arena_free(mem);
        TRY(e);
        TRY(mse_stopped(&o, w));
        mse_stage(o.watch, MSE_COVERING, i + 1, trials);
        if (told) told(i + 1, trials);
    }
    if (v.estimated) v.bias /= v.estimated;
    *ret_v = v;
    return OK;
}
