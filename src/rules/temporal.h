// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// temporal.h - dates, times, moments and durations as FEEL knows them, inside the rules engine only.
//
// A time or a moment may have a zone: none, an offset ("+02:00", "Z"), or a name ("@Europe/Amsterdam"). Nothing here
// reads the zones of the system: the names in temporal.c are known with today's rules, others are no time at all.
// Two moments compare when both have a zone or neither has.
#pragma once
#include "rules/value.h"

enum { YEAR_MAX = 999999999, DAY_SECONDS = 86400 };
#define NANOS INT64_C(1000000000)

// What is not of the form asked gives false.
bool date_read(Str s, Value *ret_v);
bool time_read(Str s, Value *ret_v);
bool moment_read(Str s, Value *ret_v);   // date and time, or a date alone: midnight
bool duration_read(Str s, Value *ret_v); // of either kind
bool temporal_read(Str s, Value *ret_v); // @"..."
Str temporal_text(Arena *mem, Value v);  // as read: 2026-11-22, PT1H30M

bool temporal_order(Value a, Value b, int *ret_order);
bool temporal_same(Value a, Value b);
Value temporal_add(Value a, Value b, bool subtract); // null when FEEL has no such sum
Value temporal_scale(Value a, Value b, bool divide); // durations times and by numbers, or by each other
Value temporal_member(Arena *mem, Value v, Str name);
Value months_between(Value from, Value to); // years and months duration of two dates or moments
Value moment_of(Value date, Value time);
bool time_of(int64_t hour, int64_t minute, Number second, const Value *offset, Value *ret_v);
Value moment_utc(int64_t day, int64_t nano);
bool zone_offset(Value v, int64_t *ret_seconds); // false when it has none
