// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// state.h - what only the folder app/ knows of App.
#pragma once
#include "app/app.h"
#include "app/visits.h"
#include <pthread.h>
#include <stdatomic.h>

enum {
    READERS = 8,           // read connections: pool threads, slow pool, and spare
    SLOW_THREADS = 2,      // Argon2 takes 256 MB each
    SLOW_QUEUE_MAX = 32,
    ENTRIES_STEP = 8, // ledger entries of a request grow by so many
    HEADERS_MAX = 12,
    PAGE_MAX = 4 * 1024 * 1024,
    TOUCH_MEMORY = 16 * 1024,
    PULSE_WAIT_MS = 5000, // a write that takes longer: the store does not answer
    NODE_NAME = 16,
    DRAIN_WATCHED_S = 30,
    ROUTE_PLACES = 512,
    DISK_RESERVE = 512 * 1024 * 1024,
};

typedef struct SlowTask {
    Req *rq;
    struct SlowTask *next;
} SlowTask;

typedef struct SlowQueue {
    SlowTask *first, *last;
    size_t waiting;
} SlowQueue;

typedef struct Visits {
    Str parts[VISIT_PARTS_MAX];
    size_t count;
    atomic_llong seen[VISIT_PARTS_MAX]; // since they were last kept
} Visits;

typedef struct AppState AppState;
struct AppState {
    pthread_mutex_t lock;
    pthread_cond_t reader_free, slow_wake;
    bool reader_taken[READERS];
    pthread_t slow[SLOW_THREADS];
    SlowQueue slow_known, slow_others; // known devices go first
    bool stopping;
    _Atomic(HttpServer *) server; // NULL until it has started
    void *magic; // libmagic's handle; used under magic_lock
    pthread_mutex_t magic_lock;
    Time last_heads;
    // metrics.c: a write now and then, to see whether writes still reach the disk
    Job pulse;
    atomic_bool pulse_out;
    atomic_llong pulse_at, pulse_sent; // steady: when the last one ended, when this one began
    atomic_int pulse_result;
    int pulse_wait_ms;
    atomic_bool draining;     // it stops soon: a balancer sends nobody here
    atomic_llong ready_asked; // steady, by somebody who asks for /readyz; 0 = never
    Time started; // steady
    char node[NODE_NAME];
    Visits visits;
    // route_index.c: all routes, by the hash of the first part of their path
    const Route **routes;
    size_t route_from[ROUTE_PLACES + 1];
};

// route_index.c
void route_index_make(AppState *st, const Route *const *tables, size_t count);
// Fills rq->parts. NULL: none; other_method: there is one for another method, and rq->allow says which.
const Route *route_find(const AppState *st, Req *rq, Str path, bool *ret_other_method);

// visits.c
void visits_begin(App *app);
void visit_seen(Req *rq); // a page that is about to be sent

// dispatch.c
extern const HttpApp dispatcher; // ctx is set by app_serve
void dispatch_slow(Req *rq);     // on a slow thread
Err slow_start(App *app) MUST_USE;
void slow_stop(App *app);
Err slow_submit(App *app, Req *rq, bool known) MUST_USE; // E_BUSY

size_t app_readers_busy(App *app);
size_t slow_waiting(App *app);

// metrics.c
Err health_live(Req *rq);
Err health_ready(Req *rq);
Err metrics_page(Req *rq);

// upload.c
const FileSink *upload_sink(Req *rq); // takes the files of this request
const FileSink *text_sink(Req *rq);   // of R_TEXT_FILE
// Only the last part of a path, without what file systems or terminals stumble over and without hidden characters.
Str upload_safe_name(Arena *mem, Str name);
// The name with an extension that fits what the file is: "photo.exe" that holds a picture becomes "photo.exe.jpg".
Str upload_name_for(Arena *mem, Str name, Str sniffed_type);
// On the writer: did all of what is kept come in? Else the visitor hears that there is no room.
Err uploads_whole(Req *rq) MUST_USE;
void uploads_settle(Req *rq); // drops the files that were not kept, wipes the keys

// error.c
const char *error_title(Err e); // Dutch, for a person
void respond_error(Req *rq, Err e); // sets rq->response: a page, or problem+json on API routes
