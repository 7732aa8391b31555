// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_shelter.c - invented providers of shelter: a house or two in each region, with places of several sorts. Made
// with the forms of the platform, as the people of the provider would.
#include "commands/demo_life.h"
#include "shelter/supply.h"
#include "sys/clock.h"
#include <string.h>

enum { SUPPLY_DAYS = 200, CLAIM_EVERY_DAYS = 13, CLAIM_LAST_DAYS = 6, ACT_MEMORY_MB = 32 };

// ---- places -------------------------------------------------------------------------------------------------------

#define EVERY_FORM "sexual labour criminal organ_removal other unknown"
#define EVERY_RIGHT "dutch eu permit reflection none unknown"
#define LOCAL_RIGHT "dutch eu permit unknown"
#define EVERY_PAYER "wmo cosm other none"

typedef struct DemoUnit {
    const char *key, *name, *kind, *sexes, *sexes_ask, *forms, *forms_ask, *rights, *rights_ask, *needs, *needs_ask;
    const char *payers, *languages, *place, *mediate;
    int age_min, age_max, children, days, security, places;
} DemoUnit;

static const DemoUnit units[] = {
    {"crisis.women",
     "Crisisplekken voor vrouwen",
     "crisis",
     "woman",
     "other",
     EVERY_FORM,
     "",
     LOCAL_RIGHT,
     "reflection none",
     "",
     "lvb psychiatric medical",
     EVERY_PAYER,
     "nl en ro hu es",
     "municipality national care_coordinator",
     "police youth",
     18,
     99,
     3,
     14,
     2,
     5},
    {"crisis.men",
     "Crisisplekken voor mannen",
     "crisis",
     "man",
     "other",
     EVERY_FORM,
     "",
     LOCAL_RIGHT,
     "reflection none",
     "",
     "addiction lvb psychiatric",
     EVERY_PAYER,
     "nl en pl ro bg",
     "municipality national care_coordinator police",
     "",
     18,
     99,
     0,
     14,
     2,
     4},
    {"emergency",
     "Noodbedden",
     "emergency_bed",
     "woman man other",
     "",
     EVERY_FORM,
     "",
     EVERY_RIGHT,
     "",
     "medical",
     "addiction psychiatric lvb active_use",
     EVERY_PAYER " nla youth_act",
     "nl en",
     "municipality national care_coordinator police",
     "youth",
     18,
     99,
     2,
     3,
     1,
     3},
    {"long.women",
     "Plekken voor langere tijd, vrouwen met of zonder kinderen",
     "long_stay",
     "woman",
     "other",
     "sexual labour other unknown",
     "criminal",
     LOCAL_RIGHT,
     "reflection",
     "lvb",
     "psychiatric medical",
     "wmo other",
     "nl en ar ti",
     "municipality care_coordinator",
     "national police",
     18,
     99,
     3,
     365,
     2,
     6},
    {"long.men",
     "Plekken voor langere tijd, mannen",
     "long_stay",
     "man",
     "other",
     "labour criminal other unknown",
     "sexual",
     LOCAL_RIGHT,
     "reflection",
     "",
     "lvb psychiatric addiction",
     "wmo other none",
     "nl en pl ro",
     "municipality care_coordinator",
     "national police",
     18,
     99,
     0,
     365,
     1,
     4},
    {"move_on",
     "Doorstroomplekken",
     "move_on",
     "woman man other",
     "",
     EVERY_FORM,
     "",
     LOCAL_RIGHT,
     "",
     "lvb medical",
     "psychiatric",
     "wmo other",
     "nl en",
     "municipality care_coordinator",
     "national",
     18,
     99,
     2,
     540,
     0,
     6},
    {"cosm.women",
     "Plekken in de bedenktijd, vrouwen",
     "long_stay",
     "woman",
     "",
     EVERY_FORM,
     "",
     "reflection none",
     "",
     "medical",
     "psychiatric lvb",
     "cosm",
     "nl en zh vi th tl",
     "national",
     "police care_coordinator",
     18,
     99,
     1,
     120,
     3,
     8},
    {"cosm.men",
     "Plekken in de bedenktijd, mannen",
     "long_stay",
     "man",
     "other",
     EVERY_FORM,
     "",
     "reflection none eu",
     "",
     "medical",
     "psychiatric lvb",
     "cosm none",
     "nl en pl ar vi",
     "national",
     "police care_coordinator",
     18,
     99,
     0,
     120,
     3,
     5},
    {"heavy",
     "Plekken met intensieve begeleiding",
     "long_stay",
     "woman",
     "man other",
     EVERY_FORM,
     "",
     LOCAL_RIGHT,
     "reflection",
     "addiction lvb psychiatric medical active_use",
     "aggression wheelchair acute_crisis perpetrator_ties",
     "wmo other",
     "nl en",
     "municipality care_coordinator",
     "national",
     18,
     65,
     0,
     365,
     2,
     4},
    {"youth.crisis",
     "Crisisplekken voor meisjes",
     "crisis",
     "woman",
     "other",
     "sexual criminal other unknown",
     "",
     LOCAL_RIGHT,
     "none",
     "lvb psychiatric",
     "addiction",
     "youth_act",
     "nl en",
     "youth municipality",
     "care_coordinator police",
     12,
     17,
     0,
     28,
     2,
     3},
    {"youth.long",
     "Behandelplekken voor jongeren",
     "long_stay",
     "woman man other",
     "",
     "sexual criminal other unknown",
     "labour",
     LOCAL_RIGHT,
     "none",
     "lvb psychiatric",
     "addiction aggression acute_crisis",
     "youth_act",
     "nl en",
     "youth municipality",
     "care_coordinator",
     12,
     17,
     0,
     270,
     2,
     5},
    {"nla",
     "Crisisplekken bij uitbuiting op het werk",
     "crisis",
     "man woman",
     "other",
     "labour",
     "other unknown",
     "eu none reflection permit unknown",
     "dutch",
     "",
     "medical",
     "nla cosm none",
     "nl en pl ro bg hu tr",
     "national police",
     "care_coordinator municipality",
     18,
     99,
     0,
     28,
     2,
     6},
    {"family",
     "Plekken voor gezinnen",
     "long_stay",
     "woman man",
     "other",
     EVERY_FORM,
     "",
     LOCAL_RIGHT,
     "reflection none",
     "",
     "lvb wheelchair pet",
     "wmo other none",
     "nl en uk ru",
     "municipality care_coordinator",
     "national police",
     18,
     99,
     6,
     180,
     1,
     3},
    {"outreach",
     "Hulp thuis",
     "outreach",
     "woman man other",
     "",
     EVERY_FORM,
     "",
     EVERY_RIGHT,
     "",
     "addiction lvb psychiatric medical wheelchair pet active_use perpetrator_ties",
     "aggression acute_crisis fire_setting",
     "wmo youth_act other none",
     "nl en pl ar",
     "municipality care_coordinator national youth",
     "police",
     12,
     99,
     6,
     365,
     0,
     10},
};

// ---- houses -------------------------------------------------------------------------------------------------------

typedef struct House {
    const char *org, *name, *region, *type;
    const char *units; // keys
} House;

static const House houses[] = {
    {"opvang.noord", "Huis Eik", "VR01", "mixed", "crisis.men crisis.women emergency"},
    {"opvang.noord", "Huis Linde", "VR02", "women", "crisis.women long.women"},
    {"opvang.noord", "Huis Beuk", "VR03", "men", "crisis.men long.men"},
    {"opvang.noord", "Huis Berk", "VR04", "mixed", "emergency move_on outreach"},
    {"opvang.noord", "Huis Els", "VR05", "women", "crisis.women long.women"},
    {"opvang.noord", "Huis Iep", "VR06", "nla_crisis", "nla crisis.men"},
    {"opvang.midden", "Huis Wilg", "VR07", "cosm", "cosm.women cosm.men"},
    {"opvang.midden", "Huis Hazelaar", "VR08", "family", "family outreach"},
    {"opvang.midden", "Huis Meidoorn", "VR09", "mixed", "crisis.men crisis.women emergency"},
    {"opvang.midden", "Huis Vlier", "VR09", "youth", "youth.crisis youth.long"},
    {"opvang.midden", "Huis Lijsterbes", "VR14", "women", "long.women move_on"},
    {"opvang.midden", "Huis Esdoorn", "VR25", "omm", "heavy crisis.women"},
    {"opvang.west", "Huis Merel", "VR10", "women", "crisis.women long.women"},
    {"opvang.west", "Huis Zwaluw", "VR11", "regular", "emergency outreach"},
    {"opvang.west", "Huis Kievit", "VR12", "men", "crisis.men long.men"},
    {"opvang.west", "Huis Grutto", "VR13", "mixed", "crisis.men crisis.women emergency"},
    {"opvang.west", "Huis Reiger", "VR13", "cosm", "cosm.women cosm.men"},
    {"opvang.west", "Huis Vink", "VR15", "women", "crisis.women long.women"},
    {"opvang.west", "Huis Mees", "VR15", "nla_crisis", "nla emergency"},
    {"opvang.west", "Huis Wulp", "VR16", "family", "family move_on"},
    {"opvang.west", "Huis Lijster", "VR17", "mixed", "crisis.men crisis.women emergency"},
    {"opvang.west", "Huis Tureluur", "VR17", "youth", "youth.crisis youth.long"},
    {"opvang.west", "Huis Scholekster", "VR18", "omm", "heavy outreach"},
    {"opvang.west", "Huis Stern", "VR19", "women", "crisis.women long.women"},
    {"opvang.zuid", "Huis Maan", "VR20", "men", "crisis.men long.men"},
    {"opvang.zuid", "Huis Ster", "VR20", "women", "crisis.women long.women"},
    {"opvang.zuid", "Huis Zon", "VR21", "mixed", "emergency move_on"},
    {"opvang.zuid", "Huis Komeet", "VR22", "nla_crisis", "nla crisis.men"},
    {"opvang.zuid", "Huis Dageraad", "VR22", "youth", "youth.crisis youth.long"},
    {"opvang.zuid", "Huis Schemer", "VR23", "mixed", "crisis.women long.men outreach"},
    {"opvang.zuid", "Huis Regenboog", "VR24", "cosm", "cosm.women long.women"},
};

// ---- filling ------------------------------------------------------------------------------------------------------

void act_ticks(Act *a, const char *name, const char *codes)
{
    Str rest = str_c(codes);
    while (rest.n) act_field(a, name, str_cut(&rest, ' '));
}

typedef struct Doing {
    const World *world;
    Act *act;
} Doing;

static Err write_act(App *app, Db *db, Arena *mem, void *arg)
{
    const Doing *d = arg;
    (void)app;
    (void)mem;
    clock_set(d->act->at);
    return act_write(d->world, db, d->act);
}

static size_t account_at(const char *username)
{
    size_t i = 0;
    while (strcmp(demo_accounts[i].username, username) != 0) i++;
    return i;
}

Err act_do(const World *w, Arena *mem, Act *a, const char *username, Str path, Time at)
{
    a->at = at;
    clock_set(at);
    Err e = act_prepare(w, mem, a, account_at(username), path);
    if (e == OK) e = app_write(w->app, write_act, &(Doing){w, a}, w->why);
    clock_set(0);
    return e;
}

static const DemoUnit *unit_of(Str key)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_eq_c(key, units[i].key)) return &units[i];
    return NULL;
}

static void unit_numbers(Arena *mem, Act *a, const DemoUnit *u)
{
    act_int(mem, a, "plekken", u->places);
    act_int(mem, a, "vanaf", u->age_min);
    act_int(mem, a, "tot", u->age_max);
    act_int(mem, a, "kinderen", u->children);
    act_int(mem, a, "dagen", u->days);
    act_int(mem, a, "beveiliging", u->security);
}

static Err make_unit(const World *w, Arena *mem, const House *h, int64_t facility, const DemoUnit *u, Time at,
                     int64_t *ret_id)
{
    Act *a = NEW(mem, Act);
    act_field(a, "naam", str_c(u->name));
    act_field(a, "soort", str_c(u->kind));
    act_ticks(a, "geslacht", u->sexes);
    act_ticks(a, "geslacht-overleg", u->sexes_ask);
    act_ticks(a, "vorm", u->forms);
    act_ticks(a, "vorm-overleg", u->forms_ask);
    act_ticks(a, "verblijf", u->rights);
    act_ticks(a, "verblijf-overleg", u->rights_ask);
    act_ticks(a, "zorg", u->needs);
    act_ticks(a, "zorg-overleg", u->needs_ask);
    act_ticks(a, "betaalt", u->payers);
    act_ticks(a, "talen", u->languages);
    act_ticks(a, "plaatsen", u->place);
    act_ticks(a, "bemiddelen", u->mediate);
    unit_numbers(mem, a, u);
    if (strcmp(h->type, "regular") != 0) act_field(a, "mensenhandel", S("1"));
    Str path = str_fmt(mem, "/opvang/plekken/%lld/nieuw", (long long)facility);
    TRY(act_do(w, mem, a, h->org, path, at));
    *ret_id = a->made;
    return OK;
}

// How many are free, as the provider said: mostly today, some a while ago.
static Err claim(const World *w, Arena *mem, const House *h, const DemoUnit *u, int64_t unit, Dice *d)
{
    Act *a = NEW(mem, Act);
    size_t most = (size_t)u->places / 2 + 1;
    act_int(mem, a, "vrij", (int64_t)dice_below(d, most + 1));
    Time ago = dice_chance(d, 80) ? MINUTES(20 + (int64_t)dice_below(d, 700)) : HOURS(30 + (int64_t)dice_below(d, 90));
    Str path = str_fmt(mem, "/opvang/plekken/groepen/%lld/vrij", (long long)unit);
    return act_do(w, mem, a, h->org, path, w->now - ago);
}

typedef struct Claims {
    const World *world;
    Act *acts[SUPPLY_DAYS / CLAIM_EVERY_DAYS + 1];
    size_t count;
} Claims;

static Err write_claims(App *app, Db *db, Arena *mem, void *arg)
{
    Claims *c = arg;
    for (size_t i = 0; i < c->count; i++) TRY(write_act(app, db, mem, &(Doing){c->world, c->acts[i]}));
    return OK;
}

// What it said before, in one commit: fuller towards now, as everywhere.
static Err past_claims(const World *w, Arena *mem, const House *h, const DemoUnit *u, int64_t unit, Dice *d)
{
    Claims c = {.world = w};
    Str path = str_fmt(mem, "/opvang/plekken/groepen/%lld/vrij", (long long)unit);
    Err e = OK;
    for (int ago = SUPPLY_DAYS - 1; ago > CLAIM_LAST_DAYS && e == OK; ago -= CLAIM_EVERY_DAYS) {
        Act *a = c.acts[c.count++] = NEW(mem, Act);
        size_t most = (size_t)u->places * (size_t)(ago + SUPPLY_DAYS / 2) / (2 * SUPPLY_DAYS);
        act_int(mem, a, "vrij", (int64_t)dice_below(d, most + 2));
        a->at = w->now - DAYS(ago);
        clock_set(a->at);
        e = act_prepare(w, mem, a, account_at(h->org), path);
    }
    if (e == OK) e = app_write(w->app, write_claims, &c, w->why);
    clock_set(0);
    return e;
}

static Err make_house(const World *w, Arena *mem, const House *h, Dice *d)
{
    Act *a = NEW(mem, Act);
    Time at = w->now - DAYS(SUPPLY_DAYS);
    bool day_only = strcmp(h->type, "family") == 0 || strcmp(h->type, "omm") == 0;
    act_field(a, "naam", str_c(h->name));
    act_field(a, "soort", str_c(h->type));
    act_field(a, "regio", str_c(h->region));
    act_field(a, "opname", day_only ? S("times") : S("always"));
    act_field(a, "opname-week", S("09:00-17:00"));
    act_field(a, "team", S("always"));
    act_field(a, "adres",
              str_fmt(mem, "Verzonnen laan %zu\nGeheim, alleen voor wie er iemand plaatst", 1 + dice_below(d, 200)));
    TRY(act_do(w, mem, a, h->org, S("/opvang/plekken/nieuw"), at));
    Str keys = str_c(h->units);
    while (keys.n) {
        const DemoUnit *u = unit_of(str_cut(&keys, ' '));
        int64_t unit;
        TRY(make_unit(w, mem, h, a->made, u, at + MINUTES(10), &unit));
        TRY(past_claims(w, mem, h, u, unit, d));
    }
    return OK;
}

Err demo_claims(const World *w)
{
    Dice d = {DEMO_SEED};
    int64_t made = 0; // units are numbered as they were made
    for (size_t i = 0; i < COUNT(houses); i++) {
        CLEANUP(arena_freep) Arena *mem = arena_new(MB(ACT_MEMORY_MB));
        Str keys = str_c(houses[i].units);
        while (keys.n) TRY(claim(w, mem, &houses[i], unit_of(str_cut(&keys, ' ')), ++made, &d));
    }
    return OK;
}

Err demo_shelter(const World *w, Arena *mem)
{
    (void)mem;
    Dice d = {DEMO_SEED};
    for (size_t i = 0; i < COUNT(houses); i++) {
        CLEANUP(arena_freep) Arena *house_mem = arena_new(MB(ACT_MEMORY_MB));
        TRY(make_house(w, house_mem, &houses[i], &d));
    }
    return OK;
}
