// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// govern_decisions.c - what is asked, what was decided and what came of it, and weighty advice.
#include "app/sheets_file.h"
#include "steering/govern_html.h"
#include "steering/govern_view.h"

enum { ENDED_SHOWN = 50 };

static const Frame list_frame = {.title = N_("Besluiten"),
                                 .section = "sturing",
                                 .back_path = "/sturing",
                                 .back_title = N_("Sturing van het programma")};

static const Choice take_outcomes[] = {
    {"open", "", N_("ja, dit besluiten wij"), "", ""}, {"refused", "", N_("nee, dit besluiten wij niet"), "", ""}, {0}};
static const Choice follow_states[] = {{"open", "", N_("loopt nog"), "", ""},
                                       {"done", "", N_("uitgevoerd"), "", ""},
                                       {"dropped", "", N_("vervallen"), "", ""},
                                       {0}};
static const Choice asked_states[] = {{"dropped", "", N_("vervallen: het besluit is niet meer nodig"), "", ""}, {0}};

Str decision_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/sturing/besluiten/%lld%s", (long long)id, rest);
}

static Str body_title(Lang lang, Str code)
{
    Body b = {.title = code};
    (void)govern_body(lang, code, &b); // a body that left the plan keeps its code
    return b.title;
}

DecisionItem decision_item(Req *rq, const SteeringDecision *d)
{
    return (DecisionItem){.d = d, .body = body_title(rq->lang, d->body), .late = decision_late(d, date_nl(rq->now))};
}

// ---- the list -----------------------------------------------------------------------------------------------------

static Err show_list(Req *rq)
{
    SteeringDecision *running;
    SteeringDecision *ended;
    DecisionList v = {.may_keep = req_can(rq, ACT_steering_keep, REL_NONE)};
    size_t n;
    int64_t before = INT64_MAX;
    (void)(str_int(req_query(rq, "voor"), 1, INT64_MAX, &before) == OK); // anything else: from the newest
    TRY(q_decisions_running(rq->db, rq->mem, GOVERN_LIST_MAX, &running, &n));
    v.asked = NEW_ARRAY(rq->mem, DecisionItem, n + 1);
    v.open = NEW_ARRAY(rq->mem, DecisionItem, n + 1);
    for (size_t i = 0; i < n; i++) {
        DecisionItem item = decision_item(rq, &running[i]);
        if (str_eq_c(running[i].state, "asked")) v.asked[v.asked_count++] = item;
        else v.open[v.open_count++] = item;
    }
    TRY(q_decisions_ended(rq->db, rq->mem, before, ENDED_SHOWN, &ended, &v.ended_count));
    v.ended = NEW_ARRAY(rq->mem, DecisionItem, v.ended_count + 1);
    for (size_t i = 0; i < v.ended_count; i++) v.ended[i] = decision_item(rq, &ended[i]);
    if (v.ended_count == ENDED_SHOWN)
        v.more = str_fmt(rq->mem, "/sturing/besluiten?voor=%lld", (long long)ended[ENDED_SHOWN - 1].id);
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    decision_list_page(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- asking -------------------------------------------------------------------------------------------------------

static StaffForm ask_form(Req *rq)
{
    Body all[BODIES_MAX];
    size_t n = govern_bodies(rq->lang, all), count = 0;
    StaffForm f = form_start(rq, "besluit", S("/sturing/besluiten"), N_("Vraag dit besluit"));
    FormInput *in = form_add(&f, FORM_SELECT, "orgaan", N_("Wie moet dit besluiten?"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n);
    for (size_t i = 0; i < n; i++)
        if (all[i].meets)
            options[count++] = (FormOption){all[i].code, all[i].title, str_eq_c(all[i].code, "principals")};
    in->options = options;
    in->option_count = count;
    in = form_add(&f, FORM_TEXT, "besluit", N_("Welk besluit is nodig?"));
    in->rows = 3;
    in->hint = N_("Schrijf het zo op dat er ja of nee op kan.");
    in = form_add(&f, FORM_TEXT, "woorden", N_("Waarom?"));
    in->rows = 3;
    in = form_add(&f, FORM_LINE, "eigenaar", N_("Wie voert het uit?"));
    in->hint = N_("Een organisatie of een functie, nooit de naam van een mens.");
    form_add(&f, FORM_DATE, "klaar", N_("Nodig voor"));
    return f;
}

static Err show_new(Req *rq)
{
    StaffForm f = ask_form(rq);
    return form_show(rq, &f, N_("Besluit vragen"), S("/sturing/besluiten"));
}

static Err read_asked(Req *rq, NewDecision *n, const char **field)
{
    Body b;
    *n = (NewDecision){.submission = form_submission(rq),
                       .body = req_field(rq, "orgaan"),
                       .state = S("asked"),
                       .by = rq->actor.account,
                       .org = rq->actor.org};
    *field = "orgaan";
    if (!govern_body(rq->lang, n->body, &b) || !b.meets)
        return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    TRY(govern_words(rq, "besluit", N_("Welk besluit is nodig?"), GOVERN_WORDS_MAX, field, &n->wording));
    TRY(govern_words(rq, "woorden", N_("Waarom?"), GOVERN_WORDS_MAX, field, &n->words));
    TRY(govern_words(rq, "eigenaar", N_("Wie voert het uit?"), GOVERN_OWNER_MAX, field, &n->owner));
    return govern_day(rq, "klaar", field, &n->due);
}

static Err ask_prepare(Req *rq)
{
    NewDecision *n = NEW(rq->mem, NewDecision);
    const char *field = NULL;
    rq->prepared = n;
    if (read_asked(rq, n, &field) == OK) return OK;
    StaffForm f = ask_form(rq);
    return form_again(rq, &f, field, N_("Besluit vragen"), S("/sturing/besluiten"));
}

static Err ask(Req *rq)
{
    int64_t id;
    bool changed;
    TRY(decision_store(rq->db, rq->mem, rq->prepared, rq->now, &id, &changed));
    if (changed) req_log(rq, "decision.ask", "decision", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, decision_path(rq->mem, id, ""));
}

// ---- one ----------------------------------------------------------------------------------------------------------

static Err open_decision(Req *rq, SteeringDecision *ret_d)
{
    int64_t id = req_id(rq, 0);
    Err e = id ? q_decision_by_id(rq->db, rq->mem, id, ret_d) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, E_NOTFOUND, N_("Dit besluit bestaat niet.")) : e;
}

static bool is_decider(const SteeringDecision *d)
{
    Body b = {0};
    return govern_body(LANG_NL, d->body, &b) && b.decider;
}

static FormInput *select_of(Req *rq, StaffForm *f, const char *name, const char *label, const Choice *list)
{
    FormInput *in = form_add(f, FORM_SELECT, name, label);
    form_choices(rq, in, list, str_c(list[0].code));
    return in;
}

static StaffForm take_form(Req *rq, const SteeringDecision *d)
{
    const char *rest = is_decider(d) ? "/genomen" : "/notulen";
    StaffForm f = form_start(rq, "genomen", decision_path(rq->mem, d->id, rest), N_("Leg vast wat is besloten"));
    select_of(rq, &f, "uitkomst", N_("Wat is er besloten?"), take_outcomes);
    form_add(&f, FORM_DATE, "dag", N_("Op welke dag?"))->value = date_iso(rq->mem, date_nl(rq->now));
    form_add(&f, FORM_DATE, "klaar", N_("Klaar voor"))->value = date_iso(rq->mem, d->due_day);
    FormInput *in = form_add(&f, FORM_TEXT, "woorden", N_("Toelichting"));
    in->rows = 3;
    return f;
}

static StaffForm follow_form(Req *rq, const SteeringDecision *d)
{
    bool asked = str_eq_c(d->state, "asked");
    StaffForm f = form_start(rq, "opvolging", decision_path(rq->mem, d->id, "/opvolging"), N_("Bewaar"));
    select_of(rq, &f, "toestand", N_("Hoe staat het ermee?"), asked ? asked_states : follow_states);
    FormInput *in = form_add(&f, FORM_TEXT, "woorden", N_("Toelichting"));
    in->rows = 3;
    in->hint = N_("Zonder namen van mensen.");
    if (!asked) form_add(&f, FORM_DATE, "klaar", N_("Klaar voor"))->value = date_iso(rq->mem, d->due_day);
    f.secondary = true;
    return f;
}

static StaffForm advise_form(Req *rq, const SteeringDecision *d)
{
    StaffForm f =
        form_start(rq, "advies", decision_path(rq->mem, d->id, "/advies"), N_("Leg dit zwaarwegend advies vast"));
    Body all[BODIES_MAX];
    size_t n = govern_bodies(rq->lang, all), count = 0;
    FormInput *in = form_add(&f, FORM_SELECT, "orgaan", N_("Wie gaf het advies?"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n);
    for (size_t i = 0; i < n; i++)
        if (all[i].meets && !all[i].decider)
            options[count++] = (FormOption){all[i].code, all[i].title, str_eq_c(all[i].code, "steering")};
    in->options = options;
    in->option_count = count;
    in = form_add(&f, FORM_TEXT, "advies", N_("Wat is het advies?"));
    in->rows = 3;
    form_add(&f, FORM_DATE, "dag", N_("Op welke dag?"))->value = date_iso(rq->mem, date_nl(rq->now));
    f.secondary = true;
    return f;
}

static StaffForm answer_form(Req *rq, const SteeringDecision *d, int64_t advice)
{
    Str path = decision_path(rq->mem, d->id, "/advies/");
    char *id = str_z(rq->mem, str_fmt(rq->mem, "antwoord-%lld", (long long)advice));
    StaffForm f = form_start(rq, id, str_fmt(rq->mem, "%.*s%lld", STR_ARG(path), (long long)advice),
                             N_("Leg vast wat jullie ermee doen"));
    select_of(rq, &f, "uitkomst", N_("Wat doen jullie met dit advies?"), advice_outcomes);
    FormInput *in = form_add(&f, FORM_TEXT, "reden", N_("Waarom?"));
    in->rows = 3;
    in->optional = true;
    in->hint = N_("Verplicht als jullie het niet, of niet helemaal, overnemen.");
    return f;
}

static Err fill_steps(Req *rq, DecisionPage *v)
{
    DecisionStepsRow *rows;
    TRY(q_decision_steps(rq->db, rq->mem, v->d->id, &rows, &v->step_count));
    v->steps = NEW_ARRAY(rq->mem, StepItem, v->step_count + 1);
    for (size_t i = 0; i < v->step_count; i++) {
        Org org = {0};
        if (rows[i].org) TRY(org_get(rq->db, rq->mem, (OrgId){rows[i].org}, &org));
        v->steps[i] = (StepItem){.state = choice_label(decision_states, rows[i].state),
                                 .words = rows[i].words,
                                 .who = org.name,
                                 .at = rows[i].at};
    }
    return OK;
}

static Err fill_advice(Req *rq, DecisionPage *v)
{
    Advised *rows;
    TRY(q_advice_weighty_of(rq->db, rq->mem, v->d->id, &rows, &v->advice_count));
    v->advice = NEW_ARRAY(rq->mem, AdviceItem, v->advice_count + 1);
    bool may = req_can(rq, ACT_steering_decide, REL_NONE) && str_eq_c(v->d->state, "asked");
    for (size_t i = 0; i < v->advice_count; i++) {
        AdviceItem *a = &v->advice[i];
        *a = (AdviceItem){.a = &rows[i],
                          .body = body_title(rq->lang, rows[i].body),
                          .outcome = choice_label(advice_outcomes, rows[i].outcome),
                          .may_answer = may && rows[i].outcome.n == 0};
        if (a->may_answer) a->form = answer_form(rq, v->d, rows[i].id);
        v->waits_for_advice = v->waits_for_advice || rows[i].outcome.n == 0;
    }
    return OK;
}

static void fill_forms(Req *rq, DecisionPage *v)
{
    bool asked = str_eq_c(v->d->state, "asked"), keep = req_can(rq, ACT_steering_keep, REL_NONE);
    bool decider = is_decider(v->d);
    v->may_take = asked && !v->waits_for_advice && (decider ? req_can(rq, ACT_steering_decide, REL_NONE) : keep);
    v->only_principals = asked && decider && !req_can(rq, ACT_steering_decide, REL_NONE);
    v->may_follow = keep && decision_runs(v->d);
    v->may_advise = keep && asked && decider;
    if (v->may_take) v->take = take_form(rq, v->d);
    if (v->may_follow) v->follow = follow_form(rq, v->d);
    if (v->may_advise) v->advise = advise_form(rq, v->d);
}

static Err show_one(Req *rq)
{
    DecisionPage *v = NEW(rq->mem, DecisionPage);
    SteeringDecision *d = NEW(rq->mem, SteeringDecision);
    Meeting m;
    TRY(open_decision(rq, d));
    *v = (DecisionPage){.d = d, .item = decision_item(rq, d)};
    if (d->meeting) {
        TRY(q_meeting_by_id(rq->db, rq->mem, d->meeting, &m));
        v->meeting = meeting_title(rq->mem, rq->lang, &m);
    }
    TRY(fill_steps(rq, v));
    TRY(fill_advice(rq, v));
    fill_forms(rq, v);
    Frame f = list_frame;
    f.title_text = tr_fmt(rq->mem, rq->lang, N_("Besluit %lld"), (long long)d->id);
    f.back_path = "/sturing/besluiten";
    f.back_title = N_("Besluiten");
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    decision_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- steps --------------------------------------------------------------------------------------------------------

typedef struct Stepping {
    SteeringDecision d;
    DecisionStep s;
} Stepping;

static Err begin_step(Req *rq, Stepping **ret_s)
{
    Stepping *s = NEW(rq->mem, Stepping);
    rq->prepared = s;
    *ret_s = s;
    TRY(open_decision(rq, &s->d));
    s->s = (DecisionStep){
        .decision = s->d.id, .submission = form_submission(rq), .by = rq->actor.account, .org = rq->actor.org};
    return OK;
}

static Err again(Req *rq, StaffForm f, const char *field, const char *title, const SteeringDecision *d)
{
    return form_again(rq, &f, field, title, decision_path(rq->mem, d->id, ""));
}

static Err read_take(Req *rq, Stepping *s, const char **field)
{
    const Choice *c = choice_find(take_outcomes, req_field(rq, "uitkomst"));
    *field = "uitkomst";
    if (!c) return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    s->s.state = str_c(c->code);
    s->s.take = true;
    TRY(govern_day(rq, "dag", field, &s->s.day));
    if (s->s.day > date_nl(rq->now)) return req_fail(rq, E_INPUT, N_("Deze dag moet nog komen."));
    TRY(govern_day(rq, "klaar", field, &s->s.due));
    return govern_words(rq, "woorden", N_("Toelichting"), GOVERN_WORDS_MAX, field, &s->s.words);
}

static Err take_prepare(Req *rq, bool decider)
{
    Stepping *s;
    const char *field = NULL;
    TRY(begin_step(rq, &s));
    if (is_decider(&s->d) != decider)
        return req_fail(rq, E_DENIED,
                        decider ? N_("Dit besluit is niet van opdrachtgevers of bewindspersonen.")
                                : N_("Wat opdrachtgevers en bewindspersonen besluiten, legt een opdrachtgever vast."));
    if (read_take(rq, s, &field) == OK) return OK;
    return again(rq, take_form(rq, &s->d), field, N_("Besluit vastleggen"), &s->d);
}

static Err decided_prepare(Req *rq) { return take_prepare(rq, true); }
static Err minuted_prepare(Req *rq) { return take_prepare(rq, false); }

static Err follow_prepare(Req *rq)
{
    Stepping *s;
    const char *field = "toestand";
    TRY(begin_step(rq, &s));
    const Choice *list = str_eq_c(s->d.state, "asked") ? asked_states : follow_states;
    const Choice *c = choice_find(list, req_field(rq, "toestand"));
    Err e = c ? OK : req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    if (e == OK) e = govern_words(rq, "woorden", N_("Toelichting"), GOVERN_WORDS_MAX, &field, &s->s.words);
    if (e == OK && str_eq_c(str_c(c->code), "open")) e = govern_day(rq, "klaar", &field, &s->s.due);
    if (e != OK) return again(rq, follow_form(rq, &s->d), field, N_("Opvolging"), &s->d);
    s->s.state = str_c(c->code);
    return OK;
}

static Err step(Req *rq)
{
    const Stepping *s = rq->prepared;
    bool changed = false;
    TRY(decision_step(rq->db, rq->mem, &s->s, rq->now, &changed, &rq->why));
    bool taken = str_eq_c(s->d.state, "asked") && !str_eq_c(s->s.state, "dropped");
    if (changed) req_log(rq, taken ? "decision.take" : "decision.follow", "decision", s->d.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, decision_path(rq->mem, s->d.id, ""));
}

// ---- advice -------------------------------------------------------------------------------------------------------

typedef struct Advising {
    SteeringDecision d;
    Str submission, body, wording, outcome, reason;
    Date day;
    int64_t advice;
} Advising;

static Err advise_prepare(Req *rq)
{
    Advising *a = NEW(rq->mem, Advising);
    Body b;
    const char *field = "orgaan";
    rq->prepared = a;
    TRY(open_decision(rq, &a->d));
    if (!str_eq_c(a->d.state, "asked") || !is_decider(&a->d))
        return req_fail(rq, E_CONFLICT,
                        N_("Advies kan alleen zolang opdrachtgevers of bewindspersonen nog moeten besluiten."));
    a->submission = form_submission(rq);
    a->body = req_field(rq, "orgaan");
    bool known = govern_body(rq->lang, a->body, &b) && b.meets && !b.decider;
    Err e = known ? OK : req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    if (e == OK) e = govern_words(rq, "advies", N_("Wat is het advies?"), GOVERN_WORDS_MAX, &field, &a->wording);
    if (e == OK) e = govern_day(rq, "dag", &field, &a->day);
    if (e == OK && a->day > date_nl(rq->now)) e = req_fail(rq, E_INPUT, N_("Deze dag moet nog komen."));
    return e == OK ? OK : again(rq, advise_form(rq, &a->d), field, N_("Zwaarwegend advies"), &a->d);
}

static Err advise(Req *rq)
{
    const Advising *a = rq->prepared;
    int64_t changed;
    TRY(q_advice_weighty_add(rq->db, a->submission, a->d.id, a->body, a->wording, a->day, rq->now, &changed));
    if (changed) req_log(rq, "decision.advice", "decision", a->d.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, decision_path(rq->mem, a->d.id, ""));
}

static Err answer_prepare(Req *rq)
{
    Advising *a = NEW(rq->mem, Advising);
    rq->prepared = a;
    TRY(open_decision(rq, &a->d));
    a->advice = req_id(rq, 1);
    if (a->advice == 0) return req_fail(rq, E_NOTFOUND, N_("Dit advies bestaat niet."));
    a->outcome = req_field(rq, "uitkomst");
    a->reason = req_field(rq, "reden");
    const char *fault = a->reason.n > GOVERN_WORDS_MAX ? N_("Dit is te lang. Maak het korter.") : NULL;
    if (!choice_find(advice_outcomes, a->outcome)) fault = N_("Kies een van de mogelijkheden.");
    else if (!str_eq_c(a->outcome, "followed") && a->reason.n == 0)
        fault = N_("Nemen jullie het advies niet helemaal over? Schrijf dan op waarom.");
    if (!fault) return OK;
    form_say(rq, fault);
    return again(rq, answer_form(rq, &a->d, a->advice), "reden", N_("Zwaarwegend advies"), &a->d);
}

static Err answer(Req *rq)
{
    const Advising *a = rq->prepared;
    TRY(advice_answer(rq->db, a->advice, a->d.id, a->outcome, a->reason, rq->now, &rq->why));
    req_log(rq, "decision.advice_answer", "decision", a->d.id, GROUND_TASK, a->outcome);
    return req_redirect(rq, decision_path(rq->mem, a->d.id, ""));
}

// ---- files, and what waits ----------------------------------------------------------------------------------------

static Err download(Req *rq)
{
    SteeringDecision *d;
    size_t n;
    const Str name = req_part(rq, 0);
    Date today = date_nl(rq->now);
    TRY(govern_decisions(rq->db, rq->mem, today, &d, &n));
    Sheet s = decision_sheet(rq->mem, rq->lang, d, n, today);
    const SheetFact facts[] = {{str_c(T(rq->lang, "Stand op")), date_iso(rq->mem, today)}};
    return req_sheets(rq, name, "besluiten", facts, COUNT(facts), &s, 1);
}

// What runs. A principal has to do with what is asked of principals; late: past its day.
static Err waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    SteeringDecision *rows;
    size_t n;
    Date today = date_nl(rq->now);
    bool keeps = req_can(rq, ACT_steering_keep, REL_NONE), decides = req_can(rq, ACT_steering_decide, REL_NONE);
    TRY(q_decisions_running(rq->db, rq->mem, GOVERN_LIST_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool mine = keeps || (decides && str_eq_c(rows[i].state, "asked") && is_decider(&rows[i]));
        *ret_count += mine;
        *ret_late += mine && decision_late(&rows[i], today);
    }
    return OK;
}

const SteeringSection decision_section = {
    .path = "/sturing/besluiten",
    .title = N_("Besluiten"),
    .text = N_("Wat is gevraagd en besloten, wie het uitvoert en wanneer het klaar moet zijn."),
    .action = ACT_steering_view,
    .waiting = waiting,
};

const Route decision_routes[] = {
    {M_GET, "/sturing/besluiten", ACT_steering_view, 0, 0, NULL, show_list},
    {M_GET, "/sturing/besluiten/nieuw", ACT_steering_keep, 0, 0, NULL, show_new},
    {M_POST, "/sturing/besluiten", ACT_steering_keep, 0, 0, ask_prepare, ask},
    {M_GET, "/sturing/besluiten/:id", ACT_steering_view, 0, 0, NULL, show_one},
    {M_POST, "/sturing/besluiten/:id/genomen", ACT_steering_decide, 0, 0, decided_prepare, step},
    {M_POST, "/sturing/besluiten/:id/notulen", ACT_steering_keep, 0, 0, minuted_prepare, step},
    {M_POST, "/sturing/besluiten/:id/opvolging", ACT_steering_keep, 0, 0, follow_prepare, step},
    {M_POST, "/sturing/besluiten/:id/advies", ACT_steering_keep, 0, 0, advise_prepare, advise},
    {M_POST, "/sturing/besluiten/:id/advies/:advies", ACT_steering_decide, 0, 0, answer_prepare, answer},
    {M_GET, "/sturing/besluiten/bestand/:besluiten", ACT_steering_view, 0, 0, NULL, download},
    {0},
};
