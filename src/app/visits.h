// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// visits.h - how often each part of the public site is read, without following anybody.
//
// part    the first word of an address: "informatie" for /informatie/signalen; "start" for the first page. Which parts
//         there are follows from the routes, so there are few and nobody can make more.
// visit   one page that was shown. Kept is a number for each part and day, nothing else: no address, no cookie, no
//         browser, no hour, no order. Who reads two pages is counted twice; that is the price.
//
// Counted in memory and added to the store in batches, by visits_keep: a page costs nothing more, however many come.
// What is counted since the last batch is lost when the program is killed. Robots that say so, staff who are signed in,
// pages fetched ahead, and answers to forms are left out; a robot that poses as a browser is counted.
#pragma once
#include "app/app.h"

enum { VISIT_PARTS_MAX = 24, VISIT_PART_LENGTH_MAX = 40 };

Err visits_keep(App *app, Why *w) MUST_USE; // every node, every few seconds; also the last thing before it stops
Err visits_add(Db *db, Date day, Str part, int64_t n) MUST_USE; // on the writer
// How often pages of these parts (with a space between) were shown from this day up to, not with, that day.
Err visits_between(Db *db, Arena *mem, Str parts, Date from, Date to, int64_t *ret_n) MUST_USE;
