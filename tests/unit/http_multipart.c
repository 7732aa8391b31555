// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/buf.h"
#include "http/multipart.h"
#include "unit.h"
#include "http_tests.h"
#include <string.h>

typedef struct Sink {
    Buf log;
    int drops;
    Err on_start, on_write, on_end;
} Sink;

static Err start(void *ctx, Str field, Str filename, Str type)
{
    Sink *s = ctx;
    buf_fmt(&s->log, "<%.*s|%.*s|%.*s|", STR_ARG(field), STR_ARG(filename), STR_ARG(type));
    return s->on_start;
}

static Err write_piece(void *ctx, Str piece)
{
    Sink *s = ctx;
    if (piece.n < 1000) buf_add(&s->log, piece);
    return s->on_write;
}

static Err end(void *ctx, size_t size)
{
    Sink *s = ctx;
    buf_fmt(&s->log, "|%zu>", size);
    return s->on_end;
}

static void drop(void *ctx) { ((Sink *)ctx)->drops++; }

// Fed in pieces of `step` bytes.
static Err run(Arena *mem, Str body, size_t step, Sink *sink, Fields *ret_fields)
{
    FileSink calls = {sink, start, write_piece, end, drop};
    if (sink) sink->log = buf_new(mem, KB(64));
    Multipart *m;
    TRY(multipart_new(mem, S("grens"), sink ? &calls : NULL, &m));
    Err e = OK;
    for (size_t i = 0; i < body.n && e == OK; i += step)
        e = multipart_feed(m, (Str){body.p + i, body.n - i < step ? body.n - i : step});
    if (e == OK) e = multipart_end(m, ret_fields);
    multipart_drop(m);
    return e;
}

#define DISPOSITION "Content-Disposition: form-data; name="

void multipart_reads(void **state)
{
    Arena *mem = *state;
    // "--gren-" looks like the boundary up to its last letter.
    Str body = S("--grens\r\n" DISPOSITION "\"verhaal\"\r\n\r\nregel een\r\nregel é\r\n--gren\r\n"
                 "\r\n--grens\r\ncontent-disposition: Form-Data; name=\"bijlage\"; "
                 "filename=\"C:\\map\\fo%22to.JPG\"\r\n"
                 "Content-Type: Image/JPEG; q=1\r\n\r\n\r\r\n\r\n--gren-\r\n-"
                 "\r\n--grens\r\n" DISPOSITION "leeg\r\n\r\n"
                 "\r\n--grens\r\n" DISPOSITION "\"geen\"; filename=\"\"\r\n"
                 "Content-Type: application/octet-stream\r\n\r\n"
                 "\r\n--grens--\r\n");
    Fields f = {0};
    Sink sink = {0};
    for (size_t step = 1; step <= body.n; step++) {
        assert_ok(run(mem, body, step, &sink, &f));
        assert_int_equal(f.n, 2);
        assert_str(field_get(&f, "verhaal"), "regel een\r\nregel é\r\n--gren\r\n");
        assert_true(field_has(&f, "leeg"));
        assert_str(buf_str(&sink.log), "<bijlage|fo\"to.JPG|image/jpeg|\r\r\n\r\n--gren-\r\n-|15>");
        arena_reset(mem);
    }
    assert_int_equal(sink.drops, 0);
}

void multipart_refuses(void **state)
{
    Arena *mem = *state;
    static const char *const bad[] = {
        "",
        "--grens",
        "--grens\r\n",
        "tekst\r\n--grens--\r\n",
        "--grens--\r\nnog meer",
        "--grens\n" DISPOSITION "a\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\nContent-Type: text/plain\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "\"\"\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "\"a\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "\"a\" b\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "a; name=b\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "a\r\n" DISPOSITION "b\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "\"a\x01\"\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "\"a\xff\"\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "a\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "a\r\n\r\n\xC3\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "a; filename=\"\"\r\n\r\nx\r\n--grens--\r\n",
        "--grens\r\n" DISPOSITION "a\r\n\r\nx\r\n--grens-\r\n",
        "--grens\r\n" DISPOSITION "a\r\n\r\nx\r\n--grensx--\r\n",
        "--grens\r\n" DISPOSITION "a\r\n\r\nx\r\n--grens",
        "--grens\r\n" DISPOSITION "a\r\n\r\nx",
    };
    Fields f = {0};
    for (size_t i = 0; i < COUNT(bad); i++)
        for (size_t step = 1; step < 100; step += 49) {
            Sink sink = {0};
            Err e = run(mem, str_c(bad[i]), step, &sink, &f);
            if (e != E_INPUT) print_error("accepted: %s\n", bad[i]);
            assert_int_equal(e, E_INPUT);
            assert_null(f.v);
        }
    Str nul = S("--grens\r\n" DISPOSITION "a\r\n\r\nx\0y\r\n--grens--\r\n");
    assert_int_equal(run(mem, nul, 7, NULL, &f), E_INPUT);
    Str file = S("--grens\r\n" DISPOSITION "a; filename=b.txt\r\n\r\nx\r\n--grens--\r\n");
    assert_int_equal(run(mem, file, 7, NULL, &f), E_INPUT); // nowhere to put it
    Sink ok = {0}, broken = {.on_write = E_IO}, full = {.on_start = E_LIMIT}, late = {.on_end = E_STORE};
    assert_ok(run(mem, file, 7, &ok, &f));
    assert_int_equal(run(mem, (Str){file.p, file.n - 12}, 7, &ok, &f), E_INPUT);
    assert_int_equal(ok.drops, 1);
    assert_int_equal(run(mem, file, 7, &broken, &f), E_IO);
    assert_int_equal(broken.drops, 1);
    assert_int_equal(run(mem, file, 7, &full, &f), E_LIMIT);
    assert_int_equal(full.drops, 0); // never began
    assert_int_equal(run(mem, file, 7, &late, &f), E_STORE);
    assert_int_equal(late.drops, 0); // ended, if badly
    Multipart *m;
    assert_int_equal(multipart_new(mem, S(""), NULL, &m), E_INPUT);
    assert_int_equal(multipart_new(mem, S("a\"b"), NULL, &m), E_INPUT);
    assert_int_equal(multipart_new(mem, S("a "), NULL, &m), E_INPUT);
}

static Err many(Arena *mem, const char *part, int count, Sink *sink)
{
    Buf b = buf_new(mem, MB(1));
    for (int i = 0; i < count; i++) buf_fmt(&b, "--grens\r\n%s\r\n", part);
    buf_c(&b, "--grens--\r\n");
    Str body;
    TRY(buf_done(&b, &body));
    Fields f;
    return run(mem, body, 1000, sink, &f);
}

void multipart_limits(void **state)
{
    Arena *mem = *state;
    Sink sink = {0};
    assert_ok(many(mem, DISPOSITION "a\r\n\r\nx", HTTP_FIELDS_MAX, &sink));
    assert_int_equal(many(mem, DISPOSITION "a\r\n\r\nx", HTTP_FIELDS_MAX + 1, &sink), E_LIMIT);
    assert_ok(many(mem, DISPOSITION "a; filename=b\r\n\r\nx", HTTP_FILES_MAX, &sink));
    assert_int_equal(many(mem, DISPOSITION "a; filename=b\r\n\r\nx", HTTP_FILES_MAX + 1, &sink), E_LIMIT);
    assert_int_equal(many(mem, DISPOSITION "a; filename=\"\"\r\n\r\n", MULTIPART_PARTS_MAX + 1, &sink), E_LIMIT);
    char big[MULTIPART_HEAD_MAX + 1];
    memset(big, 'a', sizeof big - 1);
    big[sizeof big - 1] = 0;
    assert_int_equal(many(mem, big, 1, &sink), E_LIMIT);

    char *piece = arena_alloc(mem, KB(64));
    Multipart *m;
    FileSink calls = {&sink, start, write_piece, end, drop};
    assert_ok(multipart_new(mem, S("grens"), &calls, &m));
    assert_ok(multipart_feed(m, S("--grens\r\n" DISPOSITION "a\r\n\r\n")));
    assert_ok(multipart_feed(m, (Str){piece, KB(64)}));
    assert_ok(multipart_feed(m, (Str){piece, KB(64)}));
    assert_int_equal(multipart_feed(m, S("x")), E_LIMIT);
    assert_int_equal(multipart_feed(m, S("x")), E_LIMIT); // and stays so

    assert_ok(multipart_new(mem, S("grens"), &calls, &m));
    assert_ok(multipart_feed(m, S("--grens\r\n" DISPOSITION "a; filename=b\r\n\r\n")));
    for (size_t i = 0; i < HTTP_FILE_BYTES_MAX / KB(64); i++) assert_ok(multipart_feed(m, (Str){piece, KB(64)}));
    assert_int_equal(multipart_feed(m, S("x")), E_LIMIT);
    assert_int_equal(sink.drops, 1); // the sixth of many above was never started
}
