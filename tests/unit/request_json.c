// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/request_json.h"
#include "shelter/rules.h"
#include "sys/file.h"
#include "unit.h"

#define BASE "\"placer\": \"police\", \"sex\": \"man\", \"age\": 34, \"form\": \"labour\", \"residence\": \"eu\""
#define NOW HOURS(500000)

static const Regions *regions;

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    return match_regions(&regions, &w) == OK ? 0 : -1;
}

static Need read(const char *json)
{
    Need n = {.kind = -1};
    Why w = {{0}};
    if (request_from_json(regions, str_c(json), NOW, &n, &w) != OK) fail_msg("%s: %s", json, w.text);
    return n;
}

static void refused(const char *json, const char *says)
{
    Need n;
    Why w = {{0}};
    if (request_from_json(regions, str_c(json), NOW, &n, &w) == OK) fail_msg("taken: %s", json);
    if (!str_has(str_c(w.text), str_c(says))) fail_msg("%s: %s", json, w.text);
}

static Traits bit(const Choice *list, const char *code)
{
    Traits t;
    assert_ok(trait_of(list, str_c(code), &t));
    return t;
}

static void the_least(void **state)
{
    (void)state;
    Need n = read("{\"kind\": \"crisis\", " BASE "}");
    assert_int_equal(n.kind, PLACE_CRISIS);
    assert_true(n.traits ==
                (bit(sexes_asked, "man") | bit(forms_asked, "labour") | bit(residences, "eu") | bit(payers, "none")));
    assert_int_equal(n.placer, 1 << choice_at(placers, S("police")));
    assert_int_equal(n.age, 34);
    assert_int_equal(n.region, -1);
    assert_int_equal(n.stay_days, STAY_DAYS_USUAL);
    assert_true(n.from == NOW && n.avoid == 0 && n.within == 0 && n.languages == 0);
}

static void everything(void **state)
{
    (void)state;
    Need n = read("{\"kind\": \"long_stay\", " BASE ", \"payer\": \"wmo\", \"children\": 2, \"security\": 3,"
                  "\"region\": \"VR17\", \"avoid\": [\"VR17\", \"VR01\"], \"within\": [\"VR22\"],"
                  "\"needs\": [\"pet\", \"lvb\"], \"languages\": [\"pl\", \"en\"], \"stay_days\": 90,"
                  "\"from\": \"2026-11-28T22:40Z\"}");
    assert_int_equal(n.kind, PLACE_LONG_STAY);
    assert_int_equal(n.children, 2);
    assert_int_equal(n.security, 3);
    assert_int_equal(n.region, region_at(regions, S("VR17")));
    assert_true(n.avoid == (1u << region_at(regions, S("VR17")) | 1u << region_at(regions, S("VR01"))));
    assert_true(n.within == 1u << region_at(regions, S("VR22")));
    assert_true((n.traits & traits_mask(care_needs)) == (bit(care_needs, "pet") | bit(care_needs, "lvb")));
    assert_true(n.languages == (bit(languages_spoken, "pl") | bit(languages_spoken, "en")));
    assert_int_equal(n.stay_days, 90);
    assert_int_equal(n.from, DAYS(date_of(2026, 11, 28)) + HOURS(22) + MINUTES(40));
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    refused("{\"kind\": \"hotel\", " BASE "}", "use one of: crisis, emergency_bed, long_stay, move_on, outreach");
    refused("{\"kind\": \"crisis\", " BASE ", \"name\": \"x\"}", "unknown key \"name\"; these are known: kind, placer");
    refused("{\"kind\": \"crisis\", \"kind\": \"crisis\", " BASE "}", "twice");
    refused("{" BASE "}", "kind is missing");
    refused("[]", "must be an object");
    refused("{\"kind\"", "line 1");
    refused("{\"kind\": 3, " BASE "}", "kind: must be text");
    refused("{\"kind\": \"crisis\", " BASE ", \"children\": -1}", "children: a whole number from 0 to 20");
    refused("{\"kind\": \"crisis\", " BASE ", \"stay_days\": 1.5}", "stay_days: a whole number");
    refused("{\"kind\": \"crisis\", " BASE ", \"needs\": \"pet\"}", "needs: must be a list");
    refused("{\"kind\": \"crisis\", " BASE ", \"needs\": [\"tea\"]}", "\"tea\" is not a word for this");
    refused("{\"kind\": \"crisis\", " BASE ", \"region\": \"VR26\"}", "use VR01 to VR25");
    refused("{\"kind\": \"crisis\", " BASE ", \"avoid\": [\"VR01\"], \"within\": [\"VR01\"]}", "both avoid and within");
    refused("{\"kind\": \"crisis\", " BASE ", \"from\": \"2026-02-30T10:00Z\"}", "a moment in UTC");
    refused("{\"kind\": \"crisis\", " BASE ", \"from\": \"2026-02-20T24:00Z\"}", "a moment in UTC");
}

// docs/shelter.md is held to what the program says of itself.
static void every_key_has_words(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(2));
    Buf b = buf_new(mem, KB(16));
    request_json_words(&b);
    Str all;
    assert_ok(buf_done(&b, &all));
    assert_true(str_has(all, S("  sex        woman, man, other (required)\n")));
    assert_true(str_has(all, S("  needs      list of: addiction, lvb")));
    assert_true(str_has(all, S("  stay_days  1 to 1100; how long, as expected\n")));
    Str page;
    Why w = {{0}};
    assert_ok(file_read(mem, "docs/shelter.md", MB(1), &page, &w));
    if (!str_has(page, all)) fail_msg("docs/shelter.md does not hold this:\n%.*s", STR_ARG(all));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_least), cmocka_unit_test(everything),
                                       cmocka_unit_test(what_is_wrong_is_said), cmocka_unit_test(every_key_has_words)};
    return cmocka_run_group_tests(tests, setup, NULL);
}
