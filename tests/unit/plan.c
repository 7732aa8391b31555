// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The national plan: every action and proposal is there, the sums are those printed, the contradictions are recorded;
// and a wrong file is refused where it is wrong.
#include "assets/assets.h"
#include "programme/plan_report.h"
#include "unit.h"
#include <string.h>

static Arena *mem;
static Str texts[PLAN_TABLE_COUNT];

static int setup(void **state)
{
    (void)state;
    mem = arena_new(MB(256));
    for (int t = 0; t < PLAN_TABLE_COUNT; t++) {
        const Asset *a = asset_find(str_fmt(mem, "data/plan/%s", plan_table_file((PlanTable)t)));
        if (!a) return -1;
        texts[t] = a->bytes;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

static Plan loaded(void)
{
    Plan p;
    Why w = {{0}};
    if (plan_load(mem, texts, &p, &w) != OK) print_error("%s\n", w.text);
    assert_ok(plan_load(mem, texts, &p, &w));
    return p;
}

// One file with one piece of text changed, all others as they are.
static Err changed(PlanTable t, const char *from, const char *to, Plan *ret_plan, Why *w)
{
    Str mine[PLAN_TABLE_COUNT];
    memcpy(mine, texts, sizeof mine);
    const char *at = memmem(texts[t].p, texts[t].n, from, strlen(from));
    assert_non_null(at);
    size_t before = (size_t)(at - texts[t].p), after = before + strlen(from);
    mine[t] = str_fmt(mem, "%.*s%s%.*s", (int)before, texts[t].p, to, (int)(texts[t].n - after), texts[t].p + after);
    return plan_load(mem, mine, ret_plan, w);
}

static void refused(PlanTable t, const char *from, const char *to, const char *says)
{
    Plan p;
    Why w = {{0}};
    assert_int_equal(changed(t, from, to, &p, &w), E_INPUT);
    if (!str_has(str_c(w.text), str_c(says))) print_error("says: %s\n", w.text);
    assert_true(str_has(str_c(w.text), str_c(says)));
}

static bool found(const PlanCheck *k, const char *key)
{
    for (size_t i = 0; i < k->key_count; i++)
        if (str_eq_c(k->keys[i], key)) return true;
    return false;
}

static void everything_is_there(void **state)
{
    (void)state;
    Plan p = loaded();
    assert_int_equal(p.actions_count, PLAN_ACTIONS);
    assert_int_equal(p.proposals_count, PLAN_PROPOSALS);
    for (int64_t n = 1; n <= PLAN_ACTIONS; n++) {
        const PlanAction *a = plan_action(&p, n);
        assert_true(a && a->number == n && a->source.n && a->owners.n && a->years);
        PlanSet one = (PlanSet)1 << (n - 1), covered = 0;
        for (size_t i = 0; i < p.budget_count; i++) covered |= p.budget[i].actions & one;
        assert_true(covered); // each action has its place in the budget, if only a zero
    }
    for (int64_t n = 1; n <= PLAN_PROPOSALS; n++) {
        const PlanProposal *o = plan_proposal(&p, n);
        assert_true(o && o->number == n && o->source.n && o->appreciation.n);
    }
    assert_int_equal(p.versions_count, 2);
    assert_int_equal(p.versions[0].lines, 5);
    assert_int_equal(p.versions[1].lines, 6);
    assert_int_equal(p.goals_count, 3);
    assert_int_equal(p.lines_count, 6);
    assert_int_equal(p.recommendations_count, 3);
    assert_int_equal(p.regional_tasks_count, 5);
    assert_null(plan_action(&p, 0));
    assert_null(plan_action(&p, PLAN_ACTIONS + 1));
}

static void regional_minimums(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        int64_t minimum;
    } want[] = {{"table", 2}, {"platform", 3}, {"network", 1}, {"checks", 12}, {"account", 1}, {"monitor", 1}};
    Plan p = loaded();
    for (size_t i = 0; i < COUNT(want); i++) {
        size_t at = 0;
        while (at < p.regional_count && !str_eq_c(p.regional[at].code, want[i].code)) at++;
        assert_true(at < p.regional_count);
        assert_int_equal(p.regional[at].minimum, want[i].minimum);
    }
}

static void sums_are_as_printed(void **state)
{
    (void)state;
    static const struct {
        const char *letter;
        int64_t year[PLAN_BUDGET_YEARS];
    } want[] = {{"a", {300000, 300000, 300000, 300000}},
                {"b", {1700000, 0, 0, 0}},
                {"c", {0, 200000, 300000, 0}},
                {"d", {0, 150000, 400000, 350000}},
                {"e", {0, 400000, 200000, 0}},
                {"f", {0, 350000, 300000, 200000}},
                {"g", {0, 100000, 300000, 100000}},
                {"h", {0, 500000, 200000, 1050000}},
                {"all", {2000000, 2000000, 2000000, 2000000}}};
    Plan p = loaded();
    PlanCheck k;
    plan_check(mem, &p, &k);
    for (size_t i = 0; i < COUNT(want); i++)
        for (int y = 0; y < PLAN_BUDGET_YEARS; y++) {
            assert_int_equal(plan_reserved(&p, str_c(want[i].letter), PLAN_FIRST_YEAR + y, false), want[i].year[y]);
            assert_int_equal(plan_reserved(&p, str_c(want[i].letter), PLAN_FIRST_YEAR + y, true), want[i].year[y]);
        }
    for (size_t i = 0; i < k.fault_count; i++) print_error("%.*s\n", STR_ARG(k.faults[i]));
    assert_int_equal(k.fault_count, 0);
    assert_true(k.reconciles && k.sums > 90);
    Str json = plan_budget_json(mem, &p, &k);
    assert_true(str_has(json, S("\"years\":{\"2023\":2000000,\"2024\":2000000,")));
    assert_true(str_has(json, S("{\"code\":\"c\",")) && str_has(json, S("\"2024\":200000,")));
    assert_true(str_has(json, S("\"spent\":null")) && str_has(json, S("\"reconciles\":true")));
}

static void contradictions_are_found(void **state)
{
    (void)state;
    static const char *const keys[] = {"ticks:4",   "ticks:25",  "ticks:26", "money:16", "ticks:18",
                                       "number:11", "number:12", "money:13", "units",    "money:3-4",
                                       "goal:3.3",  "phases",    "money:21"};
    Plan p = loaded();
    PlanCheck k;
    plan_check(mem, &p, &k);
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (!found(&k, keys[i])) print_error("not found: %s\n", keys[i]);
        assert_true(found(&k, keys[i]));
    }
    for (size_t i = 0; i < p.contradictions_count; i++) {
        const PlanContradiction *x = &p.contradictions[i];
        assert_true(x->one.n && x->other.n && x->reading.n && x->because.n && x->source.n);
    }
}

static size_t faults_after(PlanTable t, const char *from, const char *to)
{
    Plan p;
    PlanCheck k;
    Why w = {{0}};
    if (changed(t, from, to, &p, &w) != OK) print_error("%s\n", w.text);
    assert_ok(changed(t, from, to, &p, &w));
    plan_check(mem, &p, &k);
    return k.fault_count;
}

static void what_is_wrong_shows(void **state)
{
    (void)state;
    // one amount less: its line, the line's table and the whole differ, twice each with the copy
    assert_true(faults_after(PLAN_budget, "Nulmeting,Baseline measurement,unknown,1000,,50",
                             "Nulmeting,Baseline measurement,unknown,1000,,40") >= 3);
    assert_int_equal(faults_after(PLAN_totals, "AP-all,all,,no,1000000,2,", "AP-all,all,,no,1000000,3,"), 1);
    // a contradiction taken out, and one that is not there
    assert_int_equal(faults_after(PLAN_contradictions, "4,ticks:4,", "4,,"), 1);
    assert_int_equal(faults_after(PLAN_contradictions, "4,ticks:4,", "4,ticks:4 ticks:5,"), 1);
    // an action that moves to where the planning has it
    assert_int_equal(
        faults_after(PLAN_actions,
                     "26,4.2,Alle ketenregisseurs dezelfde basistraining geven en landelijk bijeenbrengen.,Give all "
                     "chain directors the same basic training and bring them together nationally.,2024,2026",
                     "26,4.2,Alle ketenregisseurs dezelfde basistraining geven en landelijk bijeenbrengen.,Give all "
                     "chain directors the same basic training and bring them together nationally.,2026,2026"),
        2);
}

static void files_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    refused(PLAN_actions, "1,1.1,", "1,9.9,", "actions.csv, line 5: there is no such operational goal");
    refused(PLAN_actions, "2,1.1,", "3,1.1,", "actions.csv, line 6: actions go from 1 to 32");
    refused(PLAN_actions, "number,goal", "nummer,goal", "line 4: the header must have \"number\"");
    refused(PLAN_actions, ",2024,2024,2024,exploration", ",2024,2024,2031,exploration", "\"2031\" is not a number");
    refused(PLAN_actions, ",exploration,", ",ooit,", "phase is \"ooit\"");
    refused(PLAN_budget, "\"0,3\"", "\"0,3", "budget.csv, line 6: ");
    refused(PLAN_budget, "\"0,3\"", "veel", "\"veel\" is not an amount");
    refused(PLAN_budget, "\"0,3\"", "\"0,\"", "is not an amount");
    refused(PLAN_budget, "\"0,3\"", "-1", "is not an amount");
    refused(PLAN_proposals, "none,0,0", "none,5,0", "cost and amounts do not agree");
    refused(PLAN_risks, ",2,3,1,2,", ",4,3,1,2,", "risks.csv, line 5: chance");
    refused(PLAN_phases, "2023-01-01", "2025-13-01", "is not a day");
    refused(PLAN_goals, "number,", "\xff,", "not plain UTF-8");
    refused(PLAN_spending, "day,kind", "# day,kind", "the header is missing");
}

static void spending_counts(void **state)
{
    (void)state;
    Plan p;
    PlanCheck k;
    Why w = {{0}};
    const char *header = "day,kind,code,to,year,amount,reason,decided_by,source\n";
    Str rows = str_fmt(mem,
                       "%s2025-03-31,committed,c5,,2025,150000,Opdracht,JenV,proef\n"
                       "2025-06-30,spent,c5,,2025,90000,Rekening,JenV,proef\n"
                       "2025-06-30,shift,c5,h,2025,40000,Minder scholen,JenV,proef\n",
                       header);
    assert_ok(changed(PLAN_spending, header, str_z(mem, rows), &p, &w));
    plan_check(mem, &p, &k);
    assert_int_equal(k.fault_count, 0);
    assert_int_equal(plan_spent(&p, S("c"), 2025, "committed"), 150000);
    assert_int_equal(plan_spent(&p, S("c"), 2025, "spent"), 90000);
    assert_int_equal(plan_spent(&p, S("c"), 2024, "spent"), 0);
    assert_int_equal(plan_available(&p, S("c"), 2025), 260000);
    assert_int_equal(plan_available(&p, S("h"), 2025), 240000);
    assert_int_equal(plan_available(&p, S("all"), 2025), 2000000);
    assert_true(str_has(plan_budget_json(mem, &p, &k), S("\"spent\":{\"2023\":0,\"2024\":0,\"2025\":90000,")));
    Str bad = str_fmt(mem, "%s2025-06-30,shift,c5,,2025,1,x,y,z\n", header);
    assert_int_equal(changed(PLAN_spending, header, str_z(mem, bad), &p, &w), E_INPUT);
}

static size_t count_of(Str s, const char *part)
{
    size_t n = 0, len = strlen(part);
    for (const char *at; s.n && (at = memmem(s.p, s.n, part, len)); n++) {
        size_t used = (size_t)(at - s.p) + len;
        s = (Str){s.p + used, s.n - used};
    }
    return n;
}

static void a_report_of_a_quarter(void **state)
{
    (void)state;
    Quarter q;
    Plan p = loaded();
    assert_int_equal(quarter_parse(S("2025Q5"), &q), E_INPUT);
    assert_int_equal(quarter_parse(S("2022Q1"), &q), E_INPUT);
    assert_int_equal(quarter_parse(S("2025"), &q), E_INPUT);
    assert_ok(quarter_parse(S("2025Q1"), &q));
    assert_str(date_iso(mem, quarter_end(q)), "2025-03-31");
    assert_str(date_iso(mem, quarter_end((Quarter){2024, 4})), "2024-12-31");
    ReportInput in = {.plan = &p, .period = {2025, 1, false}, .at = time_of_date(quarter_end(q))};
    Str made[REPORT_FORMATS], again, xlsx;
    Why w = {{0}};
    for (int i = 0; i < REPORT_FORMATS; i++) {
        assert_ok(reporting_make(mem, &in, (ReportFormat)i, NULL, &made[i], &w));
        assert_ok(reporting_make(mem, &in, (ReportFormat)i, NULL, &again, &w));
        assert_true(str_eq(made[i], again)); // the same plan, the same bytes
    }
    Str page = made[REPORT_HTML];
    assert_true(str_starts(page, S("<!doctype html>")) && str_ends(page, S("</html>\n")));
    assert_int_equal(count_of(page, "<svg"), 3);
    assert_true(str_has(page, S("lopen er volgens het plan 14.")));
    assert_true(str_has(page, S("Besluiten over de uitkomsten")));     // on the last day of the quarter
    assert_false(str_has(page, S("Tussenrapportage over het kader"))); // in the third
    for (size_t i = 0; i < p.risks_count; i++) assert_true(str_has(page, html_escape(mem, p.risks[i].title).s));
    assert_true(str_starts(made[REPORT_PDF], S("%PDF-1.7")) && str_starts(made[REPORT_XLSX], S("PK")));
    assert_ok(plan_xlsx(mem, &p, NULL, &xlsx, &w));
    assert_true(str_starts(xlsx, S("PK")));
}

// For Parliament: with motions, in either language; and every row of the plan has English.
static void a_report_of_half_a_year(void **state)
{
    (void)state;
    Plan p = loaded();
    ReportInput in = {.plan = &p, .lang = LANG_EN, .at = 1};
    Why w = {{0}};
    Str page;
    assert_int_equal(period_parse(S("2025H3"), &in.period), E_INPUT);
    assert_int_equal(period_parse(S("2025X1"), &in.period), E_INPUT);
    assert_ok(period_parse(S("2025H1"), &in.period));
    assert_str(date_iso(mem, period_end(in.period)), "2025-06-30");
    assert_str(period_code(mem, period_before(in.period)), "2024H2");
    assert_ok(reporting_make(mem, &in, REPORT_HTML, NULL, &page, &w));
    assert_true(str_has(page, S("<html lang=\"en\">")) && str_has(page, S("Report to Parliament")));
    for (size_t i = 0; i < p.motions_count; i++) assert_true(str_has(page, html_escape(mem, p.motions[i].title_en).s));
    assert_false(str_has(page, S("<th scope=\"row\"></th>"))); // each row says what it is about
    in.lang = LANG_NL;
    assert_ok(reporting_make(mem, &in, REPORT_HTML, NULL, &page, &w));
    for (size_t i = 0; i < p.proposals_count; i++) assert_true(str_has(page, html_escape(mem, p.proposals[i].title).s));
}

// What was known at a moment goes to text and back, and shows in the report.
static void what_is_known_shows(void **state)
{
    (void)state;
    Plan p = loaded();
    LiveAction actions[] = {{.number = 3,
                             .percent = 40,
                             .state = S("stuck"),
                             .before = S("on_course"),
                             .progress = S("Een \"concept\", klaar\nen gelezen"),
                             .obstacles = S("Geen mensen")},
                            {.number = 1, .percent = -1, .state = S("done"), .before = S("done"), .reported = 20100}};
    PlanSpending money[] = {
        {.day = 20001, .kind = S("shift"), .code = S("e16"), .to = S("c1"), .year = 2024, .to_year = 2025, .amount = 1},

        {.day = 20000, .kind = S("spent"), .code = p.budget[0].code, .year = 2023, .amount = 400000}};
    LiveIndicator indicators[] = {{.code = S("x"), .title = S("Meldingen"), .value = S("12"), .uncertain = S("veel")}};
    LiveDecision decisions[] = {{.kind = S("taken"), .body = S("regiegroep"), .title = S("Doorgaan met lijn 2")}};
    const Live live = {true, true, false, true, true, actions, money, NULL, indicators, decisions, 2, 2, 0, 1, 1};
    ReportInput in = {.plan = &p, .period = {2025, 1, false}, .at = 1};
    Live back;
    Why w = {{0}};
    Str text, again, page, digest = reporting_digest(mem, &in);
    assert_ok(live_write(mem, &live, &text));
    assert_ok(live_read(mem, text, &back, &w));
    assert_ok(live_write(mem, &back, &again));
    assert_true(str_eq(again, text));
    assert_true(back.actions_known && !back.risks_known && back.action_count == 2 && back.actions[1].percent == -1);
    assert_true(back.money_count == 2 && back.money[0].to_year == 2025);
    in.live = &back;
    const ReportText words[] = {{"intro", S("Wij **zijn** begonnen.")}, {"line2", S("Over melden.")}};
    in.texts = words;
    in.text_count = COUNT(words);
    assert_false(str_eq(digest, reporting_digest(mem, &in)));
    assert_ok(reporting_make(mem, &in, REPORT_HTML, NULL, &page, &w));
    assert_true(str_has(page, S("Actie 3 ging van &quot;op koers&quot; naar &quot;zit vast&quot;")));
    assert_true(str_has(page, S("Een &quot;concept&quot;, klaar en gelezen")));
    assert_true(str_has(page, S("Te veel uitgegeven in 2023: 100.000 euro")));
    assert_true(str_has(page, S("<strong>zijn</strong>")) && str_has(page, S("Over melden.")));
    assert_true(str_has(page, S("Doorgaan met lijn 2")) && str_has(page, S("<strong>12</strong>")));
    assert_false(str_has(page, S("Actie 1 ging"))); // it was done and is
    assert_ok(reporting_make(mem, &in, REPORT_XLSX, NULL, &page, &w));
    assert_true(str_starts(page, S("PK")));
    static const char *const wrong[] = {"action,1\n", "known,iets\n", "anders,2\n", "action,x,1,a,b,c,d,e,f,1,1\n",
                                        "action,\"\n"};
    for (size_t i = 0; i < COUNT(wrong); i++) assert_int_equal(live_read(mem, str_c(wrong[i]), &back, &w), E_INPUT);
}

static void what_other_programs_get(void **state)
{
    (void)state;
    Plan p = loaded();
    Str ics = plan_calendar(mem, &p, true), csv = plan_csv(mem, &p), json = plan_json(mem, &p);
    assert_true(str_starts(ics, S("BEGIN:VCALENDAR\r\n")) && str_ends(ics, S("END:VCALENDAR\r\n")));
    assert_int_equal(count_of(ics, "BEGIN:VEVENT"), count_of(ics, "END:VEVENT"));
    assert_int_equal(count_of(ics, "UID:action-"), PLAN_ACTIONS);
    for (Str rest = ics; rest.n;) assert_true(str_cut(&rest, '\n').n <= 76); // 75 and the carriage return
    assert_int_equal(count_of(csv, "\n"), PLAN_ACTIONS + 1);
    assert_int_equal(count_of(json, "\"appreciation\":"), PLAN_PROPOSALS);
    assert_true(str_has(json, S("\"y2024\":200000")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_there),     cmocka_unit_test(regional_minimums),
        cmocka_unit_test(sums_are_as_printed),     cmocka_unit_test(contradictions_are_found),
        cmocka_unit_test(what_is_wrong_shows),     cmocka_unit_test(files_are_refused_where_they_are_wrong),
        cmocka_unit_test(spending_counts),         cmocka_unit_test(a_report_of_a_quarter),
        cmocka_unit_test(a_report_of_half_a_year), cmocka_unit_test(what_is_known_shows),
        cmocka_unit_test(what_other_programs_get),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
