// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan.h - the national programme as data: its plan in both versions, its budget, risks, bodies and dates.
//
// Nouns. The plan is what stands in data/plan/*.csv: one table a file, one row a line, each row with its source. A
// *line* is an action line (1-6, its budget c-g); a *goal* is an operational goal; an *action* has a number (1-32).
// Years of an action are known threefold: `ticks` (the planning table), `text_years` (what its own text says) and
// `years` (the reading chosen). A *contradiction* records two places that disagree, with the reading chosen and why;
// its `seen` are the keys of what plan_check finds by itself, so that none goes unrecorded and none stays when it is
// gone.
//
// Loading is pure and strict: a text for each table in, a Plan or a message with file and line out. Whatever is wrong
// in a file is refused; what the sources contradict is not wrong but recorded. Everything lives in the arena it was
// loaded in; views of the text are kept, so the text must live as long.
// Amounts are whole euros. PLAN_NO_AMOUNT: nothing was printed, which is not zero.
// Never here: guessing an amount or a year that no source gives, and names of persons.
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"

enum {
    PLAN_FIRST_YEAR = 2023,
    PLAN_LAST_YEAR = 2027,
    PLAN_YEARS = PLAN_LAST_YEAR - PLAN_FIRST_YEAR + 1,
    PLAN_BUDGET_YEARS = 4, // 2023-2026
    PLAN_ACTIONS = 32,
    PLAN_PROPOSALS = 33,
    PLAN_NO_AMOUNT = -1,
    PLAN_CLOSE_DAYS = 28, // after a quarter ended: so long owners still report on their actions
};

typedef uint64_t PlanSet;   // of numbers 1-64
typedef uint64_t PlanYears; // of years from PLAN_FIRST_YEAR

// `line`: in its file. A printed amount is kept in millionths of its unit until plan_load makes euros of it.
typedef struct PlanSource {
    int line;
    Str code, title, day, about;
} PlanSource;
typedef struct PlanVersion {
    int line;
    int64_t code, lines, actions;
    Date day;
    Str name, name_en, about, source;
} PlanVersion;
typedef struct PlanGoal {
    int line;
    int64_t number;
    Str title, title_en, source;
} PlanGoal;
typedef struct PlanLine {
    int line;
    int64_t number;
    Str budget, title, title_en, in_2023, in_2024, effects, source;
} PlanLine;
typedef struct PlanOperational {
    int line;
    Str code, title, title_en, in_planning, indicator, source;
    int64_t of_line, year;
} PlanOperational;
typedef struct PlanPhase {
    int line;
    Str code, title, title_en, about, source;
    Date from, until;
} PlanPhase;
typedef struct PlanAction {
    int line;
    int64_t number;
    Str goal, title, title_en, phase, owners, partners, forms, source;
    PlanYears ticks, text_years, years;
    int64_t of_line; // from its goal
} PlanAction;
typedef struct PlanDevelopment {
    int line;
    Str code, kind, title, title_en, source;
    int64_t of_line, year; // line 0: of no line
    PlanSet actions;
} PlanDevelopment;
typedef struct PlanProposal {
    int line;
    int64_t number, once, structural;
    Str theme, chance, title, title_en, answer, appreciation, cost, source;
    PlanSet actions, proposals;
} PlanProposal;
typedef struct PlanMotion {
    int line;
    Str code, kind, number, name, title, title_en, answer, source;
    Date day;
    PlanSet proposals, actions;
} PlanMotion;
typedef struct PlanRecommendation {
    int line;
    int64_t number;
    Str title, title_en, response, source;
    PlanSet lines, actions;
} PlanRecommendation;
typedef struct PlanRegionalTask {
    int line;
    int64_t number;
    Str title, title_en, source;
} PlanRegionalTask;
typedef struct PlanRegional {
    int line;
    Str code, title, title_en, who, source;
    int64_t task, minimum;
} PlanRegional;
typedef struct PlanBudget {
    int line;
    Str code, letter, title, title_en, basis, source;
    PlanSet printed, actions;
    int64_t unit, amount[PLAN_BUDGET_YEARS];
    int64_t copy_unit, copy[PLAN_BUDGET_YEARS]; // as the letter of January 2024 repeats them
} PlanBudget;
typedef struct PlanTotal {
    int line;
    Str code, of, copy, source;
    PlanSet actions;
    int64_t unit, amount[PLAN_BUDGET_YEARS], over_years;
} PlanTotal;
typedef struct PlanSpending {
    int line;
    Date day;
    Str kind, code, to, reason, decided_by, source;
    int64_t year, amount;
    int64_t to_year; // of a shift that is booked in the store (steering/money.h); 0: the same year
} PlanSpending;
typedef struct PlanRisk {
    int line;
    Str code, side, title, title_en, cause, owner, measure, trend, source;
    int64_t chance, time, money, quality, accepted;
} PlanRisk;
typedef struct PlanBody {
    int line;
    Str code, title, title_en, members, cycle, decides, source;
    int64_t times;
} PlanBody;
typedef struct PlanDeadline {
    int line;
    Str code, title, title_en, source;
    Date day;
    PlanSet actions;
} PlanDeadline;
// kind: count over a period, share of all in a period, median of a period, state at a moment. live: the platform
// measures it. baseline and target: a decimal number as text, empty when no source gives one.
typedef struct PlanIndicator {
    int line;
    Str code, goal, title, title_en, question, question_en, definition, unit, kind, direction, live, baseline,
        baseline_about, target, owner, uncertain, protect, source;
    int64_t target_year; // 0: none
} PlanIndicator;
typedef struct PlanContradiction {
    int line;
    Str code, title, title_en, seen, one, other, reading, because, source;
    PlanSet actions;
} PlanContradiction;

// file and field of Plan, type of its rows
#define PLAN_TABLES(X)                                                                                                 \
    X(sources, PlanSource)                                                                                             \
    X(versions, PlanVersion)                                                                                           \
    X(goals, PlanGoal)                                                                                                 \
    X(lines, PlanLine)                                                                                                 \
    X(operational, PlanOperational)                                                                                    \
    X(phases, PlanPhase)                                                                                               \
    X(actions, PlanAction)                                                                                             \
    X(developments, PlanDevelopment)                                                                                   \
    X(proposals, PlanProposal)                                                                                         \
    X(motions, PlanMotion)                                                                                             \
    X(recommendations, PlanRecommendation)                                                                             \
    X(regional_tasks, PlanRegionalTask)                                                                                \
    X(regional, PlanRegional)                                                                                          \
    X(budget, PlanBudget)                                                                                              \
    X(totals, PlanTotal)                                                                                               \
    X(spending, PlanSpending)                                                                                          \
    X(risks, PlanRisk)                                                                                                 \
    X(bodies, PlanBody)                                                                                                \
    X(deadlines, PlanDeadline)                                                                                         \
    X(contradictions, PlanContradiction)                                                                               \
    X(indicators, PlanIndicator)

typedef enum PlanTable {
#define X(name, type) PLAN_##name,
    PLAN_TABLES(X)
#undef X
        PLAN_TABLE_COUNT
} PlanTable;

typedef struct Plan {
    Arena *mem;
#define X(name, type)                                                                                                  \
    type *name;                                                                                                        \
    size_t name##_count;
    PLAN_TABLES(X)
#undef X
} Plan;

const char *plan_table_file(PlanTable t); // "actions.csv"
// One table by itself: no references are followed. E_INPUT with "actions.csv, line 7: ...".
Err plan_table_read(Arena *mem, PlanTable t, Str text, Plan *ret_plan, Why *w) MUST_USE;
// All of them, and everything they refer to.
Err plan_load(Arena *mem, const Str texts[PLAN_TABLE_COUNT], Plan *ret_plan, Why *w) MUST_USE;
// The plan inside the program: loaded once, at the start. plan_get asserts that it is there.
Err plan_start(Why *w) MUST_USE;
void plan_stop(void);
const Plan *plan_get(void);

static inline bool plan_has(PlanSet s, int64_t n) { return n >= 1 && n <= 64 && (s >> (n - 1) & 1) != 0; }
bool plan_in_year(PlanYears s, int64_t year);
int64_t plan_last_year(PlanYears s); // 0 when empty
int64_t plan_first_year(PlanYears s);
Str plan_set_text(Arena *mem, PlanSet s);     // "3 4", as in the files
Str plan_set_words(Arena *mem, PlanSet s);    // "3, 4"
Str plan_years_text(Arena *mem, PlanYears s); // "2024, 2025"
// The next of a list that is divided by "; ".
Str plan_next(Str *rest);
const PlanAction *plan_action(const Plan *p, int64_t number); // NULL when there is none
const PlanProposal *plan_proposal(const Plan *p, int64_t number);
const PlanOperational *plan_operational(const Plan *p, Str code);
const PlanLine *plan_line(const Plan *p, int64_t number);
const PlanIndicator *plan_indicator(const Plan *p, Str code);
enum { PLAN_THOUSANDTHS = 1000 };
// "66", "0,5" or "-1.25" in thousandths; at most three decimals. E_INPUT.
Err plan_number(Str s, int64_t *ret_thousandths) MUST_USE;

// ---- money --------------------------------------------------------------------------------------------------------

// letter: "c", or "all". copy: as the letter of January 2024 repeats it. Nothing printed counts as zero.
int64_t plan_reserved(const Plan *p, Str letter, int year, bool copy);
int64_t plan_reserved_for(const Plan *p, PlanSet actions, int year); // rows wholly within these actions
// kind: "committed", "spent"; shifts are counted in what was reserved by plan_available.
int64_t plan_spent(const Plan *p, Str letter, int year, const char *kind);
int64_t plan_available(const Plan *p, Str letter, int year);
extern const char *const plan_letters[]; // "a".."h", ended by NULL
Str plan_letter_title(const Plan *p, const char *letter, bool english);

// ---- check --------------------------------------------------------------------------------------------------------

typedef struct PlanCheck {
    const Str *faults; // in English, for who edits the files
    size_t fault_count;
    const Str *keys; // of contradictions that were found
    size_t key_count;
    size_t sums;     // printed amounts that were compared
    bool reconciles; // all sums are as printed
} PlanCheck;
void plan_check(Arena *mem, const Plan *p, PlanCheck *ret_check);

// What was reserved, committed and spent: {"years":{"2023":…},"lines":[…],"reconciles":true}
Str plan_budget_json(Arena *mem, const Plan *p, const PlanCheck *k);

// ---- what comes out -----------------------------------------------------------------------------------------------

typedef struct Quarter {
    int year, quarter;
} Quarter;
Err quarter_parse(Str s, Quarter *ret_q) MUST_USE; // "2025Q1", within the programme; reports: plan_report.h
Date quarter_end(Quarter q);

Str plan_json(Arena *mem, const Plan *p);                 // every table
Str plan_csv(Arena *mem, const Plan *p);                  // the actions, with what is reserved for them
Str plan_calendar(Arena *mem, const Plan *p, bool dutch); // deadlines as iCalendar (RFC 5545)
// Every table in a workbook. tmpdir: where the library may put its parts for a moment; NULL: where the system does.
Err plan_xlsx(Arena *mem, const Plan *p, const char *tmpdir, Str *ret_xlsx, Why *w) MUST_USE;

// Drawings as SVG, with a short description; a table beside them holds the same.
void plan_draw_years(Buf *b, const Plan *p, Date mark); // Gantt chart; mark: a line on this day, 0: none
void plan_draw_budget(Buf *b, const Plan *p);
void plan_draw_risks(Buf *b, const Plan *p);

// Where an action stands on a day, by its years: "komt nog", "loopt", "zou klaar zijn" (translated where shown).
const char *plan_state(const PlanAction *a, Date day);
// Chance times the largest effect, 1-9.
int64_t risk_level(int64_t chance, int64_t time, int64_t money, int64_t quality);
int64_t plan_risk_level(const PlanRisk *r);
