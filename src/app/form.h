// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// form.h - small forms as data, and the lists of words they offer.
//
// A form of staff is made once, by a function: the page shows it, and the handler that finds a fault in what was sent
// shows it again with everything that was typed (form_again). Each form carries 16 random bytes, so that sending it
// twice is doing it once: the rows it makes have that submission as a UNIQUE column.
// The templates are in app/form.html: form_html (a form), form_small_html (a button), form_page_html (a page with one).
#pragma once
#include "app/app.h"

// One word of a list: how the store calls it, how the API calls it, how staff read it, and how a reporter chooses it.
typedef struct Choice {
    const char *code, *api;
    const char *label;  // Dutch, for staff and summaries
    const char *option; // Dutch, the answer on a question page
    const char *hint;   // Dutch, may be empty
} Choice;
// Lists end with code == NULL.
const Choice *choice_find(const Choice *list, Str code);     // NULL when it is not in the list
const Choice *choice_find_api(const Choice *list, Str word); // by the API's word, else by the store's
const char *choice_label(const Choice *list, Str code);      // "" when unknown
bool choice_is(Str code, const char *one);

enum { SUBMISSION_SIZE = 16 };

// --------------------------------------------------------------------------------------------------------------

// FORM_TICKS: boxes of which several may be ticked. FORM_TIME: a moment of the day, "23:40".
typedef enum FormKind {
    FORM_LINE,
    FORM_TEXT,
    FORM_SELECT,
    FORM_DATE,
    FORM_TIME,
    FORM_NUMBER,
    FORM_HIDDEN,
    FORM_TICK,
    FORM_TICKS
} FormKind;
typedef struct FormOption {
    Str value, label; // label: translated already
    bool selected;
} FormOption;
typedef struct FormInput {
    const char *name, *label, *hint; // Dutch
    FormKind kind;
    Str value;
    const FormOption *options;
    size_t option_count;
    int rows;
    bool optional, ticked;
} FormInput;
enum { FORM_INPUTS_MAX = 32, FORM_CODES_MAX = 1000 };
typedef struct StaffForm {
    const char *id;     // unique on its page
    Str action;         // path
    const char *button; // Dutch
    const char *title;  // Dutch, of the page that shows it again
    bool secondary, danger;
    Str csrf, submission;
    FormInput inputs[FORM_INPUTS_MAX];
    size_t input_count;
    Str error; // in words; empty: none
    const char *error_input;
} StaffForm;

StaffForm form_start(Req *rq, const char *id, Str action, const char *button);
FormInput *form_add(StaffForm *f, FormKind kind, const char *name, const char *label);
void form_choices(Req *rq, FormInput *in, const Choice *list, Str selected);
// For FORM_TICKS: codes is what is ticked, with a space between.
void form_ticks(Req *rq, FormInput *in, const Choice *list, Str codes);
// What was ticked in boxes of this name, with a space between; what is not in the list is left out.
Str form_ticked(Req *rq, const char *name, const Choice *list);
// A Dutch day and a time of day as one moment; both empty: otherwise. E_INPUT with words.
Err form_moment(Req *rq, const char *day, const char *time, Time otherwise, Time *ret_t) MUST_USE;
// What was sent: fills every input from the request (for showing it again).
void form_typed(Req *rq, StaffForm *f);
void form_say(Req *rq, const char *dutch); // what is wrong, for form_again
// The page with only this form.
Err form_show(Req *rq, const StaffForm *f, const char *title, Str back) MUST_USE;
// The same with the message of rq->why on top; status 422. Returns what req_html returns.
Err form_again(Req *rq, StaffForm *f, const char *error_input, const char *title, Str back) MUST_USE;
// The 16 random bytes that came with the form, so that sending twice is doing once.
Str form_submission(Req *rq);
Str submission_new(Arena *mem); // for a row that no form makes

// A row of facts: template pairs_html.
typedef struct Pair {
    const char *label; // Dutch
    Str value;
    const char *coded; // Dutch word of a list, instead of value; may be NULL
} Pair;
