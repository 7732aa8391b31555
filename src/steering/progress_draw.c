// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress_draw.c - the state of every action by quarter as one drawing. Each box has a letter: colour is never alone.
#include "print/draw.h"
#include "steering/progress_view.h"

enum { LEFT = 60, CELL = 62, ROW = 18, TOP = 26, BAR = 12, LETTER = 8, SHAPE = 20 };

const char *progress_badge(Str state)
{
    if (str_eq_c(state, "stuck")) return "utrecht-status-badge--danger";
    if (str_eq_c(state, "at_risk")) return "utrecht-status-badge--warning";
    if (str_eq_c(state, "done")) return "utrecht-status-badge--valid";
    if (str_eq_c(state, "on_course")) return "utrecht-status-badge--active";
    return "utrecht-status-badge--inactive";
}

// One letter for each state, the same in both languages: the legend below the drawing says what it means.
const char *progress_letter(Str state)
{
    static const struct {
        const char *state, *letter;
    } letters[] = {{"on_course", "K"}, {"at_risk", "R"}, {"stuck", "V"}, {"done", "A"}, {"not_started", "N"}};
    for (size_t i = 0; i < COUNT(letters); i++)
        if (str_eq_c(state, letters[i].state)) return letters[i].letter;
    return "X";
}

static Ink ink_of(Str state)
{
    if (str_eq_c(state, "stuck")) return INK_chosen;
    if (str_eq_c(state, "at_risk")) return INK_serious;
    return str_eq_c(state, "done") || str_eq_c(state, "on_course") ? INK_bar : INK_band;
}

static void box(Drawing *d, const ProgressReport *r, int x, int y)
{
    enum { THIN = 4 }; // on course is a line, done a full bar
    const bool thin = str_eq_c(r->state, "on_course");
    draw_text(d, x + LETTER, y + BAR - 2, ANCHOR_START, str_c(progress_letter(r->state)));
    draw_rect(d, x + SHAPE, thin ? y + (BAR - THIN) / 2 : y, CELL - SHAPE - 6, thin ? THIN : BAR, ink_of(r->state));
    if (!str_eq_c(r->review, "accepted")) draw_line(d, x + SHAPE + 8, y - 1, x + CELL - 14, y + BAR + 1, INK_mark);
}

void progress_draw(Out *o, const BoardView *v)
{
    Quarter last = v->q, first = quarter_step(last, 1 - BOARD_QUARTERS);
    int columns = 1;
    for (Quarter q = first; quarter_number(q) != quarter_number(last); q = quarter_step(q, 1)) columns++;
    Str title = str_c(T(o->lang, "Stand van elke actie per kwartaal. De tabel hierboven geeft het laatste."));
    Drawing *d = draw_new(o->mem, title, LEFT + columns * CELL, TOP + PLAN_ACTIONS * ROW + 4);
    for (int c = 0; c < columns; c++)
        draw_text(d, LEFT + c * CELL + LETTER, TOP - 10, ANCHOR_START, quarter_text(o->mem, quarter_step(first, c)));
    for (int a = 1; a <= PLAN_ACTIONS; a++) {
        int y = TOP + (a - 1) * ROW;
        draw_text(d, LEFT - 8, y + BAR - 2, ANCHOR_END, str_fmt(o->mem, "%d", a));
        draw_line(d, LEFT, y + BAR + 3, LEFT + columns * CELL, y + BAR + 3, INK_grid);
    }
    for (size_t i = 0; i < v->drawn_count; i++) {
        const ProgressReport *r = &v->drawn[i];
        Quarter q = quarter_from(r->quarter);
        int c = (q.year - first.year) * 4 + q.quarter - first.quarter;
        if (q.year == 0 || c < 0 || c >= columns || r->action < 1 || r->action > PLAN_ACTIONS) continue;
        box(d, r, LEFT + c * CELL, TOP + (int)(r->action - 1) * ROW);
    }
    draw_svg(o->b, d);
}
