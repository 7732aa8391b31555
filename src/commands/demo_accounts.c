// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_accounts.c - makes the people of the demo, and says how to sign in as one of them.
#include "base/json.h"
#include "commands/command.h"
#include "commands/demo.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { PASSWORD_SYLLABLES = 8, ACCOUNTS_FILE_MAX = 256 * 1024, BEFORE_DAYS = 30 };

typedef struct Credential {
    Str password;
    unsigned char totp[TOTP_SECRET_SIZE];
} Credential;

typedef struct Making {
    DemoPeople *people;
    Credential *credentials;
    Why *why;
} Making;

// "kadu-riso-wemu-tala": easy to type over, about 51 bits.
static Str password_new(Arena *mem)
{
    static const char consonants[] = "bdfghjklmnprstvwz", vowels[] = "aeiou";
    Buf b = buf_new(mem, 64);
    for (int i = 0; i < PASSWORD_SYLLABLES; i++) {
        if (i && i % 2 == 0) buf_char(&b, '-');
        buf_char(&b, consonants[random_below(sizeof consonants - 1)]);
        buf_char(&b, vowels[random_below(sizeof vowels - 1)]);
    }
    return buf_str(&b);
}

static Err make_orgs(App *app, Db *db, Arena *mem, const Making *m)
{
    for (size_t i = 0; i < demo_org_count; i++) {
        const DemoOrg *o = &demo_orgs[i];
        TRY(org_create(db, mem, o->kind, str_c(o->name), &m->people->orgs[i], &m->people->groups[i], m->why));
        if (o->scope != SCOPE_COUNT) TRY(org_area_add(db, m->people->orgs[i], o->scope, str_c(o->code)));
        const Entry entry = {.org = m->people->orgs[i].v,
                             .action = S("org.create"),
                             .object = S("org"),
                             .object_id = m->people->orgs[i].v,
                             .purpose = S("demo")};
        TRY(app_log(app, db, &entry));
    }
    return OK;
}

static Err make(App *app, Db *db, Arena *mem, void *arg)
{
    const Making *m = arg;
    TRY(make_orgs(app, db, mem, m));
    for (size_t i = 0; i < demo_account_count; i++) {
        const DemoAccount *a = &demo_accounts[i];
        size_t at = demo_org_at(a->org);
        OrgId org = m->people->orgs[at];
        TRY(account_create(db, mem, org, a->roles, str_c(a->username), str_c(a->name), m->credentials[i].password,
                           m->credentials[i].totp, &m->people->groups[at].secret, clock_now(), &m->people->accounts[i],
                           m->why));
        const Entry entry = {.org = org.v,
                             .action = S("account.create"),
                             .object = S("account"),
                             .object_id = m->people->accounts[i].v,
                             .purpose = S("demo")};
        TRY(app_log(app, db, &entry));
    }
    return OK;
}

static Str roles_text(Arena *mem, RoleSet roles)
{
    Buf b = buf_new(mem, KB(1));
    for (Role r = 0; r < ROLE_COUNT; r++) {
        if (!(roles & ROLE_BIT(r))) continue;
        if (b.n) buf_char(&b, ' ');
        buf_c(&b, role_name(r));
    }
    return buf_str(&b);
}

static const char *accounts_path(Arena *mem, const char *dir)
{
    return str_z(mem, str_fmt(mem, "%s/demo-accounts.json", dir));
}

static Err write_accounts(Arena *mem, const char *dir, const Credential *credentials, Why *w)
{
    Buf b = buf_new(mem, ACCOUNTS_FILE_MAX);
    Json j = json_to(&b);
    json_arr(&j);
    for (size_t i = 0; i < demo_account_count; i++) {
        const DemoAccount *a = &demo_accounts[i];
        const DemoOrg *org = &demo_orgs[demo_org_at(a->org)];
        json_obj(&j);
        json_kstr(&j, "username", str_c(a->username));
        json_kstr(&j, "password", credentials[i].password);
        json_kstr(&j, "totp_secret", totp_secret_text(mem, credentials[i].totp));
        json_kstr(&j, "role", roles_text(mem, a->roles));
        json_kstr(&j, "name", str_c(a->name));
        json_kstr(&j, "organisation", str_c(org->name));
        json_kbool(&j, "shown", a->shown);
        json_end(&j);
    }
    json_arr_end(&j);
    buf_char(&b, '\n');
    Str text;
    TRY(buf_done(&b, &text));
    return file_write(accounts_path(mem, dir), 0600, text, w);
}

Err demo_make_people(App *app, Arena *mem, Time now, DemoPeople *ret_people, Why *w)
{
    DemoPeople people = {.orgs = NEW_ARRAY(mem, OrgId, demo_org_count),
                         .groups = NEW_ARRAY(mem, KeyPair, demo_org_count),
                         .accounts = NEW_ARRAY(mem, AccountId, demo_account_count)};
    Credential *credentials = NEW_ARRAY(mem, Credential, demo_account_count);
    for (size_t i = 0; i < demo_account_count; i++) {
        credentials[i].password = password_new(mem);
        random_bytes(credentials[i].totp, sizeof credentials[i].totp);
    }
    clock_set(now - DAYS(DEMO_DAYS + BEFORE_DAYS)); // before the first signal
    Err e = app_write(app, make, &(Making){&people, credentials, w}, w);
    clock_set(0);
    if (e == OK) e = write_accounts(mem, app->dir, credentials, w);
    *ret_people = people;
    return e;
}

void demo_people_wipe(DemoPeople *p)
{
    for (size_t i = 0; p->groups && i < demo_org_count; i++) keypair_wipe(&p->groups[i]);
}

bool demo_is(const char *dir)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    return file_exists(accounts_path(mem, dir));
}

// ---- signing in
// -------------------------------------------------------------------------------------------------------

static void jsonp(json_t **j) { json_decref(*j); }

static Err read_accounts(Arena *mem, const char *dir, json_t **ret_list, Why *w)
{
    Str text;
    TRY(file_read(mem, accounts_path(mem, dir), ACCOUNTS_FILE_MAX, &text, w));
    json_t *list = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_array(list)) {
        json_decref(list);
        return why(w, E_INPUT, "%s can't be read", accounts_path(mem, dir));
    }
    *ret_list = list;
    return OK;
}

static const char *text_of(const json_t *account, const char *key)
{
    const char *text = json_string_value(json_object_get(account, key));
    return text ? text : "";
}

// The secret as authenticator apps write it (RFC 4648 base32).
static bool totp_bytes(const char *base32, unsigned char ret_secret[TOTP_SECRET_SIZE])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t n = 0;
    unsigned bits = 0, held = 0;
    for (const char *p = base32; *p && *p != '='; p++) {
        const char *at = strchr(alphabet, *p);
        if (!at) return false;
        bits = (bits << 5 | (unsigned)(at - alphabet)) & 0xFFFF;
        held += 5;
        if (held < 8) continue;
        if (n == TOTP_SECRET_SIZE) return false;
        held -= 8;
        ret_secret[n++] = (unsigned char)(bits >> held);
    }
    return n == TOTP_SECRET_SIZE;
}

static Str code_of(Arena *mem, const json_t *account, Time now)
{
    unsigned char secret[TOTP_SECRET_SIZE] = {0};
    return totp_bytes(text_of(account, "totp_secret"), secret) ? totp_code(mem, secret, now) : S("-");
}

Err demo_show_accounts(Arena *mem, const char *dir, Time now, Why *w)
{
    CLEANUP(jsonp) json_t *list = NULL;
    TRY(read_accounts(mem, dir, &list, w));
    printf("\nAccounts to try Baken with (all of them: %s):\n\n", accounts_path(mem, dir));
    printf("  %-22s  %-19s  %-6s  %s\n", "username", "password", "code", "role, organisation");
    size_t i;
    const json_t *a;
    json_array_foreach(list, i, a)
    {
        if (!json_is_true(json_object_get(a, "shown"))) continue;
        Str code = code_of(mem, a, now);
        printf("  %-22s  %-19s  %.*s  %s, %s\n", text_of(a, "username"), text_of(a, "password"), STR_ARG(code),
               text_of(a, "role"), text_of(a, "organisation"));
    }
    printf("\nA code works once and changes every 30 seconds. A fresh one: baken demo code USERNAME --data %s\n\n",
           dir);
    fflush(stdout);
    return OK;
}

Err command_demo_code(Args *a)
{
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "say whose code: baken demo code USERNAME --data DIR");
    TRY(crypt_start());
    CLEANUP(jsonp) json_t *list = NULL;
    TRY(read_accounts(a->mem, arg_value(a, "data", NULL), &list, &a->why));
    size_t i;
    const json_t *account;
    json_array_foreach(list, i, account)
    {
        if (strcmp(text_of(account, "username"), a->operands[0]) != 0) continue;
        Str code = code_of(a->mem, account, clock_now());
        printf("%.*s\n", STR_ARG(code));
        return OK;
    }
    return why(&a->why, E_NOTFOUND, "no such account in the demo: %s", a->operands[0]);
}
