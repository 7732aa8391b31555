// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Item definitions: plain, structures, collections, with allowed values; and what a typeRef names.
#include "rules/load.h"
#include <string.h>

static Str without_prefix(Str ref)
{
    Str rest = ref, prefix = str_cut(&rest, ':'); // "feel:string" in DMN 1.1
    return rest.n ? rest : prefix;
}

// Its own goes before what was imported without a name.
static const ItemType *item_of(const Load *l, Str ref)
{
    for (size_t i = l->taken_count; i < l->item_count; i++)
        if (str_eq(l->items[i].name, ref)) return &l->items[i];
    for (size_t i = 0; i < l->taken_count; i++)
        if (str_eq(l->items[i].name, ref)) return &l->items[i];
    return NULL;
}

static bool have_own(const Load *l, Str name)
{
    const ItemType *item = item_of(l, name);
    return item && item >= l->items + l->taken_count;
}

Err load_full_type(const Load *l, const xmlNode *node, Str ref, const FeelType **ret_type)
{
    *ret_type = NULL;
    ref = feel_name(l->mem, ref);
    if (ref.n == 0) return OK;
    const ItemType *item = item_of(l, ref);
    if (!item) item = item_of(l, without_prefix(ref));
    if (item) {
        *ret_type = item->full;
        return OK;
    }
    Why reason;
    if (feel_type(l->mem, without_prefix(ref), (Scope){0}, ret_type, &reason) == OK) return OK;
    if (l->lenient) return OK;
    return load_fail(l, node, E_INPUT, "the type '%.*s' is not supported", STR_ARG(str_head(ref, 80)));
}

static Type simple(const FeelType *t)
{
    if (!t || t->kind != KIND_PLAIN) return TYPE_ANY;
    if (t->plain == VALUE_BOOL) return TYPE_BOOL;
    if (t->plain == VALUE_NUMBER) return TYPE_NUMBER;
    if (t->plain == VALUE_STRING) return TYPE_STRING;
    return t->plain == VALUE_DATE ? TYPE_DATE : TYPE_ANY;
}

Err load_type(const Load *l, const xmlNode *node, Str ref, Type *ret_type, Str *ret_allowed)
{
    const FeelType *full;
    TRY(load_full_type(l, node, ref, &full));
    const ItemType *item = item_of(l, ref);
    if (!item) item = item_of(l, without_prefix(ref));
    *ret_type = simple(full);
    if (item && ret_allowed && full && full->kind == KIND_PLAIN) *ret_allowed = item->allowed;
    return OK;
}

static Err read_item(const Load *l, const xmlNode *node, size_t depth, FeelType *t, Str *ret_allowed);

static Err read_parts(const Load *l, const xmlNode *node, size_t depth, FeelType *t)
{
    size_t count = xml_count(node, "itemComponent"), i = 0;
    Str *names = NEW_ARRAY(l->mem, Str, count);
    t->kind = KIND_CONTEXT;
    t->fields = NEW_ARRAY(l->mem, const FeelType *, count);
    for (const xmlNode *n = xml_first(node, "itemComponent"); n; n = xml_next(n, "itemComponent"), i++) {
        FeelType *field = NEW(l->mem, FeelType);
        Str unused;
        TRY(load_name(l, n, &names[i]));
        TRY(read_item(l, n, depth + 1, field, &unused));
        t->fields[i] = field;
    }
    t->names = names;
    t->count = count;
    return OK;
}

static Err read_tests(const Load *l, const xmlNode *node, const char *tag, const Tests **ret_t, Str *ret_text)
{
    const xmlNode *n = xml_first(node, tag);
    if (!n) return OK;
    Tests *tests = NEW(l->mem, Tests);
    *ret_text = xml_child_content(l->mem, n, "text");
    if (ret_text->n == 0) return OK;
    TRY(load_tests(l, n, *ret_text, S("allowed values"), tests));
    *ret_t = tests;
    return OK;
}

static Err read_function_item(const Load *l, const xmlNode *node, FeelType *t)
{
    size_t count = xml_count(node, "parameters"), i = 0;
    *t = (FeelType){.kind = KIND_FUNCTION, .count = count, .fields = NEW_ARRAY(l->mem, const FeelType *, count)};
    for (const xmlNode *n = xml_first(node, "parameters"); n; n = xml_next(n, "parameters"), i++)
        TRY(load_full_type(l, n, xml_attr(l->scratch, n, "typeRef"), &t->fields[i]));
    return load_full_type(l, node, xml_attr(l->scratch, node, "outputTypeRef"), &t->returns);
}

static Err read_item(const Load *l, const xmlNode *node, size_t depth, FeelType *t, Str *ret_allowed)
{
    Str constraint = STR_NONE;
    const Tests *allowed = NULL, *on_list = NULL;
    *ret_allowed = STR_NONE;
    if (depth > RULES_DEPTH_MAX) return load_fail(l, node, E_LIMIT, "types are nested too deep");
    bool list = str_eq_c(xml_attr(l->scratch, node, "isCollection"), "true");
    FeelType *one = list ? NEW(l->mem, FeelType) : t;
    if (xml_first(node, "itemComponent")) {
        TRY(read_parts(l, node, depth, one));
    } else if (xml_first(node, "functionItem")) {
        TRY(read_function_item(l, xml_first(node, "functionItem"), one));
    } else {
        const FeelType *base;
        Str ref = xml_child_content(l->scratch, node, "typeRef");
        TRY(load_full_type(l, node, ref, &base));
        if (base) *one = *base;
        const ItemType *item = item_of(l, ref);
        if (item) *ret_allowed = item->allowed;
    }
    TRY(read_tests(l, node, "allowedValues", &allowed, ret_allowed));
    TRY(read_tests(l, node, "typeConstraint", &on_list, list ? &constraint : ret_allowed));
    if (!list && on_list && !allowed) allowed = on_list;
    if (allowed && one->kind == KIND_LIST) one->constraint = allowed;
    else if (allowed) one->allowed = allowed;
    if (list) *t = (FeelType){.kind = KIND_LIST, .of = one, .constraint = on_list};
    return OK;
}

static bool waits(const xmlNode *root, const Load *l, Str ref)
{
    if (ref.n == 0 || have_own(l, ref)) return false;
    for (const xmlNode *n = xml_first(root, "itemDefinition"); n; n = xml_next(n, "itemDefinition"))
        if (str_eq(feel_name(l->scratch, xml_attr(l->scratch, n, "name")), ref)) return true;
    return false;
}

static bool parts_wait(const xmlNode *root, const Load *l, const xmlNode *node, size_t depth)
{
    Str ref = feel_name(l->scratch, xml_child_content(l->scratch, node, "typeRef"));
    if (waits(root, l, ref)) return true;
    for (const xmlNode *n = xml_first(node, "itemComponent"); n && depth < RULES_DEPTH_MAX;
         n = xml_next(n, "itemComponent"))
        if (parts_wait(root, l, n, depth + 1)) return true;
    return false;
}

// words NULL: only counts.
static void part_names(const Load *l, const xmlNode *root, Str *words, size_t *count)
{
    static const char *const tags[] = {"itemComponent", "variable", "output", "column", "parameter",
                                       "formalParameter", "informationItem", "decision"};
    for (const xmlNode *n = root; n;) {
        bool named = false;
        for (size_t i = 0; i < COUNT(tags); i++) named = named || xml_is(n, tags[i]);
        if (named && words) words[*count] = str_head(feel_name(l->mem, xml_attr(l->mem, n, "name")), RULES_NAME_MAX);
        *count += named;
        if (n->type == XML_ELEMENT_NODE && n->children) {
            n = n->children;
            continue;
        }
        while (n != root && !n->next) n = n->parent;
        n = n == root ? NULL : n->next;
    }
}

// What it imports comes first, with the alias before the names.
static void take_imported(Load *l, const Model *m)
{
    for (size_t i = 0; i < m->import_count; i++) {
        const Import *import = &m->imports[i];
        const Model *other = &l->models[import->model];
        size_t taken = other->item_count - other->own_count;
        for (size_t k = 0; k < (import->alias.n ? other->own_count : other->item_count); k++) { // its own first
            ItemType item = other->items[k < other->own_count ? taken + k : k - other->own_count];
            if (import->alias.n) item.name = str_fmt(l->mem, "%.*s.%.*s", STR_ARG(import->alias), STR_ARG(item.name));
            l->types[l->item_count] = (NamedType){.name = item.name, .type = item.full};
            l->items[l->item_count++] = item;
        }
    }
}

// Item definitions may name each other, in any order; those that build on one not yet read wait for a next round.
// Those that go round in a circle are never read, so that what is of such a type is refused.
Err load_items(Load *l)
{
    Model *m = &l->models[l->model];
    size_t count = xml_count(m->root, "itemDefinition"), room = count;
    for (size_t i = 0; i < m->import_count; i++) room += l->models[m->imports[i].model].item_count;
    if (room > (l->lenient ? KIT_ELEMENTS_MAX : RULES_INPUT_DATA_MAX))
        return load_fail(l, m->root, E_LIMIT, "too many item definitions");
    l->items = NEW_ARRAY(l->scratch, ItemType, room);
    l->types = NEW_ARRAY(l->mem, NamedType, room);
    l->item_count = l->taken_count = 0;
    take_imported(l, m);
    l->taken_count = l->item_count;
    l->scope.type_count = l->item_count;
    for (bool progress = true; progress;) {
        progress = false;
        l->scope.types = l->types;
        for (const xmlNode *n = xml_first(m->root, "itemDefinition"); n; n = xml_next(n, "itemDefinition")) {
            Str name, allowed;
            TRY(load_name(l, n, &name));
            if (have_own(l, name) || parts_wait(m->root, l, n, 0)) continue;
            FeelType *t = NEW(l->mem, FeelType);
            Err e = read_item(l, n, 0, t, &allowed);
            if (e == E_INPUT && l->lenient) *t = (FeelType){.kind = KIND_ANY};
            else TRY(e);
            l->types[l->item_count] = (NamedType){.name = name, .type = t};
            l->items[l->item_count++] = (ItemType){.name = name, .allowed = allowed, .full = t};
            l->scope.type_count = l->item_count;
            progress = true;
        }
    }
    m->items = l->items;
    m->types = l->types;
    m->item_count = l->item_count;
    m->own_count = l->item_count - l->taken_count;
    return OK;
}

// Names that may stand after a dot, from wherever the files give names to parts.
Err load_vocabulary(Load *l)
{
    size_t room = 0, count = 0;
    for (size_t i = 0; i < l->model_count; i++) part_names(l, l->models[i].root, NULL, &room);
    if (room > RULES_INPUT_DATA_MAX * 8 && !l->lenient)
        return load_fail(l, l->models[0].root, E_LIMIT, "too many names");
    Str *words = NEW_ARRAY(l->mem, Str, room);
    for (size_t i = 0; i < l->model_count; i++) part_names(l, l->models[i].root, words, &count);
    l->scope.vocabulary = words;
    l->scope.word_count = count;
    return OK;
}
