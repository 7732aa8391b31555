// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pages.h - what the templates of the directory show; the guide uses the card of a desk too.
#pragma once
#include "app/app.h"
#include "directory/directory.h"

enum { DESKS_A_PAGE = 21 }; // rows of three

// A desk as one visitor sees it now.
typedef struct DeskView {
    const Desk *desk;
    Str area, what_for, for_whom, forms, languages, tel; // in words of the visitor's language; tel: "tel:112"
    const char *kind_label;
    OpenState open;
    Date verified;
    bool contact; // anything to reach it by
    bool well_known; // 112: everybody knows the number, nobody needs to check it
    bool dutch;   // the summary is in Dutch on an English page
} DeskView;
DeskView desk_view(Req *rq, const Desk *d);       // what a card shows
DeskView desk_view_whole(Req *rq, const Desk *d); // and what its own page adds
Str web_name(Str url);                                     // "www.hetckm.nl"
Str hours_days_words(Arena *mem, Lang lang, const Hours *h); // "maandag, dinsdag en vrijdag"
Str form_codes(Req *rq, const char *name, const CodeList *list); // the ticked boxes of a form, known codes only

typedef struct Option {
    Str value, label;
    bool selected;
} Option;
typedef struct Options {
    Option *v;
    size_t n;
} Options;
// The codes of a list as options; selected may be a single code or several with a space between.
Options options_of(Arena *mem, Lang lang, const CodeList *list, Str selected);

typedef struct DeskListView {
    DeskView *desks;
    size_t count;              // on this page
    int64_t all, page, pages;
    Options audiences, purposes, forms, channels, languages, regions;
    Html places;
    Str text, query;           // query: the filter again, for the links to other pages
    bool open_now, anonymous, filtered;
    int64_t filters_on;
    const Municipality *place;
} DeskListView;

typedef struct PlaceView {
    const Municipality *m;
    DeskView own;
    bool has_own;
    DeskView *regional, *national;
    size_t regional_count, national_count;
} PlaceView;

typedef struct StaffRow {
    const Desk *desk;
    Str area;
    Date verified;
} StaffRow;
typedef struct StaffListView {
    StaffRow *rows;
    size_t count;
    int64_t all, page, pages;
    Str text, query;
    bool unverified, inactive, own_only; // own_only: this person edits only desks of the own area
} StaffListView;

typedef struct StaffDeskView {
    const Desk *d;  // as stored, or as typed
    Str area, csrf;
    Date verified;
    Options kinds, audiences, purposes, forms, languages, anonymous;
    Str day[7];     // opening hours as typed
    Str error;      // empty: nothing wrong
    const char *field; // which the error is about
    bool saved;
} StaffDeskView;

extern const Route directory_routes[];
extern const Route desk_staff_routes[];
