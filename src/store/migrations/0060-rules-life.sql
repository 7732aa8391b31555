-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- The life of a decision table before it is a version: a draft, who wrote it, the proposal, what a second person said.
ALTER TABLE rule_table ADD COLUMN tests TEXT NOT NULL DEFAULT '';       -- JSON: decision/cases.h
ALTER TABLE rule_table ADD COLUMN draft_id {int} NOT NULL DEFAULT 0;    -- 0 = came with the program
ALTER TABLE rule_table ADD COLUMN retired_at {int} NOT NULL DEFAULT 0;

CREATE TABLE rule_draft (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    region TEXT NOT NULL DEFAULT '',           -- '' = national, else a police unit
    kind TEXT NOT NULL CHECK (kind IN ('change', 'back', 'end', 'emergency')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'approved', 'rejected', 'withdrawn')),
    based_on {int} NOT NULL DEFAULT 0,         -- the version it began as
    revision {int} NOT NULL DEFAULT 1,         -- grows with each change: nobody overwrites or approves unseen
    xml TEXT NOT NULL,
    tests TEXT NOT NULL,
    created_by {int} NOT NULL REFERENCES account (id),
    created_at {int} NOT NULL,
    changed_at {int} NOT NULL,
    reason TEXT NOT NULL DEFAULT '',           -- of who proposed it
    live_from {int} NOT NULL DEFAULT 0,        -- 0 = as soon as it is approved
    proposed_by {int} NOT NULL DEFAULT 0,
    proposed_at {int} NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',           -- of who decided
    decided_by {int} NOT NULL DEFAULT 0,
    decided_at {int} NOT NULL DEFAULT 0,
    reviewed_by {int} NOT NULL DEFAULT 0,      -- an emergency: who looked at it afterwards
    reviewed_at {int} NOT NULL DEFAULT 0,
    version_id {int} NOT NULL DEFAULT 0        -- the version it became
) {strict};
CREATE INDEX rule_draft_state ON rule_draft (state, id);

-- Everyone who wrote in a draft: none of them approves it.
CREATE TABLE rule_writer (
    draft_id {int} NOT NULL REFERENCES rule_draft (id),
    account_id {int} NOT NULL REFERENCES account (id),
    PRIMARY KEY (draft_id, account_id)
) {strict};
