// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup_cli.c - `baken backup` and `baken restore`.
#include "commands/backup.h"
#include "commands/offline.h"
#include "commands/routes.h"
#include "ledger/ledger.h"
#include "sys/clock.h"
#include <stdio.h>

static void making(int64_t done, int64_t all) { progress("making the backup", done, all); }
static void reading(int64_t done, int64_t all) { progress("reading the backup", done, all); }

static BackupKey key_of(const Args *a)
{
    return (BackupKey){arg_value(a, "passphrase-file", NULL), arg_value(a, "key-file", NULL)};
}

static Err report(Args *a, const char *what, const BackupCount *c, const char *data, const char *keys)
{
    if (!a->json) {
        if (data) printf("%s: %s\n", what, data);
        if (keys) printf("%s: %s\n", what, keys);
        printf("%lld files, %lld bytes\n", (long long)c->files, (long long)c->bytes);
        if (c->erased) printf("erased again: %lld records\n", (long long)c->erased);
        return OK;
    }
    Buf b = buf_new(a->mem, KB(8));
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "data", str_c(data));
    json_kstr(&j, "keys", str_c(keys));
    json_kint(&j, "files", c->files);
    json_kint(&j, "bytes", c->bytes);
    json_kint(&j, "record_keys", c->keys);
    json_kint(&j, "erased", c->erased);
    json_end(&j);
    return print_out(&b);
}

static Err log_backup(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    return app_log(app, db, &(Entry){.action = str_c(arg), .object = S("system")});
}

static Err read_back(Args *a, const char *file, const BackupKey *key)
{
    BackupCount count;
    return file ? backup_check(file, key, reading, &count, &a->why) : OK; // what can't be read back is no backup
}

static Err prune(Args *a, const BackupCall *call, int64_t keep)
{
    uint64_t installation;
    int64_t removed = 0;
    TRY(backup_installation(a->mem, call->dir, &installation, &a->why));
    TRY(backup_prune(call->keys_to, BACKUP_KEYS, installation, 1, &removed, &a->why));
    if (call->to && keep) TRY(backup_prune(call->to, BACKUP_DATA, installation, keep, &removed, &a->why));
    return OK;
}

Err command_backup(Args *a)
{
    int64_t keep;
    const bool only_keys = arg_on(a, "only-keys");
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "name the folder to put the backup in");
    TRY(arg_int(a, "keep", 0, 1, BACKUP_KEEP_MAX, &keep));
    TRY(crypt_start());
    CLEANUP(db_closep) Db *db = NULL;
    TRY(offline_any_db(a, &db)); // says it clearly when there is nothing to back up
    // A backup goes before `baken migrate`, and changes nothing itself. A file is copied whatever is in it; PostgreSQL
    // is copied table by table.
    DbSchema schema;
    TRY(db_schema(db, &schema));
    const bool schema_fits = db_schema_fits(&schema);
    if (!schema_fits && store_is_remote(arg_store(a)))
        return why(&a->why, E_CONFLICT, "the store has the schema of another version: make the backup with that one");
    const BackupCall call = {.dir = arg_value(a, "data", NULL),
                             .store = arg_store(a),
                             .to = only_keys ? NULL : a->operands[0],
                             .keys_to = arg_value(a, "keys", a->operands[0]),
                             .key = key_of(a),
                             .progress = making,
                             .now = clock_now()};
    const char *data, *keys;
    BackupCount count;
    TRY(backup_make(&call, a->mem, &data, &keys, &count, &a->why));
    TRY(read_back(a, data, &call.key));
    TRY(read_back(a, keys, &call.key));
    static char whole[] = "backup.make", keys_alone[] = "backup.keys";
    if (schema_fits) TRY(offline_write(a, log_backup, data ? whole : keys_alone));
    else fprintf(stderr, "the store has the schema of another version: this backup is not in its ledger\n");
    TRY(prune(a, &call, keep)); // only now: the new ones are good
    return report(a, "made and read back", &count, data, keys);
}

static Err check_restored(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    LedgerReport r = {0};
    TRY(db_open(arg_store(a), DB_READ, &db, &a->why));
    TRY(db_check(db, &a->why));
    Err e = ledger_verify(db, arg_value(a, "data", NULL), &r, NULL, &a->why);
    return e == E_CONFLICT ? why(&a->why, e, "restored, but the ledger was altered before: %s", r.what) : e;
}

static Err log_restored(App *app, Db *db, Arena *mem, void *arg)
{
    const BackupCount *count = arg;
    (void)mem;
    return app_log(app, db, &(Entry){.action = S("backup.restore"), .object = S("system"), .object_id = count->erased});
}

// The log that was put back goes on with how that came about, and how many records were erased again.
static Err log_it(Args *a, BackupCount *count)
{
    const AppOptions o = {.dir = arg_value(a, "data", NULL), .store = arg_store(a)};
    App *app = NULL;
    TRY(app_open(&o, route_tables, route_table_count, &app, &a->why));
    Err e = app_write(app, log_restored, count, &a->why);
    app_close(app);
    return e;
}

static Err check_only(Args *a, const BackupKey *key)
{
    BackupCount count = {0};
    for (size_t i = 0; i < a->operand_count; i++) TRY(backup_check(a->operands[i], key, reading, &count, &a->why));
    return report(a, "whole", &count, a->operands[0], a->operand_count > 1 ? a->operands[1] : NULL);
}

Err command_restore(Args *a)
{
    const BackupKey key = key_of(a);
    const char *data, *keys;
    BackupCount count;
    TRY(crypt_start());
    if (a->operand_count == 2)
        TRY(backup_pair(a->mem, a->operands[0], a->operands[1], arg_on(a, "older-keys"), &data, &keys, &a->why));
    if (arg_on(a, "check") && a->operand_count) return check_only(a, &key);
    if (a->operand_count != 2) return why(&a->why, E_INPUT, "name the data file and the keys file");
    if (!arg_value(a, "data", NULL)) return why(&a->why, E_INPUT, "--data DIR is required");
    TRY(store_check_name(arg_store(a), &a->why));
    TRY(backup_restore(data, keys, &key, arg_value(a, "data", NULL), arg_store(a), reading, &count, &a->why));
    TRY(check_restored(a));
    TRY(log_it(a, &count));
    return report(a, "restored", &count, data, keys);
}
