// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// model.h - a loaded file as the engine keeps it, inside the rules engine only.
//
// A slot is a place for one value while deciding: first the input data, then the decisions, then the functions, in
// file order; of the file itself before those it imports.
// Equal texts in one column are one cell, tested once in an evaluation however many rules use it.
#pragma once
#include "rules/feel.h"
#include "rules/rules.h"

enum { CELL_ANY = 0 }; // the first cell of every table is "-"

// What one column's cells name, in order, and for each place on that line which rules match: see index.c.
typedef struct ColumnIndex {
    ValueKind kind; // values of other kinds, but null, are not found here
    const Value *points;
    size_t count;
    const uint32_t *rows; // per place: which row of bits; NULL: the column has no index
    const uint64_t *bits;
} ColumnIndex;

typedef struct Index {
    const ColumnIndex *columns; // NULL: none has
    size_t words;               // of a row of bits: one for each rule
} Index;

enum { INDEX_BYTES_MAX = 8 * 1024 * 1024, INDEX_WORK_MAX = 20000000 }; // of a file; of a column

typedef struct Table {
    Index index;
    const Expr *input_exprs;
    const Tests *input_allowed;
    const Tests *cells;
    const uint16_t *cell_columns; // the column of each cell
    size_t cell_count;
    const uint32_t *grid;  // rule x input -> cell
    const Expr *outputs;   // rule x output
    const Expr *fallbacks; // per output; nodes NULL = none
    bool has_fallback;
    bool lenient; // of the test kit: an input that does not fit is null
    const Value *const *priorities; // per output: its allowed values in order; NULL = none
    const size_t *priority_counts;
} Table;

typedef struct Compiled {
    Expr expression; // when not a table
    Table table;
    const FeelType *type;     // of the outcome; NULL: any
    const uint32_t *requires; // slots
    size_t require_count;
} Compiled;

// A table inside another expression.
typedef struct Inner {
    Decision d;
    Table t;
} Inner;

// A decision service: some decisions as one function. NODE_SERVICE is its body; its parameters are in the env.
typedef struct Service {
    const Rules *rules;
    const uint32_t *params; // slots: input data, then input decisions
    size_t param_count;
    const uint32_t *outputs; // slots of decisions
    const Str *names;        // of those decisions
    size_t output_count;
} Service;

struct Rules {
    Str source, name, title, description;
    const FeelType **data_types;
    Value *functions; // business knowledge models, then decision services; their slots come after the decisions
    const Str *function_names;
    const Str *spaces; // by slot of an input or a decision: the namespace of its file
    size_t function_count;
    const DataInput *data;
    const Tests *data_allowed;
    size_t data_count;
    Decision *decisions;
    Compiled *compiled;
    size_t decision_count;
};

// What the test kit asks besides.
typedef struct Asked {
    Str name;
    const Binding *inputs;
    const Str *spaces; // beside the inputs: the namespace of the file each is of; empty: of any
    size_t count;
    Value now; // null: not known
} Asked;

// As rules_eval, also for a business knowledge model or a decision service, whose parameters are then the inputs; what
// is not bound is null, and a decision that is bound is not evaluated. Only for the test kit.
Err rules_invoke(const Rules *r, const Asked *asked, Arena *mem, Value *ret_v, Why *w) MUST_USE;

// index.c
void index_make(Arena *mem, Arena *scratch, const Decision *d, Table *t, size_t *budget);
// Clears the bits of rules that this value can't match; false: the column tells nothing of it.
bool index_narrow(const Table *t, size_t column, Value v, uint64_t *bits);

// eval.c: below 0 when row a goes before row b, by the lists of output values
int row_order(const Decision *d, const Table *t, const Value *a, const Value *b);

bool type_holds(Type type, ValueKind kind); // null fits every type

// explain_words.c: what a cell asks, in words
enum { WORDS_MAX = 16 * 1024 };
const char *rules_say(RulesLang lang, const char *nl, const char *en);
Str tests_words(Arena *mem, const Tests *t, Str text, RulesLang lang);
Str value_words(Arena *mem, Value v, RulesLang lang);
