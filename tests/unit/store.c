// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "unit.h"

#include "store/writer.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/baken-store-XXXXXX", path[64], copy[64];

static const StmtDef make = {"make",
                             "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, "
                             "sealed BLOB NOT NULL) STRICT",
                             "", "", NULL};
static const StmtDef drop = {"drop", "DROP TABLE note", "", "", NULL};
static const StmtDef insert = {"insert", "INSERT INTO note (text, sealed) VALUES (?1, ?2) RETURNING id", "sb", "i",
                               NULL};
static const StmtDef count_all = {"count_all", "SELECT count(*) FROM note", "", "i", "test"};
static const StmtDef get = {"get", "SELECT text, sealed FROM note WHERE id = ?1", "i", "sb", NULL};
static const StmtDef rename_all = {"rename_all", "UPDATE note SET text = text || ?1", "s", "", "test"};

static Err run_none(Db *db, const StmtDef *def)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    TRY(db_stmt(db, def, &s));
    bool more;
    return stmt_step(s, &more);
}

static Err add(Db *db, Str text, int64_t *ret_id)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    TRY(db_stmt(db, &insert, &s));
    stmt_text(s, 1, text);
    stmt_bytes(s, 2, text);
    bool more;
    TRY(stmt_step(s, &more));
    int64_t id = stmt_col_int(s, 0);
    TRY(stmt_step(s, &more));
    *ret_id = id;
    return OK;
}

static int64_t count_notes(Db *db)
{
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    assert_ok(db_stmt(db, &count_all, &s));
    assert_ok(stmt_step(s, &more));
    return stmt_col_int(s, 0);
}

static Db *open_db(DbMode mode)
{
    Db *db = NULL;
    Why why = {0};
    assert_ok(db_open(path, mode, &db, &why));
    return db;
}

static int begin(void **state)
{
    Db *db = open_db(DB_WRITE);
    assert_ok(run_none(db, &make));
    *state = db;
    return 0;
}

static int end(void **state)
{
    Db *db = *state ? *state : open_db(DB_WRITE);
    assert_ok(run_none(db, &drop));
    db_close(db);
    return 0;
}

static void statements_bind_and_read(void **state)
{
    Db *db = *state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    int64_t id = 0, again = 0;
    assert_ok(add(db, S("één"), &id));
    assert_int_equal(add(db, S("één"), &again), E_CONFLICT);
    assert_int_equal(again, 0);
    assert_ok(add(db, S(""), &again)); // empty is a value, never NULL
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    assert_ok(db_stmt(db, &get, &s));
    stmt_int(s, 1, id);
    assert_ok(stmt_step(s, &more));
    assert_true(more);
    assert_str(stmt_col_text(s, 0, mem), "één");
    assert_str(stmt_col_bytes(s, 1, mem), "één");
    assert_ok(stmt_step(s, &more));
    assert_false(more);
}

static void statements_are_prepared_once(void **state)
{
    Db *db = *state;
    Stmt *first = NULL, *second = NULL;
    assert_ok(db_stmt(db, &get, &first));
    stmt_end(first);
    assert_ok(db_stmt(db, &get, &second));
    assert_ptr_equal(first, second);
    stmt_end(second);
    static const StmtDef wrong = {"wrong", "SELECT nothing FROM note", "", "i", NULL};
    assert_int_equal(db_stmt(db, &wrong, &first), E_STORE);
}

static void changed_rows_are_counted(void **state)
{
    Db *db = *state;
    int64_t id;
    assert_ok(add(db, S("a"), &id));
    assert_ok(add(db, S("b"), &id));
    int64_t before = db_changes(db);
    CLEANUP(stmt_endp) Stmt *s = NULL;
    bool more;
    assert_ok(db_stmt(db, &rename_all, &s));
    stmt_text(s, 1, S("!"));
    assert_ok(stmt_step(s, &more));
    assert_int_equal(stmt_changes(s), 2);
    assert_int_equal(db_changes(db) - before, 2);
}

static void readers_cannot_write_and_see_what_is_committed(void **state)
{
    Db *db = *state;
    CLEANUP(db_closep) Db *reader = open_db(DB_READ);
    int64_t id;
    assert_ok(db_begin(db));
    assert_ok(add(db, S("a"), &id));
    assert_int_equal(count_notes(reader), 0);
    assert_ok(db_commit(db));
    assert_int_equal(count_notes(reader), 1);
    assert_int_not_equal(add(reader, S("b"), &id), OK);
    // a page reads one moment
    assert_ok(db_snapshot(reader));
    assert_int_equal(count_notes(reader), 1);
    assert_ok(add(db, S("c"), &id));
    assert_int_equal(count_notes(reader), 1);
    db_snapshot_end(reader);
    assert_int_equal(count_notes(reader), 2);
}

static void a_savepoint_is_undone_alone(void **state)
{
    Db *db = *state;
    int64_t id;
    assert_ok(db_begin(db));
    assert_ok(db_save(db));
    assert_ok(add(db, S("kept"), &id));
    assert_ok(db_keep(db));
    assert_ok(db_save(db));
    assert_ok(add(db, S("undone"), &id));
    db_undo(db);
    assert_ok(db_commit(db));
    assert_int_equal(count_notes(db), 1);
}

static void a_backup_opens_and_is_whole(void **state)
{
    Db *db = *state;
    int64_t id;
    Why why = {0};
    assert_ok(add(db, S("a"), &id));
    assert_ok(db_backup(db, copy, &why));
    assert_ok(add(db, S("b"), &id));
    Db *other = NULL;
    assert_ok(db_open(copy, DB_WRITE, &other, &why));
    assert_int_equal(count_notes(other), 1);
    assert_ok(db_check(other, &why));
    db_close(other);
    unlink(copy);
    assert_int_equal(db_backup(db, "/nowhere/at/all.db", &why), E_IO);
}

// From the first moment, not only when all is written.
static void the_store_is_for_its_owner_alone(void **state)
{
    Db *db = *state;
    Why why = {0};
    mode_t before = umask(0);
    FILE *open_to_all = fopen(copy, "w"); // an earlier copy, readable for everyone
    assert_non_null(open_to_all);
    fclose(open_to_all);
    umask(before);
    assert_ok(db_backup(db, copy, &why));
    struct stat st;
    assert_int_equal(stat(copy, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    unlink(copy);
}

static void migrating_twice_changes_nothing(void **state)
{
    Db *db = *state;
    Why why = {0};
    int64_t version, again;
    assert_ok(db_migrate(db, &why));
    assert_ok(db_version(db, &version));
    assert_ok(db_migrate(db, &why));
    assert_ok(db_version(db, &again));
    assert_int_equal(version, again);
    assert_ok(db_check(db, &why));
}

// ---- the writer ----

typedef struct Note {
    Job job;
    const char *text;
    Err fail; // what run answers after it wrote
    Err result;
    bool told;
} Note;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static Err note_run(Db *db, void *arg)
{
    const Note *note = arg;
    int64_t id;
    TRY(add(db, str_c(note->text), &id));
    return note->fail;
}

static void note_done(void *arg, Err result)
{
    Note *note = arg;
    note->result = result;
    note->told = true;
}

static Err wait_at_gate(Db *db, void *arg)
{
    (void)db;
    (void)arg;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return OK;
}

static void ignore(void *arg, Err result)
{
    (void)arg;
    (void)result;
}

// Keeps the writer busy until the gate opens, so that what is submitted meanwhile makes one batch.
static void hold(Writer *w, Job *job)
{
    pthread_mutex_lock(&gate);
    *job = (Job){.run = wait_at_gate, .done = ignore};
    assert_ok(writer_submit(w, job));
    while (writer_waiting(w)) usleep(100);
}

static void one_job_fails_alone(void **state)
{
    Db *db = *state;
    *state = NULL; // the writer closes it
    Writer *w = NULL;
    assert_ok(writer_start(db, NULL, &w));
    Job holder;
    hold(w, &holder);
    Note notes[] = {{.text = "a"}, {.text = "b", .fail = E_DENIED}, {.text = "a"}, {.text = "c"}};
    for (size_t i = 0; i < COUNT(notes); i++) {
        notes[i].job = (Job){.run = note_run, .done = note_done, .arg = &notes[i]};
        assert_ok(writer_submit(w, &notes[i].job));
    }
    pthread_mutex_unlock(&gate);
    writer_stop(w);
    static const Err want[] = {OK, E_DENIED, E_CONFLICT, OK};
    for (size_t i = 0; i < COUNT(notes); i++) {
        assert_true(notes[i].told);
        assert_int_equal(notes[i].result, want[i]);
    }
    CLEANUP(db_closep) Db *reader = open_db(DB_READ);
    assert_int_equal(count_notes(reader), 2);
}

// What the engine does by itself when the disk is full.
static Err transaction_lost(Db *db, void *arg)
{
    (void)arg;
    db_rollback(db);
    return E_STORE;
}

static void a_lost_transaction_takes_the_whole_batch(void **state)
{
    Db *db = *state;
    *state = NULL;
    Writer *w = NULL;
    assert_ok(writer_start(db, NULL, &w));
    Job holder;
    hold(w, &holder);
    Note notes[] = {{.text = "a"}, {.text = "lost"}, {.text = "b"}};
    for (size_t i = 0; i < COUNT(notes); i++) {
        notes[i].job = (Job){.run = i == 1 ? transaction_lost : note_run, .done = note_done, .arg = &notes[i]};
        assert_ok(writer_submit(w, &notes[i].job));
    }
    pthread_mutex_unlock(&gate);
    while (writer_waiting(w)) usleep(100);
    Note after = {.text = "after"};
    assert_ok(writer_run(w, note_run, &after)); // the next batch is as good as ever
    writer_stop(w);
    for (size_t i = 0; i < COUNT(notes); i++) assert_int_equal(notes[i].result, E_STORE);
    CLEANUP(db_closep) Db *reader = open_db(DB_READ);
    assert_int_equal(count_notes(reader), 1);
}

static Err refuse(Db *db, void *arg)
{
    (void)db;
    (void)arg;
    return E_CRYPT;
}

static void count_call(Db *db, void *arg)
{
    (void)db;
    ++*(int *)arg;
}

static void without_a_seal_nothing_is_kept(void **state)
{
    Db *db = *state;
    *state = NULL;
    int failures = 0;
    WriterHooks hooks = {.seal = refuse, .failed = count_call, .arg = &failures};
    Writer *w = NULL;
    assert_ok(writer_start(db, &hooks, &w));
    Note note = {.text = "a"};
    assert_int_equal(writer_run(w, note_run, &note), E_STORE);
    writer_stop(w);
    assert_int_equal(failures, 1);
    CLEANUP(db_closep) Db *reader = open_db(DB_READ);
    assert_int_equal(count_notes(reader), 0);
}

static void an_answer_means_that_others_can_read_it(void **state)
{
    Db *db = *state;
    *state = NULL;
    CLEANUP(db_closep) Db *reader = open_db(DB_READ);
    Writer *w = NULL;
    assert_ok(writer_start(db, NULL, &w));
    Note note = {.text = "a"};
    assert_ok(writer_run(w, note_run, &note));
    assert_int_equal(count_notes(reader), 1);
    writer_stop(w);
}

static void a_full_queue_says_so(void **state)
{
    Db *db = *state;
    *state = NULL;
    Writer *w = NULL;
    assert_ok(writer_start(db, NULL, &w));
    Job holder;
    hold(w, &holder);
    Job *jobs = calloc(WRITER_QUEUE_MAX + 1, sizeof *jobs);
    assert_non_null(jobs);
    size_t n = 0;
    Err e = OK;
    for (; e == OK && n <= WRITER_QUEUE_MAX; n += e == OK) {
        jobs[n] = (Job){.run = wait_at_gate, .done = ignore};
        e = writer_submit(w, &jobs[n]);
    }
    assert_int_equal(e, E_BUSY);
    assert_int_equal(n, WRITER_QUEUE_MAX / 4 * 3); // the rest is for staff
    for (e = OK; e == OK && n <= WRITER_QUEUE_MAX; n += e == OK) {
        jobs[n] = (Job){.run = wait_at_gate, .done = ignore, .staff = true};
        e = writer_submit(w, &jobs[n]);
    }
    assert_int_equal(e, E_BUSY);
    assert_int_equal(n, WRITER_QUEUE_MAX);
    pthread_mutex_unlock(&gate);
    writer_stop(w);
    free(jobs);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/baken.db", folder);
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    const struct CMUnitTest tests[] = {
        TEST(statements_bind_and_read),
        TEST(statements_are_prepared_once),
        TEST(changed_rows_are_counted),
        TEST(readers_cannot_write_and_see_what_is_committed),
        TEST(a_savepoint_is_undone_alone),
        TEST(a_backup_opens_and_is_whole),
        TEST(the_store_is_for_its_owner_alone),
        TEST(migrating_twice_changes_nothing),
        TEST(one_job_fails_alone),
        TEST(a_lost_transaction_takes_the_whole_batch),
        TEST(without_a_seal_nothing_is_kept),
        TEST(an_answer_means_that_others_can_read_it),
        TEST(a_full_queue_says_so),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const tails[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(tails); i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
    rmdir(folder);
    return failed;
}
