// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// db_pg.c - PostgreSQL. Writers of all nodes take turns by one advisory lock, so that batches follow each other and the
// chain of the ledger cannot fork; readers work on snapshots. Statements are prepared once for each connection; values
// travel in binary.
#include "base/buf.h"
#include "store/copy.h"
#include "store/pg.h"
#include "sys/file.h"
#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define WRITE_LOCK "422541223278" // "baken" as a number
enum { MEMORY = 16 * 1024 * 1024, NUMERIC_HEAD = 8, NUMERIC_BASE = 10000 };
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_NUMERIC = 1700
};

typedef struct PgStmt {
    const char *name, *sql;
    uint64_t met; // the connection it is prepared on
    PGresult *result;
    int row;
    int64_t *numbers; // in the byte order of the network
    const char **values;
    int *lengths, *formats;
} PgStmt;

static Pg *pg_of(Db *db) { return (Pg *)db; }

static const Engine pg_engine;

Err pg_open(const char *url, DbMode mode, Db **ret_db, Why *w)
{
    TRY(pg_name_check(url, w));
    Pg *pg = calloc(1, sizeof *pg);
    if (!pg) abort();
    pg->base.engine = &pg_engine;
    pg->base.mode = mode;
    pg->mem = arena_new(MEMORY);
    pg->url = str_z(pg->mem, str_c(url));
    pg->label = str_z(pg->mem, store_label(pg->mem, url));
    pg->patience = PG_PATIENCE_MS;
    Err e = pg_connect(pg, w);
    if (e != OK) {
        arena_free(pg->mem);
        free(pg);
        return e;
    }
    *ret_db = &pg->base;
    return OK;
}

static void close_it(Db *db)
{
    Pg *pg = pg_of(db);
    PQfinish(pg->link);
    arena_free(pg->mem);
    free(pg);
}

// ---- transactions ---------------------------------------------------------------------------------------------------

// A connection that died while nobody used it shows here; nothing was done on it, so once more is right.
static Err begin(Db *db)
{
    Pg *pg = pg_of(db);
    if (pg->tx != TX_NONE) return E_STORE;
    for (int tries = 0;; tries++) {
        Err e = pg_queue(pg, "BEGIN ISOLATION LEVEL READ COMMITTED");
        if (e == OK) e = pg_queue(pg, "SELECT pg_advisory_xact_lock(" WRITE_LOCK ")");
        if (e == OK) e = pg_collect(pg, NULL);
        if (e == OK) {
            pg->tx = TX_OPEN;
            return OK;
        }
        if (pg->link) { // the lock did not come in time: the transaction that was opened for it must go
            if (pg_run(pg, "ROLLBACK") != OK) (void)pg_lost(pg);
            return e;
        }
        if (tries) return e;
    }
}

// Goes out with the first question.
static Err snapshot(Db *db)
{
    Pg *pg = pg_of(db);
    if (pg->tx != TX_NONE) return E_STORE;
    Err e = pg_queue(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (e == E_STORE && !pg->link) e = pg_queue(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    TRY(e);
    pg->tx = TX_OPEN;
    pg->unasked = true;
    return OK;
}

static Err rollback_now(Pg *pg, const char *sql, const char *and)
{
    Err before = pg->queued ? pg_collect(pg, NULL) : OK; // behind an error nothing is done, not even this
    (void)before;
    pg->late = OK;
    if (!pg->link) return E_STORE;
    TRY(pg_queue(pg, sql));
    if (and) TRY(pg_queue(pg, and));
    return pg_collect(pg, NULL);
}

static void rollback(Db *db)
{
    Pg *pg = pg_of(db);
    PgTx was = pg->tx;
    pg->tx = TX_NONE;
    pg->late = OK;
    if (was != TX_OPEN || !pg->link) return;
    if (pg->base.mode == DB_WRITE) {
        if (rollback_now(pg, "ROLLBACK", NULL) != OK) (void)pg_lost(pg);
    } else if (pg_queue(pg, "ROLLBACK") == OK) {
        pg_leave(pg); // of a snapshot there is nothing to know
    }
}

static Err commit(Db *db)
{
    Pg *pg = pg_of(db);
    PGresult *r = NULL;
    if (pg->tx != TX_OPEN || !pg->link) return E_STORE;
    pg->warned = false;
    TRY(pg_queue(pg, "COMMIT"));
    TRY(pg_collect(pg, &r));
    // A transaction in which something failed is rolled back by COMMIT, without an error.
    bool kept = strcmp(PQcmdStatus(r), "COMMIT") == 0;
    PQclear(r);
    pg->tx = TX_NONE;
    if (kept && !pg->warned) return OK;
    pg_say(pg, kept ? "committed, but maybe not on the standby" : "the transaction had failed before");
    return E_STORE;
}

static bool begun(const Db *db) { return ((const Pg *)db)->tx == TX_OPEN; }

static Err save(Db *db) { return begun(db) ? pg_queue(pg_of(db), "SAVEPOINT job") : E_STORE; }

// Here all that the job sent is answered: after this it is known to be done.
static Err keep(Db *db)
{
    Pg *pg = pg_of(db);
    if (!begun(db)) return E_STORE;
    TRY(pg_queue(pg, "RELEASE job"));
    return pg_collect(pg, NULL);
}

static void undo(Db *db)
{
    Pg *pg = pg_of(db);
    // Without that the jobs before it can't be told apart from this one.
    if (begun(db) && rollback_now(pg, "ROLLBACK TO job", "RELEASE job") != OK && pg->link) (void)pg_lost(pg);
}

static int64_t changes(Db *db)
{
    Pg *pg = pg_of(db);
    if (pg->uncounted && pg->link && pg->late == OK) pg->late = pg_collect(pg, NULL);
    return pg->changes;
}

static const char *error(const Db *db) { return ((const Pg *)db)->error; }

// ---- statements -----------------------------------------------------------------------------------------------------

static Oid type_of(char c) { return c == 'i' ? TYPE_INT8 : c == 's' ? TYPE_TEXT : TYPE_BYTEA; }

static PgStmt *stmt_new(Pg *pg, const StmtDef *def)
{
    size_t n = strlen(def->params);
    assert(n <= PG_PARAMS_MAX);
    PgStmt *p = NEW(pg->mem, PgStmt);
    p->name = str_z(pg->mem, str_fmt(pg->mem, "s%llu", (unsigned long long)++pg->named));
    p->sql = str_z(pg->mem, pg_sql(pg->mem, def->sql));
    p->numbers = NEW_ARRAY(pg->mem, int64_t, n);
    p->values = NEW_ARRAY(pg->mem, const char *, n);
    p->lengths = NEW_ARRAY(pg->mem, int, n);
    p->formats = NEW_ARRAY(pg->mem, int, n);
    for (size_t i = 0; i < n; i++) p->formats[i] = 1;
    return p;
}

static Err prepare_once(Stmt *s)
{
    Pg *pg = pg_of(s->db);
    TRY(pg_ready(pg));
    if (!s->own) s->own = stmt_new(pg, s->def);
    PgStmt *p = s->own;
    if (p->met == pg->met) return OK;
    Oid types[PG_PARAMS_MAX];
    size_t n = strlen(s->def->params);
    for (size_t i = 0; i < n; i++) types[i] = type_of(s->def->params[i]);
    TRY(pg_pipe(pg));
    TRY(pg_queued(pg, PQsendPrepare(pg->link, p->name, p->sql, (int)n, types)));
    TRY(pg_collect(pg, NULL));
    p->met = pg->met;
    return OK;
}

// Preparing changes nothing, so on a connection that turns out to be gone it is done once more on a new one.
static Err prepare(Stmt *s)
{
    const Pg *pg = pg_of(s->db);
    Err e = prepare_once(s);
    return e == E_STORE && !pg->link && pg->tx == TX_NONE ? prepare_once(s) : e;
}

static void drop(Stmt *s)
{
    PgStmt *p = s->own;
    PQclear(p->result);
    p->result = NULL;
}

static void set(PgStmt *p, int at, const char *value, size_t n)
{
    p->values[at - 1] = value;
    p->lengths[at - 1] = (int)n;
}

static void set_int(Stmt *s, int at, int64_t v)
{
    PgStmt *p = s->own;
    p->numbers[at - 1] = (int64_t)htobe64((uint64_t)v);
    set(p, at, (const char *)&p->numbers[at - 1], sizeof v);
}

static void set_text(Stmt *s, int at, Str v)
{
    assert(v.n <= INT32_MAX);
    set(s->own, at, v.n ? v.p : "", v.n);
}

static Err send(Pg *pg, Stmt *s)
{
    TRY(prepare(s));
    TRY(pg_pipe(pg));
    const PgStmt *p = s->own;
    int n = (int)strlen(s->def->params);
    return pg_queued(pg, PQsendQueryPrepared(pg->link, p->name, n, p->values, p->lengths, p->formats, 1));
}

static Err run_once(Pg *pg, Stmt *s)
{
    TRY(send(pg, s));
    return pg_collect(pg, &((PgStmt *)s->own)->result);
}

// Asking once more does no harm where nothing was answered yet: a question alone, or the first one of a page.
static Err run(Stmt *s)
{
    Pg *pg = pg_of(s->db);
    PgStmt *p = s->own;
    bool first = pg->unasked, again = pg->base.mode == DB_READ && (pg->tx == TX_NONE || first);
    Err e = run_once(pg, s);
    if (e == E_STORE && again && !pg->link) {
        pg->tx = TX_NONE;
        if (first) TRY(snapshot(s->db));
        e = run_once(pg, s);
    }
    TRY(e);
    p->row = -1;
    return OK;
}

static Err step(Stmt *s, bool *ret_row)
{
    PgStmt *p = s->own;
    if (!p->result) TRY(run(s));
    p->row++;
    *ret_row = p->row < PQntuples(p->result);
    return OK;
}

// In a transaction that writes the answer can wait: until something is asked, or the job or the batch ends.
static Err run_later(Stmt *s)
{
    Pg *pg = pg_of(s->db);
    bool row;
    if (pg->tx != TX_OPEN || pg->base.mode != DB_WRITE) return step(s, &row);
    TRY(send(pg, s));
    pg->uncounted = true;
    return pg->queued < PG_QUEUE_MAX ? OK : pg_collect(pg, NULL);
}

static int64_t stmt_changes_of(Stmt *s) { return pg_rows_changed(((PgStmt *)s->own)->result); }

static uint64_t big_endian(const unsigned char *b, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++) v = v << 8 | b[i];
    return v;
}

// Sums of numbers come as numeric: digits in base 10000, behind how many there are, the place of the first, the sign
// (0x4000: negative) and how many decimals.
static int64_t of_numeric(const unsigned char *b, int length)
{
    int digits = (int)big_endian(b, 2), weight = (int16_t)big_endian(b + 2, 2);
    bool negative = big_endian(b + 4, 2) == 0x4000;
    assert(length >= NUMERIC_HEAD + 2 * digits);
    int64_t v = 0;
    for (int i = 0; i <= weight; i++) {
        int64_t digit = i < digits ? (int64_t)big_endian(b + NUMERIC_HEAD + 2 * i, 2) : 0;
        if (__builtin_mul_overflow(v, NUMERIC_BASE, &v) || __builtin_add_overflow(v, digit, &v))
            return negative ? INT64_MIN : INT64_MAX;
    }
    return negative ? -v : v;
}

static int64_t col_int(Stmt *s, int at)
{
    PgStmt *p = s->own;
    const unsigned char *b = (const unsigned char *)PQgetvalue(p->result, p->row, at);
    if (PQgetisnull(p->result, p->row, at)) return 0;
    switch (PQftype(p->result, at)) {
    case TYPE_BOOL: return b[0] != 0;
    case TYPE_INT2: return (int16_t)big_endian(b, 2);
    case TYPE_INT4: return (int32_t)big_endian(b, 4);
    case TYPE_INT8: return (int64_t)big_endian(b, 8);
    case TYPE_NUMERIC: return of_numeric(b, PQgetlength(p->result, p->row, at));
    default: abort(); // refused by the test of statements
    }
}

static Str col(Stmt *s, int at)
{
    PgStmt *p = s->own;
    return (Str){PQgetvalue(p->result, p->row, at), (size_t)PQgetlength(p->result, p->row, at)};
}

static void end(Stmt *s)
{
    PgStmt *p = s->own;
    drop(s);
    for (size_t i = 0; s->def->params[i]; i++) p->values[i] = NULL;
}

// ---- the whole store ------------------------------------------------------------------------------------------------

static Err ask_number(Pg *pg, const char *sql, int64_t *ret_v)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    Str text;
    TRY(pg_ask(pg, mem, sql, &text));
    return str_int(text, INT64_MIN, INT64_MAX, ret_v) == OK ? OK : E_STORE;
}

static Err applied(Db *db, Arena *mem, Str *ret_numbers)
{
    Pg *pg = pg_of(db);
    int64_t there = 0;
    TRY(pg_ready(pg));
    TRY(ask_number(pg, "SELECT count(*) FROM pg_class WHERE oid = to_regclass('public.baken_schema')", &there));
    if (there)
        return pg_ask(pg, mem, "SELECT COALESCE(string_agg(version::text, ' ' ORDER BY version), '') FROM baken_schema",
                      ret_numbers);
    *ret_numbers = STR_NONE;
    return OK;
}

static Err migrate_to(Pg *pg, Arena *mem, const Migration *m)
{
    TRY(pg_run(pg, m->postgres));
    return pg_run(pg, str_z(mem, str_fmt(mem, "INSERT INTO baken_schema (version) VALUES (%d)", m->number)));
}

// All steps in one transaction: a node that starts meanwhile sees the old schema or the new one, never one in between.
static Err migrate(Db *db, Why *w)
{
    Pg *pg = pg_of(db);
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    const Migration *m = migrations;
    Str numbers = STR_NONE;
    pg->patience = INT64_MAX / 2; // a table of a million rows takes its time, and the node that was first too
    Err e = pg_ready(pg);
    if (e == OK) e = pg_run(pg, "SET lock_timeout = 0");
    if (e == OK) e = begin(db);
    if (e == OK) e = pg_run(pg, "SET LOCAL statement_timeout = 0");
    if (e == OK) e = applied(db, mem, &numbers); // again, now that nobody else can move it
    if (e == OK && !numbers.n) e = pg_run(pg, "CREATE TABLE IF NOT EXISTS baken_schema (version BIGINT PRIMARY KEY)");
    for (; e == OK && m->number; m += e == OK)
        if (!schema_has(numbers, m->number)) e = migrate_to(pg, mem, m);
    if (e == OK) e = commit(db);
    if (e != OK) {
        e = why(w, E_STORE, "migration %d (%s): %s", m->number, m->name ? m->name : "commit", pg->error);
        rollback(db);
    }
    pg->patience = PG_PATIENCE_MS;
    if (pg->link && pg_run(pg, "SET lock_timeout = '5s'") != OK) (void)pg_lost(pg);
    return e;
}

// The same file as SQLite's own backup gives: what restores one restores the other.
static Err backup(Db *db, const char *to_path, Why *w)
{
    StoreCopied copied;
    Err e = file_remove(to_path);
    if (e != OK && e != E_NOTFOUND) return why(w, e, "cannot write %s", to_path);
    return store_copy(pg_of(db)->url, to_path, NULL, &copied, w);
}

// Rows that were removed stay in the pages and in the log until the engine writes over them; nothing here can hurry that.
static Err scrub(Db *db)
{
    (void)db;
    return OK;
}

static Err filled(Db *db)
{
    return pg_run(pg_of(db),
                  "DO $$ DECLARE c record; BEGIN FOR c IN SELECT t.relname, a.attname FROM pg_attribute a"
                  " JOIN pg_class t ON t.oid = a.attrelid WHERE a.attidentity <> '' AND t.relkind = 'r' LOOP "
                  "EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), GREATEST(COALESCE(MAX(%I), 1), 1),"
                  " COUNT(*) > 0) FROM %I', c.relname, c.attname, c.attname, c.relname); END LOOP; END $$");
}

// PostgreSQL keeps foreign keys itself; what can be wrong is a constraint or an index that was left half made.
static Err check(Db *db, Why *w)
{
    Pg *pg = pg_of(db);
    int64_t bad = 0;
    Err e = pg_ready(pg);
    if (e == OK)
        e = ask_number(pg,
                       "SELECT (SELECT count(*) FROM pg_constraint WHERE NOT convalidated) + "
                       "(SELECT count(*) FROM pg_index WHERE NOT indisvalid)",
                       &bad);
    if (e != OK) return why(w, e, "cannot check the store: %s", pg->error);
    return bad ? why(w, E_STORE, "%lld constraints or indexes are not valid", (long long)bad) : OK;
}

static bool settings_good(Db *db)
{
    int64_t good = 0;
    return pg_ready(pg_of(db)) == OK &&
           ask_number(pg_of(db),
                      "SELECT count(*) FROM (VALUES (1)) AS one WHERE current_setting('fsync') = 'on' AND "
                      "current_setting('full_page_writes') = 'on'",
                      &good) == OK &&
           good;
}

static const Engine pg_engine = {
    .name = "postgres",
    .shared = true,
    .close = close_it,
    .applied = applied,
    .migrate = migrate,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .begun = begun,
    .save = save,
    .keep = keep,
    .undo = undo,
    .snapshot = snapshot,
    .changes = changes,
    .error = error,
    .backup = backup,
    .compact = backup, // row by row as well
    .scrub = scrub,
    .check = check,
    .settings_good = settings_good,
    .filled = filled,
    .prepare = prepare,
    .drop = drop,
    .set_int = set_int,
    .set_text = set_text,
    .set_bytes = set_text,
    .step = step,
    .run = run_later,
    .stmt_changes = stmt_changes_of,
    .col_int = col_int,
    .col = col,
    .end = end,
};
