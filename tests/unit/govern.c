// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Risks and governance: versions and what they were on a day, the agenda from what needs deciding, decisions that wait
// for an answer to advice, and the year of every body.
#include "steering/govern.h"
#include "steering/reporting_sql.h"
#include "steering/risk.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Date TODAY = 20772; // 15 November 2026
static Arena *mem;
static Db *db;
static char dir[64];
static OrgId org;

const SteeringSection *const steering_sections[] = {NULL};
const AgendaSource agenda_sources[] = {{"asked", "asked", NULL, agenda_asked},
                                       {"due", "due", NULL, agenda_due},
                                       {"action", "action", NULL, agenda_actions},
                                       {"late", "late", NULL, agenda_late},
                                       {"report", "report", NULL, agenda_reports},
                                       {"risk", "risk", NULL, agenda_risks},
                                       {0}};

static Time noon(Date day) { return time_of_date(day) + HOURS(12); }

static Str submission(void)
{
    static int64_t n;
    return str_fmt(mem, "%016lld", (long long)++n);
}

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    KeyPair pair;
    mem = arena_new(MB(64));
    memcpy(dir, "/tmp/baken-govern-XXXXXX", sizeof "/tmp/baken-govern-XXXXXX");
    if (crypt_start() != OK || !mkdtemp(dir) || plan_start(&w) != OK) return -1;
    if (db_open(test_store(dir), DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK) return -1;
    return org_create(db, mem, ORG_programme, S("Programma"), &org, &pair, &w) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    plan_stop();
    int bad = test_store_remove(dir);
    arena_free(mem);
    return bad;
}

// ---- risks --------------------------------------------------------------------------------------------------------

static Risk risk_at(const char *code, Date day)
{
    Risk *all;
    size_t n;
    assert_ok(risk_list(db, mem, day, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(all[i].code, code)) return all[i];
    return (Risk){0};
}

static NewRisk next_of(const Risk *r, int64_t chance, const char *reason)
{
    return (NewRisk){.id = r->id,
                     .seen = r->number,
                     .submission = submission(),
                     .side = r->side,
                     .title = r->title,
                     .cause = r->cause,
                     .owner = r->owner,
                     .measure = r->measure,
                     .state = r->state,
                     .reason = str_c(reason),
                     .chance = chance,
                     .time = r->time,
                     .money = r->money,
                     .quality = r->quality,
                     .accepted = r->accepted,
                     .review_day = TODAY + 30};
}

static void the_plan_brings_its_risks_once(void **state)
{
    (void)state;
    int64_t added;
    Risk *all;
    size_t n;
    assert_ok(risk_seed(db, mem, noon(TODAY), &added));
    assert_int_equal(added, plan_get()->risks_count);
    assert_ok(risk_seed(db, mem, noon(TODAY), &added));
    assert_int_equal(added, 0);
    assert_ok(risk_list(db, mem, date_of(2025, 3, 31), &all, &n)); // they were there from the day of the plan
    assert_int_equal(n, plan_get()->risks_count);
    for (size_t i = 1; i < n; i++) assert_true(all[i - 1].level >= all[i].level);
    assert_ok(risk_list(db, mem, date_of(2023, 1, 1), &all, &n));
    assert_int_equal(n, 0);
}

static void a_change_is_a_version(void **state)
{
    (void)state;
    int64_t id;
    bool changed;
    Risk r = risk_at("R7", TODAY); // 2 x 2, accepted 4
    assert_true(r.level == 4 && !r.above && r.trend == RISK_SAME);
    NewRisk n = next_of(&r, 3, "Het overleg viel uit.");
    assert_ok(risk_store(db, mem, &n, (AccountId){1}, org, noon(TODAY - 10), &id, &changed));
    assert_true(changed && id == r.id);
    assert_ok(risk_store(db, mem, &n, (AccountId){1}, org, noon(TODAY - 9), &id, &changed));
    assert_false(changed); // the same form
    n.submission = submission();
    assert_int_equal(risk_store(db, mem, &n, (AccountId){1}, org, noon(TODAY - 9), &id, &changed),
                     E_CONFLICT); // unseen
    r = risk_at("R7", TODAY);
    assert_true(r.number == 2 && r.level == 6 && r.above && r.trend == RISK_UP);
    assert_str(r.reason, "Het overleg viel uit.");
    assert_int_equal(risk_at("R7", TODAY - 11).number, 1); // as it was
    assert_int_equal(risk_at("R7", TODAY + RISK_TREND_DAYS).trend, RISK_SAME);
    assert_true(risk_at("R7", TODAY + 31).overdue && !risk_at("R7", TODAY + 30).overdue);
    n = next_of(&r, 1, "Er is weer vast overleg.");
    n.state = S("closed");
    assert_ok(risk_store(db, mem, &n, (AccountId){1}, org, noon(TODAY - 5), &id, &changed));
    r = risk_at("R7", TODAY + 100);
    assert_true(r.closed && !r.above && !r.overdue);
    RiskVersionsRow *history;
    size_t count;
    assert_ok(q_risk_history(db, mem, r.id, &history, &count));
    assert_true(count == 3 && history[2].account == 0 && history[0].org == org.v);
}

static void risks_are_added_and_drawn(void **state)
{
    (void)state;
    int64_t id;
    bool changed;
    Risk *all;
    size_t n;
    const Risk blank = {.side = S("external"),
                        .title = S("Een <nieuw> risico"),
                        .cause = S("x"),
                        .owner = S("VNG"),
                        .measure = S("y"),
                        .state = S("open"),
                        .time = 1,
                        .money = 1,
                        .quality = 3,
                        .accepted = 9};
    NewRisk added = next_of(&blank, 3, "Nieuw.");
    assert_ok(risk_store(db, mem, &added, (AccountId){1}, org, noon(TODAY), &id, &changed));
    assert_true(changed);
    Risk r = risk_at("E1", TODAY);
    assert_true(r.id == id && r.level == 9 && !r.above && r.trend == RISK_NEW);
    assert_ok(risk_list(db, mem, TODAY, &all, &n));
    Sheet s = risk_sheet(mem, LANG_NL, all, n);
    assert_int_equal(sheet_rows(&s), n);
    Buf b = buf_new(mem, MB(1));
    Str svg;
    risk_draw(&b, LANG_NL, all, n);
    assert_ok(buf_done(&b, &svg));
    assert_true(str_has(svg, S(">E1<")) && str_has(svg, S(">R2 !<")));
    assert_false(str_has(svg, S(">R7"))); // closed
}

// ---- meetings -----------------------------------------------------------------------------------------------------

static Meeting meeting(const char *body, const char *region, Date day, const char *outcome)
{
    MeetingBySubmissionRow made;
    Meeting m;
    int64_t changed;
    Str id = submission();
    assert_ok(q_meeting_add(db, id, str_c(body), str_c(region), day, -1, STR_NONE, 1, noon(day - 20), &changed));
    assert_ok(q_meeting_by_submission(db, mem, id, &made));
    if (outcome) assert_ok(q_meeting_end(db, made.id, str_c(outcome), STR_NONE, noon(day), &changed));
    assert_ok(q_meeting_by_id(db, mem, made.id, &m));
    return m;
}

static const BodyYear *year_of(const BodyYear *rows, size_t n, const char *body, const char *region)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].body.code, body) && str_eq_c(rows[i].region, region)) return &rows[i];
    fail_msg("no row for %s in %s", body, region);
    return NULL;
}

static void a_year_against_the_least_that_is_asked(void **state)
{
    (void)state;
    meeting("steering", "", date_of(2027, 2, 1), "held");
    meeting("steering", "", date_of(2027, 5, 1), NULL);
    meeting("steering", "", date_of(2027, 6, 1), "cancelled");
    meeting("platform", "rotterdam", date_of(2027, 2, 2), "held");
    meeting("platform", "limburg", date_of(2027, 2, 2), NULL);
    BodyYear *rows;
    size_t n;
    assert_ok(govern_year(db, mem, LANG_NL, 2027, &rows, &n));
    const BodyYear *y = year_of(rows, n, "steering", "");
    assert_true(y->held == 1 && y->planned == 1 && y->shortage == y->body.least - 2);
    y = year_of(rows, n, "platform", "Rotterdam");
    assert_true(y->body.least == 3 && y->held == 1 && y->planned == 0 && y->shortage == 2);
    assert_int_equal(year_of(rows, n, "platform", "Limburg")->shortage, 2);
    assert_int_equal(year_of(rows, n, "checks", "")->shortage, 12);
    assert_int_equal(year_of(rows, n, "ministers", "")->shortage, 0); // the sources ask nothing
}

// ---- decisions ----------------------------------------------------------------------------------------------------

static int64_t ask(const char *body, const char *wording, Date due)
{
    int64_t id;
    bool changed;
    const NewDecision n = {.submission = submission(),
                           .body = str_c(body),
                           .wording = str_c(wording),
                           .owner = S("JenV"),
                           .state = S("asked"),
                           .words = S("Daarom."),
                           .due = due,
                           .org = org};
    assert_ok(decision_store(db, mem, &n, noon(TODAY - 20), &id, &changed));
    assert_true(changed);
    assert_ok(decision_store(db, mem, &n, noon(TODAY - 20), &id, &changed));
    assert_false(changed); // sent twice
    return id;
}

static Err step(int64_t id, const char *to, Date day)
{
    bool changed;
    Why w = {{0}};
    const DecisionStep s = {.decision = id,
                            .submission = submission(),
                            .state = str_c(to),
                            .words = S("Zo is het."),
                            .day = day,
                            .due = day + 10,
                            .org = org};
    Err e = db_begin(db);
    assert_ok(e);
    e = decision_step(db, mem, &s, noon(day), &changed, &w);
    if (e == OK) assert_ok(db_commit(db));
    else db_rollback(db);
    return e;
}

static SteeringDecision decision_on(int64_t id, Date day)
{
    SteeringDecision *all;
    size_t n;
    assert_ok(govern_decisions(db, mem, day, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id) return all[i];
    return (SteeringDecision){0};
}

static void no_decision_before_an_answer_to_advice(void **state)
{
    (void)state;
    int64_t id = ask("principals", "Geld verschuiven.", TODAY + 5), changed;
    Advised *advice;
    size_t n;
    Why w = {{0}};
    assert_ok(q_advice_weighty_add(db, submission(), id, S("steering"), S("Doe het niet."), TODAY - 8, 1, &changed));
    assert_int_equal(step(id, "open", TODAY - 4), E_CONFLICT);
    assert_int_equal(step(id, "refused", TODAY - 4), E_CONFLICT);
    assert_ok(q_advice_weighty_of(db, mem, id, &advice, &n));
    assert_int_equal(n, 1);
    assert_int_equal(advice_answer(db, advice[0].id, id, S("not"), STR_NONE, 2, &w), E_INPUT);
    assert_int_equal(advice_answer(db, advice[0].id, id, S("misschien"), S("x"), 2, &w), E_INPUT);
    assert_ok(advice_answer(db, advice[0].id, id, S("not"), S("Er is geen andere weg."), 2, &w));
    assert_int_equal(advice_answer(db, advice[0].id, id, S("followed"), STR_NONE, 2, &w), E_CONFLICT); // it stays
    assert_int_equal(step(id, "done", TODAY - 4), E_CONFLICT); // not before it was taken
    assert_ok(step(id, "open", TODAY - 4));
    assert_int_equal(step(id, "refused", TODAY - 3), E_CONFLICT);
    assert_str(decision_on(id, TODAY - 5).state, "asked");
    SteeringDecision d = decision_on(id, TODAY);
    assert_str(d.state, "open");
    assert_true(d.day == TODAY - 4 && d.due_day == TODAY + 6);
    assert_true(!decision_late(&d, TODAY + 6) && decision_late(&d, TODAY + 7));
    assert_ok(step(id, "done", TODAY));
    assert_int_equal(step(id, "open", TODAY), E_CONFLICT);
    assert_str(decision_on(id, TODAY - 1).state, "open");
    assert_int_equal(decision_on(id, TODAY - 30).id, 0);
    assert_ok(govern_advice(db, mem, TODAY - 10, TODAY, &advice, &n));
    assert_int_equal(n, 1);
}

static const AgendaItem *item_of(const Agenda *a, const char *kind, const char *part)
{
    for (size_t i = 0; i < a->count; i++)
        if (str_eq_c(a->items[i].kind, kind) && str_has(a->items[i].title, str_c(part))) return &a->items[i];
    return NULL;
}

static void an_agenda_is_what_needs_deciding(void **state)
{
    (void)state;
    Agenda *a = NEW(mem, Agenda);
    int64_t asked = ask("principals", "Een nieuwe proef.", TODAY + 40),
            own = ask("steering", "Een punt van ons.", TODAY);
    assert_ok(step(own, "open", TODAY - 2)); // due in eight days
    int64_t made;
    ReportingBySubmissionRow report;
    Str sent = submission();
    assert_ok(q_reporting_insert(db, sent, S("2026Q3"), 1, 0, STR_NONE, S("x"), 1, 1, &made));
    assert_ok(q_reporting_by_submission(db, mem, sent, &report));
    Meeting steering = meeting("steering", "", TODAY + 9, NULL), table = meeting("table", "limburg", TODAY + 9, NULL);
    assert_ok(govern_agenda(db, mem, LANG_NL, &steering, TODAY, a));
    assert_non_null(item_of(a, "asked", "Advies gevraagd aan de regiegroep: Een nieuwe proef."));
    assert_non_null(item_of(a, "due", "Een punt van ons."));
    assert_non_null(item_of(a, "risk", "R2"));
    assert_null(item_of(a, "risk", "E1")); // level 9, and 9 is accepted
    assert_null(item_of(a, "risk", "R7")); // closed
    assert_non_null(item_of(a, "late", "kwartaal 3 van 2026"));
    assert_non_null(item_of(a, "action", "Actie 1 "));
    assert_null(item_of(a, "report", "2026Q3")); // a draft is nobody's yet
    assert_ok(q_reporting_submit(db, report.id, S("x"), 1, 2, &made));
    assert_ok(govern_agenda(db, mem, LANG_NL, &steering, TODAY, a));
    assert_non_null(item_of(a, "report", "Rapportage 2026Q3-1 bespreken"));
    assert_ok(govern_agenda(db, mem, LANG_NL, &table, TODAY, a));
    assert_int_equal(a->count, 0); // a region has other things to talk about
    assert_ok(q_agenda_put(db, steering.id, S("asked"), str_fmt(mem, "%lld", (long long)asked), S("Een nieuwe proef."),
                           0, 0));
    assert_ok(q_agenda_put(db, steering.id, S("own"), S("x"), S("Afscheid"), 1, 1));
    assert_ok(govern_agenda(db, mem, LANG_NL, &steering, TODAY, a));
    const AgendaItem *left = item_of(a, "asked", "Een nieuwe proef."), *added = item_of(a, "own", "Afscheid");
    assert_true(left && left->kept && !left->taken && added && added->taken);
    assert_false(item_of(a, "risk", "R2")->kept); // nobody chose yet
    int64_t changed;
    assert_ok(q_meeting_end(db, steering.id, S("held"), STR_NONE, 1, &changed));
    assert_ok(q_meeting_by_id(db, mem, steering.id, &steering));
    assert_ok(govern_agenda(db, mem, LANG_NL, &steering, TODAY + 20, a));
    assert_int_equal(a->count, 2); // only what was chosen
}

static void a_calendar_of_it_all(void **state)
{
    (void)state;
    MeetingBySubmissionRow made;
    int64_t changed;
    Str ics, id = submission();
    assert_ok(
        q_meeting_add(db, id, S("core"), STR_NONE, TODAY + 3, 14 * 60 + 30, S("Geld; en\\of tijd"), 1, 1, &changed));
    assert_ok(q_meeting_by_submission(db, mem, id, &made));
    ask("core", "Een lange zin die op twee regels komt te staan, omdat een regel niet langer mag zijn dan 75 bytes.",
        TODAY + 12);
    assert_ok(govern_calendar(db, mem, LANG_NL, TODAY, &ics));
    assert_true(str_starts(ics, S("BEGIN:VCALENDAR\r\n")) && str_ends(ics, S("END:VCALENDAR\r\n")));
    assert_true(str_has(ics, S("DTSTART:20261118T133000Z\r\nDTEND:20261118T153000Z\r\n"))); // 14:30 in winter
    assert_true(str_has(ics, S("SUMMARY:Kernteam: Geld\\; en\\\\of tijd\r\n")));
    assert_true(str_has(ics, S("DTSTART;VALUE=DATE:20261127")) && str_has(ics, S("UID:deadline-T5@baken")));
    for (Str rest = ics; rest.n;) {
        Str line = str_cut(&rest, '\n');
        assert_true(line.n <= 76); // with its carriage return
    }
}

// A past with many meetings hides none of those that come.
static void what_comes_is_seen(void **state)
{
    (void)state;
    enum { PAST = 450, AHEAD = 700 };
    Meeting *m;
    size_t n;
    for (int i = 0; i < PAST; i++) meeting("team", "", TODAY - 1 - i % 300, "held");
    const int64_t last = meeting("team", "", TODAY + AHEAD, NULL).id;
    assert_ok(govern_meetings(db, mem, TODAY - 366, TODAY + 732, &m, &n));
    assert_true(n > PAST);
    assert_int_equal(m[n - 1].id, last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plan_brings_its_risks_once),
        cmocka_unit_test(a_change_is_a_version),
        cmocka_unit_test(risks_are_added_and_drawn),
        cmocka_unit_test(a_year_against_the_least_that_is_asked),
        cmocka_unit_test(no_decision_before_an_answer_to_advice),
        cmocka_unit_test(an_agenda_is_what_needs_deciding),
        cmocka_unit_test(a_calendar_of_it_all),
        cmocka_unit_test(what_comes_is_seen),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
