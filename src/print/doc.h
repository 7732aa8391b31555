// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// doc.h - a report as pieces, made once: headings, words, tables and drawings. It is shown as a page or as a PDF.
//
// Doc    what is told, in one language, from top to bottom. It knows no paper and no screen.
// fact   a line of what and value under the title: period, state, what it was made from.
// table  filled cell after cell; its first column says what a row is about. Its cells keep their numbers, so that a
//        workbook can have them too.
// Everything lives in the arena of the Doc. Words are given in the language of the Doc, but where a parameter is
// called `dutch`: that is translated here. A text that stays Dutch in an English report is marked, so that it is read
// out as Dutch.
// What it must never do: depend on the day or the machine; the same Doc gives the same bytes.
#pragma once
#include "html/html.h"
#include "html/markdown.h"
#include "print/draw.h"

enum { DOC_COLUMNS_MAX = 10, DOC_FACTS_MAX = 16, DOC_HTML_MAX = 2 * 1024 * 1024 };

typedef struct DocColumn {
    const char *dutch; // its head
    double weight;     // of its width
    bool number;
} DocColumn;

typedef struct DocCell {
    Str text;
    double value; // of a number
    bool number, strong, dutch;
} DocCell;

typedef struct DocTable {
    Str caption;
    const char *name; // of the sheet in a workbook; letters only
    Str heads[DOC_COLUMNS_MAX];
    DocColumn columns[DOC_COLUMNS_MAX];
    DocCell *cells;
    size_t column_count, count, room;
    Lang lang;
    Arena *mem;
} DocTable;

typedef enum DocKind { DOC_HEADING, DOC_PARAGRAPH, DOC_ITEM, DOC_ANSWER, DOC_TABLE, DOC_FIGURE } DocKind;

typedef struct DocBlock {
    DocKind kind;
    int level, number; // of a heading: 1 or 2; of an item: 0 for a bullet
    Run *runs;
    size_t run_count;
    DocTable *table;
    const Drawing *drawing; // runs: what stands under it
    bool dutch;
} DocBlock;

typedef struct DocFact {
    Str what, value;
} DocFact;

typedef struct Doc {
    Arena *mem;
    Lang lang;
    Str title, subtitle, author;
    DocFact facts[DOC_FACTS_MAX];
    size_t fact_count;
    DocBlock *blocks;
    size_t count, room;
} Doc;

Doc *doc_new(Arena *mem, Lang lang, Str title);
void doc_fact(Doc *d, const char *dutch, Str value);
void doc_heading(Doc *d, int level, Str text);
void doc_paragraph(Doc *d, Str text);
void doc_dutch(Doc *d, Str text);        // a paragraph that stays Dutch
void doc_answer(Doc *d, Str text);       // what matters most, on top
void doc_item(Doc *d, Str text);         // items that follow each other are a list
void doc_markdown(Doc *d, Str markdown); // its headings come under level 1
void doc_figure(Doc *d, const Drawing *drawing, const char *dutch);

// columns: ended by one without a head.
DocTable *doc_table(Doc *d, const char *name, const char *dutch, const DocColumn *columns, size_t rows_max);
void doc_cell(DocTable *t, Str text);
void doc_cell_dutch(DocTable *t, Str text);  // it stays Dutch
void doc_cell_strong(DocTable *t, Str text); // it stands out
void doc_number(DocTable *t, int64_t v);
void doc_unknown(DocTable *t); // "niet bekend"
size_t doc_rows(const DocTable *t);

// Inside a page of ours: headings from h2.
void doc_html(Buf *b, const Doc *d);
// A page that stands alone, and prints on A4.
Err doc_page(const Doc *d, Str *ret_html) MUST_USE;
// made: the moment that the file says it was made; given, so that the same report has the same bytes.
Err doc_pdf(const Doc *d, Time made, Str *ret_pdf, Why *w) MUST_USE;
