// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/match.h"
#include "crypt/crypt.h"
#include "decision/decision.h"
#include "shelter/rules.h"
#include "store/db.h"
#include "sys/file.h"
#include "test_store.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOW_H = 1000, MANY = 400 };
#define NOW HOURS(NOW_H)

typedef struct Place {
    char dir[64];
    Arena *mem;
    Db *db;
    const Regions *regions;
} Place;

static int place_open(void **state)
{
    static Place p;
    p = (Place){.dir = "/tmp/baken-match-XXXXXX", .mem = arena_new(MB(64))};
    assert_ok(crypt_start());
    assert_non_null(mkdtemp(p.dir));
    Why w = {{0}};
    assert_ok(db_open(test_store(p.dir), DB_WRITE, &p.db, &w));
    assert_ok(db_migrate(p.db, &w));
    bool changed;
    assert_ok(decision_seed(p.db, p.mem, 1000, &changed, &w));
    if (decision_load(p.db, &w) != OK) fail_msg("%s", w.text);
    if (match_regions(&p.regions, &w) != OK) fail_msg("%s", w.text);
    *state = &p;
    return 0;
}

static int place_close(void **state)
{
    Place *p = *state;
    decision_unload();
    db_close(p->db);
    const char *names[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (file_remove(str_z(p->mem, str_fmt(p->mem, "%s/%s", p->dir, names[i]))) != OK) continue; // was not there
    rmdir(p->dir);
    arena_free(p->mem);
    return 0;
}

static Traits bits(const Choice *list, const char *codes)
{
    Traits t = 0;
    Why w = {{0}};
    if (traits_of(list, str_c(codes), &t, &w) != OK) fail_msg("%s", w.text);
    return t;
}

// The man of issue and action plan: 34, Polish, labour exploitation, asked for by the police, not in Rotterdam.
static Need a_need(const Regions *r)
{
    return (Need){.kind = PLACE_CRISIS,
                  .traits = bits(sexes_asked, "man") | bits(forms_asked, "labour") | bits(residences, "eu"),
                  .languages = bits(languages_spoken, "pl en"),
                  .age = 34,
                  .security = 1,
                  .region = region_at(r, S("VR17")),
                  .avoid = UINT32_C(1) << region_at(r, S("VR17")),
                  .placer = UINT32_C(1) << choice_at(placers, S("police")),
                  .stay_days = 3,
                  .from = NOW};
}

static Unit a_unit(const Regions *r, int64_t id)
{
    return (Unit){.id = id,
                  .facility = id,
                  .yes = traits_mask(sexes_asked) | traits_mask(forms_asked) | traits_mask(residences),
                  .languages = bits(languages_spoken, "nl en"),
                  .may_place = UINT32_MAX,
                  .age_min = 18,
                  .age_max = 99,
                  .stay_days_max = 5,
                  .kind = PLACE_CRISIS,
                  .security = 1,
                  .region = (int8_t)region_at(r, S("VR22")),
                  .free = 2,
                  .total = 4,
                  .trafficking = true,
                  .intake_now = true,
                  .claimed_at = NOW};
}

static MatchResult run(Place *p, const Need *n, const Unit *units, size_t count, MatchRules *rules)
{
    Why w = {{0}};
    if (match_rules(p->mem, S("Rotterdam"), n, rules, &w) != OK) fail_msg("%s", w.text);
    MatchResult m;
    match_run(p->mem, rules, p->regions, n, units, count, NOW, &m);
    return m;
}

static void everything_fits(void **state)
{
    Place *p = *state;
    Need n = a_need(p->regions);
    Unit u = a_unit(p->regions, 7);
    MatchRules rules;
    MatchResult m = run(p, &n, &u, 1, &rules);
    assert_int_equal(m.possible, 1);
    assert_int_equal(m.ranked_count, 1);
    assert_int_equal(m.free, 2);
    assert_int_equal(m.all[0].no | m.all[0].ask, 0);
    assert_true(m.ranked[0].score > 60 && m.ranked[0].score <= 100);
    assert_str(rules.table, "placement");
    assert_str(rules.status, "draft");
}

// One thing at a time does not fit: which criterion says so, and what the table makes of it.
static void one_thing_differs(void **state)
{
    Place *p = *state;
    Need n = a_need(p->regions);
    Traits men = bits(sexes_asked, "man");
    Unit women = a_unit(p->regions, 1), old = women, full = women, stale = women, rotterdam = women, closed = women,
         mediate = women, bed = women, dutch = women, light = women, none = women;
    women.yes &= ~men;
    old.age_min = 40;
    full.free = 0;
    stale.claimed_at = NOW - HOURS(CLAIM_FADES_HOURS + 1);
    rotterdam.region = (int8_t)region_at(p->regions, S("VR17"));
    closed.intake_now = false;
    mediate.may_place = 0;
    mediate.may_mediate = UINT32_MAX;
    bed.kind = PLACE_EMERGENCY_BED;
    dutch.languages = bits(languages_spoken, "nl");
    light.security = 0;
    none.may_place = 0;
    const struct {
        Unit unit;
        Criterion criterion;
        Fit fit;
        Effect effect;
    } cases[] = {
        {women, CRITERION_sex, FIT_NO, EFFECT_IMPOSSIBLE},       {old, CRITERION_age, FIT_NO, EFFECT_IMPOSSIBLE},
        {full, CRITERION_capacity, FIT_NO, EFFECT_IMPOSSIBLE},   {stale, CRITERION_capacity, FIT_ASK, EFFECT_DISCUSS},
        {rotterdam, CRITERION_area, FIT_NO, EFFECT_IMPOSSIBLE},  {closed, CRITERION_intake, FIT_NO, EFFECT_IMPOSSIBLE},
        {mediate, CRITERION_authority, FIT_ASK, EFFECT_DISCUSS}, {bed, CRITERION_kind, FIT_ASK, EFFECT_DISCUSS},
        {dutch, CRITERION_language, FIT_NO, EFFECT_DISCUSS},     {light, CRITERION_security, FIT_ASK, EFFECT_DISCUSS},
        {none, CRITERION_authority, FIT_NO, EFFECT_IMPOSSIBLE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        MatchRules rules;
        MatchResult m = run(p, &n, &cases[i].unit, 1, &rules);
        Criterion c = cases[i].criterion;
        uint32_t bit = UINT32_C(1) << c;
        assert_int_equal(m.all[0].no | m.all[0].ask, bit);
        assert_int_equal(matched_fit(&m.all[0], c), cases[i].fit);
        assert_int_equal(rules.of[c][cases[i].fit].effect, cases[i].effect);
        assert_int_equal(m.possible, cases[i].effect == EFFECT_DISCUSS);
        assert_true(rules.of[c][cases[i].fit].reason_nl.n > 0 && rules.of[c][cases[i].fit].reason_en.n > 0);
    }
}

// Each need for care has its own criterion; asking first counts in the score, refusing makes impossible.
static void needs_of_care(void **state)
{
    Place *p = *state;
    for (int i = 0; care_needs[i].code; i++) {
        Need n = a_need(p->regions);
        Unit u[3] = {a_unit(p->regions, 1), a_unit(p->regions, 2), a_unit(p->regions, 3)};
        Traits need = bits(care_needs, care_needs[i].code);
        n.traits |= need;
        u[0].yes |= need;
        u[1].ask |= need;
        MatchRules rules;
        MatchResult m = run(p, &n, u, COUNT(u), &rules);
        Criterion c = (Criterion)(CRITERION_addiction + i);
        assert_string_equal(criterion_name(c), care_needs[i].code);
        assert_int_equal(matched_fit(&m.all[1], c), FIT_ASK);
        assert_int_equal(m.all[2].impossible, UINT32_C(1) << c);
        assert_int_equal(m.possible, 2);
        assert_int_equal(m.ranked[0].unit, 0);
        assert_true(m.ranked[0].score > m.ranked[1].score);
        for (Fit f = FIT_ASK; f <= FIT_NO; f++)
            assert_true(rules.of[c][f].rule.n && rules.of[c][f].reason_nl.n && rules.of[c][f].reason_en.n);
    }
    // On the safety of others nobody gives way; on a judgement somebody may.
    Need n = a_need(p->regions);
    MatchRules rules;
    Unit u = a_unit(p->regions, 1);
    (void)run(p, &n, &u, 1, &rules);
    assert_int_equal(rules.of[CRITERION_fire_setting][FIT_NO].relax_nl.n, 0);
    assert_int_equal(rules.of[CRITERION_perpetrator_ties][FIT_NO].relax_nl.n, 0);
    assert_true(rules.of[CRITERION_acute_crisis][FIT_NO].relax_nl.n > 0);
}

static void what_would_open_more(void **state)
{
    Place *p = *state;
    Need n = a_need(p->regions);
    n.within = UINT32_C(1) << region_at(p->regions, S("VR13"));
    n.traits |= bits(care_needs, "pet");
    Unit u[5];
    for (int i = 0; i < 5; i++) u[i] = a_unit(p->regions, i + 1);
    u[0].yes |= bits(care_needs, "pet"); // only the region differs
    u[1].yes |= bits(care_needs, "pet");
    u[2].region = (int8_t)region_at(p->regions, S("VR13")); // only the pet
    // u[3]: two things differ, so no single concession opens it
    u[4].yes |= bits(care_needs, "pet");
    u[4].region = (int8_t)region_at(p->regions, S("VR13"));
    u[4].free = 0; // would fit, but is full
    MatchRules rules;
    MatchResult m = run(p, &n, u, COUNT(u), &rules);
    assert_int_equal(m.possible, 0);
    assert_int_equal(m.ranked_count, 0);
    assert_int_equal(m.full_units, 1);
    assert_int_equal(m.relax_count, 2);
    assert_int_equal(m.relax[0].criterion, CRITERION_nearby);
    assert_int_equal(m.relax[0].units, 2);
    assert_int_equal(m.relax[0].places, 4);
    assert_int_equal(m.relax[1].criterion, CRITERION_pet);
    assert_int_equal(m.relax[1].places, 2);
}

// Keeping someone away from danger is never something to give way on.
static void safety_is_not_relaxed(void **state)
{
    Place *p = *state;
    Need n = a_need(p->regions);
    n.security = 3;
    Unit u[2] = {a_unit(p->regions, 1), a_unit(p->regions, 2)};
    u[0].security = 3;
    u[0].region = (int8_t)region_at(p->regions, S("VR17"));
    u[1].security = 1;
    MatchRules rules;
    MatchResult m = run(p, &n, u, COUNT(u), &rules);
    assert_int_equal(m.possible, 0);
    assert_int_equal(m.relax_count, 0);
}

// The best hundred of many, in order, the same whatever the order they came in.
static void ranking(void **state)
{
    Place *p = *state;
    Need n = a_need(p->regions);
    Unit *u = NEW_ARRAY(p->mem, Unit, MANY), *v = NEW_ARRAY(p->mem, Unit, MANY);
    for (int i = 0; i < MANY; i++) {
        u[i] = a_unit(p->regions, i + 1);
        u[i].region = (int8_t)(i % 25);
        u[i].security = (int8_t)(1 + i % 3);
        u[i].claimed_at = NOW - HOURS(i % 20);
    }
    for (int i = 0; i < MANY; i++) v[i] = u[MANY - 1 - i];
    MatchRules rules;
    MatchResult a = run(p, &n, u, MANY, &rules), b = run(p, &n, v, MANY, &rules);
    assert_int_equal(a.ranked_count, RANKED_MAX);
    assert_int_equal(a.possible, MANY - MANY / 25); // all but those in Rotterdam-Rijnmond
    for (size_t i = 0; i < a.ranked_count; i++) {
        assert_int_equal(u[a.ranked[i].unit].id, v[b.ranked[i].unit].id);
        if (i) assert_true(a.ranked[i - 1].score >= a.ranked[i].score);
    }
    for (size_t i = 0; i < a.count; i++) // nobody outside the list is better than its last
        if (!a.all[i].impossible && a.all[i].score > a.ranked[RANKED_MAX - 1].score) {
            bool listed = false;
            for (size_t k = 0; k < a.ranked_count; k++) listed = listed || a.ranked[k].unit == a.all[i].unit;
            assert_true(listed);
        }
}

static void distances(void **state)
{
    Place *p = *state;
    const Regions *r = p->regions;
    assert_int_equal(r->count, 25);
    int rotterdam = region_at(r, S("VR17")), groningen = region_at(r, S("VR01")), haaglanden = region_at(r, S("VR15"));
    assert_true(r->km[rotterdam][groningen] > 180 && r->km[rotterdam][groningen] < 230);
    assert_true(r->km[rotterdam][haaglanden] < 40);
    assert_true(r->km[rotterdam][rotterdam] < 1);
    assert_int_equal(region_at(r, S("VR99")), -1);
}

static void words(void **state)
{
    Place *p = *state;
    Traits t;
    Why w = {{0}};
    assert_ok(traits_of(languages_spoken, S("pl  en"), &t, &w));
    assert_str(trait_codes(p->mem, languages_spoken, t), "en pl");
    assert_int_equal(traits_of(languages_spoken, S("pl klingon"), &t, &w), E_INPUT);
    assert_non_null(strstr(w.text, "klingon"));
    Traits all = 0;
    for (size_t g = 0; g < TRAIT_GROUPS; g++) { // no two groups share a bit
        assert_int_equal(all & traits_mask(trait_groups[g].list), 0);
        all |= traits_mask(trait_groups[g].list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_fits),
        cmocka_unit_test(one_thing_differs),
        cmocka_unit_test(needs_of_care),
        cmocka_unit_test(what_would_open_more),
        cmocka_unit_test(safety_is_not_relaxed),
        cmocka_unit_test(ranking),
        cmocka_unit_test(distances),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, place_open, place_close);
}
