-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Cases: one file that organisations work on together (src/casework/casework.h). Coded columns are readable; sealed_
-- columns open with the case key (record "case"), those of case_person with the person's own key (record "person").
CREATE TABLE case_file (
    id {id},
    number TEXT NOT NULL UNIQUE,
    submission {bytes} NOT NULL UNIQUE,
    table_code TEXT NOT NULL CHECK (table_code IN ('regular', 'care', 'safety_house', 'riec')),
    org_id {int} NOT NULL REFERENCES org (id),   -- directs
    director {int} NOT NULL,                     -- account
    referral_id {int} NOT NULL DEFAULT 0,
    form TEXT NOT NULL DEFAULT 'unknown',
    gm_code TEXT NOT NULL DEFAULT '',
    region_code TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'stuck', 'closed')),
    restricted {int} NOT NULL DEFAULT 0,         -- only the director and accounts named as participants
    outcome TEXT NOT NULL DEFAULT '',
    sealed_title {bytes} NOT NULL,
    sealed_summary {bytes} NOT NULL,
    opened_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    stuck_at {int} NOT NULL DEFAULT 0,
    closed_at {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX case_by_org ON case_file (org_id, state, id);
CREATE INDEX case_by_director ON case_file (director, state, id);
CREATE INDEX case_by_region ON case_file (region_code, state, id);
CREATE INDEX case_by_referral ON case_file (referral_id) WHERE referral_id <> 0;

-- Who takes part: an organisation, or one account of it. until = 0: still.
CREATE TABLE case_participant (
    id {id},
    case_id {int} NOT NULL REFERENCES case_file (id),
    org_id {int} NOT NULL REFERENCES org (id),
    account_id {int} NOT NULL DEFAULT 0,
    part TEXT NOT NULL,                          -- care, criminal, safety, youth, shelter, legal, experience, other
    ground TEXT NOT NULL,
    added_by {int} NOT NULL,
    since {int} NOT NULL,
    until {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX participant_by_case ON case_participant (case_id, until, org_id);
CREATE INDEX participant_by_org ON case_participant (org_id, until, case_id);
CREATE INDEX participant_by_account ON case_participant (account_id, until) WHERE account_id <> 0;

-- A victim, a suspect, or both at once. Who it is stands sealed with a key of its own.
CREATE TABLE case_person (
    id {id},
    case_id {int} NOT NULL REFERENCES case_file (id),
    submission {bytes} NOT NULL UNIQUE,
    letter TEXT NOT NULL,                        -- A, B, C ... what the case calls this person
    kind TEXT NOT NULL CHECK (kind IN ('victim', 'suspect', 'both')),
    age_band TEXT NOT NULL DEFAULT 'unknown',
    sex TEXT NOT NULL DEFAULT 'unknown',
    nationality TEXT NOT NULL DEFAULT 'unknown', -- group
    status TEXT NOT NULL DEFAULT 'presumed' CHECK (status IN ('presumed', 'recognised', 'not_a_victim', 'not_applicable')),
    presumed_by TEXT NOT NULL DEFAULT '',        -- kind of organisation
    non_punishment TEXT NOT NULL DEFAULT 'not_yet'
        CHECK (non_punishment IN ('not_yet', 'applies', 'does_not_apply', 'not_applicable')),
    sealed_non_punishment {bytes} NOT NULL DEFAULT x'', -- why; with the case key
    sealed_identity {bytes} NOT NULL,            -- with the person key
    has_identity {int} NOT NULL DEFAULT 0,
    blind_name {bytes} NOT NULL DEFAULT x'',     -- keyed hash of name and date of birth
    blind_phone {bytes} NOT NULL DEFAULT x'',
    added_by {int} NOT NULL,
    added_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {strict};
CREATE INDEX person_by_case ON case_person (case_id, id);
CREATE INDEX person_by_name ON case_person (blind_name) WHERE blind_name <> x'';
CREATE INDEX person_by_phone ON case_person (blind_phone) WHERE blind_phone <> x'';

-- The three tracks as steps. day: days since 1970, 0 = not known.
CREATE TABLE case_step (
    id {id},
    case_id {int} NOT NULL REFERENCES case_file (id),
    submission {bytes} NOT NULL UNIQUE,
    person_id {int} NOT NULL DEFAULT 0,
    track TEXT NOT NULL CHECK (track IN ('care', 'criminal', 'residence')),
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'done', 'not_done')),
    day {int} NOT NULL DEFAULT 0,
    sealed_note {bytes} NOT NULL DEFAULT x'',
    account_id {int} NOT NULL,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX step_by_case ON case_step (case_id, track, id);

CREATE TABLE case_task (
    id {id},
    case_id {int} NOT NULL REFERENCES case_file (id),
    submission {bytes} NOT NULL UNIQUE,
    org_id {int} NOT NULL REFERENCES org (id),   -- whose task
    account_id {int} NOT NULL DEFAULT 0,         -- who took it; 0 = nobody yet
    due_day {int} NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    sealed_what {bytes} NOT NULL,
    added_by {int} NOT NULL,
    added_at {int} NOT NULL,
    ended_at {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX task_by_case ON case_task (case_id, id);
CREATE INDEX task_by_org ON case_task (org_id, state, due_day, id);
CREATE INDEX task_by_account ON case_task (account_id, state, due_day, id) WHERE account_id <> 0;

-- What happened: notes, contacts, decisions.
CREATE TABLE case_note (
    id {id},
    case_id {int} NOT NULL REFERENCES case_file (id),
    submission {bytes} NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'contact', 'decision', 'escalation')),
    account_id {int} NOT NULL,
    org_id {int} NOT NULL,
    day {int} NOT NULL,
    sealed_text {bytes} NOT NULL,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX note_by_case ON case_note (case_id, id);
