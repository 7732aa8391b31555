// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// parallel.h - the same work for many numbers, on several threads: bootstrap replicates, runs of a simulation.
//
// Each number has its own result, so that neither the order nor the number of threads matters.
#pragma once
#include "base/attr.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { THREADS_MAX = 64 };

// f(arg, worker, i) for every i below count, on several threads; worker < threads.
void parallel(size_t count, int threads, void (*f)(void *arg, int worker, size_t i), void *arg);
// Work that this thread starts ends soon when *stop is true: no new part is taken, and a part that takes long (a chain,
// a search) asks parallel_stopped(). What comes out then means nothing, and whoever set it throws it away. NULL:
// nothing stops it.
void parallel_stop(const atomic_bool *stop);
bool parallel_stopped(void);
void parallel_each(size_t count, int threads, void (*f)(void *arg, int worker, size_t i), void *arg); // few, long
