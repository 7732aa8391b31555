-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Where two indexes would do, the planner took the longer one: columns that are always the same decide. What is counted
-- stands in the index too, so that the numbers on the tabs do not touch the rows themselves (docs/performance.md).
DROP INDEX tray_unassigned;
CREATE INDEX tray_unassigned ON signal (org_id, assignee, urgent, next_due, id, state) WHERE assignee = 0 AND state <> 'closed';
DROP INDEX tray_mine;
CREATE INDEX tray_mine ON signal (assignee, urgent, next_due, id, state) WHERE assignee <> 0 AND state <> 'closed';
DROP INDEX tray_unread;
CREATE INDEX tray_unread ON signal (assignee, state, unread, id) WHERE unread > 0;
DROP INDEX tray_waiting;
CREATE INDEX tray_waiting ON signal (org_id, state, urgent, next_due, id) WHERE state = 'waiting';
DROP INDEX tray_open;
CREATE INDEX tray_open ON signal (org_id, urgent, next_due, id, state) WHERE state <> 'closed';
DROP INDEX tray_closed;
CREATE INDEX tray_closed ON signal (org_id, state, erased_at, id) WHERE state = 'closed' AND erased_at = 0;

-- Does the case run, and does another organisation direct it? Then the list and the number need nothing else.
DROP INDEX participant_open;
ALTER TABLE case_participant RENAME COLUMN case_open TO shared;
UPDATE case_participant SET shared = 0
WHERE org_id = (SELECT c.org_id FROM case_file c WHERE c.id = case_participant.case_id);
CREATE INDEX participant_shared ON case_participant (org_id, until, shared, case_id, account_id) WHERE until = 0 AND shared = 1;
DROP INDEX case_closed_by_org;
CREATE INDEX case_closed_by_org ON case_file (org_id, state, erased_at, id) WHERE state = 'closed' AND erased_at = 0;
DROP INDEX case_open_by_director;
CREATE INDEX case_open_by_director ON case_file (director, id, state) WHERE state <> 'closed';
DROP INDEX task_unassigned;
CREATE INDEX task_unassigned ON case_task (org_id, account_id, state, due_day) WHERE account_id = 0 AND state = 'open';
DROP INDEX tray_recent;
CREATE INDEX tray_recent ON signal (org_id, id) WHERE state <> 'closed';
