-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- referral_add(number text, submission bytes, signal int, region text, form text, minor text, urgent int, from_org int,
--   to_org int, table_code text, scope text, ground text, account int, now int, due_at int, valid_until int,
--   sealed_package bytes, basis text) one: id int
-- No row when this submission was stored before.
INSERT INTO referral (number, submission, signal_id, region_code, form, minor, urgent, from_org, to_org, table_code,
    scope, ground, sent_by, sent_at, due_at, valid_until, sealed_package, basis)
VALUES (:number, :submission, :signal, :region, :form, :minor, :urgent, :from_org, :to_org, :table_code, :scope, :ground,
    :account, :now, :due_at, :valid_until, :sealed_package, :basis)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- referral_past(before int, max int) many: id int, sent_at int, to_kind text, ground text, anonymity text, police_ok int,
--   police_unit text, number text, from_org int
-- What was asked about sharing when it was sent, in codes, newest first.
SELECT r.id, r.sent_at, t.kind, r.ground, s.anonymity, s.police_ok, s.police_unit, r.number, r.from_org
FROM referral r JOIN org t ON t.id = r.to_org JOIN signal s ON s.id = r.signal_id
WHERE r.id < :before AND r.erased_at = 0 AND s.erased_at = 0 ORDER BY r.id DESC LIMIT :max;

-- referral_set_due(id int, due_at int) some
UPDATE referral SET due_at = :due_at WHERE id = :id;

-- referral_by_id(id int) one: id int, number text, submission bytes, signal_id int, region_code text, form text,
--   minor text, urgent int, from_org int, from_name text, to_org int, to_name text, to_kind text, table_code text,
--   scope text, ground text, state text, sent_name text, sent_at int, due_at int, valid_until int, withdrawn int,
--   answered_name text, answered_at int, ended_at int, case_id int, sealed_package bytes, sealed_answer bytes,
--   erased_at int, basis text
SELECT r.id, r.number, r.submission, r.signal_id, r.region_code, r.form, r.minor, r.urgent, r.from_org, f.name, r.to_org,
    t.name, t.kind, r.table_code, r.scope, r.ground, r.state, COALESCE(a.display_name, ''), r.sent_at, r.due_at,
    r.valid_until, r.withdrawn, COALESCE(b.display_name, ''), r.answered_at, r.ended_at, r.case_id, r.sealed_package,
    r.sealed_answer, r.erased_at, r.basis
FROM referral r JOIN org f ON f.id = r.from_org JOIN org t ON t.id = r.to_org
    LEFT JOIN account a ON a.id = r.sent_by LEFT JOIN account b ON b.id = r.answered_by
WHERE r.id = :id;

-- referral_list_in(org int, state text, before int, max int) many: id int, number text, state text, from_name text,
--   to_name text, table_code text, form text, minor text, urgent int, sent_at int, due_at int, answered_at int
-- Referrals to an organisation in one state, newest first.
SELECT r.id, r.number, r.state, f.name, t.name, r.table_code, r.form, r.minor, r.urgent, r.sent_at, r.due_at, r.answered_at
FROM referral r JOIN org f ON f.id = r.from_org JOIN org t ON t.id = r.to_org
WHERE r.to_org = :org AND r.erased_at = 0 AND r.state = :state AND r.id < :before ORDER BY r.id DESC LIMIT :max;

-- referral_list_out(org int, state text, before int, max int) many like referral_list_in
SELECT r.id, r.number, r.state, f.name, t.name, r.table_code, r.form, r.minor, r.urgent, r.sent_at, r.due_at, r.answered_at
FROM referral r JOIN org f ON f.id = r.from_org JOIN org t ON t.id = r.to_org
WHERE r.from_org = :org AND r.erased_at = 0 AND r.state = :state AND r.id < :before ORDER BY r.id DESC LIMIT :max;

-- referral_list_region(org int, before int, max int) many like referral_list_in
-- Not answered in time, in the regions that an organisation serves.
SELECT r.id, r.number, r.state, f.name, t.name, r.table_code, r.form, r.minor, r.urgent, r.sent_at, r.due_at, r.answered_at
FROM org_area x JOIN referral r ON r.region_code = x.code JOIN org f ON f.id = r.from_org JOIN org t ON t.id = r.to_org
WHERE x.org_id = :org AND x.scope = 'region' AND r.erased_at = 0 AND r.state = 'expired' AND r.id < :before ORDER BY r.id DESC LIMIT :max;

-- referral_of_signal(signal int) many like referral_list_in
SELECT r.id, r.number, r.state, f.name, t.name, r.table_code, r.form, r.minor, r.urgent, r.sent_at, r.due_at, r.answered_at
FROM referral r JOIN org f ON f.id = r.from_org JOIN org t ON t.id = r.to_org
WHERE r.signal_id = :signal ORDER BY r.id DESC LIMIT 50;

-- referral_counts(org int, max int) one: to_answer int, out_open int, out_expired int, out_rejected int
SELECT (SELECT count(*) FROM (SELECT 1 FROM referral WHERE to_org = :org AND state = 'sent' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM referral WHERE from_org = :org AND state = 'sent' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM referral WHERE from_org = :org AND state = 'expired' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM referral WHERE from_org = :org AND state = 'rejected' LIMIT :max) AS few);

-- referral_region_count(org int, max int) one: count int
SELECT count(*) FROM (SELECT 1 FROM org_area x JOIN referral r ON r.region_code = x.code
    WHERE x.org_id = :org AND x.scope = 'region' AND r.state = 'expired' LIMIT :max) AS few;

-- referral_move(id int, from_state text, state text, account int, now int, sealed_answer bytes, ended_at int) some
-- Nothing when somebody else was first.
UPDATE referral SET state = :state, answered_by = :account, answered_at = :now, sealed_answer = :sealed_answer,
    ended_at = :ended_at
WHERE id = :id AND state = :from_state;

-- referral_case(id int, case_id int) some
UPDATE referral SET case_id = :case_id WHERE id = :id AND state = 'accepted' AND case_id = 0;

-- referral_overdue(now int, max int) many: id int, signal_id int, from_org int
SELECT id, signal_id, from_org FROM referral WHERE state = 'sent' AND due_at < :now ORDER BY due_at LIMIT :max;

-- referral_outdated(now int, max int) many: id int, to_org int
-- The receiver may not look any longer.
SELECT id, to_org FROM referral WHERE withdrawn = 0 AND valid_until < :now ORDER BY valid_until LIMIT :max;

-- referral_set_withdrawn(id int) some
UPDATE referral SET withdrawn = 1 WHERE id = :id;

-- referral_orgs(kind text, municipality text, region text, police_unit text, own int) many: id int, name text, near int
-- Active organisations of a kind, those that serve this place first.
SELECT o.id, o.name, MIN(COALESCE(CASE WHEN x.scope = 'municipality' AND x.code = :municipality THEN 1
    WHEN x.scope = 'region' AND x.code = :region THEN 2 WHEN x.scope = 'police_unit' AND x.code = :police_unit THEN 3
    WHEN x.scope = 'national' THEN 4 ELSE 9 END, 9)) AS near
FROM org o LEFT JOIN org_area x ON x.org_id = o.id
WHERE o.kind = :kind AND o.state = 'active' AND o.id <> :own
GROUP BY o.id, o.name ORDER BY near, o.name LIMIT 400;

-- referral_org(id int) one: id int, kind text, name text, state text
SELECT id, kind, name, state FROM org WHERE id = :id;

-- referral_signal_back(signal int, now int) some
-- No table took it on: the signal waits for its own organisation again.
UPDATE signal SET state = 'decided', updated_at = :now
WHERE id = :signal AND state = 'referred' AND NOT EXISTS (SELECT 1 FROM referral
    WHERE referral.signal_id = :signal AND referral.state IN ('sent', 'accepted', 'done'));

-- referral_unwanted(max int) many: id int, signal_id int, to_org int, state text
-- Sent to the police, not taken on yet, and the reporter no longer wants the police to look.
SELECT r.id, r.signal_id, r.to_org, r.state FROM referral r JOIN org o ON o.id = r.to_org JOIN signal s ON s.id = r.signal_id
WHERE r.withdrawn = 0 AND r.state IN ('sent', 'expired') AND o.kind = 'police' AND s.police_ok = 0
ORDER BY r.valid_until LIMIT :max;
