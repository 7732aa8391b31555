-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2
-- Legal and agreed terms, one row a term: due, on what basis, whose duty, how it ended.
CREATE TABLE clock (
    id {id},
    object_kind TEXT NOT NULL,                 -- signal, referral, case, advice
    object_id {int} NOT NULL,
    kind TEXT NOT NULL,                        -- acknowledge, feedback, urgent_triage, referral_answer, reflection ...
    started_at {int} NOT NULL,
    due_at {int} NOT NULL,
    basis TEXT NOT NULL DEFAULT '',            -- table and rule that set the term
    org_id {int} NOT NULL REFERENCES org (id),
    state TEXT NOT NULL DEFAULT 'running'
        CHECK (state IN ('running', 'met', 'missed', 'withheld', 'stopped')),
    ended_at {int} NOT NULL DEFAULT 0,
    ended_by {int} NOT NULL DEFAULT 0,         -- account
    ground TEXT NOT NULL DEFAULT ''            -- code of the ground when withheld or stopped
) {strict};
CREATE INDEX clock_of_object ON clock (object_kind, object_id, id);
CREATE INDEX clock_due ON clock (org_id, state, due_at, id);
