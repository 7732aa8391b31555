// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// indicator_sheet.c - indicators as tables and as a drawing.
#include "steering/indicator_view.h"

enum { WIDTH = 720, HEIGHT = 220, TOP = 24, BOTTOM = 190, LEFT = 24, VALUE_ROOM = 34, GAP = 4, MANY = 14, FEW = 8 };
enum { RUNNING = 3, MONTH_LENGTH = sizeof "2026-11" - 1, EVERY = 4 };

Sheet indicator_series_sheet(Arena *mem, Lang lang, const PlanIndicator *i, const IndicatorValue *v, size_t n)
{
    const Str heads[] = {str_c(T(lang, "periode")), str_c(T(lang, "waarde")), str_c(T(lang, "bron")),
                         str_c(T(lang, "toelichting")), STR_NONE};
    Str title = lang == LANG_EN ? i->title_en : i->title;
    Sheet s = sheet_new(mem, i->code, title, heads, n + 1, indicator_protected(i));
    for (size_t k = 0; k < n; k++) {
        Str month = str_head(date_iso(mem, v[k].from), MONTH_LENGTH);
        sheet_text(&s, v[k].import ? date_iso(mem, v[k].from) : month);
        indicator_cell(&s, i, &v[k]);
        sheet_text(&s, v[k].import ? v[k].source : str_c(T(lang, "dit platform")));
        sheet_text(&s, v[k].live ? str_c(T(lang, "loopt nog")) : v[k].note);
    }
    return s;
}

static Str verdict_text(Lang lang, IndicatorVerdict v)
{
    return str_c(v == INDICATOR_YES ? T(lang, "ja") : v == INDICATOR_NO ? T(lang, "nee") : T(lang, "niet te zeggen"));
}

Err indicator_sheet(Db *db, Arena *mem, Lang lang, int year, Date day, Sheet *ret_sheet)
{
    IndicatorState *all;
    size_t n;
    TRY(indicator_states(db, mem, lang, year, day, &all, &n));
    Str asked = tr_fmt(mem, lang, N_("beter in %d"), year);
    const Str heads[] = {str_c(T(lang, "doel en indicator")),
                         str_c(T(lang, "laatste waarde")),
                         str_c(T(lang, "van")),
                         str_c(T(lang, "eenheid")),
                         str_c(T(lang, "nulpunt")),
                         str_c(T(lang, "streefwaarde")),
                         str_c(T(lang, "in jaar")),
                         asked,
                         str_c(T(lang, "antwoord")),
                         str_c(T(lang, "eigenaar")),
                         str_c(T(lang, "onzekerheid")),
                         str_c(T(lang, "bron")),
                         STR_NONE};
    Sheet s = sheet_new(mem, S("indicators"), str_c(T(lang, "Indicatoren")), heads, n, true);
    for (size_t k = 0; k < n; k++) {
        const PlanIndicator *i = all[k].i;
        const IndicatorValue *v = all[k].latest.import || all[k].latest.m.known ? &all[k].latest : &all[k].running;
        Str title = lang == LANG_EN ? i->title_en : i->title;
        sheet_text(&s, i->goal.n ? str_fmt(mem, "%.*s %.*s", STR_ARG(i->goal), STR_ARG(title)) : title);
        indicator_cell(&s, i, v);
        sheet_text(&s, v->from ? indicator_when(mem, lang, v) : STR_NONE);
        sheet_text(&s, indicator_unit(lang, i));
        sheet_text(&s, i->baseline);
        sheet_text(&s, i->target);
        sheet_text(&s, i->target_year ? str_fmt(mem, "%d", (int)i->target_year) : STR_NONE);
        sheet_text(&s, verdict_text(lang, all[k].answer.verdict));
        sheet_text(&s, all[k].answer.text);
        sheet_text(&s, i->owner);
        sheet_text(&s, i->uncertain);
        sheet_text(&s, i->source);
    }
    *ret_sheet = s;
    return OK;
}

Str indicator_unit(Lang lang, const PlanIndicator *i)
{
    if (str_eq_c(i->unit, "percent")) return str_c(T(lang, "procent"));
    if (str_eq_c(i->unit, "hours")) return str_c(T(lang, "uren"));
    if (str_eq_c(i->unit, "done")) return str_c(T(lang, "klaar of niet"));
    return str_c(T(lang, "aantal"));
}

static double told(const Cell *c) { return c->kind == CELL_NUMBER ? c->number : 0; }

// One period. The running month is lighter: it still grows. Names end where the bar does, so that the last one fits.
static void bar(Buf *b, const Cell *row, size_t k, size_t n, double most)
{
    double step = (double)(WIDTH - LEFT) / (double)n;
    double wide = step - GAP > VALUE_ROOM * 2 ? VALUE_ROOM * 2 : step - GAP, x = LEFT + (double)k * step;
    double tall = most > 0 ? told(&row[1]) / most * (BOTTOM - TOP) : 0;
    bool running = k + 1 == n && row[RUNNING].text.n > 0 && row[0].text.n == MONTH_LENGTH;
    if (row[1].kind == CELL_NUMBER)
        buf_fmt(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>", x, BOTTOM - tall, wide,
                tall, running ? "mr-point" : "mr-bin");
    if (row[1].kind == CELL_NUMBER && n <= MANY)
        buf_fmt(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.10g</text>", x + wide / 2, BOTTOM - tall - GAP,
                row[1].number);
    if ((n - 1 - k) % (n <= FEW ? 1 : EVERY) == 0)
        buf_fmt(b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"end\">%.*s</text>", x + wide, HEIGHT - TOP / 2,
                STR_ARG(row[0].text));
}

// Periods are digits and hyphens, numbers are numbers: nothing here needs escaping but the title.
void indicator_draw(Buf *b, Lang lang, const Sheet *series)
{
    size_t n = sheet_rows(series);
    double most = 0;
    for (size_t k = 0; k < n; k++)
        if (told(&sheet_row(series, k)[1]) > most) most = told(&sheet_row(series, k)[1]);
    Html title = html_escape(b->mem, series->title);
    Str label =
        tr_fmt(b->mem, lang, N_("%.*s, per periode. De tabel hieronder geeft dezelfde getallen."), STR_ARG(title.s));
    buf_fmt(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%.*s\">", WIDTH, HEIGHT, STR_ARG(label));
    buf_fmt(b, "<line x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\" class=\"mr-grid\"/>", WIDTH, BOTTOM, BOTTOM);
    for (size_t k = 0; k < n; k++) bar(b, sheet_row(series, k), k, n, most);
    buf_c(b, "</svg>");
}
