// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "figures/mse_chart.h"
#include <math.h>

enum { WIDTH = 720, LABELS = 190, MARGIN = 24, ROW = 24, HEIGHT = 300, BINS = 40, TICKS_MAX = 40 };

typedef struct Axis {
    double low, high; // log10 of people
    double from, to;  // pixels
} Axis;

void chart_escape(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '&') buf_c(b, "&amp;");
        else if (s.p[i] == '<') buf_c(b, "&lt;");
        else if (s.p[i] == '>') buf_c(b, "&gt;");
        else if (s.p[i] == '"') buf_c(b, "&quot;");
        else buf_char(b, s.p[i]);
    }
}

static double at(const Axis *a, double v)
{
    return a->from + (log10(v) - a->low) / (a->high - a->low) * (a->to - a->from);
}

static void widen(Axis *a, double v)
{
    if (!isfinite(v) || v < 1) return;
    a->low = fmin(a->low, log10(v));
    a->high = fmax(a->high, log10(v));
}

static Axis axis_new(double from, double to) { return (Axis){INFINITY, -INFINITY, from, to}; }

static void settle(Axis *a) // room on both sides, and never empty
{
    if (!(a->high >= a->low)) *a = (Axis){0, 1, a->from, a->to};
    double room = fmax((a->high - a->low) * 0.06, 0.05);
    a->low -= room;
    a->high += room;
}

static void people(Buf *b, double v)
{
    if (v >= 1e6) buf_fmt(b, "%g M", v / 1e6);
    else if (v >= 1e3) buf_fmt(b, "%.0f %03.0f", floor(v / 1e3), v - floor(v / 1e3) * 1e3);
    else buf_fmt(b, "%g", v);
}

// Round numbers: only powers of ten on a long axis, more of them on a short one.
static void ticks(Buf *b, const Axis *a, double top, double bottom)
{
    static const double steps[] = {1, 2, 5, 1.5, 3, 4, 7};
    double span = a->high - a->low;
    int count = span > 2.5 ? 1 : span > 0.8 ? 3 : (int)COUNT(steps);
    for (int power = (int)floor(a->low); power <= (int)ceil(a->high); power++)
        for (int k = 0; k < count; k++) {
            double v = steps[k] * pow(10, power);
            if (log10(v) < a->low || log10(v) > a->high || v < 1) continue;
            buf_fmt(b, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" class=\"mr-grid\"/>", at(a, v), at(a, v),
                    top, bottom);
            buf_fmt(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", at(a, v), bottom + 16);
            people(b, v);
            buf_c(b, "</text>");
        }
}

static void begin(Buf *b, const char *title, double height)
{
    buf_fmt(b, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"", WIDTH, height);
    chart_escape(b, str_c(title));
    buf_c(b, "\">");
}

void chart_dots(Buf *b, const char *title, const ChartDot *dots, int count, double band_low, double band_high)
{
    double bottom = count * ROW + 10;
    Axis a = axis_new(LABELS, WIDTH - MARGIN);
    for (int i = 0; i < count; i++) {
        widen(&a, dots[i].value);
        widen(&a, dots[i].low);
        widen(&a, dots[i].high);
    }
    widen(&a, band_low);
    widen(&a, band_high);
    settle(&a);
    begin(b, title, bottom + 26);
    if (isfinite(band_low) && isfinite(band_high))
        buf_fmt(b, "<rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%.1f\" class=\"mr-band\"/>", at(&a, band_low),
                at(&a, band_high) - at(&a, band_low), bottom);
    ticks(b, &a, 0, bottom);
    for (int i = 0; i < count; i++) {
        double y = i * ROW + ROW / 2.0 + 4;
        buf_fmt(b, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LABELS - 10, y + 4);
        chart_escape(b, dots[i].label);
        buf_c(b, "</text>");
        if (isfinite(dots[i].low) && isfinite(dots[i].high))
            buf_fmt(b, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" class=\"mr-bar\"/>", at(&a, dots[i].low),
                    at(&a, dots[i].high), y, y);
        if (isfinite(dots[i].value) && dots[i].value >= 1)
            buf_fmt(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" class=\"mr-dot\"/>", at(&a, dots[i].value), y);
        else buf_fmt(b, "<text x=\"%d\" y=\"%.1f\" class=\"mr-none\">&#8709;</text>", LABELS + 4, y + 4);
    }
    buf_c(b, "</svg>\n");
}

void chart_scatter(Buf *b, const char *title, const char *x_name, const char *y_name, const ChartPoint *points,
                   size_t count)
{
    Axis a = axis_new(60, WIDTH - MARGIN);
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        widen(&a, points[i].x);
        low = fmin(low, points[i].y);
        high = fmax(high, points[i].y);
    }
    settle(&a);
    if (!(high > low)) high = low + 1;
    begin(b, title, HEIGHT + 50);
    ticks(b, &a, 10, HEIGHT);
    for (int k = 0; k <= 4; k++) {
        double v = low + (high - low) * k / 4, y = 20 + (HEIGHT - 40) * k / 4.0;
        buf_fmt(b, "<text x=\"52\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>", y + 4, v);
    }
    for (int pass = 0; pass < 2; pass++) // the chosen one on top
        for (size_t i = 0; i < count; i++) {
            if (points[i].chosen != (pass == 1) || !(points[i].x >= 1)) continue;
            buf_fmt(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" class=\"%s\"/>", at(&a, points[i].x),
                    20 + (HEIGHT - 40) * (points[i].y - low) / (high - low), pass ? 6 : 3,
                    pass ? "mr-chosen" : "mr-point");
        }
    buf_fmt(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">", WIDTH / 2, HEIGHT + 40);
    chart_escape(b, str_c(x_name));
    buf_c(b, "</text><text x=\"8\" y=\"10\">");
    chart_escape(b, str_c(y_name));
    buf_c(b, "</text></svg>\n");
}

void chart_histogram(Buf *b, const char *title, const double *sorted, int count, double mark)
{
    int bins[BINS] = {0}, most = 1;
    Axis a = axis_new(MARGIN, WIDTH - MARGIN);
    int skip = count / 200; // half a percent on each side would squeeze the rest
    for (int i = skip; i < count - skip; i++) widen(&a, sorted[i]);
    widen(&a, mark);
    settle(&a);
    for (int i = 0; i < count; i++) {
        double place = (log10(fmax(sorted[i], 1)) - a.low) / (a.high - a.low) * BINS;
        if (place >= 0 && place < BINS && ++bins[(int)place] > most) most = bins[(int)place];
    }
    begin(b, title, HEIGHT + 30);
    ticks(b, &a, 10, HEIGHT);
    double wide = (a.to - a.from) / BINS;
    for (int i = 0; i < BINS; i++) {
        double tall = (HEIGHT - 20.0) * bins[i] / most;
        buf_fmt(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"mr-bin\"/>", a.from + i * wide,
                HEIGHT - tall, wide - 1, tall);
    }
    buf_fmt(b, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"10\" y2=\"%d\" class=\"mr-mark\"/></svg>\n", at(&a, mark),
            at(&a, mark), HEIGHT);
}
