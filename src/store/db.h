// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// db.h - one interface to the store, two engines behind it: embedded SQLite, and PostgreSQL when one machine is not
// enough. A store is named by a text: "sqlite:PATH", a plain path, or "postgres://HOST/NAME" (a URL as libpq takes
// it: several hosts are fine). The SQL is the same text for both.
//
// A Db is one connection, used by one thread at a time. SQL text never stands in .c files: named statements live
// in the domain folder's x.sql and a generator (tools/mksql) turns each into a typed C function that calls the
// low-level part below. Values in the store: moments are ms since the epoch, booleans 0/1, sealed data is bytes;
// no NULLs (0, '' and empty bytes say "none"), so no statement needs three-valued care.
// Errors: E_CONFLICT for a broken UNIQUE or FOREIGN KEY, E_BUSY for a lock, E_STORE for the rest. After a statement
// failed, nothing more may be asked inside that savepoint or transaction: PostgreSQL refuses until it is undone. So
// write ON CONFLICT DO NOTHING and count, instead of trying and going on after E_CONFLICT.
// A connection that PostgreSQL lost comes back by itself: who was busy is told E_STORE, the next one finds it whole.
// A COMMIT whose answer got lost is E_STORE too, though it may have happened: what is sent again must not double.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>

typedef struct Db Db;
typedef enum DbMode { DB_READ, DB_WRITE } DbMode;

Err db_open(const char *store, DbMode mode, Db **ret_db, Why *w) MUST_USE;
bool store_is_remote(const char *store);                       // on PostgreSQL: not in a file of this machine
Str store_path(const char *store);                             // of the file; empty when it is not in one
// What a message or a log may say of a store: no passwords, no parameters.
Str store_label(Arena *mem, const char *store);
// Passwords do not belong on a command line, where every user of the machine can read them. E_INPUT with what to do.
Err store_check_name(const char *store, Why *w) MUST_USE;
// Files and folders that must stay readable to connect to a store again: the file with passwords, certificates.
void store_reads(Arena *mem, const char *store, const char **ret_paths, size_t max);
void db_close(Db *db);
void db_closep(Db **db);
// Applies every migration that the store has no record of, in order of number: also one that came after a higher one.
// A step is never half done. E_CONFLICT: made by a newer program, or what it says of itself is not so.
Err db_migrate(Db *db, Why *w) MUST_USE;
// What of the program's schema is in the store.
typedef struct DbSchema {
    int64_t last;    // highest migration that was applied; 0 = empty
    int64_t missing; // how many of the program's were not
    int64_t unknown; // highest that was applied and that the program does not know; 0 = none
} DbSchema;
Err db_schema(Db *db, DbSchema *ret_schema) MUST_USE;
bool db_schema_fits(const DbSchema *s); // nothing is missing and nothing unknown
// The program and the store must have the same schema. A store in a file, or an empty one, is brought up to date; one
// that other nodes may be using is not (`baken migrate` does that). E_CONFLICT with what to do.
Err db_ready(Db *db, Why *w) MUST_USE;
Err db_must_fit(Db *db, Why *w) MUST_USE; // the same, and changes nothing
int64_t db_version_of_program(void);

Err db_begin(Db *db) MUST_USE;    // the one write lock of the store at once, whichever process or host asks
Err db_commit(Db *db) MUST_USE;   // returns when it is on disk
void db_rollback(Db *db);         // harmless outside a transaction
bool db_begun(const Db *db);      // false: the engine undid the transaction by itself (a full disk, no memory)
Err db_save(Db *db) MUST_USE;     // a savepoint; one level
Err db_keep(Db *db) MUST_USE;     // release it
void db_undo(Db *db);             // back to it
// Reads that must agree with each other (a page): one snapshot.
Err db_snapshot(Db *db) MUST_USE;
void db_snapshot_end(Db *db);
// Rows changed by this connection since it was opened; the writer uses it to see that something was written.
int64_t db_changes(Db *db);
const char *db_error(const Db *db); // text of the last failure, for the log
const char *db_engine(const Db *db); // "sqlite" or "postgres"
Err db_backup(Db *db, const char *to_path, Why *w) MUST_USE;   // consistent copy while serving
// A copy written row by row: unlike db_backup it holds nothing of what was removed.
Err db_compact(Db *db, const char *to_path, Why *w) MUST_USE;
// What was removed leaves the files too, as far as the engine can: SQLite overwrites it at once and here empties its
// write-ahead log; PostgreSQL can't (SECURITY.md). On a connection of its own. E_BUSY: somebody was reading, try later.
Err db_scrub(Db *db) MUST_USE;
Err db_check(Db *db, Why *w) MUST_USE;                         // integrity and foreign keys
bool db_settings_good(Db *db); // set so that what was committed stays, and reading and writing go side by side

// Statements that take longer, with all their rows, are named in the log; 0 = none. For the whole process.
void db_slow_after(int64_t ms);

// ---- below: for generated code --------------------------------------------------------------------------------

// One named statement. types of params and columns: 'i' int64, 's' text, 'b' bytes.
typedef struct StmtDef {
    const char *name, *sql; // parameters as ?1, ?2 ...
    const char *params, *columns;
    const char *scans; // why reading a whole table is fine here; NULL: a test refuses it
} StmtDef;
typedef struct Stmt Stmt;

Err db_stmt(Db *db, const StmtDef *def, Stmt **ret_stmt) MUST_USE; // prepared once per connection, by def's address
void stmt_int(Stmt *s, int at, int64_t v);                       // at counts from 1
void stmt_text(Stmt *s, int at, Str v);
void stmt_bytes(Stmt *s, int at, Str v);
Err stmt_step(Stmt *s, bool *ret_row) MUST_USE;
// Of a statement without rows and without a count. Inside a job its error may come later: from the next statement that
// is asked something, or from db_keep; never after that.
Err stmt_run(Stmt *s) MUST_USE;
int64_t stmt_changes(Stmt *s);         // rows the last write changed, triggers not counted
int64_t stmt_col_int(Stmt *s, int at); // counts from 0
Str stmt_col_text(Stmt *s, int at, Arena *mem);
Str stmt_col_bytes(Stmt *s, int at, Arena *mem);
void stmt_end(Stmt *s); // ready for the next use; always call it
void stmt_endp(Stmt **s);
// All statements that the program holds, for the test that prepares each against the migrated schema.
typedef struct StmtList {
    const StmtDef *const *defs;
    size_t count;
    const char *file;
} StmtList;

typedef struct Migration {
    int number;
    const char *name, *sqlite, *postgres;
} Migration;
extern const Migration migrations[]; // generated from migrations/*.sql, ascending, ended by number 0
