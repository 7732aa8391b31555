// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Do intervals hold what they promise? Populations of known size, estimated with the choice of the model inside.
// Seeded, so the counts are the same each time; the bounds are those of a correct 95 % interval that is a little short,
// as it is known to be (Chan, Silverman & Vincent 2021: 90 %).
#include "estimate/estimate.h"
#include "sys/file.h"
#include "unit.h"
#include <math.h>
#include <string.h>

enum { TRIALS = 200, REPLICATES = 200 };

// Three to five lists of different reach, two of which share people.
static int covered(int lists, double size, double link, uint64_t seed)
{
    static const double reach[] = {0.2, 0.15, 0.25, 0.1, 0.12};
    double mu[32];
    int inside = 0;
    for (unsigned h = 0; h < 1u << lists; h++) {
        mu[h] = (h & 3) == 3 ? link : 1;
        for (int i = 0; i < lists; i++) mu[h] *= h >> i & 1 ? reach[i] : 1 - reach[i];
    }
    for (uint64_t n = 0; n < TRIALS; n++) {
        Arena *mem = arena_new(MB(8));
        Capture c;
        Choice ch;
        Boot b;
        Why w = {0};
        Plan p = {.method = BY_STEPWISE, .threshold = 0.02};
        assert_ok(terms_make(lists, 2, &p.terms, &w));
        simulate(mu, lists, size, seed, n, &c);
        Work *work = work_new();
        plan_run(work, &c, &p, &ch);
        work_freep(&work);
        assert_int_equal(ch.status, FIT_OK);
        assert_ok(bootstrap(mem, &c, &p, ch.fit.estimate, REPLICATES, seed + n, 1, &b, &w));
        inside += boot_bca(&b, 0.025) <= size && size <= boot_bca(&b, 0.975);
        arena_free(mem);
    }
    print_message("%d lists, %g people, link %g: %.1f %% covered\n", lists, size, link, 100.0 * inside / TRIALS);
    return inside;
}

static void intervals_cover(void **state)
{
    (void)state;
    const int low = TRIALS * 88 / 100, high = TRIALS * 99 / 100;
    const int counts[] = {covered(3, 2000, 1, 1), covered(4, 3000, 4, 2), covered(5, 2000, 4, 3)};
    for (size_t i = 0; i < COUNT(counts); i++) assert_in_range(counts[i], low, high);
}

static void load(Arena *mem, const char *path, Capture *c)
{
    Str s;
    Table t;
    Why w = {0};
    assert_ok(file_read(mem, path, MB(1), &s, &w));
    assert_ok(table_read(mem, s, STR_NONE, &t, &w));
    table_capture(&t, c);
}

static Plan plan_of(Arena *mem, Method method, int lists)
{
    Plan p = {.method = method, .threshold = 0.02};
    Why w = {0};
    Model *models;
    assert_ok(terms_make(lists, 2, &p.terms, &w));
    assert_ok(models_all(mem, &p.terms, &models, &p.model_count, &w));
    p.models = models;
    return p;
}

// Populations from the model of the British table, 11 313 people: Chan, Silverman & Vincent 2021 found that intervals
// with the choice inside cover 90 %, and the profile interval of the model that is best by BIC 61 %.
static void as_the_paper_says_of_the_british_table(void **state)
{
    (void)state;
    Arena *all = arena_new(MB(64));
    Capture british;
    Choice truth, ch;
    Work *w = work_new();
    int with_choice = 0, without = 0;
    load(all, "tests/vectors/mse/UKdat_5.csv", &british);
    Plan stepwise = plan_of(all, BY_STEPWISE, british.lists), best = plan_of(all, BY_BIC, british.lists);
    plan_run(w, &british, &stepwise, &truth);
    double size = floor(truth.fit.estimate + 0.5);
    for (uint64_t n = 0; n < TRIALS; n++) {
        Arena *mem = arena_new(MB(8));
        Capture c;
        Boot b;
        Profile profile;
        Why reason = {0};
        simulate(truth.fit.mu, british.lists, size, 11, n, &c);
        plan_run(w, &c, &stepwise, &ch);
        assert_ok(bootstrap(mem, &c, &stepwise, ch.fit.estimate, REPLICATES, n, 2, &b, &reason));
        with_choice += boot_bca(&b, 0.025) <= size && size <= boot_bca(&b, 0.975);
        plan_run(w, &c, &best, &ch);
        assert_true(fit_profile(w, &c, &best.terms, ch.model, 0.95, &profile));
        without += profile.low <= size && size <= profile.high;
        arena_free(mem);
    }
    print_message("British table: %.1f %% covered with the choice inside, %.1f %% by the profile of the best by BIC\n",
                  100.0 * with_choice / TRIALS, 100.0 * without / TRIALS);
    assert_in_range(with_choice, TRIALS * 84 / 100, TRIALS * 97 / 100);
    assert_in_range(without, TRIALS * 50 / 100, TRIALS * 72 / 100);
    work_freep(&w);
    arena_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_cover),
                                       cmocka_unit_test(as_the_paper_says_of_the_british_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
