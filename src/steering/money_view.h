// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// money_view.h - what the pages of the money show.
#pragma once
#include "steering/money.h"
#include "steering/steering.h"

typedef struct MoneyLineView {
    const char *letter;
    Str title;
    MoneySum sums[PLAN_BUDGET_YEARS], all;
} MoneyLineView;
typedef struct MoneyOverRow {
    const PlanBudget *row;
    int year;
    MoneySum sum;
} MoneyOverRow;
typedef struct MoneyView {
    const Plan *p; // with the books
    int year;      // 0: all years together
    FormOption years[PLAN_BUDGET_YEARS + 1];
    MoneyLineView lines[16];
    size_t line_count;
    MoneySum all;
    MoneyOverRow *over;
    size_t over_count;
    MoneyEntry *entries;
    size_t entry_count;
    bool keeps, reconciles, any_sample;
} MoneyView;

typedef struct MoneyRowView {
    const PlanBudget *row;
    MoneySum sums[PLAN_BUDGET_YEARS], all;
    MoneyEntry *entries; // of this row, the newest last
    size_t entry_count;
    StaffForm form;
    bool keeps;
} MoneyRowView;

typedef struct MoneyEntryView {
    MoneyEntry e;
    Str row_title;
    StaffForm back; // takes it back
    bool keeps;
} MoneyEntryView;

void money_draw(Out *o, const MoneyView *v);

extern const Route money_routes[];
extern const SteeringSection money_section;
