// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// store_cli.c - `baken migrate`.
#include "commands/offline.h"
#include "sys/file.h"
#include <stdio.h>

static Err there(Args *a, const char *store)
{
    TRY(store_check_name(store, &a->why));
    if (store_is_remote(store) || file_exists(store_path(store).p)) return OK;
    return why(&a->why, E_NOTFOUND, "%s is not there", store_path(store).p);
}

Err command_migrate(Args *a)
{
    const char *store = arg_store(a);
    CLEANUP(db_closep) Db *db = NULL;
    int64_t before, after;
    TRY(there(a, store));
    TRY(db_open(store, DB_WRITE, &db, &a->why));
    Err e = db_version(db, &before);
    if (e != OK) return why(&a->why, e, "cannot read the version of the store: %s", db_error(db));
    // Its keys are made together with it; a schema alone would look like a store that lost them.
    if (before == 0) return why(&a->why, E_CONFLICT, "the store is empty: `baken init` or `baken serve` makes it");
    TRY(db_migrate(db, &a->why));
    TRY(db_version(db, &after));
    if (before == after) printf("the schema was up to date: %lld\n", (long long)after);
    else printf("the schema went from %lld to %lld\n", (long long)before, (long long)after);
    return OK;
}
