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
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 5000 };

// ---- the app ----
typedef struct Tiny {
    atomic_int gone, dropped, ended, answering, served;
    atomic_llong sunk;
    atomic_int delay_ms; // of /later
} Tiny;

static Err sink_start(void *ctx, Str field, Str filename, Str type)
{
    (void)ctx, (void)field, (void)filename, (void)type;
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

static void sink_drop(void *ctx) { atomic_fetch_add(&((Tiny *)ctx)->dropped, 1); }

static Err admit(void *ctx, HttpRequest *rq, HttpAdmission *ret_admission)
{
    if (str_eq_c(rq->path, "/verboden")) return E_DENIED;
    HttpAdmission a = {0};
    if (rq->method == M_POST) a.body_max = HTTP_BODY_DEFAULT;
    if (str_eq_c(rq->path, "/bestanden")) {
        FileSink *sink = NEW(rq->mem, FileSink);
        *sink = (FileSink){ctx, sink_start, sink_write, sink_end, sink_drop};
        a.sink = sink;
        a.body_max = MB(12);
    }
    rq->app = ctx;
    *ret_admission = a;
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
    answer(rq, 200, str_fmt(rq->mem, "later %.*s", STR_ARG(field_get(&rq->form, "a"))));
    atomic_fetch_sub(&app->answering, 1);
    return NULL;
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
    if (str_eq_c(rq->path, "/kop")) { // a header as it came, sent back
        Field *f = NEW(rq->mem, Field);
        *f = (Field){S("X-Back"), field_get(&rq->query, "v")};
        HttpResponse r = {.status = 200, .headers = {f, 1}, .cache = "max-age=60", .body = http_header(rq, "X-Test")};
        http_reply(rq, &r);
        return;
    }
    if (str_eq_c(rq->path, "/bestand")) {
        FILE *file = tmpfile();
        assert_non_null(file);
        fputs("uit een bestand", file);
        fflush(file);
        HttpResponse r = {.status = 200, .type = "text/plain", .is_file = true, .file = dup(fileno(file)), .file_size = 15};
        fclose(file);
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

static int setup(void **state)
{
    (void)state;
    memset(&tiny, 0, sizeof tiny);
    mem = arena_new(MB(64));
    const HttpApp app = {&tiny, admit, serve, refuse, gone};
    const HttpTimes times = {.head_ms = 300, .idle_ms = 600, .body_ms = 300, .reply_ms = 1000, .watch_ms = 20,
                             .stop_ms = 3000};
    const HttpOptions options = {.host = "127.0.0.1"};
    Why w;
    assert_ok(http_start_timed(&options, &times, &app, &server, &w));
    port = http_port(server);
    return 0;
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
    assert_str(response_body(r), "uit een bestand");
    assert_true(client_closed(fd, WAIT_MS));
    close(fd);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(get, setup, teardown),
        cmocka_unit_test_setup_teardown(later, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
