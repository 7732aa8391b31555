-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- case_insert(number text, submission bytes, table_code text, org int, director int, referral int, form text, gm_code text, region_code text, restricted int, sealed_title bytes, sealed_summary bytes, now int) one: id int
INSERT INTO case_file (number, submission, table_code, org_id, director, referral_id, form, gm_code, region_code, restricted, sealed_title, sealed_summary, opened_at, updated_at)
VALUES (:number, :submission, :table_code, :org, :director, :referral, :form, :gm_code, :region_code, :restricted, :sealed_title, :sealed_summary, :now, :now)
RETURNING id;

-- case_police(referral int) one: n int
-- Reporters behind this referral who do not want the police to look.
SELECT COUNT(*) FROM referral r JOIN signal s ON s.id = r.signal_id WHERE r.id = :referral AND s.police_ok = 0;

-- case_by_id(id int) one: id int, number text, submission bytes, table_code text, org_id int, director int, referral_id int, form text, gm_code text, region_code text, state text, restricted int, outcome text, sealed_title bytes, sealed_summary bytes, opened_at int, updated_at int, stuck_at int, closed_at int, erased_at int
SELECT id, number, submission, table_code, org_id, director, referral_id, form, gm_code, region_code, state, restricted, outcome, sealed_title, sealed_summary, opened_at, updated_at, stuck_at, closed_at, erased_at
FROM case_file WHERE id = :id;

-- case_by_submission(submission bytes) one: id int
-- A form sent twice finds the case it made.
SELECT id FROM case_file WHERE submission = :submission;

-- case_of_referral(referral int) one: id int
SELECT id FROM case_file WHERE referral_id = :referral AND referral_id <> 0;

-- case_part_of_org(case_id int, org int, account int) one: n int, named int
-- Does the organisation as a whole take part, and is this account named?
SELECT COALESCE(SUM(CASE WHEN account_id = 0 THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN account_id = :account THEN 1 ELSE 0 END), 0) FROM case_participant
WHERE case_id = :case_id AND org_id = :org AND until = 0;

-- case_list_own(org int, account int, before int, max int) many: id int, number text, table_code text, org_id int, director int, form text, gm_code text, state text, restricted int, opened_at int, updated_at int, sealed_title bytes, submission bytes, next_due int
-- Cases that run and that the organisation directs, newest first; those for named accounts only when the account is the
-- director. Each list has a statement and an index of its own.
SELECT c.id, c.number, c.table_code, c.org_id, c.director, c.form, c.gm_code, c.state, c.restricted, c.opened_at, c.updated_at, c.sealed_title, c.submission,
    COALESCE((SELECT MIN(k.due_at) FROM clock k WHERE k.object_kind = 'case' AND k.object_id = c.id AND k.state = 'running'), 0)
FROM case_file c
WHERE c.org_id = :org AND c.id < :before AND c.state <> 'closed'
  AND (c.restricted = 0 OR c.director = :account
       OR EXISTS (SELECT 1 FROM case_participant p WHERE p.case_id = c.id AND p.until = 0 AND p.org_id = :org AND p.account_id = :account))
ORDER BY c.id DESC LIMIT :max;

-- case_list_closed(org int, account int, before int, max int) many like case_list_own
SELECT c.id, c.number, c.table_code, c.org_id, c.director, c.form, c.gm_code, c.state, c.restricted, c.opened_at, c.updated_at, c.sealed_title, c.submission,
    COALESCE((SELECT MIN(k.due_at) FROM clock k WHERE k.object_kind = 'case' AND k.object_id = c.id AND k.state = 'running'), 0)
FROM case_file c
WHERE c.org_id = :org AND c.id < :before AND c.state = 'closed' AND c.erased_at = 0
  AND (c.restricted = 0 OR c.director = :account
       OR EXISTS (SELECT 1 FROM case_participant p WHERE p.case_id = c.id AND p.until = 0 AND p.org_id = :org AND p.account_id = :account))
ORDER BY c.id DESC LIMIT :max;

-- case_list_mine(org int, account int, before int, max int) many like case_list_own
-- Those that run and that this account directs.
SELECT c.id, c.number, c.table_code, c.org_id, c.director, c.form, c.gm_code, c.state, c.restricted, c.opened_at, c.updated_at, c.sealed_title, c.submission,
    COALESCE((SELECT MIN(k.due_at) FROM clock k WHERE k.object_kind = 'case' AND k.object_id = c.id AND k.state = 'running'), 0)
FROM case_file c
WHERE c.director = :account AND c.org_id = :org AND c.id < :before AND c.state <> 'closed'
ORDER BY c.id DESC LIMIT :max;

-- case_list_part(org int, account int, before int, max int) many like case_list_own
-- Cases of others that run and in which the organisation takes part. Who takes part twice (the organisation, and an
-- account by name) counts by the first of the two.
SELECT c.id, c.number, c.table_code, c.org_id, c.director, c.form, c.gm_code, c.state, c.restricted, c.opened_at, c.updated_at, c.sealed_title, c.submission,
    COALESCE((SELECT MIN(k.due_at) FROM clock k WHERE k.object_kind = 'case' AND k.object_id = c.id AND k.state = 'running'), 0)
FROM case_participant m JOIN case_file c ON c.id = m.case_id
WHERE m.org_id = :org AND m.until = 0 AND m.shared = 1 AND m.case_id < :before AND (m.account_id = 0 OR m.account_id = :account)
  AND NOT EXISTS (SELECT 1 FROM case_participant o WHERE o.case_id = m.case_id AND o.until = 0 AND o.org_id = :org AND o.id < m.id
                  AND (o.account_id = 0 OR o.account_id = :account))
  AND (c.restricted = 0 OR EXISTS (SELECT 1 FROM case_participant q WHERE q.case_id = c.id AND q.until = 0 AND q.org_id = :org AND q.account_id = :account))
ORDER BY m.case_id DESC LIMIT :max;

-- case_list_stuck(region_code text, before int, max int) many: id int, number text, table_code text, org_name text, director int, form text, gm_code text, stuck_at int
-- For the chain director of a region: what does not move, without content.
SELECT c.id, c.number, c.table_code, o.name, c.director, c.form, c.gm_code, c.stuck_at
FROM case_file c JOIN org o ON o.id = c.org_id
WHERE c.region_code = :region_code AND c.state = 'stuck' AND c.id < :before ORDER BY c.id DESC LIMIT :max;

-- case_count_stuck(region_code text, max int) one: n int
-- Counting stops at max, here and below.
SELECT COUNT(*) FROM (SELECT 1 FROM case_file WHERE region_code = :region_code AND state = 'stuck' LIMIT :max) AS few;

-- case_count_mine(account int, max int) one: n int
SELECT COUNT(*) FROM (SELECT 1 FROM case_file WHERE director = :account AND state <> 'closed' LIMIT :max) AS few;

-- case_count_part(org int, account int, max int) one: n int
SELECT COUNT(*) FROM (SELECT DISTINCT case_id FROM case_participant
    WHERE org_id = :org AND until = 0 AND shared = 1 AND (account_id = 0 OR account_id = :account) LIMIT :max) AS few;

-- case_state_set(id int, state text, outcome text, now int, stuck_at int, closed_at int) none
UPDATE case_file SET state = :state, outcome = :outcome, updated_at = :now, stuck_at = :stuck_at, closed_at = :closed_at WHERE id = :id;

-- participants_shared(case_id int, running int) none
-- The case was closed (0) or opened again (1). shared: the case runs, and another organisation directs it.
UPDATE case_participant SET shared = CASE WHEN org_id = (SELECT c.org_id FROM case_file c WHERE c.id = :case_id) THEN 0
    ELSE :running END
WHERE case_id = :case_id;

-- case_touch(id int, now int) none
UPDATE case_file SET updated_at = :now WHERE id = :id;

-- case_restrict(id int, restricted int, now int) none
UPDATE case_file SET restricted = :restricted, updated_at = :now WHERE id = :id;

-- case_director_set(id int, director int, now int) none
UPDATE case_file SET director = :director, updated_at = :now WHERE id = :id;

-- case_director_move(from_account int, to_account int, now int) some
-- A leaver's cases go to a colleague; closed ones too, or nobody could open a restricted one again.
UPDATE case_file SET director = :to_account, updated_at = :now WHERE director = :from_account;

-- participant_move(from_account int, to_account int) some
-- Where the leaver takes part by name, the colleague does.
UPDATE case_participant SET account_id = :to_account
WHERE account_id = :from_account AND account_id <> 0 AND until = 0;

-- case_task_move(from_account int, to_account int) some
UPDATE case_task SET account_id = :to_account WHERE account_id = :from_account AND account_id <> 0 AND state = 'open';

-- participant_insert(case_id int, org int, account int, part text, ground text, by int, now int) one: id int
INSERT INTO case_participant (case_id, org_id, account_id, part, ground, added_by, since, shared)
VALUES (:case_id, :org, :account, :part, :ground, :by, :now,
    (SELECT CASE WHEN state = 'closed' OR org_id = :org THEN 0 ELSE 1 END FROM case_file WHERE id = :case_id)) RETURNING id;

-- participants_of(case_id int) many: id int, org_id int, org_name text, account_id int, part text, ground text, since int, until int
SELECT p.id, p.org_id, o.name, p.account_id, p.part, p.ground, p.since, p.until
FROM case_participant p JOIN org o ON o.id = p.org_id WHERE p.case_id = :case_id ORDER BY p.until <> 0, p.id LIMIT 200;

-- participant_by_id(id int, case_id int) one: org_id int, account_id int, until int
SELECT org_id, account_id, until FROM case_participant WHERE id = :id AND case_id = :case_id;

-- participant_end(id int, case_id int, now int) some
UPDATE case_participant SET until = :now WHERE id = :id AND case_id = :case_id AND until = 0;

-- participant_left(case_id int, org int) one: n int
-- How often the organisation still takes part; its key goes with the last one.
SELECT COUNT(*) FROM case_participant WHERE case_id = :case_id AND org_id = :org AND until = 0;

-- person_insert(case_id int, submission bytes, letter text, kind text, age_band text, sex text, nationality text, status text, presumed_by text, sealed_identity bytes, has_identity int, blind_name bytes, blind_phone bytes, by int, now int) one: id int
-- No row when this submission was stored before.
INSERT INTO case_person (case_id, submission, letter, kind, age_band, sex, nationality, status, presumed_by, sealed_identity, has_identity, blind_name, blind_phone, added_by, added_at, updated_at)
VALUES (:case_id, :submission, :letter, :kind, :age_band, :sex, :nationality, :status, :presumed_by, :sealed_identity, :has_identity, :blind_name, :blind_phone, :by, :now, :now)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- persons_of(case_id int) many: id int, letter text, kind text, age_band text, sex text, nationality text, status text, presumed_by text, non_punishment text, has_identity int, added_at int
-- Without who they are.
SELECT id, letter, kind, age_band, sex, nationality, status, presumed_by, non_punishment, has_identity, added_at
FROM case_person WHERE case_id = :case_id ORDER BY id LIMIT 200;

-- person_by_id(id int, case_id int) one: id int, case_id int, submission bytes, letter text, kind text, age_band text, sex text, nationality text, status text, presumed_by text, non_punishment text, sealed_non_punishment bytes, sealed_identity bytes, has_identity int, added_by int, added_at int
SELECT id, case_id, submission, letter, kind, age_band, sex, nationality, status, presumed_by, non_punishment, sealed_non_punishment, sealed_identity, has_identity, added_by, added_at
FROM case_person WHERE id = :id AND case_id = :case_id;

-- person_count(case_id int) one: n int
SELECT COUNT(*) FROM case_person WHERE case_id = :case_id;

-- person_coded_set(id int, kind text, age_band text, sex text, nationality text, status text, presumed_by text, now int) none
UPDATE case_person SET kind = :kind, age_band = :age_band, sex = :sex, nationality = :nationality, status = :status, presumed_by = :presumed_by, updated_at = :now WHERE id = :id;

-- person_identity_set(id int, sealed_identity bytes, has_identity int, blind_name bytes, blind_phone bytes, now int) none
UPDATE case_person SET sealed_identity = :sealed_identity, has_identity = :has_identity, blind_name = :blind_name, blind_phone = :blind_phone, updated_at = :now WHERE id = :id;

-- person_non_punishment_set(id int, non_punishment text, sealed_non_punishment bytes, now int) none
UPDATE case_person SET non_punishment = :non_punishment, sealed_non_punishment = :sealed_non_punishment, updated_at = :now WHERE id = :id;

-- persons_like(blind_name bytes, blind_phone bytes, case_id int) many: id int, case_id int, letter text, by_name int
-- The same name and birth date, or the same telephone, in another case.
SELECT id, case_id, letter, 1 FROM case_person WHERE blind_name = :blind_name AND blind_name <> x'' AND case_id <> :case_id
UNION ALL
SELECT id, case_id, letter, 0 FROM case_person WHERE blind_phone = :blind_phone AND blind_phone <> x'' AND case_id <> :case_id
LIMIT 20;

-- persons_known(blind_name bytes, blind_phone bytes, submission bytes) many: case_id int, letter text
-- Before somebody is added: who has the same name and birth date, or the same telephone? Not the form itself, sent twice.
SELECT case_id, letter FROM case_person
WHERE id IN (SELECT id FROM case_person WHERE blind_name = :blind_name AND blind_name <> x''
    UNION SELECT id FROM case_person WHERE blind_phone = :blind_phone AND blind_phone <> x'')
AND submission <> :submission ORDER BY id DESC LIMIT 20;

-- step_insert(case_id int, submission bytes, person int, track text, kind text, state text, day int, sealed_note bytes, account int, now int) one: id int
-- No row when this submission was stored before.
INSERT INTO case_step (case_id, submission, person_id, track, kind, state, day, sealed_note, account_id, added_at)
VALUES (:case_id, :submission, :person, :track, :kind, :state, :day, :sealed_note, :account, :now)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- steps_of(case_id int) many: id int, submission bytes, person_id int, track text, kind text, state text, day int, sealed_note bytes, account_id int, added_at int
SELECT id, submission, person_id, track, kind, state, day, sealed_note, account_id, added_at
FROM case_step WHERE case_id = :case_id ORDER BY track, CASE WHEN day = 0 THEN 999999 ELSE day END, id LIMIT 500;

-- step_set(id int, case_id int, state text, day int) some
UPDATE case_step SET state = :state, day = :day WHERE id = :id AND case_id = :case_id;

-- step_by_id(id int, case_id int) one: track text, kind text, state text, day int
SELECT track, kind, state, day FROM case_step WHERE id = :id AND case_id = :case_id;

-- task_insert(case_id int, submission bytes, org int, account int, due_day int, sealed_what bytes, by int, now int) one: id int
-- No row when this submission was stored before.
INSERT INTO case_task (case_id, submission, org_id, account_id, due_day, sealed_what, added_by, added_at)
VALUES (:case_id, :submission, :org, :account, :due_day, :sealed_what, :by, :now)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- tasks_of(case_id int) many: id int, submission bytes, org_id int, org_name text, account_id int, due_day int, state text, sealed_what bytes, ended_at int
SELECT t.id, t.submission, t.org_id, o.name, t.account_id, t.due_day, t.state, t.sealed_what, t.ended_at
FROM case_task t JOIN org o ON o.id = t.org_id WHERE t.case_id = :case_id
ORDER BY t.state <> 'open', CASE WHEN t.due_day = 0 THEN 999999 ELSE t.due_day END, t.id LIMIT 300;

-- task_by_id(id int, case_id int) one: org_id int, account_id int, state text
SELECT org_id, account_id, state FROM case_task WHERE id = :id AND case_id = :case_id;

-- task_set(id int, case_id int, state text, account int, now int) some
UPDATE case_task SET state = :state, account_id = :account, ended_at = CASE WHEN :state = 'open' THEN 0 ELSE :now END
WHERE id = :id AND case_id = :case_id;

-- task_count_late(org int, account int, today int, max int) one: n int
-- Of nobody yet, and one's own.
SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM case_task WHERE org_id = :org AND account_id = 0 AND state = 'open'
        AND due_day > 0 AND due_day < :today LIMIT :max) AS few)
    + (SELECT COUNT(*) FROM (SELECT 1 FROM case_task WHERE account_id = :account AND account_id <> 0
        AND state = 'open' AND due_day > 0 AND due_day < :today LIMIT :max) AS few);

-- note_insert(case_id int, submission bytes, kind text, account int, org int, day int, sealed_text bytes, now int) one: id int
-- No row when this submission was stored before.
INSERT INTO case_note (case_id, submission, kind, account_id, org_id, day, sealed_text, added_at)
VALUES (:case_id, :submission, :kind, :account, :org, :day, :sealed_text, :now)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- notes_of(case_id int) many: id int, submission bytes, kind text, account_id int, account_name text, org_name text, day int, sealed_text bytes, added_at int
SELECT n.id, n.submission, n.kind, n.account_id, COALESCE(a.display_name, ''), o.name, n.day, n.sealed_text, n.added_at
FROM case_note n JOIN org o ON o.id = n.org_id LEFT JOIN account a ON a.id = n.account_id
WHERE n.case_id = :case_id ORDER BY n.id DESC LIMIT 300;
