// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// First line: a target. The rest: headers, a line each. What passes has one meaning only.
#include "http/pure.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void path_is_clean(Arena *mem, Str raw)
{
    Str path;
    if (path_decode(mem, raw, &path) != OK) return;
    assert(path.n && path.p[0] == '/' && str_text_ok(path));
    assert(!str_has(path, S("//")) && !str_has(path, S("/../")) && !str_has(path, S("\\")));
    assert(!str_ends(path, S("/..")) && !memchr(path.p, '\n', path.n));
    Str parts[PATH_PARTS_MAX];
    if (path_match(S("/casus/:id/taken"), path, parts)) assert(parts[0].n && !memchr(parts[0].p, '/', parts[0].n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > KB(64)) return 0;
    Arena *mem = arena_new(MB(16));
    Str rest = {(const char *)data, size};
    path_is_clean(mem, str_cut(&rest, '\n'));
    Fields headers = {NEW_ARRAY(mem, Field, HTTP_HEADERS_MAX + 1), 0};
    while (rest.n && headers.n <= HTTP_HEADERS_MAX) {
        Str value = str_cut(&rest, '\n');
        Str name = str_cut(&value, ':');
        headers.v[headers.n++] = (Field){name, value};
    }
    Head head;
    if (head_check(&headers, S("POST"), S("HTTP/1.1"), &head) == 0) {
        assert(head.length >= -1 && header_value_ok(head.content_type));
        Str type = type_of(mem, head.content_type), boundary = type_parameter(mem, head.content_type, "boundary");
        assert(header_value_ok(type) && !memchr(boundary.n ? boundary.p : "", '"', boundary.n));
    }
    Str cookie = cookie_in(&headers, "sessie");
    assert(cookie.n == 0 || !memchr(cookie.p, ';', cookie.n));
    arena_free(mem);
    return 0;
}
