// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report.h - the report of an analysis, made in one place for the terminal and for the screen.
//
// It always says presumed ("vermoedelijk") and estimated ("geschat"), and never gives a number without its interval.
// The same study gives the same bytes. `body` is the report in HTML without a page around it, from the answer on: the
// screen shows it inside its own page, mse_report_page makes a page of it that stands alone and prints on A4.
#pragma once
#include "figures/mse.h"

typedef struct MseReport {
    Str title, body, csv, json;
} MseReport;

Err mse_report(Arena *mem, const MseStudy *s, bool dutch, MseReport *ret_report, Why *w) MUST_USE;
// All figures, without what differs between versions of the program: the same input, options and seed give the same.
Str mse_answer_digest(Arena *mem, const MseStudy *s);
// A workbook with all figures. Temporary files, which have no name, are made in tmpdir; NULL: where the system does.
Err mse_xlsx(Arena *mem, const MseStudy *s, const char *path, const char *tmpdir, Why *w) MUST_USE;
