-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- signal_insert(number text, submission bytes, fingerprint bytes, received_at int, channel text, reporter_role text,
--   anonymity text, form text, gm_code text, region_code text, police_unit text, minor text, danger int, police_ok int,
--   urgent int, lang text, org_id int, file_count int, sealed_content bytes, sealed_reporter bytes, receipt_lookup bytes,
--   sealed_thread bytes, next_due int) one: id int
-- A new signal; no row when this submission was stored before, or when the number is taken. next_due is what the terms
-- that start with it will make it, so that the row is written once.
INSERT INTO signal (number, submission, fingerprint, received_at, channel, reporter_role, anonymity, form, gm_code,
    region_code, police_unit, minor, danger, police_ok, urgent, lang, org_id, file_count, sealed_content, sealed_reporter,
    receipt_lookup, sealed_thread, updated_at, next_due)
VALUES (:number, :submission, :fingerprint, :received_at, :channel, :reporter_role, :anonymity, :form, :gm_code,
    :region_code, :police_unit, :minor, :danger, :police_ok, :urgent, :lang, :org_id, :file_count, :sealed_content,
    :sealed_reporter, :receipt_lookup, :sealed_thread, :received_at, :next_due)
ON CONFLICT DO NOTHING
RETURNING id;

-- signal_clocks(signal int, org int, at int, kind1 text, due1 int, basis1 text, kind2 text, due2 int, basis2 text,
--   kind3 text, due3 int, basis3 text) none
-- The terms of a new signal, in one go; its next_due counts them already.
INSERT INTO clock (object_kind, object_id, kind, started_at, due_at, basis, org_id, counted)
VALUES ('signal', :signal, :kind1, :at, :due1, :basis1, :org, 1),
    ('signal', :signal, :kind2, :at, :due2, :basis2, :org, 1),
    ('signal', :signal, :kind3, :at, :due3, :basis3, :org, 1);

-- signal_of_submission(submission bytes) one: id int, number text, fingerprint bytes, mailbox text
SELECT id, number, fingerprint, mailbox FROM signal WHERE submission = :submission;

-- signal_file_insert(signal_id int, message_id int, stored text, type text, size int, added_at int, sealed_under text,
--   sealed_name bytes, sealed_key bytes) none
INSERT INTO signal_file (signal_id, message_id, stored, type, size, added_at, sealed_under, sealed_name, sealed_key)
VALUES (:signal_id, :message_id, :stored, :type, :size, :added_at, :sealed_under, :sealed_name, :sealed_key);

-- signal_by_receipt(receipt_lookup bytes) one: id int, number text, submission bytes, received_at int, public_state text,
--   police_ok int, sealed_thread bytes, code_shown int
SELECT id, number, submission, received_at, public_state, police_ok, sealed_thread, code_shown
FROM signal WHERE receipt_lookup = :receipt_lookup AND receipt_lookup <> x'';

-- message_thread(signal_id int, thread text, max int) many: id int, from_reporter int, sent_at int, sealed_body bytes,
--   submission bytes, file_count int
-- The newest messages of one thread, newest first.
SELECT id, from_reporter, sent_at, sealed_body, submission, file_count FROM message
WHERE signal_id = :signal_id AND thread = :thread ORDER BY id DESC LIMIT :max;

-- message_insert(signal_id int, thread text, submission bytes, from_reporter int, account_id int, org_id int, sent_at int,
--   sealed_body bytes, file_count int) one: id int
-- A new message; no row when this submission was stored before.
INSERT INTO message (signal_id, thread, submission, from_reporter, account_id, org_id, sent_at, sealed_body, file_count)
VALUES (:signal_id, :thread, :submission, :from_reporter, :account_id, :org_id, :sent_at, :sealed_body, :file_count)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- signal_heard(id int, now int, files int) none
-- The reporter wrote.
UPDATE signal SET unread = unread + 1, updated_at = :now, file_count = file_count + :files WHERE id = :id;

-- signal_code_shown(id int) some
UPDATE signal SET code_shown = 1 WHERE id = :id AND code_shown = 0;

-- signal_code_confirmed(id int) some
UPDATE signal SET code_confirmed = 1 WHERE id = :id AND code_confirmed = 0;

-- signal_set_police(id int, police_ok int) some
UPDATE signal SET police_ok = :police_ok WHERE id = :id AND police_ok <> :police_ok;

-- signal_drop_mailbox(id int) some
-- Nobody can open the mailbox any more; the signal stays with staff.
UPDATE signal SET mailbox = 'deleted', receipt_lookup = x'', sealed_thread = x''
WHERE id = :id AND mailbox = 'open';

-- mailbox_failure_add(hour int, kind text) none
INSERT INTO mailbox_failure (hour, kind, count) VALUES (:hour, :kind, 1)
ON CONFLICT (hour, kind) DO UPDATE SET count = mailbox_failure.count + 1;

-- mailbox_failures(since int) many: hour int, kind text, count int
SELECT hour, kind, count FROM mailbox_failure WHERE hour >= :since ORDER BY hour DESC, kind;
