-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What indicators of the programme are made of (src/steering/indicator.h). Numbers only; nothing of it is about a person.

-- Pages shown, by part of the public site and day (src/app/visits.h). day: days since 1970.
CREATE TABLE visit_count (
    day {int} NOT NULL,
    part TEXT NOT NULL,
    n {int} NOT NULL,
    PRIMARY KEY (part, day)
) {strict};

-- What an indicator was in a month, as the platform measured it a few days later; erasing records does not change it.
CREATE TABLE indicator_month (
    code TEXT NOT NULL,
    month {int} NOT NULL,                        -- its first day
    n {int} NOT NULL,                            -- what these mean: Measured
    of_n {int} NOT NULL,
    made_at {int} NOT NULL,
    PRIMARY KEY (code, month)
) {strict};

-- Figures from elsewhere come in files; the last file counts for a day, the others stay.
CREATE TABLE indicator_import (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    code TEXT NOT NULL,
    value_count {int} NOT NULL,
    added_by {int} NOT NULL,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX indicator_import_of ON indicator_import (code, id);
CREATE TABLE indicator_value (
    import_id {int} NOT NULL REFERENCES indicator_import (id),
    code TEXT NOT NULL,
    day {int} NOT NULL,                          -- the last day that it is about
    value {int} NOT NULL,                        -- in thousandths of the unit
    source TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (code, day, import_id)
) {strict};

-- Counting a month without touching the rows themselves.
CREATE INDEX signal_by_time ON signal (received_at);
CREATE INDEX clock_by_due ON clock (kind, due_at, state, ended_at);
