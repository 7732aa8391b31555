// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// db_sqlite.c - the embedded engine: WAL, synchronous=FULL, defensive settings.
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
    sqlite3_limit(h, SQLITE_LIMIT_SQL_LENGTH, SQL_LENGTH_MAX);
    sqlite3_limit(h, SQLITE_LIMIT_LENGTH, VALUE_LENGTH_MAX);
    sqlite3_limit(h, SQLITE_LIMIT_ATTACHED, 1);
    return OK;
}

// SQLite counts its memory under one lock for all threads, for a figure nobody asks for: readers wait for the writer.
// Only works before anything else of SQLite; too late does no harm.
static void count_no_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// The engine would make it readable for others until we say otherwise; its journals take the mode over.
static bool private_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool good = fd >= 0 && fchmod(fd, 0600) == 0;
    if (fd >= 0) close(fd);
    return good;
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
                 "PRAGMA secure_delete=ON; PRAGMA cache_size=-16000"));
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

static Err version(Db *db, int64_t *ret_version)
{
    sqlite3_stmt *s = NULL;
    TRY(of_code(sqlite3_prepare_v2(handle_of(db), "PRAGMA user_version", -1, &s, NULL)));
    Err e = of_code(sqlite3_step(s));
    int64_t found = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    if (e == OK) *ret_version = found;
    return e;
}

static Err migrate_one(Db *db, const Migration *m, Why *w)
{
    TRY(begin(db));
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    int64_t now = 0;
    Err e = version(db, &now); // again, now that nobody else can move it
    if (e == OK && now < m->number) e = exec(db, m->sqlite);
    if (e == OK && now < m->number) e = exec(db, str_z(mem, str_fmt(mem, "PRAGMA user_version=%d", m->number)));
    if (e == OK) e = commit(db);
    if (e == OK) return OK;
    e = why(w, E_STORE, "migration %d (%s): %s", m->number, m->name, error(db));
    rollback(db);
    return e;
}

static Err migrate(Db *db, Why *w)
{
    for (const Migration *m = migrations; m->number; m++) TRY(migrate_one(db, m, w));
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
    .version = version,
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
