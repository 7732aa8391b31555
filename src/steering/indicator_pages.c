// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator_pages.c - the goals and what shows whether they are reached; one indicator with its history; files in and
// out.
#include "app/sheets_file.h"
#include "steering/indicator_html.h"
#include "steering/indicator_sql.h"
#include "steering/indicator_view.h"

enum { IMPORTS_SHOWN = 10, UPLOAD_BODY_MAX = 2 * TEXT_FILE_MAX };

static const Frame list_frame = {.title = N_("Indicatoren"),
                                 .section = "sturing",
                                 .back_path = "/sturing",
                                 .back_title = N_("Sturing van het programma")};

// The year that is asked for, or this one; within the programme.
static int year_of(Req *rq)
{
    int64_t year = civil_nl(rq->now).year;
    (void)(str_int(req_query(rq, "jaar"), PLAN_FIRST_YEAR, PLAN_LAST_YEAR, &year) == OK); // else this year
    if (year < PLAN_FIRST_YEAR) return PLAN_FIRST_YEAR;
    return year > PLAN_LAST_YEAR ? PLAN_LAST_YEAR : (int)year;
}

static IndicatorItem item_of(Req *rq, const IndicatorState *s)
{
    const PlanIndicator *i = s->i;
    IndicatorItem item = {.i = i, .goal = plan_operational(plan_get(), i->goal), .state = *s};
    int64_t target;
    item.latest = indicator_text(rq->mem, rq->lang, i, &s->latest);
    if (s->latest.from) item.latest_when = indicator_when(rq->mem, rq->lang, &s->latest);
    if (s->running.m.known) item.running = indicator_text(rq->mem, rq->lang, i, &s->running);
    if (i->target.n && plan_number(i->target, &target) == OK) {
        Str text = indicator_unit_text(rq->mem, rq->lang, i, (double)target / PLAN_THOUSANDTHS);
        item.target = tr_fmt(rq->mem, rq->lang, N_("%.*s, eind %d"), STR_ARG(text), (int)i->target_year);
    }
    return item;
}

static Err show_list(Req *rq)
{
    IndicatorState *states;
    IndicatorList v = {.year = year_of(rq)};
    TRY(indicator_states(rq->db, rq->mem, rq->lang, v.year, date_nl(rq->now), &states, &v.count));
    v.items = NEW_ARRAY(rq->mem, IndicatorItem, v.count + 1);
    for (size_t k = 0; k < v.count; k++) {
        v.items[k] = item_of(rq, &states[k]);
        v.items[k].goal_begins = k == 0 || v.items[k].goal != v.items[k - 1].goal;
    }
    int now = civil_nl(rq->now).year;
    for (int y = PLAN_FIRST_YEAR + 1; y <= PLAN_LAST_YEAR && y <= now; y++) v.years[v.year_count++] = y;
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    indicator_list_page(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- one ----------------------------------------------------------------------------------------------------------

static Err imports_view(Req *rq, const PlanIndicator *i, IndicatorPage *v)
{
    IndicatorImportsRow *rows;
    TRY(q_indicator_imports(rq->db, rq->mem, i->code, IMPORTS_SHOWN, &rows, &v->import_count));
    v->imports = NEW_ARRAY(rq->mem, IndicatorImportView, v->import_count + 1);
    for (size_t k = 0; k < v->import_count; k++)
        v->imports[k] = (IndicatorImportView){.values = rows[k].value_count, .at = rows[k].added_at};
    return OK;
}

static void draw(Out *o, const IndicatorPage *v)
{
    if (sheet_rows(&v->series) < 2) return;
    Str label = html_escape(o->mem, str_c(T(o->lang, "Grafiek"))).s;
    Str begin = str_fmt(o->mem,
                        "<div class=\"bk-report\"><div class=\"mr-scroll\" role=\"region\" tabindex=\"0\" "
                        "aria-label=\"%.*s\">",
                        STR_ARG(label));
    out_raw(o, (Html){begin});
    indicator_draw(o->b, o->lang, &v->series);
    out_raw(o, (Html){S("</div></div>")});
}

static Err page(Req *rq, const PlanIndicator *i, Str fault, int status)
{
    IndicatorState s;
    IndicatorValue *values;
    size_t n;
    IndicatorPage *v = NEW(rq->mem, IndicatorPage);
    Date today = date_nl(rq->now);
    v->year = year_of(rq);
    TRY(indicator_state(rq->db, rq->mem, rq->lang, i, v->year, today, &s));
    TRY(indicator_series(rq->db, rq->mem, i, today, &values, &n));
    v->item = item_of(rq, &s);
    v->series = indicator_series_sheet(rq->mem, rq->lang, i, values, n);
    v->may_import = req_can(rq, ACT_steering_keep, REL_NONE) && !indicator_measured(i);
    v->fault = fault;
    v->csrf = rq->csrf;
    v->submission = form_start(rq, "cijfers", S("/sturing/indicatoren"), "").submission;
    if (i->baseline.n) v->baseline = str_fmt(rq->mem, "%.*s. %.*s", STR_ARG(i->baseline), STR_ARG(i->baseline_about));
    TRY(imports_view(rq, i, v));
    Frame f = list_frame;
    f.title_text = rq->lang == LANG_EN ? i->title_en : i->title;
    f.back_path = "/sturing/indicatoren";
    f.back_title = N_("Indicatoren");
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    indicator_page_head(o, v);
    draw(o, v);
    indicator_page_rest(o, v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err find(Req *rq, const PlanIndicator **ret_i)
{
    *ret_i = plan_indicator(plan_get(), req_part(rq, 0));
    return *ret_i ? OK : req_fail(rq, E_NOTFOUND, N_("Deze indicator bestaat niet."));
}

static Err show_one(Req *rq)
{
    const PlanIndicator *i;
    TRY(find(rq, &i));
    return page(rq, i, STR_NONE, 200);
}

// ---- figures from elsewhere ---------------------------------------------------------------------------------------

typedef struct Adding { // prepare hands it to handle
    const PlanIndicator *i;
    Str submission;
    ImportRow *rows;
    size_t count;
} Adding;

static Err import_prepare(Req *rq)
{
    Adding *a = NEW(rq->mem, Adding);
    rq->prepared = a;
    TRY(find(rq, &a->i));
    TRY(req_may(rq, ACT_steering_keep, REL_NONE));
    if (indicator_measured(a->i))
        return req_fail(rq, E_CONFLICT, N_("Deze indicator meet het platform zelf. Cijfers toevoegen kan niet."));
    a->submission = form_submission(rq);
    Str text = rq->text_file && rq->text_file->n ? buf_str(rq->text_file) : req_field(rq, "plak");
    Why w = {{0}};
    if (indicator_read(rq->mem, rq->lang, a->i, text, date_nl(rq->now), &a->rows, &a->count, &w) != OK)
        return page(rq, a->i, str_dup(rq->mem, str_c(w.text)), 422);
    return OK;
}

static Err import_handle(Req *rq)
{
    const Adding *a = rq->prepared;
    int64_t changed = 0;
    TRY(indicator_import(rq->db, rq->mem, a->i, a->submission, a->rows, a->count, rq->actor.account, rq->now,
                         &changed));
    if (changed) req_log(rq, "indicator.import", "indicator", 0, GROUND_TASK, a->i->code);
    return req_redirect(rq, str_fmt(rq->mem, "/sturing/indicatoren/%.*s", STR_ARG(a->i->code)));
}

// ---- files --------------------------------------------------------------------------------------------------------

static Err all_sheets(Req *rq, int year, Sheet *sheets, size_t *ret_count)
{
    const Plan *p = plan_get();
    Date today = date_nl(rq->now);
    size_t n = 0;
    TRY(indicator_sheet(rq->db, rq->mem, rq->lang, year, today, &sheets[n++]));
    for (size_t k = 0; k < p->indicators_count && n <= INDICATOR_MAX; k++) {
        IndicatorValue *values;
        size_t count;
        TRY(indicator_series(rq->db, rq->mem, &p->indicators[k], today, &values, &count));
        if (count) sheets[n++] = indicator_series_sheet(rq->mem, rq->lang, &p->indicators[k], values, count);
    }
    *ret_count = n;
    return OK;
}

static Err download(Req *rq)
{
    Sheet *sheets = NEW_ARRAY(rq->mem, Sheet, INDICATOR_MAX + 1);
    size_t n;
    const Str name = req_part(rq, 0);
    const SheetFact facts[] = {
        {str_c(T(rq->lang, "Gemaakt op")), date_iso(rq->mem, date_nl(rq->now))},
        {str_c(T(rq->lang, "Kleine aantallen")),
         str_c(T(rq->lang, "Aantallen mensen onder 5 staan er niet in. Wat Baken zelf telt, is op vijf afgerond."))},
    };
    TRY(all_sheets(rq, year_of(rq), sheets, &n));
    return req_sheets(rq, name, "indicatoren", facts, COUNT(facts), sheets, n);
}

const SteeringSection indicator_section = {
    .path = "/sturing/indicatoren",
    .title = N_("Indicatoren"),
    .text = N_("Waaraan je ziet of de doelen worden gehaald, met cijfers van nu en van vorig jaar."),
    .action = ACT_steering_view,
};

const Route indicator_routes[] = {
    {M_GET, "/sturing/indicatoren", ACT_steering_view, 0, 0, NULL, show_list},
    {M_GET, "/sturing/indicatoren/:indicator", ACT_steering_view, 0, 0, NULL, show_one},
    {M_GET, "/sturing/indicatoren/bestand/:reeks", ACT_steering_view, 0, 0, NULL, download},
    {M_POST, "/sturing/indicatoren/:indicator/cijfers", ACT_steering_keep, R_TEXT_FILE, UPLOAD_BODY_MAX, import_prepare,
     import_handle},
    {0},
};
