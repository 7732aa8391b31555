// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any text made into HTML: nothing comes out that acts. Escaped text holds no mark-up; Markdown only its own elements,
// no script, and no address that runs code.
#include "html/html.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_known(Str tag)
{
    static const char *const tags[] = {"p",  "br", "hr", "a",  "img", "em", "strong", "code", "pre", "blockquote",
                                       "ul", "ol", "li", "h1", "h2",  "h3", "h4",     "h5",   "h6"};
    for (size_t i = 0; i < COUNT(tags); i++)
        if (str_eq_c(tag, tags[i])) return true;
    return false;
}

static void holds_only_known_tags(Str html)
{
    for (size_t i = 0; i + 1 < html.n; i++) {
        if (html.p[i] != '<' || html.p[i + 1] == '!') continue; // "<!-- raw HTML omitted -->"
        size_t begin = i + (html.p[i + 1] == '/' ? 2 : 1), end = begin;
        while (end < html.n && strchr("abcdefghijklmnopqrstuvwxyz123456", html.p[end]) && html.p[end]) end++;
        assert(is_known((Str){html.p + begin, end - begin}));
    }
    assert(!str_has(html, S("=\"javascript:")) && !str_has(html, S("=\"data:text")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > KB(16)) return 0;
    Arena *mem = arena_new(MB(16));
    Str s = {(const char *)data, size};
    Str escaped = html_escape(mem, s).s;
    for (size_t i = 0; i < escaped.n; i++) assert(!strchr("<>\"'", escaped.p[i]) || escaped.p[i] == 0);
    holds_only_known_tags(html_paragraphs(mem, s).s);
    holds_only_known_tags(html_markdown(mem, LANG_NL, s).s);
    holds_only_known_tags(html_markdown(mem, LANG_EN, s).s);
    Buf b = buf_new(mem, KB(256));
    Out o = {&b, LANG_EN, mem};
    out_link(&o, s);
    out_query(&o, s);
    assert(!str_has(buf_str(&b), S("<")) && !str_has(buf_str(&b), S("\"")));
    arena_free(mem);
    return 0;
}
