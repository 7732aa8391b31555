// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "print/doc.h"
#include <assert.h>
#include <string.h>

Doc *doc_new(Arena *mem, Lang lang, Str title)
{
    Doc *d = NEW(mem, Doc);
    *d = (Doc){.mem = mem, .lang = lang, .title = title};
    return d;
}

void doc_fact(Doc *d, const char *dutch, Str value)
{
    assert(d->fact_count < DOC_FACTS_MAX);
    d->facts[d->fact_count++] = (DocFact){str_c(tr(d->lang, dutch)), value};
}

static DocBlock *add(Doc *d, DocKind kind, Str text)
{
    enum { FIRST = 64 };
    if (d->count == d->room) {
        d->room = d->room ? d->room * 2 : FIRST;
        DocBlock *more = NEW_ARRAY(d->mem, DocBlock, d->room);
        if (d->count) memcpy(more, d->blocks, d->count * sizeof *more);
        d->blocks = more;
    }
    DocBlock *b = &d->blocks[d->count++];
    *b = (DocBlock){.kind = kind, .run_count = text.n ? 1 : 0};
    if (text.n) {
        b->runs = NEW(d->mem, Run);
        b->runs[0].text = text;
    }
    return b;
}

void doc_heading(Doc *d, int level, Str text) { add(d, DOC_HEADING, text)->level = level; }
void doc_paragraph(Doc *d, Str text) { add(d, DOC_PARAGRAPH, text); }
void doc_dutch(Doc *d, Str text) { add(d, DOC_PARAGRAPH, text)->dutch = true; }
void doc_answer(Doc *d, Str text) { add(d, DOC_ANSWER, text); }
void doc_item(Doc *d, Str text) { add(d, DOC_ITEM, text); }

void doc_markdown(Doc *d, Str markdown)
{
    MarkdownBlock *blocks;
    size_t n = markdown_blocks(d->mem, markdown, &blocks);
    for (size_t i = 0; i < n; i++) {
        DocKind kind = blocks[i].kind == MARKDOWN_HEADING ? DOC_HEADING
                       : blocks[i].kind == MARKDOWN_ITEM  ? DOC_ITEM
                                                          : DOC_PARAGRAPH;
        DocBlock *b = add(d, kind, STR_NONE);
        b->level = 2;
        b->number = blocks[i].number;
        b->runs = blocks[i].runs;
        b->run_count = blocks[i].run_count;
    }
}

void doc_figure(Doc *d, const Drawing *drawing, const char *dutch)
{
    add(d, DOC_FIGURE, str_c(tr(d->lang, dutch)))->drawing = drawing;
}

// ---- tables -------------------------------------------------------------------------------------------------------

DocTable *doc_table(Doc *d, const char *name, const char *dutch, const DocColumn *columns, size_t rows_max)
{
    DocTable *t = NEW(d->mem, DocTable);
    *t = (DocTable){.caption = str_c(tr(d->lang, dutch)), .name = name, .lang = d->lang, .mem = d->mem};
    for (; columns->dutch; columns++) {
        assert(t->column_count < DOC_COLUMNS_MAX);
        t->heads[t->column_count] = str_c(tr(d->lang, columns->dutch));
        t->columns[t->column_count++] = *columns;
    }
    t->room = rows_max * t->column_count;
    t->cells = NEW_ARRAY(d->mem, DocCell, t->room + 1);
    add(d, DOC_TABLE, STR_NONE)->table = t;
    return t;
}

static void put(DocTable *t, DocCell c)
{
    assert(t->count < t->room);
    t->cells[t->count++] = c;
}

void doc_cell(DocTable *t, Str text) { put(t, (DocCell){.text = text}); }
void doc_cell_dutch(DocTable *t, Str text) { put(t, (DocCell){.text = text, .dutch = true}); }
void doc_cell_strong(DocTable *t, Str text) { put(t, (DocCell){.text = text, .strong = true}); }
void doc_number(DocTable *t, int64_t v)
{
    put(t, (DocCell){.text = text_count(t->mem, t->lang, v), .value = (double)v, .number = true});
}
void doc_unknown(DocTable *t) { doc_cell(t, str_c(T(t->lang, "niet bekend"))); }

size_t doc_rows(const DocTable *t)
{
    assert(t->count % t->column_count == 0);
    return t->count / t->column_count;
}
