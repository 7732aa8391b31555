-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- How the intervals of groups are made, and a list that holds others too.
ALTER TABLE figure_run ADD COLUMN way TEXT NOT NULL DEFAULT 'search';   -- search, fixed, profile, average
ALTER TABLE figure_run ADD COLUMN doubtful TEXT NOT NULL DEFAULT '';    -- who is on this list alone may not belong
