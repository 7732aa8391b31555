// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo.c - `baken demo`, and the filling behind `serve --demo`.
#include "commands/demo_life.h"
#include "commands/offline.h"
#include "commands/command.h"
#include "commands/routes.h"
#include "sys/clock.h"
#include <stdio.h>

enum { PLAN_MEMORY_MB = 2047 }; // about 2 KB for each signal
// A large demo has a past of shelter as well: one person for so many signals.
enum { SHELTER_PAST_LEAST = 200, SHELTER_PAST_SHARE = 12 };

Err demo_fill(App *app, uint64_t seed, int64_t signals, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(PLAN_MEMORY_MB));
    Time now = clock_now();
    CLEANUP(demo_people_wipe) DemoPeople people = {0};
    Stories *stories;
    DemoSignal *plan;
    TRY(stories_load(mem, &stories, w));
    TRY(demo_make_people(app, mem, now, &people, w));
    TRY(demo_plan(app->read[0], mem, seed, signals, now, &plan));
    const World world = {.app = app, .db = app->read[0], .people = &people, .stories = stories, .now = now, .why = w};
    TRY(demo_shelter(&world, mem));
    if (signals >= SHELTER_PAST_LEAST) TRY(demo_placings_past(&world, signals / SHELTER_PAST_SHARE));
    TRY(demo_claims(&world));
    TRY(demo_live(app, mem, &people, stories, plan, (size_t)signals, now, w));
    TRY(demo_placings(&world, mem));
    TRY(demo_awareness(&world, mem));
    TRY(demo_progress(&world));
    TRY(demo_govern(&world, mem));
    return demo_reporting(&world, mem);
}

static Err demo_check(App *app, bool demo, bool *ret_fill, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Org *orgs;
    size_t count = 0;
    TRY(org_list(app->read[0], mem, ORG_KIND_COUNT, &orgs, &count));
    bool filled = demo_is(app->dir);
    if (filled && !demo)
        return why(w, E_INPUT, "%s holds demo data with cheap passwords: start it with --demo", app->dir);
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
    const AppOptions o = {.dir = arg_value(a, "data", NULL), .store = arg_store(a), .demo = true};
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
