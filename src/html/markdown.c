// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// markdown.c - CommonMark by libcmark; its default is the safe mode: raw HTML and javascript: links are dropped.
#include "html/html.h"
#include <cmark.h>
#include <stdlib.h>
#include <string.h>

static void free_node(cmark_node **node)
{
    if (*node) cmark_node_free(*node);
}

static bool is_site_path(const char *url) { return url && url[0] == '/' && url[1] != '/' && url[1] != '\\'; }

// Links to pages of this site stay in the reader's language.
static void prefix_links(Arena *mem, Lang lang, cmark_node *root)
{
    if (lang == LANG_NL) return;
    cmark_iter *walk = cmark_iter_new(root);
    while (cmark_iter_next(walk) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(walk);
        if (cmark_node_get_type(node) != CMARK_NODE_LINK || cmark_iter_get_event_type(walk) != CMARK_EVENT_ENTER)
            continue;
        const char *url = cmark_node_get_url(node);
        if (!is_site_path(url) || str_starts(str_c(url), S("/assets/"))) continue;
        cmark_node_set_url(node, str_z(mem, str_fmt(mem, "/%s%s", lang_code(lang), url)));
    }
    cmark_iter_free(walk);
}

Html html_markdown(Arena *mem, Lang lang, Str markdown)
{
    CLEANUP(free_node)
    cmark_node *root = cmark_parse_document(markdown.n ? markdown.p : "", markdown.n, CMARK_OPT_VALIDATE_UTF8);
    prefix_links(mem, lang, root);
    char *html = cmark_render_html(root, CMARK_OPT_DEFAULT);
    if (!html) abort();
    Html made = {str_dup(mem, str_c(html))};
    free(html);
    return made;
}
