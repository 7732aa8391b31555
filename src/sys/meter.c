// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/meter.h"
#include <stdatomic.h>

enum { PARTS = 8, LINE = 64 };

const int64_t meter_bounds[METER_BOUNDS] = {500,    1000,   2500,   5000,    10000,   25000,   50000,
                                            100000, 250000, 500000, 1000000, 2500000, 10000000};

// A part begins on a line of the cache of its own: threads do not wait for each other's.
typedef struct Part {
    _Alignas(LINE) atomic_llong counters[METER_COUNT];
    atomic_llong buckets[TIMER_COUNT][METER_BOUNDS + 1]; // the last: longer than all bounds
    atomic_llong sums[TIMER_COUNT];
} Part;

static Part parts[PARTS];

static Part *mine(void)
{
    static atomic_uint threads;
    static _Thread_local Part *part;
    if (!part) part = &parts[atomic_fetch_add(&threads, 1) % PARTS];
    return part;
}

static void add(atomic_llong *to, int64_t n) { atomic_fetch_add_explicit(to, n, memory_order_relaxed); }
static int64_t read_one(atomic_llong *from) { return atomic_load_explicit(from, memory_order_relaxed); }

void meter_add(Counter c, int64_t n) { add(&mine()->counters[c], n); }

void meter_time(Timer t, int64_t micros)
{
    int at = 0;
    while (at < METER_BOUNDS && micros > meter_bounds[at]) at++;
    Part *part = mine();
    add(&part->buckets[t][at], 1);
    add(&part->sums[t], micros);
}

int64_t meter_read(Counter c)
{
    int64_t n = 0;
    for (int p = 0; p < PARTS; p++) n += read_one(&parts[p].counters[c]);
    return n;
}

TimerReading timer_read(Timer t)
{
    TimerReading r = {.count = 0};
    for (int b = 0; b <= METER_BOUNDS; b++) {
        for (int p = 0; p < PARTS; p++) r.count += read_one(&parts[p].buckets[t][b]);
        if (b < METER_BOUNDS) r.within[b] = r.count;
    }
    for (int p = 0; p < PARTS; p++) r.sum += read_one(&parts[p].sums[t]);
    return r;
}
