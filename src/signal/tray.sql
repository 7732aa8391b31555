-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Lists of signals: coded columns only. By term: one call for the urgent ones, one for the rest, so that an index gives
-- the order; (due, id) is the last row of the page before. What fits is looked for in the index alone: a rare form
-- passes over thousands of signals, and their rows are large.

-- tray_unassigned(org int, urgent int, due int, id int, form text, minor text, state text, gm text,
--   max int) many: id int, number text, received_at int, form text, gm_code text, minor text, danger int,
--   urgent int, state text, waiting_for text, assignee int, assignee_name text, unread int, file_count int, next_due int
-- Nobody has taken these up yet.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE org_id = :org AND assignee = 0 AND state <> 'closed'
        AND urgent = :urgent AND (next_due, id) > (:due, :id)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:state = '' OR state = :state) AND (:gm = '' OR gm_code = :gm)
    ORDER BY next_due, id LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.next_due, s.id;

-- tray_mine(account int, urgent int, due int, id int, form text, minor text, state text, gm text,
--   max int) many like tray_unassigned
-- Assigned to one colleague.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE assignee = :account AND assignee <> 0 AND state <> 'closed'
        AND urgent = :urgent AND (next_due, id) > (:due, :id)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:state = '' OR state = :state) AND (:gm = '' OR gm_code = :gm)
    ORDER BY next_due, id LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.next_due, s.id;

-- tray_waiting(org int, urgent int, due int, id int, form text, minor text, gm text,
--   max int) many like tray_unassigned
-- Waiting for a reporter, for advice, for a talk.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE org_id = :org AND state = 'waiting'
        AND urgent = :urgent AND (next_due, id) > (:due, :id)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:gm = '' OR gm_code = :gm)
    ORDER BY next_due, id LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.next_due, s.id;

-- tray_open(org int, urgent int, due int, id int, form text, minor text, state text, gm text,
--   max int) many like tray_unassigned
-- Everything that is not closed.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE org_id = :org AND state <> 'closed'
        AND urgent = :urgent AND (next_due, id) > (:due, :id)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:state = '' OR state = :state) AND (:gm = '' OR gm_code = :gm)
    ORDER BY next_due, id LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.next_due, s.id;

-- tray_recent(org int, account int, before int, urgent int, form text, minor text, state text, gm text,
--   max int) many like tray_unassigned
-- By moment of receipt, newest first; account -1: of anybody, 0: of nobody.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE org_id = :org AND state <> 'closed' AND (:account < 0 OR assignee = :account) AND id < :before
        AND (:urgent < 0 OR urgent = :urgent)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:state = '' OR state = :state) AND (:gm = '' OR gm_code = :gm)
    ORDER BY id DESC LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.id DESC;

-- tray_closed(org int, before int, urgent int, form text, minor text, gm text,
--   max int) many like tray_unassigned
-- What is finished, newest first.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE org_id = :org AND state = 'closed' AND erased_at = 0 AND id < :before
        AND (:urgent < 0 OR urgent = :urgent)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:gm = '' OR gm_code = :gm)
    ORDER BY id DESC LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.id DESC;

-- tray_region(region text, before int, urgent int, form text, minor text, state text, gm text,
--   max int) many like tray_unassigned
-- A whole region, for who directs the chain there.
SELECT s.id, s.number, s.received_at, s.form, s.gm_code, s.minor, s.danger, s.urgent, s.state, s.waiting_for,
    s.assignee, COALESCE(a.display_name, ''), s.unread, s.file_count, s.next_due
FROM (SELECT id FROM signal
    WHERE region_code = :region AND id < :before
        AND (:urgent < 0 OR urgent = :urgent)
        AND (:form = '' OR form = :form) AND (:minor = '' OR minor = :minor)
        AND (:state = '' OR state = :state) AND (:gm = '' OR gm_code = :gm)
    ORDER BY id DESC LIMIT :max) AS few
JOIN signal s ON s.id = few.id LEFT JOIN account a ON a.id = s.assignee
ORDER BY s.id DESC;

-- tray_counts(org int, account int, now int, max int) one: unassigned int, mine int, waiting int, open int, late int
-- Numbers on the tabs; counting stops at max. "urgent IN (0, 1)" is always so: it leads to the index of the tray.
SELECT (SELECT count(*) FROM (SELECT 1 FROM signal
        WHERE org_id = :org AND urgent IN (0, 1) AND assignee = 0 AND state <> 'closed' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM signal
        WHERE assignee = :account AND assignee <> 0 AND state <> 'closed' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM signal WHERE org_id = :org AND state = 'waiting' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM signal
        WHERE org_id = :org AND urgent IN (0, 1) AND state <> 'closed' LIMIT :max) AS few),
    (SELECT count(*) FROM (SELECT 1 FROM clock WHERE org_id = :org AND state = 'running' AND due_at < :now LIMIT :max) AS few);

-- tray_mine_unread(account int, max int) one: count int
SELECT count(*) FROM (SELECT 1 FROM signal
    WHERE assignee = :account AND assignee <> 0 AND state <> 'closed' AND unread > 0 LIMIT :max) AS few;

-- tray_hand_over(from_account int, to_account int, now int) some
-- All open signals of a colleague who leaves.
UPDATE signal SET assignee = :to_account, updated_at = :now
WHERE assignee = :from_account AND assignee <> 0 AND state <> 'closed';

-- tray_org_of(account int) one: org int, state text
SELECT org_id, state FROM account WHERE id = :account;
