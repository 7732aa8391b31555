// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// password_change.c - one's own password: the account's secret is opened with the old one and sealed with the new.
#include "access/access_sql.h"
#include "access/inside.h"
#include <string.h>

struct PasswordChange {
    bool right; // the old password
    AccountId account;
    Hash name;
    unsigned char old_salt[SALT_SIZE], salt[SALT_SIZE];
    Str sealed_secret;
};

static Err seal_anew(Arena *mem, Str username, Str fresh, Str secret, PasswordChange *c)
{
    random_bytes(c->salt, sizeof c->salt);
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(password_key(fresh, c->salt, &key));
    c->sealed_secret = seal(mem, &key, secret, secret_context(mem, username));
    c->right = true;
    return OK;
}

Err password_change_prepare(Arena *mem, Db *db, const Actor *who, Str old, Str fresh, PasswordChange **ret_change,
                            Why *w)
{
    Account account;
    AccountLoginRow row;
    TRY(account_get(db, mem, who->account, &account));
    TRY(password_check(fresh, account.username, w));
    TRY(q_account_login(db, mem, account.username, &row));
    if (row.salt.n != SALT_SIZE) return E_STORE;
    PasswordChange *c = NEW(mem, PasswordChange);
    c->account = who->account;
    c->name = hash_of(account.username);
    memcpy(c->old_salt, row.salt.p, SALT_SIZE);
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(password_key(old.n <= PASSWORD_MAX ? old : STR_NONE, c->old_salt, &key));
    Str secret = STR_NONE;
    if (unseal(mem, &key, row.sealed_secret, secret_context(mem, account.username), &secret) == OK)
        TRY(seal_anew(mem, account.username, fresh, secret, c));
    text_wipe(secret);
    *ret_change = c;
    return OK;
}

Err password_change_write(Db *db, PasswordChange *c, Time now, Why *w)
{
    int64_t failures, changed = 0;
    TRY(failures_read(db, &c->name, now, &failures, w));
    if (c->right)
        TRY(q_account_password(db, c->account.v, (Str){(const char *)c->old_salt, SALT_SIZE},
                               (Str){(const char *)c->salt, SALT_SIZE}, c->sealed_secret, &changed));
    if (!changed) return failure_count(db, &c->name, failures, now, N_("Je oude wachtwoord klopt niet."), w);
    TRY(q_login_failure_clear(db, hash_str(&c->name)));
    return q_session_remove_account(db, c->account.v);
}
