// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// picture.h - the national picture of shelter: what is asked, what there is, how long it takes, who is refused and why.
//
// Picture   tables (app/sheets.h) over a period of some months, made by aggregates in SQL: its cost grows with the
//           period, not with what is shown. Counts are of presumed victims.
// group     men, women, families, minors, several needs, no right of residence. They overlap: somebody can be in more.
// Replay    requests of the past that found no place, or not in time, asked again of a unit that does not exist yet.
//
// Who keeps the overview of the country (the registrar) sees counts as they are, on the screen. Everybody else, and
// every file that is taken away, gets protected counts. What it must never do: show a request, a person, or a facility
// by name.
#pragma once
#include "app/form.h"
#include "app/sheets.h"
#include "shelter/placing.h"

enum {
    PICTURE_MONTHS_USUAL = 12,
    PICTURE_MONTHS_MAX = 36,
    IN_TIME_HOURS = 36,
    MISSED_MAX = 5000, // requests asked again in a replay
    REPLAY_PLACES_MAX = 50
};

// group, its words
#define GROUPS(X)                                                                                                      \
    X(man, N_("mannen"))                                                                                               \
    X(woman, N_("vrouwen"))                                                                                            \
    X(family, N_("met kinderen"))                                                                                      \
    X(minor, N_("jonger dan 18 jaar"))                                                                                 \
    X(many, N_("met meer problemen tegelijk"))                                                                         \
    X(no_status, N_("zonder verblijfsrecht"))
typedef enum Group {
#define X(name, label) GROUP_##name,
    GROUPS(X)
#undef X
        GROUP_COUNT
} Group;

// The tables, in the order of the page.
typedef enum PictureSheet {
    PICTURE_regions,
    PICTURE_kinds,
    PICTURE_groups,
    PICTURE_times,
    PICTURE_unmet,
    PICTURE_refusals,
    PICTURE_months,
    PICTURE_occupancy,
    PICTURE_SHEETS
} PictureSheet;

enum { PICTURE_FACTS = 6, MAP_WIDTH = 420, MAP_HEIGHT = 480 };

typedef struct MapDot {
    int x, y, r;
    Str name, share;   // of unmet: "12", or empty
    const char *level; // low, middle, high, unknown
} MapDot;
typedef struct MonthBar {
    int x, tall, part_tall; // pixels; part: the dark part of it
    Str name, label; // "2026-11"; the month alone, or the year in January; empty where there is no room
} MonthBar;
enum { BARS_HEIGHT = 120, BARS_WIDTH = 640, BARS_LABEL = 18, BARS_LABELLED_MAX = 18 };

typedef struct Picture {
    Time from, to;
    Sheet sheets[PICTURE_SHEETS];
    SheetFact facts[PICTURE_FACTS];
    size_t fact_count;
    MapDot dots[REGIONS_MAX];
    MonthBar bars[PICTURE_MONTHS_MAX];   // asked for, and without a place
    MonthBar filled[PICTURE_MONTHS_MAX]; // all places, and those occupied; as many as bars
    size_t dot_count, bar_count;
    int bar_width;
    bool protect;
} Picture;
// months: the whole ones before now, and the running one.
Err picture_make(Db *db, Arena *mem, Lang lang, int months, bool protect, Time now, Picture *ret_picture,
                 Why *w) MUST_USE;

typedef struct Replay {
    int64_t missed, fits, served; // fits: the unit takes them; served: a place of it would have been free
} Replay;
// rules[kind] are asked once for each kind of place. unit: as it would be; its free places and claim do not count.
Err picture_replay(Db *db, Arena *mem, const Unit *unit, int places, Time from, Time to, Time now, Replay *ret_replay,
                   Why *w) MUST_USE;

extern const Route picture_routes[]; // before the routes of requests: /opvang/beeld
