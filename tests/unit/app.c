// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The floor under every handler: keys, the order of checks, the names of uploads.
#include "unit.h"

#include "test_store.h"
#include "app/state.h"
#include "http_client.h"
#include "sys/file.h"
#include "sys/log.h"
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WAIT_MS = 20000, OPEN_FOLDERS = 16 };

static char folder[] = "/tmp/baken-app-XXXXXX";
static App *app;
static pthread_t server;
static _Atomic int port;

// Changes something and forgets to answer.
static Err mute(Req *rq)
{
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    OrgId org;
    TRY(org_create(rq->db, rq->mem, ORG_care, S("Nooit"), &org, &pair, &rq->why));
    req_log(rq, "test.write", "org", org.v, "", STR_NONE);
    return OK;
}

static Err remember(Req *rq)
{
    device_remember(rq, S("j.devries"));
    return req_redirect(rq, S("/"));
}

static Err known(Req *rq)
{
    buf_c(req_json_out(rq), device_known(rq, req_query(rq, "naam")) ? "true" : "false");
    return req_json(rq, 200);
}

static const Route test_routes[] = {
    {M_POST, "/stil", ACT_public, R_PUBLIC_POST, 0, NULL, mute},
    {M_POST, "/onthoud", ACT_public, R_PUBLIC_POST, 0, NULL, remember},
    {M_GET, "/bekend", ACT_public, R_API, 0, NULL, known},
    {0},
};
static const Route *const tables[] = {app_routes, test_routes};

static void ready(int p) { port = p; }

static void *serve(void *arg)
{
    Why w = {{0}};
    if (app_serve(app, arg, ready, &w) != OK) abort();
    return NULL;
}

static Err open_app(void)
{
    Why w = {{0}};
    const AppOptions o = {.dir = folder, .store = test_store_empty(folder), .no_limits = true};
    return app_open(&o, tables, COUNT(tables), &app, &w);
}

static int start(void **state)
{
    (void)state;
    static const AppOptions listen = {.host = "127.0.0.1"};
    app_hold_signals();
    log_quiet(true);
    assert_non_null(mkdtemp(folder));
    assert_ok(open_app());
    assert_int_equal(pthread_create(&server, NULL, serve, (void *)(uintptr_t)&listen), 0);
    for (int i = 0; i < WAIT_MS && !port; i++) usleep(1000);
    return port ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static int stop(void **state)
{
    (void)state;
    app_close(app);
    return nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static Str ask(Arena *mem, const char *line, const char *headers)
{
    return client_talk(
        mem, port,
        str_z(mem, str_fmt(mem, "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n", line, headers)),
        WAIT_MS);
}

static void what_was_not_answered_was_not_written(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Org *orgs;
    size_t n = 0;
    assert_int_equal(response_status(ask(mem, "POST /stil", "Content-Length: 0\r\n")), 500);
    assert_ok(org_list(app->read[0], mem, ORG_care, &orgs, &n));
    assert_int_equal(n, 0);
}

static void another_site_signs_nobody_out(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Str own = ask(mem, "GET /verlaat", "Sec-Fetch-Site: same-origin\r\n");
    assert_true(response_header(own, "Clear-Site-Data").n > 0);
    assert_true(response_header(ask(mem, "GET /verlaat", ""), "Clear-Site-Data").n > 0);
    Str other = ask(mem, "GET /verlaat", "Sec-Fetch-Site: cross-site\r\n");
    assert_int_equal(response_status(other), 303);
    assert_int_equal(response_header(other, "Clear-Site-Data").n, 0);
}

static void a_write_comes_from_our_own_pages(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    assert_int_equal(
        response_status(ask(mem, "POST /stil", "Content-Length: 0\r\nOrigin: http://127.0.0.1.kwaad.example\r\n")),
        403);
    assert_int_equal(response_status(ask(mem, "POST /stil", "Content-Length: 0\r\nOrigin: http://kwaad127.0.0.1\r\n")),
                     403);
    assert_int_equal(response_status(ask(mem, "POST /stil", "Content-Length: 0\r\nSec-Fetch-Site: same-site\r\n")),
                     403);
    assert_int_equal(response_status(ask(mem, "POST /en/stil", "Content-Length: 0\r\nOrigin: http://127.0.0.1\r\n")),
                     500);
    assert_int_equal(response_status(ask(mem, "POST /en/en/stil", "Content-Length: 0\r\n")), 404);
}

// The cookie of a device is bound to the name, to an expiry and to this installation's key.
static void a_device_is_known_by_its_own_name(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Str set = response_header(ask(mem, "POST /onthoud", "Content-Length: 0\r\n"), "Set-Cookie");
    Str cookie = str_cut(&set, ';');
    assert_true(cookie.n > 60);
    assert_false(str_has(cookie, S("devries")));
    const char *header = str_z(mem, str_fmt(mem, "Cookie: %.*s\r\n", STR_ARG(cookie)));
    assert_str(response_body(ask(mem, "GET /bekend?naam=J.DeVries", header)), "true");
    assert_str(response_body(ask(mem, "GET /bekend?naam=j.jansen", header)), "false");
    assert_str(response_body(ask(mem, "GET /bekend?naam=j.devries", "")), "false");
    char *longer = str_z(mem, str_fmt(mem, "Cookie: %.*s\r\n", STR_ARG(cookie)));
    longer[str_c("Cookie: baken-toestel=").n] = 'f'; // a later expiry
    assert_str(response_body(ask(mem, "GET /bekend?naam=j.devries", longer)), "false");
    assert_str(response_body(ask(mem, "GET /bekend?naam=j.devries", "Cookie: baken-toestel=0000\r\n")), "false");
}

static void a_wrong_method_says_which_are_right(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Str got = ask(mem, "GET /stil", "");
    assert_int_equal(response_status(got), 405);
    assert_str(response_header(got, "Allow"), "POST");
    got = ask(mem, "DELETE /bekend", "");
    assert_int_equal(response_status(got), 405);
    assert_str(response_header(got, "Allow"), "GET, HEAD");
    got = ask(mem, "GET /nergens", "");
    assert_int_equal(response_status(got), 404);
    assert_int_equal(response_header(got, "Allow").n, 0);
}

static char *in_folder(Arena *mem, const char *name) { return str_z(mem, str_fmt(mem, "%s/%s", folder, name)); }

static Err one_entry(App *a, Db *db, Arena *mem, void *arg)
{
    (void)mem;
    (void)arg;
    return app_log(a, db, &(Entry){.action = S("test.entry")});
}

// A key that is gone is never replaced by another: mailboxes would close, and the ledger would look forged.
static void a_lost_key_is_no_new_key(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    Why w = {{0}};
    assert_ok(app_write(app, one_entry, NULL, &w));
    kill(getpid(), SIGTERM);
    pthread_join(server, NULL);
    app_close(app);
    static const char *const names[] = {"keys/pepper.key", "keys/ledger.key"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = in_folder(mem, names[i]), *away = in_folder(mem, "away");
        assert_int_equal(rename(path, away), 0);
        app = NULL;
        assert_int_not_equal(open_app(), OK);
        assert_false(file_exists(path));
        assert_int_equal(rename(away, path), 0);
    }
    // A key that is whole, but another's: codes that it gave out would open nothing on the other nodes
    char *path = in_folder(mem, "keys/pepper.key"), *away = in_folder(mem, "away");
    assert_int_equal(rename(path, away), 0);
    Secret other = secret_random();
    assert_ok(file_write(path, 0600, str_hex(mem, other.b, SECRET_SIZE), &w));
    app = NULL;
    assert_int_equal(open_app(), E_CONFLICT);
    assert_int_equal(rename(away, path), 0);
    assert_ok(open_app());
}

static Str answer_to(Arena *mem, const char *path) { return ask(mem, str_z(mem, str_fmt(mem, "GET %s", path)), ""); }

static int64_t metric(Arena *mem, const char *name)
{
    Str page = response_body(answer_to(mem, "/metrics"));
    while (page.n) {
        Str value = str_cut(&page, '\n');
        int64_t n;
        if (!str_eq_c(str_cut(&value, ' '), name)) continue;
        assert_ok(str_int(value, 0, INT64_MAX, &n));
        return n;
    }
    fail_msg("no %s in /metrics", name);
    return -1;
}

static void what_is_counted_is_shown(void **state)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    (void)state;
    int64_t before = metric(mem, "baken_answers_4xx_total"), reads = metric(mem, "baken_read_seconds_count");
    assert_int_equal(response_status(answer_to(mem, "/bestaat-niet")), 404);
    assert_int_equal(response_status(answer_to(mem, "/bekend?naam=x")), 200);
    assert_int_equal(metric(mem, "baken_answers_4xx_total"), before + 1);
    assert_true(metric(mem, "baken_read_seconds_count") >= reads + 3); // these two, and the looks themselves
    int64_t quick = metric(mem, "baken_read_seconds_bucket{le=\"0.000500\"}");
    assert_true(metric(mem, "baken_read_seconds_bucket{le=\"+Inf\"}") > quick); // that look itself
    // What the program writes by itself may wait a moment; then nothing does.
    for (int i = 0; i < WAIT_MS && metric(mem, "baken_queue") > 0; i++) usleep(1000);
    assert_int_equal(metric(mem, "baken_queue"), 0);
    Str page = answer_to(mem, "/metrics");
    assert_true(str_has(response_header(page, "Content-Type"), S("version=0.0.4")));
    assert_false(str_has(page, S("bestaat-niet")) || str_has(page, S("naam"))); // never what was asked for
}

static void others_see_no_figures(void **state)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    (void)state;
    assert_int_equal(response_status(ask(mem, "GET /metrics", "X-Forwarded-For: 192.0.2.1\r\n")), 404);
    app->metrics_token = S("a-token-of-twenty-or-more");
    assert_int_equal(response_status(answer_to(mem, "/metrics")), 404);
    static const char *const wrong[] = {"a-token-of-twenty-or-mora", "a-token-of-twenty", ""};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Str header = str_fmt(mem, "Authorization: Bearer %s\r\n", wrong[i]);
        assert_int_equal(response_status(ask(mem, "GET /metrics", str_z(mem, header))), 404);
    }
    Str page =
        ask(mem, "GET /metrics", "Authorization: Bearer a-token-of-twenty-or-more\r\nX-Forwarded-For: 192.0.2.1\r\n");
    assert_int_equal(response_status(page), 200);
    app->metrics_token = STR_NONE;
}

static _Atomic bool writer_held, writer_here;

static Err hold_writer(Db *db, void *arg)
{
    (void)db, (void)arg;
    writer_here = true;
    while (writer_held) usleep(1000);
    return OK;
}

static void job_over(void *arg, Err result) { (void)arg, (void)result; }

static int ready_after(Arena *mem, int want)
{
    int status = 0;
    for (int i = 0; i < WAIT_MS && status != want; i++) {
        status = response_status(answer_to(mem, "/readyz"));
        if (status != want) usleep(1000);
        arena_reset(mem);
    }
    return status;
}

// A balancer takes a node out that can't do its work; the process itself lives, and answers at once.
static void ready_means_that_writing_works(void **state)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(4));
    (void)state;
    assert_int_equal(response_status(answer_to(mem, "/readyz")), 200);
    app->state->pulse_wait_ms = 0;
    writer_held = true;
    writer_here = false;
    static Job job = {.run = hold_writer, .done = job_over}; // the writer may be in it when this test is over
    assert_ok(writer_submit(app->writer, &job));
    for (int i = 0; i < WAIT_MS && !writer_here; i++) usleep(1000);
    assert_int_equal(ready_after(mem, 503), 503);
    Str page = answer_to(mem, "/readyz");
    assert_true(str_has(page, S("does not answer")));
    assert_true(response_header(page, "Retry-After").n > 0);
    assert_int_equal(response_status(answer_to(mem, "/healthz")), 200);
    writer_held = false;
    app->state->pulse_wait_ms = PULSE_WAIT_MS;
    assert_int_equal(ready_after(mem, 200), 200);
    int64_t reserve = app->disk_reserve;
    app->disk_reserve = INT64_MAX;
    assert_int_equal(response_status(answer_to(mem, "/readyz")), 503);
    app->disk_reserve = reserve;
}

static void a_failure_has_a_number(void **state)
{
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(1));
    (void)state;
    Str page = ask(mem, "POST /stil", "Content-Length: 0\r\n"), number = response_header(page, "X-Request-Id");
    assert_int_equal(response_status(page), 500);
    assert_int_equal(number.n, sizeof "1234-5678-9012" - 1);
    assert_true(str_has(response_body(page), number));
    Str other = response_header(answer_to(mem, "/healthz"), "X-Request-Id");
    assert_int_equal(other.n, number.n);
    assert_false(str_eq(number, other));
    // What a front on this machine calls it, when that is a name at all
    page = ask(mem, "POST /stil", "Content-Length: 0\r\nX-Request-Id: van-de-balancer-7\r\n");
    assert_str(response_header(page, "X-Request-Id"), "van-de-balancer-7");
    assert_true(str_has(response_body(page), S("van-de-balancer-7")));
    page = ask(mem, "GET /healthz", "X-Request-Id: <b>niet goed</b>\r\n");
    assert_int_equal(response_header(page, "X-Request-Id").n, number.n);
}

static void names_of_uploads_hide_nothing(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    assert_str(upload_safe_name(mem, S("C:\\map\\foto één.jpg")), "foto één.jpg");
    assert_str(upload_safe_name(mem, S("../../etc/passwd")), "passwd");
    assert_str(upload_safe_name(mem, S("a\"b<c>\nd.png")), "a_b_c__d.png");
    assert_str(upload_safe_name(mem, S("foto\u202Egpj.exe")), "foto_gpj.exe"); // shown as fotoexe.jpg otherwise
    assert_str(upload_safe_name(mem, S("\uFEFFa\u200B\u2067b\u061C")), "_a__b_");
    assert_str(upload_safe_name(mem, S("/")), "bestand");
    assert_str(upload_safe_name(mem, S("\xE2\x80")), "\xE2\x80"); // a cut character is not read past its end
}

static void a_file_is_called_what_it_is(void **state)
{
    (void)state;
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    assert_str(upload_name_for(mem, S("foto.JPEG"), S("image/jpeg")), "foto.JPEG");
    assert_str(upload_name_for(mem, S("foto.hta"), S("image/jpeg")), "foto.hta.jpg");
    assert_str(upload_name_for(mem, S("start.bat"), S("text/plain")), "start.bat.txt");
    assert_str(upload_name_for(mem, S("notities"), S("text/plain")), "notities.txt");
    assert_str(upload_name_for(mem, S("docx"), S("application/pdf")), "docx.pdf");
    assert_str(upload_name_for(mem, S("iets.bin"), S("application/octet-stream")), "iets.bin"); // who takes it decides
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_answered_was_not_written),
        cmocka_unit_test(another_site_signs_nobody_out),
        cmocka_unit_test(a_write_comes_from_our_own_pages),
        cmocka_unit_test(a_device_is_known_by_its_own_name),
        cmocka_unit_test(a_wrong_method_says_which_are_right),
        cmocka_unit_test(what_is_counted_is_shown),
        cmocka_unit_test(others_see_no_figures),
        cmocka_unit_test(ready_means_that_writing_works),
        cmocka_unit_test(a_failure_has_a_number),
        cmocka_unit_test(a_lost_key_is_no_new_key),
        cmocka_unit_test(names_of_uploads_hide_nothing),
        cmocka_unit_test(a_file_is_called_what_it_is),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
