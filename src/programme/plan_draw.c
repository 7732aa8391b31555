// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_draw.c - the drawings of the plan: made once, shown as SVG and in a PDF (print/draw.h).
#include "programme/plan_report.h"

enum { WIDTH = 720, LEFT = 90, RIGHT = 700, ROW = 15, TOP = 26, BAR = 10, BESIDE = 8 };

static double at_day(Date d)
{
    Date first = date_of(PLAN_FIRST_YEAR, 1, 1), end = date_of(PLAN_LAST_YEAR + 1, 1, 1);
    return LEFT + (double)(d - first) / (double)(end - first) * (RIGHT - LEFT);
}

Drawing *plan_drawing_years(Arena *mem, Lang lang, const Plan *p, Date mark, PlanSet attention)
{
    int bottom = TOP + (int)p->actions_count * ROW;
    Drawing *d = draw_new(mem, str_c(T(lang, "Balken met de jaren van elke actie")), WIDTH, bottom + ROW);
    for (int y = PLAN_FIRST_YEAR; y <= PLAN_LAST_YEAR; y++) {
        double x = at_day(date_of(y, 1, 1));
        draw_line(d, x, TOP - ROW, x, bottom, INK_grid);
        draw_text(d, x + 4, TOP - BESIDE, ANCHOR_START, str_fmt(mem, "%d", y));
    }
    for (size_t i = 0; i < p->actions_count; i++) {
        const PlanAction *a = &p->actions[i];
        int top = TOP + (int)i * ROW;
        bool stands_out = plan_has(attention, a->number);
        draw_text(d, LEFT - BESIDE, top + BAR, ANCHOR_END,
                  str_fmt(mem, "%s%lld.%lld", stands_out ? "! " : "", (long long)a->of_line, (long long)a->number));
        for (int y = PLAN_FIRST_YEAR; y <= PLAN_LAST_YEAR; y++) {
            if (!plan_in_year(a->years, y)) continue;
            double from = at_day(date_of(y, 1, 1)), to = at_day(date_of(y + 1, 1, 1));
            draw_rect(d, from, top + 1, to - from, BAR, stands_out ? INK_chosen : INK_bar);
        }
    }
    if (mark) draw_line(d, at_day(mark), TOP - ROW, at_day(mark), bottom, INK_mark);
    return d;
}

typedef struct BudgetBar {
    int64_t reserved, spent;
} BudgetBar;

static BudgetBar bar_of(const Plan *p, size_t letter, int year)
{
    return (BudgetBar){plan_available(p, str_c(plan_letters[letter]), year),
                       plan_spent(p, str_c(plan_letters[letter]), year, "spent")};
}

Drawing *plan_drawing_budget(Arena *mem, Lang lang, const Plan *p)
{
    enum { HEIGHT = 20, INNER = 14, GAP = 8, NUMBER = 80, INSET = 4 };
    const double most = 2000000, span = RIGHT - LEFT - NUMBER;
    int y = 6;
    Drawing *d =
        draw_new(mem, str_c(T(lang, "Balken met wat per lijn en jaar is gereserveerd en uitgegeven")), WIDTH, 0);
    for (size_t i = 0; plan_letters[i]; i++, y += GAP)
        for (int year = PLAN_FIRST_YEAR; year < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; year++) {
            BudgetBar x = bar_of(p, i, year);
            double wide = x.reserved > 0 ? (double)x.reserved / most * span : 0;
            double used = x.spent > 0 ? (double)x.spent / most * span : 0;
            if (!x.reserved && !x.spent) continue; // the table says so
            draw_text(d, LEFT - BESIDE, y + INNER - 2, ANCHOR_END, str_fmt(mem, "%s %d", plan_letters[i], year));
            draw_rect(d, LEFT, y, wide, INNER, INK_bar);
            if (x.spent > 0) draw_rect(d, LEFT, y + INSET, used, INNER - 2 * INSET, INK_chosen);
            draw_text(d, LEFT + (used > wide ? used : wide) + 6, y + INNER - 2, ANCHOR_START,
                      text_count(mem, lang, x.reserved));
            y += HEIGHT;
        }
    d->height = y;
    return d;
}

int64_t risk_level(int64_t chance, int64_t time, int64_t money, int64_t quality)
{
    int64_t effect = time > money ? time : money;
    return chance * (effect > quality ? effect : quality);
}

int64_t plan_risk_level(const PlanRisk *r) { return risk_level(r->chance, r->time, r->money, r->quality); }

Drawing *plan_drawing_risks(Arena *mem, Lang lang, const PlanRisk *risks, size_t count)
{
    enum { CELL = 90, LEVELS = 3, HEAD = 20, SERIOUS = 6, LINE = 18, PER_LINE = 3, STEP = 56 };
    static const char *const words[] = {N_("klein"), N_("middel"), N_("groot")};
    Drawing *d = draw_new(mem, str_c(T(lang, "Vakken met kans tegen gevolg, met in elk vak de codes van de risico's")),
                          WIDTH, LEVELS * CELL + HEAD + 30);
    for (int chance = 1; chance <= LEVELS; chance++)
        for (int effect = 1; effect <= LEVELS; effect++) {
            int x = LEFT + (effect - 1) * CELL * 2, y = HEAD + (LEVELS - chance) * CELL, n = 0;
            draw_rect(d, x, y, CELL * 2 - 4, CELL - 4, chance * effect >= SERIOUS ? INK_serious : INK_band);
            for (size_t i = 0; i < count; i++) {
                if (risks[i].chance != chance || plan_risk_level(&risks[i]) != risks[i].chance * effect) continue;
                int at = y + 24 + n / PER_LINE * LINE;
                if (at < y + CELL - 8) draw_text(d, x + 10 + n % PER_LINE * STEP, at, ANCHOR_START, risks[i].code);
                n++;
            }
        }
    for (int i = 0; i < LEVELS; i++) {
        Str word = str_c(tr(lang, words[i]));
        draw_text(d, LEFT - BESIDE, HEAD + (LEVELS - 1 - i) * CELL + CELL / 2.0, ANCHOR_END, word);
        draw_text(d, LEFT + i * CELL * 2 + CELL, HEAD + LEVELS * CELL + 16, ANCHOR_MIDDLE, word);
    }
    draw_text(d, LEFT - BESIDE, 14, ANCHOR_END, str_c(T(lang, "kans")));
    draw_text(d, RIGHT, HEAD + LEVELS * CELL + 16, ANCHOR_END, str_c(T(lang, "gevolg")));
    return d;
}

void plan_draw_years(Buf *b, const Plan *p, Date mark) { draw_svg(b, plan_drawing_years(b->mem, LANG_NL, p, mark, 0)); }
void plan_draw_budget(Buf *b, const Plan *p) { draw_svg(b, plan_drawing_budget(b->mem, LANG_NL, p)); }
void plan_draw_risks(Buf *b, const Plan *p)
{
    draw_svg(b, plan_drawing_risks(b->mem, LANG_NL, p->risks, p->risks_count));
}
