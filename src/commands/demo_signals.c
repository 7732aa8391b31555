// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_signals.c - how many signals there are, of which form, where and when; and what a reporter would answer.
//
// Shares follow public figures as far as there are any: of police incidents in 2017-2021 three quarters were sexual,
// one in ten criminal and one in sixteen labour exploitation, with a suspect known in one of five. Places go by size,
// Capelle aan den IJssel excepted: the tour begins there, so it has sixteen times its share. Baken becomes known little
// by little: half of the reports come in the last quarter of the time.
#include "commands/demo.h"
#include "directory/directory.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct Share {
    const char *code;
    int weight;
} Share;

static const Share forms[] = {{"sexual", 744}, {"criminal", 100},    {"labour", 65},
                              {"other", 25},   {"organ_removal", 5}, {"unknown", 61}};
static const Share roles[] = {{"citizen", 38}, {"professional", 34}, {"victim", 17}, {"organisation", 11}};
static const Share channels[] = {{"web", 78}, {"phone", 17}, {"api", 5}};
static const Share anonymities[] = {{"anonymous", 45}, {"confidential", 30}, {"named", 25}};
static const Share professional_anonymities[] = {{"anonymous", 10}, {"confidential", 35}, {"named", 55}};
static const Share yes_no_unknown[] = {{"ja", 30}, {"nee", 45}, {"onbekend", 25}};

// Thousands of inhabitants, rounded; every other municipality counts as ORDINARY.
enum { ORDINARY = 28, TOUR = 16 };
static const Share places[] = {{"GM0363", 930}, {"GM0599", 665}, {"GM0518", 565}, {"GM0344", 370},      {"GM0772", 245},
                               {"GM0014", 240}, {"GM0855", 227}, {"GM0034", 224}, {"GM0758", 186},      {"GM0268", 183},
                               {"GM0202", 166}, {"GM0307", 160}, {"GM0193", 132}, {"GM1783", 114},      {"GM0983", 103},
                               {"GM0505", 121}, {"GM0606", 80},  {"GM0622", 75},  {"GM0502", 67 * TOUR}};

// Of a hundred: reports by month. People in the fields come in spring and summer; December is quiet.
static const int months[12] = {7, 7, 8, 8, 9, 10, 9, 9, 10, 9, 8, 6};
static const int hours[24] = {2, 1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 8, 9, 10, 9, 8, 7, 6, 6, 6, 5, 4, 3};

static const char *pick(Dice *d, const Share *shares, size_t count)
{
    int weights[COUNT(places)];
    assert(count <= COUNT(weights));
    for (size_t i = 0; i < count; i++) weights[i] = shares[i].weight;
    return shares[dice_weighted(d, weights, count)].code;
}
#define PICK(d, list) pick(d, list, COUNT(list))

static int place_weight(Str code)
{
    for (size_t i = 0; i < COUNT(places); i++)
        if (str_eq_c(code, places[i].code)) return places[i].weight;
    return ORDINARY;
}

// A moment within the days before now; months and hours by weight.
static Time arrival(Dice *d, Time now)
{
    Time t;
    do {
        size_t a = dice_below(d, DEMO_DAYS), b = dice_below(d, DEMO_DAYS);
        t = now - HOURS(1) - DAYS((int64_t)(a * b / DEMO_DAYS)); // the product of two: more of it near zero
    } while (dice_below(d, 10) >= (size_t)months[civil_nl(t).month - 1]);
    Time day = time_of_date(date_nl(t));
    Time at = day + HOURS((int64_t)dice_weighted(d, hours, COUNT(hours))) + MINUTES((int64_t)dice_below(d, 60)) +
              SECONDS((int64_t)dice_below(d, 60));
    return at < now ? at : t;
}

static void invent(Dice *d, DemoSignal *s)
{
    s->form = PICK(d, forms);
    s->role = PICK(d, roles);
    bool professional = strcmp(s->role, "professional") == 0 || strcmp(s->role, "organisation") == 0;
    s->anonymity = professional ? PICK(d, professional_anonymities) : PICK(d, anonymities);
    s->minor = PICK(d, yes_no_unknown);
    s->danger = dice_chance(d, 7) ? "ja" : "nee";
    s->channel = strcmp(s->role, "victim") == 0 ? "web" : PICK(d, channels);
    s->seed = dice_next(d);
}

static int by_time(const void *a, const void *b)
{
    Time x = ((const DemoSignal *)a)->at, y = ((const DemoSignal *)b)->at;
    return x < y ? -1 : x > y;
}

Err demo_plan(Db *db, Arena *mem, uint64_t seed, int64_t count, Time now, DemoSignal **ret_signals)
{
    const Municipality *const *list;
    size_t n = 0;
    TRY(municipalities(db, &list, &n));
    int *weights = NEW_ARRAY(mem, int, n);
    Str *codes = NEW_ARRAY(mem, Str, n); // the directory may make another snapshot meanwhile
    for (size_t i = 0; i < n; i++) {
        weights[i] = place_weight(list[i]->code);
        codes[i] = str_dup(mem, list[i]->code);
    }
    Dice d = {seed};
    DemoSignal *signals = NEW_ARRAY(mem, DemoSignal, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        signals[i].at = arrival(&d, now);
        signals[i].gm_code = dice_chance(&d, 6) ? STR_NONE : codes[dice_weighted(&d, weights, n)];
        invent(&d, &signals[i]);
    }
    qsort(signals, (size_t)count, sizeof *signals, by_time);
    *ret_signals = signals;
    return OK;
}

// ---- the answers
// ------------------------------------------------------------------------------------------------------

static Str choose(Dice *d, const Choice *list)
{
    size_t n = 0;
    while (list[n].code) n++;
    return str_c(list[dice_below(d, n)].code);
}

static void answer_people(Arena *mem, const Stories *s, Dice *d, const char *form, Report *r)
{
    r->victim_count = choose(d, report_counts);
    if (dice_chance(d, 60)) r->victims = story_line_of(mem, s, d, "slachtoffer", form);
    bool suspect = dice_chance(d, 19);
    r->suspect_count = suspect ? choose(d, report_counts) : S("unknown");
    if (suspect) r->suspects = story_line(s, d, "verdachte");
}

static void answer_steps(Dice *d, Report *r)
{
    r->step1 = S("done");
    r->step2 = dice_chance(d, 80) ? S("done") : S("open");
    r->step3 = choose(d, report_steps);
    r->step4 = choose(d, report_steps);
    r->step5 = choose(d, report_outcomes);
}

static void answer_contact(Arena *mem, const Stories *s, Dice *d, Report *r)
{
    Str first = story_line(s, d, "voornaam"), last = story_line(s, d, "achternaam");
    r->name = str_fmt(mem, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
    r->email = str_lower(mem, str_fmt(mem, "%.*s.%.*s@post.example", STR_ARG(first), STR_ARG(last)));
    r->safe_mail = dice_chance(d, 80) ? S("ja") : S("nee");
    if (dice_chance(d, 30)) r->safe_when = S("Overdag, als mijn partner werkt.");
}

Err demo_report(Arena *mem, const Stories *s, const DemoSignal *plan, Str gm_name, Report *ret_report)
{
    Dice d = {plan->seed};
    Report r = {.role = str_c(plan->role),
                .anonymity = str_c(plan->anonymity),
                .form = str_c(plan->form),
                .minor = str_c(plan->minor),
                .danger = str_c(plan->danger),
                .gm_code = plan->gm_code};
    r.story = story_write(mem, s, &d, plan->form, plan->role);
    Str spot = story_line_of(mem, s, &d, "plek", plan->form);
    r.place = gm_name.n && dice_chance(&d, 50) ? str_fmt(mem, "%.*s In %.*s.", STR_ARG(spot), STR_ARG(gm_name)) : spot;
    r.when = choose(&d, report_when);
    r.police = dice_chance(&d, 45) || plan->police ? S("ja") : S("nee");
    answer_people(mem, s, &d, plan->form, &r);
    answer_steps(&d, &r);
    answer_contact(mem, s, &d, &r);
    report_defaults(&r);
    report_drop_unasked(&r);
    FieldErrors errors = {.n = 0};
    report_check(&r, &errors);
    if (errors.n) return E_BUG; // the demo hands in what the form would refuse
    *ret_report = r;
    return OK;
}
