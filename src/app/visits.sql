-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- visit_add(day int, part text, n int) none
INSERT INTO visit_count (day, part, n) VALUES (:day, :part, :n)
ON CONFLICT (day, part) DO UPDATE SET n = visit_count.n + excluded.n;

-- visit_sum(part text, from_day int, to_day int) one: n int
SELECT COALESCE(SUM(n), 0) FROM visit_count WHERE part = :part AND day >= :from_day AND day < :to_day;
