// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report_view.h - what the pages of a report show; between report_pages.c and report.html.
#pragma once
#include "signal/report.h"

typedef struct ReportPage {
    const Report *report;
    Topic topic;
    int step, steps;
    bool staff;        // an employee enters what someone tells
    bool reviewed;     // changes go back to the summary
    const char *base;  // "/melden" or "/signalen/nieuw"
    Str csrf;          // empty on public pages
    Str draft;         // the sealed hidden field
    const FieldErrors *errors;
    Str notice;        // something that went wrong with files
    Html municipalities; // <option>s
    Str municipality;  // name of the chosen one
} ReportPage;

typedef struct ReceiptPage {
    const char *base;
    Str csrf;
    bool staff;
    Str number;
    Str groups[5];
    Str token;     // sealed code, for the check by typing it again
    bool again;    // was stored before
    bool differs;  // ... with other answers
    bool mailbox_open;
    bool tried;    // a code was typed and it was not the same
    bool wrong[5]; // which groups
    bool wrong_length;
    Str typed;
} ReceiptPage;

Str page_value(const ReportPage *p, const char *field);
const char *page_error(const ReportPage *p, const char *field); // Dutch, or NULL
const char *page_label(const char *field);
Str page_id(Arena *mem, const char *field, size_t n); // "rol", "rol-2", ...
Str page_action(Arena *mem, const ReportPage *p);
Str text_size(Arena *mem, int64_t bytes); // "2,1 MB"
// A row of the summary.
typedef struct Answered {
    const char *label;
    Str text;         // empty: not answered
    const char *code; // Dutch label to translate, else NULL
} Answered;
Answered page_answer(const ReportPage *p, const ReportField *f);
bool page_answered(const ReportPage *p, Topic t); // is anything of this topic filled in?
