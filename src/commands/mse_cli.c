// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_cli.c - `baken mse fit`: one estimate with its interval, in words or as JSON.
#include "commands/mse.h"
#include <math.h>
#include <stdio.h>

static void json_knum(Json *j, const char *key, double v)
{
    json_key(j, key);
    json_num(j, v);
}

static void print_model(const MseResult *r)
{
    const Choice *ch = &r->choice;
    if (r->o->model > MSE_BIC && r->o->model != MSE_BAYES) return;
    printf("model      each list by itself");
    for (int i = 0; i < ch->step_count; i++) {
        Str name = term_name(r->mem, r->names, r->plan.terms.mask[ch->steps[i]]);
        bool infinite = ch->fit.at_infinity >> ch->steps[i] & 1;
        printf("%s%.*s%s", i ? ", " : ", and ", STR_ARG(name), infinite ? " (minus infinity)" : "");
    }
    printf("\n");
    if (r->o->model == MSE_BAYES) return;
    printf("fit        deviance %.2f on %d df, AIC %.2f, BIC %.2f\n", ch->fit.deviance, ch->fit.df, ch->fit.aic,
           ch->fit.bic);
}

static void print_result(const MseResult *r)
{
    printf("observed   %.*s presumed victims on %d lists\n", STR_ARG(mse_number(r->mem, r->observed)), r->c.lists);
    if (r->reason.n) {
        printf("%.*s\n%.*s\n", STR_ARG(r->reason), STR_ARG(r->advice));
    } else {
        printf("estimate   %.*s presumed victims in all, of whom %.*s are hidden\n",
               STR_ARG(mse_number(r->mem, r->estimate)), STR_ARG(mse_number(r->mem, r->hidden)));
        if (!isnan(r->lower))
            printf("interval   %.*s to %.*s (%.0f %%, %s)\n", STR_ARG(mse_number(r->mem, r->lower)),
                   STR_ARG(mse_number(r->mem, r->upper)), r->o->level * 100, mse_interval_name(r->o->interval));
        print_model(r);
    }
    for (int i = 0; i < r->warning_count; i++) printf("warning    %.*s\n", STR_ARG(r->warnings[i]));
}

// ---- strata -------------------------------------------------------------------------------------------------------

static void print_strata(Arena *mem, const MseStrata *s)
{
    for (int k = 0; k < s->covariate->count; k++) {
        printf("%s%.*s = %.*s\n", k ? "\n" : "", STR_ARG(s->covariate->name), STR_ARG(s->covariate->levels[k]));
        print_result(&s->parts[k]);
    }
    printf("\ntotal      %.*s observed; ", STR_ARG(mse_number(mem, s->observed)));
    if (isnan(s->estimate)) {
        printf("no estimate of the total, because a part has none\n");
        return;
    }
    printf("estimated %.*s presumed victims in all", STR_ARG(mse_number(mem, s->estimate)));
    if (!isnan(s->lower))
        printf(", %.*s to %.*s (percentile)", STR_ARG(mse_number(mem, s->lower)), STR_ARG(mse_number(mem, s->upper)));
    printf("\n");
}

static void json_strata(Json *j, const MseStrata *s)
{
    json_knum(j, "observed", s->observed);
    json_knum(j, "hidden", s->estimate - s->observed);
    json_knum(j, "estimate", s->estimate);
    json_knum(j, "lower", s->lower);
    json_knum(j, "upper", s->upper);
    json_knum(j, "level", s->parts[0].o->level);
    json_kstr(j, "strata", s->covariate->name);
    json_key(j, "parts");
    json_arr(j);
    for (int k = 0; k < s->covariate->count; k++) {
        json_obj(j);
        json_kstr(j, "value", s->covariate->levels[k]);
        mse_json(j, &s->parts[k]);
        json_end(j);
    }
    json_arr_end(j);
}

static Err print_json(const Buf *b)
{
    Str out;
    TRY(buf_done(b, &out));
    printf("%.*s\n", STR_ARG(out));
    return OK;
}

Err command_mse_fit(Args *a)
{
    MseOptions o;
    MseStrata s;
    Str csv;
    Table t;
    Capture c;
    TRY(mse_options(a, &o));
    TRY(mse_read(a, &o, &csv, &t));
    if (arg_on(a, "covariates")) return mse_fit_crossed(a, &t, &o);
    static const char *const only[] = {"year", "by", "population", "degree", "doubtful", "way"};
    for (size_t i = 0; i < COUNT(only); i++)
        if (arg_value(a, only[i], NULL)) return why(&a->why, E_INPUT, "--%s goes with --covariates", only[i]);
    if (arg_on(a, "absent")) return why(&a->why, E_INPUT, "--absent goes with --covariates");
    table_capture(&t, &c);
    MseResult *r = NEW(a->mem, MseResult);
    if (o.strata) TRY(mse_strata(a->mem, &t, &o, &s, &a->why));
    else TRY(mse_run(a->mem, &c, t.names, &o, r, &a->why));
    if (!a->json) {
        if (o.strata) print_strata(a->mem, &s);
        else print_result(r);
        return OK;
    }
    Buf b = buf_new(a->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    if (o.strata) json_strata(&j, &s);
    else mse_json(&j, r);
    json_end(&j);
    return print_json(&b);
}

// ---- check --------------------------------------------------------------------------------------------------------

static void print_rows(Arena *mem, const char *head, const MseRows *rows)
{
    if (rows->count == 0) return;
    printf("\n%s\n", head);
    for (int i = 0; i < rows->count; i++) {
        Str v = rows->v[i].status == FIT_OK ? mse_number(mem, rows->v[i].estimate) : S("no estimate");
        printf("  %-24.*s %12.*s\n", STR_ARG(rows->v[i].what), STR_ARG(v));
    }
}

static void print_check(Arena *mem, const MseCheck *k)
{
    print_result(k->r);
    printf("\nverdict    %s\n", mse_verdict_text(k->verdict, false));
    for (int i = 0; i < k->reason_count; i++)
        printf("  %c %.*s\n", "+~!"[k->reasons[i].weight], STR_ARG(k->reasons[i].en));
    print_rows(mem, "methods", &k->methods);
    print_rows(mem, "threshold of stepwise", &k->sweep);
    print_rows(mem, "one list left out", &k->drop);
    print_rows(mem, "two lists joined", &k->merge);
    print_rows(mem, "had links been missed or false", &k->links);
    print_rows(mem, "with rounded counts", &k->rounding);
    if (k->known.count) printf("\neverybody on one list, estimated from the others\n");
    for (int i = 0; i < k->known.count; i++) {
        const MseRow *v = &k->known.v[i];
        Str said = v->status == FIT_OK ? mse_number(mem, v->estimate) : S("no estimate");
        Str truth = mse_number(mem, v->truth);
        printf("  %-24.*s %12.*s   in truth %.*s\n", STR_ARG(v->what), STR_ARG(said), STR_ARG(truth));
    }
    print_rows(mem, "had fewer people been seen", &k->path);
    print_rows(mem, "hidden part, if the assumption that cannot be tested is off", &k->assumption);
}

Err command_mse_check(Args *a)
{
    MseOptions o;
    Str csv;
    Table t;
    Capture c;
    TRY(mse_options(a, &o));
    TRY(mse_read(a, &o, &csv, &t));
    table_capture(&t, &c);
    MseResult *r = NEW(a->mem, MseResult);
    MseCheck *k = NEW(a->mem, MseCheck);
    TRY(mse_run(a->mem, &c, t.names, &o, r, &a->why));
    TRY(mse_check(a->mem, r, k, &a->why));
    if (!a->json) {
        print_check(a->mem, k);
        return OK;
    }
    Buf b = buf_new(a->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    mse_check_json(&j, k);
    json_end(&j);
    return print_json(&b);
}
