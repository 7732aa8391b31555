-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Lists of requests for shelter show the newest first: their indexes stand in that order, so that a page is found without
-- walking through all requests, or sorting those of an organisation.
DROP INDEX request_by_org;
CREATE INDEX request_by_org ON placement_request (org_id, state, id);
DROP INDEX request_by_backup;
CREATE INDEX request_by_backup ON placement_request (backup_org, id) WHERE backup_org <> 0;
