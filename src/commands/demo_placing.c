// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_placing.c - people for whom a place was sought in the last days: found, refused, waiting, arrived, not found.
// Done with the forms of the platform. All of them are invented.
#include "commands/demo_life.h"
#include "shelter/placing.h"
#include "shelter/rules.h"
#include "sys/clock.h"
#include <string.h>

enum { ACT_MEMORY_MB = 32, TRIED_MAX = 3 };

// How far it came. Each contains the ones before.
typedef enum Until { UNTIL_asked, UNTIL_refused, UNTIL_accepted, UNTIL_confirmed, UNTIL_arrived } Until;

typedef struct Seek {
    const char *by, *kind, *sex, *form, *right, *region, *avoid, *languages, *needs, *payer;
    int age, children, days;
    int minutes;       // ago
    int refusals;      // before somebody says yes
    const char *until; // see Until; "unmet": nobody could
    const char *words, *person;
} Seek;

static const Seek seeks[] = {
    {"zorg.rijnmond", "crisis", "woman", "sexual", "dutch", "VR17", "VR17", "nl", "", "wmo", 22, 0, 7, 6000, 1,
     "arrived", "Is bang voor een groep jongens uit de buurt. Wil geen mannelijke begeleider.",
     "Daria Ilescu, geboren in 2004."},
    {"zorg.overig", "long_stay", "man", "labour", "eu", "VR09", "", "ro en", "", "none", 41, 0, 90, 4200, 2, "arrived",
     "Werkte drie maanden zonder loon. Wil graag weer werken.", "Bogdan Morarescu. Zijn baas zoekt hem."},
    {"zorg.amsterdam", "crisis", "woman", "sexual", "eu", "VR13", "VR13", "hu en", "", "wmo", 28, 1, 14, 1500, 0,
     "confirmed", "Komt met een dochter van drie. Heeft een bed en een kinderbed nodig.",
     "Ilona Kereszti en haar dochter."},
    {"opsporing.avim", "crisis", "man", "labour", "eu", "VR17", "", "pl", "", "none", 38, 0, 3, 700, 1, "accepted",
     "Zit nu op het bureau. Spreekt een beetje Engels.", "Kamil Grudzinek."},
    {"zorg.brabant", "long_stay", "man", "criminal", "dutch", "VR22", "VR22", "nl", "addiction psychiatric", "wmo", 31,
     0, 180, 4000, 2, "unmet", "Wil stoppen met gebruiken. Heeft begeleiding nodig.", "Een man van 31."},
    {"opsporing.avim", "emergency_bed", "woman", "sexual", "unknown", "VR17", "", "en", "", "none", 24, 0, 2, 12, 0,
     "asked", "Is vanavond uit een woning gehaald. Heeft nog geen tas bij zich.", "Nog geen naam bekend."},
};

// The first unit in the ranking that was not asked before.
static Err best(const World *w, Arena *mem, int64_t request, Time at, int64_t *ret_unit, OrgId *ret_org)
{
    const Regions *regions;
    Request r;
    Need need;
    MatchRules rules;
    Unit *list;
    ShelterUnit *rows;
    AskByIdRow *asks;
    size_t n, asked;
    MatchResult match;
    TRY(match_regions(&regions, w->why));
    TRY(q_request_by_id(w->db, mem, request, &r));
    TRY(request_need(regions, &r, &need, w->why));
    TRY(match_rules(mem, STR_NONE, &need, &rules, w->why));
    TRY(units_load(w->db, mem, regions, at, at, &list, &rows, &n));
    TRY(q_ask_of_request(w->db, mem, request, &asks, &asked));
    match_run(mem, &rules, regions, &need, list, n, at, &match);
    *ret_unit = 0;
    for (size_t i = 0; i < match.ranked_count && *ret_unit == 0; i++) {
        const ShelterUnit *u = &rows[match.ranked[i].unit];
        bool before = false;
        for (size_t k = 0; k < asked; k++) before = before || asks[k].unit_id == u->id;
        if (before) continue;
        *ret_unit = u->id;
        *ret_org = (OrgId){u->org_id};
    }
    return OK;
}

// The username of a provider is the key of its organisation.
static const char *username_of(const World *w, OrgId org)
{
    for (size_t i = 0; i < demo_org_count; i++)
        if (w->people->orgs[i].v == org.v) return demo_orgs[i].key;
    return NULL;
}

static Err start(const World *w, Arena *mem, const Seek *s, Time at, int64_t *ret_request)
{
    Act *a = NEW(mem, Act);
    const struct {
        const char *name, *value;
    } texts[] = {{"soort", s->kind},     {"geslacht", s->sex},  {"vorm", s->form},    {"verblijf", s->right},
                 {"regio", s->region},   {"betaalt", s->payer}, {"beveiliging", "1"}, {"woorden", s->words},
                 {"persoon", s->person}, {"overnemen", "1"}};
    for (size_t i = 0; i < COUNT(texts); i++) act_field(a, texts[i].name, str_c(texts[i].value));
    act_ticks(a, "niet", s->avoid);
    act_ticks(a, "talen", s->languages);
    act_ticks(a, "zorg", s->needs);
    act_int(mem, a, "leeftijd", s->age);
    act_int(mem, a, "kinderen", s->children);
    act_int(mem, a, "dagen", s->days);
    TRY(act_do(w, mem, a, s->by, S("/opvang/nieuw"), at));
    *ret_request = a->made;
    return OK;
}

static Err ask_unit(const World *w, Arena *mem, const Seek *s, int64_t request, int64_t unit, Time at, int64_t *ret_ask)
{
    Act *a = NEW(mem, Act);
    AskByIdRow *asks;
    size_t n;
    act_int(mem, a, "plek", unit);
    act_field(a, "vasthouden", S("1"));
    TRY(act_do(w, mem, a, s->by, str_fmt(mem, "/opvang/%lld/vragen", (long long)request), at));
    TRY(q_ask_of_request(w->db, mem, request, &asks, &n));
    if (n == 0) return why(w->why, E_BUG, "demo: a question for shelter was not asked");
    *ret_ask = asks[n - 1].id;
    return OK;
}

static Err answer(const World *w, Arena *mem, const char *by, int64_t ask, const char *reason, Time at)
{
    Act *a = NEW(mem, Act);
    if (reason) {
        act_field(a, "reden", str_c(reason));
        return act_do(w, mem, a, by, str_fmt(mem, "/opvang/vragen/%lld/nee", (long long)ask), at);
    }
    act_field(a, "antwoord", S("Bel aan bij de achterdeur. Er is vannacht iemand wakker."));
    return act_do(w, mem, a, by, str_fmt(mem, "/opvang/vragen/%lld/ja", (long long)ask), at);
}

static Err stay_step(const World *w, Arena *mem, const Seek *s, int64_t request, Until until, Time at)
{
    Stay *rows;
    size_t n;
    TRY(q_placement_of_request(w->db, mem, request, &rows, &n));
    if (n == 0) return why(w->why, E_BUG, "demo: no place was agreed");
    Act *a = NEW(mem, Act), *there = NEW(mem, Act);
    long long stay = (long long)rows[0].id;
    act_field(a, "afspraken", S("Wij brengen deze persoon zelf."));
    TRY(act_do(w, mem, a, s->by, str_fmt(mem, "/opvang/verblijven/%lld/bevestigen", stay), at));
    if (until == UNTIL_confirmed) return OK;
    return act_do(w, mem, there, s->by, str_fmt(mem, "/opvang/verblijven/%lld/aangekomen", stay), at + MINUTES(90));
}

static Until until_of(const Seek *s)
{
    static const char *const names[] = {"asked", "refused", "accepted", "confirmed", "arrived"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], s->until) == 0) return (Until)i;
    return UNTIL_refused;
}

static Err give_up(const World *w, Arena *mem, const Seek *s, int64_t request, Time at)
{
    Act *a = NEW(mem, Act);
    act_field(a, "reden", S("no_place_found"));
    return act_do(w, mem, a, s->by, str_fmt(mem, "/opvang/%lld/stoppen", (long long)request), at);
}

static Err live(const World *w, Arena *mem, const Seek *s, int64_t *ret_request)
{
    static const char *const reasons[TRIED_MAX] = {"staffing", "group", "care_too_heavy"};
    Time at = w->now - MINUTES(s->minutes), step = MINUTES(s->minutes) / 20;
    if (step > MINUTES(15)) step = MINUTES(15);
    Until until = until_of(s);
    int64_t request = 0, unit = 0, ask = 0;
    OrgId org = {0};
    TRY(start(w, mem, s, at, &request));
    *ret_request = request;
    for (int i = 0; i <= s->refusals; i++) {
        at += step;
        TRY(best(w, mem, request, at, &unit, &org));
        if (unit == 0) return OK; // nothing is free that fits: it stays a search
        TRY(ask_unit(w, mem, s, request, unit, at, &ask));
        if (until == UNTIL_asked) return OK;
        at += step;
        bool no = i < s->refusals;
        if (!no && until == UNTIL_refused) break;
        TRY(answer(w, mem, username_of(w, org), ask, no ? reasons[i] : NULL, at));
    }
    if (strcmp(s->until, "unmet") == 0) return give_up(w, mem, s, request, at + HOURS(20));
    if (until < UNTIL_confirmed) return OK;
    return stay_step(w, mem, s, request, until, at + step);
}

// ---- the months before, for the national picture --------------------------------------------------------------------

enum {
    PAST_DAYS = 180,
    PAST_LAST_DAYS = 12,
    REGION_COUNT = 25,
    AGE_LEAST = 18,
    AGE_SPAN = 32,
    STAY_LEAST = 2,
    STAY_SPAN = 9
};

// Somebody who needed a place some months ago. Men and who has several needs are refused more often.
static void past_seek(Arena *mem, Dice *d, Seek *s)
{
    static const char *const by[] = {"zorg.rijnmond", "zorg.amsterdam", "zorg.brabant", "zorg.overig",
                                     "opsporing.avim"};
    static const char *const rights[] = {"eu", "eu", "dutch", "permit", "unknown", "none"};
    bool man = dice_chance(d, 45), heavy = dice_chance(d, 20);
    char *region = arena_alloc(mem, sizeof "VR00");
    unsigned number = 1 + (unsigned)dice_below(d, REGION_COUNT);
    memcpy(region, "VR00", sizeof "VR00");
    region[2] = (char)('0' + number / 10);
    region[3] = (char)('0' + number % 10);
    *s = (Seek){.by = by[dice_below(d, COUNT(by))],
                .kind = dice_chance(d, 75) ? "crisis" : "emergency_bed",
                .sex = man ? "man" : "woman",
                .form = man                  ? "labour"
                        : dice_chance(d, 70) ? "sexual"
                                             : "labour",
                .right = rights[dice_below(d, COUNT(rights))],
                .region = region,
                .avoid = dice_chance(d, 40) ? region : "",
                .languages = man ? "pl en" : "nl en",
                .needs = heavy ? "psychiatric lvb" : "",
                .payer = "none",
                .age = AGE_LEAST + (int)dice_below(d, AGE_SPAN),
                .days = STAY_LEAST + (int)dice_below(d, STAY_SPAN),
                .minutes = (int)(DAYS(PAST_LAST_DAYS) / MINUTES(1)) +
                           (int)dice_below(d, (size_t)(DAYS(PAST_DAYS - PAST_LAST_DAYS) / MINUTES(1))),
                .refusals = (int)dice_below(d, man || heavy ? TRIED_MAX : 2),
                .until = dice_chance(d, man || heavy ? 25 : 8) ? "unmet" : "arrived",
                .words = "Heeft rust nodig.",
                .person = "Een verzonnen persoon."};
}

// Who arrived has left again since.
static Err leave(const World *w, Arena *mem, const Seek *s, int64_t request)
{
    static const char *const outcomes[] = {"home", "own_place", "left", "returned_abroad"};
    Stay *rows;
    size_t n;
    TRY(q_placement_of_request(w->db, mem, request, &rows, &n));
    if (n == 0 || !str_eq(rows[0].state, S("arrived"))) return OK;
    Act *a = NEW(mem, Act);
    act_field(a, "uitkomst", str_c(outcomes[(size_t)request % COUNT(outcomes)]));
    Str path = str_fmt(mem, "/opvang/verblijven/%lld/einde", (long long)rows[0].id);
    return act_do(w, mem, a, s->by, path, rows[0].arrived_at + DAYS(s->days));
}

Err demo_placings_past(const World *w, int64_t count)
{
    Dice d = {DEMO_SEED};
    for (int64_t i = 0; i < count; i++) {
        CLEANUP(arena_freep) Arena *mem = arena_new(MB(ACT_MEMORY_MB));
        Seek s;
        int64_t request;
        past_seek(mem, &d, &s);
        TRY(live(w, mem, &s, &request));
        TRY(leave(w, mem, &s, request));
    }
    return OK;
}

Err demo_placings(const World *w, Arena *mem)
{
    (void)mem;
    for (size_t i = 0; i < COUNT(seeks); i++) {
        CLEANUP(arena_freep) Arena *seek_mem = arena_new(MB(ACT_MEMORY_MB));
        int64_t request;
        TRY(live(w, seek_mem, &seeks[i], &request));
    }
    return OK;
}
