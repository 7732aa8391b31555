-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What the condition of an index says already PostgreSQL does not look for in its columns: where such a column stands
-- before others, those lead nowhere, and the whole part of an organisation is walked through (docs/performance.md). So
-- such columns stand last; or, where SQLite would then take another index, the condition goes.
DROP INDEX tray_unassigned;
CREATE INDEX tray_unassigned ON signal (org_id, assignee, urgent, next_due, id, state, form, minor, gm_code)
    WHERE state <> 'closed';
DROP INDEX tray_waiting;
CREATE INDEX tray_waiting ON signal (org_id, urgent, next_due, id, form, minor, gm_code, state) WHERE state = 'waiting';
DROP INDEX tray_closed;
CREATE INDEX tray_closed ON signal (org_id, id, urgent, form, minor, gm_code, state, erased_at)
    WHERE state = 'closed' AND erased_at = 0;

DROP INDEX case_closed_by_org;
CREATE INDEX case_closed_by_org ON case_file (org_id, state, erased_at, id);
DROP INDEX participant_shared;
CREATE INDEX participant_shared ON case_participant (org_id, until, shared, case_id, account_id);
DROP INDEX task_unassigned;
CREATE INDEX task_unassigned ON case_task (org_id, account_id, state, due_day);
