// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The tray: order, pages that miss and double nothing, plans that hold for a hundred thousand signals; and the page of
// a signal with its threads, states and feedback.
#include "test_store.h"
#include "clock/clock.h"
#include "http_client.h"
#include "signal/tray.h"
#include "signal/work.h"
#include "staff_place.h"
#include "sys/clock.h"
#include <sqlite3.h>
#include <string.h>

// ---- pages ----------------------------------------------------------------------------------------

enum { MANY = 137 };

// Copies of the first signal with other terms: some urgent, many with the same moment.
static Err many(App *app, Db *db, Arena *mem, void *arg)
{
    Office *o = arg;
    for (int i = 0; i < MANY; i++) {
        Report r = {.role = S("citizen"),
                    .anonymity = S("anonymous"),
                    .danger = i % 9 == 0 ? S("ja") : S("nee"),
                    .form = i % 2 ? S("labour") : S("sexual"),
                    .police = S("nee"),
                    .gm_code = S("GM0502"),
                    .story = S(STORY)};
        report_defaults(&r);
        Submission s = {.seed = secret_random()};
        random_bytes(s.id, sizeof s.id);
        SealedReport *sealed;
        StoredReport stored;
        TRY(report_seal(app, db, mem, &r, &s, "web", LANG_NL, &sealed));
        TRY(report_store(db, mem, sealed, clock_now() - DAYS(i % 5), &stored));
    }
    (void)o;
    return app_log(app, db, &(Entry){.action = S("test.many")});
}

static bool in_order(const TrayRow *a, const TrayRow *b)
{
    if (a->urgent != b->urgent) return a->urgent > b->urgent;
    return a->next_due < b->next_due || (a->next_due == b->next_due && a->id < b->id);
}

// Walks all pages; checks the order where there is one; returns how many rows there were.
static size_t walk(Office *o, TrayFilter f, bool by_term)
{
    size_t all = 0;
    bool more = true;
    TrayRow last = {0};
    while (more) {
        TrayRow *rows = NULL;
        size_t n = 0;
        assert_ok(tray_list(o->db, o->mem, &f, &rows, &n, &more));
        assert_true(n <= TRAY_PAGE && (n == TRAY_PAGE || !more));
        for (size_t i = 0; i < n; i++) {
            if (all + i > 0) assert_true(by_term ? in_order(&last, &rows[i]) : rows[i].id < last.id);
            last = rows[i];
        }
        all += n;
        if (more) assert_ok(tray_cursor_parse(tray_cursor(o->mem, &last), &f));
    }
    return all;
}

static void pages_miss_and_double_nothing(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    assert_ok(app_write(o->app, many, o, &w));
    TrayFilter f = {.tab = TRAY_unassigned, .org = o->focal.org, .account = o->focal.account};
    assert_int_equal(walk(o, f, true), MANY + SIGNALS);
    f.tab = TRAY_open;
    assert_int_equal(walk(o, f, true), MANY + SIGNALS);
    f.by_receipt = true;
    assert_int_equal(walk(o, f, false), MANY + SIGNALS);
    f = (TrayFilter){.tab = TRAY_region, .region = S("VR17")};
    assert_int_equal(walk(o, f, false), MANY + SIGNALS);
    f = (TrayFilter){.tab = TRAY_open, .org = o->focal.org, .urgent_only = true};
    size_t urgent = walk(o, f, true);
    assert_true(urgent > 0 && urgent < MANY);
    f = (TrayFilter){.tab = TRAY_open, .org = o->focal.org, .form = S("labour")};
    size_t labour = walk(o, f, true);
    f.form = S("sexual");
    assert_int_equal(walk(o, f, true) + labour, MANY + SIGNALS);
    f = (TrayFilter){.tab = TRAY_open, .org = o->other_town.org, .account = o->other_town.account};
    assert_int_equal(walk(o, f, true), 0); // never another town's
}

static void a_cursor_is_checked(void **state)
{
    (void)state;
    TrayFilter f = {0};
    assert_ok(tray_cursor_parse(S("1.1763800000000.12"), &f));
    assert_true(f.after && f.urgent == 1 && f.due == 1763800000000 && f.id == 12);
    static const char *const wrong[] = {"", "1", "1.2", "2.3.4", "1.-1.4", "1.2.0", "1.2.3.4", "a.b.c"};
    for (size_t i = 0; i < COUNT(wrong); i++) assert_int_equal(tray_cursor_parse(str_c(wrong[i]), &f), E_INPUT);
}

// What a list looks for: an index alone gives it, in order. Sorting reads all of it first, and a row is large: a
// hundred thousand of either for one page is too many. Only the few that were found are sorted again, with their rows.
static void no_list_sorts(void **state)
{
    Office *o = *state;
    sqlite3 *db = NULL;
    int seen = 0;
    if (test_store_is_remote()) return; // plans of SQLite
    assert_int_equal(sqlite3_open(str_z(o->mem, str_fmt(o->mem, "%s/baken.db", o->dir)), &db), SQLITE_OK);
    for (size_t i = 0; i < tray_statements.count; i++) {
        const StmtDef *def = tray_statements.defs[i];
        const char *from = strstr(def->sql, "FROM (SELECT id FROM signal");
        const char *end = strstr(def->sql, ") AS few\nJOIN");
        if (!from || !end) continue;
        char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %.*s", (int)(end - from - 6), from + 6);
        sqlite3_stmt *s = NULL;
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
        for (int steps = 0; sqlite3_step(s) == SQLITE_ROW; steps++) {
            const char *step = (const char *)sqlite3_column_text(s, 3);
            if (steps || !strstr(step, "COVERING INDEX")) print_error("%s: %s\n", def->name, step);
            assert_true(steps == 0 && strstr(step, "COVERING INDEX"));
        }
        seen++;
        sqlite3_finalize(s);
        sqlite3_free(sql);
    }
    sqlite3_close(db);
    assert_int_equal(seen, 7);
}

// ---- a signal in hand -----------------------------------------------------------------------------

static WorkSignalRow signal_row(Office *o, int i)
{
    WorkSignalRow s;
    assert_ok(q_work_signal(o->db, o->mem, o->signals[i], &s));
    return s;
}

static Str clock_state(Office *o, int i, const char *kind)
{
    ClockOfRow *rows;
    size_t n;
    assert_ok(q_clock_of(o->db, o->mem, S("signal"), o->signals[i], &rows, &n));
    for (size_t k = 0; k < n; k++)
        if (str_eq_c(rows[k].kind, kind)) return rows[k].state;
    return STR_NONE;
}

static void lists_and_outsiders_see_no_content(void **state)
{
    Office *o = *state;
    Str list = get(o, &o->focal, "/signalen");
    assert_int_equal(response_status(list), 200);
    assert_false(str_has(list, S(STORY)) || str_has(list, S(REPORTER)));
    Str region = get(o, &o->house, "/signalen");
    assert_int_equal(response_status(region), 200);
    assert_true(str_has(region, signal_row(o, 0).number) || str_has(region, S("Capelle aan den IJssel")));
    for (int i = 0; i < SIGNALS; i++) {
        Str door = str_fmt(o->mem, "\"/signalen/%lld\"", (long long)o->signals[i]);
        assert_true(str_has(list, door) && !str_has(region, door));
    }
    static const char *const rests[] = {"",           "/verrijken", "/aanwijzingen",   "/advies",     "/duiding",
                                        "/verwijzen", "/melder",    "/terugkoppeling", "/bestanden/1"};
    for (size_t i = 0; i < COUNT(rests); i++) {
        const char *path = path_of(o, "/signalen", o->signals[0], rests[i]);
        assert_int_equal(get_status(o, &o->other_town, path), 404);
        int status = get_status(o, &o->house, path);
        assert_true(status == 403 || status == 404);
        status = get_status(o, &o->care, path);
        assert_true(status == 403 || status == 404);
    }
    assert_int_equal(get_status(o, &o->care, "/signalen"), 403);
}

static void reading_is_logged(void **state)
{
    Office *o = *state;
    int64_t before = logged(o, "signal.read");
    Str page = get(o, &o->focal, path_of(o, "/signalen", o->signals[0], ""));
    assert_true(str_has(page, S(STORY)));
    assert_false(str_has(page, S(REPORTER))); // stays sealed
    assert_int_equal(logged(o, "signal.read"), before + 1);
    const LedgerFilter f = {.action = S("signal.read"), .max = LEDGER_PAGE_MAX};
    LedgerLine *lines;
    size_t n;
    assert_ok(ledger_search(o->db, o->mem, &f, &lines, &n));
    for (size_t i = 0; i < n; i++) {
        assert_true(lines[i].entry.account && lines[i].entry.ground.n > 0); // nobody looks without a ground
        assert_int_equal(lines[i].entry.object_id, o->signals[0]);
    }
}

static void three_threads_stay_apart(void **state)
{
    Office *o = *state;
    const char *page = path_of(o, "/signalen", o->signals[0], ""),
               *path = path_of(o, "/signalen", o->signals[0], "/bericht");
    assert_int_equal(post_status(o, &o->focal, path, "draad=own&tekst=Mijn+notitie"), 303);
    assert_int_equal(post_status(o, &o->focal, path, "draad=internal&tekst=Voor+collegas"), 303);
    assert_str(clock_state(o, 0, "acknowledge"), "running");
    assert_int_equal(post_status(o, &o->focal, path, "draad=reporter&tekst=Dank+je"), 303);
    assert_str(clock_state(o, 0, "acknowledge"), "met");
    assert_str(signal_row(o, 0).public_state, "being_looked_at");
    assert_true(str_has(get(o, &o->focal, page), S("Mijn notitie")));
    Str other = get(o, &o->colleague, page);
    assert_true(str_has(other, S("Voor collegas")) && str_has(other, S("Dank je")));
    assert_false(str_has(other, S("Mijn notitie")));
    assert_int_equal(post_status(o, &o->focal, path, "draad=reporter&tekst="), 422);
    assert_int_equal(post_status(o, &o->focal, path, "draad=ander&tekst=x"), 400);
    assert_int_equal(post_status(o, &o->other_town, path, "draad=internal&tekst=x"), 404);
}

static void files_are_downloads(void **state)
{
    Office *o = *state;
    int64_t before = logged(o, "signal.file");
    Str file = get(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/bestanden/1"));
    assert_int_equal(response_status(file), 200);
    assert_str(response_body(file), FILE_TEXT);
    assert_true(str_starts(response_header(file, "Content-Disposition"), S("attachment")));
    assert_str(response_header(file, "Content-Type"), "application/octet-stream");
    assert_int_equal(logged(o, "signal.file"), before + 1);
    assert_int_equal(get_status(o, &o->focal, path_of(o, "/signalen", o->signals[1], "/bestanden/1")), 404);
    assert_int_equal(get_status(o, &o->other_town, path_of(o, "/signalen", o->signals[0], "/bestanden/1")), 404);
}

static void links_are_made_and_removed(void **state)
{
    Office *o = *state;
    Str fields = str_fmt(o->mem, "nummer=%.*s&reden=Zelfde+adres", STR_ARG(signal_row(o, 1).number));
    const char *path = path_of(o, "/signalen", o->signals[0], "/koppelingen");
    assert_int_equal(post_status(o, &o->focal, path, str_z(o->mem, fields)), 303);
    assert_int_equal(post_status(o, &o->focal, path, "nummer=2026-XXXXXXX&reden=x"), 422);
    assert_true(str_has(get(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/verrijken")), S("Zelfde adres")));
    Str other = get(o, &o->focal, path_of(o, "/signalen", o->signals[1], "/verrijken"));
    assert_true(str_has(other, signal_row(o, 0).number) && !str_has(other, S("Zelfde adres")));
    const char *remove = path_of(o, "/signalen", o->signals[1], "/koppelingen/1/weg");
    assert_int_equal(post_status(o, &o->other_town, remove, ""), 404);
    assert_int_equal(post_status(o, &o->focal, remove, ""), 303);
    assert_int_equal(post_status(o, &o->focal, remove, ""), 404);
}

static void identity_opens_for_one_person_with_a_reason(void **state)
{
    Office *o = *state;
    const char *path = path_of(o, "/signalen", o->signals[0], "/melder");
    assert_false(str_has(get(o, &o->focal, path), S(REPORTER)));
    assert_int_equal(post_status(o, &o->focal, path, "reden="), 422);
    assert_int_equal(post_status(o, &o->focal, path, "reden=Terugbellen"), 303);
    assert_true(str_has(get(o, &o->focal, path), S(REPORTER)));
    assert_false(str_has(get(o, &o->colleague, path), S(REPORTER)));
    assert_int_equal(logged(o, "reporter.open"), 1);
    assert_int_equal(get_status(o, &o->focal, path_of(o, "/signalen", o->signals[1], "/melder")), 404); // anonymous
}

static void feedback_is_a_duty(void **state)
{
    Office *o = *state;
    const char *change = path_of(o, "/signalen", o->signals[0], "/toestand");
    assert_int_equal(post_status(o, &o->focal, change, "toestand=closed&reden=klaar"), 409);
    assert_int_equal(
        post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/terugkoppeling"), "tekst=Opgepakt"), 303);
    assert_str(clock_state(o, 0, "feedback"), "met");
    assert_str(signal_row(o, 0).public_state, "feedback_given");
    assert_int_equal(post_status(o, &o->focal, change, "toestand=closed&reden="), 422);
    assert_int_equal(post_status(o, &o->focal, change, "toestand=closed&reden=klaar"), 303);
    assert_str(signal_row(o, 0).state, "closed");
    assert_str(clock_state(o, 0, "triage"), "stopped");
    assert_int_equal(post_status(o, &o->focal, change, "toestand=in_progress"), 303);
    const char *withhold = path_of(o, "/signalen", o->signals[1], "/terugkoppeling/niet");
    assert_int_equal(post_status(o, &o->focal, withhold, "grond=zomaar&reden=x"), 400);
    assert_int_equal(post_status(o, &o->focal, withhold, "grond=safety&reden="), 422);
    assert_int_equal(post_status(o, &o->focal, withhold, "grond=safety&reden=Te+gevaarlijk"), 303);
    assert_str(clock_state(o, 1, "feedback"), "withheld");
}

static Err hand_over(App *app, Db *db, Arena *mem, void *arg)
{
    Office *o = arg;
    int64_t moved = 0;
    Why w;
    assert_int_equal(signal_hand_over(db, mem, o->focal.account, o->other_town.account, clock_now(), &moved, &w),
                     E_INPUT);
    TRY(signal_hand_over(db, mem, o->focal.account, o->colleague.account, clock_now(), &moved, &w));
    assert_int_equal(moved, 1);
    return app_log(app, db, &(Entry){.action = S("test.hand_over")});
}

static void a_leavers_work_is_handed_over(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    const char *path = path_of(o, "/signalen", o->signals[2], "/toewijzen");
    Str to_me = str_fmt(o->mem, "account=%lld", (long long)o->focal.account.v);
    assert_int_equal(post_status(o, &o->focal, path, str_z(o->mem, to_me)), 303);
    assert_str(signal_row(o, 2).state, "in_progress");
    Str to_stranger = str_fmt(o->mem, "account=%lld", (long long)o->other_town.account.v);
    assert_int_equal(post_status(o, &o->focal, path, str_z(o->mem, to_stranger)), 400);
    assert_ok(app_write(o->app, hand_over, o, &w));
    assert_int_equal(signal_row(o, 2).assignee, o->colleague.account.v);
}

static void the_first_term_is_kept_beside_the_signal(void **state)
{
    Office *o = *state;
    TrayFilter f = {.tab = TRAY_mine, .org = o->colleague.org, .account = o->colleague.account};
    TrayRow *rows;
    size_t n;
    bool more;
    ClockOfRow *clocks;
    size_t count;
    assert_ok(tray_list(o->db, o->mem, &f, &rows, &n, &more));
    assert_int_equal(n, 1);
    assert_ok(q_clock_of(o->db, o->mem, S("signal"), o->signals[2], &clocks, &count));
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < count; i++)
        if (str_eq(clocks[i].state, S("running")) && clocks[i].due_at < first) first = clocks[i].due_at;
    assert_int_equal(rows[0].next_due, first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_outsiders_see_no_content),
        cmocka_unit_test(reading_is_logged),
        cmocka_unit_test(three_threads_stay_apart),
        cmocka_unit_test(files_are_downloads),
        cmocka_unit_test(links_are_made_and_removed),
        cmocka_unit_test(identity_opens_for_one_person_with_a_reason),
        cmocka_unit_test(pages_miss_and_double_nothing),
        cmocka_unit_test(a_cursor_is_checked),
        cmocka_unit_test(no_list_sorts),
        cmocka_unit_test(feedback_is_a_duty),
        cmocka_unit_test(a_leavers_work_is_handed_over),
        cmocka_unit_test(the_first_term_is_kept_beside_the_signal),
    };
    return cmocka_run_group_tests_name("tray", tests, office_open, office_close);
}
