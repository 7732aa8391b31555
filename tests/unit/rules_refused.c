// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Files that loading must refuse, with the exact message a person gets.
#include "base/buf.h"
#include "rules/rules.h"
#include "unit.h"

#define DMN15 "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define FILE_OF(body) "<definitions xmlns='" DMN15 "'>\n" body "</definitions>"
#define INPUT "<inputData id='n' name='n'><variable typeRef='number'/></inputData>"
#define NEEDS "<informationRequirement><requiredInput href='#n'/></informationRequirement>"
#define DECISION(body) FILE_OF(INPUT "<decision id='d' name='D'>" NEEDS "\n" body "</decision>")
#define COLUMN "<input><inputExpression><text>n</text></inputExpression></input>"
#define TABLE(policy, rest) DECISION("<decisionTable " policy ">" COLUMN rest "</decisionTable>")
#define RULE(in, out)                                                                                                  \
    "<rule id='r1'><inputEntry><text>" in "</text></inputEntry>\n<outputEntry><text>" out "</text></outputEntry></rule>"

typedef struct Refusal {
    const char *xml, *message;
} Refusal;

static const Refusal xml_refusals[] = {
    {"", "t.dmn: the file is empty"},
    {"no xml", "t.dmn:1: this is not well-formed XML: Start tag expected, '<' not found"},
    {"<a>\n<b></a>", "t.dmn:2: this is not well-formed XML: Opening and ending tag mismatch: b line 2 and a"},
    {"<a>&x;</a>", "t.dmn:1: this is not well-formed XML: Entity 'x' not defined"},
    {"<a>\xff</a>", "t.dmn:1: this is not well-formed XML: "
                    "Input is not proper UTF-8, indicate encoding ! Bytes: 0xFF 0x3C 0x2F 0x61"},
    {"<?xml version='1.0' encoding='EBCDIC-9'?><a/>",
     "t.dmn:1: the encoding is EBCDIC-9; only UTF-8 is read"},
    {"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", "t.dmn:1: the encoding is UTF-16; only UTF-8 is read"},
    {"\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-7'?><a/>", "t.dmn:1: the encoding is UTF-7; only UTF-8 is read"},
    {"\xEF\xBB\xBF<a/>", "t.dmn:1: this is not a DMN file (versions 1.1 to 1.5)"},
    {"<!DOCTYPE a><a/>", "t.dmn: a document type (DOCTYPE) is not allowed"},
    {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "t.dmn: a document type (DOCTYPE) is not allowed"},
    {"<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;&x;'>"
     "<!ENTITY z '&y;&y;&y;&y;&y;&y;&y;&y;'>]><a b='&z;'>&z;&z;&z;</a>",
     "t.dmn: a document type (DOCTYPE) is not allowed"},
    {"<definitions/>", "t.dmn:1: this is not a DMN file (versions 1.1 to 1.5)"},
    {"<html xmlns='" DMN15 "'/>", "t.dmn:1: this is not a DMN file (versions 1.1 to 1.5)"},
};

static const Refusal file_refusals[] = {
    {FILE_OF(""), "t.dmn:1: the file holds no decision"},
    {FILE_OF("<import/>"), "t.dmn:2: an import of another file is not supported"},
    {FILE_OF("<decision id='a'/>"), "t.dmn:2: <decision> has no name"},
    {FILE_OF("<decision id='a' name='A'/>\n<decision id='b' name=' A '/>"), "t.dmn:3: two decisions are called \"A\""},
    {FILE_OF("<decision name='A'/>"), "t.dmn:2: decision \"A\" has no table and no expression"},
    {FILE_OF("<decision name='A'><invocation/></decision>"), "t.dmn:2: \"A\": an expression is missing"},
    {FILE_OF("<inputData name='a'><variable typeRef='days'/></inputData>"), "t.dmn:2: the type 'days' is not supported"},
    {FILE_OF("<businessKnowledgeModel id='b' name='B'><encapsulatedLogic kind='Java'/></businessKnowledgeModel>"
             "<decision name='A'/>"),
     "t.dmn:2: \"B\": only functions in FEEL are supported"},
    {FILE_OF("<itemDefinition name='p'><typeRef>q</typeRef></itemDefinition><itemDefinition name='q'>"
             "<typeRef>p</typeRef></itemDefinition><inputData name='a'><variable typeRef='p'/></inputData>"),
     "t.dmn:2: the type 'p' is not supported"},
    {FILE_OF("<inputData name='a'/><inputData name='a'/>"), "t.dmn:2: two inputs are called \"a\""},
    {FILE_OF("<decision name='A'><informationRequirement><requiredInput href='#x'/>"
             "</informationRequirement></decision>"),
     "t.dmn:2: \"A\" requires '#x', which is not in this file"},
    {FILE_OF("<decision id='a' name='A'><informationRequirement><requiredDecision href='#b'/></informationRequirement>"
             "<literalExpression><text>1</text></literalExpression></decision><decision id='b' name='B'>"
             "<informationRequirement><requiredDecision href='#a'/></informationRequirement>"
             "<literalExpression><text>1</text></literalExpression></decision>"),
     "t.dmn:1: decision \"A\" requires itself"},
    {DECISION("<knowledgeRequirement/><literalExpression><text>1</text></literalExpression>"),
     "t.dmn:3: a requirement names nothing"},
    {DECISION("<literalExpression expressionLanguage='http://www.ecma.org/js'><text>1</text></literalExpression>"),
     "t.dmn:3: the expression language 'http://www.ecma.org/js' is not supported, only FEEL"},
    {DECISION("<literalExpression><text>m + 1</text></literalExpression>"),
     "t.dmn:3: decision \"D\": 'm' is not the name of a required input or decision; text stands between quotes"},
    {FILE_OF(INPUT "<decision name='D'><literalExpression><text>n</text></literalExpression></decision>"),
     "t.dmn:2: decision \"D\": 'n' is used here, but the decision does not require it"},
};

static const Refusal table_refusals[] = {
    {TABLE("hitPolicy='BEST'", "<output/>"), "t.dmn:3: the hit policy 'BEST' does not exist"},
    {TABLE("hitPolicy='FIRST' aggregation='SUM'", "<output/>"),
     "t.dmn:3: the aggregation 'SUM' does not go with hit policy FIRST"},
    {TABLE("hitPolicy='COLLECT' aggregation='SUM'", "<output name='a'/><output name='b'/>"),
     "t.dmn:3: SUM goes with one output, not with 2"},
    {TABLE("hitPolicy='PRIORITY'", "<output/>"),
     "t.dmn:3: hit policy PRIORITY needs a list of output values to order by"},
    {TABLE("", ""), "t.dmn:3: the table has no output"},
    {TABLE("", "<output name='a'/><output/>"), "t.dmn:3: output 2 has no name; with several outputs each needs one"},
    {TABLE("", "<output name='a'/><output name='a'/>"), "t.dmn:3: two outputs are called \"a\""},
    {TABLE("", "<output typeRef='x'/>"), "t.dmn:3: the type 'x' is not supported"},
    {TABLE("", "<output/><rule id='r1'/>"), "t.dmn:3: r1 must have 1 input and 1 output cells"},
    {TABLE("", "<output/>" RULE("-", "1") RULE("-", "1")), "t.dmn:4: two rules have the id r1"},
    {TABLE("", "<output/>" RULE("ja", "1")),
     "t.dmn:3: r1, input \"n\": 'ja' is not the name of a required input or decision; text stands between quotes"},
    {TABLE("", "<output/>" RULE("\"ja\"", "1")),
     "t.dmn:3: r1, input \"n\": a string stands here, but the column is of type number"},
    {TABLE("", "<output/>" RULE("[1..x]", "1")),
     "t.dmn:3: r1, input \"n\": 'x' is not the name of a required input or decision; text stands between quotes"},
    {TABLE("", "<output typeRef='boolean'/>" RULE("-", "1")),
     "t.dmn:4: r1, output \"D\": a number stands here, but the column is of type boolean"},
    {TABLE("", "<output name='o'><outputValues><text>\"a\"</text></outputValues></output>" RULE("-", "\"b\"")),
     "t.dmn:4: r1, output \"o\": \"b\" is not one of the output values"},
    {TABLE("", "<output/>" RULE("-", "-")),
     "t.dmn:4: r1, output \"D\": a value is expected, not 'the end', at position 2"},
    {TABLE("", "<output><defaultOutputEntry><text>oops</text></defaultOutputEntry></output>"),
     "t.dmn:3: decision \"D\", output \"D\": 'oops' is not the name of a required input or decision; "
     "text stands between quotes"},
    {DECISION("<decisionTable><input><inputExpression><text></text></inputExpression></input><output/>"
              "</decisionTable>"),
     "t.dmn:3: decision \"D\", input \"\": a value is expected, not 'the end', at position 1"},
    {DECISION("<decisionTable><input/><output/></decisionTable>"), "t.dmn:3: input 1 has no expression"},
};

static void refuse(const Refusal *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Arena *mem = arena_new(RULES_ARENA);
        Rules *r = NULL;
        Why w = {0};
        Err e = rules_load(mem, str_c(list[i].xml), "t.dmn", &r, &w);
        assert_str(str_c(w.text), list[i].message);
        assert_int_equal(e, E_INPUT);
        assert_null(r);
        arena_free(mem);
    }
}

static void not_xml(void **state)
{
    (void)state;
    refuse(xml_refusals, COUNT(xml_refusals));
}

static void not_supported(void **state)
{
    (void)state;
    refuse(file_refusals, COUNT(file_refusals));
}

static void wrong_tables(void **state)
{
    (void)state;
    refuse(table_refusals, COUNT(table_refusals));
}

static Err load_repeated(const char *before, const char *each, size_t count, const char *after, Why *w)
{
    Arena *mem = arena_new(RULES_ARENA);
    Buf b = buf_new(mem, MB(4));
    buf_c(&b, before);
    for (size_t i = 0; i < count; i++) buf_c(&b, each);
    buf_c(&b, after);
    Rules *r;
    Err e = rules_load(mem, buf_str(&b), "t.dmn", &r, w);
    arena_free(mem);
    return e;
}

static void limits(void **state)
{
    (void)state;
    Why w = {0};
    const char *open = "<definitions xmlns='" DMN15 "'>";
    assert_int_equal(load_repeated("<a>", "xxxxxxxx", RULES_FILE_MAX / 8, "</a>", &w), E_LIMIT);
    assert_str(str_c(w.text), "t.dmn: the file is larger than 1048576 bytes");
    assert_int_equal(load_repeated(open, "<x>", RULES_DEPTH_MAX, "", &w), E_INPUT); // never closed
    Arena *mem = arena_new(MB(1));
    Buf close = buf_new(mem, KB(64));
    for (int i = 0; i < RULES_DEPTH_MAX; i++) buf_c(&close, "</x>");
    buf_c(&close, "</definitions>");
    assert_int_equal(load_repeated(open, "<x>", RULES_DEPTH_MAX, str_z(mem, buf_str(&close)), &w), E_LIMIT);
    assert_str(str_c(w.text), "t.dmn:1: elements are nested deeper than 64");
    assert_int_equal(load_repeated("", "<a>", 100000, "", &w), E_INPUT); // libxml2 stops it
    arena_free(mem);
    assert_int_equal(load_repeated(open, "<decision/>", RULES_DECISIONS_MAX + 1, "</definitions>", &w), E_LIMIT);
    assert_str(str_c(w.text), "t.dmn:1: more than 256 decisions");
    Rules *none;
    Arena *small = arena_new(KB(64));
    assert_int_equal(rules_load(small, (Str){"\xff\xfe<\0a\0/\0>", 10}, "t.dmn", &none, &w), E_INPUT);
    assert_str(str_c(w.text), "t.dmn: this is not UTF-8 text");
    arena_free(small);
    // The parser would need minutes for this one
    assert_int_equal(load_repeated("<a ", "b='>' ", 1000, "/>", &w), E_LIMIT);
    assert_true(str_starts(str_c(w.text), S("t.dmn: a tag is longer than 4096 bytes: <a b='>' b='>'")));
    assert_int_equal(load_repeated("<a><!-- ", "long > < ' ", 1000, "--></a>", &w), E_INPUT);
    assert_str(str_c(w.text), "t.dmn:1: this is not a DMN file (versions 1.1 to 1.5)");
    const char *table = "<definitions xmlns='" DMN15 "'><decision name='D'><decisionTable><output/>";
    const char *end = "</decisionTable></decision></definitions>";
    assert_int_equal(load_repeated(table, "<rule/>", RULES_RULES_MAX + 1, end, &w), E_LIMIT);
    assert_str(str_c(w.text), "t.dmn:1: more than 5000 rules");
    assert_int_equal(load_repeated(table, "<input/>", RULES_INPUTS_MAX + 1, end, &w), E_LIMIT);
    assert_int_equal(load_repeated(table, "<annotation/>", RULES_ANNOTATIONS_MAX + 1, end, &w), E_LIMIT);
    assert_int_equal(load_repeated(table, "<output name='x'/>", RULES_OUTPUTS_MAX, end, &w), E_LIMIT);
    const char *long_name = "<definitions xmlns='" DMN15 "'><decision name='";
    assert_int_equal(load_repeated(long_name, "x", RULES_NAME_MAX + 1, "'/></definitions>", &w), E_LIMIT);
    assert_str(str_c(w.text), "t.dmn:1: the name is longer than 256 bytes");
}

// All versions of the format, and prefixed names.
static void versions(void **state)
{
    (void)state;
    static const char *const spaces[] = {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/", DMN15};
    for (size_t i = 0; i < COUNT(spaces); i++) {
        Arena *mem = arena_new(RULES_ARENA);
        Str xml = str_fmt(mem, "<x:definitions xmlns:x='%s' xmlns:o='urn:other'><o:decision/>"
                               "<x:inputData id='n' name='n'>"
                               "<x:variable typeRef='feel:number'/></x:inputData><x:decision name='D'>"
                               "<x:informationRequirement><x:requiredInput href='#n'/></x:informationRequirement>"
                               "<x:literalExpression><x:text>n + 1</x:text></x:literalExpression></x:decision>"
                               "</x:definitions>", spaces[i]);
        Rules *r;
        assert_ok(rules_load(mem, xml, "t.dmn", &r, NULL));
        Result result;
        assert_ok(rules_eval(r, S("D"), &(Binding){S("n"), value_int(1)}, 1, mem, &result, NULL));
        assert_str(value_text(mem, result.value), "2");
        arena_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_xml), cmocka_unit_test(not_supported), cmocka_unit_test(wrong_tables),
        cmocka_unit_test(limits),  cmocka_unit_test(versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
