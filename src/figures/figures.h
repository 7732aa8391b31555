// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// figures.h - the screen of analysts: tables of lists, and the estimates (runs) that are made of them.
//
// Table  counts of people by the lists they are on: brought as CSV, or taken from the platform itself (overlap). It is
//        added up before it is kept: no row here is a person. A table of the platform is protected: small counts are
//        shown to nobody, the report rounds, and the table is not given out.
// Run    one analysis of a table, with its options and seed. It is made in the background by a few threads of their own
//        (runner_start), never by those that answer visitors. Same table, options and seed: the same figures, which
//        "again" proves by making them once more.
// Both belong to the organisation of the analyst. Uploads, runs, exports and deletions are in the ledger.
// What it must never do: keep or show a name, or a count that points at a person.
#pragma once
#include "app/app.h"
#include "figures/told.h"

enum {
    TABLE_TITLE_MAX = 120,
    TABLES_MAX = 500,      // kept by one organisation
    RUNS_WAITING_MAX = 10, // of one organisation, in the queue
    RUNS_SHOWN = 50,
    RUN_MINUTES_MAX = 15,
    RUNNER_THREADS = 2,
    RUN_ATTEMPTS_MAX = 3, // a run that ended the program, or its node, so often is given up
};

extern const Route figure_table_routes[]; // before the runs: /schattingen/nieuw
extern const Route figure_run_routes[];

// ---- the background (runner.c) ------------------------------------------------------------------------------------
typedef struct Runner Runner;
// limit: what one run may take, on the steady clock; usually RUN_MINUTES_MAX. Then it is ended, and has failed.
Err runner_start(App *app, Time limit, Runner **ret_runner) MUST_USE;
void runner_stop(Runner *r);     // what was being made is taken up again at the next start; accepts NULL
void runner_wake(void);          // there is something in the queue
void runner_cancel(int64_t run); // when this process works on it
// How far a run of this process is; false when another node has it, or nobody yet.
typedef struct RunProgress {
    MseStage stage;
    int done, all;
} RunProgress;
bool runner_progress(int64_t run, RunProgress *ret_progress);
