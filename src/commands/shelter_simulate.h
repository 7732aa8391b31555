// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// shelter_simulate.h - between the runs of `baken shelter simulate` and how they are told: table, CSV, JSON, chart.
#pragma once
#include "commands/command.h"
#include "shelter/assumptions.h"

typedef enum SimMeasure { SIM_unmet, SIM_in_time, SIM_median, SIM_p90, SIM_occupied, SIM_MEASURES } SimMeasure;
const char *sim_measure_name(SimMeasure m);
#define SIM_ALL SIZE_MAX

typedef struct SimEstimate {
    double mean, margin; // 95 % interval: mean - margin to mean + margin; NAN: nobody
} SimEstimate;

typedef struct SimStudy {
    const Regions *regions;
    Assumptions assumed;
    Unit *units;
    SimWeek *weeks; // of the units
    size_t unit_count;
    const MatchRules *rules[5]; // by kind of place
    SimPolicy policies[SIM_POLICY_COUNT];
    size_t policy_count;
    int runs, years;
    uint64_t seed;
    bool crowded;
    SimEstimate found[SIM_POLICY_COUNT][SIM_GROUPS_MAX + 1][SIM_MEASURES]; // the last group: all
} SimStudy;

Err sim_print(Args *a, const SimStudy *s) MUST_USE; // and writes the chart, when asked for
