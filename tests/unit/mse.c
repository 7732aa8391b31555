// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The commands: what they print is what people and programs are promised.
#include "commands/mse.h"
#include "sys/file.h"
#include "unit.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

static MseOptions usual(void)
{
    return (MseOptions){.model = MSE_STEPWISE,
                        .threshold = 0.02,
                        .level = 0.95,
                        .max_order = 2,
                        .replicates = 100,
                        .threads = 2,
                        .top = 100,
                        .seed = 1,
                        .lists = ""};
}

static MseCheck *checked(Arena *mem, const char *name, const MseOptions *o)
{
    Str csv;
    Table *t = NEW(mem, Table);
    Capture c;
    Why w = {0};
    MseResult *r = NEW(mem, MseResult);
    MseCheck *k = NEW(mem, MseCheck);
    assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "tests/vectors/mse/%s.csv", name)), MB(1), &csv, &w));
    assert_ok(table_read(mem, csv, STR_NONE, t, &w));
    table_capture(t, &c);
    assert_ok(mse_run(mem, &c, t->names, o, r, &w));
    assert_ok(mse_check(mem, r, k, &w));
    return k;
}

static json_t *as_json(Arena *mem, const MseCheck *k)
{
    Buf b = buf_new(mem, MB(1));
    Json j = json_to(&b);
    Str s;
    json_obj(&j);
    mse_check_json(&j, k);
    json_end(&j);
    assert_ok(buf_done(&b, &s));
    json_t *v = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(v);
    return v;
}

static void the_dutch_table_is_no_single_number(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    MseOptions o = usual();
    MseCheck *k = checked(mem, "Ned_5", &o);
    assert_int_equal(k->verdict, MSE_UNPUBLISHABLE);
    assert_true(k->near_low < 50000 && k->near_high > 100000);
    assert_int_equal(k->links.count, 9); // fewer people when links were missed, more when some are false
    for (int i = 1; i < k->links.count; i++) assert_true(k->links.v[i].estimate > k->links.v[i - 1].estimate);
    assert_true(k->links.v[4].estimate == k->r->estimate && k->rounding.count == 2);
    json_t *v = as_json(mem, k);
    assert_int_equal(json_array_size(json_object_get(v, "links")), 9);
    static const char *const keys[] = {"observed", "hidden", "estimate", "lower", "upper",    "level",
                                       "model",    "aic",    "bic",      "df",    "deviance", "warnings"};
    for (size_t i = 0; i < COUNT(keys); i++) assert_non_null(json_object_get(v, keys[i]));
    assert_int_equal(json_array_size(json_object_get(v, "model")), 6);
    assert_string_equal(json_string_value(json_object_get(v, "verdict")), "do-not-publish");
    json_decref(v);
    arena_free(mem);
}

static void no_estimate_is_an_answer(void **state)
{
    (void)state;
    const Str names[] = {S("A"), S("B"), S("C")};
    const Capture c = {.lists = 3, .total = 49, .n = {[1] = 1, [2] = 44, [4] = 4}};
    for (MseModel m = 0; m < MSE_MODELS; m++) {
        Arena *mem = arena_new(MB(64));
        MseOptions o = usual();
        MseResult *r = NEW(mem, MseResult);
        MseCheck *k = NEW(mem, MseCheck);
        Why w = {0};
        o.model = m;
        assert_ok(mse_run(mem, &c, names, &o, r, &w));
        assert_true(isnan(r->estimate) && str_has(r->reason, S("do not overlap enough")) && r->advice.n);
        assert_ok(mse_check(mem, r, k, &w));
        assert_int_equal(k->verdict, MSE_UNPUBLISHABLE);
        json_t *v = as_json(mem, k);
        assert_true(json_is_null(json_object_get(v, "estimate")) && json_is_null(json_object_get(v, "upper")));
        json_decref(v);
        arena_free(mem);
    }
}

static void numbers_for_people(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(1));
    assert_str(mse_number(mem, 1234567.6), "1 234 568");
    assert_str(mse_number(mem, 999), "999");
    assert_str(mse_number(mem, (double)NAN), "not known");
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_dutch_table_is_no_single_number),
                                       cmocka_unit_test(no_estimate_is_an_answer),
                                       cmocka_unit_test(numbers_for_people)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
