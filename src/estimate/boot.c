// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// boot.c - the bootstrap that chooses anew in every replicate; percentile and BCa limits (DiCiccio & Efron 1996).
#include "estimate/inside.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Person by person from an urn of histories; the urn is made once and shared.
typedef struct Urn {
    uint16_t *history;
    uint64_t count;
} Urn;

static Urn urn_make(Arena *mem, const Capture *c)
{
    Urn u = {NEW_ARRAY(mem, uint16_t, (size_t)c->total + 1), 0};
    for (int h = 1; h < 1 << c->lists; h++)
        for (double k = 0; k < c->n[h]; k++) u.history[u.count++] = (uint16_t)h;
    return u;
}

static void draw(const Urn *u, int lists, uint64_t seed, uint64_t number, Capture *ret_c)
{
    uint32_t counts[CELLS_MAX] = {0};
    Chance d = chance_new(seed, number);
    for (uint64_t i = 0; i < u->count; i++) counts[u->history[chance_below(&d, u->count)]]++;
    ret_c->lists = lists;
    ret_c->total = (double)u->count;
    for (int h = 0; h < 1 << lists; h++) ret_c->n[h] = counts[h];
}

void resample(const Capture *c, uint64_t seed, uint64_t number, Capture *ret_c)
{
    Arena *mem = arena_new(MB(64));
    Urn u = urn_make(mem, c);
    draw(&u, c->lists, seed, number, ret_c);
    arena_free(mem);
}

void thin(const Capture *c, double share, uint64_t seed, uint64_t number, Capture *ret_c)
{
    Chance d = chance_new(seed, number);
    *ret_c = (Capture){.lists = c->lists};
    for (int h = 1; h < 1 << c->lists; h++) ret_c->total += ret_c->n[h] = chance_binomial(&d, c->n[h], share);
}

void simulate(const double *mu, int lists, double size, uint64_t seed, uint64_t number, Capture *ret_c)
{
    double all = 0, left = size;
    Chance d = chance_new(seed, number);
    *ret_c = (Capture){.lists = lists};
    for (int h = 0; h < 1 << lists; h++) all += mu[h];
    for (int h = 0; h < 1 << lists; h++) { // one binomial after another
        if (mu[h] <= 0 || left <= 0) continue;
        double n = chance_binomial(&d, left, mu[h] < all ? mu[h] / all : 1);
        ret_c->n[h] = n;
        left -= n;
        all -= mu[h];
        if (h) ret_c->total += n;
    }
    ret_c->n[0] = 0;
}

typedef struct Repeating {
    const Capture *c;
    const Plan *plan;
    Urn urn;
    uint64_t seed;
    Work *works[THREADS_MAX];
    double *estimate;
    Boot *boot;
} Repeating;

static void repeat(void *arg, int worker, size_t i)
{
    Repeating *r = arg;
    Capture c;
    Choice ch;
    if (!r->works[worker]) r->works[worker] = work_new();
    draw(&r->urn, r->c->lists, r->seed, i, &c);
    plan_run(r->works[worker], &c, r->plan, &ch);
    r->estimate[i] = ch.fit.estimate;
    r->boot->models[i] = ch.model;
    r->boot->statuses[i] = (unsigned char)ch.status;
}

typedef struct Leaving {
    Repeating *r;
    int history[CELLS_MAX];
    double estimate[CELLS_MAX];
} Leaving;

static void leave_one(void *arg, int worker, size_t i)
{
    Leaving *l = arg;
    Capture c = *l->r->c;
    Choice ch;
    if (!l->r->works[worker]) l->r->works[worker] = work_new();
    c.n[l->history[i]] -= 1;
    c.total -= 1;
    plan_run(l->r->works[worker], &c, l->r->plan, &ch);
    l->estimate[i] = ch.fit.estimate;
}

static double acceleration(Repeating *r, int threads)
{
    Leaving l = {.r = r};
    size_t count = 0;
    for (int h = 1; h < 1 << r->c->lists; h++)
        if (r->c->n[h] > 0) l.history[count++] = h;
    parallel(count, threads, leave_one, &l);
    double mean = 0, weight = 0, two = 0, three = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(l.estimate[i])) continue;
        mean += r->c->n[l.history[i]] * l.estimate[i];
        weight += r->c->n[l.history[i]];
    }
    if (weight <= 0) return 0;
    mean /= weight;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(l.estimate[i])) continue;
        double n = r->c->n[l.history[i]], d = mean - l.estimate[i];
        two += n * d * d;
        three += n * d * d * d;
    }
    return two > 0 ? three / (6 * pow(two, 1.5)) : 0;
}

Err bootstrap(Arena *mem, const Capture *c, const Plan *p, double estimate, int replicates, uint64_t seed, int threads,
              Boot *ret_boot, Why *w)
{
    if (replicates < 1 || replicates > REPLICATES_MAX)
        return why(w, E_INPUT, "the number of bootstrap replicates must be from 1 to %d", REPLICATES_MAX);
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    size_t n = (size_t)replicates;
    Boot b = {.replicates = replicates,
              .estimate = NEW_ARRAY(mem, double, n),
              .by_replicate = NEW_ARRAY(mem, double, n),
              .models = NEW_ARRAY(mem, Model, n),
              .statuses = NEW_ARRAY(mem, unsigned char, n)};
    Repeating r = {.c = c, .plan = p, .urn = urn_make(mem, c), .seed = seed, .estimate = b.estimate, .boot = &b};
    parallel(n, threads, repeat, &r);
    b.acceleration = acceleration(&r, threads);
    for (int i = 0; i < THREADS_MAX; i++) work_freep(&r.works[i]);
    memcpy(b.by_replicate, b.estimate, n * sizeof *b.estimate);
    int below = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(b.estimate[i])) continue;
        below += b.estimate[i] < estimate;
        b.estimate[b.kept++] = b.estimate[i];
    }
    sort_numbers(b.estimate, (size_t)b.kept);
    // a share of 0 or 1 is moved by half a replicate, so that the limits stay numbers
    double share = b.kept ? (double)below / b.kept : 0.5, least = b.kept ? 0.5 / b.kept : 0.5;
    b.z0 = normal_quantile(fmin(fmax(share, least), 1 - least));
    *ret_boot = b;
    return OK;
}

double boot_percentile(const Boot *b, double p) { return quantile8(b->estimate, b->kept, p); }

double boot_bca_share(const Boot *b, double p)
{
    double z = b->z0 + normal_quantile(p), shrink = 1 - b->acceleration * z;
    if (shrink <= 0) return p < 0.5 ? 0 : 1;
    return normal_cdf(b->z0 + z / shrink);
}

double boot_bca(const Boot *b, double p) { return quantile8(b->estimate, b->kept, boot_bca_share(b, p)); }
