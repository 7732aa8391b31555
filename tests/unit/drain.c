// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A node that is told to stop: its balancer hears it first, visitors are served on, what was taken in is answered.
#include "unit.h"

#include "app/state.h"
#include "app/stored_sql.h"
#include "http_client.h"
#include "sys/log.h"
#include "test_store.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16, VERY_LONG_S = 100 * 3600 };

static char folder[64];
static App *app;
static pthread_t server;
static _Atomic int port;
static _Atomic bool held, here, over;

static Err look(Req *rq)
{
    buf_c(req_json_out(rq), "\"hier\"");
    return req_json(rq, 200);
}

static Err report(Req *rq)
{
    here = true;
    while (held) usleep(1000);
    TRY(q_pulse(rq->db, S("test"), rq->now));
    req_log(rq, "test.report", "test", 0, "", STR_NONE);
    return req_redirect(rq, S("/"));
}

static const Route test_routes[] = {{M_GET, "/publiek", ACT_public, R_API, 0, NULL, look},
                                    {M_POST, "/melding", ACT_public, R_PUBLIC_POST, 0, NULL, report},
                                    {0}};
static const Route *const tables[] = {app_routes, test_routes};

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    static const AppOptions listen = {.host = "127.0.0.1", .drain_s = VERY_LONG_S};
    Why w = {{0}};
    (void)arg;
    if (app_serve(app, &listen, ready, &w) != OK) abort();
    over = true;
    return NULL;
}

static int start(void **state)
{
    Why w = {{0}};
    snprintf(folder, sizeof folder, "/tmp/baken-drain-XXXXXX");
    assert_non_null(mkdtemp(folder));
    *state = arena_new(MB(4));
    const AppOptions o = {.dir = folder, .store = test_store_empty(folder), .no_limits = true};
    assert_ok(app_open(&o, tables, COUNT(tables), &app, &w));
    app->disk_reserve = 0;
    port = 0;
    over = here = held = false;
    assert_int_equal(pthread_create(&server, NULL, serve, NULL), 0);
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    return port ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int stop(void **state)
{
    app_close(app);
    arena_free(*state);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
#define REPORT "POST /melding HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

static Str ready_says(Arena *mem, int status)
{
    Str page = STR_NONE;
    for (int i = 0; i < WAIT_MS && response_status(page) != status; i++) {
        if (i) usleep(1000);
        page = client_talk(mem, port, GET("/readyz"), WAIT_MS);
    }
    assert_int_equal(response_status(page), status);
    return page;
}

static void the_balancer_hears_it_first(void **state)
{
    Arena *mem = *state;
    assert_true(str_has(ready_says(mem, 200), S("\"stopping\":false")));
    kill(getpid(), SIGTERM);
    assert_true(str_has(ready_says(mem, 503), S("\"stopping\":true")));
    assert_int_equal(response_status(client_talk(mem, port, GET("/publiek"), WAIT_MS)), 200);
    assert_int_equal(response_status(client_talk(mem, port, REPORT, WAIT_MS)), 303);
    assert_int_equal(response_status(client_talk(mem, port, GET("/healthz"), WAIT_MS)), 200);
    assert_true(str_has(client_talk(mem, port, GET("/metrics"), WAIT_MS), S("\nbaken_ready 0\n")));
    // who is being helped when the door closes is helped
    here = false;
    held = true;
    int fd = client_connect(port);
    client_send(fd, REPORT);
    for (int i = 0; i < WAIT_MS && !here; i++) usleep(1000);
    kill(getpid(), SIGTERM);
    for (int other; (other = client_connect(port)) >= 0; usleep(1000)) close(other);
    assert_false(over);
    held = false;
    assert_int_equal(response_status(client_read(mem, fd, false, WAIT_MS)), 303);
    close(fd);
    pthread_join(server, NULL);
}

static void without_a_balancer_it_stops_at_once(void **state)
{
    Arena *mem = *state;
    assert_int_equal(response_status(client_talk(mem, port, GET("/publiek"), WAIT_MS)), 200);
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL); // else: hours
    assert_int_equal(client_connect(port), -1);
}

int main(void)
{
    app_hold_signals();
    log_quiet(true);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_balancer_hears_it_first, start, stop),
        cmocka_unit_test_setup_teardown(without_a_balancer_it_stops_at_once, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
