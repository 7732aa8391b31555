// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The background in which estimates are made: after a stop, past the time limit, and when another node had a run.
#include "access/access.h"
#include "app/form.h"
#include "figures/figures.h"
#include "figures/figures_sql.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "test_store.h"
#include "unit.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OPEN_FOLDERS = 16, WAIT_MS = 120000, LOOK_MS = 20, LONG_TRIALS = 1000, LONG_REPLICATES = 5000 };

static char folder[] = "/tmp/baken-runner-XXXXXX";
static const Route *const tables[] = {figure_run_routes};
static const char counts[] = "A,B,C,D,n\n1,0,0,0,443\n0,1,0,0,357\n0,0,1,0,301\n0,0,0,1,250\n1,1,0,0,33\n1,0,1,0,28\n"
                             "0,1,1,0,22\n1,0,0,1,19\n0,1,0,1,14\n0,0,1,1,12\n1,1,1,0,3\n";
static App *app;
static Arena *mem;
static int64_t org, account, table, made;

static Str chance_bytes(void)
{
    char *p = arena_alloc(mem, SUBMISSION_SIZE);
    random_bytes(p, SUBMISSION_SIZE);
    return (Str){p, SUBMISSION_SIZE};
}

static Err prepare(App *a, Db *db, Arena *m, void *arg)
{
    OrgId o;
    KeyPair key;
    AccountId who;
    Why w = {{0}};
    int64_t changed;
    FigureTableBySubmissionRow row;
    unsigned char totp[TOTP_SECRET_SIZE] = {0};
    Str submission = chance_bytes();
    (void)arg;
    TRY(org_create(db, m, ORG_national, S("Landelijk"), &o, &key, &w));
    TRY(account_create(db, m, o, ROLE_BIT(ROLE_org_admin), S("analist"), S("Analist"), S("fiets onder de oude brug"),
                       totp, &key.secret, clock_now(), &who, &w));
    org = o.v;
    account = who.v;
    TRY(q_figure_table_insert(db, org, submission, S("Proef"), S("upload"), STR_NONE, STR_NONE, str_c(counts), S("x"),
                              4, 1482, 0, 0, account, clock_now(), &changed));
    TRY(q_figure_table_by_submission(db, m, submission, &row));
    table = row.id;
    return app_log(a, db, &(Entry){.action = S("test"), .object = S("system")});
}

typedef struct Asked {
    int64_t replicates, trials, id;
    const char *taken_by; // by this node before; NULL: it waits
    Time until;
} Asked;

static Err insert(App *a, Db *db, Arena *m, void *arg)
{
    Asked *v = arg;
    int64_t changed;
    FigureRunBySubmissionRow row;
    Str submission = chance_bytes();
    TRY(q_figure_run_insert(db, table, org, submission, S("stepwise"), S("bca"), 2000, 2, v->replicates, v->trials, 1,
                            95, STR_NONE, STR_NONE, 0, STR_NONE, 0, STR_NONE, S("search"), STR_NONE, account,
                            clock_now(), &changed));
    TRY(q_figure_run_by_submission(db, m, submission, &row));
    v->id = row.id;
    if (v->taken_by) TRY(q_figure_take(db, v->id, str_c(v->taken_by), v->until, clock_now(), &changed));
    return app_log(a, db, &(Entry){.action = S("test"), .object = S("system")});
}

static Err late_answer(App *a, Db *db, Arena *m, void *arg)
{
    int64_t *changed = arg;
    (void)m;
    TRY(q_figure_done(db, made, S("another"), clock_now(), S("1"), S("usable"), 1, 2, 3, 4, S("z"), changed));
    return app_log(a, db, &(Entry){.action = S("test"), .object = S("system")});
}

static Err stop_it(App *a, Db *db, Arena *m, void *arg)
{
    int64_t changed;
    (void)m;
    TRY(q_figure_stopped(db, *(const int64_t *)arg, clock_now(), &changed));
    return app_log(a, db, &(Entry){.action = S("test"), .object = S("system")});
}

static void write_all(Err (*f)(App *a, Db *db, Arena *m, void *arg), void *arg)
{
    Why w = {{0}};
    Err e = app_write(app, f, arg, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
}

static int64_t ask(int64_t replicates, int64_t trials, const char *taken_by, Time until)
{
    Asked v = {.replicates = replicates, .trials = trials, .taken_by = taken_by, .until = until};
    write_all(insert, &v);
    return v.id;
}

static FigureRunByIdRow row_of(int64_t id)
{
    FigureRunByIdRow row;
    assert_ok(q_figure_run_by_id(app->read[0], mem, id, &row));
    return row;
}

static bool is_state(int64_t id, const char *state) { return str_eq_c(row_of(id).state, state); }
static bool is_made_here(int64_t id, const char *unused)
{
    RunProgress p;
    (void)unused;
    return runner_progress(id, &p);
}

static void wait_until(bool (*f)(int64_t id, const char *state), int64_t id, const char *state)
{
    const struct timespec nap = {.tv_nsec = LOOK_MS * 1000000L};
    for (int i = 0; i < WAIT_MS / LOOK_MS && !f(id, state); i++) nanosleep(&nap, NULL);
    assert_true(f(id, state));
}

static Runner *started(Time limit)
{
    Runner *r;
    assert_ok(runner_start(app, limit, &r));
    return r;
}

static int start(void **state)
{
    (void)state;
    Why w;
    log_quiet(true);
    mem = arena_new(MB(16));
    password_fast_for_tests(true);
    assert_non_null(mkdtemp(folder));
    const AppOptions o = {.dir = folder, .store = test_store_empty(folder)};
    assert_ok(app_open(&o, tables, COUNT(tables), &app, &w));
    write_all(prepare, NULL);
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
    arena_free(mem);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static void a_program_that_starts_again_takes_up_what_it_left(void **state)
{
    (void)state;
    Runner *r = started(MINUTES(RUN_MINUTES_MAX));
    int64_t id = ask(LONG_REPLICATES, LONG_TRIALS, NULL, 0);
    runner_wake();
    wait_until(is_made_here, id, NULL);
    runner_stop(r);
    assert_true(is_state(id, "running"));  // neither failed nor lost
    r = started(MINUTES(RUN_MINUTES_MAX)); // before the claim is over
    wait_until(is_made_here, id, NULL);
    write_all(stop_it, &id);
    runner_cancel(id);
    runner_stop(r);
    assert_true(is_state(id, "stopped"));
}

static void what_takes_too_long_is_ended_in_words(void **state)
{
    (void)state;
    Runner *r = started(SECONDS(1) / 1000);
    int64_t id = ask(LONG_REPLICATES, LONG_TRIALS, NULL, 0);
    runner_wake();
    wait_until(is_state, id, "failed");
    runner_stop(r);
    assert_true(str_has(row_of(id).fault, S("Het duurde te lang")));
}

static void a_run_of_another_node_is_taken_only_when_its_claim_is_over(void **state)
{
    (void)state;
    int64_t theirs = ask(100, 0, "another", clock_now() + MINUTES(60)), ours = ask(100, 0, NULL, 0);
    Runner *r = started(MINUTES(RUN_MINUTES_MAX));
    wait_until(is_state, ours, "done");
    assert_true(is_state(theirs, "running")); // older, so it would have been taken first
    clock_set(clock_now() + MINUTES(61));
    runner_wake();
    wait_until(is_state, theirs, "done");
    runner_stop(r);
    clock_set(0);
    assert_true(str_eq(row_of(theirs).answer, row_of(ours).answer));
}

static Err lost(App *a, Db *db, Arena *m, void *arg)
{
    int64_t changed;
    (void)m;
    TRY(q_figure_take(db, *(const int64_t *)arg, S("dies"), clock_now() - 1, clock_now(), &changed));
    return app_log(a, db, &(Entry){.action = S("test"), .object = S("system")});
}

static int64_t starts(void)
{
    LedgerLine *lines;
    size_t n;
    const LedgerFilter f = {.action = S("figures.start"), .to = clock_now() + DAYS(1), .max = LEDGER_PAGE_MAX};
    assert_ok(ledger_search(app->read[0], mem, &f, &lines, &n));
    return (int64_t)n;
}

// Each start of the program would end it again.
static void what_ends_the_program_is_given_up(void **state)
{
    (void)state;
    int64_t fatal = ask(100, 0, NULL, 0), again = ask(100, 0, NULL, 0);
    for (int i = 0; i < RUN_ATTEMPTS_MAX; i++) write_all(lost, &fatal);
    for (int i = 0; i < RUN_ATTEMPTS_MAX - 1; i++) write_all(lost, &again);
    int64_t before = starts();
    Runner *r = started(MINUTES(RUN_MINUTES_MAX));
    wait_until(is_state, again, "done"); // two lost nodes are bad luck
    wait_until(is_state, fatal, "failed");
    runner_stop(r);
    assert_true(str_has(row_of(fatal).fault, S("stopte het programma")));
    assert_int_equal(starts(), before + 1); // never begun
}

// Stopping the platform is no fault of a run.
static void stopping_does_not_count(void **state)
{
    (void)state;
    int64_t id = ask(LONG_REPLICATES, LONG_TRIALS, NULL, 0);
    for (int i = 0; i <= RUN_ATTEMPTS_MAX; i++) {
        Runner *r = started(MINUTES(RUN_MINUTES_MAX));
        wait_until(is_made_here, id, NULL);
        runner_stop(r);
        assert_true(is_state(id, "running"));
    }
    write_all(stop_it, &id);
}

// The node that lost it comes back: too late, whoever has it now.
static void an_answer_after_the_claim_changes_nothing(void **state)
{
    (void)state;
    int64_t changed = 1;
    made = ask(100, 0, "a third", clock_now() + MINUTES(60));
    write_all(late_answer, &changed);
    assert_int_equal(changed, 0);
    assert_true(is_state(made, "running"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_program_that_starts_again_takes_up_what_it_left),
                                       cmocka_unit_test(what_takes_too_long_is_ended_in_words),
                                       cmocka_unit_test(a_run_of_another_node_is_taken_only_when_its_claim_is_over),
                                       cmocka_unit_test(what_ends_the_program_is_given_up),
                                       cmocka_unit_test(stopping_does_not_count),
                                       cmocka_unit_test(an_answer_after_the_claim_changes_nothing)};
    return cmocka_run_group_tests(tests, start, stop);
}
