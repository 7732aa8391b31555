-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Which rules allowed what was shared: "sharing v1 delen_08". Empty: sent before there was such a table.
ALTER TABLE referral ADD COLUMN basis TEXT NOT NULL DEFAULT '';
