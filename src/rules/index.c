// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Which rules a value can match, known before anyone asks: for each column whose cells are constants the values they
// name, in order, and for each of those, and each gap between them, a row of bits with the rules that match there.
// The rules that a decision has to look at are the bits that the rows of its columns have in common.
#include "rules/model.h"
#include <string.h>

enum { RULES_LEAST = 8 }; // worth it from

static bool order_of(Value a, Value b, int *ret_order)
{
    if (a.kind == VALUE_BOOL && b.kind == VALUE_BOOL) *ret_order = a.boolean - b.boolean;
    else return value_order(a, b, ret_order);
    return true;
}

// The first point that is not below v; exact: it is v itself.
static size_t find(const ColumnIndex *x, Value v, bool *ret_exact)
{
    size_t lo = 0, hi = x->count;
    int order = 0;
    *ret_exact = false;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (!order_of(x->points[mid], v, &order)) return x->count;
        if (order == 0) {
            *ret_exact = true;
            return mid;
        }
        if (order < 0) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

// Places on the line: 2i is the gap below point i, 2i + 1 the point itself, 2n what is above all; after that, null.
static size_t place_of(const ColumnIndex *x, Value v)
{
    if (v.kind == VALUE_NULL) return 2 * x->count + 1;
    bool exact;
    size_t i = find(x, v, &exact);
    return 2 * i + exact;
}

// Where a test begins and ends to hold: [from, to), or all but that.
typedef struct Span {
    size_t from, to;
    bool outside;
} Span;

static Span span_of(const ColumnIndex *x, const Test *t)
{
    size_t last = 2 * x->count + 1;
    Value v = t->lo.root->value;
    if (v.kind == VALUE_NULL) return (Span){.outside = t->kind == TEST_NE};
    size_t lo = place_of(x, v), hi = t->kind == TEST_RANGE ? place_of(x, t->hi.root->value) : lo;
    switch (t->kind) {
    case TEST_EQ: return (Span){lo, lo + 1, false};
    case TEST_NE: return (Span){lo, lo + 1, true};
    case TEST_LT: return (Span){0, lo, false};
    case TEST_LE: return (Span){0, lo + 1, false};
    case TEST_GT: return (Span){lo + 1, last, false};
    case TEST_GE: return (Span){lo, last, false};
    case TEST_RANGE: return (Span){lo + t->lo_open, hi + !t->hi_open, false};
    case TEST_TRUE: break;
    }
    return (Span){0};
}

static bool cell_holds(const ColumnIndex *x, const Tests *t, const Span *spans, size_t place)
{
    if (t->any) return true;
    Eval ev = {0}; // constants need no room
    if (place == 2 * x->count + 1) return feel_test(t, value_null(), &ev, NULL) == YES;
    bool holds = false;
    for (size_t i = 0; i < t->count && !holds; i++)
        holds = (place >= spans[i].from && place < spans[i].to) != spans[i].outside;
    return holds != t->negated;
}

static bool usable(Value v, ValueKind *kind)
{
    if (v.kind == VALUE_NULL) return true;
    int order;
    bool ordered = order_of(v, v, &order) && v.kind != VALUE_TIME && v.kind != VALUE_DATETIME; // zones are no order
    if (*kind == VALUE_NULL) *kind = v.kind;
    return ordered && v.kind == *kind;
}

// All cells of the column are constants of one kind that has an order. Counts the values they name.
static bool plain_column(const Table *t, size_t column, ValueKind *ret_kind, size_t *ret_most)
{
    *ret_kind = VALUE_NULL;
    for (size_t c = 1; c < t->cell_count; c++) {
        if (t->cell_columns[c] != column) continue;
        for (size_t i = 0; i < t->cells[c].count; i++) {
            const Test *one = &t->cells[c].list[i];
            bool pair = one->kind == TEST_RANGE;
            if (one->kind == TEST_TRUE || !one->lo.constant || (pair && !one->hi.constant)) return false;
            bool null = one->lo.root->value.kind == VALUE_NULL || (pair && one->hi.root->value.kind == VALUE_NULL);
            if (null && one->kind != TEST_EQ && one->kind != TEST_NE) return false;
            if (!usable(one->lo.root->value, ret_kind)) return false;
            if (pair && !usable(one->hi.root->value, ret_kind)) return false;
            *ret_most += 1 + pair;
        }
    }
    return *ret_most > 0;
}

static void add_point(ColumnIndex *x, Value *points, Value v)
{
    bool exact;
    if (v.kind == VALUE_NULL) return;
    size_t at = find(x, v, &exact);
    if (exact) return;
    memmove(points + at + 1, points + at, (x->count - at) * sizeof points[0]);
    points[at] = v;
    x->count++;
}

typedef struct Making {
    const Decision *d;
    const Table *t;
    const ColumnIndex *x;
    size_t column;
    const Span **spans; // per cell
    uint8_t *holds;     // per cell
} Making;

static Making making(Arena *scratch, const Decision *d, const Table *t, size_t column, const ColumnIndex *x)
{
    Making m = {.d = d, .t = t, .x = x, .column = column, .holds = NEW_ARRAY(scratch, uint8_t, t->cell_count)};
    m.spans = NEW_ARRAY(scratch, const Span *, t->cell_count);
    for (size_t c = 1; c < t->cell_count; c++) {
        if (t->cell_columns[c] != column) continue;
        Span *spans = NEW_ARRAY(scratch, Span, t->cells[c].count);
        for (size_t i = 0; i < t->cells[c].count; i++) spans[i] = span_of(x, &t->cells[c].list[i]);
        m.spans[c] = spans;
    }
    return m;
}

static void row_of(const Making *m, size_t place, uint64_t *row, size_t words)
{
    const Table *t = m->t;
    const Decision *d = m->d;
    uint8_t *holds = m->holds;
    size_t column = m->column;
    memset(row, 0, words * sizeof row[0]);
    for (size_t c = 0; c < t->cell_count; c++)
        if (c == CELL_ANY || t->cell_columns[c] == column)
            holds[c] = cell_holds(m->x, &t->cells[c], m->spans[c], place);
    for (size_t r = 0; r < d->rule_count; r++)
        if (holds[t->grid[r * d->input_count + column]]) row[r / 64] |= UINT64_C(1) << (r % 64);
}

// Neighbours often match the same rules and share their bits.
static bool make_rows(Arena *mem, Arena *scratch, const Decision *d, const Table *t, size_t column, ColumnIndex *x,
                      size_t *budget)
{
    size_t places = 2 * x->count + 2, words = t->index.words, bytes = words * sizeof(uint64_t), kept = 0;
    if (places * sizeof(uint32_t) + bytes > *budget) return false;
    uint32_t *rows = NEW_ARRAY(mem, uint32_t, places);
    uint64_t *last[2] = {NEW_ARRAY(scratch, uint64_t, words), NEW_ARRAY(scratch, uint64_t, words)};
    uint64_t *row = NEW_ARRAY(scratch, uint64_t, words), *bits = NULL;
    Making m = making(scratch, d, t, column, x);
    for (int pass = 0; pass < 2; pass++) {
        if (pass && places * sizeof rows[0] + kept * bytes > *budget) return false;
        if (pass) bits = NEW_ARRAY(mem, uint64_t, kept * words);
        if (pass) *budget -= places * sizeof rows[0] + kept * bytes;
        kept = 0;
        for (size_t p = 0; p < places; p++) {
            row_of(&m, p, row, words);
            if (p > 0 && memcmp(row, last[(p - 1) % 2], bytes) == 0) rows[p] = rows[p - 1];
            else if (p > 1 && memcmp(row, last[p % 2], bytes) == 0) rows[p] = rows[p - 2];
            else rows[p] = (uint32_t)kept++;
            if (pass) memcpy(bits + rows[p] * words, row, bytes);
            memcpy(last[p % 2], row, bytes);
        }
    }
    x->rows = rows;
    x->bits = bits;
    return true;
}

void index_make(Arena *mem, Arena *scratch, const Decision *d, Table *t, size_t *budget)
{
    if (d->rule_count < RULES_LEAST || d->input_count == 0) return;
    ColumnIndex *columns = NEW_ARRAY(mem, ColumnIndex, d->input_count);
    t->index.words = (d->rule_count + 63) / 64;
    for (size_t i = 0; i < d->input_count; i++) {
        ColumnIndex x = {0};
        size_t most = 0;
        if (!plain_column(t, i, &x.kind, &most) || most * d->rule_count > INDEX_WORK_MAX) continue;
        Value *points = NEW_ARRAY(mem, Value, most);
        x.points = points;
        for (size_t c = 1; c < t->cell_count; c++) {
            for (size_t k = 0; t->cell_columns[c] == i && k < t->cells[c].count; k++) {
                const Test *one = &t->cells[c].list[k];
                add_point(&x, points, one->lo.root->value);
                if (one->kind == TEST_RANGE) add_point(&x, points, one->hi.root->value);
            }
        }
        if (make_rows(mem, scratch, d, t, i, &x, budget)) columns[i] = x;
    }
    t->index.columns = columns;
}

bool index_narrow(const Table *t, size_t column, Value v, uint64_t *bits)
{
    const ColumnIndex *x = t->index.columns ? &t->index.columns[column] : NULL;
    if (!x || !x->rows || (v.kind != VALUE_NULL && v.kind != x->kind)) return false;
    const uint64_t *row = x->bits + x->rows[place_of(x, v)] * t->index.words;
    for (size_t i = 0; i < t->index.words; i++) bits[i] &= row[i];
    return true;
}
