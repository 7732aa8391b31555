// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// db_sqlite.c - the embedded engine: WAL, synchronous=FULL, defensive settings.
#include "base/buf.h"
#include "store/engine.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The log goes into the store when it is 16 MB: pages that many reports touch are then written once, not four times.
#define CHECKPOINT_PAGES "4000"
enum { BUSY_WAIT_MS = 5000, SQL_LENGTH_MAX = 64 * 1024, VALUE_LENGTH_MAX = 32 * 1024 * 1024 };

typedef struct SqliteDb {
    Db base; // first, so that a Db is one of these
    sqlite3 *handle;
} SqliteDb;

static sqlite3 *handle_of(const Db *db) { return ((const SqliteDb *)db)->handle; }
static sqlite3_stmt *stmt_of(const Stmt *s) { return s->own; }

static Err of_code(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return OK;
    case SQLITE_CONSTRAINT: return E_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return E_BUSY;
    case SQLITE_TOOBIG: return E_LIMIT;
    default: return E_STORE;
    }
}

static Err exec(Db *db, const char *sql) { return of_code(sqlite3_exec(handle_of(db), sql, NULL, NULL, NULL)); }

// Defence in depth: no loadable code, no writable schema, no double-quoted strings, small limits.
static Err defend(sqlite3 *h)
{
    sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    // Plans do not look at the values that are asked for: else each other value of a term that leads to a partial index
    // has its statement prepared anew, for every page.
    sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    sqlite3_limit(h, SQLITE_LIMIT_SQL_LENGTH, SQL_LENGTH_MAX);
    sqlite3_limit(h, SQLITE_LIMIT_LENGTH, VALUE_LENGTH_MAX);
    sqlite3_limit(h, SQLITE_LIMIT_ATTACHED, 1);
    return OK;
}

// SQLite counts its memory under one lock for all threads, for a figure nobody asks for: readers wait for the writer.
// Only works before anything else of SQLite; too late does no harm.
static void count_no_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// The engine would make it readable for others until we say otherwise; its journals take the mode over. A file that is
// there is never opened here: closing it would drop every lock that other connections of this process hold on it
// (fcntl(2)), and the next program that closes the store would then remove the log under them.
static bool private_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return errno == EEXIST && chmod(path, 0600) == 0;
    close(fd);
    return true;
}

static void close_it(Db *db)
{
    sqlite3_close(handle_of(db));
    free(db);
}

static Err set_up(Db *db)
{
    sqlite3_busy_timeout(handle_of(db), BUSY_WAIT_MS);
    TRY(defend(handle_of(db)));
    if (db->mode == DB_WRITE) TRY(exec(db, "PRAGMA journal_mode=WAL"));
    TRY(exec(db, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                 "PRAGMA secure_delete=ON; PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=" CHECKPOINT_PAGES));
    return db->mode == DB_READ ? exec(db, "PRAGMA query_only=ON") : OK;
}

static const Engine sqlite_engine;

Err sqlite_open(const char *path, DbMode mode, Db **ret_db, Why *w)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
    if (mode == DB_WRITE && !private_file(path))
        return why(w, E_STORE, "cannot open the store %s: %s", path, strerror(errno));
    SqliteDb *own = calloc(1, sizeof *own);
    if (!own) abort();
    Db *db = &own->base;
    db->engine = &sqlite_engine;
    db->mode = mode;
    // A WAL reader needs to write the shared index, so read connections open read-write and are held by query_only.
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (mode == DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);
    const char *what = "open";
    Err e = sqlite3_open_v2(path, &own->handle, flags, NULL) == SQLITE_OK ? OK : E_STORE;
    if (e == OK) {
        what = "set up";
        e = set_up(db);
    }
    if (e != OK) {
        e = why(w, E_STORE, "cannot %s the store %s: %s", what, path, sqlite3_errmsg(own->handle));
        close_it(db);
        return e;
    }
    *ret_db = db;
    return OK;
}

// Prepared once: these run for every request.
#define DEF(sql_text) {.name = sql_text, .sql = sql_text, .params = "", .columns = ""}
static const StmtDef begin_def = DEF("BEGIN IMMEDIATE"), commit_def = DEF("COMMIT"), save_def = DEF("SAVEPOINT job"),
                     keep_def = DEF("RELEASE job"), snapshot_def = DEF("BEGIN"), rollback_def = DEF("ROLLBACK");
#undef DEF

static Err run(Db *db, const StmtDef *def)
{
    Stmt *s;
    bool row;
    TRY(db_stmt(db, def, &s));
    Err e = stmt_step(s, &row);
    stmt_end(s);
    return e;
}

static Err begin(Db *db) { return run(db, &begin_def); }
static Err commit(Db *db) { return run(db, &commit_def); }
static Err save(Db *db) { return run(db, &save_def); }
static Err keep(Db *db) { return run(db, &keep_def); }
static Err snapshot(Db *db) { return run(db, &snapshot_def); }

static bool begun(const Db *db) { return !sqlite3_get_autocommit(handle_of(db)); }

static void rollback(Db *db)
{
    if (begun(db)) (void)run(db, &rollback_def); // nothing to undo is fine
}

static void undo(Db *db)
{
    (void)exec(db, "ROLLBACK TO job"); // fails only when the whole transaction is gone, which undid it too
    (void)exec(db, "RELEASE job");
}

static int64_t changes(Db *db) { return sqlite3_total_changes64(handle_of(db)); }
static const char *error(const Db *db) { return sqlite3_errmsg(handle_of(db)); }

static Err prepare(Stmt *s)
{
    if (s->own) return OK;
    sqlite3_stmt *made = NULL;
    int code = sqlite3_prepare_v3(handle_of(s->db), s->def->sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL);
    if (code != SQLITE_OK) return of_code(code) == E_BUSY ? E_BUSY : E_STORE;
    assert(sqlite3_bind_parameter_count(made) == (int)strlen(s->def->params));
    assert(sqlite3_column_count(made) == (int)strlen(s->def->columns));
    s->own = made;
    return OK;
}

static void drop(Stmt *s) { sqlite3_finalize(stmt_of(s)); }

static void set_int(Stmt *s, int at, int64_t v) { sqlite3_bind_int64(stmt_of(s), at, v); }

static void set_text(Stmt *s, int at, Str v)
{
    sqlite3_bind_text64(stmt_of(s), at, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

static void set_bytes(Stmt *s, int at, Str v)
{
    sqlite3_bind_blob64(stmt_of(s), at, v.n ? v.p : "", v.n, SQLITE_STATIC);
}

static Err step(Stmt *s, bool *ret_row)
{
    int code = sqlite3_step(stmt_of(s));
    if (code != SQLITE_ROW && code != SQLITE_DONE) return of_code(code);
    *ret_row = code == SQLITE_ROW;
    return OK;
}

static int64_t changed(Stmt *s) { return sqlite3_changes64(handle_of(s->db)); }

static int64_t col_int(Stmt *s, int at) { return sqlite3_column_int64(stmt_of(s), at); }

static Str col(Stmt *s, int at)
{
    const char *p = sqlite3_column_blob(stmt_of(s), at); // of a text: its bytes
    return (Str){p, (size_t)sqlite3_column_bytes(stmt_of(s), at)};
}

static void end(Stmt *s)
{
    sqlite3_reset(stmt_of(s));
    sqlite3_clear_bindings(stmt_of(s));
}

// ---- the schema: baken_schema has a row for each step; user_version is the highest ---------------------------------

static const char has_table[] = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'baken_schema'",
                  in_words[] = "SELECT COALESCE(group_concat(version, ' '), '') FROM baken_schema",
                  what_is_there[] =
                      "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@' UNION "
                      "SELECT 'column ' || t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
                      "WHERE t.type = 'table' ORDER BY 1";

static Err ask(Db *db, Arena *mem, const char *sql, Str *ret_text)
{
    sqlite3_stmt *s = NULL;
    TRY(of_code(sqlite3_prepare_v2(handle_of(db), sql, -1, &s, NULL)));
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW) {
        const void *text = sqlite3_column_blob(s, 0);
        *ret_text = str_dup(mem, (Str){text, (size_t)sqlite3_column_bytes(s, 0)});
    }
    sqlite3_finalize(s);
    return code == SQLITE_ROW ? OK : code == SQLITE_DONE ? E_NOTFOUND : of_code(code);
}

static Err ask_number(Db *db, const char *sql, int64_t *ret_v)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    Str text;
    TRY(ask(db, mem, sql, &text));
    return str_int(text, 0, INT64_MAX, ret_v);
}

// Stores from before baken_schema only know their highest step. A step that came later with a lower number was passed
// over then: adopt() finds out.
static Err applied(Db *db, Arena *mem, Str *ret_numbers)
{
    int64_t there, last;
    TRY(ask_number(db, has_table, &there));
    if (there) return ask(db, mem, in_words, ret_numbers);
    TRY(ask_number(db, "PRAGMA user_version", &last));
    Buf b = buf_new(mem, KB(8));
    for (const Migration *m = migrations; m->number && m->number < last; m++) buf_fmt(&b, "%d ", m->number);
    if (last) buf_fmt(&b, "%lld", (long long)last);
    *ret_numbers = buf_str(&b);
    return OK;
}

static Err record(Db *db, Arena *mem, Str number)
{
    return exec(db, str_z(mem, str_fmt(mem, "INSERT INTO baken_schema (version) VALUES (%.*s)", STR_ARG(number))));
}

static Err make_model(sqlite3 *model, Str numbers)
{
    int code = SQLITE_OK;
    for (const Migration *m = migrations; m->number && code == SQLITE_OK; m++)
        if (schema_has(numbers, m->number)) code = sqlite3_exec(model, m->sqlite, NULL, NULL, NULL);
    return of_code(code);
}

// Both lists are in order of name; the store may have more.
static Err nothing_lacks(sqlite3_stmt *want, sqlite3_stmt *have, Why *w)
{
    while (sqlite3_step(want) == SQLITE_ROW) {
        const char *what = (const char *)sqlite3_column_text(want, 0);
        int order = -1;
        while (order < 0 && sqlite3_step(have) == SQLITE_ROW)
            order = strcmp((const char *)sqlite3_column_text(have, 0), what);
        if (order != 0)
            return why(w, E_CONFLICT,
                       "a step of the schema was passed over by an earlier program: the store has no %s. Nothing was "
                       "changed; put back a backup from before, or make a new store",
                       what);
    }
    return of_code(sqlite3_errcode(sqlite3_db_handle(want)));
}

static Err all_there(Db *db, Str numbers, Why *w)
{
    sqlite3 *model = NULL;
    sqlite3_stmt *want = NULL, *have = NULL;
    Err e = of_code(sqlite3_open_v2(":memory:", &model, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL));
    if (e == OK) e = make_model(model, numbers);
    if (e == OK) e = of_code(sqlite3_prepare_v2(model, what_is_there, -1, &want, NULL));
    if (e == OK) e = of_code(sqlite3_prepare_v2(handle_of(db), what_is_there, -1, &have, NULL));
    if (e != OK) e = why(w, e, "cannot compare the schema: %s", sqlite3_errmsg(model));
    else e = nothing_lacks(want, have, w);
    sqlite3_finalize(want);
    sqlite3_finalize(have);
    sqlite3_close(model);
    return e;
}

// From here on the store has a record of each step.
static Err adopt(Db *db, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    Str numbers;
    int64_t there;
    TRY(ask_number(db, has_table, &there));
    if (there) return OK;
    TRY(applied(db, mem, &numbers));
    if (numbers.n) TRY(all_there(db, numbers, w));
    TRY(exec(db, "CREATE TABLE baken_schema (version INTEGER PRIMARY KEY) STRICT"));
    while (numbers.n) TRY(record(db, mem, str_cut(&numbers, ' ')));
    return OK;
}

static Err migrate_to(Db *db, const Migration *m)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(32));
    Str numbers;
    TRY(applied(db, mem, &numbers)); // again, now that nobody else can move it
    if (schema_has(numbers, m->number)) return OK;
    TRY(exec(db, m->sqlite));
    TRY(record(db, mem, str_fmt(mem, "%d", m->number)));
    // Programs from before baken_schema read this, and refuse what they do not know.
    int64_t last;
    TRY(ask_number(db, "SELECT MAX(version) FROM baken_schema", &last));
    return exec(db, str_z(mem, str_fmt(mem, "PRAGMA user_version=%lld", (long long)last)));
}

// One transaction; m is NULL for the first.
static Err step_up(Db *db, const Migration *m, Why *w)
{
    Err e = begin(db);
    if (e == OK) e = m ? migrate_to(db, m) : adopt(db, w);
    if (e == OK) e = commit(db);
    if (e == OK) return OK;
    if (m) e = why(w, E_STORE, "migration %d (%s): %s", m->number, m->name, error(db));
    else if (e != E_CONFLICT) e = why(w, E_STORE, "cannot keep which migrations were applied: %s", error(db));
    rollback(db);
    return e;
}

static Err migrate(Db *db, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    Str numbers;
    int64_t there = 0;
    Err e = ask_number(db, has_table, &there);
    if (e == OK && !there) TRY(step_up(db, NULL, w));
    if (e == OK) e = applied(db, mem, &numbers);
    if (e != OK) return why(w, e, "cannot read which migrations were applied: %s", error(db));
    for (const Migration *m = migrations; m->number; m++)
        if (!schema_has(numbers, m->number)) TRY(step_up(db, m, w));
    return OK;
}

static Err backup(Db *db, const char *to_path, Why *w)
{
    sqlite3 *to = NULL;
    Err e = OK;
    if (!private_file(to_path)) return why(w, E_IO, "cannot write %s: %s", to_path, strerror(errno));
    if (sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        e = why(w, E_IO, "cannot write %s: %s", to_path, sqlite3_errmsg(to));
    sqlite3_backup *copy = e == OK ? sqlite3_backup_init(to, "main", handle_of(db), "main") : NULL;
    if (e == OK && !copy) e = why(w, E_STORE, "cannot start the copy: %s", sqlite3_errmsg(to));
    // One step copies all pages from one snapshot: consistent, whatever is written meanwhile.
    if (copy && sqlite3_backup_step(copy, -1) != SQLITE_DONE)
        e = why(w, E_STORE, "copy failed: %s", sqlite3_errmsg(to));
    if (copy && sqlite3_backup_finish(copy) != SQLITE_OK && e == OK)
        e = why(w, E_STORE, "copy failed: %s", sqlite3_errmsg(to));
    sqlite3_close(to);
    return e;
}

static Err compact(Db *db, const char *to_path, Why *w)
{
    sqlite3_stmt *s = NULL;
    if (!private_file(to_path)) return why(w, E_IO, "cannot write %s: %s", to_path, strerror(errno));
    int code = sqlite3_prepare_v2(handle_of(db), "VACUUM INTO ?1", -1, &s, NULL);
    if (code == SQLITE_OK) code = sqlite3_bind_text(s, 1, to_path, -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    sqlite3_finalize(s);
    if (code == SQLITE_DONE) return OK;
    return why(w, of_code(code) == OK ? E_STORE : of_code(code), "copy failed: %s", error(db));
}

static Err scrub(Db *db)
{
    return of_code(sqlite3_wal_checkpoint_v2(handle_of(db), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}

static Err check_says(Db *db, const char *pragma, const char *fine, Why *w)
{
    sqlite3_stmt *s = NULL;
    TRY(of_code(sqlite3_prepare_v2(handle_of(db), pragma, -1, &s, NULL)));
    int code = sqlite3_step(s);
    Err e = OK;
    const char *text = code == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : "";
    if (code != SQLITE_ROW && code != SQLITE_DONE) e = of_code(code);
    else if (strcmp(text ? text : "", fine) != 0) e = why(w, E_STORE, "%s: %s", pragma, text);
    sqlite3_finalize(s);
    return e;
}

static Err check(Db *db, Why *w)
{
    TRY(check_says(db, "PRAGMA integrity_check(1)", "ok", w));
    return check_says(db, "PRAGMA foreign_key_check", "", w);
}

static bool settings_good(Db *db) { return check_says(db, "PRAGMA journal_mode", "wal", NULL) == OK; }

static const Engine sqlite_engine = {
    .name = "sqlite",
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
    .compact = compact,
    .scrub = scrub,
    .check = check,
    .settings_good = settings_good,
    .prepare = prepare,
    .drop = drop,
    .set_int = set_int,
    .set_text = set_text,
    .set_bytes = set_bytes,
    .step = step,
    .stmt_changes = changed,
    .col_int = col_int,
    .col = col,
    .end = end,
};
