// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// number.h - numbers as people write them: decimal, 34 digits (IEEE 754 decimal128, as DMN asks), never binary
// floating point, so that 0.1 + 0.2 is 0.3 and an amount is what the table says.
//
// A Number is always finite. An operation whose outcome is not (division by zero, overflow) answers false and
// leaves its result alone; FEEL makes that null. Rounding is half even, at 34 digits.
#pragma once
#include "base/str.h"

typedef struct Number {
    uint64_t w[2]; // opaque; compare with number_cmp, never bit by bit (1.0 and 1.00 differ in bits)
} Number;

enum { NUMBER_TEXT_MAX = 64, NUMBER_PLAIN_MAX = 40 };

Number number_int(int64_t v);
// digits [. digits] [e digits], also .5 and a minus sign; the whole text. E_INPUT, or E_LIMIT when too long or large.
Err number_parse(Str s, Number *ret_v) MUST_USE;
// Shortest plain text: 1.5, -3, 1000; only far from 1 with an exponent: 1e60.
Str number_text(Arena *mem, Number v);
int number_cmp(Number a, Number b); // below 0, 0, above 0
bool number_to_int(Number v, int64_t *ret_v); // false when it has a fraction or does not fit
bool number_add(Number a, Number b, Number *ret_v);
bool number_sub(Number a, Number b, Number *ret_v);
bool number_mul(Number a, Number b, Number *ret_v);
bool number_div(Number a, Number b, Number *ret_v);
bool number_pow(Number a, Number b, Number *ret_v);
Number number_neg(Number v);
// Rounded to `scale` decimals (below 0: tens, hundreds); false when the outcome does not fit.
typedef enum Rounding {
    ROUND_HALF_EVEN,
    ROUND_FLOOR,
    ROUND_CEILING,
    ROUND_DOWN, // towards 0
    ROUND_UP,   // away from 0
    ROUND_HALF_UP,
    ROUND_HALF_DOWN,
} Rounding;
bool number_round(Number v, int64_t scale, Rounding how, Number *ret_v);
bool number_sqrt(Number v, Number *ret_v);
bool number_exp(Number v, Number *ret_v);
bool number_log(Number v, Number *ret_v);
bool number_modulo(Number a, Number b, Number *ret_v); // with the sign of b, as FEEL asks
