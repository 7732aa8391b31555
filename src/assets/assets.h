// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// assets.h - the files inside the program: styles and script, facts, rules and pages. Read-only, as they were at build.
//
// Paths: "assets/baken.css" (from web/dist), "data/desks.json", "data/guide/nl/signalen.md", "rules/triage.dmn",
// "fonts/NotoSans-Bold.ttf" (of Debian's fonts-noto-core, SIL Open Font Licence 1.1).
// Nothing is read from disk at run time, so an installation can't miss a file, and no path of a visitor reaches a disk.
#pragma once
#include "base/str.h"

typedef struct Asset {
    Str path;
    const char *type; // Content-Type
    Str bytes;
    const char *etag; // changes with the content; without quotes
} Asset;

const Asset *asset_find(Str path); // NULL when there is none
// All whose path begins with prefix, sorted by path: the first, and how many follow each other.
size_t asset_list(Str prefix, const Asset **ret_first);

// Made by tools/mkassets, sorted by path.
extern const Asset assets[];
extern const size_t assets_count;
