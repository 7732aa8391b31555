// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// value.h - what goes into a decision and comes out: null, boolean, number, string, dates, durations, lists, named
// values, ranges, functions.
//
// A Value is small and passed by value; the text and lists it points at live in an arena that must outlive it.
// Make one with the functions below, never by hand. Null means "not known", and is not the same as "" or false.
#pragma once
#include "base/time.h"
#include "rules/number.h"

typedef enum ValueKind {
    VALUE_NULL, // first, so that zeroed memory is null
    VALUE_BOOL,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_DATE,
    VALUE_TIME,
    VALUE_DATETIME,
    VALUE_DURATION, // days and time: number holds seconds
    VALUE_MONTHS,   // years and months: number holds months
    VALUE_LIST,
    VALUE_CONTEXT, // named values: the outputs of a table that has several
    VALUE_RANGE,   // items: both ends, null where it has none; hash: RANGE_ flags
    VALUE_FUNCTION,
} ValueKind;

// RANGE_HALF: written without its other end, "(< 10)"; not equal to one of which that end is null.
enum { RANGE_LO_OPEN = 1, RANGE_HI_OPEN = 2, RANGE_HALF = 4 };

typedef struct Value Value;
typedef struct Function Function;
struct Value {
    ValueKind kind;
    uint32_t hash; // of a string; 0 = not computed. A time: its offset in seconds
    union {
        bool boolean;
        Number number;
        Str string;
        Date date; // the calendar day
        struct {
            int64_t day, nano; // of a time or moment; the day is 0 in a time
        };
        const Function *function;
        struct {
            const Value *items;
            const Str *names; // VALUE_CONTEXT only
        };
    };
    size_t count; // items; of a time: its zone
};

// Yes, no, or not known: FEEL's logic has three values.
typedef enum Ternary { NO, YES, UNKNOWN } Ternary;

Value value_null(void);
Value value_bool(bool v);
Value value_number(Number v);
Value value_int(int64_t v);
Value value_str(Str v);
Value value_date(Date v);
Value value_list(const Value *items, size_t count);
Value value_range(const Value *ends, bool lo_open, bool hi_open); // ends[2]
Value value_context(const Str *names, const Value *items, size_t count);

bool value_same(Value a, Value b);    // the same kind and content; null is the same as null
Ternary value_equal(Value a, Value b); // FEEL's "=": different kinds compare as UNKNOWN, null only equals null
// FEEL's order of two numbers, strings, dates, times or durations, below 0, 0, above 0; false when they have none.
bool value_order(Value a, Value b, int *ret_order);
Value value_member(Value context, Str name); // null when it is not there
Value value_copy(Arena *mem, Value v);       // with all it points at

const char *value_kind_name(ValueKind kind);
Str value_text(Arena *mem, Value v); // as FEEL writes it: "ja", 1.5, true, date("2026-11-22"), [1, 2], null
Err date_feel(Str s, Date *ret_d) MUST_USE; // YYYY-MM-DD of a day that exists, years 1000 to 9999; E_INPUT
