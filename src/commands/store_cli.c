// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// store_cli.c - `baken migrate` and `baken store copy`.
#include "commands/offline.h"
#include "store/copy.h"
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
    DbSchema before, after;
    TRY(there(a, store));
    TRY(db_open(store, DB_WRITE, &db, &a->why));
    Err e = db_schema(db, &before);
    if (e != OK) return why(&a->why, e, "cannot read the version of the store: %s", db_error(db));
    // Its keys are made together with it; a schema alone would look like a store that lost them.
    if (before.last == 0) return why(&a->why, E_CONFLICT, "the store is empty: `baken init` or `baken serve` makes it");
    TRY(db_migrate(db, &a->why));
    TRY(db_schema(db, &after));
    if (before.missing == 0) printf("the schema was up to date: %lld\n", (long long)after.last);
    else
        printf("the schema went from %lld to %lld: %lld steps\n", (long long)before.last, (long long)after.last,
               (long long)before.missing);
    return OK;
}

static void copying(int64_t done, int64_t all) { progress("copying and comparing", done, all); }

Err command_store_copy(Args *a)
{
    const char *from = arg_value(a, "from", NULL), *to = arg_value(a, "to", NULL);
    StoreCopied copied;
    TRY(there(a, from));
    TRY(store_check_name(to, &a->why));
    TRY(crypt_start());
    TRY(store_copy(from, to, copying, &copied, &a->why));
    if (!a->json) {
        printf("copied and compared: %lld tables, %lld rows\n", (long long)copied.tables, (long long)copied.rows);
        return OK;
    }
    Buf b = buf_new(a->mem, KB(4));
    Json j = json_to(&b);
    json_obj(&j);
    json_kint(&j, "tables", copied.tables);
    json_kint(&j, "rows", copied.rows);
    json_end(&j);
    return print_out(&b);
}
