// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Recursive descent, lowest binding first: or, and, comparison, + -, * /, **, minus, operand.
#include "rules/parser.h"
#include <string.h>

Err parser_next(Parser *p) { return lex_next(&p->lex, &p->now); }

bool parser_is(const Parser *p, const char *symbol)
{
    return p->now.kind == TOKEN_SYMBOL && str_eq_c(p->now.text, symbol);
}

bool parser_word(const Parser *p, const char *word)
{
    return p->now.kind == TOKEN_WORD && str_eq_c(p->now.text, word);
}

Err parser_unexpected(const Parser *p, const char *wanted)
{
    return why(p->w, E_INPUT, "%s is expected, not '%.*s', at position %zu", wanted, STR_ARG(str_head(p->now.text, 40)),
               p->now.at + 1);
}

Err parser_expect(Parser *p, const char *symbol)
{
    if (!parser_is(p, symbol)) return parser_unexpected(p, symbol);
    return parser_next(p);
}

static uint16_t deeper(uint16_t depth, const Node *n) { return n && n->depth > depth ? n->depth : depth; }

Err parser_add(Parser *p, Node node, Node **ret_n)
{
    uint16_t depth = deeper(deeper(deeper(0, node.a), node.b), node.c);
    for (const Node *n = node.a; n && (node.kind == NODE_LIST || node.kind == NODE_CONTEXT ||
                                       node.kind == NODE_BUILTIN); n = n->next)
        depth = deeper(depth, n);
    for (const Node *n = node.kind == NODE_CALL ? node.b : NULL; n; n = n->next) depth = deeper(depth, n);
    for (size_t i = 0; node.kind == NODE_IN && i < node.tests->count; i++)
        depth = deeper(deeper(depth, node.tests->list[i].lo.root), node.tests->list[i].hi.root);
    if (node.kind == NODE_FUNCTION) depth = deeper(depth, node.function->body);
    if (node.kind != NODE_VALUE && node.kind != NODE_SLOT && node.kind != NODE_LOCAL) depth++;
    node.depth = depth;
    if (depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    if (++p->count > FEEL_NODES_MAX) return why(p->w, E_LIMIT, "the expression has too many parts");
    Node *n = NEW(p->mem, Node);
    *n = node;
    *ret_n = n;
    return OK;
}

Err parser_value(Parser *p, Value v, Node **ret_n)
{
    return parser_add(p, (Node){.kind = NODE_VALUE, .value = v}, ret_n);
}

void parser_bind(Parser *p, Local *room, Str name, bool item)
{
    *room = (Local){.name = name, .up = p->lex.scope.locals, .item = item};
    p->lex.scope.locals = room;
}

Err parser_leave(Parser *p, const Local *outer)
{
    p->lex.scope.locals = outer;
    p->lex.at = p->now.at;
    return parser_next(p);
}

static Err minus(Parser *p, Node **ret_n)
{
    if (!parser_is(p, "-")) return parser_operand(p, ret_n);
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    TRY(parser_next(p));
    TRY(minus(p, ret_n));
    p->depth--;
    Node *n = *ret_n;
    if (n->kind != NODE_VALUE || n->value.kind != VALUE_NUMBER)
        return parser_add(p, (Node){.kind = NODE_NEG, .a = n}, ret_n);
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

static const Operator *operator_now(const Parser *p, int level)
{
    for (size_t i = 0; i < COUNT(operators); i++) {
        const Operator *o = &operators[i];
        if (o->level == level && (o->word ? parser_word(p, o->symbol) : parser_is(p, o->symbol))) return o;
    }
    return NULL;
}

// a between b and c, a in tests: where a comparison may stand.
static Err relation(Parser *p, Node **ret_n, bool *ret_found)
{
    *ret_found = true;
    if (parser_word(p, "between")) {
        Node *lo, *hi;
        TRY(parser_next(p));
        TRY(parser_binary(p, LEVEL_ADD, &lo));
        if (!parser_word(p, "and")) return parser_unexpected(p, "and");
        TRY(parser_next(p));
        TRY(parser_binary(p, LEVEL_ADD, &hi));
        return parser_add(p, (Node){.kind = NODE_BETWEEN, .a = *ret_n, .b = lo, .c = hi}, ret_n);
    }
    if (parser_word(p, "in")) {
        Tests *tests = NEW(p->mem, Tests);
        TRY(parser_in(p, tests));
        return parser_add(p, (Node){.kind = NODE_IN, .a = *ret_n, .tests = tests}, ret_n);
    }
    *ret_found = false;
    return OK;
}

Err parser_binary(Parser *p, int level, Node **ret_n)
{
    if (level == LEVEL_TOP) return minus(p, ret_n);
    TRY(parser_binary(p, level + 1, ret_n));
    bool found = false;
    if (level == LEVEL_COMPARE) TRY(relation(p, ret_n, &found));
    if (found) return OK;
    for (const Operator *o; (o = operator_now(p, level)) != NULL;) {
        Node *b;
        TRY(parser_next(p));
        TRY(parser_binary(p, level + 1, &b));
        TRY(parser_add(p, (Node){.kind = o->kind, .a = *ret_n, .b = b}, ret_n));
        if (level == LEVEL_COMPARE) break; // a < b < c is not in the language
    }
    return OK;
}

Err parser_expression(Parser *p, Node **ret_n)
{
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    bool found;
    TRY(parser_words(p, ret_n, &found));
    if (!found) TRY(parser_binary(p, 0, ret_n));
    p->depth--;
    return OK;
}

static Err begin(Parser *p, Arena *mem, Str text, Scope scope, Why *w)
{
    if (text.n > FEEL_TEXT_MAX) return why(w, E_LIMIT, "the text is longer than %d bytes", FEEL_TEXT_MAX);
    *p = (Parser){.lex = {.mem = mem, .text = text, .scope = scope, .w = w}, .mem = mem, .w = w};
    return parser_next(p);
}

static Expr expr_of(const Node *root) { return (Expr){.root = root, .constant = root->kind == NODE_VALUE}; }

Err feel_expression(Arena *mem, Str text, Scope scope, Expr *ret_e, Why *w)
{
    Parser p;
    Node *root;
    TRY(begin(&p, mem, text, scope, w));
    TRY(parser_expression(&p, &root));
    if (p.now.kind != TOKEN_END) return parser_unexpected(&p, "nothing more");
    *ret_e = expr_of(root);
    return OK;
}

Err feel_type(Arena *mem, Str text, Scope scope, const FeelType **ret_t, Why *w)
{
    Parser p = {.lex = {.mem = mem, .text = text, .scope = scope, .w = w}, .mem = mem, .w = w};
    TRY(parser_type(&p, ret_t));
    if (p.now.kind != TOKEN_END) return parser_unexpected(&p, "nothing more");
    return OK;
}

// The other side of a comparison: no "and", "or" or comparison in it.
static Err endpoint(Parser *p, Expr *ret_e)
{
    Node *root;
    TRY(parser_binary(p, LEVEL_ADD, &root));
    *ret_e = expr_of(root);
    return OK;
}

static Err ordered(Parser *p, const Expr *e)
{
    if (!e->constant) return OK;
    ValueKind kind = e->root->value.kind;
    if (kind != VALUE_NULL && kind != VALUE_BOOL && kind != VALUE_LIST && kind != VALUE_CONTEXT) return OK;
    return why(p->w, E_INPUT, "a %s has no order, so it can't be compared with < or >", value_kind_name(kind));
}

static Err range(Parser *p, const Node *n, Test *t)
{
    *t = (Test){.kind = TEST_RANGE, .lo_open = n->index & RANGE_LO_OPEN, .hi_open = n->index & RANGE_HI_OPEN};
    t->lo = expr_of(n->a);
    t->hi = expr_of(n->b);
    TRY(ordered(p, &t->lo));
    TRY(ordered(p, &t->hi));
    int order = 0;
    if (!t->lo.constant || !t->hi.constant) return OK;
    if (!value_order(n->a->value, n->b->value, &order))
        return why(p->w, E_INPUT, "the ends of a range are of different kinds");
    return order > 0 ? why(p->w, E_INPUT, "the range ends before it begins") : OK;
}

static Err test(Parser *p, Test *t)
{
    static const struct {
        const char *symbol;
        TestKind kind;
    } signs[] = {{"<=", TEST_LE}, {">=", TEST_GE}, {"<", TEST_LT}, {">", TEST_GT}, {"!=", TEST_NE}, {"=", TEST_EQ}};
    *t = (Test){.kind = TEST_EQ};
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (!parser_is(p, signs[i].symbol)) continue;
        TRY(parser_next(p));
        t->kind = signs[i].kind;
        TRY(endpoint(p, &t->lo));
        return t->kind == TEST_EQ || t->kind == TEST_NE ? OK : ordered(p, &t->lo);
    }
    Node *root;
    bool before = p->uses_input;
    p->uses_input = false;
    TRY(parser_expression(p, &root));
    if (p->uses_input && root->kind != NODE_LOCAL) t->kind = TEST_TRUE; // "?" alone is equal to itself
    p->uses_input = before;
    t->lo = expr_of(root);
    if (root->kind == NODE_RANGE && t->kind == TEST_EQ && !root->c) return range(p, root, t);
    return OK;
}

static Err test_list(Parser *p, Tests *tests)
{
    size_t room = 4;
    Test *list = NEW_ARRAY(p->mem, Test, room);
    for (;;) {
        if (tests->count == room) {
            Test *more = NEW_ARRAY(p->mem, Test, room * 2);
            memcpy(more, list, room * sizeof list[0]);
            list = more;
            room *= 2;
        }
        TRY(test(p, &list[tests->count++]));
        if (!parser_is(p, ",")) break;
        TRY(parser_next(p));
    }
    tests->list = list;
    return OK;
}

// "in (a, b)" is a list of tests; "in (1..5)" a range that begins with the same bracket.
static Err in_tests(Parser *p, Tests *ret_t)
{
    Parser before = *p;
    Tests tests = {0};
    if (parser_is(p, "(") && parser_next(p) == OK && test_list(p, &tests) == OK && parser_is(p, ")")) {
        *ret_t = tests;
        return parser_next(p);
    }
    before.count = p->count;
    *p = before;
    if (p->count > FEEL_NODES_MAX) return why(p->w, E_LIMIT, "the expression has too many parts");
    static const char *const signs[] = {"<=", ">=", "<", ">", "!=", "="};
    Test *one = NEW(p->mem, Test);
    bool sign = false;
    for (size_t i = 0; i < COUNT(signs); i++) sign = sign || parser_is(p, signs[i]);
    if (sign) {
        TRY(test(p, one));
    } else {
        Node *root;
        TRY(parser_binary(p, LEVEL_ADD, &root));
        *one = (Test){.kind = TEST_EQ, .lo = expr_of(root)};
    }
    *ret_t = (Tests){.list = one, .count = 1};
    return OK;
}

Err parser_in(Parser *p, Tests *ret_t)
{
    if (++p->depth > FEEL_DEPTH_MAX) return why(p->w, E_LIMIT, "the expression is nested too deep");
    const Local *outer = p->lex.scope.locals;
    bool before = p->uses_input;
    parser_bind(p, NEW(p->mem, Local), S("?"), false);
    TRY(parser_next(p));
    TRY(in_tests(p, ret_t));
    p->uses_input = before;
    p->depth--;
    return parser_leave(p, outer);
}

// not( ... ) around the whole cell; "not(a) and b" is an expression.
static Err negated(Parser *p, Tests *tests, bool *ret_done)
{
    Parser before = *p;
    *ret_done = false;
    if (!parser_word(p, "not")) return OK;
    TRY(parser_next(p));
    if (parser_is(p, "(")) {
        TRY(parser_next(p));
        tests->negated = true;
        TRY(test_list(p, tests));
        TRY(parser_expect(p, ")"));
        *ret_done = p->now.kind == TOKEN_END || parser_is(p, ",");
    }
    if (*ret_done) return OK;
    before.count = p->count;
    *p = before;
    *tests = (Tests){0};
    return OK;
}

Err feel_tests(Arena *mem, Str text, Scope scope, Tests *ret_t, Why *w)
{
    Parser p;
    text = str_trim(text);
    if (text.n == 0 || str_eq_c(text, "-")) {
        *ret_t = (Tests){.any = true};
        return OK;
    }
    Local input = {.name = S("?"), .up = scope.locals};
    scope.locals = &input;
    TRY(begin(&p, mem, text, scope, w));
    Tests tests = {0};
    bool done;
    TRY(negated(&p, &tests, &done));
    if (!done) TRY(test_list(&p, &tests));
    if (p.now.kind != TOKEN_END) return parser_unexpected(&p, "a comma or the end");
    *ret_t = tests;
    return OK;
}
