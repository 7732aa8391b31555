// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A rule's way from draft to use: what is checked, who may approve, what changes when, and how it goes back.
#include "assets/assets.h"
#include "crypt/crypt.h"
#include "decision/decision_sql.h"
#include "decision/diff.h"
#include "decision/life.h"
#include "decision/load_words.h"
#include "decision/past.h"
#include "decision/vet.h"
#include "rules/rules_edit.h"
#include "sys/file.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const PastSource past_sources[] = {{0}};

typedef struct Place {
    char dir[64];
    Arena *mem;
    Db *db;
    AccountId writer, second;
    Time now;
} Place;

static void account(Place *p, OrgId org, const KeyPair *pair, const char *name, AccountId *ret)
{
    unsigned char totp[TOTP_SECRET_SIZE];
    random_bytes(totp, sizeof totp);
    Why w = {{0}};
    assert_ok(account_create(p->db, p->mem, org, ROLE_BIT(ROLE_rules_editor), str_c(name), str_c(name),
                             S("een lang wachtwoord"), totp, &pair->secret, p->now, ret, &w));
}

static int place_open(void **state)
{
    static Place p;
    p = (Place){.dir = "/tmp/baken-life-XXXXXX", .mem = arena_new(MB(256)), .now = SECONDS(1790000000)};
    assert_ok(crypt_start());
    password_fast_for_tests(true);
    assert_non_null(mkdtemp(p.dir));
    Why w = {{0}};
    assert_ok(db_open(test_store(p.dir), DB_WRITE, &p.db, &w));
    assert_ok(db_migrate(p.db, &w));
    bool changed;
    assert_ok(decision_seed(p.db, p.mem, p.now, &changed, &w));
    if (decision_load(p.db, &w) != OK) fail_msg("%s", w.text);
    OrgId org;
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    assert_ok(org_create(p.db, p.mem, ORG_national, S("Landelijk"), &org, &pair, &w));
    account(&p, org, &pair, "eerste", &p.writer);
    account(&p, org, &pair, "tweede", &p.second);
    *state = &p;
    return 0;
}

static int place_close(void **state)
{
    Place *p = *state;
    decision_unload();
    db_close(p->db);
    const char *names[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (file_remove(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, names[i]))) != OK) continue; // was not there
    rmdir(p->dir);
    arena_free(p->mem);
    return 0;
}

static Str built_in(const char *path)
{
    const Asset *a = asset_find(str_c(path));
    assert_non_null(a);
    return a->bytes;
}

// ---- the check ------------------------------------------------------------------------------------------------------

// Every table of the program is one that staff could put in use.
static void our_tables_are_fit(void **state)
{
    Place *p = *state;
    const Asset *first;
    size_t n = asset_list(S("rules/"), &first), tables = 0;
    for (size_t i = 0; i < n; i++) {
        if (!str_ends(first[i].path, S(".dmn"))) continue;
        Str base = str_head(first[i].path, first[i].path.n - 4), rest = base;
        (void)str_cut(&rest, '/');
        const Asset *tests = asset_find(str_fmt(p->mem, "%.*s.tests.json", STR_ARG(base)));
        if (!tests) fail_msg("%.*s has no test cases beside it", STR_ARG(first[i].path));
        CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
        Vetted v;
        vet(mem, LANG_EN, str_cut(&rest, '-'), first[i].bytes, tests->bytes, &v);
        for (size_t k = 0; k < v.case_count; k++)
            if (!v.results[k].passed)
                print_error("%.*s, %.*s: %.*s\n", STR_ARG(first[i].path), STR_ARG(v.cases[k].name),
                            STR_ARG(v.results[k].got));
        if (!v.good) fail_msg("%.*s: %.*s", STR_ARG(first[i].path), STR_ARG(vet_words(mem, LANG_EN, &v)));
        tables++;
    }
    assert_true(tables >= 4);
}

static Str replaced(Arena *mem, Str text, const char *what, const char *with)
{
    const char *at = strstr(str_z(mem, text), what);
    assert_non_null(at);
    Str z = str_c(str_z(mem, text));
    size_t before = (size_t)(strstr(z.p, what) - z.p);
    return str_fmt(mem, "%.*s%s%s", (int)before, z.p, with, z.p + before + strlen(what));
}

static void a_bad_table_is_refused(void **state)
{
    Place *p = *state;
    Vetted v;
    Str xml = built_in("rules/termijnen.dmn"), tests = built_in("rules/termijnen.tests.json");
    vet(p->mem, LANG_NL, S("termijnen"), S("<x/>"), tests, &v);
    assert_true(!v.good && !v.rules && v.load_fault.n);
    vet(p->mem, LANG_NL, S("termijnen"), xml, STR_NONE, &v);
    assert_true(!v.good && v.case_count == 0); // without a test case nothing goes live
    vet(p->mem, LANG_NL, S("termijnen"), xml, S("{}"), &v);
    assert_true(!v.good && v.case_fault.n);
    vet(p->mem, LANG_NL, S("onbekend"), xml, tests, &v);
    assert_true(!v.good && v.contract_count == 1);
    // Another outcome than the test cases say.
    vet(p->mem, LANG_NL, S("termijnen"), replaced(p->mem, xml, "<text>7</text>", "<text>8</text>"), tests, &v);
    assert_true(!v.good && v.failed_count == 1 && v.error_count == 0);
    // Two rules for the same input.
    vet(p->mem, LANG_NL, S("termijnen"),
        replaced(p->mem, xml, "<text>\"feedback\"</text>", "<text>\"acknowledge\"</text>"), tests, &v);
    assert_true(!v.good && v.error_count > 0);
    // An output that the program needs, under another name; an input that nobody gives.
    vet(p->mem, LANG_NL, S("termijnen"), replaced(p->mem, xml, "name=\"dagen\"", "name=\"weken\""), tests, &v);
    assert_true(!v.good && v.contract_count == 1);
    Str other = replaced(p->mem, xml, "name=\"klok\"", "name=\"wekker\"");
    other = replaced(p->mem, other, "name=\"klok\"", "name=\"wekker\"");
    other = replaced(p->mem, other, "<text>klok</text>", "<text>wekker</text>");
    vet(p->mem, LANG_NL, S("termijnen"), other, tests, &v);
    assert_true(!v.good && v.rules && v.contract_count == 1);
    // Other words than the program knows.
    Str triage = replaced(p->mem, built_in("rules/triage.dmn"), "\"regular\",\"care\",\"safety_house\",\"riec\"",
                          "\"regular\",\"care\",\"safety_house\",\"riec\",\"moon\"");
    vet(p->mem, LANG_NL, S("triage"), triage, built_in("rules/triage.tests.json"), &v);
    assert_true(!v.good && v.contract_count == 1);
}

static void cases_are_read_and_written(void **state)
{
    Place *p = *state;
    RuleCase *list;
    size_t n;
    Why w = {{0}};
    static const char *const bad[] = {
        "{",
        "{}",
        "[1]",
        "[{}]",
        "[{\"name\":\"a\"}]",
        "[{\"name\":\"a\",\"in\":{}}]",
        "[{\"name\":\"a\",\"in\":[],\"out\":[]}]",
        "[{\"name\":\"\",\"in\":{},\"out\":[]}]",
        "[{\"name\":\"a\",\"in\":{},\"out\":{}}]",
        "[{\"name\":\"a\",\"in\":{},\"out\":[1]}]",
        "[{\"name\":\"a\",\"in\":{},\"rules\":\"x\"}]",
        "[{\"name\":\"a\",\"in\":{},\"rules\":[1]}]",
        "[{\"name\":\"a\",\"name\":\"b\",\"in\":{},\"out\":[]}]",
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        if (cases_parse(p->mem, LANG_NL, str_c(bad[i]), &list, &n, &w) != E_INPUT) fail_msg("taken: %s", bad[i]);
    assert_ok(cases_parse(p->mem, LANG_NL, STR_NONE, &list, &n, &w));
    assert_int_equal(n, 0);
    Str json, again;
    assert_ok(cases_parse(p->mem, LANG_NL, built_in("rules/triage.tests.json"), &list, &n, &w));
    assert_ok(cases_write(p->mem, list, n, &json));
    size_t m;
    assert_ok(cases_parse(p->mem, LANG_NL, json, &list, &m, &w));
    assert_int_equal(m, n);
    assert_ok(cases_write(p->mem, list, m, &again));
    assert_str(again, str_z(p->mem, json));
}

// ---- changing and comparing -----------------------------------------------------------------------------------------

static const Decision *table(Place *p, Str xml)
{
    Rules *rules;
    Why w = {{0}};
    if (rules_load(p->mem, xml, "t", &rules, &w) != OK) fail_msg("%s", w.text);
    return rules_decision(rules, 0);
}

static void a_rule_changes_and_nothing_else(void **state)
{
    Place *p = *state;
    Str xml = built_in("rules/termijnen.dmn"), out;
    const Decision *old = table(p, xml), *new;
    size_t at, cells = 5;
    Why w = {{0}};
    const Str text[] = {S("\"acknowledge\""), S("8"), S("\"Eigen keuze\""), S("a < b & c"), S("why")};
    RuleEdit edit = {.kind = RULE_SET, .rule = 0, .cells = text, .cell_count = cells};
    assert_ok(rules_edit(p->mem, xml, &edit, &out, &at, &w));
    new = table(p, out);
    assert_str(new->rules[0].outputs[0], "8");
    assert_str(new->rules[0].annotations[0], "a < b & c");
    assert_true(str_has(out, S("Wet bescherming klokkenluiders"))); // a comment stays
    TableDiff d;
    table_diff(p->mem, LANG_NL, old, new, &d);
    assert_int_equal(d.changed, 1);
    assert_int_equal(d.added + d.removed + d.moved, 0);
    assert_int_equal(d.count, 4); // dagen, grondslag and both reasons
    assert_str(d.lines[0].rule, "termijn_01");
    assert_str(d.lines[0].before, "7");
    assert_str(d.lines[0].after, "8");
    assert_str(d.lines[0].words, "Regel termijn_01: dagen was 7 en wordt 8.");

    edit.kind = RULE_ADD;
    assert_ok(rules_edit(p->mem, xml, &edit, &out, &at, &w));
    assert_int_equal(at, 1);
    new = table(p, out);
    assert_int_equal(new->rule_count, old->rule_count + 1);
    assert_true(str_starts(new->rules[1].id, S("regel_")));
    table_diff(p->mem, LANG_NL, old, new, &d);
    assert_int_equal(d.added, 1);
    edit.kind = RULE_REMOVE;
    assert_ok(rules_edit(p->mem, out, &(RuleEdit){.kind = RULE_REMOVE, .rule = 1}, &out, &at, &w));
    table_diff(p->mem, LANG_NL, old, table(p, out), &d);
    assert_int_equal(d.count, 0);
    edit.cell_count = 2;
    edit.kind = RULE_SET;
    assert_int_equal(rules_edit(p->mem, xml, &edit, &out, &at, &w), E_INPUT);
    assert_int_equal(rules_edit(p->mem, xml, &(RuleEdit){.kind = RULE_REMOVE, .rule = 99}, &out, &at, &w), E_NOTFOUND);
    assert_int_equal(rules_edit(p->mem, xml, &(RuleEdit){.kind = RULE_UP, .rule = 0}, &out, &at, &w), E_INPUT);
    assert_int_equal(
        rules_edit(p->mem, xml, &(RuleEdit){.kind = RULE_DOWN, .rule = old->rule_count - 1}, &out, &at, &w), E_INPUT);
    assert_int_equal(rules_edit(p->mem, S("<a/>"), &edit, &out, &at, &w), E_INPUT);
}

static void a_column_comes_and_goes(void **state)
{
    Place *p = *state;
    Str xml = built_in("rules/referral.dmn"), out;
    const Decision *old = table(p, xml), *new;
    Why w = {{0}};
    ColumnEdit e = {
        .kind = COLUMN_INPUT, .name = S("regio"), .type = TYPE_STRING, .allowed = S("\"a\",\"b\""), .cell = S("-")};
    assert_ok(rules_edit_column(p->mem, xml, &e, &out, &w));
    new = table(p, out);
    assert_int_equal(new->input_count, old->input_count + 1);
    assert_int_equal(new->need_count, old->need_count); // it was required already
    assert_str(new->inputs[old->input_count].expression, "regio");
    assert_str(new->inputs[old->input_count].allowed, "\"a\",\"b\"");
    assert_str(new->rules[3].inputs[old->input_count], "-");
    assert_str(new->rules[3].outputs[0], str_z(p->mem, old->rules[3].outputs[0]));
    e = (ColumnEdit){.kind = COLUMN_INPUT, .name = S("nieuw & anders"), .type = TYPE_NUMBER, .cell = S("-")};
    assert_ok(rules_edit_column(p->mem, out, &e, &out, &w));
    new = table(p, out);
    assert_int_equal(new->need_count, old->need_count + 1);
    assert_int_equal(new->needs[old->need_count]->type, TYPE_NUMBER);
    e = (ColumnEdit){.kind = COLUMN_OUTPUT, .name = S("soort"), .type = TYPE_STRING, .cell = S("\"x\"")};
    assert_ok(rules_edit_column(p->mem, out, &e, &out, &w));
    assert_str(table(p, out)->rules[0].outputs[old->output_count], "\"x\"");
    e = (ColumnEdit){.kind = COLUMN_ANNOTATION, .name = S("bron"), .cell = S("wet")};
    assert_ok(rules_edit_column(p->mem, out, &e, &out, &w));
    assert_str(table(p, out)->rules[0].annotations[old->annotation_count], "wet");
    const ColumnEdit away[] = {{.kind = COLUMN_INPUT, .remove = true, .at = old->input_count},
                               {.kind = COLUMN_INPUT, .remove = true, .at = old->input_count},
                               {.kind = COLUMN_OUTPUT, .remove = true, .at = old->output_count},
                               {.kind = COLUMN_ANNOTATION, .remove = true, .at = old->annotation_count}};
    for (size_t i = 0; i < COUNT(away); i++) assert_ok(rules_edit_column(p->mem, out, &away[i], &out, &w));
    TableDiff d;
    table_diff(p->mem, LANG_NL, old, table(p, out), &d);
    assert_int_equal(d.count, 0);
    assert_int_equal(rules_edit_column(p->mem, out, &away[0], &out, &w), E_INPUT); // gone already
    xml = built_in("rules/termijnen.dmn");
    e = (ColumnEdit){.kind = COLUMN_INPUT, .remove = true};
    assert_int_equal(rules_edit_column(p->mem, xml, &e, &out, &w), E_INPUT); // the only one
    e = (ColumnEdit){.kind = COLUMN_OUTPUT, .name = STR_NONE, .cell = S("1")};
    assert_int_equal(rules_edit_column(p->mem, xml, &e, &out, &w), E_INPUT);
    assert_int_equal(rules_edit_column(p->mem, S("<a/>"), &e, &out, &w), E_INPUT);
}

static void what_does_not_load_is_told_in_dutch(void **state)
{
    Place *p = *state;
    static const struct {
        const char *what, *with, *told;
    } wrong[] = {
        {"<text>7</text>", "<text>\"a\"</text>",
         "uitkomst \"dagen\": hier staat een waarde van soort string, maar de "
         "kolom is van soort number"},
        {"<text>7</text>", "<text>zeven</text>",
         "regel termijn_01, uitkomst \"dagen\": 'zeven' is geen naam van een "
         "gegeven of een beslissing; zet tekst tussen aanhalingstekens"},
        {"<text>7</text>", "<text>(1</text>", "hier hoort ), maar de tekst houdt op, op plaats 3"},
        {"hitPolicy=\"UNIQUE\"", "hitPolicy=\"BEST\"", "de manier van kiezen 'BEST' bestaat niet"},
        {"termijn_02", "termijn_01", "twee regels heten termijn_01"},
        {"</decision>", "", "dit is geen goede XML: "},
    };
    Str xml = built_in("rules/termijnen.dmn");
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Str bad = replaced(p->mem, xml, wrong[i].what, wrong[i].with);
        Vetted v;
        vet(p->mem, LANG_NL, S("termijnen"), bad, S("[]"), &v);
        assert_null(v.rules);
        assert_true(str_starts(v.load_fault, S("Regel ")) && str_has(v.load_fault, S(" van het bestand: ")));
        if (!str_has(v.load_fault, str_c(wrong[i].told))) fail_msg("%.*s", STR_ARG(v.load_fault));
        vet(p->mem, LANG_EN, S("termijnen"), bad, S("[]"), &v);
        assert_true(str_starts(v.load_fault, S("tabel:")));
    }
    assert_str(load_words(p->mem, LANG_NL, S("tabel: the file is empty")), "het bestand is leeg");
    assert_str(load_words(p->mem, LANG_NL, S("tabel:3: r1 must have 1 input and 2 output cells")),
               "Regel 3 van het bestand: regel r1 moet 1 voorwaarden en 2 uitkomsten hebben");
    assert_str(load_words(p->mem, LANG_NL, S("tabel:3: decision \"D\", input \"a\": no words for this")),
               "Regel 3 van het bestand: beslissing \"D\", voorwaarde \"a\": no words for this");
    assert_str(load_words(p->mem, LANG_NL, S("no place")), "no place");
}

static void an_order_that_counts_is_seen(void **state)
{
    Place *p = *state;
    Str xml = built_in("rules/triage.dmn"), out;
    size_t at;
    Why w = {{0}};
    TableDiff d;
    assert_ok(rules_edit(p->mem, xml, &(RuleEdit){.kind = RULE_DOWN, .rule = 3}, &out, &at, &w));
    assert_int_equal(at, 4);
    table_diff(p->mem, LANG_EN, table(p, xml), table(p, out), &d);
    assert_int_equal(d.moved, 1);
    assert_int_equal(d.count, 1);
    assert_ok(rules_edit(p->mem, out, &(RuleEdit){.kind = RULE_UP, .rule = 4}, &out, &at, &w));
    table_diff(p->mem, LANG_NL, table(p, xml), table(p, out), &d);
    assert_int_equal(d.count, 0);
    out = replaced(p->mem, xml, "hitPolicy=\"FIRST\"", "hitPolicy=\"RULE ORDER\"");
    table_diff(p->mem, LANG_NL, table(p, xml), table(p, out), &d);
    assert_int_equal(d.count, 1);
    assert_int_equal(d.changed, 0);
    table_diff(p->mem, LANG_NL, NULL, table(p, xml), &d);
    assert_int_equal(d.added, 18);
}

// ---- the way to use -------------------------------------------------------------------------------------------------

static int64_t submissions = 0;

static NewDraft new_draft(Place *p, const char *kind, Str region, Str xml)
{
    char *bytes = arena_alloc(p->mem, 16);
    memset(bytes, 0, 16);
    submissions++;
    memcpy(bytes, &submissions, sizeof submissions);
    return (NewDraft){.submission = {bytes, 16},
                      .name = S("termijnen"),
                      .region = region,
                      .kind = kind,
                      .xml = xml,
                      .tests = built_in("rules/termijnen.tests.json"),
                      .who = p->writer};
}

static double days(Place *p, Str region, int64_t *ret_version)
{
    const DecisionValue in = DECIDE_TEXT("klok", S("acknowledge"));
    Ruling r;
    Why w = {{0}};
    if (decision_eval(p->mem, "termijnen", region, &in, 1, &r, &w) != OK) fail_msg("%s", w.text);
    *ret_version = r.version;
    return hit_number(&r.hits[0], "dagen", 0);
}

static void take_over(Place *p)
{
    Why w = {{0}};
    if (decision_refresh(p->db, &w) != OK) fail_msg("%s", w.text);
}

static Draft draft(Place *p, int64_t id)
{
    Draft d;
    assert_ok(draft_get(p->db, p->mem, id, &d));
    return d;
}

static Draft proposed(Place *p, const NewDraft *n, Time live_from)
{
    int64_t id;
    assert_ok(draft_start(p->db, p->mem, n, p->now, &id));
    Draft d = draft(p, id);
    assert_ok(draft_propose(p->db, id, d.revision, p->writer, S("omdat het moet"), live_from, p->now));
    return draft(p, id);
}

static void two_people_and_a_moment(void **state)
{
    Place *p = *state;
    Why w = {{0}};
    int64_t version, due;
    const char *why_not;
    Str xml = replaced(p->mem, built_in("rules/termijnen.dmn"), "<text>7</text>", "<text>5</text>");
    NewDraft n = new_draft(p, "change", STR_NONE, xml);
    Draft d = proposed(p, &n, p->now + DAYS(1));
    int64_t twice;
    assert_ok(draft_start(p->db, p->mem, &n, p->now, &twice));
    assert_int_equal(twice, d.id); // sent twice is done once
    assert_int_equal(draft_save(p->db, d.id, d.revision, xml, xml, p->second, p->now), E_CONFLICT); // frozen
    assert_ok(draft_may_decide(p->db, p->mem, &d, p->writer, &why_not));
    assert_non_null(why_not);
    assert_int_equal(draft_decide(p->db, p->mem, &d, true, p->writer, STR_NONE, p->now, &w), E_DENIED);
    // Who wrote in it may not approve it either, also when somebody else proposes.
    assert_ok(draft_take_back(p->db, d.id, d.revision, p->now));
    d = draft(p, d.id);
    assert_ok(draft_save(p->db, d.id, d.revision, xml, n.tests, p->second, p->now));
    d = draft(p, d.id);
    assert_int_equal(draft_save(p->db, d.id, d.revision - 1, xml, n.tests, p->second, p->now), E_CONFLICT);
    assert_ok(draft_propose(p->db, d.id, d.revision, p->writer, S("omdat het moet"), p->now + DAYS(1), p->now));
    d = draft(p, d.id);
    assert_int_equal(draft_decide(p->db, p->mem, &d, true, p->second, STR_NONE, p->now, &w), E_DENIED);

    n = new_draft(p, "change", STR_NONE, xml);
    d = proposed(p, &n, p->now + DAYS(1));
    assert_ok(draft_decide(p->db, p->mem, &d, true, p->second, S("akkoord"), p->now, &w));
    assert_int_equal(draft_decide(p->db, p->mem, &d, true, p->second, S("akkoord"), p->now, &w), E_CONFLICT);
    take_over(p);
    assert_true(days(p, STR_NONE, &version) > 6.9); // not yet
    assert_int_equal(version, 1);
    assert_ok(decision_due(p->db, p->mem, p->now + DAYS(1) - 1, &due));
    assert_int_equal(due, 0);
    assert_ok(decision_due(p->db, p->mem, p->now + DAYS(1), &due));
    assert_int_equal(due, 1);
    take_over(p);
    assert_true(days(p, STR_NONE, &version) < 5.1);
    assert_int_equal(version, 2);
    d = draft(p, d.id);
    assert_str(d.state, "approved");
    TableVersion t;
    assert_ok(decision_version(p->db, p->mem, d.version_id, &t));
    assert_str(t.state, "live");
    assert_int_equal(t.draft, d.id);
    assert_true(t.tests.n > 0);
}

// Goes on where the test before ended: version 2 is in use.
static void back_at_once_and_looked_at_later(void **state)
{
    Place *p = *state;
    Why w = {{0}};
    int64_t id, version;
    Time now = p->now + DAYS(2);
    NewDraft n = new_draft(p, "emergency", STR_NONE, STR_NONE);
    n.reason = S("verkeerd loket");
    assert_ok(draft_emergency(p->db, p->mem, &n, now, &id));
    assert_ok(draft_emergency(p->db, p->mem, &n, now, &id)); // once
    take_over(p);
    assert_true(days(p, STR_NONE, &version) > 6.9);
    assert_int_equal(version, 3); // a new number: what decided when stays one line
    Draft d = draft(p, id);
    DraftRow *rows;
    size_t count;
    assert_ok(draft_list(p->db, p->mem, &rows, &count));
    bool listed = false;
    for (size_t i = 0; i < count; i++) listed = listed || rows[i].id == id;
    assert_true(listed);
    assert_int_equal(draft_reviewed(p->db, &d, p->writer, now, &w), E_DENIED);
    assert_ok(draft_reviewed(p->db, &d, p->second, now, &w));
    assert_int_equal(draft_reviewed(p->db, &d, p->second, now, &w), E_CONFLICT);
    n = new_draft(p, "emergency", S("Limburg"), STR_NONE);
    assert_int_equal(draft_emergency(p->db, p->mem, &n, now, &id), E_NOTFOUND); // nothing to go back to
}

// A newer program may ask for what an old text does not give: one person in a hurry must not find that out.
static void not_back_to_what_no_longer_fits(void **state)
{
    Place *p = *state;
    int64_t id;
    RuleAddRow old, new;
    const Str region = S("Oost-Brabant"), tests = built_in("rules/termijnen.tests.json"),
              xml = built_in("rules/termijnen.dmn"), weeks = replaced(p->mem, xml, "name=\"dagen\"", "name=\"weken\"");
    assert_true(vet_fits(S("termijnen"), xml));
    assert_false(vet_fits(S("termijnen"), weeks));
    assert_false(vet_fits(S("termijnen"), S("<x/>")));
    assert_ok(q_rule_add(p->db, p->mem, S("termijnen"), region, 1, S("h1"), weeks, tests, S("staff"), S("live"), p->now,
                         0, &old));
    assert_ok(q_rule_retire(p->db, old.id, p->now + 1));
    assert_ok(q_rule_add(p->db, p->mem, S("termijnen"), region, 2, S("h2"), xml, tests, S("staff"), S("live"), p->now,
                         0, &new));
    const NewDraft n = new_draft(p, "emergency", region, STR_NONE);
    assert_int_equal(draft_emergency(p->db, p->mem, &n, p->now + 2, &id), E_INPUT);
    assert_ok(q_rule_retire(p->db, new.id, p->now + 2));
}

static void a_region_begins_and_ends(void **state)
{
    Place *p = *state;
    Why w = {{0}};
    int64_t version;
    Str xml = replaced(p->mem, built_in("rules/termijnen.dmn"), "<text>7</text>", "<text>3</text>");
    NewDraft n = new_draft(p, "change", S("Limburg"), xml);
    Draft d = proposed(p, &n, 0);
    assert_ok(draft_decide(p->db, p->mem, &d, true, p->second, STR_NONE, p->now, &w));
    take_over(p);
    assert_true(days(p, S("Limburg"), &version) < 3.1);
    assert_true(days(p, S("Rotterdam"), &version) > 6.9);
    // What if: a decision of Limburg changes with a draft for Limburg, one of Rotterdam does not.
    const PastInputs past[] = {{.id = 2, .region = S("Limburg"), .inputs = S("{\"klok\":\"acknowledge\",\"oud\":1}")},
                               {.id = 1, .region = S("Rotterdam"), .inputs = S("{\"klok\":\"acknowledge\"}")}};
    Rules *rules;
    assert_ok(rules_load(p->mem, built_in("rules/termijnen.dmn"), "t", &rules, &w));
    PastSums sums;
    past_try(p->mem, &(PastDraft){S("termijnen"), S("Limburg"), rules}, past, COUNT(past), &sums);
    assert_int_equal(sums.looked, 2);
    assert_int_equal(sums.changed, 1);
    assert_int_equal(sums.changes[0].past->id, 2);
    assert_true(str_has(sums.changes[0].before, S("dagen = 3")) && str_has(sums.changes[0].after, S("dagen = 7")));
    past_try(p->mem, &(PastDraft){S("termijnen"), S("Limburg"), NULL}, past, COUNT(past), &sums);
    assert_int_equal(sums.changed, 1);
    past_try(p->mem, &(PastDraft){S("termijnen"), STR_NONE, rules}, past, COUNT(past), &sums);
    assert_int_equal(sums.changed, 0);

    n = new_draft(p, "end", S("Limburg"), xml);
    d = proposed(p, &n, 0);
    assert_ok(draft_decide(p->db, p->mem, &d, true, p->second, STR_NONE, p->now, &w));
    take_over(p);
    assert_true(days(p, S("Limburg"), &version) > 6.9);
    n = new_draft(p, "change", S("Limburg"), xml);
    d = proposed(p, &n, 0);
    assert_ok(draft_decide(p->db, p->mem, &d, false, p->second, S("nee"), p->now, &w));
    assert_str(draft(p, d.id).state, "rejected");
    take_over(p);
    assert_true(days(p, S("Limburg"), &version) > 6.9);
}

static void a_lawyer_reads_a_version(void **state)
{
    Place *p = *state;
    Why w = {{0}};
    RuleLiveOriginRow live;
    RuleLiveMarkRow before, after;
    TableVersion v;
    int64_t rows;
    assert_ok(q_rule_live_origin(p->db, p->mem, S("termijnen"), STR_NONE, &live));
    assert_ok(q_rule_live_mark(p->db, p->mem, &before));
    assert_ok(q_rule_lawyer(p->db, live.id, S("Een jurist"), p->now, p->second.v, p->now, &rows));
    assert_int_equal(rows, 1);
    assert_ok(q_rule_lawyer(p->db, live.id, S("Een ander"), p->now, p->second.v, p->now, &rows));
    assert_int_equal(rows, 0); // who was first stays
    assert_ok(decision_version(p->db, p->mem, live.id, &v));
    assert_str(v.status, "reviewed");
    assert_str(v.lawyer, "Een jurist");
    assert_int_equal(v.lawyer_by, p->second.v);
    assert_ok(q_rule_live_mark(p->db, p->mem, &after));
    assert_int_not_equal(before.mark, after.mark); // so that other nodes notice
    assert_ok(decision_refresh(p->db, &w));
    Ruling r;
    const DecisionValue in[] = {DECIDE_TEXT("klok", S("acknowledge"))};
    assert_ok(decision_eval(p->mem, "termijnen", STR_NONE, in, COUNT(in), &r, &w));
    assert_str(r.status, "reviewed");
    assert_ok(q_rule_no_lawyer(p->db, live.id, &rows));
    assert_int_equal(rows, 1);
    assert_ok(decision_refresh(p->db, &w));
    assert_ok(decision_eval(p->mem, "termijnen", STR_NONE, in, COUNT(in), &r, &w));
    assert_str(r.status, "draft");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_tables_are_fit),
        cmocka_unit_test(a_bad_table_is_refused),
        cmocka_unit_test(cases_are_read_and_written),
        cmocka_unit_test(a_rule_changes_and_nothing_else),
        cmocka_unit_test(what_does_not_load_is_told_in_dutch),
        cmocka_unit_test(a_column_comes_and_goes),
        cmocka_unit_test(an_order_that_counts_is_seen),
        cmocka_unit_test(two_people_and_a_moment),
        cmocka_unit_test(back_at_once_and_looked_at_later),
        cmocka_unit_test(not_back_to_what_no_longer_fits),
        cmocka_unit_test(a_region_begins_and_ends),
        cmocka_unit_test(a_lawyer_reads_a_version),
    };
    return cmocka_run_group_tests(tests, place_open, place_close);
}
