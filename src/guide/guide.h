// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// guide.h - public information: the pages in data/guide/{nl,en}/*.md, and the three doors to them.
//
// page     one subject in one language: head (front.h) and Markdown, rendered once at the start. The file's name is the
//          slug, the same in each language. A page without a translation is shown in Dutch, and says so.
// section  the heading under which a page stands in the index.
// door     how someone comes in: I need help, I worry about someone, I am a professional.
//
// guide_load parses and renders all pages into memory of the program; they never change after that, so any thread may
// read them. Nothing here knows who reads what, and nothing is kept of it.
#pragma once
#include "app/app.h"
#include "guide/front.h"

// code in the head, title on the screen
#define GUIDE_SECTIONS(X)                                                                                              \
    X(wat, "Wat is het?")                                                                                              \
    X(vormen, "Vormen van uitbuiting")                                                                                 \
    X(signalen, "Signalen herkennen")                                                                                  \
    X(sectoren, "Signalen per plek en beroep")                                                                         \
    X(doen, "Wat kun je doen?")                                                                                        \
    X(rechten, "Rechten en hulp")                                                                                      \
    X(over, "Over deze site")
typedef enum GuideSection {
#define X(code, title) GUIDE_##code,
    GUIDE_SECTIONS(X)
#undef X
        GUIDE_SECTION_COUNT
} GuideSection;
const char *guide_section_code(GuideSection s);
const char *guide_section_title(GuideSection s); // Dutch, translated where shown

enum { GUIDE_RELATED_MAX = 4 };

typedef struct GuidePage GuidePage;
struct GuidePage {
    Str slug, title, summary, form, sector, reviewer;
    GuideSection section;
    int64_t order;
    Date reviewed;
    Lang lang; // of the text
    Html body;
    const GuidePage *related[GUIDE_RELATED_MAX];
    size_t related_count;
};

Err guide_load(Why *w) MUST_USE; // E_INPUT names the file and what is wrong
void guide_unload(void);         // at the end of tests
const GuidePage *guide_page(Lang lang, Str slug); // NULL when there is none
// All pages of a language, by section and order.
void guide_pages(Lang lang, const GuidePage *const **ret_pages, size_t *ret_count);

extern const Route guide_routes[];
extern const Route way_routes[];
