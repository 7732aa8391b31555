// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// fit.c - one log-linear model on one table, by Newton's method (iteratively reweighted least squares).
//
// A term stands for 1 on every history that holds it, so the weighted cross products of the design are sums over
// supersets: one transform over the table gives them all, and no design matrix is ever made.
#include "estimate/inside.h"
#include "estimate/exist.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 100, HALVINGS_MAX = 30 };
static const double DECREMENT_ENOUGH = 1e-13; // of twice the log-likelihood; the step after it is quadratically less

Work *work_new(void)
{
    Work *w = calloc(1, sizeof *w);
    Known *known = calloc(CACHE_SIZE, sizeof *known);
    if (!w || !known) abort(); // as the arena does
    w->known = known;
    w->scratch = arena_new(MB(64));
    return w;
}

void work_freep(Work **w)
{
    if (!*w) return;
    arena_free((*w)->scratch);
    free((*w)->known);
    free(*w);
    *w = NULL;
}

void superset_sums(double *v, int lists)
{
    for (int step = 1; step < 1 << lists; step *= 2)
        for (int block = 0; block < 1 << lists; block += 2 * step)
            for (int i = block; i < block + step; i++) v[i] += v[i + step];
}

void subset_sums(double *v, int lists)
{
    for (int step = 1; step < 1 << lists; step *= 2)
        for (int block = 0; block < 1 << lists; block += 2 * step)
            for (int i = block; i < block + step; i++) v[i + step] += v[i];
}

// ---- which cells, which parameters --------------------------------------------------------------------------------

static void add_term(Work *w, unsigned mask, Model bit)
{
    Layout *l = &w->layout;
    if (w->star[mask] > 0) {
        l->term[l->count++] = mask;
        return;
    }
    l->infinite++;
    l->at_infinity |= bit;
    for (int cell = 0; cell < l->cells; cell++)
        if (((unsigned)cell & mask) == mask) l->dead[cell] = true;
}

void lay_out(Work *w, const Capture *c, const Terms *t, Model m)
{
    Layout *l = &w->layout;
    l->lists = c->lists;
    l->cells = 1 << c->lists;
    l->count = l->infinite = 0;
    l->at_infinity = 0;
    size_t bytes = (size_t)l->cells * sizeof *w->y;
    memcpy(w->y, c->n, bytes);
    if (!w->with_zero) w->y[0] = 0;
    memcpy(w->star, w->y, bytes);
    superset_sums(w->star, c->lists);
    memset(l->dead, 0, (size_t)l->cells);
    l->dead[0] = !w->with_zero;
    l->term[l->count++] = 0;
    for (int i = 0; i < c->lists; i++) add_term(w, 1u << i, 0);
    for (int i = 0; i < t->count; i++)
        if (m >> i & 1) add_term(w, t->mask[i], (Model)1 << i);
}

// ---- may it be fitted at all? -------------------------------------------------------------------------------------

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 31)) * 0x7fb5d329728ea185u;
    x = (x ^ (x >> 27)) * 0x81dadef4bc2dd44du;
    return x ^ (x >> 33);
}

static Known *look_up(Work *w, const Capture *c, const Terms *t, Model m)
{
    Known want = {.model = m, .key = (unsigned)(c->lists * 256 + t->count + 1)};
    for (int base = 0; base < 1 << c->lists; base += 64) {
        uint64_t word = 0;
        for (int i = base; i < base + 64 && i < 1 << c->lists; i++)
            if (i > 0 && c->n[i] > 0) word |= (uint64_t)1 << (i - base);
        want.support[0] = c->lists <= 6 ? word : mix(want.support[0] ^ word) + 1;
        want.support[1] = c->lists <= 6 ? 0 : mix(want.support[1] + word * 0x9e3779b97f4a7c15u) + 3;
    }
    if (w->known_count > CACHE_SIZE / 2) {
        memset(w->known, 0, CACHE_SIZE * sizeof *w->known);
        w->known_count = 0;
    }
    size_t at = (size_t)mix(want.support[0] ^ mix(m + want.key) ^ want.support[1]) % CACHE_SIZE;
    for (;; at = (at + 1) % CACHE_SIZE) {
        Known *k = &w->known[at];
        if (k->key == 0) {
            *k = want;
            k->status = FIT_FAILED;
            w->known_count++;
            return k;
        }
        if (k->key == want.key && k->model == m && k->support[0] == want.support[0] && k->support[1] == want.support[1])
            return k;
    }
}

static Status check(Work *w)
{
    const Layout *l = &w->layout;
    arena_reset(w->scratch);
    size_t columns = (size_t)l->count, rows = 0;
    short *design = NEW_ARRAY(w->scratch, short, (size_t)l->cells *columns);
    unsigned char *positive = NEW_ARRAY(w->scratch, unsigned char, (size_t)l->cells);
    for (unsigned cell = 1; cell < (unsigned)l->cells; cell++) {
        if (l->dead[cell]) continue;
        for (size_t j = 0; j < columns; j++) design[rows * columns + j] = (cell & l->term[j]) == l->term[j];
        positive[rows++] = w->y[cell] > 0;
    }
    return exist_check(w->scratch, design, positive, rows, l->count);
}

Status fit_status(Work *w, const Capture *c, const Terms *t, Model m)
{
    assert(c->lists == t->lists && c->lists <= LISTS_MAX);
    if (c->total <= 0) return FIT_NONE;
    size_t before = w->known_count;
    Known *k = look_up(w, c, t, m);
    if (w->known_count != before) { // it is new
        lay_out(w, c, t, m);
        k->status = check(w);
    }
    return k->status;
}

// ---- the fit ------------------------------------------------------------------------------------------------------

static void cross_products(Work *w)
{
    const Layout *l = &w->layout;
    for (int i = 0; i < l->count; i++)
        for (int j = 0; j <= i; j++) w->h[i * l->count + j] = w->sums[l->term[i] | l->term[j]];
}

static double expected(Work *w) // fills mu from alpha; the log-likelihood but for its constant
{
    const Layout *l = &w->layout;
    size_t bytes = (size_t)l->cells * sizeof *w->mu;
    memset(w->eta, 0, bytes);
    for (int i = 0; i < l->count; i++) w->eta[l->term[i]] = w->alpha[l->term[i]];
    subset_sums(w->eta, l->lists);
    double sum = 0;
    for (int cell = 0; cell < l->cells; cell++) {
        w->mu[cell] = l->dead[cell] ? 0 : exp(w->eta[cell]);
        if (!l->dead[cell]) sum += w->y[cell] * w->eta[cell] - w->mu[cell];
    }
    memcpy(w->sums, w->mu, bytes);
    superset_sums(w->sums, l->lists);
    return sum;
}

// The first step: least squares on log(y + 0.1).
static bool start(Work *w)
{
    const Layout *l = &w->layout;
    double z[CELLS_MAX];
    for (int cell = 0; cell < l->cells; cell++) {
        double mu = w->y[cell] + 0.1;
        w->sums[cell] = l->dead[cell] ? 0 : mu;
        z[cell] = l->dead[cell] ? 0 : mu * log(mu) + w->y[cell] - mu;
    }
    superset_sums(w->sums, l->lists);
    superset_sums(z, l->lists);
    cross_products(w);
    for (int i = 0; i < l->count; i++) w->g[i] = z[l->term[i]];
    if (!cholesky(w->h, l->count)) return false;
    cholesky_solve(w->h, l->count, w->g);
    for (int i = 0; i < l->count; i++) w->alpha[l->term[i]] = w->g[i];
    return true;
}

bool fit_solve(Work *w, bool warm)
{
    const Layout *l = &w->layout;
    if (!warm && !start(w)) return false;
    double now = expected(w);
    for (int step = 0; step < STEPS_MAX; step++) {
        cross_products(w);
        double gradient[TERMS_MAX], decrement = 0;
        for (int i = 0; i < l->count; i++) w->g[i] = gradient[i] = w->star[l->term[i]] - w->sums[l->term[i]];
        if (!cholesky(w->h, l->count)) return false;
        cholesky_solve(w->h, l->count, w->g);
        for (int i = 0; i < l->count; i++) {
            decrement += gradient[i] * w->g[i];
            w->alpha[l->term[i]] += w->g[i];
        }
        double before = now, part = 1;
        now = expected(w);
        if (decrement < DECREMENT_ENOUGH) return isfinite(now);
        for (int k = 0; k < HALVINGS_MAX && !(now >= before - 1e-9 * (1 + fabs(before))); k++) {
            part /= 2;
            for (int i = 0; i < l->count; i++) w->alpha[l->term[i]] -= w->g[i] * part;
            now = expected(w);
        }
    }
    return false;
}

static double deviance_part(double y, double mu) { return y > 0 ? 2 * (y * log(y / mu) - (y - mu)) : 2 * mu; }

void fit_scores_only(Work *w, const Capture *c, Fit *ret_fit)
{
    const Layout *l = &w->layout;
    Fit *f = ret_fit;
    f->infinite = l->infinite;
    f->params = l->count + l->infinite;
    f->at_infinity = l->at_infinity;
    f->df = l->cells - 1 - f->params;
    f->hidden = exp(w->alpha[0]);
    f->estimate = c->total + f->hidden;
    f->loglik = f->deviance = 0;
    for (int cell = 1; cell < l->cells; cell++) {
        f->mu[cell] = w->mu[cell];
        if (l->dead[cell]) continue;
        f->loglik += w->y[cell] * w->eta[cell] - w->mu[cell] - (w->y[cell] > 1 ? log_gamma(w->y[cell] + 1) : 0);
        f->deviance += deviance_part(w->y[cell], w->mu[cell]);
    }
    f->deviance = fmax(f->deviance, 0); // a perfect fit is not less than perfect by rounding
    f->mu[0] = f->hidden;
    f->aic = 2 * f->params - 2 * f->loglik;
    f->bic = f->params * log(c->total) - 2 * f->loglik;
    f->se = NAN;
}

static void fit_se(Work *w, Fit *f)
{
    const Layout *l = &w->layout;
    double unit[TERMS_MAX] = {1};
    cross_products(w);
    if (!cholesky(w->h, l->count)) return;
    cholesky_solve(w->h, l->count, unit);
    f->se = sqrt(unit[0]);
}

void fit_scores(Work *w, const Capture *c, Fit *ret_fit)
{
    fit_scores_only(w, c, ret_fit);
    fit_se(w, ret_fit);
}

double fit_term_se(Work *w, unsigned mask)
{
    double unit[TERMS_MAX] = {0};
    int at = -1;
    for (int i = 0; i < w->layout.count; i++)
        if (w->layout.term[i] == mask) at = i;
    if (at < 0) return NAN;
    unit[at] = 1;
    cross_products(w);
    if (!cholesky(w->h, w->layout.count)) return NAN;
    cholesky_solve(w->h, w->layout.count, unit);
    return sqrt(unit[at]);
}

void fit_model(Work *w, const Capture *c, const Terms *t, Model m, Fit *ret_fit)
{
    *ret_fit = (Fit){.status = fit_status(w, c, t, m),
                     .estimate = NAN,
                     .hidden = NAN,
                     .bic = NAN,
                     .aic = NAN,
                     .deviance = NAN,
                     .se = NAN,
                     .loglik = NAN};
    if (ret_fit->status != FIT_OK) return;
    lay_out(w, c, t, m);
    if (fit_solve(w, false)) fit_scores(w, c, ret_fit);
    else ret_fit->status = FIT_FAILED;
}
