-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Municipalities and desks. Lists are codes with a space between; hours is JSON as in data/desks.json.
CREATE TABLE municipality (
    code TEXT PRIMARY KEY,                     -- GM0502
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,                 -- capelle-aan-den-ijssel
    region_code TEXT NOT NULL,                 -- safety region
    region TEXT NOT NULL,
    police_unit TEXT NOT NULL,
    province TEXT NOT NULL
) {strict};

CREATE TABLE desk (
    id {id},
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    organisation TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    summary_nl TEXT NOT NULL DEFAULT '',
    summary_en TEXT NOT NULL DEFAULT '',
    for_whom TEXT NOT NULL DEFAULT '',
    what_for TEXT NOT NULL DEFAULT '',
    forms TEXT NOT NULL DEFAULT 'all',
    scope TEXT NOT NULL CHECK (scope IN ('national', 'police_unit', 'region', 'municipality')),
    area_codes TEXT NOT NULL DEFAULT '',       -- police unit, safety region code or municipality codes
    languages TEXT NOT NULL DEFAULT '',
    anonymous TEXT NOT NULL DEFAULT 'unknown' CHECK (anonymous IN ('yes', 'no', 'unknown')),
    phone TEXT NOT NULL DEFAULT '',
    chat TEXT NOT NULL DEFAULT '',
    web TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    hours TEXT NOT NULL DEFAULT '',            -- '' = not known
    channel_source TEXT NOT NULL DEFAULT '',   -- where phone, chat, web and e-mail come from
    source TEXT NOT NULL DEFAULT '',
    verified_on TEXT NOT NULL DEFAULT '',      -- ISO date, '' = never
    verified_by TEXT NOT NULL DEFAULT '',      -- the organisation that checked
    active {int} NOT NULL DEFAULT 1,
    edited {int} NOT NULL DEFAULT 0,         -- staff changed it: seeding keeps its hands off
    seed_hash TEXT NOT NULL DEFAULT '',        -- of the data file's entry, to see that it changed
    updated_at {int} NOT NULL DEFAULT 0,
    updated_by {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX desk_by_name ON desk (name, id);

-- One row: grows with each change, so that what is kept in memory knows when it is old.
CREATE TABLE directory_version (
    id {int} PRIMARY KEY CHECK (id = 1),
    version {int} NOT NULL
) {strict};
INSERT INTO directory_version (id, version) VALUES (1, 1);
