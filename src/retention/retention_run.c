// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// retention_run.c - the daily round: list what ended, erase what is due. In small jobs, so that nobody waits for it.
#include "retention/retention.h"
#include "retention/retention_sql.h"
#include "sys/clock.h"
#include "sys/log.h"

typedef struct Round {
    Time now;
    const RetentionKind *kind;
    int64_t after;  // the last record of this kind that was looked at
    int64_t looked; // in this job
    bool untold;    // said that the table has no term for this kind
    RetentionRun run;
    Why *why;
} Round;

// What the table says nothing about stays. A table of staff may not know a kind that came later.
static Err plan_one(Db *db, Arena *mem, Round *x, const RetentionRecord *r, bool *ret_changed)
{
    RetentionTerm t;
    RetentionGetRow old;
    Why w = {{0}};
    *ret_changed = false;
    Err e = retention_term(mem, x->kind, r, &t, &w);
    if (e == E_INPUT) {
        if (!x->untold) log_line(LOG_WARN, "retention", "%s: kept, %s", x->kind->name, w.text);
        x->untold = true;
        return OK;
    }
    if (e != OK) return why(x->why, e, "%s", w.text);
    e = q_retention_get(db, mem, str_c(x->kind->name), r->id, &old);
    if (e != OK && e != E_NOTFOUND) return e;
    *ret_changed = e == E_NOTFOUND || old.due_at != t.due_at || old.since != r->ended || old.org != r->org.v ||
                   !str_eq(old.basis, t.basis);
    if (!*ret_changed) return OK;
    return q_retention_put(db, str_c(x->kind->name), r->id, r->org.v, r->ended, t.due_at, t.basis);
}

static Err plan_batch(App *app, Db *db, Arena *mem, void *arg)
{
    Round *x = arg;
    RetentionRecord *rows;
    size_t n;
    int64_t planned = 0;
    TRY(x->kind->ended(db, mem, x->after, RETENTION_PLAN_BATCH, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool changed;
        if (rows[i].erased) continue;
        TRY(plan_one(db, mem, x, &rows[i], &changed));
        planned += changed;
    }
    x->looked = (int64_t)n;
    if (n) x->after = rows[n - 1].id;
    x->run.planned += planned;
    if (planned == 0) return OK;
    return app_log(app, db,
                   &(Entry){.action = S("retention.plan"), .object = str_c(x->kind->name), .object_id = planned});
}

// The term is worked out anew: what was opened again is no longer due, and the table may have changed.
static Err erase_one(App *app, Db *db, Arena *mem, Round *x, const RetentionDueRow *due)
{
    RetentionRecord r;
    RetentionTerm t;
    x->kind = retention_kind(due->kind);
    if (!x->kind) return why(x->why, E_BUG, "no such kind of record: %.*s", STR_ARG(due->kind));
    Err e = x->kind->one(db, mem, due->record, &r);
    if (e != OK && e != E_NOTFOUND) return e;
    if (e == E_NOTFOUND || r.ended == 0 || r.erased) return q_retention_drop(db, due->kind, due->record);
    TRY(retention_term(mem, x->kind, &r, &t, x->why));
    if (t.due_at > x->now) return q_retention_put(db, due->kind, r.id, r.org.v, r.ended, t.due_at, t.basis);
    const Erasure erasure = {.reason = "term", .basis = t.basis, .at = x->now};
    TRY(retention_erase(db, mem, x->kind, r.id, &erasure));
    x->run.erased++;
    return app_log(app, db,
                   &(Entry){.org = r.org.v,
                            .action = S("record.erase"),
                            .object = due->kind,
                            .object_id = r.id,
                            .ground = S("avg5-1e"),
                            .purpose = t.basis});
}

static Err erase_batch(App *app, Db *db, Arena *mem, void *arg)
{
    Round *x = arg;
    RetentionDueRow *rows;
    size_t n;
    TRY(q_retention_due(db, mem, x->now, RETENTION_ERASE_BATCH, &rows, &n));
    int64_t before = x->run.erased;
    for (size_t i = 0; i < n; i++) TRY(erase_one(app, db, mem, x, &rows[i]));
    x->looked = (int64_t)n;
    if (n == 0 || x->run.erased > before) return OK;
    return app_log(app, db, &(Entry){.action = S("retention.plan"), .object = S("system"), .object_id = (int64_t)n});
}

static Err plan_all(App *app, Round *x)
{
    for (size_t k = 0; (x->kind = retention_kind_at(k)) != NULL; k++) {
        x->after = 0;
        x->untold = false;
        do TRY(app_write(app, plan_batch, x, x->why));
        while (x->looked == RETENTION_PLAN_BATCH);
    }
    return OK;
}

Err retention_plan(App *app, Time now, RetentionRun *ret_run, Why *w)
{
    Round x = {.now = now, .why = w};
    TRY(plan_all(app, &x));
    *ret_run = x.run;
    return OK;
}

// Also for what was erased at request since yesterday. Who reads just now holds it up: then tomorrow.
static Err scrub(App *app, Why *w)
{
    CLEANUP(db_closep) Db *db = NULL;
    TRY(db_open(app->store, DB_WRITE, &db, w));
    Err e = db_scrub(db);
    return e == E_BUSY ? OK : e;
}

Err retention_run(App *app, Time now, RetentionRun *ret_run, Why *w)
{
    Round x = {.now = now, .why = w};
    TRY(plan_all(app, &x));
    do TRY(app_write(app, erase_batch, &x, w));
    while (x.looked == RETENTION_ERASE_BATCH && x.run.erased < RETENTION_ERASE_MAX);
    x.run.more = x.looked == RETENTION_ERASE_BATCH;
    TRY(scrub(app, w));
    *ret_run = x.run;
    return OK;
}

Err retention_job(App *app, Why *w)
{
    RetentionRun run;
    return retention_run(app, clock_now(), &run, w);
}
