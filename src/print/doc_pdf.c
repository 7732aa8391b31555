// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// doc_pdf.c - a report on A4: a front page with its contents, then the pieces one under another.
#include "assets/assets.h"
#include "print/doc.h"
#include "print/pdf.h"
#include <string.h>

enum {
    LEFT = 57,
    TOP = 74,
    BOTTOM = 776, // nothing below, but the foot
    HEADINGS_MAX = 60,
    TEXT_COLOUR = 0x1b1b1b,
    MUTED = 0x4a5560,
    ACCENT = 0x154273,
    TINT = 0xeef3f8,
    RULE = 0xc9d0d8,
    WHITE = 0xffffff,
};
#define WIDTH (PDF_WIDTH - 2 * LEFT)

// A piece of one line, in one face.
typedef struct Seg {
    Face face;
    double x;
    Str text;
    size_t line;
} Seg;
typedef struct Lines {
    Seg *segs;
    size_t count, room, lines;
} Lines;

typedef struct Style {
    Face face;
    double size, leading;
    unsigned colour;
} Style;

static const Style body = {FACE_REGULAR, 10, 14.5, TEXT_COLOUR}, lead = {FACE_REGULAR, 11, 16, TEXT_COLOUR},
                   caption = {FACE_BOLD, 9.5, 13, TEXT_COLOUR}, small = {FACE_REGULAR, 8.5, 12, MUTED},
                   in_cell = {FACE_REGULAR, 8.5, 11.5, TEXT_COLOUR}, in_head = {FACE_BOLD, 8.5, 11.5, TEXT_COLOUR},
                   heading1 = {FACE_BOLD, 16, 21, ACCENT}, heading2 = {FACE_BOLD, 11.5, 16, ACCENT};

typedef struct Heading {
    Str text;
    int page, level;
    double y;
} Heading;

typedef struct Sheet {
    const Doc *d;
    Pdf *p;
    Arena *mem;
    double y;
    int list; // the tag of the list that is going on, or 0
    Heading headings[HEADINGS_MAX];
    size_t heading_count;
} Sheet;

// ---- words into lines ---------------------------------------------------------------------------------------------

// One space for any white space, so that a piece of text can be shown as it stands.
static Str plain(Arena *mem, Str s)
{
    Buf b = buf_new(mem, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        bool space = (unsigned char)s.p[i] <= ' ';
        if (!space) buf_char(&b, s.p[i]);
        else if (i + 1 == s.n || (unsigned char)s.p[i + 1] > ' ') buf_char(&b, ' ');
    }
    return buf_str(&b);
}

typedef struct Setting {
    Sheet *s;
    Lines *to;
    double x, width, size;
} Setting;

static void more_segs(Arena *mem, Lines *to)
{
    enum { FIRST = 4 };
    size_t room = to->room ? to->room * 2 : FIRST;
    Seg *segs = NEW_ARRAY(mem, Seg, room);
    if (to->count) memcpy(segs, to->segs, to->count * sizeof *segs);
    to->segs = segs;
    to->room = room;
}

static void put_word(Setting *t, Face face, Str word, double wide)
{
    Lines *to = t->to;
    Seg *last = to->count ? &to->segs[to->count - 1] : NULL;
    if (last && last->line == to->lines && last->face == face && last->text.p + last->text.n == word.p) {
        last->text.n += word.n;
    } else {
        if (to->count == to->room) more_segs(t->s->mem, to);
        to->segs[to->count++] = (Seg){face, t->x, word, to->lines};
    }
    t->x += wide;
}

static void next_line(Setting *t)
{
    t->to->lines++;
    t->x = 0;
}

// A word that is wider than a line goes on at the next: an address, a digest.
static void put_long(Setting *t, Face face, Str word)
{
    const Font *f = pdf_font(t->s->p, face);
    while (word.n) {
        Str rest = word;
        (void)font_next(&rest);
        Str one = {word.p, word.n - rest.n};
        double wide = font_text_width(f, one, t->size);
        if (t->x > 0 && t->x + wide > t->width) next_line(t);
        put_word(t, face, one, wide);
        word = rest;
    }
}

static void put_run(Setting *t, Face face, Str text)
{
    const Font *f = pdf_font(t->s->p, face);
    while (text.n) {
        size_t spaces = text.p[0] == ' ', n = spaces;
        while (n < text.n && text.p[n] != ' ' && !(n > spaces && (text.p[n - 1] == '-' || text.p[n - 1] == '/'))) n++;
        Str word = {text.p, n};
        double wide = font_text_width(f, word, t->size);
        if (t->x > 0 && t->x + wide > t->width) {
            Seg *last = t->to->count ? &t->to->segs[t->to->count - 1] : NULL;
            // the space stays, unseen: without it a reader of tags glues the words of two lines together
            if (last && spaces && last->text.p + last->text.n == word.p) last->text.n++;
            next_line(t);
            word = (Str){word.p + spaces, word.n - spaces};
            wide = font_text_width(f, word, t->size);
        } else if (t->x <= 0 && spaces) {
            word = (Str){word.p + 1, word.n - 1};
            wide = font_text_width(f, word, t->size);
        }
        if (wide > t->width) put_long(t, face, word);
        else if (word.n) put_word(t, face, word, wide);
        text = (Str){text.p + n, text.n - n};
    }
}

static Lines set_runs(Sheet *s, const Run *runs, size_t count, Style style, double width)
{
    Lines made = {0};
    Setting t = {s, &made, 0, width, style.size};
    for (size_t i = 0; i < count; i++) {
        Face face = runs[i].strong ? FACE_BOLD : style.face;
        put_run(&t, face, plain(s->mem, runs[i].text));
        if (runs[i].url.n && !str_eq(runs[i].url, runs[i].text))
            put_run(&t, face, str_fmt(s->mem, " (%.*s)", STR_ARG(runs[i].url)));
    }
    made.lines++;
    return made;
}

static Lines set_text(Sheet *s, Str text, Style style, double width)
{
    const Run run = {.text = text};
    return set_runs(s, &run, 1, style, width);
}

// ---- lines onto pages ---------------------------------------------------------------------------------------------

static void turn(Sheet *s)
{
    pdf_page(s->p);
    s->y = TOP;
}

static void need(Sheet *s, double height)
{
    if (s->y + height > BOTTOM) turn(s);
}

static double seg_width(Sheet *s, const Seg *g, Style style)
{
    Str seen = g->text;
    while (seen.n && seen.p[seen.n - 1] == ' ') seen.n--;
    return font_text_width(pdf_font(s->p, g->face), seen, style.size);
}

// What each line must move to end at the right of a width; 0: it begins at the left.
static double shift(Sheet *s, const Lines *l, size_t i, Style style, double width)
{
    size_t last = i;
    if (width <= 0) return 0;
    while (last + 1 < l->count && l->segs[last + 1].line == l->segs[i].line) last++;
    return width - l->segs[last].x - seg_width(s, &l->segs[last], style);
}

// Lines [from, until) at y, on the current page, as content of a tag; right: the width at whose end they stand, or 0.
static void put_aligned(Sheet *s, const Lines *l, size_t from, size_t until, double x, double y, Style style, int tag,
                        double right)
{
    pdf_begin(s->p, tag);
    for (size_t i = 0; i < l->count; i++) {
        const Seg *g = &l->segs[i];
        if (g->line < from || g->line >= until) continue;
        pdf_text(s->p, x + g->x + shift(s, l, i, style, right),
                 y + (double)(g->line - from) * style.leading + style.size, g->face, style.size, style.colour, g->text);
    }
    pdf_end(s->p);
}

static void put_lines(Sheet *s, const Lines *l, size_t from, size_t until, double x, double y, Style style, int tag)
{
    put_aligned(s, l, from, until, x, y, style, tag, 0);
}

// Line by line, over as many pages as it takes.
static void flow(Sheet *s, const Lines *l, double x, Style style, int tag)
{
    for (size_t from = 0; from < l->lines;) {
        need(s, style.leading);
        size_t fit = (size_t)((BOTTOM - s->y) / style.leading), until = l->lines - from < fit ? l->lines : from + fit;
        if (until + 1 == l->lines && until - from > 1) until--; // no single line at the top of a page
        put_lines(s, l, from, until, x, s->y, style, tag);
        s->y += (double)(until - from) * style.leading;
        from = until;
        if (from < l->lines) turn(s);
    }
}

static double figure_scale(const Drawing *d)
{
    enum { UNDER = 110 }; // its words, and a heading above it
    double scale = WIDTH / d->width, room = BOTTOM - TOP - UNDER;
    return d->height * scale > room ? room / d->height : scale;
}

// What must stand on the same page as a heading.
static double beside(const DocBlock *next)
{
    enum { WORDS = 45, TABLE = 140 };
    if (!next) return WORDS;
    if (next->kind == DOC_FIGURE) return next->drawing->height * figure_scale(next->drawing) + WORDS;
    return next->kind == DOC_TABLE || next->kind == DOC_HEADING ? TABLE : WORDS;
}

static void put_heading(Sheet *s, const DocBlock *b, const DocBlock *next)
{
    bool top = b->level == 1;
    Style style = top ? heading1 : heading2;
    Lines l = set_runs(s, b->runs, b->run_count, style, WIDTH);
    s->y += top ? 20 : 10;
    need(s, (double)l.lines * style.leading + beside(next)); // never alone at the foot of a page
    if (s->heading_count < HEADINGS_MAX && b->run_count)
        s->headings[s->heading_count++] = (Heading){b->runs[0].text, pdf_pages(s->p) - 1, b->level, s->y};
    flow(s, &l, LEFT, style, pdf_tag(s->p, PDF_ROOT, top ? "H2" : "H3"));
    s->y += top ? 6 : 3;
}

static void put_item(Sheet *s, const DocBlock *b)
{
    enum { INDENT = 16 };
    if (!s->list) s->list = pdf_tag(s->p, PDF_ROOT, "L");
    int item = pdf_tag(s->p, s->list, "LI"), label = pdf_tag(s->p, item, "Lbl"), words = pdf_tag(s->p, item, "LBody");
    Lines l = set_runs(s, b->runs, b->run_count, body, WIDTH - INDENT);
    Lines mark = set_text(s, b->number ? str_fmt(s->mem, "%d.", b->number) : S("•"), body, INDENT);
    need(s, body.leading * (l.lines > 1 ? 2 : 1));
    put_lines(s, &mark, 0, 1, LEFT + 2, s->y, body, label);
    flow(s, &l, LEFT + INDENT, body, words);
    s->y += 2;
}

static void put_answer(Sheet *s, const DocBlock *b, const DocBlock *next)
{
    enum { PAD = 6, BAR = 4, AFTER = 10 };
    Lines l = set_runs(s, b->runs, b->run_count, lead, WIDTH - 3 * PAD);
    double high = (double)l.lines * lead.leading + 2 * PAD;
    need(s, high);
    pdf_begin(s->p, PDF_ARTIFACT);
    pdf_rect(s->p, LEFT, s->y, WIDTH, high, TINT, PDF_NO_EDGE);
    pdf_rect(s->p, LEFT, s->y, BAR, high, ACCENT, PDF_NO_EDGE);
    pdf_end(s->p);
    put_lines(s, &l, 0, l.lines, LEFT + 2 * PAD, s->y + PAD, lead, pdf_tag(s->p, PDF_ROOT, "P"));
    s->y += high + (next && next->kind == DOC_ANSWER ? 0 : AFTER);
}

// ---- tables -------------------------------------------------------------------------------------------------------

enum { PAD_X = 4, PAD_Y = 3 };

typedef struct Grid {
    const DocTable *t;
    double x[DOC_COLUMNS_MAX], width[DOC_COLUMNS_MAX];
    Lines heads[DOC_COLUMNS_MAX];
    double head_high;
    int rows_tag; // TBody
} Grid;

static double high_of(const Lines *cells, size_t n)
{
    size_t most = 1;
    for (size_t i = 0; i < n; i++) most = cells[i].lines > most ? cells[i].lines : most;
    return (double)most * in_cell.leading + 2 * PAD_Y;
}

static Grid grid_of(Sheet *s, const DocTable *t)
{
    Grid g = {.t = t};
    double all = 0, x = LEFT;
    for (size_t i = 0; i < t->column_count; i++) all += t->columns[i].weight;
    for (size_t i = 0; i < t->column_count; i++) {
        g.x[i] = x;
        g.width[i] = WIDTH * t->columns[i].weight / all;
        g.heads[i] = set_text(s, t->heads[i], in_head, g.width[i] - 2 * PAD_X);
        x += g.width[i];
    }
    g.head_high = high_of(g.heads, t->column_count);
    return g;
}

static double right_of(const Grid *g, size_t column)
{
    return g->t->columns[column].number ? g->width[column] - 2 * PAD_X : 0;
}

static void put_head(Sheet *s, const Grid *g, int row)
{
    pdf_begin(s->p, PDF_ARTIFACT);
    pdf_rect(s->p, LEFT, s->y, WIDTH, g->head_high, TINT, PDF_NO_EDGE);
    pdf_end(s->p);
    for (size_t i = 0; i < g->t->column_count; i++) {
        int tag = row ? pdf_tag(s->p, row, "TH") : PDF_ARTIFACT;
        if (row) pdf_scope(s->p, tag, "Column");
        put_aligned(s, &g->heads[i], 0, g->heads[i].lines, g->x[i] + PAD_X, s->y + PAD_Y, in_head, tag, right_of(g, i));
    }
    s->y += g->head_high;
}

// One row; what does not fit on a page of its own goes on at the next.
static void put_row(Sheet *s, const Grid *g, size_t r)
{
    const DocTable *t = g->t;
    Lines cells[DOC_COLUMNS_MAX];
    int tags[DOC_COLUMNS_MAX], row = pdf_tag(s->p, g->rows_tag, "TR");
    size_t most = 1;
    for (size_t i = 0; i < t->column_count; i++) {
        const DocCell *c = &t->cells[r * t->column_count + i];
        const Run run = {.text = c->text, .strong = c->strong};
        cells[i] = set_runs(s, &run, 1, in_cell, g->width[i] - 2 * PAD_X);
        tags[i] = pdf_tag(s->p, row, i == 0 ? "TH" : "TD");
        if (i == 0) pdf_scope(s->p, tags[i], "Row");
        if (c->dutch && s->d->lang != LANG_NL) pdf_lang(s->p, tags[i], "nl-NL");
        most = cells[i].lines > most ? cells[i].lines : most;
    }
    if (s->y + (double)most * in_cell.leading + 2 * PAD_Y > BOTTOM) {
        turn(s);
        put_head(s, g, 0);
    }
    for (size_t from = 0; from < most;) {
        size_t fit = (size_t)((BOTTOM - s->y - 2 * PAD_Y) / in_cell.leading);
        size_t until = most - from < fit ? most : from + fit;
        for (size_t i = 0; i < t->column_count; i++)
            if (from < cells[i].lines)
                put_aligned(s, &cells[i], from, until, g->x[i] + PAD_X, s->y + PAD_Y, in_cell, tags[i], right_of(g, i));
        s->y += (double)(until - from) * in_cell.leading + 2 * PAD_Y;
        pdf_begin(s->p, PDF_ARTIFACT);
        pdf_line(s->p, LEFT, s->y, LEFT + WIDTH, s->y, 0.5, RULE);
        pdf_end(s->p);
        from = until;
        if (from < most) turn(s);
    }
}

static void put_table(Sheet *s, const DocTable *t)
{
    enum { FIRST_ROWS = 60 };
    Grid g = grid_of(s, t);
    Lines title = set_text(s, t->caption, caption, WIDTH);
    double before = (double)title.lines * caption.leading + 4;
    s->y += 8;
    need(s, before + g.head_high + FIRST_ROWS);
    int table = pdf_tag(s->p, PDF_ROOT, "Table");
    put_lines(s, &title, 0, title.lines, LEFT, s->y, caption, pdf_tag(s->p, table, "Caption"));
    s->y += before;
    put_head(s, &g, pdf_tag(s->p, pdf_tag(s->p, table, "THead"), "TR"));
    g.rows_tag = pdf_tag(s->p, table, "TBody");
    for (size_t r = 0; r < doc_rows(t); r++) put_row(s, &g, r);
    s->y += 10;
}

// ---- drawings -----------------------------------------------------------------------------------------------------

static void put_stroke(Sheet *s, const Stroke *k, double scale, double x, double y)
{
    if (k->kind == STROKE_RECT) {
        pdf_rect(s->p, x + k->x * scale, y + k->y * scale, k->x2 * scale, k->y2 * scale, draw_fill(k->ink),
                 draw_edge(k->ink));
    } else if (k->kind == STROKE_LINE) {
        pdf_line(s->p, x + k->x * scale, y + k->y * scale, x + k->x2 * scale, y + k->y2 * scale,
                 k->ink == INK_grid ? 0.6 : 1.4, draw_edge(k->ink));
    } else {
        double wide = font_text_width(pdf_font(s->p, FACE_REGULAR), k->text, DRAW_TEXT * scale);
        double left = k->anchor == ANCHOR_END ? wide : k->anchor == ANCHOR_MIDDLE ? wide / 2 : 0;
        pdf_text(s->p, x + k->x * scale - left, y + k->y * scale, FACE_REGULAR, DRAW_TEXT * scale, TEXT_COLOUR,
                 k->text);
    }
}

static void put_figure(Sheet *s, const DocBlock *b)
{
    const Drawing *d = b->drawing;
    Lines under = set_runs(s, b->runs, b->run_count, small, WIDTH);
    double scale = figure_scale(d);
    s->y += 6;
    need(s, d->height * scale + (double)under.lines * small.leading + 10);
    int tag = pdf_tag(s->p, PDF_ROOT, "Figure");
    pdf_alt(s->p, tag, d->title);
    pdf_begin(s->p, tag);
    for (size_t i = 0; i < d->count; i++) put_stroke(s, &d->strokes[i], scale, LEFT, s->y);
    pdf_end(s->p);
    s->y += d->height * scale + 4;
    flow(s, &under, LEFT, small, pdf_tag(s->p, PDF_ROOT, "P"));
    s->y += 6;
}

// ---- the front page -----------------------------------------------------------------------------------------------

static const Style front_title = {FACE_BOLD, 22, 29, WHITE}, front_sub = {FACE_REGULAR, 13, 18, WHITE};

// Returns where the contents begin.
static void put_front(Sheet *s)
{
    enum { LABEL = 130 };
    const Doc *d = s->d;
    pdf_page(s->p);
    Lines title = set_text(s, d->title, front_title, WIDTH), sub = set_text(s, d->subtitle, front_sub, WIDTH);
    double high = 150 + (double)title.lines * front_title.leading + (double)sub.lines * front_sub.leading;
    pdf_begin(s->p, PDF_ARTIFACT);
    pdf_rect(s->p, 0, 0, PDF_WIDTH, high, ACCENT, PDF_NO_EDGE);
    pdf_end(s->p);
    s->y = 100;
    put_lines(s, &title, 0, title.lines, LEFT, s->y, front_title, pdf_tag(s->p, PDF_ROOT, "H1"));
    s->y += (double)title.lines * front_title.leading + 4;
    put_lines(s, &sub, 0, sub.lines, LEFT, s->y, front_sub, pdf_tag(s->p, PDF_ROOT, "P"));
    s->y = high + 24;
    for (size_t i = 0; i < d->fact_count; i++) {
        int tag = pdf_tag(s->p, PDF_ROOT, "P");
        Lines what = set_text(s, d->facts[i].what, caption, LABEL);
        Lines value = set_text(s, d->facts[i].value, small, WIDTH - LABEL);
        size_t lines = what.lines > value.lines ? what.lines : value.lines;
        put_lines(s, &what, 0, what.lines, LEFT, s->y, caption, tag);
        put_lines(s, &value, 0, value.lines, LEFT + LABEL, s->y + 0.8, small, tag);
        s->y += (double)lines * caption.leading + 3;
    }
    s->y += 18;
}

static void put_contents(Sheet *s, double y, int contents)
{
    enum { LEADING = 17, NUMBER = 30, TITLE = 22 };
    pdf_turn(s->p, 0);
    Lines title = set_text(s, str_c(T(s->d->lang, "Inhoudsopgave")), heading1, WIDTH);
    put_lines(s, &title, 0, 1, LEFT, y, heading1, pdf_tag(s->p, contents, "Caption"));
    y += TITLE + 6;
    for (size_t i = 0; i < s->heading_count; i++) {
        const Heading *h = &s->headings[i];
        pdf_bookmark(s->p, h->level, h->text, h->page, h->y - 6);
        if (h->level != 1 || y + LEADING > BOTTOM) continue;
        int link = pdf_tag(s->p, pdf_tag(s->p, contents, "TOCI"), "Link");
        Str number = str_fmt(s->mem, "%d", h->page + 1);
        Lines words = set_text(s, h->text, body, WIDTH - NUMBER);
        double wide = font_text_width(pdf_font(s->p, FACE_REGULAR), number, body.size);
        put_lines(s, &words, 0, 1, LEFT, y, body, link);
        Lines page = set_text(s, number, body, NUMBER);
        put_lines(s, &page, 0, 1, LEFT + WIDTH - wide, y, body, link);
        pdf_begin(s->p, PDF_ARTIFACT);
        pdf_line(s->p, LEFT, y + LEADING - 2, LEFT + WIDTH, y + LEADING - 2, 0.4, RULE);
        pdf_end(s->p);
        pdf_link(s->p, link, LEFT, y, WIDTH, LEADING - 2, h->page, h->y - 6, h->text);
        y += LEADING;
    }
}

// What stands on every page is decoration: it is not read out again and again.
static void put_edges(Sheet *s)
{
    enum { HEAD_Y = 46, FOOT_Y = 800, SIZE = 8 };
    for (int i = 0; i < pdf_pages(s->p); i++) {
        Str number = tr_fmt(s->mem, s->d->lang, N_("bladzijde %d van %d"), i + 1, pdf_pages(s->p));
        double wide = font_text_width(pdf_font(s->p, FACE_REGULAR), number, SIZE);
        pdf_turn(s->p, i);
        pdf_begin(s->p, PDF_ARTIFACT);
        if (i > 0) {
            pdf_text(s->p, LEFT, HEAD_Y, FACE_BOLD, SIZE, MUTED, s->d->title);
            pdf_line(s->p, LEFT, HEAD_Y + 6, LEFT + WIDTH, HEAD_Y + 6, 0.5, RULE);
        }
        pdf_text(s->p, LEFT, FOOT_Y, FACE_REGULAR, SIZE, MUTED, s->d->subtitle);
        pdf_text(s->p, LEFT + WIDTH - wide, FOOT_Y, FACE_REGULAR, SIZE, MUTED, number);
        pdf_end(s->p);
    }
}

// ---- all of it ----------------------------------------------------------------------------------------------------

static void put_block(Sheet *s, const DocBlock *b, const DocBlock *next)
{
    Lines l;
    if (b->kind != DOC_ITEM) s->list = 0;
    switch (b->kind) {
    case DOC_HEADING: put_heading(s, b, next); return;
    case DOC_ITEM: put_item(s, b); return;
    case DOC_ANSWER: put_answer(s, b, next); return;
    case DOC_TABLE: put_table(s, b->table); return;
    case DOC_FIGURE: put_figure(s, b); return;
    case DOC_PARAGRAPH: break;
    }
    int tag = pdf_tag(s->p, PDF_ROOT, "P");
    if (b->dutch && s->d->lang != LANG_NL) pdf_lang(s->p, tag, "nl-NL");
    l = set_runs(s, b->runs, b->run_count, body, WIDTH);
    need(s, body.leading * (l.lines > 1 ? 2 : 1));
    flow(s, &l, LEFT, body, tag);
    s->y += 6;
}

static Err font_of(const char *file, const char *name, Font *ret_f, Why *w)
{
    const Asset *a = asset_find(str_c(file));
    if (!a) return why(w, E_BUG, "the font %s is not in the program", name);
    return font_read(a->bytes, name, ret_f, w);
}

Err doc_pdf(const Doc *d, Time made, Str *ret_pdf, Why *w)
{
    Font regular, bold;
    TRY(font_of("fonts/NotoSans-Regular.ttf", "NotoSans-Regular", &regular, w));
    TRY(font_of("fonts/NotoSans-Bold.ttf", "NotoSans-Bold", &bold, w));
    const PdfAbout about = {.title = d->title,
                            .author = d->author,
                            .subject = d->subtitle,
                            .lang = d->lang == LANG_EN ? S("en-GB") : S("nl-NL"),
                            .made = made};
    Sheet *s = NEW(d->mem, Sheet);
    *s = (Sheet){.d = d, .mem = d->mem, .p = pdf_new(d->mem, &about, &regular, &bold)};
    put_front(s);
    double contents_y = s->y;
    int contents = pdf_tag(s->p, PDF_ROOT, "TOC");
    turn(s);
    for (size_t i = 0; i < d->count; i++) put_block(s, &d->blocks[i], i + 1 < d->count ? &d->blocks[i + 1] : NULL);
    put_contents(s, contents_y, contents);
    put_edges(s);
    return pdf_done(s->p, ret_pdf, w);
}
