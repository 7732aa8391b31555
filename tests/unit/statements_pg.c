// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Every named statement on PostgreSQL: it is taken, the columns have the types that were promised, and no index is
// missing (asked not to read a whole table, the planner finds another way). See statements.c for SQLite.
#include "test_store.h"
#include "unit.h"

#include "base/buf.h"
#include "store/pg.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LISTS_MAX = 64, PLAN_MEMORY = 1024 * 1024 };
extern const StmtList *const statement_lists[]; // generated, ended by NULL

static PGconn *schema;

#define COMPLAIN(list, def, ...)                                                                                       \
    do {                                                                                                               \
        print_error("%s: %s: ", (list)->file, (def)->name);                                                            \
        print_error(__VA_ARGS__);                                                                                      \
        print_error("\n");                                                                                             \
        faults++;                                                                                                      \
    } while (0)

// bytea; text and what is like it; whole numbers, truth and sums
static bool type_fits(char promised, Oid type)
{
    static const Oid bytes[] = {17}, texts[] = {25, 1043, 705}, numbers[] = {20, 21, 23, 16, 1700};
    const Oid *fit = promised == 'b' ? bytes : promised == 's' ? texts : numbers;
    size_t n = promised == 'b' ? COUNT(bytes) : promised == 's' ? COUNT(texts) : COUNT(numbers);
    for (size_t i = 0; i < n; i++)
        if (fit[i] == type) return true;
    return false;
}

static int check_columns(const StmtList *list, const StmtDef *def)
{
    int faults = 0;
    PGresult *r = PQdescribePrepared(schema, def->name);
    int found = PQnfields(r), columns = (int)strlen(def->columns);
    if (PQnparams(r) != (int)strlen(def->params)) COMPLAIN(list, def, "%d parameters used", PQnparams(r));
    if (found != columns) COMPLAIN(list, def, "names %d columns, the statement gives %d", columns, found);
    for (int i = 0; i < found && i < columns; i++)
        if (!type_fits(def->columns[i], PQftype(r, i)))
            COMPLAIN(list, def, "column %d (%s) has type %u", i + 1, PQfname(r, i), PQftype(r, i));
    PQclear(r);
    return faults;
}

static int check_plan(const StmtList *list, const StmtDef *def)
{
    int faults = 0;
    CLEANUP(arena_freep) Arena *mem = arena_new(PLAN_MEMORY);
    Buf b = buf_new(mem, KB(16));
    if (def->scans) return 0;
    if (strncmp(def->sql, "DELETE", 6) == 0 && !strstr(def->sql, "WHERE")) return 0; // empties a table, as it says
    buf_fmt(&b, "EXPLAIN EXECUTE \"%s\"", def->name);
    for (size_t i = 0; def->params[i]; i++) buf_c(&b, i ? ", NULL" : " (NULL");
    if (def->params[0]) buf_char(&b, ')');
    PGresult *r = PQexec(schema, str_z(mem, buf_str(&b)));
    if (PQresultStatus(r) != PGRES_TUPLES_OK) COMPLAIN(list, def, "%s", PQresultErrorMessage(r));
    for (int i = 0; i < PQntuples(r); i++) {
        const char *step = PQgetvalue(r, i, 0);
        if (strstr(step, "Seq Scan")) COMPLAIN(list, def, "no index: %s", step);
        // The program goes without bitmaps (store/pg_link.c), and would walk a whole index for this.
        if (strstr(step, "BitmapOr")) COMPLAIN(list, def, "OR needs two indexes: write a UNION");
    }
    PQclear(r);
    return faults;
}

static void every_statement_fits(void **state)
{
    const StmtList *list = *state;
    CLEANUP(arena_freep) Arena *mem = arena_new(PLAN_MEMORY * 4);
    int faults = 0;
    for (size_t i = 0; i < list->count; i++) {
        const StmtDef *def = list->defs[i];
        Oid types[PG_PARAMS_MAX];
        int n = 0;
        for (; def->params[n]; n++) types[n] = def->params[n] == 'i' ? 20 : def->params[n] == 's' ? 25 : 17;
        PGresult *r = PQprepare(schema, def->name, str_z(mem, pg_sql(mem, def->sql)), n, types);
        if (PQresultStatus(r) != PGRES_COMMAND_OK) COMPLAIN(list, def, "%s", PQresultErrorMessage(r));
        else faults += check_columns(list, def) + check_plan(list, def);
        PQclear(r);
    }
    assert_int_equal(faults, 0);
}

// What the text of a statement becomes.
static void texts_are_translated(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(PLAN_MEMORY);
    assert_str(pg_sql(mem, "SELECT ?1, ?12 FROM a"), "SELECT $1, $12 FROM a");
    assert_str(pg_sql(mem, "a <> x'' AND b = X'0aFF'"), "a <> '\\x'::bytea AND b = '\\x0aFF'::bytea");
    static const char same[] = "t = 'why?' AND u = 'it''s ?1' AND \"x?\" = max(a)";
    assert_str(pg_sql(mem, same), same);
}

int main(void)
{
    char folder[] = "/tmp/baken-statements-XXXXXX";
    if (!test_store_is_remote() || !mkdtemp(folder)) return 1;
    schema = PQconnectdb(test_store(folder));
    PQclear(PQexec(schema, "SET plan_cache_mode = force_generic_plan"));
    PQclear(PQexec(schema, "SET enable_seqscan = off"));
    struct CMUnitTest tests[LISTS_MAX + 1] = {cmocka_unit_test(texts_are_translated)};
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
    int failed = _cmocka_run_group_tests("statements_pg", tests, count, NULL, NULL);
    PQfinish(schema);
    rmdir(folder);
    return failed;
}
