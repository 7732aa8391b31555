-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Only what is shared, again: with all participations in it SQLite also took this index to see whether one account takes
-- part in one case, and walked through those of the whole organisation.
DROP INDEX participant_shared;
CREATE INDEX participant_shared ON case_participant (org_id, until, case_id, account_id, shared) WHERE shared = 1;
