// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_simulate.c - `baken mse simulate`: populations of known size from the fitted model. Does the interval hold what
// it promises? Each population is estimated anew, choice and interval included, and the truth is looked up.
#include "commands/mse.h"
#include <math.h>
#include <stdio.h>

enum { TRIALS_USUAL = 100, TRIALS_MAX = 100000, BOOT_USUAL = 200 };

static void told(int done, int all) { progress("simulating", done, all); }

static void print_coverage(const MseResult *r, const MseCoverage *v)
{
    double n = v->estimated ? v->estimated : 1, share = v->covered / n;
    printf("population %.0f, as the fitted model says\n", v->truth);
    printf("trials     %d, of which %d gave an interval\n", v->trials, v->estimated);
    printf("coverage   %.1f %% (promised %.0f %%; give or take %.1f)\n", share * 100, r->o->level * 100,
           196 * sqrt(share * (1 - share) / n));
    printf("missed     %d intervals too low, %d too high; mean error %+.1f %%\n", v->below, v->above,
           (exp(v->bias) - 1) * 100);
}

static Err print_json(Args *a, const MseResult *r, const MseCoverage *v)
{
    Buf b = buf_new(a->mem, KB(64));
    Json j = json_to(&b);
    json_obj(&j);
    json_key(&j, "population");
    json_num(&j, v->truth);
    json_kint(&j, "trials", v->trials);
    json_kint(&j, "with_interval", v->estimated);
    json_key(&j, "coverage");
    json_num(&j, v->estimated ? (double)v->covered / v->estimated : (double)NAN);
    json_key(&j, "level");
    json_num(&j, r->o->level);
    json_kint(&j, "too_low", v->below);
    json_kint(&j, "too_high", v->above);
    json_key(&j, "mean_log_error");
    json_num(&j, v->bias);
    json_kint(&j, "seed", (int64_t)r->o->seed);
    json_end(&j);
    Str out;
    TRY(buf_done(&b, &out));
    printf("%.*s\n", STR_ARG(out));
    return OK;
}

Err command_mse_simulate(Args *a)
{
    MseOptions o;
    Str csv;
    Table t;
    Capture c;
    int64_t trials;
    MseCoverage v;
    TRY(mse_options(a, &o));
    TRY(arg_int(a, "trials", TRIALS_USUAL, 1, TRIALS_MAX, &trials));
    if (!arg_value(a, "bootstrap", NULL)) o.replicates = BOOT_USUAL;
    if (o.model > MSE_BIC)
        return why(&a->why, E_INPUT, "only main, stepwise, forward, aic and bic have a model to simulate from");
    TRY(mse_read(a, &o, &csv, &t));
    table_capture(&t, &c);
    MseResult *r = NEW(a->mem, MseResult);
    MseOptions first = o;
    first.replicates = 0;
    TRY(mse_run(a->mem, &c, t.names, &first, r, &a->why));
    if (isnan(r->estimate)) return why(&a->why, E_INPUT, "%.*s", STR_ARG(str_head(r->reason, 300)));
    r->o = &o;
    TRY(mse_cover(r, (int)trials, told, &v, &a->why));
    if (a->json) return print_json(a, r, &v);
    print_coverage(r, &v);
    return OK;
}
