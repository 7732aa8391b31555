// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/temporal.h"
#include "base/buf.h"

enum { ZONE_NONE, ZONE_OFFSET, ZONE_NAMED, OFFSET_MAX = 18 * 3600, DURATION_DIGITS = 18, TEXT_MAX = 160 };
typedef enum Summer { SUMMER_NONE, SUMMER_EU, SUMMER_US, SUMMER_AU } Summer;

static const struct {
    const char *name;
    int offset; // in winter
    Summer summer;
} zones[] = {
    {"Etc/UTC", 0, SUMMER_NONE},             {"UTC", 0, SUMMER_NONE},
    {"GMT", 0, SUMMER_NONE},                 {"Etc/GMT", 0, SUMMER_NONE},
    {"Europe/Amsterdam", 3600, SUMMER_EU},   {"Europe/Berlin", 3600, SUMMER_EU},
    {"Europe/Brussels", 3600, SUMMER_EU},    {"Europe/Budapest", 3600, SUMMER_EU},
    {"Europe/Copenhagen", 3600, SUMMER_EU},  {"Europe/Luxembourg", 3600, SUMMER_EU},
    {"Europe/Madrid", 3600, SUMMER_EU},      {"Europe/Oslo", 3600, SUMMER_EU},
    {"Europe/Paris", 3600, SUMMER_EU},       {"Europe/Prague", 3600, SUMMER_EU},
    {"Europe/Rome", 3600, SUMMER_EU},        {"Europe/Stockholm", 3600, SUMMER_EU},
    {"Europe/Vienna", 3600, SUMMER_EU},      {"Europe/Warsaw", 3600, SUMMER_EU},
    {"Europe/Zurich", 3600, SUMMER_EU},      {"Europe/London", 0, SUMMER_EU},
    {"Europe/Lisbon", 0, SUMMER_EU},         {"Europe/Dublin", 0, SUMMER_EU},
    {"Europe/Athens", 7200, SUMMER_EU},      {"Europe/Helsinki", 7200, SUMMER_EU},
    {"Europe/Bucharest", 7200, SUMMER_EU},   {"Europe/Sofia", 7200, SUMMER_EU},
    {"Europe/Kiev", 7200, SUMMER_EU},        {"America/New_York", -18000, SUMMER_US},
    {"America/Chicago", -21600, SUMMER_US},  {"America/Denver", -25200, SUMMER_US},
    {"America/Los_Angeles", -28800, SUMMER_US}, {"America/Sao_Paulo", -10800, SUMMER_NONE},
    {"Asia/Dhaka", 21600, SUMMER_NONE},      {"Asia/Tokyo", 32400, SUMMER_NONE},
    {"Asia/Kolkata", 19800, SUMMER_NONE},    {"Asia/Shanghai", 28800, SUMMER_NONE},
    {"Asia/Dubai", 14400, SUMMER_NONE},      {"Australia/Brisbane", 36000, SUMMER_NONE},
    {"Australia/Melbourne", 36000, SUMMER_AU}, {"Australia/Sydney", 36000, SUMMER_AU},
};

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }
static int64_t floor_mod(int64_t a, int64_t b) { return a - floor_div(a, b) * b; }

static Value make(ValueKind kind, int64_t day, int64_t nano, size_t zone, int64_t offset)
{
    Value v = {.kind = kind, .hash = (uint32_t)(int32_t)offset, .count = zone};
    v.day = day;
    v.nano = nano;
    return v;
}

// The nth Sunday of a month; n = 0 for the last.
static Date sunday(int year, int month, int n)
{
    if (n == 0) {
        Date last = date_of(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - 1;
        return last - (civil_of_date(last).weekday + 1) % 7;
    }
    Date first = date_of(year, month, 1);
    return first + (6 - civil_of_date(first).weekday) + 7 * (n - 1);
}

// Local winter time in seconds since the epoch: is it summer time?
static bool in_summer(Summer rule, int64_t local, int64_t offset)
{
    int year = civil_of_date(floor_div(local, DAY_SECONDS)).year;
    if (rule == SUMMER_EU)
        return local - offset >= sunday(year, 3, 0) * DAY_SECONDS + 3600 &&
               local - offset < sunday(year, 10, 0) * DAY_SECONDS + 3600;
    if (rule == SUMMER_US)
        return local >= sunday(year, 3, 2) * DAY_SECONDS + 7200 && local < sunday(year, 11, 1) * DAY_SECONDS + 3600;
    if (rule == SUMMER_AU)
        return local >= sunday(year, 10, 1) * DAY_SECONDS + 7200 || local < sunday(year, 4, 1) * DAY_SECONDS + 7200;
    return false;
}

bool zone_offset(Value v, int64_t *ret_seconds)
{
    if (v.count == ZONE_NONE) return false;
    if (v.count == ZONE_OFFSET) {
        *ret_seconds = (int32_t)v.hash;
        return true;
    }
    size_t z = v.count - ZONE_NAMED;
    int64_t offset = zones[z].offset, local = v.day * DAY_SECONDS + floor_div(v.nano, NANOS);
    if (v.kind == VALUE_DATETIME && in_summer(zones[z].summer, local, offset)) offset += 3600;
    *ret_seconds = offset;
    return true;
}

static bool digits(Str *s, size_t least, size_t most, int64_t *ret_v)
{
    size_t n = 0;
    int64_t v = 0;
    while (n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9') v = v * 10 + (s->p[n++] - '0');
    if (n < least) return false;
    s->p += n;
    s->n -= n;
    *ret_v = v;
    return true;
}

static bool skip(Str *s, char c)
{
    if (s->n == 0 || s->p[0] != c) return false;
    s->p++;
    s->n--;
    return true;
}

static bool read_day(Str *s, int64_t *ret_day)
{
    bool minus = skip(s, '-');
    Str whole = *s;
    int64_t year, month, day;
    if (!digits(s, 4, 9, &year) || (whole.n - s->n > 4 && whole.p[0] == '0')) return false;
    if (!skip(s, '-') || !digits(s, 2, 2, &month) || !skip(s, '-') || !digits(s, 2, 2, &day)) return false;
    if (minus && year == 0) return false;
    if (minus) year = -year;
    if (month < 1 || month > 12 || day < 1) return false;
    Date d = date_of((int)year, (int)month, (int)day);
    if (civil_of_date(d).day != day || civil_of_date(d).month != month) return false;
    *ret_day = d;
    return true;
}

static bool read_zone(Str s, size_t *ret_zone, int64_t *ret_offset)
{
    *ret_zone = ZONE_NONE;
    *ret_offset = 0;
    if (s.n == 0) return true;
    *ret_zone = ZONE_OFFSET;
    if (str_eq_c(s, "Z") || str_eq_c(s, "z")) return true;
    if (skip(&s, '@')) {
        for (size_t i = 0; i < COUNT(zones); i++) {
            if (!str_eq_c(s, zones[i].name)) continue;
            *ret_zone = ZONE_NAMED + i;
            return true;
        }
        return false;
    }
    bool minus = skip(&s, '-');
    int64_t hours, minutes, seconds = 0;
    if ((!minus && !skip(&s, '+')) || !digits(&s, 2, 2, &hours) || !skip(&s, ':') || !digits(&s, 2, 2, &minutes))
        return false;
    if (skip(&s, ':') && !digits(&s, 2, 2, &seconds)) return false;
    int64_t offset = hours * 3600 + minutes * 60 + seconds;
    if (s.n || minutes > 59 || seconds > 59 || offset > OFFSET_MAX) return false;
    *ret_offset = minus ? -offset : offset;
    return true;
}

static bool read_clock(Str s, int64_t *ret_nano, size_t *ret_zone, int64_t *ret_offset)
{
    int64_t hour, minute, second, nano = 0;
    if (!digits(&s, 2, 2, &hour) || !skip(&s, ':') || !digits(&s, 2, 2, &minute) || !skip(&s, ':') ||
        !digits(&s, 2, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    if (skip(&s, '.')) {
        Str before = s;
        if (!digits(&s, 1, 9, &nano)) return false;
        for (size_t n = before.n - s.n; n < 9; n++) nano *= 10;
        while (s.n && s.p[0] >= '0' && s.p[0] <= '9') s.p++, s.n--; // finer than we keep
    }
    *ret_nano = (hour * 3600 + minute * 60 + second) * NANOS + nano;
    return read_zone(s, ret_zone, ret_offset);
}

bool date_read(Str s, Value *ret_v)
{
    int64_t day;
    if (!read_day(&s, &day) || s.n) return false;
    *ret_v = value_date(day);
    return true;
}

bool time_read(Str s, Value *ret_v)
{
    int64_t nano, offset;
    size_t zone;
    if (!read_clock(s, &nano, &zone, &offset)) return false;
    *ret_v = make(VALUE_TIME, 0, nano, zone, offset);
    return true;
}

bool moment_read(Str s, Value *ret_v)
{
    int64_t day, nano = 0, offset = 0;
    size_t zone = ZONE_NONE;
    if (!read_day(&s, &day)) return false;
    if (s.n && (!skip(&s, 'T') || !read_clock(s, &nano, &zone, &offset))) return false;
    *ret_v = make(VALUE_DATETIME, day, nano, zone, offset);
    return true;
}

static Value duration_of(Number seconds)
{
    Value v = value_number(seconds);
    v.kind = VALUE_DURATION;
    return v;
}

static Value months_of(int64_t months)
{
    Value v = value_int(months);
    v.kind = VALUE_MONTHS;
    return v;
}

// Units in their order, each at most once; at least one.
static bool read_units(Str *s, const char *units, const int64_t *each, Number *ret_sum, bool *ret_any)
{
    for (size_t at = 0; s->n && s->p[0] >= '0' && s->p[0] <= '9';) {
        size_t n = 0;
        while (n < s->n && ((s->p[n] >= '0' && s->p[n] <= '9') || s->p[n] == '.')) n++;
        Number v, part;
        bool point = s->p[n - 1] == '.'; // "PT0.S"
        if (n > DURATION_DIGITS || n >= s->n || number_parse((Str){s->p, n - point}, &v) != OK)
            return false;
        bool fraction = str_has((Str){s->p, n}, S("."));
        while (units[at] && units[at] != s->p[n]) at++;
        if (!units[at] || (fraction && units[at] != 'S')) return false;
        if (!number_mul(v, number_int(each[at]), &part) || !number_add(*ret_sum, part, ret_sum)) return false;
        at++;
        s->p += n + 1;
        s->n -= n + 1;
        *ret_any = true;
    }
    return true;
}

bool duration_read(Str s, Value *ret_v)
{
    static const int64_t month_units[] = {12, 1}, day_units[] = {DAY_SECONDS}, time_units[] = {3600, 60, 1};
    bool minus = skip(&s, '-'), months = false, days = false, times = false;
    Number sum = number_int(0);
    if (!skip(&s, 'P')) return false;
    Str all = s;
    if (read_units(&s, "YM", month_units, &sum, &months) && months && s.n == 0) {
        int64_t count;
        if (!number_to_int(sum, &count)) return false;
        *ret_v = months_of(minus ? -count : count);
        return true;
    }
    s = all;
    sum = number_int(0);
    if (s.n && s.p[0] != 'T' && !read_units(&s, "D", day_units, &sum, &days)) return false;
    if (skip(&s, 'T') && (!read_units(&s, "HMS", time_units, &sum, &times) || !times)) return false;
    if (s.n || (!days && !times)) return false;
    *ret_v = duration_of(minus ? number_neg(sum) : sum);
    return true;
}

bool temporal_read(Str s, Value *ret_v)
{
    return date_read(s, ret_v) || time_read(s, ret_v) || moment_read(s, ret_v) || duration_read(s, ret_v);
}

static void write_day(Buf *out, int64_t day)
{
    Civil c = civil_of_date(day);
    buf_fmt(out, "%s%04d-%02d-%02d", c.year < 0 ? "-" : "", c.year < 0 ? -c.year : c.year, c.month, c.day);
}

static void write_clock(Buf *out, Value v)
{
    int64_t s = v.nano / NANOS, part = v.nano % NANOS;
    buf_fmt(out, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    if (part) {
        int width = 9;
        while (part % 10 == 0) part /= 10, width--;
        buf_fmt(out, ".%0*lld", width, (long long)part);
    }
    if (v.count >= ZONE_NAMED) {
        buf_fmt(out, "@%s", zones[v.count - ZONE_NAMED].name);
    } else if (v.count == ZONE_OFFSET) {
        int32_t offset = (int32_t)v.hash, a = offset < 0 ? -offset : offset;
        if (offset == 0) buf_c(out, "Z");
        else buf_fmt(out, "%c%02d:%02d", offset < 0 ? '-' : '+', a / 3600, a / 60 % 60);
        if (a % 60) buf_fmt(out, ":%02d", a % 60);
    }
}

static void write_months(Buf *out, Number n)
{
    int64_t months = 0;
    if (!number_to_int(n, &months)) months = 0; // made by us, so it fits
    if (months < 0) buf_char(out, '-');
    uint64_t m = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;
    buf_char(out, 'P');
    if (m / 12) buf_fmt(out, "%lluY", (unsigned long long)(m / 12));
    if (m % 12 || m == 0) buf_fmt(out, "%lluM", (unsigned long long)(m % 12));
}

// Days, hours, minutes whole; what is left are seconds with their fraction.
static void write_duration(Buf *out, Number n)
{
    static const struct {
        int64_t seconds;
        char unit;
    } units[] = {{DAY_SECONDS, 'D'}, {3600, 'H'}, {60, 'M'}};
    if (number_cmp(n, number_int(0)) == 0) {
        buf_c(out, "PT0S");
        return;
    }
    if (number_cmp(n, number_int(0)) < 0) {
        buf_char(out, '-');
        n = number_neg(n);
    }
    buf_char(out, 'P');
    bool time = false;
    for (size_t i = 0; i < COUNT(units); i++) {
        Number q, whole, part;
        if (!number_div(n, number_int(units[i].seconds), &q) || !number_round(q, 0, ROUND_FLOOR, &whole)) return;
        if (number_cmp(whole, number_int(0)) == 0) continue;
        if (i > 0 && !time) buf_char(out, 'T');
        time = time || i > 0;
        buf_fmt(out, "%.*s%c", STR_ARG(number_text(out->mem, whole)), units[i].unit);
        if (!number_mul(whole, number_int(units[i].seconds), &part) || !number_sub(n, part, &n)) return;
    }
    if (number_cmp(n, number_int(0)) == 0) return;
    buf_fmt(out, "%s%.*sS", time ? "" : "T", STR_ARG(number_text(out->mem, n)));
}

Str temporal_text(Arena *mem, Value v)
{
    Buf out = buf_new(mem, TEXT_MAX);
    if (v.kind == VALUE_DATE || v.kind == VALUE_DATETIME) write_day(&out, v.day);
    if (v.kind == VALUE_DATETIME) buf_char(&out, 'T');
    if (v.kind == VALUE_TIME || v.kind == VALUE_DATETIME) write_clock(&out, v);
    if (v.kind == VALUE_MONTHS) write_months(&out, v.number);
    if (v.kind == VALUE_DURATION) write_duration(&out, v.number);
    return buf_str(&out);
}

// Seconds since the epoch with their fraction: in UTC when there is a zone, else by its own clock.
static bool instant(Value v, Number *ret_n)
{
    int64_t offset = 0, seconds = v.day * DAY_SECONDS + floor_div(v.nano, NANOS);
    (void)zone_offset(v, &offset);
    Number part;
    return number_div(number_int(floor_mod(v.nano, NANOS)), number_int(NANOS), &part) &&
           number_add(number_int(seconds - offset), part, ret_n);
}

static bool is_moment(Value v) { return v.kind == VALUE_DATE || v.kind == VALUE_DATETIME; }

// A date beside a moment is its midnight, in UTC when the moment has a zone.
static void as_moments(Value *a, Value *b)
{
    size_t zone = a->count != ZONE_NONE || b->count != ZONE_NONE ? ZONE_OFFSET : ZONE_NONE;
    if (a->kind == VALUE_DATE) *a = make(VALUE_DATETIME, a->day, 0, zone, 0);
    if (b->kind == VALUE_DATE) *b = make(VALUE_DATETIME, b->day, 0, zone, 0);
}

bool temporal_order(Value a, Value b, int *ret_order)
{
    Number x, y;
    if (a.kind != b.kind) return false;
    if (a.kind == VALUE_DURATION || a.kind == VALUE_MONTHS) {
        *ret_order = number_cmp(a.number, b.number);
        return true;
    }
    if (a.kind != VALUE_TIME && a.kind != VALUE_DATETIME) return false;
    a.nano -= floor_mod(a.nano, NANOS); // FEEL compares whole seconds
    b.nano -= floor_mod(b.nano, NANOS);
    if ((a.count == ZONE_NONE) != (b.count == ZONE_NONE) || !instant(a, &x) || !instant(b, &y)) return false;
    *ret_order = number_cmp(x, y);
    return true;
}

bool temporal_same(Value a, Value b)
{
    int order = 1;
    return temporal_order(a, b, &order) && order == 0;
}

static Value add_months(Value v, int64_t months)
{
    Civil c = civil_of_date(v.day);
    int64_t total = c.year * INT64_C(12) + c.month - 1 + months;
    int64_t year = floor_div(total, 12), month = floor_mod(total, 12) + 1;
    if (year > YEAR_MAX || year < -YEAR_MAX) return value_null();
    Date first = date_of((int)year, (int)month, 1);
    int64_t length = date_of((int)(month == 12 ? year + 1 : year), month == 12 ? 1 : (int)month + 1, 1) - first;
    v.day = first + (c.day < length ? c.day : length) - 1;
    return v;
}

static Value add_seconds(Value v, Number seconds)
{
    Number whole, part;
    int64_t s, n;
    if (!number_round(seconds, 0, ROUND_FLOOR, &whole) || !number_to_int(whole, &s)) return value_null();
    if (!number_sub(seconds, whole, &part) || !number_mul(part, number_int(NANOS), &part) ||
        !number_round(part, 0, ROUND_HALF_EVEN, &part) || !number_to_int(part, &n))
        return value_null();
    if (s / DAY_SECONDS > INT64_C(400) * YEAR_MAX || s / DAY_SECONDS < -INT64_C(400) * YEAR_MAX) return value_null();
    int64_t nano = v.kind == VALUE_DATE ? 0 : v.nano;
    int64_t total = floor_mod(s, DAY_SECONDS) * NANOS + nano + n;
    int64_t day = v.kind == VALUE_TIME ? 0 : v.day;
    day += floor_div(s, DAY_SECONDS) + floor_div(total, DAY_SECONDS * NANOS);
    if (v.kind == VALUE_DATE) return day / 366 > YEAR_MAX || day / 366 < -YEAR_MAX ? value_null() : value_date(day);
    if (v.kind == VALUE_TIME) day = 0;
    if (day / 366 > YEAR_MAX || day / 366 < -YEAR_MAX) return value_null();
    v.day = day;
    v.nano = floor_mod(total, DAY_SECONDS * NANOS);
    return v;
}

static Value difference(Value a, Value b)
{
    Number x, y, d;
    bool one_date = a.kind != b.kind;
    if (is_moment(a)) as_moments(&a, &b);
    if ((a.count == ZONE_NONE) != (b.count == ZONE_NONE)) return value_null();
    if (one_date && a.count == ZONE_NONE) return value_null(); // midnight in UTC, beside a time of no zone
    if (!instant(a, &x) || !instant(b, &y) || !number_sub(x, y, &d)) return value_null();
    return duration_of(d);
}

Value temporal_add(Value a, Value b, bool subtract)
{
    bool duration = b.kind == VALUE_DURATION || b.kind == VALUE_MONTHS;
    if (!duration) {
        bool flipped = a.kind == VALUE_DURATION || a.kind == VALUE_MONTHS;
        if (!subtract && flipped && (is_moment(b) || b.kind == VALUE_TIME)) return temporal_add(b, a, false);
        if (subtract && ((is_moment(a) && is_moment(b)) || (a.kind == VALUE_TIME && b.kind == VALUE_TIME)))
            return difference(a, b);
        return value_null();
    }
    Number n = subtract ? number_neg(b.number) : b.number, sum;
    int64_t months;
    if (a.kind == b.kind) {
        if (!number_add(a.number, n, &sum)) return value_null();
        a.number = sum;
        return a;
    }
    if (b.kind == VALUE_MONTHS)
        return is_moment(a) && number_to_int(n, &months) && months < INT64_C(20) * YEAR_MAX &&
                       months > -INT64_C(20) * YEAR_MAX
                   ? add_months(a, months)
                   : value_null();
    return is_moment(a) || a.kind == VALUE_TIME ? add_seconds(a, n) : value_null();
}

Value temporal_scale(Value a, Value b, bool divide)
{
    Number v;
    bool left = a.kind == VALUE_DURATION || a.kind == VALUE_MONTHS;
    if (left && divide && a.kind == b.kind)
        return number_div(a.number, b.number, &v) ? value_number(v) : value_null();
    if (!left && !divide && a.kind == VALUE_NUMBER) return temporal_scale(b, a, false);
    if (!left || b.kind != VALUE_NUMBER) return value_null();
    if (!(divide ? number_div(a.number, b.number, &v) : number_mul(a.number, b.number, &v))) return value_null();
    if (a.kind == VALUE_MONTHS && !number_round(v, 0, ROUND_DOWN, &v)) return value_null();
    int64_t months;
    if (a.kind == VALUE_MONTHS && !number_to_int(v, &months)) return value_null();
    a.number = v;
    return a;
}

// A duration's part: whole units, with the sign of the duration.
static Value part_of(Number total, int64_t unit, int64_t more, bool fraction)
{
    Number v, up, rest;
    if (!number_div(total, number_int(unit), &v)) return value_null();
    if (!fraction && !number_round(v, 0, ROUND_DOWN, &v)) return value_null();
    if (more == 0) return value_number(v);
    if (!number_div(v, number_int(more), &up) || !number_round(up, 0, ROUND_DOWN, &up) ||
        !number_mul(up, number_int(more), &rest) || !number_sub(v, rest, &v))
        return value_null();
    return value_number(v);
}

static Value clock_member(Arena *mem, Value v, Str name)
{
    int64_t s = v.nano / NANOS, offset;
    if (str_eq_c(name, "hour")) return value_int(s / 3600);
    if (str_eq_c(name, "minute")) return value_int(s / 60 % 60);
    if (str_eq_c(name, "second")) {
        Number whole = number_int(s % 60), part = number_int(0);
        if (v.nano % NANOS && number_div(number_int(v.nano % NANOS), number_int(NANOS), &part))
            (void)number_add(whole, part, &whole); // small numbers: always fits
        return value_number(whole);
    }
    if (str_eq_c(name, "time offset") && zone_offset(v, &offset)) return duration_of(number_int(offset));
    if (str_eq_c(name, "timezone") && v.count >= ZONE_NAMED)
        return value_str(str_dup(mem, str_c(zones[v.count - ZONE_NAMED].name)));
    return value_null();
}

Value temporal_member(Arena *mem, Value v, Str name)
{
    if (is_moment(v)) {
        Civil c = civil_of_date(v.day);
        if (str_eq_c(name, "year")) return value_int(c.year);
        if (str_eq_c(name, "month")) return value_int(c.month);
        if (str_eq_c(name, "day")) return value_int(c.day);
        if (str_eq_c(name, "weekday")) return value_int(c.weekday + 1);
    }
    if (v.kind == VALUE_DATETIME || v.kind == VALUE_TIME) return clock_member(mem, v, name);
    if (v.kind == VALUE_MONTHS && str_eq_c(name, "years")) return part_of(v.number, 12, 0, false);
    if (v.kind == VALUE_MONTHS && str_eq_c(name, "months")) return part_of(v.number, 1, 12, false);
    if (v.kind != VALUE_DURATION) return value_null();
    if (str_eq_c(name, "days")) return part_of(v.number, DAY_SECONDS, 0, false);
    if (str_eq_c(name, "hours")) return part_of(v.number, 3600, 24, false);
    if (str_eq_c(name, "minutes")) return part_of(v.number, 60, 60, false);
    if (str_eq_c(name, "seconds")) return part_of(v.number, 1, 60, true);
    return value_null();
}

Value months_between(Value from, Value to)
{
    if (!is_moment(from) || !is_moment(to)) return value_null();
    as_moments(&from, &to);
    Civil a = civil_of_date(from.day), b = civil_of_date(to.day);
    int64_t months = (b.year - a.year) * INT64_C(12) + b.month - a.month;
    bool past = to.day > from.day || (to.day == from.day && to.nano >= from.nano);
    bool before = b.day < a.day || (b.day == a.day && to.nano < from.nano);
    bool after = b.day > a.day || (b.day == a.day && to.nano > from.nano);
    if (past && before) months--;
    if (!past && after) months++;
    return months_of(months);
}

Value moment_utc(int64_t day, int64_t nano) { return make(VALUE_DATETIME, day, nano, ZONE_OFFSET, 0); }

Value moment_of(Value date, Value time)
{
    return make(VALUE_DATETIME, date.day, time.nano, time.count, (int32_t)time.hash);
}

bool time_of(int64_t hour, int64_t minute, Number second, const Value *offset, Value *ret_v)
{
    Number nano;
    int64_t n, seconds = 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    if (!number_mul(second, number_int(NANOS), &nano) || !number_round(nano, 0, ROUND_DOWN, &nano) ||
        !number_to_int(nano, &n) || n < 0 || n >= 60 * NANOS)
        return false;
    if (offset && (!number_to_int(offset->number, &seconds) || seconds > OFFSET_MAX || seconds < -OFFSET_MAX))
        return false;
    *ret_v = make(VALUE_TIME, 0, (hour * 3600 + minute * 60) * NANOS + n, offset ? ZONE_OFFSET : ZONE_NONE, seconds);
    return true;
}
