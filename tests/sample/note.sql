-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- A small table for the test of tools/mksql (tests/unit/tools.c).

-- note_make() none
CREATE TABLE note (id INTEGER PRIMARY KEY, org INTEGER NOT NULL, text TEXT NOT NULL, sealed BLOB NOT NULL) STRICT;

-- note_insert(org int, text text, sealed bytes) one: id int
INSERT INTO note (org, text, sealed) VALUES (:org, :text, :sealed) RETURNING id;

-- note_get(id int) one: id int, text text, sealed bytes
-- A quote, a comment and a colon in a text are no parameters.
SELECT id, text, sealed -- not :this
FROM note WHERE id = :id AND text <> ':no;''--' ;

-- note_list(org int,
--   after int, max int) many like note_get
SELECT id, text, sealed FROM note WHERE org = :org AND id > :after ORDER BY id LIMIT :max;

-- note_rename(id int, text text) some
UPDATE note SET text = :text WHERE id = :id AND text <> :text;

-- note_any() one like note_get
-- scans: a test of a statement that gives more than the one row it promised
SELECT id, text, sealed FROM note;
