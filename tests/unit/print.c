// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Reports on paper: a font is read and cut, a drawing is drawn, and a document becomes a page and a PDF that other
// programs can read.
#include "assets/assets.h"
#include "print/doc.h"
#include "print/pdf.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_MAX = 1024 * 1024, LONG_ROWS = 120 };
static const Time made = 1743458399000; // 31 March 2025

static Arena *mem;

static int setup(void **state)
{
    (void)state;
    mem = arena_new(MB(256));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

static Font regular(void)
{
    Font f;
    Why w = {{0}};
    const Asset *a = asset_find(S("fonts/NotoSans-Regular.ttf"));
    assert_non_null(a);
    assert_ok(font_read(a->bytes, "NotoSans-Regular", &f, &w));
    return f;
}

static void letters_have_glyphs_and_widths(void **state)
{
    (void)state;
    Font f = regular();
    uint32_t e = font_glyph(&f, 'e'), acute = font_glyph(&f, 0xe9);
    assert_true(e > 0 && acute > 0 && e != acute);
    assert_int_equal(font_width(&f, e), font_width(&f, acute));
    assert_int_equal(font_glyph(&f, 0x4e2d), 0); // not in this font
    assert_true(font_width(&f, font_glyph(&f, 'i')) < font_width(&f, font_glyph(&f, 'm')));
    Str text = S("a\xc3\xa9\xff");
    assert_int_equal(font_next(&text), 'a');
    assert_int_equal(font_next(&text), 0xe9);
    assert_int_equal(font_next(&text), 0xfffd);
    assert_int_equal(text.n, 0);
}

static void a_part_of_a_font_is_small_and_keeps_numbers(void **state)
{
    (void)state;
    Font f = regular();
    Str cut;
    bool *used = NEW_ARRAY(mem, bool, FONT_GLYPHS_MAX);
    used[font_glyph(&f, 0xe9)] = true; // made of two others
    assert_ok(font_subset(mem, &f, used, &cut));
    assert_true(cut.n < f.bytes.n / 4);
    assert_memory_equal(cut.p, "\0\1\0\0", 4);
}

// Whatever the bytes: an answer, never a read outside them.
static void broken_fonts_are_refused(void **state)
{
    (void)state;
    Font f, whole = regular();
    Why w = {{0}};
    bool *used = NEW_ARRAY(mem, bool, FONT_GLYPHS_MAX);
    for (uint32_t i = 0; i < FONT_GLYPHS_MAX; i++) used[i] = true;
    assert_int_equal(font_read(STR_NONE, "none", &f, &w), E_INPUT);
    assert_int_equal(font_read((Str){whole.bytes.p, 1000}, "short", &f, &w), E_INPUT);
    char *bytes = str_z(mem, whole.bytes);
    for (size_t i = 12; i < 400; i += 3) {
        CLEANUP(arena_freep) Arena *one = arena_new(MB(64));
        char was = bytes[i];
        Str cut;
        bytes[i] = (char)(was ^ 0x5a);
        if (font_read((Str){bytes, whole.bytes.n}, "broken", &f, &w) == OK) {
            (void)font_width(&f, font_glyph(&f, 'e'));
            Err e = font_subset(one, &f, used, &cut);
            assert_true(e == OK || e == E_INPUT || e == E_LIMIT);
        }
        bytes[i] = was;
    }
}

static void drawings_are_escaped(void **state)
{
    (void)state;
    Buf b = buf_new(mem, OUT_MAX);
    Drawing *d = draw_new(mem, S("kans & gevolg"), 100, 50);
    draw_rect(d, 1, 2, 30, 4, INK_bar);
    draw_line(d, 0, 0, 10, 10, INK_grid);
    draw_text(d, 5, 6, ANCHOR_END, S("<R1>"));
    draw_svg(&b, d);
    assert_true(str_has(buf_str(&b), S("aria-label=\"kans &amp; gevolg\"")));
    assert_true(str_has(buf_str(&b), S("text-anchor=\"end\">&lt;R1&gt;</text>")));
    assert_true(str_has(buf_str(&b), S("class=\"mr-bin\"")));
}

static void markdown_becomes_blocks(void **state)
{
    (void)state;
    MarkdownBlock *x;
    size_t n = markdown_blocks(mem,
                               S("# Kop\n\nEen **sterk** [woord](https://a.nl) [fout](javascript:x)\n\n"
                                 "3. drie\n4. vier\n\n- los\n\n<script>weg</script>\n"),
                               &x);
    assert_int_equal(n, 5);
    assert_true(x[0].kind == MARKDOWN_HEADING && x[0].level == 1);
    assert_true(x[1].kind == MARKDOWN_PARAGRAPH && x[1].runs[1].strong && str_eq(x[1].runs[1].text, S("sterk")));
    bool address = false;
    for (size_t i = 0; i < x[1].run_count; i++) {
        address = address || str_eq(x[1].runs[i].url, S("https://a.nl"));
        assert_false(str_has(x[1].runs[i].url, S("javascript")));
    }
    assert_true(address);
    assert_true(x[2].kind == MARKDOWN_ITEM && x[2].number == 3 && x[3].number == 4 && x[4].number == 0);
}

static Doc *document(Lang lang)
{
    static const DocColumn columns[] = {{N_("nummer"), 1, true}, {N_("wat"), 4, false}, {N_("wie"), 2, false}, {0}};
    Doc *d = doc_new(mem, lang, S("Proef met een <titel> & meer"));
    d->subtitle = S("Ondertitel");
    d->author = S("Baken");
    doc_fact(d, N_("Gemaakt uit"), S("0123456789abcdef"));
    doc_heading(d, 1, S("Eerste hoofdstuk"));
    doc_answer(d, S("Het belangrijkste staat bovenaan."));
    doc_markdown(d, S("Een **sterk** woord.\n\n- een\n- twee\n"));
    DocTable *t = doc_table(d, "lang", N_("Alle acties"), columns, LONG_ROWS);
    for (int i = 1; i <= LONG_ROWS; i++) {
        doc_number(t, i);
        doc_cell(
            t, str_fmt(mem, "rij %d met woorden die over meer dan een regel gaan, zodat te zien is dat het klopt", i));
        doc_cell_dutch(t, S("Coördinator"));
    }
    doc_heading(d, 1, S("Tweede hoofdstuk"));
    Drawing *draw = draw_new(mem, S("Een balk"), 720, 60);
    draw_rect(draw, 10, 10, 500, 20, INK_bar);
    draw_text(draw, 10, 50, ANCHOR_START, S("zoveel"));
    doc_figure(d, draw, N_("Risico's"));
    return d;
}

static Str said_by(const char *command)
{
    Buf b = buf_new(mem, OUT_MAX);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;) buf_bytes(&b, piece, n);
    assert_int_equal(pclose(f), 0);
    return buf_str(&b);
}

static void a_pdf_that_others_read(void **state)
{
    (void)state;
    Str pdf, again;
    Why w = {{0}};
    char path[] = "/tmp/baken-print-XXXXXX";
    assert_ok(doc_pdf(document(LANG_NL), made, &pdf, &w));
    assert_ok(doc_pdf(document(LANG_NL), made, &again, &w));
    assert_true(str_eq(pdf, again)); // the same bytes
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf.p, pdf.n), (ssize_t)pdf.n);
    close(fd);
    Str info = said_by(str_z(mem, str_fmt(mem, "pdfinfo -isodates %s", path)));
    assert_true(str_has(info, S("Title:           Proef met een <titel> & meer")));
    assert_true(str_has(info, S("Tagged:          yes")) && str_has(info, S("A4")));
    assert_true(str_has(info, S("2025-03-31T")));
    Str text = said_by(str_z(mem, str_fmt(mem, "pdftotext -layout %s -", path)));
    assert_true(str_has(text, S("Eerste hoofdstuk")) && str_has(text, S("rij 120 met woorden")));
    assert_true(str_has(text, S("Coördinator")) && str_has(text, S("bladzijde 1 van ")));
    Str tree = said_by(str_z(mem, str_fmt(mem, "pdfinfo -struct-text %s", path)));
    static const char *const tags[] = {"H1 ", "H2 ", "TOC", "Table", "TBody", "TH", "TD", "Figure", "LBody"};
    for (size_t i = 0; i < COUNT(tags); i++) assert_true(str_has(tree, str_c(tags[i])));
    Str fonts = said_by(str_z(mem, str_fmt(mem, "pdffonts %s", path)));
    assert_true(str_has(fonts, S("BAKENA+NotoSans-Regular")) && str_has(fonts, S("yes yes yes")));
    (void)said_by(str_z(mem, str_fmt(mem, "qpdf --check %s", path)));
    assert_int_equal(unlink(path), 0);
}

static void heads_are_repeated(void **state)
{
    (void)state;
    Str pdf;
    Why w = {{0}};
    char path[] = "/tmp/baken-print-XXXXXX";
    assert_ok(doc_pdf(document(LANG_EN), made, &pdf, &w));
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf.p, pdf.n), (ssize_t)pdf.n);
    close(fd);
    Str page = said_by(str_z(mem, str_fmt(mem, "pdftotext -f 4 -l 4 -layout %s -", path)));
    assert_true(str_has(page, S("number"))); // of the table that goes on here
    assert_true(str_has(page, S("page 4 of")));
    assert_int_equal(unlink(path), 0);
}

static void a_page_of_it(void **state)
{
    (void)state;
    Str html;
    assert_ok(doc_page(document(LANG_EN), &html));
    assert_true(str_starts(html, S("<!doctype html>\n<html lang=\"en\">")));
    assert_true(str_has(html, S("<h1>Proef met een &lt;titel&gt; &amp; meer</h1>")));
    assert_true(str_has(html, S("<td lang=\"nl\">Coördinator</td>")));
    assert_true(str_has(html, S("<strong>sterk</strong>")) &&
                str_has(html, S("<ul>\n<li>een</li>\n<li>twee</li>\n</ul>")));
    assert_true(str_has(html, S("<svg")) && str_ends(html, S("</html>\n")));
}

// However much people wrote, what follows is there; a cell that is longer than a page goes on at the next.
static void much_text_pushes_nothing_out(void **state)
{
    (void)state;
    static const DocColumn columns[] = {{N_("nummer"), 1, true}, {N_("wat"), 1, false}, {N_("wie"), 5, false}, {0}};
    enum { ITEMS = 2000, WORDS = 900 };
    Doc *d = doc_new(mem, LANG_NL, S("Veel tekst"));
    Buf items = buf_new(mem, OUT_MAX), words = buf_new(mem, OUT_MAX);
    for (int i = 0; i < ITEMS; i++) buf_c(&items, "- punt\n");
    for (int i = 0; i < WORDS; i++) buf_fmt(&words, "woord%d ", i);
    doc_markdown(d, buf_str(&items));
    DocTable *t = doc_table(d, "daarna", N_("Alle acties"), columns, 1);
    doc_number(t, 1);
    doc_cell(t, buf_str(&words));
    doc_cell(t, S("slot"));
    Str html, pdf;
    Why w = {{0}};
    char path[] = "/tmp/baken-print-XXXXXX";
    assert_ok(doc_page(d, &html));
    assert_true(str_has(html, S("woord899")));
    assert_ok(doc_pdf(d, made, &pdf, &w));
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf.p, pdf.n), (ssize_t)pdf.n);
    close(fd);
    Str text = said_by(str_z(mem, str_fmt(mem, "pdftotext %s -", path)));
    static const char *const said[] = {"woord0", "woord450", "woord899", "slot"};
    for (size_t i = 0; i < COUNT(said); i++) assert_true(str_has(text, str_c(said[i])));
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_have_glyphs_and_widths),
        cmocka_unit_test(a_part_of_a_font_is_small_and_keeps_numbers),
        cmocka_unit_test(broken_fonts_are_refused),
        cmocka_unit_test(drawings_are_escaped),
        cmocka_unit_test(markdown_becomes_blocks),
        cmocka_unit_test(a_pdf_that_others_read),
        cmocka_unit_test(heads_are_repeated),
        cmocka_unit_test(a_page_of_it),
        cmocka_unit_test(much_text_pushes_nothing_out),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
