// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// login.c - signing in: the slow half tells nothing, the quick half counts.
#include "access/access_sql.h"
#include "access/inside.h"
#include "access/session.h"
#include <string.h>

struct Login {
    Arena *mem;
    bool right; // name, password and code
    AccountId account;
    int64_t step;
    unsigned char salt[SALT_SIZE];
    Secret secret; // of the account
    Hash name;
};

// For a name that is not there the same work is done on values that open nothing.
static void nobody(Arena *mem, const Hash *name, AccountLoginRow *ret_row)
{
    unsigned char *bytes = arena_alloc(mem, SECRET_SIZE + SEAL_EXTRA);
    random_bytes(bytes, SECRET_SIZE + SEAL_EXTRA);
    *ret_row = (AccountLoginRow){.salt = {(const char *)name->b, SALT_SIZE},
                                 .sealed_secret = {(const char *)bytes, SECRET_SIZE + SEAL_EXTRA},
                                 .sealed_totp = {(const char *)bytes, TOTP_SECRET_SIZE + SEAL_EXTRA}};
}

// Opens the account's secret and then its TOTP secret; both steps are done whatever the first gave.
static bool open_account(Login *l, Str username, const AccountLoginRow *row, const Secret *key, Str code, Time now)
{
    Str secret = STR_NONE, totp = STR_NONE;
    bool opened = unseal(l->mem, key, row->sealed_secret, secret_context(l->mem, username), &secret) == OK &&
                  secret.n == SECRET_SIZE;
    if (opened) memcpy(l->secret.b, secret.p, SECRET_SIZE);
    text_wipe(secret);
    CLEANUP(secret_wipe) Secret for_totp = totp_key(&l->secret);
    unsigned char totp_secret[TOTP_SECRET_SIZE] = {0};
    opened &= unseal(l->mem, &for_totp, row->sealed_totp, totp_context(l->mem, username), &totp) == OK &&
              totp.n == TOTP_SECRET_SIZE;
    if (opened) memcpy(totp_secret, totp.p, TOTP_SECRET_SIZE);
    bool code_right = totp_check(totp_secret, code, now, &l->step) == OK;
    text_wipe(totp);
    text_wipe((Str){(const char *)totp_secret, sizeof totp_secret});
    return opened && code_right;
}

Err login_prepare(Arena *mem, Db *db, Str username, Str password, Str code, Time now, Login **ret_login)
{
    Login *l = NEW(mem, Login);
    Str name = username_of(mem, username);
    l->mem = mem;
    l->name = hash_of(name);
    AccountLoginRow row;
    Err e = q_account_login(db, mem, name, &row);
    if (e != OK && e != E_NOTFOUND) return e;
    bool known = e == OK && row.salt.n == SALT_SIZE;
    if (!known) nobody(mem, &l->name, &row);
    memcpy(l->salt, row.salt.p, SALT_SIZE);
    CLEANUP(secret_wipe) Secret key = {{0}};
    // Too long for a password: it can't be right, but the work is done all the same.
    bool fits = password.n <= PASSWORD_MAX;
    TRY(password_key(fits ? password : STR_NONE, l->salt, &key));
    bool right = open_account(l, name, &row, &key, code, now);
    l->right = known && fits && right;
    l->account = (AccountId){known ? row.id : 0};
    if (!l->right) secret_wipe(&l->secret);
    *ret_login = l;
    return OK;
}

static Err write_checked(Db *db, Login *l, Time now, Str *ret_cookie, AccountId *ret_account, Why *w)
{
    int64_t failures, counted = 0;
    TRY(failures_read(db, &l->name, now, &failures, w));
    if (l->right)
        TRY(q_account_step(db, l->account.v, l->step, (Str){(const char *)l->salt, SALT_SIZE}, now, &counted));
    if (!counted) return failure_count(db, &l->name, failures, now,
                                       N_("De gebruikersnaam, het wachtwoord of de code klopt niet."),
                                       w);
    TRY(q_login_failure_clear(db, hash_str(&l->name)));
    TRY(session_start(db, l->mem, l->account, &l->secret, now, ret_cookie));
    *ret_account = l->account;
    return OK;
}

Err login_write(Db *db, Login *login, Time now, Str *ret_cookie, AccountId *ret_account, Why *w)
{
    Err e = write_checked(db, login, now, ret_cookie, ret_account, w);
    secret_wipe(&login->secret);
    return e;
}

AccountId login_account(const Login *login) { return login->account; }
