// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Public pages, the questions and the keeping of desks, over the wire: what a browser without a script meets.
#include "access/access.h"
#include "admin/admin.h"
#include "decision/decision.h"
#include "directory/pages.h"
#include "guide/guide.h"
#include "http_client.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "unit.h"
#include "test_store.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16 };
#define PASSWORD "een lang wachtwoord"

typedef struct Platform {
    char dir[64];
    App *app;
    Arena *mem;
} Platform;

static const Route *const tables[] = {signin_routes, guide_routes, way_routes, directory_routes, desk_staff_routes};
static const unsigned char totp[TOTP_SECRET_SIZE] = {7};
static _Atomic int port;
static pthread_t server;

static Err add_account(Db *db, Arena *mem, OrgKind kind, const char *org_name, Role role, const char *name,
                       OrgId *ret_org)
{
    KeyPair pair;
    AccountId account;
    Why w;
    TRY(org_create(db, mem, kind, str_c(org_name), ret_org, &pair, &w));
    return account_create(db, mem, *ret_org, ROLE_BIT(role), str_c(name), str_c(name), S(PASSWORD), totp, &pair.secret,
                          clock_now(), &account, &w);
}

static Err fill(App *app, Db *db, Arena *mem, void *arg)
{
    (void)arg;
    Why w;
    int64_t desks;
    bool changed;
    OrgId capelle, platform;
    TRY(directory_seed(db, mem, clock_now(), &desks, &w));
    TRY(decision_seed(db, mem, clock_now(), &changed, &w));
    TRY(add_account(db, mem, ORG_municipality, "Gemeente Capelle", ROLE_focal_point, "capelle", &capelle));
    TRY(org_area_add(db, capelle, SCOPE_municipality, S("GM0502")));
    TRY(add_account(db, mem, ORG_platform, "Beheer", ROLE_administrator, "beheer", &platform));
    return app_log(app, db, &(Entry){.action = S("test.fill")});
}

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
    p = (Platform){.dir = "/tmp/baken-guide-XXXXXX", .mem = arena_new(MB(64))};
    assert_non_null(mkdtemp(p.dir));
    log_quiet(true);
    password_fast_for_tests(true);
    app_hold_signals();
    const AppOptions o = {.dir = p.dir, .store = test_store_empty(p.dir), .no_limits = true};
    assert_ok(app_open(&o, tables, COUNT(tables), &p.app, &w));
    assert_ok(app_write(p.app, fill, NULL, &w));
    assert_ok(decision_load(p.app->read[0], &w));
    assert_ok(guide_load(&w));
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
    guide_unload();
    decision_unload();
    directory_forget();
    arena_free(p->mem);
    return nftw(p->dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static Str ask(Arena *mem, const char *method, const char *path, Str cookie, Str body)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    const char *type = body.n ? "Content-Type: application/x-www-form-urlencoded\r\n" : "";
    client_send_bytes(fd, str_fmt(mem, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\n%s%s%.*s%s\r\n%.*s",
                                  method, path, body.n, type, cookie.n ? "Cookie: " : "", STR_ARG(cookie),
                                  cookie.n ? "\r\n" : "", STR_ARG(body)));
    Str answer = client_read(mem, fd, false, WAIT_MS);
    close(fd);
    return answer;
}

static Str get(Arena *mem, const char *path) { return ask(mem, "GET", path, STR_NONE, STR_NONE); }
static Str post(Arena *mem, const char *body) { return ask(mem, "POST", "/loket", STR_NONE, str_c(body)); }

static Str between(Str s, const char *before, const char *after)
{
    Str b = str_c(before), a = str_c(after);
    for (size_t i = 0; i + b.n <= s.n; i++) {
        if (!str_starts((Str){s.p + i, s.n - i}, b)) continue;
        for (size_t k = i + b.n; k + a.n <= s.n; k++)
            if (str_starts((Str){s.p + k, s.n - k}, a)) return (Str){s.p + i + b.n, k - i - b.n};
    }
    return STR_NONE;
}

// ---- public
// ----------------------------------------------------------------------------------------------------------

static void every_public_page(void **state)
{
    Platform *p = *state;
    const char *paths[] = {"/",
                           "/hulp",
                           "/zorgen",
                           "/professional",
                           "/informatie",
                           "/informatie/signalen",
                           "/loket",
                           "/loketten",
                           "/loketten?gemeente=GM0502&open=1&p=99&voor=koning",
                           "/loketten?regio=VR17&kanaal=web",
                           "/loketten/fairwork",
                           "/loketten/gemeente",
                           "/loketten/gemeente/venlo",
                           "/loketten/gemeente/GM0983"};
    for (size_t i = 0; i < COUNT(paths); i++)
        for (int english = 0; english < 2; english++) {
            Str page = get(p->mem, str_z(p->mem, str_fmt(p->mem, "%s%s", english ? "/en" : "", paths[i])));
            if (response_status(page) != 200) print_error("%s\n", paths[i]);
            assert_int_equal(response_status(page), 200);
            assert_int_equal(response_header(page, "Set-Cookie").n, 0); // nothing is kept of who reads
            assert_true(str_has(page, english ? S("<html lang=\"en\"") : S("<html lang=\"nl\"")));
            assert_true(str_has(page, S("href=\"tel:112\"")));
        }
    assert_int_equal(response_status(get(p->mem, "/informatie/bestaat-niet")), 404);
    assert_int_equal(response_status(get(p->mem, "/loketten/bestaat-niet")), 404);
    assert_int_equal(response_status(get(p->mem, "/loketten/gemeente/bergen")), 404); // there are two
    assert_str(response_header(get(p->mem, "/en/privacy"), "Location"), "/en/informatie/privacy");
    assert_str(response_header(get(p->mem, "/loketten/gemeente?gemeente=GM0518"), "Location"),
               "/loketten/gemeente/s-gravenhage");
}

static void a_municipality_shows_who_is_near(void **state)
{
    Platform *p = *state;
    // the same list twice (kept the second time) and another in between
    Str once = get(p->mem, "/loketten?gemeente=GM0502"), other = get(p->mem, "/en/loketten?gemeente=GM0502");
    Str twice = get(p->mem, "/loketten?gemeente=GM0502");
    assert_true(str_eq(response_body(once), response_body(twice)));
    assert_false(str_eq(response_body(once), response_body(other)));
    assert_false(str_has(once, S("tel:000000")));
    Str page = get(p->mem, "/loketten/gemeente/capelle-aan-den-ijssel");
    assert_true(str_has(page, S("Aandachtsfunctionaris mensenhandel, gemeente Capelle aan den IJssel")));
    assert_true(str_has(page, S("ESSM Meld- en Adviespunt")));
    assert_true(str_has(page, S("Veilig Thuis")));
    assert_true(str_has(page, S("nog niet gecontroleerd")));
    assert_false(str_has(get(p->mem, "/loketten/gemeente/venlo"), S("ESSM")));
    assert_true(str_has(get(p->mem, "/loketten?open=1"), S("112 bij direct gevaar")));
    assert_false(str_has(get(p->mem, "/loketten?open=1"), S("Fairwork"))); // hours not known: not open
}

static void danger_goes_first(void **state)
{
    Platform *p = *state;
    Str page = post(p->mem, "stap=rol&rol=slachtoffer");
    assert_true(str_has(page, S("Ben je nu in gevaar?")));
    page = post(p->mem, "stap=gevaar&rol=slachtoffer&gevaar=ja");
    assert_true(str_has(page, S("Bel eerst 112")));
    assert_false(str_has(page, S("Wat maak je mee?")));
    page = post(p->mem, "stap=alarm&rol=slachtoffer&gevaar=ja");
    assert_true(str_has(page, S("Wat maak je mee?")));
    assert_true(str_has(page, S("name=\"gevaar\" value=\"ja\"")));
    page = post(p->mem, "stap=vorm&vorige=1&rol=slachtoffer&gevaar=ja");
    assert_true(str_has(page, S("Bel eerst 112")));
}

static void answers_are_checked_and_carried(void **state)
{
    Platform *p = *state;
    Str page = post(p->mem, "stap=vorm&rol=burger&gevaar=nee"); // nothing chosen
    assert_int_equal(response_status(page), 422);
    assert_true(str_has(page, S("Kies eerst een antwoord")));
    page = post(p->mem, "stap=vorm&rol=burger&gevaar=nee&vorm=%3Cscript%3E");
    assert_int_equal(response_status(page), 422);
    assert_false(str_has(response_body(page), S("<script>")));
    page = post(p->mem, "stap=vorm&rol=burger&gevaar=nee&vorm=labour");
    assert_int_equal(response_status(page), 200);
    assert_true(str_has(page, S("name=\"rol\" value=\"burger\"")));
    assert_true(str_has(page, S("name=\"vorm\" value=\"labour\"")));
    page = post(p->mem,
                "stap=uitkomst&naar=vorm&rol=burger&gevaar=nee&vorm=labour&minderjarig=nee&gemeente=geen&wens=melden");
    assert_true(str_has(page, S("value=\"labour\" aria-describedby=\"a-1-hint\" checked")));
    page = post(p->mem, "stap=wens&wens=melden&rol=burger"); // what was skipped is asked
    assert_true(str_has(page, S("Is er nu iemand in gevaar?")));
    page =
        post(p->mem, "stap=gemeente&rol=burger&gevaar=nee&vorm=labour&minderjarig=nee&gemeente="); // may be left empty
    assert_true(str_has(page, S("Wat zoek je?")));
    assert_true(str_has(page, S("name=\"gemeente\" value=\"geen\"")));
    assert_int_equal(response_status(post(p->mem, "stap=gemeente&rol=burger&gemeente=GM9999")), 422);
    assert_int_equal(response_status(post(p->mem, "stap=onzin&naar=onzin")), 422);
}

static void the_worried_teacher(void **state)
{
    Platform *p = *state;
    Str page =
        post(p->mem, "stap=wens&rol=professional&gevaar=nee&vorm=unknown&minderjarig=ja&gemeente=GM0502&wens=advies");
    assert_int_equal(response_status(page), 200);
    assert_int_equal(response_header(page, "Set-Cookie").n, 0);
    const char *shown[] = {"Veilig Thuis",
                           "ESSM Meld- en Adviespunt",
                           "Aandachtsfunctionaris mensenhandel, gemeente Capelle",
                           "Waarom dit loket?",
                           "rtm_05",
                           "referral (Rotterdam)",
                           "concept, niet beoordeeld door een jurist",
                           "Is de persoon jonger dan 18? Ja"};
    for (size_t i = 0; i < COUNT(shown); i++) {
        if (!str_has(page, str_c(shown[i]))) print_error("not shown: %s\n", shown[i]);
        assert_true(str_has(page, str_c(shown[i])));
    }
}

// ---- keeping the desks
// -------------------------------------------------------------------------------------------------

static Str sign_in(Arena *mem, const char *name)
{
    Str code = totp_code(mem, totp, clock_now());
    Str page = ask(mem, "POST", "/inloggen", STR_NONE,
                   str_fmt(mem, "naam=%s&wachtwoord=een+lang+wachtwoord&code=%.*s", name, STR_ARG(code)));
    assert_int_equal(response_status(page), 303);
    Str cookie = response_header(page, "Set-Cookie");
    return str_cut(&cookie, ';');
}

static const char *desk_path(Platform *p, const char *slug)
{
    const Desk *d;
    assert_ok(desk_by_slug(p->app->read[0], str_c(slug), &d));
    return str_z(p->mem, str_fmt(p->mem, "/beheer/loketten/%lld", (long long)d->id));
}

static Str save(Platform *p, const char *path, Str cookie, Str page, const char *fields)
{
    Str csrf = between(page, "name=\"csrf\" value=\"", "\""), seen = between(page, "name=\"gezien\" value=\"", "\"");
    assert_true(csrf.n > 0 && seen.n > 0);
    return ask(
        p->mem, "POST", path, cookie,
        str_fmt(p->mem,
                "csrf=%.*s&gezien=%.*s&naam=Loket&soort=municipal&uitleg_nl=Uitleg&voor_wie=victim&voor_wie=minor"
                "&waarvoor=help&vormen=all&anoniem=unknown&actief=1&%s",
                STR_ARG(csrf), STR_ARG(seen), fields));
}

static void who_knows_the_desk_keeps_it(void **state)
{
    Platform *p = *state;
    const char *own = desk_path(p, "gemeente-capelle-aan-den-ijssel"), *other = desk_path(p, "gemeente-venlo");
    assert_int_equal(response_status(get(p->mem, own)), 303); // sign in first
    Str cookie = sign_in(p->mem, "capelle");
    assert_int_equal(response_status(ask(p->mem, "GET", other, cookie, STR_NONE)), 404);
    Str page = ask(p->mem, "GET", own, cookie, STR_NONE);
    assert_int_equal(response_status(page), 200);
    assert_int_equal(response_status(save(p, other, cookie, page, "")), 404);
    Str wrong = save(p, own, cookie, page, "telefoon=bel+maar");
    assert_int_equal(response_status(wrong), 422);
    assert_true(str_has(wrong, S("value=\"bel maar\""))); // what was typed is still there
    wrong = save(p, own, cookie, page, "uren_soort=tijden&uur_0=negen+tot+vijf");
    assert_int_equal(response_status(wrong), 422);
    Str saved = save(p, own, cookie, page,
                     "telefoon=000+000&bron=een+test&gecontroleerd=1&uren_soort=tijden&uur_0=09%3A00-17%3A00");
    assert_int_equal(response_status(saved), 303);
    assert_int_equal(response_status(save(p, own, cookie, page, "")), 409); // the page was read before that
    Str seen = get(p->mem, "/loketten/gemeente/capelle-aan-den-ijssel");
    assert_true(str_has(seen, S("href=\"tel:000000\"")));
    assert_true(str_has(seen, S("gecontroleerd op")));
    seen = get(p->mem, "/loketten?gemeente=GM0502"); // not the list that was kept before the change
    assert_true(str_has(seen, S("href=\"tel:000000\"")));
    // other hours, not checked again: then the check no longer holds
    page = ask(p->mem, "GET", own, cookie, STR_NONE);
    assert_true(str_has(page, S("value=\"09:00-17:00\"")));
    assert_int_equal(response_status(save(p, own, cookie, page, "telefoon=000+000&bron=een+test&uren_soort=altijd")),
                     303);
    const Desk *d;
    assert_ok(desk_by_slug(p->app->read[0], S("gemeente-capelle-aan-den-ijssel"), &d));
    assert_false(desk_verified(d));
    assert_str(d->for_whom, "victim minor");
}

static void the_administrator_keeps_all(void **state)
{
    Platform *p = *state;
    Str cookie = sign_in(p->mem, "beheer");
    Str list = ask(p->mem, "GET", "/beheer/loketten?q=venlo&ongecontroleerd=1", cookie, STR_NONE);
    assert_int_equal(response_status(list), 200);
    assert_true(str_has(list, S("gemeente Venlo")));
    const char *path = desk_path(p, "gemeente-venlo");
    Str page = ask(p->mem, "GET", path, cookie, STR_NONE);
    assert_int_equal(response_status(page), 200);
    Str no_token = ask(p->mem, "POST", path, cookie, S("naam=X"));
    assert_int_equal(response_status(no_token), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_page),           cmocka_unit_test(a_municipality_shows_who_is_near),
        cmocka_unit_test(danger_goes_first),           cmocka_unit_test(answers_are_checked_and_carried),
        cmocka_unit_test(the_worried_teacher),         cmocka_unit_test(who_knows_the_desk_keeps_it),
        cmocka_unit_test(the_administrator_keeps_all),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
