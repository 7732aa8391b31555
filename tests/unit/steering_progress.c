// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "steering/progress.h"
#include "steering/money.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Place {
    Arena *mem;
    char dir[64];
    Db *db;
    const Plan *p;
    OrgId one, two;
} Place;
static Place *place;
static const Time NOW = SECONDS(1747743000); // 20 May 2025
static const Quarter Q1 = {2025, 1}, Q2 = {2025, 2};

static Str submission(void)
{
    unsigned char *b = arena_alloc(place->mem, SUBMISSION_SIZE);
    random_bytes(b, SUBMISSION_SIZE);
    return (Str){(const char *)b, SUBMISSION_SIZE};
}

static int setup(void **state)
{
    (void)state;
    Place *p = place = calloc(1, sizeof *p);
    p->mem = arena_new(MB(32));
    memcpy(p->dir, "/tmp/baken-progress-XXXXXX", sizeof "/tmp/baken-progress-XXXXXX");
    Why w = {{0}};
    KeyPair pair;
    if (crypt_start() != OK || !mkdtemp(p->dir) || plan_start(&w) != OK) return -1;
    p->p = plan_get();
    if (db_open(test_store(p->dir), DB_WRITE, &p->db, &w) != OK || db_migrate(p->db, &w) != OK) return -1;
    assert_ok(org_create(p->db, p->mem, ORG_national, S("Een"), &p->one, &pair, &w));
    assert_ok(org_create(p->db, p->mem, ORG_police, S("Twee"), &p->two, &pair, &w));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(place->db);
    plan_stop();
    int bad = test_store_remove(place->dir);
    arena_free(place->mem);
    free(place);
    return bad;
}

static NewProgress a_report(int64_t action, Quarter q, const char *state)
{
    return (NewProgress){.submission = submission(),
                         .action = action,
                         .quarter = q,
                         .org = place->one,
                         .account = {1},
                         .state = str_c(state),
                         .phase = S("exploration"),
                         .progress = S("Er is gepraat."),
                         .obstacles = S("Niemand heeft tijd."),
                         .percent = -1};
}

static int64_t report(int64_t action, Quarter q, const char *state)
{
    NewProgress n = a_report(action, q, state);
    int64_t id;
    bool again;
    assert_ok(progress_store(place->db, place->mem, &n, NOW, &id, &again));
    assert_false(again);
    return id;
}

static Err review(int64_t id, const char *verdict, const char *words, bool publish)
{
    NewReview n = {.submission = submission(),
                   .report = id,
                   .by = {1},
                   .verdict = str_c(verdict),
                   .words = str_c(words),
                   .publish = publish};
    Why w;
    return progress_review(place->db, place->mem, &n, NOW, &w);
}

static void marks(Quarter q, Date today, ProgressMark all[PLAN_ACTIONS])
{
    assert_ok(progress_marks(place->db, place->mem, place->p, q, today, all));
}

// ---- quarters -----------------------------------------------------------------------------------------------------

static void quarters(void **state)
{
    (void)state;
    assert_int_equal(quarter_number(Q1), 20251);
    assert_int_equal(quarter_from(20251).quarter, 1);
    const int64_t none[] = {0, 20250, 20255, 20281, 20224, -1, INT64_MAX};
    for (size_t i = 0; i < COUNT(none); i++) assert_int_equal(quarter_from(none[i]).year, 0);
    assert_int_equal(quarter_number(quarter_at(date_of(2025, 3, 31))), 20251);
    assert_int_equal(quarter_number(quarter_at(date_of(2025, 4, 1))), 20252);
    assert_int_equal(quarter_number(quarter_at(date_of(2031, 4, 1))), 20274);
    assert_int_equal(quarter_number(quarter_step(Q1, -1)), 20244);
    assert_int_equal(quarter_number(quarter_step(Q1, -100)), 20231);
    assert_int_equal(quarter_begin(Q2), date_of(2025, 4, 1));
    assert_true(progress_open_for_owners(Q1, date_of(2025, 4, 28)));
    assert_false(progress_open_for_owners(Q1, date_of(2025, 4, 29)));
    assert_false(progress_open_for_owners(Q2, date_of(2025, 3, 31)));
    assert_false(progress_can_be_reported((Quarter){0}, date_of(2025, 3, 31)));
}

// ---- reports ------------------------------------------------------------------------------------------------------

static void a_correction_is_a_new_version(void **state)
{
    (void)state;
    int64_t first = report(1, Q1, "on_course"), second = report(1, Q1, "at_risk"), again_id;
    ProgressReport r, all[PLAN_ACTIONS];
    assert_ok(q_progress_by_id(place->db, place->mem, first, &r));
    assert_int_equal(r.version, 1);
    assert_int_equal(r.newest, 0);
    assert_str(r.state, "on_course");
    assert_ok(progress_newest(place->db, place->mem, Q1, all));
    assert_int_equal(all[0].id, second);
    assert_int_equal(all[1].id, 0);
    // Sent twice is done once.
    NewProgress n = a_report(2, Q1, "done");
    bool again;
    int64_t id;
    assert_ok(progress_store(place->db, place->mem, &n, NOW, &id, &again));
    assert_ok(progress_store(place->db, place->mem, &n, NOW, &again_id, &again));
    assert_true(again);
    assert_int_equal(id, again_id);
    ProgressReport *rows;
    size_t count;
    assert_ok(q_progress_of_action(place->db, place->mem, 2, 10, &rows, &count));
    assert_int_equal(count, 1);
}

static void only_what_is_accepted_counts(void **state)
{
    (void)state;
    ProgressReport all[PLAN_ACTIONS], r;
    int64_t first = report(3, Q1, "on_course");
    assert_ok(progress_accepted(place->db, place->mem, Q1, 0, all));
    assert_int_equal(all[2].id, 0);
    assert_int_equal(review(first, "note", "", false), E_INPUT);
    assert_int_equal(review(first, "maybe", "Ja", false), E_INPUT);
    assert_ok(review(first, "accepted", "", false));
    int64_t second = report(3, Q1, "stuck");
    assert_int_equal(review(first, "more", "Wat dan?", false), E_CONFLICT);
    assert_ok(progress_accepted(place->db, place->mem, Q2, 0, all));
    assert_int_equal(all[2].id, first); // an unreviewed correction changes nothing yet
    assert_ok(progress_accepted(place->db, place->mem, Q2, NOW, all));
    assert_int_equal(all[2].id, 0); // before it was accepted
    assert_int_equal(q_progress_published(place->db, place->mem, 3, &r), E_NOTFOUND);
    assert_ok(review(second, "accepted", "", true));
    assert_ok(q_progress_published(place->db, place->mem, 3, &r));
    assert_int_equal(r.id, second);
    assert_ok(review(second, "more", "Toch niet duidelijk.", false));
    assert_int_equal(q_progress_published(place->db, place->mem, 3, &r), E_NOTFOUND);
    assert_ok(progress_accepted(place->db, place->mem, Q2, 0, all));
    assert_int_equal(all[2].id, first);
}

static void what_stands_out(void **state)
{
    (void)state;
    ProgressMark m[PLAN_ACTIONS];
    Date may = date_of(2025, 5, 20);
    int64_t changed;
    marks(Q1, may, m);
    assert_true(m[3].expected && m[3].late && m[3].unowned && !m[3].reported);
    assert_false(m[31].expected); // action 32 is of 2026 and later
    marks(Q1, quarter_end(Q1), m);
    assert_false(m[3].late); // the last day is in time
    assert_ok(q_progress_owner_add(place->db, 4, place->one.v, 1, NOW, &changed));
    assert_ok(q_progress_owner_add(place->db, 4, place->one.v, 1, NOW, &changed));
    assert_int_equal(changed, 0);
    assert_ok(review(report(4, Q1, "done"), "accepted", "", false));
    assert_ok(review(report(5, Q1, "stuck"), "more", "Wat is er nodig?", false));
    marks(Q1, may, m);
    assert_true(m[3].reported && m[3].accepted && !m[3].late && !m[3].unowned && !m[3].overdue);
    assert_true(m[4].stuck && m[4].asked_more);
    marks(Q2, date_of(2025, 8, 1), m);
    assert_false(m[3].expected); // it was done
    assert_true(m[4].late && m[4].expected);
    assert_false(m[4].stuck);  // what was not accepted does not go along to the next quarter
    assert_true(m[5].overdue); // of 2024
}

static void what_a_report_must_hold(void **state)
{
    (void)state;
    const char *field;
    NewProgress n = a_report(1, Q1, "stuck");
    assert_ok(progress_check(&n, &field, NULL));
    n.obstacles = STR_NONE;
    assert_int_equal(progress_check(&n, &field, NULL), E_INPUT);
    assert_string_equal(field, "knelpunten");
    n.state = S("on_course");
    assert_ok(progress_check(&n, &field, NULL));
    n.evidence = S("javascript:alert(1)");
    assert_int_equal(progress_check(&n, &field, NULL), E_INPUT);
    n.evidence = S("https://voorbeeld.example/a b");
    assert_int_equal(progress_check(&n, &field, NULL), E_INPUT);
    n.evidence = S("https://voorbeeld.example/verslag");
    assert_ok(progress_check(&n, &field, NULL));
    n.progress = STR_NONE;
    assert_int_equal(progress_check(&n, &field, NULL), E_INPUT);
    n.state = S("fantastic");
    assert_int_equal(progress_check(&n, &field, NULL), E_INPUT);
    assert_string_equal(field, "stand");
}

// ---- links --------------------------------------------------------------------------------------------------------

static void a_link_is_for_one_action_and_ends(void **state)
{
    (void)state;
    Secret pepper = secret_random(), other = secret_random();
    Str sent = submission();
    Str secret = progress_link_secret(place->mem, &pepper, sent, 7, place->one);
    ProgressLinkFindRow l;
    assert_ok(progress_link_make(place->db, place->mem, &pepper, secret, 7, Q2, place->one, (AccountId){1}, NOW));
    assert_ok(progress_link_make(place->db, place->mem, &pepper, secret, 7, Q2, place->one, (AccountId){1}, NOW));
    assert_ok(progress_link_find(place->db, place->mem, &pepper, secret, NOW, &l));
    assert_int_equal(l.action, 7);
    assert_int_equal(l.quarter, 20252);
    assert_int_equal(l.org_id, place->one.v);
    const int64_t first = l.id;
    assert_int_equal(progress_link_find(place->db, place->mem, &other, secret, NOW, &l), E_NOTFOUND);
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, S("x"), NOW, &l), E_NOTFOUND);
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, STR_NONE, NOW, &l), E_NOTFOUND);
    // It works on the day that the quarter closes, and not the day after.
    Time end = time_of_date(quarter_closes(Q2) + 1);
    assert_ok(progress_link_find(place->db, place->mem, &pepper, secret, end - 1, &l));
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, secret, end, &l), E_NOTFOUND);
    // A newer one for the same owner ends it; of another owner it does not.
    Str newer = progress_link_secret(place->mem, &pepper, submission(), 7, place->one);
    Str theirs = progress_link_secret(place->mem, &pepper, sent, 7, place->two);
    assert_ok(progress_link_make(place->db, place->mem, &pepper, theirs, 7, Q2, place->two, (AccountId){1}, NOW));
    assert_ok(progress_link_find(place->db, place->mem, &pepper, secret, NOW, &l));
    assert_ok(progress_link_make(place->db, place->mem, &pepper, newer, 7, Q2, place->one, (AccountId){1}, NOW));
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, secret, NOW, &l), E_NOTFOUND);
    assert_ok(progress_link_find(place->db, place->mem, &pepper, newer, NOW, &l));
    assert_true(l.id != first);
    // Not while the organisation is closed.
    assert_ok(org_set_active(place->db, place->one, false));
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, newer, NOW, &l), E_NOTFOUND);
    assert_ok(org_set_active(place->db, place->one, true));
    assert_ok(progress_link_find(place->db, place->mem, &pepper, newer, NOW, &l));
    // Withdrawn by its number and its action together.
    int64_t changed;
    assert_ok(q_progress_link_withdraw(place->db, l.id, 8, NOW, &changed));
    assert_int_equal(changed, 0);
    assert_ok(q_progress_link_withdraw(place->db, l.id, 7, NOW, &changed));
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, newer, NOW, &l), E_NOTFOUND);
    // Sending its form once more does not show an address that works no longer.
    assert_int_equal(progress_link_make(place->db, place->mem, &pepper, newer, 7, Q2, place->one, (AccountId){1}, NOW),
                     E_CONFLICT);
    // Nor does one of an organisation that left.
    assert_ok(progress_link_find(place->db, place->mem, &pepper, theirs, NOW, &l));
    assert_ok(org_set_active(place->db, place->two, false));
    assert_int_equal(progress_link_find(place->db, place->mem, &pepper, theirs, NOW, &l), E_NOTFOUND);
    assert_ok(org_set_active(place->db, place->two, true));
}

static void evidence_opens_only_where_it_belongs(void **state)
{
    (void)state;
    Secret pepper = secret_random(), key = secret_random(), out;
    Str sealed = progress_seal_key(place->mem, &pepper, S("een"), &key);
    assert_ok(progress_open_key(place->mem, &pepper, S("een"), sealed, &out));
    assert_memory_equal(out.b, key.b, sizeof key.b);
    assert_int_equal(progress_open_key(place->mem, &pepper, S("twee"), sealed, &out), E_CRYPT);
}

// ---- reminders ----------------------------------------------------------------------------------------------------

static int64_t remind(Date day)
{
    int64_t made = -1;
    assert_ok(progress_remind(place->db, place->mem, place->p, time_of_date(day) + HOURS(9), &made));
    return made;
}

static void each_reminder_comes_once(void **state)
{
    (void)state;
    int64_t changed;
    assert_ok(q_progress_owner_add(place->db, 28, place->two.v, 1, NOW, &changed));
    const Quarter q3 = {2025, 3};
    const Date end = quarter_end(q3);
    assert_ok(review(report(4, Q2, "done"), "accepted", "", false)); // the other action that has an owner
    assert_int_equal(remind(end - PROGRESS_REMIND_DAYS - 1), 0);
    assert_int_equal(remind(end - PROGRESS_REMIND_DAYS), 1);
    assert_int_equal(remind(end - 1), 0);
    assert_int_equal(remind(end), 1);
    assert_int_equal(remind(end + 1), 0);
    assert_int_equal(remind(end + 8), 1);
    assert_int_equal(remind(quarter_closes(q3) + 1), 0);
    ProgressReminderOfRow *rows;
    size_t n;
    assert_ok(q_progress_reminder_of(place->db, place->mem, 20253, 20253, &rows, &n));
    assert_int_equal(n, 3);
    report(28, (Quarter){2025, 4}, "on_course");
    assert_int_equal(remind(quarter_end((Quarter){2025, 4})), 0); // it is there
}

static void names_and_drafts_go_in_time(void **state)
{
    (void)state;
    NewProgress n = a_report(9, Q2, "on_course");
    int64_t id, gone;
    bool again;
    ProgressReport r;
    n.reporter = S("secretaris");
    n.link = 1;
    n.account = (AccountId){0};
    assert_ok(q_progress_draft_save(place->db, 9, 20252, 0, 1, NOW, S("{}")));
    assert_ok(progress_store(place->db, place->mem, &n, NOW, &id, &again));
    ProgressDraftGetRow draft;
    assert_int_equal(q_progress_draft_get(place->db, place->mem, 9, 20252, 0, 1, &draft), E_NOTFOUND); // it was sent
    assert_ok(q_progress_draft_save(place->db, 9, 20253, 0, 1, NOW, S("{}")));
    assert_ok(progress_forget(place->db, NOW + DAYS(PROGRESS_DRAFT_DAYS), &gone));
    assert_int_equal(gone, 0);
    assert_ok(progress_forget(place->db, NOW + DAYS(PROGRESS_DRAFT_DAYS) + 1, &gone));
    assert_int_equal(gone, 1);
    assert_ok(q_progress_by_id(place->db, place->mem, id, &r));
    assert_str(r.reporter, "secretaris");
    assert_ok(progress_forget(place->db, NOW + DAYS(PROGRESS_NAME_DAYS) + 1, &gone));
    assert_int_equal(gone, 1);
    assert_ok(q_progress_by_id(place->db, place->mem, id, &r));
    assert_str(r.reporter, "");
    assert_str(r.progress, "Er is gepraat."); // what was reported stays
}

// ---- money --------------------------------------------------------------------------------------------------------

static NewMoney booking(const char *kind, const char *code, int64_t year, int64_t amount)
{
    return (NewMoney){.submission = submission(),
                      .kind = str_c(kind),
                      .code = str_c(code),
                      .year = year,
                      .amount = amount,
                      .basis = S("once"),
                      .day = date_of(2025, 5, 20),
                      .reason = S("Onderzoek"),
                      .decided_by = S("Regiegroep"),
                      .source = S("Verslag"),
                      .by = {1}};
}

static int64_t book(NewMoney n)
{
    const char *field;
    int64_t id;
    Why w = {{0}};
    Err e = money_check(place->p, &n, &field, &w);
    if (e != OK) print_error("%s: %s\n", field, w.text);
    assert_ok(e);
    bool made;
    assert_ok(money_store(place->db, place->mem, &n, NOW, &id, &made));
    return id;
}

static void the_books_add_up(void **state)
{
    bool made;
    (void)state;
    const Plan *m;
    const Date day = date_of(2025, 5, 20);
    NewMoney shift = booking("shift", "h", 2025, 30000);
    shift.to_code = S("g31");
    shift.to_year = 2025;
    NewMoney later = booking("shift", "g31", 2025, 10000);
    later.to_code = S("g31");
    later.to_year = 2026;
    book(shift);
    book(later);
    book(booking("committed", "g31", 2025, 250000));
    int64_t wrong = book(booking("spent", "g31", 2025, 400000));
    assert_ok(money_plan(place->db, place->mem, place->p, day, &m));
    MoneySum s = money_of_row(m, money_row(m, S("g31")), 2025);
    assert_int_equal(s.reserved, 300000);
    assert_int_equal(s.shifted, 20000);
    assert_int_equal(s.committed, 250000);
    assert_int_equal(s.spent, 400000);
    assert_int_equal(s.left, -80000); // shown, not refused
    assert_int_equal(money_of_row(m, money_row(m, S("g31")), 2026).left, 10000);
    assert_true(plan_has(money_overspent(m, 2025), 31));
    assert_false(plan_has(money_overspent(m, 2024), 31));
    assert_int_equal(plan_available(m, S("g"), 2025), 320000);
    assert_int_equal(plan_available(m, S("all"), 2025) + plan_available(m, S("all"), 2026), 4000000);
    assert_int_equal(plan_spent(m, S("g"), 2025, "spent"), 400000);
    ProgressMark marks_[PLAN_ACTIONS];
    marks(Q2, day, marks_);
    assert_true(marks_[30].overspent);
    assert_false(marks_[0].overspent);

    // Taken back, once; the first stays.
    MoneyEntry e;
    assert_ok(q_money_by_id(place->db, place->mem, wrong, &e));
    for (int i = 0; i < 2; i++) {
        NewMoney back = money_counter(&e, day);
        int64_t id;
        back.submission = submission();
        back.reason = back.decided_by = back.source = S("Dubbel geboekt");
        assert_int_equal(money_store(place->db, place->mem, &back, NOW, &id, &made), i ? E_CONFLICT : OK);
    }
    assert_ok(money_plan(place->db, place->mem, place->p, day, &m));
    assert_int_equal(money_of_row(m, money_row(m, S("g31")), 2025).spent, 0);
    assert_int_equal(money_overspent(m, 2026), 0);
    MoneyEntry *rows;
    size_t n;
    assert_ok(q_money_until(place->db, place->mem, day, &rows, &n));
    assert_int_equal(n, 5);
    // As at a day before: nothing.
    assert_ok(money_plan(place->db, place->mem, place->p, day - 1, &m));
    assert_int_equal(money_of_letter(m, S("all"), 0).left, 8000000);
    // What the plan printed did not change.
    PlanCheck k;
    assert_ok(money_plan(place->db, place->mem, place->p, day, &m));
    plan_check(place->mem, m, &k);
    assert_true(k.reconciles);
}

static void what_a_booking_must_hold(void **state)
{
    (void)state;
    const char *field;
    NewMoney n = booking("spent", "c1", 2024, 100);
    assert_ok(money_check(place->p, &n, &field, NULL));
    n.amount = -100;
    assert_int_equal(money_check(place->p, &n, &field, NULL), E_INPUT);
    assert_string_equal(field, "bedrag");
    n = booking("spent", "c9", 2024, 100);
    assert_int_equal(money_check(place->p, &n, &field, NULL), E_INPUT);
    assert_string_equal(field, "regel");
    n = booking("spent", "c1", 2027, 100);
    assert_int_equal(money_check(place->p, &n, &field, NULL), E_INPUT);
    n = booking("shift", "c1", 2024, 100);
    assert_int_equal(money_check(place->p, &n, &field, NULL), E_INPUT);
    assert_string_equal(field, "naar");
    n.to_code = S("c1");
    n.to_year = 2024;
    assert_int_equal(money_check(place->p, &n, &field, NULL), E_INPUT); // to where it is
    n.to_year = 2025;
    assert_ok(money_check(place->p, &n, &field, NULL));
    n.reason = STR_NONE;
    assert_int_equal(money_check(place->p, &n, &field, NULL), E_INPUT);
    assert_string_equal(field, "reden");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quarters),
        cmocka_unit_test(a_correction_is_a_new_version),
        cmocka_unit_test(only_what_is_accepted_counts),
        cmocka_unit_test(what_stands_out),
        cmocka_unit_test(what_a_report_must_hold),
        cmocka_unit_test(a_link_is_for_one_action_and_ends),
        cmocka_unit_test(evidence_opens_only_where_it_belongs),
        cmocka_unit_test(each_reminder_comes_once),
        cmocka_unit_test(names_and_drafts_go_in_time),
        cmocka_unit_test(the_books_add_up),
        cmocka_unit_test(what_a_booking_must_hold),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
