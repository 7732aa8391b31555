// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// vet.h - is this text fit to decide? It is, when it loads, when it asks only what the program gives and answers what
// the program needs, when the analysis finds no error, and when it has test cases that all pass.
//
// Pure but for the tables that came with the program, which say what each name is asked with. Made anew whenever it is
// needed: nothing that was good yesterday is taken on trust.
#pragma once
#include "decision/cases.h"
#include "rules/rules_check.h"

enum { VET_FAULTS_MAX = 40 };

typedef struct Vetted {
    const Rules *rules;       // NULL: it does not load
    const Decision *decision; // the first one: that is the one asked
    Str load_fault, case_fault;
    Str *contract; // what does not fit the program, in words
    size_t contract_count;
    const Finding *findings;
    size_t finding_count, error_count;
    const RuleCase *cases;
    CaseResult *results; // beside cases
    size_t case_count, failed_count;
    bool good;
} Vetted;

// mem: soft limit at least RULES_ARENA; a table takes more than a request has.
void vet(Arena *mem, Lang lang, Str name, Str xml, Str cases, Vetted *ret_vetted);
// In one sentence, for a message or a list.
Str vet_words(Arena *mem, Lang lang, const Vetted *v);
// Loads and gives what the program asks; no analysis, no test cases: quick enough for the writer.
bool vet_fits(Str name, Str xml);
