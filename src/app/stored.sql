-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- pending_file_add(stored text, made_at int, size int) none
-- A file that belongs to no record yet. size 0: it is still coming in.
INSERT INTO pending_file (stored, made_at, size) VALUES (:stored, :made_at, :size);

-- pending_file_whole(stored text, size int) none
UPDATE pending_file SET size = :size WHERE stored = :stored;

-- pending_file_is(stored text) one: made_at int
SELECT made_at FROM pending_file WHERE stored = :stored;

-- pending_file_take(stored text) some
-- It becomes part of a record: only once, and only when all of it is there.
DELETE FROM pending_file WHERE stored = :stored AND size > 0;

-- pending_file_drop(stored text) some
DELETE FROM pending_file WHERE stored = :stored;

-- pending_file_bytes() one: bytes int
-- scans: what waits is bounded by this very sum
SELECT COALESCE(SUM(size), 0) FROM pending_file;

-- pending_file_old(before int, max int) many: stored text
SELECT stored FROM pending_file WHERE made_at < :before ORDER BY made_at LIMIT :max;

-- file_chunk_add(stored text, part int, bytes bytes) none
INSERT INTO file_chunk (stored, part, bytes) VALUES (:stored, :part, :bytes);

-- file_chunk(stored text, part int) one: bytes bytes
SELECT bytes FROM file_chunk WHERE stored = :stored AND part = :part;

-- file_chunk_last(stored text) one: part int, bytes bytes
SELECT part, bytes FROM file_chunk WHERE stored = :stored ORDER BY part DESC LIMIT 1;

-- file_chunk_drop(stored text) none
DELETE FROM file_chunk WHERE stored = :stored;

-- pulse(node text, now int) none
-- Something to write, to see that it reaches the disk.
INSERT INTO job_lease (job, holder, until) VALUES ('pulse', :node, :now)
ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, until = excluded.until;

-- key_mark_set(mark bytes) none
INSERT INTO key_mark (id, mark) VALUES (1, :mark) ON CONFLICT (id) DO NOTHING;

-- key_mark() one: mark bytes
SELECT mark FROM key_mark WHERE id = 1;

-- guess_count(hour int, bucket int) one: count int
SELECT count FROM guess WHERE hour = :hour AND bucket = :bucket;

-- guess_add(hour int, bucket int) none
INSERT INTO guess (hour, bucket, count) VALUES (:hour, :bucket, 1)
ON CONFLICT (hour, bucket) DO UPDATE SET count = guess.count + 1;

-- guess_hours() one: first int, last int
-- The first and last hour with a wrong guess; 0 when there is none. Looks at both ends of an index only: how many rows
-- there are is up to who guesses.
SELECT COALESCE((SELECT MIN(hour) FROM guess), 0), COALESCE((SELECT MAX(hour) FROM guess), 0);

-- guess_forget(hour int) none
-- Of other hours, also of a clock that ran ahead.
-- scans: once an hour
DELETE FROM guess WHERE hour <> :hour;
