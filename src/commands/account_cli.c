// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// account_cli.c - `baken account ...`: the first person of an organisation, and what goes without its key.
//
// Whoever has the machine has no key of an organisation: so from a terminal only the first person of an organisation
// can be made or invited. After that colleagues invite each other on the screen.
#include "commands/offline.h"
#include "signal/tray.h"
#include "sys/clock.h"
#include <stdio.h>
#include <string.h>

enum { PASSWORD_BYTES = 12 };

typedef struct Call {
    Args *a;
    OrgKind kind;
    RoleSet roles;
    Str org, username, name, password;
    unsigned char totp[TOTP_SECRET_SIZE];
    Invite invite;
    AccountId account;
} Call;

static Err roles_of(Args *a, const char *text, RoleSet *ret_roles)
{
    RoleSet roles = 0;
    for (Str rest = str_c(text); rest.n;) {
        Role r;
        Str name = str_trim(str_cut(&rest, ','));
        if (role_parse(name, &r) != OK) return why(&a->why, E_INPUT, "no such role: %.*s", STR_ARG(name));
        roles |= ROLE_BIT(r);
    }
    *ret_roles = roles;
    return OK;
}

static Err call_of(Args *a, Call *c)
{
    *c = (Call){.a = a,
                .kind = ORG_platform,
                .org = str_c(arg_value(a, "org", NULL)),
                .username = str_c(arg_value(a, "username", NULL)),
                .name = str_c(arg_value(a, "name", NULL))};
    if (org_kind_parse(str_c(arg_value(a, "kind", "platform")), &c->kind) != OK)
        return why(&a->why, E_INPUT, "--kind: no such kind of organisation");
    return roles_of(a, arg_value(a, "roles", c->kind == ORG_platform ? "org_admin,administrator" : "org_admin"),
                    &c->roles);
}

// The organisation with this name, new when there is none, and a key for its first person.
static Err first_key(Db *db, Arena *mem, Call *c, OrgId *ret_org, KeyPair *ret_pair)
{
    Org *orgs;
    size_t n;
    TRY(org_list(db, mem, ORG_KIND_COUNT, &orgs, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(orgs[i].name, c->org)) continue;
        *ret_org = orgs[i].id;
        return org_renew_key(db, orgs[i].id, ret_pair, &c->a->why);
    }
    return org_create(db, mem, c->kind, c->org, ret_org, ret_pair, &c->a->why);
}

static Err invite_run(App *app, Db *db, Arena *mem, void *arg)
{
    Call *c = arg;
    OrgId org;
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    TRY(first_key(db, mem, c, &org, &pair));
    TRY(invite_create(db, mem, org, c->roles, c->name, c->username, &pair.secret, (AccountId){0}, clock_now(),
                      &c->invite, &c->a->why));
    c->invite.token = str_dup(c->a->mem, c->invite.token);
    return app_log(app, db, &(Entry){.action = S("account.invite"), .object = S("org"), .object_id = org.v});
}

Err command_account_invite(Args *a)
{
    Call c;
    TRY(call_of(a, &c));
    TRY(offline_write(a, invite_run, &c));
    if (!a->json) {
        Str until = time_iso(a->mem, c.invite.expires_at);
        printf("invitation code, valid until %.*s, to be used at /uitnodiging:\n%.*s\n",
               STR_ARG(until), STR_ARG(c.invite.token));
        return OK;
    }
    Buf b = buf_new(a->mem, KB(4));
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "username", c.username);
    json_kstr(&j, "code", c.invite.token);
    json_kstr(&j, "expires_at", time_iso(a->mem, c.invite.expires_at));
    json_end(&j);
    return print_out(&b);
}

static Err create_run(App *app, Db *db, Arena *mem, void *arg)
{
    Call *c = arg;
    OrgId org;
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    TRY(first_key(db, mem, c, &org, &pair));
    TRY(account_create(db, mem, org, c->roles, c->username, c->name, c->password, c->totp, &pair.secret, clock_now(),
                       &c->account, &c->a->why));
    return app_log(app, db, &(Entry){.action = S("account.create"), .object = S("account"), .object_id = c->account.v});
}

// From standard input, so that it never stands in the list of processes; made up when nothing is asked.
static Err password_from(Args *a, Str *ret_password)
{
    if (!arg_on(a, "password-stdin")) {
        *ret_password = random_token(a->mem, PASSWORD_BYTES);
        return OK;
    }
    char *line = arena_alloc(a->mem, PASSWORD_MAX + 2);
    if (!fgets(line, PASSWORD_MAX + 2, stdin)) return why(&a->why, E_INPUT, "no password on standard input");
    Str rest = str_c(line);
    *ret_password = str_cut(&rest, '\n');
    return OK;
}

static void show_account(Args *a, const Call *c)
{
    Str secret = totp_secret_text(a->mem, c->totp);
    if (!a->json) {
        printf("username: %.*s\n", STR_ARG(c->username));
        if (!arg_on(a, "password-stdin")) printf("password: %.*s\n", STR_ARG(c->password));
        printf("key for the authenticator app: %.*s\n", STR_ARG(secret));
        return;
    }
    Buf b = buf_new(a->mem, KB(4));
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "username", c->username);
    if (!arg_on(a, "password-stdin")) json_kstr(&j, "password", c->password);
    json_kstr(&j, "totp_secret", secret);
    json_end(&j);
    printf("%.*s\n", STR_ARG(buf_str(&b)));
}

Err command_account_create(Args *a)
{
    Call c;
    TRY(crypt_start());
    TRY(call_of(a, &c));
    TRY(password_from(a, &c.password));
    random_bytes(c.totp, sizeof c.totp);
    Err e = offline_write(a, create_run, &c);
    if (e == OK) show_account(a, &c);
    text_wipe(c.password);
    return e;
}

// ---- what there is --------------------------------------------------------------------------------------------------

static Str role_names(Arena *mem, RoleSet roles)
{
    Buf b = buf_new(mem, KB(1));
    for (int r = 0; r < ROLE_COUNT; r++)
        if (roles & ROLE_BIT(r)) buf_fmt(&b, "%s%s", b.n ? "," : "", role_name((Role)r));
    return buf_str(&b);
}

static void account_json(Json *j, Arena *mem, const Org *org, const Account *a)
{
    json_obj(j);
    json_kstr(j, "organisation", org->name);
    json_kstr(j, "username", a->username);
    json_kstr(j, "name", a->display_name);
    json_kstr(j, "roles", role_names(mem, a->roles));
    json_kbool(j, "active", a->active && org->active);
    json_kbool(j, "has_key", a->has_key);
    json_kstr(j, "last_seen", a->seen_at ? date_iso(mem, date_nl(a->seen_at)) : STR_NONE);
    json_end(j);
}

Err command_account_list(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    TRY(offline_db(a, &db));
    Org *orgs;
    size_t n;
    TRY(org_list(db, a->mem, ORG_KIND_COUNT, &orgs, &n));
    Buf b = buf_new(a->mem, OUTPUT_MAX);
    Json j = json_to(&b);
    if (a->json) json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        Account *accounts;
        size_t count;
        TRY(account_list(db, a->mem, orgs[i].id, &accounts, &count));
        for (size_t k = 0; k < count; k++) {
            const Account *x = &accounts[k];
            Str roles = role_names(a->mem, x->roles);
            if (a->json) account_json(&j, a->mem, &orgs[i], x);
            else
                buf_fmt(&b, "%-24.*s %-8s %.*s  (%.*s)\n", STR_ARG(x->username), x->active ? "active" : "disabled",
                        STR_ARG(roles), STR_ARG(orgs[i].name));
        }
    }
    if (a->json) {
        json_arr_end(&j);
        buf_char(&b, '\n');
    }
    Str text;
    TRY(buf_done(&b, &text));
    fwrite(text.p, 1, text.n, stdout);
    return OK;
}

static Err account_named(Db *db, Arena *mem, Str username, Account *ret_account)
{
    Org *orgs;
    size_t n;
    TRY(org_list(db, mem, ORG_KIND_COUNT, &orgs, &n));
    for (size_t i = 0; i < n; i++) {
        Account *accounts;
        size_t count;
        TRY(account_list(db, mem, orgs[i].id, &accounts, &count));
        for (size_t k = 0; k < count; k++) {
            if (!str_ieq(accounts[k].username, username)) continue;
            *ret_account = accounts[k];
            return OK;
        }
    }
    return E_NOTFOUND;
}

static Err disable_run(App *app, Db *db, Arena *mem, void *arg)
{
    Call *c = arg;
    Account account;
    Err e = account_named(db, mem, c->username, &account);
    if (e == E_NOTFOUND) return why(&c->a->why, e, "no account of this name");
    TRY(e);
    TRY(account_disable(db, account.id, clock_now(), &c->a->why));
    int64_t signals = 0; // no report stays behind with nobody to read it
    TRY(signal_hand_over(db, mem, account.id, (AccountId){0}, clock_now(), &signals, &c->a->why));
    if (signals)
        TRY(app_log(app, db,
                    &(Entry){.action = S("signal.hand_over"), .object = S("account"), .object_id = account.id.v}));
    return app_log(app, db,
                   &(Entry){.action = S("account.disable"), .object = S("account"), .object_id = account.id.v});
}

Err command_account_disable(Args *a)
{
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "which account? baken account disable USERNAME --data DIR");
    Call c = {.a = a, .username = str_c(a->operands[0])};
    TRY(offline_write(a, disable_run, &c));
    printf("%s can no longer sign in; open signals are back in the tray; hand over cases on the screen\n",
           a->operands[0]);
    return OK;
}
