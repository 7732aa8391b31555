// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// commits.c - what the store could do at most: a bare loop of durable commits of one row the size of a report, one at a
// time or so many together, with the same settings as the program's.
// usage: bench_commits FOLDER ROWS_PER_COMMIT SECONDS   prints rows per second
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROW_BYTES = 2500, PATH_BYTES = 4096 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int code, int wanted, sqlite3 *db)
{
    if (code == wanted) return;
    fprintf(stderr, "bench_commits: %s\n", db ? sqlite3_errmsg(db) : "no database");
    exit(1);
}

static void run(sqlite3 *db, const char *sql) { must(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, db); }

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof path, "%s/bench-commits.db", argv[1]);
    if (n < 0 || (size_t)n >= sizeof path) return 2;
    long batch = strtol(argv[2], NULL, 10);
    double seconds = strtod(argv[3], NULL);
    static char row[ROW_BYTES] = {1};
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    must(sqlite3_open(path, &db), SQLITE_OK, db);
    run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, content BLOB NOT NULL)");
    must(sqlite3_prepare_v2(db, "INSERT INTO row (content) VALUES (?1)", -1, &s, NULL), SQLITE_OK, db);
    must(sqlite3_bind_blob(s, 1, row, sizeof row, SQLITE_STATIC), SQLITE_OK, db);
    double begin = now();
    long rows = 0;
    while (now() - begin < seconds) {
        run(db, "BEGIN IMMEDIATE");
        for (long i = 0; i < batch; i++, rows++) {
            must(sqlite3_step(s), SQLITE_DONE, db);
            must(sqlite3_reset(s), SQLITE_OK, db);
        }
        run(db, "COMMIT");
    }
    printf("%.0f\n", (double)rows / (now() - begin));
    sqlite3_finalize(s);
    sqlite3_close(db);
    return 0;
}
