// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// account.c - accounts as colleagues see them, and the making of credentials.
#include "access/access_sql.h"
#include "access/inside.h"
#include <string.h>

_Static_assert(USERNAME_MIN == 3 && USERNAME_MAX == 60, "the message below says so");

Str username_of(Arena *mem, Str typed) { return str_lower(mem, str_trim(typed)); }

Err username_check(Str username, Why *w)
{
    if (username.n < USERNAME_MIN || username.n > USERNAME_MAX)
        return why(w, E_INPUT, N_("Een gebruikersnaam heeft minstens 3 en hoogstens 60 tekens."));
    for (size_t i = 0; i < username.n; i++) {
        char c = username.p[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '@';
        if (!fine)
            return why(w, E_INPUT,
                       N_("Een gebruikersnaam bestaat uit letters, cijfers, punten en streepjes, zonder spaties."));
    }
    return OK;
}

Err display_name_check(Str name, Why *w)
{
    if (name.n == 0) return why(w, E_INPUT, N_("Vul de naam in die collega's zien."));
    if (name.n > DISPLAY_NAME_MAX) return why(w, E_INPUT, N_("De naam is te lang."));
    return str_text_ok(name) ? OK : why(w, E_INPUT, N_("De naam bevat tekens die niet kunnen."));
}

Err roles_check(OrgKind kind, RoleSet roles, Why *w)
{
    if (roles == 0) return why(w, E_INPUT, N_("Kies minstens één rol."));
    if (roles & ~roles_of_kind(kind)) return why(w, E_INPUT, N_("Een van deze rollen past niet bij deze organisatie."));
    const RoleSet managing = ROLE_BIT(ROLE_administrator) | ROLE_BIT(ROLE_org_admin);
    if ((roles & ROLE_BIT(ROLE_administrator)) && (roles & ~managing))
        return why(w, E_INPUT, N_("Wie Baken beheert, kan niet ook signalen behandelen of toezicht houden."));
    return OK;
}

Str secret_context(Arena *mem, Str username) { return str_fmt(mem, "account:%.*s:secret", STR_ARG(username)); }
Str totp_context(Arena *mem, Str username) { return str_fmt(mem, "account:%.*s:totp", STR_ARG(username)); }
Secret totp_key(const Secret *account_secret) { return secret_derive(account_secret, "totpseal", 0); }

Err credentials_make(Arena *mem, Str username, Str password, const unsigned char totp_secret[TOTP_SECRET_SIZE],
                     const Secret *group_secret, Credentials *ret_c)
{
    Credentials c = {.totp_step = 0};
    random_bytes(c.salt, sizeof c.salt);
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(password_key(password, c.salt, &key));
    CLEANUP(keypair_wipe) KeyPair own = keypair_new();
    CLEANUP(secret_wipe) Secret for_totp = totp_key(&own.secret);
    c.public = own.public;
    c.sealed_secret = seal(mem, &key, (Str){(const char *)own.secret.b, SECRET_SIZE}, secret_context(mem, username));
    Str totp = {(const char *)totp_secret, TOTP_SECRET_SIZE};
    c.sealed_totp = seal(mem, &for_totp, totp, totp_context(mem, username));
    c.org_box = box_secret(mem, &own.public, group_secret);
    *ret_c = c;
    return OK;
}

static Account account_of_row(const AccountByIdRow *row)
{
    return (Account){.id = {row->id}, .org = {row->org}, .username = row->username, .display_name = row->display_name,
                     .roles = (RoleSet)row->roles, .active = str_eq_c(row->state, "active"),
                     .has_key = row->has_key != 0,
                     .created_at = row->created_at, .seen_at = row->seen_at};
}

Err account_get(Db *db, Arena *mem, AccountId account, Account *ret_account)
{
    AccountByIdRow row;
    TRY(q_account_by_id(db, mem, account.v, &row));
    *ret_account = account_of_row(&row);
    return OK;
}

Err account_list(Db *db, Arena *mem, OrgId org, Account **ret_accounts, size_t *ret_count)
{
    AccountByIdRow *rows;
    size_t n;
    TRY(q_account_of_org(db, mem, org.v, &rows, &n));
    Account *accounts = NEW_ARRAY(mem, Account, n);
    for (size_t i = 0; i < n; i++) accounts[i] = account_of_row(&rows[i]);
    *ret_accounts = accounts;
    *ret_count = n;
    return OK;
}

Err account_name(Db *db, Arena *mem, AccountId account, Str *ret_name)
{
    AccountDisplayRow row = {.name = S("onbekend")};
    if (account.v == 0) {
        *ret_name = STR_NONE;
        return OK;
    }
    Err e = q_account_display(db, mem, account.v, &row);
    if (e != OK && e != E_NOTFOUND) return e;
    *ret_name = row.name;
    return OK;
}

Err account_set_roles(Db *db, AccountId account, RoleSet roles, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    Account a;
    Org org;
    TRY(account_get(db, mem, account, &a));
    TRY(org_get(db, mem, a.org, &org));
    TRY(roles_check(org.kind, roles, w));
    int64_t changed = 0;
    TRY(q_account_set_roles(db, account.v, roles, &changed));
    return changed ? OK : E_NOTFOUND;
}

Err account_end_sessions(Db *db, AccountId account) { return q_session_remove_account(db, account.v); }

// Would this leave records that nobody can open any more?
static Err last_key_check(Db *db, const Account *a, Why *w)
{
    if (!a->active || !a->has_key) return OK;
    OrgKeyOthersRow others;
    RecordKeyCountRow depends;
    TRY(q_org_key_others(db, NULL, a->id.v, &others));
    TRY(q_record_key_count(db, NULL, a->id.v, &depends));
    if (others.others > 0 || depends.records == 0) return OK;
    return why(w, E_CONFLICT,
               N_("Niemand anders kan de gegevens van deze organisatie openen. Nodig eerst een collega uit."));
}

Err account_disable(Db *db, AccountId account, Time now, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    Account a;
    TRY(account_get(db, mem, account, &a));
    TRY(last_key_check(db, &a, w));
    int64_t changed = 0;
    TRY(q_account_set_disabled(db, account.v, now, &changed));
    TRY(q_session_remove_account(db, account.v));
    TRY(q_invite_remove_account(db, account.v, a.username));
    return q_org_key_remove(db, account.v);
}

Err account_store(Db *db, OrgId org, RoleSet roles, Str username, Str display_name, const Credentials *c, Time now,
                         AccountId *ret_account, Why *w)
{
    AccountInsertRow row;
    Err e = q_account_insert(db, NULL, org.v, username, display_name, roles, (Str){(const char *)c->salt, SALT_SIZE},
                             (Str){(const char *)c->public.b, PUBLIC_SIZE}, c->sealed_secret, c->sealed_totp,
                             c->totp_step, now, &row);
    if (e == E_NOTFOUND) return why(w, E_CONFLICT, N_("Deze gebruikersnaam is al in gebruik."));
    TRY(e);
    TRY(q_org_key_put(db, org.v, row.id, c->org_box));
    *ret_account = (AccountId){row.id};
    return OK;
}

Err account_create(Db *db, Arena *mem, OrgId org, RoleSet roles, Str username, Str display_name, Str password,
                   const unsigned char totp_secret[TOTP_SECRET_SIZE], const Secret *group_secret, Time now,
                   AccountId *ret_account, Why *w)
{
    Str name = username_of(mem, username);
    Org o;
    TRY(org_get(db, mem, org, &o));
    TRY(username_check(name, w));
    TRY(display_name_check(display_name, w));
    TRY(roles_check(o.kind, roles, w));
    TRY(password_check(password, name, w));
    Credentials c;
    TRY(credentials_make(mem, name, password, totp_secret, group_secret, &c));
    return account_store(db, org, roles, name, display_name, &c, now, ret_account, w);
}
