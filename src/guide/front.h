// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// front.h - the head of a page of public information: "---", lines of "name: value", "---", then Markdown. Pure.
//
// Known names: title, summary, section, order, reviewed (a date), reviewer; sometimes form and sector. A name we do not
// know is a mistake of the writer, and refused: a misspelt "reviewed" must not pass unseen.
#pragma once
#include "base/time.h"

enum { FRONT_VALUE_MAX = 300, FRONT_LINES_MAX = 20 };

typedef struct Front {
    Str title, summary, section, form, sector, reviewer; // views of the file
    int64_t order;
    Date reviewed;
    Str body;
} Front;

Err front_parse(Str file, Front *ret_front, Why *w) MUST_USE; // E_INPUT with the line
