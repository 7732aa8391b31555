// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_path.c - had we seen fewer people: parts of them drawn at random, each estimated with the whole choice, and
// scaled back. An estimate that still moves has not settled (Binette & Steorts 2022).
#include "figures/mse.h"
#include <math.h>

enum { DRAWS = 21, SHARES = 5, FIRST_PERCENT = 50, STEP_PERCENT = 10 };

// The middle one of the estimates; NAN when fewer than half of the parts have one.
static double middle(Work *work, const MseResult *r, double share, uint64_t first)
{
    double v[DRAWS];
    int found = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        Capture c;
        Choice ch;
        thin(&r->c, share, r->o->seed, first + i, &c);
        if (c.total == 0) continue;
        plan_run(work, &c, &r->plan, &ch);
        if (ch.status == FIT_OK) v[found++] = ch.fit.estimate / share;
    }
    sort_numbers(v, (size_t)found);
    return found * 2 > DRAWS ? quantile8(v, found, 0.5) : (double)NAN;
}

void mse_path(Arena *mem, const MseResult *r, MseRows *ret_rows)
{
    ret_rows->count = 0;
    if (r->o->model > MSE_BIC || r->choice.status != FIT_OK) return;
    Work *work = work_new();
    for (int i = 0; i < SHARES; i++) {
        int percent = FIRST_PERCENT + i * STEP_PERCENT;
        double n = middle(work, r, percent / 100.0, (uint64_t)i * DRAWS);
        ret_rows->v[ret_rows->count++] =
            (MseRow){str_fmt(mem, "%d %% of the people", percent), str_fmt(mem, "%d %% van de mensen", percent),
                     isnan(n) ? FIT_NONE : FIT_OK, n, 0};
    }
    work_freep(&work);
}
