// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// stored.c - sealed files, a chunk at a time: into the store by the writer, out of it by a reader.
#include "app/stored.h"
#include "app/state.h"
#include "app/stored_sql.h"
#include "sys/clock.h"
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_MAX = STREAM_HEADER + STORED_PIECE + STREAM_EXTRA, READ_MEMORY = 4 * CHUNK_MAX, CLEAN_BATCH = 8 };

// ---- coming in ----------------------------------------------------------------------------------------------------

struct Inflow {
    pthread_mutex_t lock; // http, held, on_way, holders
    App *app;
    HttpRequest *http; // NULL when it is over
    bool held, staff;
    int on_way;  // chunks that are with the writer
    int holders; // the request, and each chunk on its way
    atomic_bool failed;
    Time now;
    int64_t size, parts;
    char stored[STORED_NAME];
    Stream *stream;
    unsigned char header[STREAM_HEADER];
    size_t filled;
    char plain[STORED_PIECE];
};

typedef struct Chunk {
    Job job;
    Inflow *in;
    int64_t part, size; // size of the whole file with its last part, else 0
    size_t n;
    unsigned char bytes[];
} Chunk;

Inflow *inflow_start(App *app, HttpRequest *http, Str stored, const Secret *key, bool staff, Time now)
{
    assert(stored.n == STORED_NAME);
    Inflow *in = calloc(1, sizeof *in);
    if (!in) abort();
    pthread_mutex_init(&in->lock, NULL);
    in->app = app;
    in->http = http;
    in->staff = staff;
    in->now = now;
    in->holders = 1;
    memcpy(in->stored, stored.p, stored.n);
    in->stream = stream_seal(key, in->header);
    return in;
}

// With the lock held, which it gives back.
static void let_go(Inflow *in)
{
    bool last = --in->holders == 0;
    pthread_mutex_unlock(&in->lock);
    if (!last) return;
    pthread_mutex_destroy(&in->lock);
    stream_free(in->stream);
    text_wipe((Str){in->plain, sizeof in->plain});
    free(in);
}

static Err chunk_run(Db *db, void *arg)
{
    const Chunk *c = arg;
    Str stored = {c->in->stored, STORED_NAME};
    if (c->part == 0) TRY(q_pending_file_add(db, stored, c->in->now, 0));
    TRY(q_file_chunk_add(db, stored, c->part, (Str){(const char *)c->bytes, c->n}));
    return c->size ? q_pending_file_whole(db, stored, c->size) : OK;
}

// What failed inside a batch must be known to the jobs after it in that batch, so before done().
static Err chunk_job(Db *db, void *arg)
{
    Chunk *c = arg;
    if (inflow_failed(c->in)) return E_STORE;
    Err e = chunk_run(db, arg);
    if (e != OK) atomic_store(&c->in->failed, true);
    return e;
}

static void chunk_done(void *arg, Err result)
{
    Chunk *c = arg;
    Inflow *in = c->in;
    if (result != OK) atomic_store(&in->failed, true);
    free(c);
    pthread_mutex_lock(&in->lock);
    in->on_way--;
    if (in->held && in->http) http_release(in->http);
    in->held = false;
    let_go(in);
}

static Err push(Inflow *in, bool last)
{
    size_t front = in->parts == 0 ? STREAM_HEADER : 0, n = front + in->filled + STREAM_EXTRA;
    if (inflow_failed(in)) return E_STORE;
    Chunk *c = malloc(sizeof *c + n);
    if (!c) abort();
    *c = (Chunk){.in = in, .part = in->parts++, .size = last ? in->size : 0, .n = n};
    memcpy(c->bytes, in->header, front);
    stream_seal_piece(in->stream, (Str){in->plain, in->filled}, last, c->bytes + front);
    in->filled = 0;
    c->job = (Job){.run = chunk_job, .done = chunk_done, .arg = c, .staff = in->staff};
    pthread_mutex_lock(&in->lock);
    in->on_way++;
    in->holders++;
    if (in->on_way >= INFLOW_CHUNKS && in->http && !last) {
        in->held = true;
        http_hold(in->http);
    }
    pthread_mutex_unlock(&in->lock);
    Err e = writer_submit(in->app->writer, &c->job);
    if (e != OK) chunk_done(c, e);
    return e;
}

Err inflow_write(Inflow *in, Str piece)
{
    while (piece.n) {
        // A full piece waits until more comes: only then is it sure that it is not the last.
        if (in->filled == STORED_PIECE) TRY(push(in, false));
        size_t n = piece.n < STORED_PIECE - in->filled ? piece.n : STORED_PIECE - in->filled;
        memcpy(in->plain + in->filled, piece.p, n);
        in->filled += n;
        in->size += (int64_t)n;
        piece.p += n;
        piece.n -= n;
    }
    return OK;
}

Err inflow_end(Inflow *in)
{
    Err e = push(in, true);
    stream_free(in->stream);
    in->stream = NULL;
    text_wipe((Str){in->plain, sizeof in->plain});
    return e;
}

bool inflow_failed(const Inflow *in) { return atomic_load(&in->failed); }

Err stored_take(Db *db, Str stored, bool *ret_taken)
{
    int64_t taken;
    TRY(q_pending_file_take(db, stored, &taken));
    *ret_taken = taken != 0;
    return OK;
}

Err stored_waiting(Db *db, Arena *mem, int64_t *ret_bytes)
{
    PendingFileBytesRow row;
    TRY(q_pending_file_bytes(db, mem, &row));
    *ret_bytes = row.bytes;
    return OK;
}

// ---- what no record took ----

static Err drop(Db *db, Str stored)
{
    int64_t dropped;
    TRY(q_pending_file_drop(db, stored, &dropped));
    return dropped ? q_file_chunk_drop(db, stored) : OK; // else a record has it, or nothing of it came in
}

static Err clean_batch(App *app, Db *db, Arena *mem, void *arg)
{
    size_t *dropped = arg;
    PendingFileOldRow *rows;
    TRY(q_pending_file_old(db, mem, clock_now() - HOURS(STORED_WAIT_HOURS), CLEAN_BATCH, &rows, dropped));
    for (size_t i = 0; i < *dropped; i++) TRY(drop(db, rows[i].stored));
    if (*dropped == 0) return OK;
    const Entry entry = {.action = S("file.expire"), .object = S("pending_file"), .object_id = (int64_t)*dropped};
    return app_log(app, db, &entry);
}

Err stored_clean(App *app, Why *w)
{
    size_t dropped = 0;
    do {
        TRY(app_write(app, clean_batch, &dropped, w));
    } while (dropped == CLEAN_BATCH);
    return OK;
}

typedef struct Dropping {
    Job job;
    char stored[STORED_NAME];
} Dropping;

static Err drop_run(Db *db, void *arg)
{
    return drop(db, (Str){((Dropping *)arg)->stored, STORED_NAME});
}

static void drop_done(void *arg, Err result)
{
    (void)result; // what stays is dropped when it has been pending for too long
    free(arg);
}

void inflow_leave(Inflow *in, bool keep)
{
    if (!in) return;
    pthread_mutex_lock(&in->lock);
    in->http = NULL;
    in->held = false;
    bool any = in->parts > 0;
    Dropping *d = !keep && any ? calloc(1, sizeof *d) : NULL;
    if (d) {
        memcpy(d->stored, in->stored, STORED_NAME);
        d->job = (Job){.run = drop_run, .done = drop_done, .arg = d, .staff = in->staff};
        if (writer_submit(in->app->writer, &d->job) != OK) free(d);
    }
    let_go(in);
}

// ---- going out ----------------------------------------------------------------------------------------------------

typedef struct Outflow {
    App *app;
    Stream *stream;
    Arena *mem;
    int64_t part, last;
    char stored[STORED_NAME];
    size_t filled; // of plain, that was opened ahead
    unsigned char plain[STORED_PIECE];
} Outflow;

static void outflow_end(void *arg)
{
    Outflow *out = arg;
    if (!out) return;
    stream_free(out->stream);
    arena_free(out->mem);
    text_wipe((Str){(char *)out->plain, sizeof out->plain});
    free(out);
}

static void outflow_endp(Outflow **out) { outflow_end(*out); }

static Err open_part(Outflow *out, Db *db, const Secret *key)
{
    FileChunkRow row;
    bool last = false;
    arena_reset(out->mem);
    TRY(q_file_chunk(db, out->mem, (Str){out->stored, STORED_NAME}, out->part, &row));
    Str sealed = row.bytes;
    if (out->part == 0) {
        if (sealed.n < STREAM_HEADER) return E_CRYPT;
        TRY(stream_open(key, (Str){sealed.p, STREAM_HEADER}, &out->stream));
        sealed = (Str){sealed.p + STREAM_HEADER, sealed.n - STREAM_HEADER};
    }
    if (sealed.n > STORED_PIECE + STREAM_EXTRA) return E_CRYPT;
    TRY(stream_open_piece(out->stream, sealed, out->plain, &last));
    if (last != (out->part == out->last)) return E_CRYPT; // cut off, or something was added
    out->filled = sealed.n - STREAM_EXTRA;
    out->part++;
    return OK;
}

static Err outflow_next(void *arg, Str *ret_piece)
{
    Outflow *out = arg;
    if (out->filled == 0) {
        if (out->part > out->last) return E_NOTFOUND;
        Db *db = app_reader(out->app);
        Err e = open_part(out, db, NULL);
        app_reader_back(out->app, db);
        TRY(e);
    }
    *ret_piece = (Str){(const char *)out->plain, out->filled};
    out->filled = 0;
    return OK;
}

Err stored_stream(App *app, Db *db, Str stored, const Secret *key, HttpStream *ret_stream)
{
    if (stored.n != STORED_NAME) return E_NOTFOUND;
    CLEANUP(outflow_endp) Outflow *out = calloc(1, sizeof *out);
    if (!out) abort();
    out->app = app;
    out->mem = arena_new(READ_MEMORY);
    memcpy(out->stored, stored.p, STORED_NAME);
    FileChunkLastRow last;
    TRY(q_file_chunk_last(db, out->mem, stored, &last));
    size_t extra = STREAM_EXTRA + (last.part == 0 ? STREAM_HEADER : 0);
    if (last.bytes.n < extra) return E_CRYPT;
    out->last = last.part;
    size_t size = (size_t)last.part * STORED_PIECE + last.bytes.n - extra;
    TRY(open_part(out, db, key)); // before a word is sent: a wrong key is an answer, not a broken one
    *ret_stream = (HttpStream){.arg = out, .next = outflow_next, .end = outflow_end, .size = size};
    out = NULL;
    return OK;
}
