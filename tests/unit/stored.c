// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Files in the store: in over HTTP, out over HTTP, and nothing left of what no record took.
#include "unit.h"

#include "app/state.h"
#include "app/stored.h"
#include "app/stored_sql.h"
#include "http_client.h"
#include "test_store.h"
#include "sys/log.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16, CHUNKS = 7, FILE_BYTES = 6 * STORED_PIECE + 1000 };

static char folder[] = "/tmp/baken-stored-XXXXXX";
static App *app;
static pthread_t server;
static _Atomic int port;
static struct {
    char stored[STORED_NAME];
    Secret key;
} kept;

static Err take(Req *rq)
{
    if (rq->upload_count == 0) return E_INPUT;
    Upload *u = &rq->uploads[0];
    bool taken;
    memcpy(kept.stored, u->stored.p, STORED_NAME);
    kept.key = u->key;
    if (str_eq_c(u->filename, "liever-niet.txt")) return req_fail(rq, E_CONFLICT, "nee");
    TRY(stored_take(rq->db, u->stored, &taken));
    if (!taken) return E_NOTFOUND;
    upload_keep(u);
    req_log(rq, "test.take", "file", 0, "", STR_NONE);
    return req_redirect(rq, S("/"));
}

static Err give(Req *rq) { return req_stored(rq, (Str){kept.stored, STORED_NAME}, &kept.key, S("a.txt")); }

static const Route test_routes[] = {{M_POST, "/neem", ACT_public, R_PUBLIC_POST | R_FILES, 0, NULL, take},
                                    {M_GET, "/geef", ACT_public, 0, 0, NULL, give},
                                    {0}};
static const Route *const tables[] = {app_routes, test_routes};

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    Why w = {{0}};
    if (app_serve(app, arg, ready, &w) != OK) abort();
    return NULL;
}

static int start(void **state)
{
    static const AppOptions listen = {.host = "127.0.0.1"};
    Why w = {{0}};
    *state = arena_new(MB(64));
    app_hold_signals();
    log_quiet(true);
    assert_non_null(mkdtemp(folder));
    const AppOptions o = {.dir = folder, .store = test_store_empty(folder), .no_limits = true};
    assert_ok(app_open(&o, tables, COUNT(tables), &app, &w));
    app->disk_reserve = 0;
    assert_int_equal(pthread_create(&server, NULL, serve, (void *)(uintptr_t)&listen), 0);
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    return port ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int stop(void **state)
{
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL);
    app_close(app);
    arena_free(*state);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static Str content(Arena *mem)
{
    char *p = arena_alloc(mem, FILE_BYTES);
    for (size_t i = 0; i < FILE_BYTES; i++) p[i] = (char)('a' + i / 7 % 26);
    return (Str){p, FILE_BYTES};
}

static int64_t waiting_files(Arena *mem)
{
    PendingFileOldRow *rows;
    size_t n;
    Db *db = app_reader(app);
    assert_ok(q_pending_file_old(db, mem, INT64_MAX, 100, &rows, &n));
    app_reader_back(app, db);
    return (int64_t)n;
}

static void wait_for_waiting(Arena *mem, int64_t want)
{
    for (int i = 0; i < WAIT_MS && waiting_files(mem) != want; i++) usleep(1000);
    assert_int_equal(waiting_files(mem), want);
}

static int send_file(Arena *mem, const char *name, Str text, size_t cut)
{
    Buf b = buf_new(mem, MB(2));
    buf_fmt(&b, "--g\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n\r\n", name);
    buf_add(&b, text);
    buf_c(&b, "\r\n--g--\r\n");
    Str body;
    assert_ok(buf_done(&b, &body));
    int fd = client_connect(port);
    client_send(fd, str_z(mem, str_fmt(mem,
                                       "POST /neem HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %zu\r\n"
                                       "Content-Type: multipart/form-data; boundary=g\r\n\r\n",
                                       body.n)));
    client_send_bytes(fd, (Str){body.p, body.n - cut});
    if (cut) wait_for_waiting(mem, 1); // it began
    int status = cut ? 0 : response_status(client_read(mem, fd, false, WAIT_MS));
    close(fd);
    return status;
}

static Str get(Arena *mem)
{
    return client_talk(mem, port, "GET /geef HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", WAIT_MS);
}

static int64_t last_part(Arena *mem)
{
    FileChunkLastRow row = {.part = -1};
    Db *db = app_reader(app);
    Err e = q_file_chunk_last(db, mem, (Str){kept.stored, STORED_NAME}, &row);
    app_reader_back(app, db);
    assert_true(e == OK || e == E_NOTFOUND);
    return row.part;
}

static void a_file_comes_back_as_it_was(void **state)
{
    Arena *mem = *state;
    Str text = content(mem);
    assert_int_equal(send_file(mem, "a.txt", text, 0), 303);
    assert_int_equal(last_part(mem), CHUNKS - 1);
    assert_int_equal(waiting_files(mem), 0);
    Str r = get(mem);
    assert_int_equal(response_status(r), 200);
    assert_true(str_eq(response_body(r), text));
    assert_int_equal(send_file(mem, "a.txt", S("x"), 0), 303);
    assert_str(response_body(get(mem)), "x");
    assert_int_equal(last_part(mem), 0);
    Str piece = (Str){text.p, STORED_PIECE}; // one full piece and nothing behind it
    assert_int_equal(send_file(mem, "a.txt", piece, 0), 303);
    assert_int_equal(last_part(mem), 0);
    assert_true(str_eq(response_body(get(mem)), piece));
}

static void what_no_record_took_is_dropped(void **state)
{
    Arena *mem = *state;
    assert_int_equal(send_file(mem, "liever-niet.txt", content(mem), 0), 409);
    wait_for_waiting(mem, 0);
    assert_int_equal(last_part(mem), -1);
    assert_int_equal(send_file(mem, "a.txt", content(mem), 100), 0); // the client leaves before the end
    wait_for_waiting(mem, 0);
    assert_int_equal(response_status(get(mem)), 404);
}

static Err take_twice(App *a, Db *db, Arena *mem, void *arg)
{
    (void)mem, (void)arg;
    bool taken = true;
    Str half = S("half0000000000000000000000000000"), whole = S("whole000000000000000000000000000");
    TRY(q_pending_file_add(db, half, 1, 0));
    TRY(stored_take(db, half, &taken));
    assert_false(taken);
    TRY(q_pending_file_add(db, whole, 1, 10));
    TRY(stored_take(db, whole, &taken));
    assert_true(taken);
    TRY(stored_take(db, whole, &taken));
    assert_false(taken);
    return app_log(a, db, &(Entry){.action = S("test.take"), .object = S("file")});
}

static void only_once_and_only_whole(void **state)
{
    Arena *mem = *state;
    Why w;
    assert_ok(app_write(app, take_twice, NULL, &w));
    assert_int_equal(waiting_files(mem), 1); // the half one
    assert_ok(stored_clean(app, &w));
    assert_int_equal(waiting_files(mem), 0);
}

// The same chunks without one, or with two changed about.
typedef struct Damage {
    int64_t without, swap;
} Damage;

static Err damage(App *a, Db *db, Arena *mem, void *arg)
{
    const Damage *d = arg;
    Str stored = {kept.stored, STORED_NAME};
    FileChunkRow rows[CHUNKS];
    for (int64_t i = 0; i < CHUNKS; i++) TRY(q_file_chunk(db, mem, stored, i, &rows[i]));
    TRY(q_file_chunk_drop(db, stored));
    for (int64_t i = 0; i < CHUNKS; i++) {
        int64_t from = d->swap && i == d->swap ? i + 1 : d->swap && i == d->swap + 1 ? i - 1 : i;
        if (i != d->without) TRY(q_file_chunk_add(db, stored, i, rows[from].bytes));
    }
    return app_log(a, db, &(Entry){.action = S("test.damage"), .object = S("file")});
}

static void a_damaged_file_is_not_shown_as_whole(void **state)
{
    Arena *mem = *state;
    static const Damage all[] = {{CHUNKS - 1, 0}, {2, 0}, {-1, 3}};
    Why w;
    for (size_t i = 0; i < COUNT(all); i++) {
        Damage d = all[i];
        assert_int_equal(send_file(mem, "a.txt", content(mem), 0), 303);
        assert_ok(app_write(app, damage, &d, &w));
        Str r = get(mem);
        int64_t said = 0;
        assert_ok(str_int(response_header(r, "Content-Length"), 0, INT64_MAX, &said));
        assert_true(response_body(r).n < (size_t)said); // broken off: the browser says that it failed
    }
    assert_int_equal(send_file(mem, "a.txt", content(mem), 0), 303);
    kept.key = secret_random();
    assert_int_equal(response_status(get(mem)), 500);
    kept.stored[0] = kept.stored[0] == '0' ? '1' : '0';
    assert_int_equal(response_status(get(mem)), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_comes_back_as_it_was),
        cmocka_unit_test(what_no_record_took_is_dropped),
        cmocka_unit_test(only_once_and_only_whole),
        cmocka_unit_test(a_damaged_file_is_not_shown_as_whole),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
