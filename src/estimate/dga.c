// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// dga.c - the average over all decomposable graphs with hyper-Dirichlet priors (Madigan & York 1997). No sampling: for
// each hidden number on a grid the weights of all graphs are added up.
//
// Along a perfect elimination order a graph's likelihood is a product over lists v of L(v with its later neighbours) /
// L(those neighbours), where L looks at one marginal table only; so a graph is at most 2t marginals with a sign. Only
// the first cell of a marginal holds the hidden number, so a marginal costs one lgamma per grid point.
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { FINE = 600, GRAPH_LISTS_MAX = 6, MASKS_MAX = 1 << GRAPH_LISTS_MAX, GRID_MAX = 40000 };
static const double TAIL_ENOUGH = 1e-7, HIDDEN_MOST = 1e10;

typedef struct Graph {
    unsigned char with[GRAPH_LISTS_MAX], without[GRAPH_LISTS_MAX];
} Graph;

typedef struct Average {
    int lists;
    double total, delta, most;
    double first[MASKS_MAX], rest[MASKS_MAX]; // of a marginal: its empty cell, and what does not depend on n0
    Graph *graphs;
    size_t graph_count, points;
    double *hidden, *width, *log_weight;
} Average;

// Eliminates list after list whose remaining neighbours all know each other; false when that ends early.
static bool eliminate(int lists, const unsigned char *neighbours, Graph *ret_g)
{
    unsigned left = (1u << lists) - 1;
    for (int step = 0; step < lists; step++) {
        int v = 0;
        unsigned near = 0;
        for (; v < lists; v++) {
            if (!(left >> v & 1)) continue;
            near = neighbours[v] & left;
            bool complete = true;
            for (int u = 0; u < lists; u++)
                if (near >> u & 1 && (near & ~(neighbours[u] | 1u << u))) complete = false;
            if (complete) break;
        }
        if (v == lists) return false;
        ret_g->with[step] = (unsigned char)(near | 1u << v);
        ret_g->without[step] = (unsigned char)near;
        left &= ~(1u << v);
    }
    return true;
}

static void all_graphs(Arena *mem, Average *a)
{
    int pairs = a->lists * (a->lists - 1) / 2;
    a->graphs = NEW_ARRAY(mem, Graph, (size_t)1 << pairs);
    for (unsigned edges = 0; edges < 1u << pairs; edges++) {
        unsigned char neighbours[GRAPH_LISTS_MAX] = {0};
        int bit = 0;
        for (int i = 0; i < a->lists; i++)
            for (int j = i + 1; j < a->lists; j++, bit++)
                if (edges >> bit & 1) {
                    neighbours[i] = (unsigned char)(neighbours[i] | 1u << j);
                    neighbours[j] = (unsigned char)(neighbours[j] | 1u << i);
                }
        if (eliminate(a->lists, neighbours, &a->graphs[a->graph_count])) a->graph_count++;
    }
}

static void marginals(Average *a, const Capture *c)
{
    for (unsigned m = 0; m < 1u << a->lists; m++) {
        double cells[MASKS_MAX] = {0}, size = 1 << __builtin_popcount(m);
        double delta = a->delta * (1 << (a->lists - __builtin_popcount(m)));
        for (unsigned h = 1; h < 1u << a->lists; h++) cells[h & m] += c->n[h];
        a->first[m] = cells[0] + delta;
        a->rest[m] = -size * log_gamma(delta);
        for (unsigned h = 1; h < 1u << a->lists; h++)
            if ((h & ~m) == 0) a->rest[m] += log_gamma(cells[h] + delta);
    }
}

// Every number at first, then steps in proportion; a point stands for `width` numbers.
static void make_grid(Arena *mem, Average *a)
{
    a->hidden = NEW_ARRAY(mem, double, GRID_MAX);
    a->width = NEW_ARRAY(mem, double, GRID_MAX);
    a->log_weight = NEW_ARRAY(mem, double, GRID_MAX);
    a->points = 0;
    for (double at = 0; at <= a->most && a->points < GRID_MAX;) {
        double step = floor(at / FINE) + 1;
        a->hidden[a->points] = at + (step - 1) / 2;
        a->width[a->points++] = step;
        at += step;
    }
}

static void weigh(void *arg, int worker, size_t i)
{
    (void)worker;
    Average *a = arg;
    double n0 = a->hidden[i], n = n0 + a->total, value[MASKS_MAX], highest = -INFINITY, sum = 0;
    for (unsigned m = 0; m < 1u << a->lists; m++) value[m] = log_gamma(n0 + a->first[m]) + a->rest[m];
    for (size_t g = 0; g < a->graph_count; g++) {
        double w = 0;
        for (int v = 0; v < a->lists; v++) w += value[a->graphs[g].with[v]] - value[a->graphs[g].without[v]];
        if (w > highest) {
            sum = sum * exp(highest - w) + 1;
            highest = w;
        } else if (w > highest - 40) {
            sum += exp(w - highest);
        }
    }
    a->log_weight[i] = highest + log(sum) + log_gamma(n + 1) - log_gamma(n0 + 1) - log(n) + log(a->width[i]);
}

// From log weights to the posterior: mean and quantiles, linear within the numbers that a point stands for.
static double summary(const Average *a, double level, Posterior *p)
{
    double highest = -INFINITY, all = 0, run = 0, mean = 0, tail = 0, at[3] = {(1 - level) / 2, 0.5, (1 + level) / 2};
    double found[3] = {NAN, NAN, NAN};
    for (size_t i = 0; i < a->points; i++) highest = fmax(highest, a->log_weight[i]);
    for (size_t i = 0; i < a->points; i++) all += exp(a->log_weight[i] - highest);
    for (size_t i = 0; i < a->points; i++) {
        double w = exp(a->log_weight[i] - highest) / all, low = a->hidden[i] - (a->width[i] - 1) / 2;
        mean += w * a->hidden[i];
        if (a->hidden[i] > a->most / 2) tail += w;
        for (int k = 0; k < 3; k++)
            if (isnan(found[k]) && run + w >= at[k])
                found[k] = low + floor((at[k] - run) / w * (a->width[i] - 1) + 0.5);
        run += w;
    }
    p->mean = a->total + mean;
    p->low = a->total + found[0];
    p->median = a->total + found[1];
    p->high = a->total + found[2];
    return tail;
}

static Err begin(Arena *mem, const Capture *c, Average **ret_a, Why *w)
{
    if (c->lists < 3 || c->lists > GRAPH_LISTS_MAX)
        return why(w, E_LIMIT, "averaging over graphs needs 3 to %d lists; this table has %d", GRAPH_LISTS_MAX,
                   c->lists);
    Average *a = NEW(mem, Average);
    *a = (Average){.lists = c->lists, .total = c->total, .delta = 1.0 / (1 << c->lists), .most = 50 * c->total + 1000};
    all_graphs(mem, a);
    marginals(a, c);
    *ret_a = a;
    return OK;
}

Err graphs_average(Arena *mem, const Capture *c, double level, int threads, Posterior *ret_posterior, Why *w)
{
    Average *a;
    Posterior p = {0};
    TRY(begin(mem, c, &a, w));
    for (;; a->most *= 4) {
        make_grid(mem, a);
        parallel(a->points, threads, weigh, a);
        double tail = summary(a, level, &p);
        p.models = a->graph_count;
        p.cut = tail > TAIL_ENOUGH;
        if (!p.cut || a->most * 4 > HIDDEN_MOST) break;
    }
    *ret_posterior = p;
    return OK;
}

Err graphs_average_coarse(Arena *mem, const Capture *c, double level, double times, int points, int threads,
                          Posterior *ret_posterior, Why *w)
{
    Average *a;
    Posterior p = {0};
    TRY(begin(mem, c, &a, w));
    a->hidden = NEW_ARRAY(mem, double, (size_t)points);
    a->width = NEW_ARRAY(mem, double, (size_t)points);
    a->log_weight = NEW_ARRAY(mem, double, (size_t)points);
    for (int i = 0; i < points; i++) {
        double at = rint(1 + i * (times * c->total - 1) / (points - 1));
        if (a->points && at == a->hidden[a->points - 1]) continue;
        a->hidden[a->points] = at;
        a->width[a->points++] = 1;
    }
    parallel(a->points, threads, weigh, a);
    summary(a, level, &p);
    p.models = a->graph_count;
    *ret_posterior = p;
    return OK;
}
