// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pdf.h - writes a PDF (ISO 32000-1, version 1.7) that a screen reader can read: tagged, with a language, bookmarks,
// fonts inside. The same calls give the same bytes.
//
// Page     A4; measures are points, (0,0) is the top left. One page is the current one; an earlier one may be turned
//          to again, for what is known only at the end (a table of contents, "page 3 of 12").
// tag      a piece of the document as it is read: "H1", "P", "Table". They form a tree in reading order. Everything
// that
//          is put on a page stands between pdf_begin and pdf_end: with a tag it is content; without (PDF_ARTIFACT) it
//          is decoration, or a repeated head, which is not read out.
// face     one of two fonts, regular and bold, of which only the used letters go along.
// Why a writer of our own: docs/decisions/0017-pdf-of-our-own.md. It claims no PDF/UA: no checker for that was at hand.
// What it must never do: look at a clock, a locale, the fonts or the disk of the machine.
#pragma once
#include "base/time.h"
#include "print/font.h"

enum { PDF_ARTIFACT = 0, PDF_ROOT = 1, PDF_PAGES_MAX = 400, PDF_TAGS_MAX = 20000, PDF_OUT_MAX = 16 * 1024 * 1024 };
#define PDF_WIDTH 595.28
#define PDF_HEIGHT 841.89
#define PDF_NO_EDGE 0x1000000u

typedef enum Face { FACE_REGULAR, FACE_BOLD, FACE_COUNT } Face;

typedef struct PdfAbout {
    Str title, author, subject, lang; // lang: "nl-NL"
    Time made;
} PdfAbout;

typedef struct Pdf Pdf;

Pdf *pdf_new(Arena *mem, const PdfAbout *about, const Font *regular, const Font *bold);
const Font *pdf_font(const Pdf *p, Face face);
int pdf_page(Pdf *p); // a new one, which becomes the current; from 0. Past PDF_PAGES_MAX pdf_done fails.
void pdf_turn(Pdf *p, int page);
int pdf_pages(const Pdf *p);

int pdf_tag(Pdf *p, int parent, const char *type);
void pdf_alt(Pdf *p, int tag, Str text);            // what a figure shows
void pdf_lang(Pdf *p, int tag, const char *lang);   // when it is not that of the document
void pdf_scope(Pdf *p, int tag, const char *scope); // of a TH: "Column" or "Row"
void pdf_begin(Pdf *p, int tag);
void pdf_end(Pdf *p);

void pdf_text(Pdf *p, double x, double y, Face face, double size, unsigned colour, Str text);
void pdf_rect(Pdf *p, double x, double y, double width, double height, unsigned fill, unsigned edge);
void pdf_line(Pdf *p, double x1, double y1, double x2, double y2, double width, unsigned colour);

void pdf_bookmark(Pdf *p, int level, Str title, int page, double y); // level: 1 or 2
void pdf_link(Pdf *p, int tag, double x, double y, double width, double height, int page, double to_y, Str about);

Err pdf_done(Pdf *p, Str *ret_pdf, Why *w) MUST_USE;
