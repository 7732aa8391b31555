// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_pages.c - the programme for everyone: the plan, its money, its contradictions, the report of a quarter, files.
#include "programme/plan_html.h"
#include "programme/plan_report.h"
#include "programme/plan_view.h"

enum { QUARTERS = 4, QUARTERS_MAX = PLAN_YEARS * QUARTERS, QUARTER_MONTHS = 3 };

static Frame frame(const char *title, bool top)
{
    return (Frame){.title = title,
                   .section = "programma",
                   .back_path = top ? NULL : "/programma",
                   .back_title = top ? NULL : N_("Het actieplan tegen mensenhandel")};
}

static Err show(Req *rq, const char *title, bool top, void (*page)(Out *o, const Plan *p))
{
    const Frame f = frame(title, top);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    page(o, plan_get());
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err show_overview(Req *rq) { return show(rq, N_("Het actieplan tegen mensenhandel"), true, plan_overview); }
static Err show_proposals(Req *rq)
{
    return show(rq, N_("Voorstellen, moties en aanbevelingen"), false, plan_proposals_page);
}
static Err show_contradictions(Req *rq)
{
    return show(rq, N_("Waar de bronnen elkaar tegenspreken"), false, plan_contradictions_page);
}
static Err show_organisation(Req *rq)
{
    return show(rq, N_("Wie beslist, risico's en de regio"), false, plan_organisation_page);
}

static void part(Out *o, const char *html) { out_raw(o, (Html){str_c(html)}); }

static Err show_budget(Req *rq)
{
    const Frame f = frame(N_("Het geld"), false);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    plan_budget_page(o, plan_get());
    part(o, "<div class=\"bk-report\" lang=\"nl\"><div class=\"mr-scroll\" role=\"region\" tabindex=\"0\" "
            "aria-label=\"Geld in "
            "balken\">");
    plan_draw_budget(o->b, plan_get());
    part(o, "</div></div>");
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static PlanProgressOf progress_of;
void plan_progress_use(PlanProgressOf of) { progress_of = of; }

static Err show_action(Req *rq)
{
    const Plan *p = plan_get();
    PlanActionView v = {.p = p, .a = plan_action(p, req_id(rq, 0))};
    if (!v.a) return req_fail(rq, E_NOTFOUND, N_("Deze actie bestaat niet. Het plan heeft er 32."));
    v.state = plan_state(v.a, date_nl(rq->now));
    for (size_t i = 0; i < p->budget_count; i++)
        if (plan_has(p->budget[i].actions, v.a->number)) v.money = &p->budget[i];
    if (progress_of) TRY(progress_of(rq, v.a->number, &v.progress));
    Frame f = frame(N_("Actie"), false);
    f.title_text = tr_fmt(rq->mem, rq->lang, N_("Actie %d"), (int)v.a->number);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    plan_action_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// The quarter that was asked for, or else that of today, within the programme.
static Quarter quarter_of(Req *rq)
{
    Quarter q;
    if (quarter_parse(req_query(rq, "kwartaal"), &q) == OK) return q;
    Civil c = civil_of_date(date_nl(rq->now));
    if (c.year < PLAN_FIRST_YEAR) return (Quarter){PLAN_FIRST_YEAR, 1};
    if (c.year > PLAN_LAST_YEAR) return (Quarter){PLAN_LAST_YEAR, QUARTERS};
    return (Quarter){c.year, (c.month - 1) / QUARTER_MONTHS + 1};
}

static Err show_report(Req *rq)
{
    const Frame f = frame(N_("Kwartaalrapportage"), false);
    Quarter q = quarter_of(rq);
    Str *names = NEW_ARRAY(rq->mem, Str, QUARTERS_MAX);
    PlanQuarterView v = {.quarters = names, .count = QUARTERS_MAX};
    for (int i = 0; i < QUARTERS_MAX; i++)
        names[i] = str_fmt(rq->mem, "%dQ%d", PLAN_FIRST_YEAR + i / QUARTERS, i % QUARTERS + 1);
    v.chosen = (size_t)((q.year - PLAN_FIRST_YEAR) * QUARTERS + q.quarter - 1);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    plan_report_head(o, &v);
    const ReportInput in = {.plan = plan_get(), .period = {q.year, q.quarter, false}, .lang = rq->lang};
    part(o, "<div class=\"bk-report\">");
    doc_html(o->b, reporting_doc(rq->mem, &in));
    part(o, "</div>");
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err download(Req *rq)
{
    const Plan *p = plan_get();
    Str name = req_part(rq, 0), made;
    if (str_eq_c(name, "plan.csv")) return req_file(rq, plan_csv(rq->mem, p), "text/csv; charset=utf-8", name);
    if (str_eq_c(name, "plan.json")) return req_file(rq, plan_json(rq->mem, p), "application/json", name);
    if (str_eq_c(name, "plan.ics"))
        return req_file(rq, plan_calendar(rq->mem, p, rq->lang == LANG_NL), "text/calendar; charset=utf-8", name);
    if (!str_eq_c(name, "plan.xlsx")) return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    TRY(plan_xlsx(rq->mem, p, rq->app->dir, &made, &rq->why));
    return req_file(rq, made, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
}

const Route plan_routes[] = {
    {M_GET, "/programma", ACT_public, 0, 0, NULL, show_overview},
    {M_GET, "/programma/acties/:nummer", ACT_public, 0, 0, NULL, show_action},
    {M_GET, "/programma/voorstellen", ACT_public, 0, 0, NULL, show_proposals},
    {M_GET, "/programma/begroting", ACT_public, 0, 0, NULL, show_budget},
    {M_GET, "/programma/tegenstrijdigheden", ACT_public, 0, 0, NULL, show_contradictions},
    {M_GET, "/programma/organisatie", ACT_public, 0, 0, NULL, show_organisation},
    {M_GET, "/programma/rapportage", ACT_public, 0, 0, NULL, show_report},
    {M_GET, "/programma/bestand/:naam", ACT_public, 0, 0, NULL, download},
    {0},
};
