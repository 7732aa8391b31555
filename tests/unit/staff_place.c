// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "staff_place.h"
#include "app/stored_sql.h"
#include "test_store.h"
#include "signal/signal_erase.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "http_client.h"
#include "signal/advice.h"
#include "signal/referral.h"
#include "signal/report.h"
#include "signal/signal_report_sql.h"
#include "signal/tray.h"
#include "signal/triage.h"
#include "signal/work.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16 };
#define PASSWORD S("fiets onder de oude brug")

static const Route *const tables[] = {tray_routes,   work_routes,          work_write_routes, triage_routes,
                                      advice_routes, referral_send_routes, referral_routes,   retention_routes};
static const unsigned char totp[TOTP_SECRET_SIZE] = {1, 2, 3};
static _Atomic int port;
static pthread_t server;

static Err member(Db *db, Arena *mem, OrgId org, const KeyPair *pair, RoleSet roles, const char *name, Person *ret_p)
{
    Why w = {{0}};
    ret_p->org = org;
    return account_create(db, mem, org, roles, str_c(name), str_c(name), PASSWORD, totp, &pair->secret, clock_now(),
                          &ret_p->account, &w);
}

static Err organisation(Db *db, Arena *mem, OrgKind kind, const char *name, Scope scope, const char *area,
                        KeyPair *ret_pair, OrgId *ret_org)
{
    Why w;
    TRY(org_create(db, mem, kind, str_c(name), ret_org, ret_pair, &w));
    return org_area_add(db, *ret_org, scope, str_c(area));
}

static Err people(App *app, Db *db, Arena *mem, void *arg)
{
    Office *o = arg;
    KeyPair k;
    OrgId org;
    (void)app;
    TRY(organisation(db, mem, ORG_municipality, "Gemeente Een", SCOPE_municipality, "GM0502", &k, &org));
    TRY(member(db, mem, org, &k, ROLE_BIT(ROLE_focal_point), "focal.een", &o->focal));
    TRY(member(db, mem, org, &k, ROLE_BIT(ROLE_focal_point), "focal.twee", &o->colleague));
    TRY(organisation(db, mem, ORG_municipality, "Gemeente Twee", SCOPE_municipality, "GM0599", &k, &org));
    TRY(member(db, mem, org, &k, ROLE_BIT(ROLE_focal_point), "focal.drie", &o->other_town));
    TRY(organisation(db, mem, ORG_safety_house, "Huis Voorbeeld", SCOPE_region, "VR17", &k, &org));
    TRY(member(db, mem, org, &k, ROLE_BIT(ROLE_case_director) | ROLE_BIT(ROLE_chain_director), "regie.een", &o->house));
    TRY(organisation(db, mem, ORG_care, "Zorg Voorbeeld", SCOPE_region, "VR17", &k, &org));
    TRY(member(db, mem, org, &k, ROLE_BIT(ROLE_care_coordinator), "zorg.een", &o->care));
    TRY(organisation(db, mem, ORG_expertise, "Centrum Voorbeeld", SCOPE_national, "", &k, &org));
    TRY(member(db, mem, org, &k, ROLE_BIT(ROLE_adviser), "advies.een", &o->adviser));
    TRY(organisation(db, mem, ORG_police, "Politie Voorbeeld", SCOPE_national, "", &k, &org));
    return member(db, mem, org, &k, ROLE_BIT(ROLE_investigator), "politie.een", &o->police);
}

// A file in the store as an upload leaves it.
static Err put_file(Db *db, Report *r)
{
    ReportFile *f = &r->files[r->file_count++];
    *f = (ReportFile){.stored = S("ab0123456789abcdef0123456789abcd"),
                      .name = S("foto.txt"),
                      .type = S("text/plain"),
                      .size = (int64_t)sizeof FILE_TEXT - 1,
                      .key = secret_random()};
    unsigned char chunk[STREAM_HEADER + sizeof FILE_TEXT - 1 + STREAM_EXTRA];
    Stream *stream = stream_seal(&f->key, chunk);
    stream_seal_piece(stream, S(FILE_TEXT), true, chunk + STREAM_HEADER);
    stream_free(stream);
    TRY(q_file_chunk_add(db, f->stored, 0, (Str){(const char *)chunk, sizeof chunk}));
    return q_pending_file_add(db, f->stored, clock_now(), f->size);
}

static Err report(App *app, Db *db, Arena *mem, int i, int64_t *ret_id)
{
    Report r = {.role = S("professional"),
                .anonymity = i == 1 ? S("anonymous") : S("named"),
                .danger = i == 2 ? S("ja") : S("nee"),
                .form = i == 0 ? S("labour") : S("sexual"),
                .minor = i == 2 ? S("ja") : S("onbekend"),
                .police = i == 1 ? S("nee") : S("ja"),
                .gm_code = S("GM0502"),
                .story = S(STORY),
                .name = i == 1 ? STR_NONE : S(REPORTER)};
    report_defaults(&r);
    if (i == 0) TRY(put_file(db, &r));
    Submission s = {.seed = secret_random()};
    random_bytes(s.id, sizeof s.id);
    SealedReport *sealed;
    StoredReport stored;
    TRY(report_seal(app, db, mem, &r, &s, "web", LANG_NL, &sealed));
    TRY(report_store(db, mem, sealed, clock_now(), &stored));
    *ret_id = stored.id;
    return OK;
}

static Err fill(App *app, Db *db, Arena *mem, void *arg)
{
    Office *o = arg;
    Why w;
    int64_t desks;
    bool changed;
    TRY(directory_seed(db, mem, clock_now(), &desks, &w));
    TRY(decision_seed(db, mem, clock_now(), &changed, &w));
    static const RetentionKind *const kinds[] = {&signal_retention, &reporter_retention, &advice_retention,
                                                 &referral_retention, NULL};
    retention_use(kinds);
    TRY(decision_load(db, &w));
    TRY(people(app, db, mem, o));
    for (int i = 0; i < SIGNALS; i++) TRY(report(app, db, mem, i, &o->signals[i]));
    return app_log(app, db, &(Entry){.action = S("test.fill")});
}

// ---- signing in -----------------------------------------------------------------------------------

typedef struct SignIn {
    Office *o;
    Person *p;
    const char *name;
} SignIn;

static Err sign_in(App *app, Db *db, Arena *mem, void *arg)
{
    SignIn *s = arg;
    Login *login;
    Why w;
    Str cookie;
    Actor actor;
    bool touch;
    Time now = clock_now();
    TRY(login_prepare(mem, db, str_c(s->name), PASSWORD, totp_code(mem, totp, now), now, &login));
    TRY(login_write(db, login, now, &cookie, &s->p->account, &w));
    TRY(session_actor(s->o->mem, db, cookie, now, &actor, &s->p->csrf, &touch));
    s->p->cookie = str_dup(s->o->mem, cookie);
    return app_log(app, db, &(Entry){.action = S("test.sign_in")});
}

static void all_sign_in(Office *o)
{
    const SignIn who[] = {{o, &o->focal, "focal.een"},       {o, &o->colleague, "focal.twee"},
                          {o, &o->other_town, "focal.drie"}, {o, &o->house, "regie.een"},
                          {o, &o->care, "zorg.een"},         {o, &o->adviser, "advies.een"},
                          {o, &o->police, "politie.een"}};
    for (size_t i = 0; i < COUNT(who); i++) {
        SignIn s = who[i];
        Why w = {{0}};
        assert_ok(app_write(o->app, sign_in, &s, &w));
    }
}

// ---- serving --------------------------------------------------------------------------------------

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    Why w = {{0}};
    const AppOptions options = {.host = "127.0.0.1"};
    if (app_serve(((Office *)arg)->app, &options, ready, &w) != OK) abort();
    return NULL;
}

int office_open(void **state)
{
    static Office o;
    Why w = {{0}};
    o = (Office){.dir = "/tmp/baken-staff-XXXXXX", .mem = arena_new(MB(256))};
    assert_non_null(mkdtemp(o.dir));
    app_hold_signals();
    log_quiet(true);
    password_fast_for_tests(true);
    const AppOptions options = {.dir = o.dir, .store = test_store_empty(o.dir), .no_limits = true};
    assert_ok(app_open(&options, tables, COUNT(tables), &o.app, &w));
    assert_ok(app_write(o.app, fill, &o, &w));
    all_sign_in(&o);
    assert_ok(db_open(test_store_empty(o.dir), DB_READ, &o.db, &w));
    port = 0;
    assert_int_equal(pthread_create(&server, NULL, serve, &o), 0);
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    assert_true(port > 0);
    *state = &o;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

int office_remove(const char *dir) { return nftw(dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS); }

int office_close(void **state)
{
    Office *o = *state;
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL);
    db_close(o->db);
    app_close(o->app);
    decision_unload();
    directory_forget();
    arena_free(o->mem);
    return office_remove(o->dir);
}

static Str ask(Office *o, const Person *who, const char *method, const char *path, Str body)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    client_send_bytes(fd, str_fmt(o->mem,
                                  "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: baken=%.*s\r\nContent-Length: %zu\r\n"
                                  "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                                  method, path, STR_ARG(who->cookie), body.n));
    client_send_bytes(fd, body);
    Str answer = client_read(o->mem, fd, false, WAIT_MS);
    close(fd);
    return answer;
}

Str get(Office *o, const Person *who, const char *path)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    client_send_bytes(fd, str_fmt(o->mem, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: baken=%.*s\r\n\r\n", path,
                                  STR_ARG(who->cookie)));
    Str answer = client_read(o->mem, fd, false, WAIT_MS);
    close(fd);
    return answer;
}

Str post(Office *o, const Person *who, const char *path, const char *fields)
{
    return ask(o, who, "POST", path, str_fmt(o->mem, "csrf=%.*s&%s", STR_ARG(url_encode(o->mem, who->csrf)), fields));
}

int get_status(Office *o, const Person *who, const char *path) { return response_status(get(o, who, path)); }

int post_status(Office *o, const Person *who, const char *path, const char *fields)
{
    return response_status(post(o, who, path, fields));
}

const char *path_of(Office *o, const char *front, int64_t id, const char *rest)
{
    return str_z(o->mem, str_fmt(o->mem, "%s/%lld%s", front, (long long)id, rest));
}

int64_t logged(Office *o, const char *action)
{
    const LedgerFilter f = {.action = str_c(action), .max = LEDGER_PAGE_MAX};
    LedgerLine *lines;
    size_t n;
    assert_ok(ledger_search(o->db, o->mem, &f, &lines, &n));
    return (int64_t)n;
}
