// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// tck.h - test cases in the format of the DMN Technology Compatibility Kit: inputs, and what a decision must give.
//
// The kit's *-test-*.xml files name the .dmn file they test (tck_model). A table of ours may keep such a file beside
// it. The caller reads the files; nothing here does.
#pragma once
#include "rules/rules.h"

enum { TCK_FILE_MAX = 4 * 1024 * 1024, TCK_DEPTH_MAX = 16 };

typedef struct Tck Tck;

// A model of the kit: as rules_load, but an expression that is wrong is null, as the kit asks, and what can't be read
// in one decision does not refuse the others. Never for a table that decides about people.
// files[0] is the model; the others stand beside it and are read when it imports them.
Err tck_rules(Arena *mem, const Str *files, size_t count, const char *name, Rules **ret_rules, Why *w) MUST_USE;

Err tck_load(Arena *mem, Str xml, const char *name, Tck **ret_tests, Why *w) MUST_USE; // E_INPUT, E_LIMIT
Str tck_model(const Tck *t);        // file name of the model; may be empty
size_t tck_count(const Tck *t);     // result nodes: each is one test

typedef struct TckLine {
    Str id;          // "001 Approval Status"
    bool passed;
    Str expected, got; // as FEEL writes them
    Str reason;      // of a decision that failed; empty otherwise
} TckLine;

// Runs the i-th test; a test that the engine can't run fails with a reason. Rules NULL: the model was refused.
// now: what now() gives; 0: nothing.
TckLine tck_run(const Tck *t, size_t i, const Rules *r, Time now, Arena *mem);
