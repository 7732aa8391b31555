// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/rules.h"
#include "sys/file.h"
#include "unit.h"

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

static void own_routing(void **state)
{
    (void)state;
    Rules *national = load_own("rules/routing.dmn"), *region = load_own("rules/routing-rotterdam.dmn");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(own_routing, setup, teardown),
        cmocka_unit_test_setup_teardown(own_triage, setup, teardown),
        cmocka_unit_test_setup_teardown(own_terms, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
