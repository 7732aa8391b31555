// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// clock.h - terms as objects: due, on what basis, whose duty, met / missed / withheld, and why.
//
// A term belongs to an object ("signal", 12) and an organisation. How long it is stands in the decision table
// `termijnen` (rules/termijnen.dmn), not here; the basis kept with the term names the table, its version and the rule.
// A term that is ended as met after its due moment is kept as missed. Withholding needs a ground.
// Starting and ending run on the writer, inside the job that logs the reason.
#pragma once
#include "access/access.h"
#include "base/time.h"
#include "clock/clock_sql.h"
#include "html/html.h"
#include "store/db.h"

// name in the table, Dutch label
#define CLOCK_KINDS(X)                                                                                                 \
    X(acknowledge, "ontvangst bevestigen")                                                                             \
    X(feedback, "terugkoppelen aan de melder")                                                                         \
    X(urgent_triage, "spoed: duiden")                                                                                  \
    X(triage, "duiden")                                                                                                \
    X(referral_answer, "antwoord op verwijzing")                                                                       \
    X(advice_answer, "advies geven")                                                                                   \
    X(reflection, "bedenktijd")                                                                                        \
    X(placement, "opvangplek vinden")                                                                                  \
    X(long_placement, "plek voor langere tijd vinden")
typedef enum ClockKind {
#define X(name, label) CLOCK_##name,
    CLOCK_KINDS(X)
#undef X
        CLOCK_KIND_COUNT
} ClockKind;
const char *clock_kind_name(ClockKind k);
const char *clock_kind_label(Str name); // Dutch, translated where shown

// Grounds on which feedback may be withheld (code, Dutch words). A draft: not reviewed by a lawyer.
#define WITHHOLD_GROUNDS(X)                                                                                            \
    X(investigation, "het onderzoek kan gevaar lopen")                                                                 \
    X(safety, "de veiligheid van een slachtoffer kan gevaar lopen")                                                    \
    X(privacy, "de privacy van een ander weegt zwaarder")                                                              \
    X(no_contact, "de melder wil geen contact")
const char *withhold_ground_label(Str code); // NULL when it is not one

enum { CLOCKS_MAX = 100 };

// How long a term of this kind is, and on what basis; asks the table, so not on the writer where many come in. E_NOTFOUND
// when the table does not know the kind.
typedef struct ClockTerm {
    ClockKind kind;
    Time length;
    Str basis;
} ClockTerm;
Err clock_term(Arena *mem, ClockKind kind, ClockTerm *ret_term, Why *w) MUST_USE;
// Starts a term; its length comes from the table. E_NOTFOUND when the table does not know the kind.
Err clock_start(Db *db, Arena *mem, Str object_kind, int64_t object_id, ClockKind kind, OrgId org, Time now,
                Why *w) MUST_USE;
// Met (or missed, when late). OK when none was running.
Err clock_meet(Db *db, Str object_kind, int64_t object_id, ClockKind kind, Time now, AccountId by) MUST_USE;
Err clock_withhold(Db *db, Str object_kind, int64_t object_id, ClockKind kind, Str ground, Time now,
                   AccountId by) MUST_USE;
Err clock_stop_all(Db *db, Str object_kind, int64_t object_id, Time now, AccountId by) MUST_USE;
// What was stopped at that moment runs on, with the same due moment.
Err clock_resume_all(Db *db, Str object_kind, int64_t object_id, Time stopped_at) MUST_USE;

// The object is erased: whether a term was met stays, its days and who ended it do not.
Err clock_blur(Db *db, Str object_kind, int64_t object_id, Time month) MUST_USE;

// For screens: the class of web/README.md ("on-time", "nearly", "late", "met", "paused") and the words.
typedef struct ClockView {
    const char *kind_label, *css, *icon;
    Str words; // "nog 5 dagen", "2 dagen te laat", "gehaald op 20 november 2026", already translated
    Time due_at;
    Str basis;
    Str ground_label;
} ClockView;
ClockView clock_view(Arena *mem, Lang lang, const ClockOfRow *row, Time now);
