// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Bootstrap limits as published, within Monte-Carlo error: the same analysis with eight seeds of ours says how much a
// limit differs from seed to seed, and the published one may not lie further out than one more seed would. A published
// lower limit of these tables is often the lowest replicate of all, which is why it differs so much.
#include "estimate/estimate.h"
#include "sys/file.h"
#include "unit.h"
#include <math.h>
#include <string.h>

enum { SEEDS = 8, TOP = 100 };
static const double FAR = 3; // standard deviations

typedef struct Case {
    const char *name;
    bool later; // the table with one more person on both C and D
    Method method;
    int order, replicates;
    double estimate, low, high;
} Case;

// Chan, Silverman & Vincent 2021; Binette & Steorts 2022; Silverman, Chan & Vincent 2024; and the same programs run.
static const Case cases[] = {
    {"UKdat", false, BY_STEPWISE, 2, 100, 11418, 9619, 14946},
    {"UKdat_5", false, BY_STEPWISE, 2, 1000, 11313, 8785, 14701},
    {"UKdat_5", false, BY_STEPWISE, 2, 1000, 11313, 9367, 15219},
    {"Ned", false, BY_STEPWISE, 2, 100, 111139, 52007, 146408},
    {"Ned_5", false, BY_STEPWISE, 2, 200, 121522, 45539, 157682},
    {"Ned_5", false, BY_STEPWISE, 2, 1000, 121522, 48002, 173698},
    {"NewOrl", false, BY_STEPWISE, 2, 100, 1184, 814, 1701},
    {"NewOrl", false, BY_STEPWISE, 2, 1000, 1184, 717, 1657},
    {"NewOrl", true, BY_STEPWISE, 2, 1000, 1110, 586, 1512},
    {"NewOrl_5", false, BY_STEPWISE, 2, 1000, 1034, 588.8, 1703.7},
    {"NewOrl_5", true, BY_BIC, 2, 200, 981, 522, 1517},
    {"NewOrl_5", true, BY_BIC, 2, 200, 981, 397, 1505},
    {"Western", false, BY_STEPWISE, 2, 1000, 2483, 1293, 3672},
    {"UKdat_5", false, BY_BIC, 2, 200, 22991, 11730, 43894},
    {"UKdat_5", false, BY_BIC, 2, 200, 22991, 11456, 43894},
    {"UKdat_5", false, BY_BIC, 4, 200, 25311, 11168, 56052},
    {"UKdat", false, BY_DOWNHILL, 5, 200, 12350, 9622, 27889},
};

static void load(Arena *mem, const Case *k, Capture *c)
{
    Str s;
    Table t;
    Why w = {0};
    unsigned both = 0;
    assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "tests/vectors/mse/%s.csv", k->name)), MB(1), &s, &w));
    assert_ok(table_read(mem, s, STR_NONE, &t, &w));
    table_capture(&t, c);
    for (int i = 0; i < t.lists; i++)
        if (str_eq_c(t.names[i], "C") || str_eq_c(t.names[i], "D")) both |= 1u << i;
    if (!k->later) return;
    c->n[both] += 1;
    c->total += 1;
}

static Plan plan_of(Arena *mem, const Case *k, const Capture *c)
{
    Plan p = {.method = k->method, .threshold = 0.02};
    Why w = {0};
    Model *models;
    size_t count;
    assert_ok(terms_make(c->lists, k->order, &p.terms, &w));
    if (k->method != BY_BIC) return p;
    assert_ok(models_all(mem, &p.terms, &models, &count, &w));
    Ranked *ranked = NEW_ARRAY(mem, Ranked, count);
    rank_models(c, &p.terms, models, count, false, 2, ranked);
    for (size_t i = 0; i < TOP; i++) models[i] = ranked[i].model;
    p.models = models;
    p.model_count = TOP;
    return p;
}

static void within(const char *what, const Case *k, const double *v, double published)
{
    double mean = 0, square = 0;
    for (int i = 0; i < SEEDS; i++) mean += v[i] / SEEDS;
    for (int i = 0; i < SEEDS; i++) square += (v[i] - mean) * (v[i] - mean) / (SEEDS - 1);
    double sd = sqrt(square * (1 + 1.0 / SEEDS));
    print_message("%-9s %-5s published %9.1f, ours %9.1f, give or take %8.1f\n", k->name, what, published, mean, sd);
    assert_true(fabs(published - mean) <= FAR * sd);
    assert_true(sd < mean / 2); // or anything would pass
}

static void limits_as_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const Case *k = &cases[i];
        Arena *mem = arena_new(MB(64));
        Capture c;
        Choice ch;
        Boot b;
        Why reason = {0};
        double low[SEEDS], high[SEEDS];
        load(mem, k, &c);
        Plan p = plan_of(mem, k, &c);
        Work *w = work_new();
        plan_run(w, &c, &p, &ch);
        work_freep(&w);
        assert_true(fabs(ch.fit.estimate - k->estimate) < 0.6);
        for (int seed = 0; seed < SEEDS; seed++) {
            assert_ok(bootstrap(mem, &c, &p, ch.fit.estimate, k->replicates, (uint64_t)seed + 1, 2, &b, &reason));
            low[seed] = boot_bca(&b, 0.025);
            high[seed] = boot_bca(&b, 0.975);
        }
        within("lower", k, low, k->low);
        within("upper", k, high, k->high);
        arena_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(limits_as_published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
