-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Decision tables: every version that ever was, at most one live for each name and region.
CREATE TABLE rule_table (
    id {id},
    name TEXT NOT NULL CHECK (name <> ''),
    region TEXT NOT NULL DEFAULT '',           -- '' = national, else a police unit
    version {int} NOT NULL CHECK (version > 0),
    hash TEXT NOT NULL,                        -- BLAKE2b-256 of the text, in hex
    xml TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('program', 'staff')),
    status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'reviewed')),
    state TEXT NOT NULL CHECK (state IN ('live', 'ready', 'retired')),
    live_from {int} NOT NULL DEFAULT 0,
    UNIQUE (name, region, version)
) {strict};
CREATE UNIQUE INDEX rule_table_live ON rule_table (name, region) WHERE state = 'live';
