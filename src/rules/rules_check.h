// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_check.h - what is wrong with a table before anyone asks it: gaps, overlaps, rules that can never apply.
//
// Each column is tried with the values that its cells name, and with values between, below and above them; or with its
// allowed values. So a finding is real and has an example, and of numbers, dates, times, durations, texts and booleans
// none is missed. Tables whose cells name other inputs, or hold expressions, are told apart as not looked at
// (FIND_NOT_CHECKED), as are those that would take too long: the work has a limit. "Not known" (null) is not tried: that no rule
// covers it is mostly meant. An error (finding_is_error) is a reason not to put a table live.
#pragma once
#include "rules/rules.h"

// CHECK_WORK_MAX: small steps, for a table; together under a second.
enum { FINDINGS_MAX = 50, CHECK_WORK_MAX = 100000000 };

typedef enum FindingKind {
    FIND_GAP,           // the table covers not every input, and has no default
    FIND_OVERLAP,       // two rules of a UNIQUE table apply
    FIND_CONTRADICTION, // two rules of an ANY table apply and differ
    FIND_UNREACHABLE,   // the rule never counts; other: the rule that always goes before it, or the rule itself
    FIND_UNUSED,        // no rule asks anything of this column
    FIND_NOT_CHECKED,   // the table is too large, or its cells are not constants
} FindingKind;

typedef struct Finding {
    FindingKind kind;
    const Decision *decision;
    uint32_t rule, other;
    uint32_t column;  // FIND_UNUSED
    Str example;      // "leeftijd = 17, gevaar = true"; empty where it says nothing
} Finding;

void rules_check(const Rules *r, Arena *mem, Finding **ret_list, size_t *ret_count);
const char *finding_name(FindingKind kind); // "gap", "not_checked": for programs
bool finding_is_error(const Finding *f);
Str finding_text(Arena *mem, const Finding *f, RulesLang lang);
