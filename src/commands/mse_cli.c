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

static void json_terms(Json *j, const MseResult *r, bool infinite)
{
    json_arr(j);
    for (int i = 0; i < r->choice.step_count; i++) {
        int term = r->choice.steps[i];
        if (!infinite || r->choice.fit.at_infinity >> term & 1)
            json_str(j, term_name(r->mem, r->names, r->plan.terms.mask[term]));
    }
    json_arr_end(j);
}

void mse_json(Json *j, const MseResult *r)
{
    bool loglinear = r->choice.status == FIT_OK && r->o->model <= MSE_BIC;
    json_knum(j, "observed", r->observed);
    json_knum(j, "hidden", r->hidden);
    json_knum(j, "estimate", r->estimate);
    json_knum(j, "lower", r->lower);
    json_knum(j, "upper", r->upper);
    json_knum(j, "level", r->o->level);
    json_key(j, "model");
    json_terms(j, r, false);
    json_knum(j, "aic", loglinear ? r->choice.fit.aic : (double)NAN);
    json_knum(j, "bic", loglinear ? r->choice.fit.bic : (double)NAN);
    json_knum(j, "deviance", loglinear ? r->choice.fit.deviance : (double)NAN);
    json_key(j, "df");
    if (loglinear) json_int(j, r->choice.fit.df);
    else json_nil(j);
    json_key(j, "warnings");
    json_arr(j);
    for (int i = 0; i < r->warning_count; i++) json_str(j, r->warnings[i]);
    json_arr_end(j);
    json_kstr(j, "method", str_c(mse_model_name(r->o->model)));
    json_kstr(j, "interval", str_c(mse_interval_name(r->o->interval)));
    json_key(j, "at_infinity");
    json_terms(j, r, true);
    json_kint(j, "seed", (int64_t)r->o->seed);
    json_kint(j, "replicates", r->boot.replicates);
    json_kint(j, "replicates_kept", r->boot.kept);
    if (r->reason.n) json_kstr(j, "reason", r->reason);
    if (r->advice.n) json_kstr(j, "advice", r->advice);
}

static void print_model(const MseResult *r)
{
    const Choice *ch = &r->choice;
    if (r->o->model > MSE_BIC) return;
    printf("model      each list by itself");
    for (int i = 0; i < ch->step_count; i++) {
        Str name = term_name(r->mem, r->names, r->plan.terms.mask[ch->steps[i]]);
        bool infinite = ch->fit.at_infinity >> ch->steps[i] & 1;
        printf("%s%.*s%s", i ? ", " : ", and ", STR_ARG(name), infinite ? " (minus infinity)" : "");
    }
    printf("\nfit        deviance %.2f on %d df, AIC %.2f, BIC %.2f\n", ch->fit.deviance, ch->fit.df, ch->fit.aic,
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

Err command_mse_fit(Args *a)
{
    MseOptions o;
    Str csv;
    Table t;
    Capture c;
    TRY(mse_options(a, &o));
    TRY(mse_read(a, &o, &csv, &t));
    table_capture(&t, &c);
    MseResult *r = NEW(a->mem, MseResult);
    TRY(mse_run(a->mem, &c, t.names, &o, r, &a->why));
    if (!a->json) {
        print_result(r);
        return OK;
    }
    Buf b = buf_new(a->mem, MSE_OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    mse_json(&j, r);
    json_end(&j);
    Str out;
    TRY(buf_done(&b, &out));
    printf("%.*s\n", STR_ARG(out));
    return OK;
}
