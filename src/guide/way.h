// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// way.h - the way to the right desk: a few questions, one a page, that end in one to three desks.
//
// answers  codes only, no personal data. They travel in hidden fields of the page and nowhere else: no cookie, no
//          address, nothing in the store, and each is checked again at every step.
// step     a question, the page "call 112 first", or the outcome.
// outcome  the desks that the live table "referral" names (that of the region before the national one), each with the
//          rule that named it and why, in words.
// Danger comes first: whoever says that someone is in danger now is told to call 112 before anything else.
#pragma once
#include "decision/decision.h"
#include "directory/directory.h"

enum { WAY_DESKS_MAX = 3 };

typedef enum WayStep {
    WAY_ROLE,
    WAY_DANGER,
    WAY_ALARM, // not a question: call 112
    WAY_FORM,
    WAY_MINOR,
    WAY_PLACE,
    WAY_WISH,
    WAY_OUTCOME,
} WayStep;
enum { WAY_QUESTIONS = 6 };

typedef struct Way {
    Str role, danger, form, minor, place, wish; // empty: not answered. place: a code, or "geen" for "I don't know"
} Way;

typedef struct WayChoice {
    const char *code;
    const char *self, *other; // what a victim reads, when that differs (else NULL), and what others read
    const char *hint;         // may be NULL
} WayChoice;
typedef struct WayQuestion {
    WayStep step;
    const char *field;        // name of the field, and of the input of the table
    const char *self, *other; // the question
    const char *hint;
    const WayChoice *choices; // none for the municipality
    size_t choice_count;
} WayQuestion;

const WayQuestion *way_question(WayStep step); // NULL for the alarm and the outcome
const char *way_code(WayStep step);            // for the hidden field
Err way_step(Str code, WayStep *ret_step) MUST_USE;
int way_number(WayStep step);                  // 1 to WAY_QUESTIONS
Str *way_answer(Way *w, WayStep step);         // NULL for the alarm and the outcome
bool way_valid(Db *db, WayStep step, Str answer);
WayStep way_next(const Way *w, WayStep step);
WayStep way_before(const Way *w, WayStep step);
bool way_victim(const Way *w);                 // speaks for herself or himself
const char *way_words(const Way *w, const char *self, const char *other); // the one that fits; Dutch

typedef struct WayDesk {
    const Desk *desk;
    const DecisionHit *hit;
} WayDesk;
typedef struct WayOutcome {
    Ruling ruling;
    WayDesk desks[WAY_DESKS_MAX];
    size_t count;
    const Municipality *place; // NULL: not known
} WayOutcome;
// Every question must have been answered.
Err way_decide(Db *db, Arena *mem, const Way *way, WayOutcome *ret_outcome, Why *w) MUST_USE;
