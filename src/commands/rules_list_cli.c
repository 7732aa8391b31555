// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_list_cli.c - `baken rules list`: the versions of the tables in a store, and what is open.
#include "commands/offline.h"
#include "decision/life.h"

static void version_line(Buf *b, const TableVersion *t)
{
    buf_fmt(b, "%.*s%s%.*s v%lld %.*s %.*s", STR_ARG(t->name), t->region.n ? "/" : "", STR_ARG(t->region),
            (long long)t->version, STR_ARG(t->state), STR_ARG(t->origin));
}

static void versions_json(Json *j, const TableVersion *t)
{
    json_obj(j);
    json_kint(j, "id", t->id);
    json_kstr(j, "name", t->name);
    json_kstr(j, "region", t->region);
    json_kint(j, "version", t->version);
    json_kstr(j, "state", t->state);
    json_kstr(j, "origin", t->origin);
    json_kstr(j, "status", t->status);
    json_kstr(j, "hash", t->hash);
    json_kint(j, "live_from", t->live_from);
    json_end(j);
}

static void draft_json(Json *j, const DraftRow *d)
{
    json_obj(j);
    json_kint(j, "draft", d->id);
    json_kstr(j, "name", d->name);
    json_kstr(j, "region", d->region);
    json_kstr(j, "state", d->state);
    json_kstr(j, "kind", d->kind);
    json_kint(j, "live_from", d->live_from);
    json_end(j);
}

Err command_rules_list(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    TableVersion *tables;
    DraftRow *drafts;
    size_t n, m;
    TRY(offline_db(a, &db));
    TRY(decision_versions(db, a->mem, &tables, &n));
    TRY(draft_list(db, a->mem, &drafts, &m));
    Buf b = buf_new(a->mem, OUTPUT_MAX);
    Json j = json_to(&b);
    if (a->json) json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        if (!a->json && i) buf_c(&b, "\n");
        if (a->json) versions_json(&j, &tables[i]);
        else version_line(&b, &tables[i]);
    }
    for (size_t i = 0; i < m; i++) {
        const DraftRow *d = &drafts[i];
        if (a->json) draft_json(&j, d);
        else
            buf_fmt(&b, "\n%.*s%s%.*s draft %lld %.*s", STR_ARG(d->name), d->region.n ? "/" : "", STR_ARG(d->region),
                    (long long)d->id, STR_ARG(d->state));
    }
    if (a->json) json_arr_end(&j);
    return print_out(&b);
}
