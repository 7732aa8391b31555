// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_report.h - the report of a quarter to the steering group, and of half a year to Parliament: made in one step.
//
// Period  a quarter ("2025Q1") or half a year ("2025H1") of the programme.
// Live    what happened while the plan is carried out, as it was at one moment: what owners reported, money, risks,
//         indicators, decisions. Given by who knows it (steering/reporting_gather.c), so that a report can be made from
//         the files alone as well, and so that it can be kept: live_write and live_read turn it into text and back.
//         What is not known says so in the report; it is never shown as zero.
// Text    a piece that the core team wrote, in Markdown: an introduction, one for each line, a conclusion.
// Input   all of it together: the same input gives the same bytes, as HTML, PDF and a workbook.
// What it must never do: look at the clock or the store; count people.
#pragma once
#include "print/doc.h"
#include "programme/plan.h"

typedef struct Period {
    int year, part;
    bool half;
} Period;
Err period_parse(Str s, Period *ret_p) MUST_USE;   // E_INPUT
Str period_code(Arena *mem, Period p);             // "2025Q1"
Str period_words(Arena *mem, Lang lang, Period p); // "kwartaal 1 van 2025"
Date period_begin(Period p);
Date period_end(Period p);
Period period_before(Period p);

// state and before: on_course, at_risk, stuck, done, not_started, stopped; before: in the period before, "" for none.
typedef struct LiveAction {
    int64_t number, percent; // -1: not counted
    Str state, before, progress, results, obstacles, forecast;
    Date ends_on, reported;
} LiveAction;
typedef struct LiveIndicator {
    Str code, goal, title, title_en, baseline, target, value, value_en, source, uncertain; // values with their unit
    Date day;
} LiveIndicator;
// kind: asked, taken, advice.
typedef struct LiveDecision {
    Str kind, body, title, title_en, outcome, owner;
    Date day, due;
} LiveDecision;

enum { LIVE_MAX = 5000, LIVE_TEXT_MAX = 4 * 1024 * 1024 };
typedef struct Live {
    bool actions_known, money_known, risks_known, indicators_known, decisions_known;
    LiveAction *actions;
    PlanSpending *money;
    PlanRisk *risks;
    LiveIndicator *indicators;
    LiveDecision *decisions;
    size_t action_count, money_count, risk_count, indicator_count, decision_count;
} Live;
Err live_write(Arena *mem, const Live *live, Str *ret_text) MUST_USE; // E_LIMIT
Err live_read(Arena *mem, Str text, Live *ret_live, Why *w) MUST_USE; // E_INPUT with the line

// block: "intro", "line1" to "line6", "end".
typedef struct ReportText {
    const char *block;
    Str markdown;
} ReportText;
enum { REPORTING_BLOCKS = 8, REPORTING_TEXT_MAX = 8000 };
extern const char *const reporting_blocks[REPORTING_BLOCKS];

typedef struct ReportInput {
    const Plan *plan;
    Period period;
    Lang lang;
    const Live *live; // NULL: from the files alone
    const ReportText *texts;
    size_t text_count;
    Time at;      // what was known until then; in the files: the end of the period
    Str state;    // words: "concept", "vastgesteld op ... (nummer ...)"; empty: made in one step
    Str replaces; // words, empty: nothing
} ReportInput;

Str reporting_title(Arena *mem, Lang lang, Period p);
Str reporting_digest(Arena *mem, const ReportInput *in); // of all it is made from, as hexadecimals
Doc *reporting_doc(Arena *mem, const ReportInput *in);
typedef enum ReportFormat { REPORT_HTML, REPORT_PDF, REPORT_XLSX, REPORT_FORMATS } ReportFormat;
extern const struct ReportingType {
    const char *ending, *type;
} reporting_files[REPORT_FORMATS];
// tmpdir: where the library of workbooks may put its parts for a moment; NULL: where the system does.
Err reporting_make(Arena *mem, const ReportInput *in, ReportFormat format, const char *tmpdir, Str *ret_bytes,
                   Why *w) MUST_USE;

// ---- drawings; a table beside them holds the same -----------------------------------------------------------------

Drawing *plan_drawing_years(Arena *mem, Lang lang, const Plan *p, Date mark, PlanSet attention); // a Gantt chart
Drawing *plan_drawing_budget(Arena *mem, Lang lang, const Plan *p);
Drawing *plan_drawing_risks(Arena *mem, Lang lang, const PlanRisk *risks, size_t count);

// ---- for plan_report*.c -------------------------------------------------------------------------------------------

typedef struct PlanReport {
    Arena *mem;
    const ReportInput *in;
    const Plan *p; // with what was booked
    const Live *live;
    Lang lang;
    Date begin, end;
    Doc *d;
} PlanReport;
const LiveAction *reporting_action(const PlanReport *r, int64_t number); // NULL: nothing was reported
PlanSet reporting_attention(const PlanReport *r);                        // late, stuck or at risk
const char *reporting_plan_state(const PlanReport *r, const PlanAction *a);
Str reporting_live_state(const PlanReport *r, Str code);          // in words
bool reporting_overdue(const PlanReport *r, const PlanAction *a); // the plan is over and nobody said it is done
const PlanRisk *reporting_risks(const PlanReport *r, size_t *ret_count);
Str reporting_pick(const PlanReport *r, Str dutch, Str english);
void reporting_text(const PlanReport *r, const char *block);
void reporting_money(const PlanReport *r);
void reporting_risk_part(const PlanReport *r);
void reporting_indicators(const PlanReport *r);
void reporting_decisions(const PlanReport *r);
void reporting_parliament(const PlanReport *r);
void reporting_next(const PlanReport *r);
void reporting_sources(const PlanReport *r);
Err reporting_xlsx(Arena *mem, const PlanReport *r, const char *tmpdir, Str *ret_xlsx, Why *w) MUST_USE;
