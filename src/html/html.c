// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "html/html.h"
#include <string.h>

void out_lit(Out *o, const char *p, size_t n) { buf_bytes(o->b, p, n); }
void out_raw(Out *o, Html h) { buf_add(o->b, h.s); }
void out_int(Out *o, int64_t v) { buf_int(o->b, v); }
void out_count(Out *o, int64_t v) { buf_add(o->b, text_count(o->mem, o->lang, v)); }
void out_date(Out *o, Time t) { buf_add(o->b, text_date(o->mem, o->lang, t)); }
void out_datetime(Out *o, Time t) { buf_add(o->b, text_datetime(o->mem, o->lang, t)); }
void out_day(Out *o, Date d) { buf_add(o->b, text_day(o->mem, o->lang, d)); }
void out_iso(Out *o, Time t) { buf_add(o->b, time_iso(o->mem, t)); }
void out_isoday(Out *o, Date d) { buf_add(o->b, date_iso(o->mem, d)); }
void out_tr(Out *o, const char *dutch) { out_text(o, str_c(tr(o->lang, dutch))); }

static const char *const entities[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

// Most text has nothing to escape, so runs are copied whole. Quotes too: one way serves text and attributes.
static void escape(Buf *b, Str s)
{
    size_t done = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *entity = entities[(unsigned char)s.p[i]];
        if (!entity) continue;
        buf_bytes(b, s.p + done, i - done);
        buf_c(b, entity);
        done = i + 1;
    }
    if (s.n > done) buf_bytes(b, s.p + done, s.n - done);
}

void out_text(Out *o, Str s) { escape(o->b, s); }

void out_prefix(Out *o)
{
    if (o->lang != LANG_NL) buf_fmt(o->b, "/%s", lang_code(o->lang));
}

// "//host" and "/\host" lead elsewhere; they are no path of ours.
static bool is_path(Str s) { return s.n && s.p[0] == '/' && (s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\')); }

void out_url(Out *o, Str path)
{
    if (!is_path(path)) {
        buf_char(o->b, '#');
        return;
    }
    out_prefix(o);
    escape(o->b, path);
}

void out_link(Out *o, Str url)
{
    bool safe = is_path(url) || str_starts(url, S("https://")) || str_starts(url, S("http://")) ||
                str_starts(url, S("mailto:")) || str_starts(url, S("tel:"));
    if (safe) escape(o->b, url);
    else buf_char(o->b, '#');
}

void out_query(Out *o, Str value)
{
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c && strchr("-._~", c));
        if (plain) buf_char(o->b, (char)c);
        else buf_fmt(o->b, "%%%02X", c);
    }
}

// Escaping makes a text at most six times as long.
Html html_escape(Arena *mem, Str s)
{
    Buf b = buf_new(mem, 6 * s.n);
    escape(&b, s);
    return (Html){buf_str(&b)};
}

static void paragraph(Buf *b, Str s)
{
    s = str_trim(s);
    if (s.n == 0) return;
    buf_c(b, "<p>");
    bool first = true;
    while (s.n) {
        if (!first) buf_c(b, "<br>\n");
        first = false;
        escape(b, str_trim(str_cut(&s, '\n')));
    }
    buf_c(b, "</p>\n");
}

static void paragraphs(Buf *b, Str s)
{
    size_t begin = 0;
    for (size_t i = 0; i + 1 < s.n; i++) {
        if (s.p[i] != '\n' || s.p[i + 1] != '\n') continue;
        paragraph(b, (Str){s.p + begin, i - begin});
        begin = i + 2;
        i++;
    }
    if (s.n > begin) paragraph(b, (Str){s.p + begin, s.n - begin});
}

void out_paragraphs(Out *o, Str s) { paragraphs(o->b, s); }

Html html_paragraphs(Arena *mem, Str s)
{
    Buf b = buf_new(mem, 8 * s.n + 64); // escaped six times, and "<p></p>\n" at least every three bytes
    paragraphs(&b, s);
    return (Html){buf_str(&b)};
}
