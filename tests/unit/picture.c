// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The national picture, on both engines: every count of a small country that was made by hand.
#include "shelter/picture.h"
#include "decision/decision.h"
#include "shelter/placing_erase.h"
#include "shelter/rules.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MONTHS = 3 };
static const Time NOW = SECONDS(1774737600); // 28 March 2026
static Arena *mem;
static Db *db;
static char dir[] = "/tmp/baken-picture-XXXXXX";
static OrgId org, provider;
static int64_t unit;

static Str submission(void)
{
    unsigned char *b = arena_alloc(mem, SUBMISSION_SIZE);
    random_bytes(b, SUBMISSION_SIZE);
    return (Str){(const char *)b, SUBMISSION_SIZE};
}

typedef struct Past {
    const char *kind, *sex, *residence, *region, *needs, *avoid;
    int64_t age, children, days_ago, arrived_after; // hours; 0: never
    const char *state, *outcome;
} Past;

static void make_past(const Past *t)
{
    Traits needs;
    Time asked = NOW - DAYS(t->days_ago);
    RequestInsertRow row;
    int64_t changed;
    assert_ok(traits_of(care_needs, str_c(t->needs), &needs, NULL));
    Str s = submission();
    assert_ok(q_request_insert(db, mem, str_hex(mem, s.p, s.n), s, org.v, 0, 1, 0, 0, 0, str_c(t->kind), S("police"),
                               str_c(t->sex), t->age, S("labour"), str_c(t->residence), (int64_t)needs, 0, S("none"),
                               t->children, 0, str_c(t->region), str_c(t->avoid), STR_NONE, 3, asked, STR_NONE,
                               STR_NONE, asked, &row));
    if (t->arrived_after)
        assert_ok(q_request_set_state(db, row.id, S("open"), S("arrived"), STR_NONE, asked + HOURS(t->arrived_after),
                                      &changed));
    else if (strcmp(t->state, "open") != 0)
        assert_ok(q_request_set_state(db, row.id, S("open"), str_c(t->state), str_c(t->outcome), asked + HOURS(50),
                                      &changed));
}

static void ask(int64_t request, const char *state, const char *reason)
{
    AskInsertRow row;
    int64_t changed;
    assert_ok(q_ask_insert(db, mem, request, unit, provider.v, 1, NOW, 50, STR_NONE, NOW - DAYS(1), &row));
    assert_ok(q_ask_end(db, row.id, str_c(state), str_c(reason), STR_NONE, STR_NONE, 1, NOW, &changed));
    assert_int_equal(changed, 1);
}

static void a_country(void)
{
    const Past past[] = {
        {"crisis", "man", "eu", "VR17", "", "VR17", 34, 0, 5, 10, "arrived", ""},
        {"crisis", "man", "eu", "VR17", "", "VR17", 30, 0, 6, 40, "arrived", ""},
        {"crisis", "woman", "none", "VR17", "addiction psychiatric", "", 30, 0, 7, 0, "unmet", "no_place_found"},
        {"crisis", "woman", "permit", "VR01", "", "", 16, 0, 8, 0, "unmet", "no_place_found"},
        {"crisis", "woman", "permit", "VR01", "pet", "", 26, 2, 40, 0, "open", ""},
        {"crisis", "man", "eu", "", "", "", 40, 0, 0, 0, "open", ""}, // asked just now: nothing to say yet
        {"crisis", "man", "eu", "VR02", "", "", 40, 0, 9, 0, "withdrawn", "declined"},
        {"long_stay", "man", "eu", "VR02", "", "", 40, 0, 10, 100, "arrived", ""},
        {"crisis", "man", "eu", "VR03", "", "", 40, 0, 200, 5, "arrived", ""}, // before the period
    };
    for (size_t i = 0; i < COUNT(past); i++) make_past(&past[i]);
    ask(1, "refused", "criteria");
    ask(2, "no_answer", "");
    ask(3, "refused", "criteria");
}

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    bool changed;
    KeyPair group;
    FacilityInsertRow f;
    FacilityByIdRow house;
    mem = arena_new(MB(64));
    if (crypt_start() != OK || !mkdtemp(dir)) return -1;
    if (db_open(test_store(dir), DB_WRITE, &db, &w) != OK || db_migrate(db, &w) != OK) return -1;
    assert_ok(decision_seed(db, mem, 1000, &changed, &w));
    assert_ok(decision_load(db, &w));
    assert_ok(org_create(db, mem, ORG_police, S("Politie"), &org, &group, &w));
    assert_ok(org_create(db, mem, ORG_shelter, S("Aanbieder"), &provider, &group, &w));
    assert_ok(q_facility_insert(db, mem, submission(), provider.v, S("Huis Eik"), S("mixed"), S("VR01"), STR_NONE,
                                STR_NONE, S("sealed"), 0, NOW, &f));
    assert_ok(q_facility_by_id(db, mem, f.id, &house));
    const NewUnit n = {.submission = submission(),
                       .name = S("Crisisplekken"),
                       .kind = S("crisis"),
                       .takes = traits_mask(sexes_asked) | traits_mask(forms_asked),
                       .may_place = 1,
                       .age_min = 18,
                       .age_max = 99,
                       .stay_days = 7,
                       .places = 3};
    assert_ok(unit_store(db, mem, &house, &n, (AccountId){0}, NOW, &unit));
    assert_ok(unit_claim(db, mem, unit, 2, (AccountId){0}, "form", NOW)); // one of three is occupied
    a_country();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    decision_unload();
    db_close(db);
    arena_free(mem);
    return test_store_remove(dir);
}

static Picture *picture(bool protect)
{
    Picture *p = NEW(mem, Picture);
    Why w = {{0}};
    if (picture_make(db, mem, LANG_NL, MONTHS, protect, NOW, p, &w) != OK) fail_msg("%s", w.text);
    return p;
}

// The row that begins with this, as it is read, divided by spaces.
static Str row_of(const Sheet *s, const char *name)
{
    for (size_t r = 0; r < sheet_rows(s); r++) {
        const Cell *row = sheet_row(s, r);
        if (!str_eq_c(row[0].text, name)) continue;
        Buf b = buf_new(mem, KB(1));
        for (size_t c = 1; c < s->columns; c++)
            buf_fmt(&b, "%s%.*s", c > 1 ? " " : "", STR_ARG(cell_text(mem, &row[c], S("<5"), S("-"))));
        return buf_str(&b);
    }
    fail_msg("no row %s", name);
    return STR_NONE;
}

static void demand_and_supply(void **state)
{
    (void)state;
    Picture *p = picture(false);
    // asked arrived unmet open, % unmet, places, occupied, % occupied
    assert_str(row_of(&p->sheets[PICTURE_regions], "heel Nederland"), "8 3 2 2 25 3 1 33");
    assert_str(row_of(&p->sheets[PICTURE_regions], "Groningen"), "2 0 1 1 50 3 1 33");
    assert_str(row_of(&p->sheets[PICTURE_regions], "Drenthe"), "0 0 0 0 - 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_regions], "regio niet bekend"), "1 0 0 1 0 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_kinds], "crisisplek"), "7 2 2 2 29 3 1 33");
    assert_str(row_of(&p->sheets[PICTURE_kinds], "plek voor langere tijd"), "1 1 0 0 0 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_groups], "mannen"), "5 3 0 1 0 3 1 33");
    assert_str(row_of(&p->sheets[PICTURE_groups], "vrouwen"), "3 0 2 1 67 3 1 33");
    assert_str(row_of(&p->sheets[PICTURE_groups], "met kinderen"), "1 0 0 1 0 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_groups], "jonger dan 18 jaar"), "1 0 1 0 100 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_groups], "met meer problemen tegelijk"), "1 0 1 0 100 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_groups], "zonder verblijfsrecht"), "1 0 1 0 100 0 0 -");
}

static void how_long_and_why(void **state)
{
    (void)state;
    Picture *p = picture(false);
    // Of seven asked for tonight five can be judged: two arrived, two found nothing, one waits for forty days.
    assert_str(row_of(&p->sheets[PICTURE_times], "crisisplek"), "2 10 40 20");
    assert_str(row_of(&p->sheets[PICTURE_times], "plek voor langere tijd"), "1 100 100 -");
    assert_str(row_of(&p->sheets[PICTURE_times], "noodbed"), "0 - - -");
    assert_str(row_of(&p->sheets[PICTURE_unmet], "geen plek gevonden"), "2 0 2 0 1 1 1");
    assert_str(row_of(&p->sheets[PICTURE_refusals], "nee: past niet bij onze doelgroep"), "2 1 1 0 0 1 1");
    assert_str(row_of(&p->sheets[PICTURE_refusals], "geen antwoord"), "1 1 0 0 0 0 0");
    assert_str(row_of(&p->sheets[PICTURE_months], "2026-03"), "6 2 2 25");
    assert_str(row_of(&p->sheets[PICTURE_months], "2026-02"), "1 0 0 0");
    assert_int_equal(p->bar_count, MONTHS);
    assert_int_equal(p->dot_count, 25);
}

static void small_numbers_stay_inside(void **state)
{
    (void)state;
    Picture *p = picture(true);
    assert_str(row_of(&p->sheets[PICTURE_regions], "heel Nederland"), "10 <5 <5 <5 - 3 <5 -");
    assert_str(row_of(&p->sheets[PICTURE_groups], "zonder verblijfsrecht"), "<5 0 <5 0 - 0 0 -");
    assert_str(row_of(&p->sheets[PICTURE_times], "crisisplek"), "<5 - - -");
    assert_str(row_of(&p->sheets[PICTURE_unmet], "geen plek gevonden"), "<5 0 <5 0 <5 <5 <5");
    for (size_t i = 0; i < p->dot_count; i++) assert_int_equal(p->dots[i].share.n, 0);
}

static Unit a_unit(const char *sex, const char *region)
{
    const Regions *regions;
    Traits bit;
    assert_ok(match_regions(&regions, NULL));
    assert_ok(trait_of(sexes_asked, str_c(sex), &bit));
    return (Unit){.id = 1,
                  .yes = bit | traits_mask(forms_asked) | traits_mask(residences) | traits_mask(payers) |
                         traits_mask(care_needs),
                  .languages = traits_mask(languages_spoken),
                  .may_place = UINT32_MAX,
                  .age_min = 0,
                  .age_max = 99,
                  .children_max = 5,
                  .stay_days_max = 30,
                  .kind = PLACE_CRISIS,
                  .security = 2,
                  .region = (int8_t)region_at(regions, str_c(region)),
                  .intake_now = true};
}

// Missed: two without a place, one that waits, and two that came too late (crisis after 40 hours, long stay after 100).
static void what_a_new_unit_would_have_served(void **state)
{
    (void)state;
    Why w = {{0}};
    Replay r;
    Unit women = a_unit("woman", "VR22"), men = a_unit("man", "VR22"), near = a_unit("man", "VR17");
    Time from = NOW - DAYS(90);
    assert_ok(picture_replay(db, mem, &women, 5, from, NOW, NOW, &r, &w));
    assert_int_equal(r.missed, 5);
    assert_int_equal(r.fits, 3);
    assert_int_equal(r.served, 3);
    assert_ok(picture_replay(db, mem, &women, 1, from, NOW, NOW, &r, &w));
    assert_int_equal(r.served, 2); // asked a day apart, each for three days
    assert_ok(picture_replay(db, mem, &men, 1, from, NOW, NOW, &r, &w));
    assert_int_equal(r.fits, 1); // the long stay is another kind of place
    assert_ok(picture_replay(db, mem, &near, 1, from, NOW, NOW, &r, &w));
    assert_int_equal(r.fits, 0); // keeps away from that region
}

// A unit of three: in January nobody said anything, in February it was full, in March one was free until it closed.
static void how_full_it_was(void **state)
{
    (void)state;
    Time february = time_of_date(date_of(2026, 1, 30)), march = time_of_date(date_of(2026, 2, 28)) + HOURS(1);
    for (int i = 0; i < 4; i++) assert_ok(q_claim_insert(db, unit, february + DAYS(7 * i), 1, 0, 3, S("form")));
    for (int i = 0; i < 2; i++) assert_ok(q_claim_insert(db, unit, march + DAYS(7 * i), 1, 1, 3, S("placing")));
    assert_ok(q_claim_insert(db, unit, march + DAYS(10), 1, 0, 0, S("form")));
    AskInsertRow asked;
    PlacementInsertRow stay;
    int64_t changed;
    assert_ok(q_ask_insert(db, mem, 4, unit, provider.v, 1, NOW, 50, STR_NONE, march, &asked));
    assert_ok(q_placement_insert(db, mem, 4, asked.id, 1, unit, provider.v, NOW, march, &stay));
    assert_ok(q_placement_agree(db, stay.id, march, STR_NONE, march, &changed));
    assert_ok(q_placement_arrive(db, stay.id, march, &changed));
    Picture *p = picture(false);
    const Sheet *s = &p->sheets[PICTURE_occupancy];
    // places, occupied, %; crisis, emergency bed, long stay, move-on; stays
    assert_str(row_of(s, "2026-01"), "0 0 - - - - - 0");
    assert_str(row_of(s, "2026-02"), "3 3 100 100 - - - 0");
    assert_str(row_of(s, "2026-03"), "2 1 50 50 - - - 1"); // on two days of four 2 of 3, then closed
    assert_int_equal(p->filled[1].part_tall, BARS_HEIGHT);
    assert_int_equal(p->filled[0].tall, 0);
    assert_int_equal(q_placement_end(db, stay.id, S("arrived"), S("cancelled"), STR_NONE, march, &changed), OK);
    p = picture(true);
    assert_str(row_of(&p->sheets[PICTURE_occupancy], "2026-02"), "3 <5 - - - - - 0"); // small numbers stay inside
}

static Str whole(const Picture *p)
{
    Buf b = buf_new(mem, KB(64));
    for (int i = 0; i < PICTURE_SHEETS; i++)
        for (size_t r = 0; r < sheet_rows(&p->sheets[i]); r++)
            for (size_t c = 0; c < p->sheets[i].columns; c++)
                buf_fmt(&b, "%.*s|", STR_ARG(cell_text(mem, &sheet_row(&p->sheets[i], r)[c], S("<5"), S("-"))));
    return buf_str(&b);
}

// Its term over, a request leaves no person, no day and no key; every count stays.
static void what_is_erased_is_counted_as_before(void **state)
{
    (void)state;
    static const RetentionKind *const kinds[] = {&placement_retention, NULL};
    const Erasure erasure = {.reason = "term", .basis = S("retention v1 bewaar_14"), .at = NOW + DAYS(900)};
    retention_use(kinds);
    int64_t changed;
    assert_ok(q_request_set_state(db, 2, S("arrived"), S("ended"), S("home"), NOW, &changed));
    assert_int_equal(changed, 1);
    Str before = whole(picture(false));
    RetentionRecord *rows;
    size_t n;
    assert_ok(placement_retention.ended(db, mem, 0, 20, &rows, &n));
    assert_int_equal(n, 4); // two unmet, one withdrawn, one ended
    for (size_t i = 0; i < n; i++) assert_ok(retention_erase(db, mem, &placement_retention, rows[i].id, &erasure));
    assert_str(whole(picture(false)), str_z(mem, before));
    Request r;
    assert_ok(q_request_by_id(db, mem, 2, &r));
    assert_int_equal(r.age, 31); // was 30: the middle of its band
    assert_int_equal(r.arrived_at - r.asked_at, HOURS(40));
    assert_int_equal(r.asked_at, retention_month(NOW));
    assert_int_equal(r.avoid.n + r.sealed_words.n + r.sealed_person.n, 0);
    assert_int_equal(r.account_id + r.case_id + r.languages, 0);
    assert_ok(placement_retention.ended(db, mem, 0, 20, &rows, &n));
    assert_int_equal(n, 0);
    Replay v;
    Why w = {{0}};
    Unit women = a_unit("woman", "VR22");
    assert_ok(picture_replay(db, mem, &women, 5, NOW - DAYS(90), NOW, NOW, &v, &w));
    assert_int_equal(v.missed, 2); // those that are left
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demand_and_supply),         cmocka_unit_test(how_long_and_why),
        cmocka_unit_test(small_numbers_stay_inside), cmocka_unit_test(what_a_new_unit_would_have_served),
        cmocka_unit_test(how_full_it_was),           cmocka_unit_test(what_is_erased_is_counted_as_before)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
