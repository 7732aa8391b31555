-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Occupancy over time: who stayed at a moment.
CREATE INDEX placement_by_arrival ON placement (arrived_at, ended_at);
