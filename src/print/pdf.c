// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pdf.c - putting things on pages.
#include "print/pdf_inside.h"
#include <assert.h>
#include <string.h>

enum { CONTENT_MAX = 2 * 1024 * 1024, MARKS_STEP = 64 };

Pdf *pdf_new(Arena *mem, const PdfAbout *about, const Font *regular, const Font *bold)
{
    Pdf *p = NEW(mem, Pdf);
    *p = (Pdf){.mem = mem, .about = *about, .font = {regular, bold}, .page = -1, .tag_count = PDF_ROOT + 1};
    for (int i = 0; i < FACE_COUNT; i++) {
        p->used[i] = NEW_ARRAY(mem, bool, FONT_GLYPHS_MAX);
        p->letter[i] = NEW_ARRAY(mem, uint32_t, FONT_GLYPHS_MAX);
    }
    p->pages = NEW_ARRAY(mem, Page, PDF_PAGES_MAX);
    p->tags = NEW_ARRAY(mem, Tag, PDF_TAGS_MAX);
    p->tags[PDF_ROOT].type = "Document";
    p->bookmarks = NEW_ARRAY(mem, Bookmark, BOOKMARKS_MAX);
    p->links = NEW_ARRAY(mem, Link, LINKS_MAX);
    return p;
}

const Font *pdf_font(const Pdf *p, Face face) { return p->font[face]; }

int pdf_page(Pdf *p)
{
    assert(!p->open);
    if (p->page_count == PDF_PAGES_MAX) {
        p->over = true;
        return p->page;
    }
    p->page = p->page_count++;
    p->pages[p->page].content = buf_new(p->mem, CONTENT_MAX);
    return p->page;
}

void pdf_turn(Pdf *p, int page)
{
    assert(!p->open && page >= 0 && page < p->page_count);
    p->page = page;
}

int pdf_pages(const Pdf *p) { return p->page_count; }

// ---- tags ---------------------------------------------------------------------------------------------------------

static void add_kid(Pdf *p, int tag, Kid kid)
{
    Tag *t = &p->tags[tag];
    Kid *k = NEW(p->mem, Kid);
    *k = kid;
    if (t->last) t->last->next = k;
    else t->first = k;
    t->last = k;
}

int pdf_tag(Pdf *p, int parent, const char *type)
{
    assert(parent >= PDF_ROOT && parent < p->tag_count);
    if (p->tag_count == PDF_TAGS_MAX) {
        p->over = true;
        return parent;
    }
    int tag = p->tag_count++;
    p->tags[tag] = (Tag){.type = type, .parent = parent};
    add_kid(p, parent, (Kid){KID_TAG, tag, 0, NULL});
    return tag;
}

void pdf_alt(Pdf *p, int tag, Str text) { p->tags[tag].alt = text; }
void pdf_lang(Pdf *p, int tag, const char *lang) { p->tags[tag].lang = lang; }
void pdf_scope(Pdf *p, int tag, const char *scope) { p->tags[tag].scope = scope; }

void pdf_begin(Pdf *p, int tag)
{
    Page *g = &p->pages[p->page];
    assert(!p->open);
    p->open = true;
    if (tag == PDF_ARTIFACT) {
        buf_c(&g->content, "/Artifact BMC\n");
        return;
    }
    if (g->mark_count == g->mark_room) {
        int *more = NEW_ARRAY(p->mem, int, (size_t)(g->mark_room + MARKS_STEP) * 2);
        if (g->mark_count) memcpy(more, g->marks, (size_t)g->mark_count * sizeof *more);
        g->marks = more;
        g->mark_room = (g->mark_room + MARKS_STEP) * 2;
    }
    buf_fmt(&g->content, "/%s <</MCID %d>> BDC\n", p->tags[tag].type, g->mark_count);
    add_kid(p, tag, (Kid){KID_CONTENT, g->mark_count, p->page, NULL});
    g->marks[g->mark_count++] = tag;
}

void pdf_end(Pdf *p)
{
    assert(p->open);
    p->open = false;
    buf_c(&p->pages[p->page].content, "EMC\n");
}

// ---- marks on paper -----------------------------------------------------------------------------------------------

static double part(unsigned colour, int shift)
{
    enum { FULL = 255 };
    return (double)(colour >> shift & FULL) / FULL;
}

static void colour_of(Buf *b, unsigned colour, const char *operator)
{
    buf_fmt(b, "%.3f %.3f %.3f %s ", part(colour, 16), part(colour, 8), part(colour, 0), operator);
}

void pdf_text(Pdf *p, double x, double y, Face face, double size, unsigned colour, Str text)
{
    Buf *b = &p->pages[p->page].content;
    assert(p->open);
    if (!text.n) return;
    colour_of(b, colour, "rg");
    buf_fmt(b, "BT /F%d %.2f Tf %.2f %.2f Td <", (int)face, size, x, PDF_HEIGHT - y);
    while (text.n) {
        uint32_t c = font_next(&text), glyph = font_glyph(p->font[face], c);
        if (!p->used[face][glyph]) p->letter[face][glyph] = c;
        p->used[face][glyph] = true;
        buf_fmt(b, "%04X", glyph);
    }
    buf_c(b, "> Tj ET\n");
}

void pdf_rect(Pdf *p, double x, double y, double width, double height, unsigned fill, unsigned edge)
{
    Buf *b = &p->pages[p->page].content;
    assert(p->open);
    colour_of(b, fill, "rg");
    if (edge != PDF_NO_EDGE) {
        colour_of(b, edge, "RG");
        buf_c(b, "1.5 w ");
    }
    buf_fmt(b, "%.2f %.2f %.2f %.2f re %s\n", x, PDF_HEIGHT - y - height, width, height,
            edge == PDF_NO_EDGE ? "f" : "B");
}

void pdf_line(Pdf *p, double x1, double y1, double x2, double y2, double width, unsigned colour)
{
    Buf *b = &p->pages[p->page].content;
    assert(p->open);
    colour_of(b, colour, "RG");
    buf_fmt(b, "%.2f w %.2f %.2f m %.2f %.2f l S\n", width, x1, PDF_HEIGHT - y1, x2, PDF_HEIGHT - y2);
}

void pdf_bookmark(Pdf *p, int level, Str title, int page, double y)
{
    if (p->bookmark_count == BOOKMARKS_MAX) p->over = true;
    else p->bookmarks[p->bookmark_count++] = (Bookmark){level, page, y, title};
}

void pdf_link(Pdf *p, int tag, double x, double y, double width, double height, int page, double to_y, Str about)
{
    if (p->link_count == LINKS_MAX) {
        p->over = true;
        return;
    }
    add_kid(p, tag, (Kid){KID_LINK, p->link_count, p->page, NULL});
    p->links[p->link_count++] = (Link){tag, p->page, page, x, y, width, height, to_y, about};
}
