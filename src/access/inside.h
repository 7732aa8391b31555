// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// inside.h - what the files of access/ share: how an account's credentials are made and opened.
#pragma once
#include "access/access.h"

// Everything that follows from a password, a TOTP secret and the group secret.
typedef struct Credentials {
    unsigned char salt[SALT_SIZE];
    PublicKey public;
    Str sealed_secret, sealed_totp, org_box;
    int64_t totp_step;
} Credentials;

Err credentials_make(Arena *mem, Str username, Str password, const unsigned char totp_secret[TOTP_SECRET_SIZE],
                     const Secret *group_secret, Credentials *ret_c) MUST_USE; // slow
Str secret_context(Arena *mem, Str username);
Str totp_context(Arena *mem, Str username);
Secret totp_key(const Secret *account_secret);

Str username_of(Arena *mem, Str typed); // lower case, trimmed
Err username_check(Str username, Why *w) MUST_USE;
Err display_name_check(Str name, Why *w) MUST_USE;
Err roles_check(OrgKind kind, RoleSet roles, Why *w) MUST_USE;
Err public_key_of(Str bytes, PublicKey *ret_key) MUST_USE; // E_STORE: not of the right size

Err account_store(Db *db, OrgId org, RoleSet roles, Str username, Str display_name, const Credentials *c, Time now,
                  AccountId *ret_account, Why *w) MUST_USE;

typedef struct OpenInvite {
    int64_t id;
    OrgId org;
    AccountId account; // 0: a new account
    RoleSet roles;
    Str username, display_name, org_name;
    Time expires_at;
    Hash token_hash;
} OpenInvite;
Err invite_open(Db *db, Arena *mem, Str token, Time now, OpenInvite *ret_invite, Secret *ret_group, Why *w) MUST_USE;

// How often in a row this name failed; E_RATE while it must wait. Then, for one more failure: E_DENIED with the text,
// or E_RATE.
Err failures_read(Db *db, const Hash *name, Time now, int64_t *ret_count, Why *w) MUST_USE;
Err failure_count(Db *db, const Hash *name, int64_t before, Time now, const char *dutch, Why *w) MUST_USE;
