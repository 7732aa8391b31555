-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- State of play of the programme (src/steering/progress.h): who owns which action of the plan, what was reported for
-- which quarter, how the core team weighed it, links to report without account, reminders. A quarter is written as
-- year * 10 + 1 to 4. Nothing here is about a signal or a person.

CREATE TABLE action_owner (
    id {id},
    action {int} NOT NULL CHECK (action > 0),     -- number in the plan
    org_id {int} NOT NULL REFERENCES org (id),
    since {int} NOT NULL,
    until {int} NOT NULL DEFAULT 0,               -- 0 = still
    assigned_by {int} NOT NULL,
    ended_by {int} NOT NULL DEFAULT 0
) {strict};
CREATE UNIQUE INDEX action_owner_now ON action_owner (action, org_id) WHERE until = 0;
CREATE INDEX action_owner_by_org ON action_owner (org_id, action);

-- Never changed but for review and published_at: a correction is a new row with the next version.
CREATE TABLE progress_report (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    action {int} NOT NULL,
    quarter {int} NOT NULL,
    version {int} NOT NULL,
    org_id {int} NOT NULL REFERENCES org (id),    -- on whose behalf
    account_id {int} NOT NULL DEFAULT 0,          -- 0 = by a link
    link_id {int} NOT NULL DEFAULT 0,
    reporter TEXT NOT NULL DEFAULT '',            -- by a link: the name that was filled in, if any
    reported_at {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on_course', 'at_risk', 'stuck', 'done', 'not_started', 'stopped')),
    phase TEXT NOT NULL CHECK (phase IN ('exploration', 'decision', 'implementation')),
    progress TEXT NOT NULL,
    results TEXT NOT NULL DEFAULT '',
    obstacles TEXT NOT NULL DEFAULT '',
    forecast TEXT NOT NULL DEFAULT '',
    ends_on {int} NOT NULL DEFAULT 0,             -- day on which it is expected to be done; 0 = not known
    percent {int} NOT NULL DEFAULT -1 CHECK (percent >= -1 AND percent <= 100), -- -1 = not counted
    evidence TEXT NOT NULL DEFAULT '',            -- an address of a page
    review TEXT NOT NULL DEFAULT 'open' CHECK (review IN ('open', 'accepted', 'more')),
    reviewed_at {int} NOT NULL DEFAULT 0,
    published_at {int} NOT NULL DEFAULT 0,        -- 0 = for staff only
    sample {int} NOT NULL DEFAULT 0,              -- invented, for the demo
    UNIQUE (action, quarter, version)
) {strict};
CREATE INDEX progress_by_review ON progress_report (review, action, quarter, version);
CREATE INDEX progress_by_quarter ON progress_report (quarter, action, version);

-- A file as evidence. The key opens with the key of the installation only.
CREATE TABLE progress_file (
    id {id},
    report_id {int} NOT NULL REFERENCES progress_report (id),
    stored TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size {int} NOT NULL,
    sealed_key {bytes} NOT NULL
) {strict};
CREATE INDEX progress_file_by_report ON progress_file (report_id);

-- What the core team said of a report. Rows are only added.
CREATE TABLE progress_review (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    report_id {int} NOT NULL REFERENCES progress_report (id),
    account_id {int} NOT NULL,
    reviewed_at {int} NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'more', 'note')),
    words TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX progress_review_by_report ON progress_review (report_id, id);

-- Half a report, kept for who was writing it: an account, or a link.
CREATE TABLE progress_draft (
    id {id},
    action {int} NOT NULL,
    quarter {int} NOT NULL,
    account_id {int} NOT NULL DEFAULT 0,
    link_id {int} NOT NULL DEFAULT 0,
    saved_at {int} NOT NULL,
    fields TEXT NOT NULL,                         -- JSON object of what was typed
    UNIQUE (action, quarter, account_id, link_id)
) {strict};

-- One action, one quarter, one owner. Of the secret in the link only a keyed digest is kept.
CREATE TABLE progress_link (
    id {id},
    digest {bytes} NOT NULL UNIQUE,
    action {int} NOT NULL,
    quarter {int} NOT NULL,
    org_id {int} NOT NULL REFERENCES org (id),
    made_at {int} NOT NULL,
    made_by {int} NOT NULL,
    valid_until {int} NOT NULL,
    withdrawn_at {int} NOT NULL DEFAULT 0,
    used_at {int} NOT NULL DEFAULT 0              -- when a report last came in by it
) {strict};
CREATE INDEX progress_link_by_action ON progress_link (action, quarter);

-- That an owner was reminded: once of each kind for an action and a quarter.
CREATE TABLE progress_reminder (
    id {id},
    action {int} NOT NULL,
    quarter {int} NOT NULL,
    org_id {int} NOT NULL REFERENCES org (id),
    kind TEXT NOT NULL CHECK (kind IN ('soon', 'end', 'late')),
    made_at {int} NOT NULL,
    UNIQUE (quarter, action, org_id, kind)
) {strict};
