// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The first byte decides how the rest, a multipart body with boundary "b", is cut into pieces. Cut or whole, the
// outcome is the same; the sink's calls come in order; nothing stays open.
#include "base/buf.h"
#include "http/multipart.h"
#include "http/pure.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Seen {
    Buf log;
    bool open;
    size_t size;
} Seen;

static Err start(void *ctx, Str field, Str filename, Str type)
{
    Seen *s = ctx;
    assert(!s->open && field.n && filename.n && str_text_ok(filename) && str_text_ok(type));
    s->open = true;
    s->size = 0;
    buf_fmt(&s->log, "[%.*s %.*s %.*s]", STR_ARG(field), STR_ARG(filename), STR_ARG(type));
    return OK;
}

static Err write_piece(void *ctx, Str piece)
{
    Seen *s = ctx;
    assert(s->open && piece.n);
    s->size += piece.n;
    buf_add(&s->log, piece);
    return OK;
}

static Err end(void *ctx, size_t size)
{
    Seen *s = ctx;
    assert(s->open && size == s->size);
    s->open = false;
    return OK;
}

static void drop(void *ctx)
{
    Seen *s = ctx;
    assert(s->open);
    s->open = false;
}

static Err run(Arena *mem, Str body, unsigned cut, Seen *seen, Fields *ret_fields)
{
    FileSink sink = {seen, start, write_piece, end, drop};
    Multipart *m;
    assert(multipart_new(mem, S("b"), &sink, &m) == OK);
    seen->log = buf_new(mem, MB(1));
    Err e = OK;
    while (body.n && e == OK) {
        cut = cut * 1103515245u + 12345u;
        size_t n = (cut >> 16) % 9 + 1;
        if (cut == 0 || n > body.n) n = body.n;
        e = multipart_feed(m, (Str){body.p, n});
        body = (Str){body.p + n, body.n - n};
    }
    if (e == OK) e = multipart_end(m, ret_fields);
    multipart_drop(m);
    assert(!seen->open);
    return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > KB(64)) return 0;
    Arena *mem = arena_new(MB(16));
    Str body = {(const char *)data + 1, size - 1};
    Seen whole = {0}, cut = {0};
    Fields f = {0}, g = {0};
    FileSink sink = {&whole, start, write_piece, end, drop};
    Multipart *m;
    whole.log = buf_new(mem, MB(1));
    assert(multipart_new(mem, S("b"), &sink, &m) == OK);
    Err e = multipart_feed(m, body);
    if (e == OK) e = multipart_end(m, &f);
    multipart_drop(m);
    assert(!whole.open);
    assert(run(mem, body, data[0] + 1u, &cut, &g) == e);
    if (e == OK) {
        assert(f.n == g.n && str_eq(buf_str(&whole.log), buf_str(&cut.log)));
        for (size_t i = 0; i < f.n; i++) {
            assert(str_eq(f.v[i].name, g.v[i].name) && str_eq(f.v[i].value, g.v[i].value));
            assert(utf8_ok(f.v[i].value));
        }
    }
    arena_free(mem);
    return 0;
}
