// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a request: refused with words that can be printed, or a need that the matching may be given.
#include "shelter/request_json.h"
#include "shelter/rules.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Regions *regions;
    Need n;
    Why w = {{0}};
    assert(match_regions(&regions, &w) == OK);
    if (request_from_json(regions, (Str){(const char *)data, size}, HOURS(1), &n, &w) != OK) {
        assert(w.text[0] && str_text_ok(str_c(w.text)));
        return 0;
    }
    assert(n.kind >= 0 && n.kind <= PLACE_OUTREACH && n.age >= 0 && n.age <= AGE_MAX);
    assert(n.region >= -1 && n.region < (int)regions->count && (n.avoid & n.within) == 0);
    assert(__builtin_popcount(n.placer) == 1 && n.stay_days >= 1);
    Arena *mem = arena_new(KB(64));
    MatchRules rules = {.weight = {1}};
    const Unit unit = {.kind = PLACE_CRISIS, .age_max = AGE_MAX, .free = 1, .region = 3, .stay_days_max = 5};
    MatchResult m;
    match_run(mem, &rules, regions, &n, &unit, 1, HOURS(1), &m);
    assert(m.count == 1);
    arena_free(mem);
    return 0;
}
