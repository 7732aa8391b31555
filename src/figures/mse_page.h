// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_page.h - what the parts of the report share; not for other folders.
#pragma once
#include "base/buf.h"
#include "figures/mse_report.h"

typedef struct Report {
    Arena *mem;
    Buf b;
    bool nl;
    const MseStudy *s;
    const MseCheck *k;
    const MseResult *r;
} Report;

const char *page_say(const Report *p, const char *nl, const char *en);
void page_esc(Report *p, Str s);
Str page_digest(const Report *p); // of the input
void page_heading(Report *p, const char *nl, const char *en);
void page_para(Report *p, const char *nl, const char *en);
// A paragraph with values, the same for both texts.
void page_para_of(Report *p, const char *nl, const char *en, ...) PRINTF_LIKE(2, 4) PRINTF_LIKE(3, 4);
// heads: "name" or, for a column of numbers, "#name"; Dutch and English in turn, ended by NULL.
void table_begin(Report *p, const char *nl, const char *en, const char *const *heads);
void row_begin(Report *p);
void cell(Report *p, Str text);
void cell_number(Report *p, Str text);
void row_end(Report *p);
void table_end(Report *p);
void figure_begin(Report *p, const char *nl, const char *en); // around a chart; it scrolls when there is no room
void figure_end(Report *p, const char *nl, const char *en);   // what it shows
Str rounded(const Report *p, double v);                       // three figures: more than such an estimate holds
Str page_decimal(const Report *p, double v, int digits);      // with a comma in Dutch
Str page_comma(const Report *p, Str s);                       // "2.0" as Dutch readers write it
Str count_of(const Report *p, double n);                      // of people, as it may be told
Str mse_command(Arena *mem, const MseStudy *s, bool dutch);

// mse_report_parts.c
void page_data(Report *p);
void page_method(Report *p);
void page_model(Report *p);
void page_models(Report *p);
void page_sensitivity(Report *p);
void page_fit(Report *p);
void page_coverage(Report *p);
void page_strata(Report *p);
void page_crossed(Report *p); // mse_report_crossed.c
// mse_report_data.c
Err page_csv(Report *p, Str *ret_csv) MUST_USE;
Err page_json(Report *p, bool whole, Str *ret_json) MUST_USE; // whole: with command, digest and version
