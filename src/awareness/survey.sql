-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- survey_insert(submission bytes, code text, title text, intro text, repeats int, by int, now int) some
INSERT INTO survey (submission, code, title, intro, repeats_id, made_by, made_at)
VALUES (:submission, :code, :title, :intro, :repeats, :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- survey_by_submission(submission bytes) one: id int
SELECT id FROM survey WHERE submission = :submission;

-- survey_by_id(id int) one: id int, code text, title text, intro text, repeats_id int, state text, sent int, opened_at int, closed_at int, made_at int
SELECT id, code, title, intro, repeats_id, state, sent, opened_at, closed_at, made_at FROM survey WHERE id = :id;

-- survey_by_code(code text) one like survey_by_id
SELECT id, code, title, intro, repeats_id, state, sent, opened_at, closed_at, made_at FROM survey WHERE code = :code;

-- surveys(max int) many like survey_by_id
-- scans: all are shown, newest first, and there are few
SELECT id, code, title, intro, repeats_id, state, sent, opened_at, closed_at, made_at FROM survey
ORDER BY id DESC LIMIT :max;

-- survey_edit(id int, title text, intro text) some
UPDATE survey SET title = :title, intro = :intro WHERE id = :id AND state = 'draft';

-- survey_open(id int, now int) some
UPDATE survey SET state = 'open', opened_at = :now WHERE id = :id AND state = 'draft';

-- survey_close(id int, now int) some
UPDATE survey SET state = 'closed', closed_at = :now WHERE id = :id AND state = 'open';

-- survey_delete(id int) some
DELETE FROM survey WHERE id = :id AND state = 'draft';

-- survey_questions_delete(survey int) some
DELETE FROM survey_question WHERE survey_id = :survey;

-- survey_options_delete_all(survey int) some
DELETE FROM survey_option WHERE question_id IN (SELECT id FROM survey_question WHERE survey_id = :survey);

-- question_insert(submission bytes, survey int, place int, words text, hint text, several int, splits int) some
INSERT INTO survey_question (submission, survey_id, place, words, hint, several, splits)
VALUES (:submission, :survey, :place, :words, :hint, :several, :splits)
ON CONFLICT (submission) DO NOTHING;

-- question_by_submission(submission bytes) one: id int
SELECT id FROM survey_question WHERE submission = :submission;

-- question_update(id int, words text, hint text, several int, splits int) some
UPDATE survey_question SET words = :words, hint = :hint, several = :several, splits = :splits WHERE id = :id;

-- question_delete(id int) some
DELETE FROM survey_question WHERE id = :id;

-- question_place(id int, place int) some
UPDATE survey_question SET place = :place WHERE id = :id;

-- questions(survey int) many: id int, survey_id int, place int, words text, hint text, several int, splits int
SELECT id, survey_id, place, words, hint, several, splits FROM survey_question WHERE survey_id = :survey ORDER BY place, id;

-- question_by_id(id int) one like questions
SELECT id, survey_id, place, words, hint, several, splits FROM survey_question WHERE id = :id;

-- options(survey int) many: question_id int, place int, words text, correct int
SELECT o.question_id, o.place, o.words, o.correct
FROM survey_question q JOIN survey_option o ON o.question_id = q.id
WHERE q.survey_id = :survey ORDER BY q.place, q.id, o.place;

-- option_insert(question int, place int, words text, correct int) none
INSERT INTO survey_option (question_id, place, words, correct) VALUES (:question, :place, :words, :correct);

-- options_delete(question int) some
DELETE FROM survey_option WHERE question_id = :question;

-- sent_insert(submission bytes, survey int) some
INSERT INTO survey_sent (submission, survey_id) VALUES (:submission, :survey) ON CONFLICT (submission) DO NOTHING;

-- sent_delete(survey int) some
DELETE FROM survey_sent WHERE survey_id = :survey;

-- survey_add_sent(id int) some
UPDATE survey SET sent = sent + 1 WHERE id = :id AND state = 'open';

-- count_add(question int, group_place int, place int) none
INSERT INTO survey_count (question_id, group_place, place, n) VALUES (:question, :group_place, :place, 1)
ON CONFLICT (question_id, group_place, place) DO UPDATE SET n = survey_count.n + 1;

-- counts(survey int) many: question_id int, group_place int, place int, n int
SELECT c.question_id, c.group_place, c.place, c.n
FROM survey_question q JOIN survey_count c ON c.question_id = q.id
WHERE q.survey_id = :survey ORDER BY c.question_id, c.group_place, c.place;
