// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Prepares every named statement against the migrated schema, so that a wrong column fails here, with file and name,
// and not in front of a visitor. Also: the types that the statement promised are those of the columns, and no statement
// reads a whole table unless its comment says why ("-- scans: reason").
#include "unit.h"

#include "store/db.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LISTS_MAX = 64 };
extern const StmtList *const statement_lists[]; // generated, ended by NULL

static sqlite3 *schema;

#define COMPLAIN(list, def, ...)                                                                                       \
    do {                                                                                                               \
        print_error("%s: %s: ", (list)->file, (def)->name);                                                            \
        print_error(__VA_ARGS__);                                                                                      \
        print_error("\n");                                                                                             \
        faults++;                                                                                                      \
    } while (0)

static bool type_fits(char promised, const char *declared)
{
    if (!declared || strcmp(declared, "ANY") == 0) return true; // an expression: any type
    if (promised == 'i') return strncmp(declared, "INT", 3) == 0;
    return strcmp(declared, promised == 's' ? "TEXT" : "BLOB") == 0;
}

static int check_columns(const StmtList *list, const StmtDef *def, sqlite3_stmt *s)
{
    int faults = 0, columns = (int)strlen(def->columns), params = (int)strlen(def->params);
    if (sqlite3_bind_parameter_count(s) != params)
        COMPLAIN(list, def, "%d parameters named, %d used", params, sqlite3_bind_parameter_count(s));
    if (sqlite3_column_count(s) != columns && columns == 0)
        COMPLAIN(list, def, "gives %d columns, but is \"none\" or \"some\"", sqlite3_column_count(s));
    else if (sqlite3_column_count(s) != columns)
        COMPLAIN(list, def, "names %d columns, the statement gives %d", columns, sqlite3_column_count(s));
    else
        for (int i = 0; i < columns; i++)
            if (!type_fits(def->columns[i], sqlite3_column_decltype(s, i)))
                COMPLAIN(list, def, "column %d (%s) is %s in the schema", i + 1, sqlite3_column_name(s, i),
                         sqlite3_column_decltype(s, i));
    return faults;
}

// Is what the step reads the result of a subquery, "FROM (SELECT ...) AS few"?
static bool is_subquery(const char *step, const char *sql)
{
    char as[80];
    snprintf(as, sizeof as, ") AS %s", step + 5);
    return strstr(sql, as) != NULL;
}

// A walk along an index that a LIMIT ends early is no scan; nor are lists of values and results of a subquery.
static bool is_scan(const char *step, const char *sql)
{
    if (strncmp(step, "SCAN ", 5) != 0 || is_subquery(step, sql)) return false;
    if (strstr(step, "CONSTANT ROW") || strstr(step, "(subquery") || strstr(step, "VIRTUAL TABLE")) return false;
    return !(strstr(step, " USING ") && strstr(sql, "LIMIT"));
}

static int check_plan(const StmtList *list, const StmtDef *def)
{
    int faults = 0, scans = 0;
    char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", def->sql);
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_prepare_v2(schema, explain, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(s, 3);
        if (!step || !is_scan(step, def->sql)) continue;
        scans++;
        if (!def->scans)
            COMPLAIN(list, def, "reads a whole table (%s): add an index, or a comment \"-- scans: why\"", step);
    }
    if (def->scans && !scans) COMPLAIN(list, def, "excuses a scan (\"-- scans:\") that it does not make");
    sqlite3_finalize(s);
    sqlite3_free(explain);
    return faults;
}

static void every_statement_fits(void **state)
{
    const StmtList *list = *state;
    int faults = 0;
    for (size_t i = 0; i < list->count; i++) {
        const StmtDef *def = list->defs[i];
        sqlite3_stmt *s = NULL;
        if (sqlite3_prepare_v2(schema, def->sql, -1, &s, NULL) != SQLITE_OK)
            COMPLAIN(list, def, "%s", sqlite3_errmsg(schema));
        else faults += check_columns(list, def, s) + check_plan(list, def);
        sqlite3_finalize(s);
    }
    assert_int_equal(faults, 0);
}

// The rules are tested on themselves: a plan that must be refused, and one that must not.
static void scans_are_told_from_walks(void **state)
{
    (void)state;
    assert_true(is_scan("SCAN signal", "SELECT 1 FROM signal LIMIT 3"));
    assert_true(is_scan("SCAN s USING COVERING INDEX x", "SELECT count(*) FROM signal s"));
    assert_false(is_scan("SCAN s USING INDEX x", "SELECT 1 FROM signal s ORDER BY at LIMIT 3"));
    assert_false(is_scan("SEARCH s USING INDEX x (org=?)", "SELECT 1"));
    assert_false(is_scan("SCAN CONSTANT ROW", "SELECT 1"));
    assert_false(is_scan("SCAN few", "SELECT count(*) FROM (SELECT 1 FROM signal LIMIT 3) AS few"));
    assert_true(type_fits('i', "INTEGER") && type_fits('b', "BLOB") && !type_fits('s', "BLOB"));
}

static char folder[] = "/tmp/baken-statements-XXXXXX";

static void open_schema(char *path, size_t room)
{
    if (!mkdtemp(folder)) abort();
    snprintf(path, room, "%s/baken.db", folder);
    Db *db = NULL;
    Why why = {0};
    if (db_open(path, DB_WRITE, &db, &why) != OK || db_migrate(db, &why) != OK) {
        fprintf(stderr, "the migrations failed: %s\n", why.text);
        exit(1);
    }
    db_close(db);
    if (sqlite3_open(path, &schema) != SQLITE_OK) abort();
    sqlite3_db_config(schema, SQLITE_DBCONFIG_DQS_DML, 0, NULL); // "x" is a column, never a text
}

int main(void)
{
    char path[64], tail[80];
    open_schema(path, sizeof path);
    struct CMUnitTest tests[LISTS_MAX + 1] = {cmocka_unit_test(scans_are_told_from_walks)};
    size_t count = 1;
    for (; statement_lists[count - 1]; count++) {
        if (count > LISTS_MAX) abort();
        const StmtList *list = statement_lists[count - 1];
        union {
            const void *from;
            void *to;
        } state = {.from = list}; // cmocka's state is not const
        tests[count] = (struct CMUnitTest){list->file, every_statement_fits, NULL, NULL, state.to};
    }
    int failed = _cmocka_run_group_tests("statements", tests, count, NULL, NULL);
    sqlite3_close(schema);
    static const char *const tails[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(tails); i++) {
        snprintf(tail, sizeof tail, "%s%s", path, tails[i]);
        unlink(tail);
    }
    rmdir(folder);
    return failed;
}
