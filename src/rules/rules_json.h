// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules_json.h - decisions in and out as JSON, for the command line and for what is stored with a decision.
//
// In: one object, {"minderjarig": "ja", "gevaar": true, "datum": "2026-11-22", "score": 2.5}. A key that is absent or
// null is bound as null; a key the decision does not need is refused, as it is most likely a spelling mistake.
// A number with more than 15 digits may be given as text ("0.1234567890123456789"), so that no digit is lost.
// Out: numbers a double can't hold are written as text for the same reason; dates as "2026-11-22".
#pragma once
#include "base/json.h"
#include "rules/rules.h"

enum { RULES_JSON_MAX = 64 * 1024 };

Err rules_bindings_from_json(const Decision *d, Str json, Arena *mem, Binding **ret_list, size_t *ret_count,
                             Why *w) MUST_USE; // E_INPUT, E_LIMIT
void value_to_json(Json *j, Value v);
// {"decision", "value", "rows": [{output: value}], "fired": [{"rule", "annotations": {name: text},
//  "because": [words], "sentence"}], "near": [{"rule", "because", "sentence"}]}
void rules_result_to_json(Json *j, const Rules *r, const Result *result, RulesLang lang, Arena *mem);
