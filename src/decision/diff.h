// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// diff.h - what changes from one table to another, cell by cell and in words.
//
// Rules are the same when their ids are, columns when their names are. In a table where the order counts, a rule that
// now stands elsewhere among the others has moved. Pure.
#pragma once
#include "html/html.h"
#include "rules/rules.h"

typedef enum DiffKind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED, DIFF_MOVED } DiffKind;

// One line of the table of differences.
typedef struct DiffLine {
    DiffKind kind;
    Str rule;   // empty: about the whole table
    Str column; // empty: the whole rule
    Str before, after;
    Str words; // the same as a sentence
} DiffLine;

typedef struct TableDiff {
    const DiffLine *lines; // the table, its columns, then the rules
    size_t count;
    size_t added, removed, changed, moved; // rules
} TableDiff;

// before NULL: there was no table.
void table_diff(Arena *mem, Lang lang, const Decision *before, const Decision *after, TableDiff *ret_diff);
const char *diff_kind_words(DiffKind k); // Dutch
