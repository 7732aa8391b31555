// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A referral as a contract between two organisations, over the wire: what goes along, who may look, how it ends; and
// advice and messages, which share its doors.
#include "assets/assets.h"
#include "decision/decision.h"
#include "decision/decision_sql.h"
#include "http_client.h"
#include "signal/referral.h"
#include "signal/sharing.h"
#include "signal/signal_report_sql.h"
#include "signal/work.h"
#include "staff_place.h"
#include "sys/clock.h"
#include <string.h>

static Referral row(Office *o, int64_t id)
{
    Referral r;
    assert_ok(q_referral_by_id(o->db, o->mem, id, &r));
    return r;
}

// Sends a signal on; returns the id of the referral, or 0 with the status in *ret_status.
static int64_t send(Office *o, int signal, const char *table, OrgId to, const char *rest, int *ret_status)
{
    Str fields = str_fmt(o->mem, "tafel=%s&aan=%lld&termijn=90&%s", table, (long long)to.v, rest);
    Str answer = post(o, &o->focal, path_of(o, "/signalen", o->signals[signal], "/verwijzen"), str_z(o->mem, fields));
    *ret_status = response_status(answer);
    if (*ret_status == 403 || *ret_status >= 500) print_error("%.*s\n", STR_ARG(response_body(answer)));
    Str where = response_header(answer, "Location");
    int64_t id = 0;
    if (*ret_status != 303) return 0;
    assert_true(str_starts(where, S("/verwijzingen/")));
    assert_ok(str_int((Str){where.p + 14, where.n - 14}, 1, INT64_MAX, &id));
    return id;
}

static void only_what_is_in_scope_goes_along(void **state)
{
    Office *o = *state;
    int status;
    post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/bericht"),
                "draad=internal&tekst=Alleen+voor+ons");
    int64_t id = send(o, 0, "safety_house", o->house.org, "grond=zvh&deel=story&deel=files&bericht=Graag", &status);
    assert_true(id > 0);
    const char *page = path_of(o, "/verwijzingen", id, "");
    Str seen = get(o, &o->house, page);
    assert_int_equal(response_status(seen), 200);
    assert_true(str_has(seen, S(STORY)) && str_has(seen, S("Graag")));
    assert_false(str_has(seen, S(REPORTER)) || str_has(seen, S("Alleen voor ons")));
    assert_str(response_body(get(o, &o->house, path_of(o, "/verwijzingen", id, "/bestanden/1"))), FILE_TEXT);
    assert_int_equal(get_status(o, &o->house, path_of(o, "/verwijzingen", id, "/bestanden/2")), 404);
    assert_int_equal(get_status(o, &o->care, path_of(o, "/verwijzingen", id, "/bestanden/1")), 404);
    assert_int_equal(get_status(o, &o->house, path_of(o, "/signalen", o->signals[0], "")),
                     403); // the region, no content
    assert_int_equal(get_status(o, &o->care, page), 404);
    assert_int_equal(get_status(o, &o->other_town, page), 404);
    assert_int_equal(get_status(o, &o->adviser, page), 404);
    assert_int_equal(get_status(o, &o->colleague, page), 200);
    assert_true(logged(o, "referral.read") >= 2);
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/verwijzingen", id, "/aannemen"), ""), 403);
    assert_int_equal(post_status(o, &o->care, path_of(o, "/verwijzingen", id, "/aannemen"), ""), 404);
    Str taken = post(o, &o->house, path_of(o, "/verwijzingen", id, "/aannemen"), "casus=1");
    assert_str(response_header(taken, "Location"),
               str_z(o->mem, str_fmt(o->mem, "/casussen/nieuw?verwijzing=%lld", (long long)id)));
    assert_str(row(o, id).state, "accepted");
    assert_int_equal(post_status(o, &o->house, path_of(o, "/verwijzingen", id, "/afwijzen"), "reden=toch+niet"), 409);
    assert_int_equal(post_status(o, &o->house, path_of(o, "/verwijzingen", id, "/gereed"), ""), 422);
    assert_int_equal(post_status(o, &o->house, path_of(o, "/verwijzingen", id, "/gereed"), "resultaat=Opgepakt"), 303);
    assert_str(row(o, id).state, "done");
    assert_true(str_has(get(o, &o->focal, page), S("Opgepakt")));
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/verwijzingen", id, "/intrekken"), "reden=x"), 409);
}

static void the_reporter_goes_only_by_name_and_with_a_reason(void **state)
{
    Office *o = *state;
    int status;
    assert_int_equal(send(o, 0, "care", o->care.org, "grond=wmo&deel=story&deel=reporter", &status), 0);
    assert_int_equal(status, 422);
    assert_int_equal(send(o, 1, "care", o->care.org, "grond=wmo&deel=reporter&reden=Om+terug+te+bellen", &status), 0);
    assert_int_equal(status, 422); // anonymous
    int64_t id = send(o, 0, "care", o->care.org, "grond=wmo&deel=reporter&reden=Om+terug+te+bellen", &status);
    assert_int_equal(status, 303);
    assert_true(str_has(get(o, &o->care, path_of(o, "/verwijzingen", id, "")), S(REPORTER)));
    assert_int_equal(logged(o, "reporter.share"), 1);
}

static void the_police_come_only_when_the_reporter_agrees(void **state)
{
    Office *o = *state;
    int status;
    assert_int_equal(send(o, 1, "safety_house", o->police.org, "grond=zvh&deel=story", &status), 0);
    assert_int_equal(status, 422);
    assert_true(send(o, 2, "safety_house", o->police.org, "grond=zvh&deel=story", &status) > 0);
    assert_false(str_has(get(o, &o->focal, path_of(o, "/signalen", o->signals[1], "/verwijzen?tafel=safety_house")),
                         S("Politie Voorbeeld")));
}

static Err no_police(App *app, Db *db, Arena *mem, void *arg)
{
    const Office *o = arg;
    int64_t changed;
    (void)mem;
    TRY(q_signal_set_police(db, o->signals[2], 0, &changed));
    return app_log(app, db, &(Entry){.action = S("test.no_police")});
}

static void the_reporter_may_change_their_mind(void **state)
{
    Office *o = *state;
    int status;
    Why w = {{0}};
    int64_t id = send(o, 2, "safety_house", o->police.org, "grond=zvh&deel=story", &status);
    const char *page = path_of(o, "/verwijzingen", id, "");
    assert_true(str_has(get(o, &o->police, page), S(STORY)));
    assert_ok(app_write(o->app, no_police, o, &w));
    assert_ok(referral_expire(o->app, &w));
    assert_str(row(o, id).state, "revoked");
    assert_false(str_has(get(o, &o->police, page), S(STORY)));
    assert_int_equal(post_status(o, &o->police, path_of(o, "/verwijzingen", id, "/aannemen"), ""), 409);
}

static void wrong_forms_come_back(void **state)
{
    Office *o = *state;
    int status;
    static const char *const wrong[] = {"grond=wmo", "grond=geen&deel=story", "deel=story"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(send(o, 0, "care", o->care.org, wrong[i], &status), 0);
        assert_int_equal(status, 422);
    }
    assert_int_equal(send(o, 0, "riec", o->care.org, "grond=riec&deel=story", &status), 0);
    assert_int_equal(status, 422); // care is no table of organised crime
    assert_int_equal(send(o, 0, "care", o->focal.org, "grond=wmo&deel=story", &status), 0);
    assert_int_equal(status, 422);
}

// Nothing is sent on a ground that the table on sharing does not know for this receiver; what goes keeps its rules.
static void the_ground_must_fit_the_receiver(void **state)
{
    Office *o = *state;
    int status = 0;
    static const char *const wrong[] = {"grond=riec&deel=story", "grond=meldrecht&deel=story"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(send(o, 0, "care", o->care.org, wrong[i], &status), 0);
        assert_int_equal(status, 422);
    }
    assert_int_equal(send(o, 2, "safety_house", o->police.org, "grond=jeugdwet&deel=story", &status), 0);
    assert_int_equal(status, 422);
    int64_t id = send(o, 0, "care", o->care.org, "grond=wmo&deel=story&deel=facts", &status);
    assert_true(id > 0);
    Str page = get(o, &o->care, path_of(o, "/verwijzingen", id, ""));
    assert_true(str_has(page, S("sharing v1 delen_08")));
    assert_false(str_has(page, S("delen_08, ")));
    // What if: the newest comes first, with a link for who sent it and for nobody else.
    PastInputs *past;
    size_t n;
    const Actor sender = {.account = {1}, .org = o->focal.org, .roles = ROLE_BIT(ROLE_focal_point)};
    const Actor keeper = {.account = {2}, .org = o->care.org, .roles = ROLE_BIT(ROLE_rules_editor)};
    assert_ok(sharing_past(o->db, o->mem, &sender, 0, 5, &past, &n));
    assert_true(n >= 1);
    assert_int_equal(past[0].id, id);
    assert_true(past[0].path.n > 0);
    assert_str(past[0].inputs, "{\"ontvanger\":\"care\",\"deel\":\"alles\",\"grond\":\"wmo\","
                               "\"anonimiteit\":\"named\",\"politie_ok\":true}");
    assert_ok(sharing_past(o->db, o->mem, &keeper, 0, 5, &past, &n));
    assert_int_equal(past[0].path.n, 0);
}

static void who_rejects_can_no_longer_look(void **state)
{
    Office *o = *state;
    int status;
    int64_t id = send(o, 1, "care", o->care.org, "grond=wmo&deel=story", &status);
    const char *page = path_of(o, "/verwijzingen", id, "");
    assert_true(str_has(get(o, &o->care, page), S(STORY)));
    assert_int_equal(post_status(o, &o->care, path_of(o, "/verwijzingen", id, "/afwijzen"), "reden="), 422);
    assert_int_equal(post_status(o, &o->care, path_of(o, "/verwijzingen", id, "/afwijzen"), "reden=Geen+plek"), 303);
    Str after = get(o, &o->care, page);
    assert_int_equal(response_status(after), 200);
    assert_false(str_has(after, S(STORY)));
    assert_true(str_has(get(o, &o->focal, page), S("Geen plek")));
    WorkSignalRow s;
    assert_ok(q_work_signal(o->db, o->mem, o->signals[1], &s));
    assert_str(s.state, "decided"); // it waits for its own organisation again
}

static void revoking_closes_the_package(void **state)
{
    Office *o = *state;
    int status;
    int64_t id = send(o, 1, "care", o->care.org, "grond=wmo&deel=story", &status);
    assert_int_equal(post_status(o, &o->care, path_of(o, "/verwijzingen", id, "/intrekken"), "reden=x"), 403);
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/verwijzingen", id, "/intrekken"), "reden=Vergissing"), 303);
    assert_false(str_has(get(o, &o->care, path_of(o, "/verwijzingen", id, "")), S(STORY)));
    assert_int_equal(post_status(o, &o->care, path_of(o, "/verwijzingen", id, "/aannemen"), ""), 409);
}

static void no_answer_escalates(void **state)
{
    Office *o = *state;
    int status;
    Why w = {{0}};
    int64_t id = send(o, 2, "care", o->care.org, "grond=wmo&deel=story", &status);
    Referral r = row(o, id);
    assert_true(r.due_at > r.sent_at && r.valid_until > r.due_at);
    assert_ok(referral_expire(o->app, &w));
    assert_str(row(o, id).state, "sent"); // not yet
    clock_set(r.due_at + 1);
    Err e = referral_expire(o->app, &w);
    clock_set(0);
    assert_ok(e);
    assert_str(row(o, id).state, "expired");
    assert_true(logged(o, "referral.expire") >= 1);
    Str region = get(o, &o->house, "/verwijzingen?lijst=regio");
    assert_true(str_has(region, r.number));
    Str progress = get(o, &o->house, path_of(o, "/verwijzingen", id, ""));
    assert_int_equal(response_status(progress), 200);
    assert_false(str_has(progress, S(STORY)));
    assert_int_equal(post_status(o, &o->care, path_of(o, "/verwijzingen", id, "/aannemen"), ""),
                     303); // late is better than never
    clock_set(r.valid_until + 1);
    e = referral_expire(o->app, &w);
    clock_set(0);
    assert_ok(e);
    assert_int_equal(row(o, id).withdrawn, 1);
    assert_false(str_has(get(o, &o->care, path_of(o, "/verwijzingen", id, "")), S(STORY)));
}

static void sending_twice_is_sending_once(void **state)
{
    Office *o = *state;
    int status;
    const char *fields = "grond=wmo&deel=story&inzending=00112233445566778899aabbccddeeff";
    assert_true(send(o, 2, "care", o->care.org, fields, &status) > 0);
    Str again =
        post(o, &o->focal, path_of(o, "/signalen", o->signals[2], "/verwijzen"),
             str_z(o->mem, str_fmt(o->mem, "tafel=care&termijn=90&aan=%lld&%s", (long long)o->care.org.v, fields)));
    assert_int_equal(response_status(again), 303);
    assert_true(str_starts(response_header(again, "Location"), S("/signalen/")));
}

static void the_adviser_sees_the_question_and_nothing_else(void **state)
{
    Office *o = *state;
    Str fields = str_fmt(o->mem, "aan=%lld&vraag=Is+dit+uitbuiting%%3F&kenmerk=form", (long long)o->adviser.org.v);
    const char *page = path_of(o, "/signalen", o->signals[0], "/advies");
    assert_int_equal(post_status(o, &o->focal, page, str_z(o->mem, fields)), 303);
    Str seen = get(o, &o->adviser, "/adviezen/1");
    assert_true(str_has(seen, S("Is dit uitbuiting?")) && str_has(seen, S("uitbuiting op het werk")));
    assert_false(str_has(seen, S(STORY)) || str_has(seen, S("Capelle aan den IJssel")));
    assert_int_equal(get_status(o, &o->adviser, path_of(o, "/signalen", o->signals[0], "")), 404);
    assert_int_equal(get_status(o, &o->house, "/adviezen/1"), 403);
    assert_int_equal(post_status(o, &o->adviser, "/adviezen/1", "antwoord="), 422);
    assert_int_equal(post_status(o, &o->adviser, "/adviezen/1", "antwoord=Zoek+contact"), 303);
    assert_int_equal(post_status(o, &o->adviser, "/adviezen/1", "antwoord=Nog+eens"), 409);
    assert_true(str_has(get(o, &o->colleague, page), S("Zoek contact")));
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/advies/1/intrekken"), ""), 409);
    assert_int_equal(post_status(o, &o->focal, page, str_z(o->mem, fields)), 303);
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/signalen", o->signals[1], "/advies/2/intrekken"), ""), 404);
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/advies/2/intrekken"), ""), 303);
    assert_int_equal(get_status(o, &o->adviser, "/adviezen/2"), 404);
}

static Err another_table(Db *db, void *arg)
{
    const Office *o = arg;
    const Asset *own = asset_find(S("rules/sharing.dmn"));
    Buf b = buf_new(o->mem, KB(256));
    bool words = false; // inside an annotation
    for (Str rest = own->bytes; rest.n;) {
        Str line = str_cut(&rest, '\n');
        words = str_has(line, S("<annotationEntry>")) || (words && !str_has(line, S("</annotationEntry>")));
        if (words && str_has(line, S("<text>"))) line = S("<text></text>");
        buf_fmt(&b, "%.*s\n", STR_ARG(line));
    }
    RuleLiveOriginRow live;
    RuleAddRow added;
    TRY(q_rule_live_origin(db, o->mem, S("sharing"), STR_NONE, &live));
    TRY(q_rule_retire(db, live.id, 3000));
    return q_rule_add(db, o->mem, S("sharing"), STR_NONE, 2, S("aa"), buf_str(&b), S("[]"), S("staff"), S("live"), 3000,
                      0, &added);
}

// The words of a rule may be left out by who writes a table; its "no" stays a no.
static void a_refusal_without_words_refuses(void **state)
{
    Office *o = *state;
    Why w = {{0}};
    int status = 0;
    assert_ok(writer_run(o->app->writer, another_table, o));
    if (decision_load(o->db, &w) != OK) fail_msg("%s", w.text);
    assert_int_equal(send(o, 0, "care", o->care.org, "grond=riec&deel=story", &status), 0);
    assert_int_equal(status, 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_in_scope_goes_along),
        cmocka_unit_test(the_reporter_goes_only_by_name_and_with_a_reason),
        cmocka_unit_test(the_police_come_only_when_the_reporter_agrees),
        cmocka_unit_test(the_reporter_may_change_their_mind),
        cmocka_unit_test(wrong_forms_come_back),
        cmocka_unit_test(the_ground_must_fit_the_receiver),
        cmocka_unit_test(who_rejects_can_no_longer_look),
        cmocka_unit_test(revoking_closes_the_package),
        cmocka_unit_test(no_answer_escalates),
        cmocka_unit_test(sending_twice_is_sending_once),
        cmocka_unit_test(the_adviser_sees_the_question_and_nothing_else),
        cmocka_unit_test(a_refusal_without_words_refuses),
    };
    return cmocka_run_group_tests_name("referral", tests, office_open, office_close);
}
