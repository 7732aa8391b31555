// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The simulation against what is known without simulating: nobody waits where places abound, nobody gets lost, and one
// house with a queue waits as Erlang computed it.
#include "shelter/simulate.h"
#include "shelter/rules.h"
#include "unit.h"
#include <math.h>
#include <string.h>

enum { KINDS = 5, RUNS = 24, YEARS = 5 };

static const Regions *regions;
static MatchRules rules;
static const MatchRules *by_kind[KINDS];
static Arena *mem;

static int setup(void **state)
{
    (void)state;
    Why w = {{0}};
    mem = arena_new(MB(256));
    for (int c = 0; c < CRITERION_COUNT; c++) {
        rules.of[c][FIT_ASK].effect = EFFECT_DISCUSS;
        rules.of[c][FIT_NO].effect = EFFECT_IMPOSSIBLE;
    }
    rules.weight[SCORE_distance] = 1;
    for (int k = 0; k < KINDS; k++) by_kind[k] = &rules;
    return match_regions(&regions, &w) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

static Unit house(int64_t id, int places, int region)
{
    return (Unit){.id = id,
                  .yes = ~UINT64_C(0),
                  .languages = ~UINT64_C(0),
                  .may_place = UINT32_MAX,
                  .age_max = 120,
                  .children_max = 9,
                  .stay_days_max = 10000,
                  .region = (int8_t)region,
                  .total = (int16_t)places};
}

static SimGroup people(const char *name, double per_year, double stay_days)
{
    return (SimGroup){.name = str_c(name),
                      .need = {.kind = PLACE_CRISIS, .age = 30, .placer = 1, .stay_days = 1, .region = -1},
                      .per_year = per_year,
                      .stay_days = stay_days};
}

static SimPlan plan(const SimGroup *groups, size_t group_count, const Unit *units, size_t unit_count)
{
    return (SimPlan){.groups = groups,
                     .group_count = group_count,
                     .units = units,
                     .unit_count = unit_count,
                     .regions = regions,
                     .rules = by_kind,
                     .give_up_days = 36500,
                     .years = YEARS,
                     .seed = 7};
}

static void plenty_means_no_waiting(void **state)
{
    (void)state;
    const SimGroup g[] = {people("a", 500, 20)};
    const Unit u[] = {house(1, 1000, 0)};
    SimPlan p = plan(g, 1, u, 1);
    SimWorld *w = sim_world(mem, &p);
    for (int policy = 0; policy < SIM_POLICY_COUNT; policy++) {
        SimRun r;
        sim_run(mem, w, (SimPolicy)policy, 0, &r);
        assert_true(r.all.arrived > 2000 && r.all.placed == r.all.arrived);
        assert_true(r.all.unmet == 0 && r.all.open == 0 && r.all.in_time == r.all.placed);
        assert_true(r.all.p90 <= 0 && r.all.mean <= 0);
        // Little: people there = arrivals a day x days of stay
        assert_true(fabs(r.occupied * 1000 - 500.0 / 365 * 20) < 2);
    }
}

static void nobody_gets_lost(void **state)
{
    (void)state;
    SimGroup g[] = {people("a", 300, 30), people("b", 200, 60)};
    Traits woman;
    assert_ok(trait_of(sexes_asked, S("woman"), &woman));
    g[1].need.traits = woman;
    g[1].avoid_share = 0.5;
    Unit u[] = {house(1, 20, 0), house(2, 15, 5), house(3, 5, 16)};
    u[1].yes &= ~woman;
    SimPlan p = plan(g, 2, u, 3);
    p.refuse = 0.3;
    p.answer_hours = 4;
    p.give_up_days = 10;
    SimWorld *w = sim_world(mem, &p);
    int64_t arrived = 0;
    for (int policy = 0; policy < SIM_POLICY_COUNT; policy++) {
        SimRun r;
        sim_run(mem, w, (SimPolicy)policy, 3, &r);
        assert_int_equal(r.all.arrived, r.all.placed + r.all.unmet + r.all.open);
        for (int i = 0; i < 2; i++)
            assert_int_equal(r.group[i].arrived, r.group[i].placed + r.group[i].unmet + r.group[i].open);
        assert_true(r.all.unmet > 0 && r.all.placed > 0 && r.occupied > 0.3 && r.occupied <= 1);
        assert_true(r.all.median <= r.all.p90 && !r.crowded);
        if (policy) assert_int_equal(r.all.arrived, arrived); // every policy meets the same people
        arrived = r.all.arrived;
    }
}

// Asking all at once is never slower than asking one after the other, when providers need time.
static void asking_all_is_faster(void **state)
{
    (void)state;
    const SimGroup g[] = {people("a", 200, 10)};
    Unit u[10];
    for (int i = 0; i < 10; i++) u[i] = house(i + 1, 10, i);
    SimPlan p = plan(g, 1, u, 10);
    p.refuse = 0.5;
    p.answer_hours = 6;
    SimWorld *w = sim_world(mem, &p);
    SimRun one, all;
    sim_run(mem, w, SIM_score, 0, &one);
    sim_run(mem, w, SIM_broadcast, 0, &all);
    assert_true(all.all.mean < one.all.mean / 2);
}

// When all places are taken nobody jumps the queue by the way of asking.
static void a_full_house_is_as_full_for_all(void **state)
{
    (void)state;
    const SimGroup g[] = {people("a", 400, 30)};
    const Unit u[] = {house(1, 10, 0), house(2, 10, 3)};
    SimPlan p = plan(g, 1, u, 2);
    p.refuse = 0.3;
    p.answer_hours = 3;
    p.give_up_days = 14;
    SimWorld *w = sim_world(mem, &p);
    SimRun one, all;
    sim_run(mem, w, SIM_score, 0, &one);
    sim_run(mem, w, SIM_broadcast, 0, &all);
    assert_true(one.occupied > 0.95 && all.occupied > 0.95);
    double difference = (double)(all.all.in_time - one.all.in_time) / (double)one.all.arrived;
    if (fabs(difference) > 0.05) fail_msg("%.2f more in time by asking all", difference);
}

static double erlang_c_wait(int places, double load, double stay_days) // hours
{
    double b = 1; // Erlang B, by its recursion
    for (int i = 1; i <= places; i++) b = load * b / (i + load * b);
    double c = b / (1 - load / places * (1 - b));
    return 24 * c * stay_days / (places - load);
}

static void one_house_waits_as_erlang_computed(void **state)
{
    (void)state;
    const int places = 5;
    const double per_year = 200, stay = 7, load = per_year / 365 * stay;
    const SimGroup g[] = {people("a", per_year, stay)};
    const Unit u[] = {house(1, places, 0)};
    SimPlan p = plan(g, 1, u, 1);
    p.years = 20;
    SimWorld *w = sim_world(mem, &p);
    double sum = 0, squares = 0, occupied = 0;
    for (int i = 0; i < RUNS; i++) {
        SimRun r;
        sim_run(mem, w, SIM_first, (uint64_t)i, &r);
        sum += r.all.mean;
        squares += r.all.mean * r.all.mean;
        occupied += r.occupied / RUNS;
    }
    double mean = sum / RUNS, error = sqrt((squares / RUNS - mean * mean) / (RUNS - 1));
    double known = erlang_c_wait(places, load, stay);
    if (fabs(mean - known) > 4 * error) fail_msg("%.2f hours, +- %.2f; Erlang C says %.2f", mean, error, known);
    assert_true(error < known / 10); // else the line above says little
    assert_true(fabs(occupied - load / places) < 0.02);
}

// From Monday to Friday, 9 to 17. A random moment falls in a night of 16 hours (four times a week) or in a weekend of
// 64, and waits half of it on average: (4 * 16^2 + 64^2) / 2 / 168 hours; later than 36 hours in 28 of 168.
static void offices_make_people_wait(void **state)
{
    (void)state;
    SimGroup g[] = {people("a", 5000, 1)};
    const Unit u[] = {house(1, 5000, 0), house(2, 5000, 3)};
    SimWeek weeks[2] = {{{0}}, {{0}}};
    for (int d = 0; d < 5; d++) weeks[0].day[d] = 0xff << 9;
    SimPlan p = plan(g, 1, u, 1);
    p.weeks = weeks;
    p.years = 10;
    SimRun r;
    sim_run(mem, sim_world(mem, &p), SIM_first, 0, &r);
    assert_int_equal(r.all.placed, r.all.arrived);
    double known = (4 * 16.0 * 16 + 64.0 * 64) / 2 / 168;
    if (fabs(r.all.mean - known) > 0.5) fail_msg("%.2f hours, not %.2f", r.all.mean, known);
    assert_true(fabs((double)r.all.in_time / (double)r.all.arrived - 140.0 / 168) < 0.01);
    // With a second house that is always open nobody waits, whatever the order.
    for (int d = 0; d < 7; d++) weeks[1].day[d] = 0xffffff;
    p.unit_count = 2;
    for (int policy = SIM_first; policy <= SIM_score; policy++) {
        sim_run(mem, sim_world(mem, &p), (SimPolicy)policy, 0, &r);
        assert_true(r.all.mean <= 0 && r.all.in_time == r.all.arrived);
    }
}

// Half of those in a crisis place go on to a long stay. With room there, each place is free when the stay is over; with
// no room at all, only when they stop looking. Little tells how many are in the crisis places.
static void a_place_is_kept_until_the_next_is_found(void **state)
{
    (void)state;
    SimGroup g[] = {people("crisis", 400, 20), people("long", 0, 100)};
    g[0].then = 1;
    g[0].then_share = 0.5;
    g[1].need.kind = PLACE_LONG_STAY;
    g[1].give_up_days = 40;
    Unit u[] = {house(1, 1000, 0), house(2, 1000, 3)};
    u[1].kind = PLACE_LONG_STAY;
    SimPlan p = plan(g, 2, u, 2);
    p.years = 20;
    SimRun r;
    sim_run(mem, sim_world(mem, &p), SIM_score, 0, &r);
    const double a_day = 400.0 / 365;
    double share = (double)r.group[1].arrived / (double)r.group[0].placed;
    assert_true(fabs(share - 0.5) < 0.02);
    assert_true(r.group[1].unmet == 0 && r.group[1].p90 <= 0);
    assert_int_equal(r.all.arrived, r.group[0].arrived); // who goes on is not asked for twice
    assert_true(fabs(r.occupied * 2000 - a_day * (20 + 0.5 * 100)) < 4);
    p.unit_count = 1; // nowhere to go on to
    sim_run(mem, sim_world(mem, &p), SIM_score, 0, &r);
    assert_int_equal(r.group[1].arrived, r.group[1].unmet + r.group[1].open);
    assert_true(r.group[1].placed == 0 && r.group[1].unmet > 0);
    assert_true(fabs(r.occupied * 1000 - a_day * (20 + 0.5 * 40)) < 2);
    u[0].total = 40; // then others wait for it
    p.give_up_days = 5;
    g[0].then_share = 0;
    sim_run(mem, sim_world(mem, &p), SIM_score, 0, &r);
    SimRun stuck;
    g[0].then_share = 1;
    sim_run(mem, sim_world(mem, &p), SIM_score, 0, &stuck);
    assert_true(stuck.all.unmet > 2 * r.all.unmet + 100);
}

static void the_same_seed_is_the_same_year(void **state)
{
    (void)state;
    const SimGroup g[] = {people("a", 300, 20)};
    const Unit u[] = {house(1, 10, 0), house(2, 5, 3)};
    SimPlan p = plan(g, 1, u, 2);
    p.answer_hours = 2;
    p.refuse = 0.2;
    SimRun a, b, c;
    sim_run(mem, sim_world(mem, &p), SIM_score, 5, &a);
    sim_run(mem, sim_world(mem, &p), SIM_score, 5, &b);
    assert_memory_equal(&a, &b, sizeof a);
    p.seed = 8;
    sim_run(mem, sim_world(mem, &p), SIM_score, 5, &c);
    assert_true(c.all.arrived != a.all.arrived || c.all.in_time != a.all.in_time);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plenty_means_no_waiting),
                                       cmocka_unit_test(nobody_gets_lost),
                                       cmocka_unit_test(asking_all_is_faster),
                                       cmocka_unit_test(a_full_house_is_as_full_for_all),
                                       cmocka_unit_test(offices_make_people_wait),
                                       cmocka_unit_test(a_place_is_kept_until_the_next_is_found),
                                       cmocka_unit_test(one_house_waits_as_erlang_computed),
                                       cmocka_unit_test(the_same_seed_is_the_same_year)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
