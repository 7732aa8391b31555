// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// buf.h - the one way to build text or bytes: grows in an arena, never past its cap.
//
// Past the cap, or when the arena is full, nothing more is added and `over` is set; whoever sends the buffer checks it once, at the end
// (buf_done). So writers need no error handling of their own, and a cut page is never sent.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

typedef struct Buf {
    Arena *mem;
    char *p;
    size_t n, room, cap;
    bool over;
} Buf;

Buf buf_new(Arena *mem, size_t cap);
void buf_add(Buf *b, Str s);
void buf_c(Buf *b, const char *z);
void buf_char(Buf *b, char c);
void buf_int(Buf *b, int64_t v);
void buf_bytes(Buf *b, const void *p, size_t n);
void buf_fmt(Buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
Str buf_str(const Buf *b);                              // a view, valid until the next write
Err buf_done(const Buf *b, Str *ret_s) MUST_USE;        // E_LIMIT when something did not fit
