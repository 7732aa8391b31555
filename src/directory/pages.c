// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pages.c - the public directory: the list with its filter, one desk, one municipality.
#include "directory/pages.h"
#include "directory/desk_html.h"
#include "directory/directory_html.h"
#include "directory/fragment.h"
#include "directory/snapshot.h"

enum { QUERY_MAX = 1000, SEARCH_TEXT_MAX = 100 };

static const Frame frame = {.title = N_("Alle loketten"), .section = "loketten"};

// A filter in the address names codes of ours; anything else counts as not chosen.
static Str chosen(Req *rq, const char *name, const CodeList *list)
{
    Str code = req_query(rq, name);
    return code_label(list, code) ? code : STR_NONE;
}

static void add_query(Buf *b, const char *name, Str value, int64_t *filters_on)
{
    if (value.n == 0) return;
    buf_fmt(b, "%s=", name);
    buf_add(b, url_encode(b->mem, value));
    buf_char(b, '&');
    (*filters_on)++;
}

static Str query_of(Req *rq, const DeskFilter *f, int64_t *ret_on)
{
    Buf b = buf_new(rq->mem, QUERY_MAX);
    *ret_on = 0;
    add_query(&b, "voor", f->for_whom, ret_on);
    add_query(&b, "waarvoor", f->what_for, ret_on);
    add_query(&b, "vorm", f->form, ret_on);
    add_query(&b, "kanaal", f->channel, ret_on);
    add_query(&b, "spreektaal", f->language, ret_on);
    add_query(&b, "gemeente", f->place ? f->place->code : STR_NONE, ret_on);
    add_query(&b, "regio", f->region_code, ret_on);
    add_query(&b, "q", f->text, ret_on);
    add_query(&b, "open", f->open_now ? S("1") : STR_NONE, ret_on);
    add_query(&b, "anoniem", f->anonymous ? S("1") : STR_NONE, ret_on);
    return buf_str(&b);
}

// The regions as options; a code that is none of them is taken out of the filter.
static Err region_options(Req *rq, DeskFilter *f, Options *ret_options)
{
    const Region *list;
    size_t n;
    TRY(regions(rq->db, &list, &n));
    Options o = {NEW_ARRAY(rq->mem, Option, n + 1), n};
    bool known = false;
    for (size_t i = 0; i < n; i++) {
        bool selected = str_eq(list[i].code, f->region_code);
        o.v[i] = (Option){list[i].code, list[i].name, selected};
        known = known || selected;
    }
    if (!known) f->region_code = STR_NONE;
    *ret_options = o;
    return OK;
}

static DeskFilter filter_of(Req *rq)
{
    DeskFilter f = {.for_whom = chosen(rq, "voor", &desk_audiences),
                    .what_for = chosen(rq, "waarvoor", &desk_purposes),
                    .form = chosen(rq, "vorm", &desk_forms),
                    .channel = chosen(rq, "kanaal", &desk_channels),
                    .language = chosen(rq, "spreektaal", &desk_languages),
                    .region_code = req_query(rq, "regio"),
                    .text = str_head(str_trim(req_query(rq, "q")), SEARCH_TEXT_MAX),
                    .open_now = str_eq_c(req_query(rq, "open"), "1"),
                    .anonymous = str_eq_c(req_query(rq, "anoniem"), "1"),
                    .now = rq->now};
    if (str_eq_c(f.form, "all")) f.form = STR_NONE;
    if (municipality_find(rq->db, req_query(rq, "gemeente"), &f.place) != OK) f.place = NULL; // none, or none of ours
    return f;
}

static void take_page(Req *rq, DeskListView *v, const Desk *const *all)
{
    if (str_int(req_query(rq, "p"), 1, 1000, &v->page) != OK) v->page = 1;
    v->pages = (v->all + DESKS_A_PAGE - 1) / DESKS_A_PAGE;
    if (v->page > v->pages) v->page = v->pages ? v->pages : 1;
    int64_t first = (v->page - 1) * DESKS_A_PAGE;
    v->desks = NEW_ARRAY(rq->mem, DeskView, DESKS_A_PAGE);
    for (int64_t i = first; i < v->all && v->count < DESKS_A_PAGE; i++) v->desks[v->count++] = desk_view(rq, all[i]);
}

static Err write_list(Req *rq, Out *o, const DeskFilter *f, const Options *regions_shown)
{
    const Desk *const *all;
    size_t n;
    TRY(directory_list(rq->db, rq->mem, f, &all, &n));
    DeskListView v = {.all = (int64_t)n,
                      .regions = *regions_shown,
                      .text = f->text,
                      .open_now = f->open_now,
                      .anonymous = f->anonymous,
                      .place = f->place,
                      .audiences = options_of(rq->mem, rq->lang, &desk_audiences, f->for_whom),
                      .purposes = options_of(rq->mem, rq->lang, &desk_purposes, f->what_for),
                      .forms = options_of(rq->mem, rq->lang, &desk_forms, f->form),
                      .channels = options_of(rq->mem, rq->lang, &desk_channels, f->channel),
                      .languages = options_of(rq->mem, rq->lang, &desk_languages, f->language)};
    // "all forms" is what the first option says
    v.forms.v++;
    v.forms.n--;
    TRY(municipality_options(rq->db, rq->mem, f->place ? f->place->code : STR_NONE, &v.places));
    v.query = query_of(rq, f, &v.filters_on);
    v.filtered = v.filters_on > 0;
    take_page(rq, &v, all);
    desk_list_page(o, &v);
    return OK;
}

// What tells two lists apart; empty when a word was typed, which is never kept.
static Str list_key(Req *rq, const DeskFilter *f)
{
    if (f->text.n) return STR_NONE;
    int64_t filters_on, page;
    if (str_int(req_query(rq, "p"), 1, 1000, &page) != OK) page = 1;
    Str query = query_of(rq, f, &filters_on);
    return str_fmt(rq->mem, "%s %lld %.*s", lang_code(rq->lang), (long long)page, STR_ARG(query));
}

static Err list(Req *rq)
{
    const Snapshot *snap;
    TRY(snapshot_get(rq->db, &snap));
    DeskFilter f = filter_of(rq);
    Options regions_shown;
    TRY(region_options(rq, &f, &regions_shown));
    Str key = list_key(rq, &f);
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    size_t from = o->b->n;
    if (!fragment_get(key, snap->version, rq->now, o->b)) {
        TRY(write_list(rq, o, &f, &regions_shown));
        if (!o->b->over) fragment_put(key, snap->version, rq->now, (Str){o->b->p + from, o->b->n - from});
    }
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

static Err show(Req *rq)
{
    const Desk *d;
    Err e = desk_by_slug(rq->db, req_part(rq, 0), &d);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Dit loket staat niet in de lijst."));
    TRY(e);
    DeskView v = desk_view_whole(rq, d);
    const Frame f = {.title_text = d->name, .section = "loketten", .back_path = "/loketten", .back_title = frame.title};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    desk_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// For every municipality these come first of what serves the whole country.
static bool worth_showing(const Desk *d)
{
    static const char *const slugs[] = {"veilig-thuis",    "comensha", "meld-misdaad-anoniem", "politie-avim",
                                        "zorgcoordinatie", "fairwork", "slachtofferhulp",      "arbeidsinspectie"};
    for (size_t i = 0; i < COUNT(slugs); i++)
        if (str_eq_c(d->slug, slugs[i])) return true;
    return false;
}

static Err fill_place(Req *rq, const Municipality *m, PlaceView *v)
{
    const DeskFilter f = {.place = m, .now = rq->now};
    const Desk *const *all;
    size_t n;
    TRY(directory_list(rq->db, rq->mem, &f, &all, &n));
    v->regional = NEW_ARRAY(rq->mem, DeskView, n + 1);
    v->national = NEW_ARRAY(rq->mem, DeskView, n + 1);
    const Desk *own;
    Err e = desk_of_municipality(rq->db, m, &own);
    if (e != OK && e != E_NOTFOUND) return e;
    v->has_own = e == OK;
    if (v->has_own) v->own = desk_view(rq, own);
    for (size_t i = 0; i < n; i++) {
        if (v->has_own && all[i] == own) continue;
        if (!str_eq_c(all[i]->scope, "national")) v->regional[v->regional_count++] = desk_view(rq, all[i]);
        else if (worth_showing(all[i])) v->national[v->national_count++] = desk_view(rq, all[i]);
    }
    return OK;
}

static Err place(Req *rq)
{
    PlaceView v = {0};
    if (municipality_find(rq->db, req_part(rq, 0), &v.m) != OK)
        return req_fail(rq, E_NOTFOUND,
                        N_("Deze gemeente kennen wij niet. Kies een gemeente uit de lijst bij de loketten."));
    TRY(fill_place(rq, v.m, &v));
    const Frame f = {
        .title_text = v.m->name, .section = "loketten", .back_path = "/loketten", .back_title = frame.title};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    place_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// "Choose your municipality" asks here and, once chosen, goes on from here.
static Err to_place(Req *rq)
{
    const Municipality *m;
    Str typed = req_query(rq, "gemeente");
    if (typed.n && municipality_find(rq->db, typed, &m) == OK)
        return req_redirect(rq, str_fmt(rq->mem, "/loketten/gemeente/%.*s", STR_ARG(m->slug)));
    Html places;
    TRY(municipality_options(rq->db, rq->mem, STR_NONE, &places));
    const Frame f = {.title = N_("Kies je gemeente"), .section = "loketten", .narrow = true};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    place_choice_page(o, places, field_has(&rq->http->query, "gemeente"));
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route directory_routes[] = {
    {M_GET, "/loketten", ACT_public, 0, 0, NULL, list},
    {M_GET, "/loketten/gemeente", ACT_public, 0, 0, NULL, to_place},
    {M_GET, "/loketten/gemeente/:gemeente", ACT_public, 0, 0, NULL, place},
    {M_GET, "/loketten/:slug", ACT_public, 0, 0, NULL, show},
    {0},
};
