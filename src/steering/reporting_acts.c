// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// reporting_acts.c - making a report, its words, and the way to adopted: each a form and a write.
#include "steering/reporting_html.h"
#include "steering/reporting_view.h"

enum { QUARTERS = 4, HALVES = 2, PERIODS_MAX = PLAN_YEARS * (QUARTERS + HALVES), TEXTS_BODY_MAX = 256 * 1024 };

static bool is(const Reporting *r, const char *state) { return str_eq_c(r->state, state); }

static bool began(Req *rq, Period p) { return period_begin(p) <= date_nl(rq->now); }

// ---- begin --------------------------------------------------------------------------------------------------------

static void add_period(Req *rq, FormInput *in, FormOption *options, Period p)
{
    if (began(rq, p))
        options[in->option_count++] =
            (FormOption){period_code(rq->mem, p), reporting_title(rq->mem, rq->lang, p), false};
}

StaffForm reporting_begin_form(Req *rq)
{
    StaffForm f = form_start(rq, "maak", S("/sturing/rapportages"), N_("Maak de rapportage"));
    FormInput *in = form_add(&f, FORM_SELECT, "periode", N_("Periode"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, PERIODS_MAX);
    for (int year = PLAN_LAST_YEAR; year >= PLAN_FIRST_YEAR; year--) { // the last first
        for (int q = QUARTERS; q >= 1; q--) add_period(rq, in, options, (Period){year, q, false});
        for (int h = HALVES; h >= 1; h--) add_period(rq, in, options, (Period){year, h, true});
    }
    in->options = options;
    in = form_add(&f, FORM_TEXT, "reden", N_("Waarom komt er een nieuwe?"));
    in->hint = N_("Alleen als van deze periode al een rapportage is vastgesteld.");
    in->optional = true;
    return f;
}

typedef struct Beginning {
    Period period;
    Str submission, reason, live;
} Beginning;

static Err take_figures(Req *rq, Period p, Str *ret_live)
{
    CLEANUP(arena_freep) Arena *work = arena_new(REPORTING_MEMORY);
    Live live;
    Str text;
    TRY(reporting_gather(rq->db, work, plan_get(), p, rq->now, &live));
    Err e = live_write(work, &live, &text);
    if (e == E_LIMIT)
        return req_fail(rq, e, N_("Er staat te veel in voor een rapportage. Vraag de beheerder om hulp."));
    TRY(e);
    *ret_live = str_dup(rq->mem, text);
    return OK;
}

static Err begin_again(Req *rq, const char *input)
{
    ReportingList *v = NEW(rq->mem, ReportingList);
    TRY(reporting_list_view(rq, v));
    form_typed(rq, &v->begin);
    v->begin.error = str_c(rq->why.text);
    v->begin.error_input = input;
    return reporting_list_show(rq, v, 422);
}

static Err begin_prepare(Req *rq)
{
    Beginning *b = NEW(rq->mem, Beginning);
    ReportingLastRow last = {0};
    rq->prepared = b;
    b->submission = form_submission(rq);
    b->reason = req_field(rq, "reden");
    if (period_parse(req_field(rq, "periode"), &b->period) != OK || !began(rq, b->period)) {
        form_say(rq, N_("Kies een periode die al is begonnen."));
        return begin_again(rq, "periode");
    }
    if (b->reason.n > REPORTING_REASON_MAX) {
        form_say(rq, N_("Houd de reden korter."));
        return begin_again(rq, "reden");
    }
    Err e = q_reporting_last(rq->db, rq->mem, period_code(rq->mem, b->period), &last);
    if (e != OK && e != E_NOTFOUND) return e;
    if (last.id && str_eq_c(last.state, "adopted") && !b->reason.n) {
        form_say(rq, N_("Van deze periode is al een rapportage vastgesteld. Zeg waarom er een nieuwe komt."));
        return begin_again(rq, "reden");
    }
    return take_figures(rq, b->period, &b->live);
}

static Err begin_handle(Req *rq)
{
    const Beginning *b = rq->prepared;
    int64_t id;
    bool made;
    TRY(reporting_begin(rq->db, rq->mem, b->period, b->submission, b->reason, b->live, rq->actor.account, rq->now, &id,
                        &made, &rq->why));
    if (made) req_log(rq, "reporting.begin", "programme_report", id, GROUND_TASK, period_code(rq->mem, b->period));
    return req_redirect(rq, reporting_path(rq->mem, id, ""));
}

// ---- words --------------------------------------------------------------------------------------------------------

static Err open_draft(Req *rq, Reporting *ret_r)
{
    TRY(reporting_open(rq, ret_r));
    if (!is(ret_r, "draft"))
        return req_fail(rq, E_CONFLICT, N_("Deze rapportage is aangeboden. Je kunt er niets meer aan veranderen."));
    return OK;
}

static StaffForm texts_form(Req *rq, const Reporting *r, const ReportInput *in)
{
    StaffForm f = form_start(rq, "teksten", reporting_path(rq->mem, r->id, "/teksten"), N_("Bewaar"));
    for (size_t b = 0; b < REPORTING_BLOCKS; b++) {
        enum { ROWS = 6 };
        const char *block = reporting_blocks[b], *label = N_("Inleiding");
        const PlanLine *l = plan_line(plan_get(), (int64_t)b);
        if (b > 0 && l) {
            Str title = rq->lang == LANG_EN ? l->title_en : l->title;
            label = str_z(rq->mem, tr_fmt(rq->mem, rq->lang, N_("Lijn %d: %.*s"), (int)b, STR_ARG(title)));
        } else if (b > 0) {
            label = N_("Slot");
        }
        FormInput *x = form_add(&f, FORM_TEXT, block, label);
        x->optional = true;
        x->rows = ROWS;
        if (b == 0) x->hint = N_("Je mag Markdown gebruiken: **vet**, - voor een punt in een lijst, ## voor een kop.");
        for (size_t i = 0; i < in->text_count; i++)
            if (str_eq_c(str_c(in->texts[i].block), block)) x->value = in->texts[i].markdown;
    }
    return f;
}

static Err show_texts(Req *rq)
{
    Reporting r;
    ReportInput in;
    TRY(open_draft(rq, &r));
    TRY(reporting_input(rq->db, rq->mem, plan_get(), &r, &in, &rq->why));
    StaffForm *f = NEW(rq->mem, StaffForm);
    *f = texts_form(rq, &r, &in);
    return form_show(rq, f, N_("Teksten van de rapportage"), reporting_path(rq->mem, r.id, ""));
}

static Err texts_prepare(Req *rq)
{
    Reporting r;
    ReportInput in = {0};
    TRY(open_draft(rq, &r));
    for (size_t b = 0; b < REPORTING_BLOCKS; b++) {
        if (req_field(rq, reporting_blocks[b]).n <= REPORTING_TEXT_MAX) continue;
        StaffForm *f = NEW(rq->mem, StaffForm);
        *f = texts_form(rq, &r, &in);
        form_say(rq, N_("Deze tekst is te lang. Houd het bij ongeveer drie bladzijden."));
        return form_again(rq, f, reporting_blocks[b], N_("Teksten van de rapportage"),
                          reporting_path(rq->mem, r.id, ""));
    }
    return OK;
}

static Err texts_handle(Req *rq)
{
    Reporting r;
    bool any = false;
    TRY(open_draft(rq, &r));
    for (size_t b = 0; b < REPORTING_BLOCKS; b++) {
        bool changed;
        TRY(reporting_write(rq->db, rq->mem, r.id, reporting_blocks[b], req_field(rq, reporting_blocks[b]),
                            rq->actor.account, rq->now, &changed));
        any = any || changed;
    }
    if (any) req_log(rq, "reporting.write", "programme_report", r.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, reporting_path(rq->mem, r.id, ""));
}

// ---- figures anew -------------------------------------------------------------------------------------------------

static Err figures_prepare(Req *rq)
{
    Reporting r;
    Period p;
    Str *live = NEW(rq->mem, Str);
    rq->prepared = live;
    TRY(open_draft(rq, &r));
    TRY(period_parse(r.period, &p));
    return take_figures(rq, p, live);
}

static Err figures_handle(Req *rq)
{
    const Str *live = rq->prepared;
    int64_t id = req_id(rq, 0), changed;
    TRY(q_reporting_figures(rq->db, id, *live, rq->now, rq->actor.account.v, &changed));
    if (changed == 0) return req_fail(rq, E_CONFLICT, N_("Deze rapportage is intussen veranderd. Lees haar opnieuw."));
    req_log(rq, "reporting.figures", "programme_report", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, reporting_path(rq->mem, id, ""));
}

// ---- to the principals and back -----------------------------------------------------------------------------------

static Err submit_handle(Req *rq)
{
    Reporting r;
    ReportInput in;
    int64_t changed;
    CLEANUP(arena_freep) Arena *work = arena_new(REPORTING_MEMORY);
    TRY(open_draft(rq, &r));
    TRY(reporting_input(rq->db, work, plan_get(), &r, &in, &rq->why));
    Str digest = reporting_digest(rq->mem, &in);
    TRY(q_reporting_submit(rq->db, r.id, digest, rq->actor.account.v, rq->now, &changed));
    if (changed == 0) return req_fail(rq, E_CONFLICT, N_("Deze rapportage is intussen veranderd. Lees haar opnieuw."));
    req_log(rq, "reporting.submit", "programme_report", r.id, GROUND_TASK, digest);
    return req_redirect(rq, reporting_path(rq->mem, r.id, ""));
}

static Err return_handle(Req *rq)
{
    Str words;
    int64_t id = req_id(rq, 0), changed;
    Reporting r;
    TRY(reporting_open(rq, &r));
    TRY(req_text(rq, "reden", N_("Waarom geef je haar terug?"), REPORTING_REASON_MAX, &words));
    TRY(q_reporting_return(rq->db, id, words, &changed));
    if (changed == 0) return req_fail(rq, E_CONFLICT, N_("Deze rapportage is intussen veranderd. Lees haar opnieuw."));
    req_log(rq, "reporting.return", "programme_report", id, GROUND_TASK, words);
    return req_redirect(rq, reporting_path(rq->mem, id, ""));
}

typedef struct Adopting {
    Reporting r;
    ReportingFile files[REPORTING_FILES];
} Adopting;

static Err adopt_prepare(Req *rq)
{
    Adopting *a = NEW(rq->mem, Adopting);
    ReportingHandsRow hands;
    rq->prepared = a;
    TRY(reporting_open(rq, &a->r));
    if (!is(&a->r, "submitted"))
        return req_fail(rq, E_CONFLICT, N_("Deze rapportage is niet aangeboden, of al vastgesteld."));
    TRY(q_reporting_hands(rq->db, rq->mem, a->r.id, rq->actor.account.v, &hands));
    if (hands.n)
        return req_fail(rq, E_DENIED, N_("Je hebt zelf aan deze rapportage gewerkt. Iemand anders stelt haar vast."));
    return reporting_make_files(rq->db, rq->mem, rq->app->dir, plan_get(), &a->r, rq->now, a->files, &rq->why);
}

static Err adopt_handle(Req *rq)
{
    const Adopting *a = rq->prepared;
    TRY(reporting_adopt(rq->db, rq->mem, &a->r, a->files, rq->actor.account, rq->now, &rq->why));
    // in the ledger stand the digests of what was adopted
    for (size_t i = 0; i < REPORTING_FILES; i++)
        req_log(rq, "reporting.adopt", "programme_report", a->r.id, GROUND_TASK,
                str_fmt(rq->mem, "%.*s %.*s", STR_ARG(a->files[i].name), STR_ARG(a->files[i].digest)));
    return req_redirect(rq, reporting_path(rq->mem, a->r.id, ""));
}

static Err publish_handle(Req *rq)
{
    int64_t id = req_id(rq, 0), changed;
    Reporting r;
    TRY(reporting_open(rq, &r));
    TRY(q_reporting_publish(rq->db, id, rq->now, &changed));
    if (changed == 0)
        return req_fail(rq, E_CONFLICT, N_("Alleen een vastgestelde rapportage wordt openbaar, een keer."));
    req_log(rq, "reporting.publish", "programme_report", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, reporting_path(rq->mem, id, ""));
}

// ---- what can be done now -----------------------------------------------------------------------------------------

static StaffForm *add_form(Req *rq, ReportingPage *v, const char *id, const char *path, const char *button)
{
    v->forms[v->form_count] = form_start(rq, id, reporting_path(rq->mem, v->id, path), button);
    return &v->forms[v->form_count++];
}

Err reporting_forms(Req *rq, const Reporting *r, ReportingPage *v)
{
    ReportingHandsRow hands;
    bool makes = req_can(rq, ACT_steering_report, REL_NONE), decides = req_can(rq, ACT_steering_decide, REL_NONE);
    TRY(q_reporting_hands(rq->db, rq->mem, r->id, rq->actor.account.v, &hands));
    v->may_write = makes && is(r, "draft");
    if (v->may_write) {
        add_form(rq, v, "aanbieden", "/aanbieden", N_("Bied aan de opdrachtgevers aan"))->secondary = true;
        add_form(rq, v, "cijfers", "/cijfers", N_("Neem de cijfers van nu"))->secondary = true;
    }
    if (decides && is(r, "submitted")) {
        v->own_work = hands.n > 0;
        if (!hands.n) add_form(rq, v, "vaststellen", "/vaststellen", N_("Stel vast"));
        StaffForm *f = add_form(rq, v, "terug", "/terug", N_("Geef terug"));
        f->secondary = true;
        form_add(f, FORM_TEXT, "reden", N_("Waarom geef je haar terug?"));
    }
    if (makes && is(r, "adopted") && !r->published_at)
        add_form(rq, v, "openbaar", "/openbaar", N_("Maak openbaar voor iedereen"))->secondary = true;
    return OK;
}

static Err waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    ReportingWaitingRow row;
    Str state = req_can(rq, ACT_steering_decide, REL_NONE) ? S("submitted") : S("draft");
    TRY(q_reporting_waiting(rq->db, rq->mem, state, &row));
    *ret_count = row.n;
    *ret_late = 0;
    return OK;
}

const SteeringSection reporting_section = {
    .path = "/sturing/rapportages",
    .title = N_("Rapportages"),
    .text = N_("De rapportage van elk kwartaal en elk half jaar: maken, teksten schrijven, aanbieden en vaststellen."),
    .action = ACT_steering_view,
    .waiting = waiting,
};

const Route reporting_routes[] = {
    {M_POST, "/sturing/rapportages", ACT_steering_report, 0, 0, begin_prepare, begin_handle},
    {M_GET, "/sturing/rapportages/:id/teksten", ACT_steering_report, 0, 0, NULL, show_texts},
    {M_POST, "/sturing/rapportages/:id/teksten", ACT_steering_report, 0, TEXTS_BODY_MAX, texts_prepare, texts_handle},
    {M_POST, "/sturing/rapportages/:id/cijfers", ACT_steering_report, 0, 0, figures_prepare, figures_handle},
    {M_POST, "/sturing/rapportages/:id/aanbieden", ACT_steering_report, 0, 0, NULL, submit_handle},
    {M_POST, "/sturing/rapportages/:id/terug", ACT_steering_decide, 0, 0, NULL, return_handle},
    {M_POST, "/sturing/rapportages/:id/vaststellen", ACT_steering_decide, 0, 0, adopt_prepare, adopt_handle},
    {M_POST, "/sturing/rapportages/:id/openbaar", ACT_steering_report, 0, 0, NULL, publish_handle},
    {0},
};
