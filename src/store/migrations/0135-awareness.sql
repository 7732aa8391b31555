-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Awareness and training (src/awareness): campaigns, their calendar, surveys among professionals, courses.
-- A survey keeps no answer of anybody: what comes in is added up at once, for each group apart.

CREATE TABLE campaign (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    title TEXT NOT NULL CHECK (title <> ''),
    runs TEXT NOT NULL,                          -- organisations, in words
    area TEXT NOT NULL DEFAULT '',               -- where; '' = the whole country
    for_groups TEXT NOT NULL,                        -- codes of target_groups, with a space between
    forms TEXT NOT NULL DEFAULT '',              -- codes of exploitation_forms
    means TEXT NOT NULL DEFAULT '',              -- codes of campaign_means
    from_day {int} NOT NULL,                     -- days since 1970
    until_day {int} NOT NULL DEFAULT 0,          -- 0 = runs on
    reach {int} NOT NULL DEFAULT -1,             -- -1 = not known
    reach_about TEXT NOT NULL DEFAULT '',        -- what was counted
    evidence TEXT NOT NULL,                      -- code of evidence_kinds
    effect TEXT NOT NULL DEFAULT '',             -- what the evidence says
    source TEXT NOT NULL DEFAULT '',
    changed_by {int} NOT NULL REFERENCES account (id),
    changed_at {int} NOT NULL
) {strict};
CREATE INDEX campaign_by_day ON campaign (from_day, id);

CREATE TABLE campaign_moment (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    campaign_id {int} NOT NULL DEFAULT 0,        -- 0 = belongs to none
    day {int} NOT NULL,
    target TEXT NOT NULL,                        -- code of target_groups
    message TEXT NOT NULL CHECK (message <> ''),
    channel TEXT NOT NULL,                       -- code of campaign_means
    who TEXT NOT NULL,                           -- organisation
    done {int} NOT NULL DEFAULT 0,
    changed_by {int} NOT NULL REFERENCES account (id),
    changed_at {int} NOT NULL
) {strict};
CREATE INDEX campaign_moment_by_day ON campaign_moment (day, id);

CREATE TABLE survey (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,                   -- in the public address
    title TEXT NOT NULL CHECK (title <> ''),
    intro TEXT NOT NULL,
    repeats_id {int} NOT NULL DEFAULT 0,         -- an earlier survey with the same questions; 0 = none
    state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed')),
    sent {int} NOT NULL DEFAULT 0,               -- how many were filled in
    opened_at {int} NOT NULL DEFAULT 0,
    closed_at {int} NOT NULL DEFAULT 0,
    made_by {int} NOT NULL REFERENCES account (id),
    made_at {int} NOT NULL
) {strict};

CREATE TABLE survey_question (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    survey_id {int} NOT NULL REFERENCES survey (id),
    place {int} NOT NULL,                        -- 1, 2, ...
    words TEXT NOT NULL CHECK (words <> ''),
    hint TEXT NOT NULL DEFAULT '',
    several {int} NOT NULL,                      -- more than one answer may be chosen
    splits {int} NOT NULL                        -- results are given for each of its answers apart; at most one
) {strict};
CREATE INDEX survey_question_by_survey ON survey_question (survey_id, place);

CREATE TABLE survey_option (
    question_id {int} NOT NULL REFERENCES survey_question (id),
    place {int} NOT NULL,
    words TEXT NOT NULL CHECK (words <> ''),
    correct {int} NOT NULL,                      -- the right answer to a question of knowledge
    PRIMARY KEY (question_id, place)
) {strict};

-- How often an answer was given. group_place: the answer to the question that splits, 0 when there is none.
-- place 0: how many answered this question at all.
CREATE TABLE survey_count (
    question_id {int} NOT NULL REFERENCES survey_question (id),
    group_place {int} NOT NULL,
    place {int} NOT NULL,
    n {int} NOT NULL,
    PRIMARY KEY (question_id, group_place, place)
) {strict};

-- So that sending twice counts once. Random bytes of the form; says nothing of who or when. Emptied at closing.
CREATE TABLE survey_sent (
    submission {bytes} NOT NULL PRIMARY KEY,
    survey_id {int} NOT NULL REFERENCES survey (id)
) {strict};
CREATE INDEX survey_sent_by_survey ON survey_sent (survey_id);

CREATE TABLE course (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    title TEXT NOT NULL CHECK (title <> ''),
    provider TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',               -- for whom (access.h); '' = everyone
    months {int} NOT NULL,                       -- how long a certificate is valid; 0 = always
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    changed_by {int} NOT NULL REFERENCES account (id),
    changed_at {int} NOT NULL
) {strict};

CREATE TABLE course_session (
    id {id},
    submission {bytes} NOT NULL UNIQUE,
    course_id {int} NOT NULL REFERENCES course (id),
    starts_at {int} NOT NULL,
    place TEXT NOT NULL,
    seats {int} NOT NULL,
    state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'held', 'cancelled')),
    changed_by {int} NOT NULL REFERENCES account (id),
    changed_at {int} NOT NULL
) {strict};
CREATE INDEX course_session_by_course ON course_session (course_id, starts_at);
CREATE INDEX course_session_by_start ON course_session (state, starts_at);

CREATE TABLE participation (
    id {id},
    session_id {int} NOT NULL REFERENCES course_session (id),
    course_id {int} NOT NULL REFERENCES course (id),
    account_id {int} NOT NULL REFERENCES account (id),
    org_id {int} NOT NULL REFERENCES org (id),
    state TEXT NOT NULL DEFAULT 'signed_up' CHECK (state IN ('signed_up', 'present', 'absent', 'withdrawn')),
    held_at {int} NOT NULL DEFAULT 0,            -- when it was followed
    until_at {int} NOT NULL DEFAULT 0,           -- certificate ends; 0 = never (or there is none)
    changed_by {int} NOT NULL REFERENCES account (id),
    changed_at {int} NOT NULL,
    UNIQUE (session_id, account_id)
) {strict};
CREATE INDEX participation_by_account ON participation (account_id, course_id);
CREATE INDEX participation_by_org ON participation (org_id, account_id);
CREATE INDEX participation_by_course ON participation (course_id, state, account_id);
CREATE INDEX participation_by_held ON participation (held_at);
