// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Values, names, calls, lists, contexts and ranges, and what follows them: .member [filter] (arguments).
#include "rules/parser.h"
#include <string.h>

static Err temporal_literal(Parser *p, Str text, Node **ret_n)
{
    Value v;
    if (!temporal_read(text, &v) && p->lex.scope.lenient) return parser_value(p, value_null(), ret_n);
    if (!temporal_read(text, &v))
        return why(p->w, E_INPUT, "'%.*s' is not a date such as 2026-11-22", STR_ARG(str_head(text, 40)));
    return parser_value(p, v, ret_n);
}

// Inside filters a name may be a member of their item: the innermost goes first.
static Err scoped(Parser *p, Str name, Node *otherwise, const Local *until, Node **ret_n)
{
    uint32_t hops[FEEL_DEPTH_MAX], count = 0, at = 0;
    for (const Local *l = p->lex.scope.locals; l; l = l->up, at++) {
        if (l->item && count < FEEL_DEPTH_MAX) hops[count++] = at;
        if (l == until) break;
    }
    *ret_n = otherwise;
    Value v = value_str(name);
    while (count > 0) {
        Node n = {.kind = NODE_SCOPED, .a = *ret_n, .index = hops[--count], .value = v};
        TRY(parser_add(p, n, ret_n));
    }
    return OK;
}

static Err variable(Parser *p, Node **ret_n)
{
    Token t = p->now;
    Node *n;
    const Local *until = NULL;
    if (t.kind == TOKEN_SLOT) {
        if (t.hidden)
            return why(p->w, E_INPUT, "'%.*s' is used here, but the decision does not require it",
                       STR_ARG(str_head(t.text, 40)));
        TRY(parser_add(p, (Node){.kind = NODE_SLOT, .index = t.slot}, &n));
    } else {
        uint32_t hops = 0;
        until = p->lex.scope.locals;
        for (; until && !str_eq(until->name, t.name); until = until->up) hops++;
        if (str_eq_c(t.name, "?")) p->uses_input = true;
        TRY(parser_add(p, (Node){.kind = NODE_LOCAL, .index = hops}, &n));
    }
    TRY(scoped(p, t.name, n, until, ret_n));
    return parser_next(p);
}

static bool in_filter(const Parser *p)
{
    const Local *l = p->lex.scope.locals;
    while (l && !l->item) l = l->up;
    return l != NULL;
}

// "name:" before an argument
static bool argument_name(Parser *p, Str *ret_name)
{
    Str rest = {p->lex.text.p + p->now.at, p->lex.text.n - p->now.at};
    size_t n = 0;
    while (n < rest.n && rest.p[n] != ':' && !memchr("\"()[]{},<>=+*/@", rest.p[n], 15)) n++;
    if (n == 0 || n == rest.n || rest.p[n] != ':') return false;
    *ret_name = feel_name(p->mem, (Str){rest.p, n});
    p->lex.at = p->now.at + n + 1;
    return ret_name->n > 0;
}

// ( a, b ) or ( name: a, other: b ); the opening bracket is the current token
static Err arguments(Parser *p, Node **ret_first, size_t *ret_count, bool *ret_named)
{
    Node *first = NULL, *last = NULL;
    size_t count = 0, named = 0;
    TRY(parser_next(p));
    while (!parser_is(p, ")")) {
        Str name;
        Node *a;
        bool has_name = argument_name(p, &name);
        if (has_name) TRY(parser_next(p));
        TRY(parser_expression(p, &a));
        if (has_name) {
            named++;
            TRY(parser_add(p, (Node){.kind = NODE_NAMED, .a = a, .value = value_str(name)}, &a));
        }
        if (last) last->next = a;
        else first = a;
        last = a;
        count++;
        if (!parser_is(p, ",")) break;
        TRY(parser_next(p));
    }
    if (named && named != count) return why(p->w, E_INPUT, "arguments with and without names can't be mixed");
    *ret_first = first;
    *ret_count = count;
    *ret_named = named > 0;
    return parser_expect(p, ")");
}

// Named arguments in the order of the parameters; what is left out is null.
static Err reorder(Parser *p, const Builtin *b, Node **first, size_t *count)
{
    static const FeelType text = {.kind = KIND_PLAIN, .plain = VALUE_STRING};
    Str rest = str_c(b->params);
    while (rest.n) {
        Str way = str_cut(&rest, '|');
        const char *params = str_z(p->mem, way);
        Node *slots[16] = {0};
        size_t most = 0, i;
        bool fits = true;
        for (Node *n = *first; n && fits; n = n->next) {
            fits = feel_named(params, n->value.string, &i) && i < COUNT(slots) && !slots[i];
            if (!fits) break;
            TRY(parser_add(p, *n->a, &slots[i]));
            slots[i]->next = NULL;
            if (str_eq_c(n->value.string, "key")) // "context put" also takes keys, a list, in its place
                TRY(parser_add(p, (Node){.kind = NODE_COERCE, .a = slots[i], .type = &text}, &slots[i]));
            most = i + 1 > most ? i + 1 : most;
        }
        if (!fits) continue;
        if (p->lex.scope.lenient && str_eq_c(str_c(b->name), "is")) most = b->least; // the kit leaves one out
        for (i = 0; i < most; i++)
            if (!slots[i]) TRY(parser_value(p, value_null(), &slots[i]));
        for (i = 0; i + 1 < most; i++) slots[i]->next = slots[i + 1];
        *first = slots[0];
        *count = most;
        return OK;
    }
    return why(p->w, E_INPUT, "the function '%s' has no such parameters: it has %s", b->name, b->params);
}

static bool folds(const Builtin *b, const Node *args)
{
    static const char *const names[] = {"date", "time", "date and time", "duration",
                                        "years and months duration"};
    bool known = args != NULL;
    for (size_t i = 0; known && i <= COUNT(names); i++) {
        if (i == COUNT(names)) return false;
        if (str_eq_c(str_c(b->name), names[i])) break;
    }
    for (; args && known; args = args->next) known = args->kind == NODE_VALUE;
    return known;
}

// What is wrong with a call: null where that is asked, else why it is refused. Its arguments have been read.
static Err wrong_call(Parser *p, Err e, Node **ret_n)
{
    return e == E_INPUT && p->lex.scope.lenient ? parser_value(p, value_null(), ret_n) : e;
}

static Err unknown_call(Parser *p, Token name, Node **ret_n)
{
    Node *first;
    size_t count;
    bool named;
    if (p->lex.scope.lenient) TRY(arguments(p, &first, &count, &named));
    Err e = why(p->w, E_INPUT, "the function '%.*s' is not supported", STR_ARG(str_head(name.text, 40)));
    return wrong_call(p, e, ret_n);
}

static bool is_clock(const Builtin *b)
{
    return str_eq_c(str_c(b->name), "now") || str_eq_c(str_c(b->name), "today");
}

// name ( arguments ): the name has been read, the bracket is the current token
static Err call(Parser *p, Token name, Node **ret_n)
{
    const Builtin *b = feel_builtin(name.text);
    if (!b) return unknown_call(p, name, ret_n);
    if (is_clock(b) && !p->lex.scope.lenient)
        return why(p->w, E_INPUT, "'%s' would let the outcome depend on when it is asked; make it an input", b->name);
    Node *first;
    size_t count;
    bool named;
    TRY(arguments(p, &first, &count, &named));
    Err e = named ? reorder(p, b, &first, &count) : OK;
    if (e != OK) return wrong_call(p, e, ret_n);
    if (count < b->least || count > feel_builtin_most(b)) {
        e = why(p->w, E_INPUT, "the function '%s' can't have %zu arguments", b->name, count);
        return wrong_call(p, e, ret_n);
    }
    if (!folds(b, first)) return parser_add(p, (Node){.kind = NODE_BUILTIN, .a = first, .builtin = b}, ret_n);
    Value args[16];
    Eval ev = {.mem = p->mem};
    size_t i = 0;
    for (const Node *n = first; n && i < COUNT(args); n = n->next) args[i++] = n->value;
    Value v = feel_builtin_call(&ev, b, args, count);
    if (v.kind == VALUE_NULL && first->value.kind == VALUE_STRING && !p->lex.scope.lenient)
        return why(p->w, E_INPUT, "'%.*s' is not a %s%s", STR_ARG(str_head(first->value.string, 40)), b->name,
                   str_eq_c(str_c(b->name), "date") ? " such as 2026-11-22" : "");
    return parser_value(p, v, ret_n);
}

// "sort(list, before)" hands a function over without calling it.
static Err function_value(Parser *p, const Builtin *b, Node **ret_n)
{
    Function *f = NEW(p->mem, Function);
    Value v = {.kind = VALUE_FUNCTION};
    f->builtin = b;
    v.function = f;
    return parser_value(p, v, ret_n);
}

static Err word(Parser *p, Node **ret_n)
{
    Token t = p->now;
    TRY(parser_next(p));
    if (str_eq_c(t.text, "true")) return parser_value(p, value_bool(true), ret_n);
    if (str_eq_c(t.text, "false")) return parser_value(p, value_bool(false), ret_n);
    if (str_eq_c(t.text, "null")) return parser_value(p, value_null(), ret_n);
    if (parser_is(p, "(")) return call(p, t, ret_n);
    if (in_filter(p)) {
        p->lex.at = t.at;
        TRY(lex_member(&p->lex, &t));
        TRY(parser_next(p));
        return scoped(p, str_dup(p->mem, t.text), NULL, NULL, ret_n);
    }
    const Builtin *b = p->lex.scope.lenient ? feel_builtin(t.text) : NULL; // else it is text without its quotes
    if (b) return function_value(p, b, ret_n);
    if (p->lex.scope.lenient && p->now.kind != TOKEN_WORD) return parser_value(p, value_null(), ret_n);
    return why(p->w, E_INPUT, "'%.*s' is not the name of a required input or decision; text stands between quotes",
               STR_ARG(str_head(t.text, 40)));
}

static Err range_end(Parser *p, Node *lo, bool lo_open, Node **ret_n)
{
    Node *hi;
    TRY(parser_next(p));
    TRY(parser_binary(p, LEVEL_ADD, &hi));
    if (!parser_is(p, "]") && !parser_is(p, ")") && !parser_is(p, "["))
        return parser_unexpected(p, "the end of a range, ] or ),");
    uint32_t flags = (lo_open ? RANGE_LO_OPEN : 0u) | (parser_is(p, "]") ? 0u : (uint32_t)RANGE_HI_OPEN);
    TRY(parser_next(p));
    return parser_add(p, (Node){.kind = NODE_RANGE, .a = lo, .b = hi, .index = flags}, ret_n);
}

// [a, b] or [a..b]
static Err list_or_range(Parser *p, Node **ret_n)
{
    Node *first = NULL, *last = NULL;
    TRY(parser_next(p));
    while (!parser_is(p, "]")) {
        Node *a;
        TRY(parser_expression(p, &a));
        if (parser_is(p, "..") && !first) return range_end(p, a, false, ret_n);
        if (last) last->next = a;
        else first = a;
        last = a;
        if (!parser_is(p, ",")) break;
        TRY(parser_next(p));
    }
    TRY(parser_expect(p, "]"));
    return parser_add(p, (Node){.kind = NODE_LIST, .a = first}, ret_n);
}

// < 5, mostly between brackets: a range with one end. c marks it, as a test can't take it apart.
static Err half_range(Parser *p, const char *sign, Node **ret_n)
{
    Node *end, *none, *mark;
    TRY(parser_next(p));
    TRY(parser_binary(p, LEVEL_ADD, &end));
    TRY(parser_value(p, value_null(), &none));
    TRY(parser_value(p, value_bool(true), &mark));
    bool below = sign[0] == '<', closed = sign[1] == '=' || sign[0] == '=';
    uint32_t flags = closed ? (below ? RANGE_LO_OPEN : RANGE_HI_OPEN) : RANGE_LO_OPEN | RANGE_HI_OPEN;
    flags = sign[0] == '=' ? 0 : flags | RANGE_HALF;
    Node *lo = below ? none : end, *hi = below || sign[0] == '=' ? end : none;
    return parser_add(p, (Node){.kind = NODE_RANGE, .a = lo, .b = hi, .c = mark, .index = flags}, ret_n);
}

static Err bracket(Parser *p, Node **ret_n)
{
    static const char *const signs[] = {"<=", ">=", "<", ">", "="};
    TRY(parser_next(p));
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (!parser_is(p, signs[i])) continue;
        TRY(half_range(p, signs[i], ret_n));
        return parser_expect(p, ")");
    }
    TRY(parser_expression(p, ret_n));
    if (parser_is(p, "..")) return range_end(p, *ret_n, true, ret_n);
    return parser_expect(p, ")");
}

// { key: value, "other key": value }; a value may name the entries before it
static Err context(Parser *p, Node **ret_n)
{
    const Local *outer = p->lex.scope.locals;
    Node *first = NULL, *last = NULL;
    TRY(parser_next(p));
    while (!parser_is(p, "}")) {
        Str key;
        Node *a;
        if (p->now.kind == TOKEN_STRING) {
            key = p->now.value.string;
            TRY(parser_next(p));
            if (!parser_is(p, ":")) return parser_unexpected(p, ":");
        } else {
            key = parser_until(p, ":,{}\"[]");
            if (key.n == 0 || p->lex.at >= p->lex.text.n || p->lex.text.p[p->lex.at] != ':')
                return parser_unexpected(p, "the name of an entry");
            TRY(parser_next(p));
        }
        for (const Node *n = first; n; n = n->next)
            if (str_eq(n->value.string, key))
                return why(p->w, E_INPUT, "two entries are called '%.*s'", STR_ARG(str_head(key, 40)));
        TRY(parser_next(p));
        TRY(parser_expression(p, &a));
        TRY(parser_add(p, (Node){.kind = NODE_ENTRY, .a = a, .value = value_str(key)}, &a));
        if (last) last->next = a;
        else first = a;
        last = a;
        parser_bind(p, NEW(p->mem, Local), key, false);
        if (str_has(key, S(" "))) {
            Local *k = NEW(p->mem, Local);
            *k = (Local){.name = key, .up = p->lex.keys};
            p->lex.keys = k;
        }
        if (!parser_is(p, ",")) break;
        TRY(parser_next(p));
    }
    if (!parser_is(p, "}")) return parser_unexpected(p, "}");
    p->lex.scope.locals = outer;
    TRY(parser_next(p));
    return parser_add(p, (Node){.kind = NODE_CONTEXT, .a = first}, ret_n);
}

static Err primary(Parser *p, Node **ret_n)
{
    Token t = p->now;
    switch (t.kind) {
    case TOKEN_NUMBER:
    case TOKEN_STRING:
        TRY(parser_next(p));
        return parser_value(p, t.value, ret_n);
    case TOKEN_AT:
        TRY(parser_next(p));
        return temporal_literal(p, t.value.string, ret_n);
    case TOKEN_WORD: return word(p, ret_n);
    case TOKEN_SLOT:
    case TOKEN_LOCAL: return variable(p, ret_n);
    case TOKEN_SYMBOL:
    case TOKEN_END: break;
    }
    static const char *const signs[] = {"<=", ">=", "<", ">"};
    for (size_t i = 0; i < COUNT(signs); i++)
        if (parser_is(p, signs[i])) return half_range(p, signs[i], ret_n);
    if (parser_is(p, "(")) return bracket(p, ret_n);
    if (parser_is(p, "[")) return list_or_range(p, ret_n);
    if (parser_is(p, "{")) return context(p, ret_n);
    if (!parser_is(p, "]")) return parser_unexpected(p, "a value");
    Node *lo;
    TRY(parser_next(p));
    TRY(parser_binary(p, LEVEL_ADD, &lo));
    if (!parser_is(p, "..")) return parser_unexpected(p, "..");
    return range_end(p, lo, true, ret_n);
}

static Err filter(Parser *p, Node **ret_n)
{
    const Local *outer = p->lex.scope.locals;
    Node *condition;
    parser_bind(p, NEW(p->mem, Local), S("item"), true);
    TRY(parser_next(p));
    TRY(parser_expression(p, &condition));
    if (!parser_is(p, "]")) return parser_unexpected(p, "]");
    p->lex.scope.locals = outer;
    TRY(parser_next(p));
    return parser_add(p, (Node){.kind = NODE_FILTER, .a = *ret_n, .b = condition}, ret_n);
}

static Err instance(Parser *p, Node **ret_n)
{
    const FeelType *type;
    TRY(parser_next(p));
    if (!parser_word(p, "of")) return parser_unexpected(p, "of");
    p->lex.at = p->now.at + 2;
    TRY(parser_type(p, &type));
    return parser_add(p, (Node){.kind = NODE_INSTANCE, .a = *ret_n, .type = type}, ret_n);
}

// "[1..3[": the bracket ends a range when nothing that could be a condition follows.
static bool ends_range(Parser *p)
{
    size_t at = p->lex.at;
    while (at < p->lex.text.n && strchr(" \t\r\n", p->lex.text.p[at])) at++;
    if (at >= p->lex.text.n) return true;
    bool property = p->lex.text.p[at] == '.' && at + 1 < p->lex.text.n && p->lex.text.p[at + 1] >= 'a';
    return property || strchr(",)]}=<>", p->lex.text.p[at]);
}

Err parser_operand(Parser *p, Node **ret_n)
{
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    TRY(primary(p, ret_n));
    for (;;) {
        if (parser_is(p, ".") || parser_is(p, "...")) {
            NodeKind kind = parser_is(p, ".") ? NODE_MEMBER : NODE_DEEP;
            Token member;
            TRY(lex_member(&p->lex, &member));
            Value name = value_str(str_dup(p->mem, member.text));
            TRY(parser_add(p, (Node){.kind = kind, .a = *ret_n, .value = name}, ret_n));
            TRY(parser_next(p));
        } else if (parser_is(p, "[") && (*ret_n)->kind != NODE_RANGE && !ends_range(p)) {
            TRY(filter(p, ret_n));
        } else if (parser_is(p, "(") && (*ret_n)->kind != NODE_VALUE) {
            Node *args;
            size_t count;
            bool named;
            TRY(arguments(p, &args, &count, &named));
            TRY(parser_add(p, (Node){.kind = NODE_CALL, .a = *ret_n, .b = args}, ret_n));
        } else if (parser_word(p, "instance")) {
            TRY(instance(p, ret_n));
        } else {
            break;
        }
    }
    p->depth--;
    return OK;
}
