// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_draw.c - the drawings of the plan. Classes only, no colours: the page brings the styles (web/README.md, mr-*).
#include "html/html.h"
#include "programme/plan.h"

enum { WIDTH = 720, LEFT = 90, RIGHT = 700, ROW = 15, TOP = 26, BAR = 10 };

static double at_day(Date d)
{
    Date first = date_of(PLAN_FIRST_YEAR, 1, 1), end = date_of(PLAN_LAST_YEAR + 1, 1, 1);
    return LEFT + (double)(d - first) / (double)(end - first) * (RIGHT - LEFT);
}

static void begin(Buf *b, const char *title, int height)
{
    buf_fmt(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, height, title);
}

static void text_at(Buf *b, double x, double y, const char *anchor, const char *text)
{
    buf_fmt(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
}

void plan_draw_years(Buf *b, const Plan *p, Date mark)
{
    int bottom = TOP + (int)p->actions_count * ROW;
    begin(b, "Balken met de jaren van elke actie", bottom + ROW);
    for (int y = PLAN_FIRST_YEAR; y <= PLAN_LAST_YEAR; y++) {
        double x = at_day(date_of(y, 1, 1));
        buf_fmt(b, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"mr-grid\"/>", x, x, TOP - ROW, bottom);
        buf_fmt(b, "<text x=\"%.1f\" y=\"%d\">%d</text>", x + 4, TOP - 8, y);
    }
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *a = &p->actions[i];
        int top = TOP + (int)i * ROW;
        buf_fmt(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%lld.%lld</text>", LEFT - 8, top + BAR,
                (long long)a->of_line, (long long)a->number);
        for (int y = PLAN_FIRST_YEAR; y <= PLAN_LAST_YEAR; y++) {
            if (!plan_in_year(a->years, y)) continue;
            double from = at_day(date_of(y, 1, 1)), to = at_day(date_of(y + 1, 1, 1));
            buf_fmt(b, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"mr-bin\"/>", from, top + 1,
                    to - from, BAR);
        }
    }
    if (mark) {
        double x = at_day(mark);
        buf_fmt(b, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"mr-mark\"/>", x, x, TOP - ROW, bottom);
    }
    buf_c(b, "</svg>");
}

void plan_draw_budget(Buf *b, const Plan *p)
{
    enum { HEIGHT = 26, INNER = 18, GAP = 12 };
    const double most = 2000000;
    double span = RIGHT - LEFT;
    int y = 8;
    begin(b, "Balken met wat per lijn en jaar is gereserveerd en uitgegeven",
          8 * (PLAN_BUDGET_YEARS * HEIGHT + GAP) + 30);
    for (size_t i = 0; plan_letters[i]; i++, y += GAP)
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++, y += HEIGHT) {
            Str letter = str_c(plan_letters[i]);
            int year = PLAN_FIRST_YEAR + k;
            int64_t reserved = plan_available(p, letter, year), spent = plan_spent(p, letter, year, "spent");
            buf_fmt(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s %d</text>", LEFT - 8, y + INNER - 4,
                    plan_letters[i], year);
            buf_fmt(b, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"mr-bin\"/>", LEFT, y,
                    (double)reserved / most * (span - 70), INNER);
            if (spent)
                buf_fmt(b, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"mr-chosen\"/>", LEFT, y + 5,
                        (double)spent / most * (span - 70), INNER - 10);
            buf_fmt(b, "<text x=\"%.1f\" y=\"%d\">", LEFT + (double)reserved / most * (span - 70) + 6, y + INNER - 4);
            buf_add(b, text_count(b->mem, LANG_NL, reserved));
            buf_c(b, "</text>");
        }
    buf_c(b, "</svg>");
}

int64_t plan_risk_level(const PlanRisk *r)
{
    int64_t effect = r->time > r->money ? r->time : r->money;
    if (r->quality > effect) effect = r->quality;
    return r->chance * effect;
}

void plan_draw_risks(Buf *b, const Plan *p)
{
    enum { CELL = 90, LEVELS = 3, HEAD = 20, SERIOUS = 6, LINE = 18, PER_LINE = 2 };
    begin(b, "Vakken met kans tegen gevolg, met in elk vak de codes van de risico's", LEVELS * CELL + HEAD + 30);
    for (int chance = 1; chance <= LEVELS; chance++)
        for (int effect = 1; effect <= LEVELS; effect++) {
            int x = LEFT + (effect - 1) * CELL * 2, y = HEAD + (LEVELS - chance) * CELL, n = 0;
            buf_fmt(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\"/>", x, y, CELL * 2 - 4,
                    CELL - 4, chance * effect >= SERIOUS ? "mr-band mr-serious" : "mr-band");
            for (size_t i = 0; i < p->risks_count; i++) {
                const PlanRisk *r = &p->risks[i];
                if (r->chance != chance || plan_risk_level(r) != r->chance * effect) continue;
                buf_fmt(b, "<text x=\"%d\" y=\"%d\">%.*s</text>", x + 10 + n % PER_LINE * CELL,
                        y + 24 + n / PER_LINE * LINE, STR_ARG(r->code));
                n++;
            }
        }
    static const char *const words[] = {"klein", "middel", "groot"};
    for (int i = 0; i < LEVELS; i++) {
        text_at(b, LEFT - 8, HEAD + (LEVELS - 1 - i) * CELL + CELL / 2.0, "end", words[i]);
        text_at(b, LEFT + i * CELL * 2 + CELL, HEAD + LEVELS * CELL + 16, "middle", words[i]);
    }
    text_at(b, LEFT - 8, 14, "end", "kans");
    text_at(b, RIGHT, HEAD + LEVELS * CELL + 16, "end", "gevolg");
    buf_c(b, "</svg>");
}
