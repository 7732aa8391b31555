-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- risk_add(submission bytes, code text) some
INSERT INTO risk (submission, code) VALUES (:submission, :code) ON CONFLICT DO NOTHING;

-- risk_by_submission(submission bytes) one: id int, code text
SELECT id, code FROM risk WHERE submission = :submission;

-- risk_by_code(code text) one: id int
SELECT id FROM risk WHERE code = :code;

-- risk_added() one: n int
-- Those that are not from the plan.
-- scans: a few dozen risks
SELECT COUNT(*) FROM risk WHERE code LIKE 'E%';

-- risk_version_add(risk int, submission bytes, number int, side text, title text, cause text, chance int, on_time int,
--   on_money int, on_quality int, owner text, measure text, accepted int, state text, review_day int, reason text,
--   account int, org int, now int) some
INSERT INTO risk_version (risk_id, submission, number, side, title, cause, chance, on_time, on_money, on_quality, owner,
    measure, accepted, state, review_day, reason, account_id, org_id, at)
VALUES (:risk, :submission, :number, :side, :title, :cause, :chance, :on_time, :on_money, :on_quality, :owner,
    :measure, :accepted, :state, :review_day, :reason, :account, :org, :now)
ON CONFLICT DO NOTHING;

-- risk_version_of(submission bytes) one: risk int
SELECT risk_id FROM risk_version WHERE submission = :submission;

-- risk_versions(before int) many: risk int, code text, number int, side text, title text, cause text, chance int,
--   on_time int, on_money int, on_quality int, owner text, measure text, accepted int, state text, review_day int,
--   reason text, account int, org int, at int
-- Of every risk the version of just before this moment.
-- scans: a few dozen risks
SELECT r.id, r.code, v.number, v.side, v.title, v.cause, v.chance, v.on_time, v.on_money, v.on_quality, v.owner,
    v.measure, v.accepted, v.state, v.review_day, v.reason, v.account_id, v.org_id, v.at
FROM risk r JOIN risk_version v ON v.risk_id = r.id
WHERE v.number = (SELECT MAX(w.number) FROM risk_version w WHERE w.risk_id = r.id AND w.at < :before)
ORDER BY r.id;

-- risk_history(risk int) many like risk_versions
-- All versions of one, newest first.
SELECT r.id, r.code, v.number, v.side, v.title, v.cause, v.chance, v.on_time, v.on_money, v.on_quality, v.owner,
    v.measure, v.accepted, v.state, v.review_day, v.reason, v.account_id, v.org_id, v.at
FROM risk r JOIN risk_version v ON v.risk_id = r.id
WHERE r.id = :risk ORDER BY v.number DESC LIMIT 200;
