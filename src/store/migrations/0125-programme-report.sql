-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Reports of the programme: what was known when, what the core team wrote, and the files of what was adopted
-- (src/steering/reporting.h).

CREATE TABLE programme_report (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    period TEXT NOT NULL,                       -- "2025Q1", "2025H1"
    number {int} NOT NULL CHECK (number > 0),   -- of this period, from 1
    replaces {int} NOT NULL DEFAULT 0,          -- the adopted one before it
    reason TEXT NOT NULL DEFAULT '',            -- why it is replaced
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'adopted')),
    live TEXT NOT NULL,                         -- what was known at cutoff (programme/plan_report.h)
    cutoff {int} NOT NULL,
    made_by {int} NOT NULL,
    made_at {int} NOT NULL,
    figures_by {int} NOT NULL,
    submitted_by {int} NOT NULL DEFAULT 0,
    submitted_at {int} NOT NULL DEFAULT 0,
    made_from TEXT NOT NULL DEFAULT '',         -- digest of all it is made from, when it was submitted
    returned TEXT NOT NULL DEFAULT '',          -- why it came back
    adopted_by {int} NOT NULL DEFAULT 0,
    adopted_at {int} NOT NULL DEFAULT 0,
    published_at {int} NOT NULL DEFAULT 0,
    UNIQUE (period, number)
) {strict};
CREATE INDEX programme_report_state ON programme_report (state);

-- Each version of each piece stays: who wrote anything may not adopt it.
CREATE TABLE programme_report_text (
    id {id},
    report_id {int} NOT NULL REFERENCES programme_report (id),
    block TEXT NOT NULL,
    version {int} NOT NULL,
    text TEXT NOT NULL,
    written_by {int} NOT NULL,
    written_at {int} NOT NULL,
    UNIQUE (report_id, block, version)
) {strict};

CREATE TABLE programme_report_file (
    id {id},
    report_id {int} NOT NULL REFERENCES programme_report (id),
    name TEXT NOT NULL,                         -- "nl.pdf"
    digest TEXT NOT NULL,
    content {bytes} NOT NULL,
    UNIQUE (report_id, name)
) {strict};

-- What was adopted no longer changes.
CREATE TRIGGER programme_report_file_stays BEFORE UPDATE ON programme_report_file
BEGIN SELECT RAISE(ABORT, 'an adopted report does not change'); END;
CREATE TRIGGER programme_report_file_remains BEFORE DELETE ON programme_report_file
BEGIN SELECT RAISE(ABORT, 'an adopted report does not go'); END;
