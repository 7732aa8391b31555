-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- The work page of who manages accounts counts certificates that end soon, not all that colleagues ever had.
CREATE INDEX participation_lapsing ON participation (org_id, state, until_at);
