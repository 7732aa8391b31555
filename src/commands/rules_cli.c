// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_cli.c - `baken rules ...`: a decision table from a file, without a store.
#include "commands/offline.h"
#include "rules/rules_check.h"
#include "rules/rules_json.h"
#include "rules/tck.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <stdio.h>
#include <string.h>

enum { DIR_MAX = 10000, DEPTH_MAX = 8 };

static Err load(Args *a, Arena *mem, const char *path, Rules **ret_rules, Why *w)
{
    (void)a;
    Str xml;
    TRY(file_read(mem, path, RULES_FILE_MAX, &xml, w));
    return rules_load(mem, xml, path, ret_rules, w);
}

static Err one_file(Args *a, const char **ret_path)
{
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "name one .dmn file");
    *ret_path = a->operands[0];
    return OK;
}

static Err the_decision(Args *a, const Rules *rules, const Decision **ret_decision)
{
    const char *name = arg_value(a, "decision", NULL);
    *ret_decision = name ? rules_find(rules, str_c(name)) : NULL;
    if (!name && rules_decision_count(rules) == 1) *ret_decision = rules_decision(rules, 0);
    if (*ret_decision) return OK;
    if (name) return why(&a->why, E_NOTFOUND, "there is no decision \"%s\" in this file", name);
    return why(&a->why, E_INPUT, "this file has several decisions: choose one with --decision NAME");
}

// As people read it: each outcome, the rule, and why.
static void result_text(Buf *b, Arena *mem, const Rules *rules, const Result *result)
{
    const Decision *d = result->decision;
    Explained x;
    rules_explain(rules, result, RULES_EN, mem, &x);
    buf_fmt(b, "%.*s = %.*s", STR_ARG(d->name), STR_ARG(value_text(mem, result->value)));
    for (size_t i = 0; i < x.fired_count; i++) {
        buf_fmt(b, "\nrule %.*s", STR_ARG(d->rules[x.fired[i].rule].id));
        for (size_t k = 0; k < x.fired[i].match_count; k++)
            buf_fmt(b, "%s %.*s", k ? ";" : ":", STR_ARG(x.fired[i].matches[k].words));
    }
    if (x.fired_count == 0 && d->is_table) buf_c(b, "\nno rule fired");
}

Err command_rules_eval(Args *a)
{
    const char *path = NULL;
    Rules *rules;
    const Decision *decision;
    Binding *inputs;
    size_t n;
    TRY(one_file(a, &path));
    TRY(load(a, a->mem, path, &rules, &a->why));
    TRY(the_decision(a, rules, &decision));
    TRY(rules_bindings_from_json(decision, str_c(arg_value(a, "input", "{}")), a->mem, &inputs, &n, &a->why));
    Result result;
    TRY(rules_eval(rules, decision->id.n ? decision->id : decision->name, inputs, n, a->mem, &result, &a->why));
    Buf b = buf_new(a->mem, OUTPUT_MAX);
    if (a->json) {
        Json j = json_to(&b);
        rules_result_to_json(&j, rules, &result, RULES_EN, a->mem);
    } else {
        result_text(&b, a->mem, rules, &result);
    }
    return print_out(&b);
}

// ---- what is wrong with a table

typedef struct CheckRun {
    Args *a;
    Buf *out;
    Json *json; // NULL: text
    int64_t errors, refused;
} CheckRun;

static Str rule_id(const Finding *f, uint32_t rule)
{
    return rule < f->decision->rule_count ? f->decision->rules[rule].id : STR_NONE;
}

static void finding_json(Json *j, Arena *mem, const Finding *f)
{
    bool two = f->kind == FIND_OVERLAP || f->kind == FIND_CONTRADICTION ||
               (f->kind == FIND_UNREACHABLE && f->rule != f->other);
    json_obj(j);
    json_kstr(j, "kind", str_c(finding_name(f->kind)));
    json_kbool(j, "error", finding_is_error(f));
    if (two || f->kind == FIND_UNREACHABLE) json_kstr(j, "rule", rule_id(f, f->rule));
    if (two) json_kstr(j, "other", rule_id(f, f->other));
    if (f->kind == FIND_UNUSED) json_kstr(j, "input", f->decision->inputs[f->column].label);
    if (f->example.n) json_kstr(j, "example", f->example);
    json_kstr(j, "text", finding_text(mem, f, RULES_EN));
    json_end(j);
}

static void decision_json(CheckRun *run, Arena *mem, const Decision *d, const Finding *list, size_t n)
{
    Json *j = run->json;
    json_obj(j);
    json_kstr(j, "name", d->name);
    json_kstr(j, "hit_policy", str_c(d->is_table ? hit_policy_name(d->hit_policy) : ""));
    json_kint(j, "rules", (int64_t)d->rule_count);
    json_key(j, "inputs");
    json_arr(j);
    for (size_t i = 0; i < d->need_count; i++) {
        json_obj(j);
        json_kstr(j, "name", d->needs[i]->name);
        json_kstr(j, "type", str_c(type_name(d->needs[i]->type)));
        json_end(j);
    }
    json_arr_end(j);
    json_key(j, "findings");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (list[i].decision == d) finding_json(j, mem, &list[i]);
    json_arr_end(j);
    json_end(j);
}

static void decision_text(CheckRun *run, Arena *mem, const Decision *d, const Finding *list, size_t n)
{
    buf_fmt(run->out, "%.*s: %s, %zu rules, %zu inputs\n", STR_ARG(d->name),
            d->is_table ? hit_policy_name(d->hit_policy) : "expression", d->rule_count, d->need_count);
    for (size_t i = 0; i < n; i++)
        if (list[i].decision == d)
            buf_fmt(run->out, "  %s: %.*s\n", finding_is_error(&list[i]) ? "ERROR" : "note",
                    STR_ARG(finding_text(mem, &list[i], RULES_EN)));
}

static void check_file(CheckRun *run, const char *path)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA);
    Rules *rules;
    Finding *list = NULL;
    size_t n = 0, count = 0;
    Why w = {{0}};
    Err e = load(run->a, mem, path, &rules, &w);
    run->refused += e != OK;
    if (e == OK) rules_check(rules, mem, &list, &n);
    if (e == OK) count = rules_decision_count(rules);
    for (size_t i = 0; i < n; i++) run->errors += finding_is_error(&list[i]);
    if (run->json) {
        json_obj(run->json);
        json_kstr(run->json, "file", str_c(path));
        if (e != OK) json_kstr(run->json, "refused", str_c(w.text));
        json_key(run->json, "decisions");
        json_arr(run->json);
    } else if (e != OK) {
        buf_fmt(run->out, "%s\n", w.text);
    }
    for (size_t i = 0; i < count; i++) {
        const Decision *d = rules_decision(rules, i);
        if (run->json) decision_json(run, mem, d, list, n);
        else decision_text(run, mem, d, list, n);
    }
    if (run->json) json_arr_end(run->json);
    if (run->json) json_end(run->json);
}

Err command_rules_check(Args *a)
{
    if (a->operand_count == 0) return why(&a->why, E_INPUT, "name a .dmn file, or more");
    Buf b = buf_new(a->mem, OUTPUT_MAX);
    Json j = json_to(&b);
    CheckRun run = {.a = a, .out = &b, .json = a->json ? &j : NULL};
    if (a->json) json_arr(&j);
    for (size_t i = 0; i < a->operand_count; i++) check_file(&run, a->operands[i]);
    if (a->json) json_arr_end(&j);
    if (!a->json && b.n && b.p[b.n - 1] == '\n') b.n--;
    TRY(print_out(&b));
    if (run.refused) return why(&a->why, E_INPUT, "%lld files were refused", (long long)run.refused);
    if (run.errors) return why(&a->why, E_CONFLICT, "%lld errors: these tables can't go live", (long long)run.errors);
    return OK;
}

// ---- test cases -----------------------------------------------------------------------------------------------------

typedef struct TckRun {
    Args *a;
    int64_t passed, failed;
} TckRun;

// The model, and the other models of the folder, which it may import.
static Err tck_files(Arena *mem, const char *dir, const char *model, const Str *names, size_t n, Str *files,
                     size_t *ret_count, Why *w)
{
    size_t count = 1;
    TRY(file_read(mem, model, RULES_FILE_MAX, &files[0], w));
    for (size_t i = 0; i < n && count < RULES_FILES_MAX; i++) {
        const char *path = str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(names[i])));
        if (!str_ends(names[i], S(".dmn")) || str_eq_c(str_c(path), model)) continue;
        if (file_read(mem, path, RULES_FILE_MAX, &files[count], NULL) == OK) count++;
    }
    *ret_count = count;
    return OK;
}

static Err tck_cases(TckRun *run, const char *dir, Str file, const Str *names, size_t n)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(RULES_ARENA * 2);
    const char *path = str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(file)));
    Why w = {{0}};
    Str xml, files[RULES_FILES_MAX];
    size_t count = 0;
    Tck *tests;
    Rules *rules = NULL;
    Err e = file_read(mem, path, TCK_FILE_MAX, &xml, &w);
    if (e == OK) e = tck_load(mem, xml, path, &tests, &w);
    if (e != OK) {
        printf("FAILED %s: %s\n", path, w.text);
        run->failed++;
        return OK;
    }
    const char *model = str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(tck_model(tests))));
    e = tck_files(mem, dir, model, names, n, files, &count, &w);
    if (e == OK) e = tck_rules(mem, files, count, model, &rules, &w);
    if (e != OK) printf("%s\n", w.text);
    for (size_t i = 0; i < tck_count(tests); i++) {
        CLEANUP(arena_freep) Arena *each = arena_new(RULES_ARENA);
        TckLine line = tck_run(tests, i, rules, clock_now(), each);
        line.passed ? run->passed++ : run->failed++;
        if (line.passed) continue;
        printf("FAILED %s %.*s: expected %.*s, got %.*s. %.*s\n", path, STR_ARG(line.id), STR_ARG(line.expected),
               STR_ARG(line.got), STR_ARG(line.reason));
    }
    return OK;
}

// Test files are "...-test-01.xml"; folders are looked into.
static Err tck_folder(TckRun *run, const char *dir, int depth)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    Str *names;
    size_t n;
    Err e = dir_list(mem, dir, DIR_MAX, &names, &n);
    if (e != OK) return why(&run->a->why, e, "cannot read the folder %s", dir);
    for (size_t i = 0; i < n; i++) {
        const char *path = str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(names[i])));
        Str *inside;
        size_t count;
        bool cases = str_ends(names[i], S(".xml")) && str_has(names[i], S("-test"));
        if (cases) TRY(tck_cases(run, dir, names[i], names, n));
        else if (depth < DEPTH_MAX && dir_list(mem, path, DIR_MAX, &inside, &count) == OK)
            TRY(tck_folder(run, path, depth + 1));
    }
    return OK;
}

Err command_rules_tck(Args *a)
{
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "name a folder with test cases");
    TckRun run = {.a = a};
    TRY(tck_folder(&run, a->operands[0], 0));
    printf("%lld passed, %lld failed\n", (long long)run.passed, (long long)run.failed);
    if (run.passed + run.failed == 0) return why(&a->why, E_NOTFOUND, "no test cases (*-test-*.xml) in this folder");
    return run.failed ? why(&a->why, E_CONFLICT, "%lld tests failed", (long long)run.failed) : OK;
}
