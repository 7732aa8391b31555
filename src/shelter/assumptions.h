// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// assumptions.h - the file that a simulation starts from: who arrives, how providers answer, and invented units.
//
// {"about": "...", "refuse_percent": 30, "answer_hours": 3, "give_up_days": 14,
//  "groups": [{"name": "...", "per_year": 220, "stay_days": 45, "avoid_percent": 20, "request": {...},
//              "then": "name of a group further on", "then_percent": 60, "give_up_days": 120}],
//  "units": [{"name": "...", "region": "VR17", "places": 14, "takes": ["man"], "no_status": true, "children": 0,
//             "needs": [], "security": 0, "kind": "crisis", "minors": false, "intake": "office"}]}
// request is what request_json.h reads; region, avoid and within in it are drawn or left open. Units count only when
// there is no store. Strict: an unknown key or a number out of range is refused, with where it stands.
// The program has one of its own, data/shelter_assumptions.json: choices to try it with, not measurements.
#pragma once
#include "shelter/simulate.h"

enum { ASSUMPTIONS_MAX = 256 * 1024, SIM_FILE_UNITS_MAX = 500 };

typedef struct Assumptions {
    SimGroup groups[SIM_GROUPS_MAX];
    Unit units[SIM_FILE_UNITS_MAX];
    SimWeek weeks[SIM_FILE_UNITS_MAX]; // of the units: "always", or "office": from Monday to Friday, 9.00 to 17.00
    size_t group_count, unit_count;
    double refuse, answer_hours, give_up_days; // refuse from 0 to 1
} Assumptions;

// Pure. Names point into mem. E_INPUT, E_LIMIT.
Err assumptions_read(Arena *mem, const Regions *regions, Str json, Assumptions *ret_a, Why *w) MUST_USE;
// A unit that takes everybody who may be placed anywhere; what it refuses is taken away by the caller.
Unit sim_open_unit(int64_t id, int kind, int region, int places);
