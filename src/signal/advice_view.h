// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// advice_view.h - what the pages of advice show; between advice_pages.c and advice.html only.
#pragma once
#include "signal/advice.h"
#include "signal/work_view.h"

typedef struct AskView {
    WorkHead head;
    AdviceOfSignalView *rows;
    size_t count;
    const FormOption *orgs;
    size_t org_count;
    Str csrf, submission, question, error, action;
    bool ticked[ADVICE_TRAITS_MAX];
    const char *error_input;
} AskView;

typedef struct AdviceListView {
    AdviceListRow *rows;
    ClockView *clocks;
    size_t count;
    bool answered; // the tab
    Str next;
} AdviceListView;

typedef struct AdviceTrait {
    Str label, value;
} AdviceTrait;
typedef struct AdviceView {
    const AdviceByIdRow *a;
    Str question, answer;
    AdviceTrait *traits;
    size_t trait_count;
    NamedClock *clocks;
    size_t clock_count;
    StaffForm form;
    bool can_answer;
} AdviceView;
