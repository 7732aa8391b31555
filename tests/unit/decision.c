// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/decision.h"
#include "crypt/crypt.h"
#include "decision/decision_sql.h"
#include "sys/file.h"
#include "unit.h"
#include "test_store.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct Place {
    char dir[64];
    Arena *mem;
    Db *db;
} Place;

static int place_open(void **state)
{
    static Place p;
    p = (Place){.dir = "/tmp/baken-decision-XXXXXX", .mem = arena_new(MB(32))};
    assert_ok(crypt_start());
    assert_non_null(mkdtemp(p.dir));
    Why w = {{0}};
    assert_ok(db_open(test_store(p.dir), DB_WRITE, &p.db, &w));
    assert_ok(db_migrate(p.db, &w));
    bool changed;
    assert_ok(decision_seed(p.db, p.mem, 1000, &changed, &w));
    assert_true(changed);
    if (decision_load(p.db, &w) != OK) fail_msg("%s", w.text);
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

static void terms(void **state)
{
    Place *p = *state;
    const DecisionValue in = DECIDE_TEXT("klok", S("acknowledge"));
    Ruling r;
    Why w = {{0}};
    if (decision_eval(p->mem, "termijnen", STR_NONE, &in, 1, &r, &w) != OK) fail_msg("%s", w.text);
    assert_int_equal(r.hit_count, 1);
    assert_true(hit_number(&r.hits[0], "dagen", 0) > 6.9 && hit_number(&r.hits[0], "dagen", 0) < 7.1);
    assert_true(hit_text(&r.hits[0], "grondslag_nl").n > 0);
    assert_true(hit_text(&r.hits[0], "bestaat_niet").n == 0);
    assert_int_equal(r.version, 1);
    assert_str(r.table, "termijnen");
    assert_str(r.status, "draft");
    assert_int_equal(r.hits[0].condition_count, 1);
    assert_str(r.hits[0].conditions[0].value, "acknowledge");
    const DecisionValue half = DECIDE_TEXT("klok", S("placement"));
    assert_ok(decision_eval(p->mem, "termijnen", STR_NONE, &half, 1, &r, &w));
    assert_true(hit_number(&r.hits[0], "dagen", 0) > 1.49 && hit_number(&r.hits[0], "dagen", 0) < 1.51);
    assert_int_equal(decision_eval(p->mem, "bestaat-niet", STR_NONE, &in, 1, &r, &w), E_NOTFOUND);
}

static void a_region_goes_first(void **state)
{
    Place *p = *state;
    DecisionValue in[] = {DECIDE_TEXT("rol", S("professional")),     DECIDE_BOOL("gevaar", false),
                          DECIDE_TEXT("vorm", S("unknown")),         DECIDE_TEXT("minderjarig", S("nee")),
                          DECIDE_TEXT("politie_eenheid", S("Rotterdam")), DECIDE_TEXT("regio", S("VR17")),
                          DECIDE_TEXT("gemeente", S("GM0502")),      DECIDE_TEXT("wens", S("advies"))};
    Ruling r;
    Why w = {{0}};
    if (decision_eval(p->mem, "referral", S("Rotterdam"), in, COUNT(in), &r, &w) != OK) fail_msg("%s", w.text);
    assert_str(r.region, "Rotterdam");
    assert_str(hit_text(&r.hits[0], "loket"), "essm-meldpunt");
    assert_true(r.hits[0].reason_nl.n > 0 && r.hits[0].reason_en.n > 0);
    in[4].text = S("Limburg");
    assert_ok(decision_eval(p->mem, "referral", S("Limburg"), in, COUNT(in), &r, &w)); // has no table of its own
    assert_str(r.region, "");
    // The table of Rotterdam says nothing about someone elsewhere: then the national one answers.
    assert_ok(decision_eval(p->mem, "referral", S("Rotterdam"), in, COUNT(in), &r, &w));
    assert_str(r.region, "");
    assert_true(r.hit_count > 0);
    in[0].text = S("koning");
    assert_int_equal(decision_eval(p->mem, "referral", STR_NONE, in, COUNT(in), &r, &w), E_INPUT);
}

static void seeding_again_changes_nothing(void **state)
{
    Place *p = *state;
    bool changed;
    Why w;
    assert_ok(decision_seed(p->db, p->mem, 2000, &changed, &w));
    assert_false(changed);
    TableVersion *rows;
    size_t n;
    assert_ok(decision_versions(p->db, p->mem, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        assert_str(rows[i].state, "live");
        assert_int_equal(rows[i].live_from, 1000);
        TableVersion one;
        assert_ok(decision_version(p->db, p->mem, rows[i].id, &one));
        assert_true(str_starts(one.xml, S("<?xml")));
    }
    TableVersion none;
    assert_int_equal(decision_version(p->db, p->mem, 999, &none), E_NOTFOUND);
}

// A text the program brought is an old version of ours: the next seeding brings the program's own back as a newer one.
static void a_changed_text_becomes_a_version(void **state)
{
    Place *p = *state;
    RuleLiveOriginRow live;
    assert_ok(q_rule_live_origin(p->db, p->mem, S("termijnen"), STR_NONE, &live));
    assert_ok(q_rule_retire(p->db, live.id, 3000));
    RuleAddRow added;
    assert_ok(q_rule_add(p->db, p->mem, S("termijnen"), STR_NONE, 2, S("aa"), S("<x/>"), S("[]"), S("program"),
                         S("live"), 3000, 0, &added));
    Why w = {{0}};
    assert_int_equal(decision_load(p->db, &w), E_INPUT); // does not compile: refused, and the old set goes on
    const DecisionValue in = DECIDE_TEXT("klok", S("feedback"));
    Ruling r;
    assert_ok(decision_eval(p->mem, "termijnen", STR_NONE, &in, 1, &r, &w));
    assert_int_equal(r.version, 1);
    // two live at once cannot be
    assert_int_equal(q_rule_add(p->db, p->mem, S("termijnen"), STR_NONE, 3, S("bb"), S("<x/>"), S("[]"),
                                S("program"), S("live"), 3000, 0, &added), E_CONFLICT);
}

// What another node made live decides here too, without a start in between.
static void what_another_node_changed_counts(void **state)
{
    Place *p = *state;
    const DecisionValue in = DECIDE_TEXT("klok", S("feedback"));
    RuleLiveOriginRow live;
    TableVersion *rows;
    size_t n;
    Str xml = STR_NONE;
    Ruling r;
    Why w = {{0}};
    assert_ok(decision_versions(p->db, p->mem, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        TableVersion one;
        assert_ok(decision_version(p->db, p->mem, rows[i].id, &one));
        if (str_eq_c(one.name, "termijnen") && one.version == 1) xml = one.xml;
    }
    assert_ok(q_rule_live_origin(p->db, p->mem, S("termijnen"), STR_NONE, &live));
    assert_ok(q_rule_retire(p->db, live.id, 3000));
    assert_ok(q_rule_add(p->db, p->mem, S("termijnen"), STR_NONE, 7, S("cc"), xml, S("[]"),
                         S("program"), S("live"), 4000, 0, &(RuleAddRow){0}));
    assert_ok(decision_refresh(p->db, &w));
    assert_ok(decision_eval(p->mem, "termijnen", STR_NONE, &in, 1, &r, &w));
    assert_int_equal(r.version, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms),
        cmocka_unit_test(a_region_goes_first),
        cmocka_unit_test(seeding_again_changes_nothing),
        cmocka_unit_test(a_changed_text_becomes_a_version),
        cmocka_unit_test(what_another_node_changed_counts),
    };
    return cmocka_run_group_tests(tests, place_open, place_close);
}
