// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// lcm.c - latent classes with a stick-breaking prior (Manrique-Vallier 2016), by Gibbs sampling in several chains.
//
// People fall in hidden classes; within a class the lists are independent. The posterior of a sparse table has several
// tops, and a Gibbs sampler stays for ages on the one it began near. So each chain is a ladder (parallel tempering):
// the same sampler runs on ever smaller parts of the table too, where it goes everywhere, and neighbours trade places
// with the chance that keeps each of them right. A rung holds whole people, so that every step stays exact.
// What the chains say is only worth something when they agree: split R-hat and the effective number of draws come with
// the answer.
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { CLASSES = 10, CHAINS = LCM_CHAINS, RUNGS_MAX = 64 };
static const double ALPHA_SHAPE = 0.25, ALPHA_RATE = 0.25;
// Of the ladder: how far apart neighbours are (half to four fifths of the trades are then made); the people on the
// lowest rung; how fine parts are tried.
static const double APART = 14, LOWEST = 30, FINER = 0.99;

// The parameters: what chains of one ensemble hand each other.
typedef struct Point {
    double weight[CLASSES], hit[CLASSES][LISTS_MAX]; // of a class; of a list within a class
    double rest;                                     // log of what the last stick leaves
    double alpha;
} Point;

// A chain over the table, or over a part of it: a rung of the ladder.
typedef struct Chain {
    Capture c;
    Point at;
    double people[CLASSES], hits[CLASSES][LISTS_MAX];
    double hidden, unseen;
    double *log_chance; // by history, among those who are seen
} Chain;

typedef struct Ladder {
    Chance chance;
    Chain rung[RUNGS_MAX]; // [0] is the whole table
    int count;
} Ladder;

typedef struct Sampling {
    const Capture *c;
    uint64_t seed;
    int burn, keep, thin;
    bool alike;    // one rung, and begun as the first program does
    double *draws; // of every chain `keep`: hidden
} Sampling;

static double beta(Chance *d, double a, double b)
{
    double x = chance_gamma(d, a), y = chance_gamma(d, b), v = x / (x + y);
    return fmin(fmax(v, 1e-12), 1 - 1e-12);
}

// log(1 - V) and log(V) of a stick V ~ Beta(a, b). With a small b, 1 - V is often far below what a double can tell from
// 0, and the next draw of alpha needs its logarithm all the same.
static void stick_logs(Chance *d, double a, double b, double *ret_v, double *ret_rest)
{
    double x = log(chance_gamma(d, a)), y = log(chance_gamma(d, b + 1)) + log(chance_unit(d)) / b;
    double high = fmax(x, y), sum = high + log(exp(x - high) + exp(y - high));
    *ret_v = x - sum;
    *ret_rest = y - sum;
}

// People of one history over the classes.
static void divide(Chance *d, Chain *k, unsigned history, double n)
{
    double share[CLASSES], all = 0, left = n;
    for (int j = 0; j < CLASSES; j++) {
        share[j] = k->at.weight[j];
        for (int i = 0; i < k->c.lists; i++) share[j] *= history >> i & 1 ? k->at.hit[j][i] : 1 - k->at.hit[j][i];
        all += share[j];
    }
    for (int j = 0; j < CLASSES && left > 0; j++) {
        double mine = j == CLASSES - 1 || share[j] >= all ? left : chance_binomial(d, left, share[j] / all);
        k->people[j] += mine;
        for (int i = 0; i < k->c.lists; i++)
            if (history >> i & 1) k->hits[j][i] += mine;
        left -= mine;
        all -= share[j];
    }
}

// Parameters given who is in which class.
static void draw_point(Chance *d, Chain *k)
{
    memset(k->people, 0, sizeof k->people);
    memset(k->hits, 0, sizeof k->hits);
    for (unsigned h = 1; h < 1u << k->c.lists; h++)
        if (k->c.n[h] > 0) divide(d, k, h, k->c.n[h]);
    divide(d, k, 0, k->hidden);
    double later = 0, logs = 0;
    for (int j = 0; j < CLASSES; j++) later += k->people[j];
    for (int j = 0; j < CLASSES; j++) {
        later -= k->people[j];
        double v = 0, rest = 0;
        if (j < CLASSES - 1) stick_logs(d, 1 + k->people[j], k->at.alpha + later, &v, &rest);
        k->at.weight[j] = exp(logs + v);
        logs += rest;
        for (int i = 0; i < k->c.lists; i++)
            k->at.hit[j][i] = beta(d, 1 + k->hits[j][i], 1 + k->people[j] - k->hits[j][i]);
    }
    k->at.rest = logs;
}

// The chance of each history that occurs in the table, without knowing hidden or class.
static void look(const Capture *whole, Chain *k)
{
    for (unsigned h = 0; h < 1u << k->c.lists; h++) {
        if (h && whole->n[h] == 0) continue;
        double sum = 0;
        for (int j = 0; j < CLASSES; j++) {
            double v = k->at.weight[j];
            for (int i = 0; i < k->c.lists; i++) v *= h >> i & 1 ? k->at.hit[j][i] : 1 - k->at.hit[j][i];
            sum += v;
        }
        if (h == 0) k->unseen = fmin(sum, 1 - 1e-12);
        else k->log_chance[h] = log(sum) - log1p(-k->unseen);
    }
}

static void draw_rest(Chance *d, Chain *k, bool hold)
{
    // n0 given n is negative binomial under the prior 1/N: a Poisson whose mean is a gamma
    k->hidden = chance_poisson(d, chance_gamma(d, k->c.total) * k->unseen / (1 - k->unseen));
    if (!hold) k->at.alpha = chance_gamma(d, ALPHA_SHAPE + CLASSES - 1) / (ALPHA_RATE - k->at.rest);
}

// Under the prior 1/N the hidden sum out: what is left is the chance of those who were seen, to the power of a part.
static void trade(Chance *d, Chain *a, Chain *b)
{
    double gain = 0, unseen = a->unseen, *log_chance = a->log_chance;
    for (unsigned h = 1; h < 1u << a->c.lists; h++)
        if (a->c.n[h] != b->c.n[h]) gain += (a->c.n[h] - b->c.n[h]) * (b->log_chance[h] - a->log_chance[h]);
    if (log(chance_unit(d)) >= gain) return;
    Point point = a->at;
    a->at = b->at;
    b->at = point;
    a->unseen = b->unseen;
    b->unseen = unseen;
    a->log_chance = b->log_chance;
    b->log_chance = log_chance;
}

static void sweep(Ladder *l, int number, bool hold)
{
    for (int r = 0; r < l->count; r++) {
        draw_point(&l->chance, &l->rung[r]);
        if (l->count > 1 || r == 0) look(&l->rung[0].c, &l->rung[r]);
    }
    for (int r = number & 1; r + 1 < l->count; r += 2) trade(&l->chance, &l->rung[r], &l->rung[r + 1]);
    for (int r = 0; r < l->count; r++) draw_rest(&l->chance, &l->rung[r], hold);
}

// ---- the ladder ---------------------------------------------------------------------------------------------------

// A share of the people of each history, in whole numbers; a smaller share never has more of any. Histories are rounded
// at different places, so that those of one person do not all go at once.
static void part_of(const Capture *c, double share, Capture *ret_c)
{
    *ret_c = (Capture){.lists = c->lists};
    for (unsigned h = 1; h < 1u << c->lists; h++) {
        double turn = h * 0.6180339887498949;
        ret_c->n[h] = fmin(floor(c->n[h] * share + turn - floor(turn)), c->n[h]);
        ret_c->total += ret_c->n[h];
    }
}

// Where the whole table and its larger parts stand apart the tops do too: there the rungs must be close.
static double apart(const Capture *a, const Capture *b)
{
    double sum = 0;
    for (unsigned h = 1; h < 1u << a->lists; h++) sum += (a->n[h] - b->n[h]) * (a->n[h] - b->n[h]) / (b->n[h] + 1);
    return sum;
}

static void build(Ladder *l, const Capture *c, bool rungs)
{
    Capture last = *c, next;
    l->rung[l->count++].c = last;
    for (double share = FINER; rungs && l->count < RUNGS_MAX; share *= FINER, last = next) {
        part_of(c, share, &next);
        if (next.total < LOWEST) break;
        if (apart(&l->rung[l->count - 1].c, &next) > APART) l->rung[l->count++].c = last;
    }
}

static void begin(Ladder *l, Arena *mem, size_t number)
{
    for (int r = 0; r < l->count; r++) {
        Chain *k = &l->rung[r];
        double stick = 1;
        k->at.alpha = 1;
        k->log_chance = NEW_ARRAY(mem, double, CELLS_MAX);
        for (int j = 0; j < CLASSES; j++) {
            double v = j == CLASSES - 1 ? 1 : chance_unit(&l->chance);
            k->at.weight[j] = stick * v;
            stick *= 1 - v;
            for (int i = 0; i < k->c.lists; i++) k->at.hit[j][i] = chance_unit(&l->chance);
        }
        // chains begin far apart: with hardly anybody hidden, and with ever more
        k->hidden = floor(k->c.total * (double)number * (double)number);
    }
}

// As the first program for this model begins: every class alike, four of them large, nobody hidden; alpha small, and
// held there while it warms up.
static void begin_alike(Ladder *l)
{
    enum { LARGE = 4 };
    Chain *k = &l->rung[0];
    k->at.alpha = 0.3 / CLASSES;
    for (int j = 0; j < CLASSES; j++) {
        k->at.weight[j] = j < LARGE ? 0.9 / LARGE : 0.1 / (CLASSES - LARGE);
        for (int i = 0; i < k->c.lists; i++) {
            double on = 0;
            for (unsigned h = 1; h < 1u << k->c.lists; h++) on += h >> i & 1 ? k->c.n[h] : 0;
            k->at.hit[j][i] = on / k->c.total;
        }
    }
    k->hidden = 0;
}

static void run_chain(void *arg, int worker, size_t i)
{
    (void)worker;
    const Sampling *s = arg;
    Arena *mem = arena_new(MB(4));
    Ladder *l = NEW(mem, Ladder);
    l->chance = chance_new(s->seed, i);
    build(l, s->c, !s->alike);
    begin(l, mem, i);
    if (s->alike) begin_alike(l);
    for (int n = 0; n < s->burn && !parallel_stopped(); n++) sweep(l, n, s->alike);
    for (int n = 0; n < s->keep && !parallel_stopped(); n++) {
        for (int t = 0; t < s->thin; t++) sweep(l, s->burn + n * s->thin + t, false);
        s->draws[i * (size_t)s->keep + (size_t)n] = l->rung[0].hidden;
    }
    arena_free(mem);
}

static void mean_variance(const double *v, int n, double *ret_mean, double *ret_variance)
{
    double mean = 0, sum = 0;
    for (int i = 0; i < n; i++) mean += v[i] / n;
    for (int i = 0; i < n; i++) sum += (v[i] - mean) * (v[i] - mean);
    *ret_mean = mean;
    *ret_variance = sum / (n - 1);
}

void chains_agree(const double *draws, int chains, int keep, Posterior *p)
{
    int n = keep / 2, parts = 2 * chains;
    double mean[2 * CHAINS_MOST], variance[2 * CHAINS_MOST], within = 0, all = 0, between = 0;
    assert(chains <= CHAINS_MOST);
    for (int k = 0; k < parts; k++) {
        mean_variance(draws + k / 2 * keep + k % 2 * n, n, &mean[k], &variance[k]);
        within += variance[k] / parts;
        all += mean[k] / parts;
    }
    for (int k = 0; k < parts; k++) between += (mean[k] - all) * (mean[k] - all) / (parts - 1);
    double plus = within * (n - 1) / n + between, sum = 0, last = INFINITY;
    p->rhat = within > 0 ? sqrt(plus / within) : 1;
    for (int lag = 1; lag + 1 < n; lag += 2) { // pairs of autocorrelations, until they are noise (Geyer)
        double pair = 0;
        for (int both = lag; both < lag + 2; both++) {
            double difference = 0;
            for (int k = 0; k < parts; k++) {
                const double *v = draws + k / 2 * keep + k % 2 * n;
                for (int i = both; i < n; i++) difference += (v[i] - v[i - both]) * (v[i] - v[i - both]) / (n - both);
            }
            pair += 1 - difference / parts / (2 * plus);
        }
        pair = fmin(pair, last);
        if (pair < 0) break;
        sum += last = pair;
    }
    p->ess = parts * n / (1 + 2 * sum);
}

static void summarise(const Sampling *s, double *v, int n, double level, Posterior *p)
{
    double mean = 0;
    for (int i = 0; i < n; i++) mean += (v[i] = s->c->total + s->draws[i]) / n;
    sort_numbers(v, (size_t)n);
    p->mean = mean;
    p->low = quantile8(v, n, (1 - level) / 2);
    p->median = quantile8(v, n, 0.5);
    p->high = quantile8(v, n, (1 + level) / 2);
}

void classes_sample(Arena *mem, const Capture *c, double level, uint64_t seed, int sweeps, int threads,
                    Posterior *ret_posterior)
{
    Posterior p = {.models = CLASSES};
    int keep = sweeps < 2000 ? sweeps : 2000, n = CHAINS * keep;
    Sampling s = {.c = c, .seed = seed, .burn = sweeps / 2, .keep = keep, .thin = sweeps / keep};
    double *v = NEW_ARRAY(mem, double, (size_t)n);
    s.draws = NEW_ARRAY(mem, double, (size_t)n);
    parallel_each(CHAINS, threads, run_chain, &s);
    for (int i = 0; i < n; i++) v[i] = log(c->total + s.draws[i]);
    chains_agree(v, CHAINS, keep, &p);
    summarise(&s, v, n, level, &p);
    *ret_posterior = p;
}

void classes_walks(Arena *mem, const Capture *c, double level, uint64_t seed, int sweeps, int walks, int threads,
                   Posterior *ret_posterior, double *ret_medians)
{
    enum { WARM = 500, KEEP = 100 };
    Posterior p = {.models = CLASSES, .rhat = NAN, .ess = NAN};
    Sampling s = {.c = c, .seed = seed, .burn = WARM, .keep = KEEP, .thin = sweeps / KEEP, .alike = true};
    double *v = NEW_ARRAY(mem, double, (size_t)walks *KEEP);
    s.draws = NEW_ARRAY(mem, double, (size_t)walks *KEEP);
    parallel_each((size_t)walks, threads, run_chain, &s);
    for (int k = 0; k < walks; k++) {
        for (int i = 0; i < KEEP; i++) v[i] = c->total + s.draws[k * KEEP + i];
        sort_numbers(v, KEEP);
        ret_medians[k] = quantile8(v, KEEP, 0.5);
    }
    summarise(&s, v, walks * KEEP, level, &p);
    *ret_posterior = p;
}
