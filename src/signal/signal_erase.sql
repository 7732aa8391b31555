-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Baken contributors
-- What ended, and how it is erased (signal_erase.c). After erasing one row is left, with what figures need and the month
-- instead of the moment.

-- ---- signals and their reporters ----

-- ended_signals(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
-- The outcome is that of the last decision.
SELECT s.id, s.org_id, s.number, s.submission, s.police_unit,
    COALESCE((SELECT t.outcome FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    COALESCE((SELECT t.table_code FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    s.minor, s.closed_at, s.erased_at
FROM signal s WHERE s.id > :after AND s.state = 'closed' AND s.erased_at = 0 ORDER BY s.id LIMIT :max;

-- ended_signal(id int) one like ended_signals
-- closed_at is 0 while it is open.
SELECT s.id, s.org_id, s.number, s.submission, s.police_unit,
    COALESCE((SELECT t.outcome FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    COALESCE((SELECT t.table_code FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    s.minor, CASE WHEN s.state = 'closed' THEN s.closed_at ELSE 0 END, s.erased_at
FROM signal s WHERE s.id = :id;

-- ended_reporters(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
-- Who reported; it goes before the signal.
SELECT s.id, s.org_id, s.number, s.submission, s.police_unit,
    COALESCE((SELECT t.outcome FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    COALESCE((SELECT t.table_code FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    s.minor, s.closed_at, s.erased_at
FROM signal s WHERE s.id > :after AND s.state = 'closed' AND s.erased_at = 0 AND length(s.sealed_reporter) > 0
ORDER BY s.id LIMIT :max;

-- ended_reporter(id int) one like ended_reporters
-- A signal without a reporter counts as one whose reporter is erased.
SELECT s.id, s.org_id, s.number, s.submission, s.police_unit,
    COALESCE((SELECT t.outcome FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    COALESCE((SELECT t.table_code FROM triage_decision t WHERE t.signal_id = s.id ORDER BY t.id DESC LIMIT 1), ''),
    s.minor, CASE WHEN s.state = 'closed' THEN s.closed_at ELSE 0 END,
    CASE WHEN length(s.sealed_reporter) > 0 OR s.erased_at > 0 THEN s.erased_at
         WHEN s.state = 'closed' AND s.closed_at > 0 THEN s.closed_at ELSE 1 END
FROM signal s WHERE s.id = :id;

-- find_signal(number text) one: id int
SELECT id FROM signal WHERE number = :number;

-- erase_messages(signal int) none
DELETE FROM message WHERE signal_id = :signal;

-- erase_file_keys(signal int, month int, nothing bytes) none
UPDATE signal_file SET sealed_name = :nothing, sealed_key = :nothing, message_id = 0, added_at = :month
WHERE signal_id = :signal;

-- erase_chunks(signal int) none
-- The content of those files; just before erase_files, on the same conditions.
DELETE FROM file_chunk WHERE stored IN (SELECT f.stored FROM signal_file f WHERE f.signal_id = :signal)
    AND EXISTS (SELECT 1 FROM signal s WHERE s.id = :signal AND s.erased_at > 0)
    AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.signal_id = :signal AND r.erased_at = 0 AND r.withdrawn = 0);

-- erase_files(signal int) none
-- A referral that still runs holds keys of its own to the same content: then it goes with that.
DELETE FROM signal_file WHERE signal_id = :signal
    AND EXISTS (SELECT 1 FROM signal s WHERE s.id = :signal AND s.erased_at > 0)
    AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.signal_id = :signal AND r.erased_at = 0 AND r.withdrawn = 0);

-- erase_facts(signal int) none
DELETE FROM signal_fact WHERE signal_id = :signal;

-- erase_links(signal int) none
DELETE FROM signal_link WHERE id IN (SELECT id FROM signal_link WHERE signal_id = :signal
    UNION ALL SELECT id FROM signal_link WHERE other_id = :signal);

-- erase_indicators(signal int) none
DELETE FROM signal_indicator WHERE signal_id = :signal;

-- erase_talks(signal int) none
DELETE FROM consultation WHERE signal_id = :signal;

-- erase_decisions(signal int, month int, nothing bytes) none
-- The outcome and the rule stay, for the figures.
UPDATE triage_decision SET decided_at = :month, decided_by = 0, inputs = '{}', sealed_reason = :nothing
WHERE signal_id = :signal;

-- erase_advice_keys(signal int) none
DELETE FROM record_key WHERE kind = 'advice' AND record_id IN (SELECT id FROM advice WHERE signal_id = :signal);

-- erase_advices(signal int, month int, now int, nothing bytes) none
UPDATE advice SET asked_by = 0, asked_at = :month, answered_by = 0,
    answered_at = CASE WHEN answered_at > 0 THEN :month ELSE 0 END, sealed_question = :nothing,
    sealed_answer = :nothing, erased_at = :now
WHERE signal_id = :signal AND erased_at = 0;

-- erase_sent_keys(signal int, org int) none
-- The owner no longer opens what it sent; the receiver's copy has a term of its own.
DELETE FROM record_key WHERE kind = 'referral' AND org_id = :org
    AND record_id IN (SELECT id FROM referral WHERE signal_id = :signal);

-- erase_identities(kind text, record int) none
DELETE FROM identity_access WHERE kind = :kind AND record_id = :record;

-- erase_signal(id int, month int, now int, nothing bytes) none
-- Form, region, kind of reporter, minor or not and the state stay.
UPDATE signal SET fingerprint = :nothing, received_at = :month, anonymity = 'anonymous', gm_code = '', danger = 0,
    police_ok = 0, urgent = 0, lang = 'nl', assignee = 0, file_count = 0, unread = 0, sealed_content = :nothing,
    sealed_reporter = :nothing, receipt_lookup = :nothing, sealed_thread = :nothing, mailbox = 'deleted',
    updated_at = :month, closed_at = :month, state = 'closed', waiting_for = '', public_state = 'closed',
    erased_at = :now
WHERE id = :id;

-- erase_reporter(id int, nothing bytes) none
UPDATE signal SET sealed_reporter = :nothing WHERE id = :id;

-- ---- advice ----

-- ended_advices(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
SELECT id, from_org, '', submission, '', state, '', '', CASE WHEN answered_at > 0 THEN answered_at ELSE asked_at END, erased_at
FROM advice WHERE id > :after AND state <> 'asked' AND erased_at = 0 ORDER BY id LIMIT :max;

-- ended_advice(id int) one like ended_advices
SELECT id, from_org, '', submission, '', state, '', '',
    CASE WHEN state = 'asked' THEN 0 WHEN answered_at > 0 THEN answered_at ELSE asked_at END, erased_at
FROM advice WHERE id = :id;

-- erase_advice(id int, month int, now int, nothing bytes) none
UPDATE advice SET asked_by = 0, asked_at = :month, answered_by = 0,
    answered_at = CASE WHEN answered_at > 0 THEN :month ELSE 0 END, sealed_question = :nothing,
    sealed_answer = :nothing, erased_at = :now
WHERE id = :id;

-- ---- referrals ----

-- ended_referrals(after int, max int) many: id int, org int, number text, submission bytes, region text, outcome text,
--   table_code text, minor text, ended int, erased int
-- An accepted one ends when it is done, or when the receiver may not look any longer.
SELECT id, from_org, number, submission, '', state, table_code, minor, CASE WHEN ended_at > 0 THEN ended_at
    WHEN withdrawn = 1 THEN valid_until WHEN answered_at > 0 THEN answered_at ELSE due_at END, erased_at
FROM referral WHERE id > :after AND (state NOT IN ('sent', 'accepted') OR withdrawn = 1) AND erased_at = 0
ORDER BY id LIMIT :max;

-- ended_referral(id int) one like ended_referrals
SELECT id, from_org, number, submission, '', state, table_code, minor, CASE
    WHEN state IN ('sent', 'accepted') AND withdrawn = 0 THEN 0 WHEN ended_at > 0 THEN ended_at
    WHEN withdrawn = 1 THEN valid_until WHEN answered_at > 0 THEN answered_at ELSE due_at END, erased_at
FROM referral WHERE id = :id;

-- erased_from(id int) one: signal_id int
SELECT signal_id FROM referral WHERE id = :id;

-- find_referral(number text) one: id int
SELECT id FROM referral WHERE number = :number;

-- erase_referral(id int, month int, now int, nothing bytes) none
-- Who sent it to whom, for which table and how it ended stay, without names or days.
UPDATE referral SET urgent = 0, scope = '', sent_by = 0, answered_by = 0, sent_at = :month,
    due_at = :month, valid_until = :month, withdrawn = 1, answered_at = CASE WHEN answered_at > 0 THEN :month ELSE 0 END,
    ended_at = :month, sealed_package = :nothing, sealed_answer = :nothing, erased_at = :now
WHERE id = :id;
