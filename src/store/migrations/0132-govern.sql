-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Meetings, decisions and weighty advice of the programme (src/steering/govern.h). Bodies stand in data/plan. Members,
-- owners and advisers are organisations or functions; nothing here names a person.
CREATE TABLE meeting (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    body TEXT NOT NULL,                          -- code in bodies.csv or regional.csv
    region TEXT NOT NULL DEFAULT '',             -- police unit, of a regional body
    day {int} NOT NULL,
    start {int} NOT NULL,                        -- minutes after midnight; -1: not known
    title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'cancelled')),
    words TEXT NOT NULL DEFAULT '',              -- why cancelled; what stays to be said of one that was held
    added_by {int} NOT NULL,
    added_at {int} NOT NULL,
    changed_at {int} NOT NULL
) {strict};
CREATE INDEX meeting_by_day ON meeting (day, id);

-- What is on the agenda, and what was left off on purpose. position: the order.
CREATE TABLE agenda_item (
    id {id},
    meeting_id {int} NOT NULL REFERENCES meeting (id),
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    title TEXT NOT NULL,
    taken {int} NOT NULL,
    position {int} NOT NULL,
    UNIQUE (meeting_id, kind, ref)
) {strict};

CREATE TABLE steering_decision (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    body TEXT NOT NULL,
    meeting_id {int} NOT NULL DEFAULT 0,
    wording TEXT NOT NULL,
    owner TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'open', 'done', 'dropped', 'refused')),
    day {int} NOT NULL DEFAULT 0,                -- when it was decided; 0: not yet
    due_day {int} NOT NULL,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX steering_decision_open ON steering_decision (due_day, id) WHERE state IN ('asked', 'open');
CREATE INDEX steering_decision_of ON steering_decision (meeting_id, id) WHERE meeting_id <> 0;

-- What happened to a decision: never changed.
CREATE TABLE decision_step (
    id {id},
    decision_id {int} NOT NULL REFERENCES steering_decision (id),
    submission {bytes} NOT NULL UNIQUE,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    account_id {int} NOT NULL,
    org_id {int} NOT NULL,
    at {int} NOT NULL
) {strict};
CREATE INDEX decision_step_of ON decision_step (decision_id, id);

CREATE TABLE weighty_advice (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    decision_id {int} NOT NULL REFERENCES steering_decision (id),
    body TEXT NOT NULL,                          -- who advised
    wording TEXT NOT NULL,
    day {int} NOT NULL,
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'followed', 'partly', 'not')),
    reason TEXT NOT NULL DEFAULT '',
    outcome_at {int} NOT NULL DEFAULT 0,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX weighty_advice_of ON weighty_advice (decision_id, id);
