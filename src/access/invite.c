// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// invite.c - a link that lets one person in, with the group secret sealed under it.
#include "access/access_sql.h"
#include "access/inside.h"
#include <string.h>

// What is stored of the token, and what is not: two keys that don't follow from each other.
static Hash token_hash_of(const Secret *token)
{
    CLEANUP(secret_wipe) Secret id = secret_derive(token, "inviteid", 0);
    return hash_of((Str){(const char *)id.b, SECRET_SIZE});
}

static Secret token_key_of(const Secret *token) { return secret_derive(token, "inviteky", 0); }

static Str group_context(Arena *mem, OrgId org) { return str_fmt(mem, "invite:%lld", (long long)org.v); }

// The secret must be that of the organisation, or the colleague would join with a key that opens nothing.
static Err group_check(Db *db, OrgId org, const Secret *group_secret, Why *w)
{
    PublicKey public;
    TRY(org_public_key(db, org, &public));
    CLEANUP(keypair_wipe) KeyPair pair = keypair_from_secret(group_secret);
    if (bytes_equal(&pair.public, &public, sizeof public)) return OK;
    return why(w, E_DENIED,
               N_("Je hebt de sleutel van deze organisatie niet. Vraag een collega die de sleutel heeft."));
}

static Err invite_store(Db *db, Arena *mem, const OpenInvite *i, const Secret *group_secret, AccountId by, Time now,
                        Invite *ret_invite, Why *w)
{
    TRY(group_check(db, i->org, group_secret, w));
    TRY(q_invite_prune(db, now));
    TRY(q_invite_replace(db, i->username));
    CLEANUP(secret_wipe) Secret token = secret_random();
    CLEANUP(secret_wipe) Secret key = token_key_of(&token);
    Hash hash = token_hash_of(&token);
    Str sealed = seal(mem, &key, (Str){(const char *)group_secret->b, SECRET_SIZE}, group_context(mem, i->org));
    Time expires_at = now + DAYS(INVITE_DAYS);
    TRY(q_invite_insert(db, hash_str(&hash), i->org.v, i->account.v, i->username, i->display_name, i->roles, sealed,
                        by.v, now, expires_at));
    *ret_invite = (Invite){.token = secret_to_token(mem, &token), .expires_at = expires_at};
    return OK;
}

static Err username_free(Db *db, OrgId org, Str username, Time now, Why *w)
{
    AccountIdOfRow account;
    InviteOfUsernameRow invite;
    Err e = q_account_id_of(db, NULL, username, &account);
    if (e == OK) return why(w, E_CONFLICT, N_("Deze gebruikersnaam is al in gebruik."));
    if (e != E_NOTFOUND) return e;
    e = q_invite_of_username(db, NULL, username, now, &invite);
    if (e == OK && invite.org != org.v) return why(w, E_CONFLICT, N_("Deze gebruikersnaam is al in gebruik."));
    return e == E_NOTFOUND ? OK : e;
}

static OpenInvite invite_for(Arena *mem, OrgId org, RoleSet roles, Str display_name, Str username)
{
    return (OpenInvite){.org = org, .roles = roles, .display_name = str_trim(display_name),
                        .username = username_of(mem, username)};
}

static Err invite_fits(Db *db, Arena *mem, const OpenInvite *i, Time now, Why *w)
{
    Org o;
    TRY(org_get(db, mem, i->org, &o));
    TRY(display_name_check(i->display_name, w));
    TRY(username_check(i->username, w));
    TRY(roles_check(o.kind, i->roles, w));
    return username_free(db, i->org, i->username, now, w);
}

Err invite_check(Db *db, Arena *mem, OrgId org, RoleSet roles, Str display_name, Str username, Time now, Why *w)
{
    OpenInvite i = invite_for(mem, org, roles, display_name, username);
    return invite_fits(db, mem, &i, now, w);
}

Err invite_create(Db *db, Arena *mem, OrgId org, RoleSet roles, Str display_name, Str username,
                  const Secret *group_secret, AccountId invited_by, Time now, Invite *ret_invite, Why *w)
{
    OpenInvite i = invite_for(mem, org, roles, display_name, username);
    TRY(invite_fits(db, mem, &i, now, w));
    return invite_store(db, mem, &i, group_secret, invited_by, now, ret_invite, w);
}

Err invite_reset(Db *db, Arena *mem, AccountId account, const Secret *group_secret, AccountId invited_by, Time now,
                 Invite *ret_invite, Why *w)
{
    Account a;
    TRY(account_get(db, mem, account, &a));
    OpenInvite i = {.org = a.org, .account = account, .roles = a.roles, .display_name = a.display_name,
                    .username = a.username};
    return invite_store(db, mem, &i, group_secret, invited_by, now, ret_invite, w);
}

Err invite_withdraw(Db *db, OrgId org, int64_t invite)
{
    int64_t changed = 0;
    TRY(q_invite_remove(db, org.v, invite, &changed));
    return changed ? OK : E_NOTFOUND;
}

Err invite_list(Db *db, Arena *mem, OrgId org, Time now, InviteInfo **ret_invites, size_t *ret_count)
{
    InviteOfOrgRow *rows;
    size_t n;
    TRY(q_invite_of_org(db, mem, org.v, now, &rows, &n));
    InviteInfo *invites = NEW_ARRAY(mem, InviteInfo, n);
    for (size_t i = 0; i < n; i++)
        invites[i] = (InviteInfo){.id = rows[i].id, .username = rows[i].username, .display_name = rows[i].display_name,
                                  .roles = (RoleSet)rows[i].roles, .reset = rows[i].account != 0,
                                  .created_at = rows[i].created_at, .expires_at = rows[i].expires_at};
    *ret_invites = invites;
    *ret_count = n;
    return OK;
}

static Err not_valid(Why *w)
{
    return why(w, E_NOTFOUND, N_("Deze uitnodiging is al gebruikt of verlopen. Vraag een nieuwe."));
}

Err invite_open(Db *db, Arena *mem, Str token_text, Time now, OpenInvite *ret_invite, Secret *ret_group, Why *w)
{
    CLEANUP(secret_wipe) Secret token = {{0}};
    if (secret_from_token(token_text, &token) != OK) return not_valid(w);
    Hash hash = token_hash_of(&token);
    InviteByTokenRow row;
    Err e = q_invite_by_token(db, mem, hash_str(&hash), now, &row);
    if (e == E_NOTFOUND) return not_valid(w);
    TRY(e);
    CLEANUP(secret_wipe) Secret key = token_key_of(&token);
    Str group;
    TRY(unseal(mem, &key, row.sealed_group, group_context(mem, (OrgId){row.org}), &group));
    if (group.n != SECRET_SIZE) return E_CRYPT;
    memcpy(ret_group->b, group.p, SECRET_SIZE);
    text_wipe(group);
    *ret_invite = (OpenInvite){.id = row.id, .org = {row.org}, .account = {row.account}, .roles = (RoleSet)row.roles,
                               .username = row.username, .display_name = row.display_name, .org_name = row.org_name,
                               .expires_at = row.expires_at, .token_hash = hash};
    return OK;
}

Err invite_find(Db *db, Arena *mem, Str token, Time now, InviteInfo *ret_info)
{
    CLEANUP(secret_wipe) Secret group = {{0}};
    OpenInvite i;
    TRY(invite_open(db, mem, token, now, &i, &group, NULL));
    *ret_info = (InviteInfo){.id = i.id, .username = i.username, .display_name = i.display_name, .org_name = i.org_name,
                             .roles = i.roles, .reset = i.account.v != 0, .expires_at = i.expires_at};
    return OK;
}
