-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- triage_add(signal int, submission bytes, now int, account int, outcome text, table_code text, advised_outcome text,
--   advised_table text, differs int, rule_table text, rule_region text, rule_version int, rule text, rule_status text,
--   inputs text, sealed_reason bytes) some
-- A decision of a person, beside what the table advised.
INSERT INTO triage_decision (signal_id, submission, decided_at, decided_by, outcome, table_code, advised_outcome,
    advised_table, differs, rule_table, rule_region, rule_version, rule, rule_status, inputs, sealed_reason)
VALUES (:signal, :submission, :now, :account, :outcome, :table_code, :advised_outcome, :advised_table, :differs,
    :rule_table, :rule_region, :rule_version, :rule, :rule_status, :inputs, :sealed_reason)
ON CONFLICT (submission) DO NOTHING;

-- triage_of(signal int) many: id int, submission bytes, decided_at int, decided_by int, account_name text, outcome text,
--   table_code text, advised_outcome text, advised_table text, differs int, rule_table text, rule_region text,
--   rule_version int, rule text, rule_status text, inputs text, sealed_reason bytes
-- The decisions on a signal, newest first.
SELECT t.id, t.submission, t.decided_at, t.decided_by, COALESCE(a.display_name, ''), t.outcome, t.table_code,
    t.advised_outcome, t.advised_table, t.differs, t.rule_table, t.rule_region, t.rule_version, t.rule, t.rule_status,
    t.inputs, t.sealed_reason
FROM triage_decision t LEFT JOIN account a ON a.id = t.decided_by
WHERE t.signal_id = :signal ORDER BY t.id DESC LIMIT 20;

-- triage_past(before int, max int) many: id int, decided_at int, inputs text, police_unit text, signal int, number text,
--   org int
-- The coded inputs of past decisions that were not erased, newest first: to see what another table would have advised.
SELECT t.id, t.decided_at, t.inputs, s.police_unit, s.id, s.number, s.org_id
FROM triage_decision t JOIN signal s ON s.id = t.signal_id
WHERE t.id < :before AND s.erased_at = 0 ORDER BY t.id DESC LIMIT :max;
