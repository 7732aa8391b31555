// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// commits.c - what the store could do at most: a bare loop of durable commits, one thread that does nothing else, on
// the same engine with the same settings as the program's. Each time one row the size of a report, in a table without
// an index; or ("report") the very rows of a report in the tables of the platform: the signal, its key, three terms, a
// line of the ledger, and a signature for each commit. What is left out then is the visitor, sealing, and the chain of
// the ledger: its hashes and signatures are made up, so use a store that is thrown away. usage: bench_commits STORE
// ROWS_PER_COMMIT SECONDS [report]   prints rows, or reports, per second; STORE as for `baken serve`, for "report" one
// that `baken demo --signals 0` made
#include "access/access_sql.h"
#include "ledger/ledger_sql.h"
#include "signal/signal.h"
#include "signal/signal_report_sql.h"
#include "sys/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_BYTES = 2500, CONTENT = 552, THREAD = 72, BOX = 80, MEMORY = 1024 * 1024, ORG = 1 };

static const StmtDef make = {"make",
                             "CREATE TABLE IF NOT EXISTS bench_row (id BIGINT PRIMARY KEY, content BYTEA NOT NULL)", "",
                             "", NULL},
                     empty = {"empty", "DELETE FROM bench_row", "", "", NULL},
                     insert = {"insert", "INSERT INTO bench_row (id, content) VALUES (?1, ?2)", "ib", "", NULL};

static void must(Err e, const Db *db)
{
    if (e == OK) return;
    fprintf(stderr, "bench_commits: %s %s\n", err_name(e), db ? db_error(db) : "");
    exit(1);
}

static void run(Db *db, const StmtDef *def)
{
    Stmt *s = NULL;
    must(db_stmt(db, def, &s), db);
    must(stmt_run(s), db);
    stmt_end(s);
}

static void add(Db *db, int64_t id)
{
    static const char row[ROW_BYTES] = {1};
    Stmt *s = NULL;
    must(db_stmt(db, &insert, &s), db);
    stmt_int(s, 1, id);
    stmt_bytes(s, 2, (Str){row, sizeof row});
    must(stmt_run(s), db);
    stmt_end(s);
}

// ---- the rows of a report -------------------------------------------------------------------------------------------

typedef struct Bare {
    Db *db;
    Arena *mem;
    int64_t seq; // of the ledger
} Bare;

static const char filler[ROW_BYTES] = {1};
static Str bytes(size_t n) { return (Str){filler, n}; }

static Err add_report(Bare *b, Time now)
{
    unsigned char fresh[2][HASH_SIZE]; // what is different each time falls on another page of its index
    random_bytes(fresh, sizeof fresh);
    Str submission = {(const char *)fresh[0], SUBMISSION_SIZE}, lookup = {(const char *)fresh[1], HASH_SIZE};
    SignalInsertRow row;
    Err e = E_NOTFOUND;
    while (e == E_NOTFOUND) // of so many, now and then a number is taken
        e = q_signal_insert(b->db, b->mem, signal_number(b->mem, now), submission, bytes(HASH_SIZE), now, S("api"),
                            S("burger"), S("anonymous"), S("labour"), S("GM0502"), S("VR17"), S("Rotterdam"),
                            S("onbekend"), 0, 0, 0, S("nl"), ORG, 0, bytes(CONTENT), STR_NONE, lookup, bytes(THREAD),
                            now + DAYS(1), &row);
    TRY(e);
    TRY(q_record_key_put(b->db, S("signal"), row.id, ORG, bytes(BOX), now));
    TRY(q_signal_clocks(b->db, row.id, ORG, now, S("acknowledge"), now + DAYS(1), S("termijnen v1 termijn_01"),
                        S("feedback"), now + DAYS(7), S("termijnen v1 termijn_02"), S("triage"), now + DAYS(2),
                        S("termijnen v1 termijn_06")));
    return q_ledger_insert(b->db, ++b->seq, now, 0, 0, S("signal.receive"), S("signal"), row.id, STR_NONE, STR_NONE,
                           bytes(HASH_SIZE));
}

static Err add_reports(Bare *b, int64_t batch)
{
    arena_reset(b->mem);
    for (int64_t i = 0; i < batch; i++) TRY(add_report(b, clock_now()));
    return q_ledger_sign(b->db, b->seq, clock_now(), bytes(HASH_SIZE), bytes(SIGN_SIZE));
}

static Bare bare_on(Db *db)
{
    Bare b = {.db = db, .mem = arena_new(MEMORY)};
    LedgerEndsRow ends;
    must(q_ledger_ends(db, b.mem, &ends), db);
    b.seq = ends.entry;
    return b;
}

// ---- the loop -------------------------------------------------------------------------------------------------------

int main(int argc, char **argv)
{
    bool reports = argc == 5 && strcmp(argv[4], "report") == 0;
    if (argc != 4 && !reports) return 2;
    int64_t batch = strtol(argv[2], NULL, 10), rows = 0;
    Time length = strtol(argv[3], NULL, 10) * SECONDS(1);
    Db *db = NULL;
    Why w = {{0}};
    Err e = db_open(argv[1], DB_WRITE, &db, &w);
    if (e != OK) fprintf(stderr, "%s\n", w.text);
    must(e, NULL);
    Bare bare = {0};
    if (reports) {
        bare = bare_on(db);
    } else {
        run(db, &make);
        run(db, &empty);
    }
    Time begin = clock_steady();
    while (clock_steady() - begin < length) {
        must(db_begin(db), db);
        if (reports) {
            must(add_reports(&bare, batch), db);
            rows += batch;
        } else {
            for (int64_t i = 0; i < batch; i++) add(db, ++rows);
        }
        must(db_commit(db), db);
    }
    printf("%.0f\n", (double)rows * 1000 / (double)(clock_steady() - begin));
    arena_free(bare.mem);
    db_close(db);
    return 0;
}
