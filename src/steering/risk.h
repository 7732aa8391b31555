// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// risk.h - what may go wrong with the programme, how bad that would be, what is done about it, and who keeps an eye on
// it.
//
// Risk     something uncertain that would hurt the programme. Those of the plan (data/plan/risks.csv) are there from
// the
//          start; others are added. Owners are organisations or functions, never persons.
// level    chance times the largest effect on time, money and quality; each 1 to 3, so 1 to 9.
// above    the level is higher than what the steering group accepts: stands out, and goes on the agenda.
// version  every change is a new version with a reason. Nothing is overwritten: the list of any day in the past can be
//          made again, and the trend follows from it: the level against that of three months before.
// What it must never do: change a version; take a trend from anybody's word.
#pragma once
#include "app/form.h"
#include "app/sheets.h"
#include "programme/plan.h"
#include "steering/risk_sql.h"
#include "steering/steering.h"

enum {
    RISK_SCORE_MAX = 3,
    RISK_TEXT_MAX = 1000, // bytes of each text
    RISK_OWNER_MAX = 120,
    RISK_TREND_DAYS = 91,
    RISK_REVIEW_DAYS = 91, // to the first review
};

extern const Choice risk_sides[], risk_scores[], risk_levels[], risk_states[];

typedef enum RiskTrend { RISK_NEW, RISK_UP, RISK_SAME, RISK_DOWN } RiskTrend;
const char *risk_trend_text(RiskTrend t); // Dutch, translated where shown

typedef struct Risk {
    int64_t id, number;                                                    // number: of the version
    Str code, side, title, title_en, cause, owner, measure, state, reason; // title_en: the title when there is none
    int64_t chance, time, money, quality, accepted, level;
    Date review_day;
    Time at; // of the version
    RiskTrend trend;
    bool closed, above, overdue; // above, overdue: of open ones
} Risk;

// As they were at the end of a day; open ones first, highest level first.
Err risk_list(Db *db, Arena *mem, Date day, Risk **ret_risks, size_t *ret_count) MUST_USE;
Err risk_one(Db *db, Arena *mem, int64_t id, Date day, Risk *ret_risk) MUST_USE; // E_NOTFOUND
// A table of them, and a picture of the open ones: chance against effect, with their codes in the squares. The picture
// wants the styles of a report (web/README.md, mr-*).
Sheet risk_sheet(Arena *mem, Lang lang, const Risk *risks, size_t count);
void risk_draw(Buf *b, Lang lang, const Risk *risks, size_t count);

typedef struct NewRisk {
    int64_t id;   // 0: a new one
    int64_t seen; // the version that was on the screen
    Str submission, side, title, cause, owner, measure, state, reason;
    int64_t chance, time, money, quality, accepted;
    Date review_day;
} NewRisk;
// On the writer; the caller logs. E_CONFLICT: somebody changed it meanwhile. ret_changed false: sent before.
Err risk_store(Db *db, Arena *mem, const NewRisk *n, AccountId by, OrgId org, Time now, int64_t *ret_id,
               bool *ret_changed) MUST_USE;
// Those of the plan that are not there yet, as of the day of the plan. On the writer; the caller logs.
Err risk_seed(Db *db, Arena *mem, Time now, int64_t *ret_added) MUST_USE;

extern const SteeringSection risk_section;
extern const Route risk_routes[];
