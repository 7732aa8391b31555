// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_govern.c - invented figures, risks, meetings and decisions for the steering of the programme. Each says that it
// is an example.
#include "app/visits.h"
#include "commands/demo_life.h"
#include "steering/govern.h"
#include "steering/indicator.h"
#include "steering/risk.h"
#include <string.h>

#define EXAMPLE S("Voorbeeld, verzonnen voor de demo")

enum { FIRST_SATURDAY = 5, GROWS_DAYS = 60 };

// ---- figures ------------------------------------------------------------------------------------------------------

typedef struct DemoFigure {
    const char *code;
    int year, month, day;
    int64_t thousandths;
    const char *note;
} DemoFigure;

// In the order of the plan; of one indicator together.
static const DemoFigure figures[] = {
    {"kennis", 2025, 3, 31, 41000, "eerste meting"},
    {"kennis", 2026, 3, 31, 48500, "tweede meting"},
    {"registraties", 2024, 12, 31, 868000, ""},
    {"registraties", 2025, 12, 31, 912000, ""},
    {"slachtofferschap", 2025, 11, 1, 1000, "rapport aangeboden"},
    {"gemeenten-beleid", 2024, 12, 31, 71000, "opgave van gemeenten"},
    {"gemeenten-beleid", 2025, 12, 31, 79000, "opgave van gemeenten"},
    {"gegevens-verkend", 2024, 12, 15, 1000, "rapport aangeboden"},
    {"verdachten", 2024, 12, 31, 187000, ""},
    {"verdachten", 2025, 12, 31, 204000, ""},
};

// More on working days, and slowly more over the years.
static Err pages_shown(Db *db, Date today, Dice *d)
{
    static const char *const parts[] = {"informatie", "loket", "loketten", "start"};
    static const int usual[] = {22, 6, 9, 14};
    for (Date day = today - DEMO_DAYS; day < today; day++)
        for (size_t i = 0; i < COUNT(parts); i++) {
            int weekend = civil_of_date(day).weekday >= FIRST_SATURDAY;
            int grown = (int)((day - today + DEMO_DAYS) / GROWS_DAYS);
            int64_t n = usual[i] / (1 + weekend) + grown + (int64_t)dice_below(d, (size_t)usual[i]);
            TRY(visits_add(db, day, str_c(parts[i]), n));
        }
    return OK;
}

typedef struct Making {
    const World *world;
    AccountId core, principal;
    OrgId org;
    int64_t submissions;
} Making;

// The same form sent by the same demo is the same form.
static Str submission(Arena *mem, Making *m) { return str_fmt(mem, "demo-govern-%04lld", (long long)++m->submissions); }

static Time ago(const Making *m, int days) { return m->world->now - DAYS(days); }

static Err figures_in(Db *db, Arena *mem, Making *m)
{
    for (size_t i = 0; i < COUNT(figures);) {
        const PlanIndicator *indicator = plan_indicator(plan_get(), str_c(figures[i].code));
        ImportRow rows[COUNT(figures)];
        size_t n = 0;
        int64_t changed;
        for (const char *code = figures[i].code; i < COUNT(figures) && strcmp(figures[i].code, code) == 0; i++) {
            const DemoFigure *f = &figures[i];
            Date day = date_of(f->year, f->month, f->day);
            if (day <= date_nl(m->world->now)) rows[n++] = (ImportRow){day, f->thousandths, EXAMPLE, str_c(f->note)};
        }
        if (n) TRY(indicator_import(db, mem, indicator, submission(mem, m), rows, n, m->core, m->world->now, &changed));
    }
    return OK;
}

// ---- risks --------------------------------------------------------------------------------------------------------

typedef struct DemoRisk {
    const char *code;                         // "": a new one
    int days;                                 // ago
    int chance, time, money, quality, review; // review: days from now
    const char *state, *reason;
} DemoRisk;

static const DemoRisk risks[] = {
    {"R3", 200, 2, 3, 1, 3, 60, "open", "Voorbeeld: twee partners maakten samen drie mensen vrij."},
    {"R6", 110, 1, 1, 1, 1, 60, "closed", "Voorbeeld: het maandbericht over geld werkt; dit speelt niet meer."},
    {"R5", 40, 3, 1, 3, 2, 45, "open", "Voorbeeld: een opdracht viel duurder uit dan geraamd."},
    {"R2", 100, 3, 3, 1, 2, -6, "open", "Voorbeeld: twee acties schoven een kwartaal op."},
    {"", 30, 2, 1, 1, 3, 30, "open", "Voorbeeld: kwam naar voren in gesprekken met drie gemeenten."},
};

static NewRisk risk_from(Arena *mem, Making *m, const Risk *was, const DemoRisk *d)
{
    return (NewRisk){.id = was->id,
                     .seen = was->number,
                     .submission = submission(mem, m),
                     .side = was->side,
                     .title = was->title,
                     .cause = was->cause,
                     .owner = was->owner,
                     .measure = was->measure,
                     .state = str_c(d->state),
                     .reason = str_c(d->reason),
                     .chance = d->chance,
                     .time = d->time,
                     .money = d->money,
                     .quality = d->quality,
                     .accepted = was->accepted,
                     .review_day = date_nl(m->world->now) + d->review};
}

static Err risks_in(Db *db, Arena *mem, Making *m)
{
    const Risk added = {.side = S("external"),
                        .title = S("Voorbeeld: gemeenten kennen het informatiepunt nog niet."),
                        .cause = S("Voorbeeld: de campagne begint later dan het informatiepunt."),
                        .owner = S("Kernteam"),
                        .measure = S("Voorbeeld: aandachtsfunctionarissen krijgen vooraf een bericht."),
                        .accepted = 4};
    for (size_t i = 0; i < COUNT(risks); i++) {
        Risk *all, was = added;
        size_t n;
        int64_t id;
        bool changed;
        TRY(risk_list(db, mem, date_nl(m->world->now), &all, &n));
        for (size_t k = 0; k < n; k++)
            if (str_eq_c(all[k].code, risks[i].code)) was = all[k];
        const NewRisk next = risk_from(mem, m, &was, &risks[i]);
        TRY(risk_store(db, mem, &next, m->core, m->org, ago(m, risks[i].days), &id, &changed));
    }
    return OK;
}

// ---- meetings and decisions ---------------------------------------------------------------------------------------

typedef struct DemoMeeting {
    const char *body, *region, *title, *decision, *owner;
    int days, due; // from now: of the meeting, and until when the decision must be done
    bool done;
} DemoMeeting;

static const DemoMeeting meetings[] = {
    {"steering", "", "", "Voorbeeld: elke vergadering bespreekt één actie uitgebreid.", "Kernteam", -250, -160, true},
    {"steering", "", "", "Voorbeeld: de politie meldt voor de volgende vergadering hoeveel mensen de cursus volgden.",
     "Politie", -160, -20, false},
    {"steering", "", "", "Voorbeeld: gemeenten krijgen één bericht over beleid en informatiepunt samen.", "VNG", -70,
     30, false},
    {"core", "", "", "Voorbeeld: het bericht aan actiehouders gaat voortaan twee weken eerder uit.", "Kernteam", -25,
     12, false},
    {"table", "rotterdam", "", NULL, NULL, -190, 0, false},
    {"platform", "rotterdam", "", NULL, NULL, -150, 0, false},
    {"platform", "rotterdam", "", NULL, NULL, -45, 0, false},
    {"checks", "rotterdam", "Voorbeeld: autowasstraten", NULL, NULL, -120, 0, false},
    {"checks", "rotterdam", "Voorbeeld: massagesalons", NULL, NULL, -30, 0, false},
    {"principals", "", "", NULL, NULL, -60, 0, false},
    {"core", "", "", NULL, NULL, 8, 0, false},
    {"steering", "", "", NULL, NULL, 21, 0, false},
    {"principals", "", "", NULL, NULL, 28, 0, false},
    {"table", "rotterdam", "", NULL, NULL, 16, 0, false},
};
enum { MORNING = 10 * 60, RECORDED_LATER = 1 };

static Err minuted(Db *db, Arena *mem, Making *m, const DemoMeeting *d, int64_t meeting)
{
    Date today = date_nl(m->world->now);
    int64_t id;
    bool changed;
    Why w = {{0}};
    const NewDecision n = {.submission = submission(mem, m),
                           .body = str_c(d->body),
                           .wording = str_c(d->decision),
                           .owner = str_c(d->owner),
                           .state = S("open"),
                           .meeting = meeting,
                           .day = today + d->days,
                           .due = today + d->due,
                           .by = m->core,
                           .org = m->org};
    TRY(decision_store(db, mem, &n, ago(m, -d->days - RECORDED_LATER), &id, &changed));
    const DecisionStep done = {.decision = id,
                               .submission = submission(mem, m),
                               .state = S("done"),
                               .words = S("Voorbeeld: staat sinds de vorige vergadering vast op de agenda."),
                               .by = m->core,
                               .org = m->org};
    return d->done ? decision_step(db, mem, &done, ago(m, -d->due), &changed, &w) : OK;
}

static Err meetings_in(Db *db, Arena *mem, Making *m)
{
    for (size_t i = 0; i < COUNT(meetings); i++) {
        const DemoMeeting *d = &meetings[i];
        MeetingBySubmissionRow made;
        int64_t changed;
        Str id = submission(mem, m);
        Time planned = ago(m, d->days < 0 ? -d->days + 40 : 5);
        TRY(q_meeting_add(db, id, str_c(d->body), str_c(d->region), date_nl(m->world->now) + d->days, MORNING,
                          str_c(d->title), m->core.v, planned, &changed));
        TRY(q_meeting_by_submission(db, mem, id, &made));
        if (d->days >= 0) continue;
        TRY(q_meeting_end(db, made.id, S("held"), STR_NONE, ago(m, -d->days - RECORDED_LATER), &changed));
        if (d->decision) TRY(minuted(db, mem, m, d, made.id));
    }
    return OK;
}

// Two questions to principals: one that was answered two months ago, one that waits for them and for the advice.
static Err asked_in(Db *db, Arena *mem, Making *m)
{
    static const char *const wordings[] = {
        "Voorbeeld: de proef met een gezamenlijk loket een half jaar langer laten duren.",
        "Voorbeeld: het geld voor de cursus van eerstelijns opsporing een kwartaal later uitgeven."};
    static const int days[] = {90, 20};
    Date today = date_nl(m->world->now);
    for (size_t i = 0; i < COUNT(wordings); i++) {
        int64_t id, changed;
        bool fresh;
        Why w = {{0}};
        const NewDecision n = {.submission = submission(mem, m),
                               .body = S("principals"),
                               .wording = str_c(wordings[i]),
                               .owner = S("JenV"),
                               .state = S("asked"),
                               .words = S("Voorbeeld: het kernteam ziet geen andere weg binnen het geld van dit jaar."),
                               .due = i == 0 ? today + 60 : today + 28,
                               .by = m->core,
                               .org = m->org};
        TRY(decision_store(db, mem, &n, ago(m, days[i]), &id, &fresh));
        TRY(q_advice_weighty_add(db, submission(mem, m), id, S("steering"),
                                 S("Voorbeeld: doe het, maar alleen als de gemeenten die nu meedoen dat ook willen."),
                                 today - days[i] + 10, ago(m, days[i] - 10), &changed));
        if (i > 0) continue;
        Advised *advice;
        size_t count;
        TRY(q_advice_weighty_of(db, mem, id, &advice, &count));
        TRY(advice_answer(db, advice[0].id, id, S("partly"),
                          S("Voorbeeld: één gemeente kon niet op tijd antwoorden; zij mag er later uit stappen."),
                          ago(m, 60), &w));
        const DecisionStep taken = {.decision = id,
                                    .submission = submission(mem, m),
                                    .state = S("open"),
                                    .words = S("Voorbeeld: de proef loopt door tot het eind van het halfjaar."),
                                    .day = today - 60,
                                    .due = today + 60,
                                    .by = m->principal,
                                    .org = m->org};
        TRY(decision_step(db, mem, &taken, ago(m, 60), &fresh, &w));
    }
    return OK;
}

static Err log_one(App *app, Db *db, const char *action, const char *object)
{
    return app_log(app, db, &(Entry){.action = str_c(action), .object = str_c(object), .purpose = S("demo")});
}

static Err make(App *app, Db *db, Arena *mem, void *arg)
{
    Making *m = arg;
    Dice dice = {DEMO_SEED};
    TRY(pages_shown(db, date_nl(m->world->now), &dice));
    TRY(figures_in(db, mem, m));
    TRY(log_one(app, db, "indicator.import", "indicator"));
    TRY(risks_in(db, mem, m));
    TRY(log_one(app, db, "risk.change", "risk"));
    TRY(meetings_in(db, mem, m));
    TRY(log_one(app, db, "meeting.plan", "meeting"));
    TRY(asked_in(db, mem, m));
    return log_one(app, db, "decision.ask", "decision");
}

static AccountId account_of(const World *w, const char *username)
{
    size_t i = 0;
    while (i < demo_account_count && strcmp(demo_accounts[i].username, username) != 0) i++;
    return i < demo_account_count ? w->people->accounts[i] : (AccountId){0};
}

Err demo_govern(const World *w, Arena *mem)
{
    int64_t kept;
    (void)mem;
    Making m = {.world = w,
                .core = account_of(w, "kern.programma"),
                .principal = account_of(w, "opdracht.programma"),
                .org = w->people->orgs[demo_org_at("programma")]};
    TRY(app_write(w->app, make, &m, w->why));
    return indicator_keep(w->app, w->now, &kept, w->why);
}
