// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What only PostgreSQL can do to us: lose the connection, refuse after an error, let somebody else write.
#include "test_store.h"
#include "unit.h"

#include "store/pg.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/baken-store-pg-XXXXXX";
static const char *store;

static const StmtDef insert = {"insert",
                               "INSERT INTO org (kind, name, public_key, state, created_at) "
                               "VALUES ('care', ?1, x'', 'active', ?2)",
                               "si", "", NULL};
static const StmtDef count_all = {"count", "SELECT count(*) FROM org", "", "i", "test"};
static const StmtDef sums = {"sums",
                             "SELECT SUM(created_at), -SUM(created_at), SUM(created_at) * 0, 1 = 1, COUNT(*) FROM org "
                             "WHERE created_at > ?1",
                             "i", "iiiii", NULL};

static Db *open_db(DbMode mode)
{
    Db *db = NULL;
    Why w = {{0}};
    Err e = db_open(store, mode, &db, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return db;
}

static Err add_at(Db *db, const char *name, int64_t at)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    TRY(db_stmt(db, &insert, &s));
    stmt_text(s, 1, str_c(name));
    stmt_int(s, 2, at);
    return stmt_step(s, &more);
}

static Err add(Db *db, const char *name) { return add_at(db, name, 1); }

static Err count(Db *db, int64_t *ret_n)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    TRY(db_stmt(db, &count_all, &s));
    TRY(stmt_step(s, &more));
    *ret_n = stmt_col_int(s, 0);
    return OK;
}

static int64_t counted(Db *db)
{
    int64_t n = -1;
    assert_ok(count(db, &n));
    return n;
}

static int empty(void **state)
{
    (void)state;
    test_store_run(store, "DELETE FROM org");
    return 0;
}

// As a server does that goes down, or a firewall that forgets.
static void cut(void)
{
    test_store_run(store, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

static void a_lost_connection_comes_back(void **state)
{
    (void)state;
    CLEANUP(db_closep) Db *writer = open_db(DB_WRITE), *reader = open_db(DB_READ);
    assert_ok(add(writer, "before"));
    assert_int_equal(counted(reader), 1);
    cut();
    assert_int_equal(counted(reader), 1); // a reader alone asks once more
    cut();
    assert_ok(db_snapshot(reader)); // and so does a page
    assert_int_equal(counted(reader), 1);
    db_snapshot_end(reader);
    assert_ok(db_begin(writer)); // and a batch that has not begun
    assert_ok(add(writer, "after"));
    assert_ok(db_commit(writer));
    assert_int_equal(counted(reader), 2);
}

// Nothing of a batch may be stored when a part of it went.
static void a_lost_transaction_is_lost_whole(void **state)
{
    (void)state;
    CLEANUP(db_closep) Db *writer = open_db(DB_WRITE), *reader = open_db(DB_READ);
    assert_ok(db_begin(writer));
    assert_ok(db_save(writer));
    assert_ok(add(writer, "first"));
    assert_ok(db_keep(writer));
    cut();
    Err e = db_save(writer);
    if (e == OK) e = add(writer, "second");
    if (e == OK) e = db_keep(writer);
    assert_int_equal(e, E_STORE);
    assert_false(db_begun(writer));
    assert_int_equal(add(writer, "third"), E_STORE); // not on a new connection, by itself
    assert_int_equal(db_save(writer), E_STORE);
    assert_int_equal(db_commit(writer), E_STORE);
    db_rollback(writer);
    assert_int_equal(counted(reader), 0);
    assert_ok(db_begin(writer));
    assert_ok(add(writer, "again"));
    assert_ok(db_commit(writer));
    assert_int_equal(counted(reader), 1);
    assert_ok(db_snapshot(reader));
    cut();
    assert_int_equal(counted(reader), 1); // nothing was read yet: the moment may still be chosen
    cut();
    int64_t n;
    assert_int_equal(count(reader, &n), E_STORE);
    assert_int_equal(count(reader, &n), E_STORE); // a page is one moment, or nothing
    db_snapshot_end(reader);
    assert_int_equal(counted(reader), 1);
}

static void after_an_error_only_undoing_helps(void **state)
{
    (void)state;
    CLEANUP(db_closep) Db *writer = open_db(DB_WRITE);
    assert_ok(db_begin(writer));
    assert_ok(db_save(writer));
    assert_ok(add(writer, "a"));
    assert_ok(db_keep(writer));
    assert_ok(db_save(writer));
    assert_int_equal(add(writer, "a"), E_CONFLICT);
    assert_int_equal(add(writer, "b"), E_STORE);
    assert_int_not_equal(db_keep(writer), OK);
    db_undo(writer);
    assert_ok(db_save(writer));
    assert_ok(add(writer, "c"));
    assert_ok(db_keep(writer));
    assert_ok(db_commit(writer));
    assert_int_equal(counted(writer), 2);
    // COMMIT of a failed transaction is no error to PostgreSQL; it must be one to us
    assert_ok(db_begin(writer));
    assert_int_equal(add(writer, "a"), E_CONFLICT);
    assert_int_equal(db_commit(writer), E_STORE);
    db_rollback(writer);
    assert_int_equal(counted(writer), 2);
}

static Err add_later(Db *db, const char *name)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    TRY(db_stmt(db, &insert, &s));
    stmt_text(s, 1, str_c(name));
    stmt_int(s, 2, 1);
    return stmt_run(s);
}

// What nobody waits for is told at the end of the job at the latest, and to nobody else.
static void answers_may_come_later(void **state)
{
    (void)state;
    CLEANUP(db_closep) Db *writer = open_db(DB_WRITE);
    int64_t n, before = db_changes(writer);
    char name[32];
    assert_ok(db_begin(writer));
    assert_ok(db_save(writer));
    for (int i = 0; i < 200; i++) { // more than may be under way
        snprintf(name, sizeof name, "later %d", i);
        assert_ok(add_later(writer, name));
    }
    assert_int_equal(db_changes(writer) - before, 200);
    assert_ok(db_keep(writer));
    assert_ok(db_save(writer)); // a job that fails, and hears of it at its end
    assert_ok(add_later(writer, "wrong"));
    assert_ok(add_later(writer, "later 7"));
    assert_ok(add_later(writer, "not done"));
    assert_int_equal(db_keep(writer), E_CONFLICT);
    db_undo(writer);
    assert_ok(db_save(writer)); // one that is asked something in between
    assert_ok(add_later(writer, "later 8"));
    assert_int_equal(count(writer, &n), E_CONFLICT);
    db_undo(writer);
    assert_ok(db_save(writer)); // one that was counted first
    assert_ok(add_later(writer, "later 9"));
    (void)db_changes(writer);
    assert_int_equal(add_later(writer, "not done either"), E_CONFLICT);
    assert_int_equal(db_keep(writer), E_CONFLICT);
    db_undo(writer);
    assert_ok(db_save(writer));
    assert_ok(add_later(writer, "last"));
    assert_ok(db_keep(writer));
    assert_ok(db_commit(writer));
    assert_int_equal(counted(writer), 201);
    // without a savepoint: the commit tells
    assert_ok(db_begin(writer));
    assert_ok(add_later(writer, "later 10"));
    assert_int_equal(db_commit(writer), E_CONFLICT);
    db_rollback(writer);
    assert_int_equal(counted(writer), 201);
}

static void numbers_come_in_many_types(void **state)
{
    (void)state;
    CLEANUP(db_closep) Db *db = open_db(DB_WRITE);
    const int64_t values[] = {9999, 10000, 123456789012345678, 40000, 70000000000};
    int64_t sum = 0;
    char name[16];
    for (size_t i = 0; i < COUNT(values); i++) {
        snprintf(name, sizeof name, "n%zu", i);
        assert_ok(add_at(db, name, values[i]));
        sum += values[i];
    }
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    assert_ok(db_stmt(db, &sums, &s));
    stmt_int(s, 1, 0);
    assert_ok(stmt_step(s, &more));
    assert_int_equal(stmt_col_int(s, 0), sum);
    assert_int_equal(stmt_col_int(s, 1), -sum);
    assert_int_equal(stmt_col_int(s, 2), 0);
    assert_int_equal(stmt_col_int(s, 3), 1);
    assert_int_equal(stmt_col_int(s, 4), COUNT(values));
    stmt_end(s);
    assert_ok(db_stmt(db, &sums, &s));
    stmt_int(s, 1, INT64_MAX); // a sum of nothing is NULL
    assert_ok(stmt_step(s, &more));
    assert_int_equal(stmt_col_int(s, 0), 0);
}

static atomic_int holders, most;

static void *take_turns(void *arg)
{
    Db *db = arg;
    for (int i = 0; i < 50; i++) {
        assert_ok(db_begin(db));
        int now = atomic_fetch_add(&holders, 1) + 1;
        if (now > atomic_load(&most)) atomic_store(&most, now);
        int64_t n = counted(db);
        char name[32];
        snprintf(name, sizeof name, "turn %d", (int)n); // the same name twice, if two count at once
        assert_ok(add(db, name));
        atomic_fetch_sub(&holders, 1);
        assert_ok(db_commit(db));
    }
    return NULL;
}

static void writers_take_turns(void **state)
{
    (void)state;
    pthread_t threads[3];
    Db *dbs[COUNT(threads)];
    for (size_t i = 0; i < COUNT(threads); i++) {
        dbs[i] = open_db(DB_WRITE);
        assert_int_equal(pthread_create(&threads[i], NULL, take_turns, dbs[i]), 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++) pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&most), 1);
    assert_int_equal(counted(dbs[0]), 150);
    for (size_t i = 0; i < COUNT(threads); i++) db_close(dbs[i]);
}

static void *migrate(void *arg)
{
    Db *db = NULL;
    Why w = {{0}};
    Err e = db_open(arg, DB_WRITE, &db, &w);
    if (e == OK) e = db_ready(db, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    db_close(db);
    return NULL;
}

static void nodes_that_start_at_once_make_one_schema(void **state)
{
    (void)state;
    union {
        const char *view;
        void *arg;
    } fresh = {.view = test_store_empty("/tmp/baken-store-pg-fresh")};
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, migrate, fresh.arg), 0);
    for (size_t i = 0; i < COUNT(threads); i++) pthread_join(threads[i], NULL);
    Db *db = NULL;
    Why w = {{0}};
    DbSchema schema;
    assert_ok(db_open(fresh.view, DB_WRITE, &db, &w));
    assert_ok(db_schema(db, &schema));
    assert_true(db_schema_fits(&schema));
    assert_int_equal(schema.last, db_version_of_program());
    assert_ok(db_check(db, &w));
    // another version: it is told, and nothing is touched
    test_store_run(fresh.view, "INSERT INTO baken_schema VALUES (99999)");
    assert_int_equal(db_ready(db, &w), E_CONFLICT);
    assert_non_null(strstr(w.text, "newer"));
    assert_int_equal(db_migrate(db, &w), E_CONFLICT);
    test_store_run(fresh.view, "DELETE FROM baken_schema WHERE version > 40");
    assert_int_equal(db_ready(db, &w), E_CONFLICT);
    assert_non_null(strstr(w.text, "baken migrate"));
    db_close(db);
}

static void an_address_says_what_is_wrong(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    Db *db = NULL;
    Why w = {{0}};
    assert_int_equal(store_check_name("postgres://baken:geheim@db.example/baken", &w), E_INPUT);
    assert_non_null(strstr(w.text, "PGPASSFILE"));
    assert_null(strstr(w.text, "geheim"));
    assert_int_equal(store_check_name("postgres://db.example/baken?password=geheim", &w), E_INPUT);
    assert_int_equal(store_check_name("postgres://[/", &w), E_INPUT);
    assert_ok(store_check_name("postgresql://baken@a.example:5432,b.example/baken?sslmode=verify-full", &w));
    assert_ok(store_check_name("sqlite:/tmp/x.db", &w));
    assert_str(store_label(mem, "postgres://baken:geheim@db.example:5/baken?x=y"), "postgres://db.example:5/baken");
    assert_str(store_label(mem, "postgres://db.example/baken"), "postgres://db.example/baken");
    assert_str(store_label(mem, "sqlite:/tmp/x.db"), "/tmp/x.db");
    // nobody listens there: told at once, and the second time without trying
    static const char nobody[] = "postgres://baken@127.0.0.1:1/baken";
    assert_int_equal(db_open(nobody, DB_READ, &db, &w), E_STORE);
    assert_non_null(strstr(w.text, "postgres://127.0.0.1:1/baken"));
    assert_int_equal(db_open(nobody, DB_READ, &db, &w), E_STORE);
    assert_non_null(strstr(w.text, "trying again shortly"));
}

// libpq's own default would send everything in the clear to whoever answers.
static void over_a_network_only_with_a_certificate(void **state)
{
    (void)state;
    static const char *const far[] = {"postgres://baken@db.example/baken", "postgres://baken@10.0.0.7:5432/baken",
                                      "postgres://baken@127.0.0.1,db.example/baken",
                                      "postgres:///baken?host=/run/x,db.example",
                                      "postgres://baken@127.0.0.1.example/baken",
                                      "postgres://localhost/baken?hostaddr=10.0.0.7"};
    static const char *const else_where[] = {
        "postgres://baken@127.0.0.1:5432/baken", "postgres://[::1]/baken", "postgres:///baken?host=/run/postgresql",
        "postgres://baken@localhost,127.0.1.2/baken", "postgres://baken@db.example/baken?sslmode=require"};
    for (size_t i = 0; i < COUNT(far); i++) assert_string_equal(pg_sslmode(far[i]), "verify-full");
    for (size_t i = 0; i < COUNT(else_where); i++) assert_null(pg_sslmode(else_where[i]));
}

#define TEST(f) cmocka_unit_test_setup(f, empty)

int main(void)
{
    Db *db = NULL;
    Why w = {{0}};
    if (!test_store_is_remote() || !mkdtemp(folder)) return 1;
    store = test_store(folder);
    if (db_open(store, DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK) return 1;
    db_close(db);
    const struct CMUnitTest tests[] = {
        TEST(a_lost_connection_comes_back),
        TEST(a_lost_transaction_is_lost_whole),
        TEST(after_an_error_only_undoing_helps),
        TEST(answers_may_come_later),
        TEST(numbers_come_in_many_types),
        TEST(writers_take_turns),
        TEST(nodes_that_start_at_once_make_one_schema),
        TEST(an_address_says_what_is_wrong),
        TEST(over_a_network_only_with_a_certificate),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return failed;
}
