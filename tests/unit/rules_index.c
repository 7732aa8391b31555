// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A table with an index decides as each of its rules alone would: a rule alone is too few for an index.
#include "base/buf.h"
#include "rules/model.h"
#include "unit.h"

enum { RULES = 70, COLUMNS = 4, TRIES = 400 };

static const char *const cells[COLUMNS][12] = {
    {"\"a\"", "\"b\", \"c\"", "not(\"a\")", "-", "\"d\"", "null", "not(null)", ">= \"b\"", "[\"a\"..\"c\")", "\"e\"",
     "\"b\"", "\"a\", null"},
    {"< 5", "[1..3]", "(1..3)", "> 2.5", "-", "2", "not(2, 3)", "1, 5", "]0..2.5]", "<= 0", ">= 4, < 1", "null"},
    {"true", "false", "-", "true", "-", "null", "not(true)", "-", "false", "-", "true, false", "-"},
    {"date(\"2026-01-01\")", "> date(\"2026-01-01\")", "-", "n + 1 > 3", "[date(\"2025-01-01\")..date(\"2026-06-01\"))",
     "-", "-", "not(date(\"2026-01-01\"))", "-", "< date(\"2026-02-01\")", "-", "-"},
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static void put_rule(Buf *b, const uint32_t *choice, int out)
{
    buf_c(b, "<rule>");
    for (size_t i = 0; i < COLUMNS; i++)
        buf_fmt(b, "<inputEntry><text><![CDATA[%s]]></text></inputEntry>", cells[i][choice[i]]);
    buf_fmt(b, "<outputEntry><text>%d</text></outputEntry></rule>", out);
}

static void put_head(Buf *b)
{
    static const char *const inputs[][2] = {{"s", "string"}, {"n", "number"}, {"b", "boolean"}, {"d", "date"}};
    buf_c(b, "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>");
    for (size_t i = 0; i < COLUMNS; i++)
        buf_fmt(b, "<inputData id='%s' name='%s'><variable typeRef='%s'/></inputData>", inputs[i][0], inputs[i][0],
                inputs[i][1]);
    buf_c(b, "<decision name='D'>");
    for (size_t i = 0; i < COLUMNS; i++)
        buf_fmt(b, "<informationRequirement><requiredInput href='#%s'/></informationRequirement>", inputs[i][0]);
    buf_c(b, "<decisionTable hitPolicy='RULE ORDER'>");
    for (size_t i = 0; i < COLUMNS; i++)
        buf_fmt(b, "<input><inputExpression><text>%s</text></inputExpression></input>", inputs[i][0]);
    buf_c(b, "<output/>");
}

static Rules *load(Arena *mem, Buf *b)
{
    Rules *r;
    Why w = {{0}};
    buf_c(b, "</decisionTable></decision></definitions>");
    Err e = rules_load(mem, buf_str(b), "t.dmn", &r, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return r;
}

static Value input_of(size_t column, uint32_t pick)
{
    static const char *const words[] = {"a", "b", "c", "d", "e", "zz", ""};
    static const char *const numbers[] = {"-1", "0", "1", "1.0", "2", "2.5", "2.6", "3", "4", "5", "7"};
    Number n = number_int(0);
    if (pick % 9 == 0) return value_null();
    if (column == 0) return value_str(str_c(words[pick % COUNT(words)]));
    if (column == 1) assert_ok(number_parse(str_c(numbers[pick % COUNT(numbers)]), &n));
    if (column == 1) return value_number(n);
    if (column == 2) return value_bool(pick % 2);
    return value_date(date_of(2025, 1, 1) - 1 + (Date)(pick % 5) * 129);
}

static void same_as_alone(void **state)
{
    (void)state;
    static const Str names[] = {{"s", 1}, {"n", 1}, {"b", 1}, {"d", 1}};
    Arena *mem = arena_new(RULES_ARENA), *each = arena_new(MB(1));
    uint32_t seed = 7;
    Rules *alone[RULES];
    Buf all = buf_new(mem, MB(1));
    put_head(&all);
    for (int i = 0; i < RULES; i++) {
        uint32_t choice[COLUMNS];
        for (size_t k = 0; k < COLUMNS; k++) choice[k] = next_random(&seed) % 12;
        Buf one = buf_new(mem, KB(8));
        put_head(&one);
        put_rule(&one, choice, i);
        put_rule(&all, choice, i);
        alone[i] = load(mem, &one);
        assert_null(alone[i]->compiled[0].table.index.columns);
    }
    Rules *r = load(mem, &all);
    const Table *t = &r->compiled[0].table;
    for (size_t k = 0; k < 3; k++) assert_non_null(t->index.columns[k].rows);
    assert_null(t->index.columns[3].rows); // a cell names another input
    for (int i = 0; i < TRIES; i++) {
        Binding in[COLUMNS];
        Result result, lone;
        size_t found = 0;
        for (size_t k = 0; k < COLUMNS; k++) in[k] = (Binding){names[k], input_of(k, next_random(&seed))};
        assert_ok(rules_eval(r, S("D"), in, COLUMNS, each, &result, NULL));
        for (uint32_t k = 0; k < RULES; k++) {
            assert_ok(rules_eval(alone[k], S("D"), in, COLUMNS, each, &lone, NULL));
            bool fired = found < result.fired_count && result.fired[found] == k;
            assert_int_equal(lone.fired_count, fired);
            found += fired;
        }
        assert_int_equal(found, result.fired_count);
        arena_reset(each);
    }
    arena_free(each);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_as_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
