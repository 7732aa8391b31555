// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo.h - an invented country to try Baken in: organisations, accounts, and years of signals.
//
// All of it is made by the program's own functions, at the moment it would have happened (clock_set), so demo data is
// what the program makes and nothing else. The same seed gives the same stories, places and order of things on the same
// day; keys, passwords, receipt codes and numbers are random each time.
// Passwords are in DIR/demo-accounts.json and made cheap to check. A folder with that file is served with --demo only,
// and --demo never fills a folder that somebody uses.
// What it must never do: hold a real person, a telephone number, or an address that exists.
#pragma once
#include "signal/report.h"

enum { DEMO_SIGNALS = 1000, DEMO_SIGNALS_MAX = 1000000, DEMO_SEED = 1, DEMO_DAYS = 730 };

// ---- chance, from the seed ------------------------------------------------------------------------------------------
typedef struct Dice {
    uint64_t state;
} Dice;
uint64_t dice_next(Dice *d);
size_t dice_below(Dice *d, size_t limit); // limit > 0
bool dice_chance(Dice *d, int percent);
size_t dice_weighted(Dice *d, const int *weights, size_t count); // by weight; the sum is > 0

// ---- organisations and accounts (demo_orgs.c, demo_accounts.c)
// ----------------------------------------------------------
typedef struct DemoOrg {
    const char *key;
    OrgKind kind;
    const char *name;
    Scope scope;
    const char *code;
} DemoOrg;
extern const DemoOrg demo_orgs[];
extern const size_t demo_org_count;

typedef struct DemoAccount {
    const char *username, *name, *org; // org: a key of demo_orgs
    RoleSet roles;
    bool shown; // on the console too
} DemoAccount;
extern const DemoAccount demo_accounts[];
extern const size_t demo_account_count;

// What was made, with the group keys: to act as these people while the past is filled. Wipe it.
typedef struct DemoPeople {
    OrgId *orgs; // by position in demo_orgs
    KeyPair *groups;
    AccountId *accounts; // by position in demo_accounts
} DemoPeople;
size_t demo_org_at(const char *key);
Err demo_make_people(App *app, Arena *mem, Time now, DemoPeople *ret_people, Why *w) MUST_USE;
void demo_people_wipe(DemoPeople *p);
Err demo_show_accounts(Arena *mem, const char *dir, Time now, Why *w) MUST_USE; // on standard output
bool demo_is(const char *dir);                                                  // was this folder filled by the demo?

// ---- signals (demo_signals.c, demo_stories.c)
// ----------------------------------------------------------------------------- Text of data/demo/verhalen.txt, by
// section.
typedef struct Stories Stories;
Err stories_load(Arena *mem, Stories **ret_stories, Why *w) MUST_USE;
Str story_line(const Stories *s, Dice *d, const char *section); // any line of a section that exists
// ... of the section for this form ("plek.labour") when there is one.
Str story_line_of(Arena *mem, const Stories *s, Dice *d, const char *section, const char *form);
Str story_write(Arena *mem, const Stories *s, Dice *d, const char *form, const char *role);

typedef struct DemoSignal {
    Time at;
    const char *role, *anonymity, *form, *minor, *danger, *channel;
    Str gm_code;
    bool police;   // may look on, whatever the dice say
    uint64_t seed; // of the rest
} DemoSignal;
// How many there are and where they are, in order of arrival.
Err demo_plan(Db *db, Arena *mem, uint64_t seed, int64_t count, Time now, DemoSignal **ret_signals) MUST_USE;
Err demo_report(Arena *mem, const Stories *s, const DemoSignal *plan, Str gm_name, Report *ret_report) MUST_USE;

// Lives all of it (demo_past.c).
Err demo_live(App *app, Arena *mem, const DemoPeople *people, const Stories *stories, const DemoSignal *plan,
              size_t count, Time now, Why *w) MUST_USE;

// ---- filling (demo.c)
// -------------------------------------------------------------------------------------------------
Err demo_fill(App *app, uint64_t seed, int64_t signals, Why *w) MUST_USE; // an empty store, prepared by app_prepare
// At the start of `serve`: fills when asked and empty, refuses to mix demo and use, shows the accounts.
Err demo_prepare(App *app, Why *w) MUST_USE;
