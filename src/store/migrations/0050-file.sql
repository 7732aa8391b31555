-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Attachments are in the store, sealed, in chunks (src/app/stored.h). A file is in pending_file from its first chunk until
-- it becomes part of a record; what is in neither does not exist.
CREATE TABLE file_chunk (
    stored TEXT NOT NULL,
    part {int} NOT NULL,                         -- from 0, without gaps
    bytes {bytes} NOT NULL,
    PRIMARY KEY (stored, part)
) {strict};

-- Which node runs a periodic job (src/commands/jobs.h).
CREATE TABLE job_lease (
    job TEXT PRIMARY KEY,
    holder TEXT NOT NULL,                        -- a random name of a process
    until {int} NOT NULL                         -- nobody else starts it before this moment
) {strict};
