// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// str.h - views of text: pointer and length, never owned, never NUL-terminated.
//
// Copies live in an arena (str_dup). A NUL-terminated copy is made only where the system wants one (str_z).
// Number parsers consume the whole string or fail: "12 " and "" are not numbers.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *p;
    size_t n;
} Str;

#define S(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((Str){0})
// For printf's %.*s
#define STR_ARG(s) (int)(s).n, (s).p

Str str_c(const char *z); // NULL gives the empty Str
bool str_eq(Str a, Str b);
bool str_eq_c(Str a, const char *z);
bool str_ieq(Str a, Str b); // ASCII letters only
int str_cmp(Str a, Str b);
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_has(Str s, Str part);
Str str_trim(Str s);              // ASCII white space
Str str_cut(Str *rest, char sep); // the part before sep; rest keeps what follows (empty at the end)
Str str_head(Str s, size_t n);    // at most n bytes, never cutting a UTF-8 character
Str str_dup(Arena *mem, Str s);
char *str_z(Arena *mem, Str s); // a NUL inside ends it for the reader; check with str_text_ok before
Str str_lower(Arena *mem, Str s);               // ASCII letters only
Str str_fmt(Arena *mem, const char *fmt, ...) PRINTF_LIKE(2, 3);

// Well-formed UTF-8 without control characters other than newline and tab.
bool str_text_ok(Str s);
// Carriage returns of a browser's text area removed, other control characters too; paragraphs stay.
Str str_normal(Arena *mem, Str s);

Err str_int(Str s, int64_t min, int64_t max, int64_t *ret_v) MUST_USE; // E_INPUT
Str str_hex(Arena *mem, const void *bytes, size_t n);
Err str_unhex(Str s, void *ret_bytes, size_t n) MUST_USE; // E_INPUT unless exactly n bytes
