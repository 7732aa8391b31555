-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Baken contributors
-- What opens records, out of a store and back into one (backup_keys.c). Every column that does stands here.

-- backup_seq() one: seq int
SELECT coalesce((SELECT max(seq) FROM ledger_entry), 0);

-- ---- out ----

-- keys_records(kind text, record int, org int, nothing bytes, max int) many: kind text, record int, org int, created_at int, box bytes,
--   submission bytes
-- The keys of records, with what tells that a record is the same one; in the order of the table.
SELECT kind, record_id, org_id, created_at, box, COALESCE(CASE
    WHEN kind IN ('signal', 'reporter') THEN (SELECT submission FROM signal WHERE signal.id = record_id)
    WHEN kind = 'advice' THEN (SELECT submission FROM advice WHERE advice.id = record_id)
    WHEN kind = 'referral' THEN (SELECT submission FROM referral WHERE referral.id = record_id)
    WHEN kind = 'case' THEN (SELECT submission FROM case_file WHERE case_file.id = record_id)
    WHEN kind = 'person' THEN (SELECT submission FROM case_person WHERE case_person.id = record_id)
    WHEN kind = 'facility' THEN (SELECT submission FROM shelter_facility WHERE shelter_facility.id = record_id)
    WHEN kind IN ('placement', 'placement_person')
        THEN (SELECT submission FROM placement_request WHERE placement_request.id = record_id)
    WHEN kind = 'placement_ask' THEN (SELECT q.submission FROM placement_ask a
        JOIN placement_request q ON q.id = a.request_id WHERE a.id = record_id) END, :nothing)
FROM record_key WHERE (kind, record_id, org_id) > (:kind, :record, :org)
ORDER BY kind, record_id, org_id LIMIT :max;

-- keys_mailboxes(after int, max int) many: id int, submission bytes, lookup bytes, thread bytes
SELECT id, submission, receipt_lookup, sealed_thread FROM signal WHERE id > :after AND mailbox = 'open'
ORDER BY id LIMIT :max;

-- keys_facts(after int, max int) many: id int, submission bytes, blind bytes
SELECT id, submission, blind FROM signal_fact WHERE id > :after ORDER BY id LIMIT :max;

-- keys_persons(after int, max int) many: id int, submission bytes, name bytes, phone bytes
SELECT id, submission, blind_name, blind_phone FROM case_person WHERE id > :after ORDER BY id LIMIT :max;

-- keys_erased(kind text, record int, max int) many: kind text, record int, org int, at int, account int,
--   reason text, basis text, submission bytes
SELECT kind, record_id, org_id, at, account_id, reason, basis, submission FROM erasure
WHERE (kind, record_id) > (:kind, :record) ORDER BY kind, record_id LIMIT :max;

-- ---- a copy without them ----

-- strip_sessions() none
-- Who was signed in signs in again.
DELETE FROM session;

-- strip_guesses() none
DELETE FROM guess;

-- strip_records() none
DELETE FROM record_key;

-- strip_mailboxes(nothing bytes) none
-- scans: a copy of the store, all of it
UPDATE signal SET receipt_lookup = :nothing, sealed_thread = :nothing;

-- strip_facts(nothing bytes) none
-- scans: a copy of the store, all of it
UPDATE signal_fact SET blind = :nothing;

-- strip_persons(nothing bytes) none
-- scans: a copy of the store, all of it
UPDATE case_person SET blind_name = :nothing, blind_phone = :nothing;

-- ---- back ----

-- back_record(kind text, record int, submission bytes, org int, created_at int, box bytes, nothing bytes) some
-- Only for the same record: newer keys know records that older data do not hold, and numbers are given out again.
INSERT INTO record_key (kind, record_id, org_id, box, created_at)
SELECT :kind, :record, :org, :box, :created_at
WHERE EXISTS (SELECT 1 FROM org WHERE id = :org) AND :submission = COALESCE(CASE
    WHEN :kind IN ('signal', 'reporter') THEN (SELECT submission FROM signal WHERE signal.id = :record)
    WHEN :kind = 'advice' THEN (SELECT submission FROM advice WHERE advice.id = :record)
    WHEN :kind = 'referral' THEN (SELECT submission FROM referral WHERE referral.id = :record)
    WHEN :kind = 'case' THEN (SELECT submission FROM case_file WHERE case_file.id = :record)
    WHEN :kind = 'person' THEN (SELECT submission FROM case_person WHERE case_person.id = :record)
    WHEN :kind = 'facility' THEN (SELECT submission FROM shelter_facility WHERE shelter_facility.id = :record)
    WHEN :kind IN ('placement', 'placement_person')
        THEN (SELECT submission FROM placement_request WHERE placement_request.id = :record)
    WHEN :kind = 'placement_ask' THEN (SELECT q.submission FROM placement_ask a
        JOIN placement_request q ON q.id = a.request_id WHERE a.id = :record) END, :nothing);

-- back_mailbox(id int, submission bytes, lookup bytes, thread bytes) some
UPDATE signal SET receipt_lookup = :lookup, sealed_thread = :thread
WHERE id = :id AND submission = :submission AND mailbox = 'open';

-- back_mailboxes_gone(nothing bytes) some
-- Deleted by their reporters after the data were copied.
-- scans: once, in a store that is being put back
UPDATE signal SET mailbox = 'deleted' WHERE mailbox = 'open' AND sealed_thread = :nothing;

-- back_fact(id int, submission bytes, blind bytes) some
UPDATE signal_fact SET blind = :blind WHERE id = :id AND submission = :submission;

-- back_person(id int, submission bytes, name bytes, phone bytes) some
UPDATE case_person SET blind_name = :name, blind_phone = :phone WHERE id = :id AND submission = :submission;
