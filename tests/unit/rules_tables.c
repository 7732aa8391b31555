// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Tables: hit policies, kinds and allowed values, graphs of decisions, JSON; tests written from the standard.
#include "rules/rules_json.h"
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

#define DMN15 "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define TEXT(x) "<text><![CDATA[" x "]]></text>"
#define IN(name, type)                                                                                                 \
    "<inputData id='" name "' name='" name "'><variable name='" name "' typeRef='" type "'/></inputData>"
#define NEEDS(id) "<informationRequirement><requiredInput href='#" id "'/></informationRequirement>"
#define NEEDS_DECISION(id) "<informationRequirement><requiredDecision href='#" id "'/></informationRequirement>"
#define COLUMN(expr, type) "<input><inputExpression typeRef='" type "'>" TEXT(expr) "</inputExpression></input>"
#define OUT(name, values) "<output name='" name "'><outputValues>" TEXT(values) "</outputValues></output>"
#define RULE(id, in, out)                                                                                              \
    "<rule id='" id "'><inputEntry>" TEXT(in) "</inputEntry><outputEntry>" TEXT(out) "</outputEntry></rule>\n"
#define RULE2(id, in, out1, out2)                                                                                      \
    "<rule id='" id "'><inputEntry>" TEXT(in) "</inputEntry><outputEntry>" TEXT(out1) "</outputEntry><outputEntry>"    \
    TEXT(out2) "</outputEntry></rule>\n"
#define FILE_OF(body) "<definitions xmlns='" DMN15 "' name='test'>\n" body "</definitions>"
#define TABLE(policy, outputs, rules)                                                                                  \
    FILE_OF(IN("n", "number") "<decision id='d' name='D'>" NEEDS("n")                                           \
            "<decisionTable " policy ">" COLUMN("n", "number")                                                         \
            outputs rules "</decisionTable></decision>")

static Rules *load(const char *xml)
{
    Rules *r = NULL;
    Why w = {0};
    Err e = rules_load(mem, str_c(xml), "t.dmn", &r, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return r;
}

static Result decide(const Rules *r, Value n)
{
    Result result;
    Why w = {0};
    Err e = rules_eval(r, S("D"), &(Binding){S("n"), n}, 1, mem, &result, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return result;
}

static void assert_value(const Rules *r, Value n, const char *text)
{
    assert_str(value_text(mem, decide(r, n).value), text);
}

static void assert_decide_fails(const Rules *r, Value n, const char *text)
{
    Result result = {.row_count = 77};
    Why w = {0};
    assert_int_equal(rules_eval(r, S("D"), &(Binding){S("n"), n}, 1, mem, &result, &w), E_INPUT);
    assert_str(str_c(w.text), text);
    assert_int_equal(result.row_count, 77); // untouched on failure
}

#define OVERLAP RULE("r1", "< 10", "\"a\"") RULE("r2", "> 5", "\"b\"") RULE("r3", "> 7", "\"b\"")

static void unique(void **state)
{
    (void)state;
    Rules *r = load(TABLE("", "<output/>", OVERLAP));
    assert_value(r, value_int(1), "\"a\"");
    assert_decide_fails(r, value_int(6), "decision \"D\": rules r1 and r2 both apply, but the hit policy is UNIQUE");
    assert_value(r, value_null(), "null"); // "not known" is neither below 10 nor above 5
    assert_int_equal(rules_find(r, S("d"))->hit_policy, HIT_UNIQUE);
}

// Large tables find their rules by text; the outcome is the same as from end to end.
static void indexed(void **state)
{
    (void)state;
    Buf b = buf_new(mem, KB(64));
    buf_c(&b, "<definitions xmlns='" DMN15 "'>" IN("n", "string") "<decision name='D'>" NEEDS("n")
              "<decisionTable hitPolicy='COLLECT'>" COLUMN("n", "string") "<output/>");
    for (int i = 0; i < 40; i++) {
        if (i == 20) buf_c(&b, RULE("r20", "-", "20"));
        else buf_fmt(&b, "<rule><inputEntry><text>\"w%d\",\"x\",\"w%d\"</text></inputEntry><outputEntry>"
                         "<text>%d</text></outputEntry></rule>", i % 10, i % 10, i);
    }
    buf_c(&b, "</decisionTable></decision></definitions>");
    Rules *r = load(str_z(mem, buf_str(&b)));
    assert_value(r, value_str(S("w3")), "[3, 13, 20, 23, 33]");
    assert_value(r, value_str(S("w0")), "[0, 10, 20, 30]");
    assert_value(r, value_str(S("none")), "[20]");
    assert_value(r, value_null(), "[20]");
    assert_int_equal(decide(r, value_str(S("x"))).row_count, 40);
}

static void any(void **state)
{
    (void)state;
    Rules *r = load(TABLE("hitPolicy='ANY'", "<output/>", OVERLAP));
    assert_value(r, value_int(20), "\"b\"");
    assert_int_equal(decide(r, value_int(20)).fired_count, 2);
    assert_decide_fails(r, value_int(8),
                        "decision \"D\": rules r1 and r2 both apply and differ, but the hit policy is ANY");
}

static void first(void **state)
{
    (void)state;
    Rules *r = load(TABLE("hitPolicy='FIRST'", "<output/>", OVERLAP));
    assert_value(r, value_int(8), "\"a\"");
    assert_value(r, value_int(11), "\"b\"");
    assert_int_equal(decide(r, value_int(11)).fired[0], 1);
}

static void priority(void **state)
{
    (void)state;
    Rules *r = load(TABLE("hitPolicy='PRIORITY'", OUT("o", "\"b\",\"a\""), OVERLAP));
    Result x = decide(r, value_int(8));
    assert_str(x.value.string, "b");
    assert_int_equal(x.fired_count, 1);
    assert_int_equal(x.fired[0], 1);
    assert_value(r, value_int(1), "\"a\"");
}

static void rule_order(void **state)
{
    (void)state;
    Rules *r = load(TABLE("hitPolicy='RULE ORDER'", "<output/>", OVERLAP));
    assert_value(r, value_int(8), "[\"a\", \"b\", \"b\"]");
    assert_value(r, value_int(1), "[\"a\"]");
}

static void output_order(void **state)
{
    (void)state;
    Rules *r = load(TABLE("hitPolicy='OUTPUT ORDER'", OUT("o", "\"b\",\"a\""), OVERLAP));
    Result x = decide(r, value_int(8));
    assert_str(value_text(mem, x.value), "[\"b\", \"b\", \"a\"]");
    assert_int_equal(x.fired[0], 1); // the rows and the rules that gave them go together
    assert_int_equal(x.fired[1], 2);
    assert_int_equal(x.fired[2], 0);
    // several outputs: the first decides, then the second
    Rules *two = load(TABLE("hitPolicy='OUTPUT ORDER'", OUT("p", "\"x\",\"y\"") OUT("q", "1,2"),
                            RULE2("r1", "-", "\"y\"", "1") RULE2("r2", "-", "\"x\"", "2")
                            RULE2("r3", "-", "\"x\"", "1")));
    assert_value(two, value_int(0), "[{p: \"x\", q: 1}, {p: \"x\", q: 2}, {p: \"y\", q: 1}]");
}

#define NUMBERS RULE("r1", "> 1", "100") RULE("r2", "> 2", "0.1") RULE("r3", "> 3", "0.2") RULE("r4", "> 3", "0.2")

static void collect(void **state)
{
    (void)state;
    static const char *const files[] = {
        TABLE("hitPolicy='COLLECT'", "<output/>", NUMBERS),
        TABLE("hitPolicy='COLLECT' aggregation='SUM'", "<output/>", NUMBERS),
        TABLE("hitPolicy='COLLECT' aggregation='MIN'", "<output/>", NUMBERS),
        TABLE("hitPolicy='COLLECT' aggregation='MAX'", "<output/>", NUMBERS),
        TABLE("hitPolicy='COLLECT' aggregation='COUNT'", "<output/>", NUMBERS),
    };
    static const char *const want[] = {"[100, 0.1, 0.2, 0.2]", "100.5", "0.1", "100", "4"};
    for (size_t i = 0; i < COUNT(files); i++) {
        Rules *r = load(files[i]);
        assert_value(r, value_int(9), want[i]);
        assert_value(r, value_int(0), "null");
        assert_int_equal(decide(r, value_int(9)).fired_count, 4);
    }
}

static void defaults(void **state)
{
    (void)state;
    Rules *r = load(TABLE("", "<output name='o' typeRef='string'><defaultOutputEntry>" TEXT("\"else\"")
                              "</defaultOutputEntry></output><output name='p'/>", RULE2("r1", "1", "\"one\"", "null")));
    assert_value(r, value_int(1), "{o: \"one\", p: null}");
    assert_value(r, value_int(2), "{o: \"else\", p: null}");
    Result x = decide(r, value_int(2));
    assert_int_equal(x.fired_count, 0);
    assert_int_equal(x.row_count, 1);
    assert_str(result_get(&x, 0, S("o")).string, "else");
    assert_int_equal(result_get(&x, 0, S("nothing")).kind, VALUE_NULL);
    assert_int_equal(result_get(&x, 1, S("o")).kind, VALUE_NULL);
}

static void kinds(void **state)
{
    (void)state;
    Rules *r = load(TABLE("", "<output/>", RULE("r1", "null", "\"none\"") RULE("r2", "not(null)", "\"some\"")));
    assert_value(r, value_null(), "\"none\"");
    assert_value(r, value_int(0), "\"some\"");
    assert_decide_fails(r, value_str(S("1")), "input \"n\" is a string; it must be a number");
    Result x;
    Why w = {0};
    assert_int_equal(rules_eval(r, S("D"), NULL, 0, mem, &x, &w), E_INPUT);
    assert_str(str_c(w.text), "input \"n\" is missing; bind null when it is not known");
    assert_int_equal(rules_eval(r, S("E"), NULL, 0, mem, &x, &w), E_NOTFOUND);
    assert_str(str_c(w.text), "there is no decision \"E\"");
}

#define DATES                                                                                                          \
    "<itemDefinition name='answer'><typeRef>string</typeRef><allowedValues>" TEXT("\"ja\",\"nee\"")                    \
    "</allowedValues></itemDefinition><itemDefinition name='answer2'><typeRef>answer</typeRef></itemDefinition>"       \
    IN("day", "date") IN("is it", "answer2") "<decision id='d' name='D'>" NEEDS("day") NEEDS("is it")                  \
    "<decisionTable>" COLUMN("day", "date") "<input label='Klaar'><inputExpression>" TEXT("is  it")                    \
    "</inputExpression></input><output name='o'/><annotation name='why'/><rule id='r1'><inputEntry>"                   \
    TEXT("[date(\"2026-01-01\")..date(\"2026-12-31\")]") "</inputEntry><inputEntry>" TEXT("\"ja\"")                    \
    "</inputEntry><outputEntry>" TEXT("date(\"2027-01-01\")") "</outputEntry><annotationEntry>" TEXT("dit jaar")       \
    "</annotationEntry></rule></decisionTable></decision>"

static void dates_and_types(void **state)
{
    (void)state;
    Rules *r = load(FILE_OF(DATES));
    const Decision *d = rules_decision(r, 0);
    assert_int_equal(d->need_count, 2);
    assert_str(d->needs[1]->name, "is it");
    assert_int_equal(d->needs[1]->type, TYPE_STRING);
    assert_str(d->needs[1]->allowed, "\"ja\",\"nee\"");
    Binding *in;
    size_t count;
    Why w = {0};
    assert_ok(rules_bindings_from_json(d, S("{\"day\": \"2026-06-01\", \"is it\": \"ja\"}"), mem, &in, &count, &w));
    Result x;
    assert_ok(rules_eval(r, S("D"), in, count, mem, &x, &w));
    Buf out = buf_new(mem, KB(4));
    Json j = json_to(&out);
    rules_result_to_json(&j, r, &x, RULES_NL, mem);
    assert_str(buf_str(&out),
               "{\"decision\":\"D\",\"value\":\"2027-01-01\",\"rows\":[{\"o\":\"2027-01-01\"}],"
               "\"fired\":[{\"rule\":\"r1\","
               "\"annotations\":{\"why\":\"dit jaar\"},\"because\":[\"day is 01-06-2026 (vanaf 01-01-2026 tot en met "
               "31-12-2026)\",\"Klaar is ja\"],\"sentence\":\"Regel r1 geldt, omdat day 01-06-2026 is (vanaf 01-01-2026 tot en "
               "met 31-12-2026) en Klaar ja is.\"}],\"near\":[]}");
    in[1].value = value_str(S("nee"));
    assert_ok(rules_eval(r, S("D"), in, count, mem, &x, &w));
    Explained why_not;
    rules_explain(r, &x, RULES_EN, mem, &why_not);
    assert_int_equal(why_not.fired_count, 0);
    assert_int_equal(why_not.near_count, 1);
    assert_str(why_not.near[0].failed.words, "Klaar is nee; asked: ja");
    in[1].value = value_str(S("maybe"));
    assert_int_equal(rules_eval(r, S("D"), in, count, mem, &x, &w), E_INPUT);
    assert_str(str_c(w.text), "the value of input \"is it\" is not one of \"ja\",\"nee\"");
}

static void json(void **state)
{
    (void)state;
    Rules *r = load(TABLE("", "<output/>", RULE("r1", "-", "n")));
    const Decision *d = rules_decision(r, 0);
    static const char *const good[][2] = {{"{\"n\": 0.1}", "0.1"},
                                          {"{\"n\": \"0.12345678901234567890\"}",
                                           "\"0.1234567890123456789\""},
                                          {"{\"n\": -7}", "-7"},        {"{}", "null"},
                                          {"{\"n\": null}", "null"},    {"{\"n\": 1e3}", "1000"}};
    static const char *const bad[][2] = {
        {"{\"n\": \"x\"}", "input \"n\" must be a number"},
        {"{\"n\": [1]}", "input \"n\" must be a number"},
        {"{\"m\": 1}", "decision \"D\" has no input \"m\""},
        {"[1]", "the JSON must be an object: {\"input\": value}"},
        {"{\"n\": 1, \"n\": 2}", "line 1: this is not JSON: duplicate object key near '\"n\"'"},
    };
    Binding *in;
    size_t count;
    Result x;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_ok(rules_bindings_from_json(d, str_c(good[i][0]), mem, &in, &count, NULL));
        assert_ok(rules_eval(r, S("D"), in, count, mem, &x, NULL));
        Buf out = buf_new(mem, KB(1));
        Json j = json_to(&out);
        value_to_json(&j, x.value);
        assert_str(buf_str(&out), good[i][1]);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        Why w = {0};
        assert_int_equal(rules_bindings_from_json(d, str_c(bad[i][0]), mem, &in, &count, &w), E_INPUT);
        assert_str(str_c(w.text), bad[i][1]);
    }
}

// Total = (n + 1) * 2, in a chain of decisions; D asks Total.
static void graph(void **state)
{
    (void)state;
    Rules *r = load(FILE_OF(
        IN("n", "number") "<decision id='d' name='D'>" NEEDS_DECISION("t") "<decisionTable>"
        COLUMN("Grand Total", "number")
        "<output/>" RULE("r1", ">= 10", "\"much\"") RULE("r2", "< 10", "\"little\"") "</decisionTable></decision>"
        "<decision id='t' name='Grand Total'>" NEEDS_DECISION("s") "<literalExpression>" TEXT("Step * 2")
        "</literalExpression></decision><decision id='s' name='Step'>" NEEDS("n") "<literalExpression>" TEXT("n + 1")
        "</literalExpression></decision>"));
    assert_int_equal(rules_decision(r, 0)->need_count, 1);
    assert_value(r, value_int(4), "\"much\"");
    assert_value(r, value_int(3), "\"little\"");
    Result x;
    assert_ok(rules_eval(r, S("Grand Total"), &(Binding){S("n"), value_int(3)}, 1, mem, &x, NULL));
    assert_str(value_text(mem, x.value), "8");
    Explained e;
    rules_explain(r, &x, RULES_NL, mem, &e); // an expression has no rules to name
    assert_int_equal(e.fired_count, 0);
}

// Each decision lists the one before twice: more values than memory holds, unless it is stopped.
static void growth(void **state)
{
    (void)state;
    Buf b = buf_new(mem, KB(256));
    buf_c(&b, "<definitions xmlns='" DMN15 "'>" IN("n", "number"));
    for (int i = 0; i < 40; i++) {
        buf_fmt(&b, "<decision id='d%d' name='d%d'>", i, i);
        if (i > 0)
            buf_fmt(&b, "<informationRequirement><requiredDecision href='#d%d'/></informationRequirement>", i - 1);
        buf_c(&b, "<decisionTable hitPolicy='COLLECT'><output/>");
        for (int k = 0; k < 2; k++)
            buf_fmt(&b, "<rule><outputEntry><text>%s%d</text></outputEntry></rule>", i ? "d" : "", i ? i - 1 : 1);
        buf_c(&b, "</decisionTable></decision>");
    }
    buf_c(&b, "</definitions>");
    Rules *r;
    assert_ok(rules_load(mem, buf_str(&b), "t.dmn", &r, NULL));
    Result x;
    Why w = {0};
    assert_ok(rules_eval(r, S("d5"), NULL, 0, mem, &x, &w));
    assert_int_equal(rules_eval(r, S("d39"), NULL, 0, mem, &x, &w), E_LIMIT);
    assert_str(str_c(w.text), "decision \"d13\" gives more than fits");
}

static void screens(void **state)
{
    (void)state;
    Rules *r = load(TABLE("hitPolicy='COLLECT' aggregation='MAX'", OUT("o", "1,2"),
                          RULE("r1", "", "1") RULE("r2", "[1..5]", "2")));
    const Decision *d = rules_decision(r, 0);
    assert_str(rules_title(r), "test");
    assert_str(rules_name(r), "t.dmn");
    assert_true(str_starts(rules_source(r), S("<definitions")));
    assert_string_equal(hit_policy_name(d->hit_policy), "COLLECT");
    assert_string_equal(aggregation_name(d->aggregation), "MAX");
    assert_string_equal(type_name(d->inputs[0].type), "number");
    assert_str(d->inputs[0].label, "n");
    assert_str(d->outputs[0].allowed, "1,2");
    assert_int_equal(d->rule_count, 2);
    assert_str(d->rules[0].inputs[0], "-"); // an empty cell asks nothing
    assert_str(d->rules[1].inputs[0], "[1..5]");
    assert_str(d->rules[1].outputs[0], "2");
    assert_int_equal(d->rules[1].line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(unique, setup, teardown),
        cmocka_unit_test_setup_teardown(any, setup, teardown),
        cmocka_unit_test_setup_teardown(indexed, setup, teardown),
        cmocka_unit_test_setup_teardown(first, setup, teardown),
        cmocka_unit_test_setup_teardown(priority, setup, teardown),
        cmocka_unit_test_setup_teardown(rule_order, setup, teardown),
        cmocka_unit_test_setup_teardown(output_order, setup, teardown),
        cmocka_unit_test_setup_teardown(collect, setup, teardown),
        cmocka_unit_test_setup_teardown(defaults, setup, teardown),
        cmocka_unit_test_setup_teardown(kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(dates_and_types, setup, teardown),
        cmocka_unit_test_setup_teardown(json, setup, teardown),
        cmocka_unit_test_setup_teardown(graph, setup, teardown),
        cmocka_unit_test_setup_teardown(growth, setup, teardown),
        cmocka_unit_test_setup_teardown(screens, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
