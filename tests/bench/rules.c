// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Decisions a second on tables of 10, 100 and 1000 rules: build/dev/src/rules/bench_rules. By hand, never a test.
#include "base/buf.h"
#include "rules/rules.h"
#include "sys/clock.h"
#include <assert.h>
#include <stdio.h>

enum { ROUNDS = 20000 };

static Rules *make(Arena *mem, int count)
{
    Buf b = buf_new(mem, MB(1));
    buf_c(&b, "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'><inputData id='s' name='s'>"
              "<variable typeRef='string'/></inputData><inputData id='n' name='n'><variable typeRef='number'/>"
              "</inputData><decision name='D'><informationRequirement><requiredInput href='#s'/>"
              "</informationRequirement><informationRequirement><requiredInput href='#n'/></informationRequirement>"
              "<decisionTable><input><inputExpression><text>s</text></inputExpression></input><input>"
              "<inputExpression><text>n</text></inputExpression></input><output/>");
    for (int i = 0; i < count; i++)
        buf_fmt(&b, "<rule><inputEntry><text>\"word%d\"</text></inputEntry><inputEntry><text>[%d..%d)</text>"
                    "</inputEntry><outputEntry><text>%d</text></outputEntry></rule>", i / 2, i % 2, i % 2 + 1, i);
    buf_c(&b, "</decisionTable></decision></definitions>");
    Rules *r;
    Why w;
    Err e = rules_load(mem, buf_str(&b), "bench", &r, &w);
    if (e != OK) printf("%s\n", w.text);
    assert(e == OK);
    return r;
}

int main(void)
{
    static const int sizes[] = {10, 100, 1000};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        Arena *mem = arena_new(RULES_ARENA), *each = arena_new(MB(1));
        Rules *r = make(mem, sizes[s]);
        Time start = clock_steady();
        for (int i = 0; i < ROUNDS; i++) {
            Str word = str_fmt(each, "word%d", i % (sizes[s] / 2));
            Binding in[] = {{S("s"), value_str(word)}, {S("n"), value_int(i % 2)}};
            Result result;
            Err e = rules_eval(r, S("D"), in, COUNT(in), each, &result, NULL);
            assert(e == OK && result.row_count == 1);
            arena_reset(each);
        }
        Time spent = clock_steady() - start;
        printf("%4d rules: %.2f microseconds a decision\n", sizes[s], (double)spent * 1000 / ROUNDS);
        arena_free(each);
        arena_free(mem);
    }
    return 0;
}
