// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// life.h - how staff change a decision table: draft, check, proposal, a second person, in use, retired.
//
// draft     a text being worked on, with its test cases. It never decides anything. `revision` grows with each change:
//           who saves or decides sends along the one they saw, and is refused when it is no longer that (E_CONFLICT).
// check     decision/vet.h: it loads, gives what the program asks of it, has no error, and its test cases pass. Made
// anew
//           each time; what does not pass is not proposed and not approved.
// proposal  frozen, with a reason and the moment it should begin. Taken back: a draft again.
// approval  by a person who wrote nothing in it and did not propose it (draft_may_decide). It then becomes a version
// with
//           the next number, which takes over at its moment (decision_due), and the version before it is retired.
// back      a proposal with the text of an older version: a new number, so that what decided when stays one line.
// emergency what was in use before comes back at once, by one person with a reason. That text once passed four eyes,
// and
//           a wrong rule may hurt somebody tonight. Somebody else looks at it afterwards (draft_reviewed); until then
//           it stands on the page of the rules.
// end       a region stops having its own table; the national one answers again.
//
// All writes run on the writer, and the caller logs them. What it must never do: put a text in use that one person
// wrote and approved.
#pragma once
#include "access/access.h"
#include "decision/decision.h"

enum {
    TABLE_TEXT_MAX = 512 * 1024, // bytes of a table that staff write
    TABLE_TESTS_MAX = 128 * 1024,
    DRAFT_REASON_MAX = 1000,
    DRAFT_REASON_MIN = 10,
    DRAFTS_SHOWN = 100,
    LIVE_FROM_DAYS_MAX = 366,
};

typedef struct Draft {
    int64_t id, revision, based_on, version_id;
    Str name, region, kind, state, xml, tests, reason, answer;
    AccountId created_by, proposed_by, decided_by, reviewed_by;
    Time created_at, changed_at, live_from, proposed_at, decided_at, reviewed_at;
} Draft;

Err draft_get(Db *db, Arena *mem, int64_t id, Draft *ret_draft) MUST_USE; // E_NOTFOUND
typedef struct DraftRow {
    int64_t id;
    Str name, region, kind, state, writer;
    Time changed_at, proposed_at, live_from;
    int64_t by, proposed_by; // accounts
} DraftRow;
Err draft_list(Db *db, Arena *mem, DraftRow **ret_rows, size_t *ret_count) MUST_USE;

typedef struct NewDraft {
    Str submission, name, region, xml, tests, reason;
    const char *kind; // "change", "back", "end"
    int64_t based_on;
    AccountId who;
} NewDraft;
Err draft_start(Db *db, Arena *mem, const NewDraft *n, Time now, int64_t *ret_id) MUST_USE;
Err draft_save(Db *db, int64_t id, int64_t revision, Str xml, Str tests, AccountId who, Time now) MUST_USE;
// live_from 0: as soon as it is approved.
Err draft_propose(Db *db, int64_t id, int64_t revision, AccountId who, Str reason, Time live_from, Time now) MUST_USE;
Err draft_take_back(Db *db, int64_t id, int64_t revision, Time now) MUST_USE;
Err draft_drop(Db *db, int64_t id, int64_t revision, Time now) MUST_USE;
// NULL when this person may decide about the proposal; else why not, in Dutch.
Err draft_may_decide(Db *db, Arena *mem, const Draft *d, AccountId who, const char **ret_why_not) MUST_USE;
// Asks draft_may_decide again. Approving makes the version; when its moment has come it is in use when this is
// committed.
Err draft_decide(Db *db, Arena *mem, const Draft *d, bool approve, AccountId who, Str answer, Time now,
                 Why *w) MUST_USE;
// Back at once to what was in use before. E_NOTFOUND: there was nothing; E_INPUT: a newer program asks something else.
Err draft_emergency(Db *db, Arena *mem, const NewDraft *n, Time now, int64_t *ret_id) MUST_USE;
Err draft_reviewed(Db *db, const Draft *d, AccountId who, Time now, Why *w) MUST_USE;
