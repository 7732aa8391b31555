-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Lists of cases that cost the same however many cases there are (docs/performance.md).

-- Does the case still run? Kept beside each participation, so that an organisation's open cases are read from an index.
ALTER TABLE case_participant ADD COLUMN case_open {int} NOT NULL DEFAULT 1;
UPDATE case_participant SET case_open = 0 WHERE case_id IN (SELECT id FROM case_file WHERE state = 'closed');
CREATE INDEX participant_open ON case_participant (org_id, case_id) WHERE until = 0 AND case_open = 1;

CREATE INDEX case_open_by_org ON case_file (org_id, id) WHERE state <> 'closed';
CREATE INDEX case_closed_by_org ON case_file (org_id, id) WHERE state = 'closed' AND erased_at = 0;
CREATE INDEX case_open_by_director ON case_file (director, id) WHERE state <> 'closed';
CREATE INDEX task_unassigned ON case_task (org_id, due_day) WHERE account_id = 0 AND state = 'open';
