// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A .dmn file into Rules: types, input data, decisions, and the graph of what requires what.
#include "rules/load.h"
#include <stdarg.h>
#include <stdio.h>

static const char *const namespaces[] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", // 1.1
    "http://www.omg.org/spec/DMN/20180521/MODEL/",  // 1.2
    "https://www.omg.org/spec/DMN/20191111/MODEL/", // 1.3
    "https://www.omg.org/spec/DMN/20211108/MODEL/", // 1.4
    "https://www.omg.org/spec/DMN/20230324/MODEL/", // 1.5
};

Err load_fail(const Load *l, const xmlNode *node, Err e, const char *fmt, ...)
{
    char text[WHY_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args); // a longer message is cut, on purpose
    va_end(args);
    return why(l->w, e, "%s:%d: %.300s", l->name, xml_line(node), text);
}

Err load_text(const Load *l, const xmlNode *node, const char *attr, Str *ret_text)
{
    Str s = xml_attr(l->mem, node, attr);
    if (s.n > RULES_NAME_MAX)
        return load_fail(l, node, E_LIMIT, "the %s is longer than %d bytes", attr, RULES_NAME_MAX);
    *ret_text = s;
    return OK;
}

Err load_name(const Load *l, const xmlNode *node, Str *ret_name)
{
    Str s;
    TRY(load_text(l, node, "name", &s));
    s = feel_name(l->mem, s);
    if (s.n == 0) return load_fail(l, node, E_INPUT, "<%.*s> has no name", STR_ARG(xml_tag(node)));
    *ret_name = s;
    return OK;
}

Err load_language(const Load *l, const xmlNode *node)
{
    Str language = str_lower(l->scratch, xml_attr(l->scratch, node, "expressionLanguage"));
    if (language.n == 0 || str_has(language, S("feel"))) return OK;
    return load_fail(l, node, E_INPUT, "the expression language '%.*s' is not supported, only FEEL",
                     STR_ARG(str_head(language, 80)));
}

Err load_type(const Load *l, const xmlNode *node, Str ref, Type *ret_type, Str *ret_allowed)
{
    static const struct {
        const char *name;
        Type type;
    } known[] = {{"", TYPE_ANY},         {"Any", TYPE_ANY},       {"boolean", TYPE_BOOL},
                 {"number", TYPE_NUMBER}, {"string", TYPE_STRING}, {"date", TYPE_DATE}};
    for (size_t i = 0; i < l->item_count; i++) {
        const ItemType *item = &l->items[i];
        if (!str_eq(item->name, ref)) continue;
        if (item->unsupported)
            return load_fail(l, node, E_INPUT, "the type '%.*s' is not supported: %s", STR_ARG(ref), item->unsupported);
        *ret_type = item->type;
        if (ret_allowed) *ret_allowed = item->allowed;
        return OK;
    }
    Str rest = ref, prefix = str_cut(&rest, ':'); // "feel:string" in DMN 1.1
    Str name = rest.n ? rest : prefix;
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_eq_c(name, known[i].name)) continue;
        *ret_type = known[i].type;
        return OK;
    }
    return load_fail(l, node, E_INPUT, "the type '%.*s' is not supported", STR_ARG(str_head(ref, 80)));
}

Err load_expression(const Load *l, const xmlNode *node, Str text, Str where, Expr *ret_e)
{
    Why reason;
    Err e = feel_expression(l->mem, text, l->scope, ret_e, &reason);
    if (e != OK) return load_fail(l, node, e, "%.*s: %s", STR_ARG(where), reason.text);
    if (arena_over(l->mem)) return load_fail(l, node, E_LIMIT, "the file holds too much");
    return OK;
}

Err load_tests(const Load *l, const xmlNode *node, Str text, Str where, Tests *ret_t)
{
    Why reason;
    Err e = feel_tests(l->mem, text, l->scope, ret_t, &reason);
    if (e != OK) return load_fail(l, node, e, "%.*s: %s", STR_ARG(where), reason.text);
    if (arena_over(l->mem)) return load_fail(l, node, E_LIMIT, "the file holds too much");
    return OK;
}

bool type_holds(Type type, ValueKind kind)
{
    static const ValueKind kinds[] = {VALUE_NULL, VALUE_BOOL, VALUE_NUMBER, VALUE_STRING, VALUE_DATE};
    return type == TYPE_ANY || kind == VALUE_NULL || kinds[type] == kind;
}

Err load_kind(const Load *l, const xmlNode *node, Str where, const Expr *e, Type type)
{
    if (!e->nodes || !e->constant) return OK;
    ValueKind kind = e->nodes[e->root].value.kind;
    if (type_holds(type, kind)) return OK;
    return load_fail(l, node, E_INPUT, "%.*s: a %s stands here, but the column is of type %s", STR_ARG(where),
                     value_kind_name(kind), type_name(type));
}

Err load_tests_kind(const Load *l, const xmlNode *node, Str where, const Tests *t, Type type)
{
    for (size_t i = 0; i < t->count; i++) {
        TRY(load_kind(l, node, where, &t->list[i].lo, type));
        TRY(load_kind(l, node, where, &t->list[i].hi, type));
        if (type == TYPE_BOOL && t->list[i].kind != TEST_EQ)
            return load_fail(l, node, E_INPUT, "%.*s: true and false have no order", STR_ARG(where));
    }
    return OK;
}

typedef struct Pending {
    const xmlNode *node;
    Str name, ref;
    bool done;
} Pending;

static bool pending(const Pending *list, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (!list[i].done && str_eq(list[i].name, name)) return true;
    return false;
}

static ItemType read_item(const Load *l, const Pending *p)
{
    const xmlNode *allowed = xml_first(p->node, "allowedValues");
    ItemType item = {.name = p->name};
    if (allowed) item.allowed = xml_child_content(l->mem, allowed, "text");
    if (xml_first(p->node, "itemComponent")) item.unsupported = "it has components";
    else if (xml_first(p->node, "functionItem")) item.unsupported = "it is a function";
    else if (str_eq_c(xml_attr(l->scratch, p->node, "isCollection"), "true")) item.unsupported = "it is a collection";
    Load quiet = *l;
    quiet.w = NULL;
    Str inherited = STR_NONE;
    if (!item.unsupported && load_type(&quiet, p->node, p->ref, &item.type, &inherited) != OK)
        item.unsupported = "it builds on a type that is not";
    if (item.allowed.n == 0) item.allowed = inherited;
    return item;
}

// Item definitions may name each other, in any order; those that build on one not yet read wait for a next round.
// Those that go round in a circle are never read, so that a column of such a type is refused.
static Err read_items(Load *l, const xmlNode *root)
{
    size_t count = xml_count(root, "itemDefinition"), i = 0;
    if (count > RULES_INPUT_DATA_MAX) return load_fail(l, root, E_LIMIT, "too many item definitions");
    Pending *list = NEW_ARRAY(l->scratch, Pending, count);
    for (const xmlNode *n = xml_first(root, "itemDefinition"); n; n = xml_next(n, "itemDefinition"), i++) {
        list[i] = (Pending){.node = n, .ref = xml_child_content(l->scratch, n, "typeRef")};
        TRY(load_name(l, n, &list[i].name));
        if (pending(list, i, list[i].name))
            return load_fail(l, n, E_INPUT, "the type '%.*s' is defined twice", STR_ARG(list[i].name));
    }
    l->items = NEW_ARRAY(l->scratch, ItemType, count);
    for (bool progress = true; progress;) {
        progress = false;
        for (i = 0; i < count; i++) {
            if (list[i].done || pending(list, count, list[i].ref)) continue;
            l->items[l->item_count++] = read_item(l, &list[i]);
            list[i].done = progress = true;
        }
    }
    return OK;
}

static Err read_data(Load *l, const xmlNode *root)
{
    size_t count = xml_count(root, "inputData"), i = 0;
    if (count > RULES_INPUT_DATA_MAX) return load_fail(l, root, E_LIMIT, "too many input data");
    DataInput *data = NEW_ARRAY(l->mem, DataInput, count);
    Tests *allowed = NEW_ARRAY(l->mem, Tests, count);
    for (const xmlNode *n = xml_first(root, "inputData"); n; n = xml_next(n, "inputData"), i++) {
        const xmlNode *variable = xml_first(n, "variable");
        TRY(load_text(l, n, "id", &data[i].id));
        TRY(load_name(l, n, &data[i].name));
        for (size_t k = 0; k < i; k++)
            if (str_eq(data[k].name, data[i].name))
                return load_fail(l, n, E_INPUT, "two inputs are called \"%.*s\"", STR_ARG(data[i].name));
        if (!variable) continue;
        TRY(load_type(l, variable, xml_attr(l->scratch, variable, "typeRef"), &data[i].type, &data[i].allowed));
        Str where = str_fmt(l->scratch, "allowed values of \"%.*s\"", STR_ARG(data[i].name));
        TRY(load_tests(l, n, data[i].allowed, where, &allowed[i]));
        TRY(load_tests_kind(l, n, where, &allowed[i], data[i].type));
    }
    l->rules->data = data;
    l->rules->data_allowed = allowed;
    l->rules->data_count = count;
    return OK;
}

static bool slot_of(const Rules *r, Str href, uint32_t *ret_slot)
{
    if (!str_starts(href, S("#"))) return false; // another file
    Str id = {href.p + 1, href.n - 1};
    for (size_t i = 0; i < r->data_count + r->decision_count; i++) {
        Str own = i < r->data_count ? r->data[i].id : r->decisions[i - r->data_count].id;
        if (!str_eq(own, id)) continue;
        *ret_slot = (uint32_t)i;
        return true;
    }
    return false;
}

// What the decision requires becomes what its expressions may name.
static Err read_requirements(Load *l, const xmlNode *node, Compiled *c, Name *names)
{
    const Rules *r = l->rules;
    size_t total = r->data_count + r->decision_count;
    for (size_t i = 0; i < total; i++) {
        Str name = i < r->data_count ? r->data[i].name : r->decisions[i - r->data_count].name;
        names[i] = (Name){.name = name, .slot = (uint32_t)i, .hidden = true};
    }
    uint32_t *required = NEW_ARRAY(l->mem, uint32_t, xml_count(node, "informationRequirement"));
    for (const xmlNode *n = xml_first(node, "informationRequirement"); n; n = xml_next(n, "informationRequirement")) {
        const xmlNode *to = xml_first(n, "requiredInput");
        if (!to) to = xml_first(n, "requiredDecision");
        if (!to) return load_fail(l, n, E_INPUT, "an information requirement names nothing");
        Str href = xml_attr(l->scratch, to, "href");
        uint32_t slot;
        if (!slot_of(r, href, &slot))
            return load_fail(l, to, E_INPUT, "decision \"%.*s\" requires '%.*s', which is not in this file",
                             STR_ARG(l->decision), STR_ARG(str_head(href, 100)));
        if (!names[slot].hidden) continue; // said twice
        names[slot].hidden = false;
        required[c->require_count++] = slot;
    }
    if (xml_first(node, "knowledgeRequirement"))
        return load_fail(l, node, E_INPUT, "decision \"%.*s\" uses a business knowledge model, which is not supported",
                         STR_ARG(l->decision));
    c->requires = required;
    l->scope = (Scope){.names = names, .count = total};
    return OK;
}

static Err read_logic(Load *l, const xmlNode *node, Decision *d, Compiled *c)
{
    static const char *const beside[] = {
        "description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement",
        "knowledgeRequirement", "authorityRequirement", "supportedObjective", "impactedPerformanceIndicator",
        "decisionMaker", "decisionOwner", "usingProcess", "usingTask"};
    const xmlNode *logic = NULL;
    for (const xmlNode *n = xml_first(node, NULL); n; n = xml_next(n, NULL)) {
        bool known = false;
        for (size_t i = 0; i < COUNT(beside); i++) known = known || xml_is(n, beside[i]);
        if (known) continue;
        if (logic) return load_fail(l, n, E_INPUT, "decision \"%.*s\" has two kinds of logic", STR_ARG(d->name));
        logic = n;
    }
    if (!logic)
        return load_fail(l, node, E_INPUT, "decision \"%.*s\" has no table and no expression", STR_ARG(d->name));
    TRY(load_language(l, logic));
    if (xml_is(logic, "decisionTable")) return load_table(l, logic, d, c);
    if (!xml_is(logic, "literalExpression"))
        return load_fail(l, logic, E_INPUT, "decision \"%.*s\": <%.*s> is not supported", STR_ARG(d->name),
                         STR_ARG(xml_tag(logic)));
    d->expression = xml_child_content(l->mem, logic, "text");
    Str where = str_fmt(l->scratch, "decision \"%.*s\"", STR_ARG(d->name));
    return load_expression(l, logic, d->expression, where, &c->expression);
}

// Depth of what a decision requires; a decision that (indirectly) requires itself is refused.
static Err check_graph(const Load *l, const xmlNode *root, size_t i, size_t depth, uint8_t *state)
{
    const Rules *r = l->rules;
    if (state[i] == 2) return OK;
    if (state[i] == 1)
        return load_fail(l, root, E_INPUT, "decision \"%.*s\" requires itself", STR_ARG(r->decisions[i].name));
    if (depth > RULES_DEPTH_MAX) return load_fail(l, root, E_LIMIT, "decisions require each other too deep");
    state[i] = 1;
    for (size_t k = 0; k < r->compiled[i].require_count; k++) {
        size_t slot = r->compiled[i].requires[k];
        if (slot >= r->data_count) TRY(check_graph(l, root, slot - r->data_count, depth + 1, state));
    }
    state[i] = 2;
    return OK;
}

static void mark_needs(const Rules *r, size_t i, bool *needed, bool *seen)
{
    if (seen[i]) return;
    seen[i] = true;
    for (size_t k = 0; k < r->compiled[i].require_count; k++) {
        size_t slot = r->compiled[i].requires[k];
        if (slot < r->data_count) needed[slot] = true;
        else mark_needs(r, slot - r->data_count, needed, seen);
    }
}

static void list_needs(const Load *l, size_t i)
{
    const Rules *r = l->rules;
    bool *needed = NEW_ARRAY(l->scratch, bool, r->data_count), *seen = NEW_ARRAY(l->scratch, bool, r->decision_count);
    mark_needs(r, i, needed, seen);
    const DataInput **list = NEW_ARRAY(l->mem, const DataInput *, r->data_count);
    size_t n = 0;
    for (size_t k = 0; k < r->data_count; k++)
        if (needed[k]) list[n++] = &r->data[k];
    r->decisions[i].needs = list;
    r->decisions[i].need_count = n;
}

static Err read_decisions(Load *l, const xmlNode *root)
{
    Rules *r = l->rules;
    size_t count = xml_count(root, "decision"), i = 0;
    if (count == 0) return load_fail(l, root, E_INPUT, "the file holds no decision");
    if (count > RULES_DECISIONS_MAX) return load_fail(l, root, E_LIMIT, "more than %d decisions", RULES_DECISIONS_MAX);
    r->decisions = NEW_ARRAY(l->mem, Decision, count);
    r->compiled = NEW_ARRAY(l->mem, Compiled, count);
    for (const xmlNode *n = xml_first(root, "decision"); n; n = xml_next(n, "decision"), i++) {
        Decision *d = &r->decisions[i];
        TRY(load_text(l, n, "id", &d->id));
        TRY(load_name(l, n, &d->name));
        for (size_t k = 0; k < i; k++)
            if (str_eq(r->decisions[k].name, d->name) || (d->id.n && str_eq(r->decisions[k].id, d->id)))
                return load_fail(l, n, E_INPUT, "two decisions are called \"%.*s\"", STR_ARG(d->name));
        TRY(load_text(l, n, "label", &d->label));
        d->description = xml_child_content(l->mem, n, "description");
        d->question = xml_child_content(l->mem, n, "question");
    }
    r->decision_count = count;
    Name *names = NEW_ARRAY(l->scratch, Name, r->data_count + count);
    i = 0;
    for (const xmlNode *n = xml_first(root, "decision"); n; n = xml_next(n, "decision"), i++) {
        l->decision = r->decisions[i].name;
        TRY(read_requirements(l, n, &r->compiled[i], names));
        TRY(read_logic(l, n, &r->decisions[i], &r->compiled[i]));
    }
    uint8_t *state = NEW_ARRAY(l->scratch, uint8_t, count);
    for (i = 0; i < count; i++) TRY(check_graph(l, root, i, 1, state));
    for (i = 0; i < count; i++) list_needs(l, i);
    return OK;
}

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

static Err read_file(Load *l, const xmlDoc *doc)
{
    const xmlNode *root = xml_root(doc);
    TRY(check_depth(l, root));
    Str ns = root->ns ? str_c((const char *)root->ns->href) : STR_NONE;
    bool known = false;
    for (size_t i = 0; i < COUNT(namespaces); i++) known = known || str_eq_c(ns, namespaces[i]);
    if (!known || !xml_is(root, "definitions"))
        return load_fail(l, root, E_INPUT, "this is not a DMN file (versions 1.1 to 1.5)");
    const xmlNode *import = xml_first(root, "import");
    if (import) return load_fail(l, import, E_INPUT, "an import of another file is not supported");
    TRY(load_language(l, root));
    TRY(load_text(l, root, "name", &l->rules->title));
    l->rules->description = xml_child_content(l->mem, root, "description");
    TRY(read_items(l, root));
    TRY(read_data(l, root));
    return read_decisions(l, root);
}

Err rules_load(Arena *mem, Str xml, const char *name, Rules **ret_rules, Why *w)
{
    CLEANUP(xml_close) xmlDoc *doc = NULL;
    TRY(xml_open(xml, name, RULES_FILE_MAX, &doc, w));
    CLEANUP(arena_freep) Arena *scratch = arena_new(RULES_ARENA);
    Rules *r = NEW(mem, Rules);
    r->source = str_dup(mem, xml);
    r->name = str_dup(mem, str_c(name));
    Load l = {.mem = mem, .scratch = scratch, .name = name, .w = w, .rules = r};
    TRY(read_file(&l, doc));
    *ret_rules = r;
    return OK;
}
