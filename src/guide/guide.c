// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// guide.c - reads the pages out of the program at the start.
#include "guide/guide.h"
#include "assets/assets.h"
#include <stdlib.h>

enum { PAGES_MAX = 500 };
#define GUIDE_MEMORY MB(16)

typedef struct Guide {
    Arena *mem;
    GuidePage pages[LANG_COUNT][PAGES_MAX];
    const GuidePage *sorted[LANG_COUNT][PAGES_MAX];
    size_t count[LANG_COUNT];
} Guide;

static Guide *guide; // set once, before the first request

#define X(code, title) #code,
static const char *const section_codes[] = {GUIDE_SECTIONS(X)};
#undef X
#define X(code, title) N_(title),
static const char *const section_titles[] = {GUIDE_SECTIONS(X)};
#undef X

const char *guide_section_code(GuideSection s) { return section_codes[s]; }
const char *guide_section_title(GuideSection s) { return section_titles[s]; }

static Err section_of(Str code, GuideSection *ret_section)
{
    for (size_t i = 0; i < GUIDE_SECTION_COUNT; i++) {
        if (!str_eq_c(code, section_codes[i])) continue;
        *ret_section = (GuideSection)i;
        return OK;
    }
    return E_INPUT;
}

static Err read_page(Guide *g, Lang lang, const Asset *a, GuidePage *ret_page, Why *w)
{
    Front f;
    Why inner = {{0}};
    Err e = front_parse(a->bytes, &f, &inner);
    if (e != OK) return why(w, e, "%.*s: %s", STR_ARG(a->path), inner.text);
    GuideSection section;
    if (section_of(f.section, &section) != OK)
        return why(w, E_INPUT, "%.*s: \"%.*s\" is not a section", STR_ARG(a->path), STR_ARG(f.section));
    Str rest = a->path, name = STR_NONE;
    while (rest.n) name = str_cut(&rest, '/');
    *ret_page = (GuidePage){.slug = str_head(name, name.n - 3), // without ".md"
                            .title = f.title, .summary = f.summary, .form = f.form, .sector = f.sector,
                            .reviewer = f.reviewer, .section = section, .order = f.order, .reviewed = f.reviewed,
                            .lang = lang, .body = html_markdown(g->mem, lang, f.body)};
    return OK;
}

static Err read_language(Guide *g, Lang lang, Why *w)
{
    const Asset *first;
    size_t n = asset_list(str_fmt(g->mem, "data/guide/%s/", lang_code(lang)), &first);
    for (size_t i = 0; i < n; i++) {
        if (!str_ends(first[i].path, S(".md"))) continue;
        if (g->count[lang] == PAGES_MAX) return why(w, E_LIMIT, "more than %d pages", PAGES_MAX);
        TRY(read_page(g, lang, &first[i], &g->pages[lang][g->count[lang]], w));
        g->count[lang]++;
    }
    return OK;
}

static const GuidePage *find(const Guide *g, Lang lang, Str slug)
{
    for (size_t i = 0; i < g->count[lang]; i++)
        if (str_eq(g->pages[lang][i].slug, slug)) return &g->pages[lang][i];
    return NULL;
}

// Where there is no translation the Dutch page takes its place, so that nobody misses a subject.
static Err fill_gaps(Guide *g, Why *w)
{
    for (size_t i = 0; i < g->count[LANG_EN]; i++)
        if (!find(g, LANG_NL, g->pages[LANG_EN][i].slug))
            return why(w, E_INPUT, "guide: %.*s has no Dutch page", STR_ARG(g->pages[LANG_EN][i].slug));
    for (size_t i = 0; i < g->count[LANG_NL]; i++)
        if (!find(g, LANG_EN, g->pages[LANG_NL][i].slug)) g->pages[LANG_EN][g->count[LANG_EN]++] = g->pages[LANG_NL][i];
    return OK;
}

static int page_order(const void *a, const void *b)
{
    const GuidePage *x = *(const GuidePage *const *)a, *y = *(const GuidePage *const *)b;
    if (x->section != y->section) return x->section < y->section ? -1 : 1;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return str_cmp(x->slug, y->slug);
}

static void sort_pages(Guide *g, Lang lang)
{
    for (size_t i = 0; i < g->count[lang]; i++) g->sorted[lang][i] = &g->pages[lang][i];
    if (g->count[lang]) qsort(g->sorted[lang], g->count[lang], sizeof *g->sorted[lang], page_order);
}

static void add_related(GuidePage *p, const GuidePage *other)
{
    if (other == p || p->related_count == GUIDE_RELATED_MAX) return;
    for (size_t i = 0; i < p->related_count; i++)
        if (p->related[i] == other) return;
    p->related[p->related_count++] = other;
}

// What else to read: the same form of exploitation first, then the neighbours in the same section.
static void relate(Guide *g, Lang lang, GuidePage *p)
{
    size_t n = g->count[lang], at = 0;
    for (size_t i = 0; i < n; i++) {
        const GuidePage *other = g->sorted[lang][i];
        if (other == p) at = i;
        if (p->form.n && str_eq(other->form, p->form) && other->section != GUIDE_sectoren) add_related(p, other);
    }
    for (size_t step = 1; step < n; step++) {
        const GuidePage *next = g->sorted[lang][(at + step) % n];
        if (next->section == p->section && p->related_count < GUIDE_RELATED_MAX - 1) add_related(p, next);
    }
}

Err guide_load(Why *w)
{
    if (guide) return OK;
    Arena *mem = arena_new(GUIDE_MEMORY);
    Guide *g = NEW(mem, Guide);
    g->mem = mem;
    Err e = read_language(g, LANG_NL, w);
    if (e == OK) e = read_language(g, LANG_EN, w);
    if (e == OK) e = fill_gaps(g, w);
    if (e != OK) {
        arena_free(mem);
        return e;
    }
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        sort_pages(g, (Lang)lang);
        for (size_t i = 0; i < g->count[lang]; i++) relate(g, (Lang)lang, &g->pages[lang][i]);
    }
    guide = g;
    return OK;
}

void guide_unload(void)
{
    if (guide) arena_free(guide->mem);
    guide = NULL;
}

const GuidePage *guide_page(Lang lang, Str slug) { return guide ? find(guide, lang, slug) : NULL; }

void guide_pages(Lang lang, const GuidePage *const **ret_pages, size_t *ret_count)
{
    *ret_pages = guide ? (const GuidePage *const *)guide->sorted[lang] : NULL;
    *ret_count = guide ? guide->count[lang] : 0;
}
