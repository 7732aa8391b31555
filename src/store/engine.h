// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// engine.h - inside the store: what an engine does behind db.h. Nothing outside src/store includes it.
//
// Adding an engine: a struct that begins with a Db, one Engine of functions, and a line in db.c. The common half
// (names of stores, the cache of prepared statements, which migrations are missing) is in db.c and asks these.
#pragma once
#include "store/db.h"

enum { STMT_SLOTS = 2048 };

typedef struct Engine Engine;

struct Stmt {
    Db *db;
    const StmtDef *def; // NULL: this slot is free
    void *own;          // the engine's
    int64_t began;      // clock_micros at its first step; 0 = not running
};

struct Db {
    const Engine *engine;
    DbMode mode;
    Stmt slots[STMT_SLOTS]; // open hash by address of the definition
    size_t used;
};

struct Engine {
    const char *name;
    bool shared; // other nodes may be using the store: its schema is moved up only when somebody asks for it
    void (*close)(Db *db); // frees it; statements were dropped
    Err (*applied)(Db *db, Arena *mem, Str *ret_numbers); // of the migrations, with a space between; empty: none
    Err (*migrate)(Db *db, Why *w); // what is missing by now: another process may have been first
    Err (*begin)(Db *db);
    Err (*commit)(Db *db);
    void (*rollback)(Db *db);
    bool (*begun)(const Db *db);
    Err (*save)(Db *db);
    Err (*keep)(Db *db);
    void (*undo)(Db *db);
    Err (*snapshot)(Db *db);
    int64_t (*changes)(Db *db);
    const char *(*error)(const Db *db);
    Err (*backup)(Db *db, const char *to_path, Why *w);
    Err (*compact)(Db *db, const char *to_path, Why *w);
    Err (*scrub)(Db *db);
    Err (*check)(Db *db, Why *w);
    bool (*settings_good)(Db *db);
    Err (*filled)(Db *db); // rows came in with their numbers: give out higher ones from now on; NULL: it does so itself
    // Statements. `own` is NULL before the first prepare; an engine may prepare again what a lost connection forgot.
    Err (*prepare)(Stmt *s);
    void (*drop)(Stmt *s);
    void (*set_int)(Stmt *s, int at, int64_t v);
    void (*set_text)(Stmt *s, int at, Str v);
    void (*set_bytes)(Stmt *s, int at, Str v);
    Err (*step)(Stmt *s, bool *ret_row);
    Err (*run)(Stmt *s); // without rows; NULL: as step
    int64_t (*stmt_changes)(Stmt *s);
    int64_t (*col_int)(Stmt *s, int at);
    Str (*col)(Stmt *s, int at); // valid until the next step
    void (*end)(Stmt *s);
};

Err sqlite_open(const char *path, DbMode mode, Db **ret_db, Why *w) MUST_USE;
Err pg_open(const char *url, DbMode mode, Db **ret_db, Why *w) MUST_USE;
// Is it in a list of `applied`?
bool schema_has(Str numbers, int number);
