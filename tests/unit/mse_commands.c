// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// `baken mse ...` as its user meets it: what is typed, what is printed, and the exit code.
#include "base/buf.h"
#include "commands/command.h"
#include "sys/file.h"
#include "unit.h"
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 24, OUT_MAX = 4 * 1024 * 1024, BAD_INPUT = 2 };

static char dir[] = "/tmp/baken-mse-XXXXXX";

static char *path_of(Arena *mem, const char *name) { return str_z(mem, str_fmt(mem, "%s/%s", dir, name)); }

// The words of one line, divided by spaces; what it printed, standard output and error together.
static int run(Arena *mem, const char *line, Str *ret_out)
{
    char *words[WORDS_MAX], *out = path_of(mem, "out");
    Str rest = str_c(line);
    int argc = 0;
    Why w = {0};
    words[argc++] = str_z(mem, S("baken"));
    while (rest.n && argc < WORDS_MAX - 1) words[argc++] = str_z(mem, str_cut(&rest, ' '));
    words[argc] = NULL;
    fflush(stdout);
    fflush(stderr);
    int saved[2] = {dup(1), dup(2)}, fd = open(out, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && saved[0] >= 0 && saved[1] >= 0);
    dup2(fd, 1);
    dup2(fd, 2);
    int code = command_main(argc, words);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++) {
        dup2(saved[i], i + 1);
        close(saved[i]);
    }
    close(fd);
    assert_ok(file_read(mem, out, OUT_MAX, ret_out, &w));
    return code;
}

static json_t *run_json(Arena *mem, const char *line)
{
    Str out;
    int code = run(mem, line, &out);
    json_t *v = json_loadb(out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
    if (code != 0 || !v) print_error("%s: %d\n%.*s\n", line, code, STR_ARG(out));
    assert_true(code == 0 && v);
    return v;
}

static void refused(Arena *mem, const char *line, const char *says)
{
    Str out;
    int code = run(mem, line, &out);
    if (code != BAD_INPUT || !str_has(out, str_c(says))) print_error("%s: %d\n%.*s\n", line, code, STR_ARG(out));
    assert_true(code == BAD_INPUT && str_has(out, str_c(says)));
}

static void write_text(Arena *mem, const char *name, Str text)
{
    Why w = {0};
    assert_ok(file_write(path_of(mem, name), 0600, text, &w));
}

static double real(const json_t *v, const char *key) { return json_number_value(json_object_get(v, key)); }

static void fit_keeps_its_promise(void **state)
{
    (void)state;
    static const char *const keys[] = {"observed", "hidden", "estimate", "lower", "upper",    "level",
                                       "model",    "aic",    "bic",      "df",    "deviance", "warnings"};
    static const char *const models[] = {"stepwise", "aic", "bic", "dga", "lcm", "main", "chao", "forward", "bayes"};
    for (size_t i = 0; i < COUNT(models); i++) {
        Arena *mem = arena_new(MB(64));
        json_t *v = run_json(mem, str_z(mem, str_fmt(mem,
                                                     "mse fit tests/vectors/mse/Western.csv --model %s --bootstrap 50 "
                                                     "--sweeps 4000 --json",
                                                     models[i])));
        for (size_t k = 0; k < COUNT(keys); k++) assert_non_null(json_object_get(v, keys[k]));
        assert_true(real(v, "observed") == 345);
        double n = real(v, "estimate");
        assert_true(n > 1000 && n < 10000 && fabs(n - 345 - real(v, "hidden")) < 1e-6);
        assert_true(real(v, "lower") >= 345 && real(v, "lower") < n && real(v, "upper") > n);
        json_decref(v);
        arena_free(mem);
    }
}

static void same_seed_same_bytes(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "mse fit tests/vectors/mse/NewOrl_5.csv --bootstrap 100 --json --seed 7",
        "mse fit tests/vectors/mse/Western.csv --model bayes --json",
        "mse fit tests/vectors/mse/spina_cov.csv --covariates --bootstrap 20 --json",
        "mse fit tests/vectors/mse/spina_cov.csv --covariates --way average --json",
        "mse fit tests/vectors/mse/spina_cov.csv --covariates --way profile --json",
        "mse fit tests/vectors/mse/Western.csv --model lcm --sweeps 200 --json",
        "mse fit tests/vectors/mse/spina_cov.csv --strata eth --bootstrap 20 --model main --json",
        "mse simulate tests/vectors/mse/NewOrl_5.csv --trials 12 --bootstrap 20 --json",
        "mse check tests/vectors/mse/NewOrl_5.csv --bootstrap 20 --json"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        Arena *mem = arena_new(MB(64));
        Str one, three;
        assert_int_equal(run(mem, str_z(mem, str_fmt(mem, "%s --threads 1", lines[i])), &one), 0);
        assert_int_equal(run(mem, str_z(mem, str_fmt(mem, "%s --threads 3", lines[i])), &three), 0);
        assert_true(one.n > 100 && str_eq(one, three));
        arena_free(mem);
    }
}

// All models by BIC: 22 991 is the best, and 12 262 and 25 978 are within two of it.
static void the_best_are_ranked(void **state)
{
    (void)state;
    static const double want[] = {22991, 12262, 25978, 11313};
    Arena *mem = arena_new(MB(64));
    json_t *v = run_json(mem, "mse fit tests/vectors/mse/UKdat_5.csv --model bic --bootstrap 0 --json");
    const json_t *ranked = json_object_get(v, "ranked");
    assert_int_equal(json_array_size(ranked), 20);
    for (size_t i = 0; i < COUNT(want); i++)
        assert_true(fabs(real(json_array_get(ranked, i), "estimate") - want[i]) < 0.6);
    assert_int_equal(json_array_size(json_object_get(json_array_get(ranked, 0), "model")), 5);
    assert_true(real(json_array_get(ranked, 2), "bic") < real(v, "bic") + 2);
    json_decref(v);
    arena_free(mem);
}

// A row for each person says what a row for each history with its count says.
static void one_row_a_person(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    Buf b = buf_new(mem, KB(64));
    static const struct {
        const char *row;
        int n;
    } rows[] = {{"1,0,0", 30}, {"0,1,0", 25}, {"0,0,1", 40}, {"1,1,0", 6}, {"1,0,1", 5}, {"0,1,1", 7}, {"1,1,1", 2}};
    buf_c(&b, "A,B,C\n");
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int k = 0; k < rows[i].n; k++) buf_fmt(&b, "%s\n", rows[i].row);
    write_text(mem, "persons.csv", buf_str(&b));
    b = buf_new(mem, KB(64));
    buf_c(&b, "A,B,C,count\n");
    for (size_t i = 0; i < COUNT(rows); i++) buf_fmt(&b, "%s,%d\n", rows[i].row, rows[i].n);
    write_text(mem, "counts.csv", buf_str(&b));
    Str out[2];
    for (int i = 0; i < 2; i++) {
        char *line = str_z(
            mem, str_fmt(mem, "mse fit %s --bootstrap 50 --json", path_of(mem, i ? "counts.csv" : "persons.csv")));
        assert_int_equal(run(mem, line, &out[i]), 0);
    }
    assert_true(str_eq(out[0], out[1]));
    arena_free(mem);
}

static void no_overlap_is_an_answer(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    Str out;
    write_text(mem, "none.csv", S("A,B,C,count\n1,0,0,1\n0,1,0,44\n0,0,1,4\n"));
    char *line = str_z(mem, str_fmt(mem, "mse fit %s", path_of(mem, "none.csv")));
    assert_int_equal(run(mem, line, &out), 0);
    assert_true(str_has(out, S("no estimate, because these lists do not overlap enough: nobody is on both A and B")));
    assert_true(str_has(out, S("leaves the hidden part open")) && !str_has(out, S("interval")));
    json_t *v = run_json(mem, str_z(mem, str_fmt(mem, "%s --json", line)));
    assert_true(json_is_null(json_object_get(v, "estimate")) && json_is_null(json_object_get(v, "upper")));
    json_decref(v);
    arena_free(mem);
}

// The table of SDG 16.2.2: groups that add up, limits around them, and a rate a year.
static void groups_and_rates(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    write_text(mem, "people.csv", S("Gender,people\nMale,2000000\nFemale,2100000\n"));
    char *line =
        str_z(mem, str_fmt(mem,
                           "mse fit tests/vectors/mse/ScotPWID_cov.csv --covariates --by Gender,Age --population "
                           "%s --bootstrap 20 --json",
                           path_of(mem, "people.csv")));
    json_t *v = run_json(mem, line), *groups = json_object_get(v, "groups"), *g;
    size_t i;
    double all = 0, crossed = 0;
    assert_int_equal(json_array_size(groups), 1 + 3 * 2 + 4);
    json_array_foreach(groups, i, g)
    {
        json_t *where = json_object_get(g, "where");
        const char *gender = json_string_value(json_object_get(where, "Gender"));
        double people = !gender ? 4100000 : strcmp(gender, "Male") == 0 ? 2000000 : 2100000;
        if (json_object_size(where) == 0) all = real(g, "estimate");
        if (json_object_size(where) == 2) crossed += real(g, "estimate");
        assert_true(real(g, "people") == people);
        assert_true(fabs(real(g, "per_100000") - real(g, "estimate") / people * 100000) < 1e-9);
        assert_true(real(g, "lower") >= real(g, "observed") && real(g, "upper") > real(g, "lower"));
        assert_true(real(g, "per_100000_lower") < real(g, "per_100000_upper"));
    }
    assert_true(fabs(all - 32545.67) < 0.1 && fabs(crossed - all) < 1e-6 && all == real(v, "estimate"));
    assert_int_equal(json_array_size(json_object_get(v, "search")), 12);
    json_decref(v);
    arena_free(mem);
}

// Without years of its own a population is there every year: a group over all years is rated by the average one.
static void rates_are_of_a_year(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    write_text(mem, "years.csv",
               S("A,B,year,count\n1,0,2019,30\n0,1,2019,40\n1,1,2019,10\n1,0,2020,30\n0,1,2020,40\n1,1,2020,10\n"));
    write_text(mem, "all.csv", S("people\n1000000\n"));
    char *line = str_z(mem, str_fmt(mem, "mse fit %s --covariates --year year --population %s --bootstrap 0 --json",
                                    path_of(mem, "years.csv"), path_of(mem, "all.csv")));
    json_t *v = run_json(mem, line), *groups = json_object_get(v, "groups");
    assert_true(fabs(real(v, "estimate") - 400) < 1e-6); // 80 times 100 over 20: Lincoln and Petersen
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs(real(json_array_get(groups, i), "per_100000") - 20) < 1e-6); // 200 a year in a million
    json_decref(v);
    arena_free(mem);
}

static void wrong_words_are_told(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    const char *table = "mse fit tests/vectors/mse/spina_cov.csv";
    static const char *const cases[][2] = {
        {"--model best", "--model: one of main, stepwise"},
        {"--interval guess", "--interval: one of bca"},
        {"--threshold 2", "a number from 0 to 1"},
        {"--bootstrap 5", "at least 20"},
        {"--max-order 0", "max-order"},
        {"--strata sex", "no covariate column \"sex\""},
        {"--by eth", "goes with --covariates"},
        {"--way fixed", "goes with --covariates"},
        {"--absent", "goes with --covariates"},
        {"--covariates --way soon", "one of search, fixed"},
        {"--covariates --way average --doubtful Q", "there is no list"},
        {"--covariates --doubtful S1", "goes with --way average"},
        {"--covariates --way average --year eth --degree 1", "takes years as values"},
        {"--covariates --strata eth", "leave out --strata"},
        {"--covariates --by sex", "no covariate column \"sex\""},
        {"--covariates --by eth,eth", "twice"},
        {"--covariates --degree 2", "needs --year"},
        {"--covariates --year eth --degree 3", "more than 3 years"},
        {"--covariates --model lcm", "by bic or aic"},
        {"--lists S1,S9", "no column \"S9\""},
        {"--model chao --interval profile", "has none"},
        {"--model chao --interval wald --frobnicate", "frobnicate"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        refused(mem, str_z(mem, str_fmt(mem, "%s %s", table, cases[i][0])), cases[i][1]);
    refused(mem, "mse fit", "name one CSV file");
    refused(mem, "mse simulate tests/vectors/mse/Western.csv --model dga", "a model to simulate from");
    arena_free(mem);
}

// BCa asks for a share of the replicates that few of them cannot show: that is said.
static void a_limit_that_is_chance_is_told(void **state)
{
    (void)state;
    Arena *mem = arena_new(MB(64));
    Str out;
    assert_int_equal(run(mem, "mse fit tests/vectors/mse/NewOrl_5.csv --bootstrap 200", &out), 0);
    assert_true(str_has(out, S("the lower limit is the lowest of all 200 replicates")));
    assert_int_equal(run(mem, "mse fit tests/vectors/mse/NewOrl_5.csv --bootstrap 200 --interval percentile", &out), 0);
    assert_false(str_has(out, S("the lowest of all")));
    arena_free(mem);
}

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    static const char *const names[] = {"out",        "persons.csv", "counts.csv", "none.csv",
                                        "people.csv", "years.csv",   "all.csv"};
    Arena *mem = arena_new(MB(1));
    for (size_t i = 0; i < COUNT(names); i++) unlink(path_of(mem, names[i]));
    arena_free(mem);
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fit_keeps_its_promise),
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(the_best_are_ranked),
        cmocka_unit_test(one_row_a_person),
        cmocka_unit_test(no_overlap_is_an_answer),
        cmocka_unit_test(groups_and_rates),
        cmocka_unit_test(rates_are_of_a_year),
        cmocka_unit_test(wrong_words_are_told),
        cmocka_unit_test(a_limit_that_is_chance_is_told),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
