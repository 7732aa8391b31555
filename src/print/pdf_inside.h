// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pdf_inside.h - what pdf.c collects and pdf_tree.c writes out.
#pragma once
#include "print/pdf.h"

typedef enum KidKind { KID_TAG, KID_CONTENT, KID_LINK } KidKind;
typedef struct Kid {
    KidKind kind;
    int value, page;  // a tag; a number of marked content on a page; a link
    struct Kid *next; // of the same tag
} Kid;

typedef struct Tag {
    const char *type, *scope, *lang;
    int parent;
    Str alt;
    Kid *first, *last;
} Tag;

typedef struct Page {
    Buf content;
    int *marks, mark_count, mark_room; // tags, by number of marked content
} Page;

typedef struct Bookmark {
    int level, page;
    double y;
    Str title;
} Bookmark;

typedef struct Link {
    int tag, from, page;
    double x, y, width, height, to_y;
    Str about;
} Link;

enum { BOOKMARKS_MAX = 500, LINKS_MAX = 500 };

struct Pdf {
    Arena *mem;
    PdfAbout about;
    const Font *font[FACE_COUNT];
    bool *used[FACE_COUNT];
    uint32_t *letter[FACE_COUNT]; // of a glyph: the first character it was used for
    Page *pages;
    int page_count, page;
    Tag *tags; // 0 is no tag, 1 the document
    int tag_count;
    Bookmark *bookmarks;
    Link *links;
    int bookmark_count, link_count;
    bool over, open;
};
