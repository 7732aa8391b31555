// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// average.c - lists and covariates without choosing one model: the average over all models of two-way terms, each
// weighed by how probable it is (Overstall & King 2014; the prior of Sabanes Bove & Held 2011, or unit information).
//
// What is kept of a model is its evidence by Laplace's method. A walk goes over models and the scale of the prior; at
// each stop the parameters are drawn from a multivariate t around their mode, with a weight that makes up exactly for
// what Laplace and the t get wrong. So the answer is that of a sampler with reversible jumps, with far better mixing.
// On a list that holds others too, whoever is on that list alone may be one of them: of those cells only the most is
// known, and how many of them belong is estimated.
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { CHAINS = AVERAGE_CHAINS, FREEDOM = 8, NEWTON_MAX = 60, HALVINGS_MAX = 30 };
static const double LOG_2PI = 1.8378770664093453, SCALE_A = 0.001, SCALE_B = 0.001, SCALE_STEP = 2.0;

typedef struct Design { // the largest model, columns that sum to zero over the values of a covariate
    const Crossed *x;
    bool unit; // the scale of the prior is 1
    int columns, of_variable[VARIABLES_MAX], wide[VARIABLES_MAX], of_pair[PAIRS_MAX], width[PAIRS_MAX];
    double variable_det[VARIABLES_MAX], pair_det[PAIRS_MAX]; // log det of the prior precision of a term
    double *value;                                           // by cell, `columns` of each
    double *prior;                                           // precision at scale 1, columns by columns
    bool *hidden, *censored;
} Design;

typedef struct Stop { // where a walk is: a model, a scale, and the mode of its posterior
    bool on[PAIRS_MAX];
    double scale, height; // scale: log of it; height: log evidence and log prior
    int count, column[COLUMNS_MOST], dimension;
    double mode[COLUMNS_MOST], chol[COLUMNS_MOST * COLUMNS_MOST];
} Stop;

typedef struct Walk {
    Chance chance;
    Stop *now, *next;
    double *eta, *row;
    double step[COLUMNS_MOST], trial[COLUMNS_MOST], gradient[COLUMNS_MOST];
} Walk;

typedef struct Averaging {
    Design d;
    uint64_t seed;
    int burn, keep, thin;
    double *by_stratum, *log_weight, *total; // of every draw of every chain
    bool *on;                                // its model: pairs of each
    bool failed[CHAINS];
} Averaging;

// ---- the design ---------------------------------------------------------------------------------------------------

static int levels_of(const Crossed *x, int v) { return v < x->lists ? 2 : x->levels[v - x->lists]; }

static void code(const Crossed *x, size_t cell, int v, double *ret_values)
{
    int levels = levels_of(x, v);
    int at = v < x->lists ? (int)(cell >> v & 1) : x->at[(cell >> x->lists) * COVARIATES_MAX + (size_t)(v - x->lists)];
    for (int k = 0; k + 1 < levels; k++) ret_values[k] = at == levels - 1 ? -1 : at == k;
}

static double log_det(Arena *mem, const Design *d, int first, int n)
{
    double *a = NEW_ARRAY(mem, double, (size_t)(n * n)), sum = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) a[i * n + j] = d->prior[(first + i) * d->columns + first + j];
    bool positive = cholesky(a, n);
    assert(positive);
    for (int i = 0; i < n; i++) sum += 2 * log(a[i * n + i]);
    return sum;
}

static void lay_out_terms(Design *d)
{
    const Crossed *x = d->x;
    d->columns = 1;
    for (int v = 0; v < x->variables; v++) {
        d->of_variable[v] = d->columns;
        d->columns += d->wide[v] = levels_of(x, v) - 1;
    }
    for (int p = 0; p < x->pairs; p++) {
        d->of_pair[p] = d->columns;
        d->columns += d->width[p] = d->wide[x->pair[p][0]] * d->wide[x->pair[p][1]];
    }
}

static void fill_row(const Design *d, size_t cell, double *row)
{
    const Crossed *x = d->x;
    row[0] = 1;
    for (int v = 0; v < x->variables; v++) code(x, cell, v, row + d->of_variable[v]);
    for (int p = 0; p < x->pairs; p++) {
        const double *a = row + d->of_variable[x->pair[p][0]], *b = row + d->of_variable[x->pair[p][1]];
        for (int i = 0; i < d->wide[x->pair[p][0]]; i++)
            for (int j = 0; j < d->wide[x->pair[p][1]]; j++)
                row[d->of_pair[p] + i * d->wide[x->pair[p][1]] + j] = a[i] * b[j];
    }
}

// The precision is X'X / cells of the whole table: a unit of information.
static void design_make(Arena *mem, const Crossed *x, int doubtful, bool unit, Design *ret_d)
{
    Design d = {.x = x, .unit = unit};
    for (int v = 0; v < x->variables; v++) d.wide[v] = levels_of(x, v) - 1;
    lay_out_terms(&d);
    size_t n = (size_t)d.columns;
    d.value = NEW_ARRAY(mem, double, x->cells *n);
    d.prior = NEW_ARRAY(mem, double, n *n);
    d.hidden = NEW_ARRAY(mem, bool, x->cells);
    d.censored = NEW_ARRAY(mem, bool, x->cells);
    for (size_t c = 0; c < x->cells; c++) {
        size_t history = c & (((size_t)1 << x->lists) - 1);
        double *row = d.value + c * n;
        fill_row(&d, c, row);
        d.hidden[c] = history == 0;
        d.censored[c] = doubtful >= 0 && history == (size_t)1 << doubtful;
        for (size_t i = 1; i < n; i++)
            for (size_t j = 1; j < n; j++) d.prior[i * n + j] += row[i] * row[j] / (double)x->cells;
    }
    for (int v = 0; v < x->variables; v++) d.variable_det[v] = log_det(mem, &d, d.of_variable[v], d.wide[v]);
    for (int p = 0; p < x->pairs; p++) d.pair_det[p] = log_det(mem, &d, d.of_pair[p], d.width[p]);
    *ret_d = d;
}

static void stop_columns(const Design *d, Stop *s)
{
    const Crossed *x = d->x;
    s->count = 0;
    for (int k = 0; k < d->of_variable[x->variables - 1] + d->wide[x->variables - 1]; k++) s->column[s->count++] = k;
    for (int p = 0; p < x->pairs; p++)
        for (int k = 0; k < d->width[p] && s->on[p]; k++) s->column[s->count++] = d->of_pair[p] + k;
    s->dimension = s->count - 1;
}

// ---- the posterior of one model -----------------------------------------------------------------------------------

// Of a cell of which only the most is known: log P(X <= y), and its slope and curvature in log(mean).
static double at_most(double y, double mean, double *ret_slope, double *ret_curve)
{
    double log_point = y * log(mean) - mean - log_gamma(y + 1), log_all;
    if (mean < y) {
        log_all = log(poisson_below(y, mean));
    } else { // far in the tail: P(X <= y) as a multiple of P(X = y)
        double term = 1, sum = 1;
        for (double k = y; k > 0 && term > sum * 1e-15; k--) sum += term *= k / mean;
        log_all = log_point + log(sum);
    }
    double r = exp(log(mean) + log_point - log_all);
    *ret_slope = -r;
    *ret_curve = fmax(r * (1 + y - mean + r), 0);
    return log_all;
}

static double prior_height(const Design *d, const Stop *s, const double *beta, double *gradient)
{
    double precision = exp(-s->scale), square = 0;
    for (int i = 1; i < s->count; i++) {
        double sum = 0;
        for (int j = 1; j < s->count; j++) sum += d->prior[s->column[i] * d->columns + s->column[j]] * beta[j];
        if (gradient) gradient[i] -= precision * sum;
        square += precision * beta[i] * sum;
    }
    return -square / 2;
}

// Log likelihood and log prior at beta, but for constants; with `full`, the gradient and minus the second derivatives.
static double climb_at(const Design *d, Walk *w, Stop *s, const double *beta, bool full)
{
    const Crossed *x = d->x;
    int n = s->count;
    double sum = 0, *row = w->row;
    if (full) {
        memset(w->gradient, 0, sizeof w->gradient);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                s->chol[i * n + j] = exp(-s->scale) * d->prior[s->column[i] * d->columns + s->column[j]];
    }
    for (size_t c = 0; c < x->cells; c++) {
        if (d->hidden[c] || x->absent[c]) continue;
        const double *value = d->value + c * (size_t)d->columns;
        double eta = 0;
        for (int i = 0; i < n; i++) eta += (row[i] = value[s->column[i]]) * beta[i];
        double mean = exp(eta), slope = x->n[c] - mean, curve = mean;
        sum += d->censored[c] ? at_most(x->n[c], mean, &slope, &curve) : x->n[c] * eta - mean;
        for (int i = 0; full && i < n; i++) {
            double wi = curve * row[i], *line = s->chol + i * n;
            w->gradient[i] += slope * row[i];
            for (int j = 0; j <= i; j++) line[j] += wi * row[j];
        }
    }
    return sum + prior_height(d, s, beta, full ? w->gradient : NULL);
}

static double log_prior_constant(const Design *d, const Stop *s)
{
    double sum = -s->dimension / 2.0 * (LOG_2PI + s->scale);
    for (int v = 0; v < d->x->variables; v++) sum += d->variable_det[v] / 2;
    for (int p = 0; p < d->x->pairs; p++) sum += s->on[p] ? d->pair_det[p] / 2 : 0;
    if (!d->unit) sum -= SCALE_A / 2 * s->scale + SCALE_B / 2 * exp(-s->scale);
    return sum;
}

// The mode by Newton's method from s->mode, and the log evidence by Laplace's. False when there is none to be found.
static bool settle(const Design *d, Walk *w, Stop *s)
{
    int n = s->count;
    for (int round = 0; round < NEWTON_MAX; round++) {
        double now = climb_at(d, w, s, s->mode, true), gain = 0, part = 1, then = -INFINITY;
        if (!isfinite(now) || !cholesky(s->chol, n)) return false;
        memcpy(w->step, w->gradient, sizeof *w->step * (size_t)n);
        cholesky_solve(s->chol, n, w->step);
        for (int i = 0; i < n; i++) gain += w->gradient[i] * w->step[i];
        if (gain < 1e-9) {
            s->height = now + log_prior_constant(d, s) + n / 2.0 * LOG_2PI;
            for (int i = 0; i < n; i++) s->height -= log(s->chol[i * n + i]);
            return isfinite(s->height);
        }
        for (int k = 0; k < HALVINGS_MAX && !(then >= now); k++, part /= 2) {
            for (int i = 0; i < n; i++) w->trial[i] = s->mode[i] + part * w->step[i];
            then = climb_at(d, w, s, w->trial, false);
        }
        if (!(then >= now)) return false;
        memcpy(s->mode, w->trial, sizeof *w->trial * (size_t)n);
    }
    return false;
}

// ---- the walk -----------------------------------------------------------------------------------------------------

static void carry_over(const Stop *from, Stop *to) // parameters that both have
{
    int k = 0;
    for (int i = 0; i < to->count; i++) {
        while (k < from->count && from->column[k] < to->column[i]) k++;
        to->mode[i] = k < from->count && from->column[k] == to->column[i] ? from->mode[k] : 0;
    }
}

static void go_or_stay(const Design *d, Walk *w)
{
    stop_columns(d, w->next);
    carry_over(w->now, w->next);
    if (!settle(d, w, w->next) || log(chance_unit(&w->chance)) >= w->next->height - w->now->height) return;
    Stop *was = w->now;
    w->now = w->next;
    w->next = was;
}

static void begin_next(Walk *w)
{
    memcpy(w->next->on, w->now->on, sizeof w->now->on);
    w->next->scale = w->now->scale;
}

// One term in or out; now and then one in for another out.
static void change_model(const Design *d, Walk *w)
{
    int count = d->x->pairs, in = 0, other = -1;
    for (int p = 0; p < count; p++) in += w->now->on[p];
    begin_next(w);
    int pick = (int)chance_below(&w->chance, (uint64_t)count);
    if (chance_below(&w->chance, 3) == 0) {
        if (in == 0 || in == count) return; // as likely both ways
        do other = (int)chance_below(&w->chance, (uint64_t)count);
        while (w->now->on[other] == w->now->on[pick]);
    }
    w->next->on[pick] = !w->next->on[pick];
    if (other >= 0) w->next->on[other] = !w->next->on[other];
    go_or_stay(d, w);
}

static void change_scale(const Design *d, Walk *w)
{
    begin_next(w);
    w->next->scale += SCALE_STEP * chance_normal(&w->chance);
    if (fabs(w->next->scale) < 50) go_or_stay(d, w);
}

// Parameters from a t around the mode into w->trial; the log of their weight.
static double draw_parameters(const Design *d, Walk *w)
{
    Stop *s = w->now;
    int n = s->count;
    double square = 0, stretch = sqrt(2 * chance_gamma(&w->chance, FREEDOM / 2.0) / FREEDOM), *z = w->trial;
    for (int k = 0; k < n; k++) {
        z[k] = chance_normal(&w->chance);
        square += z[k] * z[k];
    }
    double log_t = log_gamma((FREEDOM + n) / 2.0) - log_gamma(FREEDOM / 2.0) - n / 2.0 * (log(FREEDOM) + log(M_PI));
    log_t -= (FREEDOM + n) / 2.0 * log1p(square / (stretch * stretch) / FREEDOM);
    for (int k = 0; k < n; k++) log_t += log(s->chol[k * n + k]);
    for (int k = n - 1; k >= 0; k--) {
        for (int j = k + 1; j < n; j++) z[k] -= s->chol[j * n + k] * z[j];
        z[k] /= s->chol[k * n + k];
    }
    for (int k = 0; k < n; k++) z[k] = s->mode[k] + z[k] / stretch;
    return climb_at(d, w, s, z, false) + log_prior_constant(d, s) - log_t - s->height;
}

// X given X <= y.
static double draw_at_most(Chance *d, double y, double mean)
{
    double at = chance_unit(d);
    if (mean < y) {
        double low = -1, high = y;
        at *= poisson_below(y, mean);
        while (high - low > 1) {
            double middle = floor((low + high) / 2);
            if (poisson_below(middle, mean) >= at) high = middle;
            else low = middle;
        }
        return high;
    }
    double term = 1, sum = 1, run = 1;
    for (double k = y; k > 0 && term > sum * 1e-15; k--) sum += term *= k / mean;
    term = 1;
    while (run < at * sum && y > 0) run += term *= y-- / mean;
    return y;
}

// How many there are in each stratum: those seen, and drawn those who are not.
static double draw_people(const Design *d, Walk *w, double *ret_by_stratum)
{
    const Crossed *x = d->x;
    double all = 0;
    memset(ret_by_stratum, 0, x->strata * sizeof *ret_by_stratum);
    for (size_t c = 0; c < x->cells; c++) {
        double n = x->n[c];
        if (d->hidden[c] || d->censored[c]) {
            const double *value = d->value + c * (size_t)d->columns;
            double eta = 0;
            for (int i = 0; i < w->now->count; i++) eta += value[w->now->column[i]] * w->trial[i];
            double mean = exp(fmin(eta, 40));
            if (x->absent[c]) n = 0;
            else n = d->hidden[c] ? chance_poisson(&w->chance, mean) : draw_at_most(&w->chance, n, mean);
        }
        ret_by_stratum[c >> x->lists] += n;
        all += n;
    }
    return all;
}

static bool walk_begin(const Design *d, Walk *w, size_t number)
{
    Stop *s = w->now;
    const Crossed *x = d->x;
    double cells = 0;
    s->scale = 0;
    for (int p = 0; p < x->pairs; p++) s->on[p] = number == 0 ? false : chance_below(&w->chance, 2) != 0;
    stop_columns(d, s);
    memset(s->mode, 0, sizeof s->mode);
    for (size_t c = 0; c < x->cells; c++) cells += !d->hidden[c] && !x->absent[c];
    s->mode[0] = log((x->total + 1) / fmax(cells, 1));
    return settle(d, w, s);
}

static void run_walk(void *arg, int worker, size_t number)
{
    (void)worker;
    Averaging *a = arg;
    const Design *d = &a->d;
    const Crossed *x = d->x;
    Arena *mem = arena_new(MB(8));
    Walk *w = NEW(mem, Walk);
    w->now = NEW(mem, Stop);
    w->next = NEW(mem, Stop);
    w->row = NEW_ARRAY(mem, double, COLUMNS_MOST);
    w->chance = chance_new(a->seed, number);
    bool found = walk_begin(d, w, number);
    for (int n = -a->burn; n < a->keep && found && !parallel_stopped(); n++) {
        for (int k = 0; k < a->thin; k++) {
            change_model(d, w);
            if (!d->unit) change_scale(d, w);
        }
        if (n < 0) continue;
        size_t at = number * (size_t)a->keep + (size_t)n;
        a->log_weight[at] = draw_parameters(d, w);
        a->total[at] = draw_people(d, w, a->by_stratum + at * x->strata);
        memcpy(a->on + at * (size_t)x->pairs, w->now->on, (size_t)x->pairs * sizeof *a->on);
    }
    a->failed[number] = !found;
    arena_free(mem);
}

// ---- all of it ----------------------------------------------------------------------------------------------------

// Weights that add up to 1; returns the effective number of draws.
static double even_out(double *v, size_t n)
{
    double most = -INFINITY, sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, v[i]);
    for (size_t i = 0; i < n; i++) sum += v[i] = exp(v[i] - most);
    for (size_t i = 0; i < n; i++) squares += (v[i] / sum) * (v[i] / sum);
    for (size_t i = 0; i < n; i++) v[i] /= sum;
    return 1 / squares;
}

static void weigh_terms(Arena *mem, const Averaging *a, size_t n, CrossedMean *m)
{
    size_t pairs = (size_t)a->d.x->pairs, *first = NEW_ARRAY(mem, size_t, n);
    double *weight = NEW_ARRAY(mem, double, n);
    for (size_t i = 0; i < n; i++) {
        for (size_t p = 0; p < pairs; p++) m->on[p] += a->on[i * pairs + p] ? a->log_weight[i] : 0;
        size_t k = 0; // the models seen so far: few, the likely ones first
        while (k < m->models && memcmp(a->on + first[k] * pairs, a->on + i * pairs, pairs * sizeof *a->on) != 0) k++;
        if (k == m->models) first[m->models++] = i;
        weight[k] += a->log_weight[i];
    }
    size_t best = 0;
    for (size_t k = 1; k < m->models; k++)
        if (weight[k] > weight[best]) best = k;
    m->best = weight[best];
    memcpy(m->best_on, a->on + first[best] * pairs, pairs * sizeof *a->on);
}

// Draws that all count the same: each as often as its weight says, evenly spread.
static void even_draws(const Averaging *a, size_t n, Chance *d, int draws, double *ret_by_stratum)
{
    size_t strata = a->d.x->strata, i = 0;
    double run = a->log_weight[0], from = chance_unit(d);
    for (int k = 0; k < draws; k++) {
        while (i + 1 < n && run < (k + from) / draws) run += a->log_weight[++i];
        memcpy(ret_by_stratum + (size_t)k * strata, a->by_stratum + i * strata, strata * sizeof *ret_by_stratum);
    }
}

Err crossed_average(Arena *mem, const Crossed *x, int doubtful, bool unit, uint64_t seed, int threads, int draws,
                    CrossedMean *ret_mean, double *ret_by_stratum, Why *w)
{
    enum { KEEP = AVERAGE_DRAWS / CHAINS, BURN = 500, THIN = 8, WORK_MOST = 1 << 19 };
    Averaging *a = NEW(mem, Averaging);
    CrossedMean m = {0};
    if (x->year >= 0) return why(w, E_INPUT, "an average over models takes years as values, not as a curve");
    design_make(mem, x, doubtful, unit, &a->d);
    if (a->d.columns > COLUMNS_MOST || x->cells * (size_t)a->d.columns > WORK_MOST)
        return why(w, E_LIMIT, "%d cells and %d parameters are too many to average over; use fewer covariates",
                   (int)x->cells, a->d.columns);
    size_t n = (size_t)KEEP * CHAINS;
    a->seed = seed;
    a->burn = BURN;
    a->keep = KEEP;
    a->thin = THIN;
    a->by_stratum = NEW_ARRAY(mem, double, n * x->strata);
    a->log_weight = NEW_ARRAY(mem, double, n);
    a->total = NEW_ARRAY(mem, double, n);
    a->on = NEW_ARRAY(mem, bool, n *(size_t)x->pairs);
    parallel_each(CHAINS, threads, run_walk, a);
    for (int k = 0; k < CHAINS; k++)
        if (a->failed[k]) return why(w, E_INPUT, "the posterior of this table has no highest point to be found");
    for (size_t i = 0; i < n; i++) a->total[i] = log(a->total[i]);
    Posterior p;
    chains_agree(a->total, CHAINS, KEEP, &p);
    m.rhat = p.rhat;
    m.ess = fmin(p.ess, even_out(a->log_weight, n));
    weigh_terms(mem, a, n, &m);
    Chance d = chance_new(seed, CHAINS);
    even_draws(a, n, &d, draws, ret_by_stratum);
    *ret_mean = m;
    return OK;
}
