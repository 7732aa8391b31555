// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// govern_agenda.c - an agenda made of what needs deciding, and what was chosen of it.
#include "steering/govern.h"
#include "steering/progress.h"
#include "steering/reporting_sql.h"
#include "steering/risk.h"

void agenda_add(Agenda *a, const char *kind, Str ref, Str title)
{
    if (a->count == AGENDA_MAX) return;
    a->items[a->count++] = (AgendaItem){.kind = str_c(kind), .ref = ref, .title = title, .taken = true};
}

static Str number(Arena *mem, int64_t n) { return str_fmt(mem, "%lld", (long long)n); }

// The worst that can be said of an action; NULL: nothing that a meeting should look at.
static const char *what_stands_out(const ProgressMark *m)
{
    if (m->overspent) return N_("Actie %lld geeft meer uit dan er is: %.*s");
    if (m->stuck) return N_("Actie %lld loopt vast: %.*s");
    if (m->overdue) return N_("Actie %lld had klaar moeten zijn: %.*s");
    if (m->at_risk) return N_("Actie %lld loopt gevaar: %.*s");
    return NULL;
}

Err agenda_actions(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a)
{
    const Plan *p = plan_get();
    ProgressMark *marks = NEW_ARRAY(mem, ProgressMark, PLAN_ACTIONS);
    if (!body_steers(m->body)) return OK;
    // Reports for a quarter come at its end: until then the quarter before it says how things are.
    TRY(progress_marks(db, mem, p, quarter_step(quarter_at(day), -1), day, marks));
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *action = &p->actions[i];
        const char *words = what_stands_out(&marks[i]);
        Str title = lang == LANG_EN ? action->title_en : action->title;
        if (words)
            agenda_add(a, "action", number(mem, action->number),
                       tr_fmt(mem, lang, words, (long long)action->number, STR_ARG(title)));
    }
    return OK;
}

// One point for all of them: the steering group should not read thirty lines about post.
Err agenda_late(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a)
{
    ProgressMark *marks = NEW_ARRAY(mem, ProgressMark, PLAN_ACTIONS);
    Quarter q = quarter_step(quarter_at(day), -1);
    Buf which = buf_new(mem, KB(1));
    if (!body_steers(m->body)) return OK;
    TRY(progress_marks(db, mem, plan_get(), q, day, marks));
    for (int i = 0; i < PLAN_ACTIONS; i++)
        if (marks[i].late) buf_fmt(&which, "%s%d", which.n ? ", " : "", i + 1);
    Str quarter = quarter_words(mem, lang, q), list = buf_str(&which);
    if (which.n)
        agenda_add(a, "late", quarter_text(mem, q),
                   tr_fmt(mem, lang, N_("Geen bericht over %.*s. Acties: %.*s"), STR_ARG(quarter), STR_ARG(list)));
    return OK;
}

Err agenda_risks(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a)
{
    Risk *risks;
    size_t n;
    if (!body_steers(m->body)) return OK;
    TRY(risk_list(db, mem, day, &risks, &n));
    for (size_t i = 0; i < n; i++) {
        const Risk *r = &risks[i];
        Str title = lang == LANG_EN ? r->title_en : r->title;
        if (r->above)
            agenda_add(a, "risk", number(mem, r->id),
                       tr_fmt(mem, lang, N_("Risico %.*s, niveau %lld, aanvaard %lld: %.*s"), STR_ARG(r->code),
                              (long long)r->level, (long long)r->accepted, STR_ARG(title)));
    }
    return OK;
}

// What this body is asked to decide. The steering group also sees what principals are asked: it advises them.
Err agenda_asked(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a)
{
    SteeringDecision *rows;
    size_t n;
    bool advises = str_eq_c(m->body, "steering");
    (void)day;
    TRY(q_decisions_running(db, mem, GOVERN_LIST_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const SteeringDecision *d = &rows[i];
        bool own = str_eq(d->body, m->body), advice = advises && str_eq_c(d->body, "principals");
        if (!str_eq_c(d->state, "asked") || !(own || advice)) continue;
        const char *words = own ? N_("Besluit gevraagd: %.*s") : N_("Advies gevraagd aan de regiegroep: %.*s");
        agenda_add(a, "asked", number(mem, d->id), tr_fmt(mem, lang, words, STR_ARG(d->wording)));
    }
    return OK;
}

// Decisions of this body that should be done by then.
Err agenda_due(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a)
{
    SteeringDecision *rows;
    size_t n;
    TRY(q_decisions_running(db, mem, GOVERN_LIST_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const SteeringDecision *d = &rows[i];
        if (!str_eq_c(d->state, "open") || d->due_day > day || !str_eq(d->body, m->body)) continue;
        Str when = text_day(mem, lang, d->due_day);
        agenda_add(a, "due", number(mem, d->id),
                   tr_fmt(mem, lang, N_("Klaar voor %.*s: %.*s"), STR_ARG(when), STR_ARG(d->wording)));
    }
    return OK;
}

// Principals adopt what was submitted; the steering group talks about it before.
Err agenda_reports(Db *db, Arena *mem, Lang lang, const Meeting *m, Date day, Agenda *a)
{
    enum { LATEST = 20 };
    ReportingListRow *rows;
    size_t n;
    bool adopts = str_eq_c(m->body, "principals"), talks = str_eq_c(m->body, "steering");
    (void)day;
    if (!adopts && !talks) return OK;
    TRY(q_reporting_list(db, mem, LATEST, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        const char *words = adopts ? N_("Rapportage %.*s-%lld vaststellen") : N_("Rapportage %.*s-%lld bespreken");
        if (str_eq_c(rows[i].state, "submitted"))
            agenda_add(a, "report", number(mem, rows[i].id),
                       tr_fmt(mem, lang, words, STR_ARG(rows[i].period), (long long)rows[i].number));
    }
    return OK;
}

// ---- what was chosen ----------------------------------------------------------------------------------------------

static AgendaItem *find(Agenda *a, Str kind, Str ref)
{
    for (size_t i = 0; i < a->count; i++)
        if (str_eq(a->items[i].kind, kind) && str_eq(a->items[i].ref, ref)) return &a->items[i];
    return NULL;
}

Err govern_agenda(Db *db, Arena *mem, Lang lang, const Meeting *m, Date today, Agenda *ret_agenda)
{
    AgendaOfRow *rows;
    size_t n;
    bool planned = str_eq_c(m->state, "planned");
    Agenda *a = ret_agenda;
    *a = (Agenda){0};
    for (const AgendaSource *s = agenda_sources; planned && s->kind; s++)
        if (s->propose) TRY(s->propose(db, mem, lang, m, m->day > today ? m->day : today, a));
    TRY(q_agenda_of(db, mem, m->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        AgendaItem *item = find(a, rows[i].kind, rows[i].ref);
        if (!item) {
            // What was chosen and needs nothing any more stays while somebody wants it there.
            if (a->count == AGENDA_MAX || (planned && !rows[i].taken)) continue;
            item = &a->items[a->count++];
            *item = (AgendaItem){.kind = rows[i].kind, .ref = rows[i].ref, .title = rows[i].title};
        }
        item->taken = rows[i].taken != 0;
        item->kept = true;
    }
    return OK;
}
