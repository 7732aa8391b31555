// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a file of assumptions: refused with words that can be printed, or something to simulate with.
#include "shelter/assumptions.h"
#include "shelter/rules.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Regions *regions;
    Why w = {{0}};
    assert(match_regions(&regions, &w) == OK);
    Arena *mem = arena_new(MB(4));
    Assumptions *a = NEW(mem, Assumptions);
    if (assumptions_read(mem, regions, (Str){(const char *)data, size}, a, &w) != OK) {
        assert(w.text[0] && str_text_ok(str_c(w.text)));
    } else {
        assert(a->group_count >= 1 && a->group_count <= SIM_GROUPS_MAX && a->refuse >= 0 && a->refuse <= 1);
        for (size_t i = 0; i < a->group_count; i++) assert(a->groups[i].per_year >= 0 && a->groups[i].stay_days > 0);
        for (size_t i = 0; i < a->unit_count; i++) assert(a->units[i].total >= 0 && a->units[i].region >= 0);
    }
    arena_free(mem);
    return 0;
}
