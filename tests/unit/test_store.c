// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "test_store.h"
#include "base/buf.h"
#include "store/pg.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STORES_MAX = 512, ADDRESS_MAX = 300, STORES_MEMORY = 1024 * 1024 };

typedef struct TestStore {
    const char *dir, *store, *database;
} TestStore;

static Arena *mem;
static TestStore stores[STORES_MAX];
static size_t store_count;
static const char *server; // NULL: SQLite

NORETURN static void die(const char *what, const char *why)
{
    fprintf(stderr, "a store for the test: %s: %s\n", what, why);
    exit(1);
}

static void find_server(void)
{
    static char line[ADDRESS_MAX];
    const char *asked = getenv("BAKEN_TEST_STORE");
    if (mem) return;
    mem = arena_new(STORES_MEMORY);
    if (!asked || !asked[0]) return;
    server = asked;
    if (asked[0] != '@') return;
    FILE *f = fopen(asked + 1, "r");
    if (!f || !fgets(line, sizeof line, f)) die(asked, "cannot be read");
    fclose(f);
    server = str_z(mem, str_trim(str_c(line)));
}

static bool run(PGconn *c, const char *sql);

static PGconn *administer(void)
{
    PGconn *c = PQconnectdb(server);
    if (PQstatus(c) != CONNECTION_OK) die("connecting", PQerrorMessage(c));
    run(c, "SET client_min_messages = warning");
    return c;
}

static bool run(PGconn *c, const char *sql)
{
    PGresult *r = PQexec(c, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) die(sql, PQerrorMessage(c));
    bool row = PQntuples(r) > 0;
    PQclear(r);
    return row;
}

// The address with another name of the database.
static const char *address_of(const char *database)
{
    Str s = str_c(server);
    const char *slash = memrchr(s.p, '/', s.n);
    return str_z(mem, str_fmt(mem, "%.*s/%s", (int)(slash - s.p), s.p, database));
}

// Once for all tests of a run, whichever comes first.
static void make_template(PGconn *c)
{
    const char *made = str_z(mem, str_fmt(mem, "baken_template_%lld", (long long)db_version_of_program()));
    run(c, "SELECT pg_advisory_lock(7)");
    if (!run(c, str_z(mem, str_fmt(mem, "SELECT 1 FROM pg_database WHERE datname = '%s'", made)))) {
        Db *db = NULL;
        Why w = {{0}};
        run(c, "DROP DATABASE IF EXISTS baken_building");
        run(c, "CREATE DATABASE baken_building");
        if (db_open(address_of("baken_building"), DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK)
            die("the schema", w.text);
        db_close(db);
        run(c, str_z(mem, str_fmt(mem, "ALTER DATABASE baken_building RENAME TO %s", made)));
    }
    run(c, "SELECT pg_advisory_unlock(7)");
}

static void drop_all(void)
{
    PGconn *c = administer();
    for (size_t i = 0; i < store_count; i++)
        run(c, str_z(mem, str_fmt(mem, "DROP DATABASE IF EXISTS \"%s\" WITH (FORCE)", stores[i].database)));
    PQfinish(c);
    arena_free(mem);
}

static const char *make_database(const char *dir, bool empty)
{
    const char *slash = strrchr(dir, '/'), *name = slash ? slash + 1 : dir;
    PGconn *c = administer();
    if (store_count == 0) atexit(drop_all);
    if (!empty) make_template(c);
    run(c, str_z(mem, empty ? str_fmt(mem, "CREATE DATABASE \"%s\"", name)
                            : str_fmt(mem, "CREATE DATABASE \"%s\" TEMPLATE baken_template_%lld", name,
                                      (long long)db_version_of_program())));
    PQfinish(c);
    return str_z(mem, str_c(name));
}

bool test_store_is_remote(void)
{
    find_server();
    return server != NULL;
}

static const char *store_of(const char *dir, bool empty)
{
    find_server();
    for (size_t i = 0; i < store_count; i++)
        if (strcmp(stores[i].dir, dir) == 0) return stores[i].store;
    if (store_count == STORES_MAX) die(dir, "too many stores");
    TestStore s = {.dir = str_z(mem, str_c(dir))};
    if (server) {
        s.database = make_database(dir, empty);
        s.store = address_of(s.database);
    } else {
        s.store = str_z(mem, str_fmt(mem, "%s/baken.db", dir));
    }
    stores[store_count++] = s;
    return s.store;
}

const char *test_store(const char *dir) { return store_of(dir, false); }
const char *test_store_empty(const char *dir) { return store_of(dir, true); }

void test_store_run(const char *store, const char *sql)
{
    if (store_is_remote(store)) {
        PGconn *c = PQconnectdb(store);
        run(c, str_z(mem, pg_sql(mem, sql)));
        PQfinish(c);
        return;
    }
    sqlite3 *c;
    char *text = NULL;
    if (sqlite3_open(store_path(store).p, &c) != SQLITE_OK || sqlite3_exec(c, sql, NULL, NULL, &text) != SQLITE_OK)
        die(sql, text);
    sqlite3_close(c);
}

int test_store_remove(const char *dir)
{
    static const char *const files[] = {"", "-wal", "-shm"};
    char path[256];
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/baken.db%s", dir, files[i]);
        unlink(path);
    }
    return rmdir(dir);
}
