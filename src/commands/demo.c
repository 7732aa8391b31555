// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo.c - `baken demo`, and the filling behind `serve --demo`.
#include "commands/demo.h"
#include "commands/command.h"
#include "commands/routes.h"
#include "directory/directory.h"
#include "sys/clock.h"
#include <stdio.h>

enum { BATCH = 128, BATCH_MEMORY = 64 * 1024 * 1024, PLAN_MEMORY = 512 * 1024 * 1024 };

typedef struct Batch {
    const DemoSignal *plan;
    SealedReport **sealed;
    size_t count;
} Batch;

static Err store_batch(App *app, Db *db, Arena *mem, void *arg)
{
    const Batch *b = arg;
    for (size_t i = 0; i < b->count; i++) {
        CLEANUP(stored_wipe) StoredReport stored = {0};
        clock_set(b->plan[i].at);
        TRY(report_store(db, mem, b->sealed[i], b->plan[i].at, &stored));
        const Entry entry = {.action = S("signal.report"), .object = S("signal"), .object_id = stored.id};
        TRY(app_log(app, db, &entry));
    }
    return OK;
}

static Err seal_one(App *app, Arena *mem, const Stories *stories, const DemoSignal *plan, SealedReport **ret_sealed)
{
    Report r;
    TRY(demo_report(mem, stories, plan, municipality_name(app->read[0], plan->gm_code), &r));
    Submission s;
    random_bytes(s.id, sizeof s.id);
    s.seed = secret_random();
    Err e = report_seal(app, app->read[0], mem, &r, &s, plan->channel, LANG_NL, ret_sealed);
    secret_wipe(&s.seed);
    return e;
}

static Err report_all(App *app, const Stories *stories, const DemoSignal *plan, size_t count, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(BATCH_MEMORY);
    for (size_t done = 0; done < count;) {
        Batch b = {.plan = plan + done, .sealed = NEW_ARRAY(mem, SealedReport *, BATCH)};
        while (b.count < BATCH && done + b.count < count) {
            TRY(seal_one(app, mem, stories, &b.plan[b.count], &b.sealed[b.count]));
            b.count++;
        }
        TRY(app_write(app, store_batch, &b, w));
        done += b.count;
        arena_reset(mem);
        progress("signals", (int64_t)done, (int64_t)count);
    }
    return OK;
}

Err demo_fill(App *app, uint64_t seed, int64_t signals, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(PLAN_MEMORY);
    Time now = clock_now();
    CLEANUP(demo_people_wipe) DemoPeople people = {0};
    Stories *stories;
    DemoSignal *plan;
    TRY(stories_load(mem, &stories, w));
    TRY(demo_make_people(app, mem, now, &people, w));
    TRY(demo_plan(app->read[0], mem, seed, signals, now, &plan));
    Err e = report_all(app, stories, plan, (size_t)signals, w);
    clock_set(0);
    return e;
}

static Err demo_check(App *app, bool demo, bool *ret_fill, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Org *orgs;
    size_t count = 0;
    TRY(org_list(app->read[0], mem, ORG_KIND_COUNT, &orgs, &count));
    bool filled = demo_is(app->dir);
    if (filled && !demo) return why(w, E_INPUT, "%s holds demo data with cheap passwords: start it with --demo", app->dir);
    if (demo && !filled && count) return why(w, E_INPUT, "%s is in use: --demo only fills an empty folder", app->dir);
    *ret_fill = demo && !filled;
    return OK;
}

Err demo_prepare(App *app, Why *w)
{
    bool fill = false;
    TRY(demo_check(app, app->demo, &fill, w));
    if (!app->demo) return OK;
    password_fast_for_tests(true);
    if (fill) {
        fprintf(stderr, "making demo data\n");
        TRY(demo_fill(app, DEMO_SEED, DEMO_SIGNALS, w));
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    return demo_show_accounts(mem, app->dir, clock_now(), w);
}

Err command_demo(Args *a)
{
    int64_t seed, signals;
    TRY(arg_int(a, "seed", DEMO_SEED, 0, INT64_MAX, &seed));
    TRY(arg_int(a, "signals", DEMO_SIGNALS, 0, DEMO_SIGNALS_MAX, &signals));
    const AppOptions o = {.dir = arg_value(a, "data", NULL), .demo = true};
    App *app = NULL;
    TRY(app_open(&o, route_tables, route_table_count, &app, &a->why));
    bool fill = false;
    Err e = app_prepare(app, &a->why);
    if (e == OK) e = demo_check(app, true, &fill, &a->why);
    if (e == OK && !fill) e = why(&a->why, E_CONFLICT, "%s already holds demo data", o.dir);
    if (e == OK) {
        password_fast_for_tests(true);
        e = demo_fill(app, (uint64_t)seed, signals, &a->why);
    }
    app_close(app);
    if (e == OK) e = demo_show_accounts(a->mem, o.dir, clock_now(), &a->why);
    return e;
}
