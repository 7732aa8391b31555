// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// chance.c - seeded random numbers: xoshiro256** (Blackman & Vigna), a stream of its own for every replicate, so that
// the order in which threads take them does not matter.
#include "estimate/estimate.h"
#include <math.h>

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

Chance chance_new(uint64_t seed, uint64_t stream)
{
    uint64_t x = seed;
    uint64_t y = splitmix(&x) ^ (stream * 0xd1342543de82ef95u);
    Chance d;
    for (int i = 0; i < 4; i++) d.s[i] = splitmix(&y);
    return d;
}

static uint64_t turn(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

uint64_t chance_next(Chance *d)
{
    uint64_t *s = d->s, result = turn(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turn(s[3], 45);
    return result;
}

double chance_unit(Chance *d) { return ((double)(chance_next(d) >> 12) + 0.5) * 0x1p-52; }

uint64_t chance_below(Chance *d, uint64_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;
    do x = chance_next(d);
    while (x >= limit);
    return x % n;
}

double chance_normal(Chance *d)
{
    double u, v, s;
    do {
        u = 2 * chance_unit(d) - 1;
        v = 2 * chance_unit(d) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

double chance_gamma(Chance *d, double shape) // Marsaglia & Tsang 2000
{
    if (shape < 1) return chance_gamma(d, shape + 1) * pow(chance_unit(d), 1 / shape);
    double a = shape - 1.0 / 3, c = 1 / sqrt(9 * a);
    for (;;) {
        double x = chance_normal(d), v = 1 + c * x;
        if (v <= 0) continue;
        v = v * v * v;
        double u = chance_unit(d), square = x * x;
        if (u < 1 - 0.0331 * square * square) return a * v; // below the curve for certain, without a logarithm
        if (log(u) < 0.5 * square + a - a * v + a * log(v)) return a * v;
    }
}

// By halving (Ahrens & Dieter 1974): a gamma of shape m splits the process, until the mean is small.
double chance_poisson(Chance *d, double mean)
{
    double count = 0;
    while (mean > 20) {
        double m = floor(mean * 7 / 8), x = chance_gamma(d, m);
        if (x > mean) return count + chance_binomial(d, m - 1, mean / x);
        count += m;
        mean -= x;
    }
    double limit = exp(-mean), product = chance_unit(d);
    while (product > limit) {
        count++;
        product *= chance_unit(d);
    }
    return count;
}

// By the median of a beta: halves n until it can be counted.
double chance_binomial(Chance *d, double n, double p)
{
    double count = 0;
    if (p <= 0 || n <= 0) return 0;
    if (p >= 1) return n;
    while (n > 30) {
        double a = floor(n / 2) + 1, b = n + 1 - a;
        double x = chance_gamma(d, a), y = chance_gamma(d, b), split = x / (x + y);
        if (split <= p) {
            count += a;
            n = b - 1;
            p = (p - split) / (1 - split);
        } else {
            n = a - 1;
            p = p / split;
        }
    }
    for (double i = 0; i < n; i++) count += chance_unit(d) < p;
    return count;
}
