// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// request_json.h - a request for shelter as a file, and the answer of the matching: for `baken shelter match`.
//
// In: one object. Required: kind, placer, sex, age, form, residence. The words are the codes of words.h.
//   {"kind": "crisis", "placer": "police", "sex": "man", "age": 34, "form": "labour", "residence": "eu",
//    "payer": "none", "children": 0, "security": 1, "region": "VR17", "avoid": ["VR17"], "within": [],
//    "needs": ["psychiatric"], "languages": ["pl", "en"], "stay_days": 3, "from": "2026-11-28T22:40Z"}
// Strict: an unknown key, a key twice, a word that is not in its list and a number out of range are refused, and the
// message says what would be right. A request holds no name, and there is no key to put one in.
// Out: every ranked unit with the parts of its score and what to talk about; every other with the reasons; what one
// concession would open. Never an address.
#pragma once
#include "base/json.h"
#include "shelter/supply.h"

enum { REQUEST_JSON_MAX = 16 * 1024, AGE_MAX = 120, CHILDREN_MAX = 20, STAY_DAYS_USUAL = 3 };

// Pure. now: when "from" is not there.
Err request_from_json(const Regions *regions, Str json, Time now, Need *ret_need, Why *w) MUST_USE; // E_INPUT, E_LIMIT
// "kind: crisis, emergency_bed, ..." a line for each key, for help.
void request_json_words(Buf *b);

typedef struct MatchAnswer {
    const Regions *regions;
    const Need *need;
    const MatchRules *rules;
    const Unit *units;
    const ShelterUnit *rows; // of units
    const MatchResult *match;
    Time now;
} MatchAnswer;
void answer_to_json(Json *j, const MatchAnswer *a);
void answer_to_text(Buf *b, const MatchAnswer *a); // English, for a terminal
