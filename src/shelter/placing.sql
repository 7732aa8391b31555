-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- request_insert(number text, submission bytes, org int, backup int, account int, case_id int, person int, follows int,
--   kind text, placer text, sex text, age int, form text, residence text, needs int, languages int, payer text,
--   children int, security int, region_code text, avoid text, within text, stay_days int, needed_at int,
--   sealed_words bytes, sealed_person bytes, now int) one: id int
-- No row when this submission was stored before.
INSERT INTO placement_request (number, submission, org_id, asked_org, backup_org, account_id, case_id, person_id, follows,
    kind, placer, sex, age, form, residence, needs, languages, payer, children, security, region_code, avoid, within,
    stay_days, needed_at, sealed_words, sealed_person, asked_at, updated_at)
VALUES (:number, :submission, :org, :org, :backup, :account, :case_id, :person, :follows, :kind, :placer, :sex, :age,
    :form, :residence, :needs, :languages, :payer, :children, :security, :region_code, :avoid, :within, :stay_days,
    :needed_at, :sealed_words, :sealed_person, :now, :now)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- request_by_submission(submission bytes) one: id int
SELECT id FROM placement_request WHERE submission = :submission;

-- request_by_id(id int) one: id int, number text, submission bytes, org_id int, org_name text, asked_org int,
--   asked_name text, backup_org int, account_id int, case_id int, person_id int, follows int, state text, kind text,
--   placer text, sex text, age int, form text, residence text, needs int, languages int, payer text, children int,
--   security int, region_code text, avoid text, within text, stay_days int, needed_at int, sealed_words bytes,
--   sealed_person bytes, asked_at int, placed_at int, arrived_at int, ended_at int, outcome text,
--   erased_at int
SELECT r.id, r.number, r.submission, r.org_id, o.name, r.asked_org, a.name, r.backup_org, r.account_id, r.case_id,
    r.person_id, r.follows, r.state, r.kind, r.placer, r.sex, r.age, r.form, r.residence, r.needs, r.languages, r.payer,
    r.children, r.security, r.region_code, r.avoid, r.within, r.stay_days, r.needed_at, r.sealed_words, r.sealed_person,
    r.asked_at, r.placed_at, r.arrived_at, r.ended_at, r.outcome, r.erased_at
FROM placement_request r JOIN org o ON o.id = r.org_id JOIN org a ON a.id = r.asked_org WHERE r.id = :id;

-- request_list(org int, state text, before int, max int) many: id int, number text, kind text, state text, sex text,
--   age int, form text, region_code text, children int, asked_at int, due_at int, asks int, org_name text
-- What an organisation looks for now, oldest clock first within the page's state; coded traits only.
SELECT r.id, r.number, r.kind, r.state, r.sex, r.age, r.form, r.region_code, r.children, r.asked_at,
    COALESCE((SELECT MIN(k.due_at) FROM clock k
              WHERE k.object_kind = 'placement' AND k.object_id = r.id AND k.state = 'running'), 0),
    (SELECT COUNT(*) FROM placement_ask q WHERE q.request_id = r.id AND q.state = 'asked'), o.name
FROM placement_request r JOIN org o ON o.id = r.org_id
WHERE r.org_id = :org AND r.state = :state AND r.erased_at = 0 AND r.id < :before ORDER BY r.id DESC LIMIT :max;

-- request_list_backup(org int, before int, max int) many like request_list
-- What this organisation may take over: the search, or the stay of who was found a place.
SELECT r.id, r.number, r.kind, r.state, r.sex, r.age, r.form, r.region_code, r.children, r.asked_at,
    COALESCE((SELECT MIN(k.due_at) FROM clock k
              WHERE k.object_kind = 'placement' AND k.object_id = r.id AND k.state = 'running'), 0),
    (SELECT COUNT(*) FROM placement_ask q WHERE q.request_id = r.id AND q.state = 'asked'), o.name
FROM placement_request r JOIN org o ON o.id = r.org_id
WHERE r.backup_org = :org AND r.backup_org <> 0 AND r.org_id <> :org AND r.state IN ('open', 'placed', 'arrived') AND r.id < :before
ORDER BY r.id DESC LIMIT :max;

-- request_list_handed(org int, before int, max int) many like request_list
-- What this organisation asked first and another looks after now.
SELECT r.id, r.number, r.kind, r.state, r.sex, r.age, r.form, r.region_code, r.children, r.asked_at,
    COALESCE((SELECT MIN(k.due_at) FROM clock k
              WHERE k.object_kind = 'placement' AND k.object_id = r.id AND k.state = 'running'), 0),
    (SELECT COUNT(*) FROM placement_ask q WHERE q.request_id = r.id AND q.state = 'asked'), o.name
FROM placement_request r JOIN org o ON o.id = r.org_id
WHERE r.asked_org = :org AND r.org_id <> :org AND r.erased_at = 0 AND r.id < :before ORDER BY r.id DESC LIMIT :max;

-- request_list_late(org int, everywhere int, tonight_before int, long_before int, before int, max int) many like request_list
-- Open requests that wait too long, each by the terms of its kind, in the regions that an organisation serves or
-- everywhere (1): for those to whom it escalates.
SELECT r.id, r.number, r.kind, r.state, r.sex, r.age, r.form, r.region_code, r.children, r.asked_at,
    COALESCE((SELECT MIN(k.due_at) FROM clock k
              WHERE k.object_kind = 'placement' AND k.object_id = r.id AND k.state = 'running'), 0),
    (SELECT COUNT(*) FROM placement_ask q WHERE q.request_id = r.id AND q.state = 'asked'), o.name
FROM placement_request r JOIN org o ON o.id = r.org_id
WHERE r.state = 'open' AND r.id < :before
    AND r.asked_at <= CASE WHEN r.kind IN ('crisis', 'emergency_bed') THEN :tonight_before ELSE :long_before END
    AND (:everywhere = 1 OR EXISTS (SELECT 1 FROM org_area x WHERE x.org_id = :org AND x.code IN ('', r.region_code)
        AND x.scope = CASE WHEN x.code = '' THEN 'national' ELSE 'region' END))
ORDER BY r.id DESC LIMIT :max;

-- request_of_case(case_id int) many: id int, number text, kind text, state text, person_id int, asked_at int
-- Newest first.
SELECT id, number, kind, state, person_id, asked_at FROM placement_request
WHERE case_id = :case_id AND case_id <> 0 ORDER BY id DESC LIMIT 50;

-- request_set_state(id int, was text, state text, outcome text, now int) some
UPDATE placement_request SET state = :state, updated_at = :now,
    outcome = CASE WHEN :outcome = '' THEN outcome ELSE :outcome END,
    placed_at = CASE WHEN :state = 'placed' THEN :now ELSE placed_at END,
    arrived_at = CASE WHEN :state = 'arrived' THEN :now ELSE arrived_at END,
    ended_at = CASE WHEN :state IN ('ended', 'withdrawn', 'unmet') THEN :now ELSE ended_at END
WHERE id = :id AND state = :was;

-- request_take_over(id int, org int, account int, now int) some
UPDATE placement_request SET org_id = :org, account_id = :account, updated_at = :now
WHERE id = :id AND backup_org = :org AND org_id <> :org AND state IN ('open', 'placed', 'arrived');

-- ask_insert(request int, unit int, org int, asked_by int, answer_by int, score int, rules text, now int) one: id int
-- No row when this unit is being asked already.
INSERT INTO placement_ask (request_id, unit_id, org_id, asked_at, asked_by, answer_by, score, rules)
VALUES (:request, :unit, :org, :now, :asked_by, :answer_by, :score, :rules)
ON CONFLICT DO NOTHING
RETURNING id;

-- ask_set_question(id int, sealed_question bytes, place int) some
UPDATE placement_ask SET sealed_question = :sealed_question, place_id = :place WHERE id = :id;

-- ask_by_id(id int) one: id int, request_id int, number text, request_org int, backup_org int, request_state text,
--   unit_id int, unit_name text, facility_id int, facility_name text, org_id int, org_name text, place_id int,
--   state text, asked_at int, asked_by int, answer_by int, answered_at int, reason text, score int, rules text,
--   sealed_question bytes, sealed_answer bytes, over int
-- over: its stay ended so long ago that the provider reads no more of it.
SELECT q.id, q.request_id, r.number, r.org_id, r.backup_org, r.state, q.unit_id, u.name, f.id, f.name, q.org_id, o.name,
    q.place_id, q.state, q.asked_at, q.asked_by, q.answer_by, q.answered_at, q.reason, q.score, q.rules,
    q.sealed_question, q.sealed_answer, COALESCE((SELECT s.erased_at FROM placement s WHERE s.ask_id = q.id), 0)
FROM placement_ask q JOIN placement_request r ON r.id = q.request_id JOIN shelter_unit u ON u.id = q.unit_id
    JOIN shelter_facility f ON f.id = u.facility_id JOIN org o ON o.id = q.org_id
WHERE q.id = :id;

-- ask_of_request(request int) many like ask_by_id
SELECT q.id, q.request_id, r.number, r.org_id, r.backup_org, r.state, q.unit_id, u.name, f.id, f.name, q.org_id, o.name,
    q.place_id, q.state, q.asked_at, q.asked_by, q.answer_by, q.answered_at, q.reason, q.score, q.rules,
    q.sealed_question, q.sealed_answer, COALESCE((SELECT s.erased_at FROM placement s WHERE s.ask_id = q.id), 0)
FROM placement_ask q JOIN placement_request r ON r.id = q.request_id JOIN shelter_unit u ON u.id = q.unit_id
    JOIN shelter_facility f ON f.id = u.facility_id JOIN org o ON o.id = q.org_id
WHERE q.request_id = :request ORDER BY q.id LIMIT 500;

-- ask_list(org int, state text, before int, max int) many: id int, kind text, unit_name text, facility_name text,
--   state text, asked_at int, answer_by int, from_name text
-- Questions to a provider, newest first; nothing of what they say.
SELECT q.id, r.kind, u.name, f.name, q.state, q.asked_at, q.answer_by, o.name
FROM placement_ask q JOIN placement_request r ON r.id = q.request_id JOIN shelter_unit u ON u.id = q.unit_id
    JOIN shelter_facility f ON f.id = u.facility_id JOIN org o ON o.id = r.org_id
WHERE q.org_id = :org AND q.state = :state AND q.id < :before ORDER BY q.id DESC LIMIT :max;

-- ask_end(id int, state text, reason text, sealed_answer bytes, nothing bytes, account int, now int) some
-- The question goes: who asked has its words in the request, who was asked has no more business with them.
UPDATE placement_ask SET state = :state, reason = :reason, sealed_answer = :sealed_answer, sealed_question = :nothing,
    answered_at = :now, answered_by = :account
WHERE id = :id AND state = 'asked';

-- ask_accept(id int, place int, sealed_answer bytes, account int, now int) some
UPDATE placement_ask SET state = 'accepted', place_id = :place, sealed_answer = :sealed_answer, answered_at = :now,
    answered_by = :account
WHERE id = :id AND state = 'asked';

-- ask_due(now int, max int) many: id int, request_id int, org_id int
-- Nobody answered in time.
SELECT id, request_id, org_id FROM placement_ask WHERE state = 'asked' AND answer_by <= :now ORDER BY answer_by LIMIT :max;

-- ask_running(request int) many: id int, org_id int
SELECT id, org_id FROM placement_ask WHERE request_id = :request AND state = 'asked' LIMIT 500;

-- ask_reopen(id int, state text, reason text, now int) some
-- An accepted place that came to nothing no longer stands in the way of another.
UPDATE placement_ask SET state = :state, reason = :reason, answered_at = :now WHERE id = :id AND state = 'accepted';

-- placement_insert(request int, ask int, place int, unit int, org int, until int, now int) one: id int
INSERT INTO placement (request_id, ask_id, place_id, unit_id, org_id, until, accepted_at, updated_at)
VALUES (:request, :ask, :place, :unit, :org, :until, :now, :now)
RETURNING id;

-- placement_by_id(id int) one: id int, request_id int, number text, request_org int, backup_org int, ask_id int,
--   place_id int, unit_id int, facility_id int, facility_name text, unit_name text, org_id int, org_name text,
--   state text, accepted_at int, shared_at int, intake_at int, sealed_agreement bytes, arrived_at int, until int,
--   extended int, ended_at int, outcome text, erased_at int
SELECT s.id, s.request_id, r.number, r.org_id, r.backup_org, s.ask_id, s.place_id, s.unit_id, f.id, f.name, u.name,
    s.org_id, o.name, s.state, s.accepted_at, s.shared_at, s.intake_at, s.sealed_agreement, s.arrived_at, s.until,
    s.extended, s.ended_at, s.outcome, s.erased_at
FROM placement s JOIN placement_request r ON r.id = s.request_id JOIN shelter_unit u ON u.id = s.unit_id
    JOIN shelter_facility f ON f.id = u.facility_id JOIN org o ON o.id = s.org_id
WHERE s.id = :id;

-- placement_of_request(request int) many like placement_by_id
SELECT s.id, s.request_id, r.number, r.org_id, r.backup_org, s.ask_id, s.place_id, s.unit_id, f.id, f.name, u.name,
    s.org_id, o.name, s.state, s.accepted_at, s.shared_at, s.intake_at, s.sealed_agreement, s.arrived_at, s.until,
    s.extended, s.ended_at, s.outcome, s.erased_at
FROM placement s JOIN placement_request r ON r.id = s.request_id JOIN shelter_unit u ON u.id = s.unit_id
    JOIN shelter_facility f ON f.id = u.facility_id JOIN org o ON o.id = s.org_id
WHERE s.request_id = :request ORDER BY s.id DESC LIMIT 50;

-- placement_list(org int, state text, before int, max int) many: id int, number text, facility_name text,
--   unit_name text, state text, accepted_at int, intake_at int, until int, request_id int
-- A provider's stays, newest first.
SELECT s.id, r.number, f.name, u.name, s.state, s.accepted_at, s.intake_at, s.until, s.request_id
FROM placement s JOIN placement_request r ON r.id = s.request_id JOIN shelter_unit u ON u.id = s.unit_id
    JOIN shelter_facility f ON f.id = u.facility_id
WHERE s.org_id = :org AND s.state = :state AND s.id < :before ORDER BY s.id DESC LIMIT :max;

-- placement_agree(id int, intake_at int, sealed_agreement bytes, now int) some
-- The asker confirms: from now on the provider can read who it is.
UPDATE placement SET intake_at = :intake_at, sealed_agreement = :sealed_agreement, updated_at = :now,
    shared_at = CASE WHEN shared_at = 0 THEN :now ELSE shared_at END
WHERE id = :id AND state = 'agreed';

-- placement_arrive(id int, now int) some
UPDATE placement SET state = 'arrived', arrived_at = :now, updated_at = :now
WHERE id = :id AND state = 'agreed' AND shared_at <> 0;

-- placement_extend(id int, until int, now int) some
UPDATE placement SET until = :until, extended = extended + 1, updated_at = :now
WHERE id = :id AND state = 'arrived' AND until < :until;

-- placement_end(id int, was text, state text, outcome text, now int) some
UPDATE placement SET state = :state, outcome = :outcome, ended_at = :now, updated_at = :now
WHERE id = :id AND state = :was;

-- placement_running(org int, facility int) one: n int
-- Stays of an asking organisation (or of one that may take over) that run in a facility: they may know its address.
SELECT COUNT(*) FROM placement s JOIN placement_request r ON r.id = s.request_id
    JOIN shelter_unit u ON u.id = s.unit_id
WHERE u.facility_id = :facility AND s.state IN ('agreed', 'arrived') AND (r.org_id = :org OR r.backup_org = :org);
