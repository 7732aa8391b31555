// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// How long records are kept, what stops that, and what is left of one that was erased.
#include "app/stored_sql.h"
#include "http_client.h"
#include "retention/retention_sql.h"
#include "signal/signal_erase.h"
#include "signal/work_sql.h"
#include "staff_place.h"
#include "sys/clock.h"

#define NOTE "Alleen+voor+mij%2C+tot+het+gewist+is."
#define SOON (clock_now() + DAYS(10))
#define LATER (clock_now() + DAYS(800)) // past every term of a signal without a case, and not of five years

static WorkSignalRow row_of(Office *o, size_t i)
{
    WorkSignalRow row;
    assert_ok(q_work_signal(o->db, o->mem, o->signals[i], &row));
    return row;
}

static RetentionState state_of(Office *o, size_t i)
{
    RetentionState s;
    assert_ok(retention_state(o->db, o->mem, &signal_retention, o->signals[i], &s));
    return s;
}

static RetentionRun run_at(Office *o, Time now)
{
    RetentionRun run;
    Why w = {{0}};
    assert_ok(retention_run(o->app, now, &run, &w));
    return run;
}

static const char *keep_path(Office *o, size_t i, const char *rest)
{
    return path_of(o, "/bewaren/signaal", o->signals[i], rest);
}

static void close_it(Office *o, size_t i)
{
    const char *feedback = path_of(o, "/signalen", o->signals[i], "/terugkoppeling");
    assert_int_equal(post_status(o, &o->focal, feedback, "tekst=We+hebben+het+opgepakt"), 303);
    const char *change = path_of(o, "/signalen", o->signals[i], "/toestand");
    assert_int_equal(post_status(o, &o->focal, change, "toestand=closed&reden=klaar"), 303);
    assert_str(row_of(o, i).state, "closed");
}

static void what_is_open_stays(void **state)
{
    Office *o = *state;
    assert_false(state_of(o, 0).ended);
    assert_int_equal(run_at(o, clock_now() + DAYS(36500)).erased, 0);
    assert_int_equal(row_of(o, 0).erased_at, 0);
    assert_true(str_has(get(o, &o->focal, path_of(o, "/signalen", o->signals[0], "")), S("Dit loopt nog.")));
}

static void the_table_gives_the_term(void **state)
{
    Office *o = *state;
    close_it(o, 0);
    RetentionState s = state_of(o, 0);
    assert_true(s.ended);
    assert_int_equal(s.term.months, 12); // closed without a decision
    assert_str(s.term.status, "draft");
    assert_true(str_has(s.term.basis, S("bewaar_05")));
    assert_int_equal(s.term.due_at, time_of_date(months_later(date_nl(row_of(o, 0).closed_at), 12) + 1));
    Str page = get(o, &o->focal, path_of(o, "/signalen", o->signals[0], ""));
    assert_true(str_has(page, S("Wordt gewist op of na")) && str_has(page, S("bewaar_05")));
    RetentionRecord r = s.record;
    RetentionTerm t;
    r.outcome = S("no_suspicion");
    assert_ok(retention_term(o->mem, &signal_retention, &r, &t, NULL));
    assert_int_equal(t.months, 6);
    r.outcome = S("care");
    r.minor = S("ja");
    assert_ok(retention_term(o->mem, &signal_retention, &r, &t, NULL));
    assert_int_equal(t.months, 60);
    r.ended = 0;
    assert_int_equal(retention_term(o->mem, &signal_retention, &r, &t, NULL), E_NOTFOUND);
}

static void what_is_opened_again_is_not_due(void **state)
{
    Office *o = *state;
    RetentionGetRow row;
    assert_true(run_at(o, SOON).planned > 0);
    assert_ok(q_retention_get(o->db, o->mem, S("signal"), o->signals[0], &row));
    assert_int_equal(run_at(o, SOON).planned, 0); // planned once
    const char *change = path_of(o, "/signalen", o->signals[0], "/toestand");
    assert_int_equal(post_status(o, &o->focal, change, "toestand=in_progress"), 303);
    assert_int_equal(run_at(o, LATER).erased, 0);
    assert_int_equal(q_retention_get(o->db, o->mem, S("signal"), o->signals[0], &row), E_NOTFOUND);
    assert_int_equal(post_status(o, &o->focal, change, "toestand=closed&reden=klaar"), 303);
}

static void a_hold_stops_it(void **state)
{
    Office *o = *state;
    assert_int_equal(get_status(o, &o->other_town, keep_path(o, 0, "")), 404);
    assert_int_equal(get_status(o, &o->adviser, keep_path(o, 0, "")), 403);
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/blokkade"), "grond=zomaar&reden=Er+loopt+een+zaak"),
                     400);
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/blokkade"), "grond=procedure&reden=kort"), 422);
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/blokkade"), "grond=procedure&reden=Er+loopt+een+zaak"),
                     303);
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/blokkade"), "grond=procedure&reden=Er+loopt+een+zaak"),
                     409);
    assert_int_equal(logged(o, "retention.hold"), 1);
    // The name of who reported it has a term of its own, and no hold.
    RetentionRun run = run_at(o, LATER);
    assert_int_equal(run.erased, 1);
    assert_int_equal(row_of(o, 0).erased_at, 0);
    assert_int_equal(row_of(o, 0).sealed_reporter.n, 0);
    assert_true(row_of(o, 0).sealed_content.n > 0);
    RetentionCount *counts;
    size_t n;
    assert_ok(retention_counts(o->db, o->mem, o->focal.org, LATER, &counts, &n));
    assert_int_equal(counts[0].held, 1);
    assert_int_equal(counts[0].overdue, 0); // what is held is not overdue
    assert_true(str_has(get(o, &o->focal, keep_path(o, 0, "")), S("Dit blijft, tot iemand de blokkade opheft.")));
    const char *granted = "gevraagd=2026-01-05&grond=avg17-1a&besluit=granted&zeker=1&reden=De+betrokkene+vroeg+erom";
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/verzoek"), granted), 409);
    assert_int_equal(logged(o, "record.erase"), 1);
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/opheffen"), "reden=De+zaak+is+voorbij"), 303);
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/opheffen"), "reden=De+zaak+is+voorbij"), 409);
}

static void one_row_is_left(void **state)
{
    Office *o = *state;
    WorkMessagesRow *rows;
    WorkFilesRow *files;
    OrgId *orgs;
    Str *names;
    FileChunkRow chunk;
    size_t n;
    assert_ok(q_work_files(o->db, o->mem, o->signals[0], &files, &n));
    assert_int_equal(n, 1);
    const Str stored = files[0].stored;
    assert_ok(q_file_chunk(o->db, o->mem, stored, 0, &chunk));
    assert_int_equal(run_at(o, LATER).erased, 1);
    WorkSignalRow s = row_of(o, 0);
    assert_true(s.erased_at > 0);
    assert_str(s.form, "labour"); // figures count it
    assert_int_equal(s.assignee, 0);
    assert_int_equal(s.gm_code.n + s.sealed_content.n + s.sealed_reporter.n, 0);
    assert_int_equal(civil_of_date(date_nl(s.received_at)).day, 1);
    assert_int_equal(s.received_at, s.closed_at);
    static const char *const threads[] = {"reporter", "internal", "own"};
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_ok(q_work_messages(o->db, o->mem, o->signals[0], str_c(threads[i]), o->focal.account.v, 10, &rows, &n));
        assert_int_equal(n, 0);
    }
    assert_ok(q_work_files(o->db, o->mem, o->signals[0], &files, &n));
    assert_int_equal(n, 0);
    assert_ok(record_holders(o->db, o->mem, "signal", o->signals[0], &orgs, &names, &n));
    assert_int_equal(n, 0);
    assert_int_equal(q_file_chunk(o->db, o->mem, stored, 0, &chunk), E_NOTFOUND);
    assert_int_equal(run_at(o, LATER + DAYS(1)).erased, 0); // once
}

static void it_is_shown_as_erased(void **state)
{
    Office *o = *state;
    const char *path = path_of(o, "/signalen", o->signals[0], "");
    assert_int_equal(get_status(o, &o->focal, path), 200);
    Str page = get(o, &o->focal, path);
    assert_true(str_has(page, S("gewist")) && str_has(page, S("De bewaartermijn was voorbij.")));
    assert_int_equal(get_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/melder")), 409);
    assert_int_equal(get_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/verrijken")), 404);
    assert_int_equal(get_status(o, &o->other_town, path), 404);
    const char *change = path_of(o, "/signalen", o->signals[0], "/toestand");
    assert_int_equal(post_status(o, &o->focal, change, "toestand=in_progress"), 409);
    assert_false(str_has(get(o, &o->focal, "/signalen?lijst=closed"), state_of(o, 0).record.number));
    assert_int_equal(post_status(o, &o->focal, keep_path(o, 0, "/blokkade"), "grond=procedure&reden=Er+loopt+een+zaak"),
                     409);
}

static void a_request_is_decided_by_a_person(void **state)
{
    Office *o = *state;
    const char *path = keep_path(o, 1, "/verzoek");
#define ASK(ground, outcome) "gevraagd=2026-01-05&grond=" ground "&besluit=" outcome "&reden=De+betrokkene+vroeg+erom"
    assert_int_equal(post_status(o, &o->focal, path, ASK("avg17-1a", "granted")), 422); // not sure
    assert_int_equal(post_status(o, &o->focal, path, ASK("avg17-3", "granted") "&zeker=1"), 422);
    assert_int_equal(post_status(o, &o->focal, path, "besluit=refused&grond=avg17-3&reden=Dat+mag+niet"), 422); // when?
    assert_int_equal(post_status(o, &o->other_town, path, ASK("avg17-1a", "granted") "&zeker=1"), 404);
    assert_int_equal(post_status(o, &o->focal, path, ASK("avg17-3", "refused")), 303);
    assert_int_equal(row_of(o, 1).erased_at, 0);
    assert_int_equal(logged(o, "retention.refuse"), 1);
    assert_true(str_has(get(o, &o->focal, keep_path(o, 1, "")), S("Eerdere verzoeken")));
    // Granted: also while it is open, for a person decides.
    assert_int_equal(post_status(o, &o->focal, path, ASK("avg17-1d", "granted") "&zeker=1"), 303);
    assert_true(row_of(o, 1).erased_at > 0);
    assert_str(row_of(o, 1).state, "closed");
    assert_true(str_has(get(o, &o->focal, path_of(o, "/signalen", o->signals[1], "")),
                        S("Iemand over wie dit ging, vroeg erom.")));
    // The other one is as it was.
    assert_true(str_has(get(o, &o->focal, path_of(o, "/signalen", o->signals[2], "")), S(STORY)));
}

static void a_note_of_ones_own_goes_too(void **state)
{
    Office *o = *state;
    const char *path = path_of(o, "/signalen", o->signals[2], "/bericht");
    assert_int_equal(post_status(o, &o->focal, path, "draad=own&tekst=" NOTE), 303);
    assert_true(str_has(get(o, &o->focal, path_of(o, "/signalen", o->signals[2], "")), S("tot het gewist is.")));
    assert_false(str_has(get(o, &o->colleague, path_of(o, "/signalen", o->signals[2], "")), S("tot het gewist is.")));
    WorkMessagesRow *rows;
    size_t n;
    assert_ok(q_work_messages(o->db, o->mem, o->signals[2], S("own"), o->focal.account.v, 10, &rows, &n));
    assert_int_equal(n, 1);
    // Its writer's own key does not open what is stored: the key of the signal comes first.
    assert_true(rows[0].sealed_body.n > BOX_EXTRA + SEAL_EXTRA);
}

static void the_overview_holds_counts(void **state)
{
    Office *o = *state;
    RetentionCount *rows;
    size_t n;
    assert_int_equal(get_status(o, &o->focal, "/bewaren"), 403);
    assert_ok(retention_counts(o->db, o->mem, o->focal.org, clock_now(), &rows, &n));
    assert_int_equal(n, 4);
    assert_true(rows[0].kind == &signal_retention);
    assert_int_equal(rows[0].erased, 1); // at request, now; the other one went in the far future
    assert_ok(retention_counts(o->db, o->mem, o->other_town.org, clock_now(), &rows, &n));
    assert_int_equal(rows[0].erased, 0); // of another organisation
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_open_stays),
        cmocka_unit_test(the_table_gives_the_term),
        cmocka_unit_test(what_is_opened_again_is_not_due),
        cmocka_unit_test(a_hold_stops_it),
        cmocka_unit_test(one_row_is_left),
        cmocka_unit_test(it_is_shown_as_erased),
        cmocka_unit_test(a_request_is_decided_by_a_person),
        cmocka_unit_test(a_note_of_ones_own_goes_too),
        cmocka_unit_test(the_overview_holds_counts),
    };
    return cmocka_run_group_tests_name("retention", tests, office_open, office_close);
}
