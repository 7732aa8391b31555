-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Rows as they are after months of work, written at once (tests/bench/grow.c). Never part of the program.

-- grow_signal(number text, submission bytes, received_at int, role text, anonymity text, form text, gm_code text,
--   region_code text, police_unit text, minor text, urgent int, org int, state text, assignee int, unread int,
--   content bytes, reporter bytes, lookup bytes, thread bytes, closed_at int, next_due int, waiting_for text) one: id int
INSERT INTO signal (number, submission, fingerprint, received_at, channel, reporter_role, anonymity, form, gm_code,
    region_code, police_unit, minor, danger, urgent, org_id, state, public_state, assignee, unread, sealed_content,
    sealed_reporter, receipt_lookup, sealed_thread, updated_at, closed_at, next_due, waiting_for)
VALUES (:number, :submission, :lookup, :received_at, 'web', :role, :anonymity, :form, :gm_code, :region_code,
    :police_unit, :minor, :urgent, :urgent, :org, :state, 'being_looked_at', :assignee, :unread, :content, :reporter,
    :lookup, :thread, :received_at, :closed_at, :next_due, :waiting_for)
RETURNING id;

-- grow_clock(kind text, signal int, started_at int, due_at int, org int, state text, ended_at int, account int) none
INSERT INTO clock (object_kind, object_id, kind, started_at, due_at, org_id, state, ended_at, ended_by)
VALUES ('signal', :signal, :kind, :started_at, :due_at, :org, :state, :ended_at, :account);

-- grow_message(signal int, thread text, submission bytes, from_reporter int, account int, org int, now int, body bytes) none
INSERT INTO message (signal_id, thread, submission, from_reporter, account_id, org_id, sent_at, sealed_body)
VALUES (:signal, :thread, :submission, :from_reporter, :account, :org, :now, :body);

-- grow_fact(signal int, submission bytes, kind text, value bytes, blind bytes, account int, now int) none
INSERT INTO signal_fact (signal_id, submission, kind, sealed_value, blind, account_id, added_at)
VALUES (:signal, :submission, :kind, :value, :blind, :account, :now);

-- grow_indicator(signal int, code text, account int, now int) none
INSERT INTO signal_indicator (signal_id, code, account_id, ticked_at) VALUES (:signal, :code, :account, :now);

-- grow_decision(signal int, submission bytes, now int, account int, outcome text, table_code text, reason bytes) none
INSERT INTO triage_decision (signal_id, submission, decided_at, decided_by, outcome, table_code, rule_table, rule_version,
    inputs, sealed_reason)
VALUES (:signal, :submission, :now, :account, :outcome, :table_code, 'duiding', 1, '{}', :reason);

-- grow_referral(number text, submission bytes, signal int, region text, form text, from_org int, to_org int,
--   table_code text, state text, account int, now int, until int, ended_at int, package bytes) one: id int
INSERT INTO referral (number, submission, signal_id, region_code, form, from_org, to_org, table_code, scope, ground,
    state, sent_by, sent_at, due_at, valid_until, answered_at, ended_at, sealed_package)
VALUES (:number, :submission, :signal, :region, :form, :from_org, :to_org, :table_code, 'form', 'consent', :state,
    :account, :now, :until, :until, :ended_at, :ended_at, :package)
RETURNING id;

-- grow_case(number text, submission bytes, table_code text, org int, director int, form text, gm_code text,
--   region_code text, state text, restricted int, title bytes, summary bytes, now int, stuck_at int, closed_at int) one: id int
INSERT INTO case_file (number, submission, table_code, org_id, director, form, gm_code, region_code, state, restricted,
    sealed_title, sealed_summary, opened_at, updated_at, stuck_at, closed_at)
VALUES (:number, :submission, :table_code, :org, :director, :form, :gm_code, :region_code, :state, :restricted, :title,
    :summary, :now, :now, :stuck_at, :closed_at)
RETURNING id;

-- grow_part(case_id int, org int, part text, account int, now int, shared int) none
INSERT INTO case_participant (case_id, org_id, part, ground, added_by, since, shared)
VALUES (:case_id, :org, :part, 'consent', :account, :now, :shared);

-- grow_person(case_id int, submission bytes, letter text, kind text, identity bytes, name bytes, phone bytes, account int,
--   now int) one: id int
INSERT INTO case_person (case_id, submission, letter, kind, sealed_identity, has_identity, blind_name, blind_phone,
    added_by, added_at, updated_at)
VALUES (:case_id, :submission, :letter, :kind, :identity, 1, :name, :phone, :account, :now, :now)
RETURNING id;

-- grow_step(case_id int, submission bytes, person int, track text, kind text, state text, day int, note bytes,
--   account int, now int) none
INSERT INTO case_step (case_id, submission, person_id, track, kind, state, day, sealed_note, account_id, added_at)
VALUES (:case_id, :submission, :person, :track, :kind, :state, :day, :note, :account, :now);

-- grow_task(case_id int, submission bytes, org int, account int, due_day int, state text, what bytes, now int) none
INSERT INTO case_task (case_id, submission, org_id, account_id, due_day, state, sealed_what, added_by, added_at)
VALUES (:case_id, :submission, :org, :account, :due_day, :state, :what, :account, :now);

-- grow_note(case_id int, submission bytes, kind text, account int, org int, day int, words bytes, now int) none
INSERT INTO case_note (case_id, submission, kind, account_id, org_id, day, sealed_text, added_at)
VALUES (:case_id, :submission, :kind, :account, :org, :day, :words, :now);

-- grow_rest(job text, until int) none
-- Another node has just done this job.
INSERT INTO job_lease (job, holder, until) VALUES (:job, 'bench', :until)
ON CONFLICT (job) DO UPDATE SET until = excluded.until;
