// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// seed.h - private to directory/: reading the data files. Pure; fuzzed.
#pragma once
#include "directory/directory.h"

enum { SEED_PLACES_MAX = 500 };

typedef struct SeedDesk {
    Desk desk;
    Str template_name; // "Aandachtsfunctionaris, gemeente {name}"
    bool per_municipality;
} SeedDesk;

Err seed_places(Arena *mem, Str csv, Municipality **ret_places, size_t *ret_count, Why *w) MUST_USE;
Err seed_desks(Arena *mem, Str json, SeedDesk **ret_desks, size_t *ret_count, Why *w) MUST_USE;
Desk seed_for_municipality(Arena *mem, const SeedDesk *template, const Municipality *m);
