// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Form bodies and percent-encoding: what is accepted is clean, and encoding it again gives it back.
#include "http/pure.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > KB(64)) return 0;
    Arena *mem = arena_new(MB(16));
    Fields f;
    if (form_parse_urlencoded(mem, (Str){(const char *)data, size}, &f) == OK) {
        assert(f.n <= HTTP_FIELDS_MAX);
        for (size_t i = 0; i < f.n; i++) {
            assert(header_value_ok(f.v[i].name) && utf8_ok(f.v[i].name) && utf8_ok(f.v[i].value));
            Str back;
            assert(percent_decode(mem, url_encode(mem, f.v[i].value), false, &back) == OK);
            assert(str_eq(back, f.v[i].value));
        }
    }
    arena_free(mem);
    return 0;
}
