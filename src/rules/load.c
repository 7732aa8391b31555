// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A .dmn file into Rules: types, input data, decisions, and the graph of what requires what.
#include "rules/load.h"
#include "rules/tck.h"
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

Err load_expression(const Load *l, const xmlNode *node, Str text, Str where, Expr *ret_e)
{
    Why reason;
    Err e = feel_expression(l->mem, text, l->scope, ret_e, &reason);
    if (e == E_INPUT && l->lenient) {
        static const Node null = {.kind = NODE_VALUE};
        *ret_e = (Expr){.root = &null};
        return OK;
    }
    if (e != OK) return load_fail(l, node, e, "%.*s: %s", STR_ARG(where), reason.text);
    if (arena_over(l->mem)) return load_fail(l, node, E_LIMIT, "the file holds too much");
    return OK;
}

Err load_tests(const Load *l, const xmlNode *node, Str text, Str where, Tests *ret_t)
{
    Why reason;
    Err e = feel_tests(l->mem, text, l->scope, ret_t, &reason);
    if (e == E_INPUT && l->lenient) {
        *ret_t = (Tests){0};
        return OK;
    }
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
    if (!e->root || !e->constant || l->lenient) return OK;
    ValueKind kind = e->root->value.kind;
    if (type_holds(type, kind)) return OK;
    return load_fail(l, node, E_INPUT, "%.*s: a %s stands here, but the column is of type %s", STR_ARG(where),
                     value_kind_name(kind), type_name(type));
}

Err load_tests_kind(const Load *l, const xmlNode *node, Str where, const Tests *t, Type type)
{
    for (size_t i = 0; i < t->count; i++) {
        TRY(load_kind(l, node, where, &t->list[i].lo, type));
        TRY(load_kind(l, node, where, &t->list[i].hi, type));
        bool order = t->list[i].kind != TEST_EQ && t->list[i].kind != TEST_NE && t->list[i].kind != TEST_TRUE;
        if (type == TYPE_BOOL && order && !l->lenient)
            return load_fail(l, node, E_INPUT, "%.*s: true and false have no order", STR_ARG(where));
    }
    return OK;
}

static Err read_data(Load *l, const xmlNode *root)
{
    size_t count = xml_count(root, "inputData"), i = 0;
    if (count > RULES_INPUT_DATA_MAX) return load_fail(l, root, E_LIMIT, "too many input data");
    DataInput *data = NEW_ARRAY(l->mem, DataInput, count);
    l->rules->data_types = NEW_ARRAY(l->mem, const FeelType *, count);
    Tests *allowed = NEW_ARRAY(l->mem, Tests, count);
    for (const xmlNode *n = xml_first(root, "inputData"); n; n = xml_next(n, "inputData"), i++) {
        const xmlNode *variable = xml_first(n, "variable");
        TRY(load_text(l, n, "id", &data[i].id));
        TRY(load_name(l, n, &data[i].name));
        for (size_t k = 0; k < i; k++)
            if (str_eq(data[k].name, data[i].name))
                return load_fail(l, n, E_INPUT, "two inputs are called \"%.*s\"", STR_ARG(data[i].name));
        if (!variable) continue;
        Str ref = xml_attr(l->scratch, variable, "typeRef");
        TRY(load_type(l, variable, ref, &data[i].type, &data[i].allowed));
        TRY(load_full_type(l, variable, ref, &l->rules->data_types[i]));
        Str where = str_fmt(l->scratch, "allowed values of \"%.*s\"", STR_ARG(data[i].name));
        TRY(load_tests(l, n, data[i].allowed, where, &allowed[i]));
        TRY(load_tests_kind(l, n, where, &allowed[i], data[i].type));
    }
    l->rules->data = data;
    l->rules->data_allowed = allowed;
    l->rules->data_count = count;
    return OK;
}

static bool slot_of(const Load *l, Str href, uint32_t *ret_slot)
{
    const Rules *r = l->rules;
    if (!str_starts(href, S("#"))) return false; // another file
    Str id = {href.p + 1, href.n - 1};
    for (size_t i = 0; i < l->function_count; i++) {
        if (!str_eq(l->function_ids[i], id)) continue;
        *ret_slot = (uint32_t)(r->data_count + r->decision_count + i);
        return true;
    }
    for (size_t i = 0; i < r->data_count + r->decision_count; i++) {
        Str own = i < r->data_count ? r->data[i].id : r->decisions[i - r->data_count].id;
        if (!str_eq(own, id)) continue;
        *ret_slot = (uint32_t)i;
        return true;
    }
    return false;
}

// All names of the file, hidden until required.
static void hide_names(Load *l, Name *names)
{
    const Rules *r = l->rules;
    size_t total = r->data_count + r->decision_count;
    for (size_t i = 0; i < total + l->function_count; i++) {
        Str name = i < r->data_count ? r->data[i].name
                   : i < total       ? r->decisions[i - r->data_count].name
                                     : l->function_names[i - total];
        names[i] = (Name){.name = name, .slot = (uint32_t)i, .hidden = true};
    }
    l->scope.names = names;
    l->scope.count = total + l->function_count;
}

static Err read_requirement(Load *l, const xmlNode *n, const char *const *tags, Name *names, uint32_t *ret_slot)
{
    const xmlNode *to = xml_first(n, tags[0]);
    if (!to) to = xml_first(n, tags[1]);
    if (!to) return load_fail(l, n, E_INPUT, "a requirement names nothing");
    Str href = xml_attr(l->scratch, to, "href");
    if (!slot_of(l, href, ret_slot))
        return load_fail(l, to, E_INPUT, "\"%.*s\" requires '%.*s', which is not in this file", STR_ARG(l->decision),
                         STR_ARG(str_head(href, 100)));
    if (!names[*ret_slot].hidden) return E_CONFLICT; // said twice
    names[*ret_slot].hidden = false;
    return OK;
}

// What the decision requires becomes what its expressions may name.
static Err read_requirements(Load *l, const xmlNode *node, Compiled *c, Name *names)
{
    static const char *const facts[] = {"requiredInput", "requiredDecision"};
    static const char *const models[] = {"requiredKnowledge", "requiredKnowledge"};
    size_t first = l->rules->data_count + l->rules->decision_count;
    hide_names(l, names);
    uint32_t *required = NEW_ARRAY(l->mem, uint32_t, xml_count(node, "informationRequirement"));
    for (const xmlNode *n = xml_first(node, NULL); n; n = xml_next(n, NULL)) {
        bool fact = xml_is(n, "informationRequirement");
        if (!fact && !xml_is(n, "knowledgeRequirement")) continue;
        uint32_t slot = 0;
        Err e = read_requirement(l, n, fact ? facts : models, names, &slot);
        if (e == E_CONFLICT || (e == E_INPUT && l->lenient)) continue;
        TRY(e);
        if (fact != (slot < first))
            return load_fail(l, n, E_INPUT, "\"%.*s\" requires something of the wrong kind", STR_ARG(l->decision));
        if (fact) required[c->require_count++] = slot;
    }
    c->requires = required;
    return OK;
}

static Err read_functions(Load *l, const xmlNode *root)
{
    Rules *r = l->rules;
    size_t count = l->function_count, i = 0, total = r->data_count + r->decision_count + count;
    Name *names = NEW_ARRAY(l->scratch, Name, total);
    r->functions = NEW_ARRAY(l->mem, Value, count);
    r->function_count = count;
    for (const xmlNode *n = xml_first(root, "businessKnowledgeModel"); n; n = xml_next(n, "businessKnowledgeModel"), i++) {
        Compiled unused = {0};
        const xmlNode *logic = xml_first(n, "encapsulatedLogic");
        l->decision = l->function_names[i];
        TRY(read_requirements(l, n, &unused, names));
        names[r->data_count + r->decision_count + i].hidden = false; // it may call itself
        if (!logic && l->lenient) continue;
        if (!logic) return load_fail(l, n, E_INPUT, "\"%.*s\" has no logic", STR_ARG(l->decision));
        Function *f;
        Err e = load_function(l, logic, &f);
        if (e == E_INPUT && l->lenient) continue;
        TRY(e);
        r->functions[i] = (Value){.kind = VALUE_FUNCTION};
        r->functions[i].function = f;
    }
    return OK;
}

static Err name_functions(Load *l, const xmlNode *root)
{
    size_t count = xml_count(root, "businessKnowledgeModel"), i = 0;
    if (count > RULES_DECISIONS_MAX) return load_fail(l, root, E_LIMIT, "too many business knowledge models");
    Str *ids = NEW_ARRAY(l->mem, Str, count), *names = NEW_ARRAY(l->mem, Str, count);
    for (const xmlNode *n = xml_first(root, "businessKnowledgeModel"); n; n = xml_next(n, "businessKnowledgeModel"), i++) {
        TRY(load_text(l, n, "id", &ids[i]));
        TRY(load_name(l, n, &names[i]));
    }
    l->function_count = count;
    l->function_ids = ids;
    l->function_names = names;
    return OK;
}

static Err read_logic(Load *l, const xmlNode *node, Decision *d, Compiled *c)
{
    const xmlNode *logic = load_logic_in(node, NULL), *variable = xml_first(node, "variable");
    if (!logic && l->lenient) return OK;
    if (!logic)
        return load_fail(l, node, E_INPUT, "decision \"%.*s\" has no table and no expression", STR_ARG(d->name));
    if (load_logic_in(node, logic))
        return load_fail(l, logic, E_INPUT, "decision \"%.*s\" has two kinds of logic", STR_ARG(d->name));
    if (variable) TRY(load_full_type(l, variable, xml_attr(l->scratch, variable, "typeRef"), &c->type));
    TRY(load_language(l, logic));
    if (xml_is(logic, "decisionTable")) return load_table(l, logic, d, &c->table);
    if (xml_is(logic, "literalExpression")) d->expression = xml_child_content(l->mem, logic, "text");
    const Node *root;
    TRY(load_logic(l, logic, &root));
    c->expression = (Expr){.root = root, .constant = root->kind == NODE_VALUE};
    return OK;
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
    TRY(name_functions(l, root));
    TRY(read_functions(l, root));
    Name *names = NEW_ARRAY(l->scratch, Name, r->data_count + count + l->function_count);
    i = 0;
    for (const xmlNode *n = xml_first(root, "decision"); n; n = xml_next(n, "decision"), i++) {
        l->decision = r->decisions[i].name;
        TRY(read_requirements(l, n, &r->compiled[i], names));
        Err e = read_logic(l, n, &r->decisions[i], &r->compiled[i]);
        if (e == E_INPUT && l->lenient) {
            Decision bare = {.id = r->decisions[i].id, .name = r->decisions[i].name};
            r->decisions[i] = bare;
            r->compiled[i].expression = (Expr){0};
            continue;
        }
        TRY(e);
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
    TRY(load_items(l, root));
    TRY(read_data(l, root));
    return read_decisions(l, root);
}

static Err load(Arena *mem, Str xml, const char *name, bool lenient, Rules **ret_rules, Why *w)
{
    CLEANUP(xml_close) xmlDoc *doc = NULL;
    TRY(xml_open(xml, name, RULES_FILE_MAX, &doc, w));
    CLEANUP(arena_freep) Arena *scratch = arena_new(RULES_ARENA);
    Rules *r = NEW(mem, Rules);
    r->source = str_dup(mem, xml);
    r->name = str_dup(mem, str_c(name));
    Load l = {.mem = mem, .scratch = scratch, .name = name, .w = w, .rules = r, .lenient = lenient};
    l.scope.lenient = lenient;
    TRY(read_file(&l, doc));
    *ret_rules = r;
    return OK;
}

Err rules_load(Arena *mem, Str xml, const char *name, Rules **ret_rules, Why *w)
{
    return load(mem, xml, name, false, ret_rules, w);
}

Err tck_rules(Arena *mem, Str xml, const char *name, Rules **ret_rules, Why *w)
{
    return load(mem, xml, name, true, ret_rules, w);
}
