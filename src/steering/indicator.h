// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator.h - by what one sees whether the goals of the plan are reached: what it was, what it is, what that says.
//
// Indicator  is defined in data/plan/indicators.csv: what is counted, in which unit, which way is better, baseline and
//            target with their source, what is uncertain. A change of a definition is a change of that file.
// kind       count over a period (months add up), share of all in a period (percent), median of a period, state at a
//            moment.
// Source     measures a live indicator over a period. Sources stand in commands/measures.c: this room knows no signal
//            and no shelter. They see numbers of the whole country, never a record.
// Month      what an indicator was in a whole month, kept some days after its end (indicator_job); from then on it does
//            not change, also when records are erased. A month that was not kept is measured.
// Import     figures from elsewhere, from a file; the last file counts for a day.
// Answer     "is it better than last year?" in a sentence, with the numbers of equal periods: whole months of this year
//            and the same months of last year. Yes, no, or too early to say; a difference that chance makes as easily
//            is too early.
//
// In a protected indicator (people in small numbers) nothing under 5 is told, and a share only of enough
// (app/sheets.h). What it must never do: say yes or no where the numbers do not; keep anything about a person.
#pragma once
#include "app/form.h"
#include "app/sheets.h"
#include "programme/plan.h"
#include "steering/steering.h"

enum {
    INDICATOR_MONTHS = 24,      // that are shown
    INDICATOR_SETTLE_DAYS = 3,  // after the end of a month, before it is kept
    INDICATOR_MONTHS_LEAST = 3, // of a year, before yes or no
    INDICATOR_OF_LEAST = 10,    // behind a median
    INDICATOR_MAX = 64,
};

// n: count, people for whom it holds, or minutes of a median. of: out of how many; of a median, how many there were.
typedef struct Measured {
    bool known;
    int64_t n, of;
} Measured;
typedef struct IndicatorSource {
    const char *code;
    Err (*measure)(Db *db, Arena *mem, Time from, Time to, Measured *ret_m); // a state: as it is at `to`
} IndicatorSource;
extern const IndicatorSource indicator_sources[]; // commands/routes.c; ended by code NULL

// Of a period, from this day up to, not with, that day. thousandths: of an import.
typedef struct IndicatorValue {
    Measured m;
    bool import, live; // live: measured just now, it still moves
    int64_t thousandths;
    Date from, to;
    Str source, note; // of an import
} IndicatorValue;
// The number itself, in the unit; NAN: not known, or too few behind it.
double indicator_number(const PlanIndicator *i, const IndicatorValue *v);
// As it may be told, with its unit: "12", "66 %", "31 uur", "minder dan 5", "niet bekend".
Str indicator_text(Arena *mem, Lang lang, const PlanIndicator *i, const IndicatorValue *v);

typedef enum IndicatorVerdict { INDICATOR_EARLY, INDICATOR_YES, INDICATOR_NO } IndicatorVerdict;
typedef struct IndicatorAnswer {
    IndicatorVerdict verdict;
    Str text;                   // a sentence or two in the reader's language
    IndicatorValue now, before; // of equal periods
} IndicatorAnswer;

typedef struct IndicatorState {
    const PlanIndicator *i;
    IndicatorValue latest;  // the last whole month, the last moment, or the last import
    IndicatorValue running; // this month so far; m.known false when nothing is measured
    IndicatorAnswer answer;
} IndicatorState;

// One indicator, or all of the plan in its order, as at a day. Of a day in the past nothing is measured that could only
// be measured then. year: the year the answer is about.
Err indicator_state(Db *db, Arena *mem, Lang lang, const PlanIndicator *i, int year, Date day,
                    IndicatorState *ret_state) MUST_USE;
Err indicator_states(Db *db, Arena *mem, Lang lang, int year, Date day, IndicatorState **ret_states,
                     size_t *ret_count) MUST_USE;
// Whole months before the day, oldest first, with the running month last; imports where there are no months. At most
// INDICATOR_MONTHS + 1.
Err indicator_series(Db *db, Arena *mem, const PlanIndicator *i, Date day, IndicatorValue **ret_values,
                     size_t *ret_count) MUST_USE;
// A table of all of them, and one of a series: for pages and files.
Err indicator_sheet(Db *db, Arena *mem, Lang lang, int year, Date day, Sheet *ret_sheet) MUST_USE;
Sheet indicator_series_sheet(Arena *mem, Lang lang, const PlanIndicator *i, const IndicatorValue *v, size_t n);
// Bars (or points) of that table as SVG, drawn from its cells: a drawing tells no more than its table.
void indicator_draw(Buf *b, Lang lang, const Sheet *series);

// ---- files with figures -------------------------------------------------------------------------------------------

enum { IMPORT_ROWS_MAX = 500, IMPORT_SOURCE_MAX = 300, IMPORT_NOTE_MAX = 500 };
typedef struct ImportRow {
    Date day;
    int64_t thousandths;
    Str source, note;
} ImportRow;
// A header and rows of date, value, source, note (comma or semicolon between). E_INPUT with the line and what is wrong,
// in the language of who reads it. Nothing is taken when one line is wrong.
Err indicator_read(Arena *mem, Lang lang, const PlanIndicator *i, Str text, Date today, ImportRow **ret_rows,
                   size_t *ret_count, Why *w) MUST_USE;
// On the writer; the caller logs. ret_changed 0: this submission was there.
Err indicator_import(Db *db, Arena *mem, const PlanIndicator *i, Str submission, const ImportRow *rows, size_t count,
                     AccountId by, Time now, int64_t *ret_changed) MUST_USE;

// Keeps what months were; every day.
Err indicator_job(App *app, Why *w) MUST_USE;
Err indicator_keep(App *app, Time now, int64_t *ret_kept, Why *w) MUST_USE; // the same, at a moment

extern const SteeringSection indicator_section;
extern const Route indicator_routes[];
