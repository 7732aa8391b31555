// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work_forms.c - the small forms of a signal.
#include "signal/work_forms.h"
#include <string.h>

static StaffForm start(Req *rq, const Work *w, const char *id, const char *path, const char *button)
{
    return form_start(rq, id, work_path(rq->mem, w, path), button);
}

static void hidden(StaffForm *f, const char *name, const char *value)
{
    form_add(f, FORM_HIDDEN, name, "")->value = str_c(value);
}

StaffForm form_message(Req *rq, const Work *w, const char *thread)
{
    bool reporter = strcmp(thread, THREAD_REPORTER) == 0, own = strcmp(thread, THREAD_OWN) == 0;
    const char *button = reporter ? N_("Stuur aan de melder") : own ? N_("Bewaar notitie") : N_("Plaats bericht");
    StaffForm f = start(rq, w, thread, "/bericht", button);
    f.secondary = !reporter;
    hidden(&f, "draad", thread);
    FormInput *in = form_add(&f, FORM_TEXT, "tekst",
                             reporter ? N_("Bericht aan de melder")
                             : own    ? N_("Notitie")
                                      : N_("Bericht aan collega's"));
    // Nobody answered yet: a first message lies ready, in the language of the reporter.
    Lang theirs = str_eq(w->s.lang, S("en")) ? LANG_EN : LANG_NL;
    if (reporter && work_clock_runs(rq, w, CLOCK_acknowledge))
        in->value = str_c(T(theirs, "Dank je wel voor je melding. We hebben hem gelezen en kijken ernaar."));
    return f;
}

StaffForm form_seen(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "gelezen", "/gelezen", N_("Ik heb het gelezen"));
    f.secondary = true;
    return f;
}

StaffForm form_wait(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "wacht", "/toestand", N_("Zet op wachten"));
    f.secondary = true;
    hidden(&f, "toestand", "waiting");
    form_choices(rq, form_add(&f, FORM_SELECT, "waarop", N_("Waar wacht dit op?")), waiting_for_choices,
                 w->s.waiting_for);
    return f;
}

StaffForm form_state(Req *rq, const Work *w, const char *id, const char *state, const char *button)
{
    StaffForm f = start(rq, w, id, "/toestand", button);
    f.secondary = true;
    hidden(&f, "toestand", state);
    return f;
}

StaffForm form_close(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "sluiten", "/toestand", N_("Signaal sluiten"));
    f.danger = true;
    hidden(&f, "toestand", "closed");
    FormInput *in = form_add(&f, FORM_TEXT, "reden", N_("Waarom kan dit signaal dicht?"));
    in->hint = N_("Dit komt bij de interne berichten. Je kunt het signaal later heropenen.");
    return f;
}

Err form_assign(Req *rq, const Work *w, StaffForm *ret_take, StaffForm *ret_assign)
{
    WorkColleaguesRow *rows;
    size_t n;
    TRY(q_work_colleagues(rq->db, rq->mem, rq->actor.org.v, &rows, &n));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n + 1);
    size_t count = 0;
    options[count++] = (FormOption){S("0"), str_c(T(rq->lang, "niemand")), w->s.assignee == 0};
    for (size_t i = 0; i < n; i++) {
        if (!(rows[i].roles & ROLE_BIT(ROLE_focal_point))) continue;
        options[count++] =
            (FormOption){str_fmt(rq->mem, "%lld", (long long)rows[i].id), rows[i].name, rows[i].id == w->s.assignee};
    }
    StaffForm take = start(rq, w, "mij", "/toewijzen", N_("Ik neem dit op me"));
    if (w->s.assignee != rq->actor.account.v)
        form_add(&take, FORM_HIDDEN, "account", "")->value = str_fmt(rq->mem, "%lld", (long long)rq->actor.account.v);
    StaffForm assign = start(rq, w, "toewijzen", "/toewijzen", N_("Wijs toe"));
    assign.secondary = true;
    FormInput *in = form_add(&assign, FORM_SELECT, "account", N_("Geef aan een collega"));
    in->options = options;
    in->option_count = count;
    *ret_take = take;
    *ret_assign = assign;
    return OK;
}

StaffForm form_fact(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "feit", "/feiten", N_("Voeg feit toe"));
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, FACT_KIND_COUNT);
    for (size_t k = 0; k < FACT_KIND_COUNT; k++)
        options[k] =
            (FormOption){str_c(fact_kind_name((FactKind)k)), str_c(tr(rq->lang, fact_kind_label((FactKind)k))), k == 0};
    FormInput *in = form_add(&f, FORM_SELECT, "soort", N_("Wat is het?"));
    in->options = options;
    in->option_count = FACT_KIND_COUNT;
    in = form_add(&f, FORM_LINE, "waarde", N_("Naam, nummer of adres"));
    in->hint = N_("Hoofdletters, spaties en strepen maken niet uit bij het vergelijken.");
    return f;
}

static StaffForm removal(Req *rq, const Work *w, const char *what, int64_t id)
{
    Str path = str_fmt(rq->mem, "/%s/%lld/weg", what, (long long)id);
    Str name = str_fmt(rq->mem, "%s-%lld", what, (long long)id);
    StaffForm f = start(rq, w, str_z(rq->mem, name), str_z(rq->mem, path), N_("Verwijder"));
    f.secondary = true;
    return f;
}

StaffForm form_fact_remove(Req *rq, const Work *w, int64_t fact) { return removal(rq, w, "feiten", fact); }
StaffForm form_link_remove(Req *rq, const Work *w, int64_t link) { return removal(rq, w, "koppelingen", link); }

StaffForm form_link(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "verband", "/koppelingen", N_("Leg verband"));
    FormInput *in = form_add(&f, FORM_LINE, "nummer", N_("Nummer van het andere signaal"));
    in->hint = N_("Het nummer staat bovenaan dat signaal.");
    form_add(&f, FORM_TEXT, "reden", N_("Waarom horen ze bij elkaar?"));
    return f;
}

StaffForm form_talk(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "overleg", "/overleg", N_("Leg overleg vast"));
    FormInput *in = form_add(&f, FORM_DATE, "datum", N_("Datum"));
    in->value = date_iso(rq->mem, date_nl(rq->now));
    form_choices(rq, form_add(&f, FORM_SELECT, "met", N_("Met wie?")), talk_partners, STR_NONE);
    in = form_add(&f, FORM_TEXT, "samenvatting", N_("Wat is er besproken?"));
    in->hint = N_("Deel in een overleg niet meer dan nodig.");
    in->rows = 5;
    return f;
}

StaffForm form_identity(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "openen", "/melder", N_("Open de gegevens"));
    form_add(&f, FORM_LINE, "reden", N_("Waarom heb je dit nu nodig?"))->hint =
        N_("Schrijf geen namen op: deze reden staat leesbaar in het logboek.");
    return f;
}

StaffForm form_feedback(Req *rq, const Work *w)
{
    StaffForm f = start(rq, w, "terugkoppeling", "/terugkoppeling", N_("Stuur terugkoppeling"));
    FormInput *in = form_add(&f, FORM_TEXT, "tekst", N_("Wat is er met de melding gedaan?"));
    in->hint = N_("De melder leest dit in het postvak.");
    in->rows = 6;
    return f;
}

StaffForm form_withhold(Req *rq, const Work *w)
{
    static const Choice grounds[] = {
#define X(name, words) {#name, #name, N_(words), "", ""},
        WITHHOLD_GROUNDS(X)
#undef X
            {0}};
    StaffForm f = start(rq, w, "niet", "/terugkoppeling/niet", N_("Leg vast"));
    f.secondary = true;
    form_choices(rq, form_add(&f, FORM_SELECT, "grond", N_("Waarom niet?")), grounds,
                 work_can_answer(w) ? STR_NONE : S("no_contact"));
    form_add(&f, FORM_TEXT, "reden", N_("Toelichting"))->hint = N_("Dit komt bij de interne berichten.");
    return f;
}

Err work_send_file(Req *rq, Str stored, Str key, Str name)
{
    if (key.n != SECRET_SIZE) return E_CRYPT;
    CLEANUP(secret_wipe) Secret secret;
    memcpy(secret.b, key.p, SECRET_SIZE);
    Err e = req_stored(rq, stored, &secret, name);
    return e == OK ? OK : req_fail(rq, e, N_("Dit bestand kan niet worden geopend. Waarschuw de beheerder."));
}

bool work_colleague(Req *rq, int64_t account)
{
    WorkColleaguesRow *rows;
    size_t n;
    if (q_work_colleagues(rq->db, rq->mem, rq->actor.org.v, &rows, &n) != OK) return false;
    for (size_t i = 0; i < n; i++)
        if (rows[i].id == account && (rows[i].roles & ROLE_BIT(ROLE_focal_point))) return true;
    return false;
}
