// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Matching one request with ten thousand units, against only reading them: build/dev/src/shelter/bench_match. By hand.
#include "base/buf.h"
#include "shelter/match.h"
#include <stdio.h>
#include <time.h>

enum { UNITS = 10000, ROUNDS = 500 };

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint64_t state = 20261122;
static uint32_t dice(uint32_t sides)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % sides;
}

int main(void)
{
    Arena *mem = arena_new(MB(64)), *each = arena_new(MB(4));
    static MatchRules rules;
    static Regions regions = {.count = 25};
    for (int c = 0; c < CRITERION_COUNT; c++) {
        rules.of[c][FIT_ASK].effect = EFFECT_DISCUSS;
        rules.of[c][FIT_NO] = (MatchRule){.effect = EFFECT_IMPOSSIBLE, .relax_nl = S("x")};
    }
    for (int i = 0; i < SCORE_PART_COUNT; i++) rules.weight[i] = 1 + i;
    Unit *units = NEW_ARRAY(mem, Unit, UNITS);
    for (int i = 0; i < UNITS; i++)
        units[i] = (Unit){.id = i,
                          .yes = ~(UINT64_C(1) << dice(64)),
                          .ask = UINT64_C(1) << dice(64),
                          .languages = ~UINT64_C(0),
                          .may_place = dice(8) ? UINT32_MAX : 0,
                          .may_mediate = UINT32_MAX,
                          .age_min = 18,
                          .age_max = 99,
                          .kind = (int8_t)dice(3),
                          .security = (int8_t)dice(4),
                          .region = (int8_t)dice(25),
                          .free = (int16_t)dice(4),
                          .stay_days_max = 30,
                          .intake_now = true,
                          .claimed_at = HOURS(dice(40))};
    Need need = {.kind = 0,
                 .traits = UINT64_C(0x0001000000011021),
                 .languages = 1,
                 .age = 34,
                 .security = 1,
                 .region = 3,
                 .avoid = 1u << 16,
                 .placer = 1,
                 .stay_days = 3};
    size_t possible = 0;
    double start = cpu_us();
    for (int i = 0; i < ROUNDS; i++) {
        MatchResult m;
        match_run(each, &rules, &regions, &need, units, UNITS, HOURS(40), &m);
        possible = m.possible;
        arena_reset(each);
    }
    double match = (cpu_us() - start) / ROUNDS;
    volatile int64_t sum = 0;
    start = cpu_us();
    for (int i = 0; i < ROUNDS; i++)
        for (int k = 0; k < UNITS; k++) sum += units[k].free + (int64_t)units[k].yes + units[k].claimed_at;
    double read = (cpu_us() - start) / ROUNDS;
    printf("%d units, %zu possible: %.0f microseconds of processor time; %.1f x only reading them\n", UNITS, possible,
           match, match / read);
    arena_free(each);
    arena_free(mem);
    return 0;
}
