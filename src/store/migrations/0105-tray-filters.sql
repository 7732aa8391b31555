-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What a list can be filtered by stands in its index, so that what does not fit is passed over without reading its row:
-- with a million signals those rows are not in memory (docs/performance.md).
DROP INDEX tray_unassigned;
CREATE INDEX tray_unassigned ON signal (org_id, assignee, urgent, next_due, id, state, form, minor, gm_code)
    WHERE assignee = 0 AND state <> 'closed';
DROP INDEX tray_mine;
CREATE INDEX tray_mine ON signal (assignee, urgent, next_due, id, state, form, minor, gm_code)
    WHERE assignee <> 0 AND state <> 'closed';
DROP INDEX tray_waiting;
CREATE INDEX tray_waiting ON signal (org_id, state, urgent, next_due, id, form, minor, gm_code) WHERE state = 'waiting';
DROP INDEX tray_open;
CREATE INDEX tray_open ON signal (org_id, urgent, next_due, id, state, form, minor, gm_code) WHERE state <> 'closed';
DROP INDEX tray_recent;
CREATE INDEX tray_recent ON signal (org_id, id, state, assignee, urgent, form, minor, gm_code) WHERE state <> 'closed';
DROP INDEX tray_closed;
CREATE INDEX tray_closed ON signal (org_id, state, erased_at, id, urgent, form, minor, gm_code)
    WHERE state = 'closed' AND erased_at = 0;
DROP INDEX signal_by_region;
CREATE INDEX signal_by_region ON signal (region_code, id, urgent, state, form, minor, gm_code);

-- Every question that began with it now has one of those above; each report had to keep it.
DROP INDEX signal_by_owner;
