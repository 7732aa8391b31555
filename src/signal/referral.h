// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// referral.h - a referral is a contract: who asks whom, about which parts, on what ground, until when, with what
// answer.
//
// package   a sealed copy of the parts in scope, made when it is sent, with a key of its own (record "referral")
// granted
//           to both organisations. The receiver never gets the signal's own key, and sees nothing that was added later.
// states    sent -> accepted -> done; sent -> rejected, revoked or expired (no answer in time). An expired referral may
//           still be accepted or revoked. Rejecting, revoking and the end of its term take the receiver's key away.
// scope     codes of referral_parts. The reporter goes along only when reported by name, and with a reason; the police
//           get a referral only when the reporter agreed.
//
// Casework opens a case from an accepted referral: referral_load (asks for the relation), referral_open_package,
// referral_set_case. What it must never do: hand over more than the scope.
#pragma once
#include "app/app.h"
#include "signal/referral_sql.h"
#include "signal/signal.h"

enum { REFERRAL_TEXT_MAX = 4000, REFERRAL_PAGE = 25, REFERRAL_JOB_MAX = 200, REFERRAL_SECTIONS_MAX = 8 };

extern const Choice referral_states[];
extern const Choice referral_parts[];   // story facts indicators files internal reporter
extern const Choice referral_grounds[]; // draft, not reviewed by a lawyer
extern const Choice referral_terms[];   // days that the receiver may look: 30 90 180

// Which kinds of organisations belong to a table; *ret_kinds ended by ORG_KIND_COUNT.
const OrgKind *referral_kinds(Str table_code);

// ---- for who receives ---------------------------------------------------------------------------

typedef struct PackageRow {
    Str label, value; // Dutch, as it was written down when it was sent
} PackageRow;
typedef struct PackageSection {
    Str code;          // "head", or a code of referral_parts
    const char *title; // Dutch
    PackageRow *rows;
    size_t count;
} PackageSection;
typedef struct PackageFile {
    Str stored, name, type;
    int64_t size;
    Secret key;
} PackageFile;
typedef struct ReferralPackage {
    Str number;                                         // of the signal
    Str form, minor, gm_code, region_code, police_unit; // coded, to start a case with
    bool danger;
    Str message; // of the sender
    PackageSection sections[REFERRAL_SECTIONS_MAX];
    size_t section_count;
    PackageFile *files;
    size_t file_count;
} ReferralPackage;

typedef ReferralByIdRow Referral;

// The row and how the actor stands to it: REL_OWN for the sender, REL_PARTICIPANT for the receiver, REL_REGION for who
// directs the chain there, REL_NONE. The caller asks may(). E_NOTFOUND: there is none.
Err referral_load(Db *db, Arena *mem, const Actor *who, int64_t id, Referral *ret_r, Relation *ret_relation) MUST_USE;
// Opens the package with the actor's key; the caller logs. E_CRYPT: no key (rejected, revoked, past its term).
Err referral_open_package(Db *db, Arena *mem, const Actor *who, const Referral *r, ReferralPackage *ret_p) MUST_USE;
// The receiver takes it on. On the writer; logs. E_CONFLICT: it can't be accepted in this state.
Err referral_accept(Req *rq, const Referral *r) MUST_USE;
// The case that was opened for it. On the writer; the caller logs. E_CONFLICT: not accepted, or it has a case already.
Err referral_set_case(Db *db, int64_t id, int64_t case_id) MUST_USE;
// The work that came of it is finished. On the writer; logs.
Err referral_finish(Req *rq, const Referral *r, Str result) MUST_USE;

// Periodic: marks what was not answered in time, and takes keys away whose term is over. At most REFERRAL_JOB_MAX each
// time.
Err referral_expire(App *app, Why *w) MUST_USE;

extern const Route referral_routes[];
extern const Route referral_send_routes[]; // /signalen/:id/verwijzen
