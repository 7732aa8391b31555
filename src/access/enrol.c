// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// enrol.c - an invited person chooses a password and shows that the authenticator app works.
#include "access/access_sql.h"
#include "access/inside.h"

struct Enrolment {
    OrgId org;
    AccountId account; // 0: new
    RoleSet roles;
    Str username, display_name;
    Hash token_hash;
    Credentials made;
};

Err enrol_prepare(Arena *mem, Db *db, Str token, Str password, const unsigned char totp_secret[TOTP_SECRET_SIZE],
                  Str code, Time now, Enrolment **ret_e, Why *w)
{
    CLEANUP(secret_wipe) Secret group = {{0}};
    OpenInvite invite;
    TRY(invite_open(db, mem, token, now, &invite, &group, w));
    TRY(password_check(password, invite.username, w));
    int64_t step;
    if (totp_check(totp_secret, code, now, &step) != OK)
        return why(w, E_INPUT, N_("De code uit de app klopt niet. Kijk of de klok van je telefoon goed staat."));
    Enrolment *e = NEW(mem, Enrolment);
    *e = (Enrolment){.org = invite.org, .account = invite.account, .roles = invite.roles, .username = invite.username,
                     .display_name = invite.display_name, .token_hash = invite.token_hash};
    TRY(credentials_make(mem, invite.username, password, totp_secret, &group, &e->made));
    e->made.totp_step = step;
    *ret_e = e;
    return OK;
}

static Err replace_credentials(Db *db, const Enrolment *e)
{
    int64_t changed = 0;
    TRY(q_account_credentials(db, e->account.v, (Str){(const char *)e->made.salt, SALT_SIZE},
                              (Str){(const char *)e->made.public.b, PUBLIC_SIZE}, e->made.sealed_secret,
                              e->made.sealed_totp, e->made.totp_step, &changed));
    if (!changed) return E_NOTFOUND;
    TRY(q_session_remove_account(db, e->account.v));
    Hash name = hash_of(e->username);
    TRY(q_login_failure_clear(db, hash_str(&name)));
    return q_org_key_put(db, e->org.v, e->account.v, e->made.org_box);
}

Err enrol_store(Db *db, Enrolment *e, Time now, AccountId *ret_account, Why *w)
{
    int64_t taken = 0;
    TRY(q_invite_take(db, hash_str(&e->token_hash), now, &taken));
    if (!taken) return why(w, E_NOTFOUND, N_("Deze uitnodiging is al gebruikt of verlopen. Vraag een nieuwe."));
    if (e->account.v == 0)
        return account_store(db, e->org, e->roles, e->username, e->display_name, &e->made, now, ret_account, w);
    TRY(replace_credentials(db, e));
    *ret_account = e->account;
    return OK;
}

OrgId enrolment_org(const Enrolment *e) { return e->org; }
