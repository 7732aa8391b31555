// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_crossed.h - one model over lists and covariates, and from it the table of indicator 16.2.2 of the Sustainable
// Development Goals: presumed victims by sex, age and form of exploitation, and per 100 000 people, with intervals.
//
// MseAsk is what was asked beside MseOptions, MseCrossed what came out, MseGroup a row of the table: some covariates at
// a value, everybody else. When the lists overlap too little there is a reason and an advice instead of numbers.
#pragma once
#include "figures/mse.h"

// How the interval of a group is made: the search is repeated on people drawn anew; populations are drawn from the
// model, which is not searched again, as the Dutch studies do; the profile of the likelihood; or there is no one model
// but an average over all of them, with its posterior.
typedef enum MseWay { WAY_ANEW, WAY_FIXED, WAY_PROFILE, WAY_AVERAGE, WAYS } MseWay;

typedef struct MseAsk {
    const MseOptions *o; // model: aic, else bic. replicates, level, seed, threads
    MseWay way;
    const char *year;     // the covariate with years; NULL: none
    int degree;           // of the curve over years; 0: each year by itself
    const char *by;       // covariates whose combinations get a row too, with commas; NULL: none
    bool absent;          // a list with nobody at a value did not exist there
    const char *doubtful; // of WAY_AVERAGE: who is on this list alone may not be one of them; NULL: no such list
    const People *people; // for rates; NULL: none
} MseAsk;

typedef struct MseGroup {
    Str name;                  // "sex = f, age = minor"; "all"
    int level[COVARIATES_MAX]; // -1: any
    double observed, estimate, lower, upper;
    double people, rate, rate_lower, rate_upper; // a year, per 100 000; NAN without a population
} MseGroup;

enum { MSE_GROUPS_MAX = 2000 };
typedef struct MseCrossed {
    const Table *t;
    const MseAsk *ask;
    Arena *mem;
    Crossed x;
    CrossedFit fit;   // its status says whether there is an estimate
    CrossedMean mean; // of WAY_AVERAGE
    MseGroup *groups; // [0] is all, then each value of each covariate, then what `by` crosses
    int group_count, replicates, kept;
    double *totals; // of all: `kept` replicates or draws, sorted; NULL: none
    bool by_aic;
    Str reason, advice, reason_nl, advice_nl; // why there is no estimate, and what would help
    Str warnings[MSE_WARNINGS_MAX], warnings_nl[MSE_WARNINGS_MAX];
    int warning_count;
} MseCrossed;

Err mse_crossed(Arena *mem, const Table *t, const MseAsk *ask, MseCrossed *ret_m, Why *w) MUST_USE;
const char *mse_way_name(MseWay way);                // "search", "fixed", "profile", "average"
bool mse_pair_on(const MseCrossed *m, int pair);     // in the model, or in the most probable one
Str mse_pair_name(const MseCrossed *m, int pair);    // "R1:sex"
void mse_crossed_json(Json *j, const MseCrossed *m); // the keys, inside an object that is open
