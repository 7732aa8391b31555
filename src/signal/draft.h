// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// draft.h - a report that is being written. The server keeps nothing of it: all answers travel in one sealed hidden
// field of the form, which only the server can open. Uploaded files are the exception: they lie sealed in the store,
// their keys are in the draft, and what is not sent within a day is dropped (app/stored.h).
//
// A draft is valid for DRAFT_HOURS after its last page. It holds the submission, so sending it twice is one report.
#pragma once
#include "signal/report.h"

enum { DRAFT_HOURS = 12, DRAFT_TEXT_MAX = 512 * 1024 };

typedef struct Draft {
    Report report;
    Submission submission;
    bool reviewed;   // has seen the summary: each change goes back to it
    int64_t account; // of staff who enter what someone tells; 0 = the reporter self
} Draft;

Draft draft_new(int64_t account);
Str draft_close(const App *app, Arena *mem, const Draft *d, Time now); // text for the hidden field
// E_INPUT: not a draft of ours, too old, or of another account.
Err draft_open(const App *app, Arena *mem, Str text, int64_t account, Time now, Draft *ret_draft) MUST_USE;
