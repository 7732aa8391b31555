// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Whose turn it is: two nodes, one of which may be dead or have a clock that is wrong.
#include "unit.h"

#include "commands/jobs.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "test_store.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPEN_FOLDERS = 16, EVERY_S = 3600 };

static char folder[] = "/tmp/baken-jobs-XXXXXX";
static const Route *const tables[] = {app_routes};
static App *app;
static int runs;
static Err outcome;
static Time began;

static Err count(App *a, Why *w)
{
    (void)a, (void)w;
    runs++;
    return outcome;
}

static Err fall(App *a, Why *w);
static const PeriodicJob job = {.name = "test", .every_s = EVERY_S, .run = count},
                         fatal = {.name = "test", .every_s = EVERY_S, .run = fall};

// Another node looks while this one is still at it.
static Err fall(App *a, Why *w)
{
    bool ran = true;
    TRY(job_turn(a, &job, S("other"), &ran, w));
    assert_false(ran);
    runs++;
    return OK;
}

static bool turn(const char *holder, Time at)
{
    bool ran = false;
    Why w;
    clock_set(began + at);
    assert_int_equal(job_turn(app, &job, str_c(holder), &ran, &w), outcome);
    return ran;
}

static int start(void **state)
{
    (void)state;
    Why w;
    log_quiet(true);
    assert_non_null(mkdtemp(folder));
    const AppOptions o = {.dir = folder, .store = test_store_empty(folder)};
    assert_ok(app_open(&o, tables, COUNT(tables), &app, &w));
    began = clock_now();
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int stop(void **state)
{
    (void)state;
    clock_set(0);
    app_close(app);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static void once_for_all_nodes(void **state)
{
    (void)state;
    assert_true(turn("one", 0));
    assert_false(turn("two", 0));
    assert_false(turn("one", SECONDS(EVERY_S) - 1));
    assert_true(turn("two", SECONDS(EVERY_S)));
    assert_false(turn("one", SECONDS(EVERY_S)));
    assert_int_equal(runs, 2);
}

static void never_two_at_a_time(void **state)
{
    (void)state;
    bool ran = false;
    Why w;
    runs = 0;
    clock_set(began + DAYS(1));
    assert_ok(job_turn(app, &fatal, S("one"), &ran, &w));
    assert_true(ran);
    assert_int_equal(runs, 1);
}

static Err lease_of_the_dead(App *a, Why *w)
{
    (void)a, (void)w;
    Time at = clock_now() - began;
    assert_false(turn("two", at + SECONDS(JOB_LEASE_S) - 1));
    assert_true(turn("two", at + SECONDS(JOB_LEASE_S))); // and the first, should it live, does no harm
    clock_set(began + at);
    return OK;
}

static void the_dead_lose_their_turn(void **state)
{
    (void)state;
    const PeriodicJob dies = {.name = "test", .every_s = EVERY_S, .run = lease_of_the_dead};
    bool ran;
    Why w;
    clock_set(began + DAYS(2));
    assert_ok(job_turn(app, &dies, S("one"), &ran, &w));
    assert_true(ran);
    // What "one" says when it comes back from the dead takes nothing from "two".
    assert_false(turn("one", DAYS(2) + SECONDS(EVERY_S)));
    assert_true(turn("one", DAYS(2) + SECONDS(JOB_LEASE_S) + SECONDS(EVERY_S)));
}

static void a_failure_waits_for_its_next_turn(void **state)
{
    (void)state;
    outcome = E_STORE;
    runs = 0;
    assert_true(turn("one", DAYS(3)));
    outcome = OK;
    assert_false(turn("two", DAYS(3) + SECONDS(EVERY_S) - 1));
    assert_true(turn("two", DAYS(3) + SECONDS(EVERY_S)));
    assert_int_equal(runs, 2);
}

static void a_wrong_clock_stops_nothing(void **state)
{
    (void)state;
    assert_true(turn("one", DAYS(400))); // a clock that was a year ahead
    assert_true(turn("two", DAYS(4)));
    assert_false(turn("one", DAYS(4)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(once_for_all_nodes),       cmocka_unit_test(never_two_at_a_time),
        cmocka_unit_test(the_dead_lose_their_turn), cmocka_unit_test(a_failure_waits_for_its_next_turn),
        cmocka_unit_test(a_wrong_clock_stops_nothing),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
