// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time.h"

// Days from civil and back: Gregorian calendar counted in eras of 400 years beginning on 1 March.
Date date_of(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

Civil civil_of_date(Date d)
{
    int64_t z = d + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (Civil){.year = (int)(yoe + era * 400 + (month <= 2)),
                   .month = month,
                   .day = (int)(doy - (153 * mp + 2) / 5 + 1),
                   .weekday = (int)(((d + 3) % 7 + 7) % 7)};
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

Civil civil_utc(Time t)
{
    int64_t seconds = floor_div(t, 1000);
    Date d = floor_div(seconds, 86400);
    int64_t s = seconds - d * 86400;
    Civil c = civil_of_date(d);
    c.hour = (int)(s / 3600);
    c.minute = (int)(s / 60 % 60);
    c.second = (int)(s % 60);
    return c;
}

// Summer time changes at 01:00 UTC on the last Sunday of the month.
static Time last_sunday(int year, int month)
{
    Date d = date_of(year, month, 31);
    return (d - (civil_of_date(d).weekday + 1) % 7) * DAYS(1) + HOURS(1);
}

static Time nl_offset(Time t)
{
    int year = civil_utc(t).year;
    bool summer = t >= last_sunday(year, 3) && t < last_sunday(year, 10);
    return summer ? HOURS(2) : HOURS(1);
}

Civil civil_nl(Time t) { return civil_utc(t + nl_offset(t)); }
Date date_nl(Time t) { return floor_div(t + nl_offset(t), DAYS(1)); }

Time time_of_date(Date d)
{
    Time t = d * DAYS(1) - HOURS(1);
    return t + HOURS(1) - nl_offset(t);
}

Time time_of_day(Date d, int minute)
{
    Time t = time_of_date(d) + MINUTES(minute);
    // On the two days that the clock changes, midnight plus hours is an hour off; late in spring that is another day.
    int off = minute / 60 - civil_nl(t).hour;
    if (off > 12) off -= 24;
    return t + HOURS(off);
}

Str time_iso(Arena *mem, Time t)
{
    Civil c = civil_utc(t);
    return str_fmt(mem, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

Str date_iso(Arena *mem, Date d)
{
    Civil c = civil_of_date(d);
    return str_fmt(mem, "%04d-%02d-%02d", c.year, c.month, c.day);
}

Err date_parse(Str s, Date *ret_d)
{
    Str rest = s;
    Str a = str_cut(&rest, '-'), b = str_cut(&rest, '-'), c = rest;
    bool iso = a.n == 4;
    int64_t year, month, day;
    TRY(str_int(iso ? a : c, 1900, 2200, &year));
    TRY(str_int(b, 1, 12, &month));
    TRY(str_int(iso ? c : a, 1, 31, &day));
    Date d = date_of((int)year, (int)month, (int)day);
    if (civil_of_date(d).day != day) return E_INPUT; // 31 February
    *ret_d = d;
    return OK;
}

Date months_later(Date day, int months)
{
    Civil c = civil_of_date(day);
    int month = c.month - 1 + months;
    int year = c.year + month / 12;
    month = month % 12 + 1;
    Date first = date_of(year, month, 1), next = month == 12 ? date_of(year + 1, 1, 1) : date_of(year, month + 1, 1);
    Date last = next - 1, same = first + c.day - 1;
    return same < last ? same : last;
}
