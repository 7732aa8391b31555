-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- clock_insert(object_kind text, object_id int, kind text, started_at int, due_at int, basis text, org int) none
-- Starts a term.
INSERT INTO clock (object_kind, object_id, kind, started_at, due_at, basis, org_id)
VALUES (:object_kind, :object_id, :kind, :started_at, :due_at, :basis, :org);

-- clock_end(object_kind text, object_id int, kind text, state text, at int, by int, ground text) some
-- Ends the running terms of one kind; what ends after its due moment as met is kept as missed.
UPDATE clock
SET state = CASE WHEN :state = 'met' AND due_at < :at THEN 'missed' ELSE :state END, ended_at = :at, ended_by = :by, ground = :ground
WHERE object_kind = :object_kind AND object_id = :object_id AND kind = :kind AND state = 'running';

-- clock_end_all(object_kind text, object_id int, at int, by int, ground text) some
-- The object is closed: what still runs stops.
UPDATE clock SET state = 'stopped', ended_at = :at, ended_by = :by, ground = :ground
WHERE object_kind = :object_kind AND object_id = :object_id AND state = 'running';

-- clock_resume(object_kind text, object_id int, stopped_at int) some
-- The object is opened again: what stopped when it closed runs on, with the same due moment.
UPDATE clock SET state = 'running', ended_at = 0, ended_by = 0, ground = ''
WHERE object_kind = :object_kind AND object_id = :object_id AND state = 'stopped' AND ended_at = :stopped_at;

-- clock_move(object_kind text, object_id int, org int) some
-- The duty goes over to another organisation.
UPDATE clock SET org_id = :org WHERE object_kind = :object_kind AND object_id = :object_id AND state = 'running';

-- clock_of(object_kind text, object_id int) many: id int, object_kind text, object_id int, kind text, started_at int, due_at int, basis text, org_id int, state text, ended_at int, ended_by int, ground text
-- All terms of an object, oldest first.
SELECT id, object_kind, object_id, kind, started_at, due_at, basis, org_id, state, ended_at, ended_by, ground
FROM clock WHERE object_kind = :object_kind AND object_id = :object_id ORDER BY id LIMIT 100;

-- clock_due_of_org(org int, until int, max int) many like clock_of
-- What an organisation must do, most urgent first.
SELECT id, object_kind, object_id, kind, started_at, due_at, basis, org_id, state, ended_at, ended_by, ground
FROM clock WHERE org_id = :org AND state = 'running' AND due_at <= :until ORDER BY due_at, id LIMIT :max;

-- clock_blur(object_kind text, object_id int, month int) some
-- The object is erased: met or missed stays for the figures, the days and who ended it do not.
UPDATE clock SET started_at = :month, due_at = :month, ended_by = 0, ended_at = :month, ground = '',
    state = CASE WHEN state = 'running' THEN 'stopped' ELSE state END
WHERE object_kind = :object_kind AND object_id = :object_id;

-- clock_past(before int, max int) many: id int, kind text, started_at int
-- Terms of every kind, newest first: what a change of their lengths would have meant.
SELECT id, kind, started_at FROM clock WHERE id < :before ORDER BY id DESC LIMIT :max;
