// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What a report knew, as text: taken or refused with a line; what is taken comes back as the same text again and again.
#include "programme/plan_report.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *mem = arena_new(MB(64));
    Live live, again;
    Why w = {{0}};
    Err e = live_read(mem, (Str){(const char *)data, size}, &live, &w);
    assert(e == OK || ((e == E_INPUT || e == E_LIMIT) && str_has(str_c(w.text), S("line"))));
    if (e == OK) {
        Str text, same;
        assert(live_write(mem, &live, &text) == OK && live_read(mem, text, &again, &w) == OK);
        assert(live_write(mem, &again, &same) == OK && str_eq(same, text));
    }
    arena_free(mem);
    return 0;
}
