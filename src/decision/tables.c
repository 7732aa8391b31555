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
    {"referral", "", "rules/referral.dmn"},   {"referral", "Rotterdam", "rules/referral-rotterdam.dmn"},
    {"triage", "", "rules/triage.dmn"},       {"termijnen", "", "rules/termijnen.dmn"},
    {"placement", "", "rules/placement.dmn"}, {"placement_score", "", "rules/placement_score.dmn"},
    {"retention", "", "rules/retention.dmn"}, {"sharing", "", "rules/sharing.dmn"},
};

static Str tests_of(Arena *mem, Str path)
{
    const Asset *a = asset_find(str_fmt(mem, "%.*s.tests.json", STR_ARG(str_head(path, path.n - sizeof ".dmn" + 1))));
    return a ? a->bytes : STR_NONE;
}

// A text that was never seen becomes the next version. It takes over from the program's older text, not from one that
// staff put live: then it waits ("ready").
static Err seed_one(Db *db, Arena *mem, Str name, Str region, Str xml, Str tests, Time now, bool *ret_added)
{
    Hash h = hash_of(xml);
    Str hash = str_hex(mem, h.b, sizeof h.b);
    RuleHasRow has;
    Err e = q_rule_has(db, mem, name, region, hash, &has);
    if (e != E_NOTFOUND) {
        TRY(e);
        *ret_added = !str_eq(has.tests, tests); // only the test cases changed
        return *ret_added ? q_rule_tests(db, has.id, tests) : OK;
    }
    RuleNewestRow newest = {0};
    e = q_rule_newest(db, mem, name, region, &newest);
    if (e != OK && e != E_NOTFOUND) return e;
    RuleLiveOriginRow live = {0};
    e = q_rule_live_origin(db, mem, name, region, &live);
    if (e != OK && e != E_NOTFOUND) return e;
    bool waits = e == OK && str_eq_c(live.origin, "staff");
    if (e == OK && !waits) TRY(q_rule_retire(db, live.id, now));
    RuleAddRow added;
    TRY(q_rule_add(db, mem, name, region, newest.version + 1, hash, xml, tests, S("program"),
                   waits ? S("ready") : S("live"), waits ? 0 : now, 0, &added));
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
        TRY(seed_one(db, mem, str_c(built_in[i].name), str_c(built_in[i].region), a->bytes, tests_of(mem, a->path), now,
                     &added));
        changed = changed || added;
    }
    *ret_changed = changed;
    return OK;
}

bool decision_known(Str table)
{
    for (size_t i = 0; i < COUNT(built_in); i++)
        if (str_eq_c(table, built_in[i].name)) return true;
    return false;
}

Str decision_built_in(Str table, Str *ret_tests)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    for (size_t i = 0; i < COUNT(built_in); i++) {
        if (!str_eq_c(table, built_in[i].name) || built_in[i].region[0]) continue;
        const Asset *a = asset_find(str_c(built_in[i].path));
        if (!a) break;
        *ret_tests = tests_of(mem, a->path); // lies in the program, not in mem
        return a->bytes;
    }
    return STR_NONE;
}

// One of a table and region takes over at its moment; who waited longest goes first, so the newest stays.
Err decision_due(Db *db, Arena *mem, Time now, int64_t *ret_changed)
{
    RuleDueRow *due;
    size_t n;
    TRY(q_rule_due(db, mem, now, &due, &n));
    for (size_t i = 0; i < n; i++) {
        RuleLiveOriginRow live;
        Err e = q_rule_live_origin(db, mem, due[i].name, due[i].region, &live);
        if (e != OK && e != E_NOTFOUND) return e;
        if (e == OK) TRY(q_rule_retire(db, live.id, now));
        int64_t changed;
        TRY(q_rule_to_live(db, due[i].id, &changed));
    }
    *ret_changed = (int64_t)n;
    return OK;
}

Err decision_versions(Db *db, Arena *mem, TableVersion **ret_rows, size_t *ret_count)
{
    RuleVersionsRow *rows;
    size_t n;
    TRY(q_rule_versions(db, mem, &rows, &n));
    TableVersion *list = NEW_ARRAY(mem, TableVersion, n + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = (TableVersion){.id = rows[i].id,
                                 .version = rows[i].version,
                                 .name = rows[i].name,
                                 .region = rows[i].region,
                                 .hash = rows[i].hash,
                                 .origin = rows[i].origin,
                                 .status = rows[i].status,
                                 .state = rows[i].state,
                                 .live_from = rows[i].live_from,
                                 .retired_at = rows[i].retired_at,
                                 .draft = rows[i].draft_id};
    *ret_rows = list;
    *ret_count = n;
    return OK;
}

Err decision_version(Db *db, Arena *mem, int64_t id, TableVersion *ret_row)
{
    RuleVersionRow r;
    TRY(q_rule_version(db, mem, id, &r));
    *ret_row = (TableVersion){.id = r.id,
                              .version = r.version,
                              .name = r.name,
                              .region = r.region,
                              .hash = r.hash,
                              .origin = r.origin,
                              .status = r.status,
                              .state = r.state,
                              .live_from = r.live_from,
                              .retired_at = r.retired_at,
                              .draft = r.draft_id,
                              .xml = r.xml,
                              .tests = r.tests,
                              .lawyer = r.lawyer,
                              .lawyer_day = r.lawyer_day,
                              .lawyer_at = r.lawyer_at,
                              .lawyer_by = r.lawyer_by};
    return OK;
}
