// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Stopping while there is work: what the app still has, and what comes in at the last moment. But for the first test the
// server gives its clients no time at all, so that stopping meets them in the middle.
#include "http/server.h"
#include "http_client.h"
#include "unit.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000, A_WHILE_MS = 50, ROUNDS = 20, CLIENTS = 4, PIECES = 40 };
#define LATER "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
#define UPLOAD "POST /wacht HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=g\r\n"
#define PART "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"

static atomic_int admitted, gone, working, served, held, released;
static atomic_bool hold, stopped;
static HttpServer *server;
static int port;

static void in_a_thread(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    atomic_fetch_add(&working, 1);
    assert_int_equal(pthread_create(&thread, NULL, run, arg), 0);
    pthread_detach(thread);
}

// A request whose file has to wait: a sink may still hold when the thread that releases is about to.
typedef struct Waiting {
    HttpRequest *rq;
    pthread_mutex_t lock;
    int releasing;
    bool over;
} Waiting;

static void *release(void *arg)
{
    Waiting *w = arg;
    while (atomic_load(&hold)) usleep(100);
    pthread_mutex_lock(&w->lock);
    if (!w->over) http_release(w->rq);
    bool last = --w->releasing == 0 && w->over;
    pthread_mutex_unlock(&w->lock);
    if (last) free(w);
    atomic_fetch_add(&released, 1);
    atomic_fetch_sub(&working, 1);
    return NULL;
}

static Err sink_start(void *ctx, Str field, Str filename, Str type)
{
    (void)ctx, (void)field, (void)filename, (void)type;
    return OK;
}

static Err sink_write(void *ctx, Str piece)
{
    (void)piece;
    Waiting *w = ctx;
    pthread_mutex_lock(&w->lock);
    w->releasing++;
    http_hold(w->rq);
    pthread_mutex_unlock(&w->lock);
    atomic_fetch_add(&held, 1);
    in_a_thread(release, w);
    return OK;
}

static Err sink_end(void *ctx, size_t size)
{
    (void)ctx, (void)size;
    return OK;
}

static void sink_drop(void *ctx) { (void)ctx; }

static Err admit(void *ctx, HttpRequest *rq, HttpAdmission *ret_admission)
{
    (void)ctx;
    HttpAdmission a = {.body_max = MB(1)};
    if (str_eq_c(rq->path, "/wacht")) {
        Waiting *w = calloc(1, sizeof *w);
        assert_non_null(w);
        w->rq = rq;
        pthread_mutex_init(&w->lock, NULL);
        rq->app = w;
        FileSink *sink = NEW(rq->mem, FileSink);
        *sink = (FileSink){w, sink_start, sink_write, sink_end, sink_drop};
        a.sink = sink;
    }
    *ret_admission = a;
    atomic_fetch_add(&admitted, 1);
    return OK;
}

static void *answer(void *arg)
{
    HttpRequest *rq = arg;
    while (atomic_load(&hold)) usleep(100);
    HttpResponse r = {.status = 200, .type = "text/plain", .body = S("later")};
    http_reply(rq, &r);
    atomic_fetch_sub(&working, 1);
    return NULL;
}

static void serve(void *ctx, HttpRequest *rq)
{
    (void)ctx;
    in_a_thread(answer, rq);
    atomic_fetch_add(&served, 1);
}

static void refuse(void *ctx, HttpRequest *rq, Err e, HttpResponse *ret_response)
{
    (void)ctx, (void)rq, (void)e;
    ret_response->body = S("refused");
}

static void over(void *ctx, HttpRequest *rq)
{
    (void)ctx;
    Waiting *w = rq->app;
    if (w) {
        pthread_mutex_lock(&w->lock);
        w->over = true;
        bool last = w->releasing == 0;
        pthread_mutex_unlock(&w->lock);
        if (last) free(w);
    }
    atomic_fetch_add(&gone, 1);
}

static int start_with(void **state, int stop_ms)
{
    const HttpApp app = {NULL, admit, serve, refuse, over};
    const HttpOptions options = {.host = "127.0.0.1"};
    HttpTimes times = http_times_default;
    Why w;
    times.stop_ms = stop_ms;
    *state = arena_new(MB(64));
    atomic_store(&admitted, 0), atomic_store(&gone, 0), atomic_store(&served, 0), atomic_store(&held, 0);
    atomic_store(&released, 0), atomic_store(&hold, false), atomic_store(&stopped, false);
    assert_ok(http_start_timed(&options, &times, &app, &server, &w));
    port = http_port(server);
    return 0;
}

static int setup(void **state) { return start_with(state, 0); }
static int setup_patient(void **state) { return start_with(state, http_times_default.stop_ms); }

static void wait_for(atomic_int *count, int want)
{
    for (int i = 0; i < WAIT_MS && atomic_load(count) != want; i++) usleep(1000);
    assert_int_equal(atomic_load(count), want);
}

static int teardown(void **state)
{
    http_stop(server);
    wait_for(&working, 0);
    arena_free(*state);
    return 0;
}

static void *stop(void *arg)
{
    http_stop(arg);
    atomic_store(&stopped, true);
    return NULL;
}

static pthread_t stop_begins(void)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stop, server), 0);
    for (int fd; (fd = client_connect(port)) >= 0; usleep(1000)) close(fd); // the door closes
    return thread;
}

static pthread_t stop_waits(void)
{
    pthread_t thread = stop_begins();
    for (int i = 0; i < A_WHILE_MS; i++, usleep(1000)) assert_false(atomic_load(&stopped));
    return thread;
}

static void gracefully(void **state)
{
    Arena *mem = *state;
    int idle = client_connect(port), fd = client_connect(port), late = client_connect(port);
    client_send(idle, LATER);
    assert_int_equal(response_status(client_read(mem, idle, false, WAIT_MS)), 200);
    atomic_store(&hold, true);
    client_send(fd, LATER);
    client_send(late, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
    wait_for(&served, 2);
    wait_for(&admitted, 3);
    pthread_t thread = stop_begins();
    client_send(late, "ab");
    wait_for(&served, 3);
    atomic_store(&hold, false);
    assert_int_equal(response_status(client_read(mem, late, false, WAIT_MS)), 200);
    Str r = client_read(mem, fd, false, WAIT_MS);
    assert_int_equal(response_status(r), 200);
    assert_str(response_header(r, "Connection"), "close");
    pthread_join(thread, NULL);
    server = NULL;
    assert_true(client_closed(idle, WAIT_MS));
    assert_int_equal(atomic_load(&gone), 3);
    close(idle);
    close(fd);
    close(late);
}

// What the app has is waited for: it would answer to a server that is no more.
static void after_the_last_answer(void **state)
{
    (void)state;
    atomic_store(&hold, true);
    int later = client_connect(port), half = client_connect(port);
    client_send(later, LATER);
    client_send(half, "POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhalf");
    wait_for(&served, 1);
    wait_for(&admitted, 2);
    pthread_t thread = stop_waits();
    atomic_store(&hold, false);
    pthread_join(thread, NULL);
    server = NULL;
    assert_int_equal(atomic_load(&gone), 2); // and nothing comes after it
    close(later);
    close(half);
}

// So is a body that was told to wait. Its chunks come together: those behind the one that was held stay where they are.
static void after_the_last_hold(void **state)
{
    Arena *mem = *state;
    atomic_store(&hold, true);
    int fd = client_connect(port);
    Buf b = buf_new(mem, MB(1));
    buf_fmt(&b, UPLOAD "Transfer-Encoding: chunked\r\n\r\n%zx\r\n" PART "\r\n", sizeof PART - 1);
    for (int i = 0; i < PIECES; i++) buf_c(&b, "5\r\nstuk \r\n");
    client_send_bytes(fd, buf_str(&b));
    wait_for(&held, 1);
    pthread_t thread = stop_waits();
    assert_int_equal(atomic_load(&held), 1);
    atomic_store(&hold, false);
    pthread_join(thread, NULL);
    server = NULL;
    assert_int_equal(atomic_load(&gone), 1);
    close(fd);
}

static void chunks_that_wait_all_come_in(void **state)
{
    Arena *mem = *state;
    int fd = client_connect(port);
    Buf b = buf_new(mem, MB(1));
    buf_fmt(&b, UPLOAD "Transfer-Encoding: chunked\r\n\r\n%zx\r\n" PART "\r\n", sizeof PART - 1);
    for (int i = 0; i < PIECES; i++) buf_c(&b, "5\r\nstuk \r\n");
    buf_c(&b, "9\r\n\r\n--g--\r\n\r\n0\r\n\r\n");
    client_send_bytes(fd, buf_str(&b));
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 200);
    assert_true(atomic_load(&held) >= PIECES);
    close(fd);
}

// Asks for what is answered later, until the server hangs up.
static void *ask_on(void *arg)
{
    Arena *mem = arena_new(MB(64));
    for (int fd; (fd = client_connect(port)) >= 0; close(fd)) {
        client_send(fd, arg);
        while (client_read(mem, fd, false, WAIT_MS).n) {
            arena_reset(mem);
            client_send(fd, arg);
        }
    }
    arena_free(mem);
    return NULL;
}

static void under_load(void **state)
{
    static char later[] = LATER, upload[] = UPLOAD "Content-Length: 83\r\n\r\n" PART "half a file\r\n--g--\r\n";
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t client[CLIENTS];
        for (int i = 0; i < CLIENTS; i++)
            assert_int_equal(pthread_create(&client[i], NULL, ask_on, i % 2 ? later : upload), 0);
        for (int i = 0; i < WAIT_MS && atomic_load(&served) < 5 * CLIENTS; i++) usleep(1000);
        http_stop(server);
        assert_int_equal(atomic_load(&gone), atomic_load(&admitted));
        for (int i = 0; i < CLIENTS; i++) pthread_join(client[i], NULL);
        wait_for(&working, 0);
        arena_free(*state);
        setup(state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gracefully, setup_patient, teardown),
        cmocka_unit_test_setup_teardown(after_the_last_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(after_the_last_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(chunks_that_wait_all_come_in, setup, teardown),
        cmocka_unit_test_setup_teardown(under_load, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
