// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// markdown.h - Markdown as blocks of words, for what is not a page: a document that is printed.
//
// The same text gives the same blocks as html_markdown gives paragraphs: headings, paragraphs and items of lists, each
// of runs of words that are strong or not and may have an address. Quotes and code come out as paragraphs, lists in
// lists as items, raw HTML not at all.
#pragma once
#include "base/str.h"

typedef struct Run {
    Str text, url; // url: https, http, mailto or a path of ours; else empty
    bool strong;
} Run;
typedef enum MarkdownKind { MARKDOWN_HEADING, MARKDOWN_PARAGRAPH, MARKDOWN_ITEM } MarkdownKind;
typedef struct MarkdownBlock {
    MarkdownKind kind;
    int level;  // of a heading: 1-6
    int number; // of an item: 0 for a bullet
    Run *runs;
    size_t run_count;
} MarkdownBlock;

size_t markdown_blocks(Arena *mem, Str markdown, MarkdownBlock **ret_blocks);
