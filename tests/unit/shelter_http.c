// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Shelter over the wire, the whole program in one process so that the test holds its clock: on a Saturday at 23:40 a
// police officer looks for a place for somebody; a provider refuses, the next says yes; on Monday the care coordinator
// takes over. At each step every page is asked for by everyone: who may know where and who, and nobody else.
#include "commands/backup.h"
#include "commands/routes.h"
#include "decision/decision.h"
#include "directory/directory.h"
#include "http_client.h"
#include "retention/retention.h"
#include "shelter/placing.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include "test_store.h"
#include "unit.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16, IDS_TRIED = 2 };
#define PASSWORD S("een fiets onder de brug")
#define WHERE "Nergenshuizen"   // in the address of the second house
#define WHERE_ELSE "Zoekmaarop" // in that of the first
#define WHO "Wrobelski"

#define PEOPLE(X)                                                                                                      \
    X(police, ORG_police, ROLE_investigator)                                                                           \
    X(care, ORG_care, ROLE_care_coordinator)                                                                           \
    X(north, ORG_shelter, ROLE_shelter_worker)                                                                         \
    X(south, ORG_shelter, ROLE_shelter_worker)                                                                         \
    X(east, ORG_shelter, ROLE_shelter_worker)                                                                          \
    X(town, ORG_municipality, ROLE_focal_point)                                                                        \
    X(chain, ORG_municipality, ROLE_chain_director)                                                                    \
    X(house, ORG_safety_house, ROLE_case_director)                                                                     \
    X(helper, ORG_regular_help, ROLE_helper)                                                                           \
    X(adviser, ORG_expertise, ROLE_adviser)                                                                            \
    X(registrar, ORG_national, ROLE_registrar)                                                                         \
    X(analyst, ORG_national, ROLE_analyst)                                                                             \
    X(rules, ORG_national, ROLE_rules_editor)                                                                          \
    X(privacy, ORG_shelter, ROLE_privacy_officer)                                                                      \
    X(manager, ORG_shelter, ROLE_org_admin)                                                                            \
    X(admin, ORG_platform, ROLE_administrator)                                                                         \
    X(officer, ORG_platform, ROLE_privacy_officer)
enum {
#define X(name, kind, role) P_##name,
    PEOPLE(X)
#undef X
        P_nobody,
    P_COUNT
};
#define BIT(who) (1u << P_##who)

typedef struct Person {
    const char *name;
    OrgKind kind;
    Role role;
    OrgId org;
    Str cookie, csrf;
} Person;
typedef struct Place {
    Arena *mem;
    char dir[64];
    App *app;
    Db *db;
    pthread_t server;
    Time now;
    Person people[P_COUNT];
} Place;

// Saturday 28 March 2026, 23:40 in Amsterdam; in this night the clock goes forward.
static const Time SATURDAY = SECONDS(1774737600);
static const unsigned char totp[TOTP_SECRET_SIZE] = {1, 2, 3};
static Place *p;
static _Atomic int port;

// ---- the platform ---------------------------------------------------------------------------------------------------

static void ready(int at) { port = at; }

static void *serve(void *arg)
{
    (void)arg;
    Why w = {{0}};
    const AppOptions o = {.host = "127.0.0.1"};
    if (app_serve(p->app, &o, ready, &w) != OK) abort();
    return NULL;
}

static Err make_people(App *app, Db *db, Arena *mem, void *arg)
{
    (void)arg;
    Why w;
    for (int i = 0; i < P_nobody; i++) {
        Person *x = &p->people[i];
        AccountId account;
        CLEANUP(keypair_wipe) KeyPair pair = {0};
        TRY(org_create(db, mem, x->kind, str_fmt(mem, "Huis %s", x->name), &x->org, &pair, &w));
        if (i == P_care || i == P_chain) TRY(org_area_add(db, x->org, SCOPE_region, S("VR17")));
        TRY(account_create(db, mem, x->org, ROLE_BIT(x->role), str_fmt(mem, "%s.proef", x->name), str_c(x->name),
                           PASSWORD, totp, &pair.secret, p->now, &account, &w));
    }
    return app_log(app, db, &(Entry){.action = S("account.create"), .object = S("system")});
}

static Err sign_in(App *app, Db *db, Arena *mem, void *arg)
{
    Person *x = arg;
    Login *login;
    Why w;
    Str cookie;
    AccountId account;
    Actor actor;
    bool touch;
    Str name = str_fmt(mem, "%s.proef", x->name);
    TRY(login_prepare(mem, db, name, PASSWORD, totp_code(mem, totp, p->now), p->now, &login));
    TRY(login_write(db, login, p->now, &cookie, &account, &w));
    TRY(session_actor(p->mem, db, cookie, p->now, &actor, &x->csrf, &touch));
    x->cookie = str_dup(p->mem, cookie);
    return app_log(app, db, &(Entry){.action = S("test.sign_in")});
}

// Sessions end sooner than the story: after each jump everyone signs in again.
static void at(Time moment)
{
    Why w = {{0}};
    p->now = moment;
    clock_set(moment);
    for (int i = 0; i < P_nobody; i++) {
        Err e = app_write(p->app, sign_in, &p->people[i], &w);
        if (e != OK) print_error("%s: %s\n", p->people[i].name, w.text);
        assert_ok(e);
    }
}

static int setup(void **state)
{
    (void)state;
    p = calloc(1, sizeof *p);
    p->mem = arena_new(MB(1024));
    static const Person people[] = {
#define X(n, k, r) {.name = #n, .kind = k, .role = r},
        PEOPLE(X)
#undef X
    };
    memcpy(p->people, people, sizeof people);
    p->people[P_nobody].name = "nobody";
    p->now = SATURDAY - DAYS(1);
    clock_set(p->now);
    memcpy(p->dir, "/tmp/baken-shelter-XXXXXX", sizeof "/tmp/baken-shelter-XXXXXX");
    if (crypt_start() != OK || !mkdtemp(p->dir)) return -1;
    password_fast_for_tests(true);
    log_quiet(true);
    app_hold_signals();
    Why w = {{0}};
    const char *store = test_store_empty(p->dir);
    const AppOptions o = {.dir = p->dir, .store = store, .no_limits = true};
    if (app_open(&o, route_tables, route_table_count, &p->app, &w) != OK || app_prepare(p->app, &w) != OK ||
        app_write(p->app, make_people, NULL, &w) != OK || db_open(store, DB_READ, &p->db, &w) != OK ||
        pthread_create(&p->server, NULL, serve, NULL) != 0) {
        print_error("%s\n", w.text);
        return -1;
    }
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    return port > 0 ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    kill(getpid(), SIGTERM);
    pthread_join(p->server, NULL);
    db_close(p->db);
    app_close(p->app);
    decision_unload();
    directory_forget();
    clock_set(0);
    int bad = nftw(p->dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    arena_free(p->mem);
    free(p);
    return bad;
}

// ---- a browser without a screen -------------------------------------------------------------------------------------

static Str ask(int fd, Arena *mem, int who, const char *method, Str path, Str body)
{
    Str cookie = p->people[who].cookie;
    client_send_bytes(fd, str_fmt(mem,
                                  "%s %.*s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\n%s%.*s\r\n"
                                  "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                                  method, STR_ARG(path), body.n,
                                  cookie.n ? "Cookie: baken=" : "X-None: ", STR_ARG(cookie)));
    client_send_bytes(fd, body);
    return client_read(mem, fd, false, WAIT_MS);
}

static Str once(int who, const char *method, const char *path, Str body)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    Str answer = ask(fd, p->mem, who, method, str_c(path), body);
    close(fd);
    return answer;
}

static Str get(int who, const char *path) { return once(who, "GET", path, STR_NONE); }

static Str post(int who, const char *path, const char *fields)
{
    Str csrf = url_encode(p->mem, p->people[who].csrf);
    return once(who, "POST", path, str_fmt(p->mem, "csrf=%.*s&%s", STR_ARG(csrf), fields));
}

#define assert_status(answer, code)                                                                                    \
    do {                                                                                                               \
        Str answer_ = (answer);                                                                                        \
        if (response_status(answer_) != (code)) print_error("%.*s\n", STR_ARG(str_head(answer_, 6000)));               \
        assert_int_equal(response_status(answer_), (code));                                                            \
    } while (0)
#define assert_has(answer, words) assert_true(str_has((answer), S(words)))

// The path it leads to, with something behind it.
static const char *led_to(Str answer, const char *rest)
{
    assert_status(answer, 303);
    return str_z(p->mem, str_fmt(p->mem, "%.*s%s", STR_ARG(response_header(answer, "Location")), rest));
}

// ---- every page, for everyone ---------------------------------------------------------------------------------------

static Str filled(Arena *mem, const char *path, int id)
{
    Buf b = buf_new(mem, KB(1));
    for (const char *c = path; *c;) {
        if (*c != ':') {
            buf_char(&b, *c++);
            continue;
        }
        // A file that is given out has a name.
        if (strncmp(c, ":cijfers", sizeof ":cijfers" - 1) == 0) buf_fmt(&b, "opvang.%s", id == 1 ? "json" : "csv");
        else buf_fmt(&b, "%d", id);
        while (*c && *c != '/') c++;
    }
    return buf_str(&b);
}

static const char *const secrets[] = {WHERE, WHERE_ELSE, WHO};

static void look(int *fd, Arena *mem, int who, Str path, unsigned seen[COUNT(secrets)])
{
    arena_reset(mem);
    Str answer = ask(*fd, mem, who, "GET", path, STR_NONE);
    if (answer.n == 0 || response_status(answer) >= 500)
        fail_msg("%s %.*s: %.*s", p->people[who].name, STR_ARG(path), STR_ARG(str_head(answer, 200)));
    for (size_t i = 0; i < COUNT(secrets); i++)
        if (str_has(answer, str_c(secrets[i]))) seen[i] |= 1u << who;
    if (!str_has(response_header(answer, "Connection"), S("close"))) return;
    close(*fd);
    *fd = client_connect(port);
}

// Who finds a secret on a page, in a list, in the API or in a file that is given out. Public doors are the same for
// all.
static void look_everywhere(unsigned seen[COUNT(secrets)])
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(16)), *paths = arena_new(KB(64));
    for (int who = 0; who < P_COUNT; who++) {
        int fd = client_connect(port);
        for (size_t t = 0; t < route_table_count; t++)
            for (const Route *r = route_tables[t]; r->path; r++) {
                if (r->method != M_GET || (r->action == ACT_public && who != P_nobody)) continue;
                for (int id = 1; id <= (strchr(r->path, ':') ? IDS_TRIED : 1); id++) {
                    arena_reset(paths);
                    look(&fd, mem, who, filled(paths, r->path, id), seen);
                }
            }
        close(fd);
    }
}

static void assert_seen(unsigned where, unsigned where_else, unsigned who_it_is)
{
    const unsigned right[COUNT(secrets)] = {where, where_else, who_it_is};
    unsigned seen[COUNT(secrets)] = {0};
    look_everywhere(seen);
    for (size_t i = 0; i < COUNT(secrets); i++) {
        for (int who = 0; who < P_COUNT; who++)
            if ((seen[i] ^ right[i]) >> who & 1)
                print_error("%s %s %s\n", p->people[who].name, seen[i] >> who & 1 ? "sees" : "does not see",
                            secrets[i]);
        assert_int_equal(seen[i], right[i]);
    }
}

// ---- supply ---------------------------------------------------------------------------------------------------------

static const char *new_house(int who, const char *name, const char *region, const char *address)
{
    const char *fields = str_z(p->mem, str_fmt(p->mem,
                                               "naam=%s&soort=mixed&regio=%s&opname=always&team=times&team-week="
                                               "08:00-22:00&adres=%s",
                                               name, region, address));
    return led_to(post(who, "/opvang/plekken/nieuw", fields), "");
}

#define UNIT_FIELDS                                                                                                    \
    "naam=Crisisplekken&soort=crisis&geslacht=man&geslacht=woman&geslacht-overleg=other&vorm=labour&vorm=sexual"       \
    "&verblijf=eu&verblijf=dutch&betaalt=none&betaalt=wmo&talen=nl&talen=pl&plaatsen=police"                           \
    "&plaatsen=care_coordinator&bemiddelen=national&vanaf=18&tot=99&kinderen=0&dagen=14&beveiliging=2&mensenhandel=1"

static const char *new_unit(int who, const char *house)
{
    const char *path = str_z(p->mem, str_fmt(p->mem, "%s/nieuw", house));
    return led_to(post(who, path, UNIT_FIELDS "&plekken=2"), "");
}

static const char *below(const char *path, const char *rest)
{
    return str_z(p->mem, str_fmt(p->mem, "%s%s", path, rest));
}

// A fault is said in words beside what was typed; another provider finds nothing.
static void a_provider_keeps_its_places(void **state)
{
    (void)state;
    at(SATURDAY - HOURS(20));
    Str fault = post(P_north, "/opvang/plekken/nieuw",
                     "naam=Huis+Eik&soort=mixed&regio=VR01&opname=times&opname-week=vroeg&adres=Laan+1");
    assert_status(fault, 422);
    assert_has(fault, "Schrijf tijden als 09:00-17:00");
    assert_has(fault, "value=\"vroeg\"");
    assert_has(fault, "Laan 1</textarea>");
    const char *oak = new_house(P_north, "Huis+Eik", "VR01", WHERE_ELSE "+1");
    const char *lime = new_house(P_south, "Huis+Linde", "VR22", WHERE "+2");
    Str page = get(P_north, oak);
    assert_status(page, 200);
    assert_has(page, "versleuteld bewaard");
    assert_false(str_has(page, S(WHERE_ELSE)));
    assert_has(get(P_north, below(oak, "/wijzigen")), WHERE_ELSE);

    fault = post(P_north, below(oak, "/nieuw"), UNIT_FIELDS "&plekken=2&geslacht-overleg=man");
    assert_status(fault, 422);
    assert_has(fault, "Kies per kenmerk");
    assert_has(fault, "value=\"Crisisplekken\"");
    const char *unit = new_unit(P_north, oak);
    (void)new_unit(P_south, lime);
    assert_has(get(P_north, unit), "<strong>2 van 2 vrij</strong>");
    assert_status(post(P_north, below(unit, "/vrij"), "vrij=1"), 303);
    assert_has(get(P_north, unit), "<strong>1 van 2 vrij</strong>");
    assert_status(post(P_north, below(unit, "/vrij"), "vrij=3"), 422);
    assert_status(post(P_north, below(unit, "/aantal"), "plekken=0"), 422);
    assert_status(post(P_north, below(unit, "/aantal"), "plekken=3"), 303);
    assert_has(get(P_north, unit), "<strong>2 van 3 vrij</strong>");
    static const char *const others[] = {"", "/wijzigen"};
    static const char *const writes[] = {"/wijzigen", "/vrij", "/aantal",      "/sluiten",
                                         "/openen",   "/link", "/link/stoppen"};
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_status(get(P_south, below(unit, others[i])), 404);
        assert_status(get(P_south, below(oak, others[i])), 404);
    }
    for (size_t i = 0; i < COUNT(writes); i++)
        assert_status(post(P_south, below(unit, writes[i]), UNIT_FIELDS "&vrij=0&plekken=1"), 404);
    assert_status(post(P_south, below(oak, "/nieuw"), UNIT_FIELDS "&plekken=2"), 404);
    assert_status(post(P_police, below(unit, "/vrij"), "vrij=0"), 403);
    assert_has(get(P_north, unit), "<strong>2 van 3 vrij</strong>");
    assert_status(post(P_north, below(oak, "/sluiten"), ""), 303);
    assert_has(get(P_north, oak), "gesloten");
    assert_status(post(P_north, below(oak, "/openen"), ""), 303);
}

static Str link_of(const char *unit)
{
    Str page = get(P_north, unit), mark = S("127.0.0.1/plekken/");
    for (size_t i = 0; i + mark.n < page.n; i++) {
        if (!str_starts((Str){page.p + i, page.n - i}, mark)) continue;
        Str rest = {page.p + i + mark.n, page.n - i - mark.n}, token = str_cut(&rest, '<');
        return str_fmt(p->mem, "/plekken/%.*s", STR_ARG(token));
    }
    return STR_NONE;
}

// Without an account: the name of the places and how many are free, nothing else; until it ends or is replaced.
static void a_link_says_how_many_are_free(void **state)
{
    (void)state;
    const char *unit = "/opvang/plekken/groepen/1";
    at(SATURDAY - HOURS(19));
    assert_int_equal(link_of(unit).n, 0);
    assert_status(post(P_north, below(unit, "/link"), ""), 303);
    const char *link = str_z(p->mem, link_of(unit));
    Str page = get(P_nobody, link);
    assert_status(page, 200);
    assert_has(page, "Crisisplekken");
    assert_false(str_has(page, S("Huis Eik")));
    assert_false(str_has(page, S("Groningen")));
    assert_false(str_has(page, S(WHERE_ELSE)));
    Str wrong = once(P_nobody, "POST", link, S("vrij=9"));
    assert_status(wrong, 422);
    assert_has(wrong, "value=\"9\"");
    assert_has(once(P_nobody, "GET", led_to(once(P_nobody, "POST", link, S("vrij=3")), ""), STR_NONE), "Bedankt");
    page = get(P_north, unit);
    assert_has(page, "<strong>3 van 3 vrij</strong>");
    assert_has(page, "met de link");
    assert_status(get(P_nobody, below(link, "0")), 404);
    assert_status(get(P_nobody, "/plekken/1-99999999999-00"), 404);
    at(SATURDAY - HOURS(18));
    assert_status(post(P_north, below(unit, "/link"), ""), 303);
    assert_status(get(P_nobody, link), 404);
    assert_status(once(P_nobody, "POST", link, S("vrij=0")), 404);
    link = str_z(p->mem, link_of(unit));
    assert_status(get(P_nobody, link), 200);
    assert_status(post(P_north, below(unit, "/link/stoppen"), ""), 303);
    assert_status(get(P_nobody, link), 404);
    assert_has(get(P_north, unit), "<strong>3 van 3 vrij</strong>");
}

// ---- from Saturday to Monday ----------------------------------------------------------------------------------------

static int64_t last_ask(int64_t request)
{
    AskByIdRow *rows;
    size_t n;
    assert_ok(q_ask_of_request(p->db, p->mem, request, &rows, &n));
    assert_true(n > 0);
    return rows[n - 1].id;
}

static const char *ask_path(int64_t ask, const char *rest)
{
    return str_z(p->mem, str_fmt(p->mem, "/opvang/vragen/%lld%s", (long long)ask, rest));
}

// A request of the police; the first house refuses, the second says yes. Where and who: step by step.
static const char *until_yes(const char *request)
{
    Str page = get(P_police, request);
    assert_status(page, 200);
    assert_has(get(P_police, "/opvang"), "30 maart 2026, 12.40 uur"); // 36 hours, by a clock that went forward
    assert_has(page, "Huis Eik");
    assert_has(page, "Huis Linde");
    assert_status(post(P_police, below(request, "/vragen"), "plek=1&vasthouden=1"), 303);
    int64_t first = last_ask(1);
    page = get(P_north, ask_path(first, ""));
    assert_status(page, 200);
    assert_has(page, "Pools");
    assert_has(page, "nog 36 uur"); // the same clock for everybody
    assert_false(str_has(page, S(WHO)));
    assert_status(get(P_south, ask_path(first, "")), 404);
    assert_status(post(P_south, ask_path(first, "/ja"), ""), 404);
    assert_status(post(P_north, ask_path(first, "/nee"), "reden=staffing&toelichting=Vannacht+niet"), 303);
    page = get(P_police, request);
    assert_has(page, "te weinig personeel op dit moment");
    assert_has(page, "Vannacht niet");
    page = get(P_north, ask_path(first, "")); // its own answer, and nothing of the question
    assert_has(page, "Vannacht niet");
    assert_false(str_has(page, S("Is moe")) || str_has(page, S("Pools")));
    assert_status(post(P_police, below(request, "/vragen"), "plek=2&vasthouden=1"), 303);
    assert_seen(BIT(south), BIT(north), 0);
    return led_to(post(P_south, ask_path(last_ask(1), "/ja"), "antwoord=Bel+aan"), "");
}

static void from_saturday_night_to_monday(void **state)
{
    (void)state;
    at(SATURDAY);
    Str made = post(P_police, "/opvang/nieuw",
                    "soort=crisis&geslacht=man&leeftijd=34&kinderen=0&vorm=labour&verblijf=eu&talen=pl&regio=VR17"
                    "&niet=VR17&beveiliging=1&dagen=3&betaalt=none&woorden=Is+moe&persoon=Tadeusz+" WHO "&overnemen=1");
    const char *request = led_to(made, "");
    assert_string_equal(request, "/opvang/1");
    assert_status(get(P_town, request), 404);
    assert_status(get(P_east, request), 403);
    const char *stay = until_yes(request);

    // Agreed, not confirmed: who asked and who may take over know where; the provider does not know who.
    assert_seen(BIT(south) | BIT(police) | BIT(care), BIT(north), 0);
    assert_status(post(P_south, below(stay, "/persoon"), "reden=Opname+van+vannacht"), 403);
    assert_status(post(P_south, below(stay, "/bevestigen"), ""), 403);
    assert_status(post(P_north, below(stay, "/aangekomen"), ""), 404);
    assert_status(post(P_police, below(stay, "/bevestigen"), "afspraken=Wij+brengen+hem"), 303);
    assert_false(str_has(get(P_south, stay), S(WHO))); // shared, and opened by nobody
    Str fault = post(P_south, below(stay, "/persoon"), "reden=kort");
    assert_status(fault, 422);
    assert_has(fault, "value=\"kort\"");
    assert_status(post(P_south, below(stay, "/persoon"), "reden=Opname+van+vannacht"), 303);
    assert_seen(BIT(south) | BIT(police) | BIT(care), BIT(north), BIT(south));
    assert_status(post(P_south, below(stay, "/aangekomen"), ""), 303);

    // Monday: the care coordinator takes over. Who handed over follows it, and no longer knows where.
    at(SATURDAY + HOURS(33));
    assert_has(get(P_care, "/opvang?deel=over"), "aangekomen");
    assert_status(post(P_care, below(request, "/overnemen"), ""), 303);
    assert_seen(BIT(south) | BIT(care), BIT(north), 0); // and opening who it is was for some hours
    assert_status(get(P_police, request), 200);
    // The country sees the refusal, and why.
    Str picture = get(P_registrar, "/opvang/beeld"), refusal = S("nee: te weinig personeel op dit moment</th>");
    assert_true(str_has(picture, refusal));
    while (!str_starts(picture, refusal)) picture = (Str){picture.p + 1, picture.n - 1};
    while (!str_starts(picture, S("<td"))) picture = (Str){picture.p + 1, picture.n - 1};
    assert_has(str_head(picture, 60), ">1</td>");
    assert_has(get(P_police, "/opvang?deel=handed"), "href=\"/opvang/1\"");
    assert_status(post(P_police, below(stay, "/einde"), "uitkomst=home"), 404);
    assert_status(post(P_care, below(stay, "/verlengen"), "dag=gisteren"), 422);
    assert_status(post(P_care, below(stay, "/verlengen"), "dag=2026-03-29"), 422); // not later than agreed
    assert_status(post(P_care, below(stay, "/verlengen"), "dag=2026-04-09"), 303);
    assert_has(get(P_care, stay), "april 2026");
    assert_status(post(P_care, below(stay, "/einde"), "uitkomst=home"), 303);
    assert_seen(BIT(south), BIT(north), 0); // nobody stays there any more
}

// ---- afterwards -----------------------------------------------------------------------------------------------------

static const char *in(const char *name) { return str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, name)); }

static void back_up(const char *name, const char **ret_data, const char **ret_keys)
{
    Why w = {{0}};
    BackupCount count;
    assert_ok(file_write(in("key"), 0600, str_fmt(p->mem, "%064d\n", 7), &w));
    const BackupCall call = {.dir = p->dir,
                             .store = p->app->store,
                             .to = in(name),
                             .keys_to = in(name),
                             .key = {NULL, in("key")},
                             .now = p->now};
    Err e = backup_make(&call, p->mem, ret_data, ret_keys, &count, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
}

// Old data with these keys, in a store of its own: who holds a key to what.
static Db *put_back(const char *data, const char *keys, const char *name, int64_t *ret_erased)
{
    Why w = {{0}};
    BackupCount count;
    Db *db = NULL;
    const BackupKey key = {NULL, in("key")};
    Err e = backup_restore(data, keys, &key, in(name), NULL, NULL, &count, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    assert_ok(db_open(str_z(p->mem, str_fmt(p->mem, "%s/baken.db", in(name))), DB_WRITE, &db, &w));
    *ret_erased = count.erased;
    return db;
}

static size_t holders(Db *db, const char *kind, int64_t id, int who)
{
    OrgId *orgs;
    Str *names;
    size_t n, found = 0;
    assert_ok(record_holders(db, p->mem, kind, id, &orgs, &names, &n));
    for (size_t i = 0; i < n; i++) found += who == P_nobody || orgs[i].v == p->people[who].org.v;
    return found;
}

// Neither an address nor a name stands readable in a store, nor in what was put back from a backup.
static void assert_sealed(const char *name)
{
    static const char *const files[] = {"baken.db", "baken.db-wal"};
    for (size_t i = 0; i < COUNT(files); i++) {
        CLEANUP(arena_freep) Arena *mem = arena_new(MB(64));
        const char *path = str_z(mem, str_fmt(mem, "%s/%s", in(name), files[i]));
        Str all = STR_NONE;
        Err e = file_read(mem, path, MB(32), &all, NULL);
        assert_true(e == OK || e == E_NOTFOUND); // PostgreSQL has no such file
        for (size_t k = 0; k < COUNT(secrets); k++) assert_false(str_has(all, str_c(secrets[k])));
    }
}

// Three months after the stay the provider reads no more of it; after two years nobody does, from no backup either.
static void afterwards(void **state)
{
    (void)state;
    const char *data, *keys, *new_data, *new_keys;
    int64_t erased;
    RetentionRun run;
    Why w = {{0}};
    Request r;
    assert_int_equal(holders(p->db, "placement_person", 1, P_south), 1);
    assert_int_equal(holders(p->db, "facility", 2, P_nobody), 1); // its provider alone
    back_up("before", &data, &keys);
    at(SATURDAY + DAYS(60));
    assert_has(get(P_south, "/opvang/verblijven/1"), "persoon-reden");
    at(SATURDAY + DAYS(100));
    assert_ok(retention_run(p->app, p->now, &run, &w));
    assert_int_equal(run.erased, 1);
    assert_int_equal(holders(p->db, "placement_person", 1, P_south), 0);
    assert_has(get(P_south, "/opvang/verblijven/1"), "gewist");
    assert_status(get(P_south, "/opvang/1"), 403);
    assert_false(str_has(get(P_south, ask_path(2, "")), S("Pools")));
    assert_has(get(P_care, "/opvang/verblijven/1"), "persoon-reden"); // whose request it is
    back_up("middle", &new_data, &new_keys);
    Db *db = put_back(data, new_keys, "then", &erased);
    assert_int_equal(erased, 1);
    assert_int_equal(holders(db, "placement_person", 1, P_south), 0);
    assert_int_equal(holders(db, "placement_person", 1, P_care), 1);
    db_close(db);
    assert_sealed("then");
    at(SATURDAY + DAYS(760));
    assert_ok(retention_run(p->app, p->now, &run, &w));
    assert_int_equal(run.erased, 1);
    assert_has(get(P_care, "/opvang/1"), "gewist");
    assert_false(str_has(get(P_care, "/opvang?deel=ended"), S("/opvang/1\"")));
    back_up("after", &new_data, &new_keys);
    db = put_back(data, new_keys, "later", &erased);
    assert_int_equal(erased, 1); // the request, and with it the stay
    static const char *const kinds[] = {"placement", "placement_person"};
    for (size_t i = 0; i < COUNT(kinds); i++) assert_int_equal(holders(db, kinds[i], 1, P_nobody), 0);
    for (int64_t ask = 1; ask <= 2; ask++) assert_int_equal(holders(db, "placement_ask", ask, P_nobody), 0);
    assert_ok(q_request_by_id(db, p->mem, 1, &r));
    assert_true(r.erased_at > 0 && r.sealed_person.n == 0 && r.sealed_words.n == 0);
    assert_str(r.sex, "man"); // still counted
    db_close(db);
    assert_sealed("later");
    assert_sealed("");
    assert_seen(BIT(south), BIT(north), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_provider_keeps_its_places),
                                       cmocka_unit_test(a_link_says_how_many_are_free),
                                       cmocka_unit_test(from_saturday_night_to_monday), cmocka_unit_test(afterwards)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
