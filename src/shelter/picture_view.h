// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// picture_view.h - what the page of the national picture shows besides the picture itself.
#pragma once
#include "shelter/picture.h"

typedef struct PictureOption {
    Str value, label; // label: in the reader's language
    bool selected;
} PictureOption;
typedef struct PictureOptions {
    PictureOption v[REGIONS_MAX + 8];
    size_t n;
} PictureOptions;

typedef struct PictureView {
    const Picture *p;
    PictureOptions periods, kinds, sexes, regions, places;
    Str months;                     // as asked
    bool families, care, no_status; // what the new unit takes
    bool replayed;
    Str missed, fits, served; // as they may be told
} PictureView;
