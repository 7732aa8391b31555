-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- ---- who owns what ------------------------------------------------------------------------------------------------

-- progress_owner_add(action int, org int, account int, now int) some
INSERT INTO action_owner (action, org_id, since, assigned_by) VALUES (:action, :org, :now, :account)
ON CONFLICT (action, org_id) WHERE until = 0 DO NOTHING;

-- progress_owner_end(action int, org int, account int, now int) some
UPDATE action_owner SET until = :now, ended_by = :account WHERE action = :action AND org_id = :org AND until = 0;

-- progress_owner_all() many: action int, org_id int, org_name text, since int
-- Of every action, who owns it now.
-- scans: at most some organisations for each of 32 actions
SELECT w.action, w.org_id, o.name, w.since FROM action_owner w JOIN org o ON o.id = w.org_id
WHERE w.until = 0 ORDER BY w.action, o.name, o.id;

-- progress_owner_is(action int, org int) one: n int
SELECT COUNT(*) FROM action_owner WHERE action = :action AND org_id = :org AND until = 0;

-- ---- reports ------------------------------------------------------------------------------------------------------

-- progress_insert(submission bytes, action int, quarter int, org int, account int, link int, reporter text, now int,
--   state text, phase text, progress text, results text, obstacles text, forecast text, ends_on int, percent int,
--   evidence text, sample int) one: id int
-- No row when this submission was stored before.
INSERT INTO progress_report (submission, action, quarter, version, org_id, account_id, link_id, reporter, reported_at,
    state, phase, progress, results, obstacles, forecast, ends_on, percent, evidence, sample)
VALUES (:submission, :action, :quarter,
    (SELECT COALESCE(MAX(version), 0) + 1 FROM progress_report WHERE action = :action AND quarter = :quarter), :org,
    :account, :link, :reporter, :now, :state, :phase, :progress, :results, :obstacles, :forecast, :ends_on, :percent,
    :evidence, :sample)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- progress_by_submission(submission bytes) one: id int
SELECT id FROM progress_report WHERE submission = :submission;

-- progress_by_id(id int) one: id int, action int, quarter int, version int, org_id int, org_name text, account_id int,
--   account_name text, link_id int, reporter text, reported_at int, state text, phase text, progress text, results text,
--   obstacles text, forecast text, ends_on int, percent int, evidence text, review text, reviewed_at int,
--   published_at int, sample int, newest int
SELECT r.id, r.action, r.quarter, r.version, r.org_id, o.name, r.account_id, COALESCE(a.display_name, ''), r.link_id,
    r.reporter, r.reported_at, r.state, r.phase, r.progress, r.results, r.obstacles, r.forecast, r.ends_on, r.percent,
    r.evidence, r.review, r.reviewed_at, r.published_at, r.sample,
    CASE WHEN EXISTS (SELECT 1 FROM progress_report n WHERE n.action = r.action AND n.quarter = r.quarter
        AND n.version > r.version) THEN 0 ELSE 1 END
FROM progress_report r JOIN org o ON o.id = r.org_id LEFT JOIN account a ON a.id = r.account_id WHERE r.id = :id;

-- progress_of_action(action int, max int) many like progress_by_id
-- The whole history of an action, the newest first.
SELECT r.id, r.action, r.quarter, r.version, r.org_id, o.name, r.account_id, COALESCE(a.display_name, ''), r.link_id,
    r.reporter, r.reported_at, r.state, r.phase, r.progress, r.results, r.obstacles, r.forecast, r.ends_on, r.percent,
    r.evidence, r.review, r.reviewed_at, r.published_at, r.sample,
    CASE WHEN EXISTS (SELECT 1 FROM progress_report n WHERE n.action = r.action AND n.quarter = r.quarter
        AND n.version > r.version) THEN 0 ELSE 1 END
FROM progress_report r JOIN org o ON o.id = r.org_id LEFT JOIN account a ON a.id = r.account_id
WHERE r.action = :action ORDER BY r.quarter DESC, r.version DESC LIMIT :max;

-- progress_newest(first int, last int) many like progress_by_id
-- The newest version for each action and quarter.
SELECT r.id, r.action, r.quarter, r.version, r.org_id, o.name, r.account_id, COALESCE(a.display_name, ''), r.link_id,
    r.reporter, r.reported_at, r.state, r.phase, r.progress, r.results, r.obstacles, r.forecast, r.ends_on, r.percent,
    r.evidence, r.review, r.reviewed_at, r.published_at, r.sample, 1
FROM progress_report r JOIN org o ON o.id = r.org_id LEFT JOIN account a ON a.id = r.account_id
WHERE r.quarter >= :first AND r.quarter <= :last
    AND NOT EXISTS (SELECT 1 FROM progress_report n WHERE n.action = r.action AND n.quarter = r.quarter
        AND n.version > r.version)
ORDER BY r.action, r.quarter;

-- progress_waiting() many: quarter int, n int
-- Newest versions that wait for a review.
SELECT r.quarter, COUNT(*) FROM progress_report r
WHERE r.review = 'open' AND NOT EXISTS (SELECT 1 FROM progress_report n WHERE n.action = r.action
    AND n.quarter = r.quarter AND n.version > r.version)
GROUP BY r.quarter ORDER BY r.quarter;

-- progress_accepted_until(quarter int, before int) many like progress_by_id
-- For each action the newest report that was accepted before a moment, for this quarter or an earlier one.
SELECT r.id, r.action, r.quarter, r.version, r.org_id, o.name, r.account_id, COALESCE(a.display_name, ''), r.link_id,
    r.reporter, r.reported_at, r.state, r.phase, r.progress, r.results, r.obstacles, r.forecast, r.ends_on, r.percent,
    r.evidence, r.review, r.reviewed_at, r.published_at, r.sample, 1
FROM progress_report r JOIN org o ON o.id = r.org_id LEFT JOIN account a ON a.id = r.account_id
WHERE r.review = 'accepted' AND r.quarter <= :quarter AND r.reviewed_at < :before
    AND NOT EXISTS (SELECT 1 FROM progress_report n WHERE n.action = r.action AND n.review = 'accepted'
        AND n.quarter <= :quarter AND n.reviewed_at < :before
        AND (n.quarter > r.quarter OR (n.quarter = r.quarter AND n.version > r.version)))
ORDER BY r.action;

-- progress_published(action int) one like progress_by_id
-- What everyone may see of an action: the newest that was accepted and opened.
SELECT r.id, r.action, r.quarter, r.version, r.org_id, o.name, r.account_id, '', r.link_id,
    '', r.reported_at, r.state, r.phase, r.progress, r.results, r.obstacles, r.forecast, r.ends_on, r.percent,
    r.evidence, r.review, r.reviewed_at, r.published_at, r.sample, 1
FROM progress_report r JOIN org o ON o.id = r.org_id
WHERE r.review = 'accepted' AND r.published_at > 0 AND r.action = :action
ORDER BY r.quarter DESC, r.version DESC LIMIT 1;

-- progress_set_review(id int, review text, published_at int, now int) some
UPDATE progress_report SET review = :review, published_at = :published_at, reviewed_at = :now WHERE id = :id;

-- progress_set_published(id int, published_at int) some
UPDATE progress_report SET published_at = :published_at WHERE id = :id AND review = 'accepted';

-- progress_review_insert(submission bytes, report int, account int, now int, verdict text, words text) some
INSERT INTO progress_review (submission, report_id, account_id, reviewed_at, verdict, words)
VALUES (:submission, :report, :account, :now, :verdict, :words) ON CONFLICT (submission) DO NOTHING;

-- progress_review_of_action(action int, max int) many: report_id int, account_name text, reviewed_at int, verdict text, words text
SELECT v.report_id, COALESCE(a.display_name, ''), v.reviewed_at, v.verdict, v.words
FROM progress_report r JOIN progress_review v ON v.report_id = r.id LEFT JOIN account a ON a.id = v.account_id
WHERE r.action = :action ORDER BY v.id LIMIT :max;

-- progress_file_insert(report int, stored text, name text, type text, size int, sealed_key bytes) none
INSERT INTO progress_file (report_id, stored, name, type, size, sealed_key)
VALUES (:report, :stored, :name, :type, :size, :sealed_key);

-- progress_file_of_action(action int, max int) many: id int, report_id int, name text, type text, size int
SELECT f.id, f.report_id, f.name, f.type, f.size FROM progress_report r JOIN progress_file f ON f.report_id = r.id
WHERE r.action = :action ORDER BY f.id LIMIT :max;

-- progress_file_by_id(id int) one: id int, report_id int, stored text, name text, sealed_key bytes
SELECT id, report_id, stored, name, sealed_key FROM progress_file WHERE id = :id;

-- ---- drafts -------------------------------------------------------------------------------------------------------

-- progress_draft_save(action int, quarter int, account int, link int, now int, fields text) none
INSERT INTO progress_draft (action, quarter, account_id, link_id, saved_at, fields)
VALUES (:action, :quarter, :account, :link, :now, :fields)
ON CONFLICT (action, quarter, account_id, link_id) DO UPDATE SET saved_at = :now, fields = :fields;

-- progress_draft_get(action int, quarter int, account int, link int) one: saved_at int, fields text
SELECT saved_at, fields FROM progress_draft
WHERE action = :action AND quarter = :quarter AND account_id = :account AND link_id = :link;

-- progress_draft_drop(action int, quarter int, account int, link int) some
DELETE FROM progress_draft
WHERE action = :action AND quarter = :quarter AND account_id = :account AND link_id = :link;

-- ---- links --------------------------------------------------------------------------------------------------------

-- progress_link_insert(digest bytes, action int, quarter int, org int, account int, now int, until int) some
INSERT INTO progress_link (digest, action, quarter, org_id, made_at, made_by, valid_until)
VALUES (:digest, :action, :quarter, :org, :now, :account, :until) ON CONFLICT (digest) DO NOTHING;

-- progress_link_find(digest bytes, now int) one: id int, action int, quarter int, org_id int, org_name text, valid_until int
SELECT l.id, l.action, l.quarter, l.org_id, o.name, l.valid_until FROM progress_link l JOIN org o ON o.id = l.org_id
WHERE l.digest = :digest AND l.withdrawn_at = 0 AND l.valid_until > :now AND o.state = 'active';

-- progress_link_used(id int, now int) some
UPDATE progress_link SET used_at = :now WHERE id = :id;

-- progress_link_withdraw(id int, action int, now int) some
UPDATE progress_link SET withdrawn_at = :now WHERE id = :id AND action = :action AND withdrawn_at = 0;

-- progress_link_withdraw_of(action int, quarter int, org int, now int) some
-- An owner that is no longer one: its links end. quarter 0: of every quarter.
UPDATE progress_link SET withdrawn_at = :now
WHERE action = :action AND (:quarter = 0 OR quarter = :quarter) AND org_id = :org AND withdrawn_at = 0;

-- progress_link_of_action(action int, now int) many: id int, quarter int, org_name text, made_at int, valid_until int, used_at int
-- Those that work.
SELECT l.id, l.quarter, o.name, l.made_at, l.valid_until, l.used_at
FROM progress_link l JOIN org o ON o.id = l.org_id
WHERE l.action = :action AND l.withdrawn_at = 0 AND l.valid_until > :now ORDER BY l.id;

-- progress_by_link(link int, action int, quarter int) one: id int
-- The newest report that came in by this link.
SELECT id FROM progress_report WHERE action = :action AND quarter = :quarter AND link_id = :link
ORDER BY version DESC LIMIT 1;

-- progress_by_account_org(org int, action int, quarter int) one: id int
SELECT id FROM progress_report WHERE action = :action AND quarter = :quarter AND org_id = :org
ORDER BY version DESC LIMIT 1;

-- progress_forget_names(before int) some
-- Who filled in a report by a link is of use while there may be questions about it.
-- scans: once a day, of some hundred reports a year
UPDATE progress_report SET reporter = '' WHERE reporter <> '' AND reported_at < :before;

-- progress_draft_forget(before int) some
-- scans: once a day; there are few drafts
DELETE FROM progress_draft WHERE saved_at < :before;

-- ---- reminders ----------------------------------------------------------------------------------------------------

-- progress_reminder_insert(action int, quarter int, org int, kind text, now int) some
INSERT INTO progress_reminder (action, quarter, org_id, kind, made_at) VALUES (:action, :quarter, :org, :kind, :now)
ON CONFLICT (quarter, action, org_id, kind) DO NOTHING;

-- progress_reminder_of(first int, last int) many: action int, quarter int, org_id int, kind text, made_at int
SELECT action, quarter, org_id, kind, made_at FROM progress_reminder
WHERE quarter >= :first AND quarter <= :last ORDER BY action, quarter, id;
