// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// decision.c - the set of live tables in memory, and asking them.
#include "decision/decision.h"
#include "decision/decision_sql.h"
#include "html/html.h"
#include "rules/rules.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { INPUTS_MAX = 32, NUMBER_DIGITS = 40 };

typedef struct Live {
    Str name, region, status;
    int64_t version;
    Rules *rules;
    const Decision *decision;
} Live;

struct DecisionSet {
    Arena *mem;
    Live *tables;
    size_t count;
    int64_t mark;       // of rule_live_mark
    DecisionSet *older; // kept until the end: someone may still be asking, and tables change a few times a year
};

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(DecisionSet *) current;

static Err compile(DecisionSet *set, const RuleLiveRow *row, Live *ret_live, Why *w)
{
    Rules *rules;
    const char *name =
        str_z(set->mem,
              row->region.n ? str_fmt(set->mem, "%.*s (%.*s)", STR_ARG(row->name), STR_ARG(row->region)) : row->name);
    TRY(rules_load(set->mem, row->xml, name, &rules, w));
    if (rules_decision_count(rules) == 0) return why(w, E_INPUT, "%s: holds no decision", name);
    const Decision *d = rules_decision(rules, 0);
    if (!d->is_table) return why(w, E_INPUT, "%s: the first decision is not a table", name);
    *ret_live = (Live){.name = row->name,
                       .region = row->region,
                       .status = row->status,
                       .version = row->version,
                       .rules = rules,
                       .decision = d};
    return OK;
}

static Err load_set(Db *db, DecisionSet *set, Why *w)
{
    RuleLiveRow *rows;
    RuleLiveMarkRow live;
    TRY(q_rule_live_mark(db, set->mem, &live)); // first: what changes in between is seen the next time
    set->mark = live.mark;
    TRY(q_rule_live(db, set->mem, &rows, &set->count));
    set->tables = NEW_ARRAY(set->mem, Live, set->count + 1);
    for (size_t i = 0; i < set->count; i++) TRY(compile(set, &rows[i], &set->tables[i], w));
    return OK;
}

Err decision_compile(Db *db, DecisionSet **ret_set, Why *w)
{
    Arena *mem = arena_new(RULES_ARENA);
    DecisionSet *set = NEW(mem, DecisionSet);
    set->mem = mem;
    Err e = load_set(db, set, w);
    if (e == OK) *ret_set = set;
    else arena_free(mem);
    return e;
}

void decision_install(DecisionSet *set)
{
    pthread_mutex_lock(&making);
    set->older = atomic_load(&current);
    atomic_store(&current, set);
    pthread_mutex_unlock(&making);
}

void decision_drop(DecisionSet *set)
{
    if (set) arena_free(set->mem);
}

Err decision_load(Db *db, Why *w)
{
    DecisionSet *set;
    TRY(decision_compile(db, &set, w));
    decision_install(set);
    return OK;
}

Err decision_refresh(Db *db, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    RuleLiveMarkRow live;
    TRY(q_rule_live_mark(db, mem, &live));
    const DecisionSet *set = atomic_load(&current);
    return set && set->mark == live.mark ? OK : decision_load(db, w);
}

void decision_unload(void)
{
    pthread_mutex_lock(&making);
    DecisionSet *set = atomic_exchange(&current, NULL);
    while (set) {
        DecisionSet *older = set->older;
        arena_free(set->mem);
        set = older;
    }
    pthread_mutex_unlock(&making);
}

static const Live *table_of(const char *name, Str region)
{
    const DecisionSet *set = atomic_load(&current);
    for (size_t i = 0; set && i < set->count; i++)
        if (str_eq_c(set->tables[i].name, name) && str_eq(set->tables[i].region, region)) return &set->tables[i];
    return NULL;
}

const Rules *decision_rules(Str table, Str region, int64_t *ret_version)
{
    const DecisionSet *set = atomic_load(&current);
    for (size_t i = 0; set && i < set->count; i++) {
        if (!str_eq(set->tables[i].name, table) || !str_eq(set->tables[i].region, region)) continue;
        *ret_version = set->tables[i].version;
        return set->tables[i].rules;
    }
    return NULL;
}

// ---- values ---------------------------------------------------------------------------------------------------------

static Value value_in(Arena *mem, const DecisionValue *v)
{
    Number n = number_int(0);
    switch (v->kind) {
    case DECISION_TEXT: return value_str(v->text);
    case DECISION_BOOL: return value_bool(v->yes);
    // by way of text: 1.5 must stay 1.5
    case DECISION_NUMBER:
        return number_parse(str_fmt(mem, "%.15g", v->number), &n) == OK ? value_number(n) : value_null();
    case DECISION_NONE: break;
    }
    return value_null();
}

static DecisionValue value_out(Arena *mem, Str name, Value v)
{
    DecisionValue out = {.name = str_z(mem, name)};
    if (v.kind == VALUE_STRING) {
        out.kind = DECISION_TEXT;
        out.text = str_dup(mem, v.string);
    } else if (v.kind == VALUE_BOOL) {
        out.kind = DECISION_BOOL;
        out.yes = v.boolean;
    } else if (v.kind == VALUE_NUMBER) {
        out.kind = DECISION_NUMBER;
        out.number = strtod(str_z(mem, number_text(mem, v.number)), NULL);
    }
    return out;
}

static const DecisionValue *output_of(const DecisionHit *h, const char *name, DecisionKind kind)
{
    for (size_t i = 0; i < h->output_count; i++)
        if (h->outputs[i].kind == kind && strcmp(h->outputs[i].name, name) == 0) return &h->outputs[i];
    return NULL;
}

Str hit_text(const DecisionHit *h, const char *output)
{
    const DecisionValue *v = output_of(h, output, DECISION_TEXT);
    return v ? v->text : STR_NONE;
}

double hit_number(const DecisionHit *h, const char *output, double fallback)
{
    const DecisionValue *v = output_of(h, output, DECISION_NUMBER);
    return v ? v->number : fallback;
}

bool hit_bool(const DecisionHit *h, const char *output, bool fallback)
{
    const DecisionValue *v = output_of(h, output, DECISION_BOOL);
    return v ? v->yes : fallback;
}

const char *decision_status_text(Str status)
{
    return str_eq_c(status, "reviewed") ? N_("beoordeeld door een jurist")
                                        : N_("concept, niet beoordeeld door een jurist");
}

// ---- asking -------------------------------------------------------------------------------------------------------

static Str annotation(const Decision *d, uint32_t rule, const char *name)
{
    for (size_t i = 0; i < d->annotation_count; i++)
        if (str_eq_c(d->annotations[i], name)) return d->rules[rule].annotations[i];
    return STR_NONE;
}

static void fill_conditions(Arena *mem, const Live *t, const Result *result, uint32_t rule, DecisionHit *h)
{
    const Decision *d = t->decision;
    h->conditions = NEW_ARRAY(mem, DecisionCondition, d->input_count + 1);
    for (uint32_t i = 0; i < d->input_count; i++) {
        if (!rules_asks(t->rules, d, rule, i)) continue;
        Value v = result->columns[i];
        Str value = v.kind == VALUE_STRING ? v.string : value_text(mem, v);
        h->conditions[h->condition_count++] = (DecisionCondition){.input = str_dup(mem, d->inputs[i].label),
                                                                  .condition = str_dup(mem, d->rules[rule].inputs[i]),
                                                                  .value = str_dup(mem, value)};
    }
}

// Not by way of rules_explain: a report asks three tables, and its words are for people.
static void fill_hits(Arena *mem, const Live *t, const Result *result, Ruling *r)
{
    const Decision *d = t->decision;
    // A default row fires no rule; such rows have nobody to name, so only rows with a rule count as hits.
    size_t n = result->row_count < result->fired_count ? result->row_count : result->fired_count;
    r->hits = NEW_ARRAY(mem, DecisionHit, n + 1);
    r->hit_count = n;
    for (size_t i = 0; i < n; i++) {
        DecisionHit *h = &r->hits[i];
        uint32_t rule = result->fired[i];
        h->rule = str_dup(mem, d->rules[rule].id);
        h->reason_nl = str_dup(mem, annotation(d, rule, "reden_nl"));
        h->reason_en = str_dup(mem, annotation(d, rule, "reden_en"));
        h->outputs = NEW_ARRAY(mem, DecisionValue, d->output_count);
        h->output_count = d->output_count;
        for (size_t k = 0; k < d->output_count; k++)
            h->outputs[k] = value_out(mem, d->outputs[k].name, result_get(result, i, d->outputs[k].name));
        fill_conditions(mem, t, result, rule, h);
    }
}

static Err ask(Arena *mem, const Live *t, const DecisionValue *inputs, size_t count, Ruling *ret_ruling, Why *w)
{
    Binding bound[INPUTS_MAX];
    if (count > INPUTS_MAX) return why(w, E_LIMIT, "more than %d inputs", INPUTS_MAX);
    for (size_t i = 0; i < count; i++)
        bound[i] = (Binding){.name = str_c(inputs[i].name), .value = value_in(mem, &inputs[i])};
    Result result;
    TRY(rules_eval(t->rules, t->decision->id, bound, count, mem, &result, w));
    Ruling r = {.table = t->name, .region = t->region, .version = t->version, .status = t->status};
    fill_hits(mem, t, &result, &r);
    *ret_ruling = r;
    return OK;
}

Err decision_eval(Arena *mem, const char *table, Str region, const DecisionValue *inputs, size_t count,
                  Ruling *ret_ruling, Why *w)
{
    const Live *regional = region.n ? table_of(table, region) : NULL, *national = table_of(table, STR_NONE);
    Ruling r = {0};
    if (regional) TRY(ask(mem, regional, inputs, count, &r, w));
    if (r.hit_count == 0) {
        if (national) TRY(ask(mem, national, inputs, count, &r, w));
        else if (!regional) return why(w, E_NOTFOUND, "no live decision table \"%s\"", table);
    }
    *ret_ruling = r;
    return OK;
}
