-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- facility_insert(submission bytes, org int, name text, type text, region_code text, intake_hours text,
--   staffed_hours text, sealed_address bytes, account int, now int) one: id int
-- No row when this submission was stored before.
INSERT INTO shelter_facility (submission, org_id, name, type, region_code, intake_hours, staffed_hours, sealed_address,
    created_at, updated_at, updated_by)
VALUES (:submission, :org, :name, :type, :region_code, :intake_hours, :staffed_hours, :sealed_address, :now, :now,
    :account)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- facility_by_id(id int) one: id int, submission bytes, org_id int, org_name text, name text, type text,
--   region_code text, intake_hours text, staffed_hours text, state text, sealed_address bytes, updated_at int,
--   erased_at int
SELECT f.id, f.submission, f.org_id, o.name, f.name, f.type, f.region_code, f.intake_hours, f.staffed_hours, f.state,
    f.sealed_address, f.updated_at, f.erased_at
FROM shelter_facility f JOIN org o ON o.id = f.org_id WHERE f.id = :id;

-- facility_by_submission(submission bytes) one: id int
SELECT id FROM shelter_facility WHERE submission = :submission;

-- facility_of_org(org int, max int) many: id int, name text, type text, region_code text, state text, units int
-- A provider's own, by the order in which they were made.
SELECT f.id, f.name, f.type, f.region_code, f.state,
    (SELECT COUNT(*) FROM shelter_unit u WHERE u.facility_id = f.id AND u.state = 'active')
FROM shelter_facility f WHERE f.org_id = :org AND f.erased_at = 0 ORDER BY f.id LIMIT :max;

-- facility_update(id int, name text, type text, region_code text, intake_hours text, staffed_hours text, account int,
--   now int) some
UPDATE shelter_facility SET name = :name, type = :type, region_code = :region_code, intake_hours = :intake_hours,
    staffed_hours = :staffed_hours, updated_at = :now, updated_by = :account
WHERE id = :id;

-- facility_set_address(id int, sealed_address bytes, account int, now int) some
UPDATE shelter_facility SET sealed_address = :sealed_address, updated_at = :now, updated_by = :account WHERE id = :id;

-- facility_set_state(id int, state text, account int, now int) some
-- What was erased stays closed.
UPDATE shelter_facility SET state = :state, updated_at = :now, updated_by = :account,
    closed_at = CASE WHEN :state = 'closed' THEN :now ELSE 0 END
WHERE id = :id AND state <> :state AND erased_at = 0;

-- unit_insert(submission bytes, facility int, org int, name text, kind text, takes int, talks int, languages int,
--   may_place int, may_mediate int, age_min int, age_max int, children_max int, stay_days int, security int,
--   trafficking int, account int, now int) one: id int
INSERT INTO shelter_unit (submission, facility_id, org_id, name, kind, takes, talks, languages, may_place, may_mediate,
    age_min, age_max, children_max, stay_days, security, trafficking, claimed_at, claimed_by, updated_at)
VALUES (:submission, :facility, :org, :name, :kind, :takes, :talks, :languages, :may_place, :may_mediate, :age_min,
    :age_max, :children_max, :stay_days, :security, :trafficking, :now, :account, :now)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- unit_by_submission(submission bytes) one: id int
SELECT id FROM shelter_unit WHERE submission = :submission;

-- unit_update(id int, name text, kind text, takes int, talks int, languages int, may_place int, may_mediate int,
--   age_min int, age_max int, children_max int, stay_days int, security int, trafficking int, now int) some
UPDATE shelter_unit SET name = :name, kind = :kind, takes = :takes, talks = :talks, languages = :languages,
    may_place = :may_place, may_mediate = :may_mediate, age_min = :age_min, age_max = :age_max,
    children_max = :children_max, stay_days = :stay_days, security = :security, trafficking = :trafficking,
    updated_at = :now
WHERE id = :id;

-- unit_set_state(id int, state text, now int) some
UPDATE shelter_unit SET state = :state, updated_at = :now WHERE id = :id AND state <> :state;

-- unit_by_id(id int, now int) one: id int, facility_id int, org_id int, facility_name text, type text,
--   region_code text, intake_hours text, name text, kind text, takes int, talks int, languages int, may_place int,
--   may_mediate int, age_min int, age_max int, children_max int, stay_days int, security int, trafficking int,
--   state text, claimed_at int, claimed_by int, free int, total int
-- free: no hold running at this moment.
SELECT u.id, u.facility_id, u.org_id, f.name, f.type, f.region_code, f.intake_hours, u.name, u.kind, u.takes, u.talks,
    u.languages, u.may_place, u.may_mediate, u.age_min, u.age_max, u.children_max, u.stay_days, u.security,
    u.trafficking, u.state, u.claimed_at, u.claimed_by,
    (SELECT COUNT(*) FROM shelter_place p WHERE p.unit_id = u.id AND p.state = 'free' AND p.held_until <= :now),
    (SELECT COUNT(*) FROM shelter_place p WHERE p.unit_id = u.id AND p.state <> 'closed')
FROM shelter_unit u JOIN shelter_facility f ON f.id = u.facility_id WHERE u.id = :id;

-- unit_of_facility(facility int, now int) many like unit_by_id
SELECT u.id, u.facility_id, u.org_id, f.name, f.type, f.region_code, f.intake_hours, u.name, u.kind, u.takes, u.talks,
    u.languages, u.may_place, u.may_mediate, u.age_min, u.age_max, u.children_max, u.stay_days, u.security,
    u.trafficking, u.state, u.claimed_at, u.claimed_by,
    (SELECT COUNT(*) FROM shelter_place p WHERE p.unit_id = u.id AND p.state = 'free' AND p.held_until <= :now),
    (SELECT COUNT(*) FROM shelter_place p WHERE p.unit_id = u.id AND p.state <> 'closed')
FROM shelter_unit u JOIN shelter_facility f ON f.id = u.facility_id
WHERE u.facility_id = :facility ORDER BY u.id LIMIT 500;

-- unit_all(now int) many like unit_by_id
-- Everything that can be placed in, for matching and for the picture.
-- scans: a request is matched with every active unit; they are a few thousand at most
SELECT u.id, u.facility_id, u.org_id, f.name, f.type, f.region_code, f.intake_hours, u.name, u.kind, u.takes, u.talks,
    u.languages, u.may_place, u.may_mediate, u.age_min, u.age_max, u.children_max, u.stay_days, u.security,
    u.trafficking, u.state, u.claimed_at, u.claimed_by,
    COALESCE(p.free, 0), COALESCE(p.total, 0)
FROM shelter_unit u JOIN shelter_facility f ON f.id = u.facility_id
    LEFT JOIN (SELECT unit_id, SUM(CASE WHEN state = 'free' AND held_until <= :now THEN 1 ELSE 0 END) AS free,
                   SUM(CASE WHEN state <> 'closed' THEN 1 ELSE 0 END) AS total
               FROM shelter_place GROUP BY unit_id) p ON p.unit_id = u.id
WHERE u.state = 'active' AND f.state = 'active' ORDER BY u.id;

-- place_insert(unit int, label text, now int) some
INSERT INTO shelter_place (unit_id, label, since) VALUES (:unit, :label, :now) ON CONFLICT (unit_id, label) DO NOTHING;

-- place_of_unit(unit int) many: id int, label text, state text, held_by int, held_until int, since int, stay int
-- stay: the placement that runs there, 0 = none.
SELECT p.id, p.label, p.state, p.held_by, p.held_until, p.since,
    COALESCE((SELECT MAX(s.id) FROM placement s WHERE s.place_id = p.id AND s.state IN ('agreed', 'arrived')), 0)
FROM shelter_place p WHERE p.unit_id = :unit ORDER BY p.id LIMIT 500;

-- place_set_state(id int, state text, now int) some
UPDATE shelter_place SET state = :state, since = :now, held_by = 0, held_until = 0 WHERE id = :id AND state <> :state;

-- place_hold(unit int, ask int, until int, now int) one: id int
-- One free place, for one question: no row when there is none.
UPDATE shelter_place SET held_by = :ask, held_until = :until
WHERE id = (SELECT id FROM shelter_place WHERE unit_id = :unit AND state = 'free' AND held_until <= :now
            ORDER BY id LIMIT 1)
    AND state = 'free' AND held_until <= :now
RETURNING id;

-- place_take(id int, ask int, now int) some
-- The place held for this question becomes occupied, when nobody else holds or has it.
UPDATE shelter_place SET state = 'occupied', held_by = 0, held_until = 0, since = :now
WHERE id = :id AND state = 'free' AND (held_by = :ask OR held_until <= :now);

-- place_release(ask int) some
-- What was held for this question is free again.
UPDATE shelter_place SET held_by = 0, held_until = 0
WHERE id IN (SELECT place_id FROM placement_ask WHERE id = :ask) AND held_by = :ask;

-- claim_insert(unit int, now int, account int, free int, total int, how text) none
INSERT INTO shelter_claim (unit_id, claimed_at, account_id, free, total, how)
VALUES (:unit, :now, :account, :free, :total, :how);

-- unit_claimed(id int, now int, account int) some
UPDATE shelter_unit SET claimed_at = :now, claimed_by = :account WHERE id = :id;

-- claim_of_unit(unit int, before int, max int) many: claimed_at int, account_name text, free int, total int, how text
SELECT c.claimed_at, COALESCE(a.display_name, ''), c.free, c.total, c.how
FROM shelter_claim c LEFT JOIN account a ON a.id = c.account_id
WHERE c.unit_id = :unit AND c.claimed_at < :before ORDER BY c.claimed_at DESC LIMIT :max;

-- unit_of_org(org int, now int) many like unit_by_id
-- What a provider can confirm in one go.
SELECT u.id, u.facility_id, u.org_id, f.name, f.type, f.region_code, f.intake_hours, u.name, u.kind, u.takes, u.talks,
    u.languages, u.may_place, u.may_mediate, u.age_min, u.age_max, u.children_max, u.stay_days, u.security,
    u.trafficking, u.state, u.claimed_at, u.claimed_by,
    (SELECT COUNT(*) FROM shelter_place p WHERE p.unit_id = u.id AND p.state = 'free' AND p.held_until <= :now),
    (SELECT COUNT(*) FROM shelter_place p WHERE p.unit_id = u.id AND p.state <> 'closed')
FROM shelter_unit u JOIN shelter_facility f ON f.id = u.facility_id
WHERE u.org_id = :org AND u.state = 'active' AND f.state = 'active' ORDER BY u.facility_id, u.id LIMIT 500;

-- unit_faded(org int, before int) one: n int
-- Units whose free places nobody confirmed since then.
SELECT COUNT(*) FROM shelter_unit u JOIN shelter_facility f ON f.id = u.facility_id
WHERE u.org_id = :org AND u.state = 'active' AND f.state = 'active' AND u.claimed_at < :before;

-- unit_link(id int) one: link_until int
SELECT link_until FROM shelter_unit WHERE id = :id;

-- unit_set_link(id int, until int, now int) some
UPDATE shelter_unit SET link_until = :until, updated_at = :now WHERE id = :id;

-- shelter_public() many: region_code text, kind text, facilities int
-- For everyone: how many facilities have places of a kind, by region. What is shown is less: see shelter_public.c.
-- scans: one row for each unit, a few thousand at most
SELECT f.region_code, u.kind, COUNT(DISTINCT f.id)
FROM shelter_unit u JOIN shelter_facility f ON f.id = u.facility_id
WHERE u.state = 'active' AND f.state = 'active' GROUP BY f.region_code, u.kind;
