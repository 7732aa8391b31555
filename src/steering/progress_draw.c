// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress_draw.c - the state of every action by quarter as one drawing. Each box has a letter: colour is never alone.
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

static const char *shape(Str state)
{
    if (str_eq_c(state, "stuck")) return "mr-chosen";
    if (str_eq_c(state, "at_risk")) return "mr-band mr-serious";
    if (str_eq_c(state, "done") || str_eq_c(state, "on_course")) return "mr-bin";
    return "mr-band";
}

static void box(Buf *b, const ProgressReport *r, int x, int y)
{
    enum { THIN = 4 }; // on course is a line, done a full bar
    const bool thin = str_eq_c(r->state, "on_course");
    buf_fmt(b, "<text x=\"%d\" y=\"%d\">%s</text>", x + LETTER, y + BAR - 2, progress_letter(r->state));
    bool open = !str_eq_c(r->review, "accepted");
    buf_fmt(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\"/>", x + SHAPE,
            thin ? y + (BAR - THIN) / 2 : y, CELL - SHAPE - 6, thin ? THIN : BAR, shape(r->state));
    if (open)
        buf_fmt(b, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" class=\"mr-mark\"/>", x + SHAPE + 8, x + CELL - 14,
                y - 1, y + BAR + 1);
}

void progress_draw(Out *o, const BoardView *v)
{
    Buf *b = o->b;
    Quarter last = v->q;
    Quarter first = quarter_step(last, 1 - BOARD_QUARTERS);
    int columns = 1;
    for (Quarter q = first; quarter_number(q) != quarter_number(last); q = quarter_step(q, 1)) columns++;
    buf_fmt(b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", LEFT + columns * CELL,
            TOP + PLAN_ACTIONS * ROW + 4,
            T(o->lang, "Stand van elke actie per kwartaal. De tabel hierboven geeft het laatste."));
    for (int c = 0; c < columns; c++) {
        Quarter q = quarter_step(first, c);
        buf_fmt(b, "<text x=\"%d\" y=\"%d\">%dQ%d</text>", LEFT + c * CELL + LETTER, TOP - 10, q.year, q.quarter);
    }
    for (int a = 1; a <= PLAN_ACTIONS; a++) {
        int y = TOP + (a - 1) * ROW;
        buf_fmt(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", LEFT - 8, y + BAR - 2, a);
        buf_fmt(b, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" class=\"mr-grid\"/>", LEFT, LEFT + columns * CELL,
                y + BAR + 3, y + BAR + 3);
    }
    for (size_t i = 0; i < v->drawn_count; i++) {
        const ProgressReport *r = &v->drawn[i];
        Quarter q = quarter_from(r->quarter);
        int c = (q.year - first.year) * 4 + q.quarter - first.quarter;
        if (q.year == 0 || c < 0 || c >= columns || r->action < 1 || r->action > PLAN_ACTIONS) continue;
        box(b, r, LEFT + c * CELL, TOP + (int)(r->action - 1) * ROW);
    }
    buf_c(b, "</svg>");
}
