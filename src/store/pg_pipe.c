// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pg_pipe.c - commands that go out without waiting for the answer to the one before. An answer is waited for where a
// caller needs it; what went before is then answered too, and the first error of all of them is what the caller hears.
// A whole job of a batch so costs a few round trips, not one for each statement.
#include "store/pg.h"
#include "sys/clock.h"
#include <string.h>

static int64_t rows_changed(PGresult *r)
{
    int64_t n = 0;
    if (strncmp(PQcmdStatus(r), "SELECT", 6) == 0) return 0;
    return str_int(str_c(PQcmdTuples(r)), 0, INT64_MAX, &n) == OK ? n : 0;
}

int64_t pg_rows_changed(PGresult *r) { return rows_changed(r); }

// The answer to one command. What was skipped because of an error before it says nothing of its own.
static Err take_one(Pg *pg, Time until, PGresult **ret_result, bool *ret_skipped)
{
    PGresult *kept = NULL, *r;
    for (;;) {
        if (!pg_arrived(pg, until)) {
            PQclear(kept);
            return pg_lost(pg);
        }
        r = PQgetResult(pg->link);
        if (!r) break;
        PQclear(kept);
        kept = r;
    }
    *ret_skipped = kept && PQresultStatus(kept) == PGRES_PIPELINE_ABORTED;
    Err e = *ret_skipped ? OK : pg_of_result(pg, kept);
    if (e == OK && !*ret_skipped) {
        pg->changes += rows_changed(kept);
        *ret_result = kept;
    } else {
        PQclear(kept);
    }
    return e;
}

static Err take_sync(Pg *pg, Time until)
{
    if (!pg_arrived(pg, until)) return pg_lost(pg);
    PGresult *r = PQgetResult(pg->link);
    bool good = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
    PQclear(r);
    return good ? OK : pg_lost(pg);
}

static Err take_all(Pg *pg, int count, PGresult **ret_last)
{
    Err first = OK;
    PGresult *last = NULL;
    Time until = clock_steady() + pg->patience;
    pg->error[0] = 0;
    for (int i = 0; i < count; i++) {
        bool skipped = false;
        PQclear(last);
        last = NULL;
        Err e = take_one(pg, until, &last, &skipped);
        if (!pg->link) return E_STORE;
        if (first == OK) first = e;
    }
    Err e = take_sync(pg, until);
    if (e == OK) e = first;
    if (e == OK && ret_last) *ret_last = last;
    else PQclear(last);
    return e;
}

Err pg_drain(Pg *pg)
{
    int owed = pg->owed;
    pg->owed = 0;
    return owed ? take_all(pg, owed, NULL) : OK;
}

Err pg_pipe(Pg *pg)
{
    TRY(pg_ready(pg));
    TRY(pg_drain(pg));
    if (PQpipelineStatus(pg->link) == PQ_PIPELINE_OFF && !PQenterPipelineMode(pg->link)) return pg_lost(pg);
    return OK;
}

Err pg_queued(Pg *pg, int sent)
{
    if (!sent) return pg_lost(pg);
    pg->queued++;
    return OK;
}

Err pg_queue(Pg *pg, const char *sql)
{
    TRY(pg_pipe(pg));
    return pg_queued(pg, PQsendQueryParams(pg->link, sql, 0, NULL, NULL, NULL, NULL, 1));
}

Err pg_collect(Pg *pg, PGresult **ret_last)
{
    int count = pg->queued;
    pg->queued = 0;
    pg->unasked = pg->uncounted = false;
    if (!PQpipelineSync(pg->link)) return pg_lost(pg);
    return take_all(pg, count, ret_last);
}

void pg_leave(Pg *pg)
{
    pg->owed = pg->queued;
    pg->queued = 0;
    if (!PQpipelineSync(pg->link) || PQflush(pg->link) < 0) (void)pg_lost(pg);
}

Err pg_plain(Pg *pg)
{
    if (PQpipelineStatus(pg->link) == PQ_PIPELINE_OFF) return OK;
    TRY(pg_drain(pg));
    if (pg->queued) TRY(pg_collect(pg, NULL));
    return PQexitPipelineMode(pg->link) ? OK : pg_lost(pg);
}
