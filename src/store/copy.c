// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "store/copy.h"
#include "base/buf.h"
#include "crypt/crypt.h"
#include "store/engine.h"
#include "sys/file.h"
#include <string.h>

enum {
    TABLES_MAX = 200,
    COLUMNS_MAX = 64,
    KEY_MAX = 8,
    CHUNK = 200,
    MEMORY = 16 * 1024 * 1024,
    ROW_MAX = 128 * 1024 * 1024,
    SQL_MAX = 16 * 1024
};

typedef struct Column {
    Str name;
    char type; // as in StmtDef
} Column;

typedef struct Table {
    Str name;
    Column columns[COLUMNS_MAX];
    size_t count;
    size_t key[KEY_MAX], key_count; // columns of the primary key
    StmtDef first, next, insert, empty, size;
    bool placed;
    int64_t rows;
    Hash digest;
} Table;

typedef struct Copy {
    Arena *mem, *row; // row: emptied for each
    Table *tables;
    size_t count;
    Table *order[TABLES_MAX]; // what is pointed to comes first
    int64_t done, all;
    StoreProgress *progress;
    Why *why;
} Copy;

// ---- what is there --------------------------------------------------------------------------------------------------

// table, column, type, place in the primary key
static const StmtDef sqlite_columns = {
    "columns",
    "SELECT t.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'i' WHEN 'TEXT' THEN 's' ELSE 'b' END, c.pk "
    "FROM sqlite_schema t, pragma_table_info(t.name) c "
    "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite@_%' ESCAPE '@' AND t.name <> 'baken_schema' "
    "ORDER BY t.name, c.cid",
    "", "sssi", NULL};
static const StmtDef postgres_columns = {
    "columns",
    "SELECT t.relname::text, c.attname::text, CASE c.atttypid WHEN 20 THEN 'i' WHEN 25 THEN 's' ELSE 'b' END, "
    "COALESCE((SELECT array_position(k.indkey::int2[], c.attnum) + 1 FROM pg_index k "
    "WHERE k.indrelid = t.oid AND k.indisprimary), 0) "
    "FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped "
    "WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'baken_schema' "
    "ORDER BY t.relname COLLATE \"C\", c.attnum",
    "", "sssi", NULL};
// table, the table it points to
static const StmtDef sqlite_links = {
    "links",
    "SELECT t.name, f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'", "",
    "ss", NULL};
static const StmtDef postgres_links = {
    "links",
    "SELECT f.relname::text, t.relname::text FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid "
    "JOIN pg_class t ON t.oid = c.confrelid WHERE c.contype = 'f'",
    "", "ss", NULL};
// Nothing is ever stored without an entry in the ledger, so where there is none, nothing was stored.
static const StmtDef entries = {"entries", "SELECT count(*) FROM ledger_entry", "", "i", NULL};

static bool on_postgres(const Db *db) { return strcmp(db_engine(db), "postgres") == 0; }

static Table *find(Copy *c, Str name)
{
    for (size_t i = 0; i < c->count; i++)
        if (str_eq(c->tables[i].name, name)) return &c->tables[i];
    return NULL;
}

static Err add_column(Copy *c, Stmt *s)
{
    Str name = stmt_col_text(s, 0, c->mem);
    Table *t = find(c, name);
    if (!t) {
        if (c->count == TABLES_MAX) return E_LIMIT;
        t = &c->tables[c->count++];
        t->name = name;
    }
    if (t->count == COLUMNS_MAX) return E_LIMIT;
    int64_t place = stmt_col_int(s, 3);
    if (place > KEY_MAX) return E_LIMIT;
    if (place > 0) {
        t->key[place - 1] = t->count;
        if ((size_t)place > t->key_count) t->key_count = (size_t)place;
    }
    t->columns[t->count++] = (Column){stmt_col_text(s, 1, c->mem), stmt_col_text(s, 2, c->mem).p[0]};
    return OK;
}

static Err read_columns(Copy *c, Db *from)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    TRY(db_stmt(from, on_postgres(from) ? &postgres_columns : &sqlite_columns, &s));
    for (bool more;;) {
        TRY(stmt_step(s, &more));
        if (!more) return OK;
        TRY(add_column(c, s));
    }
}

typedef struct Link {
    Table *from, *to;
} Link;

static Err read_links(Copy *c, Db *from, Link *links, size_t max, size_t *ret_count)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    size_t n = 0;
    TRY(db_stmt(from, on_postgres(from) ? &postgres_links : &sqlite_links, &s));
    for (bool more;;) {
        TRY(stmt_step(s, &more));
        if (!more) break;
        if (n == max) return E_LIMIT;
        links[n] = (Link){find(c, stmt_col_text(s, 0, c->mem)), find(c, stmt_col_text(s, 1, c->mem))};
        if (!links[n].from || !links[n].to) return E_STORE;
        n++;
    }
    *ret_count = n;
    return OK;
}

static Err put_in_order(Copy *c, Db *from)
{
    enum { LINKS_MAX = TABLES_MAX * 8 };
    Link *links = NEW_ARRAY(c->mem, Link, LINKS_MAX);
    size_t n, placed = 0;
    TRY(read_links(c, from, links, LINKS_MAX, &n));
    for (size_t before = SIZE_MAX; before != placed;) {
        before = placed;
        for (size_t i = 0; i < c->count; i++) {
            Table *t = &c->tables[i];
            bool ready = !t->placed;
            for (size_t k = 0; k < n && ready; k++)
                ready = links[k].from != t || links[k].to == t || links[k].to->placed;
            if (!ready) continue;
            t->placed = true;
            c->order[placed++] = t;
        }
    }
    return placed == c->count ? OK : why(c->why, E_BUG, "tables point to each other in a circle");
}

// ---- statements -----------------------------------------------------------------------------------------------------

static void put_names(Buf *b, const Table *t, bool key)
{
    for (size_t i = 0; i < (key ? t->key_count : t->count); i++)
        buf_fmt(b, "%s\"%.*s\"", i ? ", " : "", STR_ARG(t->columns[key ? t->key[i] : i].name));
}

static void put_numbers(Buf *b, size_t n)
{
    for (size_t i = 1; i <= n; i++) buf_fmt(b, "%s?%zu", i > 1 ? ", " : "", i);
}

static StmtDef def_of(Copy *c, const Table *t, const Buf *sql, bool key_given, bool row_given, const char *columns)
{
    Buf params = buf_new(c->mem, COLUMNS_MAX), all = buf_new(c->mem, COLUMNS_MAX);
    for (size_t i = 0; key_given && i < t->key_count; i++) buf_char(&params, t->columns[t->key[i]].type);
    for (size_t i = 0; i < t->count; i++) buf_char(&all, t->columns[i].type);
    Str none = STR_NONE;
    return (StmtDef){.name = str_z(c->mem, t->name),
                     .sql = str_z(c->mem, buf_str(sql)),
                     .params = str_z(c->mem, row_given   ? buf_str(&all)
                                             : key_given ? buf_str(&params)
                                                         : none),
                     .columns = columns ? columns : str_z(c->mem, buf_str(&all))};
}

static void make_select(Copy *c, Table *t, bool next)
{
    Buf b = buf_new(c->mem, SQL_MAX);
    buf_c(&b, "SELECT ");
    put_names(&b, t, false);
    buf_fmt(&b, " FROM \"%.*s\"", STR_ARG(t->name));
    if (next) {
        buf_c(&b, " WHERE (");
        put_names(&b, t, true);
        buf_c(&b, ") > (");
        put_numbers(&b, t->key_count);
        buf_char(&b, ')');
    }
    buf_c(&b, " ORDER BY ");
    put_names(&b, t, true);
    buf_fmt(&b, " LIMIT %d", CHUNK);
    *(next ? &t->next : &t->first) = def_of(c, t, &b, next, false, NULL);
}

static void make_statements(Copy *c, Table *t)
{
    Buf insert = buf_new(c->mem, SQL_MAX), empty = buf_new(c->mem, SQL_MAX), size = buf_new(c->mem, SQL_MAX);
    make_select(c, t, false);
    make_select(c, t, true);
    buf_fmt(&insert, "INSERT INTO \"%.*s\" (", STR_ARG(t->name));
    put_names(&insert, t, false);
    buf_c(&insert, ") VALUES (");
    put_numbers(&insert, t->count);
    buf_char(&insert, ')');
    t->insert = def_of(c, t, &insert, false, true, "");
    buf_fmt(&empty, "DELETE FROM \"%.*s\"", STR_ARG(t->name));
    t->empty = def_of(c, t, &empty, false, false, "");
    buf_fmt(&size, "SELECT count(*) FROM \"%.*s\"", STR_ARG(t->name));
    t->size = def_of(c, t, &size, false, false, "i");
}

static Err number(Db *db, const StmtDef *def, int64_t *ret_n)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    TRY(db_stmt(db, def, &s));
    TRY(stmt_step(s, &more));
    if (!more) return E_STORE;
    *ret_n = stmt_col_int(s, 0);
    return OK;
}

static Err read_catalogue(Copy *c, Db *from)
{
    TRY(read_columns(c, from));
    TRY(put_in_order(c, from));
    for (size_t i = 0; i < c->count; i++) {
        Table *t = &c->tables[i];
        int64_t rows;
        if (t->key_count == 0) return why(c->why, E_BUG, "table %.*s has no primary key", STR_ARG(t->name));
        make_statements(c, t);
        TRY(number(from, &t->size, &rows));
        c->all += 2 * rows;
    }
    return OK;
}

// ---- rows -----------------------------------------------------------------------------------------------------------

typedef struct Value {
    int64_t number;
    Str bytes;
} Value;

static void put_number(Buf *b, int64_t v)
{
    for (int shift = 0; shift < 64; shift += 8) buf_char(b, (char)((uint64_t)v >> shift & 0xff));
}

// The row that s stands on, in values, and in the digest of its table.
static Err take_row(Copy *c, const Table *t, Stmt *s, Value *values, Hash *digest)
{
    Buf b = buf_new(c->row, ROW_MAX);
    buf_bytes(&b, digest->b, sizeof digest->b);
    for (size_t i = 0; i < t->count; i++) {
        values[i] = (Value){0};
        if (t->columns[i].type == 'i') {
            values[i].number = stmt_col_int(s, (int)i);
            put_number(&b, values[i].number);
        } else {
            values[i].bytes = stmt_col_bytes(s, (int)i, c->row);
            put_number(&b, (int64_t)values[i].bytes.n);
            buf_add(&b, values[i].bytes);
        }
    }
    if (b.over) return E_LIMIT;
    *digest = hash_of(buf_str(&b));
    return OK;
}

static void bind(Stmt *s, int at, char type, const Value *v)
{
    if (type == 'i') stmt_int(s, at, v->number);
    else if (type == 's') stmt_text(s, at, v->bytes);
    else stmt_bytes(s, at, v->bytes);
}

static Err insert_row(Db *to, const Table *t, const Value *values)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    TRY(db_stmt(to, &t->insert, &s));
    for (size_t i = 0; i < t->count; i++) bind(s, (int)i + 1, t->columns[i].type, &values[i]);
    return stmt_run(s);
}

// One chunk behind the row whose key stands in `key`; to may be NULL: only the digest.
static Err take_chunk(Copy *c, const Table *t, Db *from, Db *to, Arena *key_mem, Value *key, int64_t *rows,
                      Hash *digest)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    Value values[COLUMNS_MAX];
    TRY(db_stmt(from, *rows ? &t->next : &t->first, &s));
    for (size_t i = 0; *rows && i < t->key_count; i++) bind(s, (int)i + 1, t->columns[t->key[i]].type, &key[i]);
    for (int n = 0; n < CHUNK; n++) {
        bool more;
        TRY(stmt_step(s, &more));
        if (!more) break;
        arena_reset(c->row);
        TRY(take_row(c, t, s, values, digest));
        if (to) TRY(insert_row(to, t, values));
        ++*rows;
        for (size_t i = 0; i < t->key_count; i++) key[i] = values[t->key[i]];
    }
    // The values of the last key live in the memory of the row, which the next chunk takes over.
    arena_reset(key_mem);
    for (size_t i = 0; i < t->key_count; i++) key[i].bytes = str_dup(key_mem, key[i].bytes);
    return OK;
}

static Err take_table(Copy *c, const Table *t, Db *from, Db *to, int64_t *ret_rows, Hash *ret_digest)
{
    CLEANUP(arena_freep) Arena *first = arena_new(KB(64)), *second = arena_new(KB(64));
    Value key[KEY_MAX] = {0};
    int64_t rows = 0, before = -1;
    Hash digest = {{0}};
    for (bool even = true; before != rows; even = !even) {
        before = rows;
        TRY(take_chunk(c, t, from, to, even ? first : second, key, &rows, &digest));
        c->done += rows - before;
        if (c->progress) c->progress(c->done < c->all ? c->done : c->all, c->all);
    }
    *ret_rows = rows;
    *ret_digest = digest;
    return OK;
}

static Err fill(Copy *c, Db *from, Db *to)
{
    for (size_t i = c->count; i-- > 0;) { // what a migration put there
        CLEANUP(stmt_endp) Stmt *s = NULL;
        int64_t rows;
        bool more;
        TRY(number(to, &c->order[i]->size, &rows));
        if (rows == 0) continue;
        TRY(db_stmt(to, &c->order[i]->empty, &s));
        TRY(stmt_step(s, &more));
    }
    for (size_t i = 0; i < c->count; i++) {
        Table *t = c->order[i];
        TRY(take_table(c, t, from, to, &t->rows, &t->digest));
    }
    return to->engine->filled ? to->engine->filled(to) : OK;
}

static Err compare(Copy *c, Db *to, StoreCopied *ret_copied)
{
    StoreCopied copied = {.tables = (int64_t)c->count};
    TRY(db_snapshot(to));
    for (size_t i = 0; i < c->count; i++) {
        const Table *t = c->order[i];
        int64_t rows = 0;
        Hash digest = {{0}};
        Err e = take_table(c, t, to, NULL, &rows, &digest);
        if (e == OK && (rows != t->rows || !str_eq(hash_str(&digest), hash_str(&t->digest))))
            e = why(c->why, E_STORE, "table %.*s is not the same in the copy: do not use it", STR_ARG(t->name));
        if (e != OK) {
            db_snapshot_end(to);
            return e;
        }
        copied.rows += rows;
    }
    db_snapshot_end(to);
    *ret_copied = copied;
    return OK;
}

// ---- the whole ------------------------------------------------------------------------------------------------------

static Err same_schema(Db *from, Why *w)
{
    DbSchema s;
    Err e = db_schema(from, &s);
    if (e != OK) return why(w, e, "cannot read the version of the store: %s", db_error(from));
    if (db_schema_fits(&s)) return OK;
    if (s.last == 0) return why(w, E_NOTFOUND, "there is nothing to copy: the store is empty");
    return why(w, E_CONFLICT, "the store has schema %lld, this program %lld: run `baken migrate` first",
               (long long)s.last, (long long)db_version_of_program());
}

static Err nothing_in(Db *db, Why *w)
{
    int64_t n = 0;
    TRY(number(db, &entries, &n));
    if (n == 0) return OK;
    return why(w, E_CONFLICT, "the store to copy to is not empty: nothing is ever overwritten; name an empty one");
}

Err store_copy_ask(const char *to, Why *w)
{
    CLEANUP(db_closep) Db *db = NULL;
    DbSchema s;
    TRY(store_check_name(to, w));
    if (!store_is_remote(to) && !file_exists(store_path(to).p)) return OK;
    TRY(db_open(to, DB_READ, &db, w));
    Err e = db_schema(db, &s);
    if (e == OK && s.last) e = nothing_in(db, w);
    return e == OK || e == E_CONFLICT ? e : why(w, e, "cannot look into the store to copy to: %s", db_error(db));
}

static Err open_target(const char *to, Db **ret_db, Why *w)
{
    CLEANUP(db_closep) Db *db = NULL;
    TRY(db_open(to, DB_WRITE, &db, w));
    TRY(db_migrate(db, w));
    TRY(nothing_in(db, w));
    *ret_db = db;
    db = NULL;
    return OK;
}

static Err copy_between(Copy *c, Db *from, Db *to)
{
    TRY(db_snapshot(from));
    Err e = read_catalogue(c, from);
    if (e == OK) e = db_begin(to);
    if (e == OK) {
        e = fill(c, from, to);
        if (e == OK) e = db_commit(to);
        if (e != OK) db_rollback(to);
    }
    db_snapshot_end(from);
    return e;
}

static Err copy_from(Db *from, const char *to, StoreProgress *progress, StoreCopied *ret_copied, Why *w)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MEMORY);
    CLEANUP(arena_freep) Arena *row = arena_new(ROW_MAX * 2);
    CLEANUP(db_closep) Db *target = NULL;
    Why here = {{0}};
    Copy c = {.mem = mem, .row = row, .progress = progress, .why = &here};
    c.tables = NEW_ARRAY(mem, Table, TABLES_MAX);
    TRY(same_schema(from, w));
    TRY(open_target(to, &target, w));
    Err e = copy_between(&c, from, target);
    if (e == OK) e = compare(&c, target, ret_copied);
    if (e == OK) return OK;
    if (here.text[0]) return why(w, e, "%s", here.text);
    return why(w, e, "copying failed: %s; %s", db_error(from), db_error(target));
}

Err store_copy(const char *from, const char *to, StoreProgress *progress, StoreCopied *ret_copied, Why *w)
{
    // A connection of its own: its statements are made here, and end with it.
    CLEANUP(db_closep) Db *db = NULL;
    TRY(db_open(from, DB_READ, &db, w));
    return copy_from(db, to, progress, ret_copied, w);
}
