-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- rule_live() many: id int, name text, region text, version int, status text, xml text
-- What decides today.
-- scans: a handful of live tables, read once at the start
SELECT id, name, region, version, status, xml FROM rule_table WHERE state = 'live' ORDER BY name, region;

-- rule_live_mark() one: mark int
-- Another number when other tables are live, or a lawyer read one.
-- scans: a handful of live tables, four times a minute
SELECT COALESCE(SUM(id * id * 2 + CASE WHEN status = 'reviewed' THEN 1 ELSE 0 END), 0) FROM rule_table WHERE state = 'live';

-- rule_due(now int) many: id int, name text, region text, version int, live_from int
-- Approved versions whose moment has come; the oldest moment first.
-- scans: some dozens of versions
SELECT id, name, region, version, live_from FROM rule_table
WHERE state = 'ready' AND live_from > 0 AND live_from <= :now ORDER BY live_from, id;

-- rule_versions() many: id int, name text, region text, version int, hash text, origin text, status text, state text,
--   live_from int, retired_at int, draft_id int
-- For the screen of the rules; newest first.
-- scans: some dozens of versions
SELECT id, name, region, version, hash, origin, status, state, live_from, retired_at, draft_id FROM rule_table
ORDER BY name, region, version DESC;

-- rule_version(id int) one: id int, name text, region text, version int, hash text, origin text, status text, state text,
--   live_from int, retired_at int, draft_id int, lawyer text, lawyer_day int, lawyer_by int, lawyer_at int, xml text,
--   tests text
SELECT id, name, region, version, hash, origin, status, state, live_from, retired_at, draft_id, lawyer, lawyer_day,
    lawyer_by, lawyer_at, xml, tests
FROM rule_table WHERE id = :id;

-- rule_newest(name text, region text) one: version int, hash text
SELECT version, hash FROM rule_table WHERE name = :name AND region = :region ORDER BY version DESC LIMIT 1;

-- rule_has(name text, region text, hash text) one: id int, origin text, tests text
SELECT id, origin, tests FROM rule_table
WHERE name = :name AND region = :region AND hash = :hash AND origin = 'program' LIMIT 1;

-- rule_live_origin(name text, region text) one: id int, origin text
SELECT id, origin FROM rule_table WHERE name = :name AND region = :region AND state = 'live';

-- rule_before(name text, region text) one: id int, version int
-- What was in use before what is in use now: where an emergency goes back to.
SELECT id, version FROM rule_table
WHERE name = :name AND region = :region AND state = 'retired' AND retired_at > 0
ORDER BY retired_at DESC, version DESC LIMIT 1;

-- rule_retire(id int, now int) none
UPDATE rule_table SET state = 'retired', retired_at = :now WHERE id = :id;

-- rule_to_live(id int) some
UPDATE rule_table SET state = 'live' WHERE id = :id AND state = 'ready';

-- rule_cancel(id int, now int) some
-- An approved version that will not come into use after all.
UPDATE rule_table SET state = 'retired' WHERE id = :id AND state = 'ready' AND live_from > :now;

-- rule_lawyer(id int, lawyer text, day int, by int, now int) some
-- Not when somebody else wrote it down before.
UPDATE rule_table SET status = 'reviewed', lawyer = :lawyer, lawyer_day = :day, lawyer_by = :by, lawyer_at = :now
WHERE id = :id AND status = 'draft';

-- rule_no_lawyer(id int) some
-- It was a mistake. Who it was and who said so stays in the ledger.
UPDATE rule_table SET status = 'draft', lawyer = '', lawyer_day = 0, lawyer_by = 0, lawyer_at = 0
WHERE id = :id AND status = 'reviewed';

-- rule_tests(id int, tests text) none
-- The program's own test cases of a text that was there already.
UPDATE rule_table SET tests = :tests WHERE id = :id;

-- rule_add(name text, region text, version int, hash text, xml text, tests text, origin text, state text,
--   live_from int, draft int) one: id int
INSERT INTO rule_table (name, region, version, hash, xml, tests, origin, state, live_from, draft_id)
VALUES (:name, :region, :version, :hash, :xml, :tests, :origin, :state, :live_from, :draft)
RETURNING id;
