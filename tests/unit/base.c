// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/buf.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/time.h"
#include "unit.h"

static void strings(void **state)
{
    (void)state;
    Arena *mem = arena_new(KB(64));
    Str rest = S("a=b=c");
    assert_str(str_cut(&rest, '='), "a");
    assert_str(rest, "b=c");
    assert_str(str_trim(S(" \n x y\t")), "x y");
    assert_true(str_text_ok(S("één regel\nen nog een")));
    assert_false(str_text_ok((Str){"a\0b", 3}));
    assert_false(str_text_ok(S("\xC0\xAF"))); // overlong
    assert_false(str_text_ok(S("\xED\xA0\x80"))); // surrogate
    assert_str(str_head(S("één"), 4), "é" "é");
    assert_str(str_head(S("één"), 3), "é");
    assert_str(str_normal(mem, S("a\r\nb\x01")), "a\nb");
    unsigned char bytes[2];
    assert_int_equal(str_unhex(S("0aFf"), bytes, 2), OK);
    assert_str(str_hex(mem, bytes, 2), "0aff");
    assert_int_equal(str_unhex(S("0aF"), bytes, 2), E_INPUT);
    arena_free(mem);
}

static void numbers(void **state)
{
    (void)state;
    int64_t v = 7;
    assert_int_equal(str_int(S("9223372036854775807"), 0, INT64_MAX, &v), OK);
    assert_int_equal(v, INT64_MAX);
    assert_int_equal(str_int(S("-9223372036854775808"), INT64_MIN, 0, &v), OK);
    static const char *const bad[] = {"", "-", "1 ", " 1", "+1", "9223372036854775808", "0x1", "11"};
    for (size_t i = 0; i < COUNT(bad); i++) assert_int_equal(str_int(str_c(bad[i]), 0, 10, &v), E_INPUT);
    assert_int_equal(v, INT64_MIN); // untouched on failure
}

static void dates(void **state)
{
    (void)state;
    Arena *mem = arena_new(KB(64));
    Date d;
    assert_int_equal(date_parse(S("2026-11-22"), &d), OK);
    assert_int_equal(civil_of_date(d).weekday, 6); // a Sunday
    assert_str(date_iso(mem, d), "2026-11-22");
    assert_int_equal(date_parse(S("29-02-2025"), &d), E_INPUT);
    assert_int_equal(date_parse(S("29-02-2024"), &d), OK);
    // Dutch summer time ends on 25 October 2026 at 01:00 UTC: 03:00 becomes 02:00
    Time change = date_of(2026, 10, 25) * DAYS(1) + HOURS(1);
    assert_int_equal(civil_nl(change - 1).hour, 2);
    assert_int_equal(civil_nl(change).hour, 2);
    assert_int_equal(civil_nl(change - HOURS(2)).hour, 1);
    for (Date day = date_of(2024, 1, 1); day < date_of(2028, 1, 1); day++)
        assert_int_equal(date_nl(time_of_date(day)), day);
    // What the clock on the wall shows, also on the two days that it changes.
    const Date days[] = {date_of(2026, 3, 29), date_of(2026, 7, 1), date_of(2026, 10, 25)};
    for (size_t i = 0; i < COUNT(days); i++) {
        Civil c = civil_nl(time_of_day(days[i], 23 * 60 + 40));
        assert_int_equal(date_of(c.year, c.month, c.day), days[i]);
        assert_int_equal(c.hour * 60 + c.minute, 23 * 60 + 40);
        assert_int_equal(time_of_day(days[i], 0), time_of_date(days[i]));
    }
    assert_str(time_iso(mem, 0), "1970-01-01T00:00:00Z");
    assert_int_equal(civil_utc(-1).year, 1969);
    arena_free(mem);
}

static void buffers_have_a_cap(void **state)
{
    (void)state;
    Arena *mem = arena_new(KB(64));
    Buf b = buf_new(mem, 8);
    buf_c(&b, "1234567");
    buf_c(&b, "89");
    Str s = S("before");
    assert_int_equal(buf_done(&b, &s), E_LIMIT);
    assert_str(s, "before");
    Arena *small = arena_new(100);
    arena_alloc(small, 101);
    assert_true(arena_over(small));
    arena_free(small);
    arena_free(mem);
}

static void what_grows_stops_when_the_arena_is_full(void **state)
{
    (void)state;
    Arena *mem = arena_new(KB(64));
    Buf b = buf_new(mem, MB(16));
    for (int i = 0; i < 1000; i++) buf_add(&b, (Str){arena_alloc(mem, 1), 1}), buf_fmt(&b, "%01000d", i);
    Str s = S("before");
    assert_int_equal(buf_done(&b, &s), E_LIMIT); // and not the end of the process
    assert_true(arena_over(mem) && arena_full(mem));
    arena_free(mem);
}

// A text grows where it stands as long as nothing came behind it; two that take turns do not write over each other.
static void texts_grow_beside_each_other(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(1));
    char *p = arena_raw(mem, 100);
    assert_true(arena_longer(mem, p, 100, 1000));
    assert_true(arena_longer(mem, p, 1000, 1000));
    assert_false(arena_longer(mem, p, 1000, MB(1))); // not in this block
    char *q = arena_alloc(mem, 16);
    assert_true(q >= p + 1000);
    assert_false(arena_longer(mem, p, 1000, 2000));
    Buf a = buf_new(mem, MB(1)), b = buf_new(mem, MB(1));
    for (int i = 0; i < 20000; i++) {
        buf_char(&a, (char)('a' + i % 26));
        if (i % 3 == 0) buf_char(&b, (char)('A' + i % 26));
    }
    assert_int_equal(a.n, 20000);
    for (int i = 0; i < 20000; i++) {
        assert_int_equal(a.p[i], 'a' + i % 26);
        if (i % 3 == 0) assert_int_equal(b.p[i / 3], 'A' + i % 26);
    }
    arena_free(mem);
}

static void json(void **state)
{
    (void)state;
    Arena *mem = arena_new(KB(64));
    Buf b = buf_new(mem, 1000);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "a\"", S("x\n<b>\x01 é"));
    json_key(&j, "l");
    json_arr(&j);
    json_int(&j, -5);
    json_num(&j, 0.1);
    json_bool(&j, true);
    json_nil(&j);
    json_arr_end(&j);
    json_end(&j);
    assert_str(buf_str(&b), "{\"a\\\"\":\"x\\n\\u003cb>\\u0001 é\",\"l\":[-5,0.1,true,null]}");
    arena_free(mem);
}

static void a_spreadsheet_calculates_nothing(void **state)
{
    (void)state;
    static const char *const cells[][2] = {{"kerk", "\"kerk\""},
                                           {"", "\"\""},
                                           {"zei \"ja\", ging", "\"zei \"\"ja\"\", ging\""},
                                           {"=1+1", "\"'=1+1\""},
                                           {"-2", "\"'-2\""},
                                           {"+31", "\"'+31\""},
                                           {"@SUM(A1)", "\"'@SUM(A1)\""},
                                           {"\t=1", "\"'\t=1\""},
                                           {"\r=1", "\"'\r=1\""},
                                           {"a=1", "\"a=1\""}};
    Arena *mem = arena_new(KB(16));
    for (size_t i = 0; i < COUNT(cells); i++) {
        Buf b = buf_new(mem, KB(1));
        csv_text(&b, str_c(cells[i][0]));
        assert_str(buf_str(&b), cells[i][1]);
    }
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(strings), cmocka_unit_test(numbers), cmocka_unit_test(dates),
                                       cmocka_unit_test(buffers_have_a_cap), cmocka_unit_test(what_grows_stops_when_the_arena_is_full), cmocka_unit_test(a_spreadsheet_calculates_nothing),
                                       cmocka_unit_test(texts_grow_beside_each_other), cmocka_unit_test(json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
