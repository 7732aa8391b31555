// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// placing.h - from "who has a bed tonight" to the end of the stay.
//
// request    what is looked for: coded traits, no name. It has an owner (the organisation that looks now), perhaps a
//            backup that may take over (the care coordination of the region), and a clock of 36 hours from the moment
//            of asking, which nothing restarts.
// question   (placement_ask) to one provider about one unit, without identity, with a term to answer in. It may hold
//            a place: then no other question gets it while the hold runs.
// accepted   the provider says yes: the place is taken, every other question of the request is withdrawn. The provider
//            still does not know who it is, until the owner confirms (shares): transport and intake, and the name.
// stay       (placement) agreed, arrived or not, extended, ended. Not arrived or cancelled: the place is free again,
//            the provider forgets who it was, and the request is open again, with the clock as it was. After the end
//            of a stay the provider reads on for a term (placing_erase.h).
// follows    a long-term place is sought by a request of its own, with a clock of its own; when the person arrives
//            there, the earlier stay ends as moved on.
// escalation who sees an open request grows with the hours: provider, care coordinator, national point, chain director.
//            The terms stand in the table `termijnen`.
//
// Keys, each granted to the owner and the backup: "placement" (what to know, transport, intake), "placement_person"
// (who it is), "placement_ask" (a question and its answer; also the provider). The provider gets the first two when the
// owner confirms, and gives the key of the address ("facility") to owner and backup when it accepts. Everything here
// runs on the writer; callers ask may() and log. Two requests never hold or take the same place: each is one statement
// that changes a row only when it is free.
#pragma once
#include "clock/clock.h"
#include "shelter/placing_sql.h"
#include "shelter/supply.h"

enum { HOLD_MINUTES = 60, ASKS_MAX = 200, PLACING_TEXT_MAX = 4000, PERSON_TEXT_MAX = 2000 };

extern const Choice request_states[];   // open placed arrived ended withdrawn unmet
extern const Choice ask_states[];       // asked accepted refused no_answer withdrawn
extern const Choice refuse_reasons[];   // full criteria safety care_too_heavy staffing payment group other
extern const Choice placement_states[]; // agreed arrived not_arrived ended cancelled
extern const Choice stay_outcomes[];    // moved_on home own_place left returned_abroad unknown
extern const Choice unmet_reasons[];    // no_place_found declined safety elsewhere other

typedef RequestByIdRow Request;
typedef AskByIdRow Ask;
typedef PlacementByIdRow Stay;

// REL_MINE / REL_OWN for the organisation that looks; REL_PARTICIPANT for the backup, for who asked first, and (once
// shared) for the provider of the stay; REL_REGION to whom it escalated in its own region; else REL_NONE.
// E_NOTFOUND: there is none.
Err request_load(Db *db, Arena *mem, const Actor *who, int64_t id, Time now, Request *ret_request,
                 Relation *ret_relation) MUST_USE;
Str placing_context(Arena *mem, Str submission, const char *part); // binds sealed values to their request
Err request_need(const Regions *regions, const Request *r, Need *ret_need, Why *w) MUST_USE;

typedef struct NewRequest {
    Str submission, kind, placer, sex, form, residence, payer, region_code, avoid, within;
    Traits needs, languages;
    int64_t age, children, security, stay_days, case_id, person_id, follows;
    OrgId org, backup; // backup 0: nobody
    Time needed_at;
    Str sealed_words, sealed_person;
} NewRequest;
// E_INPUT in Dutch: a word that is not in its list, a region that is not one.
Err request_check(const Regions *regions, const NewRequest *n, Why *w) MUST_USE;
// Starts the clock. A submission stored before gives the same request again (ret_new false).
Err request_store(Db *db, Arena *mem, const NewRequest *n, AccountId by, Time now, int64_t *ret_id, bool *ret_new,
                  Why *w) MUST_USE;
// The backup becomes the owner; E_CONFLICT: it is not the backup, or there is nothing left to do.
Err request_take_over(Db *db, int64_t id, OrgId org, AccountId by, Time now) MUST_USE;
// Who handed it over no longer knows where: the keys of addresses go where no other stay of theirs runs.
Err request_forget_address(Db *db, Arena *mem, int64_t request, OrgId org) MUST_USE;
// Nobody looks any more: withdrawn, or unmet with a reason. Running questions are withdrawn, holds end, the clock
// stops.
Err request_stop(Db *db, Arena *mem, const Request *r, Str state, Str reason, AccountId by, Time now) MUST_USE;

typedef struct NewAsk {
    int64_t request, unit, score;
    OrgId provider;
    Str rules; // "placement v1, placement_score v1"
    Time answer_by;
    bool hold; // keep one place of the unit for it, HOLD_MINUTES or until answer_by when that is sooner
} NewAsk;
// E_CONFLICT: this unit is being asked already; E_LIMIT: hold, and there is no free place; E_BUSY never.
Err ask_store(Db *db, Arena *mem, const NewAsk *n, AccountId by, Time now, int64_t *ret_id) MUST_USE;
// The one statement that gives out a place. E_CONFLICT: none is free.
Err place_hold(Db *db, Arena *mem, int64_t unit, int64_t ask, Time until, Time now, int64_t *ret_place) MUST_USE;

// The held place, or else any free one of the unit, becomes occupied. E_CONFLICT: the question or the request is no
// longer open, or no place is free.
Err ask_accept(Db *db, Arena *mem, const Ask *a, Str sealed_answer, AccountId by, Time now, int64_t *ret_stay) MUST_USE;
// state: refused, withdrawn or no_answer. The question is gone; a provider that refused still reads its own answer.
// E_CONFLICT: it was answered already.
Err ask_end(Db *db, int64_t ask, OrgId provider, Str state, Str reason, Str sealed_answer, AccountId by,
            Time now) MUST_USE;
// Questions whose term has passed become no_answer; their holds end. For the periodic job; ret_count of them.
Err asks_expire(Db *db, Arena *mem, Time now, int64_t *ret_count) MUST_USE;

// The owner confirms: the caller has granted the keys to the provider. E_CONFLICT: the stay is not in the state agreed.
Err stay_agree(Db *db, int64_t stay, Time intake_at, Str sealed_agreement, Time now) MUST_USE;
Err stay_arrived(Db *db, Arena *mem, const Stay *s, AccountId by, Time now) MUST_USE; // meets the clock; E_CONFLICT
// After a stay, or when it came to nothing: who it was, what to know, and the question.
Err provider_forgets(Db *db, int64_t request, int64_t ask, OrgId provider) MUST_USE;
// Not arrived, or cancelled by either side before: the place is free, the request open again. E_CONFLICT.
Err stay_failed(Db *db, Arena *mem, const Stay *s, Str state, AccountId by, Time now) MUST_USE;
Err stay_extend(Db *db, const Stay *s, Time until, Time now) MUST_USE; // E_CONFLICT: not later than it was; E_LIMIT
// Ends stay and request; keys of the address go when no other stay runs there.
Err stay_end(Db *db, Arena *mem, const Stay *s, Str outcome, AccountId by, Time now) MUST_USE;

// Hours after asking at which a request is shown to the next level, from the table `termijnen`.
typedef enum Escalation { ESCALATE_provider, ESCALATE_coordinator, ESCALATE_national, ESCALATE_chain } Escalation;
typedef struct Terms {
    Time answer;                       // a provider has this long
    Time coordinator, national, chain; // after asking
    Str basis;                         // table and version
} Terms;
Err placing_terms(Arena *mem, Str kind, Terms *ret_terms, Why *w) MUST_USE;
Escalation escalation_of(const Terms *t, Time asked_at, Time now);
const char *escalation_label(Escalation e);
