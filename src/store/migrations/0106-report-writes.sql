-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- What a report need not write (docs/performance.md).

-- A signal is stored with the end of its first term; the terms that start with it do not tell it so three times more.
ALTER TABLE clock ADD COLUMN counted {int} NOT NULL DEFAULT 0; -- 1: began with its signal, which knows it already
DROP TRIGGER signal_due_starts;
CREATE TRIGGER signal_due_starts AFTER INSERT ON clock WHEN NEW.object_kind = 'signal' AND NEW.state = 'running' AND NEW.counted = 0
BEGIN
    UPDATE signal SET next_due = NEW.due_at WHERE id = NEW.object_id AND next_due > NEW.due_at;
END;

-- What the public does is of no account and no organisation: nobody asks for those lines by it.
DROP INDEX ledger_by_account;
CREATE INDEX ledger_by_account ON ledger_entry (account_id, at, seq) WHERE account_id <> 0;
DROP INDEX ledger_by_org;
CREATE INDEX ledger_by_org ON ledger_entry (org_id, at, seq) WHERE org_id <> 0;
