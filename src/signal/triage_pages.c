// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// triage_pages.c - the page where a person weighs a signal and decides.
#include "signal/triage_html.h"
#include "signal/triage_view.h"
#include "signal/work_forms.h"

typedef Str (*Reader)(Req *rq, const char *name);

// What was sent, when it is an answer of the list; else what the signal says.
static Str answer(Req *rq, Reader read, const char *name, const Choice *list, Str otherwise)
{
    Str v = read(rq, name);
    return choice_find(list, v) ? v : otherwise;
}

static Err gather(Req *rq, const Work *w, Reader read, TriageInputs *ret_in)
{
    Indicators *list;
    TRY(indicators_of(rq->db, rq->mem, w->s.id, &list));
    bool sent = read(rq, "bekeken").n > 0; // the form was sent: a box that is not ticked means no
    *ret_in = (TriageInputs){
        .score = list->score,
        .count = list->ticked,
        .minor = answer(rq, read, "minderjarig", signal_yes_no_unknown, w->s.minor),
        .wants_case = answer(rq, read, "strafzaak", signal_yes_no_unknown, S("onbekend")),
        .form = answer(rq, read, "vorm", signal_forms, w->s.form),
        .danger = sent ? str_eq(read(rq, "gevaar"), S("1")) : w->s.danger != 0,
        .organised = str_eq(read(rq, "georganiseerd"), S("1")),
        .offence = str_eq(read(rq, "strafbaar"), S("1")),
    };
    return OK;
}

// A second look begins where the first one ended.
static Err begin_with_last(Req *rq, const Work *w, TriageInputs *in)
{
    TriageOfRow *rows;
    size_t n;
    TRY(q_triage_of(rq->db, rq->mem, w->s.id, &rows, &n));
    return n ? triage_inputs_parse(rq->mem, rows[0].inputs, in) : OK;
}

static void tick(StaffForm *f, const char *name, const char *label, bool on)
{
    form_add(f, FORM_TICK, name, label)->ticked = on;
}

static StaffForm form_inputs(Req *rq, const Work *w, const TriageInputs *in)
{
    StaffForm f = form_start(rq, "antwoorden", work_path(rq->mem, w, "/duiding"), N_("Vraag de tabel opnieuw"));
    form_add(&f, FORM_HIDDEN, "bekeken", "")->value = S("1");
    form_choices(rq, form_add(&f, FORM_SELECT, "vorm", N_("Vorm")), signal_forms, in->form);
    form_choices(rq, form_add(&f, FORM_SELECT, "minderjarig", N_("Iemand jonger dan 18")), signal_yes_no_unknown,
                 in->minor);
    form_choices(rq, form_add(&f, FORM_SELECT, "strafzaak", N_("Wil het slachtoffer een strafzaak?")),
                 signal_yes_no_unknown, in->wants_case);
    tick(&f, "gevaar", N_("Er is nu gevaar"), in->danger);
    tick(&f, "strafbaar", N_("Er lijkt een strafbaar feit te zijn"), in->offence);
    tick(&f, "georganiseerd", N_("Er zijn tekenen van een netwerk of georganiseerde misdaad"), in->organised);
    return f;
}

static void keep(StaffForm *f, const char *name, Str value) { form_add(f, FORM_HIDDEN, name, "")->value = value; }

// The advice is not filled in beforehand: who decides, chooses.
static const Choice *with_empty(Arena *mem, const Choice *list)
{
    size_t n = 0;
    while (list[n].code) n++;
    Choice *out = NEW_ARRAY(mem, Choice, n + 2);
    out[0] = (Choice){"", "", N_("Kies"), "", ""};
    for (size_t i = 0; i < n; i++) out[i + 1] = list[i];
    return out;
}

static StaffForm form_decide(Req *rq, const Work *w, const TriageInputs *in, const TriageAdvice *a)
{
    StaffForm f = form_start(rq, "besluit", work_path(rq->mem, w, "/duiding"), N_("Ik besluit"));
    keep(&f, "bekeken", S("1"));
    keep(&f, "vorm", in->form);
    keep(&f, "minderjarig", in->minor);
    keep(&f, "strafzaak", in->wants_case);
    keep(&f, "gevaar", in->danger ? S("1") : S("0"));
    keep(&f, "strafbaar", in->offence ? S("1") : S("0"));
    keep(&f, "georganiseerd", in->organised ? S("1") : S("0"));
    form_choices(rq, form_add(&f, FORM_SELECT, "uitkomst", N_("Uitkomst")), with_empty(rq->mem, triage_outcomes),
                 STR_NONE);
    form_choices(rq, form_add(&f, FORM_SELECT, "tafel", N_("Waar hoort dit thuis?")),
                 with_empty(rq->mem, triage_tables), STR_NONE);
    tick(&f, "spoed", N_("Dit heeft spoed"), a->urgent || w->s.urgent);
    FormInput *why_in = form_add(&f, FORM_TEXT, "reden", N_("Waarom besluit je dit?"));
    why_in->hint = N_("Altijd nodig als je anders besluit dan het advies.");
    why_in->rows = 4;
    why_in->optional = true;
    return f;
}

static Str decision_context(Arena *mem, const Work *w, Str submission)
{
    Str of = str_hex(mem, submission.p, submission.n);
    Str part = str_fmt(mem, "triage:%.*s", STR_ARG(of));
    return signal_context(mem, w->s.submission, str_z(mem, part));
}

static Err fill_past(Req *rq, const Work *w, TriageView *v)
{
    TriageOfRow *rows;
    size_t n;
    TRY(q_triage_of(rq->db, rq->mem, w->s.id, &rows, &n));
    v->past = NEW_ARRAY(rq->mem, PastDecision, n + 1);
    v->past_count = n;
    for (size_t i = 0; i < n; i++) {
        v->past[i].row = &rows[i];
        Str context = decision_context(rq->mem, w, rows[i].submission);
        if (rows[i].sealed_reason.n &&
            unseal(rq->mem, &w->key, rows[i].sealed_reason, context, &v->past[i].reason) != OK)
            v->past[i].reason = S("?");
    }
    return OK;
}

static void fill_conditions(Req *rq, TriageView *v)
{
    const DecisionHit *hit = v->advice.hit;
    if (!hit) return;
    v->conditions = NEW_ARRAY(rq->mem, Str, hit->condition_count + 1);
    v->condition_count = hit->condition_count;
    for (size_t i = 0; i < hit->condition_count; i++)
        v->conditions[i] = triage_condition_words(rq->mem, rq->lang, &hit->conditions[i]);
}

static Err show_triage(Req *rq)
{
    CLEANUP(work_wipe) Work w = {0};
    TRY(work_read(rq, ACT_signal_decide, &w));
    TriageView *v = NEW(rq->mem, TriageView);
    v->head = work_head(rq, &w, "duiding");
    v->closed = choice_is(w.s.state, "closed");
    TRY(gather(rq, &w, req_query, &v->in));
    if (req_query(rq, "bekeken").n == 0) TRY(begin_with_last(rq, &w, &v->in));
    TRY(triage_advise(rq->mem, w.s.police_unit, &v->in, &v->advice, &rq->why));
    fill_conditions(rq, v);
    v->inputs = form_inputs(rq, &w, &v->in);
    v->decide = form_decide(rq, &w, &v->in, &v->advice);
    TRY(fill_past(rq, &w, v));
    req_log(rq, "triage.read", "signal", w.s.id, GROUND_TASK, STR_NONE);
    Frame f = work_frame(rq, &w, N_("Duiding"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    triage_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- deciding -----------------------------------------------------------------------------------

typedef struct Deciding {
    Work w;
    TriageInputs in;
    TriageAdvice advice;
    Str submission, outcome, table_code, sealed;
    bool differs, urgent;
} Deciding;

static Err again(Req *rq, Deciding *d, const char *field, const char *dutch)
{
    form_say(rq, dutch);
    StaffForm f = form_decide(rq, &d->w, &d->in, &d->advice);
    return form_again(rq, &f, field, N_("Jouw besluit"), work_path(rq->mem, &d->w, "/duiding"));
}

static Err prepare_decision(Req *rq)
{
    Deciding *d = NEW(rq->mem, Deciding);
    rq->prepared = d;
    TRY(work_read(rq, ACT_signal_decide, &d->w));
    TRY(gather(rq, &d->w, req_field, &d->in));
    TRY(triage_advise(rq->mem, d->w.s.police_unit, &d->in, &d->advice, &rq->why));
    d->submission = form_submission(rq);
    d->outcome = req_field(rq, "uitkomst");
    d->table_code = req_field(rq, "tafel");
    d->urgent = req_flag(rq, "spoed");
    Str reason = req_field(rq, "reden");
    if (d->outcome.n == 0) return again(rq, d, "uitkomst", N_("Kies een uitkomst."));
    if (d->table_code.n == 0) return again(rq, d, "tafel", N_("Kies waar dit thuishoort."));
    if (!triage_fits(d->outcome, d->table_code))
        return again(rq, d, "tafel", N_("Deze uitkomst en deze tafel passen niet bij elkaar. Kies een andere tafel."));
    d->differs = triage_differs(&d->advice, d->outcome, d->table_code);
    if (d->differs && reason.n == 0) return again(rq, d, "reden", N_("Je wijkt af van het advies. Schrijf op waarom."));
    if (reason.n > WORK_REASON_MAX) return again(rq, d, "reden", N_("De reden is te lang."));
    if (reason.n) d->sealed = seal(rq->mem, &d->w.key, reason, decision_context(rq->mem, &d->w, d->submission));
    return OK;
}

static Err after_decision(Req *rq, const Deciding *d)
{
    int64_t changed, id = d->w.s.id;
    TRY(clock_meet(rq->db, S("signal"), id, CLOCK_triage, rq->now, rq->actor.account));
    TRY(clock_meet(rq->db, S("signal"), id, CLOCK_urgent_triage, rq->now, rq->actor.account));
    TRY(q_work_urgent(rq->db, id, d->urgent, rq->now, &changed));
    TRY(q_work_being_looked_at(rq->db, id, &changed));
    return q_work_state(rq->db, id, S("decided"), STR_NONE, rq->now, &changed);
}

static Err write_decision(Req *rq)
{
    const Deciding *d = rq->prepared;
    Work now;
    TRY(work_load(rq, ACT_signal_decide, &now));
    if (choice_is(now.s.state, "closed"))
        return req_fail(rq, E_CONFLICT, N_("Dit signaal is gesloten. Heropen het eerst."));
    const Ruling *t = &d->advice.ruling;
    int64_t added;
    TRY(q_triage_add(rq->db, d->w.s.id, d->submission, rq->now, rq->actor.account.v, d->outcome, d->table_code,
                     d->advice.outcome, d->advice.table_code, d->differs, t->table, t->region, t->version,
                     d->advice.hit ? d->advice.hit->rule : STR_NONE, t->status, triage_inputs_json(rq->mem, &d->in),
                     d->sealed, &added));
    if (added) TRY(after_decision(rq, d));
    Str what =
        str_fmt(rq->mem, "%.*s %.*s v%lld %.*s%s", STR_ARG(d->outcome), STR_ARG(d->table_code), (long long)t->version,
                STR_ARG(d->advice.hit ? d->advice.hit->rule : STR_NONE), d->differs ? " differs" : "");
    req_log(rq, "triage.decide", "signal", d->w.s.id, GROUND_TASK, what);
    return req_redirect(rq, work_path(rq->mem, &d->w, "/duiding"));
}

const Route triage_routes[] = {
    {M_GET, "/signalen/:id/duiding", ACT_signal_decide, 0, 0, NULL, show_triage},
    {M_POST, "/signalen/:id/duiding", ACT_signal_decide, 0, 0, prepare_decision, write_decision},
    {0},
};
