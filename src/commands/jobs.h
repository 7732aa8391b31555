// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// jobs.h - what the platform does by itself, now and then: expire, clean up, remind.
//
// One thread runs what is due, one after the other. A job writes through app_write, so each run is in the ledger when
// it changed something. A job that fails is logged and tried again at its next turn.
// Nodes on one store take turns: a row in job_lease says who runs a job and when it may be started again. Who died in
// the middle loses it after JOB_LEASE_S; a job that takes longer than that may be started a second time elsewhere, so
// jobs must be safe to run twice. node_jobs keep what a node has in memory up to date; they take no turns.
// The clocks of nodes must agree within a minute or so (any time service does that).
#pragma once
#include "app/app.h"

typedef struct PeriodicJob {
    const char *name; // also in the store: a new name is a new job
    int every_s;
    Err (*run)(App *app, Why *w);
} PeriodicJob;

extern const PeriodicJob periodic_jobs[], node_jobs[]; // in routes.c, ended by name NULL

enum { JOB_LEASE_S = 900, JOB_HOLDER = 16 };

// Runs the job when it is due and nobody else has it. holder: a random name of this process. ret_ran: it was our turn;
// the answer is then the job's.
Err job_turn(App *app, const PeriodicJob *job, Str holder, bool *ret_ran, Why *w) MUST_USE;

typedef struct Jobs Jobs;
Err jobs_start(App *app, Jobs **ret_jobs) MUST_USE;
void jobs_stop(Jobs *jobs); // waits for the job that runs; accepts NULL
