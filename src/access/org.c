// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// org.c - organisations and the areas they serve.
#include "access/access_sql.h"
#include "access/inside.h"
#include "sys/clock.h"
#include <string.h>

Err public_key_of(Str bytes, PublicKey *ret_key)
{
    if (bytes.n != PUBLIC_SIZE) return E_STORE;
    memcpy(ret_key->b, bytes.p, PUBLIC_SIZE);
    return OK;
}

static Err name_check(Str name, Why *w)
{
    if (name.n == 0) return why(w, E_INPUT, N_("Vul de naam van de organisatie in."));
    if (name.n > ORG_NAME_MAX) return why(w, E_INPUT, N_("De naam van de organisatie is te lang."));
    if (!str_text_ok(name)) return why(w, E_INPUT, N_("De naam bevat tekens die niet kunnen."));
    return OK;
}

static Err name_taken(Err e, Why *w)
{
    return e == E_NOTFOUND ? why(w, E_CONFLICT, N_("Er is al een organisatie met deze naam.")) : e;
}

Err org_create(Db *db, Arena *mem, OrgKind kind, Str name, OrgId *ret_org, KeyPair *ret_pair, Why *w)
{
    TRY(name_check(name, w));
    KeyPair pair = keypair_new();
    OrgInsertRow row;
    Str public = {(const char *)pair.public.b, PUBLIC_SIZE};
    Err e = q_org_insert(db, mem, str_c(org_kind_name(kind)), name, public, clock_now(), &row);
    if (e == OK) {
        *ret_org = (OrgId){row.id};
        *ret_pair = pair;
    }
    keypair_wipe(&pair);
    return name_taken(e, w);
}

static Err org_of_row(const OrgByIdRow *row, Org *ret_org)
{
    Org org = {
        .id = {row->id}, .name = row->name, .active = str_eq_c(row->state, "active"), .created_at = row->created_at};
    if (org_kind_parse(row->kind, &org.kind) != OK) return E_STORE;
    TRY(public_key_of(row->public_key, &org.public_key));
    *ret_org = org;
    return OK;
}

Err org_get(Db *db, Arena *mem, OrgId org, Org *ret_org)
{
    OrgByIdRow row;
    TRY(q_org_by_id(db, mem, org.v, &row));
    return org_of_row(&row, ret_org);
}

Err org_list(Db *db, Arena *mem, OrgKind kind, Org **ret_orgs, size_t *ret_count)
{
    OrgByIdRow *rows;
    size_t n;
    if (kind == ORG_KIND_COUNT) TRY(q_org_all(db, mem, &rows, &n));
    else TRY(q_org_of_kind(db, mem, str_c(org_kind_name(kind)), &rows, &n));
    Org *orgs = NEW_ARRAY(mem, Org, n);
    for (size_t i = 0; i < n; i++) TRY(org_of_row(&rows[i], &orgs[i]));
    *ret_orgs = orgs;
    *ret_count = n;
    return OK;
}

static Err one_changed(Err e, int64_t changed) { return e == OK && changed == 0 ? E_NOTFOUND : e; }

Err org_rename(Db *db, OrgId org, Str name, Why *w)
{
    TRY(name_check(name, w));
    PublicKey there;
    TRY(org_public_key(db, org, &there)); // E_NOTFOUND: no such organisation
    int64_t changed = 0;
    Err e = q_org_set_name(db, org.v, name, &changed);
    return name_taken(one_changed(e, changed), w);
}

Err org_set_active(Db *db, OrgId org, bool active)
{
    int64_t changed = 0;
    Err e = q_org_set_state(db, org.v, active ? S("active") : S("closed"), &changed);
    TRY(one_changed(e, changed));
    return active ? OK : q_org_sessions_end(db, org.v);
}

Err org_public_key(Db *db, OrgId org, PublicKey *ret_key)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    OrgByIdRow row;
    TRY(q_org_by_id(db, mem, org.v, &row));
    return public_key_of(row.public_key, ret_key);
}

Err org_renew_key(Db *db, OrgId org, KeyPair *ret_pair, Why *w)
{
    KeyPair pair = keypair_new();
    int64_t changed = 0;
    Err e = q_org_set_key(db, org.v, (Str){(const char *)pair.public.b, PUBLIC_SIZE}, &changed);
    if (e == OK && changed == 0)
        e = why(w, E_CONFLICT, N_("Deze organisatie heeft al leden of gegevens. Laat een lid een collega uitnodigen."));
    if (e == OK) *ret_pair = pair;
    keypair_wipe(&pair);
    return e;
}

static Err area_check(Scope scope, Str code)
{
    if (scope == SCOPE_national) return code.n == 0 ? OK : E_INPUT;
    return code.n > 0 && code.n <= AREA_CODE_MAX && str_text_ok(code) ? OK : E_INPUT;
}

Err org_area_add(Db *db, OrgId org, Scope scope, Str code)
{
    TRY(area_check(scope, code));
    return q_org_area_add(db, org.v, str_c(scope_name(scope)), code);
}

Err org_area_remove(Db *db, OrgId org, Scope scope, Str code)
{
    int64_t changed = 0;
    Err e = q_org_area_remove(db, org.v, str_c(scope_name(scope)), code, &changed);
    return one_changed(e, changed);
}

Err org_areas(Db *db, Arena *mem, OrgId org, Area **ret_areas, size_t *ret_count)
{
    OrgAreaListRow *rows;
    size_t n;
    TRY(q_org_area_list(db, mem, org.v, &rows, &n));
    Area *areas = NEW_ARRAY(mem, Area, n);
    for (size_t i = 0; i < n; i++) {
        areas[i].code = rows[i].code;
        if (scope_parse(rows[i].scope, &areas[i].scope) != OK) return E_STORE;
    }
    *ret_areas = areas;
    *ret_count = n;
    return OK;
}

Err org_in_region(Db *db, Arena *mem, OrgId org, Str region_code, bool *ret_yes)
{
    Area *areas;
    size_t n;
    TRY(org_areas(db, mem, org, &areas, &n));
    bool yes = false;
    for (size_t i = 0; i < n; i++)
        yes |=
            areas[i].scope == SCOPE_national || (areas[i].scope == SCOPE_region && str_eq(areas[i].code, region_code));
    *ret_yes = yes && region_code.n;
    return OK;
}

Err org_for_municipality(Db *db, Str gm_code, Str region_code, Str police_unit, OrgKind kind, OrgId *ret_org)
{
    OrgServingRow row;
    TRY(q_org_serving(db, NULL, str_c(org_kind_name(kind)), gm_code, region_code, police_unit, &row)); // numbers only
    *ret_org = (OrgId){row.id};
    return OK;
}
