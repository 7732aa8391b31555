// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// risk_pages.c - the register with its picture, one risk with its history, and the form that makes a new version.
#include "app/sheets_file.h"
#include "steering/risk_html.h"
#include "steering/risk_view.h"

static const Frame list_frame = {.title = N_("Risico's"),
                                 .section = "sturing",
                                 .back_path = "/sturing",
                                 .back_title = N_("Sturing van het programma")};

static Str path_of(Req *rq, int64_t id) { return str_fmt(rq->mem, "/sturing/risicos/%lld", (long long)id); }

// The day that is asked for, or today.
static Date day_of(Req *rq)
{
    Date day = 0, today = date_nl(rq->now);
    if (date_parse(req_query(rq, "dag"), &day) != OK || day > today) return today;
    return day;
}

static void draw(Out *o, const RiskListView *v)
{
    Html label = html_escape(o->mem, str_c(T(o->lang, "Kans en gevolg")));
    Str begin = str_fmt(o->mem,
                        "<div class=\"bk-report\"><div class=\"mr-scroll\" role=\"region\" tabindex=\"0\" "
                        "aria-label=\"%.*s\">",
                        STR_ARG(label.s));
    out_raw(o, (Html){begin});
    risk_draw(o->b, o->lang, v->risks, v->count);
    out_raw(o, (Html){S("</div></div>")});
}

static Err show_list(Req *rq)
{
    Risk *risks;
    RiskListView v = {.of = day_of(rq), .may_keep = req_can(rq, ACT_steering_keep, REL_NONE)};
    TRY(risk_list(rq->db, rq->mem, v.of, &risks, &v.count));
    v.risks = risks;
    v.day = date_iso(rq->mem, v.of);
    for (size_t i = 0; i < v.count; i++) {
        v.above += risks[i].above;
        v.overdue += risks[i].overdue;
        v.closed += risks[i].closed;
    }
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    risk_list_head(o, &v);
    draw(o, &v);
    risk_list_rest(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- the form -----------------------------------------------------------------------------------------------------

static FormInput *select_of(Req *rq, StaffForm *f, const char *name, const char *text, const Choice *list, Str value)
{
    FormInput *in = form_add(f, FORM_SELECT, name, text);
    form_choices(rq, in, list, value);
    return in;
}

static Str number(Req *rq, int64_t n) { return str_fmt(rq->mem, "%lld", (long long)n); }

static void add_text(StaffForm *f, const char *name, const char *text, const char *hint, Str value)
{
    FormInput *in = form_add(f, FORM_TEXT, name, text);
    in->rows = 3;
    in->hint = hint;
    in->value = value;
}

static StaffForm form_of(Req *rq, const Risk *r)
{
    bool fresh = r->id == 0;
    StaffForm f = form_start(rq, "risico", fresh ? S("/sturing/risicos") : path_of(rq, r->id),
                             fresh ? N_("Voeg dit risico toe") : N_("Bewaar als nieuwe versie"));
    form_add(&f, FORM_HIDDEN, "versie", "")->value = number(rq, r->number);
    form_add(&f, FORM_LINE, "titel", N_("Wat kan er misgaan?"))->value = r->title;
    select_of(rq, &f, "soort", N_("Waar komt het vandaan?"), risk_sides, r->side);
    add_text(&f, "oorzaak", N_("Waardoor?"), "", r->cause);
    select_of(rq, &f, "kans", N_("Kans"), risk_scores, number(rq, r->chance));
    select_of(rq, &f, "tijd", N_("Gevolg voor tijd"), risk_scores, number(rq, r->time));
    select_of(rq, &f, "geld", N_("Gevolg voor geld"), risk_scores, number(rq, r->money));
    select_of(rq, &f, "kwaliteit", N_("Gevolg voor kwaliteit"), risk_scores, number(rq, r->quality));
    FormInput *in = form_add(&f, FORM_LINE, "eigenaar", N_("Eigenaar"));
    in->hint = N_("Een organisatie of een functie, nooit de naam van een mens.");
    in->value = r->owner;
    add_text(&f, "maatregel", N_("Wat doen jullie eraan?"), "", r->measure);
    select_of(rq, &f, "aanvaard", N_("Tot welk niveau aanvaardt de regiegroep dit?"), risk_levels,
              number(rq, r->accepted))
        ->hint = N_("Niveau is kans maal het grootste gevolg: van 1 tot 9.");
    select_of(rq, &f, "toestand", N_("Toestand"), risk_states, r->state);
    form_add(&f, FORM_DATE, "nakijken", N_("Weer nakijken voor"))->value =
        r->review_day ? date_iso(rq->mem, r->review_day) : STR_NONE;
    add_text(&f, "reden", N_("Waarom deze verandering?"), N_("Dit blijft bij het risico staan."), STR_NONE);
    return f;
}

static Risk blank(Req *rq)
{
    return (Risk){.chance = 2,
                  .time = 2,
                  .money = 1,
                  .quality = 2,
                  .accepted = 4,
                  .side = S("internal"),
                  .state = S("open"),
                  .review_day = date_nl(rq->now) + RISK_REVIEW_DAYS};
}

static Err choice(Req *rq, const char *name, const Choice *list, const char **field, Str *ret_code)
{
    *field = name;
    const Choice *c = choice_find(list, req_field(rq, name));
    if (!c) return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    *ret_code = str_c(c->code);
    return OK;
}

static Err score(Req *rq, const char *name, const Choice *list, const char **field, int64_t *ret_v)
{
    Str code;
    TRY(choice(rq, name, list, field, &code));
    return str_int(code, 1, RISK_SCORE_MAX * RISK_SCORE_MAX, ret_v);
}

static Err text(Req *rq, const char *name, const char *words, size_t max, const char **field, Str *ret_text)
{
    *field = name;
    return req_text(rq, name, words, max, ret_text);
}

static Err read_form(Req *rq, NewRisk *n, const char **field)
{
    n->submission = form_submission(rq);
    (void)(str_int(req_field(rq, "versie"), 0, INT32_MAX, &n->seen) == OK); // else 0: it is refused as changed
    TRY(text(rq, "titel", N_("Wat kan er misgaan?"), RISK_TEXT_MAX, field, &n->title));
    TRY(choice(rq, "soort", risk_sides, field, &n->side));
    TRY(text(rq, "oorzaak", N_("Waardoor?"), RISK_TEXT_MAX, field, &n->cause));
    TRY(score(rq, "kans", risk_scores, field, &n->chance));
    TRY(score(rq, "tijd", risk_scores, field, &n->time));
    TRY(score(rq, "geld", risk_scores, field, &n->money));
    TRY(score(rq, "kwaliteit", risk_scores, field, &n->quality));
    TRY(text(rq, "eigenaar", N_("Eigenaar"), RISK_OWNER_MAX, field, &n->owner));
    TRY(text(rq, "maatregel", N_("Wat doen jullie eraan?"), RISK_TEXT_MAX, field, &n->measure));
    TRY(score(rq, "aanvaard", risk_levels, field, &n->accepted));
    TRY(choice(rq, "toestand", risk_states, field, &n->state));
    *field = "nakijken";
    if (date_parse(req_field(rq, "nakijken"), &n->review_day) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
    return text(rq, "reden", N_("Waarom deze verandering?"), RISK_TEXT_MAX, field, &n->reason);
}

// ---- one ----------------------------------------------------------------------------------------------------------

static Err find(Req *rq, Risk *ret_risk)
{
    int64_t id = req_id(rq, 0);
    Err e = id ? risk_one(rq->db, rq->mem, id, date_nl(rq->now), ret_risk) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, E_NOTFOUND, N_("Dit risico bestaat niet.")) : e;
}

static Err history(Req *rq, RiskPage *v)
{
    RiskVersionsRow *rows;
    TRY(q_risk_history(rq->db, rq->mem, v->risk.id, &rows, &v->past_count));
    v->past = NEW_ARRAY(rq->mem, RiskPast, v->past_count + 1);
    for (size_t i = 0; i < v->past_count; i++) {
        const RiskVersionsRow *r = &rows[i];
        Org org = {0};
        if (r->org) TRY(org_get(rq->db, rq->mem, (OrgId){r->org}, &org));
        v->past[i] = (RiskPast){.number = r->number,
                                .level = risk_level(r->chance, r->on_time, r->on_money, r->on_quality),
                                .state = choice_label(risk_states, r->state),
                                .reason = r->reason,
                                .who = r->org ? org.name : str_c(T(rq->lang, "het plan")),
                                .at = r->at};
    }
    return OK;
}

static Err show_one(Req *rq)
{
    RiskPage *v = NEW(rq->mem, RiskPage);
    TRY(find(rq, &v->risk));
    TRY(history(rq, v));
    v->may_keep = req_can(rq, ACT_steering_keep, REL_NONE);
    if (v->may_keep) v->form = form_of(rq, &v->risk);
    Frame f = list_frame;
    f.title_text = str_fmt(rq->mem, "%s %.*s", T(rq->lang, "Risico"), STR_ARG(v->risk.code));
    f.back_path = "/sturing/risicos";
    f.back_title = N_("Risico's");
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    risk_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err show_new(Req *rq)
{
    const Risk r = blank(rq);
    StaffForm f = form_of(rq, &r);
    return form_show(rq, &f, N_("Nieuw risico"), S("/sturing/risicos"));
}

// ---- writing ------------------------------------------------------------------------------------------------------

static Err again(Req *rq, const Risk *r, const char *field)
{
    StaffForm f = form_of(rq, r);
    bool fresh = r->id == 0;
    return form_again(rq, &f, field, fresh ? N_("Nieuw risico") : N_("Risico veranderen"),
                      fresh ? S("/sturing/risicos") : path_of(rq, r->id));
}

static Err add_prepare(Req *rq)
{
    NewRisk *n = NEW(rq->mem, NewRisk);
    const char *field = NULL;
    const Risk r = blank(rq);
    rq->prepared = n;
    return read_form(rq, n, &field) == OK ? OK : again(rq, &r, field);
}

static Err change_prepare(Req *rq)
{
    NewRisk *n = NEW(rq->mem, NewRisk);
    const char *field = NULL;
    Risk r;
    rq->prepared = n;
    TRY(find(rq, &r));
    if (read_form(rq, n, &field) != OK) return again(rq, &r, field);
    n->id = r.id;
    return OK;
}

static Err write(Req *rq)
{
    const NewRisk *n = rq->prepared;
    int64_t id = 0;
    bool changed = false;
    Err e = risk_store(rq->db, rq->mem, n, rq->actor.account, rq->actor.org, rq->now, &id, &changed);
    if (e == E_CONFLICT)
        return req_fail(rq, E_CONFLICT,
                        N_("Iemand anders heeft dit risico net veranderd. Kijk eerst naar die versie."));
    TRY(e);
    if (changed) req_log(rq, n->id ? "risk.change" : "risk.add", "risk", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, path_of(rq, id));
}

// ---- files, and what waits ----------------------------------------------------------------------------------------

static Err download(Req *rq)
{
    Risk *risks;
    size_t n;
    const Str name = req_part(rq, 0);
    Date day = day_of(rq);
    TRY(risk_list(rq->db, rq->mem, day, &risks, &n));
    Sheet s = risk_sheet(rq->mem, rq->lang, risks, n);
    const SheetFact facts[] = {{str_c(T(rq->lang, "Stand op")), date_iso(rq->mem, day)}};
    return req_sheets(rq, name, "risicos", facts, COUNT(facts), &s, 1);
}

// Risks above what is accepted; late are those that had to be looked at again.
static Err waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    Risk *risks;
    size_t n;
    TRY(risk_list(rq->db, rq->mem, date_nl(rq->now), &risks, &n));
    for (size_t i = 0; i < n; i++) {
        *ret_count += risks[i].above || risks[i].overdue;
        *ret_late += risks[i].overdue;
    }
    return OK;
}

const SteeringSection risk_section = {
    .path = "/sturing/risicos",
    .title = N_("Risico's"),
    .text =
        N_("Wat er mis kan gaan en wat jullie daaraan doen. Het getal: boven het aanvaarde niveau, of niet nagekeken."),
    .action = ACT_steering_view,
    .waiting = waiting,
};

const Route risk_routes[] = {
    {M_GET, "/sturing/risicos", ACT_steering_view, 0, 0, NULL, show_list},
    {M_GET, "/sturing/risicos/nieuw", ACT_steering_keep, 0, 0, NULL, show_new},
    {M_POST, "/sturing/risicos", ACT_steering_keep, 0, 0, add_prepare, write},
    {M_GET, "/sturing/risicos/:id", ACT_steering_view, 0, 0, NULL, show_one},
    {M_POST, "/sturing/risicos/:id", ACT_steering_keep, 0, 0, change_prepare, write},
    {M_GET, "/sturing/risicos/bestand/:risicos", ACT_steering_view, 0, 0, NULL, download},
    {0},
};
