// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A whole store into another one. The original is a file; the copy is on the engine of this run.
#include "store/copy.h"
#include "test_store.h"
#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16, ORGS = 450, TARGETS_MAX = 16 }; // more than two chunks

// What a copy could get wrong: empty texts and bytes, every byte, other alphabets, the largest and the smallest number,
// keys of several columns, rows that point to rows, and what a migration put there already.
static const char rows[] =
    "INSERT INTO org (id, kind, name, public_key, state, created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
    "SELECT i + 1 FROM n WHERE i < 450) SELECT i, 'care', 'Zorg ' || i, x'00ff0a5c27', 'active', i FROM n;"
    "UPDATE org SET name = 'Één ''naam'' \\ met \"tekens\" 日本', created_at = 9223372036854775807 WHERE id = 7;"
    "UPDATE org SET public_key = x'', created_at = -9223372036854775807 WHERE id = 8;"
    "INSERT INTO org_area (org_id, scope, code) VALUES (7, 'national', ''), (8, 'region', 'VR01'), "
    "(7, 'region', 'VR01');"
    "INSERT INTO account (id, org_id, username, display_name, roles, state, salt, public_key, sealed_secret, "
    "sealed_totp, totp_step, created_at, seen_at, disabled_at) "
    "VALUES (40, 7, 'a', 'A', 1, 'active', x'', x'', x'', x'', 0, 0, 0, 0);"
    "INSERT INTO session (id, account_id, sealed_secret, created_at, seen_at) VALUES (x'', 40, x'01', 1, 1), "
    "(x'00', 40, x'', 1, 1), (x'ff', 40, x'', 1, 1), (x'0000', 40, x'', 1, 1);"
    "INSERT INTO ledger_entry (seq, at, account_id, org_id, action, object, object_id, ground, purpose, hash) "
    "VALUES (1, 1, 1, 1, 'a', '', 0, '', '', x'00');"
    "UPDATE directory_version SET version = 77;";

static char folder[] = "/tmp/baken-copy-XXXXXX";
static char original[64], back[64];
static int made;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static int start(void **state)
{
    Db *db = NULL;
    Why w = {{0}};
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(original, sizeof original, "%s/original.db", folder);
    snprintf(back, sizeof back, "%s/back.db", folder);
    if (db_open(original, DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK) return -1;
    db_close(db);
    test_store_run(original, rows);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static const char *new_target(void)
{
    static char names[TARGETS_MAX][64];
    assert_true(made < TARGETS_MAX);
    char *name = names[made++];
    snprintf(name, sizeof names[0], test_store_is_remote() ? "%s-%d" : "%s/target%d.db", folder, made);
    return test_store_is_remote() ? test_store_empty(name) : name;
}

static Err copy(const char *from, const char *to, StoreCopied *ret)
{
    Why w = {{0}};
    Err e = store_copy(from, to, NULL, ret, &w);
    if (e != OK && e != E_CONFLICT) print_message("%s\n", w.text);
    return e;
}

static int64_t ask(const char *store, const char *sql)
{
    Db *db = NULL;
    Stmt *s = NULL;
    bool more;
    Why w = {{0}};
    const StmtDef def = {"ask", sql, "", "i", NULL};
    assert_ok(db_open(store, DB_WRITE, &db, &w));
    assert_ok(db_stmt(db, &def, &s));
    assert_ok(stmt_step(s, &more));
    assert_true(more);
    int64_t n = stmt_col_int(s, 0);
    stmt_end(s);
    db_close(db);
    return n;
}

static void there_and_back(void **state)
{
    (void)state;
    const char *target = new_target();
    StoreCopied there = {0}, again = {0};
    assert_ok(copy(original, target, &there));
    assert_true(there.rows > ORGS && there.tables > 20);
    assert_int_equal(ask(target, "SELECT count(*) FROM org WHERE name = 'Één ''naam'' \\ met \"tekens\" 日本'"), 1);
    assert_int_equal(ask(target, "SELECT created_at FROM org WHERE id = 7"), INT64_MAX);
    assert_int_equal(ask(target, "SELECT created_at FROM org WHERE id = 8"), -INT64_MAX);
    assert_int_equal(ask(target, "SELECT version FROM directory_version"), 77);
    assert_int_equal(ask(target, "SELECT count(*) FROM session WHERE id = x'0000'"), 1);
    // numbers go on where they were
    assert_int_equal(ask(target, "INSERT INTO org (kind, name, public_key, state, created_at) "
                                 "VALUES ('care', 'Nieuw', x'00', 'active', 1) RETURNING id"),
                     ORGS + 1);
    assert_ok(copy(target, back, &again));
    assert_int_equal(again.rows, there.rows + 1);
    assert_int_equal(ask(back, "SELECT count(*) FROM org"), ORGS + 1);
}

static void nothing_is_overwritten(void **state)
{
    (void)state;
    const char *target = new_target(), *empty = new_target();
    StoreCopied copied;
    Db *db = NULL;
    Why w = {{0}};
    assert_ok(copy(original, target, &copied));
    assert_int_equal(copy(original, target, &copied), E_CONFLICT);
    assert_ok(db_open(empty, DB_WRITE, &db, &w)); // it is there, but nothing is in it
    db_close(db);
    assert_int_equal(copy(empty, new_target(), &copied), E_NOTFOUND);
}

// Something in the other store changes what is put there.
static void a_copy_that_differs_is_told(void **state)
{
    (void)state;
    const char *target = new_target();
    StoreCopied copied = {0};
    Db *db = NULL;
    Why w = {{0}};
    assert_ok(db_open(target, DB_WRITE, &db, &w));
    assert_ok(db_migrate(db, &w));
    db_close(db);
    test_store_run(target, test_store_is_remote()
                               ? "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
                                 "$$ BEGIN NEW.name = NEW.name || '!'; RETURN NEW; END $$;"
                                 "CREATE TRIGGER spoils BEFORE INSERT ON org FOR EACH ROW WHEN (NEW.id = 9) "
                                 "EXECUTE FUNCTION spoil()"
                               : "CREATE TRIGGER spoils AFTER INSERT ON org WHEN NEW.id = 9 "
                                 "BEGIN UPDATE org SET name = name || '!' WHERE id = 9; END");
    assert_int_equal(store_copy(original, target, NULL, &copied, &w), E_STORE);
    assert_non_null(strstr(w.text, "table org is not the same"));
    assert_int_equal(copied.rows, 0);
}

static void a_backup_is_a_file_of_its_own(void **state)
{
    (void)state;
    const char *target = new_target();
    char file[80];
    StoreCopied copied;
    Db *db = NULL;
    Why w = {{0}};
    struct stat st;
    snprintf(file, sizeof file, "%s/backup.db", folder);
    assert_ok(copy(original, target, &copied));
    assert_ok(db_open(target, DB_READ, &db, &w));
    assert_ok(db_backup(db, file, &w));
    assert_ok(db_backup(db, file, &w)); // over the one before
    assert_int_equal(db_backup(db, "/nowhere/at/all.db", &w) == OK, 0);
    db_close(db);
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(ask(file, "SELECT count(*) FROM org"), ORGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(nothing_is_overwritten),
        cmocka_unit_test(a_copy_that_differs_is_told),
        cmocka_unit_test(a_backup_is_a_file_of_its_own),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
