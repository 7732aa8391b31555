// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// `baken plan ...` as its user meets it: the exit code, and what comes out.
#include "commands/command.h"
#include "sys/file.h"
#include "unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORDS_MAX = 12, OUT_MAX = 4 * 1024 * 1024, BAD_INPUT = 2 };

static char dir[] = "/tmp/baken-plan-XXXXXX";

static char *path_of(Arena *mem, const char *name) { return str_z(mem, str_fmt(mem, "%s/%s", dir, name)); }

static int run(Arena *mem, const char *line, Str *ret_out)
{
    char *words[WORDS_MAX], *out = path_of(mem, "out");
    Str rest = str_c(line);
    int argc = 0;
    Why w = {{0}};
    words[argc++] = str_z(mem, S("baken"));
    while (rest.n && argc < WORDS_MAX - 1) words[argc++] = str_z(mem, str_cut(&rest, ' '));
    words[argc] = NULL;
    fflush(stdout);
    int saved = dup(1), fd = open(out, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && saved >= 0);
    dup2(fd, 1);
    int code = command_main(argc, words);
    fflush(stdout);
    dup2(saved, 1);
    close(saved);
    close(fd);
    assert_ok(file_read(mem, out, OUT_MAX, ret_out, &w));
    return code;
}

static void check_and_budget(void **state)
{
    Arena *mem = *state;
    Str out;
    assert_int_equal(run(mem, "plan check", &out), 0);
    assert_true(str_has(out, S("X06 Acties 11 en 12")) && str_has(out, S("all as printed")));
    assert_int_equal(run(mem, "plan check --json", &out), 0);
    assert_true(str_has(out, S("\"ok\":true")) && str_has(out, S("\"found\":[\"ticks:4\"]")));
    assert_int_equal(run(mem, "plan budget --json", &out), 0);
    assert_true(str_has(out, S("\"years\":{\"2023\":2000000")) && str_has(out, S("\"reconciles\":true")));
    assert_int_equal(run(mem, "plan check --dir data/plan", &out), 0); // tests run in the root of the project
    assert_int_equal(run(mem, "plan check --dir /nergens", &out), 4);
}

static void report_and_export(void **state)
{
    Arena *mem = *state;
    Str out, file;
    Why w = {{0}};
    char *html = path_of(mem, "r.html");
    assert_int_equal(run(mem, str_z(mem, str_fmt(mem, "plan report --quarter 2025Q1 --out %s", html)), &out), 0);
    assert_ok(file_read(mem, html, OUT_MAX, &file, &w));
    assert_true(str_has(file, S("kwartaal 1 van 2025")) && str_has(file, S("<svg")));
    assert_int_equal(run(mem, "plan report --quarter 2025 --out x.html", &out), BAD_INPUT);
    assert_int_equal(run(mem, "plan report --quarter 2025Q1 --out x.doc", &out), BAD_INPUT);
    assert_int_equal(run(mem, "plan report --quarter 2025Q1 --half 2025H1 --out x.pdf", &out), BAD_INPUT);
    assert_int_equal(run(mem, "plan report --half 2025Q1 --out x.pdf", &out), BAD_INPUT);
    assert_int_equal(run(mem, "plan report --quarter 2025Q1 --language fr --out x.pdf", &out), BAD_INPUT);
    char *pdf = path_of(mem, "r.pdf");
    Str line = str_fmt(mem, "plan report --half 2025H1 --language en --out %s", pdf);
    assert_int_equal(run(mem, str_z(mem, line), &out), 0);
    assert_ok(file_read(mem, pdf, OUT_MAX, &file, &w));
    assert_true(str_starts(file, S("%PDF-1.7")));
    assert_ok(file_remove(pdf));
    assert_int_equal(run(mem, "plan export --csv", &out), 0);
    assert_true(str_starts(out, S("number,line,goal,")));
    assert_ok(file_remove(html));
}

static int setup(void **state)
{
    *state = arena_new(MB(64));
    return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    bool gone = file_remove(path_of(*state, "out")) == OK && dir_remove(dir) == OK;
    arena_free(*state);
    return gone ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_and_budget), cmocka_unit_test(report_and_export)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
