-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- figure_table_insert(org int, submission bytes, title text, source text, about text, list_names text, content bytes, digest text, list_count int, people int, protected int, left_out int, by int, now int) some
INSERT INTO figure_table (org_id, submission, title, source, about, list_names, content, digest, list_count, people, protected, left_out, added_by, added_at)
VALUES (:org, :submission, :title, :source, :about, :list_names, :content, :digest, :list_count, :people, :protected, :left_out, :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- figure_table_by_submission(submission bytes) one: id int, org_id int
-- A form sent twice finds the table it made.
SELECT id, org_id FROM figure_table WHERE submission = :submission;

-- figure_table_by_id(id int) one: id int, org_id int, title text, source text, about text, list_names text, content bytes, digest text, list_count int, people int, protected int, left_out int, added_by int, added_at int
SELECT id, org_id, title, source, about, list_names, content, digest, list_count, people, protected, left_out, added_by, added_at
FROM figure_table WHERE id = :id;

-- figure_tables(org int, max int) many: id int, title text, source text, about text, list_count int, people int, protected int, added_by int, added_at int
SELECT id, title, source, about, list_count, people, protected, added_by, added_at
FROM figure_table WHERE org_id = :org ORDER BY id DESC LIMIT :max;

-- figure_table_count(org int) one: n int
SELECT COUNT(*) FROM figure_table WHERE org_id = :org;

-- figure_table_delete(id int) some
DELETE FROM figure_table WHERE id = :id;

-- figure_run_insert(table_id int, org int, submission bytes, model text, ci text, threshold int, max_order int, replicates int, trials int, seed int, level int, strata text, year_column text, degree int, by_columns text, absent int, population bytes, way text, doubtful text, by int, now int) some
INSERT INTO figure_run (table_id, org_id, submission, model, ci, threshold, max_order, replicates, trials, seed, level, strata,
    year_column, degree, by_columns, absent, population, way, doubtful, state, added_by, added_at)
VALUES (:table_id, :org, :submission, :model, :ci, :threshold, :max_order, :replicates, :trials, :seed, :level, :strata,
    :year_column, :degree, :by_columns, :absent, :population, :way, :doubtful, 'queued', :by, :now)
ON CONFLICT (submission) DO NOTHING;

-- figure_run_by_submission(submission bytes) one: id int, org_id int
SELECT id, org_id FROM figure_run WHERE submission = :submission;

-- figure_run_by_id(id int) one: id int, table_id int, org_id int, title text, source text, protected int, digest text, model text, ci text, threshold int, max_order int, replicates int, trials int, seed int, level int, strata text, year_column text, degree int, by_columns text, absent int, population bytes, way text, doubtful text, state text, started_at int, ended_at int, fault text, version text, verdict text, observed int, estimate int, lower int, upper int, answer text, again text, again_at int, again_by int, again_version text, added_by int, added_at int
SELECT r.id, r.table_id, r.org_id, t.title, t.source, t.protected, t.digest, r.model, r.ci, r.threshold, r.max_order, r.replicates, r.trials, r.seed, r.level, r.strata,
    r.year_column, r.degree, r.by_columns, r.absent, r.population, r.way, r.doubtful, r.state, r.started_at, r.ended_at, r.fault, r.version, r.verdict, r.observed, r.estimate, r.lower, r.upper, r.answer,
    r.again, r.again_at, r.again_by, r.again_version, r.added_by, r.added_at
FROM figure_run r JOIN figure_table t ON t.id = r.table_id WHERE r.id = :id;

-- figure_runs(org int, before int, max int) many: id int, title text, model text, seed int, state text, verdict text, estimate int, lower int, upper int, added_by int, added_at int
SELECT r.id, t.title, r.model, r.seed, r.state, r.verdict, r.estimate, r.lower, r.upper, r.added_by, r.added_at
FROM figure_run r JOIN figure_table t ON t.id = r.table_id
WHERE r.org_id = :org AND r.id < :before ORDER BY r.id DESC LIMIT :max;

-- figure_runs_of_table(table_id int, max int) many like figure_runs
SELECT r.id, t.title, r.model, r.seed, r.state, r.verdict, r.estimate, r.lower, r.upper, r.added_by, r.added_at
FROM figure_run r JOIN figure_table t ON t.id = r.table_id
WHERE r.table_id = :table_id ORDER BY r.id DESC LIMIT :max;

-- figure_run_count(table_id int) one: n int
SELECT COUNT(*) FROM figure_run WHERE table_id = :table_id;

-- figure_waiting(org int) one: n int
-- What an organisation has in the queue.
SELECT COUNT(*) FROM figure_run WHERE org_id = :org AND (state IN ('queued', 'running') OR again IN ('queued', 'running'));

-- figure_run_delete(id int) some
DELETE FROM figure_run WHERE id = :id;

-- figure_files_delete(run_id int) some
DELETE FROM figure_file WHERE run_id = :run_id;

-- figure_file_put(run_id int, name text, content bytes) none
INSERT INTO figure_file (run_id, name, content) VALUES (:run_id, :name, :content)
ON CONFLICT (run_id, name) DO UPDATE SET content = excluded.content;

-- figure_file_get(run_id int, name text) one: content bytes
SELECT content FROM figure_file WHERE run_id = :run_id AND name = :name;

-- figure_next(now int) one: id int, table_id int, org_id int, model text, ci text, threshold int, max_order int, replicates int, trials int, seed int, level int, strata text, year_column text, degree int, by_columns text, absent int, population bytes, way text, doubtful text, answer text, again int, added_by int, again_by int, attempts int
-- What waits longest; also what a node took and never brought back.
SELECT id, table_id, org_id, model, ci, threshold, max_order, replicates, trials, seed, level, strata, year_column, degree, by_columns, absent,
    population, way, doubtful, answer,
    CASE WHEN state = 'done' THEN 1 ELSE 0 END, added_by, again_by, attempts
FROM figure_run
WHERE (state IN ('queued', 'running') OR again IN ('queued', 'running')) AND claimed_until < :now ORDER BY id LIMIT 1;

-- figure_take(id int, worker text, until int, now int) some
UPDATE figure_run SET worker = :worker, claimed_until = :until, attempts = attempts + 1,
    started_at = CASE WHEN state = 'done' THEN started_at ELSE :now END,
    again = CASE WHEN state = 'done' THEN 'running' ELSE again END,
    state = CASE WHEN state = 'done' THEN state ELSE 'running' END
WHERE id = :id;

-- figure_release(worker text) some
-- A program that starts again takes up what it left.
-- scans: the index holds only what waits
UPDATE figure_run SET claimed_until = 0
WHERE worker = :worker AND (state IN ('queued', 'running') OR again IN ('queued', 'running')) AND claimed_until > 0;

-- figure_put_off(id int, worker text) some
-- The program ends as it should: this try does not count, and any node may take it up at once.
UPDATE figure_run SET claimed_until = 0, attempts = attempts - 1 WHERE id = :id AND worker = :worker AND claimed_until > 0;

-- figure_done(id int, worker text, now int, version text, verdict text, observed int, estimate int, lower int, upper int, answer text) some
UPDATE figure_run SET state = 'done', ended_at = :now, claimed_until = 0, attempts = 0, version = :version, verdict = :verdict, observed = :observed,
    estimate = :estimate, lower = :lower, upper = :upper, answer = :answer
WHERE id = :id AND state = 'running' AND worker = :worker;

-- figure_failed(id int, worker text, now int, fault text) some
UPDATE figure_run SET state = 'failed', ended_at = :now, claimed_until = 0, fault = :fault
WHERE id = :id AND state = 'running' AND worker = :worker;

-- figure_stopped(id int, now int) some
UPDATE figure_run SET state = 'stopped', ended_at = :now, claimed_until = 0 WHERE id = :id AND state IN ('queued', 'running');

-- figure_again(id int, by int) some
UPDATE figure_run SET again = 'queued', again_by = :by, claimed_until = 0, attempts = 0 WHERE id = :id AND state = 'done' AND again NOT IN ('queued', 'running');

-- figure_again_done(id int, worker text, now int, outcome text, version text) some
UPDATE figure_run SET again = :outcome, again_at = :now, again_version = :version, claimed_until = 0
WHERE id = :id AND again = 'running' AND worker = :worker;

-- figure_again_stopped(id int) some
UPDATE figure_run SET again = '', claimed_until = 0 WHERE id = :id AND again IN ('queued', 'running');

-- overlap_persons(none bytes, from_time int, to_time int) many: person bytes, kind text
-- Which kinds of organisations saw the same person: the blind index of name and date of birth stands for the person.
-- scans: counting the whole platform is what is asked
SELECT p.blind_name, o.kind FROM case_person p JOIN account a ON a.id = p.added_by JOIN org o ON o.id = a.org_id
WHERE p.blind_name <> :none AND p.kind IN ('victim', 'both') AND p.status IN ('presumed', 'recognised')
  AND p.added_at >= :from_time AND p.added_at < :to_time
GROUP BY p.blind_name, o.kind ORDER BY p.blind_name;

-- overlap_unmatched(none bytes, from_time int, to_time int) one: n int
-- scans: counting the whole platform is what is asked
SELECT COUNT(*) FROM case_person p
WHERE p.blind_name = :none AND p.kind IN ('victim', 'both') AND p.status IN ('presumed', 'recognised')
  AND p.added_at >= :from_time AND p.added_at < :to_time;
