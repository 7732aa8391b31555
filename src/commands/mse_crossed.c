// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_crossed.c - `baken mse fit --covariates`: one model over lists and covariates; the estimate of each group.
#include "commands/mse.h"
#include <math.h>
#include <stdio.h>

enum { REPLICATES_USUAL = 200 };

typedef struct Groups {
    double *low, *high; // [0] of all, then of each group
    int kept;
} Groups;

static void intervals(Arena *mem, const Crossed *x, const CrossedFit *f, const MseOptions *o, int replicates, Groups *g)
{
    size_t width = (size_t)f->groups + 1, n = (size_t)replicates;
    double *all = NEW_ARRAY(mem, double, width *n + 1), *column = NEW_ARRAY(mem, double, n + 1);
    crossed_bootstrap(mem, x, f->groups, replicates, o->seed, o->threads, all);
    for (size_t k = 0; k < width; k++) {
        g->kept = 0;
        for (size_t i = 0; i < n; i++)
            if (isfinite(all[i * width + k])) column[g->kept++] = all[i * width + k];
        sort_numbers(column, (size_t)g->kept);
        g->low[k] = quantile8(column, g->kept, (1 - o->level) / 2);
        g->high[k] = quantile8(column, g->kept, (1 + o->level) / 2);
    }
}

static Str variable(const Table *t, int v) { return v < t->lists ? t->names[v] : t->covariate[v - t->lists].name; }

static Str pair_name(Arena *mem, const Table *t, const Crossed *x, int p)
{
    Str a = variable(t, x->pair[p][0]), b = variable(t, x->pair[p][1]);
    return str_fmt(mem, "%.*s:%.*s", STR_ARG(a), STR_ARG(b));
}

static void knum(Json *j, const char *key, double v)
{
    json_key(j, key);
    json_num(j, v);
}

static Err print_json(Args *a, const Table *t, const Crossed *x, const CrossedFit *f, const MseOptions *o,
                      const Groups *g)
{
    Buf b = buf_new(a->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    knum(&j, "observed", x->total);
    knum(&j, "hidden", f->estimate - x->total);
    knum(&j, "estimate", f->estimate);
    knum(&j, "lower", g->low[0]);
    knum(&j, "upper", g->high[0]);
    knum(&j, "level", o->level);
    json_key(&j, "model");
    json_arr(&j);
    for (int p = 0; p < x->pairs; p++)
        if (f->on[p]) json_str(&j, pair_name(a->mem, t, x, p));
    json_arr_end(&j);
    knum(&j, "aic", f->aic);
    knum(&j, "bic", f->bic);
    knum(&j, "deviance", f->deviance);
    json_kint(&j, "df", f->df);
    json_key(&j, "warnings");
    json_arr(&j);
    json_arr_end(&j);
    json_key(&j, "groups");
    json_arr(&j);
    for (int v = 0, k = 1; v < t->covariates; v++)
        for (int l = 0; l < t->covariate[v].count; l++, k++) {
            json_obj(&j);
            json_kstr(&j, "covariate", t->covariate[v].name);
            json_kstr(&j, "value", t->covariate[v].levels[l]);
            knum(&j, "estimate", f->group[k - 1]);
            knum(&j, "lower", g->low[k]);
            knum(&j, "upper", g->high[k]);
            json_end(&j);
        }
    json_arr_end(&j);
    json_end(&j);
    Str out;
    TRY(buf_done(&b, &out));
    printf("%.*s\n", STR_ARG(out));
    return OK;
}

static void print_line(Arena *mem, Str name, double estimate, double low, double high)
{
    printf("  %-28.*s %10.*s", STR_ARG(name), STR_ARG(mse_number(mem, estimate)));
    if (!isnan(low)) printf("   (%.*s to %.*s)", STR_ARG(mse_number(mem, low)), STR_ARG(mse_number(mem, high)));
    printf("\n");
}

static void print_groups(Args *a, const Table *t, const Crossed *x, const CrossedFit *f, const Groups *g,
                         int replicates)
{
    printf("observed   %.*s presumed victims on %d lists, %zu cells\n", STR_ARG(mse_number(a->mem, x->total)), x->lists,
           x->cells);
    printf("model      each list and covariate by itself");
    for (int p = 0, n = 0; p < x->pairs; p++)
        if (f->on[p]) {
            Str name = pair_name(a->mem, t, x, p);
            printf("%s%.*s", n++ ? ", " : ", and ", STR_ARG(name));
        }
    printf("\nfit        deviance %.2f on %d df, AIC %.2f, BIC %.2f\nestimated presumed victims\n", f->deviance, f->df,
           f->aic, f->bic);
    print_line(a->mem, S("all"), f->estimate, g->low[0], g->high[0]);
    for (int v = 0, k = 1; v < t->covariates; v++)
        for (int l = 0; l < t->covariate[v].count; l++, k++) {
            Str name =
                str_fmt(a->mem, "%.*s = %.*s", STR_ARG(t->covariate[v].name), STR_ARG(t->covariate[v].levels[l]));
            print_line(a->mem, name, f->group[k - 1], g->low[k], g->high[k]);
        }
    if (replicates && g->kept < replicates)
        printf("warning    %d of %d replicates had no estimate\n", replicates - g->kept, replicates);
}

Err mse_crossed(Args *a, const Table *t, const MseOptions *o)
{
    Crossed x;
    CrossedFit *f = NEW(a->mem, CrossedFit);
    int replicates = arg_value(a, "bootstrap", NULL) ? o->replicates : REPLICATES_USUAL;
    TRY(crossed_make(a->mem, t, &x, &a->why));
    crossed_search(a->mem, &x, f);
    if (f->status != FIT_OK)
        return why(&a->why, E_INPUT,
                   "no estimate: with these covariates the lists do not overlap enough, even without "
                   "any interaction; use fewer covariates or fewer values");
    Groups g = {NEW_ARRAY(a->mem, double, GROUPS_MAX + 1), NEW_ARRAY(a->mem, double, GROUPS_MAX + 1), 0};
    for (int i = 0; i <= f->groups; i++) g.low[i] = g.high[i] = NAN;
    if (replicates) intervals(a->mem, &x, f, o, replicates, &g);
    if (a->json) return print_json(a, t, &x, f, o, &g);
    print_groups(a, t, &x, f, &g, replicates);
    return OK;
}
