// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/buf.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Buf buf_new(Arena *mem, size_t cap) { return (Buf){.mem = mem, .cap = cap}; }

static bool room_for(Buf *b, size_t n)
{
    if (b->over || n > b->cap - b->n) {
        b->over = true;
        return false;
    }
    if (b->n + n <= b->room) return true;
    if (arena_full(b->mem)) {
        b->over = true;
        return false;
    }
    size_t room = b->room ? b->room : 512;
    while (room < b->n + n) room *= 2;
    if (!b->room || !arena_longer(b->mem, b->p, b->room, room)) {
        char *p = arena_raw(b->mem, room);
        if (b->n) memcpy(p, b->p, b->n);
        b->p = p;
    }
    b->room = room;
    return true;
}

void buf_bytes(Buf *b, const void *p, size_t n)
{
    if (n == 0 || !room_for(b, n)) return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void buf_add(Buf *b, Str s) { buf_bytes(b, s.p, s.n); }
void buf_c(Buf *b, const char *z) { buf_add(b, str_c(z)); }
void buf_char(Buf *b, char c) { buf_bytes(b, &c, 1); }

void buf_int(Buf *b, int64_t v) { buf_fmt(b, "%lld", (long long)v); }

void buf_fmt(Buf *b, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(n >= 0);
    if (room_for(b, (size_t)n + 1)) { // vsnprintf writes a NUL behind the text
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

Str buf_str(const Buf *b) { return (Str){b->p ? b->p : "", b->n}; }

Err buf_done(const Buf *b, Str *ret_s)
{
    if (b->over) return E_LIMIT;
    *ret_s = buf_str(b);
    return OK;
}
