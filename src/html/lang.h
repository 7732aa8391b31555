// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// lang.h - the table of translations that tools/mkpo makes; others use tr() of html.h.
#pragma once
#include <stddef.h>

typedef struct Translation {
    const char *from, *to;
} Translation;
extern const Translation texts_en[]; // sorted by bytes of from
extern const size_t texts_en_count;
