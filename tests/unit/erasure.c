// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What erasing a record means outside the live store: nothing of its keys is left in the files of the store, and an
// older backup that is put back with newer keys does not open it, while all else opens as before.
#include "access/access_sql.h"
#include "commands/backup.h"
#include "commands/backup_sql.h"
#include "commands/routes.h"
#include "ledger/ledger.h"
#include "signal/report.h"
#include "signal/signal_report_sql.h"
#include "signal/work_sql.h"
#include "staff_place.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "test_store.h"
#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES_MAX = 64 * 1024 * 1024, GONE = 0, OTHER = 1, KEPT = 2 };
#define PASSWORD S("fiets onder de oude brug") // as in staff_place.c

static char folder[] = "/tmp/baken-erasure-XXXXXX";
static const char *old_data, *old_keys, *new_data, *new_keys;
static Str dead_key, live_key, dead_thread; // as they stood in the store

static const char *in(Office *o, const char *name) { return str_z(o->mem, str_fmt(o->mem, "%s/%s", folder, name)); }

static BackupKey the_key(Office *o)
{
    Why w = {{0}};
    assert_ok(file_write(in(o, "key"), 0600, str_fmt(o->mem, "%064d\n", 7), &w));
    return (BackupKey){NULL, in(o, "key")};
}

static void back_up(Office *o, const char *name, const char **ret_data, const char **ret_keys)
{
    Why w = {{0}};
    BackupCount count;
    const BackupCall call = {.dir = o->dir,
                             .store = o->app->store,
                             .to = in(o, name),
                             .keys_to = in(o, name),
                             .key = the_key(o),
                             .now = clock_now()};
    Err e = backup_make(&call, o->mem, ret_data, ret_keys, &count, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    assert_ok(backup_check(*ret_data, &call.key, NULL, &count, &w));
    assert_ok(backup_check(*ret_keys, &call.key, NULL, &count, &w));
}

static Str key_box(Db *db, Arena *mem, int64_t signal, OrgId org)
{
    RecordKeyGetRow row = {0};
    Err e = q_record_key_get(db, mem, S("signal"), signal, org.v, &row);
    assert_true(e == OK || e == E_NOTFOUND);
    return row.box;
}

static bool in_file(Office *o, const char *path, Str bytes)
{
    Str all;
    CLEANUP(arena_freep) Arena *mem = arena_new(FILE_BYTES_MAX);
    (void)o;
    Err e = file_read(mem, path, FILE_BYTES_MAX, &all, NULL);
    assert_true(e == OK || e == E_NOTFOUND);
    return e == OK && str_has(all, bytes);
}

// In the files of an SQLite store. PostgreSQL promises less: SECURITY.md says what.
static bool in_store(Office *o, const char *dir, Str bytes)
{
    return in_file(o, str_z(o->mem, str_fmt(o->mem, "%s/baken.db", dir)), bytes) ||
           in_file(o, str_z(o->mem, str_fmt(o->mem, "%s/baken.db-wal", dir)), bytes);
}

// What is in the write-ahead log goes into the store, and the log is emptied: as it does by itself now and then.
static void checkpoint(Office *o)
{
    if (!test_store_is_remote()) test_store_run(o->app->store, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static void backups_before(void **state)
{
    Office *o = *state;
    assert_non_null(mkdtemp(folder));
    dead_key = key_box(o->db, o->mem, o->signals[GONE], o->focal.org);
    live_key = key_box(o->db, o->mem, o->signals[KEPT], o->focal.org);
    assert_true(dead_key.n > 0 && live_key.n > 0);
    const char *own = path_of(o, "/signalen", o->signals[GONE], "/bericht");
    assert_int_equal(post_status(o, &o->focal, own, "draad=own&tekst=Een+notitie+voor+mijzelf."), 303);
    KeysMailboxesRow *mailbox;
    size_t n;
    assert_ok(q_keys_mailboxes(o->db, o->mem, o->signals[GONE] - 1, 1, &mailbox, &n));
    assert_int_equal(n, 1);
    dead_thread = mailbox[0].thread;
    assert_true(mailbox[0].id == o->signals[GONE] && dead_thread.n > 0);
    checkpoint(o);
    const bool here = !test_store_is_remote();
    assert_int_equal(in_store(o, o->dir, dead_key) && in_store(o, o->dir, dead_thread), here); // this test can see them
    back_up(o, "before", &old_data, &old_keys);
}

// Everything in a sealed file.
static Err collect(void *arg, Str plain)
{
    buf_add(arg, plain);
    return OK;
}

static Str opened(Office *o, const char *file)
{
    Why w = {{0}};
    BackupHead head;
    Secret secret;
    int64_t at = 0;
    Str all;
    Buf b = buf_new(o->mem, FILE_BYTES_MAX);
    const BackupKey key = the_key(o);
    assert_ok(backup_head_read(o->mem, file, &head, &w));
    assert_ok(backup_head_key(o->mem, &head, file, &key, &secret, &w));
    assert_ok(file_unseal_each(file, head.text, &secret, collect, &b, &at, &w));
    assert_ok(buf_done(&b, &all));
    return all;
}

static bool has_hex(Office *o, Str text, Str bytes) { return str_has(text, str_hex(o->mem, bytes.p, bytes.n)); }

static void the_data_hold_no_key(void **state)
{
    Office *o = *state;
    Str data = opened(o, old_data), keys = opened(o, old_keys);
    assert_false(str_has(data, live_key) || str_has(data, dead_key) || str_has(data, dead_thread));
    assert_true(has_hex(o, keys, live_key) && has_hex(o, keys, dead_key) && has_hex(o, keys, dead_thread));
}

static void nothing_of_the_key_is_left(void **state)
{
    Office *o = *state;
    const char *path = path_of(o, "/bewaren/signaal", o->signals[GONE], "/verzoek");
    assert_int_equal(post_status(o, &o->focal, path,
                                 "gevraagd=2026-01-05&grond=avg17-1a&besluit=granted&zeker=1&reden=Op+verzoek+gewist"),
                     303);
    RetentionRun run;
    Why w = {{0}};
    assert_ok(retention_run(o->app, clock_now(), &run, &w)); // empties the log behind the store as well
    assert_int_equal(run.erased, 0);
    assert_false(in_store(o, o->dir, dead_key) || in_store(o, o->dir, dead_thread));
    assert_int_equal(in_store(o, o->dir, live_key), !test_store_is_remote());
    back_up(o, "after", &new_data, &new_keys);
    Str keys = opened(o, new_keys);
    assert_false(has_hex(o, keys, dead_key) || has_hex(o, keys, dead_thread));
    assert_true(has_hex(o, keys, live_key) && str_has(keys, S("erased signal ")));
}

static Db *put_back(Office *o, const char *data, const char *keys, const char *name, int64_t *ret_erased)
{
    Why w = {{0}};
    BackupCount count;
    LedgerReport report;
    Db *db = NULL;
    const BackupKey key = the_key(o);
    const char *dir = in(o, name);
    const char *store = test_store_empty(dir);
    Err e = backup_restore(data, keys, &key, dir, store, NULL, &count, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    assert_ok(db_open(store, DB_WRITE, &db, &w));
    assert_int_equal(file_exists(str_z(o->mem, str_fmt(o->mem, "%s/baken.db", dir))), !test_store_is_remote());
    assert_ok(ledger_verify(db, dir, &report, NULL, &w));
    *ret_erased = count.erased;
    return db;
}

// Signs in to the store that was put back, with the password of then.
static Actor sign_in(Office *o, Db *db)
{
    static const unsigned char totp[TOTP_SECRET_SIZE] = {1, 2, 3}; // as in staff_place.c
    Login *login;
    AccountId account;
    Actor actor;
    Str cookie, csrf;
    bool touch;
    Why w = {{0}};
    const Time later = clock_now() + MINUTES(5); // each code counts once
    assert_ok(login_prepare(o->mem, db, S("focal.een"), PASSWORD, totp_code(o->mem, totp, later), later, &login));
    assert_ok(login_write(db, login, later, &cookie, &account, &w));
    assert_ok(session_actor(o->mem, db, cookie, later, &actor, &csrf, &touch));
    return actor;
}

static Err story_of(Office *o, Db *db, const Actor *who, int64_t signal, Str *ret_story)
{
    WorkSignalRow row;
    Report r;
    CLEANUP(secret_wipe) Secret key = {{0}};
    assert_ok(q_work_signal(db, o->mem, signal, &row));
    TRY(record_key(db, o->mem, who, "signal", signal, &key));
    TRY(report_open_content(o->mem, &key, row.submission, row.sealed_content, &r));
    *ret_story = r.story;
    return OK;
}

static Err drop_mailbox(App *app, Db *db, Arena *mem, void *arg)
{
    Office *o = arg;
    int64_t changed;
    (void)mem;
    TRY(q_signal_drop_mailbox(db, o->signals[OTHER], &changed));
    assert_int_equal(changed, 1);
    return app_log(app, db, &(Entry){.action = S("test.mailbox")});
}

// The reporter deletes the mailbox: what the code opened goes in the same way, the signal stays.
static void a_deleted_mailbox_stays_deleted(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    KeysMailboxesRow *before, *after;
    WorkSignalRow row;
    size_t n;
    int64_t erased;
    const char *data, *keys;
    Str story;
    assert_ok(q_keys_mailboxes(o->db, o->mem, o->signals[OTHER] - 1, 1, &before, &n));
    assert_true(n == 1 && before[0].id == o->signals[OTHER]);
    assert_ok(app_write(o->app, drop_mailbox, o, &w));
    checkpoint(o);
    assert_false(in_store(o, o->dir, before[0].thread) || in_store(o, o->dir, before[0].lookup));
    back_up(o, "mailbox", &data, &keys);
    assert_false(has_hex(o, opened(o, keys), before[0].thread));
    Db *db = put_back(o, old_data, keys, "mailbox-later", &erased);
    assert_ok(q_keys_mailboxes(db, o->mem, o->signals[OTHER] - 1, 1, &after, &n));
    assert_true(n == 0 || after[0].id != o->signals[OTHER]);
    assert_ok(q_work_signal(db, o->mem, o->signals[OTHER], &row));
    assert_str(row.mailbox, "deleted");
    Actor who = sign_in(o, db);
    assert_ok(story_of(o, db, &who, o->signals[OTHER], &story));
    db_close(db);
}

static void an_old_backup_with_new_keys(void **state)
{
    Office *o = *state;
    int64_t erased;
    Str story = STR_NONE;
    WorkSignalRow row;
    Db *db = put_back(o, old_data, new_keys, "later", &erased); // into a store of the same engine
    Actor who = sign_in(o, db);
    assert_int_equal(erased, 1);
    assert_int_equal(story_of(o, db, &who, o->signals[GONE], &story), E_CRYPT);
    assert_ok(q_work_signal(db, o->mem, o->signals[GONE], &row));
    assert_true(row.erased_at > 0 && row.sealed_content.n == 0); // shown as erased, and nothing of it left
    assert_ok(story_of(o, db, &who, o->signals[KEPT], &story));
    assert_str(story, STORY);
    assert_true(str_eq(key_box(db, o->mem, o->signals[KEPT], o->focal.org), live_key));
    db_close(db);
    const char *dir = in(o, "later");
    assert_false(in_store(o, dir, dead_key) || in_store(o, dir, dead_thread));
    // Keys of then would open it: that is why only the newest are kept.
    db = put_back(o, old_data, old_keys, "then", &erased);
    who = sign_in(o, db);
    assert_int_equal(erased, 0);
    assert_ok(story_of(o, db, &who, o->signals[GONE], &story));
    assert_str(story, STORY);
    db_close(db);
}

static int close_all(void **state)
{
    int failed = office_remove(folder);
    return office_close(state) | failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backups_before),
        cmocka_unit_test(the_data_hold_no_key),
        cmocka_unit_test(nothing_of_the_key_is_left),
        cmocka_unit_test(an_old_backup_with_new_keys),
        cmocka_unit_test(a_deleted_mailbox_stays_deleted),
    };
    return cmocka_run_group_tests_name("erasure", tests, office_open, close_all);
}
