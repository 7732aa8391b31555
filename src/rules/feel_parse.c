// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Recursive descent, lowest binding first: or, and, comparison, + -, * /, **, minus, operand.
#include "rules/feel_lex.h"
#include <assert.h>

typedef struct Parser {
    Lexer lex;
    Token now;
    uint32_t count;
    int depth;
    Arena *mem;
    Why *w;
    Node *nodes;
    uint32_t room;
} Parser;

static Err next(Parser *p) { return lex_next(&p->lex, &p->now); }
static bool is(const Parser *p, const char *symbol)
{
    return p->now.kind == TOKEN_SYMBOL && str_eq_c(p->now.text, symbol);
}
static bool is_word(const Parser *p, const char *word)
{
    return p->now.kind == TOKEN_WORD && str_eq_c(p->now.text, word);
}

static Err unexpected(const Parser *p, const char *wanted)
{
    return why(p->w, E_INPUT, "%s is expected, not '%.*s', at position %zu", wanted, STR_ARG(str_head(p->now.text, 40)),
               p->now.at + 1);
}

static Err expect(Parser *p, const char *symbol)
{
    if (!is(p, symbol)) return unexpected(p, symbol);
    return next(p);
}

static Err add(Parser *p, Node node, uint32_t *ret_i)
{
    assert(p->count < p->room);
    if (node.kind != NODE_VALUE && node.kind != NODE_SLOT) {
        uint16_t a = p->nodes[node.a].depth, b = p->nodes[node.b].depth;
        node.depth = (uint16_t)((a > b ? a : b) + 1);
    }
    if (node.depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    p->nodes[p->count] = node;
    *ret_i = p->count++;
    return OK;
}

static Err add_value(Parser *p, Value v, uint32_t *ret_i)
{
    return add(p, (Node){.kind = NODE_VALUE, .value = v}, ret_i);
}

static Err expression(Parser *p, uint32_t *ret_i);

static Err date_literal(Parser *p, Str text, uint32_t *ret_i)
{
    Date d;
    if (date_feel(text, &d) != OK)
        return why(p->w, E_INPUT, "'%.*s' is not a date such as 2026-11-22", STR_ARG(str_head(text, 40)));
    return add_value(p, value_date(d), ret_i);
}

// name ( argument ): the name has been read, the bracket is the current token
static Err call(Parser *p, Token name, uint32_t *ret_i)
{
    bool date = str_eq_c(name.text, "date");
    if (!date && !str_eq_c(name.text, "not"))
        return why(p->w, E_INPUT, "the function '%.*s' is not supported", STR_ARG(str_head(name.text, 40)));
    TRY(next(p));
    uint32_t a;
    TRY(expression(p, &a));
    TRY(expect(p, ")"));
    const Node *n = &p->nodes[a];
    if (date && n->kind == NODE_VALUE && n->value.kind == VALUE_STRING) return date_literal(p, n->value.string, ret_i);
    return add(p, (Node){.kind = date ? NODE_DATE : NODE_NOT, .a = a, .b = a}, ret_i);
}

static Err word(Parser *p, uint32_t *ret_i)
{
    Token t = p->now;
    TRY(next(p));
    if (str_eq_c(t.text, "true")) return add_value(p, value_bool(true), ret_i);
    if (str_eq_c(t.text, "false")) return add_value(p, value_bool(false), ret_i);
    if (str_eq_c(t.text, "null")) return add_value(p, value_null(), ret_i);
    if (is(p, "(")) return call(p, t, ret_i);
    return why(p->w, E_INPUT, "'%.*s' is not the name of a required input or decision; text stands between quotes",
               STR_ARG(str_head(t.text, 40)));
}

static Err slot(Parser *p, uint32_t *ret_i)
{
    Token t = p->now;
    if (t.hidden)
        return why(p->w, E_INPUT, "'%.*s' is used here, but the decision does not require it",
                   STR_ARG(str_head(t.text, 40)));
    TRY(add(p, (Node){.kind = NODE_SLOT, .a = t.slot}, ret_i));
    TRY(next(p));
    while (is(p, ".")) {
        Token member;
        TRY(lex_word(&p->lex, &member));
        Value name = value_str(str_dup(p->mem, member.text));
        TRY(add(p, (Node){.kind = NODE_MEMBER, .a = *ret_i, .b = *ret_i, .value = name}, ret_i));
        TRY(next(p));
    }
    return OK;
}

static Err operand(Parser *p, uint32_t *ret_i)
{
    Token t = p->now;
    switch (t.kind) {
    case TOKEN_NUMBER:
    case TOKEN_STRING:
        TRY(next(p));
        return add_value(p, t.value, ret_i);
    case TOKEN_AT:
        TRY(next(p));
        return date_literal(p, t.value.string, ret_i);
    case TOKEN_WORD: return word(p, ret_i);
    case TOKEN_SLOT: return slot(p, ret_i);
    case TOKEN_SYMBOL:
    case TOKEN_END: break;
    }
    if (!is(p, "(")) return unexpected(p, "a value");
    TRY(next(p));
    TRY(expression(p, ret_i));
    return expect(p, ")");
}

static Err minus(Parser *p, uint32_t *ret_i)
{
    if (!is(p, "-")) return operand(p, ret_i);
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    TRY(next(p));
    TRY(minus(p, ret_i));
    p->depth--;
    Node *n = &p->nodes[*ret_i];
    if (n->kind != NODE_VALUE || n->value.kind != VALUE_NUMBER)
        return add(p, (Node){.kind = NODE_NEG, .a = *ret_i, .b = *ret_i}, ret_i);
    n->value = value_number(number_neg(n->value.number)); // -5 is a literal
    return OK;
}

typedef struct Operator {
    const char *symbol;
    NodeKind kind;
    int level; // of binding; higher binds tighter
    bool word;
} Operator;

static const Operator operators[] = {
    {"or", NODE_OR, 0, true},   {"and", NODE_AND, 1, true}, {"<=", NODE_LE, 2, false}, {">=", NODE_GE, 2, false},
    {"!=", NODE_NE, 2, false},  {"<", NODE_LT, 2, false},   {">", NODE_GT, 2, false},  {"=", NODE_EQ, 2, false},
    {"+", NODE_ADD, 3, false},  {"-", NODE_SUB, 3, false},  {"*", NODE_MUL, 4, false}, {"/", NODE_DIV, 4, false},
    {"**", NODE_POW, 5, false},
};
enum { LEVEL_COMPARE = 2, LEVEL_ADD = 3, LEVEL_TOP = 6 };

static const Operator *operator_now(const Parser *p, int level)
{
    for (size_t i = 0; i < COUNT(operators); i++) {
        const Operator *o = &operators[i];
        if (o->level == level && (o->word ? is_word(p, o->symbol) : is(p, o->symbol))) return o;
    }
    return NULL;
}

static Err binary(Parser *p, int level, uint32_t *ret_i)
{
    if (level == LEVEL_TOP) return minus(p, ret_i);
    TRY(binary(p, level + 1, ret_i));
    for (const Operator *o; (o = operator_now(p, level)) != NULL;) {
        uint32_t b;
        TRY(next(p));
        TRY(binary(p, level + 1, &b));
        TRY(add(p, (Node){.kind = o->kind, .a = *ret_i, .b = b}, ret_i));
        if (level == LEVEL_COMPARE) break; // a < b < c is not in the language
    }
    return OK;
}

static Err expression(Parser *p, uint32_t *ret_i)
{
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    TRY(binary(p, 0, ret_i));
    p->depth--;
    return OK;
}

// Each node comes from a token of its own, so counting the tokens tells how much room the tree needs.
static Err begin(Parser *p, Arena *mem, Str text, Scope scope, Why *w)
{
    if (text.n > FEEL_TEXT_MAX) return why(w, E_LIMIT, "the text is longer than %d bytes", FEEL_TEXT_MAX);
    Lexer lex = {.mem = mem, .text = text, .scope = scope, .w = w};
    *p = (Parser){.lex = lex, .mem = mem, .w = w};
    do {
        TRY(lex_next(&lex, &p->now));
        if (++p->room > FEEL_NODES_MAX) return why(w, E_LIMIT, "the expression has too many parts");
    } while (p->now.kind != TOKEN_END);
    p->nodes = NEW_ARRAY(mem, Node, p->room);
    return next(p);
}

static Expr finish(Parser *p, uint32_t root)
{
    return (Expr){.nodes = p->nodes, .root = root, .constant = p->nodes[root].kind == NODE_VALUE};
}

Err feel_expression(Arena *mem, Str text, Scope scope, Expr *ret_e, Why *w)
{
    Parser p;
    uint32_t root;
    TRY(begin(&p, mem, text, scope, w));
    TRY(expression(&p, &root));
    if (p.now.kind != TOKEN_END) return unexpected(&p, "nothing more");
    *ret_e = finish(&p, root);
    return OK;
}

// An end of a range or the other side of a comparison: no "and", "or" or comparison in it.
static Err endpoint(Parser *p, Expr *ret_e)
{
    uint32_t root;
    TRY(binary(p, LEVEL_ADD, &root));
    *ret_e = finish(p, root);
    return OK;
}

static Err ordered(Parser *p, const Expr *e)
{
    if (!e->constant) return OK;
    ValueKind kind = e->nodes[e->root].value.kind;
    if (kind == VALUE_NUMBER || kind == VALUE_STRING || kind == VALUE_DATE) return OK;
    return why(p->w, E_INPUT, "a %s has no order, so it can't be compared with < or >", value_kind_name(kind));
}

static Err range(Parser *p, Test *t)
{
    t->kind = TEST_RANGE;
    t->lo_open = !is(p, "[");
    TRY(next(p));
    TRY(endpoint(p, &t->lo));
    TRY(ordered(p, &t->lo));
    TRY(expect(p, ".."));
    TRY(endpoint(p, &t->hi));
    TRY(ordered(p, &t->hi));
    if (!is(p, "]") && !is(p, ")") && !is(p, "[")) return unexpected(p, "the end of a range, ] or ),");
    t->hi_open = !is(p, "]");
    int order = 0;
    if (t->lo.constant && t->hi.constant) {
        Value lo = t->lo.nodes[t->lo.root].value, hi = t->hi.nodes[t->hi.root].value;
        if (!value_order(lo, hi, &order)) return why(p->w, E_INPUT, "the ends of a range are of different kinds");
        if (order > 0) return why(p->w, E_INPUT, "the range ends before it begins");
    }
    return next(p);
}

static Err test(Parser *p, Test *t)
{
    static const struct {
        const char *symbol;
        TestKind kind;
    } signs[] = {{"<=", TEST_LE}, {">=", TEST_GE}, {"<", TEST_LT}, {">", TEST_GT}};
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (!is(p, signs[i].symbol)) continue;
        TRY(next(p));
        t->kind = signs[i].kind;
        TRY(endpoint(p, &t->lo));
        return ordered(p, &t->lo);
    }
    if (is(p, "[") || is(p, "]") || is(p, "(")) return range(p, t);
    t->kind = TEST_EQ;
    return endpoint(p, &t->lo);
}

static size_t commas(Str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += text.p[i] == ',';
    return n;
}

Err feel_tests(Arena *mem, Str text, Scope scope, Tests *ret_t, Why *w)
{
    Parser p;
    text = str_trim(text);
    if (text.n == 0 || str_eq_c(text, "-")) {
        *ret_t = (Tests){.any = true};
        return OK;
    }
    TRY(begin(&p, mem, text, scope, w));
    Tests tests = {0};
    if (is_word(&p, "not")) {
        TRY(next(&p));
        TRY(expect(&p, "("));
        tests.negated = true;
    }
    Test *list = NEW_ARRAY(mem, Test, commas(text) + 1);
    for (;;) {
        TRY(test(&p, &list[tests.count++]));
        if (!is(&p, ",")) break;
        TRY(next(&p));
    }
    if (tests.negated) TRY(expect(&p, ")"));
    if (p.now.kind != TOKEN_END) return unexpected(&p, "a comma or the end");
    tests.list = list;
    *ret_t = tests;
    return OK;
}
