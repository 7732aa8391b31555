// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// db_sqlite.c - the embedded engine: WAL, synchronous=FULL, defensive settings.
#include "store/db.h"
#include "sys/file.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_WAIT_MS = 5000, STMT_SLOTS = 2048, SQL_LENGTH_MAX = 64 * 1024, VALUE_LENGTH_MAX = 32 * 1024 * 1024 };

struct Stmt {
    sqlite3_stmt *handle;
    const StmtDef *def;
};

struct Db {
    sqlite3 *handle;
    Stmt slots[STMT_SLOTS]; // open hash by address of the definition
    size_t used;
};

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

static Err exec(Db *db, const char *sql) { return of_code(sqlite3_exec(db->handle, sql, NULL, NULL, NULL)); }

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

Err db_open(const char *path, DbMode mode, Db **ret_db, Why *w)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, count_no_memory);
    Db *db = calloc(1, sizeof *db);
    if (!db) abort();
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (mode == DB_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);
    if (mode == DB_WRITE && !private_file(path)) {
        free(db);
        return why(w, E_STORE, "cannot open the store %s: %s", path, strerror(errno));
    }
    // A WAL reader needs to write the shared index, so read connections open read-write and are held by query_only.
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK) {
        Err e = why(w, E_STORE, "cannot open the store %s: %s", path, sqlite3_errmsg(db->handle));
        db_close(db);
        return e;
    }
    sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);
    Err e = defend(db->handle);
    if (e == OK && mode == DB_WRITE) e = exec(db, "PRAGMA journal_mode=WAL");
    if (e == OK) e = exec(db, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
                              "PRAGMA secure_delete=ON; PRAGMA cache_size=-16000");
    if (e == OK && mode == DB_READ) e = exec(db, "PRAGMA query_only=ON");
    if (e != OK) {
        e = why(w, E_STORE, "cannot set up the store %s: %s", path, sqlite3_errmsg(db->handle));
        db_close(db);
        return e;
    }
    *ret_db = db;
    return OK;
}

void db_close(Db *db)
{
    if (!db) return;
    for (size_t i = 0; i < STMT_SLOTS; i++) sqlite3_finalize(db->slots[i].handle);
    sqlite3_close(db->handle);
    free(db);
}

void db_closep(Db **db)
{
    db_close(*db);
    *db = NULL;
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

Err db_begin(Db *db) { return run(db, &begin_def); }
Err db_commit(Db *db) { return run(db, &commit_def); }
Err db_save(Db *db) { return run(db, &save_def); }
Err db_keep(Db *db) { return run(db, &keep_def); }
Err db_snapshot(Db *db) { return run(db, &snapshot_def); }

bool db_begun(const Db *db) { return !sqlite3_get_autocommit(db->handle); }

void db_rollback(Db *db)
{
    if (db_begun(db)) (void)run(db, &rollback_def); // nothing to undo is fine
}

void db_snapshot_end(Db *db) { db_rollback(db); }

void db_undo(Db *db)
{
    (void)exec(db, "ROLLBACK TO job"); // fails only when the whole transaction is gone, which undid it too
    (void)exec(db, "RELEASE job");
}

int64_t db_changes(const Db *db) { return sqlite3_total_changes64(db->handle); }
const char *db_error(const Db *db) { return sqlite3_errmsg(db->handle); }

static size_t slot_of(const Db *db, const StmtDef *def)
{
    size_t i = ((uintptr_t)def >> 4) % STMT_SLOTS;
    while (db->slots[i].def && db->slots[i].def != def) i = (i + 1) % STMT_SLOTS;
    return i;
}

Err db_stmt(Db *db, const StmtDef *def, Stmt **ret_stmt)
{
    Stmt *s = &db->slots[slot_of(db, def)];
    if (!s->def) {
        assert(db->used < STMT_SLOTS / 2);
        int code = sqlite3_prepare_v3(db->handle, def->sql, -1, SQLITE_PREPARE_PERSISTENT, &s->handle, NULL);
        if (code != SQLITE_OK) return of_code(code) == E_BUSY ? E_BUSY : E_STORE;
        assert(sqlite3_bind_parameter_count(s->handle) == (int)strlen(def->params));
        assert(sqlite3_column_count(s->handle) == (int)strlen(def->columns));
        s->def = def;
        db->used++;
    }
    *ret_stmt = s;
    return OK;
}

void stmt_int(Stmt *s, int at, int64_t v) { sqlite3_bind_int64(s->handle, at, v); }

void stmt_text(Stmt *s, int at, Str v)
{
    sqlite3_bind_text64(s->handle, at, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void stmt_bytes(Stmt *s, int at, Str v)
{
    sqlite3_bind_blob64(s->handle, at, v.n ? v.p : "", v.n, SQLITE_STATIC);
}

Err stmt_step(Stmt *s, bool *ret_row)
{
    int code = sqlite3_step(s->handle);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return of_code(code);
    *ret_row = code == SQLITE_ROW;
    return OK;
}

int64_t stmt_changes(Stmt *s) { return sqlite3_changes64(sqlite3_db_handle(s->handle)); }

int64_t stmt_col_int(Stmt *s, int at) { return sqlite3_column_int64(s->handle, at); }

Str stmt_col_text(Stmt *s, int at, Arena *mem)
{
    const char *p = (const char *)sqlite3_column_text(s->handle, at);
    return str_dup(mem, (Str){p, (size_t)sqlite3_column_bytes(s->handle, at)});
}

Str stmt_col_bytes(Stmt *s, int at, Arena *mem)
{
    const char *p = sqlite3_column_blob(s->handle, at);
    return str_dup(mem, (Str){p, (size_t)sqlite3_column_bytes(s->handle, at)});
}

void stmt_end(Stmt *s)
{
    if (!s) return;
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
}

void stmt_endp(Stmt **s)
{
    stmt_end(*s);
    *s = NULL;
}

Err db_version(Db *db, int64_t *ret_version)
{
    sqlite3_stmt *s = NULL;
    TRY(of_code(sqlite3_prepare_v2(db->handle, "PRAGMA user_version", -1, &s, NULL)));
    Err e = of_code(sqlite3_step(s));
    int64_t version = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    if (e == OK) *ret_version = version;
    return e;
}

static Err migrate_one(Db *db, const Migration *m, Why *w)
{
    TRY(db_begin(db));
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(4));
    Err e = exec(db, m->sql);
    if (e == OK) e = exec(db, str_z(mem, str_fmt(mem, "PRAGMA user_version=%d", m->number)));
    if (e == OK) e = db_commit(db);
    if (e == OK) return OK;
    e = why(w, E_STORE, "migration %d (%s): %s", m->number, m->name, db_error(db));
    db_rollback(db);
    return e;
}

Err db_migrate(Db *db, Why *w)
{
    int64_t version;
    TRY(db_version(db, &version));
    for (const Migration *m = migrations; m->number; m++)
        if (m->number > version) TRY(migrate_one(db, m, w));
    return OK;
}

Err db_backup(Db *db, const char *to_path, Why *w)
{
    sqlite3 *to = NULL;
    Err e = OK;
    if (!private_file(to_path)) return why(w, E_IO, "cannot write %s: %s", to_path, strerror(errno));
    if (sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        e = why(w, E_IO, "cannot write %s: %s", to_path, sqlite3_errmsg(to));
    sqlite3_backup *copy = e == OK ? sqlite3_backup_init(to, "main", db->handle, "main") : NULL;
    if (e == OK && !copy) e = why(w, E_STORE, "cannot start the copy: %s", sqlite3_errmsg(to));
    // One step copies all pages from one snapshot: consistent, whatever is written meanwhile.
    if (copy && sqlite3_backup_step(copy, -1) != SQLITE_DONE)
        e = why(w, E_STORE, "copy failed: %s", sqlite3_errmsg(to));
    if (copy && sqlite3_backup_finish(copy) != SQLITE_OK && e == OK)
        e = why(w, E_STORE, "copy failed: %s", sqlite3_errmsg(to));
    sqlite3_close(to);
    return e;
}

Err db_compact(Db *db, const char *to_path, Why *w)
{
    sqlite3_stmt *s = NULL;
    if (!private_file(to_path)) return why(w, E_IO, "cannot write %s: %s", to_path, strerror(errno));
    int code = sqlite3_prepare_v2(db->handle, "VACUUM INTO ?1", -1, &s, NULL);
    if (code == SQLITE_OK) code = sqlite3_bind_text(s, 1, to_path, -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    sqlite3_finalize(s);
    if (code == SQLITE_DONE) return OK;
    return why(w, of_code(code) == OK ? E_STORE : of_code(code), "copy failed: %s", sqlite3_errmsg(db->handle));
}

static Err check_says(Db *db, const char *pragma, const char *fine, Why *w)
{
    sqlite3_stmt *s = NULL;
    TRY(of_code(sqlite3_prepare_v2(db->handle, pragma, -1, &s, NULL)));
    int code = sqlite3_step(s);
    Err e = OK;
    const char *text = code == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : "";
    if (code != SQLITE_ROW && code != SQLITE_DONE) e = of_code(code);
    else if (strcmp(text ? text : "", fine) != 0) e = why(w, E_STORE, "%s: %s", pragma, text);
    sqlite3_finalize(s);
    return e;
}

Err db_check(Db *db, Why *w)
{
    TRY(check_says(db, "PRAGMA integrity_check(1)", "ok", w));
    return check_says(db, "PRAGMA foreign_key_check", "", w);
}
