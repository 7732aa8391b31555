// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "sys/log.h"
#include "base/str.h"
#include "sys/meter.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TIMES = 20000 };

// What the lines on standard error said: how many of this event, and how many more it was said to be.
typedef struct Said {
    int64_t lines, more, other;
} Said;

static Said said(FILE *f, const char *event)
{
    Said s = {0};
    CLEANUP(arena_freep) Arena *mem = arena_new(KB(64));
    char line[600];
    rewind(f);
    while (fgets(line, sizeof line, f)) {
        Str rest = str_trim(str_c(line));
        str_cut(&rest, ' ');
        str_cut(&rest, ' ');
        Str what = str_cut(&rest, ' '), held = str_fmt(mem, "event=%s more=", event);
        int64_t n = 0;
        if (str_eq_c(what, event)) s.lines++;
        else if (str_eq(what, S("log_held")) && str_starts(rest, held)) {
            assert_ok(str_int((Str){rest.p + held.n, rest.n - held.n}, 1, TIMES, &n));
            s.more += n;
        } else s.other++;
        arena_reset(mem);
    }
    return s;
}

static void what_repeats_is_counted(void **state)
{
    (void)state;
    FILE *f = tmpfile();
    assert_non_null(f);
    int err = dup(STDERR_FILENO);
    fflush(stderr);
    dup2(fileno(f), STDERR_FILENO);
    int64_t before = meter_read(METER_log_errors);
    for (int i = 0; i < TIMES; i++) log_line(LOG_ERROR, "test_failed", "n=%d", i);
    log_line(LOG_ERROR, "test_other", "is not held back by it");
    for (int i = 0; i < 3 * LOG_LINES; i++) log_line(LOG_INFO, "test_news", "is never held back");
    log_held(false);
    log_held(true);
    log_held(true); // told once
    fflush(stderr);
    dup2(err, STDERR_FILENO);
    close(err);
    Said s = said(f, "test_failed");
    assert_int_equal(s.lines + s.more, TIMES); // nothing is lost
    assert_true(s.lines >= LOG_LINES && s.lines < TIMES / 10);
    assert_int_equal(said(f, "test_other").lines, 1);
    assert_int_equal(said(f, "test_news").lines, 3 * LOG_LINES);
    assert_int_equal(meter_read(METER_log_errors), before + TIMES + 1);
    fclose(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_repeats_is_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
