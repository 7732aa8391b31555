// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// feel.h - the expression language of decision tables (S-FEEL), inside the rules engine only.
//
// Two texts are read: an expression ("Age + 1", "\"ja\"") and unary tests, the condition in a cell ("< 18", "-",
// "[1..5)", "not(\"a\",\"b\")"). Reading gives a tree of tagged nodes in one flat array; evaluating it never
// allocates beyond the caller's arena and never fails: what has no answer is null. What the language does not hold
// is refused while reading, with the reason.
// The tree points into the text that was read, which must live as long.
// Names may contain spaces, so the reader must know them: the Scope lists what may be named and its slot.
#pragma once
#include "rules/value.h"

enum {
    FEEL_TEXT_MAX = 8 * 1024, // bytes in one cell or expression
    FEEL_NODES_MAX = 1024,    // nodes in one cell or expression
    FEEL_DEPTH_MAX = 64,      // nesting
    FEEL_NAME_MAX = 256,
};

typedef enum NodeKind {
    NODE_VALUE,
    NODE_SLOT,   // the value of a named input or decision
    NODE_MEMBER, // a.b
    NODE_NEG,
    NODE_ADD,
    NODE_SUB,
    NODE_MUL,
    NODE_DIV,
    NODE_POW,
    NODE_EQ,
    NODE_NE,
    NODE_LT,
    NODE_LE,
    NODE_GT,
    NODE_GE,
    NODE_AND,
    NODE_OR,
    NODE_NOT,
    NODE_DATE, // date("...") of something that is not a literal
} NodeKind;

typedef struct Node {
    NodeKind kind;
    uint16_t depth;
    uint32_t a, b; // operands: indexes in the same array; NODE_SLOT: a is the slot
    Value value;   // NODE_VALUE; NODE_MEMBER: the name
} Node;

typedef struct Expr {
    const Node *nodes; // NULL: nothing written
    uint32_t root;
    bool constant; // one value, known at load
} Expr;

typedef enum TestKind { TEST_EQ, TEST_LT, TEST_LE, TEST_GT, TEST_GE, TEST_RANGE } TestKind;

typedef struct Test {
    TestKind kind;
    bool lo_open, hi_open; // TEST_RANGE: the end itself is not in it
    Expr lo, hi;           // the others use lo
} Test;

typedef struct Tests {
    bool any;     // "-" or nothing written
    bool negated; // not(...)
    const Test *list;
    size_t count;
} Tests;

typedef struct Name {
    Str name;
    uint32_t slot;
    bool hidden; // exists, but the decision does not require it
} Name;

typedef struct Scope {
    const Name *names;
    size_t count;
} Scope;

// White space trimmed and runs of it made one space: "Approval  Status" and "Approval Status" are one name.
Str feel_name(Arena *mem, Str s);
Err feel_expression(Arena *mem, Str text, Scope scope, Expr *ret_e, Why *w) MUST_USE;
Err feel_tests(Arena *mem, Str text, Scope scope, Tests *ret_t, Why *w) MUST_USE;

Value feel_value(const Expr *e, const Value *slots, Arena *mem);
Ternary feel_test(const Tests *t, Value input, const Value *slots, Arena *mem);
