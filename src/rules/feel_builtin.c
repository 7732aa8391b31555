// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Finding a function that FEEL has, and checking its arguments; functions of numbers and dates.
#include "rules/feel.h"
#include <string.h>

static const Builtin *const families[] = {text_builtins, number_builtins, list_builtins, time_builtins, range_builtins};

const Builtin *feel_builtin_at(size_t i)
{
    for (size_t f = 0; f < COUNT(families); f++)
        for (const Builtin *b = families[f]; b->name; b++)
            if (i-- == 0) return b;
    return NULL;
}

const Builtin *feel_builtin(Str name)
{
    const Builtin *b;
    for (size_t i = 0; (b = feel_builtin_at(i)) != NULL; i++)
        if (str_eq_c(name, b->name)) return b;
    return NULL;
}

bool feel_named(const char *params, Str name, size_t *ret_index)
{
    Str rest = str_c(params);
    for (size_t i = 0; rest.n; i++) {
        if (!str_eq(str_cut(&rest, ','), name)) continue;
        *ret_index = i;
        return true;
    }
    return false;
}

static bool kind_ok(char asked, ValueKind kind)
{
    switch (asked) {
    case 's': return kind == VALUE_STRING;
    case 'n': return kind == VALUE_NUMBER;
    case 'b': return kind == VALUE_BOOL;
    case 'l': return kind == VALUE_LIST;
    case 'd': return kind == VALUE_DATE;
    case 't': return kind == VALUE_TIME;
    case 'm': return kind == VALUE_DATETIME;
    case 'p': return kind == VALUE_DATE || kind == VALUE_DATETIME;
    case 'c': return kind == VALUE_CONTEXT;
    case 'r': return kind == VALUE_RANGE;
    case 'f': return kind == VALUE_FUNCTION;
    default: return true;
    }
}

size_t feel_builtin_most(const Builtin *b)
{
    size_t n = strlen(b->kinds);
    return n && b->kinds[n - 1] == '*' ? 255 : n;
}

Value feel_builtin_call(Eval *ev, const Builtin *b, const Value *args, size_t count)
{
    size_t params = strlen(b->kinds);
    Value *own = NEW_ARRAY(ev->mem, Value, count + 1);
    if (params && b->kinds[params - 1] == '*') { // one list, or its items
        Value all = value_list(args, count);
        if (count == 1 && args[0].kind == VALUE_LIST) all = args[0];
        if (count == 1 && args[0].kind == VALUE_NULL && b->least == 1) return value_null();
        own[0] = all;
        ev->steps += (uint32_t)all.count;
        return b->run(ev, own, 1);
    }
    for (size_t i = 0; i < count && i < params; i++) {
        char asked = b->kinds[i];
        Value v = args[i];
        if (asked != 'a' && asked != 'l' && v.kind == VALUE_LIST && v.count == 1) v = v.items[0];
        if (asked == 'l' && v.kind != VALUE_LIST && v.kind != VALUE_NULL) v = value_list(&args[i], 1);
        bool left_out = v.kind == VALUE_NULL && i >= b->least;
        if (!kind_ok(asked, v.kind) && !left_out) return value_null();
        if (v.kind == VALUE_LIST) ev->steps += (uint32_t)v.count;
        own[i] = v;
    }
    return b->run(ev, own, count);
}

// ---- numbers

// A scale is whole; of one that is not, decimal, floor and ceiling take the whole part.
static Value rounded(const Value *a, size_t count, Rounding how)
{
    int64_t scale = 0;
    Number v;
    bool parts = how == ROUND_HALF_EVEN || how == ROUND_FLOOR || how == ROUND_CEILING;
    if (count > 1 && a[1].kind != VALUE_NUMBER) return value_null();
    if (count > 1 && !number_to_int(a[1].number, &scale)) {
        if (!parts) return value_null();
        if (!number_round(a[1].number, 0, ROUND_DOWN, &v) || !number_to_int(v, &scale)) return value_null();
    }
    return number_round(a[0].number, scale, how, &v) ? value_number(v) : value_null();
}

#define ROUNDER(name, how)                                                                                             \
    static Value name(Eval *ev, const Value *a, size_t n)                                                              \
    {                                                                                                                  \
        (void)ev;                                                                                                      \
        return rounded(a, n, how);                                                                                     \
    }
ROUNDER(decimal, ROUND_HALF_EVEN)
ROUNDER(floor_, ROUND_FLOOR)
ROUNDER(ceiling, ROUND_CEILING)
ROUNDER(round_up, ROUND_UP)
ROUNDER(round_down, ROUND_DOWN)
ROUNDER(round_half_up, ROUND_HALF_UP)
ROUNDER(round_half_down, ROUND_HALF_DOWN)

static Value absolute(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Value v = a[0];
    if (v.kind != VALUE_NUMBER && v.kind != VALUE_DURATION && v.kind != VALUE_MONTHS) return value_null();
    if (number_cmp(v.number, number_int(0)) < 0) v.number = number_neg(v.number);
    return v;
}

static Value modulo(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Number v;
    return number_modulo(a[0].number, a[1].number, &v) ? value_number(v) : value_null();
}

static Value square_root(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Number v;
    return number_sqrt(a[0].number, &v) ? value_number(v) : value_null();
}

static Value logarithm(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Number v;
    return number_log(a[0].number, &v) ? value_number(v) : value_null();
}

static Value exponent(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Number v;
    return number_exp(a[0].number, &v) ? value_number(v) : value_null();
}

static Value parity(const Value *a, int64_t want)
{
    Number v;
    int64_t rest;
    if (!number_modulo(a[0].number, number_int(2), &v) || !number_to_int(v, &rest)) return value_bool(false);
    return value_bool(rest == want);
}

static Value odd(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    return parity(a, 1);
}

static Value even(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    return parity(a, 0);
}

static Value negation(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    return a[0].kind == VALUE_BOOL ? value_bool(!a[0].boolean) : value_null();
}

static Value is_same(Eval *ev, const Value *a, size_t n)
{
    (void)n;
    bool temporal = a[0].kind == VALUE_TIME || a[0].kind == VALUE_DATETIME;
    if (a[0].kind == a[1].kind && temporal)
        return value_bool(str_eq(temporal_text(ev->mem, a[0]), temporal_text(ev->mem, a[1])));
    return value_bool(value_same(a[0], a[1]));
}

const Builtin number_builtins[] = {
    {"decimal", "n,scale", "nn", 2, decimal},
    {"floor", "n,scale", "nn", 1, floor_},
    {"ceiling", "n,scale", "nn", 1, ceiling},
    {"round up", "n,scale", "nn", 2, round_up},
    {"round down", "n,scale", "nn", 2, round_down},
    {"round half up", "n,scale", "nn", 2, round_half_up},
    {"round half down", "n,scale", "nn", 2, round_half_down},
    {"abs", "n", "a", 1, absolute},
    {"modulo", "dividend,divisor", "nn", 2, modulo},
    {"sqrt", "number", "n", 1, square_root},
    {"log", "number", "n", 1, logarithm},
    {"exp", "number", "n", 1, exponent},
    {"odd", "number", "n", 1, odd},
    {"even", "number", "n", 1, even},
    {"not", "negand", "a", 1, negation},
    {"is", "value1,value2", "aa", 2, is_same},
    {0},
};

// ---- dates, times, durations

static bool whole(Value v, int64_t *ret_n) { return v.kind == VALUE_NUMBER && number_to_int(v.number, ret_n); }

static Value date(Eval *ev, const Value *a, size_t n)
{
    int64_t y, m, d;
    Value v = value_null();
    if (n == 3) {
        if (!whole(a[0], &y) || !whole(a[1], &m) || !whole(a[2], &d)) return v;
        bool fits = y <= YEAR_MAX && y >= -YEAR_MAX && m >= 1 && m <= 12 && d >= 1 && d <= 31;
        if (!fits) return v;
        Str text = str_fmt(ev->mem, "%s%04d-%02d-%02d", y < 0 ? "-" : "", (int)(y < 0 ? -y : y), (int)m, (int)d);
        return date_read(text, &v) ? v : value_null();
    }
    if (n != 1) return v;
    if (a[0].kind == VALUE_DATE) return a[0];
    if (a[0].kind == VALUE_DATETIME) return value_date(a[0].day);
    return a[0].kind == VALUE_STRING && date_read(a[0].string, &v) ? v : value_null();
}

static Value clock(Eval *ev, const Value *a, size_t n)
{
    (void)ev;
    int64_t hour, minute;
    Value v = value_null();
    if (n >= 3) {
        const Value *offset = n == 4 && a[3].kind != VALUE_NULL ? &a[3] : NULL;
        if (!whole(a[0], &hour) || !whole(a[1], &minute) || a[2].kind != VALUE_NUMBER) return v;
        if (offset && offset->kind != VALUE_DURATION) return v;
        return time_of(hour, minute, a[2].number, offset, &v) ? v : value_null();
    }
    if (n != 1) return v;
    if (a[0].kind == VALUE_TIME) return a[0];
    if (a[0].kind == VALUE_DATETIME) {
        v = a[0];
        v.kind = VALUE_TIME;
        v.day = 0;
        return v;
    }
    if (a[0].kind == VALUE_DATE && time_read(S("00:00:00Z"), &v)) return v;
    return a[0].kind == VALUE_STRING && time_read(a[0].string, &v) ? v : value_null();
}

static Value moment(Eval *ev, const Value *a, size_t n)
{
    (void)ev;
    Value v = value_null();
    if (n == 2) {
        bool ok = (a[0].kind == VALUE_DATE || a[0].kind == VALUE_DATETIME) && a[1].kind == VALUE_TIME;
        return ok ? moment_of(a[0], a[1]) : v;
    }
    if (a[0].kind == VALUE_DATETIME) return a[0];
    if (a[0].kind == VALUE_DATE && time_read(S("00:00:00Z"), &v)) return moment_of(a[0], v);
    return a[0].kind == VALUE_STRING && moment_read(a[0].string, &v) ? v : value_null();
}

static Value duration(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Value v;
    if (a[0].kind == VALUE_DURATION || a[0].kind == VALUE_MONTHS) return a[0];
    return a[0].kind == VALUE_STRING && duration_read(a[0].string, &v) ? v : value_null();
}

static Value months(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    return months_between(a[0], a[1]);
}

static Value day_of_week(Eval *ev, const Value *a, size_t n)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    (void)ev, (void)n;
    return value_str(str_c(names[civil_of_date(a[0].day).weekday]));
}

static Value month_of_year(Eval *ev, const Value *a, size_t n)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    (void)ev, (void)n;
    return value_str(str_c(names[civil_of_date(a[0].day).month - 1]));
}

static Value day_of_year(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    return value_int(a[0].day - date_of(civil_of_date(a[0].day).year, 1, 1) + 1);
}

// ISO 8601: the week that holds the year's first Thursday is week 1.
static Value week_of_year(Eval *ev, const Value *a, size_t n)
{
    (void)ev, (void)n;
    Date thursday = a[0].day - civil_of_date(a[0].day).weekday + 3;
    return value_int((thursday - date_of(civil_of_date(thursday).year, 1, 1)) / 7 + 1);
}

static Value now(Eval *ev, const Value *a, size_t n)
{
    (void)a, (void)n;
    return ev->now;
}

static Value today(Eval *ev, const Value *a, size_t n)
{
    (void)a, (void)n;
    return ev->now.kind == VALUE_DATETIME ? value_date(ev->now.day) : value_null();
}

const Builtin time_builtins[] = {
    {"now", "", "", 0, now},
    {"today", "", "", 0, today},
    {"date", "from|year,month,day", "aaa", 1, date},
    {"time", "from|hour,minute,second,offset", "aaaa", 1, clock},
    {"date and time", "from|date,time", "aa", 1, moment},
    {"duration", "from", "a", 1, duration},
    {"years and months duration", "from,to", "pp", 2, months},
    {"day of week", "date", "p", 1, day_of_week},
    {"day of year", "date", "p", 1, day_of_year},
    {"week of year", "date", "p", 1, week_of_year},
    {"month of year", "date", "p", 1, month_of_year},
    {0},
};
