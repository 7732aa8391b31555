// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// supply_view.h - what the pages of a provider's places show, and what their handlers share.
#pragma once
#include "app/form.h"
#include "retention/retention.h"
#include "shelter/supply.h"

enum { CLAIMS_SHOWN = 20, UNIT_PAIRS_MAX = 24 };

// One unit in a list, with the button that says: still so.
typedef struct UnitRowView {
    ShelterUnit u;
    bool faded;
    StaffForm same;
} UnitRowView;

typedef struct SupplyListView {
    FacilityOfOrgRow *facilities;
    Str *regions; // names, as many as facilities
    size_t facility_count;
    UnitRowView *units;
    size_t unit_count, faded;
} SupplyListView;

typedef struct FacilityView {
    Facility f;
    Pair pairs[8];
    size_t pair_count;
    UnitRowView *units;
    size_t unit_count;
    Str *holders; // organisations that can open the address now, beside the provider
    size_t holder_count;
    StaffForm state;        // close or open again
    RetentionBox retention; // when it is closed
    bool open;
} FacilityView;

typedef struct UnitView {
    ShelterUnit u;
    bool faded, open;
    Pair pairs[UNIT_PAIRS_MAX];
    size_t pair_count;
    PlaceOfUnitRow *places;
    size_t place_count;
    ClaimOfUnitRow *claims;
    size_t claim_count;
    StaffForm same, claim, size, state, link, link_end;
    Str link_text; // empty: there is none
    Time link_until, now;
} UnitView;

// What a provider sees who comes by the link.
typedef struct LinkView {
    Str name;
    int64_t free, total;
    Time claimed_at;
    bool done;
    StaffForm form;
} LinkView;

// For everyone: provinces by kind of place, in steps.
typedef struct PublicRowView {
    Str province;
    const char *kinds[8]; // Dutch, in the order of place_kinds
} PublicRowView;
typedef struct PublicView {
    PublicRowView *rows;
    size_t count;
} PublicView;

UnitRowView unit_row(Req *rq, const ShelterUnit *u, bool in_list);
StaffForm unit_same(Req *rq, const ShelterUnit *u, bool in_list);
Str unit_path(Arena *mem, int64_t id, const char *rest);
Str facility_path(Arena *mem, int64_t id, const char *rest);
// The facility of the first part of the path, of the actor's own organisation.
Err facility_open(Req *rq, Facility *ret_f) MUST_USE;

extern const Route facility_routes[];
extern const Route unit_routes[];
extern const Route shelter_public_routes[];
