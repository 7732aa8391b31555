// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse.h - one analysis of a table of lists, for the terminal (`baken mse ...`) and for the screen of analysts.
//
// MseOptions is what was asked, MseResult what came out: everything that `fit` prints, `check` weighs and `report`
// writes. The same file, options and seed give the same result. Texts in `warnings` and `reason` are for people, in
// English; the report says them in Dutch too.
#pragma once
#include "base/json.h"
#include "estimate/estimate.h"
#include "figures/told.h"

enum { MSE_FILE_MAX = 64 * 1024 * 1024, MSE_OUT_MAX = 64 * 1024 * 1024, MSE_WARNINGS_MAX = 24, MSE_KEEPS_LEAST = 20 };

// MSE_FORWARD: the search of the first British study. MSE_BAYES: Bayesian thresholding.
typedef enum MseModel {
    MSE_MAIN,
    MSE_STEPWISE,
    MSE_FORWARD,
    MSE_AIC,
    MSE_BIC, // up to here a log-linear model
    MSE_CHAO,
    MSE_DGA,
    MSE_LCM,
    MSE_BAYES, // the last three: a posterior
    MSE_MODELS
} MseModel;
typedef enum MseInterval { MSE_BCA, MSE_PERCENTILE, MSE_PROFILE, MSE_WALD, MSE_POSTERIOR } MseInterval;

typedef struct MseOptions {
    MseModel model;
    MseInterval interval;
    double threshold, level;
    int max_order, replicates, threads, top;
    int sweeps; // of lcm; 0: as many as usual
    uint64_t seed;
    const char *lists, *strata;
    bool protect;    // counts of people are rounded to fives wherever they are told, below five not given at all
    MseWatch *watch; // NULL: nobody looks. Stopped: E_BUSY, and what was made means nothing
} MseOptions;

typedef struct MseResult {
    const MseOptions *o;
    Arena *mem;
    const Str *names; // of the lists
    Capture c;
    Plan plan;
    Choice choice;
    double observed, hidden, estimate, lower, upper; // NAN when there is none
    Boot boot;
    Ranked *ranked; // of aic and bic: every model, best first
    size_t ranked_count;
    double rhat, ess;         // of lcm and bayes
    Str reason, advice;       // why there is no estimate, and what would help
    Str reason_nl, advice_nl; // the same in Dutch
    Str warnings[MSE_WARNINGS_MAX];
    int warning_count;
} MseResult;

// ---- how much to trust it -----------------------------------------------------------------------------------------
enum { MSE_ROWS_MAX = 64, MSE_REASONS_MAX = 24, MSE_NEAR_MAX = 3000 };

typedef struct MseRow {
    Str what, nl; // "without LA"; the same in Dutch
    Status status;
    double estimate;
    double truth; // of known totals
} MseRow;

typedef struct MseRows {
    MseRow v[MSE_ROWS_MAX];
    int count;
} MseRows;

typedef enum MseVerdict { MSE_USABLE, MSE_FRAGILE, MSE_UNPUBLISHABLE } MseVerdict;

typedef struct MseReason {
    MseVerdict weight;
    Str en, nl;
} MseReason;

typedef struct MseCheck {
    const MseResult *r;
    MseRows drop, merge, sweep, methods, assumption;
    MseRows path;                   // had fewer people been seen
    MseRows links;                  // had links been missed, or been false
    MseRows rounding;               // with counts as they are told to protect people
    MseRows known;                  // everybody on one list, a number that is known, estimated from the other lists
    Ranked *models;                 // all pairwise models by BIC, when the lists are few enough
    size_t model_count, near_count; // near: within 6 of the best BIC
    double near_low, near_high;
    GoodFit good;
    bool has_good;
    MseVerdict verdict;
    MseReason reasons[MSE_REASONS_MAX];
    int reason_count;
} MseCheck;

// r has been run. Repeats it on other lists, other thresholds and other models, and weighs all of it.
Err mse_check(Arena *mem, const MseResult *r, MseCheck *ret_check, Why *w) MUST_USE;
void mse_weigh_groups(MseCheck *k, Arena *mem, double total); // another estimate of the same total
void mse_path(Arena *mem, const MseResult *r, MseRows *ret_rows);
const char *mse_verdict_text(MseVerdict v, bool dutch);

typedef struct MseStrata {
    const Covariate *covariate;
    MseResult *parts;                        // one for each value
    double estimate, lower, upper, observed; // of the total; NAN when a part has no estimate
} MseStrata;
Err mse_strata(Arena *mem, const Table *t, const MseOptions *o, MseStrata *ret_s, Why *w) MUST_USE;

const char *mse_model_name(MseModel m);
const char *mse_interval_name(MseInterval i);
Err mse_run(Arena *mem, const Capture *c, const Str *names, const MseOptions *o, MseResult *ret_r, Why *w) MUST_USE;
void mse_warn(MseResult *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
// A count of people as it may be told: itself, or rounded; NAN for one of 1 to 4 that is protected.
double mse_seen(const MseOptions *o, double n);
double mse_told(const MseOptions *o, double estimate); // three figures when protected, else itself
double mse_score(const MseOptions *o,
                 double v); // AIC, BIC, deviance: NAN when protected, for the counts follow from them
Str mse_seen_text(Arena *mem, const MseOptions *o, double n, bool dutch); // "12 345", "minder dan 5"

// ---- does the interval hold what it promises? ---------------------------------------------------------------------
typedef struct MseCoverage {
    double truth;
    int trials, estimated, covered, below, above;
    double bias; // mean of log(estimate / truth)
} MseCoverage;
// Populations of the estimated size from the fitted model of r, each estimated anew with its options. r has an estimate
// and a model (main, stepwise, aic or bic). told may be NULL.
Err mse_cover(const MseResult *r, int trials, void (*told)(int done, int all), MseCoverage *ret_v, Why *w) MUST_USE;
Err mse_stopped(const MseOptions *o, Why *w) MUST_USE; // E_BUSY when it was

// ---- all of it, for a report --------------------------------------------------------------------------------------
enum { MSE_TRIALS_MAX = 1000, MSE_TRIAL_REPLICATES = 200 };
typedef struct MseStudy {
    Str title, source; // of the table: for the report, as typed; may be empty
    Str input;         // its bytes: the digest stands in the report
    Str digest;        // given instead, when the bytes can be found by trying: counts that are protected
    const Table *table;
    MseResult *result;
    MseCheck *check;
    MseCoverage cover; // when `covered`
    MseStrata strata;  // when has_strata
    bool covered, has_strata;
    struct MseCrossed *crossed; // one model over lists and covariates (mse_crossed.h); NULL: not asked
} MseStudy;
struct MseAsk;
// Estimate, check, simulated coverage (trials 0: not), with o->strata the parts, with ask the groups of one model over
// all covariates. Fills what follows `table`.
Err mse_study(Arena *mem, const Table *t, const MseOptions *o, int trials, const struct MseAsk *ask,
              MseStudy *ret_study, Why *w) MUST_USE;

void mse_check_json(Json *j, const MseCheck *k);
void mse_json(Json *j, const MseResult *r); // the keys of one result, inside an object that is open
