// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// work.h - one signal in the hands of the people who work on it: opening it, enriching it, talking about it.
//
// work      a signal that this request opened: its row, how the actor stands to it, and (when asked for) its key.
// thread    reporter (the reporter reads it too), internal (colleagues), own (only who wrote it).
// fact      a name, number or place that came up; sealed, with a blind index of its normal form, so that the same one
// is
//           found in other signals of this organisation without anybody reading them.
// indicator a line of data/indicators.csv that somebody ticked; its weight adds to the score that triage sees.
// form      one small form as data, so that every form looks alike and comes back with what was typed.
//
// Every reading of sealed data logs itself (work_open_key). What it must never do: show content to who stands further
// off than the owning organisation; put a fact in an address or in the ledger.
#pragma once
#include "clock/clock.h"
#include "signal/report.h"
#include "signal/signal.h"
#include "signal/work_sql.h"

enum {
    WORK_MESSAGE_MAX = 8000, // bytes
    WORK_FACT_MAX = 300,
    WORK_REASON_MAX = 2000,
    WORK_MESSAGES_SHOWN = 200,       // of a thread, the newest ...
    WORK_BYTES_SHOWN = 256 * 1024,   // ... and no more than this of them, so that the page always fits
    INDICATORS_MAX = 250,
};

// ---- opening ------------------------------------------------------------------------------------

typedef struct Work {
    WorkSignalRow s;
    Relation relation;
    Secret key; // of the signal; after work_open_key
} Work;

void work_wipe(Work *w); // the key; for CLEANUP, and for a Work that was never opened too
Err work_relation(Db *db, Arena *mem, const Actor *who, const WorkSignalRow *s, Relation *ret_relation) MUST_USE;
// Loads the signal that the path names and asks may(); E_NOTFOUND also for what is not the actor's business.
Err work_load(Req *rq, Action does, Work *ret_w) MUST_USE;
// ... and opens its key. E_DENIED when the organisation has none.
Err work_open_key(Req *rq, Work *w) MUST_USE;
Err work_read(Req *rq, Action does, Work *ret_w) MUST_USE;  // both
Str work_path(Arena *mem, const Work *w, const char *rest); // "/signalen/12" + rest

// ---- facts --------------------------------------------------------------------------------------

// name, Dutch label, Dutch example
#define FACT_KINDS(X)                                                                                                  \
    X(name, "naam of bijnaam", "")                                                                                     \
    X(phone, "telefoonnummer", "Met of zonder +31.")                                                                   \
    X(plate, "kenteken", "Strepen en hoofdletters maken niet uit.")                                                    \
    X(address, "adres", "Straat, huisnummer en plaats.")                                                               \
    X(account, "rekeningnummer", "Een IBAN; spaties maken niet uit.")                                                  \
    X(online, "website of accountnaam", "Zonder https:// mag ook.")
typedef enum FactKind {
#define X(name, label, hint) FACT_##name,
    FACT_KINDS(X)
#undef X
        FACT_KIND_COUNT
} FactKind;
const char *fact_kind_name(FactKind k);
const char *fact_kind_label(FactKind k);
const char *fact_kind_hint(FactKind k);
Err fact_kind_parse(Str name, FactKind *ret_kind) MUST_USE;
// Two ways to write the same thing become one text; empty when nothing of it is left.
Str fact_normal(Arena *mem, FactKind k, Str value);
Hash fact_blind(Arena *mem, const Secret *pepper, FactKind k, Str value);
Str fact_seal(Arena *mem, const Work *w, Str submission, Str value);
Err fact_unseal(Arena *mem, const Work *w, Str submission, Str sealed, Str *ret_value) MUST_USE;

// ---- indicators ---------------------------------------------------------------------------------

typedef struct Indicator {
    Str code, form, nl, en; // form: a code of signal_forms, or "all"
    int weight;             // 1 weak .. 3 strong
    bool ticked;
} Indicator;
typedef struct Indicators {
    Indicator v[INDICATORS_MAX];
    size_t n;
    int64_t score, ticked;
} Indicators;
Err indicators_parse(Arena *mem, Str csv, Indicators *ret_list) MUST_USE;
// All of them, those of the signal ticked, with their count and the sum of their weights.
Err indicators_of(Db *db, Arena *mem, int64_t signal, Indicators **ret_list) MUST_USE;

// ---- messages -----------------------------------------------------------------------------------

typedef struct NewMessage {
    Str thread, submission, sealed;
} NewMessage;
// Seals for a thread (THREAD_...): with the thread key, with the signal key, or to the account's own key and then with
// the signal key.
NewMessage work_message(Req *rq, const Work *w, const char *thread, Str submission, Str text);
// A note of one's own, back; E_CRYPT when it is somebody else's.
Err work_note_open(Req *rq, const Work *w, Str submission, Str sealed, Str *ret_text) MUST_USE;
// On the writer. To the reporter: the clock of acknowledgement is met, and the reporter sees that somebody looks at it.
Err work_message_store(Req *rq, const Work *w, const NewMessage *m) MUST_USE;
bool work_can_answer(const Work *w); // the reporter still has a mailbox

extern const Choice waiting_for_choices[];
extern const Choice talk_partners[];
extern const Route work_routes[];       // pages
extern const Route work_write_routes[]; // what people do with them
