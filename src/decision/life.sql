-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- draft_add(submission bytes, name text, region text, kind text, state text, based_on int, xml text, tests text,
--   account int, now int, reason text) many: id int
-- No row: this submission was there already.
INSERT INTO rule_draft (submission, name, region, kind, state, based_on, xml, tests, created_by, created_at, changed_at,
    reason)
VALUES (:submission, :name, :region, :kind, :state, :based_on, :xml, :tests, :account, :now, :now, :reason)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- draft_of_submission(submission bytes) one: id int
SELECT id FROM rule_draft WHERE submission = :submission;

-- draft_writer(draft int, account int) none
INSERT INTO rule_writer (draft_id, account_id) VALUES (:draft, :account) ON CONFLICT (draft_id, account_id) DO NOTHING;

-- draft_wrote(draft int, account int) one: n int
SELECT COUNT(*) FROM rule_writer WHERE draft_id = :draft AND account_id = :account;

-- draft_writers(draft int) many: name text
SELECT a.display_name FROM rule_writer w JOIN account a ON a.id = w.account_id
WHERE w.draft_id = :draft ORDER BY a.display_name;

-- draft_get(id int) one: id int, name text, region text, kind text, state text, based_on int, revision int, xml text,
--   tests text, created_by int, created_at int, changed_at int, reason text, live_from int, proposed_by int,
--   proposed_at int, answer text, decided_by int, decided_at int, reviewed_by int, reviewed_at int, version_id int
SELECT id, name, region, kind, state, based_on, revision, xml, tests, created_by, created_at, changed_at, reason,
    live_from, proposed_by, proposed_at, answer, decided_by, decided_at, reviewed_by, reviewed_at, version_id
FROM rule_draft WHERE id = :id;

-- draft_open(max int) many: id int, name text, region text, kind text, state text, changed_at int, proposed_at int,
--   live_from int, reviewed_by int, created_by int, proposed_by int, writer text
-- What somebody still has to do something with: drafts, proposals, emergencies that nobody looked at afterwards.
-- scans: some dozens a year, and the newest first
SELECT d.id, d.name, d.region, d.kind, d.state, d.changed_at, d.proposed_at, d.live_from, d.reviewed_by, d.created_by,
    d.proposed_by, a.display_name
FROM rule_draft d JOIN account a ON a.id = d.created_by
WHERE d.state = 'draft' OR d.state = 'proposed' OR (d.kind = 'emergency' AND d.reviewed_by = 0)
ORDER BY d.id DESC LIMIT :max;

-- draft_save(id int, revision int, xml text, tests text, now int) some
UPDATE rule_draft SET xml = :xml, tests = :tests, revision = revision + 1, changed_at = :now
WHERE id = :id AND revision = :revision AND state = 'draft';

-- draft_propose(id int, revision int, account int, now int, reason text, live_from int) some
UPDATE rule_draft SET state = 'proposed', revision = revision + 1, proposed_by = :account, proposed_at = :now,
    reason = :reason, live_from = :live_from, answer = ''
WHERE id = :id AND revision = :revision AND state = 'draft';

-- draft_back(id int, revision int, now int) some
-- Taken back by who proposed it, or sent back: a draft again.
UPDATE rule_draft SET state = 'draft', revision = revision + 1, changed_at = :now
WHERE id = :id AND revision = :revision AND state = 'proposed';

-- draft_drop(id int, revision int, now int) some
UPDATE rule_draft SET state = 'withdrawn', revision = revision + 1, changed_at = :now
WHERE id = :id AND revision = :revision AND state = 'draft';

-- draft_decide(id int, revision int, state text, account int, now int, answer text) some
UPDATE rule_draft SET state = :state, revision = revision + 1, decided_by = :account, decided_at = :now, answer = :answer
WHERE id = :id AND revision = :revision AND state = 'proposed';

-- draft_became(id int, version int) none
UPDATE rule_draft SET version_id = :version WHERE id = :id;

-- draft_emergency(id int, account int, now int) none
UPDATE rule_draft SET proposed_by = :account, proposed_at = :now, decided_by = :account, decided_at = :now WHERE id = :id;

-- draft_review(id int, account int, now int) some
UPDATE rule_draft SET reviewed_by = :account, reviewed_at = :now
WHERE id = :id AND kind = 'emergency' AND reviewed_by = 0;
