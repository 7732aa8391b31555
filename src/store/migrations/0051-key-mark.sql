-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Which keys/ this store goes with: a node with other keys would give out codes that open nothing elsewhere.
CREATE TABLE key_mark (
    id {int} PRIMARY KEY CHECK (id = 1),
    mark {bytes} NOT NULL                        -- follows from pepper.key, which does not follow from it
) {strict};
