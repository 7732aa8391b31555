// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// More clients than there is work for: idle ones, slow ones, too many. What may happen to whom, and what it costs.
#include "unit.h"

#include "app/state.h"
#include "app/stored_sql.h"
#include "http_client.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    WAIT_MS = 20000,
    OPEN_FOLDERS = 16,
    PLACES = 2800, // the server's; crowded from three quarters
    IDLE = 1000,
    SLOW = 1000,
    READERS_SLOW = 50,
    CROWD = PLACES / 4 * 3 + 100,
    DESCRIPTORS = 2 * PLACES + 512, // both ends are in this process
    LARGE = 2 * 1024 * 1024,
    BYTES_EACH = 48 * 1024, // what one idle or slow client may cost
};
#define PASSWORD S("fiets onder de oude brug")

static char folder[] = "/tmp/baken-overload-XXXXXX";
static const unsigned char totp[TOTP_SECRET_SIZE] = {1, 2, 3};
static App *app;
static Arena *mem;
static pthread_t server;
static _Atomic int port;
static char cookie[256]; // the whole header
static int clients[IDLE + SLOW + READERS_SLOW + CROWD];
static size_t client_count;

// ---- the platform -------------------------------------------------------------------------------------------------

static Err look(Req *rq)
{
    buf_c(req_json_out(rq), "\"hier\"");
    return req_json(rq, 200);
}

static Err report(Req *rq)
{
    TRY(q_pulse(rq->db, S("test"), rq->now));
    req_log(rq, "test.report", "test", 0, "", STR_NONE);
    return req_redirect(rq, S("/"));
}

static Err large(Req *rq)
{
    char *p = arena_alloc(rq->mem, LARGE);
    memset(p, 'x', LARGE);
    return req_file(rq, (Str){p, LARGE}, "text/plain", S("x.txt"));
}

static Err attach(Req *rq)
{
    (void)rq;
    return E_INPUT;
}

static const Route test_routes[] = {{M_GET, "/publiek", ACT_public, R_API, 0, NULL, look},
                                    {M_GET, "/staf", ACT_signed_in, 0, 0, NULL, look},
                                    {M_GET, "/ingang", ACT_public, R_ALWAYS, 0, NULL, look},
                                    {M_GET, "/groot", ACT_public, 0, 0, NULL, large},
                                    {M_POST, "/melding", ACT_public, R_PUBLIC_POST, 0, NULL, report},
                                    {M_POST, "/bestand", ACT_public, R_PUBLIC_POST | R_FILES, 0, NULL, attach},
                                    {0}};
static const Route *const tables[] = {app_routes, test_routes};

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    Why w = {{0}};
    if (app_serve(app, arg, ready, &w) != OK) abort();
    return NULL;
}

static Err make_staff(App *a, Db *db, Arena *own, void *arg)
{
    (void)arg;
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    OrgId org;
    AccountId account;
    Login *login;
    Str made;
    Why w;
    Time now = clock_now();
    TRY(org_create(db, own, ORG_care, S("Zorg"), &org, &pair, &w));
    TRY(account_create(db, own, org, ROLE_BIT(ROLE_helper), S("hulp.een"), S("Hulp"), PASSWORD, totp, &pair.secret, now,
                       &account, &w));
    TRY(login_prepare(own, db, S("hulp.een"), PASSWORD, totp_code(own, totp, now), now, &login));
    TRY(login_write(db, login, now, &made, &account, &w));
    snprintf(cookie, sizeof cookie, "Cookie: baken=%.*s\r\n", STR_ARG(made));
    return app_log(a, db, &(Entry){.action = S("test.staff")});
}

static int start(void **state)
{
    (void)state;
    static const AppOptions listen = {.host = "127.0.0.1", .connections_max = PLACES};
    Why w = {{0}};
    mem = arena_new(MB(64));
    app_hold_signals();
    log_quiet(true);
    password_fast_for_tests(true);
    assert_non_null(mkdtemp(folder));
    const AppOptions o = {.dir = folder, .no_limits = true};
    assert_ok(app_open(&o, tables, COUNT(tables), &app, &w));
    app->disk_reserve = 0;
    assert_ok(app_write(app, make_staff, NULL, &w));
    assert_int_equal(pthread_create(&server, NULL, serve, (void *)(uintptr_t)&listen), 0);
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
    (void)state;
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL);
    app_close(app);
    arena_free(mem);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

// ---- clients ------------------------------------------------------------------------------------------------------

static void add(const char *text)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    if (text) client_send(fd, text);
    clients[client_count++] = fd;
}

static void leave(void)
{
    while (client_count) close(clients[--client_count]);
}

// Whoever was sent away comes back.
static void come_back(void)
{
    char c;
    for (size_t i = 0; i < client_count; i++) {
        if (recv(clients[i], &c, 1, MSG_DONTWAIT) != 0) continue;
        close(clients[i]);
        clients[i] = client_connect(port);
        assert_true(clients[i] >= 0);
    }
}

static Str ask(const char *line, const char *headers)
{
    arena_reset(mem);
    return client_talk(
        mem, port,
        str_z(mem, str_fmt(mem, "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n", line, headers)),
        WAIT_MS);
}

static int get(const char *line) { return response_status(ask(line, "")); }
static int hand_in(void) { return response_status(ask("POST /melding", "Content-Length: 0\r\n")); }

static int as_staff(void) { return response_status(ask("GET /staf", cookie)); }

static int64_t resident(void)
{
    long pages = 0, ignored;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%ld %ld", &ignored, &pages), 2);
    fclose(f);
    return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

static bool room_for_clients(void)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) != 0) return false;
    if (l.rlim_cur < DESCRIPTORS) l.rlim_cur = l.rlim_max < DESCRIPTORS ? l.rlim_max : DESCRIPTORS;
    return setrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur >= DESCRIPTORS;
}

// ---- tests --------------------------------------------------------------------------------------------------------

static const char half_head[] = "GET /publiek HTTP/1.1\r\nHost: a\r\nX-Slow: ",
                  no_reader[] = "GET /groot HTTP/1.1\r\nHost: a\r\n\r\n",
                  half_body[] = "POST /bestand HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n"
                                "Content-Type: multipart/form-data; boundary=g\r\n\r\n"
                                "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nbegin";

static void nobody_is_denied(void)
{
    assert_int_equal(get("GET /publiek"), 200);
    assert_int_equal(as_staff(), 200);
    assert_int_equal(hand_in(), 303);
}

static void idle_and_slow_ones_deny_nobody(void **state)
{
    (void)state;
    if (!room_for_clients()) {
        print_message("too few descriptors allowed for this test\n");
        skip();
    }
    assert_int_equal(get("GET /publiek"), 200);
    int64_t before = resident();
    for (int i = 0; i < IDLE; i++) add(NULL);
    for (int i = 0; i < SLOW; i++) add(i % 2 ? half_head : half_body);
    for (int i = 0; i < 20; i++) nobody_is_denied(); // by now the server has seen all of them
    int64_t each = (resident() - before) / (IDLE + SLOW);
    print_message("%d clients, %lld KB each\n", IDLE + SLOW, (long long)each / 1024);
    assert_true(each < BYTES_EACH);
    // Who does not read costs the page that it asked for, until its time is over.
    for (int i = 0; i < READERS_SLOW; i++) add(no_reader);
    for (int i = 0; i < 20; i++) nobody_is_denied();
    leave();
}

static void in_a_crowd_staff_go_on(void **state)
{
    (void)state;
    if (!room_for_clients()) skip();
    for (int i = 0; i < CROWD; i++) add(NULL);
    Str page = STR_NONE;
    for (int i = 0; i < WAIT_MS && response_status(page) != 503; i++) {
        come_back();
        page = ask("GET /publiek", "");
    }
    assert_int_equal(response_status(page), 503);
    assert_str(response_header(page, "Retry-After"), "30");
    for (int i = 0; i < 3; i++) {
        come_back();
        assert_int_equal(as_staff(), 200);
        assert_int_equal(get("GET /ingang"), 200);
        assert_int_equal(hand_in(), 303); // a report that somebody wrote is taken in
        assert_int_equal(get("GET /healthz"), 200);
    }
    // Patience is short now: without anybody leaving there is room again.
    int status = 0;
    for (int i = 0; i < WAIT_MS && status != 200; i++) {
        status = get("GET /publiek");
        if (status != 200) usleep(1000);
    }
    assert_int_equal(status, 200);
    leave();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle_and_slow_ones_deny_nobody),
        cmocka_unit_test(in_a_crowd_staff_go_on),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
