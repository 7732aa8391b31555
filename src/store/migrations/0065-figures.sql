-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Estimates of hidden populations, as analysts make them on the screen. Counts only: a table that came in with a row for
-- each person is added up before it is kept.
CREATE TABLE figure_table (
    id {id},
    org_id {int} NOT NULL REFERENCES org (id),
    submission {bytes} NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('upload', 'platform')),
    about TEXT NOT NULL DEFAULT '',        -- of the platform's own table: which years
    list_names TEXT NOT NULL DEFAULT '',   -- columns that are lists, as named by the analyst; '' = those of 0 and 1
    content {bytes} NOT NULL,              -- CSV
    digest TEXT NOT NULL,                  -- BLAKE2b-256 of content, in hex
    list_count {int} NOT NULL,
    people {int} NOT NULL,
    protected {int} NOT NULL DEFAULT 0,    -- small counts are not shown and the content is not given out
    left_out {int} NOT NULL DEFAULT 0,     -- persons that could not be matched: no name with date of birth
    added_by {int} NOT NULL REFERENCES account (id),
    added_at {int} NOT NULL
) {strict};
CREATE INDEX figure_table_by_org ON figure_table (org_id, id);

-- One analysis of a table. threshold: in hundred thousandths.
CREATE TABLE figure_run (
    id {id},
    table_id {int} NOT NULL REFERENCES figure_table (id),
    org_id {int} NOT NULL REFERENCES org (id),
    submission {bytes} NOT NULL UNIQUE,
    model TEXT NOT NULL,
    ci TEXT NOT NULL,                      -- kind of interval
    threshold {int} NOT NULL,
    max_order {int} NOT NULL,
    replicates {int} NOT NULL,
    trials {int} NOT NULL,                 -- simulated populations
    seed {int} NOT NULL,
    level {int} NOT NULL,                  -- percent
    strata TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'stopped')),
    worker TEXT NOT NULL DEFAULT '',       -- which node works on it
    claimed_until {int} NOT NULL DEFAULT 0,
    started_at {int} NOT NULL DEFAULT 0,
    ended_at {int} NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    observed {int} NOT NULL DEFAULT -1,    -- -1 = none
    estimate {int} NOT NULL DEFAULT -1,
    lower {int} NOT NULL DEFAULT -1,
    upper {int} NOT NULL DEFAULT -1,
    answer TEXT NOT NULL DEFAULT '',       -- digest of all figures
    again TEXT NOT NULL DEFAULT '' CHECK (again IN ('', 'queued', 'running', 'same', 'other', 'failed')),
    again_at {int} NOT NULL DEFAULT 0,
    again_by {int} NOT NULL DEFAULT 0,
    again_version TEXT NOT NULL DEFAULT '',
    added_by {int} NOT NULL REFERENCES account (id),
    added_at {int} NOT NULL
) {strict};
CREATE INDEX figure_run_by_org ON figure_run (org_id, id);
CREATE INDEX figure_run_by_table ON figure_run (table_id, id);
CREATE INDEX figure_run_waiting ON figure_run (id) WHERE state IN ('queued', 'running') OR again IN ('queued', 'running');

-- What a run gave: the report in each language, the figures as CSV, JSON and a workbook.
CREATE TABLE figure_file (
    run_id {int} NOT NULL REFERENCES figure_run (id),
    name TEXT NOT NULL,
    content {bytes} NOT NULL,
    PRIMARY KEY (run_id, name)
) {strict};
