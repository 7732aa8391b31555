// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pg.h - inside the PostgreSQL engine: a connection that may be lost and comes back (pg_link.c), and the SQL text it
// takes (pg_sql.c). Only libpq's asynchronous calls are used, so that a server that hangs can't hang us.
#pragma once
#include "base/time.h"
#include "store/engine.h"
#include <libpq-fe.h>

enum { PG_PARAMS_MAX = 64, PG_PATIENCE_MS = 30000, PG_ERROR_MAX = 300, PG_HOST_MAX = 256 };

typedef enum PgTx {
    TX_NONE,
    TX_OPEN,
    TX_BROKEN, // the connection went while it was open: everything fails until who opened it rolls back
} PgTx;

typedef struct PgGate PgGate; // when may the next attempt to connect be made? shared by all connections to one store

typedef struct Pg {
    Db base; // first, so that a Db is one of these
    Arena *mem;
    const char *url, *label;
    PGconn *link;      // NULL while there is none
    uint64_t met;      // counts connections: what was prepared on an earlier one is gone
    PgGate *gate;
    PgTx tx;
    Time patience;     // how long one answer may take
    bool warned;       // the server warned during the last command
    int queued, owed;  // commands sent without an answer yet; those that nobody waits for (pg_pipe.c)
    bool uncounted;    // among them are some that may have changed rows
    bool unasked;      // a transaction for reading was opened, and nothing was answered in it yet
    Err late;          // an error that came when nobody could be told: the next one hears it
    uint64_t named;    // statements named so far
    int64_t changes;
    char error[PG_ERROR_MAX];
} Pg;

Err pg_connect(Pg *pg, Why *w) MUST_USE;
// There is a connection, or a new one is made. E_STORE at once: too soon after a failure, or within a transaction.
Err pg_ready(Pg *pg) MUST_USE;
// Waits for all that was sent. The last result, or the first that failed; *ret_result may be NULL for an error only.
Err pg_answer(Pg *pg, PGresult **ret_result) MUST_USE;
Err pg_run(Pg *pg, const char *sql) MUST_USE; // without parameters; several statements are fine
Err pg_ask(Pg *pg, Arena *mem, const char *sql, Str *ret_text) MUST_USE; // the first value, as text; E_NOTFOUND
bool pg_arrived(Pg *pg, Time until); // an answer, or what remained to be sent was sent and nothing is awaited
Err pg_of_result(Pg *pg, PGresult *r);
Err pg_lost(Pg *pg); // the connection is of no use any more; answers E_STORE
void pg_say(Pg *pg, const char *text);

// Commands without waiting (pg_pipe.c). pg_pipe makes ready; pg_queued counts what was sent; pg_collect waits for all,
// and answers the first error, or else the result of the last (ret_last may be NULL); pg_leave lets the rest come in
// when there is time; pg_plain goes back to one command at a time.
enum { PG_QUEUE_MAX = 64 };
Err pg_pipe(Pg *pg) MUST_USE;
Err pg_queue(Pg *pg, const char *sql) MUST_USE;
Err pg_queued(Pg *pg, int sent) MUST_USE;
Err pg_collect(Pg *pg, PGresult **ret_last) MUST_USE;
void pg_leave(Pg *pg);
Err pg_drain(Pg *pg) MUST_USE;
Err pg_plain(Pg *pg) MUST_USE;
int64_t pg_rows_changed(PGresult *r);

void pg_reads(Arena *mem, const char *url, const char **ret_paths, size_t max);
// How a connection must be protected when nobody says: over a network only to the server that its certificate names.
// NULL: as libpq does by itself; also when the URL or the environment chose (sslmode, a service).
const char *pg_sslmode(const char *url);
Err pg_name_check(const char *url, Why *w) MUST_USE;
// ?1 becomes $1, x'00' a bytea.
Str pg_sql(Arena *mem, const char *sql);
