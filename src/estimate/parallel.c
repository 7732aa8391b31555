// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "estimate/estimate.h"
#include <pthread.h>

enum { BLOCK = 8 }; // taken at once when there are many

static _Thread_local const atomic_bool *stopper;

void parallel_stop(const atomic_bool *stop) { stopper = stop; }

bool parallel_stopped(void) { return stopper && atomic_load(stopper); }

typedef struct Job {
    size_t count, block;
    const atomic_bool *stop;
    atomic_size_t next;
    void (*f)(void *arg, int worker, size_t i);
    void *arg;
} Job;

typedef struct Hand {
    Job *job;
    int worker;
} Hand;

static void *work(void *arg)
{
    const Hand *h = arg;
    Job *j = h->job;
    stopper = j->stop; // a part that takes long looks for itself
    for (;;) {
        size_t i = atomic_fetch_add(&j->next, j->block);
        size_t end = i + j->block < j->count ? i + j->block : j->count;
        if (i >= j->count) return NULL;
        for (; i < end && !(j->stop && atomic_load(j->stop)); i++) j->f(j->arg, h->worker, i);
    }
}

static void run(size_t count, size_t block, int threads, void (*f)(void *arg, int worker, size_t i), void *arg)
{
    Job job = {.count = count, .block = block, .stop = stopper, .f = f, .arg = arg};
    Hand hands[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    int started = 0;
    atomic_init(&job.next, 0);
    for (int i = 0; i < THREADS_MAX; i++) hands[i] = (Hand){&job, i};
    // the first worker is the caller; a thread that the system refuses is one less
    while (started < threads - 1 && started < THREADS_MAX - 1 && (size_t)(started + 1) * block < count &&
           pthread_create(&ids[started], NULL, work, &hands[started + 1]) == 0)
        started++;
    work(&hands[0]);
    for (int i = 0; i < started; i++) pthread_join(ids[i], NULL);
}

void parallel(size_t count, int threads, void (*f)(void *arg, int worker, size_t i), void *arg)
{
    run(count, BLOCK, threads, f, arg);
}

void parallel_each(size_t count, int threads, void (*f)(void *arg, int worker, size_t i), void *arg)
{
    run(count, 1, threads, f, arg);
}
