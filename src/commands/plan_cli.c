// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_cli.c - `baken plan ...`: the national plan from a terminal. Needs no store and no data folder.
#include "base/json.h"
#include "commands/command.h"
#include "programme/plan.h"
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

static void print_row(const Plan *p, const char *code, const char *title)
{
    printf("%-4s %-44s", code, title);
    for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++)
        printf(" %10lld", (long long)plan_reserved(p, str_c(code), y, false));
    printf("\n");
}

Err command_plan_budget(Args *a)
{
    const Plan *p;
    PlanCheck k;
    TRY(load(a, &p));
    plan_check(a->mem, p, &k);
    if (a->json) {
        printf("%.*s\n", STR_ARG(plan_budget_json(a->mem, p, &k)));
        return OK;
    }
    printf("%-4s %-44s %10s %10s %10s %10s\n", "", "reserved, in euro", "2023", "2024", "2025", "2026");
    for (size_t i = 0; plan_letters[i]; i++)
        print_row(p, plan_letters[i], str_z(a->mem, plan_letter_title(p, plan_letters[i], true)));
    print_row(p, "all", "Total");
    printf("%zu printed amounts compared: %s\n", k.sums, k.reconciles ? "all as printed" : "NOT all as printed");
    return OK;
}

Err command_plan_report(Args *a)
{
    const Plan *p;
    Quarter q;
    Str file = str_c(arg_value(a, "out", "")), made, title;
    if (quarter_parse(str_c(arg_value(a, "quarter", "")), &q) != OK)
        return why(&a->why, E_INPUT, "--quarter: 2023Q1 to 2027Q4");
    TRY(load(a, &p));
    title = plan_report_title(a->mem, q);
    if (str_ends(file, S(".html"))) made = plan_report_page(a->mem, title, plan_report(a->mem, p, q));
    else if (str_ends(file, S(".xlsx"))) TRY(plan_report_xlsx(a->mem, p, q, NULL, &made, &a->why));
    else return why(&a->why, E_INPUT, "--out: a name that ends in .html or .xlsx");
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
