-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Risks of the programme (src/steering/risk.h). Every change is a new version; nothing is overwritten or removed.
CREATE TABLE risk (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE                    -- as in the plan, R1; E1 when it was added here
) {strict};

CREATE TABLE risk_version (
    id {id},
    risk_id {int} NOT NULL REFERENCES risk (id),
    submission {bytes} NOT NULL UNIQUE,
    number {int} NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('internal', 'external')),
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    chance {int} NOT NULL CHECK (chance BETWEEN 1 AND 3),
    on_time {int} NOT NULL CHECK (on_time BETWEEN 1 AND 3),
    on_money {int} NOT NULL CHECK (on_money BETWEEN 1 AND 3),
    on_quality {int} NOT NULL CHECK (on_quality BETWEEN 1 AND 3),
    owner TEXT NOT NULL,
    measure TEXT NOT NULL,
    accepted {int} NOT NULL CHECK (accepted BETWEEN 1 AND 9),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    review_day {int} NOT NULL,
    reason TEXT NOT NULL,
    account_id {int} NOT NULL,                   -- 0: the plan
    org_id {int} NOT NULL,
    at {int} NOT NULL,
    UNIQUE (risk_id, number)
) {strict};
