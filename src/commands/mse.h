// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse.h - `baken mse ...`: one analysis of a table of lists, and the ways to show it.
//
// MseOptions is what was asked, MseResult what came out: everything that `fit` prints, `check` weighs and `report`
// writes. The same file, options and seed give the same result. Texts in `warnings` and `reason` are for people, in
// English; the report says them in Dutch too.
#pragma once
#include "base/json.h"
#include "commands/command.h"
#include "estimate/estimate.h"

enum { MSE_FILE_MAX = 64 * 1024 * 1024, MSE_OUT_MAX = 64 * 1024 * 1024, MSE_WARNINGS_MAX = 24 };

typedef enum MseModel {
    MSE_MAIN,
    MSE_STEPWISE,
    MSE_AIC,
    MSE_BIC,
    MSE_CHAO,
    MSE_DGA,
    MSE_LCM,
    MSE_MODELS
} MseModel;
typedef enum MseInterval { MSE_BCA, MSE_PERCENTILE, MSE_PROFILE, MSE_POSTERIOR } MseInterval;

typedef struct MseOptions {
    MseModel model;
    MseInterval interval;
    double threshold, level;
    int max_order, replicates, threads, top;
    uint64_t seed;
    const char *lists, *strata;
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
    double rhat, ess; // of lcm
    Str reason, advice; // why there is no estimate
    Str warnings[MSE_WARNINGS_MAX];
    int warning_count;
} MseResult;

const char *mse_model_name(MseModel m);
const char *mse_interval_name(MseInterval i);
Err mse_options(Args *a, MseOptions *ret_o) MUST_USE;
Err mse_read(Args *a, const MseOptions *o, Str *ret_csv, Table *ret_table) MUST_USE; // the first operand
Err mse_run(Arena *mem, const Capture *c, const Str *names, const MseOptions *o, MseResult *ret_r, Why *w) MUST_USE;
void mse_warn(MseResult *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
Str mse_number(Arena *mem, double v); // 12 345; "not known" when it is not a number
void mse_json(Json *j, const MseResult *r); // the keys of one result, inside an object that is open
