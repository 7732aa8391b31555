// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_govern.c - invented figures for the steering of the programme. Every source says that it is an example.
#include "app/visits.h"
#include "commands/demo_life.h"
#include "steering/indicator.h"
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
    AccountId core;
} Making;

static Err figures_in(Db *db, Arena *mem, const Making *m)
{
    const Time now = m->world->now;
    for (size_t i = 0; i < COUNT(figures);) {
        const PlanIndicator *indicator = plan_indicator(plan_get(), str_c(figures[i].code));
        ImportRow rows[COUNT(figures)];
        size_t n = 0;
        int64_t changed;
        Str submission = str_fmt(mem, "demo-figures-%03zu", i);
        for (const char *code = figures[i].code; i < COUNT(figures) && strcmp(figures[i].code, code) == 0; i++) {
            const DemoFigure *f = &figures[i];
            Date day = date_of(f->year, f->month, f->day);
            if (day <= date_nl(now)) rows[n++] = (ImportRow){day, f->thousandths, EXAMPLE, str_c(f->note)};
        }
        if (n) TRY(indicator_import(db, mem, indicator, submission, rows, n, m->core, now, &changed));
    }
    return OK;
}

static Err make(App *app, Db *db, Arena *mem, void *arg)
{
    const Making *m = arg;
    Dice dice = {DEMO_SEED};
    TRY(pages_shown(db, date_nl(m->world->now), &dice));
    TRY(figures_in(db, mem, m));
    return app_log(app, db, &(Entry){.action = S("indicator.import"), .object = S("indicator"), .purpose = S("demo")});
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
    TRY(app_write(w->app, make, &(Making){w, account_of(w, "kern.programma")}, w->why));
    return indicator_keep(w->app, w->now, &kept, w->why);
}
