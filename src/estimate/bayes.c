// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// bayes.c - Bayesian thresholding (Silverman 2020, section 6). The posterior is close to normal, so instead of a chain
// that must be tuned it is sampled by importance from a multivariate t around its mode: independent draws with weights,
// and the effective number of draws says how close it was.
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { BLOCK = 500, FREEDOM = 5, STEPS_MAX = 200, HALVINGS_MAX = 40 };
static const double PRIOR_INTERACTION = 1, PRIOR_MAIN = 1e-4; // precisions: reciprocals of the variance
static const double KEEP_FROM = 2;                            // posterior means this many standard deviations from 0

typedef struct Post {
    int lists, count;
    unsigned term[TERMS_MAX];
    double precision[TERMS_MAX], mode[TERMS_MAX], chol[TERMS_MAX * TERMS_MAX];
    double y[CELLS_MAX], star[CELLS_MAX];
    uint64_t seed;
    int draws;
    double *log_weight, *value; // value: count for each draw
} Post;

static void add(Post *p, unsigned mask, double precision)
{
    p->precision[p->count] = precision;
    p->term[p->count++] = mask;
}

// The log posterior but for a constant; with `sums` the superset sums of what is expected.
static double height(const Post *p, const double *alpha, double *sums)
{
    double eta[CELLS_MAX] = {0}, v = 0;
    for (int i = 0; i < p->count; i++) {
        eta[p->term[i]] = alpha[i];
        v += alpha[i] * p->star[p->term[i]] - p->precision[i] * alpha[i] * alpha[i] / 2;
    }
    subset_sums(eta, p->lists);
    sums[0] = 0; // nobody on no list was counted
    for (int h = 1; h < 1 << p->lists; h++) v -= sums[h] = exp(eta[h]);
    return v;
}

static bool curvature(Post *p, const double *sums)
{
    for (int i = 0; i < p->count; i++)
        for (int j = 0; j <= i; j++)
            p->chol[i * p->count + j] = sums[p->term[i] | p->term[j]] + (i == j ? p->precision[i] : 0);
    return cholesky(p->chol, p->count);
}

static bool climb(Post *p)
{
    double sums[CELLS_MAX], step[TERMS_MAX], next[TERMS_MAX];
    memset(p->mode, 0, sizeof p->mode);
    p->mode[0] = log(p->star[0] + 1);
    for (int i = 1; i <= p->lists; i++) p->mode[i] = log((p->star[p->term[i]] + 0.5) / (p->star[0] + 1));
    for (int n = 0; n < STEPS_MAX; n++) {
        double now = height(p, p->mode, sums), decrement = 0;
        superset_sums(sums, p->lists);
        if (!curvature(p, sums)) return false;
        for (int i = 0; i < p->count; i++)
            step[i] = p->star[p->term[i]] - sums[p->term[i]] - p->precision[i] * p->mode[i];
        double gradient[TERMS_MAX];
        memcpy(gradient, step, sizeof gradient);
        cholesky_solve(p->chol, p->count, step);
        for (int i = 0; i < p->count; i++) decrement += gradient[i] * step[i];
        if (decrement < 1e-12) return true;
        double part = 1;
        for (int k = 0; k < HALVINGS_MAX; k++, part /= 2) {
            for (int i = 0; i < p->count; i++) next[i] = p->mode[i] + part * step[i];
            if (height(p, next, sums) >= now) break;
        }
        memcpy(p->mode, next, sizeof *next * (size_t)p->count);
    }
    return false;
}

// Draws from the t around the mode: mode + L^-T z / sqrt(chi2 / freedom), with L L^T the curvature.
static void draw_block(void *arg, int worker, size_t block)
{
    (void)worker;
    Post *p = arg;
    Chance d = chance_new(p->seed, block);
    double z[TERMS_MAX], sums[CELLS_MAX];
    int from = (int)block * BLOCK, to = from + BLOCK < p->draws ? from + BLOCK : p->draws, n = p->count;
    for (int i = from; i < to; i++) {
        double square = 0, scale = sqrt(2 * chance_gamma(&d, FREEDOM / 2.0) / FREEDOM);
        for (int k = 0; k < n; k++) z[k] = chance_normal(&d);
        for (int k = 0; k < n; k++) square += z[k] * z[k];
        for (int k = n - 1; k >= 0; k--) {
            for (int j = k + 1; j < n; j++) z[k] -= p->chol[j * n + k] * z[j];
            z[k] /= p->chol[k * n + k];
        }
        double *v = p->value + (size_t)i * (size_t)n;
        for (int k = 0; k < n; k++) v[k] = p->mode[k] + z[k] / scale;
        double log_t = -(FREEDOM + n) / 2.0 * log1p(square / (scale * scale) / FREEDOM);
        p->log_weight[i] = height(p, v, sums) - log_t;
    }
}

static double weigh(Post *p, double *weight) // the effective number of draws
{
    double most = -INFINITY, sum = 0, squares = 0;
    for (int i = 0; i < p->draws; i++) most = fmax(most, p->log_weight[i]);
    for (int i = 0; i < p->draws; i++) sum += weight[i] = exp(p->log_weight[i] - most);
    for (int i = 0; i < p->draws; i++) weight[i] /= sum;
    for (int i = 0; i < p->draws; i++) squares += weight[i] * weight[i];
    return 1 / squares;
}

static Err sample(Arena *mem, Post *p, int threads, double *weight, double *ret_ess, Why *w)
{
    if (!climb(p)) return why(w, E_INPUT, "the posterior of this table has no highest point that can be computed");
    size_t n = (size_t)p->draws;
    p->log_weight = NEW_ARRAY(mem, double, n);
    p->value = NEW_ARRAY(mem, double, n *(size_t)p->count);
    parallel_each((n + BLOCK - 1) / BLOCK, threads, draw_block, p);
    *ret_ess = weigh(p, weight);
    return OK;
}

static bool is_far(const Post *p, const double *weight, int k)
{
    double mean = 0, square = 0;
    for (int i = 0; i < p->draws; i++) {
        double v = p->value[(size_t)i * (size_t)p->count + (size_t)k];
        mean += weight[i] * v;
        square += weight[i] * v * v;
    }
    return fabs(mean) >= KEEP_FROM * sqrt(fmax(square - mean * mean, 0));
}

typedef struct Point {
    double v, weight;
} Point;

static void sift(Point *p, size_t at, size_t n) // of a heap: no global for a comparison, and the same everywhere
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && p[child + 1].v > p[child].v) child++;
        if (!(p[child].v > p[at].v)) return;
        Point t = p[at];
        p[at] = p[child];
        p[child] = t;
    }
}

static void sort_points(Point *p, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift(p, i, n);
    while (n > 1) {
        Point t = p[0];
        p[0] = p[--n];
        p[n] = t;
        sift(p, 0, n);
    }
}

static double quantile(const Point *p, size_t n, double at)
{
    double run = 0;
    for (size_t i = 0; i < n; i++)
        if ((run += p[i].weight) >= at) return p[i].v;
    return p[n - 1].v;
}

static void summary(Arena *mem, const Post *p, const double *weight, double level, double total, Posterior *ret)
{
    size_t n = (size_t)p->draws;
    Point *points = NEW_ARRAY(mem, Point, n);
    ret->mean = 0;
    for (size_t i = 0; i < n; i++) {
        points[i] = (Point){total + exp(p->value[i * (size_t)p->count]), weight[i]};
        ret->mean += points[i].v * weight[i];
    }
    sort_points(points, n);
    ret->low = quantile(points, n, (1 - level) / 2);
    ret->median = quantile(points, n, 0.5);
    ret->high = quantile(points, n, (1 + level) / 2);
}

Err threshold_sample(Arena *mem, const Capture *c, double level, uint64_t seed, int draws, int threads,
                     Posterior *ret_posterior, Model *ret_kept, Why *w)
{
    Terms t;
    TRY(terms_make(c->lists, 2, &t, w));
    Post *p = NEW(mem, Post), *again = NEW(mem, Post);
    double *weight = NEW_ARRAY(mem, double, (size_t)draws), first, ess;
    Model kept = 0;
    assert(draws > 0 && c->total > 0);
    *p = (Post){.lists = c->lists, .seed = seed, .draws = draws};
    memcpy(p->y, c->n, sizeof *p->y << c->lists);
    p->y[0] = 0;
    memcpy(p->star, p->y, sizeof *p->y << c->lists);
    superset_sums(p->star, c->lists);
    add(p, 0, PRIOR_MAIN);
    for (int i = 0; i < c->lists; i++) add(p, 1u << i, PRIOR_MAIN);
    *again = *p;
    again->seed = seed + 1;
    for (int i = 0; i < t.count; i++) add(p, t.mask[i], PRIOR_INTERACTION);
    TRY(sample(mem, p, threads, weight, &first, w));
    for (int i = 0; i < t.count; i++) {
        if (!is_far(p, weight, 1 + c->lists + i)) continue;
        kept |= (Model)1 << i;
        add(again, t.mask[i], PRIOR_INTERACTION);
    }
    TRY(sample(mem, again, threads, weight, &ess, w));
    Posterior post = {.models = (size_t)again->count, .rhat = 1, .ess = fmin(ess, first)};
    summary(mem, again, weight, level, c->total, &post);
    *ret_posterior = post;
    *ret_kept = kept;
    return OK;
}
