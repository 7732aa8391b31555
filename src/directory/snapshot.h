// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// snapshot.h - private to directory/: all places and desks as they stood at one version, read-only.
#pragma once
#include "directory/directory.h"

enum { PLACE_TEXT_MAX = 120 };

typedef struct Snapshot {
    Arena *mem;
    int64_t version;
    Municipality *places; // the array; order of by_code
    const Municipality **by_code, **by_name;
    size_t place_count;
    Html options;         // of all places, by name
    Region *regions;      // by name
    size_t region_count;
    size_t *option_at;    // by index in places: where " selected" goes
    Desk *desks;          // the closest first, then by name
    size_t desk_count;
    const Desk **by_slug; // sorted
    const Desk **of_place; // by index in places: the focal point's desk, may be NULL
    Time retired_at;       // steady clock; set when a newer one took its place
    struct Snapshot *older;
} Snapshot;

Err snapshot_get(Db *db, const Snapshot **ret_snap) MUST_USE;
const Municipality *snapshot_place(const Snapshot *snap, Arena *mem, Str text);
Str place_unit_code(Arena *mem, Str police_unit);
