// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pg_sql.c - the one SQL text in the words of PostgreSQL. Types of parameters are given apart, when it is prepared.
#include "base/buf.h"
#include "store/pg.h"

enum { SQL_MAX = 256 * 1024 };

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// The end of a quoted text that begins at i. A doubled quote ends one text and begins the next: all the same to us.
static size_t quoted(Str s, size_t i)
{
    size_t end = i + 1;
    while (end < s.n && s.p[end] != s.p[i]) end++;
    return end < s.n ? end + 1 : s.n;
}

Str pg_sql(Arena *mem, const char *sql)
{
    Str s = str_c(sql);
    Buf b = buf_new(mem, SQL_MAX);
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0;
        bool word = i > 0 && (letter(s.p[i - 1]) || (s.p[i - 1] >= '0' && s.p[i - 1] <= '9'));
        size_t end = i + 1;
        if (c == '\'' || c == '"') {
            end = quoted(s, i);
            buf_bytes(&b, s.p + i, end - i);
        } else if ((c == 'x' || c == 'X') && next == '\'' && !word) {
            end = quoted(s, i + 1);
            buf_fmt(&b, "'\\x%.*s'::bytea", (int)(end - i - 3), s.p + i + 2);
        } else {
            buf_char(&b, c == '?' ? '$' : c);
        }
        i = end;
    }
    return buf_str(&b);
}
