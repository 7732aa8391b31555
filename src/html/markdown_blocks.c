// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "html/markdown.h"
#include <cmark.h>
#include <string.h>

typedef struct Walk {
    Arena *mem;
    MarkdownBlock *blocks, *now;
    size_t count, room, run_room;
    int strong;
    Str url;
} Walk;

static void *more(Arena *mem, const void *old, size_t count, size_t size, size_t *room)
{
    enum { FIRST = 8 };
    *room = *room ? *room * 2 : FIRST;
    void *p = arena_array(mem, *room, size);
    if (count) memcpy(p, old, count * size);
    return p;
}

static void add_run(Walk *w, const char *text)
{
    if (!w->now || !text) return;
    MarkdownBlock *b = w->now;
    if (b->run_count == w->run_room) b->runs = more(w->mem, b->runs, b->run_count, sizeof *b->runs, &w->run_room);
    b->runs[b->run_count++] = (Run){str_dup(w->mem, str_c(text)), w->url, w->strong > 0};
}

static void add_block(Walk *w, MarkdownBlock b)
{
    if (w->count == w->room) w->blocks = more(w->mem, w->blocks, w->count, sizeof *w->blocks, &w->room);
    w->run_room = 0;
    w->now = &w->blocks[w->count++];
    *w->now = b;
}

static bool safe(Str url)
{
    return str_starts(url, S("https://")) || str_starts(url, S("http://")) || str_starts(url, S("mailto:")) ||
           (str_starts(url, S("/")) && !str_starts(url, S("//")));
}

static int item_number(cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    int number = cmark_node_get_list_start(list);
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return 0;
    for (cmark_node *n = cmark_node_previous(item); n; n = cmark_node_previous(n)) number++;
    return number;
}

static bool first_in_item(cmark_node *node)
{
    cmark_node *parent = cmark_node_parent(node);
    return parent && cmark_node_get_type(parent) == CMARK_NODE_ITEM && !cmark_node_previous(node);
}

static void enter(Walk *w, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING)
        add_block(w, (MarkdownBlock){.kind = MARKDOWN_HEADING, .level = cmark_node_get_heading_level(node)});
    else if (type == CMARK_NODE_PARAGRAPH && first_in_item(node))
        add_block(w, (MarkdownBlock){.kind = MARKDOWN_ITEM, .number = item_number(cmark_node_parent(node))});
    else if (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_CODE_BLOCK)
        add_block(w, (MarkdownBlock){.kind = MARKDOWN_PARAGRAPH});
    if (type == CMARK_NODE_STRONG) w->strong++;
    if (type == CMARK_NODE_LINK) {
        Str url = str_c(cmark_node_get_url(node));
        w->url = safe(url) ? str_dup(w->mem, url) : STR_NONE;
    }
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
        add_run(w, cmark_node_get_literal(node));
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) add_run(w, " ");
}

size_t markdown_blocks(Arena *mem, Str markdown, MarkdownBlock **ret_blocks)
{
    Walk w = {.mem = mem};
    cmark_node *root = cmark_parse_document(markdown.n ? markdown.p : "", markdown.n, CMARK_OPT_VALIDATE_UTF8);
    cmark_iter *walk = cmark_iter_new(root);
    cmark_event_type event;
    while ((event = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(walk);
        if (event == CMARK_EVENT_ENTER) {
            enter(&w, node);
            continue;
        }
        if (cmark_node_get_type(node) == CMARK_NODE_STRONG) w.strong--;
        if (cmark_node_get_type(node) == CMARK_NODE_LINK) w.url = STR_NONE;
    }
    cmark_iter_free(walk);
    cmark_node_free(root);
    *ret_blocks = w.blocks;
    return w.count;
}
