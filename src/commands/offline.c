// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "commands/offline.h"
#include "commands/routes.h"
#include "sys/file.h"
#include <stdio.h>

Err offline_db(Args *a, Db **ret_db)
{
    const char *path = str_z(a->mem, str_fmt(a->mem, "%s/baken.db", arg_value(a, "data", NULL)));
    if (!file_exists(path)) return why(&a->why, E_NOTFOUND, "%s is not there: is this a data folder?", path);
    TRY(crypt_start());
    return db_open(path, DB_READ, ret_db, &a->why);
}

Err offline_write(Args *a, Err (*run)(App *, Db *, Arena *, void *), void *arg)
{
    const AppOptions o = {.dir = arg_value(a, "data", NULL)};
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
