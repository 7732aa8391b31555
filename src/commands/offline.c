// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "commands/offline.h"
#include "commands/routes.h"
#include "sys/file.h"
#include <stdio.h>
#include <stdlib.h>

const char *arg_store(const Args *a)
{
    const char *asked = arg_value(a, "store", getenv("BAKEN_STORE"));
    return app_store(a->mem, asked && asked[0] ? asked : NULL, arg_value(a, "data", NULL));
}

Err offline_any_db(Args *a, Db **ret_db)
{
    CLEANUP(db_closep) Db *db = NULL;
    DbSchema s;
    const char *store = arg_store(a);
    if (!store_is_remote(store) && !file_exists(store_path(store).p))
        return why(&a->why, E_NOTFOUND, "%s is not there: is this a data folder?", store_path(store).p);
    TRY(store_check_name(store, &a->why));
    TRY(crypt_start());
    TRY(db_open(store, DB_READ, &db, &a->why));
    Err e = db_schema(db, &s);
    if (e != OK) return why(&a->why, e, "cannot read the version of the store: %s", db_error(db));
    if (s.last == 0) return why(&a->why, E_NOTFOUND, "there is nothing in the store yet: `baken init` begins one");
    *ret_db = db;
    db = NULL;
    return OK;
}

Err offline_db(Args *a, Db **ret_db)
{
    CLEANUP(db_closep) Db *db = NULL;
    TRY(offline_any_db(a, &db));
    TRY(db_must_fit(db, &a->why));
    *ret_db = db;
    db = NULL;
    return OK;
}

Err offline_write(Args *a, Err (*run)(App *, Db *, Arena *, void *), void *arg)
{
    const AppOptions o = {.dir = arg_value(a, "data", NULL), .store = arg_store(a)};
    App *app = NULL;
    TRY(app_open(&o, route_tables, route_table_count, &app, &a->why));
    Err e = app_write(app, run, arg, &a->why);
    app_close(app);
    return e;
}

Err print_out(const Buf *b)
{
    Str text;
    TRY(buf_done(b, &text));
    bool written = fwrite(text.p, 1, text.n, stdout) == text.n && fputc('\n', stdout) != EOF && fflush(stdout) == 0;
    return written ? OK : E_IO;
}
