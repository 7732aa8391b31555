// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// simulate.h - synthetic years of people who need shelter, against present supply and a way of asking. Pure: no store,
// no clock, no threads.
//
// group   who arrives: a need (match.h), how many a year (Poisson, spread evenly over the regions), how long they stay
//         (exponential, at most what the unit allows), how many can't stay in their own region. After a stay a share
//         of them may go on to another group: somebody in a crisis place then looks for a long-term one.
// week    the hours in which a unit takes people in; the week begins on Monday at 0.00, without summer time.
// policy  how providers are asked: the first that fits, our score, or all at once.
// run     some years, of which the first is thrown away: the houses start empty. The draws of a person hang on seed,
// run
//         and person only, so every policy meets the same people, and threads don't matter.
//
// What happens: a person arrives; a unit that fits and has a free place is asked, which keeps the place; after a while
// it says yes or no; after a no the next is asked, never the same again. Units that take people in at this hour are
// asked before the others. After a yes the person comes in at the next hour of intake. With nothing to ask the person
// waits, first come first served, until a place becomes free or patience ends (unmet). Who goes on to a next place
// keeps the one there is until the next is there, or patience ends. What it must never do: claim to be a forecast.
// Assumptions come from a file that anybody can change.
#pragma once
#include "shelter/match.h"

enum {
    SIM_GROUPS_MAX = 32,
    SIM_UNITS_MAX = 10000,
    SIM_YEARS_MAX = 20,
    SIM_RUNS_MAX = 1000,
    SIM_PEOPLE_MAX = 20000, // who wait or are being asked for at one moment
    SIM_PER_YEAR_MAX = 100000,
    SIM_IN_TIME_HOURS = 36,
    SIM_DAYS_OF_YEAR = 365
};

// The first that fits; by our score; all at once.
typedef enum SimPolicy { SIM_first, SIM_score, SIM_broadcast, SIM_POLICY_COUNT } SimPolicy;
const char *sim_policy_name(SimPolicy p);
const char *sim_policy_label(SimPolicy p);

typedef struct SimGroup {
    Str name;
    Need need; // region and avoid are drawn
    double per_year, stay_days, avoid_share;
    size_t then; // group after the stay, further in the list; 0: none. Region and what to avoid stay the same
    double then_share;
    double give_up_days; // 0: as in the plan
} SimGroup;
typedef struct SimWeek {
    uint32_t day[7]; // bit of each hour in which people are taken in; Monday first
} SimWeek;

typedef struct SimPlan {
    const SimGroup *groups;
    size_t group_count;
    const Unit *units; // total places; what is free now does not count
    size_t unit_count;
    const SimWeek *weeks; // of each unit; NULL: always
    const Regions *regions;
    const MatchRules *const *rules; // by kind of place
    double refuse;                  // chance that a provider says no, 0 to 1
    double answer_hours;            // mean until a provider answers; 0: at once
    double give_up_days;            // until nobody looks any more
    int years;                      // counted
    uint64_t seed;
} SimPlan;

// Which units fit whom, in the order in which they are asked; made once, read by all runs.
typedef struct SimWorld SimWorld;
SimWorld *sim_world(Arena *mem, const SimPlan *plan);

typedef struct SimTally {
    int64_t arrived, placed, unmet, open; // arrived = placed + unmet + open
    int64_t in_time;                      // placed within SIM_IN_TIME_HOURS
    double mean, median, p90;             // hours until there was a place, of those placed; NAN: nobody
} SimTally;
typedef struct SimRun {
    SimTally all, group[SIM_GROUPS_MAX]; // all: who came from outside, not those who went on
    double occupied;                     // share of places, on average
    bool crowded;                        // more waited than SIM_PEOPLE_MAX: those were counted as unmet
} SimRun;
// mem: for this run; grows with the number of people. run: its number.
void sim_run(Arena *mem, const SimWorld *world, SimPolicy policy, uint64_t run, SimRun *ret_run);
