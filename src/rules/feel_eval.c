// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/feel.h"
#include <string.h>

enum { JOINED_TEXT_MAX = 64 * 1024 };

static Value of_ternary(Ternary t) { return t == UNKNOWN ? value_null() : value_bool(t == YES); }

static Ternary truth(Value v)
{
    if (v.kind != VALUE_BOOL) return UNKNOWN;
    return v.boolean ? YES : NO;
}

static Value arithmetic(NodeKind kind, Number a, Number b)
{
    Number v = a;
    bool ok = false;
    if (kind == NODE_ADD) ok = number_add(a, b, &v);
    if (kind == NODE_SUB) ok = number_sub(a, b, &v);
    if (kind == NODE_MUL) ok = number_mul(a, b, &v);
    if (kind == NODE_DIV) ok = number_div(a, b, &v);
    if (kind == NODE_POW) ok = number_pow(a, b, &v);
    return ok ? value_number(v) : value_null();
}

static Value join(Arena *mem, Str a, Str b)
{
    if (a.n + b.n > JOINED_TEXT_MAX || arena_over(mem)) return value_null();
    char *p = arena_alloc(mem, a.n + b.n + 1);
    if (a.n) memcpy(p, a.p, a.n);
    if (b.n) memcpy(p + a.n, b.p, b.n);
    return value_str((Str){p, a.n + b.n});
}

static Ternary compare(NodeKind kind, Value a, Value b)
{
    if (kind == NODE_EQ) return value_equal(a, b);
    if (kind == NODE_NE) {
        Ternary t = value_equal(a, b);
        return t == UNKNOWN ? UNKNOWN : t == YES ? NO : YES;
    }
    int order = 0;
    if (!value_order(a, b, &order)) return UNKNOWN;
    bool yes = kind == NODE_LT ? order < 0 : kind == NODE_LE ? order <= 0 : kind == NODE_GT ? order > 0 : order >= 0;
    return yes ? YES : NO;
}

static Ternary both(Ternary a, Ternary b)
{
    if (a == NO || b == NO) return NO;
    return a == YES && b == YES ? YES : UNKNOWN;
}

static Ternary either(Ternary a, Ternary b)
{
    if (a == YES || b == YES) return YES;
    return a == NO && b == NO ? NO : UNKNOWN;
}

static Ternary opposite(Ternary t) { return t == UNKNOWN ? UNKNOWN : t == YES ? NO : YES; }

static const Env *bind(Eval *ev, const Env *up, Value v)
{
    Env *e = NEW(ev->mem, Env);
    *e = (Env){.up = up, .value = v};
    return e;
}

static const Env *at(const Env *env, uint32_t hops)
{
    while (hops-- && env) env = env->up;
    return env;
}

// An end that is not written bounds nothing; one that is null makes it not known.
static Ternary in_range(Value v, Value range)
{
    Value lo = range.items[0], hi = range.items[1];
    bool half = range.hash & RANGE_HALF;
    Ternary a = YES, b = YES;
    if (lo.kind == VALUE_NULL && hi.kind == VALUE_NULL) return UNKNOWN;
    if (lo.kind != VALUE_NULL || !half) a = compare(range.hash & RANGE_LO_OPEN ? NODE_GT : NODE_GE, v, lo);
    if (hi.kind != VALUE_NULL || !half) b = compare(range.hash & RANGE_HI_OPEN ? NODE_LT : NODE_LE, v, hi);
    return both(a, b);
}

Ternary feel_in(Value input, Value right)
{
    if (right.kind == VALUE_RANGE && input.kind != VALUE_RANGE) return in_range(input, right);
    if (right.kind != VALUE_LIST) return value_equal(input, right);
    if (input.kind == VALUE_LIST && value_same(input, right)) return YES;
    Ternary t = NO;
    for (size_t i = 0; i < right.count && t != YES; i++) {
        if (right.items[i].kind == VALUE_RANGE) t = either(t, feel_in(input, right.items[i]));
        else if (value_same(input, right.items[i])) t = YES;
    }
    return t;
}

Value feel_member(Eval *ev, Value v, Str name)
{
    if (v.kind == VALUE_CONTEXT) return value_member(v, name);
    if (v.kind == VALUE_LIST) {
        Value *items = NEW_ARRAY(ev->mem, Value, v.count);
        for (size_t i = 0; i < v.count; i++)
            items[i] = v.items[i].kind == VALUE_LIST ? value_null() : feel_member(ev, v.items[i], name);
        ev->steps += (uint32_t)v.count;
        return value_list(items, v.count);
    }
    if (v.kind == VALUE_RANGE) {
        if (str_eq_c(name, "start")) return v.items[0];
        if (str_eq_c(name, "end")) return v.items[1];
        if (str_eq_c(name, "start included")) return value_bool(!(v.hash & RANGE_LO_OPEN));
        if (str_eq_c(name, "end included")) return value_bool(!(v.hash & RANGE_HI_OPEN));
        return value_null();
    }
    return temporal_member(ev->mem, v, name);
}

static Value operation(Eval *ev, NodeKind kind, Value a, Value b)
{
    if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER) return arithmetic(kind, a.number, b.number);
    if (kind == NODE_ADD && a.kind == VALUE_STRING && b.kind == VALUE_STRING)
        return join(ev->mem, a.string, b.string);
    if (kind == NODE_ADD || kind == NODE_SUB) return temporal_add(a, b, kind == NODE_SUB);
    if (kind == NODE_MUL || kind == NODE_DIV) return temporal_scale(a, b, kind == NODE_DIV);
    return value_null();
}

// ---- lists being made

typedef struct Made {
    Value *items;
    size_t count, room;
} Made;

static void put(Eval *ev, Made *m, Value v)
{
    if (m->count == m->room) {
        size_t room = m->room ? m->room * 2 : 8;
        Value *items = NEW_ARRAY(ev->mem, Value, room);
        if (m->count) memcpy(items, m->items, m->count * sizeof items[0]);
        m->items = items;
        m->room = room;
    }
    m->items[m->count++] = v;
}

static bool busy(Eval *ev)
{
    if (++ev->steps > FEEL_STEPS_MAX || arena_over(ev->mem)) ev->over = true;
    return ev->over;
}

// What is called so in v, at any depth, null not counted.
static void descend(Eval *ev, Value v, Str name, Made *out)
{
    if (v.kind != VALUE_LIST && v.kind != VALUE_CONTEXT) return;
    if (ev->depth >= FEEL_RUN_DEPTH) ev->over = true;
    ev->depth++;
    for (size_t i = 0; i < v.count && !busy(ev); i++) {
        bool called = v.kind == VALUE_CONTEXT && str_eq(v.names[i], name);
        if (called && v.items[i].kind != VALUE_NULL) put(ev, out, v.items[i]);
        descend(ev, v.items[i], name, out);
    }
    ev->depth--;
}

static Value list_of(Eval *ev, Value v)
{
    if (v.kind == VALUE_LIST) return v;
    Value *one = NEW(ev->mem, Value);
    *one = v;
    return value_list(one, 1);
}

// What is iterated over, one by one: a list, or from a to c of numbers or dates, up or down.
typedef struct Domain {
    Value list, now, to;
    size_t i;
    int step; // 0: a list
    bool bad;
} Domain;

static Domain domain(Eval *ev, const Env *env, const Node *n)
{
    Value a = feel_node(ev, env, n->a), to = n->c ? feel_node(ev, env, n->c) : value_null();
    if (!n->c && a.kind == VALUE_RANGE) {
        to = a.items[1];
        a = a.items[0];
    } else if (!n->c) {
        return (Domain){.list = list_of(ev, a), .bad = a.kind == VALUE_NULL};
    }
    int order = 0;
    bool countable = a.kind == VALUE_NUMBER || a.kind == VALUE_DATE;
    if (!countable || !value_order(a, to, &order)) return (Domain){.bad = true};
    int64_t whole;
    if (a.kind == VALUE_NUMBER && (!number_to_int(a.number, &whole) || !number_to_int(to.number, &whole)))
        return (Domain){.bad = true};
    return (Domain){.now = a, .to = to, .step = order <= 0 ? 1 : -1};
}

static bool domain_next(Domain *d, Value *ret_v)
{
    if (d->step == 0) {
        if (d->i >= d->list.count) return false;
        *ret_v = d->list.items[d->i++];
        return true;
    }
    int order = 0;
    if (!value_order(d->now, d->to, &order) || (d->step > 0 ? order > 0 : order < 0)) return false;
    *ret_v = d->now;
    if (d->now.kind == VALUE_DATE) d->now.date += d->step;
    else if (!number_add(d->now.number, number_int(d->step), &d->now.number)) return false;
    return true;
}

// false: something that is no list stood where one is asked
static bool collect(Eval *ev, const Env *env, const Node *n, Env *partial, Made *out)
{
    Domain d = domain(ev, env, n);
    if (d.bad) return false;
    for (Value v; !busy(ev) && domain_next(&d, &v);) {
        const Env *inner = bind(ev, env, v);
        if (n->b->kind == NODE_FOR && n->b->index == 2) {
            if (!collect(ev, inner, n->b, partial, out)) return false;
            continue;
        }
        partial->value = value_list(out->items, out->count);
        put(ev, out, feel_node(ev, inner, n->b));
    }
    return true;
}

static Value for_each(Eval *ev, const Env *env, const Node *n)
{
    Made out = {0};
    Env *partial = NEW(ev->mem, Env);
    *partial = (Env){.up = env};
    return collect(ev, partial, n, partial, &out) ? value_list(out.items, out.count) : value_null();
}

static Ternary quantify(Eval *ev, const Env *env, const Node *n, bool *ret_bad)
{
    bool some = n->kind == NODE_SOME;
    Ternary t = some ? NO : YES;
    Domain d = domain(ev, env, n);
    if (d.bad) {
        *ret_bad = true;
        return UNKNOWN;
    }
    for (Value v; !busy(ev) && domain_next(&d, &v);) {
        const Env *inner = bind(ev, env, v);
        bool more = n->b->kind == n->kind && n->b->index == 2;
        Value kept = more ? value_null() : feel_node(ev, inner, n->b);
        Ternary one = more ? quantify(ev, inner, n->b, ret_bad) : truth(kept);
        if (kept.kind != VALUE_BOOL && kept.kind != VALUE_NULL) *ret_bad = true;
        t = some ? either(t, one) : both(t, one);
        if (*ret_bad || t == (some ? YES : NO)) break;
    }
    return t;
}

static Value index_of(Value list, Number n)
{
    int64_t i;
    if (!number_to_int(n, &i)) return value_null();
    if (i < 0) i += (int64_t)list.count + 1;
    return i >= 1 && i <= (int64_t)list.count ? list.items[i - 1] : value_null();
}

static Value filter(Eval *ev, const Env *env, const Node *n)
{
    Value v = feel_node(ev, env, n->a);
    Value list = v.kind == VALUE_NULL ? value_list(NULL, 0) : list_of(ev, v);
    if (n->b->kind == NODE_VALUE && n->b->value.kind == VALUE_NUMBER) return index_of(list, n->b->value.number);
    Made out = {0};
    for (size_t i = 0; i < list.count && !busy(ev); i++) {
        Value keep = feel_node(ev, bind(ev, env, list.items[i]), n->b);
        if (keep.kind == VALUE_NUMBER) return index_of(list, keep.number);
        if (keep.kind != VALUE_BOOL && keep.kind != VALUE_NULL) return value_null();
        if (truth(keep) == YES) put(ev, &out, list.items[i]);
    }
    return value_list(out.items, out.count);
}

// ---- contexts and functions

static size_t siblings(const Node *n)
{
    size_t count = 0;
    for (; n; n = n->next) count++;
    return count;
}

static Value context(Eval *ev, const Env *env, const Node *n, bool result)
{
    size_t count = siblings(n->a), i = 0;
    Value *items = NEW_ARRAY(ev->mem, Value, count);
    Str *names = NEW_ARRAY(ev->mem, Str, count);
    for (const Node *e = n->a; e; e = e->next, i++) {
        if (result && !e->next) return feel_node(ev, env, e->a);
        items[i] = feel_node(ev, env, e->a);
        names[i] = e->value.string;
        env = bind(ev, env, items[i]);
    }
    return value_context(names, items, count);
}

static Value list(Eval *ev, const Env *env, const Node *n)
{
    size_t count = siblings(n->a), i = 0;
    Value *items = NEW_ARRAY(ev->mem, Value, count);
    for (const Node *e = n->a; e; e = e->next) items[i++] = feel_node(ev, env, e);
    return value_list(items, count);
}

static Value range(Eval *ev, const Env *env, const Node *n)
{
    Value *ends = NEW_ARRAY(ev->mem, Value, 2);
    int order = 0;
    ends[0] = feel_node(ev, env, n->a);
    ends[1] = feel_node(ev, env, n->b);
    bool both_there = ends[0].kind != VALUE_NULL && ends[1].kind != VALUE_NULL;
    if (both_there && (!value_order(ends[0], ends[1], &order) || order > 0)) return value_null();
    if (ends[0].kind == VALUE_NULL && ends[1].kind == VALUE_NULL) return value_null();
    Value v = value_range(ends, n->index & RANGE_LO_OPEN, n->index & RANGE_HI_OPEN);
    v.hash |= n->index & RANGE_HALF;
    return v;
}

static Value closure(Eval *ev, const Env *env, const Node *n)
{
    Function *f = NEW(ev->mem, Function);
    *f = *n->function;
    f->env = env;
    f->slots = ev->slots;
    Value v = {.kind = VALUE_FUNCTION};
    v.function = f;
    return v;
}

Value feel_call(Eval *ev, Value function, const Value *args, size_t count)
{
    if (function.kind != VALUE_FUNCTION) return value_null();
    const Function *f = function.function;
    if (f->builtin) {
        bool fits = count >= f->builtin->least && count <= feel_builtin_most(f->builtin);
        return fits ? feel_builtin_call(ev, f->builtin, args, count) : value_null();
    }
    if (f->count != count) return value_null();
    const Env *env = f->env;
    for (size_t i = 0; i < count; i++) {
        Value v = f->types && f->types[i] ? feel_coerce(ev, args[i], f->types[i]) : args[i];
        if (v.kind == VALUE_NULL && args[i].kind != VALUE_NULL) return value_null();
        env = bind(ev, env, v);
    }
    const Value *slots = ev->slots;
    if (f->slots) ev->slots = f->slots;
    Value v = feel_node(ev, env, f->body);
    ev->slots = slots;
    return f->returns ? feel_coerce(ev, v, f->returns) : v;
}

static Value call(Eval *ev, const Env *env, const Node *n)
{
    Value f = feel_node(ev, env, n->a);
    if (f.kind != VALUE_FUNCTION) return value_null();
    size_t given = siblings(n->b), count = f.function->builtin ? given : f.function->count, i = 0;
    if (f.function->builtin && n->b && n->b->kind == NODE_NAMED) return value_null();
    if (given > count || (given < count && !(n->b && n->b->kind == NODE_NAMED))) return value_null();
    Value *args = NEW_ARRAY(ev->mem, Value, count);
    for (const Node *a = n->b; a; a = a->next, i++) {
        size_t k = i;
        if (a->kind == NODE_NAMED) {
            for (k = 0; k < count && !str_eq(f.function->params[k], a->value.string);) k++;
            if (k == count) return value_null();
        }
        args[k] = feel_node(ev, env, a->kind == NODE_NAMED ? a->a : a);
    }
    return feel_call(ev, f, args, count);
}

static Value builtin(Eval *ev, const Env *env, const Node *n)
{
    size_t count = siblings(n->a), i = 0;
    Value *args = NEW_ARRAY(ev->mem, Value, count);
    for (const Node *a = n->a; a; a = a->next) args[i++] = feel_node(ev, env, a);
    return feel_builtin_call(ev, n->builtin, args, count);
}

static Value scoped(Eval *ev, const Env *env, const Node *n)
{
    const Env *item = at(env, n->index);
    if (item && item->value.kind == VALUE_CONTEXT)
        for (size_t i = 0; i < item->value.count; i++)
            if (str_eq(item->value.names[i], n->value.string)) return item->value.items[i];
    return n->a ? feel_node(ev, env, n->a) : value_null();
}

static Value logic(Eval *ev, const Env *env, const Node *n)
{
    Ternary a = truth(feel_node(ev, env, n->a));
    if (n->kind == NODE_AND) return of_ternary(a == NO ? NO : both(a, truth(feel_node(ev, env, n->b))));
    return of_ternary(a == YES ? YES : either(a, truth(feel_node(ev, env, n->b))));
}

static Value between(Eval *ev, const Env *env, const Node *n)
{
    Value v = feel_node(ev, env, n->a);
    Ternary lo = compare(NODE_GE, v, feel_node(ev, env, n->b));
    return of_ternary(both(lo, compare(NODE_LE, v, feel_node(ev, env, n->c))));
}

static Value rarer(Eval *ev, const Env *env, const Node *n)
{
    bool bad = false;
    switch ((int)n->kind) {
    case NODE_FOR: return for_each(ev, env, n);
    case NODE_SOME:
    case NODE_EVERY: {
        Ternary t = quantify(ev, env, n, &bad);
        return bad ? value_null() : of_ternary(t);
    }
    case NODE_IN: return of_ternary(feel_test(n->tests, feel_node(ev, env, n->a), ev, env));
    case NODE_INSTANCE: {
        Value v = feel_node(ev, env, n->a);
        bool null_ok = n->type->kind == KIND_NOTHING;
        return value_bool(v.kind == VALUE_NULL ? null_ok : feel_fits(v, n->type));
    }
    case NODE_DEEP: {
        Made out = {0};
        descend(ev, feel_node(ev, env, n->a), n->value.string, &out);
        return value_list(out.items, out.count);
    }
    case NODE_LIST: return list(ev, env, n);
    case NODE_CONTEXT: return context(ev, env, n, false);
    case NODE_RESULT: return context(ev, env, n, true);
    case NODE_RANGE: return range(ev, env, n);
    case NODE_FILTER: return filter(ev, env, n);
    case NODE_FUNCTION: return closure(ev, env, n);
    case NODE_BUILTIN: return builtin(ev, env, n);
    case NODE_CALL: return call(ev, env, n);
    case NODE_TABLE: return feel_table(ev, env, n->table);
    case NODE_SERVICE: return feel_service(ev, env, n->service);
    case NODE_COERCE: return feel_coerce(ev, feel_node(ev, env, n->a), n->type);
    default: return value_null();
    }
}

static Value node(Eval *ev, const Env *env, const Node *n)
{
    switch ((int)n->kind) {
    case NODE_VALUE: return n->value;
    case NODE_SLOT: return ev->slots[n->index];
    case NODE_LOCAL: {
        const Env *e = at(env, n->index);
        return e ? e->value : value_null();
    }
    case NODE_SCOPED: return scoped(ev, env, n);
    case NODE_MEMBER: return feel_member(ev, feel_node(ev, env, n->a), n->value.string);
    case NODE_IF: {
        Value a = feel_node(ev, env, n->a);
        if (a.kind != VALUE_BOOL && a.kind != VALUE_NULL) return value_null();
        return feel_node(ev, env, truth(a) == YES ? n->b : n->c);
    }
    case NODE_AND:
    case NODE_OR: return logic(ev, env, n);
    case NODE_BETWEEN: return between(ev, env, n);
    case NODE_NEG: {
        Value a = feel_node(ev, env, n->a);
        if (a.kind != VALUE_NUMBER && a.kind != VALUE_DURATION && a.kind != VALUE_MONTHS) return value_null();
        a.number = number_neg(a.number);
        return a;
    }
    default: break;
    }
    if (n->kind < NODE_ADD || n->kind > NODE_GE) return rarer(ev, env, n);
    Value a = feel_node(ev, env, n->a), b = feel_node(ev, env, n->b);
    if (n->kind >= NODE_EQ) return of_ternary(compare(n->kind, a, b));
    return operation(ev, n->kind, a, b);
}

Value feel_node(Eval *ev, const Env *env, const Node *n)
{
    if (n->kind == NODE_VALUE) return n->value;
    if (ev->depth >= FEEL_RUN_DEPTH) ev->over = true;
    if (ev->over || busy(ev)) return value_null();
    ev->depth++;
    Value v = node(ev, env, n);
    ev->depth--;
    return v;
}

Value feel_value(const Expr *e, Eval *ev, const Env *env) 
{
    return e->root ? feel_node(ev, env, e->root) : value_null();
}

static Ternary one_test(const Test *t, Value input, bool exact, Eval *ev, const Env *env)
{
    Value lo = feel_value(&t->lo, ev, env);
    switch (t->kind) {
    case TEST_EQ:
        if (lo.kind == VALUE_BOOL && input.kind != VALUE_BOOL && !t->lo.constant && !exact) return truth(lo);
        return feel_in(input, lo);
    case TEST_NE: return compare(NODE_NE, input, lo);
    case TEST_TRUE: return lo.kind == VALUE_BOOL ? truth(lo) : feel_in(input, lo);
    case TEST_LT: return compare(NODE_LT, input, lo);
    case TEST_LE: return compare(NODE_LE, input, lo);
    case TEST_GT: return compare(NODE_GT, input, lo);
    case TEST_GE: return compare(NODE_GE, input, lo);
    case TEST_RANGE: break;
    }
    Value hi = feel_value(&t->hi, ev, env);
    return both(compare(t->lo_open ? NODE_GT : NODE_GE, input, lo), compare(t->hi_open ? NODE_LT : NODE_LE, input, hi));
}

// Most cells ask for one text and most inputs are another; their hashes tell without looking further.
static bool plainly_not(const Test *t, const Value *input)
{
    if (t->kind != TEST_EQ || !t->lo.constant || input->kind != VALUE_STRING) return false;
    const Value *v = &t->lo.root->value;
    return v->kind == VALUE_STRING && v->hash && input->hash && v->hash != input->hash;
}

Ternary feel_test(const Tests *t, Value input, Eval *ev, const Env *env)
{
    if (t->any) return YES;
    Ternary found = NO;
    bool constant = true;
    for (size_t i = 0; i < t->count; i++)
        constant = constant && t->list[i].lo.constant && (t->list[i].hi.constant || !t->list[i].hi.root);
    const Env *outer = constant ? env : bind(ev, env, input); // in the arena: a function may keep it
    for (size_t i = 0; i < t->count && found != YES; i++)
        if (!plainly_not(&t->list[i], &input)) found = either(found, one_test(&t->list[i], input, t->exact, ev, outer));
    return t->negated ? opposite(found) : found;
}
