// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Numbers, and the language of cells and expressions.
#include "base/buf.h"
#include "rules/feel.h"
#include "unit.h"

static Arena *mem;

static int setup(void **state)
{
    (void)state;
    mem = arena_new(MB(8));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_freep(&mem);
    return 0;
}

static Number num(const char *z)
{
    Number v;
    assert_ok(number_parse(str_c(z), &v));
    return v;
}

static void numbers(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"0", "0"},       {"-0", "0"},       {"1.50", "1.5"},    {"007", "7"},   {".5", "0.5"},
        {"-3", "-3"},     {"1e3", "1000"},   {"1000", "1000"},   {"0.001", "0.001"}, {"1E-2", "0.01"},
        {"1e60", "1e60"}, {"12e60", "12e60"}, {"-25e-70", "-25e-70"},
        {"1234567890123456789012345678901234", "1234567890123456789012345678901234"},
    };
    for (size_t i = 0; i < COUNT(texts); i++) assert_str(number_text(mem, num(texts[i][0])), texts[i][1]);
    Number v = num("7");
    static const char *const bad[] = {"", "-", "+1", "1.", ".", "1e", "inf", "nan", "0x1", "1 ", "1,5", "--1", "1e+"};
    for (size_t i = 0; i < COUNT(bad); i++) assert_int_equal(number_parse(str_c(bad[i]), &v), E_INPUT);
    assert_int_equal(number_parse(S("1e9999"), &v), E_LIMIT);
    assert_str(number_text(mem, v), "7"); // untouched on failure
    Number sum;
    assert_true(number_add(num("0.1"), num("0.2"), &sum));
    assert_int_equal(number_cmp(sum, num("0.3")), 0); // not so in binary
    assert_int_equal(number_cmp(num("1.0"), num("1.00")), 0);
    assert_true(number_cmp(num("-2"), num("1")) < 0);
    assert_false(number_div(num("1"), num("0"), &v));
    assert_true(number_div(num("1"), num("3"), &v));
    assert_str(number_text(mem, v), "0.3333333333333333333333333333333333"); // 34 digits
    int64_t whole;
    assert_false(number_to_int(num("1.5"), &whole));
    assert_false(number_to_int(num("1e30"), &whole));
    assert_true(number_to_int(num("-12.0"), &whole));
    assert_int_equal(whole, -12);
}

// Slots: x = 5, "Full Name" = "Anna", n = null, "x y" = 7, hidden exists but may not be named
static const Name names[] = {{{"x", 1}, 0, false},
                             {{"Full Name", 9}, 1, false},
                             {{"n", 1}, 2, false},
                             {{"x y", 3}, 3, false},
                             {{"hidden", 6}, 4, true},
                             {{"list", 4}, 5, false}};
static Value slots[6];

static void fill_slots(void)
{
    static Value items[2];
    items[0] = value_str(S("a"));
    items[1] = value_str(S("b"));
    slots[0] = value_int(5);
    slots[1] = value_str(S("Anna"));
    slots[3] = value_int(7);
    slots[5] = value_list(items, 2);
}

static void expressions(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"1 + 2 * 3", "7"},        {"(1 + 2) * 3", "9"},      {"10 - 2 - 3", "5"},       {"2 ** 3", "8"},
        {"-x", "-5"},              {"--5", "5"},              {"-x - -1", "-4"},         {"1/3*3 = 1", "false"},
        {"1/0", "null"},           {"n + 1", "null"},         {"x y - x", "2"},          {"x  y", "7"},
        {"\"Hello \" + Full Name", "\"Hello Anna\""},         {"\"a\" + 1", "null"},     {"x > 3 and x < 9", "true"},
        {"n and false", "false"},  {"n and true", "null"},    {"n or true", "true"},     {"n or false", "null"},
        {"n = null", "true"},      {"x = null", "false"},     {"x = \"5\"", "null"},     {"x != 5", "false"},
        {"not(x = 5)", "false"},   {"not(n)", "null"},        {"n < 1", "null"},         {"true", "true"},
        {"\"a\" < \"b\"", "true"}, {"null", "null"},
        {"date(\"2026-02-28\") < @\"2026-03-01\"", "true"},   {"date(\"2026-01-01\")", "date(\"2026-01-01\")"},
        {"date(Full Name)", "null"},
        {"\"q\\\"\\n\\t\\\\ \\u00e9 \\uD83D\\uDC1F \\U01F41F\"", "\"q\\\"\\n\\t\\\\ é 🐟 🐟\""},
        {"x.y", "null"},
    };
    fill_slots();
    for (size_t i = 0; i < COUNT(cases); i++) {
        Expr e;
        Why w = {0};
        Err err = feel_expression(mem, str_c(cases[i][0]), (Scope){.names = names, .count = COUNT(names)}, &e, &w);
        if (err != OK) print_error("%s: %s\n", cases[i][0], w.text);
        assert_ok(err);
        Eval ev = {.slots = slots, .mem = mem};
        assert_str(value_text(mem, feel_value(&e, &ev, NULL)), cases[i][1]);
    }
}

static void expressions_refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "a value is expected, not 'the end', at position 1"},
        {"1 +", "a value is expected, not 'the end', at position 4"},
        {"1 2", "nothing more is expected, not '2', at position 3"},
        {"ja", "'ja' is not the name of a required input or decision; text stands between quotes"},
        {"hidden", "'hidden' is used here, but the decision does not require it"},
        {"total(x)", "the function 'total' is not supported"},
        {"abs()", "the function 'abs' can't have 0 arguments"},
        {"abs(m: 1)", "the function 'abs' has no such parameters: it has n"},
        {"function() external {}", "external functions are not supported"},
        {"(1", ") is expected, not 'the end', at position 3"},
        {"\"a", "the text that begins at position 1 has no closing quote"},
        {"\"\\uD83D\"", "an escape in a text is not a character"},
        {"1 < 2 < 3", "nothing more is expected, not '<', at position 7"},
        {"x; y", "a character that is not understood at position 2"},
        {"date(\"2026-02-30\")", "'2026-02-30' is not a date such as 2026-11-22"},
        {"1e99999", "the number at position 1 is too large"},
        {"x.", "a name is expected at position 3"},
        {"if x then 1", "else is expected, not 'the end', at position 12"},
        {"for i in [1] i", "return is expected, not 'i', at position 14"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Expr e;
        Why w = {0};
        assert_int_not_equal(feel_expression(mem, str_c(cases[i][0]), (Scope){.names = names, .count = COUNT(names)}, &e, &w), OK);
        assert_str(str_c(w.text), cases[i][1]);
    }
    Buf deep = buf_new(mem, KB(64));
    for (int i = 0; i < FEEL_DEPTH_MAX + 1; i++) buf_char(&deep, '(');
    Expr e;
    assert_int_equal(feel_expression(mem, buf_str(&deep), (Scope){0}, &e, NULL), E_LIMIT);
    Buf wide = buf_new(mem, KB(64));
    for (int i = 0; i < FEEL_DEPTH_MAX + 1; i++) buf_c(&wide, "1+");
    buf_c(&wide, "1");
    assert_int_equal(feel_expression(mem, buf_str(&wide), (Scope){0}, &e, NULL), E_LIMIT);
    Buf large = buf_new(mem, KB(64));
    for (int i = 0; i < FEEL_TEXT_MAX + 1; i++) buf_char(&large, '1');
    assert_int_equal(feel_expression(mem, buf_str(&large), (Scope){0}, &e, NULL), E_LIMIT);
}

static const char *tested(const char *cell, Value input)
{
    Tests t;
    Why w = {0};
    Err e = feel_tests(mem, str_c(cell), (Scope){.names = names, .count = COUNT(names)}, &t, &w);
    if (e != OK) print_error("%s: %s\n", cell, w.text);
    assert_ok(e);
    Eval ev = {.slots = slots, .mem = mem};
    Ternary r = feel_test(&t, input, &ev, NULL);
    return r == YES ? "yes" : r == NO ? "no" : "unknown";
}

static void unary_tests(void **state)
{
    (void)state;
    fill_slots();
    Value null = value_null(), a = value_str(S("a")), c = value_str(S("c")), three = value_int(3);
    Value yes = value_bool(true);
    Date d = 0;
    assert_ok(date_feel(S("2026-06-15"), &d));
    Value june = value_date(d);
    const struct {
        const char *cell;
        Value input;
        const char *want;
    } cases[] = {
        {"-", null, "yes"},          {"", a, "yes"},               {"  - ", a, "yes"},
        {"\"a\"", a, "yes"},         {"\"a\"", c, "no"},           {"\"a\"", null, "no"},
        {"\"a\"", three, "unknown"}, {"\"b\" , \"a\"", a, "yes"},  {"\"b\",\"d\"", a, "no"},
        {"not(\"a\")", a, "no"},     {"not(\"a\")", c, "yes"},     {"not(\"a\",\"c\")", c, "no"},
        {"not(\"a\")", null, "yes"}, {"not(\"\")", a, "yes"},      {"not(\"\")", value_str(S("")), "no"},
        {"null", null, "yes"},       {"null", a, "no"},            {"not(null)", null, "no"},
        {"not(null)", a, "yes"},     {"\"a\",null", null, "yes"},
        {"3", three, "yes"},         {"3.0", three, "yes"},        {"-3", value_int(-3), "yes"},
        {"< 3", three, "no"},        {"<= 3", three, "yes"},       {"> 2.5", three, "yes"},
        {">=3", three, "yes"},       {">3", three, "no"},          {"< 3", null, "unknown"},
        {"< 3", a, "unknown"},       {"not(< 3)", null, "unknown"},{"not(> 7, < 2)", three, "yes"},
        {"[3..5]", three, "yes"},    {"(3..5]", three, "no"},      {"]3..5]", three, "no"},
        {"[1..3]", three, "yes"},    {"[1..3)", three, "no"},      {"[1..3[", three, "no"},
        {"]1..5[", three, "yes"},    {"(1..5)", three, "yes"},     {"[1..2],[3..4]", three, "yes"},
        {"[1..2]", null, "unknown"}, {"[\"a\"..\"c\"]", value_str(S("b")), "yes"},
        {"true", yes, "yes"},        {"false", yes, "no"},         {"true,false", yes, "yes"},
        {"true", null, "no"},
        {"date(\"2026-06-15\")", june, "yes"},
        {"< date(\"2026-06-15\")", june, "no"},
        {"[date(\"2026-01-01\")..date(\"2026-12-31\")]", june, "yes"},
        {"not(@\"2026-06-15\")", june, "no"},
        {"< x", three, "yes"},       {"x", three, "no"},           {"[x..x y]", value_int(6), "yes"},
        {"x - 2", three, "yes"},     {"list", a, "yes"},           {"list", c, "no"},
        {"not(list)", c, "yes"},     {"< n", three, "unknown"},
        {"contains(?, \"a\")", a, "yes"}, {"? > 2 and ? < 4", three, "yes"}, {"[2,3]", three, "yes"},
        {"!= 3", three, "no"},       {"(2..4)", three, "yes"},     {"not(? = 3)", three, "no"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *got = tested(cases[i].cell, cases[i].input);
        if (!str_eq_c(str_c(got), cases[i].want)) print_error("cell %s (case %zu)\n", cases[i].cell, i);
        assert_string_equal(got, cases[i].want);
    }
}

static void unary_tests_refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"\"a\",", "a value is expected, not 'the end', at position 5"},
        {"\"a\" \"b\"", "a comma or the end is expected, not '\"b\"', at position 5"},
        {"not(\"a\"", ") is expected, not 'the end', at position 8"},
        {"not(\"a\"), \"b\"", "a comma or the end is expected, not ',', at position 9"},
        {"[1..", "a value is expected, not 'the end', at position 5"},
        {"[5..1]", "the range ends before it begins"},
        {"[1..\"a\"]", "the ends of a range are of different kinds"},
        {"< true", "a boolean has no order, so it can't be compared with < or >"},
        {"< null", "a null has no order, so it can't be compared with < or >"},
        {"[null..3]", "a null has no order, so it can't be compared with < or >"},
        {"ja", "'ja' is not the name of a required input or decision; text stands between quotes"},
        {"<", "a value is expected, not 'the end', at position 2"},
        {"-,-", "a value is expected, not ',', at position 2"},
        {"holds(?, \"a\")", "the function 'holds' is not supported"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Tests t;
        Why w = {0};
        assert_int_equal(feel_tests(mem, str_c(cases[i][0]), (Scope){.names = names, .count = COUNT(names)}, &t, &w), E_INPUT);
        assert_str(str_c(w.text), cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(expressions, setup, teardown),
        cmocka_unit_test_setup_teardown(expressions_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(unary_tests, setup, teardown),
        cmocka_unit_test_setup_teardown(unary_tests_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
