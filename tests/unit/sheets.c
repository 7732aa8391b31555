// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "app/sheets.h"
#include "unit.h"
#include <jansson.h>

static const Str heads[] = {{"region", 6}, {"people", 6}, {"share", 5}, {"places", 6}, {0}};

static Sheet a_sheet(Arena *mem, bool protect)
{
    static const int64_t people[] = {0, 1, 4, 5, 12, 13, 200};
    Sheet s = sheet_new(mem, S("regions"), S("Regio's"), heads, COUNT(people), protect);
    for (size_t i = 0; i < COUNT(people); i++) {
        sheet_text(&s, i ? S("Regio \"A\"") : S("=1+1"));
        sheet_people(&s, people[i]);
        sheet_share(&s, people[i], 200);
        sheet_number(&s, (double)i);
    }
    return s;
}

static void small_counts_are_not_told(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Sheet s = a_sheet(mem, true);
    static const char *const told[] = {"0", "<5", "<5", "5", "10", "15", "200"};
    for (size_t i = 0; i < sheet_rows(&s); i++)
        assert_str(cell_text(mem, &sheet_row(&s, i)[1], S("<5"), S("-")), told[i]);
    // Of rounded counts: 12 of 200 is told as 10 of 200.
    assert_str(cell_text(mem, &sheet_row(&s, 4)[2], S("<5"), S("-")), "5");
    Sheet few = sheet_new(mem, S("few"), S("few"), heads + 2, 1, true);
    sheet_share(&few, 3, SHEET_SHARE_LEAST - 1);
    assert_int_equal(few.cells[0].kind, CELL_NONE);
}

static void open_counts_are_as_they_are(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Sheet s = a_sheet(mem, false);
    assert_str(cell_text(mem, &sheet_row(&s, 2)[1], S("<5"), S("-")), "4");
    assert_str(cell_text(mem, &sheet_row(&s, 4)[1], S("<5"), S("-")), "12");
}

static void the_files(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    const SheetFact about[] = {{S("Bron"), S("test, \"x\"")}};
    Sheet s = a_sheet(mem, true);
    Str csv, json, xlsx, again;
    Why w = {{0}};
    assert_ok(sheets_csv(mem, about, 1, &s, 1, &csv));
    assert_true(str_starts(csv, S("table,row,column,value\n\"about\",\"Bron\",\"\",\"test, \"\"x\"\"\"\n")));
    assert_true(str_has(csv, S("\"regions\",\"'=1+1\",\"people\",0\n")));
    assert_true(str_has(csv, S("\"regions\",\"Regio \"\"A\"\"\",\"people\",<5\n")));
    assert_ok(sheets_json(mem, about, 1, &s, 1, &json));
    json_t *v = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(v);
    json_t *rows = json_object_get(json_array_get(json_object_get(v, "tables"), 0), "rows");
    assert_int_equal(json_array_size(rows), 7);
    assert_string_equal(json_string_value(json_array_get(json_array_get(rows, 1), 1)), "<5");
    json_decref(v);
    assert_ok(sheets_xlsx(mem, "/tmp", about, 1, &s, 1, &xlsx, &w));
    assert_ok(sheets_xlsx(mem, "/tmp", about, 1, &s, 1, &again, &w));
    assert_true(str_starts(xlsx, S("PK")) && str_eq(xlsx, again));
    // What XML does not have would make a file that no program opens.
    const SheetFact odd[] = {{S("Bron"), S("a\xEF\xBF\xBF\xEF\xBF\xBE\xC3\xA9")}},
                    plain[] = {{S("Bron"), S("a??????\xC3\xA9")}};
    assert_ok(sheets_xlsx(mem, "/tmp", odd, 1, &s, 1, &xlsx, &w));
    assert_ok(sheets_xlsx(mem, "/tmp", plain, 1, &s, 1, &again, &w));
    assert_true(str_eq(xlsx, again));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(small_counts_are_not_told),
                                       cmocka_unit_test(open_counts_are_as_they_are), cmocka_unit_test(the_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
