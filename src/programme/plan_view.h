// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_view.h - what the pages of the programme show, and their routes. All of it is public and read-only.
#pragma once
#include "app/form.h"
#include "programme/plan.h"

extern const Route plan_routes[];

// What was reported of an action and may be seen by everyone: from the room where the programme is steered.
typedef struct PlanProgress {
    const char *state; // Dutch, translated where shown; NULL: nothing to show
    Str quarter, progress, results, obstacles;
    Date ends_on;
    bool sample; // invented, for the demo
} PlanProgress;
typedef Err (*PlanProgressOf)(Req *rq, int64_t action, PlanProgress *ret_progress);
void plan_progress_use(PlanProgressOf of); // at the start; NULL: nothing is shown

typedef struct PlanActionView {
    const Plan *p;
    const PlanAction *a;
    const PlanBudget *money; // NULL: no row of its own
    const char *state;
    PlanProgress progress;
} PlanActionView;

typedef struct PlanQuarterView {
    const Str *quarters; // "2025Q1"
    size_t count, chosen;
} PlanQuarterView;

// The plan is Dutch; titles have English too.
static inline Str plan_pick(const Out *o, Str dutch, Str english) { return o->lang == LANG_EN ? english : dutch; }
static inline const char *plan_pick_lang(const Out *o) { return o->lang == LANG_EN ? "en" : "nl"; }
