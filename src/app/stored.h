// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// stored.h - sealed files in the store: as durable, copied and shared between nodes as the records they belong to.
//
// A file is a name of 32 random hexadecimal digits and chunks that are sealed with a key of its own; chunk 0 begins
// with the header of the stream. It is *pending* (a row in pending_file) from its first chunk until a record takes it,
// in the commit of that record (stored_take); what is pending for too long is dropped, whatever went wrong
// before.
//
// Coming in: an Inflow seals what the visitor sends and hands each full chunk to the writer, which commits it with all
// else. When INFLOW_CHUNKS are on their way the client has to wait (http_hold), so memory stays flat and no thread
// does. Chunks come before whatever is submitted after them; inflow_failed tells, on the writer, whether all of them
// stand. Going out: a piece at a time on a read connection, while the client takes it. A piece that was changed is not
// sent: the answer breaks off.
#pragma once
#include "app/app.h"

enum {
    STORED_NAME = 32,
    STORED_PIECE = 32 * 1024, // of the plain file in a chunk
    INFLOW_CHUNKS = 4,        // of one file on their way to the disk
};

typedef struct Inflow Inflow;
// http: whose body it is; NULL when nobody needs to wait (a command, a test).
Inflow *inflow_start(App *app, HttpRequest *http, Str stored, const Secret *key, bool staff, Time now);
Err inflow_write(Inflow *in, Str piece) MUST_USE; // E_BUSY: the writer takes no more; E_STORE: it failed
Err inflow_end(Inflow *in) MUST_USE;              // the last chunk is on its way
bool inflow_failed(const Inflow *in);
// The request is over: nothing of it is touched any more. keep false: what came in is dropped, unless a record has it.
void inflow_leave(Inflow *in, bool keep); // accepts NULL

// In a job: it becomes part of the record that is being written, once. False: it is not there (any more), or not whole.
Err stored_take(Db *db, Str stored, bool *ret_taken) MUST_USE;
// Bytes of all files that no record took yet.
Err stored_waiting(Db *db, Arena *mem, int64_t *ret_bytes) MUST_USE;
// Drops files that no record took within STORED_WAIT_HOURS: of drafts that were not sent, and what a crash or a broken
// connection left half. For a periodic job.
enum { STORED_WAIT_HOURS = 24 };
Err stored_clean(App *app, Why *w) MUST_USE;

// The whole content as the body of an answer. E_NOTFOUND: there is no such file; E_CRYPT: it does not open with this
// key.
Err stored_stream(App *app, Db *db, Str stored, const Secret *key, HttpStream *ret_stream) MUST_USE;
