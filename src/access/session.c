// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// session.c - the cookie holds 32 random bytes; the store holds a hash of them and what they open.
#include "access/session.h"
#include "access/access_sql.h"
#include "access/inside.h"
#include <string.h>

enum { TOUCH_SECONDS = 60 };

static Hash id_of(const Secret *token)
{
    CLEANUP(secret_wipe) Secret id = secret_derive(token, "sessiden", 0);
    return hash_of((Str){(const char *)id.b, SECRET_SIZE});
}

static Secret key_of(const Secret *token) { return secret_derive(token, "sessseal", 0); }

static Str context_of(Arena *mem, int64_t account) { return str_fmt(mem, "session:%lld", (long long)account); }

Err session_start(Db *db, Arena *mem, AccountId account, const Secret *account_secret, Time now, Str *ret_cookie)
{
    TRY(q_session_prune(db, now - MINUTES(SESSION_IDLE_MINUTES)));
    CLEANUP(secret_wipe) Secret token = secret_random();
    CLEANUP(secret_wipe) Secret key = key_of(&token);
    Hash id = id_of(&token);
    Str sealed = seal(mem, &key, (Str){(const char *)account_secret->b, SECRET_SIZE}, context_of(mem, account.v));
    TRY(q_session_insert(db, hash_str(&id), account.v, sealed, now));
    *ret_cookie = secret_to_token(mem, &token);
    return OK;
}

static bool expired(const SessionByIdRow *row, Time now)
{
    // A clock that was put back must not make a session live for ever.
    if (row->created_at > now + MINUTES(SESSION_IDLE_MINUTES)) return true;
    return now - row->seen_at > MINUTES(SESSION_IDLE_MINUTES) || now - row->created_at > HOURS(SESSION_HOURS);
}

static Err open_own(Arena *mem, const Secret *token, const SessionByIdRow *row, KeyPair *ret_own)
{
    CLEANUP(secret_wipe) Secret key = key_of(token), secret = {{0}};
    Str plain;
    if (unseal(mem, &key, row->sealed_secret, context_of(mem, row->account), &plain) != OK) return E_AUTH;
    if (plain.n != SECRET_SIZE) return E_AUTH;
    memcpy(secret.b, plain.p, SECRET_SIZE);
    text_wipe(plain);
    *ret_own = keypair_from_secret(&secret);
    return OK;
}

static Err open_group(Db *db, Arena *mem, const SessionByIdRow *row, Actor *actor)
{
    OrgKeyOfRow box;
    Err e = q_org_key_of(db, mem, row->org, row->account, &box);
    if (e == E_NOTFOUND) return OK; // no copy of the key: lists, but no content
    TRY(e);
    CLEANUP(secret_wipe) Secret secret = {{0}};
    TRY(box_open_secret(&actor->own, box.box, &secret));
    actor->group = keypair_from_secret(&secret);
    actor->has_group = true;
    PublicKey public;
    TRY(public_key_of(row->org_public, &public));
    // Someone who swapped the public key in the store would have new records sealed to himself.
    return bytes_equal(&actor->group.public, &public, sizeof public) ? OK : E_CRYPT;
}

static Err open_actor(Db *db, Arena *mem, const Secret *token, const SessionByIdRow *row, Actor *actor)
{
    if (org_kind_parse(row->org_kind, &actor->org_kind) != OK) return E_STORE;
    TRY(open_own(mem, token, row, &actor->own));
    return open_group(db, mem, row, actor);
}

Err session_actor(Arena *mem, Db *db, Str cookie, Time now, Actor *ret_actor, Str *ret_csrf, bool *ret_touch)
{
    CLEANUP(secret_wipe) Secret token = {{0}};
    if (secret_from_token(cookie, &token) != OK) return E_AUTH;
    Hash id = id_of(&token);
    SessionByIdRow row;
    Err e = q_session_by_id(db, mem, hash_str(&id), &row);
    if (e == E_NOTFOUND || (e == OK && expired(&row, now))) return E_AUTH;
    TRY(e);
    CLEANUP(actor_wipe) Actor actor = {.account = {row.account}, .org = {row.org}, .roles = (RoleSet)row.roles,
                                       .name = row.name, .org_name = row.org_name};
    TRY(open_actor(db, mem, &token, &row, &actor));
    CLEANUP(secret_wipe) Secret csrf = secret_derive(&token, "sesscsrf", 0);
    *ret_actor = actor;
    *ret_csrf = secret_to_token(mem, &csrf);
    *ret_touch = now - row.seen_at >= SECONDS(TOUCH_SECONDS);
    return OK;
}

Err session_touch(Db *db, Str cookie, Time now)
{
    CLEANUP(secret_wipe) Secret token = {{0}};
    if (secret_from_token(cookie, &token) != OK) return E_AUTH;
    Hash id = id_of(&token);
    return q_session_seen(db, hash_str(&id), now);
}

Err session_end(Db *db, Str cookie)
{
    CLEANUP(secret_wipe) Secret token = {{0}};
    if (secret_from_token(cookie, &token) != OK) return E_AUTH;
    Hash id = id_of(&token);
    return q_session_remove(db, hash_str(&id));
}

void actor_wipe(Actor *a)
{
    keypair_wipe(&a->group);
    keypair_wipe(&a->own);
    *a = (Actor){0};
}
