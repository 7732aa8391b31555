// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// linkage.c - what the table would be, had people been recognised differently on several lists.
//
// One of the records of a person is the anchor, as likely each of them; every other one comes loose with the same
// chance and is then taken for somebody else, who is on that list alone. That is what missing a link does to a true
// table. Taking false links apart does the same to the table that was seen; putting missed ones back is its inverse.
#include "estimate/estimate.h"
#include <math.h>

// Where people of one history go: ret_to, by history, adds up to the expected number of persons that each becomes.
static void come_loose(unsigned history, double chance, double *ret_to)
{
    int size = __builtin_popcount(history);
    for (unsigned anchor = history; anchor; anchor &= anchor - 1) {
        unsigned first = anchor & -anchor, others = history & ~first;
        for (unsigned loose = others;; loose = (loose - 1) & others) {
            int n = __builtin_popcount(loose);
            double p = pow(chance, n) * pow(1 - chance, size - 1 - n) / size;
            ret_to[history & ~loose] += p;
            for (unsigned one = loose; one; one &= one - 1) ret_to[one & -one] += p;
            if (loose == 0) break;
        }
    }
}

static int by_size(int lists, unsigned *ret_order) // of histories of two lists or more: the largest first
{
    int n = 0;
    for (int size = lists; size > 1; size--)
        for (unsigned h = 1; h < 1u << lists; h++)
            if (__builtin_popcount(h) == size) ret_order[n++] = h;
    return n;
}

static void total(Capture *c)
{
    c->total = 0;
    for (unsigned h = 1; h < 1u << c->lists; h++) c->total += c->n[h];
}

void capture_false_links(const Capture *c, double share, Capture *ret_c)
{
    Capture out = *c;
    unsigned order[CELLS_MAX];
    int n = by_size(c->lists, order);
    for (int i = 0; i < n; i++) {
        double to[CELLS_MAX] = {0};
        unsigned h = order[i];
        if (c->n[h] == 0) continue;
        come_loose(h, share, to);
        out.n[h] -= c->n[h];
        for (unsigned k = 1; k < 1u << c->lists; k++) out.n[k] += c->n[h] * to[k];
    }
    total(&out);
    *ret_c = out;
}

bool capture_missed_links(const Capture *c, double share, Capture *ret_c)
{
    Capture out = *c;
    unsigned order[CELLS_MAX];
    int n = by_size(c->lists, order);
    if (!(share < 1)) return false;
    for (int i = 0; i < n; i++) { // of the largest history all were seen whole; then what they left elsewhere is known
        double to[CELLS_MAX] = {0};
        unsigned h = order[i];
        if (out.n[h] <= 0) {
            out.n[h] = 0; // fewer than larger histories would have left here: none of its own
            continue;
        }
        come_loose(h, share, to);
        double whole = out.n[h] / to[h];
        out.n[h] = whole;
        for (unsigned k = 1; k < 1u << c->lists; k++)
            if (k != h) out.n[k] -= whole * to[k];
    }
    for (int i = 0; i < c->lists; i++)
        if (out.n[1u << i] < 0) return false;
    total(&out);
    *ret_c = out;
    return true;
}

void capture_rounded(const Capture *c, double unit, double small, Capture *ret_c)
{
    Capture out = *c;
    for (unsigned h = 1; h < 1u << c->lists; h++) {
        if (c->n[h] <= 0) continue;
        out.n[h] = c->n[h] < unit ? small : floor(c->n[h] / unit + 0.5) * unit;
    }
    total(&out);
    *ret_c = out;
}
