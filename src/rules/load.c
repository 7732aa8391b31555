// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A .dmn file into Rules: types, input data, decisions, and the graph of what requires what.
#include "rules/load.h"
#include "rules/tck.h"
#include <stdarg.h>
#include <stdio.h>

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
    if (e == E_INPUT && l->lenient) { // nothing passes it
        static const Node no = {.kind = NODE_VALUE, .value = {.kind = VALUE_BOOL}};
        static const Test never = {.kind = TEST_TRUE, .lo = {.root = &no}};
        *ret_t = (Tests){.list = &never, .count = 1};
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

static Err read_data(Load *l)
{
    size_t count = l->rules->data_count;
    DataInput *data = NEW_ARRAY(l->mem, DataInput, count);
    l->rules->data_types = NEW_ARRAY(l->mem, const FeelType *, count);
    Tests *allowed = NEW_ARRAY(l->mem, Tests, count);
    for (size_t i = 0; i < count; i++) {
        const Element *e = &l->elements[i];
        const xmlNode *variable = xml_first(e->node, "variable");
        load_use(l, e->model);
        data[i].id = e->id;
        data[i].name = e->name;
        if (!variable) continue;
        Str ref = xml_attr(l->scratch, variable, "typeRef");
        TRY(load_type(l, variable, ref, &data[i].type, &data[i].allowed));
        TRY(load_full_type(l, variable, ref, &l->rules->data_types[i]));
        Str where = str_fmt(l->scratch, "allowed values of \"%.*s\"", STR_ARG(data[i].name));
        TRY(load_tests(l, e->node, data[i].allowed, where, &allowed[i]));
        TRY(load_tests_kind(l, e->node, where, &allowed[i], data[i].type));
    }
    l->rules->data = data;
    l->rules->data_allowed = allowed;
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
    if (state[i] == 1 && l->lenient) return OK; // asked, it runs out of depth
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

static Err read_decision(Load *l, size_t i, Name *names)
{
    Rules *r = l->rules;
    Decision *d = &r->decisions[i];
    Compiled *c = &r->compiled[i];
    const Element *e = &l->elements[r->data_count + i];
    load_use(l, e->model);
    l->decision = d->name;
    TRY(load_requirements(l, e->node, names, &c->requires, &c->require_count));
    Err bad = read_logic(l, e->node, d, c);
    if (bad != E_INPUT || !l->lenient) return bad;
    *d = (Decision){.id = e->id, .name = e->name};
    c->expression = (Expr){0};
    return OK;
}

static Err read_decisions(Load *l)
{
    Rules *r = l->rules;
    const xmlNode *root = l->models[0].root;
    size_t count = r->decision_count;
    if (xml_count(root, "decision") == 0 && !l->lenient)
        return load_fail(l, root, E_INPUT, "the file holds no decision");
    r->decisions = NEW_ARRAY(l->mem, Decision, count);
    r->compiled = NEW_ARRAY(l->mem, Compiled, count);
    for (size_t i = 0; i < count; i++) {
        const Element *e = &l->elements[r->data_count + i];
        Decision *d = &r->decisions[i];
        *d = (Decision){.id = e->id, .name = e->name};
        TRY(load_text(l, e->node, "label", &d->label));
        d->description = xml_child_content(l->mem, e->node, "description");
        d->question = xml_child_content(l->mem, e->node, "question");
    }
    TRY(load_functions(l));
    Name *names = NEW_ARRAY(l->scratch, Name, l->element_count);
    for (size_t i = 0; i < count; i++) TRY(read_decision(l, i, names));
    uint8_t *state = NEW_ARRAY(l->scratch, uint8_t, count);
    for (size_t i = 0; i < count; i++) TRY(check_graph(l, root, i, 1, state));
    for (size_t i = 0; i < count; i++) list_needs(l, i);
    return OK;
}

static Err read_files(Load *l, const xmlDoc *const *docs, size_t count)
{
    TRY(load_models(l, docs, count));
    const xmlNode *root = l->models[0].root;
    TRY(load_text(l, root, "name", &l->rules->title));
    l->rules->description = xml_child_content(l->mem, root, "description");
    TRY(load_elements(l));
    TRY(read_data(l));
    return read_decisions(l);
}

typedef struct Documents {
    xmlDoc *list[RULES_FILES_MAX];
    size_t count;
} Documents;

static void documents_close(Documents *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->list[i]) xml_close(&d->list[i]);
}

// Of the other files only those that are imported are looked at; one that is no XML is none of those.
static Err load(Arena *mem, const Str *files, size_t count, const char *name, bool lenient, Rules **ret_rules, Why *w)
{
    CLEANUP(documents_close) Documents docs = {.count = 1};
    TRY(xml_open(files[0], name, RULES_FILE_MAX, &docs.list[0], w));
    for (size_t i = 1; i < count && docs.count < RULES_FILES_MAX; i++)
        if (xml_open(files[i], name, RULES_FILE_MAX, &docs.list[docs.count], NULL) == OK) docs.count++;
    CLEANUP(arena_freep) Arena *scratch = arena_new(RULES_ARENA);
    Rules *r = NEW(mem, Rules);
    r->source = str_dup(mem, files[0]);
    r->name = str_dup(mem, str_c(name));
    Load l = {.mem = mem, .scratch = scratch, .name = name, .w = w, .rules = r, .lenient = lenient};
    size_t index_left = INDEX_BYTES_MAX;
    l.index_left = &index_left;
    l.scope.lenient = lenient;
    TRY(read_files(&l, (const xmlDoc *const *)docs.list, docs.count));
    *ret_rules = r;
    return OK;
}

Err rules_load(Arena *mem, Str xml, const char *name, Rules **ret_rules, Why *w)
{
    return load(mem, &xml, 1, name, false, ret_rules, w);
}

Err tck_rules(Arena *mem, const Str *files, size_t count, const char *name, Rules **ret_rules, Why *w)
{
    return load(mem, files, count, name, true, ret_rules, w);
}
