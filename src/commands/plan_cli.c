// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_cli.c - `baken plan ...`: the national plan from a terminal. Needs no store and no data folder; `plan budget`
// and `plan report` can add what the store of one knows.
#include "base/json.h"
#include "commands/offline.h"
#include "programme/plan_report.h"
#include "steering/money.h"
#include "steering/reporting.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <stdio.h>

enum { PLAN_FILE_MAX = 1024 * 1024, OUT_MAX = 1024 * 1024, FILE_MODE = 0644 };

// The files of a folder, so that an edited copy can be tried; else those inside the program.
static Err load(Args *a, const Plan **ret_plan)
{
    const char *dir = arg_value(a, "dir", NULL);
    Plan *p = NEW(a->mem, Plan);
    Str texts[PLAN_TABLE_COUNT];
    if (!dir) {
        TRY(plan_start(&a->why));
        *ret_plan = plan_get();
        return OK;
    }
    for (int t = 0; t < PLAN_TABLE_COUNT; t++) {
        const char *path = str_z(a->mem, str_fmt(a->mem, "%s/%s", dir, plan_table_file((PlanTable)t)));
        TRY(file_read(a->mem, path, PLAN_FILE_MAX, &texts[t], &a->why));
    }
    TRY(plan_load(a->mem, texts, p, &a->why));
    *ret_plan = p;
    return OK;
}

static void put(const char *label, Str text) { printf("  %-9s %.*s\n", label, STR_ARG(text)); }

static void print_check(const Plan *p, const PlanCheck *k)
{
    for (size_t i = 0; i < p->contradictions_count; i++) {
        const PlanContradiction *x = &p->contradictions[i];
        printf("%.*s %.*s\n", STR_ARG(x->code), STR_ARG(x->title));
        put("een", x->one);
        put("ander", x->other);
        put("gelezen", x->reading);
        put("omdat", x->because);
        put("bron", x->source);
    }
    printf("\n%zu contradictions, each with a reading; %zu were found by counting and comparing\n",
           p->contradictions_count, k->key_count);
    printf("%zu printed amounts compared: %s\n", k->sums, k->reconciles ? "all as printed" : "NOT all as printed");
    for (size_t i = 0; i < k->fault_count; i++) printf("FAULT %.*s\n", STR_ARG(k->faults[i]));
}

static void check_json(Args *a, const Plan *p, const PlanCheck *k)
{
    Buf b = buf_new(a->mem, OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kbool(&j, "ok", k->fault_count == 0);
    json_kbool(&j, "reconciles", k->reconciles);
    json_kint(&j, "sums", (int64_t)k->sums);
    json_key(&j, "faults");
    json_arr(&j);
    for (size_t i = 0; i < k->fault_count; i++) json_str(&j, k->faults[i]);
    json_arr_end(&j);
    json_key(&j, "contradictions");
    json_arr(&j);
    for (size_t i = 0; i < p->contradictions_count; i++) {
        const PlanContradiction *x = &p->contradictions[i];
        json_obj(&j);
        json_kstr(&j, "code", x->code);
        json_kstr(&j, "title", x->title);
        json_kstr(&j, "one", x->one);
        json_kstr(&j, "other", x->other);
        json_kstr(&j, "reading", x->reading);
        json_kstr(&j, "because", x->because);
        json_kstr(&j, "source", x->source);
        json_key(&j, "found");
        json_arr(&j);
        for (Str rest = x->seen; rest.n;) json_str(&j, str_cut(&rest, ' '));
        json_arr_end(&j);
        json_end(&j);
    }
    json_arr_end(&j);
    json_end(&j);
    printf("%.*s\n", STR_ARG(buf_str(&b)));
}

Err command_plan_check(Args *a)
{
    const Plan *p;
    PlanCheck k;
    TRY(load(a, &p));
    plan_check(a->mem, p, &k);
    if (a->json) check_json(a, p, &k);
    else print_check(p, &k);
    if (k.fault_count) return why(&a->why, E_CONFLICT, "%zu faults", k.fault_count);
    return OK;
}

// kind: "committed", "spent"; NULL: what was reserved.
static void print_row(const Plan *p, const char *code, const char *title, const char *kind)
{
    printf("%-4s %-44s", code, title);
    for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++)
        printf(" %10lld", (long long)(kind ? plan_spent(p, str_c(code), y, kind)
                                           : plan_reserved(p, str_c(code), y, false)));
    printf("\n");
}

static void print_rows(Args *a, const Plan *p, const char *head, const char *kind)
{
    printf("%-4s %-44s %10s %10s %10s %10s\n", "", head, "2023", "2024", "2025", "2026");
    for (size_t i = 0; plan_letters[i]; i++)
        print_row(p, plan_letters[i], str_z(a->mem, plan_letter_title(p, plan_letters[i], true)), kind);
    print_row(p, "all", "Total", kind);
}

// What the core team booked in the store of an installation, beside what stands in the files.
static Err with_books(Args *a, const Plan **plan)
{
    CLEANUP(db_closep) Db *db = NULL;
    if (!arg_value(a, "data", NULL)) return OK;
    TRY(offline_db(a, &db));
    Err e = money_plan(db, a->mem, *plan, date_nl(clock_now()), plan);
    return e == OK ? OK : why(&a->why, e, "cannot read the books: %s", db_error(db));
}

Err command_plan_budget(Args *a)
{
    const Plan *p;
    PlanCheck k;
    TRY(load(a, &p));
    TRY(with_books(a, &p));
    plan_check(a->mem, p, &k);
    if (a->json) {
        printf("%.*s\n", STR_ARG(plan_budget_json(a->mem, p, &k)));
        return OK;
    }
    print_rows(a, p, "reserved, in euro", NULL);
    if (p->spending_count) {
        print_rows(a, p, "committed, in euro", "committed");
        print_rows(a, p, "spent, in euro", "spent");
    }
    printf("%zu printed amounts compared: %s\n", k.sums, k.reconciles ? "all as printed" : "NOT all as printed");
    return OK;
}

static Err period_of(Args *a, Period *ret_p)
{
    Str quarter = str_c(arg_value(a, "quarter", "")), half = str_c(arg_value(a, "half", ""));
    if (!quarter.n == !half.n) return why(&a->why, E_INPUT, "give --quarter or --half, one of both");
    if (period_parse(quarter.n ? quarter : half, ret_p) != OK || ret_p->half != (half.n > 0))
        return why(&a->why, E_INPUT, half.n ? "--half: 2023H1 to 2027H2" : "--quarter: 2023Q1 to 2027Q4");
    return OK;
}

// What the store of an installation knows; nothing when none was named.
static Err live_of(Args *a, ReportInput *in)
{
    CLEANUP(db_closep) Db *db = NULL;
    Live *live = NEW(a->mem, Live);
    Str text;
    if (!arg_value(a, "data", NULL) && !arg_value(a, "store", NULL)) return OK;
    TRY(plan_start(&a->why)); // the indicators are those of this program
    TRY(offline_db(a, &db));
    in->at = clock_now();
    Err e = reporting_gather(db, a->mem, in->plan, in->period, in->at, live);
    if (e != OK) return why(&a->why, e, "cannot read what is known: %s", db_error(db));
    TRY(live_write(a->mem, live, &text)); // out of the store's hands before it closes
    in->live = live;
    return live_read(a->mem, text, live, &a->why);
}

Err command_plan_report(Args *a)
{
    ReportInput in = {0};
    Str file = str_c(arg_value(a, "out", "")), language = str_c(arg_value(a, "language", "nl")), made;
    int format = 0;
    TRY(period_of(a, &in.period));
    if (str_eq_c(language, "en")) in.lang = LANG_EN;
    else if (!str_eq_c(language, "nl")) return why(&a->why, E_INPUT, "--language: nl or en");
    while (format < REPORT_FORMATS && !str_ends(file, str_fmt(a->mem, ".%s", reporting_files[format].ending))) format++;
    if (format == REPORT_FORMATS) return why(&a->why, E_INPUT, "--out: a name that ends in .html, .pdf or .xlsx");
    TRY(load(a, &in.plan));
    in.at = time_of_date(period_end(in.period) + 1) - 1;
    TRY(live_of(a, &in));
    TRY(reporting_make(a->mem, &in, (ReportFormat)format, NULL, &made, &a->why));
    return file_write(str_z(a->mem, file), FILE_MODE, made, &a->why);
}

Err command_plan_export(Args *a)
{
    const Plan *p;
    const char *xlsx = arg_value(a, "xlsx", NULL), *ics = arg_value(a, "ics", NULL);
    Str made;
    TRY(load(a, &p));
    if (xlsx) {
        TRY(plan_xlsx(a->mem, p, NULL, &made, &a->why));
        TRY(file_write(xlsx, FILE_MODE, made, &a->why));
    }
    if (ics) TRY(file_write(ics, FILE_MODE, plan_calendar(a->mem, p, true), &a->why));
    made = a->json ? plan_json(a->mem, p) : plan_csv(a->mem, p);
    if (a->json || arg_on(a, "csv") || (!xlsx && !ics)) printf("%.*s\n", STR_ARG(made));
    return OK;
}
