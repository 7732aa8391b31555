// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// triage_view.h - what the page of the triage shows; between triage_pages.c and triage.html only.
#pragma once
#include "signal/triage.h"
#include "signal/work_view.h"

typedef struct PastDecision {
    const TriageOfRow *row;
    Str reason;
} PastDecision;

typedef struct TriageView {
    WorkHead head;
    TriageInputs in;
    TriageAdvice advice;
    Str *conditions; // of the rule that fired, in words
    size_t condition_count;
    StaffForm inputs; // shown again with other answers; a GET
    StaffForm decide;
    PastDecision *past;
    size_t past_count;
    bool closed;
} TriageView;
