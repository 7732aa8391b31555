// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Which rules a text can match at all, so that a large table is not read from end to end.
#include "rules/model.h"

enum { RULES_LEAST = 16, GROWTH_MAX = 8 }; // worth it from; how much larger than the table an index may be

// Only constant texts, or nothing asked.
static bool plain(const Tests *t)
{
    if (t->any) return true;
    if (t->negated || t->count == 0) return false;
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        if (one->kind != TEST_EQ || !one->lo.constant || one->lo.root->value.kind != VALUE_STRING) return false;
    }
    return true;
}

// The column in which most rules ask for texts; false: none will do.
static bool best_column(const Decision *d, const Table *t, uint32_t *ret_column)
{
    size_t best = 0;
    for (uint32_t i = 0; i < d->input_count; i++) {
        size_t asked = 0, r = 0;
        for (; r < d->rule_count; r++) {
            uint32_t cell = t->grid[r * d->input_count + i];
            if (!plain(&t->cells[cell])) break;
            asked += cell != CELL_ANY;
        }
        if (r < d->rule_count || asked <= best) continue;
        best = asked;
        *ret_column = i;
    }
    return best * 2 > d->rule_count;
}

static uint32_t slot_of(const Index *x, Value v)
{
    uint32_t h = v.hash;
    for (;; h++) {
        uint32_t at = h & (uint32_t)(x->slot_count - 1), key = x->slots[at];
        if (key == 0 || str_eq(x->texts[key], v.string)) return at;
    }
}

static bool asks(const Tests *t, Str text)
{
    bool yes = t->any;
    for (size_t i = 0; i < t->count && !yes; i++) yes = str_eq(t->list[i].lo.root->value.string, text);
    return yes;
}

// Keys: each text once. Returns how many, key 0 included; 0 when there are too many.
static size_t keys(Arena *mem, const Table *t, uint32_t column, Index *x)
{
    size_t count = 1, most = 1;
    for (size_t c = 1; c < t->cell_count; c++) most += t->cell_columns[c] == column ? t->cells[c].count : 0;
    x->slot_count = 16;
    while (x->slot_count < 2 * most) x->slot_count *= 2;
    uint32_t *slots = NEW_ARRAY(mem, uint32_t, x->slot_count);
    Str *texts = NEW_ARRAY(mem, Str, most);
    x->slots = slots;
    x->texts = texts;
    for (size_t c = 1; c < t->cell_count; c++) {
        if (t->cell_columns[c] != column) continue;
        for (size_t i = 0; i < t->cells[c].count; i++) {
            Value v = value_str(t->cells[c].list[i].lo.root->value.string);
            uint32_t at = slot_of(x, v);
            if (slots[at]) continue;
            texts[count] = v.string;
            slots[at] = (uint32_t)count++;
        }
    }
    return count;
}

void index_make(Arena *mem, const Decision *d, Table *t)
{
    Index x = {0};
    if (d->rule_count < RULES_LEAST || !best_column(d, t, &x.column)) return;
    size_t count = keys(mem, t, x.column, &x), total = 0, free_rules = 0;
    for (size_t r = 0; r < d->rule_count; r++) {
        const Tests *tests = &t->cells[t->grid[r * d->input_count + x.column]];
        free_rules += tests->any;
        total += tests->count;
    }
    if (free_rules * count + total > GROWTH_MAX * d->rule_count) return;
    uint32_t *starts = NEW_ARRAY(mem, uint32_t, count + 1), *at = NEW_ARRAY(mem, uint32_t, count);
    uint32_t *rules = NEW_ARRAY(mem, uint32_t, free_rules * count + total);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t r = 0; r < d->rule_count; r++) {
            const Tests *tests = &t->cells[t->grid[r * d->input_count + x.column]];
            for (size_t k = 0; tests->any && k < count; k++) {
                if (pass) rules[starts[k] + at[k]] = (uint32_t)r;
                at[k]++;
            }
            for (size_t i = 0; i < tests->count; i++) {
                Str text = tests->list[i].lo.root->value.string;
                bool again = i > 0 && asks(&(Tests){.list = tests->list, .count = i}, text); // said twice
                uint32_t k = x.slots[slot_of(&x, value_str(text))];
                if (again) continue;
                if (pass) rules[starts[k] + at[k]] = (uint32_t)r;
                at[k]++;
            }
        }
        for (size_t k = 0; k < count; k++) {
            if (!pass) starts[k + 1] = starts[k] + at[k];
            at[k] = 0;
        }
    }
    x.starts = starts;
    x.rules = rules;
    t->index = x;
}

bool index_find(const Index *x, const Value *columns, const uint32_t **ret_rules, size_t *ret_count)
{
    if (x->slot_count == 0) return false;
    Value v = columns[x->column];
    if (v.kind != VALUE_STRING) return false;
    if (!v.hash) v = value_str(v.string);
    uint32_t key = x->slots[slot_of(x, v)];
    *ret_rules = x->rules + x->starts[key];
    *ret_count = x->starts[key + 1] - x->starts[key];
    return true;
}
