// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// told.h - between the statistics (mse.h) and the screen (figures.h): tables as they are kept and shown, a run as it is
// made, and how far it is. Knows neither requests nor models, so that both sides can include it.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "store/db.h"
#include <stdatomic.h>

// How far a long analysis is, and the way to stop it; read and set by other threads.
typedef enum MseStage {
    MSE_CHOOSING, // the model and its interval
    MSE_OTHER_LISTS,
    MSE_OTHER_WAYS,
    MSE_ALL_MODELS,
    MSE_COVERING,
    MSE_PARTS,
    MSE_WRITING,
    MSE_STAGES
} MseStage;
typedef struct MseWatch {
    atomic_bool stop;
    atomic_int stage, done, all; // done of all within the stage; all 0: not counted
} MseWatch;
void mse_stage(MseWatch *watch, MseStage stage, int done, int all); // watch may be NULL

// ---- words and pages ----------------------------------------------------------------------------------------------
Str mse_number(Arena *mem, double v);                             // 12 345; "not known" when it is not a number
Str mse_report_page(Arena *mem, Str title, Str body, bool dutch); // a page that stands alone and prints on A4
Str mse_input_digest(Arena *mem, Str input);                      // BLAKE2b-256, hexadecimal
Str count_told(Arena *mem, int64_t n, bool protect, bool dutch);  // "12 345"; "minder dan 5"

// ---- tables (tables.c) --------------------------------------------------------------------------------------------
// A table as it is kept: added up, one row for each combination that occurs, with a column of counts.
typedef struct KeptTable {
    Str csv;
    int64_t lists, people, left_out; // left_out: of the platform's; without name and date of birth, not to be matched
} KeptTable;
// What an analyst handed in. E_INPUT with the line and what is wrong, in Dutch or English.
Err table_keep(Arena *mem, Str csv, Str lists, bool dutch, KeptTable *ret_table, Why *w) MUST_USE;
enum { OVERLAP_LEAST = 20 }; // people; of fewer the platform gives no table at all
// The platform's own. Lists are the kinds of organisations that saw the same presumed victim: the blind index of name
// and date of birth says that it is the same. year 0: all. E_INPUT when there are too few people or lists.
// Who was added from `until` on is not counted: whole months only, so that two tables made one after the other never
// differ by the person who was added between them.
Err table_overlap(Db *db, Arena *mem, int year, Time until, KeptTable *ret_table, Why *w) MUST_USE;
Time table_until(Time now); // the first moment of this month

typedef struct CountRow {
    Str name, on_it, only; // as they may be told
} CountRow;
enum { SHOWN_COVARIATES = 8 };
typedef struct ShownTable {
    CountRow *lists, *overlaps;
    size_t list_count, overlap_count, covariate_count;
    Str covariates[SHOWN_COVARIATES], people;
} ShownTable;
// content: a kept table; texts point into it.
Err table_show(Arena *mem, Str content, Str lists, bool protect, bool dutch, ShownTable *ret_table) MUST_USE;

// ---- a run (run_work.c) -------------------------------------------------------------------------------------------
// Of one model over lists and characteristics: which of them holds the years, a curve of what degree they make, whose
// combinations are told (with commas), whether a list with nobody at a value was there, how many people live there.
typedef struct RunGroups {
    Str year, by, population;
    Str way, doubtful; // how intervals are made (mse_crossed.h), empty: by searching anew; a list that holds others too
    int64_t degree, absent;
} RunGroups;
// Before it is asked: E_INPUT or E_LIMIT with what is wrong, in Dutch or English; *ret_fault: where.
typedef enum GroupFault { GROUP_ALL, GROUP_YEAR, GROUP_BY, GROUP_POPULATION, GROUP_WAY, GROUP_DOUBTFUL } GroupFault;
Err run_groups_check(Arena *mem, Str content, Str lists, const RunGroups *g, bool dutch, GroupFault *ret_fault,
                     Why *w) MUST_USE;

typedef struct RunAsked {
    Str title, content, lists, model, interval, strata; // codes as in the store
    Str digest;                                         // told as that of the input; empty: its own
    RunGroups groups;                                   // when strata is RUN_ALL_COVARIATES
    int64_t threshold, max_order, replicates, trials, seed, level;
    bool protect;
} RunAsked;
#define RUN_ALL_COVARIATES "*" // as strata: one model over lists and all covariates
enum { POPULATION_MAX = 32 * 1024, DEGREE_MOST = 3 };
enum { RUN_FILES = 5, THRESHOLD_UNIT = 100000, FIGURE_FILE_MAX = 3 * 1024 * 1024 };
typedef struct RunFile {
    const char *name; // body-nl, body-en, csv, json, xlsx
    Str content;
} RunFile;
typedef struct RunMade {
    const char *verdict;                      // usable, fragile, refused
    int64_t observed, estimate, lower, upper; // as they may be told; -1: none
    Str answer;                               // digest of all figures
    RunFile files[RUN_FILES];
} RunMade;
// tmpdir: for the workbook. files false: only the figures, to compare. E_BUSY: stopped.
Err run_make(Arena *mem, const RunAsked *run, MseWatch *watch, const char *tmpdir, bool files, RunMade *ret_made,
             Why *w) MUST_USE;
