-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Money of the programme as the core team books it (src/steering/money.h), beside data/plan/spending.csv. Rows are only
-- added: a mistake is taken back by a row with the opposite amount.

CREATE TABLE money_entry (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('committed', 'spent', 'shift')),
    code TEXT NOT NULL CHECK (code <> ''),        -- a row of data/plan/budget.csv
    year {int} NOT NULL,
    to_code TEXT NOT NULL DEFAULT '',             -- of a shift: where it goes
    to_year {int} NOT NULL DEFAULT 0,
    amount {int} NOT NULL CHECK (amount <> 0),    -- whole euros
    basis TEXT NOT NULL CHECK (basis IN ('once', 'structural')),
    day {int} NOT NULL,                           -- when it was decided or paid
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    source TEXT NOT NULL,
    counters {int} NOT NULL DEFAULT 0,            -- the entry that this one takes back
    made_at {int} NOT NULL,
    made_by {int} NOT NULL,
    sample {int} NOT NULL DEFAULT 0               -- invented, for the demo
) {strict};
CREATE UNIQUE INDEX money_counter ON money_entry (counters) WHERE counters <> 0;
CREATE INDEX money_by_code ON money_entry (code, year);
CREATE INDEX money_by_day ON money_entry (day);
