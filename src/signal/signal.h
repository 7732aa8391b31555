// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// signal.h - the record of a signal: its words, its keys, its rows. The rules of a report are in report.h, what the
// reporter sees in mailbox.h, what staff do in tray.h and triage.h.
//
// signal    something that may point at trafficking; has a source, a channel, an owning organisation and a state.
// report    a signal handed in by a reporter; opens a mailbox.
// number    what people call it ("2026-K7QF3MX"): random, so that it does not tell how many there are.
// submission 16 random bytes chosen before sending; the same bytes again are the same report (a resend).
//
// Keys. Each signal has a random signal key, granted to the owning organisation as record "signal". From it follows
// (signal_thread_key) the thread key, which opens the messages with the reporter and nothing else; the reporter holds
// a copy sealed with the key that the receipt code gives. Identity and contact of the reporter have a key of their
// own, record "reporter", so that it can be opened apart, with a reason, and erased apart.
// Every sealed value is bound to its place by signal_context; a value moved to another row does not open.
//
// Coded columns are readable, for lists and figures; story, place, persons, names and files are sealed.
// What it must never do: keep an address, a device or a moment of a reporter's visit.
#pragma once
#include "app/app.h"
#include "app/form.h"
#include "clock/clock.h"

// Lists end with code == NULL.
extern const Choice signal_roles[];       // victim citizen professional organisation
extern const Choice signal_anonymities[]; // anonymous confidential named
extern const Choice signal_forms[];       // sexual labour criminal organ_removal other unknown
extern const Choice signal_yes_no[];      // ja nee
extern const Choice signal_yes_no_unknown[];
extern const Choice signal_channels[];      // web phone api
extern const Choice signal_states[];        // new in_progress waiting decided referred closed
extern const Choice signal_public_states[]; // received being_looked_at feedback_given closed

enum { SIGNAL_NUMBER_LENGTH = 12 };

// Threads of messages on a signal.
#define THREAD_REPORTER "reporter" // with the reporter; sealed with the thread key
#define THREAD_INTERNAL "internal" // colleagues; sealed with the signal key
#define THREAD_OWN "own"           // one account; boxed to its own public key, then sealed with the signal key

Str signal_number(Arena *mem, Time now); // a fresh random one
Secret signal_thread_key(const Secret *signal_key);
// "signal:<submission in hex>:<part>"; part is "content", "reporter", "message", "file:<stored name>", ...
Str signal_context(Arena *mem, Str submission, const char *part);
Str signal_file_context(Arena *mem, Str submission, Str stored);

// A message of a thread: padded, so that its length does not tell much, and bound to its own submission.
Str message_seal(Arena *mem, const Secret *key, Str message_submission, Str body);
Err message_unseal(Arena *mem, const Secret *key, Str message_submission, Str sealed, Str *ret_body) MUST_USE;
Str pad_text(Arena *mem, Str s, size_t block); // spaces behind it, up to a multiple of block

// Who gets a signal of this municipality ("" = unknown): the organisation of its focal point, else the national
// coordination point, else the organisation that runs the platform. E_NOTFOUND: there is no organisation at all.
Err signal_owner(Db *db, Arena *mem, Str gm_code, Str region_code, Str police_unit, OrgId *ret_org) MUST_USE;
// What a signal must be answered by: acknowledgement, feedback, triage (sooner when urgent). The terms are asked before
// the writer; it then starts them all at once.
enum { SIGNAL_TERMS = 3 };
typedef struct SignalTerms {
    ClockTerm v[SIGNAL_TERMS];
    Time first; // the shortest
} SignalTerms;
Err signal_terms(Arena *mem, bool urgent, SignalTerms *ret_terms) MUST_USE;
Err signal_terms_start(Db *db, const SignalTerms *terms, int64_t signal, OrgId org, Time received) MUST_USE;
