// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_chart.h - the drawings of a report, as SVG inside HTML: no script, nothing from elsewhere, readable in print.
//
// A chart shows what a table beside it holds too, so it carries a short description instead of its data. Axes of
// numbers of people are logarithmic: what matters between estimates is their ratio.
#pragma once
#include "base/buf.h"

typedef struct ChartDot {
    Str label;               // escaped when drawn
    double low, value, high; // low and high NAN: no bar
} ChartDot;

typedef struct ChartPoint {
    double x, y;
    bool chosen;
} ChartPoint;

// Rows of dots on one axis, with a band behind them when band_low is a number.
void chart_dots(Buf *b, const char *title, const ChartDot *dots, int count, double band_low, double band_high);
// x: people, y: any; points outside [x_low, x_high] are left out.
void chart_scatter(Buf *b, const char *title, const char *x_name, const char *y_name, const ChartPoint *points,
                   size_t count);
void chart_histogram(Buf *b, const char *title, const double *sorted, int count, double mark);
void chart_escape(Buf *b, Str s);
