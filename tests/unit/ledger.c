// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "ledger/ledger.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "unit.h"
#include "test_store.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A ledger of twelve entries in four batches of three, in a folder of its own; each test spoils a fresh one.
typedef struct Place {
    Arena *mem;
    char dir[64];
    const char *path;
    char *heads;
    Db *db;
    Ledger *ledger;
} Place;

static Entry entry(int64_t n)
{
    return (Entry){.account = 7, .org = n % 2 ? 3 : 4, .action = n % 3 ? S("signal.read") : S("case.open"),
                   .object = n % 3 ? S("signal") : S("case"), .object_id = n % 5,
                   .ground = S("wmo"), .purpose = S("dienst")};
}

static void batch(Place *p, int64_t from, int64_t count)
{
    assert_ok(db_begin(p->db));
    for (int64_t i = from; i < from + count; i++) {
        Entry e = entry(i);
        assert_ok(ledger_add(p->ledger, p->db, &e));
    }
    assert_ok(ledger_seal(p->db, p->ledger));
    assert_ok(db_commit(p->db));
}

static void place_open(Place *p)
{
    Why w = {{0}};
    assert_ok(db_open(p->path, DB_WRITE, &p->db, &w));
    assert_ok(db_migrate(p->db, &w));
    assert_ok(ledger_open(p->db, p->dir, true, &p->ledger, &w));
}

static void place_close(Place *p)
{
    ledger_close(p->ledger);
    db_close(p->db);
}

static void place_new(Place *p)
{
    *p = (Place){.mem = arena_new(MB(1)), .dir = "/tmp/baken-ledger-XXXXXX"};
    assert_non_null(mkdtemp(p->dir));
    p->path = test_store(p->dir);
    p->heads = str_z(p->mem, str_fmt(p->mem, "%s/ledger-heads.log", p->dir));
    place_open(p);
    for (int64_t i = 0; i < 4; i++) batch(p, i * 3 + 1, 3);
}

static void place_drop(Place *p)
{
    static const char *const files[] = {"baken.db", "baken.db-wal", "baken.db-shm", "ledger-heads.log",
                                        "keys/ledger.key", "keys/ledger.pub"};
    for (size_t i = 0; i < COUNT(files); i++) unlink(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, files[i])));
    rmdir(str_z(p->mem, str_fmt(p->mem, "%s/keys", p->dir)));
    assert_int_equal(rmdir(p->dir), 0);
    arena_free(p->mem);
}

static LedgerReport verify(Place *p, Err want)
{
    Why w = {{0}};
    Db *db;
    LedgerReport report = {0};
    assert_ok(db_open(p->path, DB_READ, &db, &w));
    Err e = ledger_verify(db, p->dir, &report, NULL, &w);
    db_close(db);
    if (e != want) print_error("%s at %d: %s\n", err_name(e), (int)report.bad_seq, report.what);
    assert_int_equal(e, want);
    return report;
}

#define ZEROS_32 "0000000000000000000000000000000000000000000000000000000000000000"

// What someone with the store in hand would do.
static void spoil(Place *p, const char *sql)
{
    const char *triggers = test_store_is_remote()
                               ? "DROP TRIGGER ledger_entry_stays ON ledger_entry;"
                                 "DROP TRIGGER ledger_entry_remains ON ledger_entry"
                               : "DROP TRIGGER ledger_entry_stays; DROP TRIGGER ledger_entry_remains;";
    test_store_run(p->path, triggers);
    test_store_run(p->path, sql);
}

static void expect(const char *sql, int64_t seq, const char *words)
{
    Place p;
    place_new(&p);
    place_close(&p);
    spoil(&p, sql);
    LedgerReport r = verify(&p, E_CONFLICT);
    if (r.bad_seq != seq || !str_starts(str_c(r.what), str_c(words))) print_error("%s\n", sql);
    assert_true(str_starts(str_c(r.what), str_c(words)));
    assert_int_equal(r.bad_seq, seq);
    place_drop(&p);
}

static void intact(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    LedgerReport r = verify(&p, OK);
    assert_int_equal(r.entries, 12);
    assert_int_equal(r.signatures, 4);
    assert_int_equal(r.bad_seq, 0);
    place_close(&p);
    place_open(&p); // the chain goes on where it was
    batch(&p, 13, 1);
    place_close(&p);
    assert_int_equal(verify(&p, OK).entries, 13);
    // an auditor with the public key alone
    assert_ok(file_remove(str_z(p.mem, str_fmt(p.mem, "%s/keys/ledger.key", p.dir))));
    verify(&p, OK);
    Why w;
    Db *db;
    Ledger *l;
    assert_ok(db_open(p.path, DB_WRITE, &db, &w));
    assert_int_equal(ledger_open(db, p.dir, false, &l, &w), E_NOTFOUND); // and cannot go on signing
    db_close(db);
    place_drop(&p);
}

static void changed_entries(void **state)
{
    (void)state;
    expect("UPDATE ledger_entry SET account_id = 8 WHERE seq = 5", 5, "changed");
    expect("UPDATE ledger_entry SET purpose = '' WHERE seq = 1", 1, "changed");
    expect("UPDATE ledger_entry SET at = at - 1 WHERE seq = 12", 12, "changed");
    expect("UPDATE ledger_entry SET hash = x'" ZEROS_32 "' WHERE seq = 6", 6, "changed");
    expect("UPDATE ledger_entry SET hash = x'' WHERE seq = 6", 6, "changed");
    // text moved over the border between two fields
    expect("UPDATE ledger_entry SET ground = 'wmod', purpose = 'ienst' WHERE seq = 4", 4, "changed");
}

static void removed_entries(void **state)
{
    (void)state;
    expect("DELETE FROM ledger_entry WHERE seq = 7", 7, "missing");
    expect("DELETE FROM ledger_entry WHERE seq = 1", 1, "missing");
    expect("DELETE FROM ledger_entry WHERE seq = 7; UPDATE ledger_entry SET seq = -seq + 1 WHERE seq > 7;"
           "UPDATE ledger_entry SET seq = -seq WHERE seq < 0;"
           "UPDATE ledger_signature SET seq = -seq + 1 WHERE seq > 7;"
           "UPDATE ledger_signature SET seq = -seq WHERE seq < 0",
           7, "changed");
    expect("DELETE FROM ledger_entry WHERE seq > 10", 11, "tail cut off: a signature");
    expect("DELETE FROM ledger_entry", 1, "tail cut off");
    // with its signatures; only the heads file remembers
    expect("DELETE FROM ledger_entry WHERE seq > 9; DELETE FROM ledger_signature WHERE seq > 9", 10,
           "tail cut off: the heads file");
    expect("DELETE FROM ledger_entry; DELETE FROM ledger_signature", 1, "tail cut off: the heads file");
}

#define FIELDS "at, account_id, org_id, action, object, object_id, ground, purpose"

static void moved_entries(void **state)
{
    (void)state;
    expect("UPDATE ledger_entry SET seq = 100 WHERE seq = 4; UPDATE ledger_entry SET seq = 4 WHERE seq = 5;"
           "UPDATE ledger_entry SET seq = 5 WHERE seq = 100", 4, "reordered");
    expect("UPDATE ledger_entry SET seq = 100 WHERE seq = 4; UPDATE ledger_entry SET seq = 4 WHERE seq = 9;"
           "UPDATE ledger_entry SET seq = 9 WHERE seq = 100", 4, "reordered");
    // only what they say, the hashes stay
    expect("CREATE TEMP TABLE t AS SELECT * FROM ledger_entry WHERE seq IN (3, 8);"
           "UPDATE ledger_entry SET (" FIELDS ") = (SELECT " FIELDS " FROM t WHERE t.seq = 8) WHERE seq = 3;"
           "UPDATE ledger_entry SET (" FIELDS ") = (SELECT " FIELDS " FROM t WHERE t.seq = 3) WHERE seq = 8",
           3, "reordered");
    expect("UPDATE ledger_entry SET seq = -seq - 1 WHERE seq >= 6; UPDATE ledger_entry SET seq = -seq WHERE seq < 0;"
           "INSERT INTO ledger_entry SELECT 6, " FIELDS ", hash FROM ledger_entry WHERE seq = 2;"
           "UPDATE ledger_signature SET seq = -seq - 1 WHERE seq >= 6;"
           "UPDATE ledger_signature SET seq = -seq WHERE seq < 0",
           6, "inserted");
    expect("INSERT INTO ledger_entry SELECT 13, " FIELDS ", hash FROM ledger_entry WHERE seq = 2", 13, "changed");
}

static void changed_signatures(void **state)
{
    (void)state;
    expect("UPDATE ledger_signature SET signature = x'" ZEROS_32 ZEROS_32 "' WHERE seq = 6", 6, "signature wrong");
    expect("UPDATE ledger_signature SET signature = x'00' WHERE seq = 6", 6, "signature wrong");
    expect("UPDATE ledger_signature SET at = at + 1 WHERE seq = 9", 9, "signature wrong");
    expect("UPDATE ledger_signature SET signature = (SELECT signature FROM ledger_signature WHERE seq = 3) "
           "WHERE seq = 6", 6,
           "signature wrong");
    expect("DELETE FROM ledger_signature WHERE seq = 12", 10, "not signed");
    expect("DELETE FROM ledger_signature", 1, "not signed");
}

// Someone who can compute the chain but has no key: a second ledger with another key, put in place of the first.
static void chain_written_anew(void **state)
{
    (void)state;
    Place p, other;
    place_new(&p);
    place_close(&p);
    place_new(&other);
    place_close(&other);
    Str content;
    p.path = other.path;
    LedgerReport r = verify(&p, E_CONFLICT);
    assert_int_equal(r.bad_seq, 3);
    assert_true(str_starts(str_c(r.what), S("signature wrong")));
    // a node with that key would not even start
    Db *db = NULL;
    Ledger *l = NULL;
    Why w = {{0}};
    assert_ok(db_open(p.path, DB_WRITE, &db, &w));
    assert_int_equal(ledger_open(db, p.dir, true, &l, &w), E_CONFLICT);
    db_close(db);
    // the thief brings the key along: the heads file still knows the old chain
    assert_ok(file_read(p.mem, str_z(p.mem, str_fmt(p.mem, "%s/keys/ledger.key", other.dir)), KB(1), &content, NULL));
    char *key = str_z(p.mem, str_fmt(p.mem, "%s/keys/ledger.key", p.dir));
    assert_ok(file_write(key, 0600, content, NULL));
    r = verify(&p, E_CONFLICT);
    assert_int_equal(r.bad_seq, 3); // the first head in that file
    place_drop(&other);
    place_drop(&p);
}

static void heads_file(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    place_close(&p);
    Str heads;
    assert_ok(file_read(p.mem, p.heads, KB(64), &heads, NULL));
    // a torn last line is no alarm, a forged one is
    assert_ok(file_append(p.heads, 0600, (Str){heads.p, 20}, false, NULL));
    verify(&p, OK);
    char *forged = str_z(p.mem, heads);
    forged[0] = '4'; // entry 3 became 4
    assert_ok(file_write(p.heads, 0600, str_c(forged), NULL));
    LedgerReport r = verify(&p, E_CONFLICT);
    assert_true(str_starts(str_c(r.what), S("signature wrong")));
    assert_ok(file_remove(p.heads));
    verify(&p, OK); // nothing remembers more than the store
    place_drop(&p);
}

static void undone_jobs(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    Entry e = entry(1);
    assert_ok(db_begin(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    int64_t mark = ledger_mark(p.ledger);
    assert_int_equal(mark, 13);
    assert_ok(db_save(p.db));
    for (int i = 0; i < 100; i++) assert_ok(ledger_add(p.ledger, p.db, &e));
    db_undo(p.db);
    ledger_undo(p.ledger, mark);
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_ok(ledger_seal(p.db, p.ledger));
    assert_ok(db_commit(p.db));
    assert_int_equal(verify(&p, OK).entries, 14);
    // undone in the store, not told to the ledger: no commit
    assert_ok(db_begin(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_ok(db_save(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    db_undo(p.db);
    assert_int_equal(ledger_seal(p.db, p.ledger), E_STORE);
    db_rollback(p.db);
    ledger_batch_failed(p.db, p.ledger);
    assert_int_equal(ledger_mark(p.ledger), 14);
    // nor when another entry follows, so that the last one is right: the one between them is not there
    assert_ok(db_begin(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_ok(db_save(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    db_undo(p.db);
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_int_equal(ledger_seal(p.db, p.ledger), E_STORE);
    db_rollback(p.db);
    ledger_batch_failed(p.db, p.ledger);
    assert_int_equal(ledger_mark(p.ledger), 14);
    batch(&p, 1, 2);
    // the commit failed after the head was signed: that head never reaches the heads file
    assert_ok(db_begin(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_ok(ledger_seal(p.db, p.ledger));
    db_rollback(p.db);
    ledger_batch_failed(p.db, p.ledger);
    place_close(&p);
    assert_int_equal(verify(&p, OK).entries, 16);
    place_drop(&p);
}

// The database dies in the middle of a batch, so that the head can't be read either; later it is back.
static void the_store_was_gone(void **state)
{
    (void)state;
    Place p;
    Db *gone;
    Why w = {{0}};
    place_new(&p);
    const char *path = str_z(p.mem, str_fmt(p.mem, "%s/gone", p.dir));
    assert_ok(db_open(path, DB_WRITE, &gone, &w)); // without tables: every question fails
    Entry e = entry(1);
    assert_ok(db_begin(p.db));
    for (int i = 0; i < 3; i++) assert_ok(ledger_add(p.ledger, p.db, &e));
    db_rollback(p.db);
    ledger_batch_failed(gone, p.ledger);
    batch(&p, 1, 2);
    // and when it dies at the commit, after the head was signed
    assert_ok(db_begin(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_ok(ledger_seal(p.db, p.ledger));
    db_rollback(p.db);
    ledger_batch_failed(gone, p.ledger);
    batch(&p, 3, 1);
    db_close(gone);
    unlink(path);
    place_close(&p);
    assert_int_equal(verify(&p, OK).entries, 15);
    place_drop(&p);
}

static void two_processes(void **state)
{
    (void)state;
    Place p, beside;
    place_new(&p);
    beside = p;
    Why w = {{0}};
    assert_ok(db_open(p.path, DB_WRITE, &beside.db, &w));
    assert_ok(ledger_open(beside.db, p.dir, false, &beside.ledger, &w));
    for (int64_t i = 0; i < 5; i++) {
        batch(&p, i, 2);
        batch(&beside, i, 3);
    }
    // a job that fails after the other process added takes back only its own
    Entry e = entry(1);
    int64_t mark = ledger_mark(p.ledger);
    assert_ok(db_begin(p.db));
    assert_ok(db_save(p.db));
    assert_ok(ledger_add(p.ledger, p.db, &e));
    db_undo(p.db);
    ledger_undo(p.ledger, mark);
    assert_ok(ledger_add(p.ledger, p.db, &e));
    assert_ok(ledger_seal(p.db, p.ledger));
    assert_ok(db_commit(p.db));
    place_close(&beside);
    place_close(&p);
    assert_int_equal(verify(&p, OK).entries, 12 + 25 + 1);
    place_drop(&p);
}

enum { NODE_BATCHES = 30 };

// A node in a thread: its own connection, its own head in memory, now and then a job or a batch that fails.
static void *node(void *arg)
{
    Place *n = arg;
    for (int64_t i = 0; i < NODE_BATCHES; i++) {
        Entry e = entry(i);
        assert_ok(db_begin(n->db));
        for (int64_t k = 0; k < 1 + i % 3; k++) {
            int64_t mark = ledger_mark(n->ledger);
            assert_ok(db_save(n->db));
            assert_ok(ledger_add(n->ledger, n->db, &e));
            if ((i + k) % 4 == 3) {
                db_undo(n->db);
                ledger_undo(n->ledger, mark);
                assert_ok(db_save(n->db));
                assert_ok(ledger_add(n->ledger, n->db, &e));
            }
            assert_ok(db_keep(n->db));
        }
        assert_ok(ledger_seal(n->db, n->ledger));
        if (i % 7 == 6) {
            db_rollback(n->db);
            ledger_batch_failed(n->db, n->ledger);
        } else {
            assert_ok(db_commit(n->db));
        }
    }
    return NULL;
}

static void nodes_at_once_make_one_chain(void **state)
{
    (void)state;
    Place p, nodes[3];
    pthread_t threads[COUNT(nodes)];
    int64_t entries = 12;
    place_new(&p);
    place_close(&p);
    for (size_t i = 0; i < COUNT(nodes); i++) {
        nodes[i] = p;
        place_open(&nodes[i]);
    }
    for (size_t i = 0; i < COUNT(nodes); i++) assert_int_equal(pthread_create(&threads[i], NULL, node, &nodes[i]), 0);
    for (size_t i = 0; i < COUNT(nodes); i++) pthread_join(threads[i], NULL);
    for (size_t i = 0; i < COUNT(nodes); i++) place_close(&nodes[i]);
    for (int64_t i = 0; i < NODE_BATCHES; i++) entries += i % 7 == 6 ? 0 : (int64_t)COUNT(nodes) * (1 + i % 3);
    assert_int_equal(verify(&p, OK).entries, entries);
    place_drop(&p);
}

static void refusals(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    char *long_one = arena_alloc(p.mem, LEDGER_TEXT_MAX + 1);
    memset(long_one, 'x', LEDGER_TEXT_MAX + 1);
    Entry e = entry(1);
    e.purpose = (Str){long_one, LEDGER_TEXT_MAX + 1};
    assert_int_equal(ledger_add(p.ledger, p.db, &e), E_LIMIT);
    e.purpose = S("\xff");
    assert_int_equal(ledger_add(p.ledger, p.db, &e), E_INPUT);
    assert_int_equal(ledger_mark(p.ledger), 12);
    place_close(&p);
    place_drop(&p);
}

static void searching(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    LedgerLine *lines;
    size_t n;
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){0}, &lines, &n));
    assert_int_equal(n, 12);
    assert_int_equal(lines[0].seq, 12);
    assert_str(lines[0].entry.purpose, "dienst");
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.org = 3}, &lines, &n));
    assert_int_equal(n, 6);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.account = 7, .action = S("case.")}, &lines, &n));
    assert_int_equal(n, 4);
    // by kind: of signals, of others, in one organisation, and what begins alike
    static const struct {
        const char *action;
        int64_t org;
        size_t found;
    } kinds[] = {{"signal.", 0, 8}, {"case.", 0, 4}, {"case.", 3, 2}, {"case.", 9, 0},
                 {"case.o", 0, 4},  {"case.w", 0, 0}, {"ca", 0, 4}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        LedgerFilter f = {.action = str_c(kinds[i].action), .org = kinds[i].org};
        assert_ok(ledger_search(p.db, p.mem, &f, &lines, &n));
        if (n != kinds[i].found) print_error("%s of %lld: %zu\n", kinds[i].action, (long long)kinds[i].org, n);
        assert_int_equal(n, kinds[i].found);
    }
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.object = S("case")}, &lines, &n));
    assert_int_equal(n, 4);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.object = S("signal")}, &lines, &n));
    assert_int_equal(n, 8);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.object = S("case"), .org = 3}, &lines, &n));
    assert_int_equal(n, 2);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.object = S("case"), .action = S("signal.")}, &lines, &n));
    assert_int_equal(n, 0);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.account = 8}, &lines, &n));
    assert_int_equal(n, 0);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.object = S("signal"), .object_id = 1}, &lines, &n));
    assert_int_equal(n, 2); // 1 and 11; 6 is a case
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.object = S("signal"), .object_id = 1, .org = 4}, &lines, &n));
    assert_int_equal(n, 0);
    // page by page, each entry once
    int64_t seen = 0, before = 0;
    do {
        assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.max = 5, .before = before}, &lines, &n));
        for (size_t i = 0; i < n; i++, seen++) assert_int_equal(lines[i].seq, 12 - seen);
        if (n) before = lines[n - 1].seq;
    } while (n);
    assert_int_equal(seen, 12);
    Time now = clock_now();
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.from = now + 1000}, &lines, &n));
    assert_int_equal(n, 0);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.to = now - 60000}, &lines, &n));
    assert_int_equal(n, 0);
    assert_ok(ledger_search(p.db, p.mem, &(LedgerFilter){.from = now - 60000, .to = now + 1000}, &lines, &n));
    assert_int_equal(n, 12);
    place_close(&p);
    place_drop(&p);
}

static void larger_than_a_chunk(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    Time began = clock_steady();
    batch(&p, 1, 5000);
    print_message("%d us an entry\n", (int)((clock_steady() - began) * 1000 / 5000));
    place_close(&p);
    assert_int_equal(verify(&p, OK).entries, 5012);
    spoil(&p, "UPDATE ledger_entry SET org_id = 9 WHERE seq = 3333");
    assert_int_equal(verify(&p, E_CONFLICT).bad_seq, 3333);
    place_drop(&p);
}

// ---- together with the writer ----

typedef struct Work {
    Place *p;
    Job job;
    int64_t number;
    Err result;
    bool done;
} Work;

static Err work_run(Db *db, void *arg)
{
    Work *work = arg;
    int64_t mark = ledger_mark(work->p->ledger);
    Entry e = entry(work->number);
    Err err = ledger_add(work->p->ledger, db, &e);
    if (err == OK && work->number % 7 == 0) err = E_CONFLICT; // a job that finds halfway that it can't be done
    if (err != OK) ledger_undo(work->p->ledger, mark);
    return err;
}

static void work_done(void *arg, Err result)
{
    Work *work = arg;
    work->result = result;
    __atomic_store_n(&work->done, true, __ATOMIC_RELEASE);
}

static void beside_the_writer(void **state)
{
    (void)state;
    enum { WORKS = 2000, LEFT = WORKS - (WORKS - 1) / 7 - 1 };
    Place p;
    place_new(&p);
    Writer *writer;
    const WriterHooks hooks = {.seal = ledger_seal, .failed = ledger_batch_failed, .arg = p.ledger};
    assert_ok(writer_start(p.db, &hooks, &writer));
    Work *works = NEW_ARRAY(p.mem, Work, WORKS);
    for (int i = 0; i < WORKS; i++) {
        works[i] = (Work){.p = &p, .number = i, .job = {.run = work_run, .done = work_done, .staff = true}};
        works[i].job.arg = &works[i];
        assert_ok(writer_submit(writer, &works[i].job));
        if (i % 500 == 0) verify(&p, OK); // while entries are being added
    }
    writer_stop(writer); // closes the store too
    for (int i = 0; i < WORKS; i++) {
        assert_true(__atomic_load_n(&works[i].done, __ATOMIC_ACQUIRE));
        assert_int_equal(works[i].result, i % 7 ? OK : E_CONFLICT);
    }
    ledger_close(p.ledger);
    assert_int_equal(verify(&p, OK).entries, 12 + LEFT);
    place_drop(&p);
}

// A statement without an answer: on PostgreSQL its error comes when the job is already done.
static Err late_run(Db *db, void *arg)
{
    static const StmtDef twice = {"twice", "INSERT INTO ledger_signature (seq, at, hash, signature) "
                                           "SELECT seq, at, hash, signature FROM ledger_signature", "", "", "test"};
    Work *work = arg;
    CLEANUP(stmt_endp) Stmt *s = NULL;
    Entry e = entry(1);
    TRY(ledger_add(work->p->ledger, db, &e));
    TRY(db_stmt(db, &twice, &s));
    return stmt_run(s);
}

// Holds the writer, so that what is queued meanwhile becomes one batch.
static bool gate_here, gate_open;

static Err gate_run(Db *db, void *arg)
{
    (void)db, (void)arg;
    __atomic_store_n(&gate_here, true, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&gate_open, __ATOMIC_ACQUIRE)) usleep(1000);
    return OK;
}

// A job that fails late between two that are fine, all in one batch: its entry is nobody's, theirs follow each other.
static void a_late_fault_leaves_no_gap(void **state)
{
    (void)state;
    Place p;
    place_new(&p);
    Writer *writer;
    const WriterHooks hooks = {.mark = ledger_job_mark, .undone = ledger_job_undone, .seal = ledger_seal,
                               .failed = ledger_batch_failed, .arg = p.ledger};
    assert_ok(writer_start(p.db, &hooks, &writer));
    Work works[4] = {{.p = &p, .job = {.run = gate_run}},
                     {.p = &p, .job = {.run = work_run}, .number = 1},
                     {.p = &p, .job = {.run = late_run}},
                     {.p = &p, .job = {.run = work_run}, .number = 2}};
    for (size_t i = 0; i < COUNT(works); i++) {
        works[i].job.done = work_done;
        works[i].job.arg = &works[i];
        assert_ok(writer_submit(writer, &works[i].job));
        while (!__atomic_load_n(&gate_here, __ATOMIC_ACQUIRE)) usleep(1000);
    }
    __atomic_store_n(&gate_open, true, __ATOMIC_RELEASE);
    writer_stop(writer);
    assert_ok(works[1].result);
    assert_int_equal(works[2].result, E_CONFLICT);
    assert_ok(works[3].result);
    ledger_close(p.ledger);
    assert_int_equal(verify(&p, OK).entries, 12 + 2);
    place_drop(&p);
}

static int start(void **state)
{
    (void)state;
    return crypt_start() == OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intact),         cmocka_unit_test(changed_entries),    cmocka_unit_test(removed_entries),
        cmocka_unit_test(moved_entries),  cmocka_unit_test(changed_signatures), cmocka_unit_test(chain_written_anew),
        cmocka_unit_test(heads_file),     cmocka_unit_test(undone_jobs),        cmocka_unit_test(two_processes),
        cmocka_unit_test(the_store_was_gone),
        cmocka_unit_test(nodes_at_once_make_one_chain),
        cmocka_unit_test(refusals),
        cmocka_unit_test(searching),      cmocka_unit_test(larger_than_a_chunk),
        cmocka_unit_test(beside_the_writer), cmocka_unit_test(a_late_fault_leaves_no_gap),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
