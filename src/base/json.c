// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

Json json_to(Buf *out) { return (Json){.out = out}; }

static void lead(Json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->filled[j->depth]) buf_char(j->out, ',');
    j->filled[j->depth] = true;
}

static void open_(Json *j, char c)
{
    lead(j);
    buf_char(j->out, c);
    assert(j->depth + 1 < JSON_DEPTH_MAX);
    j->filled[++j->depth] = false;
}

static void close_(Json *j, char c)
{
    assert(j->depth > 0 && !j->after_key);
    j->depth--;
    buf_char(j->out, c);
}

void json_obj(Json *j) { open_(j, '{'); }
void json_end(Json *j) { close_(j, '}'); }
void json_arr(Json *j) { open_(j, '['); }
void json_arr_end(Json *j) { close_(j, ']'); }

static void quoted(Buf *b, Str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            buf_char(b, '\\');
            buf_char(b, (char)c);
        } else if (c == '\n') {
            buf_c(b, "\\n");
        } else if (c < 0x20 || c == 0x7F || c == '<') {
            buf_fmt(b, "\\u%04x", c); // '<' too, so that JSON inside HTML stays text
        } else {
            buf_char(b, (char)c);
        }
    }
    buf_char(b, '"');
}

void json_key(Json *j, const char *key)
{
    assert(j->depth > 0 && !j->after_key);
    lead(j);
    quoted(j->out, str_c(key));
    buf_char(j->out, ':');
    j->after_key = true;
}

void json_str(Json *j, Str s)
{
    lead(j);
    quoted(j->out, s);
}

void json_int(Json *j, int64_t v)
{
    lead(j);
    buf_int(j->out, v);
}

void json_num(Json *j, double v)
{
    lead(j);
    if (!isfinite(v)) {
        buf_c(j->out, "null");
        return;
    }
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v) break;
    }
    buf_c(j->out, text);
}

void json_bool(Json *j, bool v)
{
    lead(j);
    buf_c(j->out, v ? "true" : "false");
}

void json_nil(Json *j)
{
    lead(j);
    buf_c(j->out, "null");
}

void json_kstr(Json *j, const char *key, Str s)
{
    json_key(j, key);
    json_str(j, s);
}

void json_kint(Json *j, const char *key, int64_t v)
{
    json_key(j, key);
    json_int(j, v);
}

void json_kbool(Json *j, const char *key, bool v)
{
    json_key(j, key);
    json_bool(j, v);
}
