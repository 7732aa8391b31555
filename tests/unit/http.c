// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The server as a client meets it: a real socket, a tiny app behind it, and bytes that are often wrong on purpose.
#include "base/buf.h"
#include "http/server.h"
#include "http_client.h"
#include "sys/clock.h"
#include "unit.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 20000 }; // only a server that hangs takes this long, however busy the machine is
static const char large[32 * 1024 * 1024]; // more than the system keeps for a client that does not read

// ---- the clock: goes on by itself, and a test can let hours pass ----
static atomic_llong skipped;
Time __real_clock_steady(void);
Time __wrap_clock_steady(void);
Time __wrap_clock_steady(void) { return __real_clock_steady() + atomic_load(&skipped); }

// ---- the app ----
typedef struct Tiny {
    atomic_int admitted, gone, started, dropped, ended, answering, served, streams_ended;
    atomic_llong sunk;
    atomic_int delay_ms; // of /later
    atomic_bool hold;    // /later and /wacht wait until this is over
    HttpRequest *held;   // of /wacht
} Tiny;

static Err sink_start(void *ctx, Str field, Str filename, Str type)
{
    (void)field, (void)filename, (void)type;
    atomic_fetch_add(&((Tiny *)ctx)->started, 1);
    return OK;
}

static Err sink_write(void *ctx, Str piece)
{
    atomic_fetch_add(&((Tiny *)ctx)->sunk, (long long)piece.n);
    return OK;
}

static Err sink_end(void *ctx, size_t size)
{
    (void)size;
    atomic_fetch_add(&((Tiny *)ctx)->ended, 1);
    return OK;
}

// A sink that is slower than the client: it lets each piece wait for a thread, which lets it wait for the test.
static void *release_later(void *arg)
{
    HttpRequest *rq = arg;
    Tiny *app = rq->app;
    while (atomic_load(&app->hold)) usleep(1000);
    http_release(rq);
    atomic_fetch_sub(&app->answering, 1);
    return NULL;
}

static Err sink_write_slowly(void *ctx, Str piece)
{
    Tiny *app = ctx;
    pthread_t thread;
    TRY(sink_write(app, piece));
    while (atomic_load(&app->answering)) usleep(100); // one at a time: the last piece had no say in the next
    atomic_fetch_add(&app->answering, 1);
    http_hold(app->held);
    if (pthread_create(&thread, NULL, release_later, app->held) == 0) pthread_detach(thread);
    return OK;
}

static Err sink_end_slowly(void *ctx, size_t size)
{
    while (atomic_load(&((Tiny *)ctx)->answering)) usleep(100);
    return sink_end(ctx, size);
}

static void sink_drop(void *ctx) { atomic_fetch_add(&((Tiny *)ctx)->dropped, 1); }

static Err admit(void *ctx, HttpRequest *rq, HttpAdmission *ret_admission)
{
    if (str_eq_c(rq->path, "/verboden")) return E_DENIED;
    HttpAdmission a = {0};
    if (rq->method == M_POST) a.body_max = HTTP_BODY_DEFAULT;
    bool slow = str_eq_c(rq->path, "/wacht");
    if (slow || str_eq_c(rq->path, "/bestanden")) {
        FileSink *sink = NEW(rq->mem, FileSink);
        *sink = (FileSink){ctx, sink_start, slow ? sink_write_slowly : sink_write, slow ? sink_end_slowly : sink_end,
                           sink_drop};
        if (slow) ((Tiny *)ctx)->held = rq;
        a.sink = sink;
        a.body_max = MB(12);
    }
    rq->app = ctx;
    *ret_admission = a;
    atomic_fetch_add(&((Tiny *)ctx)->admitted, 1);
    return OK;
}

static void answer(HttpRequest *rq, int status, Str body)
{
    HttpResponse r = {.status = status, .type = "text/plain; charset=utf-8", .body = body};
    http_reply(rq, &r);
}

static Str echo(HttpRequest *rq)
{
    Buf b = buf_new(rq->mem, MB(1));
    buf_fmt(&b, "path=%.*s", STR_ARG(rq->path));
    for (size_t i = 0; i < rq->query.n && i < 5; i++)
        buf_fmt(&b, " q:%.*s=%.*s", STR_ARG(rq->query.v[i].name), STR_ARG(rq->query.v[i].value));
    for (size_t i = 0; i < rq->form.n && i < 5; i++)
        buf_fmt(&b, " f:%.*s=%.*s", STR_ARG(rq->form.v[i].name), STR_ARG(rq->form.v[i].value));
    buf_fmt(&b, " body=%zu type=%.*s local=%d secure=%d", rq->body.n, STR_ARG(rq->type), rq->local, rq->secure);
    return buf_str(&b);
}

static void *answer_later(void *arg)
{
    HttpRequest *rq = arg;
    Tiny *app = rq->app;
    int ms = atomic_load(&app->delay_ms);
    if (ms) usleep((useconds_t)ms * 1000);
    while (atomic_load(&app->hold)) usleep(1000);
    answer(rq, 200, str_fmt(rq->mem, "later %.*s", STR_ARG(field_get(&rq->form, "a"))));
    atomic_fetch_sub(&app->answering, 1);
    return NULL;
}

// A body that is made while it is sent, of one letter at a time.
typedef struct Pieces {
    Tiny *app;
    size_t at;
    bool breaks;
} Pieces;

static const char pieces_text[] = "uit stukken";

static Err pieces_next(void *arg, Str *ret_piece)
{
    Pieces *p = arg;
    if (p->breaks && p->at == 3) return E_CRYPT;
    *ret_piece = (Str){&pieces_text[p->at++], 1};
    return OK;
}

static void pieces_end(void *arg)
{
    atomic_fetch_add(&((Pieces *)arg)->app->streams_ended, 1);
    free(arg);
}

static void serve(void *ctx, HttpRequest *rq)
{
    Tiny *app = ctx;
    atomic_fetch_add(&app->served, 1);
    if (str_eq_c(rq->path, "/later")) {
        pthread_t thread;
        atomic_fetch_add(&app->answering, 1);
        if (pthread_create(&thread, NULL, answer_later, rq) == 0) pthread_detach(thread);
        return;
    }
    if (str_eq_c(rq->path, "/groot")) {
        answer(rq, 200, (Str){large, sizeof large});
        return;
    }
    if (str_eq_c(rq->path, "/kop")) { // a header as it came, sent back
        Field *f = NEW(rq->mem, Field);
        *f = (Field){S("X-Back"), field_get(&rq->query, "v")};
        HttpResponse r = {.status = 200, .headers = {f, 1}, .cache = "max-age=60", .body = http_header(rq, "X-Test")};
        http_reply(rq, &r);
        return;
    }
    if (str_eq_c(rq->path, "/bestand")) {
        Pieces *p = calloc(1, sizeof *p);
        assert_non_null(p);
        p->app = app;
        p->breaks = field_has(&rq->query, "breekt");
        HttpResponse r = {.status = 200, .type = "text/plain"};
        r.stream = (HttpStream){.arg = p, .next = pieces_next, .end = pieces_end, .size = sizeof pieces_text - 1};
        http_reply(rq, &r);
        return;
    }
    answer(rq, 200, echo(rq));
}

static void refuse(void *ctx, HttpRequest *rq, Err e, HttpResponse *ret_response)
{
    (void)ctx;
    ret_response->type = "text/plain";
    ret_response->body = str_fmt(rq->mem, "refused %s", err_name(e));
}

static void gone(void *ctx, HttpRequest *rq)
{
    (void)rq;
    atomic_fetch_add(&((Tiny *)ctx)->gone, 1);
}

static Tiny tiny;
static HttpServer *server;
static Arena *mem;
static int port;

static int start_with(const HttpTimes *times)
{
    memset(&tiny, 0, sizeof tiny);
    atomic_store(&skipped, 0);
    mem = arena_new(MB(64));
    const HttpApp app = {&tiny, admit, serve, refuse, gone};
    const HttpOptions options = {.host = "127.0.0.1"};
    Why w;
    assert_ok(http_start_timed(&options, times, &app, &server, &w));
    port = http_port(server);
    return 0;
}

static int setup(void **state)
{
    (void)state;
    return start_with(&http_times_default);
}

static int setup_hasty(void **state)
{
    (void)state;
    const HttpTimes times = {.head_ms = 300, .idle_ms = 600, .body_ms = 300, .reply_ms = 1000, .crowd_ms = 300, .watch_ms = 20,
                             .stop_ms = 3000};
    return start_with(&times);
}

// The usual patience, and somebody who looks at the clock all the time.
static int setup_watched(void **state)
{
    (void)state;
    HttpTimes times = http_times_default;
    times.watch_ms = 20;
    return start_with(&times);
}

static int teardown(void **state)
{
    (void)state;
    http_stop(server);
    assert_int_equal(atomic_load(&tiny.answering), 0);
    arena_free(mem);
    return 0;
}

static void has_security_headers(Str response)
{
    Str policy = response_header(response, "Content-Security-Policy");
    assert_true(str_starts(policy, S("default-src 'none'; ")));
    assert_true(str_has(policy, S("frame-ancestors 'none'")));
    assert_true(str_has(policy, S("require-trusted-types-for 'script'")));
    assert_str(response_header(response, "X-Content-Type-Options"), "nosniff");
    assert_str(response_header(response, "X-Frame-Options"), "DENY");
    assert_str(response_header(response, "Referrer-Policy"), "no-referrer");
    assert_str(response_header(response, "Cross-Origin-Opener-Policy"), "same-origin");
    assert_str(response_header(response, "Cross-Origin-Resource-Policy"), "same-origin");
    assert_true(response_header(response, "Permissions-Policy").n > 0);
    assert_true(response_header(response, "Cache-Control").n > 0);
    assert_int_equal(response_header(response, "Server").n, 0);
}

static void wait_for(atomic_int *count, int want)
{
    for (int i = 0; i < WAIT_MS && atomic_load(count) != want; i++) usleep(1000);
    assert_int_equal(atomic_load(count), want);
}

// Past every deadline: a client that only sits there is closed. Who has no deadline, or waits for us, is not.
static void an_hour_passes(void)
{
    int gone_before = atomic_load(&tiny.gone), fd = client_connect(port);
    client_send(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 200);
    wait_for(&tiny.gone, gone_before + 1); // its time as an idle client runs
    atomic_fetch_add(&skipped, HOURS(1));
    assert_true(client_closed(fd, WAIT_MS));
    close(fd);
}

static void get(void **state)
{
    (void)state;
    int fd = client_connect(port);
    client_send(fd, "GET /een/tw%C3%A9e?a=1&b=x+y HTTP/1.1\r\nHost: a\r\n\r\n");
    Str r = client_read(mem, fd, false, WAIT_MS);
    assert_int_equal(response_status(r), 200);
    assert_str(response_body(r), "path=/een/twée q:a=1 q:b=x y body=0 type= local=1 secure=0");
    assert_str(response_header(r, "Cache-Control"), "no-store");
    assert_int_equal(response_header(r, "Strict-Transport-Security").n, 0);
    has_security_headers(r);
    // the same connection again; nothing follows the head of a HEAD
    client_send(fd, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /kop?v=terug HTTP/1.1\r\nHost: a\r\nX-Test: heen\r\n\r\n");
    r = client_read(mem, fd, true, WAIT_MS);
    assert_int_equal(response_status(r), 200);
    assert_str(response_header(r, "Content-Length"), "36");
    r = client_read(mem, fd, false, WAIT_MS);
    assert_str(response_header(r, "X-Back"), "terug");
    assert_str(response_header(r, "Cache-Control"), "max-age=60");
    assert_str(response_body(r), "heen");
    client_send(fd, "GET /bestand HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    r = client_read(mem, fd, false, WAIT_MS);
    assert_str(response_body(r), "uit stukken");
    assert_true(client_closed(fd, WAIT_MS));
    close(fd);
    // What goes wrong half way breaks off: less than the head announced, and never more of it
    r = client_talk(mem, port, "GET /bestand?breekt HTTP/1.1\r\nHost: a\r\n\r\n", WAIT_MS);
    assert_str(response_header(r, "Content-Length"), "11");
    assert_str(response_body(r), "uit");
    r = client_talk(mem, port, "HEAD /bestand HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", WAIT_MS);
    assert_str(response_header(r, "Content-Length"), "11");
    wait_for(&tiny.streams_ended, 3);
}

static void later(void **state)
{
    (void)state;
    int fd = client_connect(port);
    for (int i = 0; i < 20; i++) {
        atomic_store(&tiny.delay_ms, i % 3 == 0 ? 5 : 0);
        client_send(fd, "POST /later HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        "Content-Length: 3\r\n\r\na=1");
        Str r = client_read(mem, fd, false, WAIT_MS);
        assert_int_equal(response_status(r), 200);
        assert_str(response_body(r), "later 1");
    }
    close(fd);
}

// After every odd request the server still serves.
static void still_serves(void)
{
    Str r = client_talk(mem, port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", WAIT_MS);
    assert_int_equal(response_status(r), 200);
}

#define POST "POST / HTTP/1.1\r\nHost: a\r\n"

static void odd_heads_are_refused(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *text;
    } probes[] = {
        {400, POST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"},
        {400, POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, POST "Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc"},
        {400, POST "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n"},
        {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\n X: b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n"},
        {400, "GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /?a=%00b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET //a HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"},
        {405, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {501, "JUNK / HTTP/1.1\r\nHost: a\r\n\r\n"},
    };
    for (size_t i = 0; i < COUNT(probes); i++) {
        Str r = client_talk(mem, port, probes[i].text, WAIT_MS);
        if (response_status(r) != probes[i].status) print_error("%zu: %s\n", i, probes[i].text);
        assert_int_equal(response_status(r), probes[i].status);
        assert_str(response_header(r, "Connection"), "close");
        assert_str(response_body(r), "refused E_INPUT");
        assert_int_equal(response_header(r, "Allow").n > 0, probes[i].status == 405);
        has_security_headers(r);
    }
    assert_int_equal(atomic_load(&tiny.served), 0);
    still_serves();
    assert_int_equal(atomic_load(&tiny.gone), COUNT(probes) + 1);
}

// What libmicrohttpd answers by itself never reaches us; that it refuses is what we count on.
static void the_engine_refuses(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *text;
    } probes[] = {
        {505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
        {400, "GET /\r\nHost: a\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\nNocolon\r\n\r\n"},
        {400, POST "Content-Length: abc\r\n\r\nabc"},
        {400, POST "Content-Length: -1\r\n\r\nabc"},
        {413, POST "Content-Length: 99999999999999999999\r\n\r\nabc"},
        {400, POST "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"},
        {413, POST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n0\r\n\r\n"},
    };
    for (size_t i = 0; i < COUNT(probes); i++) {
        Str r = client_talk(mem, port, probes[i].text, WAIT_MS);
        assert_int_equal(response_status(r), probes[i].status);
        assert_str(response_header(r, "Connection"), "close");
    }
    assert_int_equal(atomic_load(&tiny.served), 0);
    still_serves();
}

static void too_many_words(void **state)
{
    (void)state;
    Buf b = buf_new(mem, MB(1));
    buf_c(&b, "GET /?");
    for (int i = 0; i < 400; i++) buf_fmt(&b, "a%d=b&", i);
    buf_c(&b, " HTTP/1.1\r\nHost: a\r\n\r\n");
    Str r = client_talk(mem, port, str_z(mem, buf_str(&b)), WAIT_MS);
    assert_int_equal(response_status(r), 414);
    has_security_headers(r);

    for (int count = 3000; count < 6000; count += 2000) { // the engine loses its voice: at least it hangs up
        b = buf_new(mem, MB(1));
        buf_c(&b, "GET /?");
        for (int i = 0; i < count; i++) buf_c(&b, "a&");
        buf_c(&b, " HTTP/1.1\r\nHost: a\r\n\r\n");
        int mute = client_connect(port);
        client_send(mute, str_z(mem, buf_str(&b)));
        assert_true(client_closed(mute, WAIT_MS));
        close(mute);
    }

    b = buf_new(mem, MB(1));
    buf_c(&b, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    for (int i = 0; i < HTTP_HEADER_BYTES_MAX; i++) buf_char(&b, 'x');
    buf_c(&b, "\r\n\r\n");
    r = client_talk(mem, port, str_z(mem, buf_str(&b)), WAIT_MS);
    assert_int_equal(response_status(r), 431);
    has_security_headers(r);

    b = buf_new(mem, MB(1));
    for (int i = 0; i < 5000; i++) buf_fmt(&b, "&a%d=b", i);
    clock_t before = clock(); // what it costs, however busy others keep the machine
    int fd = client_connect(port);
    client_send(fd, str_z(mem, str_fmt(mem, POST "Content-Type: application/x-www-form-urlencoded\r\n"
                                                 "Content-Length: %zu\r\n\r\n%.*s",
                                       buf_str(&b).n, STR_ARG(buf_str(&b)))));
    r = client_read(mem, fd, false, WAIT_MS);
    assert_int_equal(response_status(r), 413);
    assert_true(clock() - before < CLOCKS_PER_SEC / 2);
    // and the connection is still good
    client_send(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 200);
    close(fd);
}

static void bodies(void **state)
{
    (void)state;
    int fd = client_connect(port);
    client_send(fd, "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                    "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n\r\n"
                    "4\r\na=b%\r\n5;x=y\r\nC3%A9\r\n0\r\nHost: z\r\n\r\n");
    assert_str(response_body(client_read(mem, fd, false, WAIT_MS)),
               "path=/a f:a=bé body=9 type=application/x-www-form-urlencoded local=1 secure=0");
    client_send(fd, "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
                    "Content-Length: 2\r\n\r\n");
    assert_int_equal(response_status(client_read(mem, fd, true, WAIT_MS)), 100);
    client_send(fd, "{}");
    assert_str(response_body(client_read(mem, fd, false, WAIT_MS)),
               "path=/a body=2 type=application/json local=1 secure=0");
    client_send(fd, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    "Content-Length: 5\r\n\r\na=%00");
    Str r = client_read(mem, fd, false, WAIT_MS);
    assert_int_equal(response_status(r), 400);
    has_security_headers(r);
    client_send(fd, "POST /verboden HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde"
                    "GET /verboden HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_str(response_body(client_read(mem, fd, false, WAIT_MS)), "refused E_DENIED");
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 403);
    close(fd);
}

// How a body of `size` zeros is answered, announced by its length or in chunks.
static int post_zeros(size_t size, bool chunked)
{
    char *zeros = arena_alloc(mem, KB(64));
    int fd = client_connect(port);
    if (chunked) client_send(fd, POST "Transfer-Encoding: chunked\r\n\r\n");
    else client_send(fd, str_z(mem, str_fmt(mem, POST "Content-Length: %zu\r\n\r\n", size)));
    for (size_t sent = 0; sent < size; sent += KB(64)) {
        if (chunked) client_send(fd, "10000\r\n");
        client_send_bytes(fd, (Str){zeros, KB(64)});
        if (chunked) client_send(fd, "\r\n");
    }
    if (chunked) client_send(fd, "0\r\n\r\n");
    int status = response_status(client_read(mem, fd, false, WAIT_MS));
    close(fd);
    return status;
}

static void too_large(void **state)
{
    (void)state;
    assert_int_equal(post_zeros(KB(128), false), 200);
    assert_int_equal(post_zeros(KB(128), true), 200);
    assert_int_equal(post_zeros(KB(192), false), 413);
    assert_int_equal(post_zeros(MB(1) + KB(128), false), 413); // told why, though it is a megabyte over
    assert_int_equal(post_zeros(MB(1) + KB(128), true), 413);
    int fd = client_connect(port); // too large to listen to at all
    client_send(fd, POST "Content-Length: 1000000000000\r\n\r\n");
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 413);
    assert_true(client_closed(fd, WAIT_MS));
    close(fd);
    fd = client_connect(port);
    client_send(fd, POST "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 413);
    close(fd);
    assert_int_equal(post_zeros(HTTP_DISCARD_MAX + MB(8), true), 0); // endless chunks: closed
    still_serves();
}

// A multipart body with `files` of `size` bytes; returns the status.
static int upload(const char *path, int files, size_t size)
{
    Buf b = buf_new(mem, MB(24));
    buf_c(&b, "--g\r\nContent-Disposition: form-data; name=\"verhaal\"\r\n\r\nhallo\r\n");
    for (int i = 0; i < files; i++) {
        buf_fmt(&b, "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%d.bin\"\r\n\r\n", i);
        for (size_t n = 0; n < size; n += KB(1)) buf_bytes(&b, (char[KB(1)]){0}, KB(1));
        buf_c(&b, "\r\n");
    }
    buf_c(&b, "--g--\r\n");
    Str body;
    assert_ok(buf_done(&b, &body));
    int fd = client_connect(port);
    client_send(fd, str_z(mem, str_fmt(mem, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n"
                                            "Content-Type: multipart/form-data; boundary=g\r\n\r\n", path, body.n)));
    client_send_bytes(fd, body);
    Str r = client_read(mem, fd, false, WAIT_MS);
    if (response_status(r) == 200) assert_true(str_has(response_body(r), S("f:verhaal=hallo")));
    close(fd);
    return response_status(r);
}

static void uploads(void **state)
{
    (void)state;
    assert_int_equal(upload("/bestanden", HTTP_FILES_MAX, KB(200)), 200);
    assert_int_equal(atomic_load(&tiny.ended), HTTP_FILES_MAX);
    assert_int_equal(atomic_load(&tiny.sunk), HTTP_FILES_MAX * KB(200));
    assert_int_equal(upload("/bestanden", HTTP_FILES_MAX + 1, KB(1)), 413);
    assert_int_equal(upload("/bestanden", 0, 0), 200);
    assert_int_equal(upload("/geen", 0, 0), 200);
    assert_int_equal(upload("/geen", 1, KB(1)), 400);
    assert_int_equal(upload("/bestanden", 1, MB(13)), 413);
    assert_int_equal(atomic_load(&tiny.dropped), 0);
}

// A client that sends faster than its file can be kept waits, without a thread that waits with it and without what it
// sends piling up; its deadline does not run meanwhile.
static void a_body_that_has_to_wait(void **state)
{
    (void)state;
    enum { SENT = 8 * 1024 * 1024 };
    atomic_store(&tiny.hold, true);
    int fd = client_connect(port);
    client_send(fd, str_z(mem, str_fmt(mem,
                                       "POST /wacht HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                       "Content-Length: %d\r\n"
                                       "Content-Type: multipart/form-data; boundary=g\r\n\r\n"
                                       "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n",
                                       SENT + 63 + 9)));
    client_send(fd, "0123456789");
    wait_for(&tiny.answering, 1);
    for (int i = 0; i < 4; i++) { // the pool is of two
        int other = client_connect(port);
        client_send(other, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assert_int_equal(response_status(client_read(mem, other, false, WAIT_MS)), 200);
        close(other);
    }
    an_hour_passes(); // that it is held is not the client's fault
    assert_int_equal(atomic_load(&tiny.sunk), 10);
    atomic_store(&tiny.hold, false);
    client_send_bytes(fd, (Str){large, SENT - 10});
    client_send(fd, "\r\n--g--\r\n");
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 200);
    assert_int_equal(atomic_load(&tiny.sunk), SENT);
    close(fd);
    atomic_store(&tiny.hold, true); // and one that leaves while it is held
    fd = client_connect(port);
    client_send(fd, "POST /wacht HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n"
                    "Content-Type: multipart/form-data; boundary=g\r\n\r\n"
                    "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nhalf a file");
    wait_for(&tiny.answering, 1);
    close(fd);
    atomic_store(&tiny.hold, false);
    wait_for(&tiny.dropped, 1);
    still_serves();
}

static void clients_that_leave(void **state)
{
    (void)state;
    enum { CLIENTS = 30 };
    atomic_store(&tiny.delay_ms, 50);
    for (int i = 0; i < CLIENTS; i++) {
        int fd = client_connect(port);
        client_send(fd, "POST /later HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        "Content-Length: 3\r\n\r\na=1");
        if (i % 2) wait_for(&tiny.served, i + 1); // gone while the answer is being made, or before it is
        close(fd);
    }
    int fd = client_connect(port); // half a request line, half a head: nothing begun, nothing leaked
    client_send(fd, "GET /half");
    close(fd);
    fd = client_connect(port);
    client_send(fd, "GET /half HTTP/1.1\r\nHost:");
    close(fd);
    wait_for(&tiny.answering, 0);
    wait_for(&tiny.gone, CLIENTS);
    fd = client_connect(port);
    client_send(fd, "POST /bestanden HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n"
                    "Content-Type: multipart/form-data; boundary=g\r\n\r\n"
                    "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nhalf a file");
    wait_for(&tiny.started, 1);
    close(fd);
    wait_for(&tiny.dropped, 1);
    wait_for(&tiny.gone, CLIENTS + 1);
    still_serves();
}

// Sends a byte every 20 ms; how long until the server closes?
static Time drip(const char *begin)
{
    Time start = clock_steady(); // before the server can have begun to count
    int fd = client_connect(port);
    client_send(fd, begin);
    while (clock_steady() - start < WAIT_MS && !client_closed(fd, 20)) client_send(fd, "x");
    close(fd);
    return clock_steady() - start;
}

static void slow_clients_are_closed(void **state)
{
    (void)state;
    assert_in_range(drip(""), 250, WAIT_MS - 1);
    assert_in_range(drip("GET / HTTP/1.1\r\nHost: a\r\nX: "), 250, WAIT_MS - 1);
    assert_in_range(drip(POST "Content-Length: 100000\r\n\r\n"), 250, WAIT_MS - 1);
    assert_in_range(drip("POST /verboden HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"), 250, WAIT_MS - 1);
}

static void a_slow_answer_is_waited_for(void **state)
{
    (void)state;
    int fd = client_connect(port); // an answer that takes longer than all deadlines is no one's fault but ours
    atomic_store(&tiny.hold, true);
    client_send(fd, "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    wait_for(&tiny.answering, 1);
    an_hour_passes();
    atomic_store(&tiny.hold, false);
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 200);
    wait_for(&tiny.gone, 2);
    an_hour_passes();
    assert_true(client_closed(fd, WAIT_MS)); // idle now
    close(fd);
    wait_for(&tiny.answering, 0);
}

static void a_client_that_does_not_read(void **state)
{
    (void)state;
    int fd = client_connect(port);
    client_send(fd, "GET /groot HTTP/1.1\r\nHost: a\r\n\r\n");
    wait_for(&tiny.served, 1);
    for (int i = 0; i < WAIT_MS && !atomic_load(&tiny.gone); i++) { // given up, though the answer is not out
        atomic_fetch_add(&skipped, HOURS(1));
        usleep(1000);
    }
    assert_int_equal(atomic_load(&tiny.gone), 1);
    size_t got = 0;
    char *p = arena_alloc(mem, MB(1));
    for (ssize_t n; (n = read(fd, p, MB(1))) > 0;) got += (size_t)n;
    assert_true(got < sizeof large);
    close(fd);
}

static void a_full_house(void **state)
{
    (void)state;
    const HttpApp app = {&tiny, admit, serve, refuse, gone};
    const HttpOptions options = {.connections_max = 4, .threads = 1};
    HttpServer *small;
    Why w;
    assert_ok(http_start(&options, &app, &small, &w));
    int fd[5];
    static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    fd[0] = client_connect(http_port(small));
    client_send(fd[0], request);
    assert_int_equal(response_header(client_read(mem, fd[0], false, WAIT_MS), "Connection").n, 0);
    for (int i = 1; i < 5; i++) fd[i] = client_connect(http_port(small));
    client_send(fd[4], request); // the fifth waits at the door
    assert_int_equal(client_read(mem, fd[4], false, 200).n, 0);
    client_send(fd[1], request); // whoever is served makes room for it
    assert_str(response_header(client_read(mem, fd[1], false, WAIT_MS), "Connection"), "close");
    assert_int_equal(response_status(client_read(mem, fd[4], false, WAIT_MS)), 200);
    for (int i = 0; i < 5; i++) close(fd[i]);
    http_stop(small);
}

static void fronts(void **state)
{
    (void)state;
    Str r = client_talk(mem, port, "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
                                   "X-Forwarded-For: 198.51.100.7\r\n\r\n", WAIT_MS);
    assert_str(response_body(r), "path=/ body=0 type= local=0 secure=1");
    assert_true(response_header(r, "Strict-Transport-Security").n > 0);
}

static void no_header_can_be_slipped_in(void **state)
{
    (void)state;
    Str r = client_talk(mem, port, "GET /kop?v=a%0D%0ASet-Cookie:b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                        WAIT_MS);
    assert_int_equal(response_status(r), 500);
    assert_false(str_has(r, S("Set-Cookie")));
    has_security_headers(r);
}

static void a_socket_of_its_own(void **state)
{
    (void)state;
    char path[] = "/tmp/http-test-XXXXXX";
    assert_non_null(mkdtemp(path));
    char *name = str_z(mem, str_fmt(mem, "%s/s", path));
    const HttpApp app = {&tiny, admit, serve, refuse, gone};
    const HttpOptions options = {.unix_socket = name};
    HttpServer *second, *third;
    Why w;
    assert_ok(http_start(&options, &app, &second, &w));
    assert_int_equal(http_start(&options, &app, &third, &w), E_IO); // never two on one socket
    int fd = client_connect_unix(name);
    client_send(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    Str r = client_read(mem, fd, false, WAIT_MS);
    assert_str(response_body(r), "path=/ body=0 type= local=0 secure=0");
    close(fd);
    http_stop(second);
    assert_int_equal(access(name, F_OK), -1);
    rmdir(path);
    const HttpOptions same_port = {.host = "localhost", .port = port}, nowhere = {.host = "example.org"};
    assert_int_equal(http_start(&same_port, &app, &third, &w), E_IO);
    assert_int_equal(http_start(&nowhere, &app, &third, &w), E_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(get, setup, teardown),
        cmocka_unit_test_setup_teardown(later, setup, teardown),
        cmocka_unit_test_setup_teardown(odd_heads_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(the_engine_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(too_many_words, setup, teardown),
        cmocka_unit_test_setup_teardown(bodies, setup, teardown),
        cmocka_unit_test_setup_teardown(too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(uploads, setup, teardown),
        cmocka_unit_test_setup_teardown(a_body_that_has_to_wait, setup_watched, teardown),
        cmocka_unit_test_setup_teardown(clients_that_leave, setup, teardown),
        cmocka_unit_test_setup_teardown(slow_clients_are_closed, setup_hasty, teardown),
        cmocka_unit_test_setup_teardown(a_slow_answer_is_waited_for, setup_watched, teardown),
        cmocka_unit_test_setup_teardown(a_client_that_does_not_read, setup_watched, teardown),
        cmocka_unit_test_setup_teardown(a_full_house, setup, teardown),
        cmocka_unit_test_setup_teardown(fronts, setup, teardown),
        cmocka_unit_test_setup_teardown(no_header_can_be_slipped_in, setup, teardown),
        cmocka_unit_test_setup_teardown(a_socket_of_its_own, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
