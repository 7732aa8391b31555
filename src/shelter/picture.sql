-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- picture_demand(from_time int, to_time int, now int, span int, heavy int) many: region_code text, kind text, sex text, minor int,
--   family int, no_status int, heavy int, asked int, arrived int, decided int, within int, unmet int, open int
-- What was asked for, as a cube: the number of rows does not grow with the number of requests. heavy: those needs that
-- it has of the ones given. decided: long enough ago, or ended, to say whether it took too
-- long.
SELECT region_code, kind, sex, minor, family, no_status, heavy, COUNT(*), SUM(arrived), SUM(decided), SUM(within),
    SUM(unmet), SUM(running)
FROM (SELECT region_code, kind, sex,
          CASE WHEN age < 18 THEN 1 ELSE 0 END AS minor,
          CASE WHEN children > 0 THEN 1 ELSE 0 END AS family,
          CASE WHEN residence = 'none' THEN 1 ELSE 0 END AS no_status,
          needs & :heavy AS heavy,
          CASE WHEN arrived_at <> 0 THEN 1 ELSE 0 END AS arrived,
          CASE WHEN state <> 'withdrawn' AND (arrived_at <> 0 OR state = 'unmet' OR asked_at + :span <= :now) THEN 1
               ELSE 0 END AS decided,
          CASE WHEN arrived_at <> 0 AND arrived_at - asked_at <= :span THEN 1 ELSE 0 END AS within,
          CASE WHEN state = 'unmet' THEN 1 ELSE 0 END AS unmet,
          CASE WHEN state IN ('open', 'placed') THEN 1 ELSE 0 END AS running
      FROM placement_request WHERE asked_at >= :from_time AND asked_at < :to_time) x
GROUP BY region_code, kind, sex, minor, family, no_status, heavy;

-- picture_unmet(from_time int, to_time int, heavy int) many: reason text, sex text, minor int, family int, no_status int, heavy int,
--   n int
-- Why nobody looks any more, of requests for which no place was found.
SELECT reason, sex, minor, family, no_status, heavy, COUNT(*)
FROM (SELECT outcome AS reason, sex,
          CASE WHEN age < 18 THEN 1 ELSE 0 END AS minor,
          CASE WHEN children > 0 THEN 1 ELSE 0 END AS family,
          CASE WHEN residence = 'none' THEN 1 ELSE 0 END AS no_status,
          needs & :heavy AS heavy
      FROM placement_request WHERE asked_at >= :from_time AND asked_at < :to_time AND state = 'unmet') x
GROUP BY reason, sex, minor, family, no_status, heavy;

-- picture_answers(from_time int, to_time int, heavy int) many like picture_unmet
-- What providers answered: 'accepted', 'no_answer', or the reason why they refused.
SELECT reason, sex, minor, family, no_status, heavy, COUNT(*)
FROM (SELECT CASE WHEN q.state = 'refused' THEN q.reason ELSE q.state END AS reason, r.sex AS sex,
          CASE WHEN r.age < 18 THEN 1 ELSE 0 END AS minor,
          CASE WHEN r.children > 0 THEN 1 ELSE 0 END AS family,
          CASE WHEN r.residence = 'none' THEN 1 ELSE 0 END AS no_status,
          r.needs & :heavy AS heavy
      FROM placement_ask q JOIN placement_request r ON r.id = q.request_id
      WHERE q.asked_at >= :from_time AND q.asked_at < :to_time AND q.state IN ('accepted', 'refused', 'no_answer')) x
GROUP BY reason, sex, minor, family, no_status, heavy;

-- picture_hours(from_time int, to_time int) many: kind text, hours int, n int
-- How long it took until people arrived, in whole hours, begun hours counted; at most 100 days.
SELECT kind, hours, COUNT(*)
FROM (SELECT kind, CASE WHEN arrived_at - asked_at > 8640000000 THEN 2400
                        ELSE (arrived_at - asked_at + 3599999) / 3600000 END AS hours
      FROM placement_request WHERE asked_at >= :from_time AND asked_at < :to_time AND arrived_at <> 0) x
GROUP BY kind, hours ORDER BY kind, hours;

-- picture_month(from_time int, to_time int, now int, span int) one: asked int, arrived int, decided int, within int,
--   unmet int
SELECT COUNT(*), COALESCE(SUM(CASE WHEN arrived_at <> 0 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN state <> 'withdrawn' AND (arrived_at <> 0 OR state = 'unmet' OR asked_at + :span <= :now) THEN 1
             ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN arrived_at <> 0 AND arrived_at - asked_at <= :span THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN state = 'unmet' THEN 1 ELSE 0 END), 0)
FROM placement_request WHERE asked_at >= :from_time AND asked_at < :to_time AND kind IN ('crisis', 'emergency_bed');

-- picture_missed(from_time int, to_time int, late int, span int, max int) many: id int, kind text, placer text, sex text,
--   age int, form text, residence text, needs int, languages int, payer text, children int, security int,
--   region_code text, avoid text, within text, stay_days int, needed_at int, asked_at int
-- Requests that found no place, or not in time: to be asked again of a unit that does not exist yet. Without erased ones:
-- where it was not safe and which languages were spoken is gone, so too much would fit.
SELECT id, kind, placer, sex, age, form, residence, needs, languages, payer, children, security, region_code, avoid,
    within, stay_days, needed_at, asked_at
FROM placement_request
WHERE asked_at >= :from_time AND asked_at < :to_time
    AND erased_at = 0 AND (state = 'unmet' OR (state = 'open' AND asked_at <= :late) OR (arrived_at <> 0 AND arrived_at - asked_at > :span))
ORDER BY asked_at, id LIMIT :max;

-- picture_occupied(at int, since int) many: kind text, total int, occupied int
-- What providers said of their places at a moment: the last claim of each unit, when it is not too old. A closed unit
-- said that it has none.
-- scans: the units, a few thousand at most
SELECT u.kind, COALESCE(SUM(c.total), 0), COALESCE(SUM(c.total - c.free), 0)
FROM shelter_unit u JOIN shelter_claim c ON c.id = (SELECT k.id FROM shelter_claim k
    WHERE k.unit_id = u.id AND k.claimed_at <= :at ORDER BY k.claimed_at DESC, k.id DESC LIMIT 1)
WHERE c.claimed_at > :since GROUP BY u.kind;

-- picture_staying(at int, since int) one: n int
-- Who stayed somewhere through Baken at a moment. since: nobody stays longer.
SELECT COUNT(*) FROM placement
WHERE arrived_at > :since AND arrived_at <= :at AND (ended_at = 0 OR ended_at > :at);
