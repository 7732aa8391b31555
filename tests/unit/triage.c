// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Facts and indicators become numbers; the table advises; a person decides, and has to say why when they differ.
#include "http_client.h"
#include "signal/triage.h"
#include "signal/triage_sql.h"
#include "signal/work.h"
#include "assets/assets.h"
#include "staff_place.h"
#include <string.h>

static void one_number_is_one_fact(void **state)
{
    Arena *mem = ((Office *)*state)->mem;
    static const char *const same[] = {"06-1234 5678", "+31 6 12345678", "0031612345678", "+31 (0)6-12345678"};
    for (size_t i = 0; i < COUNT(same); i++) assert_str(fact_normal(mem, FACT_phone, str_c(same[i])), "31612345678");
    assert_str(fact_normal(mem, FACT_phone, S("+32 470 12 34 56")), "32470123456");
    assert_str(fact_normal(mem, FACT_plate, S("xx-12-YZ")), "xx12yz");
    assert_str(fact_normal(mem, FACT_account, S("nl00 bank 0123")), "nl00bank0123");
    assert_str(fact_normal(mem, FACT_online, S("https://www.Voorbeeld.nl/pagina/")), "voorbeeld.nl/pagina");
    assert_str(fact_normal(mem, FACT_online, S("@Bijnaam")), "bijnaam");
    assert_str(fact_normal(mem, FACT_name, S("  Renée   De-Vóórbeeld ")), "renee de voorbeeld");
    Secret pepper = secret_random(), other = secret_random();
    Hash a = fact_blind(mem, &pepper, FACT_phone, S("06-12345678")),
         b = fact_blind(mem, &pepper, FACT_phone, S("+31612345678"));
    assert_memory_equal(&a, &b, sizeof a);
    b = fact_blind(mem, &other, FACT_phone, S("06-12345678"));
    assert_memory_not_equal(&a, &b, sizeof a); // worth nothing without the key
    b = fact_blind(mem, &pepper, FACT_account, S("31612345678"));
    assert_memory_not_equal(&a, &b, sizeof a);
}

static void indicators_are_read_and_weighed(void **state)
{
    Arena *mem = ((Office *)*state)->mem;
    Indicators *list = NEW(mem, Indicators);
    assert_ok(indicators_parse(
        mem, S("# over\ncode,form,nl,en,weight,source\nA-1,all,\"een, twee\",\"a \"\"b\"\"\",3,x\n"), list));
    assert_int_equal(list->n, 1);
    assert_str(list->v[0].nl, "een, twee");
    assert_str(list->v[0].en, "a \"b\"");
    assert_int_equal(indicators_parse(mem, S("code,form,nl,en,weight\nA-1,all,x,y,9\n"), list), E_INPUT);
    const Asset *file = asset_find(S("data/indicators.csv"));
    assert_non_null(file);
    assert_ok(indicators_parse(mem, file->bytes, list));
    assert_true(list->n > 100);
    for (size_t i = 0; i < list->n; i++) {
        assert_true(list->v[i].nl.n && list->v[i].en.n && list->v[i].weight >= 1 && list->v[i].weight <= 3);
        assert_true(str_eq(list->v[i].form, S("all")) || choice_find(signal_forms, list->v[i].form));
    }
}

static void the_table_advises(void **state)
{
    Arena *mem = ((Office *)*state)->mem;
    Why w = {{0}};
    TriageInputs in = {.score = 8, .count = 3, .minor = S("nee"), .wants_case = S("ja"), .form = S("labour")};
    TriageAdvice a;
    assert_ok(triage_advise(mem, S("Rotterdam"), &in, &a, &w));
    assert_str(a.outcome, "care_criminal");
    assert_str(a.table_code, "safety_house");
    assert_true(a.hit && a.hit->rule.n && a.ruling.version > 0);
    assert_false(triage_differs(&a, S("care_criminal"), S("safety_house")));
    assert_true(triage_differs(&a, S("care"), S("care")));
    assert_str(
        triage_inputs_json(mem, &in),
        "{\"vermoeden_score\":8,\"aantal_indicatoren\":3,\"minderjarig\":\"nee\",\"gevaar\":false,"
        "\"slachtoffer_wil_strafzaak\":\"ja\",\"georganiseerd\":false,\"strafbaar_feit\":false,\"vorm\":\"labour\"}");
    TriageInputs again = {.score = 1, .minor = S("onbekend"), .danger = true};
    assert_ok(triage_inputs_parse(mem, triage_inputs_json(mem, &in), &again));
    assert_true(again.score == 1 && !again.danger && str_eq(again.minor, in.minor) &&
                str_eq(again.wants_case, S("ja")));
    assert_str(again.form, "labour");
    assert_int_equal(triage_inputs_parse(mem, S("[]"), &again), E_INPUT);
    in = (TriageInputs){.minor = S("nee"), .wants_case = S("onbekend"), .form = S("unknown")};
    assert_ok(triage_advise(mem, STR_NONE, &in, &a, &w));
    assert_str(a.outcome, "no_suspicion");
    in.organised = in.danger = true;
    in.score = 5;
    assert_ok(triage_advise(mem, STR_NONE, &in, &a, &w));
    assert_str(a.table_code, "riec");
    assert_true(a.urgent);
}

static void outcomes_go_with_tables(void **state)
{
    (void)state;
    assert_true(triage_fits(S("care"), S("care")) && triage_fits(S("organised"), S("riec")));
    assert_true(triage_fits(S("care_criminal"), S("safety_house")) && triage_fits(S("no_suspicion"), S("regular")));
    assert_false(triage_fits(S("care"), S("riec")) || triage_fits(S("care_criminal"), S("regular")));
    assert_false(triage_fits(S("no_suspicion"), S("riec")) || triage_fits(S(""), S("care")) ||
                 triage_fits(S("care"), S("x")));
}

static void conditions_are_words(void **state)
{
    Arena *mem = ((Office *)*state)->mem;
    DecisionCondition c = {S("vermoeden_score"), S(">= 3"), S("8")};
    assert_str(triage_condition_words(mem, LANG_NL, &c), "de aanwijzingen wegen samen: 8 (de regel vraagt: 3 of meer)");
    c = (DecisionCondition){S("minderjarig"), S("\"ja\""), S("ja")};
    assert_str(triage_condition_words(mem, LANG_NL, &c), "iemand is jonger dan 18: ja");
    c = (DecisionCondition){S("vorm"), S("\"sexual\",\"organ_removal\""), S("sexual")};
    assert_str(triage_condition_words(mem, LANG_NL, &c),
               "de vorm is: seksuele uitbuiting (de regel vraagt: seksuele uitbuiting of orgaanhandel)");
}

#define INPUTS "bekeken=1&minderjarig=nee&strafzaak=ja&vorm=labour&strafbaar=1"

static void a_person_decides_and_says_why(void **state)
{
    Office *o = *state;
    const char *page = path_of(o, "/signalen", o->signals[0], "/duiding");
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/aanwijzingen"),
                                 "code=ILO-MW1&code=ILO-MW2&code=ILO-UB1"),
                     303);
    Str shown = get(o, &o->focal, str_z(o->mem, str_fmt(o->mem, "%s?%s", page, INPUTS)));
    assert_int_equal(response_status(shown), 200);
    assert_true(str_has(shown, S("vermoeden: zorg en strafrecht")) && str_has(shown, S("duiding_13")));
    assert_false(str_has(shown, S("<option value=\"care_criminal\" selected"))); // chosen by nobody yet
    assert_int_equal(post_status(o, &o->focal, page, INPUTS), 422);
    assert_int_equal(post_status(o, &o->focal, page, INPUTS "&uitkomst=care&tafel=riec&reden=x"), 422);
    Str again = post(o, &o->focal, page, INPUTS "&uitkomst=care&tafel=care&reden=");
    assert_int_equal(response_status(again), 422);
    assert_true(str_has(again, S("Je wijkt af van het advies")));
    assert_int_equal(post_status(o, &o->focal, page, INPUTS "&uitkomst=care&tafel=care&reden=Eerst+zorg"), 303);
    TriageOfRow *rows;
    size_t n;
    assert_ok(q_triage_of(o->db, o->mem, o->signals[0], &rows, &n));
    assert_int_equal(n, 1);
    assert_str(rows[0].outcome, "care");
    assert_str(rows[0].advised_outcome, "care_criminal");
    assert_int_equal(rows[0].differs, 1);
    assert_true(rows[0].rule_version > 0 && rows[0].rule.n);
    assert_true(str_has(rows[0].inputs, S("\"vermoeden_score\":8")));
    assert_false(str_has(rows[0].sealed_reason, S("Eerst zorg")));
    Str later = get(o, &o->colleague, page);
    assert_true(str_has(later, S("Eerst zorg")) && str_has(later, S("<option value=\"ja\" selected>"))); // strafzaak=ja
    assert_int_equal(logged(o, "triage.decide"), 1);
    assert_int_equal(post_status(o, &o->other_town, page, INPUTS "&uitkomst=care&tafel=care&reden=x"), 404);
    assert_int_equal(post_status(o, &o->house, page, INPUTS "&uitkomst=care&tafel=care&reden=x"), 403);
}

static void the_same_number_elsewhere_is_seen(void **state)
{
    Office *o = *state;
    assert_int_equal(
        post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/feiten"), "soort=phone&waarde=06-12345678"),
        303);
    assert_int_equal(post_status(o, &o->focal, path_of(o, "/signalen", o->signals[1], "/feiten"),
                                 "soort=phone&waarde=%2B31612345678"),
                     303);
    Str page = get(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/verrijken"));
    assert_true(str_has(page, S("Komt ook voor in")) && str_has(page, S("06-12345678")));
    assert_true(str_has(page, str_fmt(o->mem, "/signalen/%lld\"", (long long)o->signals[1])));
    assert_int_equal(
        post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/feiten"), "soort=phone&waarde="), 422);
    assert_int_equal(
        post_status(o, &o->focal, path_of(o, "/signalen", o->signals[0], "/feiten"), "soort=plate&waarde=-"), 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_number_is_one_fact),
        cmocka_unit_test(indicators_are_read_and_weighed),
        cmocka_unit_test(the_table_advises),
        cmocka_unit_test(outcomes_go_with_tables),
        cmocka_unit_test(conditions_are_words),
        cmocka_unit_test(a_person_decides_and_says_why),
        cmocka_unit_test(the_same_number_elsewhere_is_seen),
    };
    return cmocka_run_group_tests_name("triage", tests, office_open, office_close);
}
