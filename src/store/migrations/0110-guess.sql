-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Wrong guesses of a secret in this hour, for all nodes together. A bucket is 20 bits of a keyed hash of what was guessed
-- and the network it came from: many networks share one, so a row points at nobody. Gone when the hour is over.
CREATE TABLE guess (
  hour {int} NOT NULL, -- since 1970
  bucket {int} NOT NULL,
  count {int} NOT NULL,
  PRIMARY KEY (hour, bucket)
) {strict};
