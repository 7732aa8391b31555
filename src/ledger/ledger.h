// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// ledger.h - the audit log that cannot be altered unseen.
//
// Every write and every read of personal data is an entry: who, what, on which object, on which ground, why. No
// personal data: ids and codes only; `purpose` is a code or the short reason a person typed, bounded.
// Entries are hash-chained: hash = BLAKE2b(previous hash, canonical text of the entry). The writer signs the head of
// the chain once per batch (Ed25519, key in DIR/keys/ledger.key, not in the store), and heads are also appended to
// DIR/ledger-heads.log (every ten seconds and at the end), so that cutting off the tail shows too.
// What it can't stop: who holds the signing key, the store and the heads file can write another history; therefore
// heads should also go to a place the administrator can't change (see SECURITY.md).
#pragma once
#include "base/time.h"
#include "crypt/crypt.h"
#include "store/db.h"
#include "store/writer.h"

enum { LEDGER_TEXT_MAX = 300 };

typedef struct Entry {
    int64_t account; // 0 = the public, a reporter, or the program
    int64_t org;
    Str action;      // "signal.read", "case.open": <object>.<verb>, a constant of ours
    Str object;      // "signal", "case", "account", ... ; empty when none
    int64_t object_id;
    Str ground;      // legal or covenant ground code, e.g. "wmo", "riec", "zvh", "toestemming", "avg6-1e"; may be empty
    Str purpose;     // the reason typed by the person, or empty
} Entry;

typedef struct Ledger Ledger;
// dir: the data folder (keys/ledger.key is made when absent, allowed, and the ledger is empty). Loads the head of the chain.
Err ledger_open(Db *db, const char *dir, bool make_key, Ledger **ret_ledger, Why *w) MUST_USE;
void ledger_close(Ledger *l);

// Only on the writer, inside a job's savepoint, within a transaction that holds the write lock: so a command beside a
// running server adds to the same chain. A job that is undone takes its entries with it:
// the head in memory follows through ledger_mark / ledger_undo, which the writer's jobs wrap (see app.c).
Err ledger_add(Ledger *l, Db *db, const Entry *e) MUST_USE;
Err ledger_seal(Db *db, void *ledger) MUST_USE;    // hook of the writer: signs the head when it moved
int64_t ledger_mark(Ledger *l);                    // number of the last entry
void ledger_undo(Ledger *l, int64_t mark);         // forget what came after, when a savepoint was undone
int64_t ledger_job_mark(void *ledger);             // hooks of the writer: the same two for every job
void ledger_job_undone(void *ledger, int64_t mark);
void ledger_batch_failed(Db *db, void *ledger);    // hook of the writer: the commit failed, read the head again

// The screen: newest first. 0 and the empty Str do not restrict; object_id counts only with an object.
enum { LEDGER_PAGE_MAX = 200 };
typedef struct LedgerFilter {
    int64_t org, account;
    Str object;
    int64_t object_id;
    Str action;     // the whole action or how it begins: "signal." finds all of them
    Time from, to;  // from <= at < to
    int64_t before; // the next page: seq of the last line of the page before
    int64_t max;    // lines wanted, at most LEDGER_PAGE_MAX
} LedgerFilter;
typedef struct LedgerLine {
    int64_t seq;
    Time at;
    Entry entry;
} LedgerLine;
Err ledger_search(Db *db, Arena *mem, const LedgerFilter *f, LedgerLine **ret_lines, size_t *ret_count) MUST_USE;

typedef struct LedgerReport {
    int64_t entries, signatures;
    int64_t bad_seq;   // first entry that is wrong, 0 = none
    char what[160];    // in words: changed / missing / reordered / inserted / signature wrong / tail cut off
} LedgerReport;
// Reads the whole chain; works on a read-only connection, also offline on a copy, where DIR/keys/ledger.pub suffices.
// After putting back a backup the heads file rightly says that the tail is cut off: set that file aside, and keep it.
// OK when intact, E_CONFLICT when not.
// progress may be NULL.
Err ledger_verify(Db *db, const char *dir, LedgerReport *ret_report, void (*progress)(int64_t done, int64_t all),
                  Why *w) MUST_USE;
