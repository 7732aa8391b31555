// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// advice.h - a question about a signal to an expertise centre, and its answer.
//
// The question has a key of its own (record "advice"), granted to both organisations. Only the typed question and the
// chosen traits (coded fields) go along; the adviser can't open the signal.
#pragma once
#include "app/form.h"
#include "signal/advice_sql.h"
#include "signal/signal.h"

enum { ADVICE_TEXT_MAX = 8000, ADVICE_PAGE = 25, ADVICE_TRAITS_MAX = 10 };

extern const Choice advice_states[]; // asked answered withdrawn
extern const Choice advice_traits[]; // form place minor danger role indicators

// An advice as the asking organisation sees it on the page of the signal.
typedef struct AdviceOfSignalView {
    int64_t id;
    Str to, question, answer, by;
    Time asked_at, answered_at;
    const char *state; // Dutch
    bool open, unreadable;
    StaffForm withdraw;
} AdviceOfSignalView;
Err advice_views(Req *rq, int64_t signal, AdviceOfSignalView **ret_rows, size_t *ret_count) MUST_USE;

extern const Route advice_routes[];
