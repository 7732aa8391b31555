// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Answers that are drawn by walks through models or classes: the published ones, and why one of them depends on where a
// walk begins. Seeded, so the same each time; long, so with the full tests.
#include "estimate/estimate.h"
#include "sys/file.h"
#include "unit.h"
#include <math.h>

static void near(double got, double want, double relative)
{
    if (!(fabs(got - want) <= relative * fabs(want))) print_error("got %.10g, want %.10g\n", got, want);
    assert_true(fabs(got - want) <= relative * fabs(want));
}

static void read_table(Arena *mem, const char *name, Table *t)
{
    Str s;
    Why w = {0};
    assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "tests/vectors/mse/%s.csv", name)), MB(1), &s, &w));
    assert_ok(table_read(mem, s, STR_NONE, t, &w));
}

static void load(Arena *mem, const char *name, Capture *c)
{
    Table t;
    read_table(mem, name, &t);
    table_capture(&t, c);
}

// Binette & Steorts 2022, 200 chains of the first program laid together. On these tables such chains agree, and so do
// ladders: two per cent, of an upper limit four.
static void classes_of_tables_that_are_easy(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double median, low, high;
    } cases[] = {{"NewOrl_5", 830, 568, 1379}, {"Western", 1836, 1301, 2955}};
    Arena *mem = arena_new(MB(64));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Capture c;
        Posterior p;
        load(mem, cases[i].name, &c);
        classes_sample(mem, &c, 0.95, 1, LCM_SWEEPS, 2, &p);
        assert_true(p.rhat < 1.02 && p.ess > 1000);
        near(p.median, cases[i].median, 0.02);
        near(p.low, cases[i].low, 0.02);
        near(p.high, cases[i].high, 0.04);
    }
    arena_free(mem);
}

// Of the British and the Dutch table such chains do not agree. Ladders do: they go from top to top, and their answer
// does not depend on where they began. Beside the 200 chains: of the British table the upper limit is the same, 32 842,
// and the middle, 20 232, lies lower for a reason that the next test shows; of the Dutch one all three are the same.
static void classes_of_tables_that_are_hard(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double median, low, high, slack, slack_low, slack_high;
    } cases[] = {{"UKdat_5", 20232, 10935, 32842, 0.09, 0.3, 0.04}, {"Ned_5", 50081, 25312, 161730, 0.02, 0.1, 0.05}};
    Arena *mem = arena_new(MB(64));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Capture c;
        Posterior p;
        load(mem, cases[i].name, &c);
        classes_sample(mem, &c, 0.95, 1, LCM_SWEEPS, 2, &p);
        print_message("%s: %.0f [%.0f, %.0f], R-hat %.3f, %.0f draws\n", cases[i].name, p.median, p.low, p.high, p.rhat,
                      p.ess);
        assert_true(p.rhat < 1.05 && p.ess > 100);
        near(p.median, cases[i].median, cases[i].slack);
        near(p.low, cases[i].low, cases[i].slack_low);
        near(p.high, cases[i].high, cases[i].slack_high);
    }
    arena_free(mem);
}

// Why 20 232 is not the middle of the posterior: plain walks, begun as the first program begins and never warmed up,
// laid together, give just that. Some stay near 12 500 for all of their 100 000 sweeps, most near 21 500, and what all
// say together depends on how many began on which side: one of them says 12 918 and another 20 973 by its seed.
static void the_published_number_depends_on_the_start(void **state)
{
    (void)state;
    enum { WALKS = 24, SWEEPS = 100000 };
    Arena *mem = arena_new(MB(64));
    Capture c;
    Posterior p;
    double medians[WALKS];
    int low = 0, high = 0;
    load(mem, "UKdat_5", &c);
    classes_walks(mem, &c, 0.95, 1, SWEEPS, WALKS, 2, &p, medians);
    for (int i = 0; i < WALKS; i++) {
        low += medians[i] > 11000 && medians[i] < 14500;
        high += medians[i] > 17500 && medians[i] < 25000;
    }
    print_message("walks: %.0f [%.0f, %.0f]; %d low, %d high\n", p.median, p.low, p.high, low, high);
    assert_true(low >= 1 && high >= WALKS / 2 && low + high >= WALKS - 2);
    near(p.median, 20232, 0.04);
    near(p.high, 32842, 0.04);
    arena_free(mem);
}

static int by_size_hpd(const double *sorted, int n, double level) // where the shortest interval begins
{
    int best = 0, width = (int)(n * level);
    for (int i = 0; i + width < n; i++)
        if (sorted[i + width] - sorted[i] < sorted[best + width] - sorted[best]) best = i;
    return best;
}

// Overstall & King's program, 20 000 steps of one walk: the mean, the shortest interval, and how probable the best
// model is. Of Scotland those on the fourth list alone are at most so many. Its walk is short: the interval that it
// gives lies inside ours and holds most of it.
static void averages_over_models(void **state)
{
    (void)state;
    enum { N = AVERAGE_DRAWS };
    static const struct {
        const char *name;
        int doubtful, terms;
        bool unit;
        double mean, low, high, slack, slack_limits, best;
    } cases[] = {{"spina_cov", -1, 1, false, 727, 674, 780, 0.005, 0.01, 0.37},
                 {"spina_cov", -1, 1, true, 727, 674, 780, 0.005, 0.01, 0.37},
                 {"ScotPWID_cov", 3, 9, true, 22625, 19261, 25646, 0.025, 0.12, 0.34}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena *mem = arena_new(MB(256));
        Table *t = NEW(mem, Table);
        Crossed x;
        CrossedMean m;
        Why w = {0};
        double mean = 0;
        int terms = 0;
        read_table(mem, cases[i].name, t);
        assert_ok(crossed_make(mem, t, -1, 0, &x, &w));
        double *all = NEW_ARRAY(mem, double, N *x.strata), *total = NEW_ARRAY(mem, double, N);
        assert_ok(crossed_average(mem, &x, cases[i].doubtful, cases[i].unit, 1, 2, N, &m, all, &w));
        for (size_t k = 0; k < N * x.strata; k++) total[k / x.strata] += all[k];
        for (int k = 0; k < N; k++) mean += total[k] / N;
        sort_numbers(total, N);
        int from = by_size_hpd(total, N, 0.95);
        print_message("%s: %.0f [%.0f, %.0f], best %.2f, R-hat %.3f, %.0f draws\n", cases[i].name, mean, total[from],
                      total[from + N * 95 / 100], m.best, m.rhat, m.ess);
        assert_true(m.rhat < 1.02 && m.ess > 400);
        near(mean, cases[i].mean, cases[i].slack);
        near(total[from], cases[i].low, cases[i].slack_limits);
        near(total[from + N * 95 / 100], cases[i].high, cases[i].slack_limits);
        assert_true(fabs(m.best - cases[i].best) < 0.04);
        for (int p = 0; p < x.pairs; p++) terms += m.best_on[p];
        assert_int_equal(terms, cases[i].terms);
        arena_free(mem);
    }
}

static void averages_for_any_number_of_threads(void **state)
{
    (void)state;
    enum { N = 500 };
    Arena *mem = arena_new(MB(256));
    Table *t = NEW(mem, Table);
    Crossed x;
    CrossedMean one, three;
    Why w = {0};
    read_table(mem, "spina_cov", t);
    assert_ok(crossed_make(mem, t, -1, 0, &x, &w));
    double *a = NEW_ARRAY(mem, double, N *x.strata), *b = NEW_ARRAY(mem, double, N *x.strata);
    assert_ok(crossed_average(mem, &x, -1, false, 5, 1, N, &one, a, &w));
    assert_ok(crossed_average(mem, &x, -1, false, 5, 3, N, &three, b, &w));
    assert_memory_equal(a, b, N * x.strata * sizeof *a);
    assert_true(one.best == three.best && one.ess == three.ess);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_of_tables_that_are_easy),           cmocka_unit_test(classes_of_tables_that_are_hard),
        cmocka_unit_test(the_published_number_depends_on_the_start), cmocka_unit_test(averages_over_models),
        cmocka_unit_test(averages_for_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
