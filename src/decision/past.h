// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// past.h - what if? The coded inputs of decisions that were made, put to a draft: which advice would be another.
//
// A domain that stores the inputs of its decisions names them in past_sources (commands/routes.c). Only coded inputs
// are read, nothing that is sealed; a link to the decision is given only to who may read what it is about, all others
// see how many there are. Compared is what the tables in use say today with what they would say with the draft in the
// place of its own: region before national, as always. It runs where pages are read, never on the writer, a bounded
// number each time.
#pragma once
#include "access/access.h"
#include "rules/rules.h"

enum { PAST_MAX = 500, PAST_STEP = 250, PAST_LISTED = 50 };

typedef struct PastInputs {
    int64_t id;
    Time at;
    Str region;      // the police unit it was asked for
    Str inputs;      // JSON
    Str label, path; // of what it was about; empty when this person may not read that
} PastInputs;

typedef struct PastSource {
    const char *table;
    // Those before `before` (an id; 0: the newest), newest first.
    Err (*list)(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
                size_t *ret_count);
} PastSource;
extern const PastSource past_sources[]; // ends with table == NULL
const PastSource *past_source(Str table);

typedef struct PastDraft {
    Str table, region;
    const Rules *rules; // NULL: the region's table ends
} PastDraft;

typedef struct PastChange {
    const PastInputs *past;
    Str before, after; // outcomes
} PastChange;

typedef struct PastSums {
    size_t looked, changed, refused; // refused: the draft gave no answer but a fault
    const PastChange *changes;       // at most PAST_LISTED
    size_t listed;
} PastSums;

// rows stay the caller's.
void past_try(Arena *mem, const PastDraft *draft, const PastInputs *rows, size_t count, PastSums *ret_sums);
