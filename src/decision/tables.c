// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tables.c - the versions of the decision tables in the store.
#include "assets/assets.h"
#include "crypt/crypt.h"
#include "decision/decision.h"
#include "decision/decision_sql.h"

// The tables that came with the program: one file each. A region is a police unit.
static const struct {
    const char *name, *region, *path;
} built_in[] = {
    {"routing", "", "rules/routing.dmn"},
    {"routing", "Rotterdam", "rules/routing-rotterdam.dmn"},
    {"triage", "", "rules/triage.dmn"},
    {"termijnen", "", "rules/termijnen.dmn"},
    {"placement", "", "rules/placement.dmn"},
    {"placement_score", "", "rules/placement_score.dmn"},
    {"retention", "", "rules/retention.dmn"},
};

// A text that was never seen becomes the next version. It takes over from the program's older text, not from one that
// staff put live: then it waits ("ready").
static Err seed_one(Db *db, Arena *mem, Str name, Str region, Str xml, Time now, bool *ret_added)
{
    Hash h = hash_of(xml);
    Str hash = str_hex(mem, h.b, sizeof h.b);
    RuleHasRow has;
    Err e = q_rule_has(db, mem, name, region, hash, &has);
    if (e != E_NOTFOUND) {
        *ret_added = false;
        return e;
    }
    RuleNewestRow newest = {0};
    e = q_rule_newest(db, mem, name, region, &newest);
    if (e != OK && e != E_NOTFOUND) return e;
    RuleLiveOriginRow live = {0};
    e = q_rule_live_origin(db, mem, name, region, &live);
    if (e != OK && e != E_NOTFOUND) return e;
    bool waits = e == OK && str_eq_c(live.origin, "staff");
    if (e == OK && !waits) TRY(q_rule_retire(db, live.id));
    TRY(q_rule_add(db, name, region, newest.version + 1, hash, xml, waits ? S("ready") : S("live"), waits ? 0 : now));
    *ret_added = true;
    return OK;
}

Err decision_seed(Db *db, Arena *mem, Time now, bool *ret_changed, Why *w)
{
    bool changed = false;
    for (size_t i = 0; i < COUNT(built_in); i++) {
        const Asset *a = asset_find(str_c(built_in[i].path));
        if (!a) return why(w, E_NOTFOUND, "%s is not in the program", built_in[i].path);
        bool added;
        TRY(seed_one(db, mem, str_c(built_in[i].name), str_c(built_in[i].region), a->bytes, now, &added));
        changed = changed || added;
    }
    *ret_changed = changed;
    return OK;
}

Err decision_versions(Db *db, Arena *mem, TableVersion **ret_rows, size_t *ret_count)
{
    RuleVersionsRow *rows;
    size_t n;
    TRY(q_rule_versions(db, mem, &rows, &n));
    TableVersion *list = NEW_ARRAY(mem, TableVersion, n + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = (TableVersion){.id = rows[i].id, .version = rows[i].version, .name = rows[i].name,
                                 .region = rows[i].region, .hash = rows[i].hash, .origin = rows[i].origin,
                                 .status = rows[i].status, .state = rows[i].state, .live_from = rows[i].live_from};
    *ret_rows = list;
    *ret_count = n;
    return OK;
}

Err decision_version(Db *db, Arena *mem, int64_t id, TableVersion *ret_row)
{
    RuleVersionRow r;
    TRY(q_rule_version(db, mem, id, &r));
    *ret_row = (TableVersion){.id = r.id, .version = r.version, .name = r.name, .region = r.region, .hash = r.hash,
                              .origin = r.origin, .status = r.status, .state = r.state, .live_from = r.live_from,
                              .xml = r.xml};
    return OK;
}
