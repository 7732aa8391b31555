// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// sharing.h - may this part of a signal go to that kind of organisation, on this ground?
//
// The decision table `sharing` (rules/sharing.dmn, or that of the police unit) answers for each part, and first for the
// whole (SHARING_ALL). It refuses, allows, or allows with a reason; whether it is needed a person decides. The answer
// carries its rule and its words; what was sent keeps them. A draft, like every list of grounds here.
#pragma once
#include "app/app.h"
#include "decision/past.h"
#include "signal/signal.h"

#define SHARING_ALL "alles"

typedef enum SharingAnswer { SHARING_NO, SHARING_WITH_REASON, SHARING_YES } SharingAnswer;

typedef struct Sharing {
    SharingAnswer answer;
    Str reason; // in the reader's language, from the table; never empty
    Str basis;  // "sharing v1 delen_08"
} Sharing;

typedef struct SharingQuestion {
    Str receiver;  // kind of organisation; empty: not chosen yet
    Str part;      // a code of referral_parts, or SHARING_ALL
    Str ground;    // a code of referral_grounds
    Str anonymity; // of the reporter
    bool police_ok;
    Str unit; // police unit, whose table goes before the national one
} SharingQuestion;

// A table that gives no answer refuses: nothing is shared by accident.
Err sharing_ask(Arena *mem, Lang lang, const SharingQuestion *q, Sharing *ret_sharing, Why *w) MUST_USE;
// What if the table were another: the referrals that were sent (decision/past.h).
Err sharing_past(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
                 size_t *ret_count) MUST_USE;
