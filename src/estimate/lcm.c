// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// lcm.c - latent classes with a stick-breaking prior (Manrique-Vallier 2016), by Gibbs sampling in several chains.
//
// People fall in hidden classes; within a class the lists are independent. What the chains say is only worth something
// when they agree: split R-hat and the effective number of draws come with the answer.
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { CLASSES = 10, CHAINS = LCM_CHAINS };
static const double ALPHA_SHAPE = 0.25, ALPHA_RATE = 0.25;

typedef struct Chain {
    const Capture *c;
    Chance chance;
    double weight[CLASSES], hit[CLASSES][LISTS_MAX]; // of a class; of a list within a class
    double people[CLASSES], hits[CLASSES][LISTS_MAX];
    double alpha, hidden;
} Chain;

typedef struct Sampling {
    const Capture *c;
    uint64_t seed;
    int burn, keep, thin;
    double *draws; // CHAINS times keep: hidden
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
static void divide(Chain *k, unsigned history, double n)
{
    double share[CLASSES], all = 0, left = n;
    for (int j = 0; j < CLASSES; j++) {
        share[j] = k->weight[j];
        for (int i = 0; i < k->c->lists; i++) share[j] *= history >> i & 1 ? k->hit[j][i] : 1 - k->hit[j][i];
        all += share[j];
    }
    for (int j = 0; j < CLASSES && left > 0; j++) {
        double mine = j == CLASSES - 1 || share[j] >= all ? left : chance_binomial(&k->chance, left, share[j] / all);
        k->people[j] += mine;
        for (int i = 0; i < k->c->lists; i++)
            if (history >> i & 1) k->hits[j][i] += mine;
        left -= mine;
        all -= share[j];
    }
}

static void sweep(Chain *k)
{
    memset(k->people, 0, sizeof k->people);
    memset(k->hits, 0, sizeof k->hits);
    for (unsigned h = 1; h < 1u << k->c->lists; h++)
        if (k->c->n[h] > 0) divide(k, h, k->c->n[h]);
    divide(k, 0, k->hidden);
    double later = 0, unseen = 0, logs = 0;
    for (int j = 0; j < CLASSES; j++) later += k->people[j];
    for (int j = 0; j < CLASSES; j++) {
        later -= k->people[j];
        double v = 0, rest = 0;
        if (j < CLASSES - 1) stick_logs(&k->chance, 1 + k->people[j], k->alpha + later, &v, &rest);
        k->weight[j] = exp(logs + v);
        logs += rest;
        double missed = k->weight[j];
        for (int i = 0; i < k->c->lists; i++) {
            k->hit[j][i] = beta(&k->chance, 1 + k->hits[j][i], 1 + k->people[j] - k->hits[j][i]);
            missed *= 1 - k->hit[j][i];
        }
        unseen += missed;
    }
    unseen = fmin(unseen, 1 - 1e-12);
    // n0 given n is negative binomial under the prior 1/N: a Poisson whose mean is a gamma
    k->hidden = chance_poisson(&k->chance, chance_gamma(&k->chance, k->c->total) * unseen / (1 - unseen));
    k->alpha = chance_gamma(&k->chance, ALPHA_SHAPE + CLASSES - 1) / (ALPHA_RATE - logs);
}

static void run_chain(void *arg, int worker, size_t i)
{
    (void)worker;
    const Sampling *s = arg;
    Chain k = {.c = s->c, .chance = chance_new(s->seed, i), .alpha = 1};
    double stick = 1;
    for (int j = 0; j < CLASSES; j++) {
        double v = j == CLASSES - 1 ? 1 : chance_unit(&k.chance);
        k.weight[j] = stick * v;
        stick *= 1 - v;
        for (int l = 0; l < s->c->lists; l++) k.hit[j][l] = chance_unit(&k.chance);
    }
    // chains begin far apart: with hardly anybody hidden, and with ever more
    k.hidden = floor(s->c->total * (double)i * (double)i);
    for (int n = 0; n < s->burn && !parallel_stopped(); n++) sweep(&k);
    for (int n = 0; n < s->keep && !parallel_stopped(); n++) {
        for (int t = 0; t < s->thin; t++) sweep(&k);
        s->draws[i * (size_t)s->keep + (size_t)n] = k.hidden;
    }
}

static void mean_variance(const double *v, int n, double *ret_mean, double *ret_variance)
{
    double mean = 0, sum = 0;
    for (int i = 0; i < n; i++) mean += v[i] / n;
    for (int i = 0; i < n; i++) sum += (v[i] - mean) * (v[i] - mean);
    *ret_mean = mean;
    *ret_variance = sum / (n - 1);
}

// Split R-hat and effective draws (Gelman and others) of log N: each chain in two halves.
static void diagnose(const double *draws, int keep, Posterior *p)
{
    enum { PARTS = 2 * CHAINS };
    int n = keep / 2;
    double mean[PARTS], variance[PARTS], within = 0, all = 0, between = 0;
    for (int k = 0; k < PARTS; k++) {
        mean_variance(draws + k / 2 * keep + k % 2 * n, n, &mean[k], &variance[k]);
        within += variance[k] / PARTS;
        all += mean[k] / PARTS;
    }
    for (int k = 0; k < PARTS; k++) between += (mean[k] - all) * (mean[k] - all) / (PARTS - 1);
    double plus = within * (n - 1) / n + between, sum = 0, last = INFINITY;
    p->rhat = within > 0 ? sqrt(plus / within) : 1;
    for (int lag = 1; lag + 1 < n; lag += 2) { // pairs of autocorrelations, until they are noise (Geyer)
        double pair = 0;
        for (int both = lag; both < lag + 2; both++) {
            double difference = 0;
            for (int k = 0; k < PARTS; k++) {
                const double *v = draws + k / 2 * keep + k % 2 * n;
                for (int i = both; i < n; i++) difference += (v[i] - v[i - both]) * (v[i] - v[i - both]) / (n - both);
            }
            pair += 1 - difference / PARTS / (2 * plus);
        }
        pair = fmin(pair, last);
        if (pair < 0) break;
        sum += last = pair;
    }
    p->ess = PARTS * n / (1 + 2 * sum);
}

void classes_sample(Arena *mem, const Capture *c, double level, uint64_t seed, int sweeps, int threads,
                    Posterior *ret_posterior)
{
    Posterior p = {.models = CLASSES};
    int keep = sweeps < 2000 ? sweeps : 2000, n = CHAINS * keep;
    Sampling s = {.c = c,
                  .seed = seed,
                  .burn = sweeps / 2,
                  .keep = keep,
                  .thin = sweeps / keep,
                  .draws = NEW_ARRAY(mem, double, (size_t)n)};
    double *v = NEW_ARRAY(mem, double, (size_t)n);
    parallel_each(CHAINS, threads, run_chain, &s);
    for (int i = 0; i < n; i++) v[i] = log(c->total + s.draws[i]);
    diagnose(v, keep, &p);
    double mean = 0;
    for (int i = 0; i < n; i++) mean += (v[i] = c->total + s.draws[i]) / n;
    sort_numbers(v, (size_t)n);
    p.mean = mean;
    p.low = quantile8(v, n, (1 - level) / 2);
    p.median = quantile8(v, n, 0.5);
    p.high = quantile8(v, n, (1 + level) / 2);
    *ret_posterior = p;
}
