// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Managing over the wire: signing in and its failures, a new organisation, an invited person, a colleague who leaves,
// the ledger. The whole program in one process, so that the tests hold its clock.
#include "casework/casework_sql.h"
#include "commands/routes.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "http_client.h"
#include "sys/clock.h"
#include "unit.h"
#include "test_store.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000 };
#define PASSWORD "een+fiets+onder+de+brug"
#define PASSWORD_PLAIN S("een fiets onder de brug")

typedef struct Place {
    Arena *mem;
    char dir[64];
    App *app;
    pthread_t server;
    Time now;
    unsigned char admin_totp[TOTP_SECRET_SIZE], officer_totp[TOTP_SECRET_SIZE];
} Place;
static Place *p;
static _Atomic int port;

static void ready(int at) { port = at; }

static void *serve(void *arg)
{
    (void)arg;
    Why w = {{0}};
    const AppOptions o = {.host = "127.0.0.1"};
    if (app_serve(p->app, &o, ready, &w) != OK) abort();
    return NULL;
}

static void later(Time ms)
{
    p->now += ms;
    clock_set(p->now);
}

static Err people(App *app, Db *db, Arena *mem, void *arg)
{
    (void)arg;
    OrgId org;
    AccountId account;
    Why w;
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    TRY(org_create(db, mem, ORG_platform, S("Beheer Proef"), &org, &pair, &w));
    TRY(account_create(db, mem, org, ROLE_BIT(ROLE_org_admin) | ROLE_BIT(ROLE_administrator), S("beheer"), S("B. Heer"),
                       PASSWORD_PLAIN, p->admin_totp, &pair.secret, p->now, &account, &w));
    TRY(account_create(db, mem, org, ROLE_BIT(ROLE_privacy_officer), S("toezicht"), S("T. Zicht"), PASSWORD_PLAIN,
                       p->officer_totp, &pair.secret, p->now, &account, &w));
    return app_log(app, db, &(Entry){.action = S("account.create"), .object = S("system")});
}

static int setup(void **state)
{
    (void)state;
    p = calloc(1, sizeof *p);
    p->mem = arena_new(MB(64));
    p->now = SECONDS(1790000010);
    clock_set(p->now);
    memcpy(p->dir, "/tmp/baken-admin-XXXXXX", sizeof "/tmp/baken-admin-XXXXXX");
    if (crypt_start() != OK || !mkdtemp(p->dir)) return -1;
    password_fast_for_tests(true);
    random_bytes(p->admin_totp, TOTP_SECRET_SIZE);
    random_bytes(p->officer_totp, TOTP_SECRET_SIZE);
    app_hold_signals();
    Why w = {{0}};
    const AppOptions o = {.dir = p->dir, .store = test_store_empty(p->dir), .no_limits = true};
    if (app_open(&o, route_tables, route_table_count, &p->app, &w) != OK || app_prepare(p->app, &w) != OK ||
        app_write(p->app, people, NULL, &w) != OK || pthread_create(&p->server, NULL, serve, NULL) != 0) {
        print_error("%s\n", w.text);
        return -1;
    }
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    return port > 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    kill(getpid(), SIGTERM);
    pthread_join(p->server, NULL);
    app_close(p->app);
    decision_unload();
    directory_forget();
    clock_set(0);
    static const char *const files[] = {"baken.db",       "baken.db-wal",    "baken.db-shm",    "keys/pepper.key",
                                        "keys/draft.key", "keys/ledger.key", "keys/ledger.pub", "ledger-heads.log"};
    static const char *const folders[] = {"keys", ""};
    for (size_t i = 0; i < COUNT(files); i++) unlink(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, files[i])));
    int bad = 0;
    for (size_t i = 0; i < COUNT(folders); i++)
        bad |= rmdir(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, folders[i])));
    arena_free(p->mem);
    free(p);
    return bad;
}

// ---- a browser without a screen -------------------------------------------------------------------------------------

static Str ask(const char *method, const char *path, Str cookie, Str body)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    client_send_bytes(fd, str_fmt(p->mem,
                                  "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\n%s%.*s\r\n"
                                  "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                                  method, path, body.n, cookie.n ? "Cookie: baken=" : "X-None: ", STR_ARG(cookie)));
    client_send_bytes(fd, body);
    Str answer = client_read(p->mem, fd, false, WAIT_MS);
    close(fd);
    return answer;
}

static Str get(Str cookie, const char *path) { return ask("GET", path, cookie, STR_NONE); }

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

// From the page where the form stands, so with its token.
static Str post(Str cookie, const char *page, const char *path, const char *fields)
{
    Str csrf = between(get(cookie, page), "name=\"csrf\" value=\"", "\"");
    assert_true(csrf.n > 0);
    return ask("POST", path, cookie, str_fmt(p->mem, "csrf=%.*s&%s", STR_ARG(csrf), fields));
}

static Str sign_in_with(const char *name, const char *password, Str code)
{
    return ask("POST", "/inloggen", STR_NONE,
               str_fmt(p->mem, "naam=%s&wachtwoord=%s&code=%.*s", name, password, STR_ARG(code)));
}

static Str cookie_in(Str answer)
{
    return str_dup(p->mem, between(response_header(answer, "Set-Cookie"), "baken=", ";"));
}

static Str signed_in(const char *name, const unsigned char totp[TOTP_SECRET_SIZE])
{
    later(SECONDS(30)); // each code once
    Str answer = sign_in_with(name, PASSWORD, totp_code(p->mem, totp, p->now));
    assert_int_equal(response_status(answer), 303);
    Str cookie = cookie_in(answer);
    assert_true(cookie.n > 0);
    return cookie;
}

#define assert_status(answer, code)                                                                                    \
    do {                                                                                                               \
        Str answer_ = (answer);                                                                                        \
        if (response_status(answer_) != (code)) print_error("%.*s\n", STR_ARG(str_head(answer_, 4000)));               \
        assert_int_equal(response_status(answer_), (code));                                                            \
    } while (0)

// ---- signing in -----------------------------------------------------------------------------------------------------

static void a_code_works_once(void **state)
{
    (void)state;
    later(SECONDS(30));
    Str code = totp_code(p->mem, p->admin_totp, p->now);
    Str first = sign_in_with("beheer", PASSWORD, code);
    assert_status(first, 303);
    assert_true(str_has(response_header(first, "Set-Cookie"), S("HttpOnly; SameSite=Strict")));
    assert_status(sign_in_with("beheer", PASSWORD, code), 403);
    Str cookie = cookie_in(first);
    assert_status(get(cookie, "/beheer"), 200);
    assert_status(post(cookie, "/beheer", "/uitloggen", ""), 303);
    Str after = get(cookie, "/beheer");
    assert_status(after, 303); // to signing in: the old cookie opens nothing
    assert_true(str_ends(response_header(after, "Location"), S("/inloggen")));
    assert_status(get(signed_in("beheer", p->admin_totp), "/beheer"), 200); // a fresh code; clears the failure
}

static void failures_look_the_same(void **state)
{
    (void)state;
    later(SECONDS(30));
    Str code = totp_code(p->mem, p->officer_totp, p->now);
    Str password = response_body(sign_in_with("toezicht", "verkeerd+wachtwoord", code));
    Str wrong_code = response_body(sign_in_with("toezicht", PASSWORD, S("000000")));
    assert_true(password.n > 0);
    assert_true(str_eq(password, wrong_code));
    Str nobody = response_body(sign_in_with("toezichx", PASSWORD, S("000000")));
    assert_int_equal(nobody.n, password.n); // only the typed name differs
    Str cookie = signed_in("toezicht", p->officer_totp);
    assert_status(get(cookie, "/logboek"), 200);
}

static void guessing_is_slowed_down(void **state)
{
    (void)state;
    for (int i = 1; i < LOGIN_TRIES; i++) assert_status(sign_in_with("beheer", "raden+maar+wat", S("123456")), 403);
    assert_status(sign_in_with("beheer", "raden+maar+wat", S("123456")), 429);
    later(SECONDS(30));
    Str right = sign_in_with("beheer", PASSWORD, totp_code(p->mem, p->admin_totp, p->now));
    assert_status(right, 429);
    assert_true(str_has(right, S("kwartier")));
    assert_int_equal(response_header(right, "Set-Cookie").n, 0);
    later(MINUTES(LOGIN_WAIT_MINUTES + 1));
    assert_true(signed_in("beheer", p->admin_totp).n > 0);
}

static void a_form_needs_its_token(void **state)
{
    (void)state;
    Str cookie = signed_in("beheer", p->admin_totp);
    assert_status(ask("POST", "/beheer/organisaties", cookie, S("naam=Zonder+token&soort=municipality")), 403);
    assert_false(str_has(get(cookie, "/beheer/organisaties"), S("Zonder token")));
}

static void a_password_is_changed_by_who_knows_it(void **state)
{
    (void)state;
    Str cookie = signed_in("toezicht", p->officer_totp), other = signed_in("toezicht", p->officer_totp);
    static const char fresh[] = "een+boot+naast+de+brug";
    const char *wrong =
        str_z(p->mem, str_fmt(p->mem, "oud=verkeerd+wachtwoord&wachtwoord=%s&nogmaals=%s", fresh, fresh));
    const char *right = str_z(p->mem, str_fmt(p->mem, "oud=" PASSWORD "&wachtwoord=%s&nogmaals=%s", fresh, fresh));
    assert_status(post(cookie, "/wachtwoord", "/wachtwoord", wrong), 403);
    assert_status(post(cookie, "/wachtwoord", "/wachtwoord", "oud=" PASSWORD "&wachtwoord=kort&nogmaals=kort"), 422);
    assert_status(post(cookie, "/wachtwoord", "/wachtwoord", right), 303);
    assert_status(get(other, "/logboek"), 303); // signed out everywhere
    later(SECONDS(30));
    assert_status(sign_in_with("toezicht", PASSWORD, totp_code(p->mem, p->officer_totp, p->now)), 403);
    Str answer = sign_in_with("toezicht", fresh, totp_code(p->mem, p->officer_totp, p->now));
    assert_status(answer, 303);
    Str back = str_fmt(p->mem, "oud=%s&wachtwoord=" PASSWORD "&nogmaals=" PASSWORD, fresh);
    assert_status(post(cookie_in(answer), "/wachtwoord", "/wachtwoord", str_z(p->mem, back)), 303);
}

// ---- a new organisation ---------------------------------------------------------------------------------------------

static Str code_in(Str page)
{
    Str shown = between(page, "id=\"code\" dir=\"ltr\">", "<");
    assert_int_equal(shown.n, 43 + 10); // in groups of four
    Buf b = buf_new(p->mem, 64);
    for (size_t i = 0; i < shown.n; i++) buf_char(&b, shown.p[i] == ' ' ? '+' : shown.p[i]);
    return buf_str(&b);
}

static void unbase32(Str text, unsigned char ret[TOTP_SECRET_SIZE])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0;
    uint32_t held = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < TOTP_SECRET_SIZE; i++) {
        const char *at = text.p[i] == ' ' ? NULL : strchr(digits, text.p[i]);
        if (!at) continue;
        held = (held << 5) | (uint32_t)(at - digits);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        ret[n++] = (unsigned char)(held >> bits);
    }
    assert_int_equal(n, TOTP_SECRET_SIZE);
}

static Str enrol(Str invite, const char *password, unsigned char totp[TOTP_SECRET_SIZE])
{
    Str page = ask("POST", "/uitnodiging", STR_NONE, str_fmt(p->mem, "uitnodiging=%.*s", STR_ARG(invite)));
    assert_status(page, 200);
    assert_true(str_has(page, S("<svg")));
    unbase32(between(page, "id=\"sleutel\" dir=\"ltr\">", "<"), totp);
    Str sealed = between(page, "name=\"sleutel\" value=\"", "\"");
    return ask("POST", "/uitnodiging/afmaken", STR_NONE,
               str_fmt(p->mem, "uitnodiging=%.*s&sleutel=%.*s&wachtwoord=%s&nogmaals=%s&code=%.*s", STR_ARG(invite),
                       STR_ARG(sealed), password, password, STR_ARG(totp_code(p->mem, totp, p->now))));
}

static Str new_org(Str admin, const char *name)
{
    Str answer = post(admin, "/beheer/organisaties/nieuw", "/beheer/organisaties",
                      str_z(p->mem, str_fmt(p->mem, "naam=%s&soort=municipality", name)));
    assert_status(answer, 303);
    return response_header(answer, "Location");
}

static Str first_invite(Str admin, Str org, const char *fields)
{
    const char *page = str_z(p->mem, org), *path = str_z(p->mem, str_fmt(p->mem, "%s/uitnodiging", page));
    return post(admin, page, path, fields);
}

static void an_organisation_begins(void **state)
{
    (void)state;
    unsigned char totp[TOTP_SECRET_SIZE], colleague[TOTP_SECRET_SIZE];
    Str admin = signed_in("beheer", p->admin_totp);
    Str org = new_org(admin, "Gemeente+Proefdorp");
    const char *page = str_z(p->mem, org), *area = str_z(p->mem, str_fmt(p->mem, "%s/gebied", page));
    assert_status(post(admin, page, area, "gebied=municipality:GM9999"), 422); // no such place
    assert_status(post(admin, page, area, "gebied=municipality:GM0502"), 303);
    assert_true(str_has(get(admin, "/beheer/gebieden"), S("Gemeente Proefdorp")));
    // The first person must be able to invite others.
    assert_status(first_invite(admin, org, "naam=An+Proef&gebruikersnaam=an.proef&rol-focal_point=1"), 422);
    Str made = first_invite(admin, org, "naam=An+Proef&gebruikersnaam=an.proef&rol-focal_point=1&rol-org_admin=1");
    assert_status(made, 200);
    Str invite = code_in(made);
    assert_status(enrol(invite, "kort", totp), 422);
    assert_status(enrol(invite, PASSWORD, totp), 200);
    assert_status(ask("POST", "/uitnodiging", STR_NONE, str_fmt(p->mem, "uitnodiging=%.*s", STR_ARG(invite))), 422);
    const char *of_org = str_z(p->mem, str_fmt(p->mem, "soort=account.&org=%s", strrchr(page, '/') + 1));
    Str officer = signed_in("toezicht", p->officer_totp);
    assert_true(str_has(post(officer, "/logboek", "/logboek", of_org), S("wachtwoord en app gekozen")));
    Str an = signed_in("an.proef", totp);
    assert_status(get(an, "/beheer/organisaties"), 403); // of the platform alone
    assert_status(get(an, "/beheer/accounts/1"), 404);   // of another organisation
    assert_status(get(an, "/logboek"), 403);
    // Now that An holds the key, the administrator can't get in any more.
    assert_status(first_invite(admin, org, "naam=Ik+Ook&gebruikersnaam=ik.ook&rol-org_admin=1"), 422);
    made = post(an, "/beheer/accounts/nieuw", "/beheer/accounts",
                "naam=Bo+Proef&gebruikersnaam=bo.proef&rol-focal_point=1");
    assert_status(made, 200);
    assert_status(enrol(code_in(made), PASSWORD, colleague), 200);
    assert_true(signed_in("bo.proef", colleague).n > 0);
}

static Str account_path(Str cookie, const char *name, const char *what)
{
    Str list = get(cookie, "/beheer/accounts");
    const char *mark = str_z(p->mem, str_fmt(p->mem, "\">%s</a>", name));
    for (int64_t id = 1; id < 100; id++) {
        Str link = str_fmt(p->mem, "/beheer/accounts/%lld%s", (long long)id, mark);
        if (str_has(list, link)) return str_fmt(p->mem, "/beheer/accounts/%lld%s", (long long)id, what);
    }
    fail_msg("%s is not in the list", name);
    return STR_NONE;
}

static Err case_of_org(App *app, Db *db, Arena *mem, void *arg)
{
    const int64_t *org = arg;
    CaseInsertRow made;
    TRY(q_case_insert(db, mem, S("C-2026-9001"), S("submission"), S("regular"), *org, 1, 0, S("other"), STR_NONE,
                      STR_NONE, 0, S("x"), S("x"), p->now, &made));
    return app_log(app, db, &(Entry){.action = S("case.open"), .object = S("case"), .object_id = made.id});
}

static void open_work_keeps_an_organisation_open(void **state)
{
    (void)state;
    Why w;
    Str admin = signed_in("beheer", p->admin_totp);
    Str org = new_org(admin, "Gemeente+Bezig"), idle = new_org(admin, "Gemeente+Leeg");
    const char *page = str_z(p->mem, org), *idle_page = str_z(p->mem, idle);
    int64_t id;
    assert_ok(str_int((Str){strrchr(page, '/') + 1, strlen(strrchr(page, '/') + 1)}, 1, INT64_MAX, &id));
    assert_ok(app_write(p->app, case_of_org, &id, &w));
    Str refused = post(admin, page, str_z(p->mem, str_fmt(p->mem, "%s/sluiten", page)), "zeker=1");
    assert_status(refused, 422);
    assert_true(str_has(refused, S("casussen: 1,")));
    assert_status(post(admin, idle_page, str_z(p->mem, str_fmt(p->mem, "%s/sluiten", idle_page)), "zeker=1"), 303);
}

static void somebody_leaves(void **state)
{
    (void)state;
    unsigned char totp[TOTP_SECRET_SIZE], other[TOTP_SECRET_SIZE];
    Str admin = signed_in("beheer", p->admin_totp);
    Str org = new_org(admin, "Gemeente+Vertrek");
    Str made = first_invite(admin, org, "naam=Cas+Proef&gebruikersnaam=cas.proef&rol-org_admin=1");
    assert_status(enrol(code_in(made), PASSWORD, totp), 200);
    Str cas = signed_in("cas.proef", totp);
    made = post(cas, "/beheer/accounts/nieuw", "/beheer/accounts",
                "naam=Dee+Proef&gebruikersnaam=dee.proef&rol-org_admin=1");
    assert_status(enrol(code_in(made), PASSWORD, other), 200);
    Str dee = signed_in("dee.proef", other);
    const char *own = str_z(p->mem, account_path(cas, "Cas Proef", ""));
    const char *own_roles = str_z(p->mem, account_path(cas, "Cas Proef", "/rollen"));
    const char *page = str_z(p->mem, account_path(cas, "Dee Proef", ""));
    const char *close_it = str_z(p->mem, account_path(cas, "Dee Proef", "/sluiten"));
    assert_status(post(cas, "/beheer/accounts", own_roles, "rol-focal_point=1&rol-org_admin=1"), 403);
    assert_true(str_has(get(cas, own), S("Dit is je eigen account")));
    assert_status(post(cas, page, close_it, ""), 422);                    // not confirmed
    assert_status(post(cas, page, close_it, "zeker=1&overnemer=1"), 422); // not a colleague
    assert_status(get(dee, "/beheer"), 200);
    assert_status(post(cas, page, close_it, "zeker=1"), 303);
    assert_status(get(dee, "/beheer"), 303); // the session ended at once
    later(SECONDS(30));
    assert_status(sign_in_with("dee.proef", PASSWORD, totp_code(p->mem, other, p->now)), 403);
    // Now Cas is the last one who manages: Dee comes back by a new invitation, with new credentials.
    made = post(cas, page, str_z(p->mem, account_path(cas, "Dee Proef", "/herstel")), "");
    assert_status(made, 200);
    assert_status(enrol(code_in(made), PASSWORD, other), 200);
    assert_true(signed_in("dee.proef", other).n > 0);
}

// ---- overseeing -----------------------------------------------------------------------------------------------------

static void the_ledger_tells_and_is_checked(void **state)
{
    (void)state;
    Str admin = signed_in("beheer", p->admin_totp);
    assert_status(get(admin, "/logboek"), 403); // who manages does not oversee
    Str org = new_org(admin, "Gemeente+Logboek");
    Str officer = signed_in("toezicht", p->officer_totp);
    Str page = post(officer, "/logboek", "/logboek", "soort=org.&account=beheer");
    assert_status(page, 200);
    assert_true(str_has(page, S("organisatie gemaakt")) && str_has(page, S("B. Heer")));
    assert_false(str_has(page, S("<strong>ingelogd")));
    assert_status(get(officer, "/logboek?nr=1"), 422); // a number of what?
    assert_status(post(officer, "/logboek", "/logboek", "account=niemand"), 422);
    assert_status(get(officer, "/logboek?account=niemand"), 200); // a name in an address is not looked at
    Str id = {org.p + S("/beheer/organisaties/").n, org.n - S("/beheer/organisaties/").n};
    page = get(officer, str_z(p->mem, str_fmt(p->mem, "/logboek?object=org&id=%.*s", STR_ARG(id)))); // a link
    assert_true(str_has(page, S("organisatie gemaakt")) && str_has(page, S("name=\"id\"")));
    assert_true(str_has(get(officer, "/logboek"), S("in het logboek gezocht"))); // the search is an entry too
    Str csv = post(officer, "/logboek", "/logboek/bestand", "soort=account.");
    assert_status(csv, 200);
    assert_true(str_has(response_header(csv, "Content-Disposition"), S("attachment")));
    assert_true(str_has(response_body(csv), S("\"account.signin\",\"ingelogd\"")));
    Str verified = post(officer, "/logboek", "/logboek/nakijken", "");
    assert_status(verified, 200);
    assert_true(str_has(verified, S("Het logboek klopt.")));
}

static void rules_and_system_are_shown(void **state)
{
    (void)state;
    Str admin = signed_in("beheer", p->admin_totp);
    Str list = get(admin, "/beheer/regels");
    assert_status(list, 200);
    assert_true(str_has(list, S("triage")) && str_has(list, S("termijnen")));
    for (int id = 1; id <= 4; id++) {
        const char *path = str_z(p->mem, str_fmt(p->mem, "/beheer/regels/%d", id));
        Str page = get(admin, path);
        assert_status(page, 200);
        if (!str_has(page, S("termijn_01"))) continue;
        Str tried = post(admin, path, path, "in0=feedback");
        assert_status(tried, 200);
        assert_true(str_has(tried, S("dagen: 90")) && str_has(tried, S("termijn_02")));
        assert_status(post(admin, path, path, "in0=onzin"), 422);
    }
    assert_status(get(admin, "/beheer/regels/999"), 404);
    Str system = get(admin, "/beheer/systeem");
    assert_status(system, 200);
    assert_true(str_has(system, S("Alle sleutels van de installatie zijn er.")));
    assert_status(get(signed_in("toezicht", p->officer_totp), "/beheer/systeem"), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_works_once),
        cmocka_unit_test(failures_look_the_same),
        cmocka_unit_test(guessing_is_slowed_down),
        cmocka_unit_test(a_form_needs_its_token),
        cmocka_unit_test(a_password_is_changed_by_who_knows_it),
        cmocka_unit_test(an_organisation_begins),
        cmocka_unit_test(open_work_keeps_an_organisation_open),
        cmocka_unit_test(somebody_leaves),
        cmocka_unit_test(the_ledger_tells_and_is_checked),
        cmocka_unit_test(rules_and_system_are_shown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
