// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// record.c - keys of records, and identities that were opened with a reason.
#include "access/access_sql.h"
#include "access/inside.h"

Err record_grant_boxed(Db *db, const char *kind, int64_t id, OrgId to, Str box, Time now)
{
    if (box.n != SECRET_SIZE + BOX_EXTRA) return E_CRYPT;
    return q_record_key_put(db, str_c(kind), id, to.v, box, now);
}

Err record_grant(Db *db, Arena *mem, const char *kind, int64_t id, OrgId to, const Secret *key, Time now)
{
    Org org;
    TRY(org_get(db, mem, to, &org));
    if (!org.active) return E_CONFLICT; // nobody there could read it
    return record_grant_boxed(db, kind, id, to, box_secret(mem, &org.public_key, key), now);
}

Err record_holders(Db *db, Arena *mem, const char *kind, int64_t id, OrgId **ret_orgs, Str **ret_names,
                   size_t *ret_count)
{
    RecordKeyOrgsRow *rows;
    size_t n;
    TRY(q_record_key_orgs(db, mem, str_c(kind), id, &rows, &n));
    OrgId *orgs = NEW_ARRAY(mem, OrgId, n);
    Str *names = NEW_ARRAY(mem, Str, n);
    for (size_t i = 0; i < n; i++) {
        orgs[i] = (OrgId){rows[i].org};
        names[i] = rows[i].name;
    }
    *ret_orgs = orgs;
    *ret_names = names;
    *ret_count = n;
    return OK;
}

Err record_revoke(Db *db, const char *kind, int64_t id, OrgId from)
{
    return q_record_key_remove(db, str_c(kind), id, from.v);
}

Err record_key(Db *db, Arena *mem, const Actor *who, const char *kind, int64_t id, Secret *ret_key)
{
    if (!who->has_group) return E_CRYPT;
    RecordKeyGetRow row;
    Err e = q_record_key_get(db, mem, str_c(kind), id, who->org.v, &row);
    if (e == E_NOTFOUND) return E_CRYPT;
    TRY(e);
    return box_open_secret(&who->group, row.box, ret_key);
}

Err record_erase(Db *db, const char *kind, int64_t id) { return q_record_key_erase(db, str_c(kind), id); }

Err identity_open(Db *db, const Actor *who, const char *kind, int64_t id, Str reason, Time now)
{
    Str typed = str_trim(reason);
    if (typed.n < REASON_MIN || typed.n > REASON_MAX || !str_text_ok(typed)) return E_INPUT;
    if (who->account.v == 0) return E_AUTH;
    return q_identity_put(db, who->account.v, str_c(kind), id, now);
}

Err identity_is_open(Db *db, const Actor *who, const char *kind, int64_t id, Time now, bool *ret_open)
{
    IdentityGetRow row = {0};
    Err e = q_identity_get(db, NULL, who->account.v, str_c(kind), id, &row);
    if (e != OK && e != E_NOTFOUND) return e;
    *ret_open = e == OK && row.opened_at <= now && now - row.opened_at <= HOURS(IDENTITY_HOURS);
    return OK;
}
