// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// doctor.h - is this installation in good health? The same findings on the screen and in `baken doctor`.
//
// A finding says what was looked at, how it stands, and what to do. It changes nothing and reads nothing that is
// sealed. DANGER  people's data or the trust in the ledger are at risk now. WARNING it works, but it is weaker than it
// should be.
#pragma once
#include "base/time.h"
#include "html/html.h"
#include "store/db.h"

typedef enum Health { HEALTH_OK, HEALTH_WARNING, HEALTH_DANGER } Health;
const char *health_name(Health h); // "OK", "WARNING", "DANGER"

typedef struct Finding {
    Health health;
    const char *code; // for programs: "folder", "ledger", ...
    Str text, advice; // in the language asked for; advice is empty when all is well
} Finding;

enum { FINDINGS_MAX = 40 };

typedef struct DoctorCall {
    const char *dir;
    Lang lang;
    Time now;
    bool thorough; // also the whole ledger and every page of the store: slow
    bool serving;  // the next three are known
    bool secure_cookies, limits, demo;
    void (*progress)(int64_t done, int64_t all); // of the ledger; may be NULL
} DoctorCall;

// db: a connection for reading. Never fails on what it finds; E_STORE when the store can't be read at all.
Err doctor_run(Db *db, Arena *mem, const DoctorCall *call, Finding **ret_findings, size_t *ret_count) MUST_USE;
