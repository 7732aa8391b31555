// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// grow.h - many signals and cases in a short time, to measure how the platform behaves when it holds them.
//
// Not a past that was lived (that is `baken demo`): rows as they are afterwards, with the same invariants. Everything
// sealed is really sealed, bound to its own row, and opens on the screen; only the keys are shared, so that a record
// does not cost a public-key operation. Every signal has its entries in the chain of the ledger. Four in five signals
// and cases are closed, which is fewer than after years of work: the lists of what is open are long.
#pragma once
#include "casework/casework.h"
#include "commands/demo.h"

enum { GROW_KEYS = 8, GROW_ORGS_MAX = 64, GROW_ACCOUNTS_MAX = 8 };

typedef struct GrowOrg {
    Org org;
    AccountId accounts[GROW_ACCOUNTS_MAX];
    size_t account_count;
    Str boxes[GROW_KEYS]; // each of the shared keys, sealed to this organisation
} GrowOrg;

typedef struct Grow {
    App *app;
    Db *db; // for reading, before the writing begins
    const Stories *stories;
    GrowOrg orgs[GROW_ORGS_MAX];
    size_t org_count;
    size_t tables[GROW_ORGS_MAX], table_count; // positions of those that direct cases
    Secret keys[GROW_KEYS];
    DemoSignal *plan;
    size_t count, done;
    uint64_t made; // counts up: in front of what must be unique, so that an index is filled at its end
    Time now;
    Arena *scratch; // for one signal
    Why *why;
} Grow;

typedef struct GrowSignal {
    int64_t id;
    const DemoSignal *plan;
    const Municipality *place; // NULL: not known
    size_t owner, key;
    AccountId worker;
} GrowSignal;

Str grow_unique(Grow *g, Arena *mem, size_t size);
Str grow_number(Grow *g, const char *front);
AccountId grow_worker(const Grow *g, Dice *d, size_t org); // anybody of it; 0 = it has nobody
Err grow_key(Grow *g, Db *db, const char *kind, int64_t id, size_t org, size_t key, Time at) MUST_USE;
Err grow_log(Grow *g, Db *db, const GrowSignal *s, const char *action, const char *object, int64_t id) MUST_USE;
// A case that came of this signal, with participants, a person, steps, tasks and notes.
Err grow_case(Grow *g, Db *db, Dice *d, const GrowSignal *s) MUST_USE;
