-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What an analyst asks of one model over lists and characteristics: years as a curve, combinations, rates.
ALTER TABLE figure_run ADD COLUMN year_column TEXT NOT NULL DEFAULT '';     -- the characteristic with years
ALTER TABLE figure_run ADD COLUMN degree {int} NOT NULL DEFAULT 0;          -- of the curve; 0 = each year by itself
ALTER TABLE figure_run ADD COLUMN by_columns TEXT NOT NULL DEFAULT '';      -- whose combinations are told, with commas
ALTER TABLE figure_run ADD COLUMN absent {int} NOT NULL DEFAULT 0;          -- a list with nobody at a value was not there
ALTER TABLE figure_run ADD COLUMN population {bytes} NOT NULL DEFAULT x'';  -- CSV: how many people live there
