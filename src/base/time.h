// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// time.h - moments and dates. A moment is Unix milliseconds UTC; a date is days since 1970-01-01.
//
// No system call here: the clock is sys/clock. Dutch local time (CET/CEST, EU rule of directive 2000/84/EC) is
// computed, so that every machine shows the same whatever its time zone. 0 means "no moment" in the store.
#pragma once
#include "base/str.h"

typedef int64_t Time; // ms since the epoch, UTC
typedef int64_t Date; // days since the epoch

#define SECONDS(n) ((Time)(n)*1000)
#define MINUTES(n) SECONDS((Time)(n)*60)
#define HOURS(n) MINUTES((Time)(n)*60)
#define DAYS(n) HOURS((Time)(n)*24)

typedef struct Civil {
    int year, month, day, hour, minute, second; // month 1-12, day 1-31
    int weekday;                                // 0 = Monday
} Civil;

Civil civil_utc(Time t);
Civil civil_nl(Time t); // Dutch wall clock
Date date_of(int year, int month, int day);
Date date_nl(Time t);                 // the Dutch calendar day of t
Time time_of_date(Date d);            // the moment a Dutch calendar day begins
Time time_of_day(Date d, int minute); // when the Dutch clock shows so many minutes after midnight on this day
Civil civil_of_date(Date d);
// The same day of the month so many months later, or the last day when that month is shorter.
Date months_later(Date d, int months);

Str time_iso(Arena *mem, Time t);            // 2026-11-22T02:48:40Z
Str date_iso(Arena *mem, Date d);            // 2026-11-22
Err date_parse(Str s, Date *ret_d) MUST_USE; // ISO 8601 "2026-11-22", or Dutch "22-11-2026"; 1900 to 2200
