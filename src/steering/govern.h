// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// govern.h - who meets, about what, what was decided, and what came of it.
//
// Body      ministers, principals, steering group, core team ... and those of a region: code, members and how often it
//           meets at least stand in data/plan (bodies.csv, regional.csv). Members are organisations and functions.
// Meeting   planned, held or cancelled. Of a regional body: in a police unit.
// Agenda    is proposed from what needs deciding (AgendaSource); each proposal is taken or left off, and both are kept.
// Decision  is asked for by the core team, then taken (open) or refused, and followed until it is done or dropped. What
//           ministers and principals decide is recorded by a principal (steering_decide), the rest by the core team.
//           Every step is kept, so the list of any day in the past can be made again.
// Advice    weighty advice on a decision that is asked for; whoever decides says whether it was followed, and why when
//           it was not. Before that there is no decision.
// What it must never do: name a person; decide for principals; lose a step.
#pragma once
#include "app/form.h"
#include "app/sheets.h"
#include "programme/plan.h"
#include "steering/govern_sql.h"
#include "steering/steering.h"

enum {
    GOVERN_WORDS_MAX = 2000, // bytes of each text
    GOVERN_TITLE_MAX = 200,
    GOVERN_OWNER_MAX = 120,
    GOVERN_LIST_MAX = 400,
    MEETINGS_MAX = 2000, // of three years: the plan alone asks for 13 a year in each of ten regions
    AGENDA_MAX = 80,
};

// ---- bodies -------------------------------------------------------------------------------------------------------

typedef struct Body {
    Str code, title, members, cycle, decides, source; // title: in the reader's language; members: divided by "; "
    int64_t least;                                    // meetings a year; 0: the sources do not say
    bool regional, decider;                           // decider: what it decides is recorded by a principal
    bool meets; // false: something that appears or is done every year, such as a monitor
} Body;
enum { BODIES_MAX = 32, POLICE_UNITS = 10 };
size_t govern_bodies(Lang lang, Body ret_bodies[BODIES_MAX]);
bool govern_body(Lang lang, Str code, Body *ret_body); // false: there is none
extern const Choice police_units[];                    // POLICE_UNITS of them: of regional bodies

// What was held and is planned in a year against the least that is asked; a row for each region where anything is.
typedef struct BodyYear {
    Body body;
    Str region;                      // label; empty: national, or no region yet
    int64_t held, planned, shortage; // shortage: still to be planned
} BodyYear;
Err govern_year(Db *db, Arena *mem, Lang lang, int year, BodyYear **ret_rows, size_t *ret_count) MUST_USE;

// ---- meetings and their agenda ------------------------------------------------------------------------------------

typedef MeetingByIdRow Meeting;
extern const Choice meeting_states[];
// By day, up to not with to_day.
Err govern_meetings(Db *db, Arena *mem, Date from, Date to, Meeting **ret_meetings, size_t *ret_count) MUST_USE;
Str meeting_title(Arena *mem, Lang lang, const Meeting *m); // "Regiegroep", "Regionale tafel, Rotterdam: begroting"

typedef struct AgendaItem {
    Str kind, ref, title; // ref: of what it is about, for a link: "12"
    bool taken, kept;     // kept: somebody chose
} AgendaItem;
typedef struct Agenda {
    AgendaItem items[AGENDA_MAX];
    size_t count; // more does not fit
} Agenda;
void agenda_add(Agenda *a, const char *kind, Str ref, Str title);
// What of one kind needs this body's attention, as it is on the day of the meeting.
typedef struct AgendaSource {
    const char *kind, *label; // label: Dutch, of its part of the agenda
    const char *path;         // in front of ref; NULL: nothing to link to
    Err (*propose)(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
} AgendaSource;
extern const AgendaSource agenda_sources[]; // commands/routes.c; ended by kind NULL; in the order of the agenda
// Of decisions, reports, actions and risks; other rooms bring their own.
Err agenda_actions(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
Err agenda_reports(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
Err agenda_late(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
Err agenda_risks(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
Err agenda_asked(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
Err agenda_due(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a);
bool body_steers(Str code); // core team, programme team, steering group, principals, ministers
// What is proposed now, with what was chosen before; of a meeting that was held only what was chosen.
Err govern_agenda(Db *db, Arena *mem, Lang lang, const Meeting *m, Date today, Agenda *ret_agenda) MUST_USE;

// ---- decisions ----------------------------------------------------------------------------------------------------

typedef DecisionByIdRow SteeringDecision;
typedef AdviceWeightyOfRow Advised;
extern const Choice decision_states[], advice_outcomes[];
// All as they were at the end of a day, newest first. late: open, and due before that day.
Err govern_decisions(Db *db, Arena *mem, Date day, SteeringDecision **ret_decisions, size_t *ret_count) MUST_USE;
static inline bool decision_runs(const SteeringDecision *d)
{
    return str_eq_c(d->state, "open") || str_eq_c(d->state, "asked");
}
static inline bool decision_late(const SteeringDecision *d, Date day) { return decision_runs(d) && d->due_day < day; }
// Given from this day up to, not with, that day.
Err govern_advice(Db *db, Arena *mem, Date from, Date to, Advised **ret_advice, size_t *ret_count) MUST_USE;
Sheet decision_sheet(Arena *mem, Lang lang, const SteeringDecision *d, size_t count, Date day);

typedef struct NewDecision {
    Str submission, body, wording, owner, state, words; // state: asked, or open when it is in the minutes
    int64_t meeting;
    Date day, due;
    AccountId by;
    OrgId org;
} NewDecision;
// On the writer; the caller logs. ret_changed false: sent before.
Err decision_store(Db *db, Arena *mem, const NewDecision *n, Time now, int64_t *ret_id, bool *ret_changed) MUST_USE;

typedef struct DecisionStep {
    int64_t decision;
    Str submission, state, words; // state: open, refused (of what was asked), done, dropped, open (a note)
    bool take;     // it is decided now: only of what was asked
    int64_t meeting;
    Date day, due; // of open
    AccountId by;
    OrgId org;
} DecisionStep;
// E_CONFLICT: it is not in a state for this; or an advice was not answered yet (w says which).
Err decision_step(Db *db, Arena *mem, const DecisionStep *s, Time now, bool *ret_changed, Why *w) MUST_USE;

// E_INPUT: not followed, or only partly, and no reason given. E_CONFLICT: it was answered before.
Err advice_answer(Db *db, int64_t advice, int64_t decision, Str outcome, Str reason, Time now, Why *w) MUST_USE;

// Meetings, what must be decided or done before when, and the dates of the plan, as iCalendar.
Err govern_calendar(Db *db, Arena *mem, Lang lang, Date today, Str *ret_ics) MUST_USE;

extern const SteeringSection meeting_section, decision_section;
extern const Route meeting_routes[], decision_routes[];
