// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// case_view.h - what the pages of a case show and share; between case_*.c, person_pages.c and casework.html only.
#pragma once
#include "casework/casework.h"
#include "retention/retention.h"
#include "clock/clock_page.h"
#include "signal/referral.h"

// A case opened for one request: the row, how the actor stands to it, and the key (when the action needs content).
typedef struct CaseWork {
    Case c;
    Relation relation;
    Secret key;
    Str title;
    StaffForm *form; // of a POST: shown again when something is wrong
} CaseWork;

typedef struct CaseRowView {
    int64_t id;
    Str number, title, place, org, director;
    const char *table, *form, *state; // Dutch
    Time opened_at, due_at, stuck_at;
    bool stuck, restricted, late;
} CaseRowView;

typedef struct CaseListView {
    const char *tab; // "lopend", "mijn", "gesloten", "vast"
    CaseRowView *rows;
    size_t count;
    Str next; // path of the next page, empty on the last
    bool can_open, oversees, can_read;
} CaseListView;

typedef struct StepView {
    int64_t id;
    const char *kind, *state; // Dutch
    Str state_code, note, person;
    Date day;
    StaffForm done, drop;
} StepView;

typedef struct TrackView {
    const Choice *track;
    StepView *steps;
    size_t count;
    StaffForm add;
} TrackView;

typedef struct TaskView {
    int64_t id;
    Str what, org, who;
    Date due;
    bool late, open, mine;
    const char *state;
    StaffForm take, done;
} TaskView;

typedef struct NoteView {
    const char *kind;
    Str text, who, org;
    Date day;
} NoteView;

typedef struct PartView {
    Str org, who;
    const char *part, *ground;
    Time since, until;
    StaffForm end;
} PartView;

typedef struct PersonView {
    int64_t id;
    Str letter;
    const char *kind, *age, *sex, *nationality, *status, *non_punishment; // Dutch
    bool has_identity, victim;
} PersonView;

enum { CASE_SECTIONS_MAX = 4 };
typedef struct CaseView {
    CaseWork *w;
    Str summary, place, director, org;
    TrackView tracks[3];
    PersonView *persons;
    size_t person_count;
    TaskView *tasks;
    size_t task_count;
    NoteView *notes;
    size_t note_count;
    PartView *parts;
    size_t part_count;
    NamedClock *clocks;
    size_t clock_count;
    StaffForm task, note, participant, close, reopen, stuck, moving, restrict_, new_director;
    RetentionBox retention;
    struct {
        const CaseSection *section;
        const void *view;
    } sections[CASE_SECTIONS_MAX]; // of other folders
    size_t section_count;
    bool can_work, can_direct, open;
} CaseView;

typedef struct NewCaseView {
    const ReferralPackage *package; // NULL without a referral
    StaffForm form;
} NewCaseView;

typedef struct SamePerson {
    int64_t case_id; // 0: in a case that the actor may not see
    Str number, letter;
    bool by_name;
} SamePerson;

typedef struct PersonPage {
    CaseWork *w;
    PersonView p;
    Pair *identity;
    size_t identity_count;
    Pair *traits;
    size_t trait_count;
    Str non_punishment_reason;
    bool open, can_work;
    SamePerson *same;
    size_t same_count;
    StaffForm reason, edit_identity, edit_traits, weigh;
} PersonPage;

// Loads the case, asks may(), and with `content` opens the key and the title.
Err case_open(Req *rq, Action does, bool content, CaseWork **ret_w) MUST_USE;
Str case_path(Arena *mem, const CaseWork *w, const char *rest); // "/casussen/12" + rest
Frame case_frame(Req *rq, const CaseWork *w, const char *title);
// The day in a form field; 0 when empty. E_INPUT with rq->why.
Err form_day(Req *rq, const char *name, Date *ret_day) MUST_USE;
PersonView person_view(Arena *mem, const PersonsOfRow *p);

// The forms of a case, made once for page and handler (case_forms.c).
StaffForm case_form_new(Req *rq, const ReferralPackage *p, int64_t referral);
StaffForm case_form_step(Req *rq, const CaseWork *w, const Choice *track);
StaffForm case_form_step_state(Req *rq, const CaseWork *w, int64_t step, const char *state);
StaffForm case_form_task(Req *rq, const CaseWork *w);
StaffForm case_form_task_state(Req *rq, const CaseWork *w, int64_t task, const char *does);
StaffForm case_form_note(Req *rq, const CaseWork *w);
StaffForm case_form_participant(Req *rq, const CaseWork *w);
StaffForm case_form_director(Req *rq, const CaseWork *w);
StaffForm case_form_participant_end(Req *rq, const CaseWork *w, int64_t participant);
StaffForm case_form_close(Req *rq, const CaseWork *w);
StaffForm case_form_state(Req *rq, const CaseWork *w, const char *id, const char *rest, const char *button);
StaffForm case_form_stuck(Req *rq, const CaseWork *w);
StaffForm person_form_new(Req *rq, const CaseWork *w);
StaffForm person_form_reason(Req *rq, const CaseWork *w, int64_t person);
StaffForm person_form_identity(Req *rq, const CaseWork *w, int64_t person, const Identity *i);
StaffForm person_form_traits(Req *rq, const CaseWork *w, const PersonByIdRow *p);
StaffForm person_form_weigh(Req *rq, const CaseWork *w, const PersonByIdRow *p);
