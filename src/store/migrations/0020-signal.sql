-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Signals and the mailbox of who reported them. Coded columns are readable; sealed_ columns open only with the keys that
-- signal/signal.h describes.
CREATE TABLE signal (
    id {id},
    number TEXT NOT NULL UNIQUE,
    submission {bytes} NOT NULL UNIQUE,          -- the same bytes again are the same report
    fingerprint {bytes} NOT NULL,                -- keyed hash of the answers: was a resend changed?
    received_at {int} NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('web', 'phone', 'api')),
    reporter_role TEXT NOT NULL,
    anonymity TEXT NOT NULL CHECK (anonymity IN ('anonymous', 'confidential', 'named')),
    form TEXT NOT NULL,
    gm_code TEXT NOT NULL DEFAULT '',            -- '' = not known where
    region_code TEXT NOT NULL DEFAULT '',
    police_unit TEXT NOT NULL DEFAULT '',
    minor TEXT NOT NULL DEFAULT 'onbekend' CHECK (minor IN ('ja', 'nee', 'onbekend')),
    danger {int} NOT NULL DEFAULT 0,
    police_ok {int} NOT NULL DEFAULT 0,          -- may the police join? the reporter's choice
    urgent {int} NOT NULL DEFAULT 0,
    lang TEXT NOT NULL DEFAULT 'nl',             -- to answer the reporter in
    state TEXT NOT NULL DEFAULT 'new'
        CHECK (state IN ('new', 'in_progress', 'waiting', 'decided', 'referred', 'closed')),
    public_state TEXT NOT NULL DEFAULT 'received'
        CHECK (public_state IN ('received', 'being_looked_at', 'feedback_given', 'closed')),
    org_id {int} NOT NULL,                       -- the owner
    assignee {int} NOT NULL DEFAULT 0,           -- an account; 0 = nobody yet
    file_count {int} NOT NULL DEFAULT 0,
    unread {int} NOT NULL DEFAULT 0,             -- messages of the reporter that staff did not open yet
    sealed_content {bytes} NOT NULL,             -- with the signal key
    sealed_reporter {bytes} NOT NULL DEFAULT x'', -- with the reporter key; empty for an anonymous report
    receipt_lookup {bytes} NOT NULL,             -- keyed hash of the code; empty when the mailbox was deleted
    sealed_thread {bytes} NOT NULL,              -- thread key, sealed with the key of the code; empty as above
    mailbox TEXT NOT NULL DEFAULT 'open' CHECK (mailbox IN ('open', 'deleted')),
    code_shown {int} NOT NULL DEFAULT 0,         -- shown once more on the first return
    code_confirmed {int} NOT NULL DEFAULT 0,     -- typed again right after sending
    updated_at {int} NOT NULL,                   -- by staff or by a message
    closed_at {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX signal_by_owner ON signal (org_id, state, id);
CREATE INDEX signal_by_region ON signal (region_code, id);
CREATE UNIQUE INDEX signal_by_receipt ON signal (receipt_lookup) WHERE receipt_lookup <> x'';

-- Messages on a signal: with the reporter, between colleagues, or an own note.
CREATE TABLE message (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    thread TEXT NOT NULL CHECK (thread IN ('reporter', 'internal', 'own')),
    submission {bytes} NOT NULL UNIQUE,          -- random, chosen before sending: a resend does not double
    from_reporter {int} NOT NULL DEFAULT 0,
    account_id {int} NOT NULL DEFAULT 0,         -- who of staff wrote it; 0 = the reporter
    org_id {int} NOT NULL DEFAULT 0,
    sent_at {int} NOT NULL,
    sealed_body {bytes} NOT NULL,                -- thread key, signal key, or boxed to the account
    file_count {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX message_by_signal ON message (signal_id, thread, id);

-- Files of a signal. Content is on disk under DIR/files, sealed with its own key.
CREATE TABLE signal_file (
    id {id},
    signal_id {int} NOT NULL REFERENCES signal (id),
    message_id {int} NOT NULL DEFAULT 0,         -- 0 = came with the report
    stored TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,                          -- as its first bytes tell
    size {int} NOT NULL,
    added_at {int} NOT NULL,
    sealed_under TEXT NOT NULL CHECK (sealed_under IN ('signal', 'thread')),
    sealed_name {bytes} NOT NULL,
    sealed_key {bytes} NOT NULL
) {strict};
CREATE INDEX signal_file_by_signal ON signal_file (signal_id, id);

-- Files uploaded in a draft that was not sent yet. What stays here too long is removed from disk.
CREATE TABLE pending_file (
    stored TEXT PRIMARY KEY,
    made_at {int} NOT NULL,
    size {int} NOT NULL
) {strict};
CREATE INDEX pending_file_by_age ON pending_file (made_at);

-- Codes that opened nothing, an hour at a time; never from where.
CREATE TABLE mailbox_failure (
    hour {int} NOT NULL,                         -- the moment the hour began
    kind TEXT NOT NULL CHECK (kind IN ('unknown', 'mistyped')),
    count {int} NOT NULL,
    PRIMARY KEY (hour, kind)
) {strict};
