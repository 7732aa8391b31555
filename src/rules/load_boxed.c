// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Boxed expressions into the same tree as written ones: contexts, invocations, functions, lists, relations, and from
// DMN 1.4 conditionals, filters and iterators.
#include "rules/load.h"

enum { PARAMS_MAX = 64 };

static const char *const kinds[] = {"decisionTable", "literalExpression", "context", "invocation", "relation", "list",
                                    "functionDefinition", "conditional", "for", "some", "every", "filter"};

const xmlNode *load_logic_in(const xmlNode *parent, const xmlNode *after)
{
    for (const xmlNode *n = after ? xml_next(after, NULL) : xml_first(parent, NULL); n; n = xml_next(n, NULL))
        for (size_t i = 0; i < COUNT(kinds); i++)
            if (xml_is(n, kinds[i])) return n;
    return NULL;
}

static Node *make(const Load *l, Node n)
{
    Node *made = NEW(l->mem, Node);
    *made = n;
    return made;
}

static Err inner(Load *l, const xmlNode *parent, const Node **ret_n)
{
    const xmlNode *logic = parent ? load_logic_in(parent, NULL) : NULL;
    if (!logic) return load_fail(l, parent, E_INPUT, "\"%.*s\": an expression is missing", STR_ARG(l->decision));
    return load_logic(l, logic, ret_n);
}

static void bind(Load *l, Str name, bool item)
{
    Local *local = NEW(l->mem, Local);
    *local = (Local){.name = name, .up = l->scope.locals, .item = item};
    l->scope.locals = local;
}

// As its typeRef says, where it has one.
static Err coerced(Load *l, const xmlNode *node, const Node **n)
{
    const FeelType *type = NULL;
    if (node) TRY(load_full_type(l, node, xml_attr(l->scratch, node, "typeRef"), &type));
    if (type) *n = make(l, (Node){.kind = NODE_COERCE, .a = *n, .type = type});
    return OK;
}

static Err literal(Load *l, const xmlNode *node, const Node **ret_n)
{
    Expr e;
    Str text = xml_child_content(l->mem, node, "text");
    if (xml_first(node, "importedValues"))
        return load_fail(l, node, E_INPUT, "\"%.*s\": imported values are not supported", STR_ARG(l->decision));
    Str where = str_fmt(l->scratch, "decision \"%.*s\"", STR_ARG(l->decision));
    TRY(load_expression(l, node, text, where, &e));
    *ret_n = e.root;
    return OK;
}

static Err context(Load *l, const xmlNode *node, const Node **ret_n)
{
    const Local *outer = l->scope.locals;
    Node *first = NULL, *last = NULL;
    bool result = false;
    for (const xmlNode *n = xml_first(node, "contextEntry"); n; n = xml_next(n, "contextEntry")) {
        const xmlNode *variable = xml_first(n, "variable");
        Str name = STR_NONE;
        const Node *value;
        if (variable) TRY(load_name(l, variable, &name));
        if (result) return load_fail(l, n, E_INPUT, "\"%.*s\": an entry has no name", STR_ARG(l->decision));
        result = !variable;
        TRY(inner(l, n, &value));
        if (variable) TRY(coerced(l, variable, &value));
        Node *entry = make(l, (Node){.kind = NODE_ENTRY, .a = value, .value = value_str(name)});
        if (last) last->next = entry;
        else first = entry;
        last = entry;
        if (variable) bind(l, name, false);
    }
    l->scope.locals = outer;
    *ret_n = make(l, (Node){.kind = result ? NODE_RESULT : NODE_CONTEXT, .a = first});
    return OK;
}

static Err invocation(Load *l, const xmlNode *node, const Node **ret_n)
{
    const Node *callee;
    Node *first = NULL, *last = NULL;
    TRY(inner(l, node, &callee));
    for (const xmlNode *n = xml_first(node, "binding"); n; n = xml_next(n, "binding")) {
        const xmlNode *parameter = xml_first(n, "parameter");
        Str name;
        const Node *value;
        if (!parameter) return load_fail(l, n, E_INPUT, "\"%.*s\": a binding names no parameter", STR_ARG(l->decision));
        TRY(load_name(l, parameter, &name));
        if (!load_logic_in(n, NULL)) value = make(l, (Node){.kind = NODE_VALUE});
        else TRY(inner(l, n, &value));
        TRY(coerced(l, parameter, &value));
        Node *argument = make(l, (Node){.kind = NODE_NAMED, .a = value, .value = value_str(name)});
        if (last) last->next = argument;
        else first = argument;
        last = argument;
    }
    *ret_n = make(l, (Node){.kind = NODE_CALL, .a = callee, .b = first});
    return OK;
}

Err load_function(Load *l, const xmlNode *node, Function **ret_f)
{
    const Local *outer = l->scope.locals;
    size_t count = xml_count(node, "formalParameter"), i = 0;
    Str kind = xml_attr(l->scratch, node, "kind");
    if (kind.n && !str_eq_c(kind, "FEEL"))
        return load_fail(l, node, E_INPUT, "\"%.*s\": only functions in FEEL are supported", STR_ARG(l->decision));
    if (count > PARAMS_MAX) return load_fail(l, node, E_LIMIT, "more than %d parameters", PARAMS_MAX);
    Function *f = NEW(l->mem, Function);
    Str *params = NEW_ARRAY(l->mem, Str, count);
    f->types = NEW_ARRAY(l->mem, const FeelType *, count);
    for (const xmlNode *n = xml_first(node, "formalParameter"); n; n = xml_next(n, "formalParameter"), i++) {
        TRY(load_name(l, n, &params[i]));
        TRY(load_full_type(l, n, xml_attr(l->scratch, n, "typeRef"), &f->types[i]));
        bind(l, params[i], false);
    }
    f->params = params;
    f->count = count;
    Err e = inner(l, node, &f->body);
    l->scope.locals = outer;
    *ret_f = f;
    return e;
}

// <list> or <row>: expressions, one after the other
static Err items(Load *l, const xmlNode *node, Node **ret_first)
{
    Node *first = NULL, *last = NULL;
    for (const xmlNode *n = load_logic_in(node, NULL); n; n = load_logic_in(node, n)) {
        const Node *value;
        TRY(load_logic(l, n, &value));
        Node *own = make(l, *value); // constants are shared, `next` is not
        own->next = NULL;
        if (last) last->next = own;
        else first = own;
        last = own;
    }
    *ret_first = first;
    return OK;
}

static Err relation(Load *l, const xmlNode *node, const Node **ret_n)
{
    Node *first = NULL, *last = NULL;
    for (const xmlNode *row = xml_first(node, "row"); row; row = xml_next(row, "row")) {
        Node *cells, *entries = NULL, *entry = NULL;
        const xmlNode *column = xml_first(node, "column");
        TRY(items(l, row, &cells));
        for (Node *next; cells; cells = next, column = xml_next(column, "column")) {
            Str name;
            if (!column) return load_fail(l, row, E_INPUT, "a row has more cells than there are columns");
            TRY(load_name(l, column, &name));
            next = cells->next;
            cells->next = NULL;
            const Node *cell = cells;
            TRY(coerced(l, column, &cell));
            Node *made = make(l, (Node){.kind = NODE_ENTRY, .a = cell, .value = value_str(name)});
            if (entry) entry->next = made;
            else entries = made;
            entry = made;
            if (!next) break;
        }
        Node *made = make(l, (Node){.kind = NODE_CONTEXT, .a = entries});
        if (last) last->next = made;
        else first = made;
        last = made;
    }
    *ret_n = make(l, (Node){.kind = NODE_LIST, .a = first});
    return OK;
}

static Err conditional(Load *l, const xmlNode *node, const Node **ret_n)
{
    Node n = {.kind = NODE_IF};
    TRY(inner(l, xml_first(node, "if") ? xml_first(node, "if") : node, &n.a));
    TRY(inner(l, xml_first(node, "then") ? xml_first(node, "then") : node, &n.b));
    TRY(inner(l, xml_first(node, "else") ? xml_first(node, "else") : node, &n.c));
    *ret_n = make(l, n);
    return OK;
}

static Err iterator(Load *l, const xmlNode *node, const Node **ret_n)
{
    const Local *outer = l->scope.locals;
    bool is_for = xml_is(node, "for");
    const xmlNode *in = xml_first(node, "in"), *body = xml_first(node, is_for ? "return" : "satisfies");
    Node n = {.kind = is_for ? NODE_FOR : xml_is(node, "some") ? NODE_SOME : NODE_EVERY, .index = is_for};
    Str name = feel_name(l->mem, xml_attr(l->mem, node, "iteratorVariable"));
    if (!in || !body) return load_fail(l, node, E_INPUT, "\"%.*s\": an iterator is not whole", STR_ARG(l->decision));
    if (is_for) bind(l, S("partial"), false);
    TRY(inner(l, in, &n.a));
    bind(l, name, false);
    TRY(inner(l, body, &n.b));
    l->scope.locals = outer;
    *ret_n = make(l, n);
    return OK;
}

static Err filter(Load *l, const xmlNode *node, const Node **ret_n)
{
    const Local *outer = l->scope.locals;
    const xmlNode *in = xml_first(node, "in"), *match = xml_first(node, "match");
    Node n = {.kind = NODE_FILTER};
    if (!in || !match) return load_fail(l, node, E_INPUT, "\"%.*s\": a filter is not whole", STR_ARG(l->decision));
    TRY(inner(l, in, &n.a));
    bind(l, S("item"), true);
    TRY(inner(l, match, &n.b));
    l->scope.locals = outer;
    *ret_n = make(l, n);
    return OK;
}

static Err table(Load *l, const xmlNode *node, const Node **ret_n)
{
    Inner *in = NEW(l->mem, Inner);
    in->d.name = l->decision;
    TRY(load_table(l, node, &in->d, &in->t));
    *ret_n = make(l, (Node){.kind = NODE_TABLE, .table = in});
    return OK;
}

static Err of_kind(Load *l, const xmlNode *node, const Node **ret_n)
{
    if (xml_is(node, "literalExpression")) return literal(l, node, ret_n);
    if (xml_is(node, "decisionTable")) return table(l, node, ret_n);
    if (xml_is(node, "context")) return context(l, node, ret_n);
    if (xml_is(node, "invocation")) return invocation(l, node, ret_n);
    if (xml_is(node, "relation")) return relation(l, node, ret_n);
    if (xml_is(node, "conditional")) return conditional(l, node, ret_n);
    if (xml_is(node, "filter")) return filter(l, node, ret_n);
    if (xml_is(node, "list")) {
        Node *first;
        TRY(items(l, node, &first));
        *ret_n = make(l, (Node){.kind = NODE_LIST, .a = first});
        return OK;
    }
    if (xml_is(node, "functionDefinition")) {
        Function *f;
        TRY(load_function(l, node, &f));
        *ret_n = make(l, (Node){.kind = NODE_FUNCTION, .function = f});
        return OK;
    }
    return iterator(l, node, ret_n);
}

// Nesting is bounded by the depth of the file, which was checked.
Err load_logic(Load *l, const xmlNode *node, const Node **ret_n)
{
    const Local *outer = l->scope.locals;
    TRY(load_language(l, node));
    Err e = of_kind(l, node, ret_n);
    l->scope.locals = outer;
    if (e == E_INPUT && l->lenient) {
        *ret_n = make(l, (Node){.kind = NODE_VALUE});
        return OK;
    }
    TRY(e);
    return coerced(l, node, ret_n);
}
