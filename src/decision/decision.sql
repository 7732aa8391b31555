-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- rule_live() many: id int, name text, region text, version int, status text, xml text
-- What decides today.
-- scans: a handful of live tables, read once at the start
SELECT id, name, region, version, status, xml FROM rule_table WHERE state = 'live' ORDER BY name, region;

-- rule_live_mark() one: mark int
-- Another number when other tables are live.
-- scans: a handful of live tables, four times a minute
SELECT COALESCE(SUM(id * id), 0) FROM rule_table WHERE state = 'live';

-- rule_versions() many: id int, name text, region text, version int, hash text, origin text, status text, state text,
--   live_from int
-- For the screen of the rules; newest first.
-- scans: some dozens of versions
SELECT id, name, region, version, hash, origin, status, state, live_from FROM rule_table
ORDER BY name, region, version DESC;

-- rule_version(id int) one: id int, name text, region text, version int, hash text, origin text, status text, state text,
--   live_from int, xml text
SELECT id, name, region, version, hash, origin, status, state, live_from, xml FROM rule_table WHERE id = :id;

-- rule_newest(name text, region text) one: version int, hash text
SELECT version, hash FROM rule_table WHERE name = :name AND region = :region ORDER BY version DESC LIMIT 1;

-- rule_has(name text, region text, hash text) one: id int
SELECT id FROM rule_table WHERE name = :name AND region = :region AND hash = :hash LIMIT 1;

-- rule_live_origin(name text, region text) one: id int, origin text
SELECT id, origin FROM rule_table WHERE name = :name AND region = :region AND state = 'live';

-- rule_retire(id int) none
UPDATE rule_table SET state = 'retired' WHERE id = :id;

-- rule_add(name text, region text, version int, hash text, xml text, state text, live_from int) none
INSERT INTO rule_table (name, region, version, hash, xml, origin, state, live_from)
VALUES (:name, :region, :version, :hash, :xml, 'program', :state, :live_from);
