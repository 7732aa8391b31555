// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// casework.h - a case: one file on which organisations work together.
//
// case          opened by the organisation that directs it, from an accepted referral or by itself; has a table (where
//               it is directed), a director, participants, persons, three tracks of steps, tasks, notes, clocks, an
//               outcome.
// participant   an organisation, or one named account of it, with its part in the case and the ground on which data is
//               shared with it. Being one gives the case key and the keys of its persons; the last one to leave loses
//               them.
// restricted    only the director and named accounts see it, whatever the organisation.
// person        victim, suspect, or both at once. The case speaks of "persoon A" with coded traits; who that is stands
//               sealed under a key of its own and is opened by each colleague apart, with a reason.
// track, step   care, criminal law and residence run side by side; a step is planned, done or not done, on a day.
// reflection    the recovery and reflection period (B8/3): three calendar months from the day it began; a clock.
// stuck         the case does not move; the chain director of the region sees that and whom to call, without content.
//
// Keys: record "case" for title, summary, notes, tasks, steps; record "person" for an identity.
// What it must never do: show an identity in a list, or content to who only oversees the chain.
#pragma once
#include "app/app.h"
#include "casework/casework_sql.h"
#include "signal/signal.h"

enum {
    CASE_TITLE_MAX = 200,
    CASE_TEXT_MAX = 8000,
    CASE_NOTE_MAX = 4000,
    CASE_PAGE = 25,
    CASE_COUNT_MAX = 499,
    PERSONS_MAX = 26,
    IDENTITY_TEXT_MAX = 500,
    REFLECTION_MONTHS = 3
};

extern const Choice case_tables[]; // regular care safety_house riec
extern const Choice case_states[]; // open stuck closed
extern const Choice case_outcomes[];
extern const Choice case_parts[];   // what a participant does in the case
extern const Choice case_grounds[]; // draft: not reviewed by a lawyer
extern const Choice person_kinds[]; // victim suspect both
extern const Choice person_ages[];
extern const Choice person_sexes[];
extern const Choice person_nationalities[]; // groups
extern const Choice person_statuses[];      // presumed recognised not_a_victim not_applicable
extern const Choice person_presumed_by[];
extern const Choice non_punishment_states[];
extern const Choice tracks[];      // care criminal residence
extern const Choice step_states[]; // planned done not_done
extern const Choice note_kinds[];
const Choice *track_steps(Str track); // the kinds of steps of a track; NULL when it is none
#define STEP_REFLECTION "reflection_start"
#define STEP_REFLECTION_END "reflection_end"

typedef CaseByIdRow Case;

// The row and how the actor stands to it: REL_MINE for the director, REL_OWN for who else directs from that
// organisation, REL_PARTICIPANT, REL_REGION for a stuck case in the region of a chain director, REL_NONE. A restricted
// case is REL_NONE to who is not named. The caller asks may(). E_NOTFOUND: there is none.
Err case_load(Db *db, Arena *mem, const Actor *who, int64_t id, Case *ret_case, Relation *ret_relation) MUST_USE;

// "case:<submission in hex>:<part>": binds a sealed value to its place.
Str case_context(Arena *mem, Str submission, const char *part);

typedef struct NewCase {
    Str submission; // random bytes that the form carried: sent twice is one case
    Str title, summary, table_code, form, gm_code, region_code;
    int64_t referral_id; // 0 = none
    bool restricted;
} NewCase;
// prepare (pool): makes the key, seals, boxes it to the own organisation. store (writer): rows and key; logs nothing.
typedef struct CaseDraft CaseDraft;
Err case_prepare(Req *rq, const NewCase *n, CaseDraft **ret_draft) MUST_USE;
Err case_store(Db *db, Arena *mem, const Actor *who, const CaseDraft *d, Time now, int64_t *ret_id) MUST_USE;

// On the writer. The keys of the case and of its persons are sealed to the organisation.
Err case_add_participant(Db *db, Arena *mem, const Actor *who, const Case *c, OrgId org, AccountId account, Str part,
                         Str ground, Time now) MUST_USE;
// Takes the keys away when it was the organisation's last part. E_NOTFOUND, or E_CONFLICT: already gone.
Err case_end_participant(Db *db, Arena *mem, const Case *c, int64_t participant, Time now) MUST_USE;

typedef struct Identity {
    Str name, birth_date, phone, address, document, notes; // birth_date as ISO, or empty
} Identity;
bool identity_empty(const Identity *i);
// Kept as JSON, sealed with the person's key. E_CRYPT.
Err identity_seal(Arena *mem, const Secret *key, Str submission, const Identity *i, Str *ret_sealed) MUST_USE;
Err identity_unseal(Arena *mem, const Secret *key, Str submission, Str sealed, Identity *ret_i) MUST_USE;
// Keyed hashes of the normal form, to find the same person again; empty when there is nothing to go by.
Str blind_person(Arena *mem, const Secret *pepper, const Identity *i);
Str blind_phone(Arena *mem, const Secret *pepper, Str phone);

// Starts the clock of the reflection period, to the end of its last day. On the writer.
Err reflection_start(Db *db, Arena *mem, const Case *c, Date began, Time now) MUST_USE;

Err case_close(Db *db, const Case *c, Str outcome, Time now, AccountId by) MUST_USE; // stops the clocks
Err case_reopen(Db *db, const Case *c, Time now) MUST_USE; // clocks that closing stopped run on
bool case_may_direct(const Account *a);                    // active, with a role that directs
// E_INPUT: nobody active of the directing organisation who may direct.
Err case_new_director(Db *db, Arena *mem, const Case *c, AccountId to, Time now) MUST_USE;
Err case_stuck(Db *db, const Case *c, bool stuck, Time now) MUST_USE;

// A leaver's open cases and tasks go to a colleague of the same organisation. On the writer; the caller logs.
Err case_hand_over(Db *db, AccountId from, AccountId to, Time now, int64_t *ret_moved) MUST_USE;

typedef struct CaseCounts {
    int64_t mine, part, late_tasks, stuck; // stuck: in the regions of a chain director; at most CASE_COUNT_MAX + 1
} CaseCounts;
Err case_counts(Db *db, Arena *mem, const Actor *who, Time now, CaseCounts *ret_counts) MUST_USE; // for the work page

// What another folder shows on the page of a case, such as the search for shelter: casework does not know it. The list
// ends with NULL and is set once, before the first request (commands/routes.c).
typedef struct CaseSection {
    // The case may be read by who asks. ret_view NULL: nothing to show.
    Err (*load)(Req *rq, const Case *c, Relation relation, const void **ret_view);
    void (*show)(Out *o, const void *view);
} CaseSection;
void case_sections_use(const CaseSection *const *sections);

extern const Route case_routes[];
extern const Route person_routes[];
extern const Route case_write_routes[];
