// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// hours.h - opening hours of a desk: reading them, and whether it is open at a moment. Pure.
//
// Four shapes of JSON, as data/SOURCES.md says:
//   "" or null                               not known
//   {"always": true}                         day and night
//   {"days": "mon-fri"}                      open on these days, times not known
//   {"mon": [["09:00", "17:00"]], ...}       times per day; an end at or before the start is on the next day
// Times are Dutch wall clock time, summer and winter. Public holidays are not known here: the screen says so.
#pragma once
#include "base/time.h"
#include "html/html.h"

enum { HOURS_RANGES_MAX = 4, HOURS_JSON_MAX = 2000 };

typedef enum HoursKind { HOURS_UNKNOWN, HOURS_ALWAYS, HOURS_DAYS, HOURS_TIMES } HoursKind;
typedef struct HoursRange {
    int from, to; // minutes since midnight; to > from, past 1440 when it ends the next day
} HoursRange;
typedef struct Hours {
    HoursKind kind;
    bool day[7]; // 0 = Monday; HOURS_DAYS and HOURS_TIMES: open (at some time) on this day
    HoursRange ranges[7][HOURS_RANGES_MAX];
    int count[7];
} Hours;

typedef enum OpenState { OPEN_UNKNOWN, OPEN_NOW, OPEN_CLOSED } OpenState;

Err hours_parse(Str json, Hours *ret_hours, Why *w) MUST_USE; // E_INPUT with a message in Dutch
OpenState hours_state(const Hours *h, Time now);
// "09:00-12:00, 13:00-17:00" as a person types it for one day; empty: closed.
Err hours_parse_day(Str text, HoursRange ret_ranges[HOURS_RANGES_MAX], int *ret_count) MUST_USE; // E_INPUT
Str hours_day_text(Arena *mem, const Hours *h, int weekday);
Str hours_json(Arena *mem, const Hours *h); // "" when not known
const char *weekday_name(int weekday);      // Dutch, translated where shown
