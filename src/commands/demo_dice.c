// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_dice.c - chance that can be repeated (SplitMix64). Never for keys.
#include "commands/demo.h"
#include <assert.h>

uint64_t dice_next(Dice *d)
{
    uint64_t z = d->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

size_t dice_below(Dice *d, size_t limit)
{
    assert(limit > 0);
    return (size_t)(dice_next(d) % limit);
}

bool dice_chance(Dice *d, int percent) { return dice_below(d, 100) < (size_t)percent; }

size_t dice_weighted(Dice *d, const int *weights, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += weights[i];
    int64_t at = (int64_t)dice_below(d, (size_t)sum);
    for (size_t i = 0; i < count; i++) {
        if (at < weights[i]) return i;
        at -= weights[i];
    }
    assert(false);
    return 0;
}
