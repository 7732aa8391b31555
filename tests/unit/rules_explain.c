// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Why a rule counted, and why another just did not, in sentences that a person can check against the table.
#include "rules/rules.h"
#include "rules/temporal.h"
#include "unit.h"

#define T(x) "<text><![CDATA[" x "]]></text>"
#define IN(name, type) "<inputData id='" name "' name='" name "'><variable typeRef='" type "'/></inputData>"
#define NEEDS(id) "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"
#define COLUMN(x) "<input><inputExpression>" T(x) "</inputExpression></input>"
#define CELL(x) "<inputEntry>" T(x) "</inputEntry>"
#define FILE_OF(type, rules)                                                                                           \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>" IN("minderjarig", "string")                   \
        IN("waarde", type) "<decision name='D'>" NEEDS("minderjarig")                                                  \
            NEEDS("waarde") "<decisionTable hitPolicy='FIRST'>" COLUMN("minderjarig")                                  \
                COLUMN("waarde") "<output><defaultOutputEntry>" T("0") "</defaultOutputEntry></output>" rules          \
                                                                       "</decisionTable></decision></definitions>"
#define RULE(id, a, b) "<rule id='" id "'>" CELL(a) CELL(b) "<outputEntry>" T("1") "</outputEntry></rule>"

static Explained explain(Arena *mem, const char *xml, const char *minor, Value value, RulesLang lang)
{
    Rules *r;
    Result *result = NEW(mem, Result);
    Explained x;
    Why w = {{0}};
    Binding in[] = {{S("minderjarig"), minor ? value_str(str_c(minor)) : value_null()}, {S("waarde"), value}};
    Err e = rules_load(mem, str_c(xml), "t.dmn", &r, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    assert_ok(rules_eval(r, S("D"), in, COUNT(in), mem, result, &w));
    rules_explain(r, result, lang, mem, &x);
    return x;
}

static void reasons(void **state)
{
    (void)state;
    Arena *mem = arena_new(RULES_ARENA);
    const char *xml = FILE_OF("number", RULE("r1", "\"ja\"", ">= 3") RULE("r2", "\"ja\",\"onbekend\"", "-")
                                            RULE("r3", "-", "not(1, 2)"));
    Explained x = explain(mem, xml, "ja", value_int(4), RULES_NL);
    assert_int_equal(x.fired_count, 1);
    assert_str(x.fired[0].sentence, "Regel r1 geldt, omdat minderjarig ja is en waarde 4 is (3 of meer).");
    assert_str(x.fired[0].matches[0].words, "minderjarig is ja");
    assert_int_equal(x.near_count, 0);
    assert_str(x.sentence, "");
    x = explain(mem, xml, "ja", value_int(2), RULES_NL);
    assert_str(x.fired[0].sentence, "Regel r2 geldt, omdat minderjarig ja is.");
    assert_int_equal(x.near_count, 2);
    assert_str(x.near[0].sentence, "Regel r1 geldt niet, omdat waarde 2 is. Gevraagd is: 3 of meer.");
    assert_str(x.near[1].sentence, "Regel r3 geldt niet, omdat waarde 2 is. Gevraagd is: niet 1 en niet 2.");
    x = explain(mem, xml, NULL, value_null(), RULES_NL);
    assert_int_equal(x.fired_count, 1); // not(1, 2) holds for what is not known
    x = explain(mem, xml, NULL, value_int(1), RULES_NL);
    assert_int_equal(x.fired_count, 0);
    assert_str(x.sentence, "Geen regel geldt; daarom telt de standaard.");
    assert_int_equal(x.near_count, 2); // r1 fails on two cells
    assert_str(x.near[0].failed.words, "minderjarig is niet bekend; gevraagd: ja of onbekend");
    x = explain(mem, xml, "nee", value_int(2), RULES_EN);
    assert_str(x.sentence, "No rule applies, so the default counts.");
    assert_str(x.near[0].sentence, "Rule r2 does not apply because minderjarig is nee. Asked is: ja or onbekend.");
    arena_free(mem);
}

// Each kind of value in its own words: earlier and later, shorter and longer, a comma in Dutch numbers.
static void kinds(void **state)
{
    (void)state;
    static const struct {
        const char *type, *cell, *value, *nl, *en;
    } cases[] = {
        {"number", "< 2.5", "1.25", "1,25 is (minder dan 2,5)", "1.25 (less than 2.5)"},
        {"number", "[1..5)", "1", "1 is (vanaf 1 en minder dan 5)", "1 (from 1 and less than 5)"},
        {"number", "(0..5]", "1", "1 is (meer dan 0 tot en met 5)", "1 (more than 0 up to and including 5)"},
        {"number", "!= 3", "1", "1 is (niet 3)", "1 (not 3)"},
        {"date", "< date(\"2026-05-01\")", "@\"2026-04-30\"", "30-04-2026 is (voor 01-05-2026)",
         "2026-04-30 (before 2026-05-01)"},
        {"date", ">= date(\"2026-05-01\")", "@\"2026-05-01\"", "01-05-2026 is (01-05-2026 of later)",
         "2026-05-01 (2026-05-01 or later)"},
        {"dayTimeDuration", "> duration(\"P2DT1H\")", "@\"P3D\"", "3 dagen is (langer dan 2 dagen 1 uur)",
         "3 days (longer than 2 days 1 hour)"},
        {"yearMonthDuration", "<= duration(\"P1Y6M\")", "@\"P1M\"", "1 maand is (1 jaar 6 maanden of korter)",
         "1 month (1 year 6 months or shorter)"},
        {"boolean", "true", "true", "ja is", "yes"},
        {"string", "\"3\"", "\"3\"", "\"3\" is", "\"3\""},
        {"string", "\"\"", "\"\"", "leeg is", "empty"},
        {"string", "null", "null", "niet bekend is", "not known"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena *mem = arena_new(RULES_ARENA);
        const char *xml = str_z(
            mem,
            str_fmt(mem, "%s%s%s%s%s",
                    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>" IN(
                        "minderjarig", "string") "<inputData id='waarde' name='waarde'><variable typeRef='",
                    cases[i].type,
                    "'/></inputData><decision name='D'>" NEEDS("minderjarig")
                        NEEDS("waarde") "<decisionTable>" COLUMN("minderjarig") COLUMN(
                            "waarde") "<output/><rule "
                                      "id='r1'><inputEntry><text>-</text></inputEntry><inputEntry><text><![CDATA[",
                    cases[i].cell,
                    "]]></text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>"
                    "</definitions>"));
        Value v = value_null();
        Number n;
        Str text = str_c(cases[i].value), inner = text.n > 3 ? (Str){text.p + 2, text.n - 3} : STR_NONE;
        if (text.p[0] == '@') assert_true(temporal_read(inner, &v));
        else if (text.p[0] == '"') v = value_str((Str){text.p + 1, text.n - 2});
        else if (number_parse(text, &n) == OK) v = value_number(n);
        else if (str_eq_c(text, "true")) v = value_bool(true);
        Explained x = explain(mem, xml, "nee", v, RULES_NL);
        assert_int_equal(x.fired_count, 1);
        assert_str(x.fired[0].sentence, str_z(mem, str_fmt(mem, "Regel r1 geldt, omdat waarde %s.", cases[i].nl)));
        x = explain(mem, xml, "nee", v, RULES_EN);
        assert_str(x.fired[0].sentence, str_z(mem, str_fmt(mem, "Rule r1 applies because waarde is %s.", cases[i].en)));
        arena_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reasons), cmocka_unit_test(kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
