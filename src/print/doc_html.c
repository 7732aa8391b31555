// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// doc_html.c - a report as HTML: inside a page of ours, or as a page that stands alone and prints on A4.
#include "print/doc.h"

static void esc(Buf *b, Str s) { buf_add(b, html_escape(b->mem, s).s); }

static void runs(Buf *b, const DocBlock *x)
{
    for (size_t i = 0; i < x->run_count; i++) {
        const Run *r = &x->runs[i];
        if (r->url.n) {
            buf_c(b, "<a href=\"");
            esc(b, r->url);
            buf_c(b, "\">");
        }
        if (r->strong) buf_c(b, "<strong>");
        esc(b, r->text);
        if (r->strong) buf_c(b, "</strong>");
        if (r->url.n) buf_c(b, "</a>");
    }
}

static void scroll(Buf *b, Str label)
{
    buf_c(b, "<div class=\"mr-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    esc(b, label);
    buf_c(b, "\">");
}

static void cell(Buf *b, const Doc *d, const DocTable *t, size_t i)
{
    const DocCell *c = &t->cells[i];
    const char *element = i % t->column_count == 0 ? "th" : "td";
    buf_fmt(b, "<%s%s%s%s>", element, i % t->column_count == 0 ? " scope=\"row\"" : "",
            t->columns[i % t->column_count].number ? " class=\"mr-n\"" : "",
            c->dutch && d->lang != LANG_NL ? " lang=\"nl\"" : "");
    if (c->strong) buf_c(b, "<strong>");
    esc(b, c->text);
    if (c->strong) buf_c(b, "</strong>");
    buf_fmt(b, "</%s>", element);
}

static void table(Buf *b, const Doc *d, const DocTable *t)
{
    scroll(b, t->caption);
    buf_c(b, "<table><caption>");
    esc(b, t->caption);
    buf_c(b, "</caption><thead><tr>");
    for (size_t i = 0; i < t->column_count; i++) {
        buf_fmt(b, "<th scope=\"col\"%s>", t->columns[i].number ? " class=\"mr-n\"" : "");
        esc(b, t->heads[i]);
        buf_c(b, "</th>");
    }
    buf_c(b, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < doc_rows(t); r++) {
        buf_c(b, "<tr>");
        for (size_t i = 0; i < t->column_count; i++) cell(b, d, t, r * t->column_count + i);
        buf_c(b, "</tr>\n");
    }
    buf_c(b, "</tbody></table></div>\n");
}

static void figure(Buf *b, const DocBlock *x)
{
    buf_c(b, "<figure class=\"mr-figure\">");
    scroll(b, x->drawing->title);
    draw_svg(b, x->drawing);
    buf_c(b, "</div><figcaption>");
    runs(b, x);
    buf_c(b, "</figcaption></figure>\n");
}

static void words(Buf *b, const Doc *d, const DocBlock *x, const char *open, const char *close)
{
    buf_fmt(b, "<%s%s>", open, x->dutch && d->lang != LANG_NL ? " lang=\"nl\"" : "");
    runs(b, x);
    buf_fmt(b, "</%s>\n", close);
}

static bool same_list(const Doc *d, size_t i, size_t k)
{
    return k < d->count && d->blocks[k].kind == DOC_ITEM && (d->blocks[i].number > 0) == (d->blocks[k].number > 0);
}

void doc_html(Buf *b, const Doc *d)
{
    for (size_t i = 0; i < d->count; i++) {
        const DocBlock *x = &d->blocks[i];
        const char *list = x->number > 0 ? "ol" : "ul";
        switch (x->kind) {
        case DOC_HEADING: words(b, d, x, x->level == 1 ? "h2" : "h3", x->level == 1 ? "h2" : "h3"); break;
        case DOC_PARAGRAPH: words(b, d, x, "p", "p"); break;
        case DOC_ANSWER:
            buf_c(b, "<div class=\"mr-answer\">");
            words(b, d, x, "p class=\"mr-number\"", "p");
            buf_c(b, "</div>");
            break;
        case DOC_ITEM:
            if (i == 0 || !same_list(d, i, i - 1)) buf_fmt(b, "<%s>\n", list);
            words(b, d, x, "li", "li");
            if (!same_list(d, i, i + 1)) buf_fmt(b, "</%s>\n", list);
            break;
        case DOC_TABLE: table(b, d, x->table); break;
        case DOC_FIGURE: figure(b, x); break;
        }
    }
}

static const char style[] =
    "@page{size:A4;margin:18mm 16mm}body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}h1,h2,h3{line-height:1.2;break-after:avoid}h2{margin-top:2.2rem}"
    ".mr-sub{font-size:1.15rem;color:#3d4650}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}"
    "dt{font-weight:700}dd{margin:0;overflow-wrap:anywhere}"
    ".mr-answer{border-inline-start:.4rem solid #154273;padding:.3rem 1.2rem;background:#eef3f8}"
    ".mr-answer+.mr-answer{margin-top:0}.mr-number{font-size:1.15rem;margin:.4rem 0}"
    ".mr-scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;padding:.3rem .6rem;vertical-align:top;border-bottom:1px solid #8a94a0}"
    "tbody th{font-weight:400}tr,.mr-figure{break-inside:avoid}"
    ".mr-n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "thead .mr-n{white-space:normal}"
    "caption{text-align:start;font-weight:700;padding:.3rem 0}.mr-figure{margin:1.5rem 0}figcaption{color:#3d4650}"
    "svg{width:100%;min-width:34rem;height:auto;font:13px system-ui,sans-serif}svg text{fill:#1b1b1b}"
    ".mr-grid{stroke:#c9d0d8}.mr-bin{fill:#5a7ea6}.mr-band{fill:#e6edf5}.mr-serious{stroke:#b3261e;stroke-width:3}"
    ".mr-mark{stroke:#b3261e;stroke-width:2}.mr-chosen{fill:#b3261e}.mr-next{fill:#fff;stroke:#154273}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}.mr-scroll{overflow:visible}svg{min-width:0}"
    "thead{display:table-header-group}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

Err doc_page(const Doc *d, Str *ret_html)
{
    Buf b = buf_new(d->mem, DOC_HTML_MAX);
    buf_fmt(&b,
            "<!doctype html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width, initial-scale=1\"><title>",
            lang_code(d->lang));
    esc(&b, d->title);
    buf_fmt(&b, "</title>\n<style>%s</style></head>\n<body><main>\n<h1>", style);
    esc(&b, d->title);
    buf_c(&b, "</h1>\n");
    if (d->subtitle.n) {
        buf_c(&b, "<p class=\"mr-sub\">");
        esc(&b, d->subtitle);
        buf_c(&b, "</p>\n");
    }
    buf_c(&b, "<dl>");
    for (size_t i = 0; i < d->fact_count; i++) {
        buf_c(&b, "<dt>");
        esc(&b, d->facts[i].what);
        buf_c(&b, "</dt><dd>");
        esc(&b, d->facts[i].value);
        buf_c(&b, "</dd>\n");
    }
    buf_c(&b, "</dl>\n");
    doc_html(&b, d);
    buf_c(&b, "</main></body></html>\n");
    return buf_done(&b, ret_html);
}
