// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// html.h - what compiled templates write with. Escaping is the default; raw text is another type.
//
// Templates (*.html beside the code of a domain) are compiled to C functions by tools/mktmpl. The language:
//
//   {{ include "signal/signal.h" }}                    a header the C needs; at the top
//   {{ define tray_page(Out *o, const Tray *t) }}      begins a function, declared in x_html.h; its first argument is o
//   {{ end }}                                          ends define, if, for
//   {{ t->title }}          a Str, escaped
//   {{ t->label | tr }}     a const char * from a C table, translated, escaped; also {{ x ? "ja" : "nee" | tr }}
//   {{ t->code | z }}       a const char * that needs no translation, escaped
//   {{ t->id | int }}       any whole number           {{ t->total | count }}  1.234 or 1,234: for people
//   {{ t->at | date }} {{ t->at | datetime }}          a Time, in words       {{ t->at | iso }}   for machines
//   {{ t->day | day }}      a Date, in words           {{ t->day | isoday }}  2026-11-22
//   {{ t->story | paragraphs }}  plain text as <p>     {{ t->page | markdown }}  CommonMark, made safe
//   {{ t->body | raw }}     an Html, as it is: an exception, tidy counts them
//   {{_ "Nederlandse tekst" }}   translated, escaped   {{_ "Nog %d dagen", days }}  the same with values (printf)
//   {{ if expr }} {{ else if expr }} {{ else }} {{ end }}
//   {{ for int i = 0; i < n; i++ }} {{ end }}
//   {{ call other_template(o, args) }}                 {{# comment }}; HTML comments are left out as well
//   {{ let const Row *r = &t->rows[i] }}               a declaration or statement in C
//
// Paths: write <a href="/signalen/{{ s->id | int }}"> and <form action="/melden">: the language goes in front by
// itself (not before /assets/, /api/, /en/). Where the path is a value: href="{{ f->back | url }}"; an address
// elsewhere (https, mailto, tel) or without language: "| link"; a value behind "?": "| query".
// <input type="checkbox"{{ checked t->yes }}>: the attribute when true; so selected, disabled, required, hidden, open.
//
// The compiler refuses, as file:line: an element that is not closed in the block that opened it (only a define called
// x_begin or x_end, a frame, may); an attribute value without double quotes; a value in a script, style or event
// attribute; loose words, for words stand in {{_ "..." }} or come from a value (not so in <code> and <pre>).
// White space is kept to one; a line with only a directive leaves none.
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
void out_count(Out *o, int64_t v); // grouped by three: 1.234 in Dutch, 1,234 in English
void out_date(Out *o, Time t);     // 22 november 2026 (Dutch calendar day); nothing for 0
void out_datetime(Out *o, Time t); // 22 november 2026, 14.05 uur
void out_day(Out *o, Date d);      // nothing for 0, which says "no day" in the store
void out_iso(Out *o, Time t);      // 2026-11-22T13:05:00Z
void out_isoday(Out *o, Date d);
void out_prefix(Out *o);           // "" or "/en", before a path of ours
void out_url(Out *o, Str path);    // "/loket" -> "/loket" or "/en/loket", escaped; "#" for what is no path of ours
void out_link(Out *o, Str url);    // https:, http:, mailto:, tel: or a path of ours as it is, escaped; else "#"
void out_query(Out *o, Str value); // percent-encoded
void out_tr(Out *o, const char *dutch);
void out_paragraphs(Out *o, Str s); // html_paragraphs straight into the page

// For "| url" and the like, which take a Str as well as a C string.
static inline Str str_same(Str s) { return s; }
#define STR_OF(e) _Generic((e), Str : str_same, char * : str_c, const char * : str_c)(e)

// The translation, or the Dutch text itself when there is none. In C, write T(lang, "…") so that it is collected.
const char *tr(Lang lang, const char *dutch);
#define T(lang, dutch) tr((lang), (dutch))
// N_("…") marks a text that is translated where it is shown (| tr): base/err.h.
// The translation as a format; mkpo refuses a translation with other conversions than the Dutch text.
Str tr_fmt(Arena *mem, Lang lang, const char *dutch, ...) PRINTF_LIKE(3, 4);
const char *lang_code(Lang lang); // "nl"
Str text_date(Arena *mem, Lang lang, Time t);
Str text_datetime(Arena *mem, Lang lang, Time t);
Str text_day(Arena *mem, Lang lang, Date d);
Str text_count(Arena *mem, Lang lang, int64_t v);

Html html_escape(Arena *mem, Str s);
// Paragraphs and line breaks of plain text as <p> and <br>; escaped. For narratives and messages.
Html html_paragraphs(Arena *mem, Str s);
// CommonMark to HTML, raw HTML and unsafe links removed (libcmark). Site links get the language prefix.
Html html_markdown(Arena *mem, Lang lang, Str markdown);
