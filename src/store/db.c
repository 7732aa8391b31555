// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// db.c - the half of db.h that both engines share: names of stores, the cache of statements, which schema is there.
#include "store/engine.h"
#include "store/pg.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/meter.h"
#include <assert.h>
#include <stdatomic.h>
#include <string.h>

enum { LABEL_MAX = 200 };

bool store_is_remote(const char *store)
{
    Str s = str_c(store);
    return str_starts(s, S("postgres://")) || str_starts(s, S("postgresql://"));
}

Str store_path(const char *store)
{
    Str s = str_c(store);
    if (store_is_remote(store)) return STR_NONE;
    return str_starts(s, S("sqlite:")) ? (Str){s.p + 7, s.n - 7} : s;
}

// "postgres://user:password@host:5432/name?..." without what is between : and @, and without parameters.
Str store_label(Arena *mem, const char *store)
{
    if (!store_is_remote(store)) return store_path(store);
    Str rest = str_c(store);
    rest = str_cut(&rest, '?');
    const char *at = memrchr(rest.p, '@', rest.n), *from = at ? at + 1 : strstr(rest.p, "://") + 3;
    Str where = {from, rest.n - (size_t)(from - rest.p)};
    return str_fmt(mem, "postgres://%.*s", STR_ARG(str_head(where, LABEL_MAX)));
}

Err store_check_name(const char *store, Why *w) { return store_is_remote(store) ? pg_name_check(store, w) : OK; }

void store_reads(Arena *mem, const char *store, const char **ret_paths, size_t max)
{
    if (store_is_remote(store)) pg_reads(mem, store, ret_paths, max);
}

Err db_open(const char *store, DbMode mode, Db **ret_db, Why *w)
{
    if (store_is_remote(store)) return pg_open(store, mode, ret_db, w);
    return sqlite_open(store_path(store).p, mode, ret_db, w);
}

void db_close(Db *db)
{
    if (!db) return;
    for (size_t i = 0; i < STMT_SLOTS; i++)
        if (db->slots[i].own) db->engine->drop(&db->slots[i]);
    db->engine->close(db);
}

void db_closep(Db **db)
{
    db_close(*db);
    *db = NULL;
}

const char *db_engine(const Db *db) { return db->engine->name; }
Err db_begin(Db *db) { return db->engine->begin(db); }
Err db_commit(Db *db) { return db->engine->commit(db); }
void db_rollback(Db *db) { db->engine->rollback(db); }
bool db_begun(const Db *db) { return db->engine->begun(db); }
Err db_save(Db *db) { return db->engine->save(db); }
Err db_keep(Db *db) { return db->engine->keep(db); }
void db_undo(Db *db) { db->engine->undo(db); }
Err db_snapshot(Db *db) { return db->engine->snapshot(db); }
void db_snapshot_end(Db *db) { db->engine->rollback(db); }
int64_t db_changes(Db *db) { return db->engine->changes(db); }
const char *db_error(const Db *db) { return db->engine->error(db); }
Err db_backup(Db *db, const char *to_path, Why *w) { return db->engine->backup(db, to_path, w); }
Err db_compact(Db *db, const char *to_path, Why *w) { return db->engine->compact(db, to_path, w); }
Err db_scrub(Db *db) { return db->engine->scrub(db); }
Err db_check(Db *db, Why *w) { return db->engine->check(db, w); }
bool db_settings_good(Db *db) { return db->engine->settings_good(db); }

// ---- the schema -----------------------------------------------------------------------------------------------------

int64_t db_version_of_program(void)
{
    int64_t last = 0;
    for (const Migration *m = migrations; m->number; m++) last = m->number;
    return last;
}

static bool known(int64_t number)
{
    const Migration *m = migrations;
    while (m->number && m->number != number) m++;
    return m->number != 0;
}

bool schema_has(Str numbers, int number)
{
    int64_t n;
    while (numbers.n)
        if (str_int(str_cut(&numbers, ' '), 1, INT32_MAX, &n) == OK && n == number) return true;
    return false;
}

Err db_schema(Db *db, DbSchema *ret_schema)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(16));
    DbSchema s = {0};
    Str numbers, rest;
    int64_t n;
    TRY(db->engine->applied(db, mem, &numbers));
    for (rest = numbers; rest.n;) {
        if (str_int(str_cut(&rest, ' '), 1, INT32_MAX, &n) != OK) return E_STORE;
        if (n > s.last) s.last = n;
        if (n > s.unknown && !known(n)) s.unknown = n;
    }
    for (const Migration *m = migrations; m->number; m++) s.missing += !schema_has(numbers, m->number);
    *ret_schema = s;
    return OK;
}

bool db_schema_fits(const DbSchema *s) { return s->missing == 0 && s->unknown == 0; }

static Err schema_of(Db *db, DbSchema *ret_schema, Why *w)
{
    DbSchema s;
    Err e = db_schema(db, &s);
    if (e != OK) return why(w, e, "cannot read the version of the store: %s", db_error(db));
    if (s.unknown)
        return why(w, E_CONFLICT,
                   "the store was made by a newer program: its schema has step %lld, this program knows up to %lld. "
                   "Install that version here as well",
                   (long long)s.unknown, (long long)db_version_of_program());
    *ret_schema = s;
    return OK;
}

Err db_migrate(Db *db, Why *w)
{
    DbSchema s;
    TRY(schema_of(db, &s, w));
    return s.missing || !db->engine->shared ? db->engine->migrate(db, w) : OK;
}

Err db_ready(Db *db, Why *w)
{
    DbSchema s;
    TRY(schema_of(db, &s, w));
    if (s.last == 0 || !db->engine->shared) return db_migrate(db, w);
    return db_must_fit(db, w);
}

Err db_must_fit(Db *db, Why *w)
{
    DbSchema s;
    TRY(schema_of(db, &s, w));
    if (s.missing == 0) return OK;
    return why(w, E_CONFLICT,
               "the store has schema %lld and this program needs %lld (%lld steps are missing): make a backup with the "
               "version of before, then run `baken migrate`",
               (long long)s.last, (long long)db_version_of_program(), (long long)s.missing);
}

// ---- statements -----------------------------------------------------------------------------------------------------

static _Atomic int64_t slow_micros = INT64_MAX;

void db_slow_after(int64_t ms) { atomic_store(&slow_micros, ms > 0 ? ms * 1000 : INT64_MAX); }

static size_t slot_of(const Db *db, const StmtDef *def)
{
    size_t i = ((uintptr_t)def >> 4) % STMT_SLOTS;
    while (db->slots[i].def && db->slots[i].def != def) i = (i + 1) % STMT_SLOTS;
    return i;
}

Err db_stmt(Db *db, const StmtDef *def, Stmt **ret_stmt)
{
    Stmt *s = &db->slots[slot_of(db, def)];
    if (s->def) {
        TRY(db->engine->prepare(s));
    } else {
        assert(db->used < STMT_SLOTS / 2);
        *s = (Stmt){.db = db, .def = def};
        Err e = db->engine->prepare(s);
        if (e != OK) {
            if (s->own) db->engine->drop(s);
            *s = (Stmt){0};
            return e;
        }
        db->used++;
    }
    *ret_stmt = s;
    return OK;
}

void stmt_int(Stmt *s, int at, int64_t v) { s->db->engine->set_int(s, at, v); }
void stmt_text(Stmt *s, int at, Str v) { s->db->engine->set_text(s, at, v); }
void stmt_bytes(Stmt *s, int at, Str v) { s->db->engine->set_bytes(s, at, v); }
Err stmt_step(Stmt *s, bool *ret_row)
{
    if (!s->began) s->began = clock_micros();
    return s->db->engine->step(s, ret_row);
}

Err stmt_run(Stmt *s)
{
    bool row;
    return s->db->engine->run ? s->db->engine->run(s) : s->db->engine->step(s, &row);
}

int64_t stmt_changes(Stmt *s) { return s->db->engine->stmt_changes(s); }
int64_t stmt_col_int(Stmt *s, int at) { return s->db->engine->col_int(s, at); }
Str stmt_col_text(Stmt *s, int at, Arena *mem) { return str_dup(mem, s->db->engine->col(s, at)); }
Str stmt_col_bytes(Stmt *s, int at, Arena *mem) { return str_dup(mem, s->db->engine->col(s, at)); }

void stmt_end(Stmt *s)
{
    if (!s) return;
    s->db->engine->end(s);
    int64_t took = s->began ? clock_micros() - s->began : 0;
    s->began = 0;
    if (took < atomic_load_explicit(&slow_micros, memory_order_relaxed)) return;
    meter_add(METER_slow_statements, 1);
    // Its name says which; what was asked for is nobody's business.
    log_line(LOG_WARN, "slow_statement", "name=%s ms=%lld", s->def->name, (long long)(took / 1000));
}

void stmt_endp(Stmt **s)
{
    stmt_end(*s);
    *s = NULL;
}
