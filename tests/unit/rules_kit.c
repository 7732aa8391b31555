// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// How models of the test kit are read: what is wrong in one place is null there, and the rest still counts.
#include "base/buf.h"
#include "rules/feel.h"
#include "rules/tck.h"
#include "unit.h"

#define DMN15 "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define TESTS "http://www.omg.org/spec/DMN/20160719/testcase"
#define MODEL(body) "<definitions xmlns='" DMN15 "' name='t' namespace='n'>" body "</definitions>"
#define LIT(text) "<literalExpression><text><![CDATA[" text "]]></text></literalExpression>"
#define DECIDE(name, type, text)                                                                                       \
    "<decision id='" name "' name='" name "'><variable name='" name "' typeRef='" type "'/>" text "</decision>"
#define CASES(body)                                                                                                    \
    "<testCases xmlns='" TESTS "' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "                              \
    "xmlns:xsd='http://www.w3.org/2001/XMLSchema'><modelName>t.dmn</modelName>" body "</testCases>"
#define CASE(name, value)                                                                                              \
    "<testCase id='1'><resultNode name='" name "' type='decision'><expected>" value "</expected></resultNode>"         \
    "</testCase>"

#define NIL "<value xsi:nil='true'/>"
#define TEXT(s) "<value xsi:type='xsd:string'>" s "</value>"
#define COLOUR                                                                                                         \
    "<itemDefinition name='colour'><typeRef>string</typeRef><allowedValues><text>\"red\",\"green\"</text>"             \
    "</allowedValues></itemDefinition><itemDefinition name='paint'><functionItem outputTypeRef='colour'>"              \
    "<parameters name='c'/></functionItem></itemDefinition><inputData id='i' name='I'/>"
#define PAINT                                                                                                          \
    "<decision id='painter' name='painter'><variable name='painter' typeRef='paint'/>" LIT("function(c: string) c")    \
    "</decision>"
#define ASK(name, logic)                                                                                               \
    "<decision id='" name "' name='" name "'><informationRequirement><requiredInput href='#i'/>"                       \
    "</informationRequirement><informationRequirement><requiredDecision href='#painter'/></informationRequirement>"    \
    "<knowledgeRequirement><requiredKnowledge href='#t'/></knowledgeRequirement>" logic "</decision>"
#define BLUE(name, value)                                                                                              \
    "<testCase id='" name "'><inputNode name='I'>" TEXT("blue") "</inputNode><resultNode name='" name "'><expected>"   \
    value "</expected></resultNode></testCase>"

static const struct {
    const char *text, *want;
} lines[] = {
    // functions of FEEL itself handed over as values
    {"(function(f, g) f(-5) * g(25))(abs, sqrt)", "25"},
    {"(function(f) f([1, 2, 3]) * f(1, 2))(sum)", "18"},
    {"(function(f) f(10, 2))(sqrt)", "null"},
    {"(function(f) f(number: 4))(sqrt)", "null"},
    {"abs instance of function<number>->number", "false"},
    {"3 in (null..10]", "null"},
    {"3 in [1..null]", "null"},
    {"0 in [1..null]", "false"},
    {"3 in (< 10)", "true"},
    {"[1..10[.end included", "false"},
    {"duration(\"PT0.S\")", "duration(\"PT0S\")"},
    // a range without an end is not one whose end is null
    {"(< 10) = (< 10)", "true"},
    {"(< 10) = (null..10)", "false"},
    {"(= 10) = [10..10]", "true"},
    {"range(\"[1..)\") = (>= 1)", "true"},
    // times are compared in whole seconds
    {"@\"10:30:00.1\" = @\"10:30:00.9\"", "true"},
    {"@\"2026-01-01T10:30:00.1\" < @\"2026-01-01T10:30:00.9\"", "false"},
    {"@\"10:30:00\" = @\"10:30:01\"", "false"},
};

static void kit_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        Arena *mem = arena_new(MB(8));
        Eval ev = {.mem = mem};
        Expr e = {0};
        Why w = {{0}};
        Err err = feel_expression(mem, str_c(lines[i].text), (Scope){.lenient = true}, &e, &w);
        Str got = value_text(mem, err == OK ? feel_value(&e, &ev, NULL) : value_null());
        if (!str_eq_c(got, lines[i].want)) print_error("%s: %s\n", lines[i].text, w.text);
        assert_str(got, lines[i].want);
        arena_free(mem);
    }
}

// Each model with the cases it must pass.
static const struct {
    const char *model, *cases;
} models[] = {
    // two decisions of one name, one that requires itself, one that requires what is not there
    {MODEL(DECIDE("A", "number", LIT("1")) DECIDE("A", "number", LIT("2"))
               "<decision id='c' name='C'><informationRequirement><requiredDecision href='#c'/>"
               "</informationRequirement>" LIT("C") "</decision>"
               "<decision id='d' name='D'><informationRequirement><requiredInput href='#none'/>"
               "</informationRequirement>" LIT("1") "</decision>"),
     CASES(CASE("A", "<value xsi:type='xsd:decimal'>1</value>") CASE("C", "<value xsi:nil='true'/>")
               CASE("D", "<value xsi:type='xsd:decimal'>1</value>"))},
    // a type that names itself, a type whose allowed values can't be read, an import that is not there
    {MODEL("<import name='x' namespace='elsewhere' importType='" DMN15 "'/>"
           "<itemDefinition name='tree'><itemComponent name='kids' isCollection='true'><typeRef>tree</typeRef>"
           "</itemComponent></itemDefinition><itemDefinition name='odd'><typeRef>string</typeRef><allowedValues>"
           "<text>((</text></allowedValues></itemDefinition>" DECIDE("A", "tree", LIT("{kids: []}"))
               DECIDE("B", "odd", LIT("\"x\"")) DECIDE("C", "number", LIT("1 +"))),
     CASES(CASE("A", "<component name='kids'><list/></component>") CASE("C", "<value xsi:nil='true'/>"))},
    // an input that does not fit its type is null, and the decision is still made
    {MODEL("<inputData id='i' name='I'><variable name='I' typeRef='number'/></inputData><decision id='d' name='D'>"
           "<informationRequirement><requiredInput href='#i'/></informationRequirement>" LIT("I = null")
           "</decision>"),
     CASES("<testCase id='1'><inputNode name='I'><value xsi:type='xsd:string'>x</value></inputNode>"
           "<resultNode name='D' type='decision'><expected><value xsi:type='xsd:boolean'>true</value></expected>"
           "</resultNode></testCase>")},
    // types of colours: a function, a cell, an argument and an outcome are of the type that their place names
    {MODEL(COLOUR PAINT ASK("A", "<invocation>" LIT("function(c) c") "<binding><parameter name='c' typeRef='colour'/>"
                                 LIT("I") "</binding></invocation>")
               ASK("B", "<relation><column name='c' typeRef='colour'/><row>" LIT("I") "</row></relation>")
               ASK("C", "<decisionTable><output name='x' typeRef='colour'/><output name='y'/><rule><outputEntry><text>I"
                        "</text></outputEntry><outputEntry><text>I</text></outputEntry></rule></decisionTable>")
               ASK("D", "<decisionTable><output/><rule><outputEntry typeRef='colour'><text>I</text></outputEntry>"
                        "</rule></decisionTable>")
               ASK("E", "<decisionTable><input><inputExpression><text>I</text></inputExpression><inputValues>"
                        "<text>\"red\"</text></inputValues></input><output/><rule><inputEntry><text>null</text>"
                        "</inputEntry><outputEntry><text>\"none\"</text></outputEntry></rule></decisionTable>")
               ASK("F", "<decisionTable><output><outputValues><text>\"red\"</text></outputValues></output><rule>"
                        "<outputEntry><text>I</text></outputEntry></rule></decisionTable>")
               ASK("G", LIT("{f: painter, r: f(I)}.r")) ASK("H", LIT("typed(I)"))
                   "<businessKnowledgeModel id='t' name='typed'><encapsulatedLogic typeRef='paint'>"
                   "<formalParameter name='c'/>" LIT("c") "</encapsulatedLogic></businessKnowledgeModel>"
                   "<decisionService id='s' name='S'><variable name='S' typeRef='paint'/><outputDecision href='#o'/>"
                   "<inputData href='#i'/></decisionService>"
                   "<decision id='o' name='O'><informationRequirement><requiredInput href='#i'/>"
                   "</informationRequirement>" LIT("I") "</decision>"),
     CASES(BLUE("A", NIL) BLUE("B", "<list><item><component name='c'>" NIL "</component></item></list>")
               BLUE("C", "<component name='x'>" NIL "</component><component name='y'>" TEXT("blue") "</component>")
                   BLUE("D", NIL) BLUE("E", TEXT("none")) BLUE("F", NIL) BLUE("G", NIL) BLUE("H", NIL)
                       BLUE("S", NIL))},
};

static void run_cases(Str model, Str cases)
{
    Arena *mem = arena_new(RULES_ARENA);
    Rules *r = NULL;
    Tck *t;
    Why w = {{0}};
    if (tck_rules(mem, &model, 1, "t.dmn", &r, &w) != OK) print_error("%s\n", w.text);
    assert_ok(tck_load(mem, cases, "t.xml", &t, &w));
    for (size_t i = 0; i < tck_count(t); i++) {
        TckLine line = tck_run(t, i, r, 0, mem);
        if (!line.passed)
            print_error("%.*s: expected %.*s, got %.*s %.*s\n", STR_ARG(line.id), STR_ARG(line.expected),
                        STR_ARG(line.got), STR_ARG(line.reason));
        assert_true(line.passed);
    }
    arena_free(mem);
}

static void kit_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(models); i++) run_cases(str_c(models[i].model), str_c(models[i].cases));
}

// Models of the kit hold far more decisions than a table that decides about people may.
static void many_decisions(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(8));
    Buf b = buf_new(mem, MB(1));
    buf_c(&b, "<definitions xmlns='" DMN15 "' name='t' namespace='n'>");
    for (int i = 0; i < 4 * RULES_DECISIONS_MAX; i++)
        buf_fmt(&b, "<decision id='d%d' name='d%d'>" LIT("%d") "</decision>", i, i, i);
    buf_c(&b, "</definitions>");
    Rules *r;
    Why w;
    assert_int_equal(rules_load(mem, buf_str(&b), "t.dmn", &r, &w), E_LIMIT);
    run_cases(buf_str(&b), S(CASES(CASE("d1000", "<value xsi:type='xsd:decimal'>1000</value>"))));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kit_lines),
        cmocka_unit_test(kit_models),
        cmocka_unit_test(many_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
