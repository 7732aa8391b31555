// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress_view.h - what the pages of the state of play show, and what their handlers share.
#pragma once
#include "programme/plan_view.h"
#include "steering/money.h"
#include "steering/progress.h"
#include "steering/steering.h"

enum { PROGRESS_PAIRS_MAX = 12, BOARD_QUARTERS = 8, PROGRESS_QUARTERS_MAX = PLAN_YEARS * 4, OWNERS_MAX = 64 };

// ---- the board ----------------------------------------------------------------------------------------------------

typedef struct BoardRow {
    const PlanAction *a;
    ProgressMark mark;
    ProgressReport now, counts; // of the quarter; what was last accepted. id 0: none
    Str owners;
    bool own;
} BoardRow;
// Reports about another quarter that wait for a review.
typedef struct BoardOther {
    Str q, words;
    int count;
} BoardOther;
typedef struct BoardView {
    Quarter q;
    Str q_words;
    BoardRow rows[PLAN_ACTIONS];
    size_t count;
    size_t late, stuck, overspent, waiting, unowned; // of all 32
    FormOption quarters[PROGRESS_QUARTERS_MAX], lines[PLAN_ACTIONS], states[16], shows[16];
    size_t quarter_count, line_count, state_count, show_count;
    BoardOther others[PROGRESS_QUARTERS_MAX];
    size_t other_count;
    bool reviews, any_sample;
    ProgressReport *drawn; // newest versions of the quarters in the drawing
    size_t drawn_count;
} BoardView;

// ---- an action ----------------------------------------------------------------------------------------------------

typedef struct ReportView {
    ProgressReport r;
    Quarter q;
    Str q_words;
    bool words; // this person sees what it says
    Pair pairs[PROGRESS_PAIRS_MAX];
    size_t pair_count;
    const ProgressReviewOfActionRow **reviews;
    size_t review_count;
    const ProgressFileOfActionRow **files;
    size_t file_count;
    StaffForm *review, *publish; // NULL: not here
} ReportView;
typedef struct OwnerView {
    Str name;
    StaffForm end;
} OwnerView;
typedef struct LinkRowView {
    ProgressLinkOfActionRow l;
    Str q_words;
    StaffForm end;
} LinkRowView;
typedef struct QuarterLink {
    Str q, words; // "2025Q1"
    bool again;   // there is a report already
} QuarterLink;
typedef struct ProgressActionView {
    const Plan *p; // with the books
    const PlanAction *a;
    const PlanBudget *row;
    MoneySum money[PLAN_BUDGET_YEARS];
    ProgressMark mark;
    ReportView *reports;
    size_t report_count;
    OwnerView owners[OWNERS_MAX];
    size_t owner_count;
    StaffForm owner_new, link_new;
    LinkRowView *links;
    size_t link_count;
    QuarterLink quarters[PROGRESS_QUARTERS_MAX]; // that this person can report on
    size_t quarter_count;
    ProgressReminderOfRow *reminders;
    size_t reminder_count;
    bool keeps, own;
} ProgressActionView;

// ---- the form, for staff and by a link ------------------------------------------------------------------------------

typedef struct ReportFormView {
    const PlanAction *a;
    Str q_words, org_name, draft_path;
    Date closes;
    Time saved_at; // of the draft; 0: none
    bool by_link, sent, kept, files_lost;
    const ProgressReport *last; // what was sent before for this quarter; NULL: nothing
    Str asked;                  // what the core team asked about it
    StaffForm form;
} ReportFormView;

// A link that was made just now: shown this once.
typedef struct MadeLink {
    const PlanAction *a;
    Str q_words, org_name, address;
} MadeLink;
typedef struct MadeLinksView {
    MadeLink *links;
    size_t count;
    Date until;
    Str back;
} MadeLinksView;

typedef struct RemindRow {
    const PlanAction *a;
    Str org_name;
    bool late, linked;
    Time reminded_at;
    const char *kind; // Dutch; NULL: not reminded
} RemindRow;
typedef struct RemindView {
    Quarter q;
    Str q_words;
    RemindRow *rows;
    size_t count;
    FormOption quarters[PROGRESS_QUARTERS_MAX];
    size_t quarter_count;
    StaffForm all;
} RemindView;

// ---- shared -------------------------------------------------------------------------------------------------------

Str progress_path(Arena *mem, int64_t action, const char *rest); // "/sturing/acties/12/bericht"
// The quarter that was asked for with this name, or the usual one.
Quarter progress_quarter(Str asked, Quarter usual);
// For a select: the quarters up to this one, the newest first.
size_t progress_quarter_options(Req *rq, Quarter last, Quarter chosen, FormOption *ret_options);
// The action of the first part of the path, and how the actor stands to it. E_NOTFOUND.
Err progress_action_open(Req *rq, const PlanAction **ret_a, Relation *ret_relation) MUST_USE;
const char *progress_badge(Str state); // class of utrecht-status-badge
const char *progress_letter(Str state);
// Actions by quarters, the last one at the right.
void progress_draw(Out *o, const BoardView *v);

extern const Route progress_routes[], progress_write_routes[], progress_report_routes[], progress_link_routes[];
extern const SteeringSection progress_section;
Err progress_job(App *app, Why *w) MUST_USE; // reminds, and forgets what is long enough ago
// For the page of the plan that is open to everyone.
Err progress_public(Req *rq, int64_t action, PlanProgress *ret_progress) MUST_USE;
