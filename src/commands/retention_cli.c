// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// retention_cli.c - `baken retention`: what is due, and erasing it now instead of at the next daily round.
#include "commands/offline.h"
#include "commands/routes.h"
#include "sys/clock.h"
#include <stdio.h>

static void counts_json(Buf *b, const RetentionCount *v, size_t n, const RetentionRun *run)
{
    Json j = json_to(b);
    json_obj(&j);
    json_kint(&j, "erased_now", run->erased);
    json_kbool(&j, "more", run->more);
    json_key(&j, "kinds");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_kstr(&j, "kind", str_c(v[i].kind->name));
        json_kint(&j, "overdue", v[i].overdue);
        json_kint(&j, "this_month", v[i].soon);
        json_kint(&j, "next_month", v[i].later);
        json_kint(&j, "held", v[i].held);
        json_kint(&j, "erased_this_month", v[i].erased);
        json_kint(&j, "erased_last_month", v[i].erased_before);
        json_end(&j);
    }
    json_arr_end(&j);
    json_end(&j);
}

static void counts_text(Buf *b, const RetentionCount *v, size_t n, const RetentionRun *run, bool ran)
{
    buf_fmt(b, "%-10s %9s %11s %11s %6s %17s %17s", "kind", "overdue", "this month", "next month", "held",
            "erased this month", "erased last month");
    for (size_t i = 0; i < n; i++)
        buf_fmt(b, "\n%-10s %9lld %11lld %11lld %6lld %17lld %17lld", v[i].kind->name, (long long)v[i].overdue,
                (long long)v[i].soon, (long long)v[i].later, (long long)v[i].held, (long long)v[i].erased,
                (long long)v[i].erased_before);
    if (ran)
        buf_fmt(b, "\nerased now: %lld%s", (long long)run->erased, run->more ? "; there is more, run it again" : "");
}

static Err run_and_count(Args *a, App *app, bool erase)
{
    RetentionRun run = {0};
    RetentionCount *v;
    size_t n;
    TRY(app_prepare(app, &a->why));
    if (erase) TRY(retention_run(app, clock_now(), &run, &a->why));
    else TRY(retention_plan(app, clock_now(), &run, &a->why));
    TRY(retention_counts(app->read[0], a->mem, (OrgId){0}, clock_now(), &v, &n));
    Buf b = buf_new(a->mem, KB(64));
    if (a->json) counts_json(&b, v, n, &run);
    else counts_text(&b, v, n, &run, erase);
    return print_out(&b);
}

Err command_retention(Args *a)
{
    const AppOptions o = {.dir = arg_value(a, "data", NULL), .store = arg_store(a)};
    CLEANUP(db_closep) Db *db = NULL;
    App *app = NULL;
    TRY(offline_db(a, &db)); // says it clearly when there is no store
    TRY(app_open(&o, route_tables, route_table_count, &app, &a->why));
    Err e = run_and_count(a, app, arg_on(a, "run"));
    app_close(app);
    return e;
}
