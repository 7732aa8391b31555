-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- How often a run was taken and never brought back: one that ends the program would be taken up at each start.
ALTER TABLE figure_run ADD COLUMN attempts {int} NOT NULL DEFAULT 0;
