// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_study.c - everything that a report holds, one after the other.
#include "figures/mse_crossed.h"
#include <math.h>

Err mse_study(Arena *mem, const Table *t, const MseOptions *o, int trials, const MseAsk *ask, MseStudy *ret_study,
              Why *w)
{
    MseStudy s = {.title = ret_study->title,
                  .source = ret_study->source,
                  .input = ret_study->input,
                  .digest = ret_study->digest,
                  .table = t};
    Capture c;
    table_capture(t, &c);
    s.result = NEW(mem, MseResult);
    s.check = NEW(mem, MseCheck);
    mse_stage(o->watch, MSE_CHOOSING, 0, 0);
    TRY(mse_run(mem, &c, t->names, o, s.result, w));
    TRY(mse_stopped(o, w));
    TRY(mse_check(mem, s.result, s.check, w));
    bool has_model = o->model <= MSE_BIC && s.result->choice.status == FIT_OK && isfinite(s.result->estimate);
    s.covered = trials > 0 && has_model && !isnan(s.result->lower);
    if (s.covered) {
        MseOptions *own = NEW(mem, MseOptions);
        MseResult *from = NEW(mem, MseResult);
        *own = *o;
        own->replicates = own->replicates < MSE_TRIAL_REPLICATES ? own->replicates : MSE_TRIAL_REPLICATES;
        *from = *s.result;
        from->o = own;
        mse_stage(o->watch, MSE_COVERING, 0, trials);
        TRY(mse_cover(from, trials, NULL, &s.cover, w));
    }
    s.has_strata = o->strata && *o->strata;
    if (s.has_strata) {
        TRY(mse_strata(mem, t, o, &s.strata, w));
        mse_weigh_groups(s.check, mem, s.strata.estimate);
    }
    if (ask) {
        mse_stage(o->watch, MSE_PARTS, 0, 0);
        s.crossed = NEW(mem, MseCrossed);
        TRY(mse_crossed(mem, t, ask, s.crossed, w));
        TRY(mse_stopped(o, w));
        mse_weigh_groups(s.check, mem, s.crossed->groups[0].estimate);
    }
    mse_stage(o->watch, MSE_WRITING, 0, 0);
    *ret_study = s;
    return OK;
}
