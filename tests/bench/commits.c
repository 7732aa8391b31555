// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// commits.c - what the store could do at most: a bare loop of durable commits of one row the size of a report, one at a
// time or so many together, on the same engine with the same settings as the program's.
// usage: bench_commits STORE ROWS_PER_COMMIT SECONDS   prints rows per second; STORE as for `baken serve`
#include "store/db.h"
#include "sys/clock.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROW_BYTES = 2500 };

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

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    int64_t batch = strtol(argv[2], NULL, 10), rows = 0;
    Time length = strtol(argv[3], NULL, 10) * SECONDS(1);
    Db *db = NULL;
    Why w = {{0}};
    Err e = db_open(argv[1], DB_WRITE, &db, &w);
    if (e != OK) fprintf(stderr, "%s\n", w.text);
    must(e, NULL);
    run(db, &make);
    run(db, &empty);
    Time begin = clock_steady();
    while (clock_steady() - begin < length) {
        must(db_begin(db), db);
        for (int64_t i = 0; i < batch; i++) add(db, ++rows);
        must(db_commit(db), db);
    }
    printf("%.0f\n", (double)rows * 1000 / (double)(clock_steady() - begin));
    db_close(db);
    return 0;
}
