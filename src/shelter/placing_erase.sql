-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Requests, stays and facilities that ended, and how they are erased (placing_erase.c).

-- ---- requests ----

-- ended_requests(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
-- While the provider holds what it reads of the stay, the request waits.
SELECT id, org_id, number, submission, '', state, '', CASE WHEN age < 18 THEN 'ja' ELSE 'nee' END, ended_at, erased_at
FROM placement_request r WHERE id > :after AND ended_at > 0 AND erased_at = 0
    AND NOT EXISTS (SELECT 1 FROM placement s JOIN retention_hold h ON h.kind = 'stay' AND h.record_id = s.id
        AND h.lifted_at = 0 WHERE s.request_id = r.id)
ORDER BY id LIMIT :max;

-- ended_request(id int) one like ended_requests
SELECT id, org_id, number, submission, '', state, '', CASE WHEN age < 18 THEN 'ja' ELSE 'nee' END,
    CASE WHEN EXISTS (SELECT 1 FROM placement s JOIN retention_hold h ON h.kind = 'stay' AND h.record_id = s.id
        AND h.lifted_at = 0 WHERE s.request_id = r.id) THEN 0 ELSE ended_at END, erased_at
FROM placement_request r WHERE id = :id;

-- find_request(number text) one: id int
SELECT id FROM placement_request WHERE number = :number;

-- erase_ask_keys(request int) none
DELETE FROM record_key WHERE kind = 'placement_ask'
    AND record_id IN (SELECT id FROM placement_ask WHERE request_id = :request);

-- erase_openings(request int) none
-- Who opened who it was.
DELETE FROM identity_access WHERE kind = 'placement_person' AND record_id = :request;

-- erase_asks(request int, asked int, nothing bytes) none
-- To which provider, what it answered and why stay.
UPDATE placement_ask SET asked_at = :asked, asked_by = 0, answer_by = :asked, answered_by = 0,
    answered_at = CASE WHEN answered_at > 0 THEN :asked ELSE 0 END, sealed_question = :nothing, sealed_answer = :nothing
WHERE request_id = :request;

-- erase_stays(request int, asked int, now int, nothing bytes) none
-- How many days somebody stayed is kept; not when.
UPDATE placement SET accepted_at = :asked, shared_at = CASE WHEN shared_at > 0 THEN :asked ELSE 0 END, intake_at = 0,
    sealed_agreement = :nothing, arrived_at = CASE WHEN arrived_at > 0 THEN :asked ELSE 0 END, until = 0,
    ended_at = CASE WHEN arrived_at > 0 THEN :asked + ((ended_at - arrived_at + 86399999) / 86400000) * 86400000
                    WHEN ended_at > 0 THEN :asked ELSE 0 END,
    updated_at = :asked, erased_at = :now
WHERE request_id = :request;

-- erase_request(id int, asked int, age int, month int, now int, nothing bytes) none
-- Begun hours until there was a place count, as the picture counts them.
UPDATE placement_request SET account_id = 0, backup_org = 0, case_id = 0, person_id = 0, follows = 0, age = :age,
    languages = 0, children = CASE WHEN children > 0 THEN 1 ELSE 0 END, avoid = '', within = '',
    sealed_words = :nothing, sealed_person = :nothing, asked_at = :asked, needed_at = :asked,
    placed_at = CASE WHEN placed_at > 0 THEN :asked + ((placed_at - asked_at + 3599999) / 3600000) * 3600000 ELSE 0 END,
    arrived_at = CASE WHEN arrived_at > 0 THEN :asked + ((arrived_at - asked_at + 3599999) / 3600000) * 3600000 ELSE 0 END,
    ended_at = :month, updated_at = :month, erased_at = :now
WHERE id = :id;

-- ---- what a provider reads after a stay ----

-- ended_stays(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
-- The provider is the owner: for how long it reads is its own matter.
SELECT s.id, s.org_id, r.number, r.submission, '', s.state, '', CASE WHEN r.age < 18 THEN 'ja' ELSE 'nee' END, s.ended_at,
    s.erased_at
FROM placement s JOIN placement_request r ON r.id = s.request_id
WHERE s.id > :after AND s.state = 'ended' AND s.erased_at = 0 ORDER BY s.id LIMIT :max;

-- ended_stay(id int) one like ended_stays
SELECT s.id, s.org_id, r.number, r.submission, '', s.state, '', CASE WHEN r.age < 18 THEN 'ja' ELSE 'nee' END,
    CASE WHEN s.state = 'ended' THEN s.ended_at ELSE 0 END, s.erased_at
FROM placement s JOIN placement_request r ON r.id = s.request_id WHERE s.id = :id;

-- stay_reach(id int) one: request_id int, ask_id int, org_id int
SELECT request_id, ask_id, org_id FROM placement WHERE id = :id;

-- erase_stay(id int, now int) none
UPDATE placement SET erased_at = :now WHERE id = :id;

-- ---- facilities ----

-- ended_facilities(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
SELECT f.id, f.org_id, '', f.submission, '', f.state, '', '', f.closed_at, f.erased_at
FROM shelter_facility f WHERE f.id > :after AND f.closed_at > 0 AND f.erased_at = 0
    AND NOT EXISTS (SELECT 1 FROM placement s JOIN shelter_unit u ON u.id = s.unit_id
        WHERE u.facility_id = f.id AND s.state IN ('agreed', 'arrived'))
ORDER BY f.id LIMIT :max;

-- ended_facility(id int) one like ended_facilities
SELECT f.id, f.org_id, '', f.submission, '', f.state, '', '', CASE WHEN EXISTS (SELECT 1 FROM placement s
    JOIN shelter_unit u ON u.id = s.unit_id WHERE u.facility_id = f.id AND s.state IN ('agreed', 'arrived')) THEN 0
    ELSE f.closed_at END, f.erased_at
FROM shelter_facility f WHERE f.id = :id;

-- erase_units(facility int) none
UPDATE shelter_unit SET name = 'gewist', state = 'closed', link_until = 0, claimed_by = 0 WHERE facility_id = :facility;

-- erase_claimers(facility int) none
-- How many were free, and when it was said, stay.
UPDATE shelter_claim SET account_id = 0 WHERE unit_id IN (SELECT id FROM shelter_unit WHERE facility_id = :facility);

-- erase_facility(id int, month int, now int, nothing bytes) none
-- Whose it was, of what sort and in which region stay.
UPDATE shelter_facility SET name = 'gewist', intake_hours = '', staffed_hours = '', sealed_address = :nothing,
    state = 'closed', closed_at = :month, updated_at = :month, updated_by = 0, erased_at = :now
WHERE id = :id;
