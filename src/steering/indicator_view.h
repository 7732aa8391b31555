// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator_view.h - between the files of indicators, and what their pages show.
#pragma once
#include "steering/indicator.h"

bool indicator_protected(const PlanIndicator *i);
bool indicator_measured(const PlanIndicator *i); // its source is connected
void indicator_cell(Sheet *s, const PlanIndicator *i, const IndicatorValue *v);
bool indicator_told(Arena *mem, const PlanIndicator *i, const IndicatorValue *v); // a number, not "less than 5"
Str indicator_unit_text(Arena *mem, Lang lang, const PlanIndicator *i, double number);
Str indicator_unit(Lang lang, const PlanIndicator *i); // "procent"
// Whole months added up; a state: as it was at the end.
Err indicator_period(Db *db, Arena *mem, const PlanIndicator *i, Date from, Date to,
                     IndicatorValue *ret_value) MUST_USE;
// The last import of these days; import false when there is none.
Err indicator_imported(Db *db, Arena *mem, const PlanIndicator *i, Date from, Date to,
                       IndicatorValue *ret_value) MUST_USE;
// Fills s->answer.
Err indicator_answer(Db *db, Arena *mem, Lang lang, const PlanIndicator *i, int year, Date day,
                     IndicatorState *s) MUST_USE;
Str indicator_when(Arena *mem, Lang lang, const IndicatorValue *v); // "oktober 2026", "31 december 2025"

typedef struct IndicatorItem {
    const PlanIndicator *i;
    const PlanOperational *goal; // NULL: the programme as a whole
    bool goal_begins;            // the first of its goal
    IndicatorState state;
    Str latest, latest_when, running, target;
} IndicatorItem;

typedef struct IndicatorList {
    IndicatorItem *items;
    size_t count;
    int year;
    int years[PLAN_YEARS];
    size_t year_count;
} IndicatorList;

typedef struct IndicatorImportView {
    int64_t values;
    Time at;
} IndicatorImportView;

typedef struct IndicatorPage {
    IndicatorItem item;
    int year;
    Str baseline;
    Sheet series;
    bool may_import;
    Str csrf, submission, fault;
    IndicatorImportView *imports;
    size_t import_count;
} IndicatorPage;
