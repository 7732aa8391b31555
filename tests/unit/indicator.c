// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Indicators of the programme: what they answer, what they keep, what they hide, and which files with figures they
// take.
#include "steering/indicator.h"
#include "steering/indicator_sql.h"
#include "sys/clock.h"
#include "test_store.h"
#include "unit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_YEAR = 2024, YEARS = 4 };
#define NOON HOURS(12)

static Arena *mem;
static Db *db;
static char dir[64];
static Measured by_month[YEARS * 12]; // what the invented sources see, from January 2024
static bool looked;                   // a source was asked

const SteeringSection *const steering_sections[] = {NULL};

static Err sum(Db *d, Arena *m, Time from, Time to, Measured *ret_m)
{
    (void)d;
    (void)m;
    Measured all = {.known = true};
    looked = true;
    for (int i = 0; i < YEARS * 12; i++) {
        Time begin = time_of_date(months_later(date_of(FIRST_YEAR, 1, 1), i));
        if (begin < from || begin >= to) continue;
        all.n += by_month[i].n;
        all.of += by_month[i].of;
    }
    *ret_m = all;
    return OK;
}

static Err level(Db *d, Arena *m, Time from, Time to, Measured *ret_m)
{
    (void)d;
    (void)m;
    (void)from;
    (void)to;
    *ret_m = (Measured){true, 171, 342};
    return OK;
}

const IndicatorSource indicator_sources[] = {
    {"meldingen", sum}, {"terugkoppeling", sum}, {"plek-uren", sum}, {"gemeenten-paraat", level}, {0}};

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    mem = arena_new(MB(64));
    memcpy(dir, "/tmp/baken-indicator-XXXXXX", sizeof "/tmp/baken-indicator-XXXXXX");
    if (crypt_start() != OK || !mkdtemp(dir) || plan_start(&w) != OK) return -1;
    if (db_open(test_store(dir), DB_WRITE, &db, &w) != OK) return -1;
    clock_set(time_of_date(date_of(2026, 11, 15)) + NOON);
    return db_migrate(db, &w) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    clock_set(0);
    db_close(db);
    plan_stop();
    int bad = test_store_remove(dir);
    arena_free(mem);
    return bad;
}

static void every_month(int year, int64_t n, int64_t of)
{
    for (int i = 0; i < 12; i++) by_month[(year - FIRST_YEAR) * 12 + i] = (Measured){true, n, of};
}

static const PlanIndicator *the(const char *code)
{
    const PlanIndicator *i = plan_indicator(plan_get(), str_c(code));
    assert_non_null(i);
    return i;
}

static IndicatorState state_of(const char *code, int year, Date day)
{
    IndicatorState s;
    assert_ok(indicator_state(db, mem, LANG_NL, the(code), year, day, &s));
    return s;
}

static void more_reports_answers_itself(void **state)
{
    (void)state;
    const Date day = date_of(2026, 11, 15);
    every_month(2024, 0, 0);
    every_month(2025, 30, 0);
    every_month(2026, 40, 0);
    IndicatorState s = state_of("meldingen", 2026, day);
    assert_int_equal(s.answer.verdict, INDICATOR_YES);
    assert_str(s.answer.text,
               "Ja, tot nu toe. Het was 400 in januari tot en met oktober 2026, en 300 in januari tot en met "
               "oktober 2025.");
    assert_int_equal(s.running.m.n, 40); // this month, apart from the answer
    assert_int_equal(s.latest.m.n, 40);
    every_month(2026, 20, 0);
    assert_int_equal(state_of("meldingen", 2026, day).answer.verdict, INDICATOR_NO);
    every_month(2026, 31, 0); // ten more of 610: as well by chance
    s = state_of("meldingen", 2026, day);
    assert_int_equal(s.answer.verdict, INDICATOR_EARLY);
    assert_true(str_has(s.answer.text, S("310")) && str_has(s.answer.text, S("toeval")));
    s = state_of("meldingen", 2025, day); // nothing before: the platform was not there
    assert_int_equal(s.answer.verdict, INDICATOR_EARLY);
    assert_true(str_has(s.answer.text, S("geen volledige cijfers")));
    every_month(2026, 90, 0);
    assert_true(str_has(state_of("meldingen", 2026, date_of(2026, 2, 20)).answer.text, S("pas begonnen")));
    assert_int_equal(state_of("meldingen", 2027, day).answer.verdict, INDICATOR_EARLY);
    assert_true(
        str_starts(state_of("meldingen", 2026, date_of(2027, 1, 3)).answer.text, S("Ja. Het was 1.080 in 2026")));
}

static void few_people_are_not_told(void **state)
{
    (void)state;
    const Date day = date_of(2026, 11, 15);
    every_month(2025, 1, 1);
    every_month(2026, 1, 1); // ten of ten
    IndicatorState s = state_of("terugkoppeling", 2026, day);
    assert_int_equal(s.answer.verdict, INDICATOR_EARLY);
    assert_false(str_has(s.answer.text, S("100")));
    assert_str(indicator_text(mem, LANG_NL, s.i, &s.latest), "niet bekend");
    every_month(2025, 10, 20);
    every_month(2026, 18, 20);
    s = state_of("terugkoppeling", 2026, day);
    assert_int_equal(s.answer.verdict, INDICATOR_YES);
    assert_true(str_has(s.answer.text, S("90 %")) && str_has(s.answer.text, S("50 %")));
    every_month(2025, 30 * 60, 2); // minutes; too few arrived
    IndicatorValue v = {.m = {true, 31 * 60, 9}};
    assert_str(indicator_text(mem, LANG_NL, the("plek-uren"), &v), "niet bekend");
    v.m.of = 10;
    assert_str(indicator_text(mem, LANG_NL, the("plek-uren"), &v), "31 uur");
    assert_str(indicator_text(mem, LANG_EN, the("plek-uren"), &v), "31 hours");
}

static void months_that_were_kept_stay(void **state)
{
    (void)state;
    int64_t changed;
    const Date may = date_of(2026, 5, 1);
    every_month(2026, 40, 0);
    assert_ok(q_indicator_month_keep(db, S("meldingen"), may, 40, 0, 1, &changed));
    every_month(2026, 5, 0); // as if records were erased without a trace
    assert_ok(q_indicator_month_keep(db, S("meldingen"), may, 5, 0, 1, &changed));
    assert_int_equal(changed, 0);
    IndicatorValue *v;
    size_t n;
    int64_t in_may = 0, in_june = 0;
    assert_ok(indicator_series(db, mem, the("meldingen"), date_of(2026, 11, 15), &v, &n));
    for (size_t i = 0; i < n; i++) {
        if (v[i].from == may) in_may = v[i].m.n;
        if (v[i].from == date_of(2026, 6, 1)) in_june = v[i].m.n;
    }
    assert_int_equal(in_may, 40);
    assert_int_equal(in_june, 5);
    assert_true(v[n - 1].live && v[n - 1].from == date_of(2026, 11, 1));
}

static void a_state_is_not_measured_afterwards(void **state)
{
    (void)state;
    IndicatorState s = state_of("gemeenten-paraat", 2026, date_of(2026, 11, 15));
    assert_true(s.running.m.known && !s.latest.m.known);
    assert_str(indicator_text(mem, LANG_NL, s.i, &s.running), "50 %");
    s = state_of("gemeenten-paraat", 2026, date_of(2026, 6, 15)); // nobody looked then
    assert_false(s.running.m.known || s.latest.m.known);
}

// ---- files --------------------------------------------------------------------------------------------------------

static const Date TODAY = 20772; // 15 November 2026

static size_t taken(const char *code, const char *text, ImportRow **ret_rows)
{
    Why w = {{0}};
    size_t n = 0;
    Err e = indicator_read(mem, LANG_NL, the(code), str_c(text), TODAY, ret_rows, &n, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return n;
}

static void refused(const char *code, const char *text, const char *says)
{
    ImportRow *rows;
    size_t n;
    Why w = {{0}};
    assert_int_equal(indicator_read(mem, LANG_NL, the(code), str_c(text), TODAY, &rows, &n, &w), E_INPUT);
    if (!str_has(str_c(w.text), str_c(says))) print_error("says: %s\n", w.text);
    assert_true(str_has(str_c(w.text), str_c(says)));
}

static void files_are_taken_whole(void **state)
{
    (void)state;
    ImportRow *rows;
    assert_int_equal(TODAY, date_of(2026, 11, 15));
    assert_int_equal(
        taken("gemeenten-beleid", "datum;waarde;bron;toelichting\r\n31-12-2025;66,5;Onderzoek;eerste\r\n", &rows), 1);
    assert_true(rows[0].day == date_of(2025, 12, 31) && rows[0].thousandths == 66500);
    assert_str(rows[0].source, "Onderzoek");
    assert_int_equal(taken("verdachten",
                           "\xEF\xBB\xBF# uit het jaarbericht\nvalue,source,date\n204,\"OM, jaarbericht\",2025-12-31\n",
                           &rows),
                     1);
    assert_str(rows[0].source, "OM, jaarbericht");
    refused("verdachten", "", "leeg");
    refused("verdachten", "a;b;c\n", "Regel 1");
    refused("verdachten", "datum;waarde;bron\n", "geen enkele waarde");
    refused("verdachten", "datum;waarde;bron\n2025-12-31;204;OM\n2025-12-31;205;OM\n",
            "Regel 3: deze datum staat er al");
    refused("verdachten", "datum;waarde;bron\n2025-13-31;204;OM\n", "datum klopt niet");
    refused("verdachten", "datum;waarde;bron\n2026-11-16;204;OM\n", "toekomst");
    refused("verdachten", "datum;waarde;bron\n2025-12-31;204;\n", "bron ontbreekt");
    refused("verdachten", "datum;waarde;bron\n2025-12-31;1.204,5;OM\n", "geen getal");
    refused("verdachten", "datum;waarde;bron\n2025-12-31;20,5;OM\n", "heel getal");
    refused("verdachten", "datum;waarde;bron\n2025-12-31;\"204;OM\n", "aanhalingstekens");
    refused("gemeenten-beleid", "datum;waarde;bron\n2025-12-31;101;VNG\n", "100 procent");
    refused("gemeenten-beleid", "datum;waarde;bron\n2025-12-31;-1;VNG\n", "kleiner dan nul");
    refused("slachtofferschap", "datum;waarde;bron\n2025-12-31;2;WODC\n", "1 (klaar)");
}

static void import(const char *code, const char *submission, Date day, int64_t thousandths)
{
    int64_t changed;
    const ImportRow row = {day, thousandths, S("Bron"), STR_NONE};
    assert_ok(indicator_import(db, mem, the(code), str_c(submission), &row, 1, (AccountId){1}, 1, &changed));
    assert_int_equal(changed, 1);
    assert_ok(indicator_import(db, mem, the(code), str_c(submission), &row, 1, (AccountId){1}, 1, &changed));
    assert_int_equal(changed, 0); // sent twice
}

static void the_last_file_counts(void **state)
{
    (void)state;
    const Date end = date_of(2025, 12, 31), day = date_of(2026, 11, 15);
    import("verdachten", "verdachten 2024.", date_of(2024, 12, 31), 180000);
    import("verdachten", "verdachten 2025.", end, 190000);
    import("verdachten", "verdachten 2025b", end, 204000);
    IndicatorState s = state_of("verdachten", 2025, day);
    assert_str(indicator_text(mem, LANG_NL, s.i, &s.latest), "204");
    assert_int_equal(s.answer.verdict, INDICATOR_YES);
    assert_true(str_has(s.answer.text, S("204 (31 december 2025). Daarvoor was het 180")));
    assert_int_equal(state_of("verdachten", 2026, day).answer.verdict, INDICATOR_EARLY);
    assert_int_equal(state_of("verdachten", 2025, end - 1).answer.verdict,
                     INDICATOR_EARLY);                   // that day it was not known
    import("verdachten", "verdachten 2026.", day, 3000); // a small number of people
    s = state_of("verdachten", 2026, day);
    assert_str(indicator_text(mem, LANG_NL, s.i, &s.latest), "minder dan 5");
    assert_false(str_has(s.answer.text, S("3 ")));
    assert_int_equal(state_of("slachtofferschap", 2026, day).answer.verdict, INDICATOR_NO);
    import("slachtofferschap", "slachtofferschap", day, 1000);
    assert_int_equal(state_of("slachtofferschap", 2026, day).answer.verdict, INDICATOR_YES);
}

static void tables_and_drawing(void **state)
{
    (void)state;
    Sheet all;
    IndicatorValue *v;
    size_t n;
    Buf b = buf_new(mem, MB(1));
    assert_ok(indicator_sheet(db, mem, LANG_NL, 2026, date_of(2026, 11, 15), &all));
    assert_int_equal(sheet_rows(&all), plan_get()->indicators_count);
    assert_ok(indicator_series(db, mem, the("meldingen"), date_of(2026, 11, 15), &v, &n));
    Sheet s = indicator_series_sheet(mem, LANG_NL, the("meldingen"), v, n);
    assert_int_equal(sheet_rows(&s), n);
    indicator_draw(&b, LANG_NL, &s);
    Str svg;
    assert_ok(buf_done(&b, &svg));
    assert_true(str_starts(svg, S("<svg")) && str_ends(svg, S("</svg>")) && str_has(svg, S("2026-")));
    assert_true(looked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_reports_answers_itself), cmocka_unit_test(few_people_are_not_told),
        cmocka_unit_test(months_that_were_kept_stay),  cmocka_unit_test(a_state_is_not_measured_afterwards),
        cmocka_unit_test(files_are_taken_whole),       cmocka_unit_test(the_last_file_counts),
        cmocka_unit_test(tables_and_drawing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
