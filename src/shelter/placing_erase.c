// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/placing_erase.h"
#include "shelter/placing.h"
#include "shelter/placing_erase_sql.h"

// ---- requests -----------------------------------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_requests, ended_request, EndedRequestsRow)
RETENTION_BY_NUMBER(find_request, FindRequestRow)

static Err erase_request(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    Request r;
    TRY(q_request_by_id(db, mem, id, &r));
    Time asked = retention_month(r.asked_at);
    TRY(q_erase_ask_keys(db, id));
    TRY(record_erase(db, "placement_person", id)); // "placement" goes by itself
    TRY(q_erase_openings(db, id));
    TRY(q_erase_asks(db, id, asked, STR_NONE));
    TRY(q_erase_stays(db, id, asked, now, STR_NONE));
    TRY(clock_blur(db, S("placement"), id, month));
    return q_erase_request(db, id, asked, age_in_band(r.age), month, now, STR_NONE);
}

const RetentionKind placement_retention = {.name = "placement",
                                           .label = N_("aanvraag voor opvang"),
                                           .path = "opvang",
                                           .page = "/opvang/",
                                           .ended = list_ended_requests,
                                           .one = find_ended_request,
                                           .find = by_number_find_request,
                                           .erase = erase_request};

// ---- what a provider reads after a stay ---------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_stays, ended_stay, EndedStaysRow)

// One stay of a request ends; those that came to nothing lost their keys at once.
static Err erase_stay(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    StayReachRow s;
    (void)month;
    TRY(q_stay_reach(db, mem, id, &s));
    TRY(provider_forgets(db, s.request_id, s.ask_id, (OrgId){s.org_id}));
    return q_erase_stay(db, id, now);
}

const RetentionKind stay_retention = {.name = "stay",
                                      .label = N_("wat de opvang leest van een verblijf"),
                                      .path = "verblijf",
                                      .page = "/opvang/verblijven/",
                                      .ended = list_ended_stays,
                                      .one = find_ended_stay,
                                      .erase = erase_stay};

// ---- facilities ---------------------------------------------------------------------------------------------------

RETENTION_LOOKUPS(ended_facilities, ended_facility, EndedFacilitiesRow)

static Err erase_facility(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    (void)mem;
    TRY(q_erase_claimers(db, id));
    TRY(q_erase_units(db, id));
    return q_erase_facility(db, id, month, now, STR_NONE);
}

const RetentionKind facility_retention = {.name = "facility",
                                          .label = N_("voorziening voor opvang"),
                                          .path = "voorziening",
                                          .page = "/opvang/plekken/",
                                          .ended = list_ended_facilities,
                                          .one = find_ended_facility,
                                          .erase = erase_facility};
