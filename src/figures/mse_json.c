// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_json.c - an analysis and its check as JSON, for `--json` and for result.json.
#include "figures/mse.h"
#include <math.h>

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

// The best of all models, in order: one number hides how many fit about as well.
static void json_ranked(Json *j, const MseResult *r)
{
    enum { RANKED_TOLD = 20 };
    const Terms *t = &r->plan.terms;
    json_key(j, "ranked");
    json_arr(j);
    for (size_t i = 0; i < r->ranked_count && i < RANKED_TOLD && r->ranked[i].status == FIT_OK; i++) {
        const Ranked *m = &r->ranked[i];
        json_obj(j);
        json_key(j, "model");
        json_arr(j);
        for (int k = 0; k < t->count; k++)
            if (m->model >> k & 1) json_str(j, term_name(r->mem, r->names, t->mask[k]));
        json_arr_end(j);
        json_knum(j, "estimate", mse_told(r->o, m->estimate));
        json_knum(j, "aic", mse_score(r->o, m->aic));
        json_knum(j, "bic", mse_score(r->o, m->bic));
        json_end(j);
    }
    json_arr_end(j);
}

void mse_json(Json *j, const MseResult *r)
{
    bool loglinear = r->choice.status == FIT_OK && r->o->model <= MSE_BIC;
    json_knum(j, "observed", mse_seen(r->o, r->observed));
    json_knum(j, "hidden", mse_told(r->o, r->hidden));
    json_knum(j, "estimate", mse_told(r->o, r->estimate));
    json_knum(j, "lower", mse_told(r->o, r->lower));
    json_knum(j, "upper", mse_told(r->o, r->upper));
    json_knum(j, "level", r->o->level);
    json_key(j, "model");
    json_terms(j, r, false);
    json_knum(j, "aic", loglinear ? mse_score(r->o, r->choice.fit.aic) : (double)NAN);
    json_knum(j, "bic", loglinear ? mse_score(r->o, r->choice.fit.bic) : (double)NAN);
    json_knum(j, "deviance", loglinear ? mse_score(r->o, r->choice.fit.deviance) : (double)NAN);
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
    if (r->ranked_count) json_ranked(j, r);
    if (r->reason.n) json_kstr(j, "reason", r->reason);
    if (r->advice.n) json_kstr(j, "advice", r->advice);
}

static void json_rows(Json *j, const MseOptions *o, const char *key, const MseRows *rows)
{
    json_key(j, key);
    json_arr(j);
    for (int i = 0; i < rows->count; i++) {
        json_obj(j);
        json_kstr(j, "what", rows->v[i].what);
        json_knum(j, "estimate", mse_told(o, rows->v[i].estimate));
        json_kint(j, "status", rows->v[i].status);
        if (rows->v[i].truth > 0) json_knum(j, "truth", mse_seen(o, rows->v[i].truth));
        json_end(j);
    }
    json_arr_end(j);
}

static void json_residuals(Json *j, const MseResult *r)
{
    json_key(j, "residuals");
    json_arr(j);
    for (unsigned h = 1; h < 1u << r->c.lists && r->o->model <= MSE_BIC && r->choice.status == FIT_OK; h++) {
        double seen = r->c.n[h], mu = r->choice.fit.mu[h];
        if (seen == 0 && mu < 0.5) continue; // hundreds of empty overlaps that should be empty
        json_obj(j);
        json_kstr(j, "history", term_name(r->mem, r->names, h));
        json_knum(j, "observed", seen);
        json_knum(j, "expected", mu);
        json_knum(j, "pearson", residual_pearson(seen, mu));
        json_knum(j, "freeman_tukey", residual_freeman_tukey(seen, mu));
        json_end(j);
    }
    json_arr_end(j);
}

void mse_check_json(Json *j, const MseCheck *k)
{
    static const char *const verdicts[] = {"usable", "fragile", "do-not-publish"};
    mse_json(j, k->r);
    json_kstr(j, "verdict", str_c(verdicts[k->verdict]));
    json_key(j, "reasons");
    json_arr(j);
    for (int i = 0; i < k->reason_count; i++) {
        json_obj(j);
        json_kstr(j, "weight", str_c(verdicts[k->reasons[i].weight]));
        json_kstr(j, "text", k->reasons[i].en);
        json_end(j);
    }
    json_arr_end(j);
    json_rows(j, k->r->o, "methods", &k->methods);
    json_rows(j, k->r->o, "thresholds", &k->sweep);
    json_rows(j, k->r->o, "without_list", &k->drop);
    json_rows(j, k->r->o, "merged_lists", &k->merge);
    json_rows(j, k->r->o, "identifying_assumption", &k->assumption);
    json_rows(j, k->r->o, "links", &k->links);
    json_rows(j, k->r->o, "rounding", &k->rounding);
    json_rows(j, k->r->o, "known_totals", &k->known);
    json_rows(j, k->r->o, "fewer_people", &k->path);
    json_knum(j, "near_models_low", mse_told(k->r->o, k->near_low));
    json_knum(j, "near_models_high", mse_told(k->r->o, k->near_high));
    json_kint(j, "near_models", (int64_t)k->near_count);
    if (k->has_good) {
        json_knum(j, "pearson_x2", mse_score(k->r->o, k->good.x2));
        json_knum(j, "pearson_p", k->good.p_x2);
        json_knum(j, "deviance_p", k->good.p_g2);
    }
    if (!k->r->o->protect) json_residuals(j, k->r);
}
