// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/number.h"
#include <string.h>

// How Debian's libbidgcc000.a was built: arguments by value, rounding and flags per call.
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

enum { HALF_EVEN = 0 };

static BID_UINT128 bid(Number v)
{
    BID_UINT128 x;
    memcpy(&x, &v, sizeof v);
    return x;
}

static Number unbid(BID_UINT128 x)
{
    Number v;
    memcpy(&v, &x, sizeof v);
    return v;
}

static bool keep(BID_UINT128 x, Number *ret_v)
{
    if (!bid128_isFinite(x)) return false;
    *ret_v = unbid(x);
    return true;
}

Number number_int(int64_t v) { return unbid(bid128_from_int64(v)); }

static size_t digits(Str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9') n++;
    return n;
}

// The library reads more than FEEL allows ("inf", "+1", "1."), so the form is checked here.
static bool form_ok(Str s)
{
    size_t i = s.n && s.p[0] == '-';
    size_t whole = digits(s, i);
    i += whole;
    if (i < s.n && s.p[i] == '.') {
        size_t part = digits(s, i + 1);
        if (part == 0) return false;
        i += 1 + part;
    } else if (whole == 0) {
        return false;
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) i++;
        size_t power = digits(s, i);
        if (power == 0) return false;
        i += power;
    }
    return i == s.n;
}

Err number_parse(Str s, Number *ret_v)
{
    if (!form_ok(s)) return E_INPUT;
    if (s.n > NUMBER_TEXT_MAX) return E_LIMIT;
    char text[NUMBER_TEXT_MAX + 1];
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    _IDEC_flags flags = 0;
    return keep(bid128_from_string(text, HALF_EVEN, &flags), ret_v) ? OK : E_LIMIT;
}

// The library writes "+22500E-4": a sign, up to 34 digits, an exponent.
Str number_text(Arena *mem, Number v)
{
    char raw[NUMBER_TEXT_MAX];
    _IDEC_flags flags = 0;
    bid128_to_string(raw, bid(v), &flags);
    Str rest = str_c(raw + 1), d = str_cut(&rest, 'E');
    int64_t exponent = 0;
    if (str_starts(rest, S("+"))) rest = (Str){rest.p + 1, rest.n - 1};
    if (str_int(rest, -7000, 7000, &exponent) != OK) exponent = 0;
    while (d.n > 1 && d.p[0] == '0') d.p++, d.n--;
    while (d.n > 1 && d.p[d.n - 1] == '0') d.n--, exponent++;
    if (str_eq(d, S("0"))) return S("0");
    char out[NUMBER_TEXT_MAX * 3];
    size_t n = 0;
    if (raw[0] == '-') out[n++] = '-';
    int64_t point = (int64_t)d.n + exponent; // digits before the decimal point
    if (point > NUMBER_PLAIN_MAX || point < -NUMBER_PLAIN_MAX) {
        Str power = str_fmt(mem, "e%lld", (long long)exponent);
        return str_fmt(mem, "%.*s%.*s%.*s", (int)n, out, STR_ARG(d), STR_ARG(power));
    }
    if (point <= 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (int64_t i = point; i < 0; i++) out[n++] = '0';
    }
    for (size_t i = 0; i < d.n; i++) {
        if (i > 0 && (int64_t)i == point) out[n++] = '.';
        out[n++] = d.p[i];
    }
    for (int64_t i = (int64_t)d.n; i < point; i++) out[n++] = '0';
    return str_dup(mem, (Str){out, n});
}

int number_cmp(Number a, Number b)
{
    _IDEC_flags flags = 0;
    if (bid128_quiet_less(bid(a), bid(b), &flags)) return -1;
    return bid128_quiet_greater(bid(a), bid(b), &flags) ? 1 : 0;
}

bool number_to_int(Number v, int64_t *ret_v)
{
    _IDEC_flags flags = 0;
    BID_SINT64 whole = bid128_to_int64_xint(bid(v), &flags);
    if (flags) return false; // inexact, or out of range
    *ret_v = whole;
    return true;
}

bool number_add(Number a, Number b, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_add(bid(a), bid(b), HALF_EVEN, &flags), ret_v);
}

bool number_sub(Number a, Number b, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_sub(bid(a), bid(b), HALF_EVEN, &flags), ret_v);
}

bool number_mul(Number a, Number b, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_mul(bid(a), bid(b), HALF_EVEN, &flags), ret_v);
}

bool number_div(Number a, Number b, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_div(bid(a), bid(b), HALF_EVEN, &flags), ret_v);
}

bool number_pow(Number a, Number b, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_pow(bid(a), bid(b), HALF_EVEN, &flags), ret_v);
}

Number number_neg(Number v) { return unbid(bid128_negate(bid(v))); }

enum { TO_FLOOR = 1, TO_CEILING = 2, TO_ZERO = 3, HALF_AWAY = 4, SCALE_MIN = -6111, SCALE_MAX = 6176 };

static bool quantize(Number v, int64_t scale, unsigned mode, Number *ret_v)
{
    _IDEC_flags flags = 0;
    BID_UINT128 unit = bid128_scalbn(bid128_from_int64(1), (int)-scale, HALF_EVEN, &flags);
    BID_UINT128 x = bid128_quantize(bid(v), unit, mode, &flags);
    if (bid128_isFinite(x)) *ret_v = unbid(x);
    else *ret_v = v; // more digits asked than 34 hold: nothing to round
    return true;
}

// Half goes towards 0: away only when more than half is cut.
static bool half_down(Number v, int64_t scale, Number *ret_v)
{
    Number cut, away, to_cut, to_away;
    quantize(v, scale, TO_ZERO, &cut);
    quantize(v, scale, number_cmp(v, number_int(0)) < 0 ? TO_FLOOR : TO_CEILING, &away);
    if (!number_sub(v, cut, &to_cut) || !number_sub(away, v, &to_away)) return false;
    bool negative = number_cmp(v, number_int(0)) < 0;
    if (negative) to_cut = number_neg(to_cut), to_away = number_neg(to_away);
    *ret_v = number_cmp(to_cut, to_away) > 0 ? away : cut;
    return true;
}

bool number_round(Number v, int64_t scale, Rounding how, Number *ret_v)
{
    if (scale > SCALE_MAX || scale < SCALE_MIN) return false;
    bool negative = number_cmp(v, number_int(0)) < 0;
    switch (how) {
    case ROUND_HALF_EVEN: return quantize(v, scale, HALF_EVEN, ret_v);
    case ROUND_FLOOR: return quantize(v, scale, TO_FLOOR, ret_v);
    case ROUND_CEILING: return quantize(v, scale, TO_CEILING, ret_v);
    case ROUND_DOWN: return quantize(v, scale, TO_ZERO, ret_v);
    case ROUND_UP: return quantize(v, scale, negative ? TO_FLOOR : TO_CEILING, ret_v);
    case ROUND_HALF_UP: return quantize(v, scale, HALF_AWAY, ret_v);
    case ROUND_HALF_DOWN: return half_down(v, scale, ret_v);
    }
    return false;
}

bool number_sqrt(Number v, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_sqrt(bid(v), HALF_EVEN, &flags), ret_v);
}

bool number_exp(Number v, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_exp(bid(v), HALF_EVEN, &flags), ret_v);
}

bool number_log(Number v, Number *ret_v)
{
    _IDEC_flags flags = 0;
    return keep(bid128_log(bid(v), HALF_EVEN, &flags), ret_v);
}

bool number_modulo(Number a, Number b, Number *ret_v)
{
    Number q, whole, part;
    if (!number_div(a, b, &q) || !number_round(q, 0, ROUND_FLOOR, &whole)) return false;
    return number_mul(b, whole, &part) && number_sub(a, part, ret_v);
}
