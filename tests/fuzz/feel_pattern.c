// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A pattern, a line end, flags, a line end, a text: it is no pattern, or it is found where it says, or gives up.
#include "rules/pattern.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS = 20000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *mem = arena_new(MB(8));
    Str text = {(const char *)data, size}, pattern = str_cut(&text, '\n'), flags = str_cut(&text, '\n');
    const Pattern *p;
    Found found;
    uint32_t steps = STEPS;
    if (pattern_make(mem, pattern, flags, &p) && pattern_find(p, mem, text, 0, &steps, &found)) {
        assert(found.starts[0] <= found.ends[0] && found.ends[0] <= text.n);
        for (size_t i = 1; i < PATTERN_GROUPS_MAX; i++) {
            bool took = found.starts[i] != SIZE_MAX && found.ends[i] != SIZE_MAX;
            assert(!took || (found.starts[i] <= found.ends[i] && found.ends[i] <= text.n));
        }
    }
    for (size_t at = 0, n; at < text.n; at += n) {
        uint32_t c = char_at(text, at, &n);
        assert(n >= 1 && at + n <= text.n);
        (void)char_lower(char_upper(c));
    }
    arena_free(mem);
    return 0;
}
