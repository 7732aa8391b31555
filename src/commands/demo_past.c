// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_past.c - lives the past: every step of every signal in order of time, many in one commit.
#include "commands/command.h"
#include "commands/demo_life.h"
#include "sys/clock.h"

// Steps within WINDOW of each other that belong to different signals go in one commit; a life does one thing at a time.
enum { BATCH = 128, WINDOW_HOURS = 6, BATCH_MEMORY = 512 * 1024 * 1024 };

// The lives that wait, as a heap: the one whose next step comes first on top.
typedef struct Queue {
    Life **v;
    size_t n;
} Queue;

static Time next_at(const Life *l) { return l->steps[l->done].at; }

static void swap(Life **a, Life **b)
{
    Life *t = *a;
    *a = *b;
    *b = t;
}

static void push(Queue *q, Life *l)
{
    size_t i = q->n++;
    q->v[i] = l;
    for (; i && next_at(q->v[(i - 1) / 2]) > next_at(q->v[i]); i = (i - 1) / 2) swap(&q->v[i], &q->v[(i - 1) / 2]);
}

static Life *pop(Queue *q)
{
    Life *top = q->v[0];
    q->v[0] = q->v[--q->n];
    for (size_t i = 0;;) {
        size_t least = i;
        for (size_t c = 2 * i + 1; c <= 2 * i + 2 && c < q->n; c++)
            if (next_at(q->v[c]) < next_at(q->v[least])) least = c;
        if (least == i) return top;
        swap(&q->v[i], &q->v[least]);
        i = least;
    }
}

static void wait_on(const World *w, Queue *q, Life *l)
{
    if (l->done < l->step_count && next_at(l) < w->now) push(q, l);
}

typedef struct Batch {
    const World *world;
    Act acts[BATCH];
    size_t count;
} Batch;

static Err write_batch(App *app, Db *db, Arena *mem, void *arg)
{
    (void)app;
    Batch *b = arg;
    for (size_t i = 0; i < b->count; i++) {
        clock_set(b->acts[i].at);
        TRY(life_write(b->world, db, mem, &b->acts[i]));
    }
    return OK;
}

static Err one_batch(const World *w, Arena *mem, Queue *q, Batch *b)
{
    b->count = 0;
    Time until = next_at(q->v[0]) + HOURS(WINDOW_HOURS);
    bool writes = false;
    while (q->n && b->count < BATCH && next_at(q->v[0]) < until) {
        Life *l = pop(q);
        clock_set(next_at(l));
        TRY(life_prepare(w, mem, l, &b->acts[b->count]));
        writes |= !b->acts[b->count++].skip;
    }
    if (writes) TRY(app_write(w->app, write_batch, b, w->why));
    for (size_t i = 0; i < b->count; i++) {
        Life *l = b->acts[i].life;
        life_after(l, &b->acts[i]);
        wait_on(w, q, l);
    }
    arena_reset(mem);
    return OK;
}

Err demo_live(App *app, Arena *mem, const DemoPeople *people, const Stories *stories, const DemoSignal *plan,
              size_t count, Time now, Why *w)
{
    const World world = {.app = app, .db = app->read[0], .people = people, .stories = stories, .now = now, .why = w};
    CLEANUP(arena_freep) Arena *batch_mem = arena_new(BATCH_MEMORY);
    size_t tours = count ? demo_tour_count : 0;
    Life *lives = NEW_ARRAY(mem, Life, count + tours + 1);
    Queue q = {.v = NEW_ARRAY(mem, Life *, count + tours + 1)};
    Batch *b = NEW(mem, Batch);
    b->world = &world;
    for (size_t i = 0; i < count + tours; i++) {
        if (i < count) life_start(&lives[i], &plan[i]);
        else life_start_tour(&world, &lives[i], i - count);
        wait_on(&world, &q, &lives[i]);
    }
    Err e = OK;
    Time begin = count ? plan[0].at : now;
    while (e == OK && q.n) {
        progress("two years of signals", (next_at(q.v[0]) - begin) / SECONDS(1), (now - begin) / SECONDS(1) + 1);
        e = one_batch(&world, batch_mem, &q, b);
    }
    clock_set(0);
    if (e == OK && count) progress("two years of signals", 1, 1);
    for (size_t i = 0; i < count + tours; i++) receipt_wipe(&lives[i].receipt);
    return e;
}
