// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// govern_meetings.c - the year of every body, a meeting with its agenda, and its minutes as decisions.
#include "steering/govern_html.h"
#include "steering/govern_view.h"

enum { AHEAD_DAYS = 732, PAST_DAYS = 366, SOON_DAYS = 30, TIME_PARTS = 60, OWN_MAX = 300 };

static const Frame list_frame = {.title = N_("Vergaderingen"),
                                 .section = "sturing",
                                 .back_path = "/sturing",
                                 .back_title = N_("Sturing van het programma")};

Str meeting_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/sturing/vergaderingen/%lld%s", (long long)id, rest);
}

Err govern_day(Req *rq, const char *name, const char **field, Date *ret_day)
{
    *field = name;
    if (date_parse(req_field(rq, name), ret_day) == OK) return OK;
    return req_fail(rq, E_INPUT, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
}

Err govern_words(Req *rq, const char *name, const char *label, size_t max, const char **field, Str *ret_s)
{
    *field = name;
    return req_text(rq, name, label, max, ret_s);
}

static MeetingItem item_of(Req *rq, const Meeting *m)
{
    MeetingItem item = {.m = m, .title = meeting_title(rq->mem, rq->lang, m)};
    if (m->start >= 0)
        item.time = str_fmt(rq->mem, "%02d:%02d", (int)(m->start / TIME_PARTS), (int)(m->start % TIME_PARTS));
    item.unsaid = str_eq_c(m->state, "planned") && m->day < date_nl(rq->now);
    return item;
}

// ---- the list -----------------------------------------------------------------------------------------------------

static Err fill_list(Req *rq, MeetingList *v)
{
    Meeting *m;
    BodyYear *years;
    size_t n;
    Date today = date_nl(rq->now);
    TRY(govern_meetings(rq->db, rq->mem, today - PAST_DAYS, today + AHEAD_DAYS, &m, &n));
    v->coming = NEW_ARRAY(rq->mem, MeetingItem, n + 1);
    v->past = NEW_ARRAY(rq->mem, MeetingItem, n + 1);
    for (size_t i = 0; i < n; i++)
        if (m[i].day >= today) v->coming[v->coming_count++] = item_of(rq, &m[i]);
    for (size_t i = n; i > 0; i--)
        if (m[i - 1].day < today) v->past[v->past_count++] = item_of(rq, &m[i - 1]);
    v->year = civil_of_date(today).year;
    TRY(govern_year(rq->db, rq->mem, rq->lang, v->year, &years, &v->year_count));
    v->years = years;
    v->may_keep = req_can(rq, ACT_steering_keep, REL_NONE);
    return OK;
}

static Err show_list(Req *rq)
{
    MeetingList v = {0};
    TRY(fill_list(rq, &v));
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    meeting_list_page(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- a new one ----------------------------------------------------------------------------------------------------

static void body_options(Req *rq, FormInput *in, Str selected)
{
    Body all[BODIES_MAX];
    size_t n = govern_bodies(rq->lang, all);
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, n);
    for (size_t i = 0; i < n; i++) options[i] = (FormOption){all[i].code, all[i].title, str_eq(all[i].code, selected)};
    in->options = options;
    in->option_count = n;
}

static void add_when(Req *rq, StaffForm *f, const Meeting *m)
{
    form_add(f, FORM_DATE, "dag", N_("Dag"))->value = m ? date_iso(rq->mem, m->day) : STR_NONE;
    FormInput *in = form_add(f, FORM_TIME, "tijd", N_("Tijd"));
    in->optional = true;
    if (m) in->value = item_of(rq, m).time;
    in = form_add(f, FORM_LINE, "titel", N_("Waarover"));
    in->optional = true;
    in->hint = N_("Zonder namen van mensen.");
    if (m) in->value = m->title;
}

static StaffForm new_form(Req *rq)
{
    StaffForm f = form_start(rq, "vergadering", S("/sturing/vergaderingen"), N_("Plan deze vergadering"));
    body_options(rq, form_add(&f, FORM_SELECT, "orgaan", N_("Wie komt bij elkaar?")), S("steering"));
    FormInput *in = form_add(&f, FORM_SELECT, "regio", N_("Politie-eenheid"));
    in->hint = N_("Alleen voor de tafel, het platform, het netwerk en wat een regio elk jaar doet.");
    FormOption *options = NEW_ARRAY(rq->mem, FormOption, POLICE_UNITS + 1);
    size_t n = 0;
    options[n++] = (FormOption){STR_NONE, str_c(T(rq->lang, "landelijk")), true};
    for (int i = 0; police_units[i].code; i++)
        options[n++] = (FormOption){str_c(police_units[i].code), str_c(police_units[i].label), false};
    in->options = options;
    in->option_count = n;
    in->optional = true;
    add_when(rq, &f, NULL);
    return f;
}

static Err show_new(Req *rq)
{
    StaffForm f = new_form(rq);
    return form_show(rq, &f, N_("Nieuwe vergadering"), S("/sturing/vergaderingen"));
}

typedef struct NewMeeting {
    Str submission, body, region, title;
    Date day;
    int64_t start;
} NewMeeting;

static Err read_when(Req *rq, NewMeeting *n, const char **field)
{
    Str clock = req_field(rq, "tijd"), minutes = clock, hours = str_cut(&minutes, ':');
    int64_t hour = 0, minute = 0;
    TRY(govern_day(rq, "dag", field, &n->day));
    *field = "tijd";
    n->start = -1;
    if (clock.n) {
        if (str_int(hours, 0, 23, &hour) != OK || str_int(minutes, 0, 59, &minute) != OK)
            return req_fail(rq, E_INPUT, N_("Vul een tijd in, bijvoorbeeld 23:40."));
        n->start = hour * TIME_PARTS + minute;
    }
    *field = "titel";
    n->title = req_field(rq, "titel");
    if (n->title.n > GOVERN_TITLE_MAX) return req_fail(rq, E_INPUT, N_("Dit is te lang. Maak het korter."));
    return OK;
}

static Err read_new(Req *rq, NewMeeting *n, const char **field)
{
    Body b;
    n->submission = form_submission(rq);
    n->body = req_field(rq, "orgaan");
    n->region = req_field(rq, "regio");
    *field = "orgaan";
    if (!govern_body(rq->lang, n->body, &b)) return req_fail(rq, E_INPUT, N_("Kies een van de mogelijkheden."));
    *field = "regio";
    if (b.regional && !choice_find(police_units, n->region))
        return req_fail(rq, E_INPUT, N_("Kies de politie-eenheid van deze regio."));
    if (!b.regional) n->region = STR_NONE;
    return read_when(rq, n, field);
}

static Err add_prepare(Req *rq)
{
    NewMeeting *n = NEW(rq->mem, NewMeeting);
    const char *field = NULL;
    rq->prepared = n;
    if (read_new(rq, n, &field) == OK) return OK;
    StaffForm f = new_form(rq);
    return form_again(rq, &f, field, N_("Nieuwe vergadering"), S("/sturing/vergaderingen"));
}

static Err add(Req *rq)
{
    const NewMeeting *n = rq->prepared;
    MeetingBySubmissionRow made;
    int64_t changed;
    TRY(q_meeting_add(rq->db, n->submission, n->body, n->region, n->day, n->start, n->title, rq->actor.account.v,
                      rq->now, &changed));
    TRY(q_meeting_by_submission(rq->db, rq->mem, n->submission, &made));
    if (changed) req_log(rq, "meeting.plan", "meeting", made.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, meeting_path(rq->mem, made.id, ""));
}

// ---- one ----------------------------------------------------------------------------------------------------------

static Err open_meeting(Req *rq, Meeting *ret_m)
{
    int64_t id = req_id(rq, 0);
    Err e = id ? q_meeting_by_id(rq->db, rq->mem, id, ret_m) : E_NOTFOUND;
    return e == E_NOTFOUND ? req_fail(rq, E_NOTFOUND, N_("Deze vergadering bestaat niet.")) : e;
}

static Str box_name(Req *rq, const AgendaItem *item)
{
    return str_fmt(rq->mem, "punt-%.*s-%.*s", STR_ARG(item->kind), STR_ARG(item->ref));
}

static void part_add(Req *rq, MeetingPage *v, const char *label, const char *path, const char *kind, const Agenda *a)
{
    AgendaPart *part = &v->parts[v->part_count];
    *part = (AgendaPart){.label = label, .path = path};
    for (size_t i = 0; i < a->count; i++) {
        if (!str_eq_c(a->items[i].kind, kind)) continue;
        part->names[part->count] = box_name(rq, &a->items[i]);
        part->items[part->count++] = &a->items[i];
        v->taken += a->items[i].taken;
    }
    if (part->count && v->part_count + 1 < AGENDA_PARTS_MAX) v->part_count++;
}

static StaffForm words_form(Req *rq, const char *id, Str action, const char *button, const char *label)
{
    StaffForm f = form_start(rq, id, action, button);
    FormInput *in = form_add(&f, FORM_TEXT, "woorden", label);
    in->rows = 3;
    f.secondary = true;
    return f;
}

static StaffForm held_form(Req *rq, const Meeting *m)
{
    StaffForm f = words_form(rq, "gehouden", meeting_path(rq->mem, m->id, "/gehouden"),
                             N_("Deze vergadering is gehouden"), N_("Wat is er verder te zeggen?"));
    f.inputs[0].optional = true;
    f.inputs[0].hint = N_("Besluiten leg je apart vast. Zonder namen van mensen.");
    return f;
}

static StaffForm cancel_form(Req *rq, const Meeting *m)
{
    return words_form(rq, "afgezegd", meeting_path(rq->mem, m->id, "/afgezegd"), N_("Zeg de vergadering af"),
                      N_("Waarom gaat het niet door?"));
}

static StaffForm move_form(Req *rq, const Meeting *m)
{
    StaffForm f =
        form_start(rq, "verplaats", meeting_path(rq->mem, m->id, "/verplaats"), N_("Bewaar dag, tijd en titel"));
    add_when(rq, &f, m);
    f.secondary = true;
    return f;
}

static StaffForm minute_form(Req *rq, const Meeting *m)
{
    StaffForm f = form_start(rq, "besluit", meeting_path(rq->mem, m->id, "/besluit"), N_("Leg dit besluit vast"));
    FormInput *in = form_add(&f, FORM_TEXT, "besluit", N_("Wat is er besloten?"));
    in->rows = 3;
    in = form_add(&f, FORM_LINE, "eigenaar", N_("Wie voert het uit?"));
    in->hint = N_("Een organisatie of een functie, nooit de naam van een mens.");
    form_add(&f, FORM_DATE, "klaar", N_("Klaar voor"));
    return f;
}

static void forms(Req *rq, MeetingPage *v)
{
    bool over = v->m->day <= date_nl(rq->now);
    v->may_keep = req_can(rq, ACT_steering_keep, REL_NONE) && v->planned;
    v->may_choose = v->may_keep;
    v->may_minute = req_can(rq, ACT_steering_keep, REL_NONE) && str_eq_c(v->m->state, "held") && !v->body.decider;
    if (v->may_keep) {
        v->cancelled = cancel_form(rq, v->m);
        v->move = move_form(rq, v->m);
    }
    if (v->may_keep && over) v->held = held_form(rq, v->m);
    if (v->may_minute) v->minute = minute_form(rq, v->m);
    v->csrf = rq->csrf;
    v->submission = form_start(rq, "agenda", v->path, "").submission;
}

static Err page(Req *rq, const Meeting *m)
{
    MeetingPage *v = NEW(rq->mem, MeetingPage);
    Agenda *a = NEW(rq->mem, Agenda);
    SteeringDecision *rows;
    *v = (MeetingPage){.m = m, .item = item_of(rq, m), .planned = str_eq_c(m->state, "planned")};
    v->body = (Body){.title = m->body};
    (void)govern_body(rq->lang, m->body, &v->body); // a body that left the plan keeps its code
    v->path = meeting_path(rq->mem, m->id, "/agenda");
    TRY(govern_agenda(rq->db, rq->mem, rq->lang, m, date_nl(rq->now), a));
    for (const AgendaSource *s = agenda_sources; s->kind; s++) part_add(rq, v, s->label, s->path, s->kind, a);
    part_add(rq, v, N_("Andere punten"), NULL, "own", a);
    TRY(q_decisions_of_meeting(rq->db, rq->mem, m->id, &rows, &v->decision_count));
    v->decisions = NEW_ARRAY(rq->mem, DecisionItem, v->decision_count + 1);
    for (size_t i = 0; i < v->decision_count; i++) v->decisions[i] = decision_item(rq, &rows[i]);
    forms(rq, v);
    Frame f = list_frame;
    f.title_text = v->item.title;
    f.back_path = "/sturing/vergaderingen";
    f.back_title = N_("Vergaderingen");
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    meeting_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err show_one(Req *rq)
{
    Meeting *m = NEW(rq->mem, Meeting);
    TRY(open_meeting(rq, m));
    return page(rq, m);
}

// ---- the agenda ---------------------------------------------------------------------------------------------------

typedef struct Choosing {
    Meeting m;
    Agenda a;
} Choosing;

static Err choose_prepare(Req *rq)
{
    Choosing *c = NEW(rq->mem, Choosing);
    rq->prepared = c;
    TRY(open_meeting(rq, &c->m));
    if (!str_eq_c(c->m.state, "planned"))
        return req_fail(rq, E_CONFLICT,
                        N_("Deze vergadering is al geweest of afgezegd. De agenda verandert niet meer."));
    TRY(govern_agenda(rq->db, rq->mem, rq->lang, &c->m, date_nl(rq->now), &c->a));
    // A proposal that came after the page was shown is not left off unseen: it stays proposed.
    size_t shown = 0;
    for (size_t i = 0; i < c->a.count; i++) {
        Str name = box_name(rq, &c->a.items[i]);
        Str there = req_field(rq, str_z(rq->mem, str_fmt(rq->mem, "gezien-%.*s", STR_ARG(name))));
        if (there.n == 0) continue;
        c->a.items[shown] = c->a.items[i];
        c->a.items[shown++].taken = req_flag(rq, str_z(rq->mem, name));
    }
    c->a.count = shown;
    Str own = req_field(rq, "eigen");
    if (own.n > OWN_MAX) return req_fail(rq, E_INPUT, N_("Dit is te lang. Maak het korter."));
    Str submission = form_submission(rq);
    if (own.n) agenda_add(&c->a, "own", str_hex(rq->mem, submission.p, submission.n), own);
    return OK;
}

static Err choose(Req *rq)
{
    const Choosing *c = rq->prepared;
    for (size_t i = 0; i < c->a.count; i++) {
        const AgendaItem *item = &c->a.items[i];
        TRY(q_agenda_put(rq->db, c->m.id, item->kind, item->ref, item->title, item->taken, (int64_t)i));
    }
    req_log(rq, "meeting.agenda", "meeting", c->m.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, meeting_path(rq->mem, c->m.id, ""));
}

// ---- what became of it --------------------------------------------------------------------------------------------

typedef struct Ending {
    Meeting m;
    NewMeeting when;
    NewDecision decision;
    Str words;
    Agenda a;
} Ending;

static Err ending_begin(Req *rq, Ending **ret_e)
{
    Ending *e = NEW(rq->mem, Ending);
    rq->prepared = e;
    *ret_e = e;
    return open_meeting(rq, &e->m);
}

static Err again(Req *rq, StaffForm f, const char *field, const char *title, const Ending *e)
{
    return form_again(rq, &f, field, title, meeting_path(rq->mem, e->m.id, ""));
}

static Err move_prepare(Req *rq)
{
    Ending *e;
    const char *field = NULL;
    TRY(ending_begin(rq, &e));
    if (read_when(rq, &e->when, &field) == OK) return OK;
    return again(rq, move_form(rq, &e->m), field, N_("Vergadering verplaatsen"), e);
}

static Err changed_or_conflict(Req *rq, const Ending *e, int64_t changed, const char *action)
{
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Deze vergadering is al geweest of afgezegd."));
    req_log(rq, action, "meeting", e->m.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, meeting_path(rq->mem, e->m.id, ""));
}

static Err move(Req *rq)
{
    const Ending *e = rq->prepared;
    int64_t changed;
    TRY(q_meeting_move(rq->db, e->m.id, e->when.day, e->when.start, e->when.title, rq->now, &changed));
    return changed_or_conflict(rq, e, changed, "meeting.move");
}

static Err cancel_prepare(Req *rq)
{
    Ending *e;
    const char *field = NULL;
    TRY(ending_begin(rq, &e));
    if (govern_words(rq, "woorden", N_("Waarom gaat het niet door?"), GOVERN_WORDS_MAX, &field, &e->words) == OK)
        return OK;
    return again(rq, cancel_form(rq, &e->m), field, N_("Vergadering afzeggen"), e);
}

static Err cancel(Req *rq)
{
    const Ending *e = rq->prepared;
    int64_t changed;
    TRY(q_meeting_end(rq->db, e->m.id, S("cancelled"), e->words, rq->now, &changed));
    return changed_or_conflict(rq, e, changed, "meeting.cancel");
}

// What was proposed and never chosen was on the agenda: it is kept as it was.
static Err held_prepare(Req *rq)
{
    Ending *e;
    TRY(ending_begin(rq, &e));
    if (e->m.day > date_nl(rq->now)) return req_fail(rq, E_CONFLICT, N_("Deze vergadering moet nog komen."));
    e->words = req_field(rq, "woorden");
    if (e->words.n > GOVERN_WORDS_MAX) {
        form_say(rq, N_("Dit is te lang. Maak het korter."));
        return again(rq, held_form(rq, &e->m), "woorden", N_("Vergadering gehouden"), e);
    }
    return govern_agenda(rq->db, rq->mem, rq->lang, &e->m, date_nl(rq->now), &e->a);
}

static Err held(Req *rq)
{
    const Ending *e = rq->prepared;
    int64_t changed;
    TRY(q_meeting_end(rq->db, e->m.id, S("held"), e->words, rq->now, &changed));
    for (size_t i = 0; changed && i < e->a.count; i++) {
        const AgendaItem *item = &e->a.items[i];
        TRY(q_agenda_put(rq->db, e->m.id, item->kind, item->ref, item->title, item->taken, (int64_t)i));
    }
    return changed_or_conflict(rq, e, changed, "meeting.held");
}

static Err minute_prepare(Req *rq)
{
    Ending *e;
    Body b;
    const char *field = NULL;
    TRY(ending_begin(rq, &e));
    NewDecision *n = &e->decision;
    if (!str_eq_c(e->m.state, "held")) return req_fail(rq, E_CONFLICT, N_("Zeg eerst dat de vergadering is gehouden."));
    if (govern_body(rq->lang, e->m.body, &b) && b.decider)
        return req_fail(rq, E_DENIED,
                        N_("Wat opdrachtgevers en bewindspersonen besluiten, legt een opdrachtgever vast."));
    *n = (NewDecision){.submission = form_submission(rq),
                       .body = e->m.body,
                       .state = S("open"),
                       .meeting = e->m.id,
                       .day = e->m.day,
                       .by = rq->actor.account,
                       .org = rq->actor.org};
    if (govern_words(rq, "besluit", N_("Wat is er besloten?"), GOVERN_WORDS_MAX, &field, &n->wording) == OK &&
        govern_words(rq, "eigenaar", N_("Wie voert het uit?"), GOVERN_OWNER_MAX, &field, &n->owner) == OK &&
        govern_day(rq, "klaar", &field, &n->due) == OK)
        return OK;
    return again(rq, minute_form(rq, &e->m), field, N_("Besluit vastleggen"), e);
}

static Err minute(Req *rq)
{
    const Ending *e = rq->prepared;
    int64_t id;
    bool changed;
    TRY(decision_store(rq->db, rq->mem, &e->decision, rq->now, &id, &changed));
    if (changed) req_log(rq, "decision.take", "decision", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, meeting_path(rq->mem, e->m.id, ""));
}

// ---- the calendar, and what waits ---------------------------------------------------------------------------------

static Err download(Req *rq)
{
    Str made;
    if (!str_eq(req_part(rq, 0), S("sturing.ics"))) return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    TRY(govern_calendar(rq->db, rq->mem, rq->lang, date_nl(rq->now), &made));
    return req_file(rq, made, "text/calendar; charset=utf-8", S("sturing.ics"));
}

// Meetings of the coming weeks; late are those of which nobody said whether they were held.
static Err waiting(Req *rq, int64_t *ret_count, int64_t *ret_late)
{
    MeetingsNotHeldRow late;
    MeetingsPlannedRow soon;
    Date today = date_nl(rq->now);
    TRY(q_meetings_not_held(rq->db, rq->mem, today, &late));
    TRY(q_meetings_planned(rq->db, rq->mem, today, today + SOON_DAYS, &soon));
    *ret_count = soon.n + late.n;
    *ret_late = late.n;
    return OK;
}

const SteeringSection meeting_section = {
    .path = "/sturing/vergaderingen",
    .title = N_("Vergaderingen"),
    .text = N_("Wie komt wanneer bij elkaar, en wat staat op de agenda. Het getal: in de komende dertig dagen."),
    .action = ACT_steering_view,
    .waiting = waiting,
};

const Route meeting_routes[] = {
    {M_GET, "/sturing/vergaderingen", ACT_steering_view, 0, 0, NULL, show_list},
    {M_GET, "/sturing/vergaderingen/nieuw", ACT_steering_keep, 0, 0, NULL, show_new},
    {M_POST, "/sturing/vergaderingen", ACT_steering_keep, 0, 0, add_prepare, add},
    {M_GET, "/sturing/vergaderingen/:id", ACT_steering_view, 0, 0, NULL, show_one},
    {M_POST, "/sturing/vergaderingen/:id/agenda", ACT_steering_keep, 0, 0, choose_prepare, choose},
    {M_POST, "/sturing/vergaderingen/:id/verplaats", ACT_steering_keep, 0, 0, move_prepare, move},
    {M_POST, "/sturing/vergaderingen/:id/afgezegd", ACT_steering_keep, 0, 0, cancel_prepare, cancel},
    {M_POST, "/sturing/vergaderingen/:id/gehouden", ACT_steering_keep, 0, 0, held_prepare, held},
    {M_POST, "/sturing/vergaderingen/:id/besluit", ACT_steering_keep, 0, 0, minute_prepare, minute},
    {M_GET, "/sturing/vergaderingen/bestand/:kalender", ACT_steering_view, 0, 0, NULL, download},
    {0},
};
