// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// model.h - a loaded file as the engine keeps it, inside the rules engine only.
//
// A slot is a place for one value while deciding: first the input data, then the decisions, then the business knowledge
// models, in file order.
// Equal texts in one column are one cell, tested once in an evaluation however many rules use it.
#pragma once
#include "rules/feel.h"
#include "rules/rules.h"

enum { CELL_ANY = 0 }; // the first cell of every table is "-"

// Rules by the text that one column asks: a text leads to the rules it may match, in order. slot_count 0: no index.
typedef struct Index {
    uint32_t column;
    const Str *texts;       // per key; key 0 stands for a text that no rule names
    const uint32_t *starts; // per key: where its rules begin in `rules`; one more at the end
    const uint32_t *rules;
    const uint32_t *slots; // open addressing: a key, 0 = free
    size_t slot_count;
} Index;

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

struct Rules {
    Str source, name, title, description;
    const FeelType **data_types;
    Value *functions; // business knowledge models; their slots come after the decisions
    size_t function_count;
    const DataInput *data;
    const Tests *data_allowed;
    size_t data_count;
    Decision *decisions;
    Compiled *compiled;
    size_t decision_count;
};

// index.c
void index_make(Arena *mem, const Decision *d, Table *t);
// The rules to try; false: all of them.
bool index_find(const Index *x, const Value *columns, const uint32_t **ret_rules, size_t *ret_count);

bool type_holds(Type type, ValueKind kind); // null fits every type

// explain_words.c: what a cell asks, in words
Str tests_words(Arena *mem, const Tests *t, Str text, RulesLang lang);
Str value_words(Arena *mem, Value v, RulesLang lang);
