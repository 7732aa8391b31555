// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// reporting_gather.c - what the other parts of the steering know of a period, as the report wants it.
#include "steering/govern.h"
#include "steering/indicator_view.h"
#include "steering/money.h"
#include "steering/progress.h"
#include "steering/reporting.h"
#include "steering/risk.h"

static Quarter last_quarter(Period p) { return (Quarter){p.year, p.half ? p.part * 2 : p.part}; }

static Err gather_actions(Db *db, Arena *mem, Period period, Time now, Live *live)
{
    ProgressReport *before = NEW_ARRAY(mem, ProgressReport, PLAN_ACTIONS);
    ProgressReport *counts = NEW_ARRAY(mem, ProgressReport, PLAN_ACTIONS);
    Period earlier = period_before(period);
    if (earlier.year >= PLAN_FIRST_YEAR) TRY(progress_accepted(db, mem, last_quarter(earlier), now, before));
    TRY(progress_accepted(db, mem, last_quarter(period), now, counts));
    live->actions = NEW_ARRAY(mem, LiveAction, PLAN_ACTIONS);
    live->actions_known = true;
    for (size_t i = 0; i < PLAN_ACTIONS; i++) {
        const ProgressReport *r = &counts[i];
        if (!r->id) continue;
        live->actions[live->action_count++] = (LiveAction){.number = (int64_t)i + 1,
                                                           .percent = r->percent,
                                                           .state = r->state,
                                                           .before = before[i].state,
                                                           .progress = r->progress,
                                                           .results = r->results,
                                                           .obstacles = r->obstacles,
                                                           .forecast = r->forecast,
                                                           .ends_on = r->ends_on,
                                                           .reported = date_nl(r->reported_at)};
    }
    return OK;
}

static Err gather_money(Db *db, Arena *mem, const Plan *p, Date day, Live *live)
{
    const Plan *money;
    TRY(money_plan(db, mem, p, day, &money));
    live->money = money->spending;
    live->money_count = money->spending_count;
    live->money_known = true;
    return OK;
}

static Str number_of(Arena *mem, const PlanIndicator *i, Str text)
{
    int64_t v;
    if (!text.n || plan_number(text, &v) != OK) return text;
    return indicator_unit_text(mem, LANG_NL, i, (double)v / PLAN_THOUSANDTHS);
}

static Err gather_indicators(Db *db, Arena *mem, Period period, Date day, Live *live)
{
    IndicatorState *states;
    size_t n;
    TRY(indicator_states(db, mem, LANG_NL, period.year, day, &states, &n));
    live->indicators = NEW_ARRAY(mem, LiveIndicator, n + 1);
    live->indicators_known = true;
    for (size_t k = 0; k < n; k++) {
        const PlanIndicator *i = states[k].i;
        const IndicatorValue *v = &states[k].latest;
        bool known = v->from != 0;
        live->indicators[live->indicator_count++] =
            (LiveIndicator){.code = i->code,
                            .goal = i->goal,
                            .title = i->title,
                            .title_en = i->title_en,
                            .baseline = number_of(mem, i, i->baseline),
                            .target = number_of(mem, i, i->target),
                            .value = known ? indicator_text(mem, LANG_NL, i, v) : STR_NONE,
                            .value_en = known ? indicator_text(mem, LANG_EN, i, v) : STR_NONE,
                            .source = v->source.n ? v->source
                                      : v->import ? i->source
                                                  : S("Baken"),
                            .uncertain = i->uncertain,
                            .day = known ? v->to - 1 : 0}; // up to, not with
    }
    return OK;
}

static Err gather_risks(Db *db, Arena *mem, Date day, Live *live)
{
    static const char *const trends[] = {
        [RISK_NEW] = "new", [RISK_UP] = "up", [RISK_SAME] = "same", [RISK_DOWN] = "down"};
    Risk *risks;
    size_t n;
    TRY(risk_list(db, mem, day, &risks, &n));
    live->risks = NEW_ARRAY(mem, PlanRisk, n + 1);
    live->risks_known = true;
    for (size_t i = 0; i < n; i++) {
        const Risk *r = &risks[i];
        if (r->closed) continue;
        live->risks[live->risk_count++] = (PlanRisk){.code = r->code,
                                                     .side = r->side,
                                                     .title = r->title,
                                                     .title_en = r->title_en,
                                                     .cause = r->cause,
                                                     .owner = r->owner,
                                                     .measure = r->measure,
                                                     .trend = str_c(trends[r->trend]),
                                                     .chance = r->chance,
                                                     .time = r->time,
                                                     .money = r->money,
                                                     .quality = r->quality,
                                                     .accepted = r->accepted};
    }
    return OK;
}

static Str body_name(Str code)
{
    Body b;
    return govern_body(LANG_NL, code, &b) ? b.title : code;
}

static Err gather_decisions(Db *db, Arena *mem, Period period, Date day, Live *live)
{
    SteeringDecision *d;
    Advised *advice;
    size_t n, advised;
    TRY(govern_decisions(db, mem, day, &d, &n));
    TRY(govern_advice(db, mem, period_begin(period), day + 1, &advice, &advised));
    live->decisions = NEW_ARRAY(mem, LiveDecision, n + advised + 1);
    live->decisions_known = true;
    for (size_t i = 0; i < n; i++) {
        bool asked = str_eq_c(d[i].state, "asked");
        if (!asked && (d[i].day < period_begin(period) || d[i].day > day)) continue;
        live->decisions[live->decision_count++] =
            (LiveDecision){.kind = asked ? S("asked") : S("taken"),
                           .body = body_name(d[i].body),
                           .title = d[i].wording,
                           .outcome = asked ? STR_NONE : str_c(choice_label(decision_states, d[i].state)),
                           .owner = d[i].owner,
                           .day = asked ? 0 : d[i].day,
                           .due = d[i].due_day};
    }
    for (size_t i = 0; i < advised; i++) {
        const char *said = choice_label(advice_outcomes, advice[i].outcome);
        live->decisions[live->decision_count++] = (LiveDecision){
            .kind = S("advice"),
            .body = body_name(advice[i].body),
            .title = advice[i].wording,
            .outcome = advice[i].outcome.n ? str_fmt(mem, "%s. %.*s", said, STR_ARG(advice[i].reason)) : STR_NONE,
            .day = advice[i].day};
    }
    return OK;
}

Err reporting_gather(Db *db, Arena *mem, const Plan *p, Period period, Time now, Live *ret_live)
{
    Live live = {0};
    Date today = date_nl(now), day = today < period_end(period) ? today : period_end(period);
    TRY(gather_actions(db, mem, period, now, &live));
    TRY(gather_money(db, mem, p, day, &live));
    TRY(gather_indicators(db, mem, period, day, &live));
    TRY(gather_risks(db, mem, day, &live));
    TRY(gather_decisions(db, mem, period, day, &live));
    *ret_live = live;
    return OK;
}
