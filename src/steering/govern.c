// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// govern.c - bodies and their year, decisions and their steps, the calendar.
#include "steering/govern.h"
#include "programme/plan_ics.h"

const Choice police_units[POLICE_UNITS + 1] = {{"noord-nederland", "", "Noord-Nederland", "", ""},
                                               {"oost-nederland", "", "Oost-Nederland", "", ""},
                                               {"midden-nederland", "", "Midden-Nederland", "", ""},
                                               {"noord-holland", "", "Noord-Holland", "", ""},
                                               {"amsterdam", "", "Amsterdam", "", ""},
                                               {"den-haag", "", "Den Haag", "", ""},
                                               {"rotterdam", "", "Rotterdam", "", ""},
                                               {"zeeland-west-brabant", "", "Zeeland-West-Brabant", "", ""},
                                               {"oost-brabant", "", "Oost-Brabant", "", ""},
                                               {"limburg", "", "Limburg", "", ""},
                                               {0}};
const Choice meeting_states[] = {{"planned", "", N_("gepland"), "", ""},
                                 {"held", "", N_("gehouden"), "", ""},
                                 {"cancelled", "", N_("afgezegd"), "", ""},
                                 {0}};
const Choice decision_states[] = {{"asked", "", N_("gevraagd"), "", ""},    {"open", "", N_("genomen"), "", ""},
                                  {"done", "", N_("uitgevoerd"), "", ""},   {"dropped", "", N_("vervallen"), "", ""},
                                  {"refused", "", N_("afgewezen"), "", ""}, {0}};
const Choice advice_outcomes[] = {{"followed", "", N_("overgenomen"), "", ""},
                                  {"partly", "", N_("deels overgenomen"), "", ""},
                                  {"not", "", N_("niet overgenomen"), "", ""},
                                  {0}};

// ---- bodies -------------------------------------------------------------------------------------------------------

static bool one_of(Str code, const char *const *list)
{
    for (; *list; list++)
        if (str_eq_c(code, *list)) return true;
    return false;
}

bool body_steers(Str code)
{
    static const char *const steering[] = {"ministers", "principals", "steering", "core", "team", NULL};
    return one_of(code, steering);
}

static const PlanRegional *regional_of(const Plan *p, Str code)
{
    for (size_t i = 0; i < p->regional_count; i++)
        if (str_eq(p->regional[i].code, code)) return &p->regional[i];
    return NULL;
}

static Body body_of(Lang lang, const PlanBody *b)
{
    static const char *const deciders[] = {"ministers", "principals", NULL};
    const PlanRegional *r = regional_of(plan_get(), b->code);
    return (Body){.code = b->code,
                  .title = lang == LANG_EN ? b->title_en : b->title,
                  .members = b->members,
                  .cycle = b->cycle,
                  .decides = b->decides,
                  .source = b->source,
                  .least = r ? r->minimum : b->times,
                  .regional = r != NULL,
                  .decider = one_of(b->code, deciders),
                  .meets = true};
}

size_t govern_bodies(Lang lang, Body ret_bodies[BODIES_MAX])
{
    const Plan *p = plan_get();
    size_t n = 0, bodies;
    for (size_t i = 0; i < p->bodies_count && n < BODIES_MAX; i++) ret_bodies[n++] = body_of(lang, &p->bodies[i]);
    bodies = n;
    for (size_t i = 0; i < p->regional_count && n < BODIES_MAX; i++) {
        const PlanRegional *r = &p->regional[i];
        bool known = false;
        for (size_t k = 0; k < bodies; k++) known = known || str_eq(ret_bodies[k].code, r->code);
        if (known) continue;
        ret_bodies[n++] = (Body){.code = r->code,
                                 .title = lang == LANG_EN ? r->title_en : r->title,
                                 .members = r->who,
                                 .source = r->source,
                                 .least = r->minimum,
                                 .regional = true};
    }
    return n;
}

bool govern_body(Lang lang, Str code, Body *ret_body)
{
    Body all[BODIES_MAX];
    size_t n = govern_bodies(lang, all);
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].code, code)) {
            *ret_body = all[i];
            return true;
        }
    return false;
}

Str meeting_title(Arena *mem, Lang lang, const Meeting *m)
{
    Body b = {.title = m->body};
    (void)govern_body(lang, m->body, &b); // a body that left the plan keeps its code
    Str title = b.title;
    if (m->region.n) {
        Str unit = str_c(choice_label(police_units, m->region));
        title = str_fmt(mem, "%.*s, %.*s", STR_ARG(title), STR_ARG(unit));
    }
    return m->title.n ? str_fmt(mem, "%.*s: %.*s", STR_ARG(title), STR_ARG(m->title)) : title;
}

Err govern_meetings(Db *db, Arena *mem, Date from, Date to, Meeting **ret_meetings, size_t *ret_count)
{
    return q_meetings_between(db, mem, from, to, MEETINGS_MAX, ret_meetings, ret_count);
}

static BodyYear count_year(const Body *b, const char *region, const Meeting *m, size_t n)
{
    BodyYear y = {.body = *b, .region = region ? str_c(choice_label(police_units, str_c(region))) : STR_NONE};
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(m[i].body, b->code) || !str_eq(m[i].region, str_c(region))) continue;
        y.held += str_eq_c(m[i].state, "held");
        y.planned += str_eq_c(m[i].state, "planned");
    }
    int64_t left = b->least - y.held - y.planned;
    y.shortage = left > 0 ? left : 0;
    return y;
}

Err govern_year(Db *db, Arena *mem, Lang lang, int year, BodyYear **ret_rows, size_t *ret_count)
{
    Body bodies[BODIES_MAX];
    Meeting *m;
    size_t n, count = 0, all = govern_bodies(lang, bodies);
    TRY(govern_meetings(db, mem, date_of(year, 1, 1), date_of(year + 1, 1, 1), &m, &n));
    BodyYear *rows = NEW_ARRAY(mem, BodyYear, BODIES_MAX * POLICE_UNITS);
    for (size_t i = 0; i < all; i++) {
        size_t regions = 0;
        for (int u = 0; bodies[i].regional && police_units[u].code; u++) {
            BodyYear y = count_year(&bodies[i], police_units[u].code, m, n);
            if (y.held + y.planned == 0) continue;
            rows[count++] = y;
            regions++;
        }
        if (regions == 0) rows[count++] = count_year(&bodies[i], NULL, m, n);
    }
    *ret_rows = rows;
    *ret_count = count;
    return OK;
}

// ---- decisions ----------------------------------------------------------------------------------------------------

Err govern_decisions(Db *db, Arena *mem, Date day, SteeringDecision **ret_decisions, size_t *ret_count)
{
    return q_decisions_at(db, mem, time_of_date(day + 1), GOVERN_LIST_MAX, ret_decisions, ret_count);
}

Err govern_advice(Db *db, Arena *mem, Date from, Date to, Advised **ret_advice, size_t *ret_count)
{
    return q_advice_weighty_between(db, mem, from, to, ret_advice, ret_count);
}

static Err step_add(Db *db, int64_t decision, const DecisionStep *s, Time now, int64_t *ret_changed)
{
    return q_decision_step_add(db, decision, s->submission, s->state, s->words, s->by.v, s->org.v, now, ret_changed);
}

Err decision_store(Db *db, Arena *mem, const NewDecision *n, Time now, int64_t *ret_id, bool *ret_changed)
{
    DecisionBySubmissionRow made;
    int64_t changed;
    TRY(q_decision_add(db, n->submission, n->body, n->meeting, n->wording, n->owner, n->state, n->day, n->due, now,
                       &changed));
    TRY(q_decision_by_submission(db, mem, n->submission, &made));
    const DecisionStep first = {
        .submission = n->submission, .state = n->state, .words = n->words, .by = n->by, .org = n->org};
    if (changed) TRY(step_add(db, made.id, &first, now, &changed));
    *ret_id = made.id;
    *ret_changed = changed > 0;
    return OK;
}

static bool fits(Str from, Str to)
{
    if (str_eq_c(from, "asked")) return str_eq_c(to, "open") || str_eq_c(to, "refused") || str_eq_c(to, "dropped");
    return str_eq_c(from, "open") && (str_eq_c(to, "open") || str_eq_c(to, "done") || str_eq_c(to, "dropped"));
}

// Whoever decides says first what is done with each advice.
static Err answered(Db *db, Arena *mem, const SteeringDecision *d, const DecisionStep *s, Why *w)
{
    Advised *advice;
    size_t n;
    if (!str_eq_c(d->state, "asked") || str_eq_c(s->state, "dropped")) return OK;
    TRY(q_advice_weighty_of(db, mem, d->id, &advice, &n));
    for (size_t i = 0; i < n; i++)
        if (advice[i].outcome.n == 0)
            return why(w, E_CONFLICT, "%s", N_("Zeg eerst wat jullie met het zwaarwegend advies doen."));
    return OK;
}

Err decision_step(Db *db, Arena *mem, const DecisionStep *s, Time now, bool *ret_changed, Why *w)
{
    SteeringDecision d;
    int64_t changed;
    TRY(q_decision_by_id(db, mem, s->decision, &d));
    TRY(step_add(db, s->decision, s, now, &changed));
    *ret_changed = changed > 0;
    if (!changed) return OK; // sent before
    if (!fits(d.state, s->state) || (s->take && !str_eq_c(d.state, "asked")))
        return why(w, E_CONFLICT, "%s", N_("Dit besluit is intussen al verder."));
    TRY(answered(db, mem, &d, s, w));
    bool taken = str_eq_c(d.state, "asked");
    bool open = str_eq_c(s->state, "open");
    return q_decision_change(db, d.id, d.state, s->state, taken ? s->day : d.day, open && s->due ? s->due : d.due_day,
                             taken && s->meeting ? s->meeting : d.meeting, &changed);
}

Err advice_answer(Db *db, int64_t advice, int64_t decision, Str outcome, Str reason, Time now, Why *w)
{
    int64_t changed;
    if (!choice_find(advice_outcomes, outcome)) return why(w, E_INPUT, "%s", N_("Kies een van de mogelijkheden."));
    if (!str_eq_c(outcome, "followed") && reason.n == 0)
        return why(w, E_INPUT, "%s", N_("Nemen jullie het advies niet helemaal over? Schrijf dan op waarom."));
    TRY(q_advice_weighty_outcome(db, advice, decision, outcome, reason, now, &changed));
    return changed ? OK : why(w, E_CONFLICT, "%s", N_("Dit advies is al beantwoord."));
}

Sheet decision_sheet(Arena *mem, Lang lang, const SteeringDecision *d, size_t count, Date day)
{
    const Str heads[] = {str_c(T(lang, "besluit")),  str_c(T(lang, "van")),
                         str_c(T(lang, "toestand")), str_c(T(lang, "genomen op")),
                         str_c(T(lang, "eigenaar")), str_c(T(lang, "klaar voor")),
                         str_c(T(lang, "te laat")),  STR_NONE};
    Sheet s = sheet_new(mem, S("decisions"), str_c(T(lang, "Besluiten")), heads, count, false);
    for (size_t i = 0; i < count; i++) {
        Body b = {.title = d[i].body};
        (void)govern_body(lang, d[i].body, &b);
        sheet_text(&s, str_fmt(mem, "%lld. %.*s", (long long)d[i].id, STR_ARG(d[i].wording)));
        sheet_text(&s, b.title);
        sheet_text(&s, str_c(tr(lang, choice_label(decision_states, d[i].state))));
        sheet_text(&s, d[i].day ? date_iso(mem, d[i].day) : STR_NONE);
        sheet_text(&s, d[i].owner);
        sheet_text(&s, date_iso(mem, d[i].due_day));
        sheet_text(&s, decision_late(&d[i], day) ? str_c(T(lang, "ja")) : STR_NONE);
    }
    return s;
}

// ---- the calendar -------------------------------------------------------------------------------------------------

enum { BACK_DAYS = 92, AHEAD_DAYS = 732, MEETING_MINUTES = 120, ICS_MAX = 1024 * 1024 };

Err govern_calendar(Db *db, Arena *mem, Lang lang, Date today, Str *ret_ics)
{
    Meeting *m;
    SteeringDecision *d;
    size_t n, k;
    Buf b = buf_new(mem, ICS_MAX);
    TRY(govern_meetings(db, mem, today - BACK_DAYS, today + AHEAD_DAYS, &m, &n));
    TRY(q_decisions_running(db, mem, GOVERN_LIST_MAX, &d, &k));
    ics_begin(&b);
    for (size_t i = 0; i < n; i++) {
        if (str_eq_c(m[i].state, "cancelled")) continue;
        IcsEvent e = {.uid = str_fmt(mem, "meeting-%lld@baken", (long long)m[i].id),
                      .stamp = m[i].changed_at,
                      .day = m[i].day,
                      .title = meeting_title(mem, lang, &m[i])};
        if (m[i].start >= 0) {
            e.from = time_of_day(m[i].day, (int)m[i].start);
            e.minutes = MEETING_MINUTES;
        }
        ics_event(&b, &e);
    }
    for (size_t i = 0; i < k; i++) {
        const char *dutch =
            str_eq_c(d[i].state, "asked") ? N_("Besluit %lld nodig: %.*s") : N_("Besluit %lld klaar: %.*s");
        const IcsEvent e = {.uid = str_fmt(mem, "decision-%lld@baken", (long long)d[i].id),
                            .stamp = d[i].added_at,
                            .day = d[i].due_day,
                            .title = tr_fmt(mem, lang, dutch, (long long)d[i].id, STR_ARG(d[i].wording)),
                            .text = d[i].owner};
        ics_event(&b, &e);
    }
    plan_calendar_events(&b, plan_get(), lang == LANG_NL);
    ics_end(&b);
    return buf_done(&b, ret_ics);
}
