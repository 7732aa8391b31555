// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_table.h - how a table of the plan is laid out: for reading it, and for writing it in any form.
//
// Inside src/programme only. A column of a file is a field of a row; its type says what is taken and what is refused.
#pragma once
#include "programme/plan.h"

typedef enum PlanType {
    PLAN_TEXT,    // Str, not empty
    PLAN_MAY,     // Str, may be empty
    PLAN_INT,     // int64_t 0 to PLAN_INT_MAX
    PLAN_INT_MAY, // the same, empty is 0
    PLAN_SET,     // PlanSet: "3 4"; may be empty
    PLAN_YEARSET, // PlanYears: "2024 2025"; may be empty
    PLAN_DAY,     // Date; empty is 0
    PLAN_AMOUNT,  // int64_t in millionths: "0,15"; empty is PLAN_NO_AMOUNT
} PlanType;

enum { PLAN_INT_MAX = 1000000000, PLAN_COLUMNS_MAX = 20 };

typedef struct PlanColumn {
    const char *name;
    PlanType type;
    size_t at;         // in the row
    const char *words; // of a text: those that are allowed, divided by spaces; NULL: any
} PlanColumn;

typedef struct PlanLayout {
    const char *file;
    const PlanColumn *columns; // ended by name NULL
    size_t size;               // of a row
    size_t rows_at, count_at;  // in Plan
} PlanLayout;

extern const PlanLayout plan_layouts[PLAN_TABLE_COUNT];

static inline const void *plan_row(const Plan *p, const PlanLayout *l, size_t i)
{
    const char *rows = *(char *const *)(const void *)((const char *)p + l->rows_at);
    return rows + i * l->size;
}
static inline size_t plan_rows(const Plan *p, const PlanLayout *l)
{
    return *(const size_t *)(const void *)((const char *)p + l->count_at);
}
// A value as people read it: lists divided by spaces, an empty text for nothing.
Str plan_value(Arena *mem, const PlanColumn *c, const void *row);
