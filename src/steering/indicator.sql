-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- indicator_months(code text, from_month int, to_month int) many: month int, n int, of_n int
SELECT month, n, of_n FROM indicator_month
WHERE code = :code AND month >= :from_month AND month < :to_month ORDER BY month;

-- indicator_month_keep(code text, month int, n int, of_n int, now int) some
-- A month that was kept stays as it is.
INSERT INTO indicator_month (code, month, n, of_n, made_at) VALUES (:code, :month, :n, :of_n, :now)
ON CONFLICT (code, month) DO NOTHING;

-- indicator_import_add(submission bytes, code text, value_count int, account int, now int) some
INSERT INTO indicator_import (submission, code, value_count, added_by, added_at)
VALUES (:submission, :code, :value_count, :account, :now) ON CONFLICT (submission) DO NOTHING;

-- indicator_import_by_submission(submission bytes) one: id int, code text
SELECT id, code FROM indicator_import WHERE submission = :submission;

-- indicator_value_add(import int, code text, day int, value int, source text, note text) none
INSERT INTO indicator_value (import_id, code, day, value, source, note)
VALUES (:import, :code, :day, :value, :source, :note);

-- indicator_values(code text, until int, max int) many: day int, value int, source text, note text
-- The newest days first; of each day what the last file says.
SELECT v.day, v.value, v.source, v.note FROM indicator_value v
WHERE v.code = :code AND v.day <= :until
    AND NOT EXISTS (SELECT 1 FROM indicator_value w WHERE w.code = v.code AND w.day = v.day AND w.import_id > v.import_id)
ORDER BY v.day DESC LIMIT :max;

-- indicator_imports(code text, max int) many: value_count int, added_at int
SELECT value_count, added_at FROM indicator_import WHERE code = :code ORDER BY id DESC LIMIT :max;
