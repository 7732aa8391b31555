// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// jobs.h - what the platform does by itself, now and then: expire, clean up, remind.
//
// One thread runs what is due, one after the other. A job writes through app_write, so each run is in the ledger when
// it changed something. A job that fails is logged and tried again at its next turn; jobs must be safe to run twice.
#pragma once
#include "app/app.h"

typedef struct PeriodicJob {
    const char *name;
    int every_s;
    Err (*run)(App *app, Why *w);
} PeriodicJob;

extern const PeriodicJob periodic_jobs[]; // in routes.c, ended by name NULL

typedef struct Jobs Jobs;
Err jobs_start(App *app, Jobs **ret_jobs) MUST_USE;
void jobs_stop(Jobs *jobs); // waits for the job that runs; accepts NULL
