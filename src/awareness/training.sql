-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- course_insert(submission bytes, title text, provider text, about text, role text, months int, by int, now int) some
INSERT INTO course (submission, title, provider, about, role, months, changed_by, changed_at)
VALUES (:submission, :title, :provider, :about, :role, :months, :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- course_update(id int, title text, provider text, about text, role text, months int, state text, by int, now int) some
UPDATE course SET title = :title, provider = :provider, about = :about, role = :role, months = :months, state = :state,
    changed_by = :by, changed_at = :now
WHERE id = :id;

-- course_by_submission(submission bytes) one: id int
SELECT id FROM course WHERE submission = :submission;

-- course_by_id(id int) one: id int, title text, provider text, about text, role text, months int, state text
SELECT id, title, provider, about, role, months, state FROM course WHERE id = :id;

-- courses(max int) many like course_by_id
-- scans: all courses are shown, and there are few
SELECT id, title, provider, about, role, months, state FROM course ORDER BY title, id LIMIT :max;

-- course_session_insert(submission bytes, course int, starts int, place text, seats int, by int, now int) some
INSERT INTO course_session (submission, course_id, starts_at, place, seats, changed_by, changed_at)
VALUES (:submission, :course, :starts, :place, :seats, :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- course_session_by_submission(submission bytes) one: id int
SELECT id FROM course_session WHERE submission = :submission;

-- course_session_by_id(id int) one: id int, course_id int, title text, role text, months int, starts_at int, place text, seats int, state text, taken int
SELECT s.id, s.course_id, c.title, c.role, c.months, s.starts_at, s.place, s.seats, s.state,
    (SELECT COUNT(*) FROM participation p WHERE p.session_id = s.id AND p.state <> 'withdrawn')
FROM course_session s JOIN course c ON c.id = s.course_id WHERE s.id = :id;

-- course_sessions_of_course(course int, max int) many like course_session_by_id
SELECT s.id, s.course_id, c.title, c.role, c.months, s.starts_at, s.place, s.seats, s.state,
    (SELECT COUNT(*) FROM participation p WHERE p.session_id = s.id AND p.state <> 'withdrawn')
FROM course_session s JOIN course c ON c.id = s.course_id WHERE s.course_id = :course ORDER BY s.starts_at DESC, s.id LIMIT :max;

-- course_sessions_coming(now int, max int) many like course_session_by_id
SELECT s.id, s.course_id, c.title, c.role, c.months, s.starts_at, s.place, s.seats, s.state,
    (SELECT COUNT(*) FROM participation p WHERE p.session_id = s.id AND p.state <> 'withdrawn')
FROM course_session s JOIN course c ON c.id = s.course_id
WHERE s.state = 'planned' AND s.starts_at >= :now ORDER BY s.starts_at, s.id LIMIT :max;

-- course_session_state(id int, state text, by int, now int) some
UPDATE course_session SET state = :state, changed_by = :by, changed_at = :now WHERE id = :id AND state = 'planned';

-- sign_up(session int, course int, account int, org int, by int, now int) none
INSERT INTO participation (session_id, course_id, account_id, org_id, changed_by, changed_at)
VALUES (:session, :course, :account, :org, :by, :now)
ON CONFLICT (session_id, account_id) DO UPDATE SET state = 'signed_up', changed_by = :by, changed_at = :now
WHERE participation.state = 'withdrawn';

-- withdraw(session int, account int, by int, now int) some
UPDATE participation SET state = 'withdrawn', changed_by = :by, changed_at = :now
WHERE session_id = :session AND account_id = :account AND state = 'signed_up';

-- was_there(session int, account int, state text, held int, until int, by int, now int) some
UPDATE participation SET state = :state, held_at = :held, until_at = :until, changed_by = :by, changed_at = :now
WHERE session_id = :session AND account_id = :account AND state <> 'withdrawn';

-- participants(session int) many: account_id int, name text, org_id int, org text, state text
SELECT p.account_id, a.display_name, p.org_id, o.name, p.state
FROM participation p JOIN account a ON a.id = p.account_id JOIN org o ON o.id = p.org_id
WHERE p.session_id = :session AND p.state <> 'withdrawn' ORDER BY o.name, a.display_name, p.account_id;

-- certificates(account int) many: course_id int, title text, role text, state text, starts_at int, session_id int, until_at int
-- Of one person, newest first.
SELECT p.course_id, c.title, c.role, p.state, s.starts_at, p.session_id, p.until_at
FROM participation p JOIN course c ON c.id = p.course_id JOIN course_session s ON s.id = p.session_id
WHERE p.account_id = :account AND p.state <> 'withdrawn' ORDER BY s.starts_at DESC, p.id DESC;

-- colleagues(org int) many: account_id int, name text, roles int, title text, state text, starts_at int, until_at int
-- Everybody active in an organisation with what they followed, or once without.
SELECT a.id, a.display_name, a.roles, COALESCE(c.title, ''), COALESCE(p.state, ''), COALESCE(s.starts_at, 0), COALESCE(p.until_at, 0)
FROM account a
LEFT JOIN participation p ON p.account_id = a.id AND p.org_id = a.org_id AND p.state IN ('present', 'signed_up')
LEFT JOIN course c ON c.id = p.course_id
LEFT JOIN course_session s ON s.id = p.session_id
WHERE a.org_id = :org AND a.state = 'active' ORDER BY a.display_name, a.id, s.starts_at DESC;

-- lapsing(org int, account int, since int, soon int) one: n int
-- Certificates of a person that end before `soon`, or ended after `since`, and were not renewed.
SELECT COUNT(*) FROM participation p
WHERE p.org_id = :org AND p.account_id = :account AND p.state = 'present'
  AND p.until_at > :since AND p.until_at < :soon
  AND NOT EXISTS (SELECT 1 FROM participation q WHERE q.account_id = p.account_id AND q.course_id = p.course_id
      AND (q.state = 'signed_up' OR (q.state = 'present' AND (q.until_at = 0 OR q.until_at > p.until_at))));

-- lapsing_in(org int, since int, soon int) one: n int
-- The same, of everybody of the organisation.
SELECT COUNT(*) FROM participation p JOIN account a ON a.id = p.account_id
WHERE p.org_id = :org AND a.state = 'active' AND p.state = 'present'
  AND p.until_at > :since AND p.until_at < :soon
  AND NOT EXISTS (SELECT 1 FROM participation q WHERE q.account_id = p.account_id AND q.course_id = p.course_id
      AND (q.state = 'signed_up' OR (q.state = 'present' AND (q.until_at = 0 OR q.until_at > p.until_at))));

-- trained(bit int, role text, now int) one: everyone int, trained int
-- scans: every active account is counted
SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM participation p JOIN course c ON c.id = p.course_id
      WHERE p.account_id = a.id AND p.state = 'present' AND p.held_at <= :now AND (p.until_at = 0 OR p.until_at > :now) AND c.role = :role)
    THEN 1 ELSE 0 END), 0)
FROM account a JOIN org o ON o.id = a.org_id
WHERE a.state = 'active' AND o.state = 'active' AND (a.roles & :bit) <> 0;

-- participation_clean(before int) some
DELETE FROM participation WHERE held_at > 0 AND held_at < :before;

-- participation_clean_unheld(before int) some
-- Signed up, and nobody ever said whether they were there. Two states: the third was held.
DELETE FROM participation WHERE held_at = 0
  AND session_id IN (SELECT id FROM course_session WHERE state IN ('planned', 'cancelled') AND starts_at < :before);
