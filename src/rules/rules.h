// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules.h - decision tables (OMG DMN 1.1 to 1.5): load a file once, decide many times, explain each outcome.
//
// Rules     one .dmn file, read and checked. Immutable: any number of threads may use it at once.
// Decision  one question in it, answered by a table or an expression. A decision may require other decisions.
// Binding   a named input value of the caller. Every input a decision needs must be bound; null = not known.
// Result    the outcome, one row of outputs for each rule that counts, and which rules fired.
// Explained why: the cells that matched, and near misses: rules that failed on one cell only.
//
// Nothing here reads files, the clock or the network. Everything lives in the caller's arenas: Rules in the one given
// to rules_load (soft limit at least RULES_ARENA), a Result in the one given to rules_eval; a Result also points into
// its Rules and into the values of its bindings, so they must live as long.
// What the engine does not support is refused by rules_load, with file, line, cell and reason, never while deciding.
// While deciding only the caller's input can be wrong (missing, other kind, not an allowed value) or the table
// can contradict itself (two rules under UNIQUE, different outputs under ANY): E_INPUT, with the rule ids.
// JSON in and out (`baken rules eval`): rules_json.h. Test cases beside a table (`baken rules tck`): tck.h.
// A message (Why) names inputs and rules, never an input's value. A table advises; a person decides.
//
//     Rules *rules;
//     TRY(rules_load(mem, xml, "rules/triage.dmn", &rules, w));
//     Binding in[] = {{S("minderjarig"), value_str(S("ja"))}, {S("gevaar"), value_bool(true)}};
//     Result result;
//     TRY(rules_eval(rules, S("Duiding"), in, COUNT(in), request, &result, w));
//     Value advice = result_get(&result, 0, S("advies"));
#pragma once
#include "rules/value.h"

enum {
    RULES_FILE_MAX = 1024 * 1024, // bytes of a file
    RULES_FILES_MAX = 128,        // a file and those it imports
    RULES_ARENA = 32 * 1024 * 1024,
    RULES_DEPTH_MAX = 64,        // nesting of elements; decisions that require decisions
    RULES_DECISIONS_MAX = 256,   // in a file
    RULES_INPUT_DATA_MAX = 512,  // in a file
    RULES_RULES_MAX = 5000,      // in a table
    RULES_INPUTS_MAX = 64,       // columns of a table
    RULES_OUTPUTS_MAX = 32,
    RULES_ANNOTATIONS_MAX = 16,
    RULES_NAME_MAX = 256,        // bytes of a name, an id
    RULES_NEAR_MAX = 8,          // near misses told
    RULES_VALUES_MAX = 20000,    // values in the outcome of a decision
};

typedef struct Rules Rules;

Err rules_load(Arena *mem, Str xml, const char *name, Rules **ret_rules, Why *w) MUST_USE; // E_INPUT, E_LIMIT
Str rules_source(const Rules *r); // the file as loaded; its hash is the version to store with a decision
Str rules_name(const Rules *r);   // as given to rules_load
Str rules_title(const Rules *r);  // the name in the file
Str rules_description(const Rules *r);

// ---- what a screen shows of a table

typedef enum HitPolicy {
    HIT_UNIQUE,
    HIT_ANY,
    HIT_PRIORITY,
    HIT_FIRST,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER,
    HIT_COLLECT,
} HitPolicy;

typedef enum Aggregation { AGGREGATE_NONE, AGGREGATE_SUM, AGGREGATE_MIN, AGGREGATE_MAX, AGGREGATE_COUNT } Aggregation;

typedef enum Type { TYPE_ANY, TYPE_BOOL, TYPE_NUMBER, TYPE_STRING, TYPE_DATE } Type;

// What a caller must bind.
typedef struct DataInput {
    Str id, name;
    Type type;
    Str allowed; // text of the allowed values; empty = all
} DataInput;

typedef struct TableInput {
    Str id, label; // label: the expression when the file has none
    Str expression, allowed;
    Type type;
} TableInput;

typedef struct TableOutput {
    Str id, name, label; // name may be empty when there is one output
    Str allowed, fallback; // fallback: text of the default output entry
    Type type;
} TableOutput;

typedef struct TableRule {
    Str id; // never empty: "rule 3" when the file has none
    int line;
    Str description;
    const Str *inputs, *outputs, *annotations; // texts of the cells, as many as the table has columns
} TableRule;

typedef struct Decision {
    Str id, name, label, description, question;
    const DataInput *const *needs; // also for the decisions it requires
    size_t need_count;
    bool is_table; // false: an expression, and what follows is empty
    Str expression;
    HitPolicy hit_policy;
    Aggregation aggregation;
    const TableInput *inputs;
    size_t input_count;
    const TableOutput *outputs;
    size_t output_count;
    const Str *annotations; // names of the columns
    size_t annotation_count;
    const TableRule *rules;
    size_t rule_count;
} Decision;

size_t rules_decision_count(const Rules *r);
const Decision *rules_decision(const Rules *r, size_t i);
const Decision *rules_find(const Rules *r, Str name_or_id); // NULL when there is none
const char *hit_policy_name(HitPolicy p);   // "UNIQUE", as in the file
const char *aggregation_name(Aggregation a); // "" for none
const char *type_name(Type t);               // "string"; "Any"

// ---- deciding

typedef struct Binding {
    Str name;
    Value value;
} Binding;

typedef struct Result {
    const Decision *decision;
    Value value;       // what the standard says the decision is: a value, a context, or a list of those
    const Value *rows; // row_count rows of decision->output_count values; the default counts as a row
    size_t row_count;
    const uint32_t *fired; // indexes in decision->rules, in the order of the rows (all that matched, for an aggregate)
    size_t fired_count;
    const Value *columns; // the value of each input column
    const Value *slots;   // for rules_explain
} Result;

// E_NOTFOUND: no such decision. E_INPUT: see above. E_LIMIT: the outcome does not fit (in mem's soft limit).
// Bindings that the decision does not need are ignored.
Err rules_eval(const Rules *r, Str decision, const Binding *inputs, size_t count, Arena *mem, Result *ret_result,
               Why *w) MUST_USE;
Value result_get(const Result *result, size_t row, Str output); // null when there is no such row or output
// Does this cell of a table ask something, or is it "-"?
bool rules_asks(const Rules *r, const Decision *d, uint32_t rule, uint32_t column);

// ---- explaining

typedef enum RulesLang { RULES_NL, RULES_EN } RulesLang;

typedef struct Match {
    uint32_t column;
    Str label;   // of the column
    Value value; // what it was
    Str cell;    // what the rule asks, as in the table
    Str words;   // NL: "minderjarig is ja"; where the cell failed: "wens is melden; gevraagd: hulp of opvang"
    Str clause;  // NL, after "omdat": "minderjarig ja is"
} Match;

typedef struct Fired {
    uint32_t rule; // index in decision->rules
    const Match *matches; // cells that ask something; "-" is left out
    size_t match_count;
    Str sentence; // "Regel r1 geldt, omdat minderjarig ja is en gevaar nee is."
} Fired;

typedef struct NearMiss {
    uint32_t rule;
    Match failed; // the one cell that did not match
    Str sentence; // "Regel r2 geldt niet, omdat wens melden is. Gevraagd is: hulp of opvang."
} NearMiss;

typedef struct Explained {
    const Fired *fired;
    size_t fired_count;
    const NearMiss *near; // at most RULES_NEAR_MAX, in the order of the table
    size_t near_count;
    Str sentence; // when no rule applies: so, and whether the default counts; else empty
} Explained;

void rules_explain(const Rules *r, const Result *result, RulesLang lang, Arena *mem, Explained *ret_explained);
