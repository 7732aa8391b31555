// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A colleague leaves: no report may stay behind with nobody to read it.
#include "admin/leaver.h"
#include "signal/work_sql.h"
#include "staff_place.h"
#include "sys/clock.h"

typedef struct Leaving {
    Office *o;
    AccountId from, to;
    RoleSet heir_roles; // 0: as they are
} Leaving;

static Err leave(App *app, Db *db, Arena *mem, void *arg)
{
    const Leaving *l = arg;
    Why w = {{0}};
    Req rq = {.app = app, .db = db, .mem = mem, .now = clock_now(),
              .actor = {.account = l->o->focal.account, .org = l->o->focal.org}};
    if (l->heir_roles) TRY(account_set_roles(db, l->to, l->heir_roles, &w));
    TRY(leaver_close(&rq, l->from, l->to, &w));
    for (size_t i = 0; i < rq.entry_count; i++) TRY(app_log(app, db, &rq.entries[i]));
    return OK;
}

static int64_t assignee(Office *o, size_t signal)
{
    WorkSignalRow row;
    assert_ok(q_work_signal(o->db, o->mem, o->signals[signal], &row));
    return row.assignee;
}

static void take_up(Office *o, const Person *who, size_t signal)
{
    Str me = str_fmt(o->mem, "account=%lld", (long long)who->account.v);
    const char *path = path_of(o, "/signalen", o->signals[signal], "/toewijzen");
    assert_int_equal(post_status(o, who, path, str_z(o->mem, me)), 303);
    assert_int_equal(assignee(o, signal), who->account.v);
}

static void signals_go_to_who_can_work_on_them(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    take_up(o, &o->focal, 0);
    Leaving l = {.o = o, .from = o->focal.account, .to = o->colleague.account};
    assert_ok(app_write(o->app, leave, &l, &w));
    assert_int_equal(assignee(o, 0), o->colleague.account.v);
    assert_int_equal(logged(o, "signal.hand_over"), 1);
}

static void else_back_to_the_tray_of_all(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    take_up(o, &o->focal, 0);
    Leaving l = {.o = o, .from = o->focal.account, .to = o->colleague.account,
                 .heir_roles = ROLE_BIT(ROLE_privacy_officer)};
    assert_ok(app_write(o->app, leave, &l, &w));
    assert_int_equal(assignee(o, 0), 0);
}

static void also_when_nobody_takes_over(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    take_up(o, &o->focal, 0);
    Leaving l = {.o = o, .from = o->focal.account};
    assert_ok(app_write(o->app, leave, &l, &w));
    assert_int_equal(assignee(o, 0), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, office_open, office_close)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(signals_go_to_who_can_work_on_them), TEST(else_back_to_the_tray_of_all),
                                       TEST(also_when_nobody_takes_over)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
