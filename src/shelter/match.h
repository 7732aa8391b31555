// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// match.h - which places fit a request, in what order, and why the others do not. Pure: no store, no clock.
//
// Need       what is asked, without a name: traits, age, children, security, regions to keep away from, who asks.
// Unit       places of one sort in one facility: what it takes, may be asked for, refuses; how many are free, as of
// when. fit        how a unit stands to a need on one criterion: yes, ask (only after talking), no. MatchRules what
// such a fit means for this request: fits, discuss, or impossible; with the reason in words. Asked once
//            for a request from the decision tables `placement` and `placement_score` (match_rules.c), so that people
//            change them, not programmers. The work for each unit is then a few comparisons of bits.
// score      0 to 100: the weighted parts, each shown. It orders what is possible; it never makes a place impossible.
// relaxation what one concession would open: "2 places if the stay may be in another region".
//
// Cost: about 30 ns of processor time a unit (tests/bench/match.c): ten thousand places well below a millisecond.
// What it must never do: know who it is about, or choose. It ranks; a person asks, the provider answers.
#pragma once
#include "base/time.h"
#include "shelter/words.h"

enum {
    REGIONS_MAX = 32, // safety regions have 25
    RANKED_MAX = 100, // ranked places given back
    MATCH_UNITS_MAX = 100000,
    CLAIM_FADES_HOURS = 24 // a free place that nobody confirmed for so long must be asked about
};

typedef struct Need {
    int kind;         // place in place_kinds
    Traits traits;    // sex, form, residence, needs, payer: what the unit must take
    Traits languages; // any of these
    int age;          // in years
    int children;
    int security;    // 0 to 3
    int region;      // where the person is: index of a region, -1 = not known
    uint32_t avoid;  // bits of regions to keep away from
    uint32_t within; // bits of regions to stay in; 0 = anywhere
    uint32_t placer; // bit of the asker in placers
    int stay_days;   // how long, as expected
    Time from;       // when the place is needed
} Need;

typedef struct Unit {
    int64_t id, facility;
    Traits yes, ask;                 // what it takes; what it takes after talking. Neither: refused
    Traits languages;                // spoken by staff
    uint32_t may_place, may_mediate; // bits of placers
    int16_t age_min, age_max, children_max, stay_days_max;
    int8_t kind, type, security, region;
    int16_t free, total;
    bool trafficking; // set up for victims of trafficking
    bool intake_now;  // takes people in at the moment asked; from its hours, by the caller
    Time claimed_at;  // when the number of free places was last confirmed
} Unit;

typedef enum Fit { FIT_YES, FIT_ASK, FIT_NO, FIT_COUNT } Fit;
typedef enum Effect { EFFECT_FITS, EFFECT_DISCUSS, EFFECT_IMPOSSIBLE } Effect;
const char *fit_name(Fit f);       // yes ask no, as in the decision table
const char *effect_name(Effect v); // fits discuss impossible

// part of the score, its words
#define SCORE_PARTS(X)                                                                                                 \
    X(distance, N_("afstand"))                                                                                         \
    X(kind, N_("soort plek"))                                                                                          \
    X(language, N_("taal"))                                                                                            \
    X(security, N_("beveiliging"))                                                                                     \
    X(stay, N_("hoe lang iemand kan blijven"))                                                                         \
    X(fresh, N_("hoe vers de opgave is"))                                                                              \
    X(special, N_("ingericht voor slachtoffers van mensenhandel"))                                                     \
    X(talk, N_("weinig te overleggen"))
typedef enum ScorePart {
#define X(name, label) SCORE_##name,
    SCORE_PARTS(X)
#undef X
        SCORE_PART_COUNT
} ScorePart;
const char *score_part_name(ScorePart p);
const char *score_part_label(ScorePart p);

typedef struct MatchRule {
    Effect effect;
    Str reason_nl, reason_en; // "Deze plek neemt geen mannen op."
    Str relax_nl, relax_en;   // "als ...": what giving way on this would mean; empty: nobody may give way here
    Str rule;                 // id of the rule in the table
} MatchRule;
typedef struct MatchRules {
    MatchRule of[CRITERION_COUNT][FIT_COUNT];
    double weight[SCORE_PART_COUNT];
    Str table, status, score_status; // the tables that spoke
    int64_t version, score_version;
} MatchRules;

// Kilometres between the middles of regions, and their codes (match_regions.c, from data/regions.csv).
typedef struct Regions {
    size_t count;
    Str code[REGIONS_MAX], name[REGIONS_MAX], province[REGIONS_MAX];
    float lon[REGIONS_MAX], lat[REGIONS_MAX]; // of their middles, in degrees
    float km[REGIONS_MAX][REGIONS_MAX];
} Regions;
int region_at(const Regions *r, Str code); // -1: no such region

typedef struct Matched {
    uint32_t unit;             // index in units
    uint32_t no, ask;          // bits of criteria
    uint32_t impossible, talk; // bits of criteria, as the rules see them
    float score;               // only when impossible is 0
} Matched;

typedef struct Relaxation {
    Criterion criterion;
    int units, places; // that only this criterion keeps away
} Relaxation;

typedef struct MatchResult {
    const Matched *all;     // as many as units, in their order
    size_t count, possible; // possible: units without anything impossible
    int64_t free;           // places in those
    const Matched *ranked;  // the best, at most RANKED_MAX
    size_t ranked_count;
    int full_units;                    // that would fit but have no free place
    Relaxation relax[CRITERION_COUNT]; // most places first
    size_t relax_count;
} MatchResult;

// Ties go to the unit with the smaller id, so that the same request on the same places is always answered the same.
void match_run(Arena *mem, const MatchRules *rules, const Regions *regions, const Need *need, const Unit *units,
               size_t count, Time now, MatchResult *ret_match);
// Each part from 0 to 1, and the whole from 0 to 100.
double match_score(const MatchRules *rules, const Regions *regions, const Need *need, const Unit *unit, uint32_t talk,
                   Time now, double ret_parts[SCORE_PART_COUNT]);
// How the unit stands on one criterion, for the list of reasons.
Fit matched_fit(const Matched *m, Criterion c);
