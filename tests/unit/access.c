// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "access/access.h"
#include "sys/file.h"
#include "unit.h"
#include "test_store.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A municipality with one focal point, and a care organisation with nobody; a fresh store for each test.
typedef struct Place {
    Arena *mem;
    char dir[64];
    const char *path;
    Db *db;
    OrgId town, care;
    KeyPair town_key, care_key;
    AccountId account;
    unsigned char totp[TOTP_SECRET_SIZE];
} Place;

static const Time NOW = SECONDS(1790000010); // ten seconds into a TOTP step
#define PASSWORD S("fiets onder de oude brug")
#define USERNAME S("j.devries")

static Place *place;

static int setup(void **state)
{
    (void)state;
    Place *p = place = calloc(1, sizeof *p);
    p->mem = arena_new(MB(4));
    memcpy(p->dir, "/tmp/baken-access-XXXXXX", sizeof "/tmp/baken-access-XXXXXX");
    Why w = {{0}};
    if (crypt_start() != OK || !mkdtemp(p->dir)) return -1;
    password_fast_for_tests(true);
    p->path = test_store(p->dir);
    random_bytes(p->totp, sizeof p->totp);
    if (db_open(p->path, DB_WRITE, &p->db, &w) != OK || db_migrate(p->db, &w) != OK ||
        org_create(p->db, p->mem, ORG_municipality, S("Gemeente Voorbeeld"), &p->town, &p->town_key, &w) != OK ||
        org_create(p->db, p->mem, ORG_care, S("Zorg Voorbeeld"), &p->care, &p->care_key, &w) != OK ||
        account_create(p->db, p->mem, p->town, ROLE_BIT(ROLE_focal_point), USERNAME, S("J. de Vries"), PASSWORD,
                       p->totp, &p->town_key.secret, NOW - DAYS(30), &p->account, &w) != OK) {
        print_error("%s\n", w.text);
        return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(place->db);
    static const char *const files[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(files); i++)
        unlink(str_z(place->mem, str_fmt(place->mem, "%s/%s", place->dir, files[i])));
    int bad = rmdir(place->dir);
    arena_free(place->mem);
    free(place);
    return bad;
}

typedef struct Outcome {
    Err e;
    Str cookie;
    AccountId account;
    Why why;
} Outcome;

static Outcome login(Str username, Str password, Str code, Time now)
{
    Outcome o = {0};
    Login *l;
    assert_ok(login_prepare(place->mem, place->db, username, password, code, now, &l));
    o.e = login_write(place->db, l, now, &o.cookie, &o.account, &o.why);
    return o;
}

static Str code_at(Time now) { return totp_code(place->mem, place->totp, now); }

static Err actor_of(Str cookie, Time now, Actor *ret_actor)
{
    Str csrf;
    bool touch;
    return session_actor(place->mem, place->db, cookie, now, ret_actor, &csrf, &touch);
}

static Actor signed_in(Time now)
{
    Outcome o = login(USERNAME, PASSWORD, code_at(now), now);
    assert_ok(o.e);
    Actor a;
    assert_ok(actor_of(o.cookie, now, &a));
    return a;
}

// ---- signing in ----

static void login_happy(void **state)
{
    (void)state;
    Outcome o = login(S(" J.deVries "), PASSWORD, code_at(NOW), NOW); // capitals and spaces of a telephone keyboard
    assert_ok(o.e);
    assert_int_equal(o.account.v, place->account.v);
    Actor a;
    Str csrf, csrf2;
    bool touch = true;
    assert_ok(session_actor(place->mem, place->db, o.cookie, NOW, &a, &csrf, &touch));
    assert_false(touch);
    assert_int_equal(a.account.v, place->account.v);
    assert_int_equal(a.org.v, place->town.v);
    assert_int_equal(a.org_kind, ORG_municipality);
    assert_true(has_role(&a, ROLE_focal_point));
    assert_false(has_role(&a, ROLE_org_admin));
    assert_str(a.name, "J. de Vries");
    assert_str(a.org_name, "Gemeente Voorbeeld");
    assert_true(a.has_group);
    assert_true(bytes_equal(&a.group, &place->town_key, sizeof a.group));
    assert_int_equal(csrf.n, 43);
    assert_false(str_eq(csrf, o.cookie));
    assert_ok(session_actor(place->mem, place->db, o.cookie, NOW + MINUTES(2), &a, &csrf2, &touch));
    assert_true(touch);
    assert_true(str_eq(csrf, csrf2));
    Account account;
    assert_ok(account_get(place->db, place->mem, place->account, &account));
    assert_int_equal(account.seen_at, NOW);
    actor_wipe(&a);
    assert_int_equal(a.account.v, 0);
    KeyPair zero = {0};
    assert_true(bytes_equal(&a.group, &zero, sizeof zero));
}

static void login_says_nothing(void **state)
{
    (void)state;
    Str good = code_at(NOW), bad = str_eq(good, S("123456")) ? S("654321") : S("123456");
    Outcome o[] = {login(S("niemand"), PASSWORD, good, NOW), login(USERNAME, S("iets heel anders"), good, NOW),
                   login(USERNAME, PASSWORD, bad, NOW), login(USERNAME, STR_NONE, STR_NONE, NOW),
                   login(STR_NONE, STR_NONE, STR_NONE, NOW)};
    for (size_t i = 0; i < COUNT(o); i++) {
        assert_int_equal(o[i].e, E_DENIED);
        assert_str(str_c(o[i].why.text), o[0].why.text);
        assert_int_equal(o[i].cookie.n, 0);
        assert_int_equal(o[i].account.v, 0);
    }
    char *long_one = arena_alloc(place->mem, 5000);
    memset(long_one, 'x', 5000);
    assert_int_equal(login(USERNAME, (Str){long_one, 5000}, good, NOW).e, E_DENIED);
}

static void login_replay(void **state)
{
    (void)state;
    Str code = code_at(NOW);
    assert_ok(login(USERNAME, PASSWORD, code, NOW).e);
    assert_int_equal(login(USERNAME, PASSWORD, code, NOW).e, E_DENIED); // over someone's shoulder
    assert_int_equal(login(USERNAME, PASSWORD, code_at(NOW - SECONDS(30)), NOW).e, E_DENIED); // older than the last
    assert_ok(login(USERNAME, PASSWORD, code_at(NOW + SECONDS(30)), NOW + SECONDS(30)).e);
}

static void login_waits(void **state)
{
    (void)state;
    // a name that exists and one that doesn't are treated the same
    const Str names[] = {USERNAME, S("niemand")};
    for (size_t i = 0; i < COUNT(names); i++) {
        for (int k = 1; k < LOGIN_TRIES; k++)
            assert_int_equal(login(names[i], S("fout"), S("000000"), NOW).e, E_DENIED);
        Outcome o = login(names[i], S("fout"), S("000000"), NOW);
        assert_int_equal(o.e, E_RATE);
        assert_true(str_has(str_c(o.why.text), S("kwartier")));
    }
    // also with the right password, and not a moment too early
    assert_int_equal(login(USERNAME, PASSWORD, code_at(NOW), NOW + SECONDS(1)).e, E_RATE);
    Time after = NOW + MINUTES(15);
    assert_int_equal(login(USERNAME, PASSWORD, code_at(after - 1), after - 1).e, E_RATE);
    // the next failure doubles
    Outcome o = login(USERNAME, S("fout"), S("000000"), after);
    assert_int_equal(o.e, E_RATE);
    assert_true(str_has(str_c(o.why.text), S("half uur")));
    after += MINUTES(30);
    assert_ok(login(USERNAME, PASSWORD, code_at(after), after).e);
    // and success forgets
    assert_int_equal(login(USERNAME, S("fout"), S("000000"), after).e, E_DENIED);
    // never longer than some hours
    Time t = after + DAYS(2);
    for (int k = 0; k < 30; k++) {
        Outcome last = login(USERNAME, S("fout"), S("000000"), t);
        if (k >= LOGIN_TRIES) assert_int_equal(last.e, E_RATE);
        t += HOURS(LOGIN_WAIT_HOURS);
    }
    assert_ok(login(USERNAME, PASSWORD, code_at(t), t).e);
}

static void password_changed_meanwhile(void **state)
{
    (void)state;
    Login *l;
    assert_ok(login_prepare(place->mem, place->db, USERNAME, PASSWORD, code_at(NOW), NOW, &l));
    Invite invite;
    Enrolment *e;
    Why w = {{0}};
    AccountId id;
    unsigned char totp[TOTP_SECRET_SIZE] = {9};
    assert_ok(invite_reset(place->db, place->mem, place->account, &place->town_key.secret, place->account, NOW,
                           &invite, &w));
    assert_ok(enrol_prepare(place->mem, place->db, invite.token, S("een ander goed wachtwoord"), totp,
                            totp_code(place->mem, totp, NOW - SECONDS(30)), NOW, &e, &w));
    assert_ok(enrol_store(place->db, e, NOW, &id, &w));
    Str cookie;
    assert_int_equal(login_write(place->db, l, NOW, &cookie, &id, &w), E_DENIED);
}

static Err change_password(const Actor *who, Str old, Str fresh, Time now)
{
    PasswordChange *c;
    Why w = {{0}};
    TRY(password_change_prepare(place->mem, place->db, who, old, fresh, &c, &w));
    return password_change_write(place->db, c, now, &w);
}

static void own_password(void **state)
{
    (void)state;
    Str fresh = S("regen op een zinken dak");
    Outcome o = login(USERNAME, PASSWORD, code_at(NOW), NOW);
    Actor a, b;
    assert_ok(actor_of(o.cookie, NOW, &a));
    assert_int_equal(change_password(&a, S("fout"), fresh, NOW), E_DENIED);
    assert_int_equal(change_password(&a, PASSWORD, S("kort"), NOW), E_INPUT);
    assert_ok(actor_of(o.cookie, NOW, &b));
    assert_ok(change_password(&a, PASSWORD, fresh, NOW));
    assert_int_equal(actor_of(o.cookie, NOW, &b), E_AUTH);
    Time t = NOW + MINUTES(1);
    assert_int_equal(login(USERNAME, PASSWORD, code_at(t), t).e, E_DENIED);
    o = login(USERNAME, fresh, code_at(t), t);
    assert_ok(o.e);
    assert_ok(actor_of(o.cookie, t, &b));
    assert_true(bytes_equal(&a.own, &b.own, sizeof a.own)); // own notes can still be opened
    // a stolen session does not guess on: the same counter as at the door
    for (int i = 1; i < LOGIN_TRIES; i++) assert_int_equal(change_password(&b, S("fout"), PASSWORD, t), E_DENIED);
    assert_int_equal(change_password(&b, S("fout"), PASSWORD, t), E_RATE);
    assert_int_equal(change_password(&b, fresh, PASSWORD, t), E_RATE);
    t += MINUTES(15);
    assert_ok(change_password(&b, fresh, PASSWORD, t));
}

static void login_account_for_the_ledger(void **state)
{
    (void)state;
    Login *l;
    assert_ok(login_prepare(place->mem, place->db, USERNAME, S("fout"), S("0"), NOW, &l));
    assert_int_equal(login_account(l).v, place->account.v);
    assert_ok(login_prepare(place->mem, place->db, S("niemand"), S("fout"), S("0"), NOW, &l));
    assert_int_equal(login_account(l).v, 0);
}

static void sessions_end(void **state)
{
    (void)state;
    Outcome o = login(USERNAME, PASSWORD, code_at(NOW), NOW);
    Actor a;
    assert_int_equal(actor_of(S("onzin"), NOW, &a), E_AUTH);
    assert_int_equal(actor_of(STR_NONE, NOW, &a), E_AUTH);
    Secret other = secret_random();
    assert_int_equal(actor_of(secret_to_token(place->mem, &other), NOW, &a), E_AUTH);
    // idle
    assert_ok(actor_of(o.cookie, NOW + MINUTES(SESSION_IDLE_MINUTES), &a));
    assert_int_equal(actor_of(o.cookie, NOW + MINUTES(SESSION_IDLE_MINUTES) + 1, &a), E_AUTH);
    // used all day
    Time t = NOW;
    for (; t + MINUTES(20) <= NOW + HOURS(SESSION_HOURS); t += MINUTES(20)) {
        assert_ok(actor_of(o.cookie, t, &a));
        assert_ok(session_touch(place->db, o.cookie, t));
    }
    assert_ok(actor_of(o.cookie, NOW + HOURS(SESSION_HOURS), &a));
    assert_int_equal(actor_of(o.cookie, NOW + HOURS(SESSION_HOURS) + 1, &a), E_AUTH);
    // signed out
    t = NOW + DAYS(1);
    o = login(USERNAME, PASSWORD, code_at(t), t);
    assert_ok(actor_of(o.cookie, t, &a));
    assert_ok(session_end(place->db, o.cookie));
    assert_int_equal(actor_of(o.cookie, t, &a), E_AUTH);
    assert_ok(session_end(place->db, o.cookie)); // twice is fine
    // the organisation closed
    t += MINUTES(1);
    o = login(USERNAME, PASSWORD, code_at(t), t);
    assert_ok(org_set_active(place->db, place->town, false));
    assert_int_equal(actor_of(o.cookie, t, &a), E_AUTH);
    assert_int_equal(login(USERNAME, PASSWORD, code_at(t + MINUTES(1)), t + MINUTES(1)).e, E_DENIED);
    assert_ok(org_set_active(place->db, place->town, true));
    assert_int_equal(actor_of(o.cookie, t, &a), E_AUTH);
}

// ---- invites ----

static Err invite_for(OrgId org, RoleSet roles, Str username, const Secret *group, Invite *ret_invite, Why *w)
{
    return invite_create(place->db, place->mem, org, roles, S("M. Bakker"), username, group, place->account, NOW,
                         ret_invite, w);
}

static void invite_life(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    Invite invite;
    assert_ok(invite_for(p->town, ROLE_BIT(ROLE_focal_point) | ROLE_BIT(ROLE_org_admin), S("M.Bakker"),
                         &p->town_key.secret, &invite, &w));
    assert_int_equal(invite.expires_at, NOW + DAYS(7));
    InviteInfo info, *list;
    size_t n;
    assert_ok(invite_find(p->db, p->mem, invite.token, NOW, &info));
    assert_str(info.username, "m.bakker");
    assert_str(info.org_name, "Gemeente Voorbeeld");
    assert_false(info.reset);
    assert_ok(invite_list(p->db, p->mem, p->town, NOW, &list, &n));
    assert_int_equal(n, 1);
    assert_int_equal(invite_find(p->db, p->mem, invite.token, NOW + DAYS(7), &info), E_NOTFOUND);
    assert_int_equal(invite_find(p->db, p->mem, S("x"), NOW, &info), E_NOTFOUND);
    unsigned char totp[TOTP_SECRET_SIZE] = {1, 2, 3};
    Str good = S("lantaarn langs het kanaal"), code = totp_code(p->mem, totp, NOW);
    Enrolment *e, *late;
    AccountId id;
    assert_int_equal(enrol_prepare(p->mem, p->db, invite.token, S("kort"), totp, code, NOW, &e, &w), E_INPUT);
    Str wrong = str_eq(code, S("000000")) ? S("000001") : S("000000");
    assert_int_equal(enrol_prepare(p->mem, p->db, invite.token, good, totp, wrong, NOW, &e, &w), E_INPUT);
    assert_ok(enrol_prepare(p->mem, p->db, invite.token, good, totp, code, NOW, &e, &w));
    assert_ok(enrol_prepare(p->mem, p->db, invite.token, good, totp, code, NOW, &late, &w));
    assert_ok(enrol_store(p->db, e, NOW, &id, &w));
    assert_int_equal(enrol_store(p->db, late, NOW, &id, &w), E_NOTFOUND); // the button pressed twice
    assert_int_equal(invite_find(p->db, p->mem, invite.token, NOW, &info), E_NOTFOUND);
    assert_int_equal(login(S("m.bakker"), good, code, NOW).e, E_DENIED); // the code of the form counts as used
    Outcome o = login(S("m.bakker"), good, totp_code(p->mem, totp, NOW + SECONDS(30)), NOW + SECONDS(30));
    assert_ok(o.e);
    Actor a;
    assert_ok(actor_of(o.cookie, NOW + SECONDS(30), &a));
    assert_true(bytes_equal(&a.group, &p->town_key, sizeof a.group));
    assert_true(has_role(&a, ROLE_org_admin));
    Account *accounts;
    assert_ok(account_list(p->db, p->mem, p->town, &accounts, &n));
    assert_int_equal(n, 2);
    assert_str(accounts[1].display_name, "M. Bakker");
    assert_true(accounts[1].active && accounts[1].has_key);
    Str name;
    assert_ok(account_name(p->db, p->mem, id, &name));
    assert_str(name, "M. Bakker");
    assert_ok(account_name(p->db, p->mem, (AccountId){999}, &name));
    assert_str(name, "onbekend");
    assert_ok(account_name(p->db, p->mem, (AccountId){0}, &name));
    assert_str(name, "");
}

static void invite_refusals(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    Invite i, second;
    const RoleSet fp = ROLE_BIT(ROLE_focal_point);
    assert_int_equal(invite_for(p->town, fp, USERNAME, &p->town_key.secret, &i, &w), E_CONFLICT);
    assert_int_equal(invite_for(p->town, 0, S("nieuw"), &p->town_key.secret, &i, &w), E_INPUT);
    assert_int_equal(invite_for(p->town, ROLE_BIT(ROLE_administrator), S("nieuw"), &p->town_key.secret, &i, &w),
                     E_INPUT);
    assert_int_equal(invite_for(p->town, ROLE_BIT(ROLE_investigator), S("nieuw"), &p->town_key.secret, &i, &w),
                     E_INPUT);
    assert_int_equal(invite_for(p->town, fp, S("een spatie"), &p->town_key.secret, &i, &w), E_INPUT);
    assert_int_equal(invite_for(p->town, fp, S("ab"), &p->town_key.secret, &i, &w), E_INPUT);
    assert_int_equal(invite_for(p->town, fp, S("nieuw"), &p->care_key.secret, &i, &w), E_DENIED); // not its key
    assert_int_equal(invite_for((OrgId){99}, fp, S("nieuw"), &p->care_key.secret, &i, &w), E_NOTFOUND);
    // the second link for the same person makes the first useless
    assert_ok(invite_for(p->town, fp, S("nieuw"), &p->town_key.secret, &i, &w));
    assert_int_equal(invite_for(p->care, ROLE_BIT(ROLE_helper), S("nieuw"), &p->care_key.secret, &second, &w),
                     E_CONFLICT);
    assert_ok(invite_for(p->town, fp, S("nieuw"), &p->town_key.secret, &second, &w));
    InviteInfo info;
    assert_int_equal(invite_find(p->db, p->mem, i.token, NOW, &info), E_NOTFOUND);
    assert_ok(invite_find(p->db, p->mem, second.token, NOW, &info));
    assert_int_equal(invite_withdraw(p->db, p->care, info.id), E_NOTFOUND); // not of this organisation
    assert_ok(invite_withdraw(p->db, p->town, info.id));
    assert_int_equal(invite_find(p->db, p->mem, second.token, NOW, &info), E_NOTFOUND);
    assert_int_equal(account_set_roles(p->db, p->account, ROLE_BIT(ROLE_administrator), &w), E_INPUT);
    assert_ok(account_set_roles(p->db, p->account, fp | ROLE_BIT(ROLE_privacy_officer), &w));
    assert_int_equal(account_set_roles(p->db, (AccountId){99}, fp, &w), E_NOTFOUND);
    // who manages Baken does nothing else
    OrgId platform;
    KeyPair pair;
    const RoleSet administrator = ROLE_BIT(ROLE_administrator);
    assert_ok(org_create(p->db, p->mem, ORG_platform, S("Beheer"), &platform, &pair, &w));
    assert_ok(invite_for(platform, administrator | ROLE_BIT(ROLE_org_admin), S("baas"), &pair.secret, &i, &w));
    assert_ok(invite_for(platform, fp, S("opvanger"), &pair.secret, &i, &w));
    assert_int_equal(invite_for(platform, administrator | fp, S("beide"), &pair.secret, &i, &w), E_INPUT);
    assert_int_equal(invite_for(platform, administrator | ROLE_BIT(ROLE_privacy_officer), S("beide"), &pair.secret, &i,
                                &w),
                     E_INPUT);
}

static void reset_credentials(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    Outcome old = login(USERNAME, PASSWORD, code_at(NOW), NOW);
    assert_ok(old.e);
    for (int i = 0; i < LOGIN_TRIES; i++) assert_int_not_equal(login(USERNAME, S("vergeten"), S("1"), NOW).e, OK);
    Invite invite;
    Enrolment *e;
    AccountId id;
    unsigned char totp[TOTP_SECRET_SIZE] = {4, 5, 6};
    Str fresh = S("nieuwe sleutel van de deur");
    assert_ok(invite_reset(p->db, p->mem, p->account, &p->town_key.secret, p->account, NOW, &invite, &w));
    InviteInfo info;
    assert_ok(invite_find(p->db, p->mem, invite.token, NOW, &info));
    assert_true(info.reset);
    Actor a;
    assert_ok(actor_of(old.cookie, NOW, &a)); // nothing happened yet
    Secret own = a.own.secret;
    assert_ok(enrol_prepare(p->mem, p->db, invite.token, fresh, totp, totp_code(p->mem, totp, NOW), NOW, &e, &w));
    assert_ok(enrol_store(p->db, e, NOW, &id, &w));
    assert_int_equal(id.v, p->account.v);
    assert_int_equal(actor_of(old.cookie, NOW, &a), E_AUTH);
    Time t = NOW + MINUTES(1);
    assert_int_equal(login(USERNAME, PASSWORD, code_at(t), t).e, E_DENIED);
    Outcome o = login(USERNAME, fresh, totp_code(p->mem, totp, t), t); // and no more waiting
    assert_ok(o.e);
    assert_ok(actor_of(o.cookie, t, &a));
    assert_true(bytes_equal(&a.group, &p->town_key, sizeof a.group));
    assert_false(bytes_equal(&a.own.secret, &own, sizeof own));
}

static void disabling(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    AccountId second;
    unsigned char totp[TOTP_SECRET_SIZE] = {7};
    Secret key = secret_random();
    Outcome o = login(USERNAME, PASSWORD, code_at(NOW), NOW);
    assert_ok(record_grant(p->db, p->mem, "signal", 1, p->town, &key, NOW));
    assert_int_equal(account_disable(p->db, p->account, NOW, &w), E_CONFLICT); // the last who can open signal 1
    assert_ok(account_create(p->db, p->mem, p->town, ROLE_BIT(ROLE_focal_point), S("tweede"), S("T. Weede"),
                             S("wolken boven het weiland"), totp, &p->town_key.secret, NOW, &second, &w));
    Invite invite;
    assert_ok(invite_reset(p->db, p->mem, p->account, &p->town_key.secret, second, NOW, &invite, &w));
    assert_ok(account_disable(p->db, p->account, NOW, &w));
    Actor a;
    assert_int_equal(actor_of(o.cookie, NOW, &a), E_AUTH);
    Time t = NOW + MINUTES(1);
    assert_int_equal(login(USERNAME, PASSWORD, code_at(t), t).e, E_DENIED);
    InviteInfo info;
    assert_int_equal(invite_find(p->db, p->mem, invite.token, NOW, &info), E_NOTFOUND);
    Account account;
    assert_ok(account_get(p->db, p->mem, p->account, &account));
    assert_false(account.active || account.has_key);
    assert_int_equal(account_disable(p->db, second, NOW, &w), E_CONFLICT);
    assert_int_equal(account_disable(p->db, (AccountId){99}, NOW, &w), E_NOTFOUND);
}

// ---- organisations ----

static void organisations(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    OrgId id, safety, unit, land;
    KeyPair pair;
    assert_int_equal(org_create(p->db, p->mem, ORG_care, S("Zorg Voorbeeld"), &id, &pair, &w), E_CONFLICT);
    assert_int_equal(org_create(p->db, p->mem, ORG_care, STR_NONE, &id, &pair, &w), E_INPUT);
    assert_ok(org_create(p->db, p->mem, ORG_municipality, S("Regio Voorbeeld"), &safety, &pair, &w));
    assert_ok(org_create(p->db, p->mem, ORG_municipality, S("Eenheid Voorbeeld"), &unit, &pair, &w));
    assert_ok(org_create(p->db, p->mem, ORG_municipality, S("Landelijk Voorbeeld"), &land, &pair, &w));
    const OrgKind kind = ORG_municipality;
    assert_int_equal(org_for_municipality(p->db, S("GM0001"), S("R1"), S("PE1"), kind, &id), E_NOTFOUND);
    assert_ok(org_area_add(p->db, land, SCOPE_national, STR_NONE));
    assert_ok(org_area_add(p->db, unit, SCOPE_police_unit, S("PE1")));
    assert_ok(org_area_add(p->db, safety, SCOPE_region, S("R1")));
    assert_ok(org_area_add(p->db, p->town, SCOPE_municipality, S("GM0001")));
    assert_ok(org_area_add(p->db, p->town, SCOPE_municipality, S("GM0001")));
    assert_ok(org_area_add(p->db, p->care, SCOPE_municipality, S("GM0001")));
    assert_int_equal(org_area_add(p->db, p->town, SCOPE_region, STR_NONE), E_INPUT);
    assert_int_equal(org_area_add(p->db, p->town, SCOPE_national, S("NL")), E_INPUT);
    assert_ok(org_for_municipality(p->db, S("GM0001"), S("R1"), S("PE1"), kind, &id));
    assert_int_equal(id.v, p->town.v);
    assert_ok(org_for_municipality(p->db, S("GM0002"), S("R1"), S("PE1"), kind, &id));
    assert_int_equal(id.v, safety.v);
    assert_ok(org_for_municipality(p->db, S("GM0003"), S("R2"), S("PE1"), kind, &id));
    assert_int_equal(id.v, unit.v);
    assert_ok(org_for_municipality(p->db, STR_NONE, STR_NONE, STR_NONE, kind, &id));
    assert_int_equal(id.v, land.v);
    assert_ok(org_for_municipality(p->db, S("GM0001"), STR_NONE, STR_NONE, ORG_care, &id));
    assert_int_equal(id.v, p->care.v);
    assert_ok(org_set_active(p->db, p->town, false));
    assert_ok(org_for_municipality(p->db, S("GM0001"), S("R1"), S("PE1"), kind, &id));
    assert_int_equal(id.v, safety.v);
    Area *areas;
    Org *orgs, org;
    size_t n;
    assert_ok(org_areas(p->db, p->mem, p->town, &areas, &n));
    assert_int_equal(n, 1);
    assert_str(areas[0].code, "GM0001");
    assert_ok(org_area_remove(p->db, p->town, SCOPE_municipality, S("GM0001")));
    assert_int_equal(org_area_remove(p->db, p->town, SCOPE_municipality, S("GM0001")), E_NOTFOUND);
    assert_ok(org_list(p->db, p->mem, ORG_municipality, &orgs, &n));
    assert_int_equal(n, 4);
    assert_str(orgs[0].name, "Eenheid Voorbeeld");
    assert_ok(org_list(p->db, p->mem, ORG_KIND_COUNT, &orgs, &n));
    assert_int_equal(n, 5);
    assert_ok(org_rename(p->db, p->town, S("Gemeente Anders"), &w));
    assert_int_equal(org_rename(p->db, p->town, S("Zorg Voorbeeld"), &w), E_CONFLICT);
    assert_int_equal(org_rename(p->db, (OrgId){99}, S("Niets"), &w), E_NOTFOUND);
    assert_ok(org_get(p->db, p->mem, p->town, &org));
    assert_str(org.name, "Gemeente Anders");
    assert_false(org.active);
    // a lost first invite
    assert_int_equal(org_renew_key(p->db, p->town, &pair, &w), E_CONFLICT);
    assert_ok(org_renew_key(p->db, p->care, &pair, &w));
    PublicKey public;
    assert_ok(org_public_key(p->db, p->care, &public));
    assert_true(bytes_equal(&public, &pair.public, sizeof public));
    Secret key = secret_random();
    assert_ok(record_grant(p->db, p->mem, "case", 1, p->care, &key, NOW));
    assert_int_equal(org_renew_key(p->db, p->care, &pair, &w), E_CONFLICT);
}

// ---- records ----

static void records(void **state)
{
    (void)state;
    Place *p = place;
    Secret key = secret_random(), got;
    Actor member = signed_in(NOW);
    Actor stranger = {.account = {77}, .org = p->care, .group = p->care_key, .has_group = true};
    assert_int_equal(record_key(p->db, p->mem, &member, "signal", 12, &got), E_CRYPT);
    assert_ok(record_grant(p->db, p->mem, "signal", 12, p->town, &key, NOW));
    assert_ok(record_key(p->db, p->mem, &member, "signal", 12, &got));
    assert_true(bytes_equal(&got, &key, sizeof key));
    assert_int_equal(record_key(p->db, p->mem, &stranger, "signal", 12, &got), E_CRYPT);
    assert_int_equal(record_key(p->db, p->mem, &member, "signal", 13, &got), E_CRYPT);
    assert_int_equal(record_key(p->db, p->mem, &member, "case", 12, &got), E_CRYPT);
    // says to be of the organisation, but holds another key
    stranger.org = p->town;
    assert_int_equal(record_key(p->db, p->mem, &stranger, "signal", 12, &got), E_CRYPT);
    stranger.org = p->care;
    Actor keyless = member;
    keyless.has_group = false;
    assert_int_equal(record_key(p->db, p->mem, &keyless, "signal", 12, &got), E_CRYPT);
    // shared, in two halves, and taken back
    PublicKey public;
    assert_ok(org_public_key(p->db, p->care, &public));
    assert_int_equal(record_grant_boxed(p->db, "signal", 12, p->care, S("short"), NOW), E_CRYPT);
    assert_ok(record_grant_boxed(p->db, "signal", 12, p->care, box_secret(p->mem, &public, &key), NOW));
    assert_ok(record_key(p->db, p->mem, &stranger, "signal", 12, &got));
    OrgId *orgs;
    Str *names;
    size_t n;
    assert_ok(record_holders(p->db, p->mem, "signal", 12, &orgs, &names, &n));
    assert_int_equal(n, 2);
    assert_str(names[1], "Zorg Voorbeeld");
    assert_ok(record_revoke(p->db, "signal", 12, p->care));
    assert_int_equal(record_key(p->db, p->mem, &stranger, "signal", 12, &got), E_CRYPT);
    assert_ok(record_key(p->db, p->mem, &member, "signal", 12, &got));
    assert_ok(record_erase(p->db, "signal", 12));
    assert_int_equal(record_key(p->db, p->mem, &member, "signal", 12, &got), E_CRYPT);
    assert_ok(org_set_active(p->db, p->care, false));
    assert_int_equal(record_grant(p->db, p->mem, "signal", 12, p->care, &key, NOW), E_CONFLICT);
    assert_int_equal(record_grant(p->db, p->mem, "signal", 12, (OrgId){99}, &key, NOW), E_NOTFOUND);
}

static void identities(void **state)
{
    (void)state;
    Place *p = place;
    Actor who = signed_in(NOW), nobody = {0};
    bool open = true;
    assert_ok(identity_is_open(p->db, &who, "reporter", 12, NOW, &open));
    assert_false(open);
    assert_int_equal(identity_open(p->db, &who, "reporter", 12, S("  omdat   "), NOW), E_INPUT);
    assert_int_equal(identity_open(p->db, &nobody, "reporter", 12, S("terugbellen over de melding"), NOW), E_AUTH);
    assert_ok(identity_open(p->db, &who, "reporter", 12, S("terugbellen over de melding"), NOW));
    assert_ok(identity_is_open(p->db, &who, "reporter", 12, NOW + HOURS(IDENTITY_HOURS), &open));
    assert_true(open);
    assert_ok(identity_is_open(p->db, &who, "reporter", 12, NOW + HOURS(IDENTITY_HOURS) + 1, &open));
    assert_false(open);
    assert_ok(identity_is_open(p->db, &who, "reporter", 13, NOW, &open));
    assert_false(open);
    assert_ok(identity_is_open(p->db, &who, "person", 12, NOW, &open));
    assert_false(open);
    who.account.v = 1000;
    assert_ok(identity_is_open(p->db, &who, "reporter", 12, NOW, &open));
    assert_false(open);
}

// ---- what a thief of the store finds ----

static bool holds(Str haystack, const void *needle, size_t n)
{
    return memmem(haystack.p, haystack.n, needle, n) != NULL;
}

static void stolen_store(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    Outcome o = login(USERNAME, PASSWORD, code_at(NOW), NOW);
    Actor a;
    Str csrf;
    bool touch;
    assert_ok(session_actor(p->mem, p->db, o.cookie, NOW, &a, &csrf, &touch));
    Secret key = secret_random(), token;
    assert_ok(record_grant(p->db, p->mem, "signal", 12, p->town, &key, NOW));
    Invite invite;
    assert_ok(invite_reset(p->db, p->mem, p->account, &p->town_key.secret, p->account, NOW, &invite, &w));
    (void)login(USERNAME, S("een bijna goed wachtwoord"), S("1"), NOW);
    // On PostgreSQL the files are not ours to read: the copy tells.
    char *copy = str_z(p->mem, str_fmt(p->mem, "%s/copy.db", p->dir));
    assert_ok(db_backup(p->db, copy, &w));
    const char *const paths[] = {p->path, str_z(p->mem, str_fmt(p->mem, "%s-wal", p->path)), copy};
    for (size_t i = 0; i < COUNT(paths); i++) {
        Str bytes;
        if (i < 2 && test_store_is_remote()) continue;
        assert_ok(file_read(p->mem, paths[i], MB(4), &bytes, NULL));
        if (i) assert_true(holds(bytes, "j.devries", 9)); // we look in the right place
        const Str words[] = {PASSWORD, S("een bijna goed wachtwoord"), o.cookie, csrf, invite.token};
        for (size_t k = 0; k < COUNT(words); k++) assert_false(holds(bytes, words[k].p, words[k].n));
        assert_false(holds(bytes, p->totp, sizeof p->totp));
        assert_false(holds(bytes, a.own.secret.b, SECRET_SIZE));
        assert_false(holds(bytes, p->town_key.secret.b, SECRET_SIZE));
        assert_false(holds(bytes, key.b, SECRET_SIZE));
        const Str tokens[] = {o.cookie, csrf, invite.token};
        for (size_t k = 0; k < COUNT(tokens); k++) {
            assert_ok(secret_from_token(tokens[k], &token));
            assert_false(holds(bytes, token.b, SECRET_SIZE));
        }
    }
    unlink(copy);
}

static void raw_sql(const char *sql)
{
    test_store_run(place->path, sql);
}

// Someone who can write to the store but holds no key.
static void changed_store(void **state)
{
    (void)state;
    Place *p = place;
    Why w = {{0}};
    AccountId thief;
    unsigned char totp[TOTP_SECRET_SIZE] = {8};
    Str password = S("tandwiel achter de kast");
    assert_ok(account_create(p->db, p->mem, p->care, ROLE_BIT(ROLE_helper), S("dief"), S("D. Ief"), password, totp,
                             &p->care_key.secret, NOW, &thief, &w));
    Outcome o = login(USERNAME, PASSWORD, code_at(NOW), NOW);
    Actor a;
    assert_ok(actor_of(o.cookie, NOW, &a));
    // moves himself to the other organisation: its group key does not come along
    raw_sql("UPDATE account SET org_id = 1 WHERE username = 'dief'");
    Outcome t = login(S("dief"), password, totp_code(p->mem, totp, NOW), NOW);
    assert_ok(t.e);
    assert_ok(actor_of(t.cookie, NOW, &a));
    assert_false(a.has_group);
    // copies a box that was made for another
    raw_sql("INSERT INTO org_key SELECT 1, (SELECT id FROM account WHERE username = 'dief'), box FROM org_key "
            "WHERE org_id = 1");
    assert_int_equal(actor_of(t.cookie, NOW, &a), E_CRYPT);
    // puts his own public key in place, so that new records would be sealed to him
    raw_sql("UPDATE org SET public_key = (SELECT public_key FROM org WHERE id = 2) WHERE id = 1");
    assert_int_equal(actor_of(o.cookie, NOW, &a), E_CRYPT);
    // takes over a session row
    raw_sql("UPDATE session SET account_id = (SELECT id FROM account WHERE username = 'j.devries')");
    assert_int_equal(actor_of(t.cookie, NOW, &a), E_AUTH);
    // puts his own password on another's account
    raw_sql("UPDATE account SET (salt, sealed_secret, sealed_totp) = "
            "(SELECT salt, sealed_secret, sealed_totp FROM account WHERE username = 'dief') "
            "WHERE username = 'j.devries'");
    Time later = NOW + MINUTES(1);
    assert_int_equal(login(USERNAME, password, totp_code(p->mem, totp, later), later).e, E_DENIED);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(login_happy),     T(login_says_nothing), T(login_replay),      T(login_waits), T(password_changed_meanwhile),
        T(own_password),    T(login_account_for_the_ledger),
        T(sessions_end),    T(invite_life),        T(invite_refusals),   T(reset_credentials),
        T(disabling),       T(organisations),      T(records),           T(identities),
        T(stolen_store),    T(changed_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
