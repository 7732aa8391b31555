// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// reporting.h - reports of the programme from draft to adopted: figures of one moment, words of people, bytes that
// stay.
//
// draft      made in one step by the core team: the figures are taken at that moment (cutoff) and stay; words are
//            written and rewritten beside them, figures taken anew only on purpose.
// submitted  to the principals. Nothing changes any more; it keeps the digest of all it was made from. They send it
//            back with a reason, or adopt it.
// adopted    its six files (two languages; page, PDF, workbook) are made once and stored with their digest. Whatever
//            changes later in the plan, the figures or this program: the same bytes come out. Who wrote, submitted or
//            took figures of it may not adopt it.
// number     of a period, from 1. A new one for a period that has an adopted one says why; it replaces that one, which
//            stays where it is.
// published  then everyone may take the files of an adopted report.
// Writes run on the writer, callers log. What it must never do: change or remove an adopted file; make a file on the
// writer.
#pragma once
#include "app/form.h"
#include "programme/plan_report.h"
#include "steering/reporting_sql.h"
#include "steering/steering.h"

enum {
    REPORTING_FILES = REPORT_FORMATS * LANG_COUNT,
    REPORTING_REASON_MAX = 1000,
    REPORTING_LIST_MAX = 200,
    REPORTING_MEMORY = 64 * 1024 * 1024, // to make one in; figures and texts are more than a request has room for
};

extern const Choice reporting_states[];
extern const SteeringSection reporting_section;
extern const Route reporting_routes[], reporting_page_routes[];

// What is known of a period at a moment, from the store. Texts are Dutch; values of indicators in both languages.
Err reporting_gather(Db *db, Arena *mem, const Plan *p, Period period, Time now, Live *ret_live) MUST_USE;

// ---- one report ---------------------------------------------------------------------------------------------------

typedef ReportingByIdRow Reporting;

// All that a report is made from, as it stands in the store.
Err reporting_input(Db *db, Arena *mem, const Plan *p, const Reporting *r, ReportInput *ret_in, Why *w) MUST_USE;
// Its words in a language: what state it is in, and what it replaces. adopted_at: 0 for as it stands.
Err reporting_words(Db *db, Arena *mem, const Reporting *r, Time adopted_at, ReportInput *in) MUST_USE;
Str reporting_name(Arena *mem, Lang lang, ReportFormat format);                   // "nl.pdf"
Err reporting_named(Str name, Lang *ret_lang, ReportFormat *ret_format) MUST_USE; // E_NOTFOUND
Str reporting_code(Arena *mem, const Reporting *r);                               // "2025Q1-1"

// A submission sent before gives the same report. E_CONFLICT: one of this period is not adopted yet. E_INPUT: the
// reason is missing.
Err reporting_begin(Db *db, Arena *mem, Period period, Str submission, Str reason, Str live, AccountId by, Time now,
                    int64_t *ret_id, bool *ret_made, Why *w) MUST_USE;
Err reporting_write(Db *db, Arena *mem, int64_t id, const char *block, Str text, AccountId by, Time now,
                    bool *ret_changed) MUST_USE;

typedef struct ReportingFile {
    Str name, digest, content;
} ReportingFile;
// Not on the writer: makes all files of a submitted report as they will be when it is adopted now.
Err reporting_make_files(Db *db, Arena *mem, const char *tmpdir, const Plan *p, const Reporting *r, Time now,
                         ReportingFile ret_files[REPORTING_FILES], Why *w) MUST_USE;
// E_CONFLICT: it is not as it was submitted. E_DENIED: this account made it.
Err reporting_adopt(Db *db, Arena *mem, const Reporting *r, const ReportingFile files[REPORTING_FILES], AccountId by,
                    Time now, Why *w) MUST_USE;
