// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Averages without one model, goodness of fit, tables that are refused, and chance itself.
#include "estimate/estimate.h"
#include "estimate/exist.h"
#include "sys/file.h"
#include "unit.h"
#include <math.h>
#include <string.h>

static void near(double got, double want, double relative)
{
    if (!(fabs(got - want) <= relative * fabs(want))) print_error("got %.10g, want %.10g\n", got, want);
    assert_true(fabs(got - want) <= relative * fabs(want));
}

static void load(Arena *mem, const char *name, Capture *c)
{
    Str s;
    Table t;
    Why w = {0};
    assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "tests/vectors/mse/%s.csv", name)), MB(1), &s, &w));
    assert_ok(table_read(mem, s, STR_NONE, &t, &w));
    table_capture(&t, c);
}

// Binette & Steorts 2022: medians and 95 % intervals, on the grid of their program to the last digit. It has a thousand
// points and ends; summed over every number the posterior is a little different, most of all where it has a long tail.
static void graphs_as_published(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double median, low, high, slack;
    } cases[] = {{"UKdat_5", 23016, 10408, 33481, 0.005},
                 {"NewOrl_5", 869, 514, 1763, 0.01},
                 {"Western", 2128, 1340, 3868, 0.005},
                 {"Ned_5", 50270, 41616, 203328, 0.04}};
    Arena *mem = arena_new(MB(64));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Capture c;
        Posterior p;
        Why w = {0};
        load(mem, cases[i].name, &c);
        assert_ok(graphs_average_coarse(mem, &c, 0.95, 30, 1000, 2, &p, &w));
        assert_true(p.median == cases[i].median && p.low == cases[i].low && p.high == cases[i].high);
        assert_ok(graphs_average(mem, &c, 0.95, 2, &p, &w));
        assert_int_equal(p.models, 822);
        assert_false(p.cut);
        near(p.median, cases[i].median, cases[i].slack);
        near(p.low, cases[i].low, cases[i].slack);
        near(p.high, cases[i].high, cases[i].slack);
    }
    arena_free(mem);
}

// Repeatable for any threads; what they say is in estimate_chains.c.
static void classes_for_any_number_of_threads(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    Capture c;
    Posterior p, q;
    load(mem, "NewOrl_5", &c);
    classes_sample(mem, &c, 0.95, 1, 400, 1, &p);
    classes_sample(mem, &c, 0.95, 1, 400, 4, &q);
    assert_memory_equal(&p, &q, sizeof p);
    near(p.median, 830, 0.1);
    arena_free(mem);
}

// By two lists the estimate is one times the other over both: with a share of the links missed there are as many on
// each list and more on both, so that it is the same share lower; with false ones higher. And one undoes the other.
static void links_missed_and_false(void **state)
{
    (void)state;
    const Capture two = {.lists = 2, .total = 100, .n = {[1] = 50, [2] = 30, [3] = 20}};
    Capture c, back;
    assert_true(capture_missed_links(&two, 0.1, &c));
    assert_true(fabs(c.n[3] - 20 / 0.9) < 1e-9 && fabs(c.n[1] + c.n[3] - 70) < 1e-9);
    near((c.n[1] + c.n[3]) * (c.n[2] + c.n[3]) / c.n[3], 70 * 50 / 20.0 * 0.9, 1e-12);
    capture_false_links(&two, 0.1, &c);
    near((c.n[1] + c.n[3]) * (c.n[2] + c.n[3]) / c.n[3], 70 * 50 / 20.0 / 0.9, 1e-12);
    assert_false(capture_missed_links(&(Capture){.lists = 2, .total = 21, .n = {[1] = 1, [2] = 1, [3] = 19}}, 0.2, &c));
    Chance d = chance_new(8, 8);
    for (int i = 0; i < 20; i++) { // lists alone hold enough for what comes loose
        Capture many = {.lists = 5};
        double on[5] = {0}, then[5] = {0};
        for (unsigned h = 1; h < 32; h++)
            many.total += many.n[h] =
                (h & (h - 1)) == 0 ? 5000 : 1000 / pow(4, __builtin_popcount(h)) + (double)chance_below(&d, 9);
        assert_true(capture_missed_links(&many, 0.15, &c) && c.total < many.total);
        capture_false_links(&c, 0.15, &back);
        for (unsigned h = 1; h < 32; h++) {
            assert_true(fabs(back.n[h] - many.n[h]) < 1e-6);
            for (int k = 0; k < 5; k++)
                if (h >> k & 1) on[k] += many.n[h], then[k] += c.n[h];
        }
        for (int k = 0; k < 5; k++) near(then[k], on[k], 1e-9); // nobody leaves a list
    }
}

// What rounding does to an estimate: up to a tenth, and far more when counts of 1 to 4 are left out of a small table:
// a term that rests on them is then at minus infinity, or there is no estimate at all.
static void counts_rounded(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double exact, as_two, left_out;
    } cases[] = {{"UKdat_5", 11313, 12588, 11596},
                 {"Ned_5", 121522, 111987, 109181},
                 {"NewOrl_5", 1034, 935, 0},
                 {"Western", 2483, 2441, 8063}};
    Arena *mem = arena_new(MB(16));
    Work *w = work_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        Capture c[3];
        Why reason = {0};
        double said[3];
        load(mem, cases[i].name, &c[0]);
        capture_rounded(&c[0], 5, 2, &c[1]);
        capture_rounded(&c[0], 5, 0, &c[2]);
        for (int k = 0; k < 3; k++) {
            Choice ch;
            Plan p = {.method = BY_STEPWISE, .threshold = 0.02};
            assert_ok(terms_make(c[k].lists, 2, &p.terms, &reason));
            plan_run(w, &c[k], &p, &ch);
            said[k] = ch.status == FIT_OK ? ch.fit.estimate : (double)NAN;
        }
        near(said[0], cases[i].exact, 0.01);
        near(said[1], cases[i].as_two, 0.01);
        if (cases[i].left_out > 0) near(said[2], cases[i].left_out, 0.01);
        else assert_true(isnan(said[2]));
    }
    work_freep(&w);
    arena_free(mem);
}

static void chance_has_its_moments(void **state)
{
    (void)state;
    enum { N = 40000 };
    Chance d = chance_new(11, 3);
    double sum[4] = {0}, square[4] = {0};
    for (int i = 0; i < N; i++) {
        const double v[] = {chance_binomial(&d, 1000, 0.3), chance_poisson(&d, 100), chance_gamma(&d, 0.5),
                            chance_normal(&d)};
        for (int k = 0; k < 4; k++) {
            sum[k] += v[k] / N;
            square[k] += v[k] * v[k] / N;
        }
    }
    const double mean[] = {300, 100, 0.5, 0}, variance[] = {210, 100, 0.5, 1};
    for (int k = 0; k < 4; k++) {
        assert_true(fabs(sum[k] - mean[k]) < 5 * sqrt(variance[k] / N));
        near(square[k] - sum[k] * sum[k], variance[k], 0.05);
    }
}

// When the simplex must decide: directions that raise some empty cells and lower others, or only raise.
static void existence_on_small_designs(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(1));
    const short two_ways[] = {1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1};
    const unsigned char only_first[] = {1, 0, 0, 1};
    assert_int_equal(exist_check(mem, two_ways, only_first, 4, 3), FIT_OK); // up here, down there
    const short one_way[] = {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1};
    assert_int_equal(exist_check(mem, one_way, only_first, 4, 3), FIT_NONE);
    const short blind[] = {1, 1, 1, 1};
    const unsigned char both[] = {1, 1};
    assert_int_equal(exist_check(mem, blind, both, 2, 2), FIT_UNKNOWABLE);
    arena_free(mem);
}

static void goodness_of_fit(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(16));
    Capture c;
    Terms t;
    Fit f;
    GoodFit good, again;
    Why why_not = {0};
    load(mem, "UKdat_5", &c);
    assert_ok(terms_make(c.lists, 2, &t, &why_not));
    Work *w = work_new();
    fit_model(w, &c, &t, 0, &f); // lists by themselves: known not to fit
    good_fit(&c, &t, 0, &f, 100, 5, 1, &good);
    good_fit(&c, &t, 0, &f, 100, 5, 3, &again);
    assert_memory_equal(&good, &again, sizeof good);
    assert_true(good.p_g2 < 0.02 && good.replicates == 100);
    work_freep(&w);
    arena_free(mem);
}

static void lists_dropped_and_merged(void **state)
{
    (void)state;
    Capture out;
    const Capture c = {.lists = 3, .total = 21, .n = {[1] = 1, [2] = 2, [3] = 3, [4] = 4, [5] = 5, [7] = 6}};
    capture_drop(&c, 0, &out); // 2 and 3 become 1; 4 and 5 become 2; 7 becomes 3
    assert_true(out.lists == 2 && out.total == 20 && out.n[1] == 5 && out.n[2] == 9 && out.n[3] == 6);
    capture_merge(&c, 0, 2, &out); // A or C, B
    assert_true(out.lists == 2 && out.total == 21 && out.n[1] == 10 && out.n[2] == 2 && out.n[3] == 9);
}

static void tables_in_many_forms(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(4));
    Table t;
    Capture c;
    Why w = {0};
    assert_ok(table_read(mem,
                         S("\xef\xbb\xbf"
                           "A;B;\"jaar\";aantal\r\n1;0;2020;3\r\n\r\n0;1;2021;4\r\n1;1;2020;2"),
                         STR_NONE, &t, &w));
    table_capture(&t, &c);
    assert_true(t.lists == 2 && t.covariates == 1 && c.total == 9 && c.n[3] == 2);
    assert_str(t.covariate[0].levels[1], "2021");
    table_stratum(&t, 0, 0, &c);
    assert_true(c.total == 5 && c.n[1] == 3 && c.n[2] == 0);
    assert_ok(table_read(mem, S("A,B\n1,0\n1,1\n1,0\n"), STR_NONE, &t, &w)); // a row a person
    table_capture(&t, &c);
    assert_true(c.total == 3 && c.n[1] == 2);
    assert_ok(table_read(mem, S("A,B,minor,count\n1,0,1,5\n0,1,0,6\n"), S("A, B"), &t, &w));
    assert_true(t.lists == 2 && t.covariates == 1);
    arena_free(mem);
}

static void tables_refused(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *says;
    } cases[] = {{"", "empty"},
                 {"A,B,count\n", "no rows"},
                 {"A,B,count\n1,0\n", "line 2: fewer values"},
                 {"A,B,count\n1,0,3,4\n", "line 2: more values"},
                 {"A,B,count\n0,0,3\n", "no list at all"},
                 {"A,B,count\n1,0,-3\n", "not a count"},
                 {"A,B,count\n1,0,3.5\n", "not a count"},
                 {"A,B,count\n1,0,0\n", "add up to nothing"},
                 {"A,A,count\n1,0,3\n", "two columns"},
                 {"A,B,count\n1,0,\"3\n", "not closed"},
                 {"A,B,count\n2,x,3\n", "at least two columns"},
                 {"A,B,count\n1,0,99999999999\n", "not a count"},
                 {"A,,count\n1,0,3\n", "needs a name"}};
    Arena *mem = arena_new(MB(4));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Table t;
        Why w = {0};
        Err e = table_read(mem, str_c(cases[i].csv), STR_NONE, &t, &w);
        if (e == OK || !strstr(w.text, cases[i].says)) print_error("%s -> %s\n", cases[i].csv, w.text);
        assert_true(e != OK && strstr(w.text, cases[i].says));
    }
    Table t;
    Why w = {0};
    assert_int_equal(table_read(mem, S("A,B,count\n1,0,3\n"), S("A,C"), &t, &w), E_INPUT);
    arena_free(mem);
}

static void load_crossed(Arena *mem, const char *name, const char *lists, const char *year, int degree, Crossed *x)
{
    Str s;
    Table *t = NEW(mem, Table);
    Why w = {0};
    assert_ok(file_read(mem, str_z(mem, str_fmt(mem, "tests/vectors/mse/%s.csv", name)), MB(1), &s, &w));
    assert_ok(table_read(mem, s, str_c(lists), t, &w));
    assert_ok(crossed_make(mem, t, *year ? table_covariate(t, str_c(year)) : -1, degree, x, &w));
}

// The Dutch authors' search by BIC on the same tables: spina bifida 724 with S2:S3, drug users in Scotland 32 546, and
// their own example, with years as a quadratic, 11 406.
static void covariates_as_published(void **state)
{
    (void)state;
    static const struct {
        const char *name, *lists, *year;
        int degree;
        double estimate;
        int terms;
    } cases[] = {{"spina_cov", "", "", 0, 724, 1},
                 {"ScotPWID_cov", "", "", 0, 32546, 11},
                 {"simdat_cov", "R1,R2,R3,R4", "Y", 2, 11406, 22}};
    Arena *mem = arena_new(MB(256));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Crossed x;
        CrossedFit f;
        int terms = 0;
        double hidden = 0;
        load_crossed(mem, cases[i].name, cases[i].lists, cases[i].year, cases[i].degree, &x);
        crossed_search(mem, &x, false, &f);
        assert_int_equal(f.status, FIT_OK);
        near(f.estimate, cases[i].estimate, 0.6 / cases[i].estimate);
        for (int p = 0; p < x.pairs; p++) terms += f.on[p];
        assert_int_equal(terms, cases[i].terms);
        for (size_t k = 0; k < x.strata; k++) hidden += f.mu[k << x.lists];
        near(hidden + x.total, f.estimate, 1e-9);
        near(f.steps[f.step_count - 1].bic, f.bic, 1e-9);
        for (int k = 1; k < f.step_count; k++) assert_true(f.steps[k].bic < f.steps[k - 1].bic);
    }
    arena_free(mem);
}

// On their own example the authors' program says 1 743 204 437 of 1 043 people by AIC: the term R3:X4 has no finite
// estimate with what is in the model by then. Here such a term is never taken.
static void by_aic_nothing_runs_away(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(256));
    Crossed x;
    CrossedFit f;
    load_crossed(mem, "simdat_cov", "R1,R2,R3,R4", "Y", 2, &x);
    crossed_search(mem, &x, true, &f);
    assert_int_equal(f.status, FIT_OK);
    assert_true(f.aic < 1490 && f.estimate < 20000);
    for (int k = 0; k < f.step_count; k++) assert_true(f.steps[k].estimate < 50000 && f.steps[k].aicc > f.steps[k].aic);
    arena_free(mem);
}

// Percentile limits of the Dutch authors' bootstrap, which draws populations from the model and does not search again:
// within Monte-Carlo error.
static void limits_of_a_fixed_model(void **state)
{
    (void)state;
    enum { N = 500 };
    static const struct {
        const char *name, *lists, *year;
        int degree;
        double low, high, slack;
    } cases[] = {{"spina_cov", "", "", 0, 691, 759, 0.02},
                 {"ScotPWID_cov", "", "", 0, 28221, 38166, 0.04},
                 {"simdat_cov", "R1,R2,R3,R4", "Y", 2, 7635, 20041, 0.12}};
    Arena *mem = arena_new(MB(256));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Crossed x;
        CrossedFit f;
        double total[N];
        load_crossed(mem, cases[i].name, cases[i].lists, cases[i].year, cases[i].degree, &x);
        crossed_search(mem, &x, false, &f);
        double *all = NEW_ARRAY(mem, double, N *x.strata);
        int n = 0;
        crossed_bootstrap(mem, &x, &f, CROSSED_FIXED, false, N, 1, 2, all);
        for (size_t k = 0; k < N; k++) {
            double sum = 0;
            for (size_t s = 0; s < x.strata; s++) sum += all[k * x.strata + s];
            if (isfinite(sum)) total[n++] = sum;
        }
        assert_true(n > N * 9 / 10);
        sort_numbers(total, (size_t)n);
        near(quantile8(total, n, 0.025), cases[i].low, cases[i].slack);
        near(quantile8(total, n, 0.975), cases[i].high, cases[i].slack);
    }
    arena_free(mem);
}

static void covariates_for_any_number_of_threads(void **state)
{
    (void)state;
    enum { N = 20, STRATA = 3 };
    Arena *mem = arena_new(MB(64));
    Crossed x;
    CrossedFit f;
    double one[N * STRATA], three[N * STRATA];
    load_crossed(mem, "spina_cov", "", "", 0, &x);
    assert_int_equal(x.strata, STRATA);
    crossed_search(mem, &x, false, &f);
    int estimated = 0;
    for (int kind = CROSSED_ANEW; kind <= CROSSED_FIXED; kind++) {
        crossed_bootstrap(mem, &x, &f, (CrossedBoot)kind, false, N, 9, 1, one);
        crossed_bootstrap(mem, &x, &f, (CrossedBoot)kind, false, N, 9, 3, three);
        assert_memory_equal(one, three, sizeof one);
        for (int i = 0; i < N; i++) {
            double sum = one[STRATA * i] + one[STRATA * i + 1] + one[STRATA * i + 2];
            estimated += sum > 621 && sum < 900;
        }
    }
    assert_true(estimated > N);
    arena_free(mem);
}

// Years stand in order whatever the order of the rows; a curve needs more years than its degree.
static void years_are_ordered(void **state)
{
    (void)state;
    static const char csv[] = "A,B,year,count\n1,0,2019,9\n0,1,2019,8\n1,1,2019,4\n1,0,2007,9\n0,1,2007,8\n1,1,2007,2\n"
                              "1,0,2010,5\n0,1,2010,5\n1,1,2010,3\n";
    Arena *mem = arena_new(MB(16));
    Table t;
    Crossed x;
    CrossedFit f;
    Capture c;
    Why w = {0};
    assert_ok(table_read(mem, str_c(csv), STR_NONE, &t, &w));
    assert_str(t.covariate[0].levels[0], "2007");
    assert_str(t.covariate[0].levels[2], "2019");
    table_stratum(&t, 0, 0, &c);
    assert_true(c.n[3] == 2 && c.total == 19);
    assert_int_equal(crossed_make(mem, &t, 0, 3, &x, &w), E_INPUT);
    assert_true(strstr(w.text, "more than 3 years"));
    assert_ok(crossed_make(mem, &t, 0, 1, &x, &w));
    crossed_search(mem, &x, false, &f);
    assert_int_equal(f.status, FIT_OK);
    assert_int_equal(f.params, 4);         // everybody, A, B, and one slope
    near(f.estimate, 32 * 30 / 9.0, 1e-9); // without interactions: Lincoln and Petersen
    arena_free(mem);
}

// A thousand people a year, and counts as chances say: half on A, two fifths on B; C, a fifth, began in 2020.
static void a_list_that_began_later(void **state)
{
    (void)state;
    static const char csv[] = "A,B,C,year,count\n1,0,0,2019,300\n0,1,0,2019,200\n1,1,0,2019,200\n"
                              "1,0,0,2020,240\n0,1,0,2020,160\n1,1,0,2020,160\n0,0,1,2020,60\n1,0,1,2020,60\n"
                              "0,1,1,2020,40\n1,1,1,2020,40\n";
    Arena *mem = arena_new(MB(16));
    Table t;
    Crossed x;
    CrossedFit f;
    Why w = {0};
    assert_ok(table_read(mem, str_c(csv), STR_NONE, &t, &w));
    assert_ok(crossed_make(mem, &t, -1, 0, &x, &w));
    assert_int_equal(crossed_absent(&x), 1);
    crossed_search(mem, &x, false, &f);
    assert_int_equal(f.status, FIT_OK);
    assert_int_equal(f.step_count, 1); // nothing to explain
    near(f.estimate, 2000, 1e-9);
    near(f.mu[0], 300, 1e-9); // half by three fifths of a thousand
    near(f.mu[8], 240, 1e-9);
    assert_true(f.deviance < 1e-9);
    assert_int_equal(f.df, 14 - 4 - 5);
    arena_free(mem);
}

static void part_of_the_people(void **state)
{
    (void)state;
    enum { N = 2000 };
    const Capture c = {.lists = 2, .total = 100, .n = {[1] = 60, [2] = 30, [3] = 10}};
    double all = 0, two = 0;
    for (uint64_t i = 0; i < N; i++) {
        Capture part;
        thin(&c, 0.4, 3, i, &part);
        assert_true(part.lists == 2 && part.n[0] == 0 && part.total == part.n[1] + part.n[2] + part.n[3]);
        assert_true(part.n[1] <= 60 && part.n[2] <= 30 && part.n[3] <= 10);
        all += part.total / N;
        two += part.n[3] / N;
    }
    assert_true(fabs(all - 40) < 0.5 && fabs(two - 4) < 0.2);
}

static void people_for_rates(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(16));
    Table t;
    People p;
    Why w = {0};
    assert_ok(table_read(mem, S("A,B,sex,form,count\n1,0,f,labour,9\n0,1,m,sexual,8\n"), STR_NONE, &t, &w));
    assert_ok(people_read(mem, S("sex,people\nf,8000000\nm,7900000\nx,1000\n"), &t, false, &p, &w));
    const int all[COVARIATES_MAX] = {-1, -1}, women[COVARIATES_MAX] = {0, -1}, form[COVARIATES_MAX] = {-1, 1};
    assert_true(people_count(&p, all) == 15901000 && people_count(&p, women) == 8000000);
    assert_true(people_count(&p, form) == 15901000); // a form of exploitation is no part of a population
    assert_int_equal(people_read(mem, S("age,people\nold,3\n"), &t, false, &p, &w), E_INPUT);
    assert_true(strstr(w.text, "no covariate"));
    assert_int_equal(people_read(mem, S("sex,people\nf,many\n"), &t, false, &p, &w), E_INPUT);
    assert_int_equal(people_read(mem, S("sex,people\n"), &t, false, &p, &w), E_INPUT);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_missed_and_false),   cmocka_unit_test(counts_rounded),
        cmocka_unit_test(chance_has_its_moments),   cmocka_unit_test(existence_on_small_designs),
        cmocka_unit_test(graphs_as_published),      cmocka_unit_test(classes_for_any_number_of_threads),
        cmocka_unit_test(goodness_of_fit),          cmocka_unit_test(lists_dropped_and_merged),
        cmocka_unit_test(covariates_as_published),  cmocka_unit_test(covariates_for_any_number_of_threads),
        cmocka_unit_test(by_aic_nothing_runs_away), cmocka_unit_test(limits_of_a_fixed_model),
        cmocka_unit_test(part_of_the_people),       cmocka_unit_test(years_are_ordered),
        cmocka_unit_test(a_list_that_began_later),  cmocka_unit_test(people_for_rates),
        cmocka_unit_test(tables_in_many_forms),     cmocka_unit_test(tables_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
