// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_view.h - what the pages of the programme show, and their routes. All of it is public and read-only.
#pragma once
#include "app/form.h"
#include "programme/plan.h"

extern const Route plan_routes[];

typedef struct PlanActionView {
    const Plan *p;
    const PlanAction *a;
    const PlanBudget *money; // NULL: no row of its own
    const char *state;
} PlanActionView;

typedef struct PlanQuarterView {
    const Str *quarters; // "2025Q1"
    size_t count, chosen;
} PlanQuarterView;

// The plan is Dutch; titles have English too.
static inline Str plan_pick(const Out *o, Str dutch, Str english) { return o->lang == LANG_EN ? english : dutch; }
static inline const char *plan_pick_lang(const Out *o) { return o->lang == LANG_EN ? "en" : "nl"; }
