// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Decisions a second: bench_rules TABLE.dmn INPUTS, where each line of INPUTS is a text, a tab and a number for the
// inputs "s" and "n". Prints the rate and the sum of the outcomes, which another engine must give as well.
// Called by rules.mjs, never a test.
#include "rules/rules.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINES_MAX = 100000, ENOUGH = 1000 }; // ENOUGH: ms

typedef struct Line {
    Str s;
    Number n;
} Line;

static size_t read_lines(Str text, Line *lines)
{
    size_t count = 0;
    while (text.n && count < LINES_MAX) {
        Str number = str_cut(&text, '\n'), word = str_cut(&number, '\t');
        Err e = number_parse(number, &lines[count].n);
        assert(e == OK);
        lines[count++].s = word;
    }
    return count;
}

static int64_t decide(const Rules *r, Line line, Arena *mem)
{
    Binding in[] = {{S("s"), value_str(line.s)}, {S("n"), value_number(line.n)}};
    Result result;
    int64_t outcome;
    Err e = rules_eval(r, S("D"), in, COUNT(in), mem, &result, NULL);
    assert(e == OK);
    if (!number_to_int(result.value.number, &outcome)) abort();
    arena_reset(mem);
    return outcome;
}

int main(int argc, char **argv)
{
    assert(argc == 3);
    Arena *mem = arena_new(RULES_ARENA), *each = arena_new(MB(1));
    Str xml, text;
    Rules *r;
    Why w = {0};
    Err e = file_read(mem, argv[1], RULES_FILE_MAX, &xml, &w);
    if (e == OK) e = file_read(mem, argv[2], MB(4), &text, &w);
    if (e == OK) e = rules_load(mem, xml, argv[1], &r, &w);
    if (e != OK) fprintf(stderr, "%s\n", w.text);
    assert(e == OK);
    Line *lines = NEW_ARRAY(mem, Line, LINES_MAX);
    size_t count = read_lines(text, lines), done = 0;
    int64_t sum = 0;
    Time start = clock_steady(), spent = 0;
    for (size_t round = 0; spent < ENOUGH; round++, spent = clock_steady() - start) {
        for (size_t i = 0; i < count; i++) {
            int64_t outcome = decide(r, lines[i], each);
            if (round == 0) sum += outcome;
        }
        done += count;
    }
    printf("%.0f %lld\n", (double)done * 1000 / (double)spent, (long long)sum);
    arena_free(each);
    arena_free(mem);
    return 0;
}
