// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What the published tables must give: every model, every replicate, every refusal.
#include "base/buf.h"
#include "estimate/estimate.h"
#include "sys/file.h"
#include "unit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static Str slurp(Arena *mem, const char *name)
{
    Str s;
    Why w = {0};
    char *path = str_z(mem, str_fmt(mem, "tests/vectors/mse/%s.csv", name));
    Err e = file_read(mem, path, MB(4), &s, &w);
    if (e != OK) print_error("%s\n", w.text);
    assert_ok(e);
    return s;
}

static void load(Arena *mem, const char *name, Table *t, Capture *c)
{
    Why w = {0};
    assert_ok(table_read(mem, slurp(mem, name), STR_NONE, t, &w));
    table_capture(t, c);
}

static void near(double got, double want, double relative)
{
    if (!(fabs(got - want) <= relative * fabs(want))) print_error("got %.10g, want %.10g\n", got, want);
    assert_true(fabs(got - want) <= relative * fabs(want));
}

static double number(Arena *mem, Str s) { return strtod(str_z(mem, str_trim(s)), NULL); }

static Plan plan_of(Method method, int lists, int order)
{
    Plan p = {.method = method, .threshold = 0.02};
    Why w = {0};
    assert_ok(terms_make(lists, order, &p.terms, &w));
    return p;
}

static double estimate_of(const char *name, Method method)
{
    Arena *mem = arena_new(MB(32));
    Table t;
    Capture c;
    Choice ch;
    load(mem, name, &t, &c);
    Plan p = plan_of(method, c.lists, 2);
    Work *w = work_new();
    plan_run(w, &c, &p, &ch);
    work_freep(&w);
    arena_free(mem);
    return ch.fit.estimate;
}

// Chan, Silverman & Vincent 2021; Binette & Steorts 2022; Silverman, Chan & Vincent 2024
static void published_estimates(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        Method method;
        double want;
    } cases[] = {{"UKdat_5", BY_STEPWISE, 11313}, {"UKdat", BY_STEPWISE, 11418}, {"Ned", BY_STEPWISE, 111139},
                 {"Ned_5", BY_STEPWISE, 121522},  {"NewOrl", BY_STEPWISE, 1184}, {"NewOrl_5", BY_STEPWISE, 1034},
                 {"Western", BY_STEPWISE, 2483},  {"UKdat", BY_MAIN, 12214},     {"Ned", BY_MAIN, 52823},
                 {"NewOrl", BY_MAIN, 997}};
    for (size_t i = 0; i < COUNT(cases); i++)
        near(estimate_of(cases[i].name, cases[i].method), cases[i].want, 0.6 / cases[i].want);
}

// "[12;13;4]" as the pairs in it
static Model model_of(Str text, const Terms *t)
{
    Model m = 0;
    text = (Str){text.p + 1, text.n - 2};
    while (text.n) {
        Str g = str_cut(&text, ';');
        unsigned mask = 0;
        for (size_t i = 0; i < g.n; i++) mask |= 1u << (g.p[i] - '1');
        for (int i = 0; i < t->count; i++)
            if (t->mask[i] == mask) m |= (Model)1 << i;
    }
    return m;
}

static void every_model(const char *table, const char *golden, int want)
{
    Arena *mem = arena_new(MB(64));
    Table t;
    Capture c;
    Fit f;
    load(mem, table, &t, &c);
    Terms terms = plan_of(BY_MAIN, c.lists, 2).terms;
    Str rest = slurp(mem, golden);
    Work *w = work_new();
    int n = 0;
    (void)str_cut(&rest, '\n'); // the header
    for (; rest.n; n++) {
        Str line = str_cut(&rest, '\n'), model = str_cut(&line, ','), status = str_cut(&line, ',');
        Str abundance = str_cut(&line, ','), bic = str_cut(&line, ',');
        fit_model(w, &c, &terms, model_of(model, &terms), &f);
        if ((int)f.status != (int)number(mem, status)) print_error("%.*s\n", STR_ARG(model));
        assert_int_equal((int)f.status, (int)number(mem, status));
        if (f.status != FIT_OK) continue;
        near(f.estimate, number(mem, abundance), 1e-6);
        near(f.bic, number(mem, bic), 1e-6);
        near(f.deviance + 1, number(mem, line) + 1, 1e-6);
    }
    assert_int_equal(n, want);
    work_freep(&w);
    arena_free(mem);
}

static void every_model_of_five_lists(void **state)
{
    (void)state;
    every_model("UKdat_5", "golden/UKdat_5_models_maxorder2", 1024);
    every_model("NewOrl_5", "golden/NewOrl_5_models_maxorder2", 1024);
    every_model("Artificial_3", "golden/Artificial_3_models_maxorder2", 8);
}

static Str steps_of(Arena *mem, const Table *t, const Plan *p, const Choice *ch)
{
    Buf b = buf_new(mem, KB(4));
    for (int infinite = 0; infinite < 2; infinite++) // the file names the terms at minus infinity last
        for (int i = 0; i < ch->step_count; i++) {
            if ((int)(ch->fit.at_infinity >> ch->steps[i] & 1) != infinite) continue;
            if (buf_str(&b).n) buf_char(&b, ' ');
            buf_add(&b, term_name(mem, t->names, p->terms.mask[ch->steps[i]]));
            if (infinite) buf_c(&b, "(-Inf)");
        }
    return buf_str(&b);
}

static void same_terms(Str got, Str want)
{
    assert_int_equal(got.n, want.n);
    while (want.n) assert_true(str_has(got, str_cut(&want, ' ')));
}

// `ties`: replicates where two lists have the same total, so that two terms are exactly as surprising. We take the
// first; R takes whichever its rounding made smaller.
static void every_replicate(const char *table, const char *golden, int want, int ties)
{
    Arena *mem = arena_new(MB(64));
    Table t;
    Capture c;
    Choice ch;
    load(mem, table, &t, &c);
    Plan p = plan_of(BY_STEPWISE, c.lists, 2);
    Str rest = slurp(mem, golden), head = str_cut(&rest, '\n');
    unsigned history[CELLS_MAX];
    int cells = 0, n = 0;
    (void)str_cut(&head, ','); // rep
    while (str_starts(head, S("h"))) {
        Str name = str_cut(&head, ',');
        history[cells] = 0;
        for (int i = 0; i < c.lists; i++) history[cells] |= (unsigned)(name.p[i + 1] == '1') << i;
        cells++;
    }
    Work *w = work_new();
    int turned = 0;
    for (; rest.n; n++) {
        Str line = str_cut(&rest, '\n');
        (void)str_cut(&line, ','); // its number
        Capture r = {.lists = c.lists};
        for (int i = 0; i < cells; i++) r.total += r.n[history[i]] = number(mem, str_cut(&line, ','));
        plan_run(w, &r, &p, &ch);
        near(ch.fit.estimate, number(mem, str_cut(&line, ',')), 1e-6);
        Str steps = steps_of(mem, &t, &p, &ch);
        turned += !str_eq(steps, line);
        if (!str_eq(steps, line)) same_terms(steps, line);
    }
    assert_int_equal(n, want);
    assert_int_equal(turned, ties);
    work_freep(&w);
    arena_free(mem);
}

static void every_replicate_of_the_bootstrap(void **state)
{
    (void)state;
    every_replicate("NewOrl_5", "golden/NewOrl_5_stepwise_boot", 201, 1);
    every_replicate("UKdat_5", "golden/UKdat_5_stepwise_boot", 101, 0);
}

// Ned restricted to those on list K: nobody left on two other lists. Other programs print 2.5e11 here.
static void lists_without_overlap_are_refused(void **state)
{
    (void)state;
    const Capture c = {.lists = 3, .total = 49, .n = {[1] = 1, [2] = 44, [4] = 4}};
    const Method methods[] = {BY_MAIN, BY_STEPWISE};
    Work *w = work_new();
    for (size_t i = 0; i < COUNT(methods); i++) {
        Choice ch;
        Plan p = plan_of(methods[i], 3, 2);
        plan_run(w, &c, &p, &ch);
        assert_int_equal(ch.status, FIT_NONE);
        assert_true(isnan(ch.fit.estimate) && isnan(ch.fit.hidden));
    }
    work_freep(&w);
    assert_true(isinf(chao_lower(&c, NULL)));
}

static void threads_do_not_change_the_answer(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    Table t;
    Capture c;
    Boot one, three, other;
    Why w = {0};
    load(mem, "NewOrl_5", &t, &c);
    Plan p = plan_of(BY_STEPWISE, c.lists, 2);
    assert_ok(bootstrap(mem, &c, &p, 1034.151, 200, 7, 1, &one, &w));
    assert_ok(bootstrap(mem, &c, &p, 1034.151, 200, 7, 3, &three, &w));
    assert_ok(bootstrap(mem, &c, &p, 1034.151, 200, 8, 3, &other, &w));
    assert_int_equal(one.kept, three.kept);
    assert_memory_equal(one.estimate, three.estimate, (size_t)one.kept * sizeof *one.estimate);
    assert_memory_equal(one.models, three.models, 200 * sizeof *one.models);
    assert_true(one.acceleration == three.acceleration && one.z0 == three.z0);
    assert_true(boot_bca(&one, 0.025) != boot_bca(&other, 0.025));
    arena_free(mem);
}

// Rcapture's profile intervals of the best models by BIC, and that those are the best
static void profile_intervals(void **state)
{
    (void)state;
    static const struct {
        const char *table;
        double estimate, low, high;
    } cases[] = {{"UKdat_5", 22991, 17991, 30142}, {"Ned_5", 48013, 42185, 55075}};
    Arena *mem = arena_new(MB(64));
    Work *w = work_new();
    Why reason = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Table t;
        Capture c;
        Choice ch;
        Profile profile;
        Model *models;
        load(mem, cases[i].table, &t, &c);
        Plan p = plan_of(BY_BIC, c.lists, 2);
        assert_ok(models_all(mem, &p.terms, &models, &p.model_count, &reason));
        p.models = models;
        plan_run(w, &c, &p, &ch);
        near(ch.fit.estimate, cases[i].estimate, 0.6 / cases[i].estimate);
        assert_true(fit_profile(w, &c, &p.terms, ch.model, 0.95, &profile));
        near(profile.low, cases[i].low, 1 / cases[i].low);
        near(profile.high, cases[i].high, 1 / cases[i].high);
    }
    work_freep(&w);
    arena_free(mem);
}

// Every hierarchical model up to order 4, not pairs alone: Silverman, Chan & Vincent 2024 give 25 311.
static void the_best_of_all_orders(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    Table t;
    Capture c;
    Why w = {0};
    Model *models;
    size_t n;
    load(mem, "UKdat_5", &t, &c);
    Terms terms = plan_of(BY_BIC, c.lists, 4).terms;
    assert_ok(models_all(mem, &terms, &models, &n, &w));
    Ranked *ranked = NEW_ARRAY(mem, Ranked, n);
    rank_models(&c, &terms, models, n, false, 2, ranked);
    near(ranked[0].estimate, 25311, 1e-4);
    for (size_t i = 1; i < n && ranked[i].status == FIT_OK; i++) assert_true(ranked[i].bic >= ranked[i - 1].bic);
    arena_free(mem);
}

// Leaving out one list, as computed with SparseMSE: what makes the Dutch table unfit for one number.
static void other_lists_other_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int list;
        double want;
    } cases[] = {{"Ned_5", 2, 479249}, {"Ned_5", 1, 47166}, {"UKdat_5", 2, 22623}};
    Arena *mem = arena_new(MB(16));
    Work *w = work_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        Table t;
        Capture c, fewer;
        Choice ch;
        load(mem, cases[i].name, &t, &c);
        capture_drop(&c, cases[i].list, &fewer);
        Plan p = plan_of(BY_STEPWISE, fewer.lists, 2);
        plan_run(w, &fewer, &p, &ch);
        near(ch.fit.estimate, cases[i].want, 0.6 / cases[i].want);
    }
    work_freep(&w);
    arena_free(mem);
}

static void numbers(void **state)
{
    (void)state;
    near(normal_quantile(0.975), 1.959963984540054, 1e-14);
    near(normal_quantile(1e-10), -6.361340902404056, 1e-13);
    near(normal_cdf(-3), 0.001349898031630095, 1e-13);
    near(poisson_below(3, 5), 0.2650259152973616, 1e-13);
    near(poisson_above(3, 0.1), 0.000154653070264672, 1e-12);
    near(poisson_below(900, 1000), 0.0006977673277963068, 1e-12);
    near(chi2_above(3.841458820694124, 1), 0.05, 1e-12);
    const double five[] = {1, 2, 4, 8, 16};
    near(quantile8(five, 5, 0.5), 4, 1e-15);
    near(quantile8(five, 5, 0.25), 1.6666666666666667, 1e-14);
}

static void how_many_models(void **state)
{
    (void)state;
    static const struct {
        int lists, order;
        size_t want;
    } cases[] = {{3, 2, 8}, {4, 3, 113}, {5, 2, 1024}, {5, 4, 6893}, {6, 2, 32768}};
    Arena *mem = arena_new(MB(64));
    Why w = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Model *models;
        size_t n;
        Terms t = plan_of(BY_MAIN, cases[i].lists, cases[i].order).terms;
        assert_ok(models_all(mem, &t, &models, &n, &w));
        assert_int_equal(n, cases[i].want);
        for (size_t k = 0; k < n; k += 37) assert_true(model_hierarchical(&t, models[k]));
    }
    Terms t = plan_of(BY_MAIN, 6, 5).terms;
    Model *models;
    size_t n;
    assert_int_equal(models_all(mem, &t, &models, &n, &w), E_LIMIT);
    assert_int_equal(terms_make(9, 5, &t, &w), E_LIMIT);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(how_many_models),
        cmocka_unit_test(published_estimates),
        cmocka_unit_test(every_model_of_five_lists),
        cmocka_unit_test(every_replicate_of_the_bootstrap),
        cmocka_unit_test(lists_without_overlap_are_refused),
        cmocka_unit_test(threads_do_not_change_the_answer),
        cmocka_unit_test(profile_intervals),
        cmocka_unit_test(the_best_of_all_orders),
        cmocka_unit_test(other_lists_other_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
