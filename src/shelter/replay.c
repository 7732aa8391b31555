// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// replay.c - what a new unit would have served: requests of the past that found no place, asked again of that unit.
#include "shelter/picture.h"
#include "shelter/picture_sql.h"
#include "shelter/rules.h"

enum { KINDS = 5 };

typedef struct Replaying {
    const Regions *regions;
    MatchRules *rules[KINDS];      // asked when first needed: the tables do not look further than the kind of place
    Time taken[REPLAY_PLACES_MAX]; // until when each place would be
    int places;
} Replaying;

static Err rules_for(Arena *mem, Replaying *p, const Need *need, const MatchRules **ret_rules, Why *w)
{
    MatchRules **rules = &p->rules[need->kind];
    if (!*rules) {
        MatchRules *fresh = NEW(mem, MatchRules);
        TRY(match_rules(mem, STR_NONE, need, fresh, w));
        *rules = fresh;
    }
    *ret_rules = *rules;
    return OK;
}

// The first place that is free by then is taken for as long as the stay was expected to last.
static bool take_place(Replaying *p, Time from, int64_t days)
{
    for (int i = 0; i < p->places; i++)
        if (p->taken[i] <= from) {
            p->taken[i] = from + DAYS(days);
            return true;
        }
    return false;
}

static Err ask_again(Arena *mem, Arena *each, Replaying *p, const PictureMissedRow *row, Unit unit, Replay *v, Why *w)
{
    const Request r = {.kind = row->kind,
                       .placer = row->placer,
                       .sex = row->sex,
                       .age = row->age,
                       .form = row->form,
                       .residence = row->residence,
                       .needs = row->needs,
                       .languages = row->languages,
                       .payer = row->payer,
                       .children = row->children,
                       .security = row->security,
                       .region_code = row->region_code,
                       .avoid = row->avoid,
                       .within = row->within,
                       .stay_days = row->stay_days,
                       .needed_at = row->needed_at};
    Need need;
    const MatchRules *rules;
    MatchResult match;
    TRY(request_need(p->regions, &r, &need, w));
    TRY(rules_for(mem, p, &need, &rules, w));
    unit.free = unit.total = 1;
    unit.claimed_at = row->asked_at;
    match_run(each, rules, p->regions, &need, &unit, 1, row->asked_at, &match);
    if (match.possible == 0) return OK;
    v->fits++;
    Time from = row->needed_at > row->asked_at ? row->needed_at : row->asked_at;
    int64_t days = row->stay_days < unit.stay_days_max ? row->stay_days : unit.stay_days_max;
    v->served += take_place(p, from, days);
    return OK;
}

Err picture_replay(Db *db, Arena *mem, const Unit *unit, int places, Time from, Time to, Time now, Replay *ret_replay,
                   Why *w)
{
    Replaying *p = NEW(mem, Replaying);
    PictureMissedRow *rows;
    size_t n;
    p->places = places < REPLAY_PLACES_MAX ? places : REPLAY_PLACES_MAX;
    TRY(match_regions(&p->regions, w));
    Time span = HOURS(IN_TIME_HOURS);
    TRY(q_picture_missed(db, mem, from, to, now - span, span, MISSED_MAX, &rows, &n));
    Replay v = {.missed = (int64_t)n};
    CLEANUP(arena_freep) Arena *each = arena_new(KB(64));
    for (size_t i = 0; i < n; i++) {
        TRY(ask_again(mem, each, p, &rows[i], *unit, &v, w));
        arena_reset(each);
    }
    *ret_replay = v;
    return OK;
}
