// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// money.h - what was committed, spent and shifted, beside what the plan reserved.
//
// reserved   what the plan printed for a row of its budget and a year (programme/plan.h).
// shift      money that goes from a row and year to another; what can be used is reserved with its shifts.
// committed  promised to somebody. spent: paid. What is paid was mostly promised first, so *left* is what can be used
//            less the larger of both. Below zero: overspent. That is shown, never refused.
// entry      one booking, by the core team: amount in whole euros, once or structural, who decided, why, which source.
//            Entries are only added. A mistake is taken back by an entry with the opposite amount.
// The books are those of the store together with data/plan/spending.csv.
// What it must never do: change or remove an entry; change what the plan printed.
#pragma once
#include "app/form.h"
#include "programme/plan.h"
#include "steering/money_sql.h"

enum { MONEY_TEXT_MAX = 500, MONEY_MOST = 1000000000 }; // euros, of one entry

extern const Choice money_kinds[], money_bases[];
typedef MoneyUntilRow MoneyEntry;

// The plan with every booking up to and including a day: plan_spent, plan_available, plan_draw_budget and
// plan_budget_json of programme/plan.h then tell of the store as well. The tables are shared with `p`.
Err money_plan(Db *db, Arena *mem, const Plan *p, Date day, const Plan **ret_plan) MUST_USE;
// The same of bookings that were read already.
const Plan *money_with(Arena *mem, const Plan *p, Date day, const MoneyEntry *rows, size_t n);

typedef struct MoneySum {
    int64_t reserved, shifted, committed, spent, left; // left: reserved + shifted less the larger of both
} MoneySum;
// p: of money_plan. For one row of the budget and a year, for a letter ("c", "all") and a year; year 0: all years.
MoneySum money_of_row(const Plan *p, const PlanBudget *row, int year);
MoneySum money_of_letter(const Plan *p, Str letter, int year);
const PlanBudget *money_row(const Plan *p, Str code); // NULL: there is none
// The row that pays an action; NULL: none of its own.
const PlanBudget *money_row_of_action(const Plan *p, int64_t action);
// Actions of rows that are overspent in a year up to and including this one.
PlanSet money_overspent(const Plan *p, int year);

typedef struct NewMoney {
    Str submission, kind, code, to_code, basis, reason, decided_by, source;
    int64_t year, to_year, amount, counters;
    Date day;
    AccountId by;
    bool sample;
} NewMoney;
// E_INPUT in Dutch, with the name of the field that is wrong.
Err money_check(const Plan *p, const NewMoney *n, const char **ret_field, Why *w) MUST_USE;
// A submission stored before gives the same entry again, and ret_made false. E_CONFLICT: it was taken back already.
Err money_store(Db *db, Arena *mem, const NewMoney *n, Time now, int64_t *ret_id, bool *ret_made) MUST_USE;
// The entry that takes this one back, ready to be stored but for submission, reason, decided_by, source and by.
NewMoney money_counter(const MoneyEntry *e, Date day);
