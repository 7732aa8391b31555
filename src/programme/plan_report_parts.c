// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_report_parts.c - money, indicators, risks, decisions, Parliament, what comes next, and sources.
#include "programme/plan_report.h"

// ---- money --------------------------------------------------------------------------------------------------------

static void money_table(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("regel van de begroting"), 3, false},
                                        {N_("jaar"), 0.8, false},
                                        {N_("gereserveerd"), 1.3, true},
                                        {N_("na verschuiving"), 1.3, true},
                                        {N_("toegezegd"), 1.2, true},
                                        {N_("uitgegeven"), 1.2, true},
                                        {0}};
    enum { LETTERS = 8 };
    DocTable *t =
        doc_table(r->d, "geld", N_("Begroting en uitgaven, in euro"), columns, (LETTERS + 1) * PLAN_BUDGET_YEARS);
    bool known = r->p->spending_count > 0;
    for (size_t i = 0; i <= LETTERS; i++) {
        bool all = plan_letters[i] == NULL;
        Str letter = all ? S("all") : str_c(plan_letters[i]);
        Str title = all ? str_c(T(r->lang, "Totaal")) : plan_letter_title(r->p, plan_letters[i], r->lang == LANG_EN);
        Str name = all ? title : str_fmt(r->mem, "%s. %.*s", plan_letters[i], STR_ARG(title));
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++) {
            int year = PLAN_FIRST_YEAR + k;
            int64_t reserved = plan_reserved(r->p, letter, year, false), available = plan_available(r->p, letter, year);
            int64_t spent = plan_spent(r->p, letter, year, "spent");
            int64_t committed = plan_spent(r->p, letter, year, "committed");
            if (!all && !reserved && !available && !spent && !committed) continue;
            if (all) doc_cell_strong(t, name);
            else doc_cell(t, name);
            doc_cell(t, str_fmt(r->mem, "%d", year));
            doc_number(t, reserved);
            doc_number(t, available);
            if (known) doc_number(t, committed);
            else doc_unknown(t);
            if (known) doc_number(t, spent);
            else doc_unknown(t);
        }
    }
}

void reporting_money(const PlanReport *r)
{
    PlanCheck k;
    plan_check(r->mem, r->in->plan, &k);
    doc_heading(r->d, 1, str_c(T(r->lang, "Geld")));
    doc_figure(r->d, plan_drawing_budget(r->mem, r->lang, r->p),
               N_("Breed: wat beschikbaar is, na verschuivingen. Smal: wat is uitgegeven. In euro, per regel van de "
                  "begroting (a tot en met h) en jaar."));
    if (r->p->spending_count == 0)
        doc_paragraph(r->d,
                      str_c(T(r->lang, "Wat is toegezegd of uitgegeven, is niet bekend: geen bron noemt het en er "
                                       "is niets geboekt.")));
    money_table(r);
    doc_paragraph(r->d,
                  k.reconciles
                      ? tr_fmt(r->mem, r->lang,
                               N_("De sommen zijn nagerekend: %d gedrukte bedragen en totalen van het plan kloppen "
                                  "met de regels. Verschuivingen veranderen het totaal van een jaar niet, tenzij "
                                  "het geld naar een ander jaar gaat."),
                               (int)k.sums)
                      : str_c(T(r->lang, "De sommen kloppen niet met wat gedrukt is: kijk met baken plan check.")));
}

// ---- indicators ---------------------------------------------------------------------------------------------------

static Str or_unknown(const PlanReport *r, Str s) { return s.n ? s : str_c(T(r->lang, "niet bekend")); }

static void goals_only(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("doel"), 0.7, false},
                                        {N_("wat moet er zijn bereikt"), 3.4, false},
                                        {N_("waaraan je het ziet"), 2.6, false},
                                        {N_("stand"), 1, false},
                                        {0}};
    DocTable *t = doc_table(r->d, "indicatoren", N_("Doelen en waaraan je ze ziet"), columns, r->p->operational_count);
    for (size_t i = 0; i < r->p->operational_count; i++) {
        const PlanOperational *g = &r->p->operational[i];
        doc_cell(t, g->code);
        doc_cell(t, reporting_pick(r, g->title, g->title_en));
        doc_cell_dutch(t, g->indicator);
        doc_unknown(t);
    }
}

void reporting_indicators(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("doel"), 0.6, false},         {N_("indicator"), 2, false},
                                        {N_("begin"), 0.9, false},        {N_("streven"), 0.9, false},
                                        {N_("stand"), 1, false},          {N_("bron en datum"), 1.7, false},
                                        {N_("wat onzeker is"), 2, false}, {0}};
    doc_heading(r->d, 1, str_c(T(r->lang, "Indicatoren")));
    if (!r->live || !r->live->indicators_known) {
        doc_paragraph(r->d, str_c(T(r->lang, "Deze rapportage is gemaakt zonder de cijfers van het platform.")));
        goals_only(r);
        return;
    }
    DocTable *t = doc_table(r->d, "indicatoren", N_("Indicatoren"), columns, r->live->indicator_count);
    for (size_t i = 0; i < r->live->indicator_count; i++) {
        const LiveIndicator *x = &r->live->indicators[i];
        doc_cell(t, x->goal.n ? x->goal : S("-"));
        doc_cell(t, reporting_pick(r, x->title, x->title_en));
        doc_cell(t, x->baseline.n ? x->baseline : S("-"));
        doc_cell(t, x->target.n ? x->target : S("-"));
        doc_cell_strong(t, or_unknown(r, reporting_pick(r, x->value, x->value_en)));
        Str day = x->day ? date_iso(r->mem, x->day) : STR_NONE;
        doc_cell_dutch(
            t, str_fmt(r->mem, "%.*s%s%.*s", STR_ARG(x->source), x->source.n && day.n ? ", " : "", STR_ARG(day)));
        doc_cell_dutch(t, x->uncertain);
    }
}

// ---- risks --------------------------------------------------------------------------------------------------------

static Str trend_of(const PlanReport *r, Str trend)
{
    if (str_eq_c(trend, "up")) return str_c(T(r->lang, "stijgt"));
    if (str_eq_c(trend, "new")) return str_c(T(r->lang, "nieuw"));
    if (str_eq_c(trend, "down")) return str_c(T(r->lang, "daalt"));
    return str_c(T(r->lang, "gelijk"));
}

void reporting_risk_part(const PlanReport *r)
{
    static const DocColumn columns[] = {{N_("code"), 0.75, false},     {N_("risico"), 2.5, false},
                                        {N_("niveau"), 0.9, true},     {N_("aanvaard"), 1.1, true},
                                        {N_("richting"), 1, false},    {N_("wie"), 2.2, false},
                                        {N_("maatregel"), 2.6, false}, {0}};
    size_t n;
    const PlanRisk *risks = reporting_risks(r, &n);
    doc_heading(r->d, 1, str_c(T(r->lang, "Risico's")));
    doc_figure(r->d, plan_drawing_risks(r->mem, r->lang, risks, n),
               N_("Kans tegen het grootste gevolg voor tijd, geld of kwaliteit. Omlijnd: niveau 6 of hoger."));
    if (!r->live || !r->live->risks_known)
        doc_paragraph(r->d, str_c(T(r->lang, "De scores zijn een eerste eigen schatting: het plan geeft er geen.")));
    DocTable *t = doc_table(r->d, "risicos", N_("Risico's"), columns, n);
    for (size_t i = 0; i < n; i++) {
        const PlanRisk *x = &risks[i];
        doc_cell(t, x->code);
        doc_cell(t, reporting_pick(r, x->title, x->title_en));
        doc_number(t, plan_risk_level(x));
        doc_number(t, x->accepted);
        doc_cell(t, trend_of(r, x->trend));
        doc_cell_dutch(t, x->owner);
        doc_cell_dutch(t, x->measure);
    }
}

// ---- decisions ----------------------------------------------------------------------------------------------------

static void over_risks(const PlanReport *r)
{
    size_t n;
    const PlanRisk *risks = reporting_risks(r, &n);
    for (size_t i = 0; i < n; i++) {
        const PlanRisk *x = &risks[i];
        if (plan_risk_level(x) <= x->accepted) continue;
        Str title = reporting_pick(r, x->title, x->title_en);
        doc_item(r->d, tr_fmt(r->mem, r->lang, N_("Risico %.*s staat op %d en aanvaard is %d: %.*s"), STR_ARG(x->code),
                              (int)plan_risk_level(x), (int)x->accepted, STR_ARG(title)));
    }
    doc_item(r->d, tr_fmt(r->mem, r->lang,
                          N_("%d keer spreken de bronnen elkaar tegen. Van elk is een lezing gekozen; bevestig die, of "
                             "kies anders."),
                          (int)r->p->contradictions_count));
}

static bool has_kind(const PlanReport *r, const char *kind)
{
    bool has = false;
    for (size_t i = 0; r->live && i < r->live->decision_count; i++)
        has = has || str_eq_c(r->live->decisions[i].kind, kind);
    return has;
}

// A table of one kind; nothing when there is none.
static void decisions_of(const PlanReport *r, const char *kind, const char *name, const char *dutch)
{
    static const DocColumn columns[] = {{N_("datum"), 1.1, false},
                                        {N_("wie beslist"), 1.3, false},
                                        {N_("besluit"), 3.2, false},
                                        {N_("stand"), 1.6, false},
                                        {N_("wie voert uit"), 1.2, false},
                                        {N_("uiterlijk"), 1.1, false},
                                        {0}};
    if (!has_kind(r, kind)) return;
    DocTable *t = doc_table(r->d, name, dutch, columns, r->live->decision_count);
    for (size_t i = 0; i < r->live->decision_count; i++) {
        const LiveDecision *x = &r->live->decisions[i];
        if (!str_eq_c(x->kind, kind)) continue;
        doc_cell(t, x->day ? date_iso(r->mem, x->day) : S("-"));
        doc_cell_dutch(t, x->body);
        if (x->title_en.n && r->lang == LANG_EN) doc_cell(t, x->title_en);
        else doc_cell_dutch(t, x->title);
        doc_cell_dutch(t, x->outcome);
        doc_cell_dutch(t, x->owner);
        doc_cell(t, x->due ? date_iso(r->mem, x->due) : S("-"));
    }
}

void reporting_decisions(const PlanReport *r)
{
    doc_heading(r->d, 1, str_c(T(r->lang, "Besluiten")));
    doc_heading(r->d, 2, str_c(T(r->lang, "Gevraagd")));
    over_risks(r);
    decisions_of(r, "asked", "besluiten-gevraagd", N_("Besluiten die zijn gevraagd"));
    doc_heading(r->d, 2, str_c(T(r->lang, "Genomen")));
    if (!r->live || !r->live->decisions_known)
        doc_paragraph(r->d, str_c(T(r->lang, "Welke besluiten zijn genomen, staat niet in het plan zelf.")));
    else if (!has_kind(r, "taken"))
        doc_paragraph(r->d, str_c(T(r->lang, "In deze periode is geen besluit vastgelegd.")));
    decisions_of(r, "taken", "besluiten", N_("Besluiten die zijn genomen"));
    decisions_of(r, "advice", "advies", N_("Zwaarwegend advies"));
}

// ---- for Parliament -----------------------------------------------------------------------------------------------

void reporting_parliament(const PlanReport *r)
{
    static const DocColumn motions[] = {{N_("motie of toezegging"), 1.7, false},
                                        {N_("datum"), 1.1, false},
                                        {N_("wat is gevraagd"), 2.6, false},
                                        {N_("antwoord"), 3, false},
                                        {0}};
    static const DocColumn advice[] = {{N_("nummer"), 0.8, true},
                                       {N_("aanbeveling van de Nationaal Rapporteur"), 2.6, false},
                                       {N_("antwoord"), 3.6, false},
                                       {0}};
    static const DocColumn proposals[] = {
        {N_("nummer"), 0.8, true}, {N_("voorstel"), 3.2, false}, {N_("oordeel"), 3, false}, {0}};
    doc_heading(r->d, 1, str_c(T(r->lang, "Moties, toezeggingen en aanbevelingen")));
    DocTable *t = doc_table(r->d, "moties", N_("Moties en toezeggingen"), motions, r->p->motions_count);
    for (size_t i = 0; i < r->p->motions_count; i++) {
        const PlanMotion *x = &r->p->motions[i];
        if (x->name.n) doc_cell_dutch(t, str_fmt(r->mem, "%.*s %.*s", STR_ARG(x->name), STR_ARG(x->number)));
        else doc_cell(t, tr_fmt(r->mem, r->lang, N_("Toezegging %.*s"), STR_ARG(x->code)));
        doc_cell(t, x->day ? date_iso(r->mem, x->day) : S("-"));
        doc_cell(t, reporting_pick(r, x->title, x->title_en));
        doc_cell_dutch(t, x->answer);
    }
    t = doc_table(r->d, "aanbevelingen", N_("Aanbevelingen"), advice, r->p->recommendations_count);
    for (size_t i = 0; i < r->p->recommendations_count; i++) {
        const PlanRecommendation *x = &r->p->recommendations[i];
        doc_number(t, x->number);
        doc_cell(t, reporting_pick(r, x->title, x->title_en));
        doc_cell_dutch(t, x->response);
    }
    t = doc_table(r->d, "voorstellen", N_("De voorstellen van januari 2024"), proposals, r->p->proposals_count);
    for (size_t i = 0; i < r->p->proposals_count; i++) {
        const PlanProposal *x = &r->p->proposals[i];
        doc_number(t, x->number);
        doc_cell(t, reporting_pick(r, x->title, x->title_en));
        doc_cell_dutch(t, x->appreciation);
    }
}

// ---- what comes next, and where it is from ------------------------------------------------------------------------

void reporting_next(const PlanReport *r)
{
    Date until = months_later(r->end + 1, r->in->period.half ? 6 : 3) - 1;
    size_t n = 0;
    doc_heading(r->d, 1, str_c(T(r->lang, "Volgende stappen")));
    for (size_t i = 0; i < r->p->deadlines_count; i++) {
        const PlanDeadline *x = &r->p->deadlines[i];
        if (x->day <= r->end || x->day > until) continue;
        Str day = text_day(r->mem, r->lang, x->day), title = reporting_pick(r, x->title, x->title_en);
        doc_item(r->d, str_fmt(r->mem, "%.*s: %.*s", STR_ARG(day), STR_ARG(title)));
        n++;
    }
    for (size_t i = 0; i < r->p->operational_count; i++) {
        const PlanOperational *g = &r->p->operational[i];
        Date day = date_of((int)g->year, 12, 31);
        if (day <= r->end || day > until) continue;
        Str title = reporting_pick(r, g->title, g->title_en);
        doc_item(r->d, tr_fmt(r->mem, r->lang, N_("Doel %.*s moet eind %d zijn bereikt: %.*s"), STR_ARG(g->code),
                              (int)g->year, STR_ARG(title)));
        n++;
    }
    for (size_t i = 0; i < r->p->actions_count; i++) {
        const PlanAction *a = &r->p->actions[i];
        Date begins = date_of((int)plan_first_year(a->years), 1, 1);
        if (begins <= r->end || begins > until) continue;
        Str title = reporting_pick(r, a->title, a->title_en);
        doc_item(r->d, tr_fmt(r->mem, r->lang, N_("Actie %d begint: %.*s"), (int)a->number, STR_ARG(title)));
        n++;
    }
    if (n == 0) doc_paragraph(r->d, str_c(T(r->lang, "De bronnen noemen voor de volgende periode geen momenten.")));
    reporting_text(r, "end");
}

void reporting_sources(const PlanReport *r)
{
    static const DocColumn columns[] = {
        {N_("code"), 0.7, false}, {N_("bron"), 3, false}, {N_("datum"), 1.1, false}, {N_("waarover"), 3.4, false}, {0}};
    doc_heading(r->d, 1, str_c(T(r->lang, "Bronnen en verantwoording")));
    doc_paragraph(r->d,
                  str_c(T(r->lang, "Deze rapportage is door het programma Baken gemaakt. Wie hetzelfde plan, "
                                   "dezelfde cijfers en dezelfde teksten neemt, krijgt precies hetzelfde bestand. "
                                   "Het kenmerk op de voorkant is de som van alles waaruit zij is gemaakt.")));
    DocTable *t = doc_table(r->d, "bronnen", N_("Bronnen"), columns, r->p->sources_count);
    for (size_t i = 0; i < r->p->sources_count; i++) {
        const PlanSource *x = &r->p->sources[i];
        doc_cell(t, x->code);
        doc_cell_dutch(t, x->title);
        doc_cell(t, x->day);
        doc_cell_dutch(t, x->about);
    }
}
