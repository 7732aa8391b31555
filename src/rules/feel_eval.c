// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/feel.h"
#include <string.h>

enum { JOINED_TEXT_MAX = 64 * 1024 };

typedef struct Eval {
    const Node *nodes;
    const Value *slots;
    Arena *mem;
} Eval;

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

static Value to_date(Value v)
{
    Date d;
    if (v.kind == VALUE_DATE) return v;
    if (v.kind != VALUE_STRING || date_feel(v.string, &d) != OK) return value_null();
    return value_date(d);
}

static Value node(const Eval *e, uint32_t i)
{
    const Node *n = &e->nodes[i];
    if (n->kind == NODE_VALUE) return n->value;
    if (n->kind == NODE_SLOT) return e->slots[n->a];
    Value a = node(e, n->a);
    if (n->kind == NODE_MEMBER) return value_member(a, n->value.string);
    if (n->kind == NODE_NOT) return of_ternary(opposite(truth(a)));
    if (n->kind == NODE_DATE) return to_date(a);
    if (n->kind == NODE_NEG) return a.kind == VALUE_NUMBER ? value_number(number_neg(a.number)) : value_null();
    Value b = node(e, n->b);
    if (n->kind == NODE_AND) return of_ternary(both(truth(a), truth(b)));
    if (n->kind == NODE_OR) return of_ternary(either(truth(a), truth(b)));
    if (n->kind >= NODE_EQ && n->kind <= NODE_GE) return of_ternary(compare(n->kind, a, b));
    if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER) return arithmetic(n->kind, a.number, b.number);
    if (n->kind == NODE_ADD && a.kind == VALUE_STRING && b.kind == VALUE_STRING)
        return join(e->mem, a.string, b.string);
    return value_null();
}

Value feel_value(const Expr *e, const Value *slots, Arena *mem)
{
    if (!e->nodes) return value_null();
    return node(&(Eval){.nodes = e->nodes, .slots = slots, .mem = mem}, e->root);
}

// A list on the right holds the value or not; a list never equals one of its items.
static Ternary equal_or_in(Value input, Value right)
{
    if (right.kind != VALUE_LIST || input.kind == VALUE_LIST) return value_equal(input, right);
    Ternary t = NO;
    for (size_t i = 0; i < right.count; i++) t = either(t, value_equal(input, right.items[i]));
    return t;
}

static Ternary one_test(const Test *t, Value input, const Value *slots, Arena *mem)
{
    Value lo = feel_value(&t->lo, slots, mem);
    switch (t->kind) {
    case TEST_EQ: return equal_or_in(input, lo);
    case TEST_LT: return compare(NODE_LT, input, lo);
    case TEST_LE: return compare(NODE_LE, input, lo);
    case TEST_GT: return compare(NODE_GT, input, lo);
    case TEST_GE: return compare(NODE_GE, input, lo);
    case TEST_RANGE: break;
    }
    Value hi = feel_value(&t->hi, slots, mem);
    return both(compare(t->lo_open ? NODE_GT : NODE_GE, input, lo), compare(t->hi_open ? NODE_LT : NODE_LE, input, hi));
}

// Most cells ask for one text and most inputs are another; their hashes tell without looking further.
static bool plainly_not(const Test *t, const Value *input)
{
    if (t->kind != TEST_EQ || !t->lo.constant || input->kind != VALUE_STRING) return false;
    const Value *v = &t->lo.nodes[t->lo.root].value;
    return v->kind == VALUE_STRING && v->hash && input->hash && v->hash != input->hash;
}

Ternary feel_test(const Tests *t, Value input, const Value *slots, Arena *mem)
{
    if (t->any) return YES;
    Ternary found = NO;
    for (size_t i = 0; i < t->count && found != YES; i++)
        if (!plainly_not(&t->list[i], &input)) found = either(found, one_test(&t->list[i], input, slots, mem));
    return t->negated ? opposite(found) : found;
}
