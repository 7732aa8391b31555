// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// reporting_view.h - what the pages of reports show.
#pragma once
#include "app/form.h"
#include "steering/reporting.h"

typedef struct ReportingItem {
    int64_t id;
    Str title, code;
    const char *state;
    Time cutoff, adopted_at;
    bool published, replaced;
} ReportingItem;

typedef struct ReportingList {
    ReportingItem *items;
    size_t count;
    bool may_make;
    StaffForm begin;
} ReportingList;

typedef struct ReportingDownload {
    Str name, digest, size; // digest: of an adopted one
    const char *what;       // Dutch
} ReportingDownload;

enum { REPORTING_PAIRS_MAX = 12, REPORTING_FORMS_MAX = 4 };
typedef struct ReportingPage {
    int64_t id;
    Str title;
    Pair pairs[REPORTING_PAIRS_MAX];
    size_t pair_count;
    ReportingDownload files[REPORTING_FILES];
    StaffForm forms[REPORTING_FORMS_MAX];
    size_t form_count;
    bool may_write, own_work, adopted;
} ReportingPage;

Str reporting_path(Arena *mem, int64_t id, const char *more);
Str reporting_item_title(Arena *mem, Lang lang, Str period);
const char *reporting_what(Lang of, ReportFormat format); // "PDF in het Nederlands"
// reporting_acts.c and reporting_pages.c
StaffForm reporting_begin_form(Req *rq);
Err reporting_forms(Req *rq, const Reporting *r, ReportingPage *v) MUST_USE; // what this person can do now
Err reporting_list_view(Req *rq, ReportingList *v) MUST_USE;
Err reporting_list_show(Req *rq, const ReportingList *v, int status) MUST_USE;
Err reporting_open(Req *rq, Reporting *ret_r) MUST_USE;
