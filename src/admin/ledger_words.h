// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// ledger_words.h - what the codes in the ledger mean, for people. A code without words is shown as it is.
#pragma once
#include "base/str.h"

const char *ledger_action_words(Str action); // Dutch; NULL: unknown
const char *ledger_object_words(Str object); // Dutch; NULL: unknown
const char *ledger_ground_words(Str ground); // Dutch; NULL: unknown

typedef struct LedgerWord {
    const char *code, *words;
} LedgerWord;
extern const LedgerWord ledger_objects[]; // ended by code NULL
extern const LedgerWord ledger_kinds[];   // the groups of actions one can ask for: "signal." and so on
