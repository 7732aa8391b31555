// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_life.h - the past of one signal: who did what, when. Between the demo_*.c files only.
//
// life    one signal and what came of it: steps in order of time, planned with chance; what a step finds out (an
//         outcome, a case) plans others.
// step    one thing that a person does. Most are a form of the platform, filled in and handed to its own handler (Act),
//         as the person who would have done it, at the moment it would have been done.
// A step later than today is left undone: that is today's work.
#pragma once
#include "commands/demo.h"
#include "signal/mailbox.h"

#define STEPS(X)                                                                                                       \
    X(report)                                                                                                          \
    X(assign)                                                                                                          \
    X(reply)                                                                                                           \
    X(hear)                                                                                                            \
    X(indicators)                                                                                                      \
    X(fact) X(talk) X(note) X(wait) X(ask) X(advise) X(decide) X(refer) X(answer) X(withhold) X(feedback) X(close)     \
        X(case_open) X(case_part) X(case_person) X(case_weigh) X(case_step) X(case_task) X(case_task_done)             \
            X(case_note) X(case_stuck) X(case_moving) X(case_close)
typedef enum StepKind {
#define X(name) STEP_##name,
    STEPS(X)
#undef X
        STEP_COUNT
} StepKind;

typedef struct Step {
    Time at;
    StepKind kind;
    const char *text; // what it is about, for some kinds
} Step;

enum { LIFE_STEPS_MAX = 48 };

typedef struct Life {
    DemoSignal plan;
    Dice dice;
    int64_t signal, advice, referral, case_id; // ids, 0 = not there
    Receipt receipt;
    size_t org, worker;      // who owns it: positions in demo_orgs, demo_accounts
    size_t to_org, receiver; // of the referral
    size_t adviser;
    bool urgent, police_ok;
    bool tour, fixed;        // it goes as demo_tour.c says; the outcome and the receiver too
    Str outcome, table_code; // codes that last
    Step steps[LIFE_STEPS_MAX];
    size_t step_count, done;
} Life;

typedef struct World {
    App *app;
    Db *db; // for reading
    const DemoPeople *people;
    const Stories *stories;
    Time now;
    Why *why;
} World;

// A form in the hand of a person.
enum { ACT_FIELDS_MAX = 80 };
typedef struct Act {
    Life *life; // NULL: it belongs to no signal (demo_shelter.c)
    Time at;
    bool skip; // nothing to do after all
    Req *rq;   // a form of the platform
    SealedReport *report;
    Mailbox *mailbox;
    MailboxPost *post;
    Field fields[ACT_FIELDS_MAX];
    size_t field_count;
    int64_t made; // id of what was made
} Act;

void life_add(Life *l, Time at, StepKind kind, const char *text); // full: it is not added
void life_start(Life *l, const DemoSignal *plan);
extern const size_t demo_tour_count;
void life_start_tour(const World *w, Life *l, size_t number);
// Makes the next step ready (on the reading connection), carries it out (on the writer), and takes notice of what it
// led to.
Err life_prepare(const World *w, Arena *mem, Life *l, Act *ret_act) MUST_USE;
Err life_write(const World *w, Db *db, Arena *mem, Act *a) MUST_USE;
void life_after(Life *l, const Act *a);
const char *step_name(StepKind k);

void act_field(Act *a, const char *name, Str value);
void act_int(Arena *mem, Act *a, const char *name, int64_t value);
// Hands the form to the handler's first half, as this person.
Err act_prepare(const World *w, Arena *mem, Act *a, size_t account, Str path) MUST_USE;
Err act_write(const World *w, Db *db, Act *a) MUST_USE;
// Somebody of the organisation with one of these roles; demo_account_count when there is nobody.
size_t demo_someone(Dice *d, size_t org, RoleSet roles);

// Cases (demo_case.c)
Err case_prepare_step(const World *w, Arena *mem, Life *l, const Step *s, Act *a) MUST_USE;
void plan_case(Life *l, Time opened);
bool demo_serves(size_t org, Str gm_code, Str region_code, Str police_unit);

// Shelter: providers and their places (demo_shelter.c), who looks for a place (demo_placing.c). Nothing of it hangs on
// a signal.
Err demo_shelter(const World *w, Arena *mem) MUST_USE;
Err demo_placings_past(const World *w, int64_t count) MUST_USE; // before what providers say today
Err demo_claims(const World *w) MUST_USE;                       // what they say today
Err demo_placings(const World *w, Arena *mem) MUST_USE;
// The steering of the programme (demo_govern.c).
Err demo_govern(const World *w, Arena *mem) MUST_USE;
Err demo_reporting(const World *w, Arena *mem) MUST_USE; // demo_reporting.c; the last, for it tells of the rest
Err demo_awareness(const World *w, Arena *mem) MUST_USE; // campaigns, surveys, courses (demo_awareness.c)
Err demo_progress(const World *w) MUST_USE; // the programme: reports on actions, and its books
void act_ticks(Act *a, const char *name, const char *codes); // codes with a space between
Err act_do(const World *w, Arena *mem, Act *a, const char *username, Str path, Time at) MUST_USE; // both halves
