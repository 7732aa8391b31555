-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- The audit log (src/ledger/ledger.h). seq runs from 1 without gaps; hash chains each entry to the one before.
CREATE TABLE ledger_entry (
  seq {id},
  at {int} NOT NULL,
  account_id {int} NOT NULL, -- 0: the public, a reporter, or the program; no foreign key: entries outlive accounts
  org_id {int} NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  object_id {int} NOT NULL,
  ground TEXT NOT NULL,
  purpose TEXT NOT NULL,
  hash {bytes} NOT NULL
) {strict};
-- Who looked at this? What did this person do? What happened in this organisation? What happened then?
CREATE INDEX ledger_by_object ON ledger_entry (object, object_id, at, seq);
CREATE INDEX ledger_by_account ON ledger_entry (account_id, at, seq);
CREATE INDEX ledger_by_org ON ledger_entry (org_id, at, seq);
CREATE INDEX ledger_by_time ON ledger_entry (at, seq);

-- One for each batch that was committed: the head of the chain, signed.
CREATE TABLE ledger_signature (
  seq {id}, -- the last entry that it covers
  at {int} NOT NULL,
  hash {bytes} NOT NULL,
  signature {bytes} NOT NULL
) {strict};

-- Against our own mistakes; who holds the file can drop these, and then the chain shows it.
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_entry_remains BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
