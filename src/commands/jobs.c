// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "commands/jobs.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { JOBS_MAX = 16, FIRST_AFTER_S = 5 };

struct Jobs {
    App *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    Time due[JOBS_MAX]; // steady clock
};

static void run_due(Jobs *jobs)
{
    for (size_t i = 0; i < JOBS_MAX && periodic_jobs[i].name; i++) {
        const PeriodicJob *job = &periodic_jobs[i];
        if (clock_steady() < jobs->due[i]) continue;
        Why w = {{0}};
        Err e = job->run(jobs->app, &w);
        if (e != OK) log_line(LOG_ERROR, "job_failed", "job=%s error=%s %s", job->name, err_name(e), w.text);
        jobs->due[i] = clock_steady() + SECONDS(job->every_s);
    }
}

static void *jobs_main(void *arg)
{
    Jobs *jobs = arg;
    for (;;) {
        pthread_mutex_lock(&jobs->lock);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        if (!jobs->stop) pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until);
        bool stop = jobs->stop;
        pthread_mutex_unlock(&jobs->lock);
        if (stop) return NULL;
        run_due(jobs);
    }
}

Err jobs_start(App *app, Jobs **ret_jobs)
{
    Jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs) abort();
    jobs->app = app;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->wake, NULL);
    for (size_t i = 0; i < JOBS_MAX; i++) jobs->due[i] = clock_steady() + SECONDS(FIRST_AFTER_S);
    if (pthread_create(&jobs->thread, NULL, jobs_main, jobs) != 0) {
        free(jobs);
        return E_BUSY;
    }
    *ret_jobs = jobs;
    return OK;
}

void jobs_stop(Jobs *jobs)
{
    if (!jobs) return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stop = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    free(jobs);
}
