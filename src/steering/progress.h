// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress.h - how far the actions of the plan are, in the words of their owners, weighed by the core team.
//
// owner    an organisation that owns an action. Its action owners report on it and touch no other action.
// report   what was said of one action for one quarter. Never changed: a correction is a new version, and the newest
//          version of a quarter counts. Whoever reported, it is *open* until the core team accepts it or asks for more.
// due      reports are asked for until the last day of the quarter; *late* after it; the quarter *closes* four weeks
//          later. Then only the core team still enters one.
// link     lets somebody without an account report on one action for one quarter, until the quarter closes or it is
//          withdrawn. The secret in it is nowhere: the store has a keyed digest.
// public   shows nothing but a report that was accepted and that the core team opened.
// For other parts of the steering: progress_accepted (what counts) and progress_marks (what stands out).
// Writes run on the writer; callers log. What it must never do: replace or remove what was reported; keep the name of
// who reported by a link unless it was filled in.
#pragma once
#include "app/form.h"
#include "programme/plan.h"
#include "steering/progress_sql.h"

enum {
    PROGRESS_TEXT_MAX = 4000, // bytes of each text
    PROGRESS_NAME_MAX = 100,
    PROGRESS_ADDRESS_MAX = 500,
    PROGRESS_REMIND_DAYS = 14, // before the quarter ends
    PROGRESS_HISTORY_MAX = 400,
    PROGRESS_FILES_MAX = 3, // with one report
};

extern const Choice progress_states[], progress_phases[], progress_reviews[];

// ---- quarters -----------------------------------------------------------------------------------------------------

// As a number in the store: 20251 is the first quarter of 2025; 0 when it is none.
static inline int64_t quarter_number(Quarter q) { return (int64_t)q.year * 10 + q.quarter; }
Quarter quarter_from(int64_t number);   // year 0 when it is none of the programme
Quarter quarter_at(Date day);           // of that day; the first or last of the programme when it lies outside
Quarter quarter_step(Quarter q, int n); // n later, or earlier; stays within the programme
Date quarter_begin(Quarter q);
Date quarter_closes(Quarter q);                      // the last day on which owners report
Str quarter_text(Arena *mem, Quarter q);             // "2025Q1"
Str quarter_words(Arena *mem, Lang lang, Quarter q); // "kwartaal 1 van 2025"

// ---- reading ------------------------------------------------------------------------------------------------------

typedef ProgressByIdRow ProgressReport;

// What counts: for each action the newest accepted report for this quarter or an earlier one, accepted before a moment
// (0: whenever). At number - 1; id 0: there is none.
Err progress_accepted(Db *db, Arena *mem, Quarter q, Time before, ProgressReport ret_all[PLAN_ACTIONS]) MUST_USE;
// The newest version for this quarter, accepted or not. id 0: nothing was reported.
Err progress_newest(Db *db, Arena *mem, Quarter q, ProgressReport ret_all[PLAN_ACTIONS]) MUST_USE;

// What stands out about an action, seen from a quarter, on a day.
typedef struct ProgressMark {
    bool expected; // the plan has begun it, and no accepted report of an earlier quarter said done or stopped
    bool reported, accepted, asked_more; // the newest report for this quarter
    bool late;                           // expected, not reported, and the quarter is over
    bool overdue;                        // its last year in the plan is over and it is not done or stopped
    bool stuck, at_risk;                 // by the newest report for this quarter, else by what was last accepted
    bool overspent;                      // its row of the budget, in a year up to this quarter (steering/money.h)
    bool unowned;
} ProgressMark;
Err progress_marks(Db *db, Arena *mem, const Plan *p, Quarter q, Date today,
                   ProgressMark ret_all[PLAN_ACTIONS]) MUST_USE;
// The same of what progress_newest and progress_accepted gave.
Err progress_marks_of(Db *db, Arena *mem, const Plan *p, Quarter q, Date today, const ProgressReport now[PLAN_ACTIONS],
                      const ProgressReport counts[PLAN_ACTIONS], ProgressMark ret_all[PLAN_ACTIONS]) MUST_USE;
static inline bool progress_stands_out(const ProgressMark *m)
{
    return m->late || m->overdue || m->stuck || m->at_risk || m->overspent || m->unowned || m->asked_more;
}

// How the actor stands to an action: REL_OWN when the organisation owns it, else REL_NONE.
Err progress_relation(Db *db, Arena *mem, const Actor *who, int64_t action, Relation *ret_relation) MUST_USE;
// The organisations that own an action now, in words: "A; B".
Str progress_owners(Arena *mem, const ProgressOwnerAllRow *all, size_t n, int64_t action);

// ---- writing ------------------------------------------------------------------------------------------------------

typedef struct NewProgress {
    Str submission;
    int64_t action;
    Quarter quarter;
    OrgId org;
    AccountId account; // 0: by the link
    int64_t link;
    Str reporter, state, phase, progress, results, obstacles, forecast, evidence;
    Date ends_on;
    int64_t percent; // -1: not counted
    bool sample;
} NewProgress;
// E_INPUT in Dutch, with the name of the field that is wrong.
Err progress_check(const NewProgress *n, const char **ret_field, Why *w) MUST_USE;
// A submission stored before gives the same report again. The draft of who sent it goes.
Err progress_store(Db *db, Arena *mem, const NewProgress *n, Time now, int64_t *ret_id, bool *ret_again) MUST_USE;
// Whether owners can still report for this quarter, and whether it can be reported on at all.
bool progress_open_for_owners(Quarter q, Date today);
bool progress_can_be_reported(Quarter q, Date today);

typedef struct NewReview {
    Str submission;
    int64_t report;
    AccountId by;
    Str verdict, words; // accepted, more, note
    bool publish;       // with accepted
} NewReview;
// E_CONFLICT: there is a newer version. E_INPUT: words are missing.
Err progress_review(Db *db, Arena *mem, const NewReview *n, Time now, Why *w) MUST_USE;

// Evidence in a file: sealed with the key of the installation, bound to the file.
Str progress_seal_key(Arena *mem, const Secret *pepper, Str stored, const Secret *key);
Err progress_open_key(Arena *mem, const Secret *pepper, Str stored, Str sealed, Secret *ret_key) MUST_USE;

// ---- links --------------------------------------------------------------------------------------------------------

enum { PROGRESS_LINK_MAX = 64 };
// The secret of a link, the same for the same form sent twice, and what the store keeps of it.
Str progress_link_secret(Arena *mem, const Secret *pepper, Str submission, int64_t action, OrgId org);
Hash progress_link_digest(Arena *mem, const Secret *pepper, Str secret);
// Ends earlier links of this owner for this action and quarter. E_CONFLICT: this very link was withdrawn.
Err progress_link_make(Db *db, Arena *mem, const Secret *pepper, Str secret, int64_t action, Quarter q, OrgId org,
                       AccountId by, Time now) MUST_USE;
Err progress_link_find(Db *db, Arena *mem, const Secret *pepper, Str secret, Time now,
                       ProgressLinkFindRow *ret_l) MUST_USE;

// ---- reminders ----------------------------------------------------------------------------------------------------

// Reminds owners of expected reports: two weeks before the quarter ends, on its last day, and a week after. Each once.
Err progress_remind(Db *db, Arena *mem, const Plan *p, Time now, int64_t *ret_made) MUST_USE;
// Names that were filled in by a link go after a year, drafts that nobody sent after half a year.
enum { PROGRESS_NAME_DAYS = 365, PROGRESS_DRAFT_DAYS = 183 };
Err progress_forget(Db *db, Time now, int64_t *ret_gone) MUST_USE;
