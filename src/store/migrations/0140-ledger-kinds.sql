-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Who looks for what is rare ("who changed the rules?") does not walk through every line about signals, nine in ten.
-- Four letters tell kinds of action apart. Lines about signals are in neither index: a report writes nothing more.
CREATE INDEX ledger_by_kind ON ledger_entry (substr(action, 1, 4), at, seq) WHERE substr(action, 1, 4) <> 'sign';
CREATE INDEX ledger_by_org_kind ON ledger_entry (org_id, substr(action, 1, 4), at, seq)
    WHERE org_id <> 0 AND substr(action, 1, 4) <> 'sign';
