// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// check.h - the values with which a column is tried, inside the rules engine only.
#pragma once
#include "rules/model.h"
#include "rules/rules_check.h"

// What a column is tried with: the values that its cells and its allowed values name, then one from each gap between
// them, below the first and above the last; or only its allowed values, when those are a list.
typedef struct Column {
    const Value *points;
    size_t count, words; // words: of a row of bits, one for each point
    uint64_t *named;     // the points that a cell names
    uint64_t *cells;     // per cell of the table: the points it matches
    size_t *from, *to;   // per cell: the words in which it matches any
    uint64_t *rules;     // per point: the rules it matches, as long as the table's index has words
} Column;

enum { POINTS_MAX = 16384, TEST_WORK = 20 }; // TEST_WORK: how much more one test is than looking at a word

bool column_constant(const Tests *t); // no cell of it names another value
// false: too many values to try.
bool column_make(Arena *mem, const Decision *d, const Table *t, size_t column, Column *ret_c, size_t *work);
