// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The pages of the programme over the wire, as a visitor without an account meets them.
#include "http_client.h"
#include "programme/plan_view.h"
#include "sys/log.h"
#include "test_store.h"
#include "unit.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16 };

typedef struct Platform {
    char dir[64];
    App *app;
    Arena *mem;
} Platform;

static const Route *const tables[] = {plan_routes};
static _Atomic int port;
static pthread_t server;

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    Why w;
    const AppOptions o = {.host = "127.0.0.1"};
    if (app_serve(((Platform *)arg)->app, &o, ready, &w) != OK) abort();
    return NULL;
}

static int start(void **state)
{
    static Platform p;
    Why w;
    p = (Platform){.dir = "/tmp/baken-plan-XXXXXX", .mem = arena_new(MB(64))};
    assert_non_null(mkdtemp(p.dir));
    log_quiet(true);
    app_hold_signals();
    const AppOptions o = {.dir = p.dir, .store = test_store_empty(p.dir), .no_limits = true};
    assert_ok(app_open(&o, tables, COUNT(tables), &p.app, &w));
    assert_ok(plan_start(&w));
    assert_int_equal(pthread_create(&server, NULL, serve, &p), 0);
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    assert_true(port > 0);
    *state = &p;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static int stop(void **state)
{
    Platform *p = *state;
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL);
    app_close(p->app);
    plan_stop();
    arena_free(p->mem);
    return nftw(p->dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static Str get(Arena *mem, const char *path)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    client_send_bytes(fd, str_fmt(mem, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path));
    Str answer = client_read(mem, fd, false, WAIT_MS);
    close(fd);
    return answer;
}

static void all_actions_and_proposals(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    Str page = get(mem, "/programma"), proposals = get(mem, "/programma/voorstellen");
    assert_int_equal(response_status(page), 200);
    assert_int_equal(response_status(proposals), 200);
    for (int64_t n = 1; n <= PLAN_ACTIONS; n++) {
        const PlanAction *a = plan_action(plan_get(), n);
        assert_true(str_has(page, str_fmt(mem, "/programma/acties/%lld\"", (long long)n)));
        Str one = get(mem, str_z(mem, str_fmt(mem, "/programma/acties/%lld", (long long)n)));
        assert_int_equal(response_status(one), 200);
        assert_true(str_has(one, html_escape(mem, a->title).s) && str_has(one, html_escape(mem, a->source).s));
    }
    for (int64_t n = 1; n <= PLAN_PROPOSALS; n++) {
        const PlanProposal *r = plan_proposal(plan_get(), n);
        assert_true(str_has(proposals, str_fmt(mem, "id=\"voorstel-%lld\"", (long long)n)));
        assert_true(str_has(proposals, html_escape(mem, r->title).s));
    }
    assert_int_equal(response_status(get(mem, "/programma/acties/33")), 404);
    assert_int_equal(response_status(get(mem, "/programma/acties/nul")), 404);
}

static void other_pages(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    Str money = get(mem, "/programma/begroting"), against = get(mem, "/programma/tegenstrijdigheden");
    assert_true(response_status(money) == 200 && str_has(money, S("2.000.000")) && str_has(money, S("<svg")));
    assert_int_equal(response_status(against), 200);
    for (size_t i = 0; i < plan_get()->contradictions_count; i++)
        assert_true(str_has(against, html_escape(mem, plan_get()->contradictions[i].reading).s));
    assert_int_equal(response_status(get(mem, "/programma/organisatie")), 200);
    Str english = get(mem, "/en/programma/begroting");
    assert_true(str_has(english, S("The money")) && str_has(english, S("2,000,000")));
    Str report = get(mem, "/programma/rapportage?kwartaal=2025Q1");
    assert_true(str_has(report, S("<option value=\"2025Q1\" selected")));
    assert_true(str_has(report, S("lopen er volgens het plan 14.")));
    assert_int_equal(response_status(get(mem, "/programma/rapportage?kwartaal=%3Cx%3E")), 200);
}

static void files(void **state)
{
    Arena *mem = ((Platform *)*state)->mem;
    assert_true(str_starts(response_body(get(mem, "/programma/bestand/plan.csv")), S("number,line,")));
    assert_true(str_starts(response_body(get(mem, "/programma/bestand/plan.ics")), S("BEGIN:VCALENDAR")));
    assert_true(str_starts(response_body(get(mem, "/programma/bestand/plan.xlsx")), S("PK")));
    assert_true(str_has(response_body(get(mem, "/programma/bestand/plan.json")), S("\"contradictions\":[")));
    assert_int_equal(response_status(get(mem, "/programma/bestand/anders")), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_actions_and_proposals), cmocka_unit_test(other_pages),
                                       cmocka_unit_test(files)};
    return cmocka_run_group_tests(tests, start, stop);
}
