-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- retention_get(kind text, record int) one: org int, since int, due_at int, basis text
SELECT org_id, since, due_at, basis FROM retention WHERE kind = :kind AND record_id = :record;

-- retention_put(kind text, record int, org int, since int, due_at int, basis text) none
INSERT INTO retention (kind, record_id, org_id, since, due_at, basis)
VALUES (:kind, :record, :org, :since, :due_at, :basis)
ON CONFLICT (kind, record_id) DO UPDATE SET org_id = excluded.org_id, since = excluded.since,
    due_at = excluded.due_at, basis = excluded.basis;

-- retention_drop(kind text, record int) none
DELETE FROM retention WHERE kind = :kind AND record_id = :record;

-- retention_due(now int, max int) many: kind text, record int
-- Longest overdue first; what is held is passed over.
SELECT r.kind, r.record_id FROM retention r
WHERE r.due_at <= :now AND NOT EXISTS (SELECT 1 FROM retention_hold h
    WHERE h.kind = r.kind AND h.record_id = r.record_id AND h.lifted_at = 0)
ORDER BY r.due_at, r.kind, r.record_id LIMIT :max;

-- retention_count_due(since int, until int, kind text, org int) one: n int
SELECT count(*) FROM retention r
WHERE r.due_at >= :since AND r.due_at < :until AND r.kind = :kind AND (:org = 0 OR r.org_id = :org)
    AND NOT EXISTS (SELECT 1 FROM retention_hold h
        WHERE h.kind = r.kind AND h.record_id = r.record_id AND h.lifted_at = 0);

-- retention_count_held(kind text, org int) one: n int
SELECT count(*) FROM retention_hold WHERE kind = :kind AND lifted_at = 0 AND (:org = 0 OR org_id = :org);

-- retention_count_erased(since int, until int, kind text, org int) one: n int
SELECT count(*) FROM erasure
WHERE at >= :since AND at < :until AND kind = :kind AND (:org = 0 OR org_id = :org);

-- hold_now(kind text, record int) one: id int, ground text, placed_at int
SELECT id, ground, placed_at FROM retention_hold WHERE kind = :kind AND record_id = :record AND lifted_at = 0;

-- hold_add(kind text, record int, org int, ground text, account int, now int) some
INSERT INTO retention_hold (kind, record_id, org_id, ground, placed_by, placed_at)
VALUES (:kind, :record, :org, :ground, :account, :now) ON CONFLICT DO NOTHING;

-- hold_lift(kind text, record int, account int, now int) some
UPDATE retention_hold SET lifted_by = :account, lifted_at = :now
WHERE kind = :kind AND record_id = :record AND lifted_at = 0;

-- request_add(submission bytes, kind text, record int, org int, asked_on int, outcome text, ground text, account int,
--   now int) some
INSERT INTO erasure_request (submission, kind, record_id, org_id, asked_on, outcome, ground, decided_by, decided_at)
VALUES (:submission, :kind, :record, :org, :asked_on, :outcome, :ground, :account, :now)
ON CONFLICT (submission) DO NOTHING;

-- requests_of(kind text, record int) many: asked_on int, outcome text, ground text, decided_name text, decided_at int
SELECT q.asked_on, q.outcome, q.ground, COALESCE(a.display_name, ''), q.decided_at
FROM erasure_request q LEFT JOIN account a ON a.id = q.decided_by
WHERE q.kind = :kind AND q.record_id = :record ORDER BY q.id DESC LIMIT 20;

-- erasure_get(kind text, record int) one: at int, reason text, basis text
SELECT at, reason, basis FROM erasure WHERE kind = :kind AND record_id = :record;

-- erasure_add(kind text, record int, submission bytes, org int, now int, reason text, basis text, account int) some
INSERT INTO erasure (kind, record_id, submission, org_id, at, reason, basis, account_id)
VALUES (:kind, :record, :submission, :org, :now, :reason, :basis, :account)
ON CONFLICT (kind, record_id) DO NOTHING;
