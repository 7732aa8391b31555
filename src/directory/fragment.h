// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// fragment.h - private to directory/: the middle of a list page, kept for whoever asks the same within the minute.
//
// The list is the page that is read most, and it is the same for everyone: only the language, the filter, the version
// of the directory and the minute (open now) matter. A fixed number of places; a new one takes the place of an old one.
// The key holds codes only: a search that someone typed is never kept.
#pragma once
#include "base/buf.h"
#include "base/time.h"

enum { FRAGMENT_PLACES = 64, FRAGMENT_KEY_MAX = 200, FRAGMENT_SIZE_MAX = 256 * 1024 };

bool fragment_get(Str key, int64_t version, Time now, Buf *to); // true: added to the buffer
void fragment_put(Str key, int64_t version, Time now, Str html);
void fragment_forget(void);
