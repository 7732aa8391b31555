// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// decision.h - which decision tables are live, and asking them.
//
// table     a DMN decision table under a name ("referral", "triage", "termijnen"), for the country (region "") or as an
//           override for one region (a police unit, "Rotterdam").
// version   every text a table ever had is kept with a number that only grows; a decision stores the version and the
//           rule, so that it can be explained years later. At most one version per table and region is live.
// status    "draft": not reviewed by a lawyer, until a person writes down which lawyer read this version. Every
//           screen that shows a decision says so (decision_status_text).
// ruling    what the live table answers: the rules that fired, in order, each with its outputs and why.
//
// decision_seed puts the tables that came with the program in the store (a changed text becomes a new version and takes
// over, unless staff made the live one). What is live is compiled into a set that never changes; evaluation only reads
// it, on any thread. A change of what is live makes a new set (decision_compile, in the write) that takes over at once
// (decision_install, after the commit); the older ones stay, for somebody may still be asking.
// How staff change a table: decision/life.h.
// What it must never do: decide in place of a person, or hide which rule spoke.
#pragma once
#include "base/time.h"
#include "store/db.h"

// What we say to a table. Names are the table's input names ("rol", "gevaar").
typedef enum DecisionKind { DECISION_NONE, DECISION_TEXT, DECISION_NUMBER, DECISION_BOOL } DecisionKind;
typedef struct DecisionValue {
    const char *name;
    DecisionKind kind; // DECISION_NONE: null
    Str text;
    double number;
    bool yes;
} DecisionValue;
#define DECIDE_TEXT(n, s) ((DecisionValue){.name = (n), .kind = DECISION_TEXT, .text = (s)})
#define DECIDE_NUMBER(n, v) ((DecisionValue){.name = (n), .kind = DECISION_NUMBER, .number = (v)})
#define DECIDE_BOOL(n, v) ((DecisionValue){.name = (n), .kind = DECISION_BOOL, .yes = (v)})

// One condition of a rule beside what was answered, for "why".
typedef struct DecisionCondition {
    Str input, condition, value; // "minderjarig", "\"ja\"", "ja"
} DecisionCondition;

typedef struct DecisionHit {
    Str rule; // id of the rule in the table: "nl_07"
    DecisionValue *outputs;
    size_t output_count;
    Str reason_nl, reason_en;      // in words, from the table
    DecisionCondition *conditions; // those that say something (not "-")
    size_t condition_count;
} DecisionHit;

typedef struct Ruling {
    Str table, region; // region "" = the national table answered
    int64_t version;
    Str status;        // "draft" or "reviewed"
    DecisionHit *hits; // in the table's order
    size_t hit_count;
} Ruling;

// At `baken init` and at the start of serve, inside a write: true in ret_changed when a version was added.
Err decision_seed(Db *db, Arena *mem, Time now, bool *ret_changed, Why *w) MUST_USE;
// Compiles the live tables and makes them the ones that decision_eval asks. A table that does not compile is refused.
Err decision_load(Db *db, Why *w) MUST_USE;
Err decision_refresh(Db *db, Why *w) MUST_USE; // loads again when other tables are live: another node changed them
// The same in two halves: what the store says inside a write, and taking over once that is committed.
typedef struct DecisionSet DecisionSet;
Err decision_compile(Db *db, DecisionSet **ret_set, Why *w) MUST_USE;
void decision_install(DecisionSet *set);
void decision_drop(DecisionSet *set); // it was not committed
// Puts approved versions into use whose moment has come. ret_changed: how many.
Err decision_due(Db *db, Arena *mem, Time now, int64_t *ret_changed) MUST_USE;
void decision_unload(void); // at the end of the program and of tests

// Asks the table of the region first; when there is none, or none of its rules fires, the national one.
// No rule at all: OK with hit_count 0. E_NOTFOUND: no live table of that name. E_INPUT: an answer the table refuses.
Err decision_eval(Arena *mem, const char *table, Str region, const DecisionValue *inputs, size_t count,
                  Ruling *ret_ruling, Why *w) MUST_USE;

// The value of an output of a hit; the fallback when it is absent or of another kind.
Str hit_text(const DecisionHit *h, const char *output);
double hit_number(const DecisionHit *h, const char *output, double fallback);
bool hit_bool(const DecisionHit *h, const char *output, bool fallback);

// The live table as compiled, valid until the program ends; NULL when there is none of this name and region.
struct Rules;
const struct Rules *decision_rules(Str table, Str region, int64_t *ret_version);
bool decision_known(Str table);                   // a table of this name came with the program: something asks it
Str decision_built_in(Str table, Str *ret_tests); // the text that came with the program; empty when unknown

const char *decision_status_text(Str status); // Dutch, translated where shown

// For the screen of the rules.
typedef struct TableVersion {
    int64_t id, version;
    Str name, region, hash, origin, status, state; // origin: "program" or "staff"; state: "live", "ready" or "retired"
    Time live_from, retired_at;                    // ready and live_from 0: came with the program, and waits for staff
    int64_t draft;                                 // what it was before; 0: came with the program
    Str xml, tests;                                // these and what follows only from decision_version
    Str lawyer;                                    // who read it; empty: no lawyer did
    Time lawyer_day, lawyer_at;                    // when they read it; when that was written down
    int64_t lawyer_by;                             // by which account
} TableVersion;
Err decision_versions(Db *db, Arena *mem, TableVersion **ret_rows, size_t *ret_count) MUST_USE;
Err decision_version(Db *db, Arena *mem, int64_t id, TableVersion *ret_row) MUST_USE; // E_NOTFOUND
