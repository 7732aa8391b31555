// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report.h - the report of an analysis, made in one place for the terminal and for the screen.
//
// It always says presumed ("vermoedelijk") and estimated ("geschat"), and never gives a number without its interval.
// The same analysis gives the same bytes. `input` is the table as it came in: its digest stands in the report, so that
// anybody can make it again.
#pragma once
#include "figures/mse.h"

typedef struct MseReport {
    Str html, csv, json;
} MseReport;

Err mse_report(Arena *mem, const MseCheck *k, Str input, bool dutch, MseReport *ret_report, Why *w) MUST_USE;
