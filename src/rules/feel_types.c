// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/feel.h"

static bool fits_context(Value v, const FeelType *t)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t k = 0;
        while (k < v.count && !str_eq(v.names[k], t->names[i])) k++;
        if (k == v.count || !feel_fits(v.items[k], t->fields[i])) return false;
    }
    return true;
}

// Whatever is of type `t` is of type `as` too.
static bool conforms(const FeelType *t, const FeelType *as)
{
    if (!as || as->kind == KIND_ANY) return true;
    if (!t || t->kind != as->kind) return false;
    switch (t->kind) {
    case KIND_ANY:
    case KIND_NOTHING: return true;
    case KIND_PLAIN: return t->plain == as->plain;
    case KIND_LIST:
    case KIND_RANGE: return conforms(t->of, as->of);
    case KIND_CONTEXT:
        for (size_t i = 0; i < as->count; i++) {
            size_t k = 0;
            while (k < t->count && !str_eq(t->names[k], as->names[i])) k++;
            if (k == t->count || !conforms(t->fields[k], as->fields[i])) return false;
        }
        return true;
    case KIND_FUNCTION:
        if (!as->returns) return true;
        if (t->count != as->count) return false;
        for (size_t i = 0; i < t->count; i++)
            if (!conforms(as->fields[i], t->fields[i])) return false;
        return conforms(t->returns, as->returns);
    }
    return false;
}

// It takes at least what the type gives it, and gives what the type asks, as far as its body tells without arguments.
static bool fits_function(const Function *f, const FeelType *t)
{
    if (f->builtin) return !t->returns;
    if (!t->returns) return t->count == 0 || t->count == f->count;
    if (t->count != f->count) return false;
    for (size_t i = 0; i < t->count; i++)
        if (t->fields[i] && f->types && f->types[i] && !conforms(t->fields[i], f->types[i])) return false;
    if (f->returns) return conforms(f->returns, t->returns);
    if (f->body->kind == NODE_VALUE) return feel_fits(f->body->value, t->returns);
    if (f->body->kind != NODE_CONTEXT || t->returns->kind != KIND_CONTEXT) return true;
    for (size_t i = 0; i < t->returns->count; i++) {
        const Node *entry = f->body->a;
        while (entry && !str_eq(entry->value.string, t->returns->names[i])) entry = entry->next;
        if (!entry) return false;
        if (entry->a->kind == NODE_VALUE && !feel_fits(entry->a->value, t->returns->fields[i])) return false;
    }
    return true;
}

bool feel_fits(Value v, const FeelType *t)
{
    if (v.kind == VALUE_NULL || !t) return true;
    switch (t->kind) {
    case KIND_ANY: return true;
    case KIND_NOTHING: return false;
    case KIND_PLAIN: return v.kind == t->plain;
    case KIND_LIST:
        if (v.kind != VALUE_LIST) return false;
        for (size_t i = 0; t->of && i < v.count; i++)
            if (!feel_fits(v.items[i], t->of)) return false;
        return true;
    case KIND_CONTEXT: return v.kind == VALUE_CONTEXT && fits_context(v, t);
    case KIND_RANGE:
        return v.kind == VALUE_RANGE && (!t->of || (feel_fits(v.items[0], t->of) && feel_fits(v.items[1], t->of)));
    case KIND_FUNCTION: return v.kind == VALUE_FUNCTION && fits_function(v.function, t);
    }
    return false;
}

// The allowed values of a type, and of its parts.
static bool allowed(Eval *ev, Value v, const FeelType *t)
{
    if (v.kind == VALUE_NULL || !t || ev->over) return true;
    if (++ev->steps > FEEL_STEPS_MAX) ev->over = true;
    if (t->constraint && feel_test(t->constraint, v, ev, NULL) != YES) return false;
    if (t->kind != KIND_LIST && t->allowed && feel_test(t->allowed, v, ev, NULL) != YES) return false;
    for (size_t i = 0; t->kind == KIND_LIST && v.kind == VALUE_LIST && i < v.count; i++)
        if (!allowed(ev, v.items[i], t->of)) return false;
    for (size_t i = 0; t->kind == KIND_CONTEXT && v.kind == VALUE_CONTEXT && i < t->count; i++)
        if (!allowed(ev, value_member(v, t->names[i]), t->fields[i])) return false;
    return true;
}

void feel_function_type(Arena *mem, Function *f, const FeelType *t)
{
    if (!t || t->kind != KIND_FUNCTION) return;
    if (!f->returns) f->returns = t->returns;
    if (t->count != f->count) return;
    const FeelType **types = NEW_ARRAY(mem, const FeelType *, f->count);
    for (size_t i = 0; i < f->count; i++) types[i] = f->types && f->types[i] ? f->types[i] : t->fields[i];
    f->types = types;
}

static Value typed_function(Eval *ev, Value v, const FeelType *t)
{
    if (v.function->builtin) return v;
    Function *f = NEW(ev->mem, Function);
    *f = *v.function;
    feel_function_type(ev->mem, f, t);
    v.function = f;
    return v;
}

Value feel_coerce(Eval *ev, Value v, const FeelType *t)
{
    if (!t) return v;
    if (t->kind == KIND_FUNCTION && v.kind == VALUE_FUNCTION && feel_fits(v, t)) return typed_function(ev, v, t);
    if (!feel_fits(v, t)) {
        if (t->kind != KIND_LIST && v.kind == VALUE_LIST && v.count == 1 && feel_fits(v.items[0], t)) {
            v = v.items[0];
        } else if (t->kind == KIND_LIST && v.kind != VALUE_LIST && feel_fits(v, t->of)) {
            Value *one = NEW(ev->mem, Value);
            *one = v;
            v = value_list(one, 1);
        } else if (t->kind == KIND_PLAIN && t->plain == VALUE_DATETIME && v.kind == VALUE_DATE) {
            if (!moment_read(str_fmt(ev->mem, "%.*sT00:00:00Z", STR_ARG(temporal_text(ev->mem, v))), &v))
                return value_null();
        } else {
            return value_null();
        }
    }
    return allowed(ev, v, t) ? v : value_null();
}
