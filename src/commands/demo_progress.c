// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_progress.c - invented quarters of the programme: owners of actions, what they reported, what the core team said
// of it, and the books. Every text begins with "Voorbeeld": none of it may pass for what a real organisation said.
#include "commands/demo_life.h"
#include "steering/money.h"
#include "steering/progress.h"
#include "sys/clock.h"

enum { QUARTERS = 7, MEMORY_MB = 16, PUBLISHED = 60, REVIEW_DAYS = 12, REPORT_DAYS = 6, UNOWNED = 32, LAST_MONTH = 12 };

// Inside one job for each action: a commit for each form would take the demo seconds.
static Err do_now(const World *w, Arena *mem, Act *act, const char *username, Str path, Time at)
{
    size_t i = 0;
    while (!str_eq_c(str_c(demo_accounts[i].username), username)) i++;
    act->at = at;
    clock_set(at);
    Err e = act_prepare(w, mem, act, i, path);
    return e == OK ? act_write(w, w->db, act) : e;
}

// ---- owners -------------------------------------------------------------------------------------------------------

typedef struct Owning {
    const char *word, *org; // a word of the owners in the plan; a key of demo_orgs
} Owning;
static const Owning ownings[] = {
    {"CoMensha", "landelijk"}, {"Politie", "avim"}, {"JenV", "programma"}, {"VNG", "programma"}, {"VWS", "programma"}};

static Str owner_of(const PlanAction *a)
{
    for (size_t i = 0; i < COUNT(ownings); i++)
        if (str_has(a->owners, str_c(ownings[i].word))) return str_c(ownings[i].org);
    return S("programma");
}

static const char *reporter_of(const PlanAction *a)
{
    Str org = owner_of(a);
    if (str_eq_c(org, "landelijk")) return "actie.landelijk";
    return str_eq_c(org, "avim") ? "actie.politie" : "actie.programma";
}

static Err own(const World *w, Arena *mem, const PlanAction *a, Time at)
{
    Str orgs[COUNT(ownings)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(ownings); i++) {
        bool there = false;
        for (size_t k = 0; k < n; k++) there = there || str_eq_c(orgs[k], ownings[i].org);
        if (!there && str_has(a->owners, str_c(ownings[i].word))) orgs[n++] = str_c(ownings[i].org);
    }
    if (n == 0) orgs[n++] = owner_of(a);
    for (size_t i = 0; i < n; i++) {
        Act *act = NEW(mem, Act);
        act_int(mem, act, "eigenaar", w->people->orgs[demo_org_at(str_z(mem, orgs[i]))].v);
        Str path = str_fmt(mem, "/sturing/acties/%lld/eigenaar", (long long)a->number);
        TRY(do_now(w, mem, act, "kern.programma", path, at));
    }
    return OK;
}

// ---- reports ------------------------------------------------------------------------------------------------------

typedef struct Words {
    const char *state, *progress, *results, *obstacles, *forecast;
} Words;
static const Words words[] = {
    {"on_course", "Voorbeeld: de werkgroep kwam drie keer bijeen en verdeelde het werk.",
     "Voorbeeld: een opzet van twee bladzijden.", "", "Voorbeeld: de opzet gaat langs alle partners."},
    {"on_course", "Voorbeeld: er is gesproken met twaalf gemeenten en vier regio's.", "", "",
     "Voorbeeld: de uitkomsten komen op papier."},
    {"on_course", "Voorbeeld: de tekst is getest met vijf mensen die er straks mee werken.",
     "Voorbeeld: een verbeterde versie.", "", "Voorbeeld: de laatste gesprekken."},
    {"at_risk", "Voorbeeld: het onderzoek is begonnen, een maand later dan gepland.", "",
     "Voorbeeld: een partner heeft te weinig mensen. Nodig: afspraken over tijd.", "Voorbeeld: een eerste deel is af."},
    {"at_risk", "Voorbeeld: de offertes zijn binnen, maar hoger dan geraamd.", "",
     "Voorbeeld: er is meer geld nodig, of een kleinere opdracht.", "Voorbeeld: een keuze van de regiegroep."},
    {"stuck", "Voorbeeld: het werk ligt stil sinds het vorige kwartaal.", "",
     "Voorbeeld: niemand mag besluiten over de gegevens. Nodig: een besluit van de opdrachtgevers.",
     "Voorbeeld: verder zodra er een besluit is."},
    {"done", "Voorbeeld: het eindverslag is besproken en vastgesteld.",
     "Voorbeeld: het eindverslag en een handreiking.", "", ""},
    {"not_started", "Voorbeeld: de actie begint volgens plan later dit jaar.", "", "",
     "Voorbeeld: een eerste gesprek met de partners."},
    {"stopped", "Voorbeeld: een ander programma neemt dit over.", "", "", ""}};

static const Words *words_for(Dice *d, const char *state)
{
    const Words *found[COUNT(words)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq_c(str_c(words[i].state), state)) found[n++] = &words[i];
    return found[dice_below(d, n)];
}

// Where an action is in a quarter: it runs in its years, some run late, and a few stay stuck.
static const char *state_in(const PlanAction *a, Quarter q, Dice *d)
{
    enum { STUCK_EVERY = 11, STOPPED = 6, LATE_EVERY = 4 };
    int64_t years_over = q.year - plan_last_year(a->years);
    if (a->number % STUCK_EVERY == 3) return "stuck"; // actions 3, 14 and 25
    if (a->number == STOPPED && years_over > 0) return "stopped";
    if (q.year == plan_first_year(a->years) && q.quarter == 1) return "not_started";
    bool late = a->number % LATE_EVERY == 0;
    if (years_over > 1 || (years_over == 1 && (!late || q.quarter > 2))) return "done";
    if (years_over == 1) return "at_risk";
    return dice_chance(d, 22) ? "at_risk" : "on_course";
}

static Err review(const World *w, Arena *mem, const PlanAction *a, int64_t report, const char *verdict, bool open,
                  Time at)
{
    Act *act = NEW(mem, Act);
    act_field(act, "oordeel", str_c(verdict));
    if (str_eq_c(S("more"), verdict))
        act_field(act, "woorden", S("Voorbeeld: wie moet dit besluiten, en voor wanneer?"));
    if (open) act_field(act, "openbaar", S("1"));
    Str path = str_fmt(mem, "/sturing/acties/%lld/berichten/%lld/oordeel", (long long)a->number, (long long)report);
    return do_now(w, mem, act, "kern.programma", path, at);
}

static Err report(const World *w, Arena *mem, const PlanAction *a, Quarter q, const char *state, Dice *d, Time at,
                  int64_t *ret_id)
{
    const Words *say = words_for(d, state);
    Act *act = NEW(mem, Act);
    int64_t ends = plan_last_year(a->years) >= q.year ? plan_last_year(a->years) : q.year;
    act_field(act, "kwartaal", quarter_text(mem, q));
    act_field(act, "stand", str_c(state));
    act_field(act, "fase", a->phase);
    act_field(act, "voortgang", str_c(say->progress));
    act_field(act, "resultaten", str_c(say->results));
    act_field(act, "knelpunten", str_c(say->obstacles));
    act_field(act, "verwachting", str_c(say->forecast));
    if (!str_eq_c(S("stuck"), state)) act_field(act, "klaar-op", date_iso(mem, date_of((int)ends, LAST_MONTH, 1)));
    Str path = str_fmt(mem, "/sturing/acties/%lld/bericht", (long long)a->number);
    TRY(do_now(w, mem, act, reporter_of(a), path, at));
    *ret_id = act->made;
    return OK;
}

// Of the newest quarter that is over some reports are missing, some wait, and about one more was asked.
static Err quarter_of(const World *w, Arena *mem, const PlanAction *a, Quarter q, bool newest, Dice *d, bool *ended)
{
    enum { MISSING_EVERY = 9, WAITS_EVERY = 5, MORE = 14 };
    if (*ended || plan_first_year(a->years) > q.year) return OK;
    if (newest && a->number % MISSING_EVERY == 0) return OK;
    const char *state = state_in(a, q, d);
    Time at = time_of_date(quarter_end(q) - REPORT_DAYS) + HOURS(10) + MINUTES(a->number);
    int64_t id;
    TRY(report(w, mem, a, q, state, d, at, &id));
    bool over = str_eq_c(S("done"), state) || str_eq_c(S("stopped"), state);
    if (newest && a->number % WAITS_EVERY == 1) return OK;
    const char *verdict = newest && a->number == MORE ? "more" : "accepted";
    *ended = over;
    return review(w, mem, a, id, verdict, dice_chance(d, PUBLISHED), at + DAYS(REVIEW_DAYS));
}

// ---- the books ----------------------------------------------------------------------------------------------------

typedef struct Booking {
    const char *kind, *code;
    int year, amount;
    const char *basis, *to;
    int to_year, month; // of the year
    const char *reason;
} Booking;
static const Booking bookings[] = {
    {"committed", "a", 2024, 300000, "structural", "", 0, 2, "Voorbeeld: kernteam in 2024"},
    {"spent", "a", 2024, 291000, "structural", "", 0, 12, "Voorbeeld: kernteam in 2024"},
    {"committed", "c1", 2024, 42000, "once", "", 0, 3, "Voorbeeld: opdracht voor een lijst van campagnes"},
    {"spent", "c1", 2024, 42000, "once", "", 0, 11, "Voorbeeld: eindrekening"},
    {"committed", "c2", 2024, 50000, "once", "", 0, 4, "Voorbeeld: opdracht voor een nulmeting"},
    {"spent", "c2", 2024, 48500, "once", "", 0, 12, "Voorbeeld: eindrekening"},
    {"committed", "d8", 2024, 35000, "once", "", 0, 5, "Voorbeeld: overzicht van meldpunten"},
    {"spent", "d8", 2024, 35000, "once", "", 0, 10, "Voorbeeld: eindrekening"},
    {"committed", "e15", 2024, 95000, "once", "", 0, 5, "Voorbeeld: landelijk beeld van opvang"},
    {"spent", "e15", 2024, 118000, "once", "", 0, 12, "Voorbeeld: meer werk dan geraamd"},
    {"shift", "e16", 2024, 60000, "once", "e16", 2025, 11, "Voorbeeld: het onderzoek begint later"},
    {"spent", "f22", 2024, 88000, "once", "", 0, 12, "Voorbeeld: trainingen"},
    {"committed", "a", 2025, 300000, "structural", "", 0, 1, "Voorbeeld: kernteam in 2025"},
    {"spent", "a", 2025, 287000, "structural", "", 0, 12, "Voorbeeld: kernteam in 2025"},
    {"shift", "h", 2025, 50000, "once", "d9", 2025, 3, "Voorbeeld: ook een telefoonlijn"},
    {"committed", "d9", 2025, 330000, "once", "", 0, 4, "Voorbeeld: bouw van het informatiepunt"},
    {"spent", "d9", 2025, 212000, "once", "", 0, 12, "Voorbeeld: eerste twee delen"},
    {"committed", "c5", 2025, 160000, "once", "", 0, 5, "Voorbeeld: lessen op school"},
    {"spent", "c5", 2025, 97000, "once", "", 0, 11, "Voorbeeld: eerste scholen"},
    {"committed", "g31", 2025, 315000, "once", "", 0, 6, "Voorbeeld: onderzoek naar gegevens"},
    {"spent", "g31", 2025, 180000, "once", "", 0, 12, "Voorbeeld: eerste deel"},
    {"committed", "f28", 2025, 70000, "once", "", 0, 6, "Voorbeeld: barrièremodellen"},
    {"committed", "a", 2026, 300000, "structural", "", 0, 1, "Voorbeeld: kernteam in 2026"},
    {"spent", "a", 2026, 141000, "structural", "", 0, 7, "Voorbeeld: kernteam, eerste half jaar"},
    {"committed", "d10", 2026, 240000, "once", "", 0, 3, "Voorbeeld: verwijzingsmechanisme"},
    {"spent", "d10", 2026, 80000, "once", "", 0, 8, "Voorbeeld: eerste deel"},
    {"committed", "f26", 2026, 100000, "once", "", 0, 4, "Voorbeeld: trainingen voor ketenregisseurs"}};

static Err book(const World *w, Arena *mem, const Booking *b)
{
    enum { DAY = 15 };
    Act *act = NEW(mem, Act);
    Date day = date_of(b->year, b->month, DAY);
    if (time_of_date(day + 1) >= w->now) return OK; // that is still to come
    act_field(act, "soort", str_c(b->kind));
    act_field(act, "regel", str_c(b->code));
    act_int(mem, act, "jaar", b->year);
    act_int(mem, act, "bedrag", b->amount);
    act_field(act, "basis", str_c(b->basis));
    act_field(act, "dag", date_iso(mem, day));
    act_field(act, "naar", str_c(b->to));
    if (b->to_year) act_int(mem, act, "naar-jaar", b->to_year);
    act_field(act, "reden", str_c(b->reason));
    act_field(act, "besloten", S("Voorbeeld: regiegroep"));
    act_field(act, "bron", S("Voorbeeld: verzonnen besluit"));
    return do_now(w, mem, act, "kern.programma", S("/sturing/geld/boeken"), time_of_date(day) + HOURS(12));
}

// ---- all of it ----------------------------------------------------------------------------------------------------

typedef struct Filling {
    const World *world;
    const PlanAction *a; // NULL: the books
    Quarter first, last;
    Dice *dice;
} Filling;

static Err fill_action(const World *w, Arena *mem, const Filling *f)
{
    bool ended = false;
    if (f->a->number == UNOWNED) return OK;
    TRY(own(w, mem, f->a, time_of_date(quarter_begin(f->first))));
    for (Quarter q = f->first;; q = quarter_step(q, 1)) {
        bool newest = quarter_number(q) == quarter_number(f->last);
        TRY(quarter_of(w, mem, f->a, q, newest, f->dice, &ended));
        if (newest) return OK;
    }
}

static Err fill(App *app, Db *db, Arena *small, void *arg)
{
    const Filling *f = arg;
    World w = *f->world;
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(MEMORY_MB));
    (void)small;
    w.db = db;
    if (f->a) return fill_action(&w, mem, f);
    for (size_t i = 0; i < COUNT(bookings); i++) TRY(book(&w, mem, &bookings[i]));
    int64_t made;
    clock_set(w.now);
    TRY(progress_remind(db, mem, plan_get(), w.now, &made));
    return made ? app_log(app, db, &(Entry){.action = S("progress.remind"), .object = S("system")}) : OK;
}

Err demo_progress(const World *w)
{
    const Plan *p = plan_get();
    Quarter last = quarter_step(quarter_at(date_nl(w->now)), -1);
    Dice d = {DEMO_SEED};
    Err e = OK;
    // Too fresh for everybody to have reported.
    if (time_of_date(quarter_end(last)) + DAYS(REVIEW_DAYS) > w->now) last = quarter_step(last, -1);
    Filling f = {.world = w, .first = quarter_step(last, 1 - QUARTERS), .last = last, .dice = &d};
    for (size_t i = 0; i <= p->actions_count && e == OK; i++) {
        f.a = i < p->actions_count ? &p->actions[i] : NULL;
        e = app_write(w->app, fill, &f, w->why);
    }
    clock_set(0);
    return e;
}
