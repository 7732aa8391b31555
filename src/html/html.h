// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// html.h - what compiled templates write with. Escaping is the default; raw text is another type.
//
// Templates (*.html beside the code of a domain) are compiled to C functions by tools/mktmpl. The language:
//
//   {{ include "signal/signal.h" }}                    a header the C needs; at the top
//   {{ define tray_page(Out *o, const Tray *t) }}      begins a function: static-free, declared in x_html.h
//   {{ end }}                                          ends define, if, for
//   {{ t->title }}          a Str, escaped             {{ t->body | raw }}   an Html, as it is
//   {{ t->count | int }}    an int64_t                 {{ t->at | date }} {{ t->at | datetime }}  a Time, in words
//   {{ t->day | day }}      a Date, in words           {{ t->path | url }}   a site path: language prefix + escaping
//   {{_ "Nederlandse tekst" }}  translated, escaped    {{ "/loket" | url }}
//   {{ t->label | tr }}     a const char * from a C table, translated, escaped
//   {{ if expr }} {{ else if expr }} {{ else }} {{ end }}
//   {{ for int i = 0; i < n; i++ }} {{ end }}
//   {{ call other_template(o, args) }}                 {{# comment }}
//   {{ let Row *r = &t->rows[i] }}                     a declaration or statement in C
// Anything in an attribute must be quoted with ". Values never go into script, style or event attributes: there are none.
//
// Language: the Dutch text is the key (gettext), English comes from po/en.po compiled in. tr(lang, "…") in C.
#pragma once
#include "base/buf.h"
#include "base/time.h"

typedef enum Lang { LANG_NL, LANG_EN, LANG_COUNT } Lang;

typedef struct Html {
    Str s; // already escaped
} Html;

typedef struct Out {
    Buf *b;
    Lang lang;
    Arena *mem;
} Out;

void out_lit(Out *o, const char *p, size_t n); // literal text of the template
void out_text(Out *o, Str s);
void out_raw(Out *o, Html h);
void out_int(Out *o, int64_t v);
void out_date(Out *o, Time t);     // 22 november 2026 (Dutch calendar day); nothing for 0
void out_datetime(Out *o, Time t); // 22 november 2026, 14.05 uur
void out_day(Out *o, Date d);
void out_url(Out *o, Str path);    // "/loket" -> "/loket" or "/en/loket", escaped
void out_tr(Out *o, const char *dutch);

// The translation, or the Dutch text itself when there is none. In C, write T(lang, "…") so that it is collected.
const char *tr(Lang lang, const char *dutch);
#define T(lang, dutch) tr((lang), (dutch))
// Marks a text in a table for collection; translated where it is shown (| tr).
#define N_(dutch) (dutch)
Str tr_fmt(Arena *mem, Lang lang, const char *dutch, ...); // the translation as a format: %s %d %lld only
const char *lang_code(Lang lang); // "nl"
Str text_date(Arena *mem, Lang lang, Time t);
Str text_datetime(Arena *mem, Lang lang, Time t);
Str text_day(Arena *mem, Lang lang, Date d);

Html html_escape(Arena *mem, Str s);
// Paragraphs and line breaks of plain text as <p> and <br>; escaped. For narratives and messages.
Html html_paragraphs(Arena *mem, Str s);
// CommonMark to HTML, raw HTML and unsafe links removed (libcmark). Site links get the language prefix.
Html html_markdown(Arena *mem, Lang lang, Str markdown);
