// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "programme/plan_report.h"
#include "steering/risk.h"
#include <stdlib.h>

const Choice risk_sides[] = {
    {"internal", "", N_("binnen het programma"), "", ""}, {"external", "", N_("van buiten"), "", ""}, {0}};
const Choice risk_scores[] = {
    {"1", "", N_("1, klein"), "", ""}, {"2", "", N_("2, middel"), "", ""}, {"3", "", N_("3, groot"), "", ""}, {0}};
const Choice risk_levels[] = {{"1", "", "1", "", ""},
                              {"2", "", "2", "", ""},
                              {"3", "", "3", "", ""},
                              {"4", "", "4", "", ""},
                              {"6", "", "6", "", ""},
                              {"9", "", "9", "", ""},
                              {0}};
const Choice risk_states[] = {{"open", "", N_("open"), "", ""}, {"closed", "", N_("gesloten"), "", ""}, {0}};

const char *risk_trend_text(RiskTrend t)
{
    switch (t) {
    case RISK_NEW: return N_("nieuw");
    case RISK_UP: return N_("stijgt");
    case RISK_SAME: return N_("gelijk");
    case RISK_DOWN: return N_("daalt");
    }
    return "";
}

static int64_t level_of(const RiskVersionsRow *r)
{
    return risk_level(r->chance, r->on_time, r->on_money, r->on_quality);
}

// The plan has English for the titles that nobody changed.
static Str english(const RiskVersionsRow *r)
{
    const Plan *p = plan_get();
    for (size_t i = 0; i < p->risks_count; i++)
        if (str_eq(p->risks[i].code, r->code) && str_eq(p->risks[i].title, r->title)) return p->risks[i].title_en;
    return r->title;
}

static Risk risk_of(const RiskVersionsRow *r, const RiskVersionsRow *before, size_t n, Date day)
{
    Risk k = {.id = r->risk,
              .number = r->number,
              .code = r->code,
              .side = r->side,
              .title = r->title,
              .title_en = english(r),
              .cause = r->cause,
              .owner = r->owner,
              .measure = r->measure,
              .state = r->state,
              .reason = r->reason,
              .chance = r->chance,
              .time = r->on_time,
              .money = r->on_money,
              .quality = r->on_quality,
              .accepted = r->accepted,
              .level = level_of(r),
              .review_day = r->review_day,
              .at = r->at,
              .closed = str_eq_c(r->state, "closed")};
    k.above = !k.closed && k.level > k.accepted;
    k.overdue = !k.closed && k.review_day < day;
    for (size_t i = 0; i < n; i++)
        if (before[i].risk == r->risk) {
            int64_t was = level_of(&before[i]);
            k.trend = k.level > was ? RISK_UP : k.level < was ? RISK_DOWN : RISK_SAME;
        }
    return k;
}

static int by_level(const void *a, const void *b)
{
    const Risk *x = a, *y = b;
    if (x->closed != y->closed) return x->closed ? 1 : -1;
    if (x->level != y->level) return x->level > y->level ? -1 : 1;
    return x->id < y->id ? -1 : 1;
}

Err risk_list(Db *db, Arena *mem, Date day, Risk **ret_risks, size_t *ret_count)
{
    RiskVersionsRow *rows, *before;
    size_t n, was;
    TRY(q_risk_versions(db, mem, time_of_date(day + 1), &rows, &n));
    TRY(q_risk_versions(db, mem, time_of_date(day + 1 - RISK_TREND_DAYS), &before, &was));
    Risk *all = NEW_ARRAY(mem, Risk, n + 1);
    for (size_t i = 0; i < n; i++) all[i] = risk_of(&rows[i], before, was, day);
    qsort(all, n, sizeof *all, by_level);
    *ret_risks = all;
    *ret_count = n;
    return OK;
}

Err risk_one(Db *db, Arena *mem, int64_t id, Date day, Risk *ret_risk)
{
    Risk *all;
    size_t n;
    TRY(risk_list(db, mem, day, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id == id) {
            *ret_risk = all[i];
            return OK;
        }
    return E_NOTFOUND;
}

// ---- writing ------------------------------------------------------------------------------------------------------

static Err version_add(Db *db, const NewRisk *n, int64_t id, int64_t number, AccountId by, OrgId org, Time now,
                       int64_t *ret_changed)
{
    return q_risk_version_add(db, id, n->submission, number, n->side, n->title, n->cause, n->chance, n->time, n->money,
                              n->quality, n->owner, n->measure, n->accepted, n->state, n->review_day, n->reason, by.v,
                              org.v, now, ret_changed);
}

static Err add(Db *db, Arena *mem, const NewRisk *n, AccountId by, OrgId org, Time now, int64_t *ret_id,
               bool *ret_changed)
{
    RiskAddedRow added;
    RiskBySubmissionRow made;
    int64_t changed;
    TRY(q_risk_added(db, mem, &added));
    TRY(q_risk_add(db, n->submission, str_fmt(mem, "E%lld", (long long)added.n + 1), &changed));
    TRY(q_risk_by_submission(db, mem, n->submission, &made));
    if (changed) TRY(version_add(db, n, made.id, 1, by, org, now, &changed));
    *ret_id = made.id;
    *ret_changed = changed > 0;
    return OK;
}

Err risk_store(Db *db, Arena *mem, const NewRisk *n, AccountId by, OrgId org, Time now, int64_t *ret_id,
               bool *ret_changed)
{
    RiskVersionsRow *rows;
    RiskVersionOfRow made;
    size_t count;
    int64_t changed;
    if (n->id == 0) return add(db, mem, n, by, org, now, ret_id, ret_changed);
    Err e = q_risk_version_of(db, mem, n->submission, &made);
    if (e != E_NOTFOUND) {
        TRY(e);
        *ret_id = n->id;
        *ret_changed = false;
        return made.risk == n->id ? OK : E_CONFLICT;
    }
    TRY(q_risk_history(db, mem, n->id, &rows, &count));
    if (count == 0) return E_NOTFOUND;
    if (rows[0].number != n->seen) return E_CONFLICT;
    TRY(version_add(db, n, n->id, rows[0].number + 1, by, org, now, &changed));
    *ret_id = n->id;
    *ret_changed = changed > 0;
    return OK;
}

Err risk_seed(Db *db, Arena *mem, Time now, int64_t *ret_added)
{
    const Plan *p = plan_get();
    Time then = time_of_date(p->versions[0].day); // so that the list of a day in the past has them
    int64_t added = 0;
    for (size_t i = 0; i < p->risks_count; i++) {
        const PlanRisk *r = &p->risks[i];
        int64_t changed;
        RiskByCodeRow made;
        NewRisk n = {.submission = submission_new(mem),
                     .side = r->side,
                     .title = r->title,
                     .cause = r->cause,
                     .owner = r->owner,
                     .measure = r->measure,
                     .state = S("open"),
                     .reason =
                         str_fmt(mem, "Uit het plan: %.*s. De cijfers zijn een eerste schatting.", STR_ARG(r->source)),
                     .chance = r->chance,
                     .time = r->time,
                     .money = r->money,
                     .quality = r->quality,
                     .accepted = r->accepted,
                     .review_day = date_nl(now) + RISK_REVIEW_DAYS};
        TRY(q_risk_add(db, n.submission, r->code, &changed));
        if (!changed) continue;
        TRY(q_risk_by_code(db, mem, r->code, &made));
        n.submission = submission_new(mem);
        TRY(version_add(db, &n, made.id, 1, (AccountId){0}, (OrgId){0}, then, &changed));
        added += changed;
    }
    *ret_added = added;
    return OK;
}

// ---- a table and a picture ----------------------------------------------------------------------------------------

Sheet risk_sheet(Arena *mem, Lang lang, const Risk *risks, size_t count)
{
    const Str heads[] = {str_c(T(lang, "risico")),
                         str_c(T(lang, "niveau")),
                         str_c(T(lang, "aanvaard")),
                         str_c(T(lang, "verloop")),
                         str_c(T(lang, "toestand")),
                         str_c(T(lang, "soort")),
                         str_c(T(lang, "oorzaak")),
                         str_c(T(lang, "kans")),
                         str_c(T(lang, "gevolg tijd")),
                         str_c(T(lang, "gevolg geld")),
                         str_c(T(lang, "gevolg kwaliteit")),
                         str_c(T(lang, "eigenaar")),
                         str_c(T(lang, "maatregel")),
                         str_c(T(lang, "nakijken voor")),
                         STR_NONE};
    Sheet s = sheet_new(mem, S("risks"), str_c(T(lang, "Risico's")), heads, count, false);
    for (size_t i = 0; i < count; i++) {
        const Risk *r = &risks[i];
        Str title = lang == LANG_EN ? r->title_en : r->title;
        sheet_text(&s, str_fmt(mem, "%.*s %.*s", STR_ARG(r->code), STR_ARG(title)));
        sheet_number(&s, (double)r->level);
        sheet_number(&s, (double)r->accepted);
        sheet_text(&s, str_c(tr(lang, risk_trend_text(r->trend))));
        sheet_text(&s, str_c(tr(lang, choice_label(risk_states, r->state))));
        sheet_text(&s, str_c(tr(lang, choice_label(risk_sides, r->side))));
        sheet_text(&s, r->cause);
        sheet_number(&s, (double)r->chance);
        sheet_number(&s, (double)r->time);
        sheet_number(&s, (double)r->money);
        sheet_number(&s, (double)r->quality);
        sheet_text(&s, r->owner);
        sheet_text(&s, r->measure);
        sheet_text(&s, date_iso(mem, r->review_day));
    }
    return s;
}

void risk_draw(Buf *b, Lang lang, const Risk *risks, size_t count)
{
    PlanRisk *open = NEW_ARRAY(b->mem, PlanRisk, count + 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const Risk *r = &risks[i];
        if (r->closed) continue;
        open[n++] = (PlanRisk){.code = r->above ? str_fmt(b->mem, "%.*s !", STR_ARG(r->code)) : r->code,
                               .chance = r->chance,
                               .time = r->time,
                               .money = r->money,
                               .quality = r->quality};
    }
    draw_svg(b, plan_drawing_risks(b->mem, lang, open, n));
}
