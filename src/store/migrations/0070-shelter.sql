-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Shelter: supply (src/shelter/supply.h), requests and placements (src/shelter/placing.h). Coded columns are readable;
-- sealed_ columns open with the key of the record they belong to. Sets of traits are bits (src/shelter/words.h).

CREATE TABLE shelter_facility (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    org_id {int} NOT NULL REFERENCES org (id),   -- the provider
    name TEXT NOT NULL CHECK (name <> ''),       -- as askers know it: tells nothing of the place
    type TEXT NOT NULL,
    region_code TEXT NOT NULL,                   -- nothing finer stands readable
    intake_hours TEXT NOT NULL DEFAULT '',       -- when it takes people in; as directory/hours.h; '' = not known
    staffed_hours TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
    sealed_address {bytes} NOT NULL DEFAULT x'', -- record "facility": the provider, and who has a placement running
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    updated_by {int} NOT NULL
) {strict};
CREATE INDEX facility_by_org ON shelter_facility (org_id, id);

-- Places of one sort in a facility, with the same criteria.
CREATE TABLE shelter_unit (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    facility_id {int} NOT NULL REFERENCES shelter_facility (id),
    org_id {int} NOT NULL REFERENCES org (id),
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('crisis', 'emergency_bed', 'long_stay', 'move_on', 'outreach')),
    takes {int} NOT NULL,                        -- traits it takes
    talks {int} NOT NULL,                        -- traits it takes after talking
    languages {int} NOT NULL,
    may_place {int} NOT NULL,                    -- placers
    may_mediate {int} NOT NULL,
    age_min {int} NOT NULL,
    age_max {int} NOT NULL,
    children_max {int} NOT NULL DEFAULT 0,
    stay_days {int} NOT NULL,                    -- the longest stay
    security {int} NOT NULL,
    trafficking {int} NOT NULL,                  -- set up for victims of trafficking
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
    claimed_at {int} NOT NULL,                   -- when somebody last said how many places are free
    claimed_by {int} NOT NULL,                   -- account; 0 = by the signed link
    updated_at {int} NOT NULL
) {strict};
CREATE INDEX unit_by_facility ON shelter_unit (facility_id, id);
CREATE INDEX unit_by_org ON shelter_unit (org_id, id);

-- One bed, room or family unit. Free is: state free and no hold running.
CREATE TABLE shelter_place (
    id {id},
    unit_id {int} NOT NULL REFERENCES shelter_unit (id),
    label TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'free' CHECK (state IN ('free', 'occupied', 'closed')),
    held_by {int} NOT NULL DEFAULT 0,            -- placement_ask; 0 = nobody
    held_until {int} NOT NULL DEFAULT 0,
    since {int} NOT NULL,
    UNIQUE (unit_id, label)
) {strict};
CREATE INDEX place_by_state ON shelter_place (unit_id, state, held_until);

-- What was said about free places, and when: capacity is a claim with an age.
CREATE TABLE shelter_claim (
    id {id},
    unit_id {int} NOT NULL REFERENCES shelter_unit (id),
    claimed_at {int} NOT NULL,
    account_id {int} NOT NULL,
    free {int} NOT NULL,
    total {int} NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('form', 'link', 'placing'))
) {strict};
CREATE INDEX claim_by_unit ON shelter_claim (unit_id, claimed_at);
CREATE INDEX claim_by_time ON shelter_claim (claimed_at, unit_id);

CREATE TABLE placement_request (
    id {id},
    number TEXT NOT NULL UNIQUE,
    submission {bytes} NOT NULL UNIQUE,
    org_id {int} NOT NULL REFERENCES org (id),   -- who looks for the place now
    asked_org {int} NOT NULL REFERENCES org (id), -- who asked first
    backup_org {int} NOT NULL DEFAULT 0,         -- may take over: holds the same keys; 0 = nobody
    account_id {int} NOT NULL,
    case_id {int} NOT NULL DEFAULT 0,
    person_id {int} NOT NULL DEFAULT 0,          -- case_person
    follows {int} NOT NULL DEFAULT 0,            -- the request whose stay ends: long term after crisis
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'placed', 'arrived', 'ended', 'withdrawn', 'unmet')),
    kind TEXT NOT NULL CHECK (kind IN ('crisis', 'emergency_bed', 'long_stay', 'move_on', 'outreach')),
    placer TEXT NOT NULL,
    sex TEXT NOT NULL,
    age {int} NOT NULL,
    form TEXT NOT NULL,
    residence TEXT NOT NULL,
    needs {int} NOT NULL DEFAULT 0,              -- traits
    languages {int} NOT NULL DEFAULT 0,
    payer TEXT NOT NULL,
    children {int} NOT NULL DEFAULT 0,
    security {int} NOT NULL DEFAULT 0,
    region_code TEXT NOT NULL DEFAULT '',        -- where the person is
    avoid TEXT NOT NULL DEFAULT '',              -- regions, with a space between
    within TEXT NOT NULL DEFAULT '',
    stay_days {int} NOT NULL,
    needed_at {int} NOT NULL,
    sealed_words {bytes} NOT NULL DEFAULT x'',   -- what to know, without a name; record "placement"
    sealed_person {bytes} NOT NULL DEFAULT x'',  -- who it is and whom to keep away from; record "placement_person"
    asked_at {int} NOT NULL,                     -- the 36 hours begin
    updated_at {int} NOT NULL,
    placed_at {int} NOT NULL DEFAULT 0,
    arrived_at {int} NOT NULL DEFAULT 0,
    ended_at {int} NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT ''             -- of the stay, or why unmet
) {strict};
CREATE INDEX request_by_org ON placement_request (org_id, state, asked_at, id);
CREATE INDEX request_by_asked_org ON placement_request (asked_org, id);
CREATE INDEX request_open ON placement_request (state, asked_at, id) WHERE state = 'open';
CREATE INDEX request_by_region ON placement_request (region_code, state, asked_at);
CREATE INDEX request_by_time ON placement_request (asked_at, id);
CREATE INDEX request_by_backup ON placement_request (backup_org, state, asked_at) WHERE backup_org <> 0;
CREATE INDEX request_by_case ON placement_request (case_id, id) WHERE case_id <> 0;

-- A question to one provider about one unit, without identity.
CREATE TABLE placement_ask (
    id {id},
    request_id {int} NOT NULL REFERENCES placement_request (id),
    unit_id {int} NOT NULL REFERENCES shelter_unit (id),
    org_id {int} NOT NULL REFERENCES org (id),   -- the provider
    place_id {int} NOT NULL DEFAULT 0,           -- held for it, or taken
    state TEXT NOT NULL DEFAULT 'asked'
        CHECK (state IN ('asked', 'accepted', 'refused', 'no_answer', 'withdrawn')),
    asked_at {int} NOT NULL,
    asked_by {int} NOT NULL,
    answer_by {int} NOT NULL,
    answered_at {int} NOT NULL DEFAULT 0,
    answered_by {int} NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',             -- code, when refused
    score {int} NOT NULL DEFAULT 0,              -- as ranked when asked, 0 to 100
    rules TEXT NOT NULL DEFAULT '',              -- tables and versions that ranked it
    sealed_question {bytes} NOT NULL DEFAULT x'', -- record "placement_ask"
    sealed_answer {bytes} NOT NULL DEFAULT x''
) {strict};
CREATE UNIQUE INDEX ask_running ON placement_ask (request_id, unit_id) WHERE state = 'asked';
CREATE UNIQUE INDEX ask_accepted ON placement_ask (request_id) WHERE state = 'accepted';
CREATE INDEX ask_by_request ON placement_ask (request_id, id);
CREATE INDEX ask_by_org ON placement_ask (org_id, state, id);
CREATE INDEX ask_due ON placement_ask (answer_by) WHERE state = 'asked';
CREATE INDEX ask_by_time ON placement_ask (asked_at, id);

-- The stay that an accepted question became.
CREATE TABLE placement (
    id {id},
    request_id {int} NOT NULL REFERENCES placement_request (id),
    ask_id {int} NOT NULL UNIQUE REFERENCES placement_ask (id),
    place_id {int} NOT NULL REFERENCES shelter_place (id),
    unit_id {int} NOT NULL REFERENCES shelter_unit (id),
    org_id {int} NOT NULL REFERENCES org (id),   -- the provider
    state TEXT NOT NULL DEFAULT 'agreed' CHECK (state IN ('agreed', 'arrived', 'not_arrived', 'ended', 'cancelled')),
    accepted_at {int} NOT NULL,
    shared_at {int} NOT NULL DEFAULT 0,          -- when the asker confirmed and the provider could read who it is
    intake_at {int} NOT NULL DEFAULT 0,          -- agreed moment
    sealed_agreement {bytes} NOT NULL DEFAULT x'', -- transport and intake; record "placement"
    arrived_at {int} NOT NULL DEFAULT 0,
    until {int} NOT NULL DEFAULT 0,              -- the stay is agreed until
    extended {int} NOT NULL DEFAULT 0,           -- how often
    ended_at {int} NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    updated_at {int} NOT NULL
) {strict};
CREATE INDEX placement_by_request ON placement (request_id, id);
CREATE INDEX placement_by_org ON placement (org_id, state, id);
CREATE INDEX placement_of_unit ON placement (unit_id, state);
CREATE INDEX placement_of_place ON placement (place_id, id);
