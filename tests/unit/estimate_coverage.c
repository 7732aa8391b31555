// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Do intervals hold what they promise? Populations of known size, estimated with the choice of the model inside.
// Seeded, so the counts are the same each time; the bounds are those of a correct 95 % interval that is a little short,
// as it is known to be (Chan, Silverman & Vincent 2021: 90 %).
#include "estimate/estimate.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_cover)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
