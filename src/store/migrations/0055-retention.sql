-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- How long records are kept, and what was erased (src/retention/retention.h). No content: kinds, numbers, moments, codes.

-- What has ended, and the day on which it goes. Worked out again before anything is erased: a record may be opened again
-- and a table may change.
CREATE TABLE retention (
    kind TEXT NOT NULL,                          -- signal, reporter, advice, referral, case
    record_id {int} NOT NULL,
    org_id {int} NOT NULL,                       -- whose record it is
    since {int} NOT NULL,                        -- the end, from which the term runs
    due_at {int} NOT NULL,
    basis TEXT NOT NULL,                         -- table, version and rule
    PRIMARY KEY (kind, record_id)
) {strict};
CREATE INDEX retention_by_due ON retention (due_at, kind, record_id);

-- Somebody decided that a record stays, whatever the table says, until they lift it.
CREATE TABLE retention_hold (
    id {id},
    kind TEXT NOT NULL,
    record_id {int} NOT NULL,
    org_id {int} NOT NULL,
    ground TEXT NOT NULL,
    placed_by {int} NOT NULL,
    placed_at {int} NOT NULL,
    lifted_by {int} NOT NULL DEFAULT 0,
    lifted_at {int} NOT NULL DEFAULT 0
) {strict};
CREATE UNIQUE INDEX retention_hold_now ON retention_hold (kind, record_id) WHERE lifted_at = 0;
CREATE INDEX retention_hold_by_org ON retention_hold (org_id, lifted_at);

-- A person asked for erasure of what is about them; somebody of the owner decided.
CREATE TABLE erasure_request (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    record_id {int} NOT NULL,
    org_id {int} NOT NULL,
    asked_on {int} NOT NULL,                     -- days since 1970
    outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'refused')),
    ground TEXT NOT NULL,
    decided_by {int} NOT NULL,
    decided_at {int} NOT NULL
) {strict};
CREATE INDEX erasure_request_of ON erasure_request (kind, record_id, id);
CREATE INDEX erasure_request_by_org ON erasure_request (org_id, decided_at);

-- What was erased. Goes along with the keys in a backup, so that older data learn of it.
CREATE TABLE erasure (
    kind TEXT NOT NULL,
    record_id {int} NOT NULL,
    submission {bytes} NOT NULL,
    org_id {int} NOT NULL,
    at {int} NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('term', 'request')),
    basis TEXT NOT NULL,                         -- table, version and rule; or the ground of the request
    account_id {int} NOT NULL,                   -- who decided; 0 = the term
    PRIMARY KEY (kind, record_id)
) {strict};
CREATE INDEX erasure_by_moment ON erasure (at, kind);

-- A record that is erased leaves one row with what figures need, so that it is counted once, for ever.
ALTER TABLE signal ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;
ALTER TABLE case_file ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;
ALTER TABLE referral ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;
ALTER TABLE advice ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;
CREATE INDEX signal_ended ON signal (id) WHERE state = 'closed' AND erased_at = 0;
CREATE INDEX case_ended ON case_file (id) WHERE state = 'closed' AND erased_at = 0;
CREATE INDEX identity_access_by_record ON identity_access (kind, record_id);

-- The list of what is finished leaves out what is erased.
DROP INDEX tray_closed;
CREATE INDEX tray_closed ON signal (org_id, id) WHERE state = 'closed' AND erased_at = 0;
