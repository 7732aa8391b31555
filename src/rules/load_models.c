// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A file with the files it imports: which there are, what has a slot in them, and what a name or an href means.
#include "rules/load.h"

static const char *const namespaces[] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", // 1.1
    "http://www.omg.org/spec/DMN/20180521/MODEL/",  // 1.2
    "https://www.omg.org/spec/DMN/20191111/MODEL/", // 1.3
    "https://www.omg.org/spec/DMN/20211108/MODEL/", // 1.4
    "https://www.omg.org/spec/DMN/20230324/MODEL/", // 1.5
};

static Err check_depth(const Load *l, const xmlNode *root)
{
    size_t depth = 1;
    for (const xmlNode *n = root; n;) {
        if (depth > RULES_DEPTH_MAX)
            return load_fail(l, n, E_LIMIT, "elements are nested deeper than %d", RULES_DEPTH_MAX);
        if (n->children && n->type == XML_ELEMENT_NODE) {
            n = n->children;
            depth++;
            continue;
        }
        while (n != root && !n->next) {
            n = n->parent;
            depth--;
        }
        n = n == root ? NULL : n->next;
    }
    return OK;
}

static Err check_root(const Load *l, const xmlNode *root)
{
    TRY(check_depth(l, root));
    Str ns = root->ns ? str_c((const char *)root->ns->href) : STR_NONE;
    bool known = false;
    for (size_t i = 0; i < COUNT(namespaces); i++) known = known || str_eq_c(ns, namespaces[i]);
    for (const xmlNs *n = l->lenient ? root->nsDef : NULL; n && !known; n = n->next) // named, but not used
        for (size_t i = 0; i < COUNT(namespaces); i++)
            known = known || str_eq_c(str_c((const char *)n->href), namespaces[i]);
    if (known && xml_is(root, "definitions")) return load_language(l, root);
    return load_fail(l, root, E_INPUT, "this is not a DMN file (versions 1.1 to 1.5)");
}

static bool imports_dmn(const Load *l, const xmlNode *import)
{
    Str type = xml_attr(l->scratch, import, "importType");
    return type.n == 0 || str_has(type, S("/DMN/"));
}

static Err find_model(const Load *l, const xmlNode *import, const xmlDoc *const *docs, size_t count, size_t *ret_i)
{
    Str ns = xml_attr(l->scratch, import, "namespace");
    for (size_t i = 0; i < count; i++) {
        if (ns.n == 0 || !docs[i] || !str_eq(xml_attr(l->scratch, xml_root(docs[i]), "namespace"), ns)) continue;
        *ret_i = i;
        return OK;
    }
    if (count == 1) return load_fail(l, import, E_INPUT, "an import of another file is not supported");
    return load_fail(l, import, E_INPUT, "the file that is imported is not here: '%.*s'", STR_ARG(str_head(ns, 100)));
}

enum { UNREAD, READING, READ };

// The types of what is imported are read before those of the file itself; depth: of files in files.
static Err read_model(Load *l, const xmlDoc *const *docs, size_t count, size_t i, size_t depth, uint8_t *state)
{
    const xmlNode *root = xml_root(docs[i]);
    Model *m = &l->models[i];
    if (state[i] != UNREAD) return OK; // also in a circle: the types of a file being read are not known to the others
    if (depth > RULES_FILES_MAX) return load_fail(l, root, E_LIMIT, "files import each other too deep");
    state[i] = READING;
    TRY(check_root(l, root));
    size_t imports = xml_count(root, "import");
    if (imports > RULES_FILES_MAX) return load_fail(l, root, E_LIMIT, "more than %d imports", RULES_FILES_MAX);
    Import *list = NEW_ARRAY(l->mem, Import, imports);
    *m = (Model){.root = root, .ns = xml_attr(l->mem, root, "namespace"), .imports = list};
    for (const xmlNode *n = xml_first(root, "import"); n; n = xml_next(n, "import")) {
        Import *import = &list[m->import_count];
        if (!imports_dmn(l, n) && l->lenient) continue;
        if (!imports_dmn(l, n)) return load_fail(l, n, E_INPUT, "only DMN files can be imported");
        TRY(load_text(l, n, "name", &import->alias));
        import->alias = feel_name(l->mem, import->alias);
        Err e = find_model(l, n, docs, count, &import->model);
        if (e == E_INPUT && l->lenient) continue;
        TRY(e);
        TRY(read_model(l, docs, count, import->model, depth + 1, state));
        m->import_count++;
    }
    l->model = i;
    state[i] = READ;
    return load_items(l);
}

// The files a file has without a name of their own: itself, then what each of its imports brings, in that order.
static void join(const Load *l, size_t model, size_t *list, size_t *count)
{
    const Model *m = &l->models[model];
    for (size_t i = 0; i < *count; i++)
        if (list[i] == model) return;
    list[(*count)++] = model;
    for (size_t i = 0; i < m->import_count; i++)
        if (m->imports[i].alias.n == 0) join(l, m->imports[i].model, list, count);
}

static void join_all(Load *l)
{
    for (size_t i = 0; i < l->model_count; i++) {
        Model *m = &l->models[i];
        if (!m->root) continue;
        m->joined = NEW_ARRAY(l->scratch, size_t, l->model_count);
        join(l, i, m->joined, &m->joined_count);
    }
}

Err load_models(Load *l, const xmlDoc *const *docs, size_t count)
{
    uint8_t *state = NEW_ARRAY(l->scratch, uint8_t, count);
    l->models = NEW_ARRAY(l->mem, Model, count);
    for (size_t i = 0; i < count; i++) l->models[i].root = docs[i] ? xml_root(docs[i]) : NULL;
    l->model_count = count;
    TRY(load_vocabulary(l));
    TRY(read_model(l, docs, count, 0, 1, state));
    for (size_t i = 0; i < count; i++)
        if (state[i] != READ) l->models[i] = (Model){0};
    join_all(l);
    return OK;
}

void load_use(Load *l, size_t model)
{
    const Model *m = &l->models[model];
    l->model = model;
    l->items = m->items;
    l->item_count = m->item_count;
    l->taken_count = m->item_count - m->own_count;
    l->types = m->types;
    l->scope.types = m->types;
    l->scope.type_count = m->item_count;
}

// ---- what has a slot

static size_t count_all(const Load *l, const char *tag)
{
    size_t n = 0;
    for (size_t i = 0; i < l->model_count; i++)
        if (l->models[i].root) n += xml_count(l->models[i].root, tag);
    return n;
}

static Err gather(Load *l, const char *tag)
{
    size_t first = l->element_count;
    for (size_t i = 0; i < l->model_count; i++) {
        if (!l->models[i].root) continue;
        for (const xmlNode *n = xml_first(l->models[i].root, tag); n; n = xml_next(n, tag)) {
            Element *e = &l->elements[l->element_count];
            *e = (Element){.node = n, .model = i};
            TRY(load_text(l, n, "id", &e->id));
            TRY(load_name(l, n, &e->name));
            for (size_t k = first; k < l->element_count && !l->lenient; k++) {
                const Element *o = &l->elements[k];
                if (o->model == i && (str_eq(o->name, e->name) || (e->id.n && str_eq(o->id, e->id))))
                    return load_fail(l, n, E_INPUT, "two %ss are called \"%.*s\"",
                                     str_eq_c(str_c(tag), "inputData") ? "input" : tag, STR_ARG(e->name));
            }
            l->element_count++;
        }
    }
    return OK;
}

Err load_elements(Load *l)
{
    static const char *const tags[] = {"inputData", "decision", "businessKnowledgeModel", "decisionService"};
    static const size_t most[] = {RULES_INPUT_DATA_MAX, RULES_DECISIONS_MAX, RULES_DECISIONS_MAX, RULES_DECISIONS_MAX};
    const xmlNode *root = l->models[0].root;
    size_t counts[COUNT(tags)], total = 0;
    for (size_t i = 0; i < COUNT(tags); i++) {
        size_t limit = l->lenient ? KIT_ELEMENTS_MAX : most[i];
        counts[i] = count_all(l, tags[i]);
        if (counts[i] > limit) return load_fail(l, root, E_LIMIT, "more than %zu %ss", limit, tags[i]);
        total += counts[i];
    }
    l->elements = NEW_ARRAY(l->scratch, Element, total);
    for (size_t i = 0; i < COUNT(tags); i++) TRY(gather(l, tags[i]));
    Str *spaces = NEW_ARRAY(l->mem, Str, counts[0] + counts[1]);
    for (size_t i = 0; i < counts[0] + counts[1]; i++) spaces[i] = l->models[l->elements[i].model].ns;
    l->rules->spaces = spaces;
    l->rules->data_count = counts[0];
    l->rules->decision_count = counts[1];
    l->rules->function_count = counts[2] + counts[3];
    return OK;
}

static bool joined(const Model *m, size_t model)
{
    for (size_t i = 0; i < m->joined_count; i++)
        if (m->joined[i] == model) return true;
    return false;
}

// What a file means by the name of a slot that it has without a name of its own: the first that is called so.
static size_t meant(const Load *l, const Model *m, size_t slot)
{
    const Element *e = &l->elements[slot];
    if (!joined(m, e->model)) return slot;
    for (size_t i = 0; i < m->joined_count && m->joined[i] != e->model; i++)
        for (size_t k = 0; k < l->element_count; k++)
            if (l->elements[k].model == m->joined[i] && str_eq(l->elements[k].name, e->name)) return k;
    return slot;
}

bool load_slot(const Load *l, Str href, uint32_t *ret_slot)
{
    Str id = href, ns = str_cut(&id, '#');
    size_t model = l->model;
    if (ns.n) {
        for (model = 0; model < l->model_count; model++)
            if (l->models[model].root && str_eq(l->models[model].ns, ns)) break;
        if (model == l->model_count) return false;
    }
    const Model *m = &l->models[model];
    for (size_t i = 0; i < m->joined_count; i++) {
        for (size_t k = 0; k < l->element_count; k++) {
            if (l->elements[k].model != m->joined[i] || id.n == 0 || !str_eq(l->elements[k].id, id)) continue;
            *ret_slot = (uint32_t)meant(l, &l->models[0], k);
            return true;
        }
    }
    return false;
}

// What joins the file that is asked for is called as that calls it.
Str load_visible_name(const Load *l, size_t slot)
{
    const Element *e = &l->elements[slot];
    const Model *main = &l->models[0], *m = &l->models[l->model];
    if (joined(main, e->model) && joined(main, l->model)) m = main;
    if (joined(m, e->model)) return meant(l, m, slot) == slot ? e->name : STR_NONE;
    for (size_t i = 0; i < m->import_count; i++)
        if (m->imports[i].alias.n && joined(&l->models[m->imports[i].model], e->model))
            return str_fmt(l->mem, "%.*s.%.*s", STR_ARG(m->imports[i].alias), STR_ARG(e->name));
    return STR_NONE;
}
