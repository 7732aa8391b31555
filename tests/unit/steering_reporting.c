// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A report from draft to adopted: its figures stay those of one moment, its words keep their history, who made it does
// not adopt it, and what was adopted comes out as the same bytes whatever changes afterwards.
#include "http/http.h"
#include "steering/indicator.h"
#include "steering/progress.h"
#include "steering/reporting.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const SteeringSection *const steering_sections[] = {NULL};
const IndicatorSource indicator_sources[] = {{0}};

typedef struct Place {
    Arena *mem;
    char dir[64];
    Db *db;
    OrgId org;
} Place;
static Place *place;
static const Time NOW = SECONDS(1747743000); // 20 May 2025
static const Period Q1 = {2025, 1, false};
static const AccountId maker = {1}, writer = {2}, principal = {3};

static Str submission(void)
{
    unsigned char *b = arena_alloc(place->mem, SUBMISSION_SIZE);
    random_bytes(b, SUBMISSION_SIZE);
    return (Str){(const char *)b, SUBMISSION_SIZE};
}

static int setup(void **state)
{
    (void)state;
    Place *p = place = calloc(1, sizeof *p);
    p->mem = arena_new(MB(256));
    memcpy(p->dir, "/tmp/baken-report-XXXXXX", sizeof "/tmp/baken-report-XXXXXX");
    Why w = {{0}};
    KeyPair pair;
    if (crypt_start() != OK || !mkdtemp(p->dir) || plan_start(&w) != OK) return -1;
    if (db_open(test_store(p->dir), DB_WRITE, &p->db, &w) != OK || db_migrate(p->db, &w) != OK) return -1;
    assert_ok(org_create(p->db, p->mem, ORG_national, S("Een"), &p->org, &pair, &w));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(place->db);
    plan_stop();
    int bad = test_store_remove(place->dir);
    arena_free(place->mem);
    free(place);
    return bad;
}

static void progress(int64_t action, const char *state, Time now)
{
    NewProgress n = {.submission = submission(),
                     .action = action,
                     .quarter = {2025, 1},
                     .org = place->org,
                     .account = {1},
                     .state = str_c(state),
                     .phase = S("exploration"),
                     .progress = S("Er is gepraat."),
                     .obstacles = S("Niemand heeft tijd."),
                     .percent = -1};
    int64_t id;
    bool again;
    Why w;
    assert_ok(progress_store(place->db, place->mem, &n, now, &id, &again));
    NewReview review = {.submission = submission(), .report = id, .by = {2}, .verdict = S("accepted")};
    assert_ok(progress_review(place->db, place->mem, &review, now, &w));
}

static Str gathered(Time now)
{
    Live live;
    assert_ok(reporting_gather(place->db, place->mem, plan_get(), Q1, now, &live));
    Str text;
    assert_ok(live_write(place->mem, &live, &text));
    return text;
}

static Err begin(Period p, const char *reason, Time now, int64_t *ret_id)
{
    bool made;
    Why w = {{0}};
    return reporting_begin(place->db, place->mem, p, submission(), str_c(reason), gathered(now), maker, now, ret_id,
                           &made, &w);
}

static Reporting row(int64_t id)
{
    Reporting r;
    assert_ok(q_reporting_by_id(place->db, place->mem, id, &r));
    return r;
}

static void write_text(int64_t id, const char *block, const char *text, bool changes)
{
    bool changed;
    assert_ok(reporting_write(place->db, place->mem, id, block, str_c(text), writer, NOW, &changed));
    assert_int_equal(changed, changes);
}

static void submit(int64_t id, const char *digest)
{
    Reporting r = row(id);
    ReportInput in;
    Why w = {{0}};
    int64_t changed;
    assert_ok(reporting_input(place->db, place->mem, plan_get(), &r, &in, &w));
    Str made_from = digest ? str_c(digest) : reporting_digest(place->mem, &in);
    assert_ok(q_reporting_submit(place->db, id, made_from, maker.v, NOW, &changed));
    assert_int_equal(changed, 1);
}

static Err adopt(int64_t id, AccountId by, ReportingFile files[REPORTING_FILES])
{
    Reporting r = row(id);
    Why w = {{0}};
    TRY(reporting_make_files(place->db, place->mem, NULL, plan_get(), &r, NOW, files, &w));
    return reporting_adopt(place->db, place->mem, &r, files, by, NOW, &w);
}

static void one_draft_of_a_period(void **state)
{
    (void)state;
    int64_t id, other, again;
    bool made;
    Why w = {{0}};
    const Period p = {2024, 1, true};
    Str sent = submission();
    assert_ok(reporting_begin(place->db, place->mem, p, sent, STR_NONE, S(""), maker, NOW, &id, &made, &w));
    assert_true(made);
    assert_ok(reporting_begin(place->db, place->mem, p, sent, STR_NONE, S(""), maker, NOW, &again, &made, &w));
    assert_true(again == id && !made); // sent twice is made once
    assert_int_equal(begin(p, "", NOW, &other), E_CONFLICT);
    Reporting r = row(id);
    assert_str(reporting_code(place->mem, &r), "2024H1-1");
}

static void figures_stay_and_words_have_history(void **state)
{
    (void)state;
    int64_t id;
    ReportInput in;
    Why w = {{0}};
    progress(3, "on_course", NOW - DAYS(2));
    assert_ok(begin(Q1, "", NOW, &id));
    progress(3, "stuck", NOW + DAYS(1));
    write_text(id, "intro", "Wij **zijn** begonnen.", true);
    write_text(id, "intro", "Wij **zijn** begonnen.", false);
    write_text(id, "intro", "Wij zijn verder.", true);
    write_text(id, "line2", "", false);
    Reporting r = row(id);
    assert_ok(reporting_input(place->db, place->mem, plan_get(), &r, &in, &w));
    assert_int_equal(in.text_count, 1);
    assert_str(in.texts[0].markdown, "Wij zijn verder.");
    assert_true(in.live->actions_known && in.live->money_known && in.live->indicators_known);
    assert_int_equal(in.live->action_count, 1);
    assert_str(in.live->actions[0].state, "on_course"); // as it was when the figures were taken
    assert_true(in.live->indicator_count == plan_get()->indicators_count);
}

static void adopted_bytes_never_change(void **state)
{
    (void)state;
    int64_t changed;
    ReportingLastRow last;
    ReportingFile files[REPORTING_FILES], later[REPORTING_FILES];
    assert_ok(q_reporting_last(place->db, place->mem, S("2025Q1"), &last));
    assert_int_equal(adopt(last.id, principal, files), E_CONFLICT); // not submitted: made from nothing
    submit(last.id, NULL);
    assert_int_equal(adopt(last.id, maker, files), E_DENIED);
    assert_int_equal(adopt(last.id, writer, files), E_DENIED);
    assert_int_equal(row(last.id).adopted_at, 0);
    assert_ok(adopt(last.id, principal, files));
    assert_true(str_starts(files[1].content, S("%PDF")));
    assert_true(str_has(files[0].content, S("Vastgesteld op 20 mei 2025. Nummer 2025Q1-1.")));
    assert_true(str_has(files[0].content, S("Wij zijn verder.")));
    assert_int_equal(adopt(last.id, principal, later), E_CONFLICT); // once
    assert_ok(q_reporting_publish(place->db, last.id, NOW, &changed));
    assert_int_equal(changed, 1);
    progress(3, "done", NOW + DAYS(3));
    for (size_t i = 0; i < REPORTING_FILES; i++) {
        ReportingFileGetRow stored;
        assert_ok(q_reporting_file_get(place->db, place->mem, last.id, files[i].name, &stored));
        assert_true(str_eq(stored.content, files[i].content) && str_eq(stored.digest, files[i].digest));
        Hash h = hash_of(stored.content);
        Str digest = hash_str(&h);
        assert_true(str_eq(str_hex(place->mem, digest.p, digest.n), stored.digest));
    }
}

static void a_new_one_says_why(void **state)
{
    (void)state;
    int64_t id;
    ReportingFile files[REPORTING_FILES];
    assert_int_equal(begin(Q1, "", NOW, &id), E_INPUT);
    assert_ok(begin(Q1, "Een bedrag klopte niet", NOW + DAYS(4), &id));
    Reporting r = row(id);
    assert_true(r.number == 2 && r.replaces > 0);
    submit(id, NULL);
    assert_ok(adopt(id, principal, files));
    assert_true(str_has(files[0].content, S("nummer 2025Q1-1. Reden: Een bedrag klopte niet")));
    assert_true(str_has(files[0].content, S("klaar")));
}

static void another_plan_is_not_adopted(void **state)
{
    (void)state;
    int64_t id, changed;
    ReportingFile files[REPORTING_FILES];
    assert_ok(begin((Period){2025, 2, false}, "", NOW, &id));
    submit(id, "0000"); // as if the plan was another when it was submitted
    assert_int_equal(adopt(id, principal, files), E_CONFLICT);
    assert_ok(q_reporting_return(place->db, id, S("Maak haar opnieuw"), &changed));
    assert_int_equal(changed, 1);
    assert_str(row(id).state, "draft");
    assert_str(row(id).returned, "Maak haar opnieuw");
    submit(id, NULL);
    assert_ok(adopt(id, principal, files));
}

// What live_read takes, a request can be asked for: as many bookings as there may be, each as long as it may be.
static void many_bookings_end_nothing(void **state)
{
    (void)state;
    enum { BOOKINGS = 2400, LONG = 500 };
    CLEANUP(arena_freep) Arena *request = arena_new(HTTP_REQUEST_MEMORY);
    static char letters[LONG];
    memset(letters, 'a', sizeof letters);
    const Str words = {letters, LONG};
    Live live = {.money_known = true}, again;
    live.money = NEW_ARRAY(place->mem, PlanSpending, BOOKINGS);
    live.money_count = BOOKINGS;
    for (int i = 0; i < BOOKINGS; i++)
        live.money[i] = (PlanSpending){.day = date_of(2025, 2, 1),
                                       .kind = S("spent"),
                                       .code = S("a"),
                                       .reason = words,
                                       .decided_by = words,
                                       .source = words,
                                       .year = 2025,
                                       .amount = 1};
    Str text;
    Why w = {{0}};
    assert_ok(live_write(place->mem, &live, &text));
    assert_ok(live_read(request, text, &again, &w));
    const ReportInput in = {.plan = plan_get(), .live = &again, .period = Q1, .at = NOW};
    assert_int_equal(reporting_digest(request, &in).n, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_draft_of_a_period),       cmocka_unit_test(figures_stay_and_words_have_history),
        cmocka_unit_test(adopted_bytes_never_change),  cmocka_unit_test(a_new_one_says_why),
        cmocka_unit_test(another_plan_is_not_adopted), cmocka_unit_test(many_bookings_end_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
