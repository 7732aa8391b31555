// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A file with figures as anyone might make it: taken whole, or refused with a sentence. The first byte chooses for
// what.
#include "steering/indicator.h"
#include <assert.h>

const SteeringSection *const steering_sections[] = {NULL};
const IndicatorSource indicator_sources[] = {{0}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const units[] = {"number", "percent", "hours", "done"};
    if (size == 0) return 0;
    Arena *mem = arena_new(MB(64));
    const PlanIndicator i = {.unit = str_c(units[data[0] % COUNT(units)])};
    ImportRow *rows;
    size_t n = 0;
    Why w = {{0}};
    Str text = {(const char *)data + 1, size - 1};
    Date today = date_of(2026, 11, 22);
    Err e = indicator_read(mem, data[0] & 4 ? LANG_EN : LANG_NL, &i, text, today, &rows, &n, &w);
    assert(e == OK || (e == E_INPUT && w.text[0]));
    assert(e != OK || (n > 0 && n <= IMPORT_ROWS_MAX));
    for (size_t k = 0; e == OK && k < n; k++)
        assert(rows[k].day <= today && rows[k].thousandths >= 0 && rows[k].source.n > 0);
    arena_free(mem);
    return 0;
}
