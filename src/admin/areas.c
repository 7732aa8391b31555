// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/areas.h"
#include "admin/admin_sql.h"
#include "directory/directory.h"

static const char *const scope_labels[SCOPE_COUNT] = {
    [SCOPE_municipality] = N_("gemeente"),
    [SCOPE_region] = N_("regio"),
    [SCOPE_police_unit] = N_("politie-eenheid"),
    [SCOPE_national] = N_("heel Nederland"),
};

static AreaRow row_of(Arena *mem, Scope scope, Str code, Str name)
{
    return (AreaRow){
        .scope = scope_labels[scope], .name = name, .value = str_fmt(mem, "%s:%.*s", scope_name(scope), STR_ARG(code))};
}

typedef struct AreaList {
    AreaRow *v;
    size_t n;
} AreaList;

static void add_once(Arena *mem, AreaList *list, size_t from, Scope scope, Str code, Str name)
{
    AreaRow row = row_of(mem, scope, code, name);
    for (size_t i = from; i < list->n; i++)
        if (str_eq(list->v[i].value, row.value)) return;
    size_t at = list->n++;
    for (; at > from && str_cmp(list->v[at - 1].name, name) > 0; at--) list->v[at] = list->v[at - 1];
    list->v[at] = row;
}

Err areas_all(Req *rq, const AreaRow **ret_rows, size_t *ret_count)
{
    const Municipality *const *m;
    size_t n;
    TRY(municipalities(rq->db, &m, &n));
    AreaList list = {NEW_ARRAY(rq->mem, AreaRow, 3 * n + 1), 0};
    list.v[list.n++] = row_of(rq->mem, SCOPE_national, S(""), str_c(T(rq->lang, "heel Nederland")));
    size_t from = list.n;
    for (size_t i = 0; i < n; i++)
        add_once(rq->mem, &list, from, SCOPE_police_unit, m[i]->police_unit, m[i]->police_unit);
    from = list.n;
    for (size_t i = 0; i < n; i++) add_once(rq->mem, &list, from, SCOPE_region, m[i]->region_code, m[i]->region);
    for (size_t i = 0; i < n; i++) list.v[list.n++] = row_of(rq->mem, SCOPE_municipality, m[i]->code, m[i]->name);
    *ret_rows = list.v;
    *ret_count = list.n;
    return OK;
}

Err area_parse(Req *rq, Str value, Area *ret_area)
{
    const AreaRow *all;
    size_t n;
    TRY(areas_all(rq, &all, &n));
    Str code = value, scope = str_cut(&code, ':');
    TRY(scope_parse(scope, &ret_area->scope));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(all[i].value, value)) continue;
        ret_area->code = code;
        return OK;
    }
    return E_INPUT;
}

static Str name_in(const AreaRow *all, size_t n, Str value, Str otherwise)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].value, value)) return all[i].name;
    return otherwise;
}

Err areas_of(Req *rq, OrgId org, const AreaRow **ret_rows, size_t *ret_count)
{
    const AreaRow *all;
    Area *areas;
    size_t all_n, n;
    TRY(areas_all(rq, &all, &all_n));
    TRY(org_areas(rq->db, rq->mem, org, &areas, &n));
    AreaRow *rows = NEW_ARRAY(rq->mem, AreaRow, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(rq->mem, areas[i].scope, areas[i].code, areas[i].code);
        rows[i].name = name_in(all, all_n, rows[i].value, areas[i].code);
    }
    *ret_rows = rows;
    *ret_count = n;
    return OK;
}

// ---- who serves what ------------------------------------------------------------------------------------------------

static const AdminAreasRow *serving(const AdminAreasRow *rows, size_t n, const char *scope, Str code)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_c(rows[i].kind, "municipality") && str_eq_c(rows[i].state, "active") &&
            str_eq_c(rows[i].scope, scope) && str_eq(rows[i].code, code))
            return &rows[i];
    return NULL;
}

Err areas_served(Req *rq, AreasView *ret_view)
{
    AdminAreasRow *rows;
    const Municipality *const *m;
    size_t n, count;
    TRY(q_admin_areas(rq->db, rq->mem, &rows, &n));
    TRY(municipalities(rq->db, &m, &count));
    ServedRow *served = NEW_ARRAY(rq->mem, ServedRow, count);
    AreasView v = {.rows = served, .n = count};
    for (size_t i = 0; i < count; i++) {
        const AdminAreasRow *by = serving(rows, n, "municipality", m[i]->code);
        if (!by) by = serving(rows, n, "region", m[i]->region_code);
        if (!by) by = serving(rows, n, "police_unit", m[i]->police_unit);
        if (!by) by = serving(rows, n, "national", STR_NONE);
        served[i] = (ServedRow){.municipality = m[i]->name,
                                .region = m[i]->region,
                                .unit = m[i]->police_unit,
                                .org = by ? by->org : 0,
                                .org_name = by ? by->org_name : STR_NONE};
        if (by) v.served++;
    }
    *ret_view = v;
    return OK;
}
