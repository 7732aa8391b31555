// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// feel.h - the expression language of decision tables (FEEL), inside the rules engine only.
//
// Two texts are read: an expression ("Age + 1", "\"ja\"") and unary tests, the condition in a cell ("< 18", "-",
// "[1..5)", "not(\"a\",\"b\")"). Reading gives a tree of tagged nodes; evaluating it never allocates beyond the
// caller's arena and never fails: what has no answer is null. What the language does not hold is refused while
// reading, with the reason. Depth and steps of an evaluation have limits; past them everything is null and `over` is
// set, which the one who asked must report.
// The tree points into the text that was read, which must live as long.
// Names may contain spaces, so the reader must know them: the Scope lists what may be named and its slot, Local what a
// for, a function, a filter or a context names inside, and vocabulary the members that may stand after a dot.
#pragma once
#include "rules/temporal.h"

enum {
    FEEL_TEXT_MAX = 16 * 1024, // bytes in one cell or expression
    FEEL_NODES_MAX = 4096,     // nodes in one cell or expression
    FEEL_DEPTH_MAX = 64,       // nesting
    FEEL_NAME_MAX = 256,
    FEEL_RUN_DEPTH = 1200,   // nesting of an evaluation, functions that call functions included
    FEEL_STEPS_MAX = 400000, // of one evaluation
};

typedef enum NodeKind {
    NODE_VALUE,
    NODE_SLOT,   // the value of a named input or decision
    NODE_LOCAL,  // index: how many bindings up
    NODE_SCOPED, // inside a filter: a member of the item (index: bindings up) called `value`, else a
    NODE_MEMBER, // a.b
    NODE_DEEP,   // a...b: the members called b of what a holds, however deep; in the test kit only
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
    NODE_BETWEEN,  // a between b and c
    NODE_IN,       // a in tests
    NODE_IF,       // a then b else c
    NODE_FOR,      // a: the list (or from), c: to of a range; b: what follows. index 1: with "partial" bound before
    NODE_SOME,     // as NODE_FOR
    NODE_EVERY,    // as NODE_FOR
    NODE_INSTANCE, // a instance of type
    NODE_LIST,     // a and its next
    NODE_CONTEXT,  // entries: a and its next, each NODE_ENTRY
    NODE_ENTRY,    // a, called `value`; NODE_MEMBER of a context being made may name it
    NODE_RANGE,    // a to b; index: RANGE_ flags
    NODE_FILTER,   // a [ b ]
    NODE_FUNCTION, // a definition: function
    NODE_BUILTIN,  // builtin(a and its next)
    NODE_CALL,     // a(b and its next)
    NODE_NAMED,    // an argument a called `value`
    NODE_TABLE,    // a decision table inside another expression
    NODE_RESULT,   // the last entry of context a, when it has no name
    NODE_COERCE,   // a as type, else null
    NODE_SERVICE,  // the outcome of a decision service, whose parameters are in the env
} NodeKind;

typedef struct Node Node;
typedef struct Tests Tests;
typedef struct FeelType FeelType;
typedef struct Builtin Builtin;
struct Node {
    NodeKind kind;
    uint16_t depth;
    uint32_t index;
    const Node *a, *b, *c;
    Node *next; // sibling
    Value value;
    union {
        const Tests *tests;
        const FeelType *type;
        const Function *function;
        const Builtin *builtin;
        const void *table;   // Inner, see model.h
        const void *service; // Service, see model.h
    };
};

typedef struct Expr {
    const Node *root; // NULL: nothing written
    bool constant;    // one value, known at load
} Expr;

typedef enum TestKind { TEST_EQ, TEST_LT, TEST_LE, TEST_GT, TEST_GE, TEST_NE, TEST_RANGE, TEST_TRUE } TestKind;

typedef struct Test {
    TestKind kind;
    bool lo_open, hi_open; // TEST_RANGE: the end itself is not in it
    Expr lo, hi;           // the others use lo; TEST_TRUE: an expression about "?"
} Test;

struct Tests {
    bool any;     // "-" or nothing written
    bool negated; // not(...)
    bool exact;   // a condition that says nothing about the value is a value to be equal to
    const Test *list;
    size_t count;
};

// ---- types

typedef enum TypeKind {
    KIND_ANY,
    KIND_NOTHING, // only null
    KIND_PLAIN,   // of one ValueKind
    KIND_LIST,
    KIND_CONTEXT,
    KIND_RANGE,
    KIND_FUNCTION,
} TypeKind;

struct FeelType {
    TypeKind kind;
    ValueKind plain;
    const FeelType *of;      // of a list or range
    const Str *names;        // of a context
    const FeelType **fields; // as many; of a function: its parameters
    size_t count;
    const FeelType *returns;
    const Tests *allowed;    // NULL: all
    const Tests *constraint; // of the list as a whole
};

typedef struct NamedType {
    Str name;
    const FeelType *type;
} NamedType;

// What is known of it; null fits everything.
bool feel_fits(Value v, const FeelType *t);
// A list of one where one is asked, one where a list is asked; null when it does not fit.
typedef struct Eval Eval;
Value feel_coerce(Eval *ev, Value v, const FeelType *t);
// What the function itself leaves open of its parameters and outcome is as the type says.
void feel_function_type(Arena *mem, Function *f, const FeelType *t);

// ---- reading

typedef struct Name {
    Str name;
    uint32_t slot;
    bool hidden; // exists, but the decision does not require it
} Name;

typedef struct Local Local;
struct Local {
    Str name;
    const Local *up;
    bool item; // of a filter: its members may be named without it
};

typedef struct Scope {
    const Name *names;
    size_t count;
    const Local *locals;
    const Str *vocabulary; // names of members
    size_t word_count;
    const NamedType *types;
    size_t type_count;
    bool lenient; // a name or call that is wrong is null, as the test kit asks
} Scope;

// White space trimmed and runs of it made one space: "Approval  Status" and "Approval Status" are one name.
Str feel_name(Arena *mem, Str s);
Err feel_expression(Arena *mem, Str text, Scope scope, Expr *ret_e, Why *w) MUST_USE;
Err feel_tests(Arena *mem, Str text, Scope scope, Tests *ret_t, Why *w) MUST_USE;
Err feel_type(Arena *mem, Str text, Scope scope, const FeelType **ret_t, Why *w) MUST_USE;

// ---- evaluating

// One name bound; the next is `up`.
typedef struct Env Env;
struct Env {
    const Env *up;
    Value value;
};

struct Eval {
    const Value *slots;
    Arena *mem;
    Value now; // for now() and today(); null: not known
    int depth;
    uint32_t steps;
    bool over; // a limit was passed: the outcome means nothing
};

struct Function {
    const Str *params;
    const FeelType **types; // per parameter; NULL: any
    size_t count;
    const Node *body;
    const FeelType *returns;
    const Env *env;
    const Value *slots; // of the evaluation that made it; NULL: made by the file, so those of whoever calls
    const Builtin *builtin; // one that FEEL has, named without being called; then nothing above counts
};

Value feel_value(const Expr *e, Eval *ev, const Env *env);
Value feel_node(Eval *ev, const Env *env, const Node *n);
Ternary feel_test(const Tests *t, Value input, Eval *ev, const Env *env);
Ternary feel_in(Value input, Value right); // equal to it, or in the list or range
Value feel_call(Eval *ev, Value function, const Value *args, size_t count);
Value feel_member(Eval *ev, Value v, Str name);
Value feel_table(Eval *ev, const Env *env, const void *inner);     // eval.c
Value feel_service(Eval *ev, const Env *env, const void *service); // eval.c

// ---- functions that FEEL has

struct Builtin {
    const char *name, *params; // "string,start position,length"
    // Kinds asked, one letter each: s n b l(ist) d(ate) t(ime) m(oment) y(ears) c(ontext) r(ange) f(unction),
    // p a moment or date, a anything. The last may be '*': any number, as one list.
    const char *kinds;
    size_t least;
    Value (*run)(Eval *ev, const Value *args, size_t count);
};
extern const Builtin text_builtins[], number_builtins[], list_builtins[], time_builtins[], range_builtins[];
const Builtin *feel_builtin(Str name);
const Builtin *feel_builtin_at(size_t i); // NULL past the last
size_t feel_builtin_most(const Builtin *b); // arguments
Value feel_builtin_call(Eval *ev, const Builtin *b, const Value *args, size_t count);
bool feel_named(const char *params, Str name, size_t *ret_index);
