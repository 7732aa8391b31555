-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- The signed link with which a provider confirms free places: the one that counts ends at this moment. A newer link or
-- 0 ends the ones before.
ALTER TABLE shelter_unit ADD COLUMN link_until {int} NOT NULL DEFAULT 0;
