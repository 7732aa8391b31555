-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- admin_orgs() many: id int, kind text, name text, state text, accounts int, holders int, areas int
-- Every organisation, with how many can work in it and open its records.
-- scans: all organisations are wanted, some hundreds
SELECT org.id, kind, name, state,
  (SELECT count(*) FROM account WHERE account.org_id = org.id AND account.state = 'active'),
  (SELECT count(*) FROM org_key WHERE org_key.org_id = org.id),
  (SELECT count(*) FROM org_area WHERE org_area.org_id = org.id)
FROM org ORDER BY org.name;

-- admin_org(id int) one like admin_orgs
SELECT org.id, kind, name, state,
  (SELECT count(*) FROM account WHERE account.org_id = org.id AND account.state = 'active'),
  (SELECT count(*) FROM org_key WHERE org_key.org_id = org.id),
  (SELECT count(*) FROM org_area WHERE org_area.org_id = org.id)
FROM org WHERE org.id = :id;

-- admin_open_work(org int) one: signals int, cases int, referrals int
-- What nobody could work on any more if the organisation closed: its signals, the cases it directs, and what was sent to
-- it and waits for an answer.
SELECT
  (SELECT count(*) FROM signal WHERE signal.org_id = :org AND signal.state <> 'closed'),
  (SELECT count(*) FROM case_file WHERE case_file.org_id = :org AND case_file.state <> 'closed'),
  (SELECT count(*) FROM referral WHERE referral.to_org = :org AND referral.state = 'sent');

-- admin_managers(org int, but int, role int) one: others int
-- Other active accounts of the organisation with this role, given as its bit.
SELECT count(*) FROM account WHERE org_id = :org AND id <> :but AND state = 'active' AND (roles & :role) <> 0;

-- admin_areas() many: org int, org_name text, kind text, state text, scope text, code text
-- Who serves what.
-- scans: all areas are wanted, some hundreds
SELECT org.id, org.name, org.kind, org.state, org_area.scope, org_area.code
FROM org_area JOIN org ON org.id = org_area.org_id ORDER BY org_area.scope, org_area.code, org.name;

-- admin_account_named(username text) one: id int, org int
SELECT id, org_id FROM account WHERE username = :username;

-- admin_signal_numbered(number text) one: id int
SELECT id FROM signal WHERE number = :number;

-- admin_referral_numbered(number text) one: id int
SELECT id FROM referral WHERE number = :number;

-- admin_case_numbered(number text) one: id int
SELECT id FROM case_file WHERE number = :number;

-- admin_signal_number(id int) one: number text
-- For the ledger: what people call this signal. No content.
SELECT number FROM signal WHERE id = :id;

-- admin_referral_number(id int) one: number text
SELECT number FROM referral WHERE id = :id;

-- admin_case_number(id int) one: number text
SELECT number FROM case_file WHERE id = :id;

-- admin_org_name(id int) one: name text
SELECT name FROM org WHERE id = :id;

-- doctor_overdue(before int) one: count int
-- Past its term, and nobody holds it.
SELECT count(*) FROM retention r WHERE r.due_at < :before AND NOT EXISTS (SELECT 1 FROM retention_hold h
    WHERE h.kind = r.kind AND h.record_id = r.record_id AND h.lifted_at = 0);

-- doctor_roles(role int) one: count int
-- Active accounts with this role, given as its bit.
-- scans: accounts are some thousands
SELECT count(*) FROM account WHERE state = 'active' AND (roles & :role) <> 0;

-- doctor_idle(before int) one: count int
-- Active accounts that nobody used since then.
-- scans: accounts are some thousands
SELECT count(*) FROM account WHERE state = 'active' AND seen_at < :before AND created_at < :before;

-- doctor_locked_orgs() one: count int
-- Organisations with sealed records that nobody can open any more.
-- scans: organisations are some hundreds
SELECT count(*) FROM org WHERE NOT EXISTS (SELECT 1 FROM org_key WHERE org_key.org_id = org.id)
  AND EXISTS (SELECT 1 FROM record_key WHERE record_key.org_id = org.id);

-- doctor_single_orgs() one: count int
-- Active organisations whose records one person alone can open.
-- scans: organisations are some hundreds
SELECT count(*) FROM org WHERE state = 'active' AND
  (SELECT count(*) FROM org_key JOIN account ON account.id = org_key.account_id
   WHERE org_key.org_id = org.id AND account.state = 'active') = 1;
