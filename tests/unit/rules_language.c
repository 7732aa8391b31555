// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The whole expression language: each line an expression and what the standard says it is.
#include "rules/feel.h"
#include "unit.h"

static const char *const cases[][2] = {
    // if, for, quantifiers
    {"if 1 > 0 then \"a\" else \"b\"", "\"a\""},
    {"if null then 1 else 2", "2"},
    {"for i in [1,2,3] return i * i", "[1, 4, 9]"},
    {"for i in 3..1 return i", "[3, 2, 1]"},
    {"for i in 1..2, j in [10, 20] return i + j", "[11, 21, 12, 22]"},
    {"for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"},
    {"for x in null return x", "null"},
    {"some x in [1,2] satisfies x > 1", "true"},
    {"every x in [1,2], y in [3] satisfies x < y", "true"},
    {"every x in [1,null] satisfies x > 0", "null"},
    {"some x in [] satisfies true", "false"},
    // lists, filters, ranges
    {"[1,2,3][2]", "2"},
    {"[1,2,3][-1]", "3"},
    {"[1,2,3][9]", "null"},
    {"[1,2,3][item >= 2]", "[2, 3]"},
    {"[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", "[4]"},
    {"[{item: 1}, {item: 2}][item >= 2]", "[{item: 2}]"},
    {"5[1]", "5"},
    {"null[1]", "null"},
    {"3 in [1..5]", "true"},
    {"3 in (1..3)", "false"},
    {"3 in (1, 2, 3)", "true"},
    {"3 in (< 2, > 2)", "true"},
    {"3 in > 5", "false"},
    {"3 between 1 and 3 and true", "true"},
    {"[1..5).end", "5"},
    {"(1..5].start included", "false"},
    {"[5..1]", "null"},
    // contexts and functions
    {"{a: 1, b: a + 1}", "{a: 1, b: 2}"},
    {"{\"a b\": 1}", "{a b: 1}"},
    {"{a: {b: 5}}.a.b", "5"},
    {"{f: function(x: number) x * 2, r: f(4)}.r", "8"},
    {"{f: function(x, y) x - y, r: f(y: 1, x: 4)}.r", "3"},
    {"(function(a) a + 1)(2)", "3"},
    {"{f: function(n) if n <= 1 then 1 else n, r: f(\"a\")}.r", "\"a\""},
    // instance of
    {"1 instance of number", "true"},
    {"[1] instance of list<number>", "true"},
    {"[\"a\"] instance of list<number>", "false"},
    {"{a: 1} instance of context<a: number>", "true"},
    {"@\"P1D\" instance of days and time duration", "true"},
    {"null instance of Null", "true"},
    {"null instance of number", "false"},
    {"(function(x) x) instance of function", "true"},
    // numbers
    {"decimal(1.115, 2)", "1.12"},
    {"decimal(2.5, 0)", "2"},
    {"floor(-1.5)", "-2"},
    {"ceiling(1.56, 1)", "1.6"},
    {"round half up(-2.5, 0)", "-3"},
    {"round half down(2.5, 0)", "2"},
    {"round up(1.121, 2)", "1.13"},
    {"round down(-1.126, 2)", "-1.12"},
    {"round up(5.5, 6176)", "5.5"},
    {"round up(5.5, 6177)", "null"},
    {"round half up(5.5, -6112)", "null"},
    {"round half up(5.5, 1.1)", "null"},
    {"decimal(1/3, 2.5)", "0.33"},
    {"context put(context: {a: 1}, key: [\"a\", \"b\"], value: 2)", "null"},
    {"context put(context: {a: {b: 1}}, keys: [\"a\", \"b\"], value: 2)", "{a: {b: 2}}"},
    {"modulo(-12, 5)", "3"},
    {"sqrt(16)", "4"},
    {"sqrt(-1)", "null"},
    {"abs(n: -3)", "3"},
    {"odd(5) and even(4)", "true"},
    {"sum(1, 2, 3)", "6"},
    {"sum([])", "null"},
    {"mean([1,2,3,4])", "2.5"},
    {"median([4,1,3,2])", "2.5"},
    {"stddev([2,4,7,5])", "2.081665999466132735282297706979931"},
    {"mode([6,3,9,6,6,1,1,1])", "[1, 6]"},
    {"max(\"a\", \"b\")", "\"b\""},
    // text
    {"substring(\"foobar\", 3)", "\"obar\""},
    {"substring(\"foobar\", -2, 1)", "\"a\""},
    {"string length(\"h\\u00e9\")", "2"},
    {"upper case(\"abc4\")", "\"ABC4\""},
    {"substring before(\"foobar\", \"bar\")", "\"foo\""},
    {"substring after(\"foobar\", \"ob\")", "\"ar\""},
    {"contains(\"foobar\", \"oba\")", "true"},
    {"matches(\"foobar\", \"^fo*b\")", "true"},
    {"replace(\"abcd\", \"(ab)|(a)\", \"[1=$1]\")", "\"[1=ab]cd\""},
    {"split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"},
    {"string join([\"a\",\"b\"], \"-\")", "\"a-b\""},
    {"string(1.10)", "\"1.1\""},
    {"number(\"1 000,5\", \" \", \",\")", "1000.5"},
    // lists
    {"append([1], 2, 3)", "[1, 2, 3]"},
    {"concatenate([1,2],[3])", "[1, 2, 3]"},
    {"insert before([1,3], 2, 2)", "[1, 2, 3]"},
    {"remove([1,2,3], 2)", "[1, 3]"},
    {"reverse([1,2])", "[2, 1]"},
    {"index of([1,2,1], 1)", "[1, 3]"},
    {"union([1,2],[2,3])", "[1, 2, 3]"},
    {"flatten([[1,[2]],3])", "[1, 2, 3]"},
    {"sublist([1,2,3], 2)", "[2, 3]"},
    {"sort([3,1,2], function(x, y) x > y)", "[3, 2, 1]"},
    {"list contains([1,null], null)", "true"},
    {"all([true, null, false])", "false"},
    {"any([])", "false"},
    {"count([1,2])", "2"},
    {"get value({a: 1}, \"a\")", "1"},
    {"context put({a: 1}, \"b\", 2)", "{a: 1, b: 2}"},
    {"context([{key: \"a\", value: 1}])", "{a: 1}"},
    {"get entries({a: 1})", "[{key: \"a\", value: 1}]"},
    // dates, times, durations
    {"date(2026, 2, 28) + @\"P1D\"", "date(\"2026-03-01\")"},
    {"date(\"2024-01-31\") + duration(\"P1M\")", "date(\"2024-02-29\")"},
    {"@\"2026-03-01\" - @\"2026-02-01\"", "duration(\"P28D\")"},
    {"@\"2026-03-01\" - @\"2026-02-28T12:00:00\"", "null"},
    {"@\"2026-03-01\" - @\"2026-02-28T12:00:00+01:00\"", "duration(\"PT13H\")"},
    {"@\"2026-03-01T00:00:00Z\" - @\"2026-02-28\"", "duration(\"P1D\")"},
    {"time(\"23:00:00\") + @\"PT2H\"", "time(\"01:00:00\")"},
    {"date and time(\"2026-01-01T10:00:00+02:00\") = date and time(\"2026-01-01T08:00:00Z\")", "true"},
    {"date and time(\"2026-07-01T12:00:00@Europe/Amsterdam\").time offset", "duration(\"PT2H\")"},
    {"years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "duration(\"P1Y8M\")"},
    {"duration(\"P1DT2H3M4.5S\").hours", "2"},
    {"@\"P1Y\" / 4", "duration(\"P3M\")"},
    {"@\"PT1H\" * 1.5", "duration(\"PT1H30M\")"},
    {"duration(\"PT90M\") > @\"PT1H\"", "true"},
    {"date(\"2026-11-22\").weekday", "7"},
    {"day of week(@\"2026-11-22\")", "\"Sunday\""},
    {"week of year(@\"2005-01-01\")", "53"},
    {"day of year(@\"2026-02-01\")", "32"},
    // ranges
    {"before(1, [2..5])", "true"},
    {"meets([1..5], [5..9])", "true"},
    {"floor(1.56, 1)", "1.5"},
    {"floor(1.56, null)", "null"},
    {"ceiling(n: 1.56, scale: null)", "null"},
    {"overlaps([1..5], [3..8])", "true"},
    {"overlaps before([1..5], (1..5])", "true"},
    {"overlaps before([1..5), [1..5])", "false"},
    {"overlaps after((1..5], [1..5])", "true"},
    {"overlaps after([1..5], [1..5))", "false"},
    {"overlaps after((1..5), [1..5])", "false"},
    {"during(3, [1..5])", "true"},
    {"starts(1, [1..5])", "true"},
    {"finishes(5, [1..5))", "false"},
    {"coincides([1..5], [1..5])", "true"},
    {"1 /* why */ + 1 // more", "2"},
    // what is of the wrong kind, patterns, ranges from text, types of functions
    {"substring(\"foobar\", 3.8)", "\"obar\""},
    {"concatenate([1],null)", "null"},
    {"number(\"1,000\", \",\", 5)", "null"},
    {"[1,2,3][\"a\"]", "null"},
    {"[1,2,3][null]", "[]"},
    {"if \"abc\" then 1 else 2", "null"},
    {"if null then 1 else 2", "2"},
    {"some e in [1,2] satisfies if e = 2 then true else \"x\"", "null"},
    {"[1,2] in [[1,2,3],[1,2]]", "true"},
    {"[1,2] in [1,2,3]", "false"},
    {"range(\"[1..3]\") = [1..3]", "true"},
    {"range(\"(..2]\") = <=2", "true"},
    {"range(\"[1..]\")", "null"},
    {"range(\"[date(string(\\\"1970-01-01\\\"))..@\\\"1970-01-02\\\"]\")", "null"},
    {"matches(\"aA\", \"(a)\\\\1\", \"i\")", "true"},
    {"matches(\"x\", \"[A-Z-[OI]]\", \"i\")", "true"},
    {"matches(\"O\", \"[A-Z-[OI]]\", \"i\")", "false"},
    {"matches(\"hello world\", \"\\\\p{IsBasicLatin}+\")", "true"},
    {"matches(\"a.c\", \"a.c\", \"q\")", "true"},
    {"matches(\"abc\", \"a.c\", \"q\")", "false"},
    {"matches(\"h\", \"(.)\\\\3\")", "null"},
    {"matches(\"ab\", \"(?=a)\")", "null"},
    {"replace(\"abracadabra\", \"a.*?a\", \"*\")", "\"*c*bra\""},
    {"split(\"a1b22c\", \"\\\\d+\")", "[\"a\", \"b\", \"c\"]"},
    {"upper case(\"\\u00e9\\u03b1\\u0436\") = \"\\u00c9\\u0391\\u0416\"", "true"},
    {"string({\":\": 1})", "\"{\\\":\\\": 1}\""},
    {"(function() \"a\") instance of function<>->string", "true"},
    {"(function(a: context<x: string>) 1) instance of function<context<x: string, y: string>>->number", "true"},
    {"(function(a: context<x: string, y: string>) 1) instance of function<context<x: string>>->number", "false"},
    {"(function(a: string, b: string) 1) instance of function<string>->number", "false"},
};

static void language(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena *mem = arena_new(MB(8));
        Expr e;
        Why w = {{0}};
        Eval ev = {.mem = mem};
        Err err = feel_expression(mem, str_c(cases[i][0]), (Scope){0}, &e, &w);
        if (err != OK) print_error("%s: %s\n", cases[i][0], w.text);
        assert_ok(err);
        Str got = value_text(mem, feel_value(&e, &ev, NULL));
        if (!str_eq_c(got, cases[i][1])) print_error("%s\n", cases[i][0]);
        assert_str(got, cases[i][1]);
        assert_false(ev.over);
        arena_free(mem);
    }
}

// What would take too long, or go too deep, stops and says so.
static void stops(void **state)
{
    (void)state;
    static const char *const endless[] = {
        "count(for i in 1..100000000 return i)",
        "{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r",
        "for a in 1..1000, b in 1..1000, c in 1..1000 return 1",
    };
    for (size_t i = 0; i < COUNT(endless); i++) {
        Arena *mem = arena_new(MB(64));
        Expr e;
        Eval ev = {.mem = mem};
        assert_ok(feel_expression(mem, str_c(endless[i]), (Scope){0}, &e, NULL));
        (void)feel_value(&e, &ev, NULL);
        assert_true(ev.over);
        arena_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(language), cmocka_unit_test(stops)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
