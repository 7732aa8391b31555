// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// draw.h - a drawing made once and shown twice: as SVG in a page, and in a PDF.
//
// Drawing  rectangles, lines and words on a sheet of width x height, (0,0) at the top left; words are 13 high.
// ink      what a thing means, not its colour: the page (classes mr-*) or the PDF gives that. Nothing is told by colour
//          alone: a table beside a drawing holds the same.
// What it must never do: know what is drawn.
#pragma once
#include "base/buf.h"

// name, class in SVG, colour in a PDF (fill), and of the edge (0x1000000: none)
#define INKS(I)                                                                                                        \
    I(grid, "mr-grid", 0xc9d0d8, 0xc9d0d8)                                                                             \
    I(bar, "mr-bin", 0x5a7ea6, 0x1000000)                                                                              \
    I(band, "mr-band", 0xe6edf5, 0x1000000)                                                                            \
    I(serious, "mr-band mr-serious", 0xe6edf5, 0xb3261e)                                                               \
    I(mark, "mr-mark", 0xb3261e, 0xb3261e)                                                                             \
    I(chosen, "mr-chosen", 0xb3261e, 0x1b1b1b)

typedef enum Ink {
#define I(name, class, fill, edge) INK_##name,
    INKS(I)
#undef I
        INK_COUNT
} Ink;

typedef enum Anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } Anchor;
typedef enum StrokeKind { STROKE_RECT, STROKE_LINE, STROKE_TEXT } StrokeKind;
enum { STROKES_MAX = 2000, DRAW_TEXT = 13 };

typedef struct Stroke {
    StrokeKind kind;
    Ink ink;
    Anchor anchor;
    double x, y, x2, y2; // of a rectangle: width and height
    Str text;
} Stroke;

typedef struct Drawing {
    Arena *mem;
    Str title; // what it shows, in the reader's language: for who cannot see it
    double width, height;
    Stroke *strokes;
    size_t count;
} Drawing;

Drawing *draw_new(Arena *mem, Str title, double width, double height);
void draw_rect(Drawing *d, double x, double y, double width, double height, Ink ink);
void draw_line(Drawing *d, double x1, double y1, double x2, double y2, Ink ink);
void draw_text(Drawing *d, double x, double y, Anchor anchor, Str text); // y: of the line that letters stand on
void draw_svg(Buf *b, const Drawing *d);

unsigned draw_fill(Ink ink);
unsigned draw_edge(Ink ink); // 0x1000000: none
