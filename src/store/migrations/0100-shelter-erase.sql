-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Records of shelter that end (src/shelter/placing_erase.c). What is erased leaves rows that the national picture counts.
ALTER TABLE placement_request ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;
ALTER TABLE placement ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;         -- the provider no longer reads who it was
ALTER TABLE shelter_facility ADD COLUMN erased_at {int} NOT NULL DEFAULT 0;
ALTER TABLE shelter_facility ADD COLUMN closed_at {int} NOT NULL DEFAULT 0;  -- 0 = it is not
UPDATE shelter_facility SET closed_at = updated_at WHERE state = 'closed';
CREATE INDEX request_ended ON placement_request (id) WHERE ended_at > 0 AND erased_at = 0;
CREATE INDEX placement_ended ON placement (id) WHERE state = 'ended' AND erased_at = 0;
CREATE INDEX facility_closed ON shelter_facility (id) WHERE closed_at > 0 AND erased_at = 0;
