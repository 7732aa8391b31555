-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Who looks for all that was done with rules, or with risks, in every organisation: as for kinds of action.
CREATE INDEX ledger_by_about ON ledger_entry (object, at, seq) WHERE object <> 'signal';
