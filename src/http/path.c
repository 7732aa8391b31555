// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Paths: decoded once, and refused when a second reader could read another path in them.
#include "http/pure.h"
#include <string.h>

Err path_decode(Arena *mem, Str raw, Str *ret_path)
{
    if (raw.n == 0 || raw.p[0] != '/') return E_INPUT;
    // An escaped slash would be a separator after decoding and none before it.
    for (size_t i = 0; i + 2 < raw.n; i++)
        if (raw.p[i] == '%' && raw.p[i + 1] == '2' && (raw.p[i + 2] == 'f' || raw.p[i + 2] == 'F')) return E_INPUT;
    Str path;
    TRY(percent_decode(mem, raw, false, &path));
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c < 0x20 || c == 0x7F || c == '\\') return E_INPUT;
    }
    Str rest = {path.p + 1, path.n - 1};
    while (rest.n) {
        bool more = memchr(rest.p, '/', rest.n) != NULL;
        Str part = str_cut(&rest, '/');
        if (more && part.n == 0) return E_INPUT;
        if (str_eq_c(part, ".") || str_eq_c(part, "..")) return E_INPUT;
    }
    *ret_path = path;
    return OK;
}

bool path_match(Str pattern, Str path, Str ret_captured[PATH_PARTS_MAX])
{
    Str captured[PATH_PARTS_MAX] = {0};
    size_t n = 0;
    for (;;) {
        bool pattern_more = pattern.n && memchr(pattern.p, '/', pattern.n) != NULL;
        bool path_more = path.n && memchr(path.p, '/', path.n) != NULL;
        if (pattern_more != path_more) return false;
        Str want = str_cut(&pattern, '/'), got = str_cut(&path, '/');
        if (want.n > 1 && want.p[0] == ':') {
            if (got.n == 0 || n == PATH_PARTS_MAX) return false;
            captured[n++] = got;
        } else if (!str_eq(want, got)) {
            return false;
        }
        if (!pattern_more) break;
    }
    for (size_t i = 0; i < PATH_PARTS_MAX; i++) ret_captured[i] = captured[i];
    return true;
}
