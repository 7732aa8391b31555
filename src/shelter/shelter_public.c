// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// shelter_public.c - what is open to everyone: whether there is shelter of a kind in a province, and the page behind
// the signed link with which a provider says how many places are free.
#include "shelter/placing_view.h"
#include "shelter/rules.h"
#include "shelter/supply_html.h"

// ---- shelter in the Netherlands -----------------------------------------------------------------------------------

// Fewer is not told apart from none, and more only in steps: a count must not point at a house.
enum { SHOWN_FROM = 3, SHOWN_SOME = 5, SHOWN_MANY = 10 };

static const char *step_of(int64_t facilities)
{
    if (facilities >= SHOWN_MANY) return N_("10 of meer");
    if (facilities >= SHOWN_SOME) return N_("5 of meer");
    if (facilities >= SHOWN_FROM) return N_("3 of meer");
    return N_("minder dan 3");
}

static size_t province_at(PublicView *v, Str province)
{
    size_t i = 0;
    while (i < v->count && !str_eq(v->rows[i].province, province)) i++;
    if (i == v->count) v->rows[v->count++].province = province;
    return i;
}

static Err fill_public(Req *rq, PublicView *v)
{
    const Regions *regions;
    ShelterPublicRow *rows;
    size_t n;
    TRY(match_regions(&regions, &rq->why));
    TRY(q_shelter_public(rq->db, rq->mem, &rows, &n));
    v->rows = NEW_ARRAY(rq->mem, PublicRowView, REGIONS_MAX);
    int64_t counts[REGIONS_MAX][COUNT(v->rows->kinds)] = {{0}};
    for (size_t i = 0; i < regions->count; i++) (void)province_at(v, regions->province[i]);
    for (size_t i = 0; i < n; i++) {
        int region = region_at(regions, rows[i].region_code), kind = choice_at(place_kinds, rows[i].kind);
        if (region < 0 || kind < 0) continue;
        counts[province_at(v, regions->province[region])][kind] += rows[i].facilities;
    }
    for (size_t p = 0; p < v->count; p++)
        for (int k = 0; place_kinds[k].code; k++) v->rows[p].kinds[k] = step_of(counts[p][k]);
    return OK;
}

static Err show_public(Req *rq)
{
    PublicView v = {0};
    TRY(fill_public(rq, &v));
    const Frame f = {.title = N_("Opvang in Nederland"),
                     .section = "informatie",
                     .back_path = "/informatie/opvang-en-hulp",
                     .back_title = N_("Opvang en hulp")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    shelter_public_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- the signed link ----------------------------------------------------------------------------------------------

enum { LIMIT_LINK_BURST = 20, LIMIT_LINK_HOUR = 120 };

static Err link_open(Req *rq, ShelterUnit *ret_u)
{
    int64_t id;
    TRY(req_limit(rq, "link", LIMIT_LINK_BURST, LIMIT_LINK_HOUR));
    TRY(req_guess(rq, "link", GUESSES_LINK));
    Err e = claim_link_unit(rq->db, rq->mem, &rq->app->pepper, req_part(rq, 0), rq->now, &id);
    if (e == OK) e = q_unit_by_id(rq->db, rq->mem, id, rq->now, ret_u);
    if (e == OK && !str_eq(ret_u->state, S("active"))) e = E_NOTFOUND;
    if (e == E_NOTFOUND) TRY(req_guess_wrong(rq, "link"));
    if (e == E_NOTFOUND)
        return req_fail(rq, e, N_("Deze link werkt niet meer. Vraag een collega om een nieuwe, of log in."));
    return e;
}

static Str link_path(Req *rq, const char *rest)
{
    return str_fmt(rq->mem, "/plekken/%.*s%s", STR_ARG(req_part(rq, 0)), rest);
}

static StaffForm form_link(Req *rq, const ShelterUnit *u)
{
    StaffForm f = form_start(rq, "vrij", link_path(rq, ""), N_("Bevestig"));
    form_add(&f, FORM_NUMBER, "vrij", N_("Hoeveel plekken zijn nu vrij?"))->value =
        str_fmt(rq->mem, "%lld", (long long)u->free);
    return f;
}

static Err answer_link(Req *rq, LinkView *v, int status)
{
    const Frame f = {.title = N_("Vrije plekken"), .section = "opvang", .narrow = true};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    link_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static LinkView view_of(Req *rq, const ShelterUnit *u)
{
    return (LinkView){
        .name = u->name, .free = u->free, .total = u->total, .claimed_at = u->claimed_at, .form = form_link(rq, u)};
}

static Err show_link(Req *rq)
{
    ShelterUnit u;
    TRY(link_open(rq, &u));
    LinkView v = view_of(rq, &u);
    v.done = str_eq_c(req_query(rq, "klaar"), "1");
    return answer_link(rq, &v, 200);
}

static Err prepare_link(Req *rq)
{
    ShelterUnit u;
    int64_t *free = NEW(rq->mem, int64_t), most;
    TRY(link_open(rq, &u));
    TRY(unit_can_be_free(rq->db, rq->mem, u.id, rq->now, &most));
    Err e = req_number(rq, "vrij", N_("Vrije plekken"), 0, UNIT_PLACES_MAX, free);
    if (e == OK && *free > most)
        e = req_fail(rq, E_INPUT,
                     N_("Zoveel plekken kunnen niet vrij zijn: op de andere verblijft iemand, of zij "
                        "worden vastgehouden voor een vraag."));
    if (e == E_INPUT) {
        LinkView v = view_of(rq, &u);
        form_typed(rq, &v.form);
        v.form.error = str_c(rq->why.text);
        v.form.error_input = "vrij";
        return answer_link(rq, &v, 422);
    }
    rq->prepared = free;
    return e;
}

static Err store_link(Req *rq)
{
    int64_t id;
    const int64_t *free = rq->prepared;
    Err e = claim_link_unit(rq->db, rq->mem, &rq->app->pepper, req_part(rq, 0), rq->now, &id);
    if (e == E_NOTFOUND)
        return req_fail(rq, e, N_("Deze link werkt niet meer. Vraag een collega om een nieuwe, of log in."));
    TRY(e);
    e = unit_claim(rq->db, rq->mem, id, *free, (AccountId){0}, "link", rq->now);
    if (e == E_CONFLICT)
        return req_fail(rq, e, N_("Er is net een plek vastgehouden of bezet. Ga terug en kijk opnieuw."));
    TRY(e);
    req_log(rq, "shelter.claim", "unit", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, link_path(rq, "?klaar=1"));
}

const Route shelter_public_routes[] = {
    {M_GET, "/opvang-in-nederland", ACT_public, 0, 0, NULL, show_public},
    {M_GET, "/plekken/:link", ACT_public, 0, 0, NULL, show_link},
    {M_POST, "/plekken/:link", ACT_public, R_PUBLIC_POST, 0, prepare_link, store_link},
    {0},
};
