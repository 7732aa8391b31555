// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "commands/jobs.h"
#include "commands/jobs_sql.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NODE_JOBS_MAX = 8, LOOK_EVERY_S = 5 };

struct Jobs {
    App *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    char holder[JOB_HOLDER];
    Time look;               // steady clock: when to look again
    Time due[NODE_JOBS_MAX]; // the same, for node_jobs
};

// ---- one turn -----------------------------------------------------------------------------------------------------

typedef struct Lease {
    Str job, holder;
    Time now, until, latest;
    int64_t changed;
} Lease;

static Err take(Db *db, void *arg)
{
    Lease *l = arg;
    return q_job_take(db, l->job, l->holder, l->now, l->until, l->latest, &l->changed);
}

static Err give_back(Db *db, void *arg)
{
    Lease *l = arg;
    return q_job_done(db, l->job, l->holder, l->until, &l->changed);
}

// Without writing: most looks find that it is not time yet.
static Err is_due(App *app, const Lease *l, bool *ret_due)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    JobUntilRow row = {0};
    Db *db = app_reader(app);
    Err e = q_job_until(db, mem, l->job, &row);
    app_reader_back(app, db);
    if (e != OK && e != E_NOTFOUND) return e;
    *ret_due = e == E_NOTFOUND || row.until <= l->now || row.until > l->latest;
    return OK;
}

Err job_turn(App *app, const PeriodicJob *job, Str holder, bool *ret_ran, Why *w)
{
    Time now = clock_now(), every = SECONDS(job->every_s), lease = SECONDS(JOB_LEASE_S);
    Lease l = {.job = str_c(job->name), .holder = holder, .now = now, .until = now + lease};
    l.latest = now + (every > lease ? every : lease) + MINUTES(1);
    bool due = false;
    *ret_ran = false;
    TRY(is_due(app, &l, &due));
    if (!due) return OK;
    TRY(writer_run(app->writer, take, &l));
    if (l.changed == 0) return OK; // somebody else was first
    *ret_ran = true;
    Err e = job->run(app, w);
    l.until = now + every;
    Err back = writer_run(app->writer, give_back, &l);
    return e == OK ? back : e;
}

// ---- the thread ---------------------------------------------------------------------------------------------------

static void tell(const PeriodicJob *job, Err e, const Why *w)
{
    if (e != OK) log_line(LOG_ERROR, "job_failed", "job=\"%s\" error=%s %s", job->name, err_name(e), w->text);
}

static void run_due(Jobs *jobs)
{
    log_held(false);
    if (clock_steady() < jobs->look) return;
    for (const PeriodicJob *job = periodic_jobs; job->name; job++) {
        Why w = {{0}};
        bool ran;
        tell(job, job_turn(jobs->app, job, (Str){jobs->holder, sizeof jobs->holder}, &ran, &w), &w);
    }
    for (size_t i = 0; i < NODE_JOBS_MAX && node_jobs[i].name; i++) {
        if (clock_steady() < jobs->due[i]) continue;
        Why w = {{0}};
        tell(&node_jobs[i], node_jobs[i].run(jobs->app, &w), &w);
        jobs->due[i] = clock_steady() + SECONDS(node_jobs[i].every_s);
    }
    jobs->look = clock_steady() + SECONDS(LOOK_EVERY_S);
}

static void *jobs_main(void *arg)
{
    Jobs *jobs = arg;
    for (;;) {
        pthread_mutex_lock(&jobs->lock);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
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
    pthread_condattr_t steady; // a wall clock that is put back would stop the jobs for as long
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->wake, &steady);
    pthread_condattr_destroy(&steady);
    unsigned char name[JOB_HOLDER / 2];
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(1));
    random_bytes(name, sizeof name);
    memcpy(jobs->holder, str_hex(mem, name, sizeof name).p, sizeof jobs->holder);
    jobs->look = clock_steady() + SECONDS(LOOK_EVERY_S);
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
