// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// model.c - which interactions there can be, and every hierarchical set of them.
#include "estimate/estimate.h"
#include <assert.h>

// Masks of `order` lists in the order 12, 13, 14, 23, ...: list by list, first list first.
static bool add_masks(Terms *t, int order, int from, unsigned mask, int room)
{
    if (order == 0) {
        if (t->count == room) return false;
        t->mask[t->count++] = mask;
        return true;
    }
    for (int i = from; i < t->lists; i++)
        if (!add_masks(t, order - 1, i + 1, mask | 1u << i, room)) return false;
    return true;
}

Err terms_make(int lists, int max_order, Terms *ret_terms, Why *w)
{
    assert(lists >= 1 && lists <= LISTS_MAX);
    Terms t = {.lists = lists};
    int top = max_order < lists - 1 ? max_order : lists - 1; // the highest of all cannot be told from the hidden part
    for (int order = 2; order <= top; order++)
        if (!add_masks(&t, order, 0, 0, TERMS_MAX - 1 - lists))
            return why(w, E_LIMIT,
                       "%d lists with interactions up to order %d are more than %d parameters; choose a "
                       "lower --max-order",
                       lists, max_order, TERMS_MAX);
    *ret_terms = t;
    return OK;
}

// The bits of the terms one order lower that term i needs.
static Model needs(const Terms *t, int i)
{
    Model m = 0;
    int order = __builtin_popcount(t->mask[i]);
    for (int k = 0; k < i; k++)
        if (__builtin_popcount(t->mask[k]) == order - 1 && (t->mask[k] & ~t->mask[i]) == 0) m |= (Model)1 << k;
    return m;
}

bool model_hierarchical(const Terms *t, Model m)
{
    for (int i = 0; i < t->count; i++)
        if (m >> i & 1 && needs(t, i) & ~m) return false;
    return true;
}

typedef struct Growing {
    const Terms *t;
    Model needs[TERMS_MAX];
    Model *models;
    size_t count, room;
} Growing;

static bool grow(Growing *g, int at, Model m)
{
    if (at == g->t->count) {
        if (g->models && g->count < g->room) g->models[g->count] = m;
        return ++g->count <= MODELS_MAX;
    }
    if (!grow(g, at + 1, m)) return false;
    return (g->needs[at] & ~m) != 0 || grow(g, at + 1, m | (Model)1 << at);
}

Err models_all(Arena *mem, const Terms *t, Model **ret_models, size_t *ret_count, Why *w)
{
    Growing g = {.t = t};
    for (int i = 0; i < t->count; i++) g.needs[i] = needs(t, i);
    if (!grow(&g, 0, 0))
        return why(w, E_LIMIT, "more than %d models with %d lists; choose a lower --max-order, or --model stepwise",
                   MODELS_MAX, t->lists);
    g.models = NEW_ARRAY(mem, Model, g.count);
    g.room = g.count;
    g.count = 0;
    grow(&g, 0, 0);
    *ret_models = g.models;
    *ret_count = g.count;
    return OK;
}

Str term_name(Arena *mem, const Str *names, unsigned mask)
{
    Str s = STR_NONE;
    for (int i = 0; i < LISTS_MAX; i++)
        if (mask >> i & 1) s = s.n ? str_fmt(mem, "%.*s:%.*s", STR_ARG(s), STR_ARG(names[i])) : names[i];
    return s;
}
