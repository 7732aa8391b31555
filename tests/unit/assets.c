// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "unit.h"

#include "assets/assets.h"
#include "base/arena.h"
#include <stdio.h>
#include <string.h>

static void finds_by_whole_path(void **state)
{
    (void)state;
    const Asset *a = asset_find(S("rules/triage.dmn"));
    assert_non_null(a);
    assert_true(str_has(a->bytes, S("<definitions")) || str_has(a->bytes, S(":definitions")));
    assert_string_equal(a->type, "application/xml");
    assert_null(asset_find(S("rules/triage")));
    assert_null(asset_find(S("rules/triage.dmn2")));
    assert_null(asset_find(S("")));
    assert_null(asset_find(S("zzz")));
    assert_non_null(asset_find(S("assets/baken.css")));
}

static void holds_the_bytes_of_the_file(void **state)
{
    (void)state;
    const Asset *a = asset_find(S("data/gemeenten.csv"));
    assert_non_null(a);
    FILE *f = fopen("data/gemeenten.csv", "rb");
    assert_non_null(f);
    size_t n = 0;
    for (int c; (c = fgetc(f)) != EOF; n++) {
        assert_true(n < a->bytes.n);
        assert_int_equal((unsigned char)a->bytes.p[n], c);
    }
    fclose(f);
    assert_int_equal(n, a->bytes.n);
    assert_int_equal(strlen(a->etag), 16);
}

static void lists_a_folder_in_order(void **state)
{
    (void)state;
    const Asset *first;
    size_t n = asset_list(S("data/guide/nl/"), &first);
    assert_true(n > 10);
    for (size_t i = 0; i < n; i++) assert_true(str_starts(first[i].path, S("data/guide/nl/")));
    for (size_t i = 1; i < n; i++) assert_true(str_cmp(first[i - 1].path, first[i].path) < 0);
    assert_int_equal(asset_list(S("data/nothing/"), &first), 0);
    assert_int_equal(asset_list(S(""), &first), assets_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_whole_path),
        cmocka_unit_test(holds_the_bytes_of_the_file),
        cmocka_unit_test(lists_a_folder_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
