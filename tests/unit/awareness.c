// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Surveys and training in the store, on both engines: answers are added up and nothing else is kept, small numbers are
// not told, certificates lapse and are counted.
#include "awareness/awareness.h"
#include "awareness/survey.h"
#include "awareness/training.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <unistd.h>

enum { PEOPLE = 3, ANSWERED = 60 };
static const Time NOW = SECONDS(1774737600); // 28 March 2026
static const unsigned char totp[TOTP_SECRET_SIZE] = {1, 2, 3};
static Arena *mem;
static Db *db;
static char dir[] = "/tmp/baken-awareness-XXXXXX";
static OrgId org;
static AccountId people[PEOPLE];

static Str submission(void) { return submission_new(mem); }

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    CLEANUP(keypair_wipe) KeyPair group = {0};
    password_fast_for_tests(true);
    mem = arena_new(MB(64));
    if (crypt_start() != OK || !mkdtemp(dir)) return -1;
    if (db_open(test_store(dir), DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK) return -1;
    assert_ok(org_create(db, mem, ORG_municipality, S("Gemeente"), &org, &group, &w));
    for (int i = 0; i < PEOPLE; i++)
        assert_ok(account_create(db, mem, org, ROLE_BIT(ROLE_focal_point), str_fmt(mem, "mens.%d", i), S("Mens"),
                                 S("een fiets onder de brug"), totp, &group.secret, NOW, &people[i], &w));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    arena_free(mem);
    return test_store_remove(dir);
}

// ---- surveys ------------------------------------------------------------------------------------------------------

static void fixed_answers(void **state)
{
    (void)state;
    Option *list;
    size_t n;
    Why w = {{0}};
    assert_ok(options_parse(mem, S("Ja\n\n *  Nee \nWeet ik niet\n"), &list, &n, &w));
    assert_int_equal(n, 3);
    assert_str(list[1].words, "Nee");
    assert_true(list[1].correct && !list[0].correct);
    const Question q = {.options = list, .count = n};
    assert_str(options_text(mem, &q), "Ja\n*Nee\nWeet ik niet");
    static const char *const wrong[] = {"", "Ja", "Ja\nJa", "Ja\n*", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(options_parse(mem, str_c(wrong[i]), &list, &n, &w), E_INPUT);
    Str max = str_fmt(mem, "Ja\n%0*d", SURVEY_OPTION_MAX, 1), more = str_fmt(mem, "Ja\n%0*d", SURVEY_OPTION_MAX + 1, 1);
    assert_ok(options_parse(mem, max, &list, &n, &w));
    assert_int_equal(options_parse(mem, more, &list, &n, &w), E_INPUT);
}

static int64_t make_question(int64_t survey, int place, const char *words, const char *answers, bool several,
                             bool splits)
{
    Option *list;
    size_t n;
    int64_t rows;
    QuestionBySubmissionRow made;
    Str s = submission();
    assert_ok(options_parse(mem, str_c(answers), &list, &n, NULL));
    assert_ok(q_question_insert(db, s, survey, place, str_c(words), STR_NONE, several, splits, &rows));
    assert_ok(q_question_by_submission(db, mem, s, &made));
    for (size_t i = 0; i < n; i++)
        assert_ok(q_option_insert(db, made.id, (int64_t)i + 1, list[i].words, list[i].correct));
    return made.id;
}

static int64_t make_survey(const char *code, int64_t repeats)
{
    int64_t rows;
    SurveyBySubmissionRow made;
    Str s = submission();
    assert_ok(q_survey_insert(db, s, str_c(code), S("Wat weet je?"), S("Daarom."), repeats, people[0].v, NOW, &rows));
    assert_ok(q_survey_by_submission(db, mem, s, &made));
    make_question(made.id, 1, "Waar werk je?", "Gemeente\nZorg", false, true);
    make_question(made.id, 2, "Kan een verdachte slachtoffer zijn?", "*Ja\nNee", false, false);
    make_question(made.id, 3, "Waar meld je?", "Politie\nGemeente\nNergens", true, false);
    return made.id;
}

static int64_t number_at(const Sheet *s, size_t row, size_t column)
{
    const Cell *c = &sheet_row(s, row)[column];
    assert_int_equal(c->kind, CELL_NUMBER);
    return (int64_t)c->number;
}

// 40 of the municipality, who all know it; 18 of care, of whom 2 do; 2 who do not say where they work.
static void fill(const Survey *s)
{
    for (int i = 0; i < ANSWERED; i++) {
        Filled f = {{i < 40 ? 1 : i < 58 ? 2 : 0, i < 42 ? 1 : 2, i < 3 ? 3 : 0}};
        bool added;
        assert_ok(survey_add(db, s, submission(), &f, &added));
    }
}

static void added_up(void **state)
{
    (void)state;
    bool added;
    Survey s;
    Sheet *sheets;
    size_t n;
    int64_t rows, id = make_survey("proefcode1", 0);
    const Filled once = {{1, 1, 7}}, nothing = {{0}};
    assert_int_equal(survey_find(db, mem, S("proefcode1"), &s), E_NOTFOUND); // a draft
    assert_ok(survey_load(db, mem, id, &s));
    assert_int_equal(s.count, 3);
    assert_ptr_equal(s.split, &s.questions[0]);
    assert_ok(survey_ready(&s, NULL));
    assert_false(filled_any(&s, &nothing));
    assert_true(filled_any(&s, &once));
    assert_int_equal(survey_add(db, &s, submission(), &once, &added), E_CONFLICT); // not open
    assert_ok(q_survey_open(db, id, NOW, &rows));
    assert_ok(survey_find(db, mem, S("proefcode1"), &s));
    fill(&s);
    Str twice = submission();
    assert_ok(survey_add(db, &s, twice, &once, &added));
    assert_true(added);
    assert_ok(survey_add(db, &s, twice, &once, &added));
    assert_false(added);
    assert_ok(survey_load(db, mem, id, &s));
    assert_int_equal(s.about.sent, ANSWERED + 1);
    assert_ok(q_survey_close(db, id, NOW, &rows));
    assert_ok(q_sent_delete(db, id, &rows));
    assert_int_equal(survey_add(db, &s, submission(), &once, &added), E_CONFLICT);
    assert_ok(survey_load(db, mem, id, &s));
    assert_ok(survey_results(db, mem, LANG_NL, &s, NULL, &sheets, &n));
    assert_int_equal(n, 3);
    // Columns: answer, number, share, share of municipality, share of care.
    assert_int_equal(sheets[1].columns, 5);
    assert_int_equal(number_at(&sheets[1], 0, 1), 45); // 43, to a multiple of five
    assert_int_equal(number_at(&sheets[1], 0, 3), 100);
    assert_int_equal(sheet_row(&sheets[1], 0)[4].kind, CELL_NONE);  // a share of 18: too few to tell
    assert_int_equal(sheet_row(&sheets[2], 0)[1].kind, CELL_SMALL); // 4
    assert_int_equal(sheet_row(&sheets[2], 3)[1].kind, CELL_SMALL);
}

static void laid_beside(void **state)
{
    (void)state;
    Survey first, again;
    Sheet *sheets;
    size_t n;
    int64_t rows, a = make_survey("proefcode2", 0), b = make_survey("proefcode3", a);
    assert_ok(q_survey_open(db, a, NOW, &rows));
    assert_ok(q_survey_open(db, b, NOW, &rows));
    assert_ok(survey_load(db, mem, a, &first));
    assert_ok(survey_load(db, mem, b, &again));
    fill(&first);
    fill(&again);
    assert_ok(q_survey_close(db, a, NOW, &rows));
    assert_ok(q_survey_close(db, b, NOW, &rows));
    assert_ok(survey_load(db, mem, a, &first));
    assert_ok(survey_load(db, mem, b, &again));
    assert_ok(survey_results(db, mem, LANG_NL, &again, &first, &sheets, &n));
    assert_int_equal(sheets[1].columns, 6);
    assert_int_equal(number_at(&sheets[1], 0, 2), number_at(&sheets[1], 0, 3));
}

// ---- training -----------------------------------------------------------------------------------------------------

static void certificates(void **state)
{
    (void)state;
    assert_int_equal(certificate_until(NOW, 0), 0);
    assert_int_equal(certificate_until(NOW, 24), time_of_date(date_of(2028, 3, 28)));
    // the last day of February, not 31 February
    assert_int_equal(certificate_until(time_of_date(date_of(2026, 1, 31)), 1), time_of_date(date_of(2026, 2, 28)));
    assert_int_equal(certificate_state(S("present"), 0, NOW), CERTIFICATE_VALID);
    assert_int_equal(certificate_state(S("present"), NOW + DAYS(LAPSE_SOON_DAYS) + 1, NOW), CERTIFICATE_VALID);
    assert_int_equal(certificate_state(S("present"), NOW + DAYS(LAPSE_SOON_DAYS), NOW), CERTIFICATE_SOON);
    assert_int_equal(certificate_state(S("present"), NOW, NOW), CERTIFICATE_LAPSED);
    assert_int_equal(certificate_state(S("absent"), 0, NOW), CERTIFICATE_NONE);
    assert_int_equal(certificate_state(S("signed_up"), 0, NOW), CERTIFICATE_PLANNED);
}

static int64_t make_session(int64_t course, Time starts)
{
    int64_t rows;
    CourseSessionBySubmissionRow made;
    Str s = submission();
    assert_ok(q_course_session_insert(db, s, course, starts, S("Online"), 2, people[0].v, NOW, &rows));
    assert_ok(q_course_session_by_submission(db, mem, s, &made));
    return made.id;
}

static void counted(void **state)
{
    (void)state;
    int64_t rows;
    Trained t;
    LapsingRow mine;
    LapsingInRow lapsing;
    CourseBySubmissionRow course;
    CourseSessionByIdRow session;
    Str s = submission();
    Time held = NOW - DAYS(700), until = certificate_until(held, 24), soon = NOW + DAYS(LAPSE_SOON_DAYS);
    assert_ok(
        q_course_insert(db, s, S("Basis"), S("Opleider"), STR_NONE, S("focal_point"), 24, people[0].v, NOW, &rows));
    assert_ok(q_course_by_submission(db, mem, s, &course));
    int64_t past = make_session(course.id, held), next = make_session(course.id, NOW + DAYS(9));
    for (int i = 0; i < PEOPLE; i++) assert_ok(q_sign_up(db, past, course.id, people[i].v, org.v, people[i].v, held));
    assert_ok(q_sign_up(db, past, course.id, people[0].v, org.v, people[0].v, held)); // twice is once
    assert_ok(q_withdraw(db, past, people[2].v, people[2].v, held, &rows));
    assert_ok(q_course_session_by_id(db, mem, past, &session));
    assert_int_equal(session.taken, 2);
    assert_ok(training_count(db, mem, ROLE_focal_point, NOW, &t));
    assert_int_equal(t.all, PEOPLE);
    assert_int_equal(t.trained, 0); // signed up is not trained
    assert_ok(q_was_there(db, past, people[0].v, S("present"), held, until, 1, NOW, &rows));
    assert_ok(q_was_there(db, past, people[1].v, S("absent"), held, 0, 1, NOW, &rows));
    assert_ok(q_was_there(db, past, people[2].v, S("present"), held, until, 1, NOW, &rows));
    assert_int_equal(rows, 0); // withdrawn
    assert_ok(training_count(db, mem, ROLE_focal_point, NOW, &t));
    assert_int_equal(t.trained, 1);
    assert_ok(training_count(db, mem, ROLE_chain_director, NOW, &t));
    assert_int_equal(t.all, 0);
    assert_ok(q_lapsing_in(db, mem, org.v, NOW - DAYS(LAPSED_DAYS), soon, &lapsing));
    assert_int_equal(lapsing.n, 1);
    for (int i = 0; i < PEOPLE; i++) {
        assert_ok(q_lapsing(db, mem, org.v, people[i].v, NOW - DAYS(LAPSED_DAYS), soon, &mine));
        assert_int_equal(mine.n, i == 0);
    }
    assert_ok(q_sign_up(db, next, course.id, people[0].v, org.v, people[0].v, NOW)); // will renew
    assert_ok(q_lapsing_in(db, mem, org.v, NOW - DAYS(LAPSED_DAYS), soon, &lapsing));
    assert_int_equal(lapsing.n, 0);
    assert_ok(training_count(db, mem, ROLE_focal_point, until, &t)); // the day it ends
    assert_int_equal(t.trained, 0);
    assert_ok(q_participation_clean(db, held, &rows));
    assert_int_equal(rows, 0);
    assert_ok(q_participation_clean(db, held + 1, &rows));
    assert_int_equal(rows, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixed_answers), cmocka_unit_test(added_up),
                                       cmocka_unit_test(laid_beside), cmocka_unit_test(certificates),
                                       cmocka_unit_test(counted)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
