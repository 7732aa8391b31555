-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Numbers of the whole country for the indicators of the programme. Counts only; nothing here gives back a record.

-- measure_reports(from_time int, to_time int) one: n int
SELECT COUNT(*) FROM signal WHERE received_at >= :from_time AND received_at < :to_time;

-- measure_terms(kind text, from_time int, to_time int) one: met int, given int, due int
-- Terms that were due in the period. met: in time; given: done by the end of the period; stopped and withheld ones are
-- no term any more.
SELECT COALESCE(SUM(CASE WHEN state = 'met' THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN state IN ('met', 'missed') AND ended_at < :to_time THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN state IN ('met', 'missed', 'running') THEN 1 ELSE 0 END), 0)
FROM clock WHERE kind = :kind AND due_at >= :from_time AND due_at < :to_time;

-- measure_placed(from_time int, to_time int, now int, span int) one: within int, decided int
-- As in shelter/picture.sql: decided is what ended, or waits longer than the span.
SELECT COALESCE(SUM(CASE WHEN arrived_at <> 0 AND arrived_at - asked_at <= :span THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN state <> 'withdrawn' AND (arrived_at <> 0 OR state = 'unmet' OR asked_at + :span <= :now) THEN 1
             ELSE 0 END), 0)
FROM placement_request
WHERE asked_at >= :from_time AND asked_at < :to_time AND kind IN ('crisis', 'emergency_bed');

-- measure_hours(from_time int, to_time int) many: hours int, n int
-- Whole hours until people arrived, begun hours counted; at most 100 days.
SELECT hours, COUNT(*)
FROM (SELECT CASE WHEN arrived_at - asked_at > 8640000000 THEN 2400
                  ELSE (arrived_at - asked_at + 3599999) / 3600000 END AS hours
      FROM placement_request
      WHERE asked_at >= :from_time AND asked_at < :to_time AND arrived_at <> 0 AND kind IN ('crisis', 'emergency_bed')) x
GROUP BY hours ORDER BY hours;

-- measure_municipalities(role int) one: n int
-- With somebody in this role (its bit) who can sign in, and a desk of its own that is shown.
-- scans: a few hundred organisations, once for each page of indicators
SELECT COUNT(DISTINCT x.code)
FROM org o JOIN org_area x ON x.org_id = o.id AND x.scope = 'municipality'
WHERE o.kind = 'municipality' AND o.state = 'active'
    AND EXISTS (SELECT 1 FROM account a WHERE a.org_id = o.id AND a.state = 'active' AND (a.roles & :role) <> 0)
    AND EXISTS (SELECT 1 FROM desk d WHERE d.scope = 'municipality' AND d.active = 1 AND d.area_codes = x.code);

-- measure_regions(role int) one: n int
SELECT COUNT(DISTINCT x.code)
FROM org o JOIN org_area x ON x.org_id = o.id AND x.scope = 'region'
WHERE o.state = 'active'
    AND EXISTS (SELECT 1 FROM account a WHERE a.org_id = o.id AND a.state = 'active' AND (a.roles & :role) <> 0);

-- measure_places() one: municipalities int, regions int
-- scans: all 342
SELECT COUNT(*), COUNT(DISTINCT region_code) FROM municipality;
