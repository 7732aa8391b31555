// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// writer.h - all writing goes through one thread that commits in batches.
//
// A job is run inside a savepoint of a shared transaction; when every job of the batch has run, the transaction is
// committed once and only then is each job told. So one fsync acknowledges many reports, and "done(OK)" means: on disk.
// A job that fails is undone alone. If the commit fails every job of the batch is told E_STORE.
// The queue is bounded: past it writer_submit answers E_BUSY at once and the caller tells the visitor to retry.
// Hooks: `seal` lets the ledger sign the head of its chain once per batch, just before the commit; `failed` tells it
// that a commit did not happen, so that it reads the head again; `mark` and `undone` that a job's entries went with it.
#pragma once
#include "store/db.h"

enum { WRITER_QUEUE_MAX = 4096, WRITER_BATCH_MAX = 256 };

typedef struct Job {
    Err (*run)(Db *db, void *arg);           // on the writer thread, within a savepoint
    void (*done)(void *arg, Err result);     // on the writer thread, after the commit; quick, never blocks
    void *arg;
    struct Job *next; // the writer's
    Err result;       // the writer's
    bool staff;       // signed-in staff may use the last quarter of the queue, so that a flood does not stop the work
} Job;

typedef struct Writer Writer;
typedef struct WriterHooks {
    int64_t (*mark)(void *arg);              // may be NULL, with undone: before each job,
    void (*undone)(void *arg, int64_t mark); // and when it was undone, whoever found the fault and when
    Err (*seal)(Db *db, void *arg);    // may be NULL
    void (*failed)(Db *db, void *arg); // may be NULL
    void *arg;
} WriterHooks;

Err writer_start(Db *db, const WriterHooks *hooks, Writer **ret_writer) MUST_USE; // takes over db; hooks may be NULL
Err writer_submit(Writer *w, Job *job) MUST_USE;                                          // E_BUSY: not queued
Err writer_run(Writer *w, Err (*run)(Db *, void *), void *arg) MUST_USE; // submit and wait; not from the writer thread
void writer_stop(Writer *w);                                              // runs what is queued, then ends
size_t writer_waiting(Writer *w);
