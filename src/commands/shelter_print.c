// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// shelter_print.c - what came of a simulation: a table for people, CSV, JSON, and a chart that stands alone.
#include "commands/offline.h"
#include "commands/shelter_simulate.h"
#include "sys/file.h"
#include <math.h>

enum { WIDTH = 720, LABELS = 210, MARGIN = 24, ROW = 20, HEAD = 40 };

static Str group_name(const SimStudy *s, size_t g)
{
    return g == s->assumed.group_count ? S("all") : s->assumed.groups[g].name;
}

static int64_t places(const SimStudy *s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s->unit_count; i++) n += s->units[i].total;
    return n;
}

static void number_text(Buf *b, const SimEstimate *e)
{
    if (!isfinite(e->mean)) buf_fmt(b, " %15s", "-");
    else if (!isfinite(e->margin)) buf_fmt(b, " %15.1f", e->mean);
    else buf_fmt(b, " %8.1f +- %3.1f", e->mean, e->margin);
}

static void text(Buf *b, const SimStudy *s)
{
    buf_fmt(b, "%zu units, %lld places; %d runs of %d years, seed %llu; +- is 95 %% over runs\n", s->unit_count,
            (long long)places(s), s->runs, s->years, (unsigned long long)s->seed);
    for (size_t p = 0; p < s->policy_count; p++) {
        buf_fmt(b, "\n%-28s %15s %15s %15s %15s\n", sim_policy_label(s->policies[p]), "no place, %", "in 36 h, %",
                "half within, h", "90 % within, h");
        for (size_t g = 0; g <= s->assumed.group_count; g++) {
            buf_fmt(b, "%-28.*s", STR_ARG(str_head(group_name(s, g), 28)));
            for (int m = SIM_unmet; m <= SIM_p90; m++) number_text(b, &s->found[p][g][m]);
            buf_char(b, '\n');
        }
        buf_fmt(b, "places occupied: %.0f %%\n", s->found[p][s->assumed.group_count][SIM_occupied].mean);
    }
    if (s->crowded) buf_c(b, "\nMore people waited than can be followed; who came on top was counted as unmet.\n");
    buf_c(b, "\nNot a forecast: it shows what follows from the assumptions (docs/shelter.md).");
}

static void csv(Buf *b, const SimStudy *s)
{
    buf_c(b, "policy,group,measure,mean,low,high");
    for (size_t p = 0; p < s->policy_count; p++)
        for (size_t g = 0; g <= s->assumed.group_count; g++)
            for (int m = 0; m < SIM_MEASURES; m++) {
                const SimEstimate *e = &s->found[p][g][m];
                if (m == SIM_occupied && g < s->assumed.group_count) continue; // places belong to no group
                buf_fmt(b, "\n%s,\"", sim_policy_name(s->policies[p]));
                Str name = group_name(s, g);
                for (size_t i = 0; i < name.n; i++) buf_fmt(b, "%s%c", name.p[i] == '"' ? "\"" : "", name.p[i]);
                buf_fmt(b, "\",%s,", sim_measure_name((SimMeasure)m));
                if (isfinite(e->mean)) buf_fmt(b, "%.6g", e->mean);
                if (isfinite(e->margin)) buf_fmt(b, ",%.6g,%.6g", e->mean - e->margin, e->mean + e->margin);
                else buf_c(b, ",,");
            }
}

static void knum(Json *j, const char *key, double v)
{
    json_key(j, key);
    json_num(j, v);
}

static void json_group(Json *j, const SimStudy *s, size_t p, size_t g)
{
    json_obj(j);
    json_kstr(j, "group", group_name(s, g));
    for (int m = 0; m < SIM_MEASURES; m++) {
        const SimEstimate *e = &s->found[p][g][m];
        if (m == SIM_occupied && g < s->assumed.group_count) continue;
        json_key(j, sim_measure_name((SimMeasure)m));
        json_obj(j);
        knum(j, "mean", e->mean);
        knum(j, "low", e->mean - e->margin);
        knum(j, "high", e->mean + e->margin);
        json_end(j);
    }
    json_end(j);
}

static void json(Json *j, const SimStudy *s)
{
    json_obj(j);
    json_kint(j, "units", (int64_t)s->unit_count);
    json_kint(j, "places", places(s));
    json_kint(j, "runs", s->runs);
    json_kint(j, "years", s->years);
    json_kint(j, "seed", (int64_t)s->seed);
    json_kbool(j, "crowded", s->crowded);
    json_key(j, "policies");
    json_arr(j);
    for (size_t p = 0; p < s->policy_count; p++) {
        json_obj(j);
        json_kstr(j, "policy", str_c(sim_policy_name(s->policies[p])));
        json_key(j, "groups");
        json_arr(j);
        for (size_t g = 0; g <= s->assumed.group_count; g++) json_group(j, s, p, g);
        json_arr_end(j);
        json_end(j);
    }
    json_arr_end(j);
    json_end(j);
}

// ---- the chart ----------------------------------------------------------------------------------------------------

static void escaped(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '&') buf_c(b, "&amp;");
        else if (s.p[i] == '<') buf_c(b, "&lt;");
        else buf_char(b, s.p[i]);
    }
}

static double across(double percent) { return LABELS + percent / 100 * (WIDTH - LABELS - MARGIN); }

// Found a place in time: a dot for each way of asking, with its interval.
static void chart(Buf *b, const SimStudy *s)
{
    static const char *const colour[SIM_POLICY_COUNT] = {"#595959", "#5b2a86", "#a34700"};
    size_t rows = s->assumed.group_count + 1, each = s->policy_count + 1;
    double bottom = HEAD + (double)(rows * each) * ROW, low = HEAD - 8;
    buf_fmt(b,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" font-family=\"sans-serif\" "
            "font-size=\"12\" role=\"img\"><title>A place within 36 hours, %% of those who asked</title>"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>"
            "<text x=\"%d\" y=\"18\" font-weight=\"bold\">A place within 36 hours, %% of those who asked</text>\n",
            WIDTH, bottom + 30, MARGIN);
    for (int v = 0; v <= 100; v += 20)
        buf_fmt(b,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\" stroke=\"#ccc\"/>"
                "<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%d</text>\n",
                across(v), across(v), low, bottom, across(v), bottom + 16, v);
    for (size_t g = 0; g < rows; g++) {
        double top = HEAD + (double)(g * each) * ROW;
        buf_fmt(b, "<text x=\"%d\" y=\"%.0f\">", MARGIN, top + 14);
        escaped(b, group_name(s, g));
        buf_c(b, "</text>\n");
        for (size_t p = 0; p < s->policy_count; p++) {
            const SimEstimate *e = &s->found[p][g][SIM_in_time];
            double y = top + 10 + (double)p * ROW, margin = isfinite(e->margin) ? e->margin : 0;
            if (!isfinite(e->mean)) continue;
            buf_fmt(b,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\" stroke=\"%s\" stroke-width=\"2\"/>"
                    "<circle cx=\"%.1f\" cy=\"%.0f\" r=\"5\" fill=\"%s\"/>"
                    "<text x=\"%.1f\" y=\"%.0f\" fill=\"%s\" text-anchor=\"%s\">%s</text>\n",
                    across(fmax(0, e->mean - margin)), across(fmin(100, e->mean + margin)), y, y,
                    colour[s->policies[p]], across(e->mean), y, colour[s->policies[p]],
                    across(e->mean) + (e->mean > 70 ? -10 : 10), y + 4, colour[s->policies[p]],
                    e->mean > 70 ? "end" : "start", sim_policy_name(s->policies[p]));
        }
    }
    buf_c(b, "</svg>\n");
}

Err sim_print(Args *a, const SimStudy *s)
{
    Buf b = buf_new(a->mem, OUTPUT_MAX);
    const char *path = arg_value(a, "chart", NULL);
    if (path) {
        Buf drawn = buf_new(a->mem, OUTPUT_MAX);
        Str svg;
        chart(&drawn, s);
        TRY(buf_done(&drawn, &svg));
        TRY(file_write(path, 0644, svg, &a->why));
    }
    if (a->json) {
        Json j = json_to(&b);
        json(&j, s);
    } else if (arg_on(a, "csv")) {
        csv(&b, s);
    } else {
        text(&b, s);
    }
    return print_out(&b);
}
