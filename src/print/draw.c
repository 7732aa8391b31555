// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "print/draw.h"
#include "html/html.h"
#include <assert.h>

static const char *const classes[] = {
#define I(name, class, fill, edge) class,
    INKS(I)
#undef I
};
static const struct {
    unsigned fill, edge;
} colours[] = {
#define I(name, class, fill, edge) {fill, edge},
    INKS(I)
#undef I
};

unsigned draw_fill(Ink ink) { return colours[ink].fill; }
unsigned draw_edge(Ink ink) { return colours[ink].edge; }

Drawing *draw_new(Arena *mem, Str title, double width, double height)
{
    Drawing *d = NEW(mem, Drawing);
    *d = (Drawing){mem, title, width, height, NEW_ARRAY(mem, Stroke, STROKES_MAX), 0};
    return d;
}

static void add(Drawing *d, Stroke s)
{
    assert(d->count < STROKES_MAX);
    d->strokes[d->count++] = s;
}

void draw_rect(Drawing *d, double x, double y, double width, double height, Ink ink)
{
    add(d, (Stroke){STROKE_RECT, ink, ANCHOR_START, x, y, width, height, STR_NONE});
}

void draw_line(Drawing *d, double x1, double y1, double x2, double y2, Ink ink)
{
    add(d, (Stroke){STROKE_LINE, ink, ANCHOR_START, x1, y1, x2, y2, STR_NONE});
}

void draw_text(Drawing *d, double x, double y, Anchor anchor, Str text)
{
    add(d, (Stroke){STROKE_TEXT, INK_mark, anchor, x, y, 0, 0, text});
}

void draw_svg(Buf *b, const Drawing *d)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    buf_fmt(b, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", d->width, d->height);
    buf_add(b, html_escape(b->mem, d->title).s);
    buf_c(b, "\">");
    for (size_t i = 0; i < d->count; i++) {
        const Stroke *s = &d->strokes[i];
        if (s->kind == STROKE_RECT)
            buf_fmt(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>", s->x, s->y, s->x2,
                    s->y2, classes[s->ink]);
        else if (s->kind == STROKE_LINE)
            buf_fmt(b, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>", s->x, s->y, s->x2, s->y2,
                    classes[s->ink]);
        else {
            buf_fmt(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", s->x, s->y, anchors[s->anchor]);
            buf_add(b, html_escape(b->mem, s->text).s);
            buf_c(b, "</text>");
        }
    }
    buf_c(b, "</svg>");
}
