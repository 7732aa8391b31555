// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Any text made into HTML: nothing comes out that acts. Escaped text holds no mark-up; Markdown only its own elements,
// no script, and no address that runs code.
#include "html/html.h"
#include "html/markdown.h"
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

// The pieces that a report is made of lead to the web, to a mailbox or to a page of ours, and nowhere else.
static void leads_somewhere_plain(Arena *mem, Str markdown)
{
    static const char *const begins[] = {"https://", "http://", "mailto:", "/"};
    MarkdownBlock *blocks;
    size_t n = markdown_blocks(mem, markdown, &blocks);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < blocks[i].run_count; k++) {
            Str url = blocks[i].runs[k].url;
            bool plain = url.n == 0;
            for (size_t b = 0; b < COUNT(begins); b++) plain = plain || str_starts(url, str_c(begins[b]));
            assert(plain && !str_starts(url, S("//")));
        }
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
    leads_somewhere_plain(mem, s);
    Buf b = buf_new(mem, KB(256));
    Out o = {&b, LANG_EN, mem};
    out_link(&o, s);
    out_query(&o, s);
    assert(!str_has(buf_str(&b), S("<")) && !str_has(buf_str(&b), S("\"")));
    arena_free(mem);
    return 0;
}
