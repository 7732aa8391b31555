// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// good.c - goodness of fit by simulation: with cells this empty the chi-square law does not hold.
#include "estimate/inside.h"
#include <math.h>

typedef struct Trial {
    const Fit *fit;
    const Terms *t;
    Model m;
    uint64_t seed;
    double x2, g2;
    int lists;
    Work *works[THREADS_MAX];
    unsigned char worse[2][REPLICATES_MAX], done[REPLICATES_MAX];
} Trial;

double residual_pearson(double seen, double expected) { return expected > 0 ? (seen - expected) / sqrt(expected) : 0; }

double residual_freeman_tukey(double seen, double expected)
{
    return sqrt(seen) + sqrt(seen + 1) - sqrt(4 * expected + 1);
}

static double pearson(const Capture *c, const Fit *f)
{
    double sum = 0;
    for (int h = 1; h < 1 << c->lists; h++) {
        double r = residual_pearson(c->n[h], f->mu[h]);
        sum += r * r;
    }
    return sum;
}

static void try_one(void *arg, int worker, size_t i)
{
    Trial *t = arg;
    Capture c;
    Fit f;
    if (!t->works[worker]) t->works[worker] = work_new();
    simulate(t->fit->mu, t->lists, floor(t->fit->estimate + 0.5), t->seed, i, &c);
    fit_model(t->works[worker], &c, t->t, t->m, &f);
    if (f.status != FIT_OK) return;
    t->done[i] = 1;
    t->worse[0][i] = pearson(&c, &f) >= t->x2;
    t->worse[1][i] = f.deviance >= t->g2;
}

void good_fit(const Capture *c, const Terms *t, Model m, const Fit *fit, int replicates, uint64_t seed, int threads,
              GoodFit *ret_good)
{
    Arena *mem = arena_new(MB(16));
    Trial *trial = NEW(mem, Trial);
    if (replicates > REPLICATES_MAX) replicates = REPLICATES_MAX;
    trial->fit = fit;
    trial->t = t;
    trial->m = m;
    trial->seed = seed;
    trial->lists = c->lists;
    trial->x2 = pearson(c, fit);
    trial->g2 = fit->deviance;
    parallel((size_t)replicates, threads, try_one, trial);
    for (int i = 0; i < THREADS_MAX; i++) work_freep(&trial->works[i]);
    double done = 0, worse[2] = {0};
    for (int i = 0; i < replicates; i++) {
        done += trial->done[i];
        worse[0] += trial->worse[0][i];
        worse[1] += trial->worse[1][i];
    }
    *ret_good = (GoodFit){trial->x2, trial->g2, (worse[0] + 1) / (done + 1), (worse[1] + 1) / (done + 1), (int)done};
    arena_free(mem);
}
