// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_edit.h - the text of a table with one rule changed, added, removed or moved, or with a column more or less.
//
// For forms that work without a modeller. Everything else in the file stays as it was: comments, diagrams, what another
// program put in. It changes the table of the first decision in the file. The outcome is text, not yet a table: load
// it.
#pragma once
#include "rules/rules.h"

typedef enum RuleEditKind { RULE_SET, RULE_ADD, RULE_REMOVE, RULE_UP, RULE_DOWN } RuleEditKind;

typedef struct RuleEdit {
    RuleEditKind kind;
    size_t rule;      // which one, from 0; RULE_ADD: the new rule comes behind it
    const Str *cells; // RULE_SET and RULE_ADD: inputs, outputs, annotations, in the order of the columns
    size_t cell_count;
} RuleEdit;

// E_INPUT: it is no table, or has no such rule, or not so many cells. ret_rule: where the rule stands now.
Err rules_edit(Arena *mem, Str xml, const RuleEdit *edit, Str *ret_xml, size_t *ret_rule, Why *w) MUST_USE;

typedef enum ColumnKind { COLUMN_INPUT, COLUMN_OUTPUT, COLUMN_ANNOTATION } ColumnKind;

typedef struct ColumnEdit {
    ColumnKind kind;
    bool remove;
    size_t at;         // remove: which one of its kind, from 0
    Str name;          // input: of the input data, which is added when the file does not have it
    Type type;         // TYPE_ANY: not said
    Str allowed, cell; // allowed: text of the allowed values, may be empty; cell: what every rule says in it
} ColumnEdit;

// A new column comes behind those of its kind. E_INPUT: it is no table, has no such column, or would be left without
// inputs or outputs.
Err rules_edit_column(Arena *mem, Str xml, const ColumnEdit *edit, Str *ret_xml, Why *w) MUST_USE;
