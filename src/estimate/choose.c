// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// choose.c - the ways to a model: stepwise (Chan, Silverman & Vincent 2021, section 3.2), the best of many, none.
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

static const double TIE = 1 - 1e-9; // as surprising, but for rounding: the first term stands

double chao_lower(const Capture *c, double *ret_se_log)
{
    double one = 0, two = 0, squares = 0, spread = 0;
    for (unsigned h = 1; h < 1u << c->lists; h++) {
        if (__builtin_popcount(h) == 1) one += c->n[h];
        if (__builtin_popcount(h) == 1) squares += c->n[h] * c->n[h];
        if (__builtin_popcount(h) == 2) two += c->n[h];
    }
    for (unsigned h = 1; h < 1u << c->lists; h *= 2) spread += c->n[h] * (one - c->n[h]) * (one - c->n[h]);
    // Per pair of lists, only-i times only-j over only-i-and-j is the hidden part; people who differ make it less than
    // that. Summed over pairs before dividing, so that lists may differ in size. Two equal lists: Chao 1987.
    double pairs = (one * one - squares) / 2;
    if (ret_se_log) *ret_se_log = pairs > 0 && two > 0 ? sqrt(spread / (pairs * pairs) + 1 / two) : (double)NAN;
    return pairs == 0 ? 0 : two == 0 ? (double)INFINITY : pairs / two;
}

static void run_chao(const Capture *c, Choice *ch)
{
    double hidden = chao_lower(c, &ch->fit.se);
    ch->status = ch->fit.status = isfinite(hidden) ? FIT_OK : FIT_NONE;
    ch->fit.hidden = hidden;
    ch->fit.estimate = c->total + hidden;
    ch->fit.aic = ch->fit.bic = ch->fit.deviance = ch->fit.loglik = NAN;
}

// How surprising the people with this term are under the fitted model: the smaller tail of the Poisson law.
static double surprise(const Work *w, unsigned mask)
{
    double lambda = w->sums[mask], seen = w->star[mask];
    double below = poisson_below(seen, lambda), above = poisson_above(seen, lambda);
    return below < above ? below : above;
}

static bool allowed(const Plan *p, Model m, int i)
{
    return !(m >> i & 1) &&
           (__builtin_popcount(p->terms.mask[i]) == 2 || model_hierarchical(&p->terms, m | (Model)1 << i));
}

// The most surprising term below the threshold that leaves an estimate; -1 when there is none.
static int next_term(Work *w, const Capture *c, const Plan *p, Model m, Model *refused)
{
    double p_value[TERMS_MAX];
    for (int i = 0; i < p->terms.count; i++)
        p_value[i] = allowed(p, m, i) && !(*refused >> i & 1) ? surprise(w, p->terms.mask[i]) : 2;
    for (;;) {
        int best = -1;
        for (int i = 0; i < p->terms.count; i++)
            if (p_value[i] < p->threshold && (best < 0 || p_value[i] < p_value[best] * TIE)) best = i;
        if (best < 0 || fit_status(w, c, &p->terms, m | (Model)1 << best) == FIT_OK) return best;
        p_value[best] = 2;
    }
}

static void run_stepwise(Work *w, const Capture *c, const Plan *p, Choice *ch)
{
    Model refused = 0;
    lay_out(w, c, &p->terms, 0);
    if (!fit_solve(w, false)) {
        ch->status = FIT_FAILED;
        return;
    }
    for (;;) {
        int i = next_term(w, c, p, ch->model, &refused);
        if (i < 0) break;
        ch->model |= (Model)1 << i;
        ch->steps[ch->step_count++] = (unsigned char)i;
        double alpha[CELLS_MAX];
        memcpy(alpha, w->alpha, sizeof *alpha << c->lists);
        lay_out(w, c, &p->terms, ch->model);
        w->alpha[p->terms.mask[i]] = 0;
        if (!fit_solve(w, true) && !fit_solve(w, false)) { // has an estimate, but not in doubles: without it
            refused |= (Model)1 << i;
            ch->model &= ~((Model)1 << i);
            ch->step_count--;
            memcpy(w->alpha, alpha, sizeof *alpha << c->lists);
            lay_out(w, c, &p->terms, ch->model);
            if (!fit_solve(w, true)) break;
        }
    }
    // next_term() laid out other models to check them
    lay_out(w, c, &p->terms, ch->model);
    if (!fit_solve(w, true)) ch->status = FIT_FAILED;
    else fit_scores(w, c, &ch->fit);
}

static size_t start_size(const Plan *p) { return (size_t)(1 + p->terms.lists + p->terms.count); }

static unsigned mask_at(const Terms *t, size_t k) // the intercept, the lists, the terms
{
    return k == 0 ? 0 : k <= (size_t)t->lists ? 1u << (k - 1) : t->mask[k - 1 - (size_t)t->lists];
}

void plan_starts(Arena *mem, const Capture *c, Plan *p)
{
    size_t n = start_size(p);
    float *starts = NEW_ARRAY(mem, float, n * p->model_count + 1);
    Work *w = work_new();
    Fit f;
    for (size_t i = 0; i < p->model_count; i++) {
        fit_model(w, c, &p->terms, p->models[i], &f);
        for (size_t k = 0; k < n; k++)
            starts[i * n + k] = f.status == FIT_OK ? (float)w->alpha[mask_at(&p->terms, k)] : NAN;
    }
    work_freep(&w);
    p->starts = starts;
}

static void fit_from(Work *w, const Capture *c, const Plan *p, size_t i, Fit *f)
{
    const float *start = p->starts ? p->starts + i * start_size(p) : NULL;
    if (!start || isnan(start[0]) || fit_status(w, c, &p->terms, p->models[i]) != FIT_OK) {
        fit_model(w, c, &p->terms, p->models[i], f);
        return;
    }
    *f = (Fit){.status = FIT_OK};
    lay_out(w, c, &p->terms, p->models[i]);
    for (size_t k = 0; k < start_size(p); k++) w->alpha[mask_at(&p->terms, k)] = (double)start[k];
    if (fit_solve(w, true)) fit_scores_only(w, c, f);
    else fit_model(w, c, &p->terms, p->models[i], f);
}

static void run_best(Work *w, const Capture *c, const Plan *p, Choice *ch)
{
    Fit f;
    bool any = false;
    ch->status = FIT_NONE;
    for (size_t i = 0; i < p->model_count; i++) {
        fit_from(w, c, p, i, &f);
        if (f.status != FIT_OK) continue;
        double mine = p->method == BY_AIC ? f.aic : f.bic, best = p->method == BY_AIC ? ch->fit.aic : ch->fit.bic;
        if (any && !(mine < best)) continue;
        any = true;
        ch->fit = f;
        ch->model = p->models[i];
        ch->status = FIT_OK;
    }
    if (any) fit_model(w, c, &p->terms, ch->model, &ch->fit); // the same whatever it began from
}

void plan_run(Work *w, const Capture *c, const Plan *p, Choice *ret_choice)
{
    Choice *ch = ret_choice;
    memset(ch, 0, sizeof *ch);
    ch->fit.estimate = ch->fit.hidden = NAN;
    if (p->method == BY_CHAO) {
        run_chao(c, ch);
    } else if (p->method == BY_AIC || p->method == BY_BIC) {
        run_best(w, c, p, ch);
    } else {
        ch->model = p->method == BY_FIXED ? p->fixed : 0;
        ch->status = fit_status(w, c, &p->terms, ch->model);
        if (ch->status == FIT_OK && p->method == BY_STEPWISE) run_stepwise(w, c, p, ch);
        else if (ch->status == FIT_OK && p->method == BY_FORWARD) grow_forward(w, c, p, ch);
        else if (ch->status == FIT_OK && p->method == BY_DOWNHILL) grow_downhill(w, c, p, ch);
        else if (ch->status == FIT_OK) fit_model(w, c, &p->terms, ch->model, &ch->fit);
        if (ch->fit.status == FIT_FAILED) ch->status = FIT_FAILED;
    }
    ch->fit.status = ch->status;
    if (ch->status != FIT_OK) ch->fit.estimate = ch->fit.hidden = NAN;
    // the terms of models that were not grown step by step, in their own order
    for (int i = 0; p->method != BY_STEPWISE && p->method != BY_FORWARD && i < p->terms.count; i++)
        if (ch->model >> i & 1) ch->steps[ch->step_count++] = (unsigned char)i;
}

// ---- every model --------------------------------------------------------------------------------------------------

typedef struct Ranking {
    const Capture *c;
    const Terms *t;
    const Model *models;
    Work *works[THREADS_MAX];
    Ranked *out;
} Ranking;

static void rank_one(void *arg, int worker, size_t i)
{
    Ranking *r = arg;
    Fit f;
    if (!r->works[worker]) r->works[worker] = work_new();
    fit_model(r->works[worker], r->c, r->t, r->models[i], &f);
    r->out[i] = (Ranked){r->models[i], f.status, f.estimate, f.bic, f.aic, f.deviance, f.params};
}

static bool before(const Ranked *a, const Ranked *b, bool by_aic)
{
    if ((a->status == FIT_OK) != (b->status == FIT_OK)) return a->status == FIT_OK;
    if (a->status != FIT_OK) return a->model < b->model;
    double x = by_aic ? a->aic : a->bic, y = by_aic ? b->aic : b->bic;
    return x < y || (!(y < x) && a->model < b->model);
}

// Merge sort: stable, and no global for the comparison.
static void sort_ranked(Ranked *v, Ranked *room, size_t n, bool by_aic)
{
    if (n < 2) return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_ranked(v, room, half, by_aic);
    sort_ranked(v + half, room, n - half, by_aic);
    memcpy(room, v, n * sizeof *v);
    while (i < half || j < n) {
        bool left = j == n || (i < half && !before(&room[j], &room[i], by_aic));
        v[k++] = room[left ? i++ : j++];
    }
}

void rank_models(const Capture *c, const Terms *t, const Model *models, size_t count, bool by_aic, int threads,
                 Ranked *ret_ranked)
{
    Ranking r = {.c = c, .t = t, .models = models, .out = ret_ranked};
    parallel(count, threads, rank_one, &r);
    for (int i = 0; i < THREADS_MAX; i++) work_freep(&r.works[i]);
    Arena *mem = arena_new(MB(64));
    sort_ranked(ret_ranked, NEW_ARRAY(mem, Ranked, count + 1), count, by_aic);
    arena_free(mem);
}
