-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- money_insert(submission bytes, kind text, code text, year int, to_code text, to_year int, amount int, basis text,
--   day int, reason text, decided_by text, source text, counters int, now int, account int, sample int) one: id int
-- No row when this submission was stored before, or the entry was taken back already.
INSERT INTO money_entry (submission, kind, code, year, to_code, to_year, amount, basis, day, reason, decided_by, source,
    counters, made_at, made_by, sample)
VALUES (:submission, :kind, :code, :year, :to_code, :to_year, :amount, :basis, :day, :reason, :decided_by, :source,
    :counters, :now, :account, :sample)
ON CONFLICT DO NOTHING
RETURNING id;

-- money_by_submission(submission bytes) one: id int
SELECT id FROM money_entry WHERE submission = :submission;

-- money_until(day int) many: id int, kind text, code text, year int, to_code text, to_year int, amount int, basis text,
--   day int, reason text, decided_by text, source text, counters int, made_at int, made_by int, account_name text,
--   sample int, countered int
-- Everything booked up to and including a day, in order.
SELECT m.id, m.kind, m.code, m.year, m.to_code, m.to_year, m.amount, m.basis, m.day, m.reason, m.decided_by, m.source,
    m.counters, m.made_at, m.made_by, COALESCE(a.display_name, ''), m.sample,
    CASE WHEN EXISTS (SELECT 1 FROM money_entry c WHERE c.counters = m.id AND c.counters <> 0) THEN 1 ELSE 0 END
FROM money_entry m LEFT JOIN account a ON a.id = m.made_by WHERE m.day <= :day ORDER BY m.day, m.id;

-- money_by_id(id int) one like money_until
SELECT m.id, m.kind, m.code, m.year, m.to_code, m.to_year, m.amount, m.basis, m.day, m.reason, m.decided_by, m.source,
    m.counters, m.made_at, m.made_by, COALESCE(a.display_name, ''), m.sample,
    CASE WHEN EXISTS (SELECT 1 FROM money_entry c WHERE c.counters = m.id AND c.counters <> 0) THEN 1 ELSE 0 END
FROM money_entry m LEFT JOIN account a ON a.id = m.made_by WHERE m.id = :id;
