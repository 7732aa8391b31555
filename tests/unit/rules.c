// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/tck.h"
#include "sys/file.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>

static Arena *mem;

static int setup(void **state)
{
    (void)state;
    mem = arena_new(RULES_ARENA);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_freep(&mem);
    return 0;
}

// ---- the project's own tables

static Rules *load_own(const char *path)
{
    Str xml;
    Why w = {0};
    Rules *r = NULL;
    assert_ok(file_read(mem, path, RULES_FILE_MAX, &xml, &w));
    Err e = rules_load(mem, xml, path, &r, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return r;
}

typedef struct Visitor {
    const char *role, *form, *minor, *unit, *region, *municipality, *wish;
    bool danger;
} Visitor;

static Result route(const Rules *r, Visitor v)
{
    Binding in[] = {{S("rol"), value_str(str_c(v.role))},           {S("gevaar"), value_bool(v.danger)},
                    {S("vorm"), value_str(str_c(v.form))},          {S("minderjarig"), value_str(str_c(v.minor))},
                    {S("politie_eenheid"), value_str(str_c(v.unit))}, {S("regio"), value_str(str_c(v.region))},
                    {S("gemeente"), value_str(str_c(v.municipality))}, {S("wens"), value_str(str_c(v.wish))}};
    Result result;
    Why w = {0};
    Err e = rules_eval(r, S("Loket"), in, COUNT(in), mem, &result, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return result;
}

static void assert_desks(const Result *r, const char *const *desks, size_t count)
{
    assert_int_equal(r->row_count, count);
    for (size_t i = 0; i < count; i++) assert_str(result_get(r, i, S("loket")).string, desks[i]);
}

static void own_referral(void **state)
{
    (void)state;
    Rules *national = load_own("rules/referral.dmn"), *region = load_own("rules/referral-rotterdam.dmn");
    Visitor teacher = {"professional", "unknown", "ja", "Rotterdam", "Rijnmond", "GM0502", "advies", false};
    Result r = route(region, teacher);
    assert_desks(&r, (const char *const[]){"veilig-thuis", "essm-meldpunt", "gemeente", "essm-meldpunt"}, 4);
    assert_str(r.decision->rules[r.fired[0]].id, "rtm_05");
    Visitor elsewhere = teacher;
    elsewhere.unit = "Midden-Nederland";
    elsewhere.region = "Utrecht";
    elsewhere.municipality = "GM0344";
    r = route(region, elsewhere);
    assert_int_equal(r.row_count, 0); // the regional table has nothing to say there
    assert_int_equal(r.value.kind, VALUE_NULL);
    r = route(national, elsewhere);
    assert_desks(&r, (const char *const[]){"veilig-thuis", "gemeente", "zorgcoordinatie", "comensha"}, 4);
    Visitor danger = {"burger", "labour", "onbekend", "Den Haag", "Haaglanden", "", "melden", true};
    r = route(national, danger);
    assert_str(result_get(&r, 0, S("loket")).string, "noodnummer-112");
    assert_str(number_text(mem, result_get(&r, 0, S("prioriteit")).number), "1");
    for (size_t i = 0; i < r.row_count; i++) // no municipality chosen, so none is advised
        assert_false(str_eq_c(result_get(&r, i, S("loket")).string, "gemeente"));
}

static Result triage(const Rules *r, int64_t score, int64_t count, const char *minor, bool danger, bool organised)
{
    Binding in[] = {{S("vermoeden_score"), value_int(score)},    {S("aantal_indicatoren"), value_int(count)},
                    {S("minderjarig"), value_str(str_c(minor))}, {S("gevaar"), value_bool(danger)},
                    {S("slachtoffer_wil_strafzaak"), value_null()}, {S("georganiseerd"), value_bool(organised)},
                    {S("strafbaar_feit"), value_null()},         {S("vorm"), value_null()}};
    Result result;
    assert_ok(rules_eval(r, S("Duiding"), in, COUNT(in), mem, &result, NULL));
    return result;
}

static void own_triage(void **state)
{
    (void)state;
    Rules *r = load_own("rules/triage.dmn");
    Result a = triage(r, 3, 4, "nee", true, true);
    assert_str(result_get(&a, 0, S("advies")).string, "organised");
    assert_str(result_get(&a, 0, S("tafel")).string, "riec");
    assert_true(result_get(&a, 0, S("spoed")).boolean);
    Explained x;
    rules_explain(r, &a, RULES_NL, mem, &x);
    assert_int_equal(x.fired_count, 1);
    assert_int_equal(x.fired[0].match_count, 3);
    assert_str(x.fired[0].matches[0].words, "vermoeden_score is 3 (3 of meer)");
    assert_str(x.fired[0].matches[1].words, "gevaar is ja");
    Result b = triage(r, 0, 0, "nee", false, false);
    assert_str(result_get(&b, 0, S("advies")).string, "no_suspicion");
}

static void own_terms(void **state)
{
    (void)state;
    Rules *r = load_own("rules/termijnen.dmn");
    Binding in[] = {{S("klok"), value_str(S("placement"))}};
    Result a;
    assert_ok(rules_eval(r, S("Termijn"), in, 1, mem, &a, NULL));
    assert_str(value_text(mem, result_get(&a, 0, S("dagen"))), "1.5");
    in[0].value = value_str(S("never"));
    Why w = {0};
    assert_int_equal(rules_eval(r, S("Termijn"), in, 1, mem, &a, &w), E_INPUT);
    assert_true(str_starts(str_c(w.text), S("the value of input \"klok\" is not one of \"acknowledge\",")));
}

// ---- the sample of the compatibility kit, where it is at hand

typedef struct Tally {
    size_t passed, failed;
} Tally;

static void run_kit_file(const char *folder, Str file, Tally *tally)
{
    Str xml, model;
    Tck *t;
    Rules *r = NULL;
    Why w = {0};
    const char *path = str_z(mem, str_fmt(mem, "%s/%.*s", folder, STR_ARG(file)));
    assert_ok(file_read(mem, path, TCK_FILE_MAX, &xml, &w));
    assert_ok(tck_load(mem, xml, path, &t, &w));
    path = str_z(mem, str_fmt(mem, "%s/%.*s", folder, STR_ARG(tck_model(t))));
    assert_ok(file_read(mem, path, RULES_FILE_MAX, &model, &w));
    if (tck_rules(mem, &model, 1, str_z(mem, tck_model(t)), &r, &w) != OK) printf("refused: %s\n", w.text);
    for (size_t i = 0; i < tck_count(t); i++) {
        TckLine line = tck_run(t, i, r, 0, mem);
        if (line.passed) tally->passed++;
        else tally->failed++;
        if (!line.passed)
            printf("failed: %.*s %.*s: got %.*s, expected %.*s %.*s\n", STR_ARG(file), STR_ARG(line.id),
                   STR_ARG(line.got), STR_ARG(line.expected), STR_ARG(line.reason));
    }
}

static void kit_sample(void **state)
{
    (void)state;
    const char *dir = getenv("BAKEN_TCK") ? getenv("BAKEN_TCK") : "../shared/data/dmn-tck-sample";
    Str *folders, *files;
    size_t count, file_count;
    Tally tally = {0};
    if (dir_list(mem, dir, 1000, &folders, &count) != OK) {
        printf("SKIPPED: no test cases of the kit at %s (set BAKEN_TCK)\n", dir);
        skip();
    }
    for (size_t i = 0; i < count; i++) {
        const char *folder = str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(folders[i])));
        if (dir_list(mem, folder, 1000, &files, &file_count) != OK) continue; // a file beside the folders
        for (size_t k = 0; k < file_count; k++)
            if (str_has(files[k], S("-test-")) && str_ends(files[k], S(".xml"))) run_kit_file(folder, files[k], &tally);
    }
    printf("kit: %zu passed, %zu failed\n", tally.passed, tally.failed);
    assert_true(tally.passed > 0);
    assert_int_equal(tally.failed, 0);
}

// A file of test cases in the kit's format, with one that must fail: a runner that never fails proves nothing.
static void kit_runner(void **state)
{
    (void)state;
    Str cases = S("<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' "
                  "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><modelName>termijnen.dmn</modelName>"
                  "<testCase id='1'><inputNode name='klok'><value xsi:type='xsd:string'>triage</value></inputNode>"
                  "<resultNode name='Termijn'><expected><component name='dagen'>"
                  "<value xsi:type='xsd:decimal'>14.0</value>"
                  "</component><component name='grondslag_nl'><value xsi:type='xsd:string'>"
                  "Eigen keuze: een gewoon signaal "
                  "wordt binnen veertien dagen geduid.</value></component></expected></resultNode></testCase>"
                  "<testCase id='2'><resultNode name='Termijn'><expected>"
                  "<value xsi:type='xsd:decimal'>14</value></expected>"
                  "</resultNode><resultNode name='Nergens'/></testCase></testCases>");
    Rules *r = load_own("rules/termijnen.dmn");
    Tck *t;
    assert_ok(tck_load(mem, cases, "t.xml", &t, NULL));
    assert_str(tck_model(t), "termijnen.dmn");
    assert_int_equal(tck_count(t), 3);
    assert_true(tck_run(t, 0, r, 0, mem).passed);
    TckLine wrong = tck_run(t, 1, r, 0, mem);
    assert_false(wrong.passed);
    assert_str(wrong.expected, "14");
    assert_str(wrong.got, "null");
    assert_str(tck_run(t, 2, r, 0, mem).reason, "there is no \"Nergens\" here");
    assert_str(tck_run(t, 0, NULL, 0, mem).reason, "the model was refused");
    // every type that the kit writes; what can't be read as such is text, and only that test fails
    static const char *const kinds[][3] = {
        {"int", "14", "14"},         {"long", "-3", "-3"},
        {"boolean", "1", "true"},    {"date", "2026-11-22", "date(\"2026-11-22\")"},
        {"decimal", "NaN", "\"NaN\""}, {"duration", "P1Y2M", "duration(\"P1Y2M\")"},
        {"string", " a ", "\" a \""}, {"dateTime", "2026-02-30T00:00:00", "\"2026-02-30T00:00:00\""},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        Str one = str_fmt(mem, "<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' "
                               "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><testCase id='1'>"
                               "<resultNode name='x'><expected><value xsi:type='xsd:%s'>%s</value></expected>"
                               "</resultNode></testCase></testCases>", kinds[i][0], kinds[i][1]);
        assert_ok(tck_load(mem, one, "t.xml", &t, NULL));
        assert_str(tck_run(t, 0, r, 0, mem).expected, kinds[i][2]);
    }
    Why w = {0};
    assert_int_equal(tck_load(mem, S("<a/>"), "t.xml", &t, &w), E_INPUT);
    assert_str(str_c(w.text), "t.xml:1: this is not a file of test cases");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(own_referral, setup, teardown),
        cmocka_unit_test_setup_teardown(own_triage, setup, teardown),
        cmocka_unit_test_setup_teardown(own_terms, setup, teardown),
        cmocka_unit_test_setup_teardown(kit_sample, setup, teardown),
        cmocka_unit_test_setup_teardown(kit_runner, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
