-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- One signal, as the people who work on it see it.

-- work_signal(id int) one: id int, number text, submission bytes, received_at int, channel text, reporter_role text,
--   anonymity text, form text, gm_code text, region_code text, police_unit text, minor text, danger int, police_ok int,
--   urgent int, lang text, state text, waiting_for text, public_state text, org_id int, org_name text, assignee int,
--   assignee_name text, file_count int, unread int, sealed_content bytes, sealed_reporter bytes, mailbox text,
--   code_confirmed int, closed_at int, erased_at int
SELECT s.id, s.number, s.submission, s.received_at, s.channel, s.reporter_role, s.anonymity, s.form, s.gm_code,
    s.region_code, s.police_unit, s.minor, s.danger, s.police_ok, s.urgent, s.lang, s.state, s.waiting_for, s.public_state,
    s.org_id, o.name, s.assignee, COALESCE(a.display_name, ''), s.file_count, s.unread, s.sealed_content,
    s.sealed_reporter, s.mailbox, s.code_confirmed, s.closed_at, s.erased_at
FROM signal s JOIN org o ON o.id = s.org_id LEFT JOIN account a ON a.id = s.assignee
WHERE s.id = :id;

-- work_id_of(number text, org int) one: id int, number text
SELECT id, number FROM signal WHERE number = :number AND org_id = :org;

-- work_serves(org int, region text) one: serves int
-- Is this region one that the organisation serves?
SELECT count(*) FROM org_area WHERE org_id = :org AND scope = 'region' AND code = :region AND :region <> '';

-- work_colleagues(org int) many: id int, name text, roles int
SELECT id, display_name, roles FROM account WHERE org_id = :org AND state = 'active' ORDER BY display_name, id;

-- ---- state ----

-- work_assign(id int, account int, now int) some
-- A signal that nobody had taken up is now being worked on.
UPDATE signal SET assignee = :account, updated_at = :now,
    state = CASE WHEN state = 'new' AND :account <> 0 THEN 'in_progress' ELSE state END
WHERE id = :id AND state <> 'closed';

-- work_state(id int, state text, waiting_for text, now int) some
UPDATE signal SET state = :state, waiting_for = :waiting_for, updated_at = :now,
    closed_at = CASE WHEN :state = 'closed' THEN :now ELSE 0 END
WHERE id = :id;

-- work_public_state(id int, public_state text, now int) some
UPDATE signal SET public_state = :public_state, updated_at = :now WHERE id = :id;

-- work_being_looked_at(id int) some
-- The reporter sees that somebody took it up.
UPDATE signal SET public_state = 'being_looked_at' WHERE id = :id AND public_state = 'received';

-- work_answered(id int) some
-- Staff wrote to the reporter: what was unread has been read, and it now waits for them when it waited for us.
UPDATE signal SET unread = 0 WHERE id = :id AND unread > 0;

-- work_urgent(id int, urgent int, now int) some
UPDATE signal SET urgent = :urgent, updated_at = :now WHERE id = :id AND urgent <> :urgent;

-- work_touch(id int, now int) some
UPDATE signal SET updated_at = :now WHERE id = :id;

-- ---- threads and files ----

-- work_messages(signal int, thread text, account int, max int) many: id int, submission bytes, from_reporter int,
--   account_id int, account_name text, sent_at int, sealed_body bytes, file_count int
-- The newest of a thread, newest first; of own notes only those of this account.
SELECT m.id, m.submission, m.from_reporter, m.account_id, COALESCE(a.display_name, ''), m.sent_at, m.sealed_body, m.file_count
FROM message m LEFT JOIN account a ON a.id = m.account_id
WHERE m.signal_id = :signal AND m.thread = :thread AND (:thread <> 'own' OR m.account_id = :account)
ORDER BY m.id DESC LIMIT :max;

-- work_message_add(signal int, thread text, submission bytes, account int, org int, now int, sealed_body bytes) some
-- A message of staff; nothing when this submission was stored before.
INSERT INTO message (signal_id, thread, submission, from_reporter, account_id, org_id, sent_at, sealed_body)
VALUES (:signal, :thread, :submission, 0, :account, :org, :now, :sealed_body)
ON CONFLICT (submission) DO NOTHING;

-- work_files(signal int) many: id int, message_id int, stored text, type text, size int, added_at int, sealed_under text,
--   sealed_name bytes, sealed_key bytes
SELECT id, message_id, stored, type, size, added_at, sealed_under, sealed_name, sealed_key
FROM signal_file WHERE signal_id = :signal ORDER BY id LIMIT 200;

-- work_file(signal int, id int) one like work_files
SELECT id, message_id, stored, type, size, added_at, sealed_under, sealed_name, sealed_key
FROM signal_file WHERE signal_id = :signal AND id = :id;

-- ---- facts, links, indicators, talks ----

-- work_facts(signal int) many: id int, submission bytes, kind text, sealed_value bytes, account_name text, added_at int
SELECT f.id, f.submission, f.kind, f.sealed_value, COALESCE(a.display_name, ''), f.added_at
FROM signal_fact f LEFT JOIN account a ON a.id = f.account_id WHERE f.signal_id = :signal ORDER BY f.kind, f.id LIMIT 200;

-- work_fact_add(signal int, submission bytes, kind text, sealed_value bytes, blind bytes, account int, now int) some
INSERT INTO signal_fact (signal_id, submission, kind, sealed_value, blind, account_id, added_at)
VALUES (:signal, :submission, :kind, :sealed_value, :blind, :account, :now)
ON CONFLICT (submission) DO NOTHING;

-- work_fact_remove(signal int, id int) some
DELETE FROM signal_fact WHERE signal_id = :signal AND id = :id;

-- work_same(signal int, org int) many: fact int, id int, number text, form text, state text
-- Where else in this organisation the same facts came up. CROSS: from the facts of this signal to the others, never from
-- all signals of the organisation.
SELECT f.id, s.id, s.number, s.form, s.state
FROM signal_fact f CROSS JOIN signal_fact o CROSS JOIN signal s
WHERE f.signal_id = :signal AND o.blind = f.blind AND o.signal_id <> f.signal_id AND s.id = o.signal_id AND s.org_id = :org
GROUP BY f.id, s.id ORDER BY f.id, s.id DESC LIMIT 100;

-- work_links(signal int) many: id int, signal_id int, other int, number text, form text, state text, submission bytes,
--   sealed_reason bytes, added_at int, account_name text
-- Both ways; the reason was sealed with the key of signal_id.
SELECT l.id, l.signal_id, s.id, s.number, s.form, s.state, l.submission, l.sealed_reason, l.added_at,
    COALESCE(a.display_name, '')
FROM signal_link l JOIN signal s ON s.id = l.other_id LEFT JOIN account a ON a.id = l.account_id
WHERE l.signal_id = :signal
UNION ALL
SELECT l.id, l.signal_id, s.id, s.number, s.form, s.state, l.submission, l.sealed_reason, l.added_at,
    COALESCE(a.display_name, '')
FROM signal_link l JOIN signal s ON s.id = l.signal_id LEFT JOIN account a ON a.id = l.account_id
WHERE l.other_id = :signal
LIMIT 100;

-- work_link_add(signal int, other int, submission bytes, sealed_reason bytes, account int, now int) some
INSERT INTO signal_link (signal_id, other_id, submission, sealed_reason, account_id, added_at)
VALUES (:signal, :other, :submission, :sealed_reason, :account, :now)
ON CONFLICT DO NOTHING;

-- work_link_remove(signal int, id int) some
DELETE FROM signal_link WHERE id = :id AND (signal_id = :signal OR other_id = :signal);

-- work_indicators(signal int) many: code text
SELECT code FROM signal_indicator WHERE signal_id = :signal ORDER BY code;

-- work_indicator_add(signal int, code text, account int, now int) some
INSERT INTO signal_indicator (signal_id, code, account_id, ticked_at) VALUES (:signal, :code, :account, :now)
ON CONFLICT (signal_id, code) DO NOTHING;

-- work_indicator_remove(signal int, code text) some
DELETE FROM signal_indicator WHERE signal_id = :signal AND code = :code;

-- work_talks(signal int) many: id int, submission bytes, held_on int, with_whom text, sealed_summary bytes,
--   account_name text
SELECT c.id, c.submission, c.held_on, c.with_whom, c.sealed_summary, COALESCE(a.display_name, '')
FROM consultation c LEFT JOIN account a ON a.id = c.account_id WHERE c.signal_id = :signal ORDER BY c.id LIMIT 100;

-- work_talk_add(signal int, submission bytes, held_on int, with_whom text, sealed_summary bytes, account int, now int) some
INSERT INTO consultation (signal_id, submission, held_on, with_whom, sealed_summary, account_id, added_at)
VALUES (:signal, :submission, :held_on, :with_whom, :sealed_summary, :account, :now)
ON CONFLICT (submission) DO NOTHING;
