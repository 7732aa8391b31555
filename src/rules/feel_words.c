// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// if, for, some, every, function, and the names of types.
#include "rules/parser.h"
#include <string.h>

Str parser_until(Parser *p, const char *ends)
{
    size_t at = p->now.at;
    while (at < p->lex.text.n && !strchr(ends, p->lex.text.p[at])) at++;
    Str name = feel_name(p->mem, (Str){p->lex.text.p + p->now.at, at - p->now.at});
    p->lex.at = at;
    return name;
}

static Err keyword(Parser *p, const char *word)
{
    if (!parser_word(p, word)) return parser_unexpected(p, word);
    return parser_next(p);
}

static Err if_then_else(Parser *p, Node **ret_n)
{
    Node *a, *b, *c;
    TRY(parser_next(p));
    TRY(parser_expression(p, &a));
    TRY(keyword(p, "then"));
    TRY(parser_expression(p, &b));
    TRY(keyword(p, "else"));
    TRY(parser_expression(p, &c));
    return parser_add(p, (Node){.kind = NODE_IF, .a = a, .b = b, .c = c}, ret_n);
}

// The words before "in" are the name; the current token is its first.
static Err iteration_name(Parser *p, Str *ret_name)
{
    size_t start = p->now.at, end = start;
    p->lex.at = start;
    for (;;) {
        Token t;
        TRY(lex_word(&p->lex, &t));
        if (str_eq_c(t.text, "in")) break;
        end = t.at + t.text.n;
    }
    *ret_name = feel_name(p->mem, (Str){p->lex.text.p + start, end - start});
    if (ret_name->n == 0) return why(p->w, E_INPUT, "a name is expected at position %zu", start + 1);
    return OK;
}

// One "x in list", then the next or the body. What is bound stays bound until the whole ends.
static Err iteration(Parser *p, NodeKind kind, const char *end, uint32_t flags, Node **ret_n)
{
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    Str name;
    Node *a, *b, *c = NULL;
    TRY(iteration_name(p, &name));
    TRY(parser_next(p));
    TRY(parser_expression(p, &a));
    if (parser_is(p, "..")) {
        TRY(parser_next(p));
        TRY(parser_expression(p, &c));
    }
    bool more = parser_is(p, ",");
    if (!more && !parser_word(p, end)) return parser_unexpected(p, end);
    parser_bind(p, NEW(p->mem, Local), name, false);
    TRY(parser_next(p));
    if (more) TRY(iteration(p, kind, end, 2, &b));
    else TRY(parser_expression(p, &b));
    p->depth--;
    return parser_add(p, (Node){.kind = kind, .a = a, .b = b, .c = c, .index = flags}, ret_n);
}

static Err iterations(Parser *p, NodeKind kind, Node **ret_n)
{
    const Local *outer = p->lex.scope.locals;
    bool is_for = kind == NODE_FOR;
    if (is_for) parser_bind(p, NEW(p->mem, Local), S("partial"), false);
    TRY(parser_next(p));
    TRY(iteration(p, kind, is_for ? "return" : "satisfies", is_for ? 1 : 0, ret_n));
    return parser_leave(p, outer);
}

enum { PARAMS_MAX = 32 };

static Err definition(Parser *p, Node **ret_n)
{
    const Local *outer = p->lex.scope.locals;
    Str names[PARAMS_MAX];
    const FeelType *types[PARAMS_MAX];
    size_t count = 0;
    TRY(parser_next(p));
    if (!parser_is(p, "(")) return parser_unexpected(p, "(");
    TRY(parser_next(p));
    while (!parser_is(p, ")")) {
        if (count == PARAMS_MAX) return why(p->w, E_LIMIT, "a function has more than %d parameters", PARAMS_MAX);
        names[count] = parser_until(p, ":,)(");
        types[count] = NULL;
        if (names[count].n == 0) return parser_unexpected(p, "the name of a parameter");
        TRY(parser_next(p));
        if (parser_is(p, ":")) TRY(parser_type(p, &types[count]));
        count++;
        if (!parser_is(p, ",")) break;
        TRY(parser_next(p));
    }
    if (!parser_is(p, ")")) return parser_unexpected(p, ")");
    Function *f = NEW(p->mem, Function);
    Str *params = NEW_ARRAY(p->mem, Str, count);
    f->types = NEW_ARRAY(p->mem, const FeelType *, count);
    f->count = count;
    for (size_t i = 0; i < count; i++) {
        params[i] = names[i];
        f->types[i] = types[i];
        parser_bind(p, NEW(p->mem, Local), names[i], false);
    }
    f->params = params;
    TRY(parser_next(p));
    if (parser_word(p, "external")) return why(p->w, E_INPUT, "external functions are not supported");
    Node *body;
    TRY(parser_expression(p, &body));
    f->body = body;
    TRY(parser_leave(p, outer));
    return parser_add(p, (Node){.kind = NODE_FUNCTION, .function = f}, ret_n);
}

Err parser_words(Parser *p, Node **ret_n, bool *ret_found)
{
    *ret_found = true;
    if (parser_word(p, "if")) return if_then_else(p, ret_n);
    if (parser_word(p, "for")) return iterations(p, NODE_FOR, ret_n);
    if (parser_word(p, "some")) return iterations(p, NODE_SOME, ret_n);
    if (parser_word(p, "every")) return iterations(p, NODE_EVERY, ret_n);
    if (parser_word(p, "function")) return definition(p, ret_n);
    *ret_found = false;
    return OK;
}

// ---- types

static const FeelType plain_types[] = {
    {.kind = KIND_ANY},
    {.kind = KIND_NOTHING},
    {.kind = KIND_PLAIN, .plain = VALUE_BOOL},
    {.kind = KIND_PLAIN, .plain = VALUE_NUMBER},
    {.kind = KIND_PLAIN, .plain = VALUE_STRING},
    {.kind = KIND_PLAIN, .plain = VALUE_DATE},
    {.kind = KIND_PLAIN, .plain = VALUE_TIME},
    {.kind = KIND_PLAIN, .plain = VALUE_DATETIME},
    {.kind = KIND_PLAIN, .plain = VALUE_DURATION},
    {.kind = KIND_PLAIN, .plain = VALUE_MONTHS},
    {.kind = KIND_LIST, .of = &plain_types[0]},
    {.kind = KIND_CONTEXT},
    {.kind = KIND_RANGE},
    {.kind = KIND_FUNCTION},
};
static const struct {
    const char *name;
    size_t type;
} type_names[] = {
    {"Any", 0},           {"any", 0},           {"Null", 1},
    {"boolean", 2},       {"number", 3},        {"string", 4},
    {"date", 5},          {"time", 6},          {"date and time", 7},
    {"dateTime", 7},      {"days and time duration", 8}, {"dayTimeDuration", 8},
    {"years and months duration", 9}, {"yearMonthDuration", 9}, {"list", 10},
    {"context", 11},      {"range", 12},        {"function", 13},
};

static const FeelType *longest_type(Parser *p)
{
    const FeelType *best = NULL;
    size_t longest = 0;
    lex_blank(&p->lex);
    for (size_t i = 0; i < p->lex.scope.type_count + COUNT(type_names); i++) {
        bool own = i >= p->lex.scope.type_count;
        size_t k = own ? i - p->lex.scope.type_count : i;
        size_t n = lex_matches(&p->lex, own ? str_c(type_names[k].name) : p->lex.scope.types[k].name);
        if (n <= longest) continue;
        longest = n;
        best = own ? &plain_types[type_names[k].type] : p->lex.scope.types[k].type;
    }
    p->lex.at += longest;
    return best;
}

static Err type_at(Parser *p, int depth, const FeelType **ret_t);

// context<a: number, b: list<string>>
static Err context_type(Parser *p, int depth, FeelType *t)
{
    Str names[PARAMS_MAX];
    const FeelType *fields[PARAMS_MAX];
    do {
        if (t->count == PARAMS_MAX) return why(p->w, E_LIMIT, "a type has more than %d parts", PARAMS_MAX);
        TRY(parser_next(p));
        names[t->count] = parser_until(p, ":>,");
        TRY(parser_next(p));
        if (!parser_is(p, ":")) return parser_unexpected(p, ":");
        TRY(type_at(p, depth + 1, &fields[t->count++]));
    } while (parser_is(p, ","));
    Str *list = NEW_ARRAY(p->mem, Str, t->count);
    t->fields = NEW_ARRAY(p->mem, const FeelType *, t->count);
    for (size_t i = 0; i < t->count; i++) {
        list[i] = names[i];
        t->fields[i] = fields[i];
    }
    t->names = list;
    return parser_expect(p, ">");
}

// function<number, string> -> number
static Err function_type(Parser *p, int depth, FeelType *t)
{
    const FeelType *fields[PARAMS_MAX];
    size_t at = p->lex.at;
    TRY(parser_next(p));
    bool none = parser_is(p, ">");
    p->lex.at = at;
    while (!none) {
        if (t->count == PARAMS_MAX) return why(p->w, E_LIMIT, "a type has more than %d parts", PARAMS_MAX);
        TRY(type_at(p, depth + 1, &fields[t->count++]));
        if (!parser_is(p, ",")) break;
    }
    if (none) TRY(parser_next(p));
    TRY(parser_expect(p, ">"));
    t->fields = NEW_ARRAY(p->mem, const FeelType *, t->count);
    for (size_t i = 0; i < t->count; i++) t->fields[i] = fields[i];
    if (!parser_is(p, "->")) return parser_unexpected(p, "->");
    return type_at(p, depth + 1, &t->returns);
}

// Begins where the lexer stands; ends with the token after the type as the current one.
static Err type_at(Parser *p, int depth, const FeelType **ret_t)
{
    if (depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the type is nested too deep");
    size_t start = p->lex.at;
    const FeelType *known = longest_type(p);
    if (!known) {
        Str rest = {p->lex.text.p + start, p->lex.text.n - start};
        return why(p->w, E_INPUT, "the type '%.*s' is not supported", STR_ARG(str_trim(str_head(rest, 40))));
    }
    TRY(parser_next(p));
    *ret_t = known;
    if (!parser_is(p, "<") || known < plain_types || known >= plain_types + COUNT(plain_types)) return OK;
    FeelType *t = NEW(p->mem, FeelType);
    *t = *known;
    *ret_t = t;
    if (t->kind == KIND_CONTEXT) return context_type(p, depth, t);
    if (t->kind == KIND_FUNCTION) return function_type(p, depth, t);
    if (t->kind != KIND_LIST && t->kind != KIND_RANGE) return parser_unexpected(p, "nothing more");
    TRY(type_at(p, depth + 1, &t->of));
    return parser_expect(p, ">");
}

Err parser_type(Parser *p, const FeelType **ret_t) { return type_at(p, 0, ret_t); }
