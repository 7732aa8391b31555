// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/model.h"
#include <assert.h>
#include <string.h>

typedef struct Run {
    const Rules *r;
    Value *slots;
    bool *done; // per slot
    Eval *ev;
    const Env *env; // of a table inside another expression
    Arena *mem;
    Why *w;
} Run;

Str rules_source(const Rules *r) { return r->source; }
Str rules_name(const Rules *r) { return r->name; }
Str rules_title(const Rules *r) { return r->title; }
Str rules_description(const Rules *r) { return r->description; }
size_t rules_decision_count(const Rules *r) { return r->decision_count; }

const Decision *rules_decision(const Rules *r, size_t i)
{
    assert(i < r->decision_count);
    return &r->decisions[i];
}

const Decision *rules_find(const Rules *r, Str name_or_id)
{
    for (size_t i = 0; i < r->decision_count; i++)
        if (str_eq(r->decisions[i].name, name_or_id)) return &r->decisions[i];
    for (size_t i = 0; i < r->decision_count; i++)
        if (str_eq(r->decisions[i].id, name_or_id)) return &r->decisions[i];
    return NULL;
}

static Err check_input(const Run *run, Str label, Type type, const Tests *allowed, Str allowed_text, Value v)
{
    if (!type_holds(type, v.kind))
        return why(run->w, E_INPUT, "input \"%.*s\" is a %s; it must be a %s", STR_ARG(label), value_kind_name(v.kind),
                   type_name(type));
    bool free = v.kind == VALUE_NULL || allowed->count == 0;
    if (free || feel_test(allowed, v, run->ev, run->env) == YES) return OK;
    return why(run->w, E_INPUT, "the value of input \"%.*s\" is not one of %.*s", STR_ARG(label),
               STR_ARG(str_head(allowed_text, 200)));
}

typedef struct Hits {
    uint32_t *rules;
    size_t count;
} Hits;

// The cells of columns that no index tells of; every distinct cell is tested at most once.
static bool rest_matches(const Run *run, const Decision *d, const Table *t, const Value *columns, const uint8_t *todo,
                         uint8_t *memo, size_t rule)
{
    enum { UNTESTED, MATCH, MISS };
    const uint32_t *row = t->grid + rule * d->input_count;
    for (size_t i = 0; i < d->input_count; i++) {
        uint8_t *m = &memo[row[i]];
        if (!todo[i] || row[i] == CELL_ANY) continue;
        if (*m == UNTESTED)
            *m = feel_test(&t->cells[row[i]], columns[i], run->ev, run->env) == YES ? MATCH : MISS;
        if (*m == MISS) return false;
    }
    return true;
}

// Rules that match, in file order.
static Hits match(const Run *run, const Decision *d, const Table *t, const Value *columns, size_t most)
{
    uint64_t bits[(RULES_RULES_MAX + 63) / 64];
    uint8_t todo[RULES_INPUTS_MAX] = {0}, *memo = NULL;
    size_t words = (d->rule_count + 63) / 64, found = 0;
    bool rest = false;
    memset(bits, 0xFF, words * sizeof bits[0]);
    if (d->rule_count % 64) bits[words - 1] = (UINT64_C(1) << d->rule_count % 64) - 1;
    for (size_t i = 0; i < d->input_count; i++) {
        todo[i] = !index_narrow(t, i, columns[i], bits);
        rest = rest || todo[i];
    }
    for (size_t i = 0; i < words; i++) found += (size_t)__builtin_popcountll(bits[i]);
    Hits hits = {.rules = NEW_ARRAY(run->mem, uint32_t, found)};
    if (rest && found) memo = NEW_ARRAY(run->mem, uint8_t, t->cell_count);
    for (size_t i = 0; i < words; i++) {
        for (uint64_t left = bits[i]; left && hits.count < most; left &= left - 1) {
            size_t rule = i * 64 + (size_t)__builtin_ctzll(left);
            if (!memo || rest_matches(run, d, t, columns, todo, memo, rule)) hits.rules[hits.count++] = (uint32_t)rule;
        }
    }
    return hits;
}

static const Value *rule_outputs(const Run *run, const Decision *d, const Table *t, uint32_t rule)
{
    Value *row = NEW_ARRAY(run->mem, Value, d->output_count);
    for (size_t i = 0; i < d->output_count; i++)
        row[i] = feel_value(&t->outputs[rule * d->output_count + i], run->ev, run->env);
    return row;
}

static size_t rank(const Value *priorities, size_t count, Value v)
{
    for (size_t i = 0; i < count; i++)
        if (value_same(priorities[i], v)) return i;
    return count; // what is not listed comes last
}

// Below 0 when row a goes before row b: the first output with a list decides, then the next.
int row_order(const Decision *d, const Table *t, const Value *a, const Value *b)
{
    for (size_t i = 0; i < d->output_count; i++) {
        if (!t->priorities[i]) continue;
        size_t x = rank(t->priorities[i], t->priority_counts[i], a[i]);
        size_t y = rank(t->priorities[i], t->priority_counts[i], b[i]);
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

// Stable merge, so that equal rows keep the order of the table.
static void sort_hits(const Decision *d, const Table *t, uint32_t *hits, const Value **rows, size_t n, Arena *mem)
{
    if (n < 2) return;
    size_t half = n / 2, i = 0, j = half;
    sort_hits(d, t, hits, rows, half, mem);
    sort_hits(d, t, hits + half, rows + half, n - half, mem);
    uint32_t *h = NEW_ARRAY(mem, uint32_t, n);
    const Value **r = NEW_ARRAY(mem, const Value *, n);
    for (size_t k = 0; k < n; k++) {
        bool right = i == half || (j < n && row_order(d, t, rows[j], rows[i]) < 0);
        size_t from = right ? j++ : i++;
        h[k] = hits[from];
        r[k] = rows[from];
    }
    memcpy(hits, h, n * sizeof h[0]);
    memcpy(rows, r, n * sizeof r[0]);
}

static Err check_any(const Run *run, const Decision *d, const uint32_t *hits, const Value **rows, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < d->output_count; k++)
            if (!value_same(rows[0][k], rows[i][k]))
                return why(run->w, E_INPUT,
                           "decision \"%.*s\": rules %.*s and %.*s both apply and differ, but the hit policy is ANY",
                           STR_ARG(d->name), STR_ARG(d->rules[hits[0]].id), STR_ARG(d->rules[hits[i]].id));
    return OK;
}

static Value row_value(const Run *run, const Decision *d, const Value *row)
{
    if (d->output_count == 1) return row[0];
    Str *names = NEW_ARRAY(run->mem, Str, d->output_count);
    for (size_t i = 0; i < d->output_count; i++) names[i] = d->outputs[i].name;
    return value_context(names, row, d->output_count);
}

// Null when something in it is not a number (SUM) or has no order with the rest (MIN, MAX).
static Value aggregate(Aggregation how, const Value **rows, size_t n)
{
    if (how == AGGREGATE_COUNT) return value_int((int64_t)n);
    Value v = rows[0][0];
    if (how == AGGREGATE_SUM && v.kind != VALUE_NUMBER) return value_null();
    for (size_t i = 1; i < n; i++) {
        Value x = rows[i][0];
        int order = 0;
        if (how == AGGREGATE_SUM) {
            if (x.kind != VALUE_NUMBER || !number_add(v.number, x.number, &v.number)) return value_null();
        } else {
            if (!value_order(x, v, &order)) return value_null();
            if (how == AGGREGATE_MIN ? order < 0 : order > 0) v = x;
        }
    }
    return v;
}

static bool is_single(HitPolicy p) { return p == HIT_UNIQUE || p == HIT_ANY || p == HIT_PRIORITY || p == HIT_FIRST; }

static void keep_rows(const Run *run, const Decision *d, const Value **rows, size_t n, Result *result)
{
    Value *flat = NEW_ARRAY(run->mem, Value, n * d->output_count);
    for (size_t i = 0; i < n; i++) memcpy(flat + i * d->output_count, rows[i], d->output_count * sizeof flat[0]);
    result->rows = flat;
    result->row_count = n;
}

// No rule applies: the default outputs, or null.
static void no_hits(const Run *run, const Decision *d, const Table *t, Result *result)
{
    if (!t->has_fallback) return;
    Value *row = NEW_ARRAY(run->mem, Value, d->output_count);
    for (size_t i = 0; i < d->output_count; i++) row[i] = feel_value(&t->fallbacks[i], run->ev, run->env);
    result->rows = row;
    result->row_count = 1;
    result->value = row_value(run, d, row);
}

// Lists of lists are shared, not copied, so a few decisions could name more values than anyone can write out.
static size_t weight(Value v, size_t most)
{
    if (v.kind != VALUE_LIST && v.kind != VALUE_CONTEXT) return 1;
    size_t n = 1;
    for (size_t i = 0; i < v.count && n <= most; i++) n += weight(v.items[i], most - n);
    return n;
}

static Err check_size(const Run *run, const Decision *d, Value v)
{
    if (weight(v, RULES_VALUES_MAX) <= RULES_VALUES_MAX && !arena_over(run->mem)) return OK;
    return why(run->w, E_LIMIT, "decision \"%.*s\" gives more than fits", STR_ARG(d->name));
}

static Err settle(const Run *run, const Decision *d, const Table *t, uint32_t *hits, size_t n, Result *result)
{
    if (d->hit_policy == HIT_UNIQUE && n > 1)
        return why(run->w, E_INPUT, "decision \"%.*s\": rules %.*s and %.*s both apply, but the hit policy is UNIQUE",
                   STR_ARG(d->name), STR_ARG(d->rules[hits[0]].id), STR_ARG(d->rules[hits[1]].id));
    const Value **rows = NEW_ARRAY(run->mem, const Value *, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = rule_outputs(run, d, t, hits[i]);
        if (arena_over(run->mem)) return check_size(run, d, value_null());
    }
    if (d->hit_policy == HIT_ANY) TRY(check_any(run, d, hits, rows, n));
    if (d->hit_policy == HIT_PRIORITY || d->hit_policy == HIT_OUTPUT_ORDER) sort_hits(d, t, hits, rows, n, run->mem);
    result->fired = hits;
    result->fired_count = n;
    if (n == 0) {
        no_hits(run, d, t, result);
        return OK;
    }
    if (d->hit_policy == HIT_PRIORITY) result->fired_count = 1;
    keep_rows(run, d, rows, is_single(d->hit_policy) ? 1 : n, result);
    if (is_single(d->hit_policy)) {
        result->value = row_value(run, d, rows[0]);
    } else if (d->aggregation != AGGREGATE_NONE) {
        result->value = aggregate(d->aggregation, rows, n);
    } else {
        Value *items = NEW_ARRAY(run->mem, Value, n);
        for (size_t i = 0; i < n; i++) items[i] = row_value(run, d, rows[i]);
        result->value = value_list(items, n);
    }
    return OK;
}

static Err eval_table(const Run *run, const Decision *d, const Table *t, Result *result)
{
    Value *columns = NEW_ARRAY(run->mem, Value, d->input_count);
    for (size_t i = 0; i < d->input_count; i++) {
        const TableInput *in = &d->inputs[i];
        columns[i] = feel_value(&t->input_exprs[i], run->ev, run->env);
        Err e = check_input(run, in->label, in->type, &t->input_allowed[i], in->allowed, columns[i]);
        if (e == E_INPUT && t->lenient) columns[i] = value_null();
        else TRY(e);
    }
    result->columns = columns;
    Hits hits = match(run, d, t, columns, d->hit_policy == HIT_FIRST ? 1 : d->rule_count);
    return settle(run, d, t, hits.rules, hits.count, result);
}

// A table inside another expression: what is an error in a decision of its own is null here.
Value feel_table(Eval *ev, const Env *env, const void *inner)
{
    const Inner *in = inner;
    Run run = {.ev = ev, .env = env, .mem = ev->mem};
    Result result = {0};
    return eval_table(&run, &in->d, &in->t, &result) == OK ? result.value : value_null();
}

// Recursion ends: the graph has no circles; services that call each other run out of depth.
static Err eval_decision(Run *run, size_t i, Result *result)
{
    const Compiled *c = &run->r->compiled[i];
    if (++run->ev->depth > FEEL_RUN_DEPTH) run->ev->over = true;
    if (run->ev->over) return why(run->w, E_LIMIT, "the decision asks too much work");
    for (size_t k = 0; k < c->require_count; k++) {
        uint32_t slot = c->requires[k];
        if (run->done[slot]) continue;
        Result inner = {0};
        TRY(eval_decision(run, slot - run->r->data_count, &inner));
        run->slots[slot] = inner.value;
        run->done[slot] = true;
    }
    const Decision *d = &run->r->decisions[i];
    result->decision = d;
    result->slots = run->slots;
    if (d->is_table) TRY(eval_table(run, d, &c->table, result));
    else result->value = feel_value(&c->expression, run->ev, run->env);
    if (run->ev->over) return why(run->w, E_LIMIT, "decision \"%.*s\" asks too much work", STR_ARG(d->name));
    if (c->type) result->value = feel_coerce(run->ev, result->value, c->type);
    run->ev->depth--;
    return check_size(run, d, result->value);
}

// In slots of its own: what it is given goes in, what it gives is evaluated there.
Value feel_service(Eval *ev, const Env *env, const void *service)
{
    const Service *s = service;
    const Rules *r = s->rules;
    size_t slots = r->data_count + r->decision_count;
    Run run = {.r = r, .done = NEW_ARRAY(ev->mem, bool, slots), .mem = ev->mem};
    run.slots = NEW_ARRAY(ev->mem, Value, slots + r->function_count);
    for (size_t i = 0; i < r->function_count; i++) run.slots[slots + i] = r->functions[i];
    for (size_t i = 0; i < r->data_count; i++) run.done[i] = true;
    for (size_t i = s->param_count; i-- > 0 && env; env = env->up) {
        run.slots[s->params[i]] = env->value;
        run.done[s->params[i]] = true;
    }
    Eval inner = *ev;
    inner.slots = run.slots;
    run.ev = &inner;
    Value *given = NEW_ARRAY(ev->mem, Value, s->output_count);
    Err e = OK;
    for (size_t i = 0; i < s->output_count && e == OK; i++) {
        Result result = {0};
        e = eval_decision(&run, s->outputs[i] - r->data_count, &result);
        given[i] = result.value;
    }
    ev->steps = inner.steps;
    ev->over = ev->over || inner.over;
    if (e != OK) return value_null();
    return s->output_count == 1 ? given[0] : value_context(s->names, given, s->output_count);
}

static Err bind_one(const Run *run, const DataInput *need, Value v)
{
    size_t slot = (size_t)(need - run->r->data);
    const FeelType *type = run->r->data_types[slot];
    bool one = type && type->kind != KIND_LIST && type->kind != KIND_ANY && v.kind == VALUE_LIST && v.count == 1;
    if (one) v = v.items[0];
    TRY(check_input(run, need->name, need->type, &run->r->data_allowed[slot], need->allowed, v));
    if (type && (type->kind == KIND_LIST || type->kind == KIND_CONTEXT || type->kind == KIND_PLAIN)) {
        Value fitted = feel_coerce(run->ev, v, type);
        if (fitted.kind == VALUE_NULL && v.kind != VALUE_NULL)
            return why(run->w, E_INPUT, "input \"%.*s\" does not fit its type", STR_ARG(need->name));
        v = fitted;
    }
    run->slots[slot] = v;
    return OK;
}

static Err bind(const Run *run, const Decision *d, const Binding *inputs, size_t count)
{
    for (size_t i = 0; i < d->need_count; i++) {
        const DataInput *need = d->needs[i];
        size_t k = 0;
        while (k < count && !str_eq(inputs[k].name, need->name)) k++;
        if (k == count)
            return why(run->w, E_INPUT, "input \"%.*s\" is missing; bind null when it is not known",
                       STR_ARG(need->name));
        TRY(bind_one(run, need, inputs[k].value));
    }
    return OK;
}

static void begin(Run *run, Eval *ev, const Rules *r, Arena *mem, Why *w)
{
    size_t slots = r->data_count + r->decision_count;
    *run = (Run){.r = r, .done = NEW_ARRAY(mem, bool, slots), .mem = mem, .w = w, .ev = ev};
    run->slots = NEW_ARRAY(mem, Value, slots + r->function_count);
    *ev = (Eval){.slots = run->slots, .mem = mem};
    for (size_t i = 0; i < r->function_count; i++) run->slots[slots + i] = r->functions[i];
    for (size_t i = 0; i < r->data_count; i++) run->done[i] = true;
}

// space: of the file in which what has the name is. What names that comes before what names no file.
static Value bound(const Asked *asked, Str name, Str space, bool *ret_found)
{
    const Binding *any = NULL;
    for (size_t i = 0; i < asked->count; i++) {
        const Binding *b = &asked->inputs[i];
        if (!str_eq(b->name, name) || (asked->spaces[i].n && !str_eq(asked->spaces[i], space))) continue;
        if (!any || asked->spaces[i].n) any = b;
    }
    if (any) *ret_found = true;
    return any ? any->value : value_null();
}

static Err call_function(const Run *run, const Function *f, const Asked *asked, Value *ret_v)
{
    Value *args = NEW_ARRAY(run->mem, Value, f->count), function = {.kind = VALUE_FUNCTION};
    const Service *s = f->body && f->body->kind == NODE_SERVICE ? f->body->service : NULL;
    bool found;
    for (size_t i = 0; i < f->count; i++)
        args[i] = bound(asked, f->params[i], s ? run->r->spaces[s->params[i]] : STR_NONE, &found);
    function.function = f;
    Value v = feel_call(run->ev, function, args, f->count);
    if (run->ev->over) return why(run->w, E_LIMIT, "this asks too much work");
    *ret_v = v;
    return OK;
}

// Decisions that are given: not evaluated.
static void take_decisions(const Run *run, const Asked *asked, const Decision *but)
{
    const Rules *r = run->r;
    for (size_t i = 0; i < r->decision_count; i++) {
        bool given = false;
        Value v = bound(asked, r->decisions[i].name, r->spaces[r->data_count + i], &given);
        if (!given || &r->decisions[i] == but) continue;
        run->slots[r->data_count + i] = r->compiled[i].type ? feel_coerce(run->ev, v, r->compiled[i].type) : v;
        run->done[r->data_count + i] = true;
    }
}

Err rules_invoke(const Rules *r, const Asked *asked, Arena *mem, Value *ret_v, Why *w)
{
    Run run;
    Eval ev;
    const Decision *d = rules_find(r, asked->name);
    begin(&run, &ev, r, mem, w);
    ev.now = asked->now;
    for (size_t i = 0; !d && i < r->function_count; i++)
        if (str_eq(r->function_names[i], asked->name) && r->functions[i].kind == VALUE_FUNCTION)
            return call_function(&run, r->functions[i].function, asked, ret_v);
    if (!d) return why(w, E_NOTFOUND, "there is no \"%.*s\" here", STR_ARG(str_head(asked->name, RULES_NAME_MAX)));
    bool found;
    for (size_t i = 0; i < d->need_count; i++) { // what does not fit is null
        const DataInput *need = d->needs[i];
        Err e = bind_one(&run, need, bound(asked, need->name, r->spaces[need - r->data], &found));
        if (e != E_INPUT) TRY(e);
    }
    take_decisions(&run, asked, d);
    Result result = {0};
    TRY(eval_decision(&run, (size_t)(d - r->decisions), &result));
    *ret_v = result.value;
    return OK;
}

Err rules_eval(const Rules *r, Str decision, const Binding *inputs, size_t count, Arena *mem, Result *ret_result,
               Why *w)
{
    const Decision *d = rules_find(r, decision);
    if (!d) return why(w, E_NOTFOUND, "there is no decision \"%.*s\"", STR_ARG(str_head(decision, RULES_NAME_MAX)));
    Run run;
    Eval ev;
    begin(&run, &ev, r, mem, w);
    TRY(bind(&run, d, inputs, count));
    Result result = {0};
    TRY(eval_decision(&run, (size_t)(d - r->decisions), &result));
    *ret_result = result;
    return OK;
}

Value result_get(const Result *result, size_t row, Str output)
{
    const Decision *d = result->decision;
    if (row >= result->row_count) return value_null();
    for (size_t i = 0; i < d->output_count; i++)
        if (str_eq(d->outputs[i].name, output)) return result->rows[row * d->output_count + i];
    return value_null();
}
