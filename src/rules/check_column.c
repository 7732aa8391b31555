// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/check.h"
#include <stdlib.h>
#include <string.h>

typedef struct Points {
    Value *list;
    size_t count;
    bool ordered; // a cell asks for more or less, not only for equal
    bool sorted;
} Points;

bool column_constant(const Tests *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->list[i].lo.constant || (t->list[i].hi.root && !t->list[i].hi.constant)) return false;
    return true;
}

static int by_order(const void *a, const void *b)
{
    int order = 0;
    const Value *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return value_order(*x, *y, &order) ? order : 0;
}

static void name_values(Points *p, const Tests *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        Value lo = one->lo.root->value;
        p->ordered = p->ordered || (one->kind != TEST_EQ && one->kind != TEST_NE);
        if (lo.kind != VALUE_NULL && lo.kind != VALUE_LIST) p->list[p->count++] = lo;
        if (one->hi.root && one->hi.root->value.kind != VALUE_NULL) p->list[p->count++] = one->hi.root->value;
    }
}

static size_t distinct(Value *list, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !value_same(list[kept - 1], list[i])) list[kept++] = list[i];
    return kept;
}

static Value step(Value v, int by)
{
    Number n;
    Value second = {.kind = VALUE_DURATION};
    second.number = number_int(1);
    switch ((int)v.kind) {
    case VALUE_NUMBER:
    case VALUE_MONTHS:
    case VALUE_DURATION:
        if (!number_round(v.number, 0, by > 0 ? ROUND_FLOOR : ROUND_CEILING, &n)) return value_null();
        if (!number_add(n, number_int(by), &v.number)) return value_null();
        return v;
    case VALUE_DATE: return value_date(v.date + by);
    case VALUE_TIME:
    case VALUE_DATETIME: return temporal_add(v, second, by < 0);
    default: return value_null();
    }
}

// Something after a and before b: a whole number where there is one.
static Value between(Arena *mem, Value a, Value b)
{
    int low = 0, high = 0;
    Value v = a.kind == VALUE_STRING ? value_str(str_fmt(mem, "%.*s ", STR_ARG(a.string))) : step(a, 1);
    bool inside = value_order(a, v, &low) && low < 0 && value_order(v, b, &high) && high < 0;
    if (inside) return v;
    if (a.kind != VALUE_NUMBER && a.kind != VALUE_DURATION) return value_null();
    v = a;
    if (!number_add(a.number, b.number, &v.number) || !number_div(v.number, number_int(2), &v.number))
        return value_null();
    inside = value_order(a, v, &low) && low < 0 && value_order(v, b, &high) && high < 0;
    return inside ? v : value_null(); // 34 digits are no more to divide
}

static void add(Points *p, Value v)
{
    if (v.kind != VALUE_NULL) p->list[p->count++] = v;
}

static void fill_gaps(Arena *mem, Points *p)
{
    size_t n = p->count;
    if (n == 0) return;
    Value first = p->list[0], last = p->list[n - 1];
    int order = 0;
    if (first.kind == VALUE_BOOL) {
        if (n == 1) add(p, value_bool(!first.boolean));
        return;
    }
    if (first.kind == VALUE_STRING && !p->ordered) {
        add(p, value_str(S("(anders)")));
        return;
    }
    if (first.kind == VALUE_STRING && first.string.n) add(p, value_str(S("")));
    Value below = step(first, -1),
          above = last.kind == VALUE_STRING ? value_str(str_fmt(mem, "%.*s ", STR_ARG(last.string))) : step(last, 1);
    if (value_order(below, first, &order) && order < 0) add(p, below);
    for (size_t i = 0; i + 1 < n; i++) add(p, between(mem, p->list[i], p->list[i + 1]));
    if (value_order(last, above, &order) && order < 0) add(p, above);
}

static bool listed(const Tests *allowed)
{
    bool yes = allowed->count > 0 && !allowed->negated;
    for (size_t i = 0; i < allowed->count; i++)
        yes = yes && allowed->list[i].kind == TEST_EQ && allowed->list[i].lo.constant;
    return yes;
}

// All of one kind that has an order, each once.
static bool is_sorted(const Points *p)
{
    int order = 0;
    for (size_t i = 1; i < p->count; i++)
        if (!value_order(p->list[i - 1], p->list[i], &order) || order >= 0) return false;
    return true;
}

static bool gather(Arena *mem, const Table *t, size_t column, Points *p, Points *named)
{
    const Tests *allowed = &t->input_allowed[column];
    Eval ev = {.mem = mem};
    size_t most = 2 * allowed->count, kept = 0;
    for (size_t c = 1; c < t->cell_count; c++) most += t->cell_columns[c] == column ? 2 * t->cells[c].count : 0;
    if (most > POINTS_MAX) return false;
    p->list = NEW_ARRAY(mem, Value, 2 * most + 3);
    name_values(p, allowed);
    if (listed(allowed)) return true;
    for (size_t c = 1; c < t->cell_count; c++)
        if (t->cell_columns[c] == column) name_values(p, &t->cells[c]);
    if (p->count) qsort(p->list, p->count, sizeof p->list[0], by_order);
    p->count = distinct(p->list, p->count);
    *named = (Points){.list = NEW_ARRAY(mem, Value, p->count), .count = p->count};
    if (p->count) memcpy(named->list, p->list, p->count * sizeof p->list[0]);
    fill_gaps(mem, p);
    for (size_t i = 0; i < p->count; i++)
        if (allowed->count == 0 || feel_test(allowed, p->list[i], &ev, NULL) == YES) p->list[kept++] = p->list[i];
    p->count = kept;
    if (p->count == 0) p->list[p->count++] = value_null(); // no rule asks
    if (p->list[0].kind != VALUE_BOOL) qsort(p->list, p->count, sizeof p->list[0], by_order);
    p->sorted = is_sorted(p) && p->list[0].kind != VALUE_NULL;
    return true;
}

// The first point that is not below v, or with past: that is above it.
static size_t first_from(const Points *p, Value v, bool past)
{
    size_t lo = 0, hi = p->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = by_order(&p->list[mid], &v);
        if (order < 0 || (order == 0 && past)) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static void mark(uint64_t *bits, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool simple(const Points *p, const Tests *t)
{
    if (!p->sorted || t->negated || t->any) return false;
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        bool same = one->lo.root->value.kind == p->list[0].kind;
        if (!same || one->kind == TEST_NE || one->kind == TEST_TRUE) return false;
        if (one->hi.root && one->hi.root->value.kind != p->list[0].kind) return false;
    }
    return true;
}

// Where the points are in order a test holds from one place to another, and needs not be asked of each.
static void mark_cell(const Points *p, const Tests *t, uint64_t *bits)
{
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        Value v = one->lo.root->value;
        size_t from = 0, to = p->count;
        switch (one->kind) {
        case TEST_LT: to = first_from(p, v, false); break;
        case TEST_LE: to = first_from(p, v, true); break;
        case TEST_GT: from = first_from(p, v, true); break;
        case TEST_GE: from = first_from(p, v, false); break;
        case TEST_RANGE:
            from = first_from(p, v, one->lo_open);
            to = first_from(p, one->hi.root->value, !one->hi_open);
            break;
        case TEST_EQ:
        case TEST_NE:
        case TEST_TRUE:
            from = first_from(p, v, false);
            to = first_from(p, v, true);
            break;
        }
        mark(bits, from, to);
    }
}

// A named value makes the better example.
static void prefer(const Points *p, const Points *named, Column *c)
{
    for (size_t i = 0; i < p->count; i++) {
        size_t at = first_from(named, p->list[i], false);
        bool is = at < named->count && value_same(named->list[at], p->list[i]);
        if (is || named->count == 0) c->named[i / 64] |= UINT64_C(1) << (i % 64);
    }
}

bool column_make(Arena *mem, const Decision *d, const Table *t, size_t column, Column *ret_c, size_t *work)
{
    Points p = {0}, named = {0};
    Eval ev = {.mem = mem};
    if (!gather(mem, t, column, &p, &named)) return false;
    size_t words = (p.count + 63) / 64, rule_words = (d->rule_count + 63) / 64;
    Column c = {.points = p.list, .count = p.count, .words = words};
    c.cells = NEW_ARRAY(mem, uint64_t, t->cell_count * words);
    c.rules = NEW_ARRAY(mem, uint64_t, p.count * rule_words);
    c.named = NEW_ARRAY(mem, uint64_t, words);
    c.from = NEW_ARRAY(mem, size_t, t->cell_count);
    c.to = NEW_ARRAY(mem, size_t, t->cell_count);
    if (arena_over(mem)) return false;
    prefer(&p, &named, &c);
    for (size_t cell = 0; cell < t->cell_count; cell++) {
        if (cell != CELL_ANY && t->cell_columns[cell] != column) continue;
        bool quick = cell == CELL_ANY || simple(&p, &t->cells[cell]);
        uint64_t *bits = c.cells + cell * words;
        *work += quick ? words : p.count * TEST_WORK;
        if (*work > CHECK_WORK_MAX) return false;
        if (cell == CELL_ANY) mark(bits, 0, p.count);
        else if (quick) mark_cell(&p, &t->cells[cell], bits);
        for (size_t i = 0; !quick && i < p.count; i++)
            if (feel_test(&t->cells[cell], p.list[i], &ev, NULL) == YES) mark(bits, i, i + 1);
        c.to[cell] = words;
        while (c.from[cell] < words && !bits[c.from[cell]]) c.from[cell]++;
        while (c.to[cell] > c.from[cell] && !bits[c.to[cell] - 1]) c.to[cell]--;
    }
    for (size_t r = 0; r < d->rule_count; r++) {
        const uint64_t *row = c.cells + t->grid[r * d->input_count + column] * words;
        for (size_t k = 0; k < words; k++)
            for (uint64_t left = row[k]; left; left &= left - 1, ++*work)
                c.rules[(k * 64 + (size_t)__builtin_ctzll(left)) * rule_words + r / 64] |= UINT64_C(1) << (r % 64);
        *work += words;
    }
    *ret_c = c;
    return true;
}
