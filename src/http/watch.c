// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "http/watch.h"
#include "sys/clock.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct Watch {
    Watch *next, *previous;
    int fd;
    atomic_llong deadline, hurried;
    atomic_bool whole;
};

struct Watchdog {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    Watch *first;
    int every_ms, crowd;
    atomic_int count;
    bool stop;
};

static void *watch_all(void *arg)
{
    Watchdog *dog = arg;
    pthread_mutex_lock(&dog->lock);
    while (!dog->stop) {
        Time now = clock_steady();
        bool crowded = watchdog_crowded(dog);
        for (Watch *w = dog->first; w; w = w->next) {
            Time deadline = atomic_load(crowded ? &w->hurried : &w->deadline);
            if (deadline && deadline <= now) shutdown(w->fd, atomic_load(&w->whole) ? SHUT_RDWR : SHUT_RD);
        }
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += dog->every_ms / 1000;
        until.tv_nsec += (long)(dog->every_ms % 1000) * 1000000;
        if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
        pthread_cond_timedwait(&dog->wake, &dog->lock, &until);
    }
    pthread_mutex_unlock(&dog->lock);
    return NULL;
}

Err watchdog_start(int every_ms, int crowd, Watchdog **ret_dog, Why *w)
{
    Watchdog *dog = calloc(1, sizeof *dog);
    if (!dog) abort();
    dog->every_ms = every_ms;
    dog->crowd = crowd;
    pthread_mutex_init(&dog->lock, NULL);
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&dog->wake, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&dog->thread, NULL, watch_all, dog)) {
        free(dog);
        return why(w, E_BUSY, "the system gives no thread for the deadlines");
    }
    *ret_dog = dog;
    return OK;
}

void watchdog_stop(Watchdog *dog)
{
    if (!dog) return;
    pthread_mutex_lock(&dog->lock);
    dog->stop = true;
    pthread_cond_signal(&dog->wake);
    pthread_mutex_unlock(&dog->lock);
    pthread_join(dog->thread, NULL);
    pthread_cond_destroy(&dog->wake);
    pthread_mutex_destroy(&dog->lock);
    free(dog);
}

Watch *watch_begin(Watchdog *dog, int fd, Time deadline, Time hurried)
{
    Watch *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->fd = fd;
    atomic_init(&w->deadline, deadline);
    atomic_init(&w->hurried, hurried);
    pthread_mutex_lock(&dog->lock);
    w->next = dog->first;
    if (w->next) w->next->previous = w;
    dog->first = w;
    pthread_mutex_unlock(&dog->lock);
    atomic_fetch_add(&dog->count, 1);
    return w;
}

void watch_end(Watchdog *dog, Watch *w)
{
    pthread_mutex_lock(&dog->lock);
    if (w->next) w->next->previous = w->previous;
    if (w->previous) w->previous->next = w->next;
    else dog->first = w->next;
    pthread_mutex_unlock(&dog->lock);
    atomic_fetch_sub(&dog->count, 1);
    free(w);
}

int watchdog_count(const Watchdog *dog) { return atomic_load(&dog->count); }
bool watchdog_crowded(const Watchdog *dog) { return watchdog_count(dog) > dog->crowd; }

void watch_until(Watch *w, Time deadline, Time hurried, bool whole)
{
    atomic_store(&w->whole, whole);
    atomic_store(&w->hurried, hurried);
    atomic_store(&w->deadline, deadline);
}
