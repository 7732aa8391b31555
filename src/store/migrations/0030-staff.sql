-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What staff do with a signal: the tray, facts, indicators, links, consultation, advice, triage, referral.
-- Coded columns are readable; sealed_ columns open with the signal key, or with the key of the advice or referral.

-- The first term that still runs, kept beside the signal so that a tray of any size is read in order from an index.
ALTER TABLE signal ADD COLUMN next_due {int} NOT NULL DEFAULT 253402300799000; -- the year 9999: nothing runs
ALTER TABLE signal ADD COLUMN waiting_for TEXT NOT NULL DEFAULT ''
    CHECK (waiting_for IN ('', 'reporter', 'advice', 'consultation', 'other'));
CREATE INDEX tray_unassigned ON signal (org_id, urgent, next_due, id) WHERE assignee = 0 AND state <> 'closed';
CREATE INDEX tray_mine ON signal (assignee, urgent, next_due, id) WHERE assignee <> 0 AND state <> 'closed';
CREATE INDEX tray_waiting ON signal (org_id, urgent, next_due, id) WHERE state = 'waiting';
CREATE INDEX tray_open ON signal (org_id, urgent, next_due, id) WHERE state <> 'closed';
CREATE INDEX tray_unread ON signal (assignee, id) WHERE unread > 0;
CREATE INDEX tray_recent ON signal (org_id, id);
CREATE INDEX tray_closed ON signal (org_id, id) WHERE state = 'closed';

CREATE TRIGGER signal_due_starts AFTER INSERT ON clock WHEN NEW.object_kind = 'signal' AND NEW.state = 'running'
BEGIN
    UPDATE signal SET next_due = NEW.due_at WHERE id = NEW.object_id AND next_due > NEW.due_at;
END;
CREATE TRIGGER signal_due_ends AFTER UPDATE ON clock WHEN NEW.object_kind = 'signal'
BEGIN
    UPDATE signal SET next_due = COALESCE((SELECT MIN(due_at) FROM clock
        WHERE object_kind = 'signal' AND object_id = NEW.object_id AND state = 'running'), 253402300799000)
    WHERE id = NEW.object_id;
END;

-- Indicators of data/indicators.csv that a colleague ticked.
CREATE TABLE signal_indicator (
    signal_id {int} NOT NULL REFERENCES signal (id),
    code TEXT NOT NULL,
    account_id {int} NOT NULL,
    ticked_at {int} NOT NULL,
    PRIMARY KEY (signal_id, code)
) {strict};

-- Names, numbers and places that came up. blind: keyed hash of the normal form, to find the same one elsewhere.
CREATE TABLE signal_fact (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    submission {bytes} NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('name', 'phone', 'plate', 'address', 'account', 'online')),
    sealed_value {bytes} NOT NULL,
    blind {bytes} NOT NULL,
    account_id {int} NOT NULL,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX signal_fact_by_signal ON signal_fact (signal_id, id);
CREATE INDEX signal_fact_by_blind ON signal_fact (blind, signal_id);

CREATE TABLE signal_link (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    other_id {int} NOT NULL REFERENCES signal (id),
    submission {bytes} NOT NULL UNIQUE,
    sealed_reason {bytes} NOT NULL,
    account_id {int} NOT NULL,
    added_at {int} NOT NULL,
    UNIQUE (signal_id, other_id),
    CHECK (signal_id <> other_id)
) {strict};
CREATE INDEX signal_link_by_other ON signal_link (other_id, id);

-- A talk about the signal with others; who took part is a code, what was said is sealed.
CREATE TABLE consultation (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    submission {bytes} NOT NULL UNIQUE,
    held_on {int} NOT NULL,                      -- days since 1970
    with_whom TEXT NOT NULL,
    sealed_summary {bytes} NOT NULL,
    account_id {int} NOT NULL,
    added_at {int} NOT NULL
) {strict};
CREATE INDEX consultation_by_signal ON consultation (signal_id, id);

-- Advice asked of an expertise centre. It has a key of its own (record "advice"); the adviser never gets the signal's.
CREATE TABLE advice (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    submission {bytes} NOT NULL UNIQUE,
    from_org {int} NOT NULL REFERENCES org (id),
    to_org {int} NOT NULL REFERENCES org (id),
    state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'answered', 'withdrawn')),
    asked_by {int} NOT NULL,
    asked_at {int} NOT NULL,
    answered_by {int} NOT NULL DEFAULT 0,
    answered_at {int} NOT NULL DEFAULT 0,
    sealed_question {bytes} NOT NULL,            -- the question and the chosen traits
    sealed_answer {bytes} NOT NULL DEFAULT x''
) {strict};
CREATE INDEX advice_by_signal ON advice (signal_id, id);
CREATE INDEX advice_to ON advice (to_org, state, id);

-- What a person decided, beside what the table advised.
CREATE TABLE triage_decision (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    submission {bytes} NOT NULL UNIQUE,
    decided_at {int} NOT NULL,
    decided_by {int} NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('no_suspicion', 'care', 'care_criminal', 'organised')),
    table_code TEXT NOT NULL CHECK (table_code IN ('regular', 'care', 'safety_house', 'riec')),
    advised_outcome TEXT NOT NULL DEFAULT '',
    advised_table TEXT NOT NULL DEFAULT '',
    differs {int} NOT NULL DEFAULT 0,
    rule_table TEXT NOT NULL,
    rule_region TEXT NOT NULL DEFAULT '',
    rule_version {int} NOT NULL,
    rule TEXT NOT NULL DEFAULT '',
    rule_status TEXT NOT NULL DEFAULT '',
    inputs TEXT NOT NULL,                        -- JSON of coded answers
    sealed_reason {bytes} NOT NULL
) {strict};
CREATE INDEX triage_by_signal ON triage_decision (signal_id, id);

-- A referral is a contract between two organisations; the package is a copy of the parts in scope.
CREATE TABLE referral (
    id {id},
    number TEXT NOT NULL UNIQUE,
    submission {bytes} NOT NULL UNIQUE,
    signal_id {int} NOT NULL REFERENCES signal (id),
    region_code TEXT NOT NULL DEFAULT '',
    form TEXT NOT NULL DEFAULT 'unknown',
    minor TEXT NOT NULL DEFAULT 'onbekend',
    urgent {int} NOT NULL DEFAULT 0,
    from_org {int} NOT NULL REFERENCES org (id),
    to_org {int} NOT NULL REFERENCES org (id),
    table_code TEXT NOT NULL CHECK (table_code IN ('regular', 'care', 'safety_house', 'riec')),
    scope TEXT NOT NULL,                         -- codes with a space between
    ground TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'sent'
        CHECK (state IN ('sent', 'accepted', 'rejected', 'done', 'revoked', 'expired')),
    sent_by {int} NOT NULL,
    sent_at {int} NOT NULL,
    due_at {int} NOT NULL,                       -- answer before
    valid_until {int} NOT NULL,                  -- after this the receiver's key goes
    withdrawn {int} NOT NULL DEFAULT 0,          -- the receiver's key has gone
    answered_by {int} NOT NULL DEFAULT 0,
    answered_at {int} NOT NULL DEFAULT 0,
    ended_at {int} NOT NULL DEFAULT 0,
    case_id {int} NOT NULL DEFAULT 0,
    sealed_package {bytes} NOT NULL,
    sealed_answer {bytes} NOT NULL DEFAULT x'',  -- why rejected or revoked, or what was done
    CHECK (from_org <> to_org)
) {strict};
CREATE INDEX referral_by_signal ON referral (signal_id, id);
CREATE INDEX referral_in ON referral (to_org, state, id);
CREATE INDEX referral_out ON referral (from_org, state, id);
CREATE INDEX referral_due ON referral (due_at) WHERE state = 'sent';
CREATE INDEX referral_valid ON referral (valid_until) WHERE withdrawn = 0;
CREATE INDEX referral_region ON referral (region_code, id) WHERE state = 'expired';
