// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// risk_view.h - what the pages of risks show.
#pragma once
#include "steering/risk.h"

typedef struct RiskListView {
    const Risk *risks;
    size_t count, above, overdue, closed;
    Str day; // as asked, for files; empty: today
    Date of;
    bool may_keep;
} RiskListView;

typedef struct RiskPast {
    const char *state; // Dutch
    int64_t number, level;
    Str reason, who;
    Time at;
} RiskPast;

typedef struct RiskPage {
    Risk risk;
    RiskPast *past;
    size_t past_count;
    bool may_keep;
    StaffForm form;
} RiskPage;
