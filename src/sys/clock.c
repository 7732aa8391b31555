// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/clock.h"
#include <stdatomic.h>
#include <time.h>

static _Atomic Time fixed_at;

static Time read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (Time)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

Time clock_now(void)
{
    Time t = atomic_load(&fixed_at);
    return t ? t : read_clock(CLOCK_REALTIME);
}

int64_t clock_micros(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

Time clock_steady(void) { return read_clock(CLOCK_MONOTONIC); }
void clock_set(Time fixed) { atomic_store(&fixed_at, fixed); }
