// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Faults in tables are found before anyone asks them, with an example; sound tables have none.
#include "base/buf.h"
#include "rules/rules_check.h"
#include "sys/file.h"
#include "unit.h"

#define T(x) "<text><![CDATA[" x "]]></text>"
#define TABLE(policy, rules)                                                                                           \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'><inputData id='n' name='n'><variable "          \
    "typeRef='number'/></inputData><inputData id='s' name='s'/><decision name='D'><informationRequirement>"            \
    "<requiredInput href='#n'/></informationRequirement><informationRequirement><requiredInput href='#s'/>"            \
    "</informationRequirement><decisionTable " policy                                                                  \
    "><input><inputExpression>" T("n") "</inputExpression></input><input><inputExpression>" T(                         \
        "s") "</inputExpression><inputValues>" T("\"a\",\"b\"") "</inputValues></input><output/>" rules                \
                                                                "</decisionTable></decision></definitions>"
#define RULE(id, n, s, out)                                                                                            \
    "<rule id='" id                                                                                                    \
    "'><inputEntry>" T(n) "</inputEntry><inputEntry>" T(s) "</inputEntry><outputEntry>" T(out) "</outputEntry></rule>"

static void assert_findings(const char *xml, const char *const *want, size_t count)
{
    Arena *mem = arena_new(RULES_ARENA);
    Rules *r;
    Why w = {{0}};
    Finding *list;
    size_t n;
    Err e = rules_load(mem, str_c(xml), "t.dmn", &r, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    rules_check(r, mem, &list, &n);
    for (size_t i = 0; i < n; i++) {
        Str text = finding_text(mem, &list[i], RULES_EN);
        if (i >= count) print_error("too many: %.*s\n", STR_ARG(text));
        assert_true(i < count);
        assert_str(text, want[i]);
    }
    assert_int_equal(n, count);
    arena_free(mem);
}
#define FINDS(xml, ...)                                                                                                \
    assert_findings(xml, (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__})))

static void faults(void **state)
{
    (void)state;
    FINDS(TABLE("", RULE("r1", "< 5", "\"a\"", "1") RULE("r2", "> 5", "-", "2") RULE("r3", "[4..5]", "\"b\"", "3")),
          "No rule applies to n = 5, s = \"a\".");
    FINDS(TABLE("", RULE("r1", "<= 5", "-", "1") RULE("r2", ">= 5", "\"a\"", "2") RULE("r3", "> 5", "\"b\"", "2")),
          "Rules r1 and r2 both apply to n = 5, s = \"a\". Only one may.");
    FINDS(TABLE("hitPolicy='ANY'", RULE("r1", "-", "-", "1") RULE("r2", "-", "\"b\"", "2") RULE("r3", "1", "-", "1")),
          "Rules r1 and r2 contradict each other at n = 1, s = \"b\".",
          "Rules r2 and r3 contradict each other at n = 1, s = \"b\".");
    FINDS(TABLE("hitPolicy='FIRST'",
                RULE("r1", "< 5", "-", "1") RULE("r2", "< 3", "\"a\"", "2") RULE("r3", "-", "-", "3")),
          "Rule r2 never counts: rule r1 always goes first.");
    FINDS(TABLE("hitPolicy='COLLECT'", RULE("r1", "1", "-", "1") RULE("r2", "-", "\"c\"", "1")),
          "Rule r2 never applies.");
    FINDS(TABLE("", RULE("r1", "-", "\"a\"", "1") RULE("r2", "-", "\"b\"", "1")), "No rule asks anything of n.");
    FINDS(TABLE("", RULE("r1", "[0.2..0.3]", "-", "1") RULE("r2", "< 0.2", "-", "1") RULE("r3", ">= 0.4", "-", "1")),
          "No rule asks anything of s.", "No rule applies to n = 0.35, s = \"a\".");
    FINDS(TABLE("", RULE("r1", "string length(s)", "-", "1")), "No rule asks anything of s.",
          "Not everything was checked: the table is too large, or a cell names other inputs.");
}

#define ONE(type, policy, allowed, output, rules)                                                                      \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'><inputData id='x' name='x'><variable "          \
    "typeRef='" type "'/></inputData><decision name='D'><informationRequirement><requiredInput href='#x'/>"            \
    "</informationRequirement><decisionTable " policy                                                                  \
    "><input><inputExpression>" T("x") "</inputExpression>" allowed "</input>" output rules                            \
                                       "</decisionTable></decision></definitions>"
#define R1(id, x, out) "<rule id='" id "'><inputEntry>" T(x) "</inputEntry><outputEntry>" T(out) "</outputEntry></rule>"
#define RANKED "<output><outputValues>" T("\"high\",\"low\"") "</outputValues></output>"
#define VALUES(x) "<inputValues>" T(x) "</inputValues>"

static void kinds(void **state)
{
    (void)state;
    FINDS(ONE("date", "", "", "<output/>",
              R1("r1", "< date(\"2026-01-01\")", "1") R1("r2", "> date(\"2026-01-01\")", "2")),
          "No rule applies to x = date(\"2026-01-01\").");
    FINDS(ONE("date", "", "", "<output/>",
              R1("r1", "<= date(\"2026-01-01\")", "1") R1("r2", ">= date(\"2026-01-03\")", "2")),
          "No rule applies to x = date(\"2026-01-02\").");
    FINDS(ONE("boolean", "", "", "<output/>", R1("r1", "true", "1")), "No rule applies to x = false.");
    FINDS(ONE("dayTimeDuration", "", "", "<output/>",
              R1("r1", "< duration(\"P1D\")", "1") R1("r2", "> duration(\"P1D\")", "1")),
          "No rule applies to x = duration(\"P1D\").");
    FINDS(ONE("yearMonthDuration", "", "", "<output/>", R1("r1", "<= duration(\"P1Y\")", "1")),
          "No rule applies to x = duration(\"P1Y1M\").");
    FINDS(
        ONE("time", "", "", "<output/>", R1("r1", "< time(\"09:00:00\")", "1") R1("r2", ">= time(\"17:00:00\")", "1")),
        "No rule applies to x = time(\"09:00:00\").");
    FINDS(ONE("string", "", "", "<output/>", R1("r1", "\"a\"", "1") R1("r2", "not(\"a\",\"b\")", "1")),
          "No rule applies to x = \"b\".");
    FINDS(ONE("string", "", "", "<output/>", R1("r1", "< \"m\"", "1") R1("r2", "> \"m\"", "1")),
          "No rule applies to x = \"m\".");
    FINDS(ONE("number", "", VALUES("[0..10]"), "<output/>", R1("r1", "[0..5)", "1") R1("r2", "(5..10]", "1")),
          "No rule applies to x = 5.");
    FINDS(ONE("number", "", VALUES("[0..10]"), "<output/>", R1("r1", "< 4", "1") R1("r2", "[4..9]", "1")),
          "No rule applies to x = 10.");
    FINDS(ONE("number", "hitPolicy='PRIORITY'", "", RANKED, R1("r1", "> 5", "\"low\"") R1("r2", "-", "\"high\"")),
          "Rule r1 never counts: rule r2 always goes first.");
    assert_findings(
        ONE("number", "hitPolicy='PRIORITY'", "", RANKED, R1("r1", "> 5", "\"high\"") R1("r2", "-", "\"low\"")), NULL,
        0);
}

enum { MANY = 1500 };

// A table of thresholds in two columns: looked at whole; one that would take too long says so.
static void bounded(void **state)
{
    (void)state;
    Arena *mem = arena_new(RULES_ARENA);
    Buf b = buf_new(mem, MB(1));
    Rules *r;
    Finding *list;
    size_t n;
    buf_c(&b, "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'><inputData id='x' name='x'><variable "
              "typeRef='number'/></inputData><decision name='D'><informationRequirement><requiredInput href='#x'/>"
              "</informationRequirement><decisionTable><input><inputExpression><text>x</text></inputExpression></input>"
              "<input><inputExpression><text>x + 1</text></inputExpression></input><output/>");
    for (int i = 0; i < MANY; i++)
        buf_fmt(&b,
                "<rule><inputEntry><text>[%d..%d]</text></inputEntry><inputEntry><text>-</text></inputEntry>"
                "<outputEntry><text>%d</text></outputEntry></rule>",
                i * 2, i * 2 + 1, i);
    buf_c(&b, "</decisionTable></decision></definitions>");
    assert_false(b.over);
    Why w = {{0}};
    Err e = rules_load(mem, buf_str(&b), "t.dmn", &r, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    rules_check(r, mem, &list, &n);
    for (size_t i = 2; i < n; i++) print_error("%.*s\n", STR_ARG(finding_text(mem, &list[i], RULES_EN)));
    assert_int_equal(n, 2);
    assert_int_equal(list[0].kind, FIND_UNUSED);
    assert_int_equal(list[1].kind, FIND_GAP);
    assert_str(finding_text(mem, &list[1], RULES_NL), "Geen regel geldt bij x = -1.");
    arena_free(mem);
}

static void sound(void **state)
{
    (void)state;
    assert_findings(
        TABLE("", RULE("r1", "< 5", "-", "1") RULE("r2", ">= 5", "\"a\"", "2") RULE("r3", ">= 5", "\"b\"", "3")), NULL,
        0);
}

// The project's own tables may have gaps, but no rule in them may be without effect.
static void own(void **state)
{
    (void)state;
    static const char *const files[] = {"rules/referral.dmn", "rules/referral-rotterdam.dmn", "rules/termijnen.dmn",
                                        "rules/triage.dmn"};
    for (size_t i = 0; i < COUNT(files); i++) {
        Arena *mem = arena_new(RULES_ARENA);
        Rules *r;
        Str xml;
        Finding *list;
        size_t n;
        assert_ok(file_read(mem, files[i], RULES_FILE_MAX, &xml, NULL));
        assert_ok(rules_load(mem, xml, files[i], &r, NULL));
        rules_check(r, mem, &list, &n);
        for (size_t k = 0; k < n; k++) {
            if (finding_is_error(&list[k]))
                print_error("%s: %.*s\n", files[i], STR_ARG(finding_text(mem, &list[k], RULES_EN)));
            assert_false(finding_is_error(&list[k]));
        }
        arena_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(faults), cmocka_unit_test(kinds), cmocka_unit_test(bounded),
                                       cmocka_unit_test(sound), cmocka_unit_test(own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
