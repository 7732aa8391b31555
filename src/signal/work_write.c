// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work_write.c - what people do with a signal. Each in two halves: prepare checks and seals on a reading thread, handle
// asks the rights again and writes.
#include "signal/tray.h"
#include "signal/work_forms.h"
#include <string.h>

typedef struct Change {
    Work w;
    NewMessage message;
    Str submission, sealed, text, code;
    Hash blind;
    Date day;
    int64_t other;
    bool closes;
} Change;

static Err begin(Req *rq, Action does, bool key, Change **ret_c)
{
    Change *c = NEW(rq->mem, Change);
    TRY((key ? work_read : work_load)(rq, does, &c->w));
    c->submission = form_submission(rq);
    rq->prepared = c;
    *ret_c = c;
    return OK;
}

// On the writer: is it still ours, as it was when it was prepared?
static Err still(Req *rq, Action does, Change **ret_c)
{
    Change *c = rq->prepared;
    Work now;
    TRY(work_load(rq, does, &now));
    *ret_c = c;
    return OK;
}

static Err back(Req *rq, const Work *w, const char *rest) { return req_redirect(rq, work_path(rq->mem, w, rest)); }

// Text that must be there; else the form again, with what was typed.
static Err need_text(Req *rq, StaffForm *f, const char *name, const char *label, size_t max, const char *title,
                     Str path, Str *ret_text, bool *ret_again)
{
    *ret_again = false;
    if (req_text(rq, name, label, max, ret_text) == OK) return OK;
    *ret_again = true;
    return form_again(rq, f, name, title, path);
}

// ---- threads ------------------------------------------------------------------------------------

static Err prepare_message(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    static const char *const threads[] = {THREAD_REPORTER, THREAD_INTERNAL, THREAD_OWN};
    const char *thread = NULL;
    for (size_t i = 0; i < COUNT(threads); i++)
        if (str_eq_c(req_field(rq, "draad"), threads[i])) thread = threads[i];
    if (!thread) return req_fail(rq, E_INPUT, N_("Dit formulier klopt niet. Ga terug en probeer het opnieuw."));
    if (strcmp(thread, THREAD_REPORTER) == 0 && !work_can_answer(&c->w))
        return req_fail(rq, E_CONFLICT, N_("De melder heeft het postvak verwijderd. Je bericht is niet verstuurd."));
    StaffForm f = form_message(rq, &c->w, thread);
    bool again;
    TRY(need_text(rq, &f, "tekst", N_("Bericht"), WORK_MESSAGE_MAX, N_("Bericht"), work_path(rq->mem, &c->w, ""),
                  &c->text, &again));
    if (!again) c->message = work_message(rq, &c->w, thread, c->submission, c->text);
    return OK;
}

static Err write_message(Req *rq)
{
    Change *c;
    TRY(still(rq, ACT_signal_work, &c));
    TRY(work_message_store(rq, &c->w, &c->message));
    req_log(rq, "signal.message", "signal", c->w.s.id, GROUND_TASK, c->message.thread);
    return back(rq, &c->w, str_z(rq->mem, str_fmt(rq->mem, "#kop-%.*s", STR_ARG(c->message.thread))));
}

static Err write_seen(Req *rq)
{
    Work w;
    int64_t changed;
    TRY(work_load(rq, ACT_signal_work, &w));
    TRY(q_work_answered(rq->db, w.s.id, &changed));
    TRY(q_work_being_looked_at(rq->db, w.s.id, &changed));
    req_log(rq, "signal.seen", "signal", w.s.id, GROUND_TASK, STR_NONE);
    return back(rq, &w, "");
}

// ---- who, and in which state --------------------------------------------------------------------

static Err write_assign(Req *rq)
{
    Work w;
    int64_t account = 0, changed;
    TRY(work_load(rq, ACT_signal_assign, &w));
    if (str_int(req_field(rq, "account"), 0, INT64_MAX, &account) != OK || (account && !work_colleague(rq, account)))
        return req_fail(rq, E_INPUT, N_("Kies een collega die bij deze organisatie werkt."));
    TRY(q_work_assign(rq->db, w.s.id, account, rq->now, &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Dit signaal is gesloten. Heropen het eerst."));
    if (account) TRY(q_work_being_looked_at(rq->db, w.s.id, &changed));
    Str to = account ? str_fmt(rq->mem, "account %lld", (long long)account) : S("0");
    req_log(rq, "signal.assign", "signal", w.s.id, GROUND_TASK, to);
    return back(rq, &w, "");
}

static Err prepare_close(Req *rq, Change *c)
{
    c->closes = true;
    if (work_feedback_due(rq, &c->w) && work_can_answer(&c->w))
        return req_fail(rq, E_CONFLICT,
                        N_("Geef eerst terugkoppeling aan de melder, of leg vast waarom dat niet kan."));
    StaffForm f = form_close(rq, &c->w);
    bool again;
    TRY(need_text(rq, &f, "reden", N_("Reden"), WORK_REASON_MAX, N_("Signaal sluiten"), work_path(rq->mem, &c->w, ""),
                  &c->text, &again));
    if (again) return OK;
    Str note = tr_fmt(rq->mem, LANG_NL, N_("Gesloten: %s"), str_z(rq->mem, c->text));
    c->message = work_message(rq, &c->w, THREAD_INTERNAL, c->submission, note);
    return OK;
}

static Err prepare_state(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    c->code = req_field(rq, "toestand");
    if (choice_is(c->code, "closed")) return prepare_close(rq, c);
    if (choice_is(c->code, "waiting")) {
        c->text = req_field(rq, "waarop");
        if (choice_find(waiting_for_choices, c->text)) return OK;
    } else if (choice_is(c->code, "in_progress")) {
        return OK;
    }
    return req_fail(rq, E_INPUT, N_("Kies een toestand uit de lijst."));
}

static Err close_signal(Req *rq, const Change *c)
{
    int64_t changed;
    TRY(work_message_store(rq, &c->w, &c->message));
    if (!work_can_answer(&c->w))
        TRY(clock_withhold(rq->db, S("signal"), c->w.s.id, CLOCK_feedback, S("no_contact"), rq->now,
                           rq->actor.account));
    TRY(clock_stop_all(rq->db, S("signal"), c->w.s.id, rq->now, rq->actor.account));
    return q_work_public_state(rq->db, c->w.s.id, S("closed"), rq->now, &changed);
}

static Err write_state(Req *rq)
{
    Change *c;
    int64_t changed;
    TRY(still(rq, ACT_signal_work, &c));
    bool waits = choice_is(c->code, "waiting");
    TRY(q_work_state(rq->db, c->w.s.id, c->code, waits ? c->text : STR_NONE, rq->now, &changed));
    if (c->closes) TRY(close_signal(rq, c));
    else if (choice_is(c->w.s.state, "closed"))
        TRY(q_work_public_state(rq->db, c->w.s.id, S("being_looked_at"), rq->now, &changed));
    req_log(rq, "signal.state", "signal", c->w.s.id, GROUND_TASK, c->code);
    return back(rq, &c->w, "");
}

// ---- facts, links, talks, indicators ------------------------------------------------------------

static Err prepare_fact(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    FactKind kind;
    if (fact_kind_parse(req_field(rq, "soort"), &kind) != OK) return req_fail(rq, E_INPUT, N_("Kies wat het is."));
    StaffForm f = form_fact(rq, &c->w);
    Str path = work_path(rq->mem, &c->w, "/verrijken");
    bool again;
    TRY(need_text(rq, &f, "waarde", N_("Naam, nummer of adres"), WORK_FACT_MAX, N_("Feit toevoegen"), path, &c->text,
                  &again));
    if (again) return OK;
    if (fact_normal(rq->mem, kind, c->text).n < 2) {
        form_say(rq, N_("Dit is te kort om te vergelijken."));
        return form_again(rq, &f, "waarde", N_("Feit toevoegen"), path);
    }
    c->code = str_c(fact_kind_name(kind));
    c->sealed = fact_seal(rq->mem, &c->w, c->submission, c->text);
    c->blind = fact_blind(rq->mem, &rq->app->pepper, kind, c->text);
    return OK;
}

static Err write_fact(Req *rq)
{
    Change *c;
    int64_t added;
    TRY(still(rq, ACT_signal_work, &c));
    TRY(q_work_fact_add(rq->db, c->w.s.id, c->submission, c->code, c->sealed, hash_str(&c->blind), rq->actor.account.v,
                        rq->now, &added));
    req_log(rq, "signal.fact_add", "signal", c->w.s.id, GROUND_TASK, c->code);
    return back(rq, &c->w, "/verrijken");
}

typedef Err (*Remove)(Db *db, int64_t signal, int64_t id, int64_t *ret_changed);

static Err write_removal(Req *rq, Remove remove, const char *entry)
{
    Work w;
    int64_t id, changed;
    TRY(work_load(rq, ACT_signal_work, &w));
    if (str_int(req_part(rq, 1), 1, INT64_MAX, &id) != OK) return E_NOTFOUND;
    TRY(remove(rq->db, w.s.id, id, &changed));
    if (!changed) return req_fail(rq, E_NOTFOUND, N_("Dit is er niet meer."));
    req_log(rq, entry, "signal", w.s.id, GROUND_TASK, STR_NONE);
    return back(rq, &w, "/verrijken");
}

static Err write_fact_remove(Req *rq) { return write_removal(rq, q_work_fact_remove, "signal.fact_remove"); }
static Err write_link_remove(Req *rq) { return write_removal(rq, q_work_link_remove, "signal.link_remove"); }

static Err prepare_link(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    StaffForm f = form_link(rq, &c->w);
    Str path = work_path(rq->mem, &c->w, "/verrijken"), number = req_field(rq, "nummer");
    WorkIdOfRow other;
    Err e = q_work_id_of(rq->db, rq->mem, number, rq->actor.org.v, &other);
    if (e != OK || other.id == c->w.s.id) {
        form_say(rq, N_("Dit nummer is geen ander signaal van jouw organisatie."));
        return form_again(rq, &f, "nummer", N_("Verband leggen"), path);
    }
    c->other = other.id;
    bool again;
    TRY(need_text(rq, &f, "reden", N_("Reden"), WORK_REASON_MAX, N_("Verband leggen"), path, &c->text, &again));
    if (!again) c->sealed = fact_seal(rq->mem, &c->w, c->submission, c->text);
    return OK;
}

static Err write_link(Req *rq)
{
    Change *c;
    int64_t added;
    TRY(still(rq, ACT_signal_work, &c));
    TRY(q_work_link_add(rq->db, c->w.s.id, c->other, c->submission, c->sealed, rq->actor.account.v, rq->now, &added));
    req_log(rq, "signal.link", "signal", c->w.s.id, GROUND_TASK, str_fmt(rq->mem, "signal %lld", (long long)c->other));
    return back(rq, &c->w, "/verrijken");
}

static Err prepare_talk(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    StaffForm f = form_talk(rq, &c->w);
    Str path = work_path(rq->mem, &c->w, "/verrijken");
    c->code = req_field(rq, "met");
    if (!choice_find(talk_partners, c->code)) return req_fail(rq, E_INPUT, N_("Kies met wie er is overlegd."));
    if (date_parse(req_field(rq, "datum"), &c->day) != OK || c->day > date_nl(rq->now)) {
        form_say(rq, N_("Vul een datum in van vandaag of eerder."));
        return form_again(rq, &f, "datum", N_("Overleg vastleggen"), path);
    }
    bool again;
    TRY(need_text(rq, &f, "samenvatting", N_("Samenvatting"), WORK_MESSAGE_MAX, N_("Overleg vastleggen"), path,
                  &c->text, &again));
    if (!again) c->sealed = fact_seal(rq->mem, &c->w, c->submission, c->text);
    return OK;
}

static Err write_talk(Req *rq)
{
    Change *c;
    int64_t added;
    TRY(still(rq, ACT_signal_work, &c));
    TRY(q_work_talk_add(rq->db, c->w.s.id, c->submission, c->day, c->code, c->sealed, rq->actor.account.v, rq->now,
                        &added));
    req_log(rq, "signal.consult", "signal", c->w.s.id, GROUND_TASK, c->code);
    return back(rq, &c->w, "/verrijken");
}

static bool sent_code(Req *rq, Str code)
{
    const Fields *form = &rq->http->form;
    for (size_t i = 0; i < form->n; i++)
        if (str_eq(form->v[i].name, S("code")) && str_eq(form->v[i].value, code)) return true;
    return false;
}

// Only what the page showed is changed: after a search the others stay as they were.
static Err write_indicators(Req *rq)
{
    Work w;
    TRY(work_load(rq, ACT_signal_work, &w));
    Indicators *list;
    TRY(indicators_of(rq->db, rq->mem, w.s.id, &list));
    Str shown = field_get(&rq->http->form, "getoond");
    int64_t changed;
    for (size_t i = 0; i < list->n; i++) {
        const Indicator *in = &list->v[i];
        if (shown.n && !str_has(shown, str_fmt(rq->mem, " %.*s ", STR_ARG(in->code)))) continue;
        bool tick = sent_code(rq, in->code);
        if (tick && !in->ticked)
            TRY(q_work_indicator_add(rq->db, w.s.id, in->code, rq->actor.account.v, rq->now, &changed));
        if (!tick && in->ticked) TRY(q_work_indicator_remove(rq->db, w.s.id, in->code, &changed));
    }
    req_log(rq, "signal.indicators", "signal", w.s.id, GROUND_TASK, STR_NONE);
    return back(rq, &w, "/aanwijzingen");
}

// ---- the reporter -------------------------------------------------------------------------------

static Err prepare_identity(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_reporter_identity, false, &c));
    c->text = req_field(rq, "reden");
    if (c->text.n >= REASON_MIN && c->text.n <= REASON_MAX) return OK;
    StaffForm f = form_identity(rq, &c->w);
    form_say(rq, c->text.n > REASON_MAX ? N_("De reden is te lang. Maak hem korter.")
                                        : N_("Schrijf in een paar woorden waarom je dit nodig hebt."));
    return form_again(rq, &f, "reden", N_("Melder"), work_path(rq->mem, &c->w, ""));
}

static Err write_identity(Req *rq)
{
    Change *c;
    TRY(still(rq, ACT_reporter_identity, &c));
    TRY(identity_open(rq->db, &rq->actor, "reporter", c->w.s.id, c->text, rq->now));
    req_log(rq, "reporter.open", "signal", c->w.s.id, GROUND_TASK, c->text);
    return back(rq, &c->w, "/melder");
}

static Err prepare_feedback(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    if (!work_can_answer(&c->w))
        return req_fail(rq, E_CONFLICT,
                        N_("De melder heeft het postvak verwijderd. Leg vast dat terugkoppelen niet kan."));
    StaffForm f = form_feedback(rq, &c->w);
    bool again;
    TRY(need_text(rq, &f, "tekst", N_("Terugkoppeling"), WORK_MESSAGE_MAX, N_("Terugkoppeling"),
                  work_path(rq->mem, &c->w, "/terugkoppeling"), &c->text, &again));
    if (!again) c->message = work_message(rq, &c->w, THREAD_REPORTER, c->submission, c->text);
    return OK;
}

static Err write_feedback(Req *rq)
{
    Change *c;
    int64_t changed;
    TRY(still(rq, ACT_signal_work, &c));
    TRY(work_message_store(rq, &c->w, &c->message));
    TRY(clock_meet(rq->db, S("signal"), c->w.s.id, CLOCK_feedback, rq->now, rq->actor.account));
    if (!choice_is(c->w.s.state, "closed"))
        TRY(q_work_public_state(rq->db, c->w.s.id, S("feedback_given"), rq->now, &changed));
    req_log(rq, "signal.feedback", "signal", c->w.s.id, GROUND_TASK, STR_NONE);
    return back(rq, &c->w, "/terugkoppeling");
}

static Err prepare_withhold(Req *rq)
{
    Change *c;
    TRY(begin(rq, ACT_signal_work, true, &c));
    c->code = req_field(rq, "grond");
    const char *ground = withhold_ground_label(c->code);
    if (!ground) return req_fail(rq, E_INPUT, N_("Kies een grond uit de lijst."));
    StaffForm f = form_withhold(rq, &c->w);
    bool again;
    TRY(need_text(rq, &f, "reden", N_("Toelichting"), WORK_REASON_MAX, N_("Geen terugkoppeling, met reden"),
                  work_path(rq->mem, &c->w, "/terugkoppeling"), &c->text, &again));
    if (again) return OK;
    Str note = tr_fmt(rq->mem, LANG_NL, N_("Geen terugkoppeling, want %s. %s"), ground, str_z(rq->mem, c->text));
    c->message = work_message(rq, &c->w, THREAD_INTERNAL, c->submission, note);
    return OK;
}

static Err write_withhold(Req *rq)
{
    Change *c;
    TRY(still(rq, ACT_signal_work, &c));
    TRY(work_message_store(rq, &c->w, &c->message));
    TRY(clock_withhold(rq->db, S("signal"), c->w.s.id, CLOCK_feedback, c->code, rq->now, rq->actor.account));
    if (choice_is(c->code, "no_contact"))
        TRY(clock_withhold(rq->db, S("signal"), c->w.s.id, CLOCK_acknowledge, c->code, rq->now, rq->actor.account));
    req_log(rq, "signal.feedback_withheld", "signal", c->w.s.id, GROUND_TASK, c->code);
    return back(rq, &c->w, "/terugkoppeling");
}

const Route work_write_routes[] = {
    {M_POST, "/signalen/:id/bericht", ACT_signal_work, 0, 0, prepare_message, write_message},
    {M_POST, "/signalen/:id/gelezen", ACT_signal_work, 0, 0, NULL, write_seen},
    {M_POST, "/signalen/:id/toewijzen", ACT_signal_assign, 0, 0, NULL, write_assign},
    {M_POST, "/signalen/:id/toestand", ACT_signal_work, 0, 0, prepare_state, write_state},
    {M_POST, "/signalen/:id/feiten", ACT_signal_work, 0, 0, prepare_fact, write_fact},
    {M_POST, "/signalen/:id/feiten/:feit/weg", ACT_signal_work, 0, 0, NULL, write_fact_remove},
    {M_POST, "/signalen/:id/koppelingen", ACT_signal_work, 0, 0, prepare_link, write_link},
    {M_POST, "/signalen/:id/koppelingen/:koppeling/weg", ACT_signal_work, 0, 0, NULL, write_link_remove},
    {M_POST, "/signalen/:id/overleg", ACT_signal_work, 0, 0, prepare_talk, write_talk},
    {M_POST, "/signalen/:id/aanwijzingen", ACT_signal_work, 0, 0, NULL, write_indicators},
    {M_POST, "/signalen/:id/melder", ACT_reporter_identity, 0, 0, prepare_identity, write_identity},
    {M_POST, "/signalen/:id/terugkoppeling", ACT_signal_work, 0, 0, prepare_feedback, write_feedback},
    {M_POST, "/signalen/:id/terugkoppeling/niet", ACT_signal_work, 0, 0, prepare_withhold, write_withhold},
    {0},
};
