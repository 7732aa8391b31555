-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- advice_add(signal int, submission bytes, from_org int, to_org int, account int, now int, sealed_question bytes) one: id int
-- A question to an expertise centre; no row when this submission was stored before.
INSERT INTO advice (signal_id, submission, from_org, to_org, asked_by, asked_at, sealed_question)
VALUES (:signal, :submission, :from_org, :to_org, :account, :now, :sealed_question)
ON CONFLICT (submission) DO NOTHING
RETURNING id;

-- advice_by_id(id int) one: id int, signal_id int, submission bytes, from_org int, from_name text, to_org int,
--   to_name text, state text, asked_by int, asked_name text, asked_at int, answered_name text, answered_at int,
--   sealed_question bytes, sealed_answer bytes, erased_at int
SELECT v.id, v.signal_id, v.submission, v.from_org, f.name, v.to_org, t.name, v.state, v.asked_by,
    COALESCE(a.display_name, ''), v.asked_at, COALESCE(b.display_name, ''), v.answered_at, v.sealed_question, v.sealed_answer,
    v.erased_at
FROM advice v JOIN org f ON f.id = v.from_org JOIN org t ON t.id = v.to_org
    LEFT JOIN account a ON a.id = v.asked_by LEFT JOIN account b ON b.id = v.answered_by
WHERE v.id = :id;

-- advice_of_signal(signal int) many like advice_by_id
SELECT v.id, v.signal_id, v.submission, v.from_org, f.name, v.to_org, t.name, v.state, v.asked_by,
    COALESCE(a.display_name, ''), v.asked_at, COALESCE(b.display_name, ''), v.answered_at, v.sealed_question, v.sealed_answer,
    v.erased_at
FROM advice v JOIN org f ON f.id = v.from_org JOIN org t ON t.id = v.to_org
    LEFT JOIN account a ON a.id = v.asked_by LEFT JOIN account b ON b.id = v.answered_by
WHERE v.signal_id = :signal ORDER BY v.id LIMIT 50;

-- advice_list(to_org int, state text, before int, max int) many: id int, from_name text, state text, asked_at int,
--   answered_at int
-- Questions to an organisation, newest first; nothing of what they ask.
SELECT v.id, f.name, v.state, v.asked_at, v.answered_at FROM advice v JOIN org f ON f.id = v.from_org
WHERE v.to_org = :to_org AND v.state = :state AND v.erased_at = 0 AND v.id < :before ORDER BY v.id DESC LIMIT :max;

-- advice_count(to_org int, max int) one: count int
SELECT count(*) FROM (SELECT 1 FROM advice WHERE to_org = :to_org AND state = 'asked' LIMIT :max) AS few;

-- advice_set_answer(id int, account int, now int, sealed_answer bytes) some
UPDATE advice SET state = 'answered', answered_by = :account, answered_at = :now, sealed_answer = :sealed_answer
WHERE id = :id AND state = 'asked';

-- advice_withdraw(id int) some
UPDATE advice SET state = 'withdrawn' WHERE id = :id AND state = 'asked';
