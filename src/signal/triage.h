// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// triage.h - weighing a signal: a table advises, a person decides and says why.
//
// inputs    what the table is asked: gathered from the signal, its ticked indicators and its facts; the person may
// change them. advice    what the live table `triage` answers, with the rule that fired, in words. decision  of a
// person: an outcome and the table where it goes. May differ from the advice; then the reason is obliged. What it must
// never do: decide by itself, or forget which version of the table spoke.
#pragma once
#include "app/app.h"
#include "decision/decision.h"
#include "decision/past.h"
#include "signal/signal.h"
#include "signal/triage_sql.h"

extern const Choice triage_outcomes[]; // no_suspicion care care_criminal organised
extern const Choice triage_tables[];   // regular care safety_house riec

typedef struct TriageInputs {
    int64_t score, count;
    Str minor, wants_case, form; // codes; wants_case: does the victim want a criminal case? ja nee onbekend
    bool danger, organised, offence;
} TriageInputs;

typedef struct TriageAdvice {
    Ruling ruling;
    const DecisionHit *hit;  // NULL: no rule fitted
    Str outcome, table_code; // empty without a hit
    bool urgent;
} TriageAdvice;

Err triage_advise(Arena *mem, Str police_unit, const TriageInputs *in, TriageAdvice *ret_advice, Why *w) MUST_USE;
bool triage_differs(const TriageAdvice *a, Str outcome, Str table_code);
// Does this outcome go with this table? Care and criminal law together is directed by the safety house; organised crime
// by the RIEC, or the safety house where the RIEC does not take it; care alone stays with care or ordinary help.
bool triage_fits(Str outcome, Str table_code);
// One condition of a rule: "samen wegen de aanwijzingen: 8 (de regel vraagt: 3 of meer)". Translated.
Str triage_condition_words(Arena *mem, Lang lang, const DecisionCondition *c);
// What was answered at an earlier decision; score and count are left alone. E_INPUT: not such JSON.
Err triage_inputs_parse(Arena *mem, Str json, TriageInputs *in) MUST_USE;
Str triage_inputs_json(Arena *mem, const TriageInputs *in);

// For what-if: decision/past.h.
Err triage_past(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
                size_t *ret_count) MUST_USE;

extern const Route triage_routes[];
