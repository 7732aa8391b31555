// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Form fields: application/x-www-form-urlencoded in, percent-encoding out.
#include "http/http.h"
#include "http/pure.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Err percent_decode(Arena *mem, Str raw, bool plus_is_space, Str *ret_s)
{
    char *p = arena_alloc(mem, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            if (raw.n - i < 3) return E_INPUT;
            int high = hex_value(raw.p[i + 1]), low = hex_value(raw.p[i + 2]);
            if (high < 0 || low < 0) return E_INPUT;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == 0) return E_INPUT;
        p[n++] = c;
    }
    Str s = {p, n};
    if (!utf8_ok(s)) return E_INPUT;
    *ret_s = s;
    return OK;
}

bool utf8_ok(Str s)
{
    // Runs between control characters; str_text_ok knows UTF-8, and a control character never stands inside one.
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++) {
        bool control = i < s.n && ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F);
        if (i < s.n && !control) continue;
        if (i < s.n && s.p[i] == 0) return false;
        if (!str_text_ok((Str){s.p + from, i - from})) return false;
        from = i + 1;
    }
    return true;
}

Err form_parse_urlencoded(Arena *mem, Str body, Fields *ret_fields)
{
    size_t pairs = body.n != 0;
    for (size_t i = 0; i < body.n; i++) pairs += body.p[i] == '&';
    // Many bare "&" are noise, but a thousand of them are no form either.
    if (pairs > 2 * HTTP_FIELDS_MAX) return E_LIMIT;
    Fields f = {NEW_ARRAY(mem, Field, pairs < HTTP_FIELDS_MAX ? pairs : HTTP_FIELDS_MAX), 0};
    while (body.n) {
        Str value = str_cut(&body, '&');
        if (value.n == 0) continue;
        if (f.n == HTTP_FIELDS_MAX) return E_LIMIT;
        Str name = str_cut(&value, '=');
        TRY(percent_decode(mem, name, true, &f.v[f.n].name));
        TRY(percent_decode(mem, value, true, &f.v[f.n].value));
        if (!header_value_ok(f.v[f.n].name)) return E_INPUT; // names are ours and have no line ends
        f.n++;
    }
    *ret_fields = f;
    return OK;
}

Str url_encode(Arena *mem, Str s)
{
    static const char digits[] = "0123456789ABCDEF";
    char *p = arena_array(mem, s.n + 1, 3);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        if (plain) {
            p[n++] = (char)c;
        } else {
            p[n++] = '%';
            p[n++] = digits[c >> 4];
            p[n++] = digits[c & 15];
        }
    }
    return (Str){p, n};
}

Str field_get(const Fields *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq_c(f->v[i].name, name)) return f->v[i].value;
    return STR_NONE;
}

bool field_has(const Fields *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq_c(f->v[i].name, name)) return true;
    return false;
}
