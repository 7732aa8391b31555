-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- meeting_add(submission bytes, body text, region text, day int, start int, title text, account int, now int) some
INSERT INTO meeting (submission, body, region, day, start, title, added_by, added_at, changed_at)
VALUES (:submission, :body, :region, :day, :start, :title, :account, :now, :now) ON CONFLICT (submission) DO NOTHING;

-- meeting_by_submission(submission bytes) one: id int
SELECT id FROM meeting WHERE submission = :submission;

-- meeting_by_id(id int) one: id int, body text, region text, day int, start int, title text, state text, words text,
--   changed_at int
SELECT id, body, region, day, start, title, state, words, changed_at FROM meeting WHERE id = :id;

-- meetings_between(from_day int, to_day int, max int) many like meeting_by_id
SELECT id, body, region, day, start, title, state, words, changed_at FROM meeting
WHERE day >= :from_day AND day < :to_day ORDER BY day, id LIMIT :max;

-- meetings_not_held(before int) one: n int
-- Planned for a day that is over, and nobody said whether it was held.
SELECT COUNT(*) FROM meeting WHERE day < :before AND day > :before - 366 AND state = 'planned';

-- meetings_planned(from_day int, to_day int) one: n int
SELECT COUNT(*) FROM meeting WHERE day >= :from_day AND day < :to_day AND state = 'planned';

-- meeting_move(id int, day int, start int, title text, now int) some
UPDATE meeting SET day = :day, start = :start, title = :title, changed_at = :now WHERE id = :id AND state = 'planned';

-- meeting_end(id int, state text, words text, now int) some
UPDATE meeting SET state = :state, words = :words, changed_at = :now WHERE id = :id AND state = 'planned';

-- agenda_of(meeting int) many: kind text, ref text, title text, taken int
SELECT kind, ref, title, taken FROM agenda_item WHERE meeting_id = :meeting ORDER BY position, id LIMIT 200;

-- agenda_put(meeting int, kind text, ref text, title text, taken int, position int) none
INSERT INTO agenda_item (meeting_id, kind, ref, title, taken, position)
VALUES (:meeting, :kind, :ref, :title, :taken, :position)
ON CONFLICT (meeting_id, kind, ref) DO UPDATE SET title = excluded.title, taken = excluded.taken,
    position = excluded.position;

-- decision_add(submission bytes, body text, meeting int, wording text, owner text, state text, day int, due_day int,
--   now int) some
INSERT INTO steering_decision (submission, body, meeting_id, wording, owner, state, day, due_day, added_at)
VALUES (:submission, :body, :meeting, :wording, :owner, :state, :day, :due_day, :now) ON CONFLICT (submission) DO NOTHING;

-- decision_by_submission(submission bytes) one: id int
SELECT id FROM steering_decision WHERE submission = :submission;

-- decision_by_id(id int) one: id int, body text, meeting int, wording text, owner text, state text, day int, due_day int,
--   added_at int
SELECT id, body, meeting_id, wording, owner, state, day, due_day, added_at FROM steering_decision WHERE id = :id;

-- decisions_running(max int) many like decision_by_id
-- Asked for, or decided and not done yet; the first due first.
SELECT id, body, meeting_id, wording, owner, state, day, due_day, added_at FROM steering_decision
WHERE state IN ('asked', 'open') ORDER BY due_day, id LIMIT :max;

-- decisions_ended(before int, max int) many like decision_by_id
SELECT id, body, meeting_id, wording, owner, state, day, due_day, added_at FROM steering_decision
WHERE id < :before AND state NOT IN ('asked', 'open') ORDER BY id DESC LIMIT :max;

-- decisions_of_meeting(meeting int) many like decision_by_id
SELECT id, body, meeting_id, wording, owner, state, day, due_day, added_at FROM steering_decision
WHERE meeting_id = :meeting AND meeting_id <> 0 ORDER BY id LIMIT 100;

-- decisions_at(before int, max int) many like decision_by_id
-- Each as it was just before this moment, newest first: its state then is that of its last step.
-- scans: some hundreds over the years, for a report
SELECT d.id, d.body, d.meeting_id, d.wording, d.owner, s.state,
    CASE WHEN s.state = 'asked' THEN 0 ELSE d.day END, d.due_day, d.added_at
FROM steering_decision d JOIN decision_step s ON s.decision_id = d.id
WHERE s.id = (SELECT MAX(t.id) FROM decision_step t WHERE t.decision_id = d.id AND t.at < :before)
ORDER BY d.id DESC LIMIT :max;

-- decision_change(id int, from_state text, state text, day int, due_day int, meeting int) some
UPDATE steering_decision SET state = :state, day = :day, due_day = :due_day, meeting_id = :meeting
WHERE id = :id AND state = :from_state;

-- decision_step_add(decision int, submission bytes, state text, words text, account int, org int, now int) some
INSERT INTO decision_step (decision_id, submission, state, words, account_id, org_id, at)
VALUES (:decision, :submission, :state, :words, :account, :org, :now) ON CONFLICT (submission) DO NOTHING;

-- decision_steps(decision int) many: state text, words text, org int, at int
SELECT state, words, org_id, at FROM decision_step WHERE decision_id = :decision ORDER BY id LIMIT 200;

-- advice_weighty_add(submission bytes, decision int, body text, wording text, day int, now int) some
INSERT INTO weighty_advice (submission, decision_id, body, wording, day, added_at)
VALUES (:submission, :decision, :body, :wording, :day, :now) ON CONFLICT (submission) DO NOTHING;

-- advice_weighty_of(decision int) many: id int, decision int, body text, wording text, day int, outcome text,
--   reason text, outcome_at int
SELECT id, decision_id, body, wording, day, outcome, reason, outcome_at FROM weighty_advice
WHERE decision_id = :decision ORDER BY id LIMIT 50;

-- advice_weighty_between(from_day int, to_day int) many like advice_weighty_of
-- scans: some dozens over the years, for a report
SELECT id, decision_id, body, wording, day, outcome, reason, outcome_at FROM weighty_advice
WHERE day >= :from_day AND day < :to_day ORDER BY day, id LIMIT 200;

-- advice_weighty_outcome(id int, decision int, outcome text, reason text, now int) some
UPDATE weighty_advice SET outcome = :outcome, reason = :reason, outcome_at = :now
WHERE id = :id AND decision_id = :decision AND outcome = '';
