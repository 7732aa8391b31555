-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- A version that a lawyer has read: who that was, on which day, who wrote it down and when.
ALTER TABLE rule_table ADD COLUMN lawyer TEXT NOT NULL DEFAULT '';
ALTER TABLE rule_table ADD COLUMN lawyer_day {int} NOT NULL DEFAULT 0;  -- the moment that day began
ALTER TABLE rule_table ADD COLUMN lawyer_by {int} NOT NULL DEFAULT 0;   -- account
ALTER TABLE rule_table ADD COLUMN lawyer_at {int} NOT NULL DEFAULT 0;
