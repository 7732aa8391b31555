// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/decision.h"
#include "decision/rules_pages.h"
#include "sys/clock.h"

typedef struct Round {
    DecisionSet *set; // to take over when this is committed; NULL: nothing changed
    Why *why;
} Round;

static Err run(App *app, Db *db, Arena *mem, void *arg)
{
    Round *r = arg;
    int64_t due = 0;
    TRY(decision_due(db, mem, clock_now(), &due));
    if (due == 0) return OK;
    const Entry entry = {.action = S("rules.live"), .object = S("rules"), .purpose = S("moment")};
    TRY(app_log(app, db, &entry));
    return decision_compile(db, &r->set, r->why);
}

Err rules_job(App *app, Why *w)
{
    Round r = {.why = w};
    Err e = app_write(app, run, &r, w);
    if (e == OK && r.set) decision_install(r.set);
    else decision_drop(r.set);
    return e;
}
