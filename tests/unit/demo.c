// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The demo: the same seed is the same country, every answer is one that the form takes, and living two years with the
// platform's own forms works from the report to the closed case.
#include "unit.h"
#include "test_store.h"
#include "casework/casework.h"
#include "commands/demo_life.h"
#include "commands/routes.h"
#include "sys/clock.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16, FEW = 120 };

static char dir[] = "/tmp/baken-demo-XXXXXX";
static App *app;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
    (void)st, (void)type, (void)f;
    return remove(path);
}

static int open_all(void **state)
{
    (void)state;
    if (!mkdtemp(dir)) return -1;
    const AppOptions o = {.dir = dir, .store = test_store_empty(dir), .demo = true};
    Why w = {{0}};
    Err e = app_open(&o, route_tables, route_table_count, &app, &w);
    if (e == OK) e = app_prepare(app, &w);
    if (e != OK) print_error("%s\n", w.text);
    return e == OK ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    app_close(app);
    return nftw(dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static bool same_plan(const DemoSignal *a, const DemoSignal *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i].at != b[i].at || strcmp(a[i].form, b[i].form) != 0 || !str_eq(a[i].gm_code, b[i].gm_code) ||
            a[i].seed != b[i].seed)
            return false;
    return true;
}

static void test_seed(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(16));
    Time now = time_of_date(date_of(2026, 11, 22)) + HOURS(12);
    DemoSignal *a, *b, *other;
    assert_ok(demo_plan(app->read[0], mem, 5, FEW, now, &a));
    assert_ok(demo_plan(app->read[0], mem, 5, FEW, now, &b));
    assert_ok(demo_plan(app->read[0], mem, 6, FEW, now, &other));
    assert_true(same_plan(a, b, FEW));
    assert_false(same_plan(a, other, FEW));
    for (size_t i = 1; i < FEW; i++) assert_true(a[i - 1].at <= a[i].at);
    assert_true(a[0].at > now - DAYS(DEMO_DAYS + 1) && a[FEW - 1].at < now);
}

static void test_every_report(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(16));
    Stories *stories;
    Why w = {{0}};
    assert_ok(stories_load(mem, &stories, &w));
    for (const Choice *form = signal_forms; form->code; form++)
        for (const Choice *role = signal_roles; role->code; role++)
            for (uint64_t seed = 0; seed < 20; seed++) {
                const DemoSignal plan = {.role = role->code,
                                         .anonymity = "confidential",
                                         .form = form->code,
                                         .minor = "ja",
                                         .danger = "nee",
                                         .channel = "web",
                                         .seed = seed};
                Report a, b;
                assert_ok(demo_report(mem, stories, &plan, S("Venlo"), &a));
                assert_ok(demo_report(mem, stories, &plan, S("Venlo"), &b));
                assert_true(a.story.n > 40 && str_text_ok(a.story));
                assert_true(str_eq(a.story, b.story));
            }
}

static int64_t entries_of(Db *db, Arena *mem, const char *action)
{
    LedgerFilter f = {.action = str_c(action), .max = LEDGER_PAGE_MAX};
    LedgerLine *lines;
    size_t n = 0;
    assert_ok(ledger_search(db, mem, &f, &lines, &n));
    for (size_t i = 0; i < n; i++) assert_true(lines[i].at < clock_now());
    return (int64_t)n;
}

static void test_life(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(16));
    Why w = {{0}};
    password_fast_for_tests(true);
    assert_false(demo_is(dir));
    Err e = demo_fill(app, 3, FEW, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    assert_true(demo_is(dir));
    Db *db = app->read[0];
    assert_int_equal(entries_of(db, mem, "signal.receive"), FEW + demo_tour_count);
    assert_true(entries_of(db, mem, "triage.decide") > FEW / 2);
    assert_true(entries_of(db, mem, "referral.send") > 0);
    assert_true(entries_of(db, mem, "case.open") > 0);
    assert_true(entries_of(db, mem, "signal.feedback") > 0);
    assert_true(entries_of(db, mem, "advice.ask") > 0);
    assert_true(entries_of(db, mem, "case.stuck") > 0);
    LedgerReport report;
    assert_ok(ledger_verify(db, dir, &report, NULL, &w));
    assert_true(report.entries > FEW * 5);
}

// Demo data has cheap passwords: it is never served as if it were in use.
static void test_not_mixed(void **state)
{
    (void)state;
    Why w = {{0}};
    app->demo = false;
    assert_int_equal(demo_prepare(app, &w), E_INPUT);
    app->demo = true;
    assert_ok(demo_prepare(app, &w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_seed), cmocka_unit_test(test_every_report),
                                       cmocka_unit_test(test_life), cmocka_unit_test(test_not_mixed)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
