// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// rules.h - what the matching of match.h needs from outside: the decision tables and the map.
//
// The tables `placement` (what not fitting means) and `placement_score` (how much each part counts) are asked once for
// a request, some fifty short questions; a region (police unit) may have its own. Tables that say nothing about a case
// leave it impossible: what nobody thought of is not done by a program.
#pragma once
#include "shelter/match.h"

Err match_rules(Arena *mem, Str police_unit, const Need *need, MatchRules *ret_rules, Why *w) MUST_USE;
// The 25 safety regions; read once, the same for all. E_INPUT when data/regions.csv is not as it should be.
Err match_regions(const Regions **ret_regions, Why *w) MUST_USE;
