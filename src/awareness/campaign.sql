-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- campaign_insert(submission bytes, title text, runs text, area text, for_groups text, forms text, means text, from_day int, until_day int, reach int, reach_about text, evidence text, effect text, source text, by int, now int) some
INSERT INTO campaign (submission, title, runs, area, for_groups, forms, means, from_day, until_day, reach, reach_about, evidence, effect, source, changed_by, changed_at)
VALUES (:submission, :title, :runs, :area, :for_groups, :forms, :means, :from_day, :until_day, :reach, :reach_about, :evidence, :effect, :source, :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- campaign_update(id int, title text, runs text, area text, for_groups text, forms text, means text, from_day int, until_day int, reach int, reach_about text, evidence text, effect text, source text, by int, now int) some
UPDATE campaign SET title = :title, runs = :runs, area = :area, for_groups = :for_groups, forms = :forms, means = :means,
    from_day = :from_day, until_day = :until_day, reach = :reach, reach_about = :reach_about, evidence = :evidence,
    effect = :effect, source = :source, changed_by = :by, changed_at = :now
WHERE id = :id;

-- campaign_by_submission(submission bytes) one: id int
SELECT id FROM campaign WHERE submission = :submission;

-- campaign_by_id(id int) one: id int, title text, runs text, area text, for_groups text, forms text, means text, from_day int, until_day int, reach int, reach_about text, evidence text, effect text, source text, changed_by int, changed_at int
SELECT id, title, runs, area, for_groups, forms, means, from_day, until_day, reach, reach_about, evidence, effect, source, changed_by, changed_at
FROM campaign WHERE id = :id;

-- campaigns(max int) many like campaign_by_id
SELECT id, title, runs, area, for_groups, forms, means, from_day, until_day, reach, reach_about, evidence, effect, source, changed_by, changed_at
FROM campaign ORDER BY from_day DESC, id DESC LIMIT :max;

-- moment_insert(submission bytes, campaign int, day int, target text, message text, channel text, who text, by int, now int) some
INSERT INTO campaign_moment (submission, campaign_id, day, target, message, channel, who, changed_by, changed_at)
VALUES (:submission, :campaign, :day, :target, :message, :channel, :who, :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- moment_done(id int, done int, by int, now int) some
UPDATE campaign_moment SET done = :done, changed_by = :by, changed_at = :now WHERE id = :id;

-- moment_delete(id int) some
DELETE FROM campaign_moment WHERE id = :id;

-- moments(from_day int, until_day int, max int) many: id int, campaign_id int, campaign text, day int, target text, message text, channel text, who text, done int
SELECT m.id, m.campaign_id, COALESCE(c.title, ''), m.day, m.target, m.message, m.channel, m.who, m.done
FROM campaign_moment m LEFT JOIN campaign c ON c.id = m.campaign_id
WHERE m.day >= :from_day AND m.day < :until_day ORDER BY m.day, m.id LIMIT :max;

-- moments_late(from_day int, today int) one: n int
SELECT COUNT(*) FROM campaign_moment WHERE day >= :from_day AND day < :today AND done = 0;
