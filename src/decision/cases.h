// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// cases.h - test cases of a decision table: these inputs, this outcome. Kept with the table, as JSON:
//
//   [{"name": "Kind in gevaar", "in": {"minderjarig": "ja", "gevaar": true},
//     "rules": ["duiding_05"], "out": [{"advies": "care_criminal", "spoed": true}]}]
//
// in     the inputs; one that is not named is not known (null).
// rules  which rules count, in their order; left out: it does not matter.
// out    the rows of the outcome; an output that is not named may be anything. Left out: it does not matter.
// A case without `rules` and without `out` tests nothing and is refused. [] as out: no rule applies.
#pragma once
#include "html/html.h"
#include "rules/rules.h"

enum { CASES_MAX = 500, CASES_TEXT_MAX = 128 * 1024, CASE_NAME_MAX = 200, CASE_RULES_MAX = 50 };

typedef struct RuleCase {
    Str name;
    Str in;  // a JSON object
    Str out; // a JSON array; empty: not looked at
    const Str *rules;
    size_t rule_count;
    bool has_rules;
} RuleCase;

typedef struct CaseResult {
    bool passed;
    Str got;    // "duiding_05: advies = "care_criminal", ..."
    Str reason; // of a failure, in words; empty: the outcome differs
} CaseResult;

// E_INPUT, E_LIMIT
Err cases_parse(Arena *mem, Lang lang, Str json, RuleCase **ret_list, size_t *ret_count, Why *w) MUST_USE;
Err cases_write(Arena *mem, const RuleCase *list, size_t count, Str *ret_json) MUST_USE; // E_LIMIT
CaseResult case_run(const Rules *rules, const Decision *d, const RuleCase *c, Lang lang, Arena *mem);

// An outcome in one line: each row with its rule and its outputs.
Str outcome_text(Arena *mem, const Result *result);
// Bindings of a decision from stored inputs; what the decision does not ask is left out, what is not there is null.
Err bindings_of(Arena *mem, const Decision *d, Str json, Binding **ret_list) MUST_USE; // E_INPUT
