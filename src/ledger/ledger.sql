-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- ledger_insert(seq int, at int, account int, org int, action text, object text, object_id int, ground text,
--   purpose text, hash bytes) none
INSERT INTO ledger_entry (seq, at, account_id, org_id, action, object, object_id, ground, purpose, hash)
VALUES (:seq, :at, :account, :org, :action, :object, :object_id, :ground, :purpose, :hash);

-- ledger_sign(seq int, at int, hash bytes, signature bytes) none
INSERT INTO ledger_signature (seq, at, hash, signature) VALUES (:seq, :at, :hash, :signature);

-- ledger_last() one: seq int, hash bytes
SELECT seq, hash FROM ledger_entry WHERE seq = (SELECT max(seq) FROM ledger_entry);

-- ledger_end(after int, upto int) one: seq int, hash bytes, added int
-- The last entry, and how many of the numbers of this batch are there.
SELECT seq, hash, (SELECT count(*) FROM ledger_entry e WHERE e.seq > :after AND e.seq <= :upto)
FROM ledger_entry WHERE seq = (SELECT max(seq) FROM ledger_entry);

-- ledger_last_signed() one: seq int, at int, hash bytes, signature bytes
SELECT seq, at, hash, signature FROM ledger_signature WHERE seq = (SELECT max(seq) FROM ledger_signature);

-- ledger_ends() one: entry int, signature int
-- The last entry and the last that is signed, seen at one moment.
SELECT coalesce((SELECT max(seq) FROM ledger_entry), 0), coalesce((SELECT max(seq) FROM ledger_signature), 0);

-- ledger_hash(seq int) one: hash bytes
SELECT hash FROM ledger_entry WHERE seq = :seq;

-- ledger_chunk(after int, max int) many: seq int, at int, account int, org int, action text, object text,
--   object_id int, ground text, purpose text, hash bytes
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose, hash
FROM ledger_entry WHERE seq > :after ORDER BY seq LIMIT :max;

-- ledger_signatures(after int, upto int) many: seq int, at int, hash bytes, signature bytes
SELECT seq, at, hash, signature FROM ledger_signature WHERE seq > :after AND seq <= :upto ORDER BY seq;

-- ledger_moment(seq int) one: at int
SELECT at FROM ledger_entry WHERE seq = :seq;

-- ledger_search_object(object text, object_id int, since int, before_at int, before int, org int, account int,
--   action text, max int) many: seq int, at int, account int, org int, action text, object text, object_id int,
--   ground text, purpose text
-- Newest first; one of seven that differ in the index they walk. 0 and '' do not restrict.
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE object = :object AND object_id = :object_id AND at >= :since AND (at, seq) < (:before_at, :before)
  AND (:org = 0 OR org_id = :org) AND (:account = 0 OR account_id = :account)
  AND substr(action, 1, length(:action)) = :action
ORDER BY at DESC, seq DESC LIMIT :max;

-- ledger_search_account(account int, object text, since int, before_at int, before int, org int, action text,
--   max int) many like ledger_search_object
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE account_id = :account AND account_id <> 0 AND at >= :since AND (at, seq) < (:before_at, :before)
  AND (:org = 0 OR org_id = :org) AND (:object = '' OR object = :object)
  AND substr(action, 1, length(:action)) = :action
ORDER BY at DESC, seq DESC LIMIT :max;

-- ledger_search_org(org int, object text, since int, before_at int, before int,
--   action text, max int) many like ledger_search_object
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE org_id = :org AND org_id <> 0 AND at >= :since AND (at, seq) < (:before_at, :before)
  AND (:object = '' OR object = :object) AND substr(action, 1, length(:action)) = :action
ORDER BY at DESC, seq DESC LIMIT :max;

-- ledger_search_all(object text, since int, before_at int, before int,
--   action text, max int) many like ledger_search_object
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE at >= :since AND (at, seq) < (:before_at, :before)
  AND (:object = '' OR object = :object) AND substr(action, 1, length(:action)) = :action
ORDER BY at DESC, seq DESC LIMIT :max;

-- ledger_search_kind(kind text, action text, object text, since int, before_at int, before int,
--   max int) many like ledger_search_object
-- kind: the first four letters of action, not those of signals. Without this index, a rare kind is looked for in all
-- lines.
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE substr(action, 1, 4) = :kind AND substr(action, 1, 4) <> 'sign'
  AND at >= :since AND (at, seq) < (:before_at, :before)
  AND (:object = '' OR object = :object) AND substr(action, 1, length(:action)) = :action
ORDER BY at DESC, seq DESC LIMIT :max;

-- ledger_search_org_kind(org int, kind text, action text, object text, since int, before_at int, before int,
--   max int) many like ledger_search_object
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE org_id = :org AND org_id <> 0 AND substr(action, 1, 4) = :kind AND substr(action, 1, 4) <> 'sign'
  AND at >= :since AND (at, seq) < (:before_at, :before)
  AND (:object = '' OR object = :object) AND substr(action, 1, length(:action)) = :action
ORDER BY at DESC, seq DESC LIMIT :max;

-- ledger_search_about(object text, since int, before_at int, before int, max int) many like ledger_search_object
-- Not signals: those are easily found in all lines.
SELECT seq, at, account_id, org_id, action, object, object_id, ground, purpose FROM ledger_entry
WHERE object = :object AND object <> 'signal' AND at >= :since AND (at, seq) < (:before_at, :before)
ORDER BY at DESC, seq DESC LIMIT :max;
