// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// load_words.h - why a table does not load, in Dutch: where in the file, which rule and column, and what is wrong.
//
// The engine says it in English, for a terminal: "tabel:12: r1, input \"rol\": true and false have no order". What has
// no Dutch words here stays in English behind the place. Pure.
#pragma once
#include "html/html.h"

// message: as rules_load said it. In English: as it was.
Str load_words(Arena *mem, Lang lang, Str message);
