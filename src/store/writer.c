// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "store/writer.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/meter.h"
#include <pthread.h>
#include <stdlib.h>

struct Writer {
    Db *db;
    WriterHooks hooks;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    Job *first, *last;
    size_t waiting;
    bool stop;
};

static Job *take_batch(Writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stop) pthread_cond_wait(&w->wake, &w->lock);
    Job *batch = w->first, *end = batch;
    size_t n = batch ? 1 : 0;
    while (end && end->next && n < WRITER_BATCH_MAX) {
        end = end->next;
        n++;
    }
    if (end) {
        w->first = end->next;
        end->next = NULL;
        if (!w->first) w->last = NULL;
    }
    w->waiting -= n;
    pthread_mutex_unlock(&w->lock);
    return batch;
}

static void run_one(Writer *w, Job *job)
{
    if ((job->result = db_save(w->db)) != OK) return;
    int64_t mark = w->hooks.mark ? w->hooks.mark(w->hooks.arg) : 0;
    job->result = job->run(w->db, job->arg);
    if (job->result == OK) job->result = db_keep(w->db); // on PostgreSQL a statement may fail as late as here
    if (job->result == OK) return;
    db_undo(w->db);
    if (w->hooks.undone) w->hooks.undone(w->hooks.arg, mark);
}

static Err commit(Writer *w)
{
    if (w->hooks.seal) TRY(w->hooks.seal(w->db, w->hooks.arg));
    return db_commit(w->db);
}

// On a full disk the engine may undo the whole transaction. What would run after that would commit by itself, without
// the jobs before it and without the seal; so the batch stops there and everyone in it is told.
static Err run_all(Writer *w, Job *batch)
{
    for (Job *job = batch; job; job = job->next) {
        run_one(w, job);
        if (!db_begun(w->db)) return E_STORE;
    }
    return OK;
}

static void run_batch(Writer *w, Job *batch)
{
    int64_t began = clock_micros(), jobs = 0;
    Err e = db_begin(w->db);
    if (e == OK) {
        e = run_all(w, batch);
        if (e == OK) e = commit(w);
        if (e != OK) db_rollback(w->db);
        if (e != OK && w->hooks.failed) w->hooks.failed(w->db, w->hooks.arg);
    }
    if (e != OK) log_line(LOG_ERROR, "commit_failed", "error=%s text=\"%s\"", err_name(e), db_error(w->db));
    meter_time(TIMER_commit, clock_micros() - began);
    meter_add(e == OK ? METER_batches : METER_batches_failed, 1);
    for (Job *job = batch, *next; job; job = next, jobs++) {
        next = job->next; // done() may free the job
        job->done(job->arg, e == OK ? job->result : E_STORE);
    }
    meter_add(METER_jobs, jobs);
}

static void *writer_main(void *arg)
{
    Writer *w = arg;
    for (Job *batch; (batch = take_batch(w));) run_batch(w, batch);
    return NULL;
}

Err writer_start(Db *db, const WriterHooks *hooks, Writer **ret_writer)
{
    Writer *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->db = db;
    if (hooks) w->hooks = *hooks;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, writer_main, w) != 0) {
        free(w);
        return E_BUSY;
    }
    *ret_writer = w;
    return OK;
}

Err writer_submit(Writer *w, Job *job)
{
    pthread_mutex_lock(&w->lock);
    size_t room = job->staff ? WRITER_QUEUE_MAX : WRITER_QUEUE_MAX / 4 * 3;
    if (w->stop || w->waiting >= room) {
        pthread_mutex_unlock(&w->lock);
        meter_add(METER_jobs_refused, 1);
        return E_BUSY;
    }
    job->next = NULL;
    if (w->last) w->last->next = job;
    else w->first = job;
    w->last = job;
    w->waiting++;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    return OK;
}

typedef struct Wait {
    Err (*run)(Db *, void *);
    void *arg;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool done;
    Err result;
} Wait;

static Err wait_run(Db *db, void *arg)
{
    Wait *wait = arg;
    return wait->run(db, wait->arg);
}

static void wait_done(void *arg, Err result)
{
    Wait *wait = arg;
    pthread_mutex_lock(&wait->lock);
    wait->result = result;
    wait->done = true;
    pthread_cond_signal(&wait->wake);
    pthread_mutex_unlock(&wait->lock);
}

Err writer_run(Writer *w, Err (*run)(Db *, void *), void *arg)
{
    Wait wait = {.run = run, .arg = arg, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    Job job = {.run = wait_run, .done = wait_done, .arg = &wait, .staff = true};
    TRY(writer_submit(w, &job));
    pthread_mutex_lock(&wait.lock);
    while (!wait.done) pthread_cond_wait(&wait.wake, &wait.lock);
    pthread_mutex_unlock(&wait.lock);
    return wait.result;
}

void writer_stop(Writer *w)
{
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    db_close(w->db);
    free(w);
}

size_t writer_waiting(Writer *w)
{
    pthread_mutex_lock(&w->lock);
    size_t n = w->waiting;
    pthread_mutex_unlock(&w->lock);
    return n;
}
