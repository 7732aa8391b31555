// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_crossed.c - `baken mse fit --covariates`: one model over lists and covariates; the estimate of each group.
#include "figures/mse_crossed.h"
#include "commands/mse.h"
#include "sys/file.h"
#include <math.h>
#include <stdio.h>

enum { REPLICATES_USUAL = 200, PEOPLE_FILE_MAX = 4 * 1024 * 1024 };

static void print_group(const MseCrossed *m, const MseGroup *g)
{
    printf("  %-36.*s %9.*s %10.*s", STR_ARG(g->name), STR_ARG(mse_number(m->mem, g->observed)),
           STR_ARG(mse_number(m->mem, g->estimate)));
    if (!isnan(g->lower))
        printf("  %10.*s to %10.*s", STR_ARG(mse_number(m->mem, g->lower)), STR_ARG(mse_number(m->mem, g->upper)));
    if (!isnan(g->rate)) printf("  %8.1f", g->rate);
    if (!isnan(g->rate_lower)) printf(" (%.1f to %.1f)", g->rate_lower, g->rate_upper);
    printf("\n");
}

static void print_average(const MseCrossed *m)
{
    printf("\naverage    over %zu models; this one is the most probable, %.2f (R-hat %.3f, %.0f effective draws)\n",
           m->mean.models, m->mean.best, m->mean.rhat, m->mean.ess);
    printf("terms     ");
    for (int p = 0, n = 0; p < m->x.pairs; p++)
        if (m->mean.on[p] >= 0.05) printf("%s%.*s %.2f", n++ ? ", " : " ", STR_ARG(mse_pair_name(m, p)), m->mean.on[p]);
    printf("\n");
}

static void print_words(const MseCrossed *m)
{
    printf("observed   %.*s presumed victims on %d lists, %zu cells\n", STR_ARG(mse_number(m->mem, m->x.total)),
           m->x.lists, m->x.cells);
    if (m->reason.n) {
        printf("%.*s\n%.*s\n", STR_ARG(m->reason), STR_ARG(m->advice));
        return;
    }
    printf("model      each list and covariate by itself");
    for (int p = 0, n = 0; p < m->x.pairs; p++)
        if (mse_pair_on(m, p)) printf("%s%.*s", n++ ? ", " : ", and ", STR_ARG(mse_pair_name(m, p)));
    if (m->ask->way == WAY_AVERAGE) print_average(m);
    else
        printf("\nfit        deviance %.2f on %d df, AIC %.2f, BIC %.2f\n", m->fit.deviance, m->fit.df, m->fit.aic,
               m->fit.bic);
    bool intervals = m->replicates || m->ask->way == WAY_PROFILE;
    printf("  %-36s %9s %10s%s%s\n", "presumed victims", "observed", "estimated",
           intervals ? "  interval                " : "", m->ask->people ? "  per 100 000 a year" : "");
    for (int i = 0; i < m->group_count; i++) print_group(m, &m->groups[i]);
    for (int i = 0; i < m->warning_count; i++) printf("warning    %.*s\n", STR_ARG(m->warnings[i]));
}

static Err print_all(const MseCrossed *m, bool as_json)
{
    if (!as_json) {
        print_words(m);
        return OK;
    }
    Buf b = buf_new(m->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    Str out;
    json_obj(&j);
    mse_crossed_json(&j, m);
    json_end(&j);
    TRY(buf_done(&b, &out));
    printf("%.*s\n", STR_ARG(out));
    return OK;
}

static Err read_people_file(Args *a, const Table *t, MseAsk *ask)
{
    const char *path = arg_value(a, "population", NULL);
    Str csv;
    Why inner = {0};
    if (!path) return OK;
    People *p = NEW(a->mem, People);
    TRY(file_read(a->mem, path, PEOPLE_FILE_MAX, &csv, &a->why));
    Err e = people_read(a->mem, csv, t, false, p, &inner);
    ask->people = p;
    return e == OK ? OK : why(&a->why, e, "%s: %s", path, inner.text);
}

static Err pick_way(Args *a, MseAsk *ask)
{
    const char *way = arg_value(a, "way", mse_way_name(WAY_ANEW));
    int i = 0;
    while (i < WAYS && !str_eq_c(str_c(way), mse_way_name((MseWay)i))) i++;
    if (i == WAYS) return why(&a->why, E_INPUT, "--way: one of search, fixed, profile, average");
    ask->way = (MseWay)i;
    ask->doubtful = arg_value(a, "doubtful", NULL);
    if (ask->way == WAY_AVERAGE && arg_value(a, "degree", NULL))
        return why(&a->why, E_INPUT, "--way average takes years as values; leave out --degree");
    if (ask->doubtful && ask->way != WAY_AVERAGE) return why(&a->why, E_INPUT, "--doubtful goes with --way average");
    return OK;
}

Err mse_ask(Args *a, const Table *t, MseOptions *o, MseAsk *ret_ask)
{
    if (!arg_value(a, "bootstrap", NULL)) o->replicates = REPLICATES_USUAL;
    MseAsk ask = {.o = o, .year = arg_value(a, "year", NULL), .by = arg_value(a, "by", NULL)};
    int64_t degree;
    TRY(pick_way(a, &ask));
    ask.absent = arg_on(a, "absent");
    TRY(arg_int(a, "degree", 0, 0, DEGREE_MAX, &degree));
    ask.degree = (int)degree;
    TRY(read_people_file(a, t, &ask));
    *ret_ask = ask;
    return OK;
}

Err mse_fit_crossed(Args *a, const Table *t, const MseOptions *options)
{
    MseOptions o = *options;
    MseAsk ask;
    MseCrossed *m = NEW(a->mem, MseCrossed);
    if (o.strata) return why(&a->why, E_INPUT, "--covariates has all parts in one model; leave out --strata");
    if (arg_value(a, "model", NULL) && o.model != MSE_BIC && o.model != MSE_AIC)
        return why(&a->why, E_INPUT, "--covariates searches by bic or aic");
    if (arg_value(a, "interval", NULL) && o.interval != MSE_PERCENTILE)
        return why(&a->why, E_INPUT, "--covariates has percentile intervals; --way has others");
    TRY(mse_ask(a, t, &o, &ask));
    TRY(mse_crossed(a->mem, t, &ask, m, &a->why));
    return print_all(m, a->json);
}
