// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Boxed expressions, business knowledge models, types: whole files, and what their decision D gives.
#include "rules/rules.h"
#include "rules/tck.h"
#include "unit.h"

#define DMN15 "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define T(x) "<text><![CDATA[" x "]]></text>"
#define LIT(x) "<literalExpression>" T(x) "</literalExpression>"
#define IN(name, type)                                                                                                 \
    "<inputData id='" name "' name='" name "'><variable name='" name "' typeRef='" type "'/></inputData>"
#define NEEDS(id) "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"
#define KNOWS(id) "<knowledgeRequirement><requiredKnowledge href='#" id "'/></knowledgeRequirement>"
#define D(body) "<decision id='d' name='D'>" NEEDS("n") body "</decision>"
#define FILE_OF(body) "<definitions xmlns='" DMN15 "' name='test'>" body "</definitions>"
#define BIND(name, x) "<binding><parameter name='" name "'/>" LIT(x) "</binding>"
#define ENTRY(name, body) "<contextEntry><variable name='" name "'/>" body "</contextEntry>"
#define PARAM(name) "<formalParameter name='" name "' typeRef='number'/>"
#define DOUBLE                                                                                                         \
    "<businessKnowledgeModel id='b' name='Twice as much'><encapsulatedLogic>" PARAM("the number")                      \
    LIT("the number * 2") "</encapsulatedLogic></businessKnowledgeModel>"
#define BANDS                                                                                                          \
    "<businessKnowledgeModel id='t' name='Band'><encapsulatedLogic>" PARAM("x")                                        \
    "<decisionTable hitPolicy='FIRST'><input><inputExpression>" T("x") "</inputExpression></input>"                                      \
    "<output name='o'/>"                                                                                               \
    "<rule><inputEntry>" T("< 5") "</inputEntry><outputEntry>" T("\"low\"") "</outputEntry></rule>"                    \
    "<rule><inputEntry>" T("[x..x]") "</inputEntry><outputEntry>" T("\"is \" + string(x)") "</outputEntry></rule>"     \
    "</decisionTable></encapsulatedLogic></businessKnowledgeModel>"
#define FACTORIAL                                                                                                      \
    "<businessKnowledgeModel id='f' name='fac'><encapsulatedLogic>" PARAM("k")                                         \
    LIT("if k < 2 then 1 else k * fac(k - 1)") "</encapsulatedLogic></businessKnowledgeModel>"

static const struct {
    const char *xml, *want;
} cases[] = {
    {FILE_OF(IN("n", "number") DOUBLE D(KNOWS("b") LIT("Twice as much(n) + 1"))), "15"},
    {FILE_OF(IN("n", "number") DOUBLE D(KNOWS("b") LIT("Twice as much(the number: n)"))), "14"},
    {FILE_OF(IN("n", "number") DOUBLE D(KNOWS("b") LIT("Twice as much(\"x\")"))), "null"},
    {FILE_OF(IN("n", "number")
             DOUBLE D(KNOWS("b") "<invocation>" LIT("Twice as much") BIND("the number", "n + 1") "</invocation>")),
     "16"},
    {FILE_OF(IN("n", "number") BANDS D(KNOWS("t") LIT("[Band(1), Band(n)]"))), "[\"low\", \"is 7\"]"},
    {FILE_OF(IN("n", "number") FACTORIAL D(KNOWS("f") LIT("fac(n)"))), "5040"},
    {FILE_OF(IN("n", "number") D("<context>" ENTRY("first part", LIT("n + 1")) ENTRY("b", LIT("first part * 2"))
                                 "<contextEntry>" LIT("b - 1") "</contextEntry></context>")),
     "15"},
    {FILE_OF(IN("n", "number") D("<context>" ENTRY("a", LIT("n")) ENTRY("b", LIT("[a]")) "</context>")),
     "{a: 7, b: [7]}"},
    {FILE_OF(IN("n", "number") D("<context>" ENTRY("f", "<functionDefinition>" PARAM("q") LIT("q + n")
                                                   "</functionDefinition>")
                                 "<contextEntry>" LIT("f(1)") "</contextEntry></context>")),
     "8"},
    {FILE_OF(IN("n", "number") D("<list>" LIT("n") LIT("null") "</list>")), "[7, null]"},
    {FILE_OF(IN("n", "number") D("<relation><column name='a'/><column name='b'/><row>" LIT("1") LIT("n")
                                 "</row><row>" LIT("2") LIT("\"x\"") "</row></relation>")),
     "[{a: 1, b: 7}, {a: 2, b: \"x\"}]"},
    {FILE_OF(IN("n", "number") D("<conditional><if>" LIT("n > 5") "</if><then>" LIT("\"a\"") "</then><else>" LIT("1")
                                 "</else></conditional>")),
     "\"a\""},
    {FILE_OF(IN("n", "number") D("<for iteratorVariable='i'><in>" LIT("[1,n]") "</in><return>" LIT("i * 2")
                                 "</return></for>")),
     "[2, 14]"},
    {FILE_OF(IN("n", "number") D("<every iteratorVariable='i'><in>" LIT("[1,n]") "</in><satisfies>" LIT("i < 7")
                                 "</satisfies></every>")),
     "false"},
    {FILE_OF(IN("n", "number") D("<filter><in>" LIT("[1,n,9]") "</in><match>" LIT("item >= n") "</match></filter>")),
     "[7, 9]"},
    {FILE_OF("<itemDefinition name='tSmall'><typeRef>number</typeRef><allowedValues>" T("< 5")
             "</allowedValues></itemDefinition><itemDefinition name='tSmalls' isCollection='true'>"
             "<typeRef>tSmall</typeRef></itemDefinition>" IN("n", "number")
             D("<variable name='D' typeRef='tSmalls'/>" LIT("[1, n]"))),
     "null"},
    {FILE_OF("<itemDefinition name='tP'><itemComponent name='full name'><typeRef>string</typeRef></itemComponent>"
             "</itemDefinition>" IN("n", "number")
             "<decision id='p' name='P'><variable typeRef='tP'/>" LIT("{full name: \"Ann\"}") "</decision>"
             "<decision id='d' name='D'>" NEEDS("n")
             "<informationRequirement><requiredDecision href='#p'/></informationRequirement>"
             LIT("P.full name + string(n)") "</decision>"),
     "\"Ann7\""},
    {FILE_OF(IN("n", "number") D("<variable typeRef='number'/>" LIT("\"seven\""))), "null"},
    {FILE_OF(IN("n", "number") D("<variable typeRef='number'/>" LIT("[n]"))), "7"},
};

static Value decide(Arena *mem, const Rules *r)
{
    Result result;
    Why w = {{0}};
    Err e = rules_eval(r, S("D"), &(Binding){S("n"), value_int(7)}, 1, mem, &result, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return result.value;
}

static void boxed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena *mem = arena_new(RULES_ARENA);
        Rules *r = NULL;
        Why w = {{0}};
        Err e = rules_load(mem, str_c(cases[i].xml), "t.dmn", &r, &w);
        if (e != OK) print_error("case %zu: %s\n", i, w.text);
        assert_ok(e);
        Str got = value_text(mem, decide(mem, r));
        if (!str_eq_c(got, cases[i].want)) print_error("case %zu\n", i);
        assert_str(got, cases[i].want);
        arena_free(mem);
    }
}

// The kit's models hold expressions that are wrong on purpose: there they are null, for us the file is refused.
static void wrong_on_purpose(void **state)
{
    (void)state;
    Arena *mem = arena_new(RULES_ARENA);
    Str xml = S(FILE_OF(IN("n", "number") D(LIT("no such thing(n")) "<decision id='e' name='E'>"
                        LIT("if nothing(1) = null and abs() = null then 2 else 3")
                        "</decision>"));
    Rules *r = NULL;
    Why w = {{0}};
    assert_int_equal(rules_load(mem, xml, "t.dmn", &r, &w), E_INPUT);
    assert_ok(tck_rules(mem, &xml, 1, "t.dmn", &r, &w));
    assert_int_equal(decide(mem, r).kind, VALUE_NULL);
    Result result;
    assert_ok(rules_eval(r, S("E"), NULL, 0, mem, &result, &w));
    assert_str(value_text(mem, result.value), "2");
    arena_free(mem);
}

#define SERVICE                                                                                                        \
    "<decisionService id='s' name='Sum up'><outputDecision href='#sum'/><inputDecision href='#part'/>"                 \
    "<inputData href='#n'/></decisionService><decision id='part' name='part'>" LIT("1") "</decision>"                  \
    "<decision id='sum' name='sum'>" NEEDS("n") "<informationRequirement><requiredDecision href='#part'/>"             \
    "</informationRequirement>" LIT("n * 100 + part") "</decision>"

// A decision service is a function: what it is given stands for what it would have asked, and only inside it.
static void services(void **state)
{
    (void)state;
    static const char *const calls[][2] = {
        {"Sum up(5, 2)", "502"},  {"Sum up(n: 3, part: 4)", "304"}, {"Sum up(5)", "null"}, {"Sum up(5, \"x\")", "null"},
        {"[Sum up(5, n), n]", "[507, 7]"},
    };
    for (size_t i = 0; i < COUNT(calls); i++) {
        Arena *mem = arena_new(RULES_ARENA);
        Str xml = str_fmt(mem, "%s%s%s", "<definitions xmlns='" DMN15 "'>" IN("n", "number") SERVICE
                          "<decision id='d' name='D'>" NEEDS("n") KNOWS("s") "<literalExpression><text><![CDATA[",
                          calls[i][0], "]]></text></literalExpression></decision></definitions>");
        Rules *r;
        Why w = {{0}};
        Err e = rules_load(mem, xml, "t.dmn", &r, &w);
        if (e != OK) print_error("%s\n", w.text);
        assert_ok(e);
        assert_str(value_text(mem, decide(mem, r)), calls[i][1]);
        arena_free(mem);
    }
}

#define OTHER                                                                                                          \
    "<definitions xmlns='" DMN15 "' namespace='urn:other' name='other'><itemDefinition name='small'>"                  \
    "<typeRef>number</typeRef></itemDefinition>" IN("k", "number") DOUBLE                                              \
    "<decision id='x' name='Base'>" NEEDS("k") LIT("k + 1") "</decision></definitions>"
#define IMPORTS(alias, more)                                                                                           \
    "<definitions xmlns='" DMN15 "' namespace='urn:main' name='main'><import namespace='urn:other' name='" alias       \
    "' importType='" DMN15 "'/>" IN("n", "number") more "</definitions>"
#define BASE "<informationRequirement><requiredDecision href='urn:other#x'/></informationRequirement>"

// Files beside each other: names of the imported one stand behind its alias, or as they are when it has none.
static void imports(void **state)
{
    (void)state;
    static const struct {
        const char *xml, *want;
    } files[] = {
        {IMPORTS("o", "<decision id='d' name='D'>" NEEDS("n") BASE LIT("o.Base + n") "</decision>"), "11"},
        {IMPORTS("", "<decision id='d' name='D'>" NEEDS("n") BASE LIT("Base + n") "</decision>"), "11"},
        {IMPORTS("o", "<decision id='d' name='D'>" NEEDS("n") KNOWS("x") "<knowledgeRequirement>"
                      "<requiredKnowledge href='urn:other#b'/></knowledgeRequirement>"
                      LIT("o.Twice as much(n)") "</decision>"), "14"},
        {IMPORTS("o", "<decision id='d' name='D'><variable name='D' typeRef='o.small'/>" NEEDS("n")
                      LIT("[n]") "</decision>"), "7"},
        {IMPORTS("", "<decision id='y' name='Base'>" LIT("50") "</decision><decision id='d' name='D'>" NEEDS("n") BASE
                     "<informationRequirement><requiredDecision href='#y'/></informationRequirement>"
                     LIT("Base") "</decision>"), "50"},
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        Arena *mem = arena_new(RULES_ARENA);
        Str both[] = {str_c(files[i].xml), S(OTHER)};
        Binding in[] = {{S("n"), value_int(7)}, {S("k"), value_int(3)}};
        Rules *r;
        Result result;
        Why w = {{0}};
        assert_ok(tck_rules(mem, both, 2, "t.dmn", &r, &w));
        assert_ok(rules_eval(r, S("D"), in, 2, mem, &result, &w));
        assert_str(value_text(mem, result.value), files[i].want);
        assert_int_equal(rules_load(mem, both[0], "t.dmn", &r, &w), E_INPUT);
        assert_str(str_c(w.text), "t.dmn:1: an import of another file is not supported");
        arena_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(boxed), cmocka_unit_test(wrong_on_purpose),
                                       cmocka_unit_test(services), cmocka_unit_test(imports)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
