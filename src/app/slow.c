// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// slow.c - a small pool for work that takes long on purpose (Argon2), so that the HTTP threads never wait.
#include "app/state.h"

static SlowTask *take(SlowQueue *q)
{
    SlowTask *task = q->first;
    if (!task) return NULL;
    q->first = task->next;
    if (!q->first) q->last = NULL;
    q->waiting--;
    return task;
}

static void *slow_main(void *arg)
{
    App *app = arg;
    AppState *st = app->state;
    for (;;) {
        pthread_mutex_lock(&st->lock);
        while (!st->slow_known.first && !st->slow_others.first && !st->stopping)
            pthread_cond_wait(&st->slow_wake, &st->lock);
        SlowTask *task = take(&st->slow_known);
        if (!task) task = take(&st->slow_others);
        pthread_mutex_unlock(&st->lock);
        if (!task) return NULL;
        dispatch_slow(task->rq);
    }
}

Err slow_start(App *app)
{
    for (size_t i = 0; i < SLOW_THREADS; i++)
        if (pthread_create(&app->state->slow[i], NULL, slow_main, app) != 0) return E_BUSY;
    return OK;
}

void slow_stop(App *app)
{
    AppState *st = app->state;
    pthread_mutex_lock(&st->lock);
    st->stopping = true;
    pthread_cond_broadcast(&st->slow_wake);
    pthread_mutex_unlock(&st->lock);
    for (size_t i = 0; i < SLOW_THREADS; i++) pthread_join(st->slow[i], NULL);
}

size_t slow_waiting(App *app)
{
    AppState *st = app->state;
    pthread_mutex_lock(&st->lock);
    size_t n = st->slow_known.waiting + st->slow_others.waiting;
    pthread_mutex_unlock(&st->lock);
    return n;
}

Err slow_submit(App *app, Req *rq, bool known)
{
    AppState *st = app->state;
    SlowTask *task = NEW(rq->mem, SlowTask);
    *task = (SlowTask){.rq = rq};
    pthread_mutex_lock(&st->lock);
    SlowQueue *q = known ? &st->slow_known : &st->slow_others;
    bool room = q->waiting < SLOW_QUEUE_MAX && !st->stopping;
    if (room) {
        if (q->last) q->last->next = task;
        else q->first = task;
        q->last = task;
        q->waiting++;
        pthread_cond_signal(&st->slow_wake);
    }
    pthread_mutex_unlock(&st->lock);
    return room ? OK : E_BUSY;
}
