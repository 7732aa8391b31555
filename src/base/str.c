// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/str.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Str str_c(const char *z) { return z ? (Str){z, strlen(z)} : STR_NONE; }

bool str_eq(Str a, Str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
bool str_eq_c(Str a, const char *z) { return str_eq(a, str_c(z)); }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool str_ieq(Str a, Str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

int str_cmp(Str a, Str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str s, Str prefix) { return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix); }
bool str_ends(Str s, Str x) { return s.n >= x.n && str_eq((Str){s.p + (s.n - x.n), x.n}, x); }

bool str_has(Str s, Str part)
{
    if (part.n == 0) return true;
    return s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL;
}

static bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Str str_trim(Str s)
{
    while (s.n && space(s.p[0])) s.p++, s.n--;
    while (s.n && space(s.p[s.n - 1])) s.n--;
    return s;
}

Str str_cut(Str *rest, char sep)
{
    Str s = *rest;
    const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;
    if (!at) {
        *rest = STR_NONE;
        return s;
    }
    size_t n = (size_t)(at - s.p);
    *rest = (Str){at + 1, s.n - n - 1};
    return (Str){s.p, n};
}

Str str_head(Str s, size_t n)
{
    if (s.n <= n) return s;
    while (n && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    return (Str){s.p, n};
}

Str str_dup(Arena *mem, Str s)
{
    if (s.n == 0) return (Str){"", 0};
    char *p = arena_alloc(mem, s.n + 1);
    memcpy(p, s.p, s.n);
    return (Str){p, s.n};
}

char *str_z(Arena *mem, Str s)
{
    char *p = arena_alloc(mem, s.n + 1);
    if (s.n) memcpy(p, s.p, s.n);
    return p;
}

Str str_lower(Arena *mem, Str s)
{
    char *p = str_z(mem, s);
    for (size_t i = 0; i < s.n; i++) p[i] = lower(p[i]);
    return (Str){p, s.n};
}

Str str_fmt(Arena *mem, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(n >= 0);
    char *p = arena_alloc(mem, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (Str){p, (size_t)n};
}

// Length of the well-formed UTF-8 character at p (RFC 3629), 0 when it is not one.
static size_t utf8_len(const unsigned char *p, size_t n)
{
    unsigned c = p[0];
    if (c < 0x80) return 1;
    size_t len = c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    if (len == 0 || len > n) return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if (c == 0xE0 && p[1] < 0xA0) return 0;                 // overlong
    if (c == 0xED && p[1] > 0x9F) return 0;                 // surrogates
    if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
    return len;
}

bool str_text_ok(Str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0, len; i < s.n; i += len) {
        len = utf8_len(p + i, s.n - i);
        if (len == 0) return false;
        if ((p[i] < 0x20 && p[i] != '\n' && p[i] != '\t') || p[i] == 0x7F) return false;
    }
    return true;
}

Str str_normal(Arena *mem, Str s)
{
    char *p = str_z(mem, s);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t') p[n++] = s.p[i];
    }
    return (Str){p, n};
}

Err str_int(Str s, int64_t min, int64_t max, int64_t *ret_v)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus;
    if (i == s.n) return E_INPUT;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return E_INPUT;
        int d = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, minus ? -d : d, &v)) return E_INPUT;
    }
    if (v < min || v > max) return E_INPUT;
    *ret_v = v;
    return OK;
}

Str str_hex(Arena *mem, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *p = arena_alloc(mem, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        p[2 * i] = digits[b[i] >> 4];
        p[2 * i + 1] = digits[b[i] & 15];
    }
    return (Str){p, 2 * n};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Err str_unhex(Str s, void *ret_bytes, size_t n)
{
    if (s.n != 2 * n) return E_INPUT;
    for (size_t i = 0; i < s.n; i++)
        if (hex_digit(s.p[i]) < 0) return E_INPUT;
    unsigned char *b = ret_bytes;
    for (size_t i = 0; i < n; i++) b[i] = (unsigned char)(hex_digit(s.p[2 * i]) << 4 | hex_digit(s.p[2 * i + 1]));
    return OK;
}
