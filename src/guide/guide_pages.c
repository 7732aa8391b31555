// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// guide_pages.c - the start page, the three doors, and public information.
#include "guide/guide_html.h"
#include "guide/views.h"

static Err home(Req *rq)
{
    const Frame f = {.title = N_("Start"), .section = "start"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    home_page(o);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err help(Req *rq)
{
    const Frame f = {.title = N_("Hulp"), .section = "start"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    help_page(o);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err worry(Req *rq)
{
    const Frame f = {.title = N_("Zorgen om iemand"), .section = "start"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    worry_page(o);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static size_t sections_of(Lang lang, IndexSection ret_sections[GUIDE_SECTION_COUNT])
{
    const GuidePage *const *pages;
    size_t n, count = 0;
    guide_pages(lang, &pages, &n);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || pages[i]->section != pages[i - 1]->section)
            ret_sections[count++] = (IndexSection){guide_section_code(pages[i]->section),
                                                   guide_section_title(pages[i]->section), &pages[i], 0};
        ret_sections[count - 1].count++;
    }
    return count;
}

static Err professional(Req *rq)
{
    IndexSection sections[GUIDE_SECTION_COUNT], sectors = {0};
    size_t n = sections_of(rq->lang, sections);
    for (size_t i = 0; i < n; i++)
        if (sections[i].pages[0]->section == GUIDE_sectoren) sectors = sections[i];
    const Frame f = {.title = N_("Voor professionals"), .section = "start"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    professional_page(o, sectors.pages, sectors.count);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err index(Req *rq)
{
    IndexSection sections[GUIDE_SECTION_COUNT];
    size_t n = sections_of(rq->lang, sections);
    const Frame f = {.title = N_("Informatie"), .section = "informatie"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    index_page(o, sections, n);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err show(Req *rq)
{
    const GuidePage *p = guide_page(rq->lang, req_part(rq, 0));
    if (!p) return req_fail(rq, E_NOTFOUND, N_("Deze pagina bestaat niet."));
    const Frame f = {
        .title_text = p->title, .section = "informatie", .back_path = "/informatie", .back_title = N_("Informatie")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    guide_page_body(o, p, p->lang != rq->lang);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// Short addresses, for print and for other sites.
static Err to_privacy(Req *rq) { return req_redirect(rq, S("/informatie/privacy")); }
static Err to_accessibility(Req *rq) { return req_redirect(rq, S("/informatie/toegankelijkheid")); }
static Err to_about(Req *rq) { return req_redirect(rq, S("/informatie/over-baken")); }

const Route guide_routes[] = {
    {M_GET, "/", ACT_public, 0, 0, NULL, home},
    {M_GET, "/hulp", ACT_public, 0, 0, NULL, help},
    {M_GET, "/zorgen", ACT_public, 0, 0, NULL, worry},
    {M_GET, "/professional", ACT_public, 0, 0, NULL, professional},
    {M_GET, "/informatie", ACT_public, 0, 0, NULL, index},
    {M_GET, "/informatie/:slug", ACT_public, 0, 0, NULL, show},
    {M_GET, "/privacy", ACT_public, 0, 0, NULL, to_privacy},
    {M_GET, "/toegankelijkheid", ACT_public, 0, 0, NULL, to_accessibility},
    {M_GET, "/over", ACT_public, 0, 0, NULL, to_about},
    {0},
};
