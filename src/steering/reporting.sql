-- SPDX-FileCopyrightText: Baken contributors
-- SPDX-License-Identifier: EUPL-1.2

-- reporting_insert(submission bytes, period text, number int, replaces int, reason text, live text, cutoff int, by int) some
-- Sent twice, or somebody else began this number: nothing.
INSERT INTO programme_report (submission, period, number, replaces, reason, state, live, cutoff, made_by, made_at, figures_by)
VALUES (:submission, :period, :number, :replaces, :reason, 'draft', :live, :cutoff, :by, :cutoff, :by)
ON CONFLICT DO NOTHING;

-- reporting_by_submission(submission bytes) one: id int
SELECT id FROM programme_report WHERE submission = :submission;

-- reporting_by_id(id int) one: id int, period text, number int, replaces int, reason text, state text, live text, cutoff int, made_by int, made_at int, submitted_by int, submitted_at int, made_from text, returned text, adopted_by int, adopted_at int, published_at int
SELECT id, period, number, replaces, reason, state, live, cutoff, made_by, made_at, submitted_by, submitted_at, made_from,
    returned, adopted_by, adopted_at, published_at
FROM programme_report WHERE id = :id;

-- reporting_short(id int) one like reporting_by_id
-- Without its figures, which can be millions of letters.
SELECT id, period, number, replaces, reason, state, '', cutoff, made_by, made_at, submitted_by, submitted_at, made_from,
    returned, adopted_by, adopted_at, published_at
FROM programme_report WHERE id = :id;

-- reporting_published(max int) many like reporting_by_id
-- What everyone may take, without figures.
SELECT id, period, number, replaces, reason, state, '', cutoff, made_by, made_at, submitted_by, submitted_at, made_from,
    returned, adopted_by, adopted_at, published_at
FROM programme_report WHERE published_at > 0 ORDER BY period DESC, number DESC LIMIT :max;

-- reporting_list(max int) many: id int, period text, number int, state text, cutoff int, adopted_at int, published_at int
SELECT id, period, number, state, cutoff, adopted_at, published_at
FROM programme_report ORDER BY period DESC, number DESC LIMIT :max;

-- reporting_last(period text) one: id int, number int, state text
SELECT id, number, state FROM programme_report WHERE period = :period ORDER BY number DESC LIMIT 1;

-- reporting_waiting(state text) one: n int
SELECT COUNT(*) FROM programme_report WHERE state = :state;

-- reporting_text_insert(report int, block text, version int, text text, by int, now int) some
INSERT INTO programme_report_text (report_id, block, version, text, written_by, written_at)
VALUES (:report, :block, :version, :text, :by, :now) ON CONFLICT DO NOTHING;

-- reporting_texts(report int) many: block text, version int, text text, written_at int
-- The newest of each piece.
SELECT t.block, t.version, t.text, t.written_at FROM programme_report_text t
WHERE t.report_id = :report AND t.version = (SELECT MAX(x.version) FROM programme_report_text x
    WHERE x.report_id = t.report_id AND x.block = t.block)
ORDER BY t.id;

-- reporting_hands(id int, account int) one: n int
-- In how many ways this account made the report: above 0, it may not adopt it.
SELECT (SELECT COUNT(*) FROM programme_report r WHERE r.id = :id
        AND (r.made_by = :account OR r.figures_by = :account OR r.submitted_by = :account))
    + (SELECT COUNT(*) FROM programme_report_text t WHERE t.report_id = :id AND t.written_by = :account);

-- reporting_figures(id int, live text, cutoff int, by int) some
UPDATE programme_report SET live = :live, cutoff = :cutoff, figures_by = :by WHERE id = :id AND state = 'draft';

-- reporting_submit(id int, made_from text, by int, now int) some
UPDATE programme_report SET state = 'submitted', made_from = :made_from, submitted_by = :by, submitted_at = :now, returned = ''
WHERE id = :id AND state = 'draft';

-- reporting_return(id int, returned text) some
UPDATE programme_report SET state = 'draft', returned = :returned WHERE id = :id AND state = 'submitted';

-- reporting_adopt(id int, made_from text, by int, now int) some
UPDATE programme_report SET state = 'adopted', adopted_by = :by, adopted_at = :now
WHERE id = :id AND state = 'submitted' AND made_from = :made_from;

-- reporting_publish(id int, now int) some
UPDATE programme_report SET published_at = :now WHERE id = :id AND state = 'adopted' AND published_at = 0;

-- reporting_file_insert(report int, name text, digest text, content bytes) some
INSERT INTO programme_report_file (report_id, name, digest, content) VALUES (:report, :name, :digest, :content)
ON CONFLICT DO NOTHING;

-- reporting_file_get(report int, name text) one: digest text, content bytes
SELECT digest, content FROM programme_report_file WHERE report_id = :report AND name = :name;

-- reporting_files(report int) many: name text, digest text, size int
SELECT name, digest, LENGTH(content) FROM programme_report_file WHERE report_id = :report ORDER BY name;
