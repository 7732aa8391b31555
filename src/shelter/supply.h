// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// supply.h - what there is: facilities, units, places, and how sure we are that they are free.
//
// facility  a house of a provider (an organisation of kind shelter). Its name tells nothing of where it is; of the
// place
//           only the region stands readable. The address is sealed under a key of its own, record "facility": the
//           provider holds it, and an asking organisation while a placement of its own runs there.
// unit      places of one sort in a facility, with one set of criteria.
// place     one bed, room or family unit: free, occupied or closed; may be held for one question for some minutes.
// claim     what the provider said about free places, and when. It fades (match.h): an old claim is a reason to ask.
//
// Writes run on the writer; callers log. What it must never do: show an address, or a municipality, to who has no
// placement running there; tell the public more than kind and province.
#pragma once
#include "app/app.h"
#include "shelter/match.h"
#include "shelter/supply_sql.h"

enum {
    FACILITY_NAME_MAX = 80,
    UNIT_NAME_MAX = 80,
    ADDRESS_MAX = 500,
    UNIT_PLACES_MAX = 200,
    FACILITIES_MAX = 500, // of one provider
    STAY_DAYS_MAX = 1100
};

typedef FacilityByIdRow Facility;
typedef UnitByIdRow ShelterUnit;

// How the actor stands to a facility: REL_OWN for its provider, REL_PARTICIPANT for who has a placement running there,
// else REL_NONE. E_NOTFOUND: there is none.
Err facility_load(Db *db, Arena *mem, const Actor *who, int64_t id, Facility *ret_facility,
                  Relation *ret_relation) MUST_USE;
Str facility_context(Arena *mem, Str submission); // binds the sealed address to its facility

// Names are read by who looks for a place, and the name of a unit by who has its link: a postcode, a street with a
// number, a municipality, a telephone number or an address on the internet in it is refused. E_INPUT in Dutch. What it
// can't know (a village, a church next door) the form warns of.
Err name_neutral(Db *db, Str name, Why *w) MUST_USE;

typedef struct NewUnit {
    Str submission, name, kind;
    Traits takes, talks, languages;
    uint32_t may_place, may_mediate;
    int64_t age_min, age_max, children_max, stay_days, security, places;
    bool trafficking;
} NewUnit;
// E_INPUT in Dutch: ages the wrong way round, a trait both taken and talked about, no places.
Err unit_check(const NewUnit *u, Why *w) MUST_USE;
// With its places, all free, and the first claim. A submission stored before gives the same unit again.
Err unit_store(Db *db, Arena *mem, const Facility *f, const NewUnit *u, AccountId by, Time now,
               int64_t *ret_id) MUST_USE;
Err unit_change(Db *db, int64_t unit, const NewUnit *u, Time now) MUST_USE; // E_NOTFOUND; places stay as they are
// More places, or fewer: only free ones close. E_CONFLICT: so many are occupied or held.
Err unit_resize(Db *db, Arena *mem, int64_t unit, int64_t places, Time now) MUST_USE;
// "So many are free now." Places where a stay of ours runs, or that are held, are not counted as free whatever was
// said. E_CONFLICT: more than can be free.
Err unit_claim(Db *db, Arena *mem, int64_t unit, int64_t free, AccountId by, const char *how, Time now) MUST_USE;

// Closed, or open again: in the history of claims a closed unit has no places. Tells nothing new about what is free.
Err unit_mark(Db *db, Arena *mem, int64_t unit, bool open, AccountId by, Time now) MUST_USE;

// The most that unit_claim will take as free: open places without a stay of ours and without a hold.
Err unit_can_be_free(Db *db, Arena *mem, int64_t unit, Time now, int64_t *ret_free) MUST_USE;

// A link with which a provider confirms free places without signing in: for one unit, for some days. The unit knows
// when its link ends: a newer link, or ending it, makes every earlier one worthless.
enum { CLAIM_LINK_DAYS = 30, CLAIM_LINK_MAX = 128 };
Time claim_link_until(Time now);                                            // when a link made now ends
Str claim_link(Arena *mem, const Secret *pepper, int64_t unit, Time until); // the token in the link
// E_NOTFOUND: not ours, too old, or replaced.
Err claim_link_unit(Db *db, Arena *mem, const Secret *pepper, Str token, Time now, int64_t *ret_unit) MUST_USE;

// Whether it takes people in at a moment, by its hours (directory/hours.h). Hours that are not known: yes.
bool unit_takes_in(Str intake_hours, Time at);
// Every active unit as the matching wants it; rows[i] are its words. at: when the place is needed (intake hours).
Err units_load(Db *db, Arena *mem, const Regions *regions, Time now, Time at, Unit **ret_units, ShelterUnit **ret_rows,
               size_t *ret_count) MUST_USE;
