// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// guess.c - how often a secret was guessed wrong from one network this hour. In the store: a guesser with tries at each
// node would have more with each node. Who guesses right leaves nothing here.
#include "app/state.h"
#include "app/stored_sql.h"
#include <stdlib.h>

enum { BUCKET_BYTES = 3, BUCKET_DROP_BITS = 4 }; // 20 bits: see the migration

typedef struct Wrong {
    Job job;
    int64_t hour, bucket;
} Wrong;

static int64_t hour_of(const Req *rq) { return rq->now / HOURS(1); }

static int64_t bucket_of(const Req *rq, const char *what)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(1));
    Hash network = http_network(rq->http, rq->now);
    Str client = str_hex(mem, network.b, sizeof rq->http->client);
    Hash h = hash_of(str_fmt(mem, "guess %s %.*s", what, STR_ARG(client)));
    int64_t bucket = 0;
    for (size_t i = 0; i < BUCKET_BYTES; i++) bucket = bucket << 8 | (unsigned char)h.b[i];
    return bucket >> BUCKET_DROP_BITS;
}

Err req_guess(Req *rq, const char *what, int per_hour)
{
    GuessCountRow row = {0};
    if (rq->app->no_limits) return OK;
    Err e = q_guess_count(rq->db, rq->mem, hour_of(rq), bucket_of(rq, what), &row);
    if (e != OK && e != E_NOTFOUND) return e;
    if (row.count < per_hour) return OK;
    int wait = (int)((HOURS(hour_of(rq) + 1) - rq->now) / SECONDS(1)) + 1;
    req_header(rq, "Retry-After", str_fmt(rq->mem, "%d", wait));
    return why(&rq->why, E_RATE,
               T(rq->lang, "Je doet dit te vaak achter elkaar. Probeer het over %d seconden opnieuw."), wait);
}

static Err count(Db *db, int64_t hour, int64_t bucket)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(1));
    GuessHoursRow there;
    TRY(q_guess_hours(db, mem, &there));
    if (there.last && (there.first < hour || there.last > hour)) TRY(q_guess_forget(db, hour));
    return q_guess_add(db, hour, bucket);
}

static Err wrong_run(Db *db, void *arg)
{
    const Wrong *wrong = arg;
    return count(db, wrong->hour, wrong->bucket);
}

static void wrong_done(void *arg, Err result)
{
    (void)result; // a store that takes no writes lets nobody in either
    free(arg);
}

Err req_guess_wrong(Req *rq, const char *what)
{
    if (rq->app->no_limits) return OK;
    if (rq->on_writer) return count(rq->db, hour_of(rq), bucket_of(rq, what));
    Wrong *wrong = calloc(1, sizeof *wrong);
    if (!wrong) abort();
    *wrong = (Wrong){.job = {.run = wrong_run, .done = wrong_done, .arg = wrong, .staff = true},
                     .hour = hour_of(rq),
                     .bucket = bucket_of(rq, what)};
    if (writer_submit(rq->app->writer, &wrong->job) == OK) return OK;
    free(wrong);
    return req_fail(rq, E_BUSY, N_("Het is nu erg druk. Wacht een halve minuut en probeer het opnieuw."));
}
