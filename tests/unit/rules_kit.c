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

#define GATE(name, value, allowed)                                                                                     \
    DECIDE(name, "Any",                                                                                                \
           "<decisionTable><input><inputExpression><text>" value "</text></inputExpression>"                           \
           "<inputValues><text>" allowed "</text></inputValues></input><output/>"                                      \
           "<rule><inputEntry><text>" value "</text></inputEntry>"                                                     \
           "<outputEntry><text>\"in\"</text></outputEntry></rule></decisionTable>")
#define FILE_OF(ns, imports, body)                                                                                     \
    "<definitions xmlns='" DMN15 "' name='m' namespace='" ns "'>" imports body "</definitions>"
#define WITH(ns) "<import name='' namespace='" ns "' importType='" DMN15 "'/>"
#define GIVE(name, text) DECIDE(name, "string", LIT(text))
#define TAKE(name, kind, href, type, text)                                                                             \
    "<decision id='" name "' name='" name "'><variable name='" name "' typeRef='" type "'/><" kind                     \
    "Requirement><required" href "/></" kind "Requirement>" LIT(text) "</decision>"

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
    {"is(value2: 1)", "false"},
    {"is(value1: 1, value3: 1)", "null"},
    {"duration(\"PT0.S\")", "duration(\"PT0S\")"},
    // a range without an end is not one whose end is null
    {"(< 10) = (< 10)", "true"},
    {"(< 10) = (null..10)", "false"},
    {"(= 10) = [10..10]", "true"},
    {"range(\"[1..)\") = (>= 1)", "true"},
    {"range(\"< 4\").start", "null"},
    {"range(\">= duration(\\\"PT2H\\\")\").start included", "true"},
    {"range(\"<\")", "null"},
    // what is called so, at any depth; null is passed over
    {"{a: {b: {x: 1}, x: 2}}...x", "[1, 2]"},
    {"[{x: 1}, [{y: {x: 2}}], 3, {x: null}]...x", "[1, 2]"},
    {"{a: {\"x y\": 1}, \"x y\": 2}...x y", "[1, 2]"},
    {"5...x", "[]"},
    {"[0...5].start", "0"},
    {"{p: {k: 1, n: 2}, q: {p: {k: 2, n: 3}}}...p[k = 2]...n", "[3]"},
    // names of more than a word after a dot
    {"{a: {first name: 1}}.a.first name + 1", "2"},
    {"for p in [{first name: \"A\"}] return p.first name", "[\"A\"]"},
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
    // values of the cases without a type: inputs are of the type that the model says, outcomes of the kind that came
    {MODEL("<itemDefinition name='loan'><itemComponent name='amount'><typeRef>number</typeRef></itemComponent>"
           "<itemComponent name='on' isCollection='true'><typeRef>date</typeRef></itemComponent></itemDefinition>"
           "<inputData id='i' name='I'><variable name='I' typeRef='loan'/></inputData><inputData id='s' name='S'>"
           "<variable name='S' typeRef='string'/></inputData>"
           "<decision id='d' name='D'><informationRequirement><requiredInput href='#i'/></informationRequirement>"
           "<informationRequirement><requiredInput href='#s'/></informationRequirement>" LIT(
               "{a: I.amount * 2, d: I.on[1] + duration(\"P1D\"), s: S, b: I.amount > 1}") "</decision>"),
     CASES("<testCase id='1'><inputNode name='I'><component name='amount'><value>1.50</value></component>"
           "<component name='on'><list><item><value>2026-11-22</value></item></list></component></inputNode>"
           "<inputNode name='S'><value>12</value></inputNode><resultNode name='D'><expected>"
           "<component name='a'><value> 3.0 </value></component><component name='d'><value>2026-11-23</value>"
           "</component><component name='s'><value>12</value></component><component name='b'><value>true</value>"
           "</component></expected></resultNode><resultNode name='D'><computed><component name='a'><value>3</value>"
           "</component><component name='d'><value>2026-11-23</value></component><component name='s'><value>12"
           "</value></component><component name='b'><value>true</value></component></computed></resultNode>"
           "</testCase>")},
    // the values an input may have: what can't be read lets nothing pass, "?" alone lets everything
    {MODEL(GATE("A", "false", "(1, true)") GATE("B", "false", "?") GATE("C", "1", "?") GATE("D", "3", "not(1, 2)")
               GATE("E", "\"foo\"", "string length(\"?\") = 1") GATE("F", "\"foo\"", "string length(?) = 3")),
     CASES(CASE("A", NIL) CASE("B", TEXT("in")) CASE("C", TEXT("in")) CASE("D", TEXT("in")) CASE("E", NIL)
               CASE("F", TEXT("in")))},
};

static void run_files(const Str *files, size_t count, Str cases)
{
    Arena *mem = arena_new(RULES_ARENA);
    Rules *r = NULL;
    Tck *t;
    Why w = {{0}};
    if (tck_rules(mem, files, count, "t.dmn", &r, &w) != OK) print_error("%s\n", w.text);
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

static void run_cases(Str model, Str cases) { run_files(&model, 1, cases); }

static void kit_models(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(models); i++) run_cases(str_c(models[i].model), str_c(models[i].cases));
}

// What is imported without a name is there as if it stood in the file itself, also from files that it imports in turn;
// of what is called the same, the file itself goes first, then what is imported first. Files may import each other.
static void joined_files(void **state)
{
    (void)state;
    const Str files[] = {
        S(FILE_OF("a", WITH("b") WITH("c"),
                  TAKE("D1", "information", "Decision href='#two'", "word", "two") GIVE("three", "\"a\"")
                      TAKE("D2", "information", "Input href='#i'", "word", "I")
                          TAKE("D3", "knowledge", "Knowledge href='#f'", "string", "f()")
                              TAKE("D4", "information", "Decision href='c#two'", "string", "two"))),
        S(FILE_OF("b", WITH("d") WITH("a"), "")),
        S(FILE_OF("c", "", GIVE("two", "\"c\""))),
        S(FILE_OF("d", WITH("b"),
                  "<itemDefinition name='word'><typeRef>string</typeRef></itemDefinition><inputData id='i' name='I'/>"
                  "<businessKnowledgeModel id='f' name='f'><encapsulatedLogic>" LIT("\"f\"")
                  "</encapsulatedLogic></businessKnowledgeModel>" GIVE("three", "\"d\"") GIVE("four", "\"4\"")
                      TAKE("two", "information", "Decision href='d#three'", "string", "three + \"d\""))),
        S(FILE_OF("a", "", "")),
    };
    run_files(files, COUNT(files),
              S(CASES(CASE("D1", TEXT("ad")) CASE("D3", TEXT("f")) CASE("D4", TEXT("ad")) CASE("four", TEXT("4"))
                          "<testCase id='2'><inputNode name='I'>" TEXT("x") "</inputNode><resultNode name='D2'>"
                      "<expected>" TEXT("x") "</expected></resultNode></testCase><testCase id='3'><inputNode name='I'>"
                      "<value xsi:type='xsd:decimal'>1</value></inputNode><resultNode name='D2'><expected>" NIL
                      "</expected></resultNode></testCase>")));
}

// A service over more files: inputs by the namespace of their file, outcomes as the file of the service calls them.
static void service_of_files(void **state)
{
    (void)state;
#define TWICE(more)                                                                                                    \
    "<inputData id='i' name='I'/>" TAKE("D", "information", "Input href='#i'", "string", "I + I" more)
#define GIVEN(ns, value) "<inputNode name='I' namespace='" ns "'>" TEXT(value) "</inputNode>"
#define GIVES(name, value) "<resultNode name='" name "'><expected>" TEXT(value) "</expected></resultNode>"
    const Str files[] = {
        S(FILE_OF("a", "<import name='x' namespace='b' importType='" DMN15 "'/>" WITH("c"),
                  "<decisionService id='s' name='s'><outputDecision href='b#D'/><outputDecision href='c#D'/>"
                  "<inputData href='b#i'/><inputData href='c#i'/></decisionService>")),
        S(FILE_OF("b", "", TWICE(" + \"!\""))),
        S(FILE_OF("c", "", TWICE(""))),
    };
    run_files(files, COUNT(files),
              S(CASES("<testCase id='1' invocableName='s' type='decisionService'>" GIVEN("", "1") GIVEN("b", "2")
                      GIVES("x.D", "22!") GIVES("D", "11") "</testCase>")));
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
        cmocka_unit_test(joined_files),
        cmocka_unit_test(service_of_files),
        cmocka_unit_test(many_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
