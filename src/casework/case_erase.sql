-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Baken contributors
-- Cases that ended, and how they are erased (case_erase.c). One row for the case and one for each person stay, with what
-- figures need and the month instead of the moment.

-- ended_cases(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
-- How it ended does not matter to the term.
SELECT c.id, c.org_id, c.number, c.submission, '', '', c.table_code, CASE WHEN EXISTS (SELECT 1 FROM case_person p
    WHERE p.case_id = c.id AND p.age_band IN ('0_11', '12_17')) THEN 'ja' ELSE '' END, c.closed_at, c.erased_at
FROM case_file c WHERE c.id > :after AND c.state = 'closed' AND c.erased_at = 0 ORDER BY c.id LIMIT :max;

-- ended_case(id int) one like ended_cases
SELECT c.id, c.org_id, c.number, c.submission, '', '', c.table_code, CASE WHEN EXISTS (SELECT 1 FROM case_person p
    WHERE p.case_id = c.id AND p.age_band IN ('0_11', '12_17')) THEN 'ja' ELSE '' END,
    CASE WHEN c.state = 'closed' THEN c.closed_at ELSE 0 END, c.erased_at
FROM case_file c WHERE c.id = :id;

-- find_case(number text) one: id int
SELECT id FROM case_file WHERE number = :number;

-- erase_notes(case_id int) none
DELETE FROM case_note WHERE case_id = :case_id;

-- erase_tasks(case_id int) none
DELETE FROM case_task WHERE case_id = :case_id;

-- erase_steps(case_id int, day int, nothing bytes) none
-- Which steps were taken stays: figures of the chain count them.
UPDATE case_step SET day = CASE WHEN day > 0 THEN :day ELSE 0 END, sealed_note = :nothing, account_id = 0, added_at = 0
WHERE case_id = :case_id;

-- erase_participants(case_id int, month int) none
-- Which organisations took part stays, not who.
UPDATE case_participant SET account_id = 0, added_by = 0, since = :month,
    until = CASE WHEN until > 0 THEN :month ELSE 0 END
WHERE case_id = :case_id;

-- erase_person_keys(case_id int) none
DELETE FROM record_key WHERE kind = 'person' AND record_id IN (SELECT id FROM case_person WHERE case_id = :case_id);

-- erase_person_identities(case_id int) none
DELETE FROM identity_access WHERE kind = 'person'
    AND record_id IN (SELECT id FROM case_person WHERE case_id = :case_id);

-- erase_persons(case_id int, month int, nothing bytes) none
-- Kind, age band, sex, group of nationality and status stay: figures of victims and offenders count them.
UPDATE case_person SET sealed_non_punishment = :nothing, sealed_identity = :nothing, has_identity = 0,
    blind_name = :nothing, blind_phone = :nothing, added_by = 0, added_at = :month, updated_at = :month
WHERE case_id = :case_id;

-- erase_case(id int, month int, now int, nothing bytes) none
UPDATE case_file SET director = 0, gm_code = '', restricted = 0, sealed_title = :nothing, sealed_summary = :nothing,
    opened_at = :month, updated_at = :month, stuck_at = 0, closed_at = :month, state = 'closed', erased_at = :now
WHERE id = :id;
