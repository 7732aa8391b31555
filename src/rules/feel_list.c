// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Functions of lists, contexts and ranges.
#include "rules/feel.h"
#include <string.h>

#define ARGS Eval *ev, const Value *a, size_t n
#define UNUSED_ARGS (void)ev, (void)a, (void)n

static Value count_of(ARGS)
{
    UNUSED_ARGS;
    return value_int((int64_t)a[0].count);
}

static Value extreme(const Value *a, int sign)
{
    Value best = a[0].count ? a[0].items[0] : value_null();
    int order = 0;
    if (a[0].count && !value_order(best, best, &order)) return value_null();
    for (size_t i = 1; i < a[0].count; i++) {
        if (!value_order(a[0].items[i], best, &order)) return value_null();
        if (order * sign > 0) best = a[0].items[i];
    }
    return best;
}

static Value min_of(ARGS)
{
    UNUSED_ARGS;
    return extreme(a, -1);
}

static Value max_of(ARGS)
{
    UNUSED_ARGS;
    return extreme(a, 1);
}

static Value sum_of(ARGS)
{
    UNUSED_ARGS;
    if (a[0].count == 0) return value_null();
    Value sum = a[0].items[0];
    if (sum.kind != VALUE_NUMBER && sum.kind != VALUE_DURATION && sum.kind != VALUE_MONTHS) return value_null();
    for (size_t i = 1; i < a[0].count; i++)
        if (a[0].items[i].kind != sum.kind || !number_add(sum.number, a[0].items[i].number, &sum.number))
            return value_null();
    return sum;
}

static Value mean(ARGS)
{
    Value sum = sum_of(ev, a, n);
    if (sum.kind == VALUE_NULL) return sum;
    if (sum.kind != VALUE_NUMBER) return temporal_scale(sum, value_int((int64_t)a[0].count), true);
    return number_div(sum.number, number_int((int64_t)a[0].count), &sum.number) ? sum : value_null();
}

static Value product(ARGS)
{
    UNUSED_ARGS;
    if (a[0].count == 0) return value_null();
    Value v = value_int(1);
    for (size_t i = 0; i < a[0].count; i++)
        if (a[0].items[i].kind != VALUE_NUMBER || !number_mul(v.number, a[0].items[i].number, &v.number))
            return value_null();
    return v;
}

static Value all(ARGS)
{
    UNUSED_ARGS;
    bool unknown = false;
    for (size_t i = 0; i < a[0].count; i++) {
        Value v = a[0].items[i];
        if (v.kind == VALUE_BOOL && !v.boolean) return value_bool(false);
        unknown = unknown || v.kind != VALUE_BOOL;
    }
    return unknown ? value_null() : value_bool(true);
}

static Value any(ARGS)
{
    UNUSED_ARGS;
    bool unknown = false;
    for (size_t i = 0; i < a[0].count; i++) {
        Value v = a[0].items[i];
        if (v.kind == VALUE_BOOL && v.boolean) return value_bool(true);
        unknown = unknown || v.kind != VALUE_BOOL;
    }
    return unknown ? value_null() : value_bool(false);
}

static Value list_contains(ARGS)
{
    UNUSED_ARGS;
    for (size_t i = 0; i < a[0].count; i++)
        if (value_same(a[0].items[i], a[1])) return value_bool(true);
    return value_bool(false);
}

static Value copy_sorted(Eval *ev, Value list, bool (*before)(Eval *, Value, Value, Value), Value how)
{
    Value *v = NEW_ARRAY(ev->mem, Value, list.count), *w = NEW_ARRAY(ev->mem, Value, list.count);
    if (list.count) memcpy(v, list.items, list.count * sizeof v[0]);
    for (size_t width = 1; width < list.count; width *= 2) { // merge, stable
        for (size_t lo = 0; lo < list.count; lo += 2 * width) {
            size_t mid = lo + width < list.count ? lo + width : list.count;
            size_t hi = mid + width < list.count ? mid + width : list.count, i = lo, j = mid;
            for (size_t k = lo; k < hi; k++)
                w[k] = i < mid && (j >= hi || !before(ev, v[j], v[i], how)) ? v[i++] : v[j++];
        }
        Value *t = v;
        v = w;
        w = t;
    }
    return value_list(v, list.count);
}

static bool natural(Eval *ev, Value a, Value b, Value how)
{
    (void)ev, (void)how;
    int order = 0;
    return value_order(a, b, &order) && order < 0;
}

static bool asked(Eval *ev, Value a, Value b, Value how)
{
    Value v = feel_call(ev, how, (const Value[]){a, b}, 2);
    return v.kind == VALUE_BOOL && v.boolean;
}

static Value sort(ARGS)
{
    if (n > 1 && a[1].kind == VALUE_FUNCTION) return copy_sorted(ev, a[0], asked, a[1]);
    if (n > 1) return value_null();
    int order;
    for (size_t i = 0; i < a[0].count; i++)
        if (!value_order(a[0].items[0], a[0].items[i], &order)) return value_null();
    return copy_sorted(ev, a[0], natural, value_null());
}

static Value median(ARGS)
{
    (void)n;
    size_t count = a[0].count;
    for (size_t i = 0; i < count; i++)
        if (a[0].items[i].kind != VALUE_NUMBER) return value_null();
    if (count == 0) return value_null();
    Value s = copy_sorted(ev, a[0], natural, value_null()), v = s.items[count / 2];
    if (count % 2) return v;
    if (!number_add(v.number, s.items[count / 2 - 1].number, &v.number)) return value_null();
    return number_div(v.number, number_int(2), &v.number) ? v : value_null();
}

static Value stddev(ARGS)
{
    Value middle = mean(ev, a, n);
    Number sum = number_int(0), d;
    if (middle.kind != VALUE_NUMBER || a[0].count < 2) return value_null();
    for (size_t i = 0; i < a[0].count; i++)
        if (!number_sub(a[0].items[i].number, middle.number, &d) || !number_mul(d, d, &d) || !number_add(sum, d, &sum))
            return value_null();
    if (!number_div(sum, number_int((int64_t)a[0].count - 1), &d) || !number_sqrt(d, &d)) return value_null();
    return value_number(d);
}

static Value mode(ARGS)
{
    (void)n;
    for (size_t i = 0; i < a[0].count; i++)
        if (a[0].items[i].kind != VALUE_NUMBER) return value_null();
    Value s = copy_sorted(ev, a[0], natural, value_null());
    Value *out = NEW_ARRAY(ev->mem, Value, s.count);
    size_t most = 0, found = 0;
    for (size_t i = 0, j; i < s.count; i = j) {
        for (j = i; j < s.count && value_same(s.items[i], s.items[j]);) j++;
        if (j - i > most) found = 0;
        if (j - i >= most) out[found++] = s.items[i];
        most = j - i > most ? j - i : most;
    }
    return value_list(out, found);
}

// From one-based, or from the end; false when outside [1..count].
static bool position(Value v, size_t count, size_t *ret_i)
{
    int64_t i;
    if (v.kind != VALUE_NUMBER || !number_to_int(v.number, &i)) return false;
    if (i < 0) i += (int64_t)count + 1;
    if (i < 1 || i > (int64_t)count) return false;
    *ret_i = (size_t)i - 1;
    return true;
}

static Value sublist(ARGS)
{
    size_t from;
    int64_t length = 0;
    (void)ev;
    if (!position(a[1], a[0].count, &from)) return value_null();
    size_t most = a[0].count - from;
    if (n > 2 && a[2].kind == VALUE_NUMBER) {
        if (!number_to_int(a[2].number, &length) || length < 1 || (uint64_t)length > most) return value_null();
        most = (size_t)length;
    }
    return value_list(a[0].items + from, most);
}

static Value glue(Eval *ev, Value x, Value y)
{
    Value *v = NEW_ARRAY(ev->mem, Value, x.count + y.count);
    if (x.count) memcpy(v, x.items, x.count * sizeof v[0]);
    if (y.count) memcpy(v + x.count, y.items, y.count * sizeof v[0]);
    ev->steps += (uint32_t)(x.count + y.count);
    return value_list(v, x.count + y.count);
}

static Value append(ARGS)
{
    Value list = a[0].count && a[0].items[0].kind == VALUE_LIST ? a[0].items[0] : value_null();
    (void)n;
    if (a[0].count == 0 || a[0].items[0].kind == VALUE_NULL) return value_null();
    if (list.kind != VALUE_LIST) list = value_list(a[0].items, 1);
    return glue(ev, list, value_list(a[0].items + 1, a[0].count - 1));
}

static Value insert_before(ARGS)
{
    size_t at;
    (void)n;
    if (!position(a[1], a[0].count, &at)) return value_null();
    Value head = glue(ev, value_list(a[0].items, at), value_list(&a[2], 1));
    return glue(ev, head, value_list(a[0].items + at, a[0].count - at));
}

static Value remove_at(ARGS)
{
    size_t at;
    (void)n;
    if (!position(a[1], a[0].count, &at)) return value_null();
    return glue(ev, value_list(a[0].items, at), value_list(a[0].items + at + 1, a[0].count - at - 1));
}

static Value list_replace(ARGS)
{
    size_t at;
    (void)n;
    Value out = glue(ev, a[0], value_list(NULL, 0));
    Value *items = NEW_ARRAY(ev->mem, Value, out.count);
    if (out.count) memcpy(items, out.items, out.count * sizeof items[0]);
    if (a[1].kind == VALUE_FUNCTION) {
        for (size_t i = 0; i < out.count; i++) {
            Value hit = feel_call(ev, a[1], (const Value[]){out.items[i], a[2]}, 2);
            if (hit.kind != VALUE_BOOL) return value_null();
            if (hit.boolean) items[i] = a[2];
        }
    } else if (position(a[1], out.count, &at)) {
        items[at] = a[2];
    } else {
        return value_null();
    }
    return value_list(items, out.count);
}

static Value reverse(ARGS)
{
    (void)n;
    Value *v = NEW_ARRAY(ev->mem, Value, a[0].count);
    for (size_t i = 0; i < a[0].count; i++) v[i] = a[0].items[a[0].count - 1 - i];
    return value_list(v, a[0].count);
}

static Value index_of(ARGS)
{
    (void)n;
    Value *v = NEW_ARRAY(ev->mem, Value, a[0].count);
    size_t found = 0;
    for (size_t i = 0; i < a[0].count; i++)
        if (value_same(a[0].items[i], a[1])) v[found++] = value_int((int64_t)i + 1);
    return value_list(v, found);
}

static Value distinct(ARGS)
{
    (void)n;
    Value *v = NEW_ARRAY(ev->mem, Value, a[0].count);
    size_t found = 0;
    for (size_t i = 0; i < a[0].count; i++) {
        size_t k = 0;
        while (k < found && !value_same(v[k], a[0].items[i])) k++;
        ev->steps += (uint32_t)k;
        if (ev->steps > FEEL_STEPS_MAX) ev->over = true;
        if (ev->over) return value_null();
        if (k == found) v[found++] = a[0].items[i];
    }
    return value_list(v, found);
}

static Value concatenate(ARGS)
{
    (void)n;
    Value out = value_list(NULL, 0);
    for (size_t i = 0; i < a[0].count; i++) {
        if (a[0].items[i].kind == VALUE_NULL) return value_null();
        out = glue(ev, out, a[0].items[i].kind == VALUE_LIST ? a[0].items[i] : value_list(&a[0].items[i], 1));
    }
    return out;
}

static Value union_of(ARGS)
{
    Value v = concatenate(ev, a, n);
    return v.kind == VALUE_LIST ? distinct(ev, &v, 1) : v;
}

static void flat(Eval *ev, Value v, Value *out, size_t *count, int depth)
{
    for (size_t i = 0; i < v.count; i++) {
        if (v.items[i].kind == VALUE_LIST && depth < FEEL_DEPTH_MAX) flat(ev, v.items[i], out, count, depth + 1);
        else if (out) out[(*count)++] = v.items[i];
        else (*count)++;
        if (*count > FEEL_STEPS_MAX) ev->over = true;
        if (ev->over) return;
    }
}

static Value flatten(ARGS)
{
    (void)n;
    size_t count = 0, made = 0;
    flat(ev, a[0], NULL, &count, 0);
    if (ev->over) return value_null();
    ev->steps += (uint32_t)count;
    Value *out = NEW_ARRAY(ev->mem, Value, count);
    flat(ev, a[0], out, &made, 0);
    return value_list(out, made);
}

// ---- contexts

static Value get_value(ARGS)
{
    (void)ev, (void)n;
    if (a[1].kind == VALUE_STRING) return value_member(a[0], a[1].string);
    Value v = a[0];
    for (size_t i = 0; a[1].kind == VALUE_LIST && i < a[1].count; i++)
        v = a[1].items[i].kind == VALUE_STRING ? value_member(v, a[1].items[i].string) : value_null();
    return a[1].kind == VALUE_LIST && a[1].count ? v : value_null();
}

static Value get_entries(ARGS)
{
    (void)n;
    static const Str names[] = {{"key", 3}, {"value", 5}};
    Value *out = NEW_ARRAY(ev->mem, Value, a[0].count);
    for (size_t i = 0; i < a[0].count; i++) {
        Value *pair = NEW_ARRAY(ev->mem, Value, 2);
        pair[0] = value_str(a[0].names[i]);
        pair[1] = a[0].items[i];
        out[i] = value_context(names, pair, 2);
    }
    return value_list(out, a[0].count);
}

static Value with(Eval *ev, Value c, Str name, Value v)
{
    Str *names = NEW_ARRAY(ev->mem, Str, c.count + 1);
    Value *items = NEW_ARRAY(ev->mem, Value, c.count + 1);
    size_t n = c.count, at = 0;
    for (size_t i = 0; i < n; i++) {
        names[i] = c.names[i];
        items[i] = c.items[i];
    }
    while (at < n && !str_eq(names[at], name)) at++;
    names[at] = name;
    items[at] = v;
    ev->steps += (uint32_t)n;
    return value_context(names, items, at == n ? n + 1 : n);
}

static Value context_put_path(Eval *ev, Value c, Value path, size_t i, Value v)
{
    if (i >= path.count || i > FEEL_DEPTH_MAX || path.items[i].kind != VALUE_STRING) return value_null();
    if (c.kind != VALUE_CONTEXT) return value_null();
    if (i + 1 == path.count) return with(ev, c, path.items[i].string, v);
    Value inner = context_put_path(ev, value_member(c, path.items[i].string), path, i + 1, v);
    return inner.kind == VALUE_NULL ? inner : with(ev, c, path.items[i].string, inner);
}

static Value context_put(ARGS)
{
    (void)n;
    if (a[1].kind == VALUE_STRING) return with(ev, a[0], a[1].string, a[2]);
    return a[1].kind == VALUE_LIST ? context_put_path(ev, a[0], a[1], 0, a[2]) : value_null();
}

static Value context_merge(ARGS)
{
    (void)n;
    Value out = value_context(NULL, NULL, 0);
    for (size_t i = 0; i < a[0].count; i++) {
        Value c = a[0].items[i];
        if (c.kind != VALUE_CONTEXT) return value_null();
        for (size_t k = 0; k < c.count && !arena_over(ev->mem); k++) out = with(ev, out, c.names[k], c.items[k]);
    }
    return out;
}

// context([{key: "a", value: 1}])
static Value context_of(ARGS)
{
    (void)n;
    Value out = value_context(NULL, NULL, 0);
    for (size_t i = 0; i < a[0].count && !arena_over(ev->mem); i++) {
        Value key = value_member(a[0].items[i], S("key"));
        bool has = false;
        for (size_t k = 0; a[0].items[i].kind == VALUE_CONTEXT && k < a[0].items[i].count; k++)
            has = has || str_eq_c(a[0].items[i].names[k], "value");
        if (key.kind != VALUE_STRING || !has) return value_null();
        for (size_t k = 0; k < out.count; k++)
            if (str_eq(out.names[k], key.string)) return value_null();
        out = with(ev, out, key.string, value_member(a[0].items[i], S("value")));
    }
    return out;
}

const Builtin list_builtins[] = {
    {"count", "list", "l", 1, count_of},
    {"min", "list", "*", 1, min_of},
    {"max", "list", "*", 1, max_of},
    {"sum", "list", "*", 1, sum_of},
    {"mean", "list", "*", 1, mean},
    {"product", "list", "*", 1, product},
    {"median", "list", "*", 1, median},
    {"stddev", "list", "*", 1, stddev},
    {"mode", "list", "*", 1, mode},
    {"all", "list", "*", 1, all},
    {"and", "list", "*", 1, all},
    {"any", "list", "*", 1, any},
    {"or", "list", "*", 1, any},
    {"list contains", "list,element", "la", 2, list_contains},
    {"sublist", "list,start position,length", "lnn", 2, sublist},
    {"append", "list,item", "*", 2, append},
    {"concatenate", "list", "*", 1, concatenate},
    {"insert before", "list,position,newItem", "lna", 3, insert_before},
    {"remove", "list,position", "ln", 2, remove_at},
    {"list replace", "list,position,newItem|list,match,newItem", "laa", 3, list_replace},
    {"reverse", "list", "l", 1, reverse},
    {"index of", "list,match", "la", 2, index_of},
    {"union", "list", "*", 1, union_of},
    {"distinct values", "list", "l", 1, distinct},
    {"flatten", "list", "l", 1, flatten},
    {"sort", "list,precedes", "lf", 1, sort},
    {"get value", "m,key|context,key|context,keys", "ca", 2, get_value},
    {"get entries", "m|context", "c", 1, get_entries},
    {"context put", "context,key,value|context,keys,value", "caa", 3, context_put},
    {"context merge", "contexts", "*", 1, context_merge},
    {"context", "entries", "l", 1, context_of},
    {0},
};
