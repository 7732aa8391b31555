-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- job_until(job text) one: until int
SELECT until FROM job_lease WHERE job = :job;

-- job_take(job text, holder text, now int, until int, latest int) some
-- One row for the one node that may run it. A moment after :latest was written by a wrong clock: it counts as past.
INSERT INTO job_lease (job, holder, until) VALUES (:job, :holder, :until)
ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE job_lease.until <= :now OR job_lease.until > :latest;

-- job_done(job text, holder text, until int) some
UPDATE job_lease SET until = :until WHERE job = :job AND holder = :holder;
