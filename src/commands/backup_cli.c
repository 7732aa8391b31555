// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// backup_cli.c - `baken backup` and `baken restore`.
#include "commands/backup.h"
#include "commands/offline.h"
#include "ledger/ledger.h"
#include <stdio.h>

static void making(int64_t done, int64_t all) { progress("making the backup", done, all); }
static void reading(int64_t done, int64_t all) { progress("reading the backup", done, all); }

static BackupKey key_of(const Args *a)
{
    return (BackupKey){arg_value(a, "passphrase-file", NULL), arg_value(a, "key-file", NULL)};
}

static Err report(Args *a, const char *what, const BackupCount *c)
{
    if (!a->json) {
        printf("%s: %lld files, %lld bytes%s\n", what, (long long)c->files, (long long)c->bytes,
               c->keys ? "" : "; the keys of the installation are not in it");
        return OK;
    }
    Buf b = buf_new(a->mem, KB(4));
    Json j = json_to(&b);
    json_obj(&j);
    json_kint(&j, "files", c->files);
    json_kint(&j, "bytes", c->bytes);
    json_kbool(&j, "keys", c->keys);
    json_end(&j);
    return print_out(&b);
}

static Err the_file(Args *a, const char **ret_file)
{
    if (a->operand_count != 1) return why(&a->why, E_INPUT, "name the file of the backup");
    *ret_file = a->operands[0];
    return crypt_start();
}

static Err log_backup(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    (void)arg;
    return app_log(app, db, &(Entry){.action = S("backup.make"), .object = S("system")});
}

Err command_backup(Args *a)
{
    const char *file;
    TRY(the_file(a, &file));
    CLEANUP(db_closep) Db *db = NULL;
    TRY(offline_db(a, &db)); // says it clearly when there is nothing to back up
    const BackupKey key = key_of(a);
    BackupCount count;
    TRY(backup_make(arg_value(a, "data", NULL), file, &key, !arg_on(a, "without-keys"), making, &count, &a->why));
    TRY(backup_check(file, &key, reading, &count, &a->why)); // a backup that can't be read back is none
    TRY(offline_write(a, log_backup, NULL));
    return report(a, "made and read back", &count);
}

static Err check_restored(Args *a)
{
    CLEANUP(db_closep) Db *db = NULL;
    LedgerReport r = {0};
    TRY(offline_db(a, &db));
    TRY(db_check(db, &a->why));
    Err e = ledger_verify(db, arg_value(a, "data", NULL), &r, NULL, &a->why);
    return e == E_CONFLICT ? why(&a->why, e, "restored, but the ledger was altered before: %s", r.what) : e;
}

Err command_restore(Args *a)
{
    const char *file;
    TRY(the_file(a, &file));
    const BackupKey key = key_of(a);
    BackupCount count;
    if (arg_on(a, "check")) {
        TRY(backup_check(file, &key, reading, &count, &a->why));
        return report(a, "whole", &count);
    }
    if (!arg_value(a, "data", NULL)) return why(&a->why, E_INPUT, "--data DIR is required");
    TRY(backup_restore(file, &key, arg_value(a, "data", NULL), reading, &count, &a->why));
    TRY(check_restored(a));
    return report(a, "restored", &count);
}
