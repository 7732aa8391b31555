// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// picture_pages.c - the national picture on a screen and as files, and the question what a new unit would have served.
#include "app/sheets_file.h"
#include "shelter/picture_view.h"
#include "shelter/picture_html.h"
#include "shelter/rules.h"

enum { CHILDREN_TAKEN = 6, ADULT = 18, OLDEST = 120, NEW_STAY_DAYS = 90, NEW_SECURITY = 2 };

static const Choice periods[] = {{"3", "", N_("3 maanden"), "", ""},
                                 {"12", "", N_("12 maanden"), "", ""},
                                 {"36", "", N_("36 maanden"), "", ""},
                                 {0}};
static const Choice new_sexes[] = {
    {"all", "", N_("iedereen"), "", ""}, {"woman", "", N_("vrouwen"), "", ""}, {"man", "", N_("mannen"), "", ""}, {0}};
static const Choice new_places[] = {{"2", "", "2", "", ""},   {"5", "", "5", "", ""},   {"10", "", "10", "", ""},
                                    {"20", "", "20", "", ""}, {"50", "", "50", "", ""}, {0}};

static int months_asked(Req *rq)
{
    int64_t months = PICTURE_MONTHS_USUAL;
    const Choice *c = choice_find(periods, req_query(rq, "maanden"));
    if (c && str_int(str_c(c->code), 1, PICTURE_MONTHS_MAX, &months) != OK) months = PICTURE_MONTHS_USUAL;
    return (int)months;
}

// Who keeps the overview of the country works with the requests themselves.
static bool sees_all(const Req *rq) { return has_role(&rq->actor, ROLE_registrar); }

// The first of the list when nothing, or something else, was asked.
static const Choice *options_of(Req *rq, PictureOptions *o, const Choice *list, Str asked)
{
    const Choice *chosen = choice_find(list, asked);
    if (!chosen) chosen = &list[0];
    for (int i = 0; list[i].code; i++)
        o->v[o->n++] = (PictureOption){str_c(list[i].code), str_c(tr(rq->lang, list[i].label)), &list[i] == chosen};
    return chosen;
}

static int region_options(Req *rq, PictureOptions *o, const Regions *regions)
{
    int chosen = region_at(regions, req_query(rq, "regio"));
    if (chosen < 0) chosen = 0;
    for (size_t i = 0; i < regions->count; i++)
        o->v[o->n++] = (PictureOption){regions->code[i], regions->name[i], (int)i == chosen};
    return chosen;
}

// A unit that takes everybody except on what was asked.
static Unit new_unit(const PictureView *v, const Choice *kind, const Choice *sex, int region)
{
    Unit u = {.id = 1,
              .facility = 1,
              .yes =
                  traits_mask(sexes_asked) | traits_mask(forms_asked) | traits_mask(residences) | traits_mask(payers),
              .languages = traits_mask(languages_spoken),
              .may_place = UINT32_MAX,
              .age_min = v->families ? 0 : ADULT,
              .age_max = OLDEST,
              .children_max = v->families ? CHILDREN_TAKEN : 0,
              .stay_days_max = NEW_STAY_DAYS,
              .kind = (int8_t)choice_at(place_kinds, str_c(kind->code)),
              .security = NEW_SECURITY,
              .region = (int8_t)region,
              .trafficking = true,
              .intake_now = true};
    Traits bit;
    if (trait_of(sexes_asked, str_c(sex->code), &bit) == OK) u.yes = (u.yes & ~traits_mask(sexes_asked)) | bit;
    if (!v->no_status && trait_of(residences, S("none"), &bit) == OK) u.yes &= ~bit;
    if (v->care) u.yes |= traits_mask(care_needs);
    return u;
}

static Str people(Req *rq, int64_t n, bool protect)
{
    const Str heads[] = {S("n"), STR_NONE};
    Sheet s = sheet_new(rq->mem, S("n"), STR_NONE, heads, 1, protect);
    sheet_people(&s, n);
    return cell_text(rq->mem, s.cells, str_c(T(rq->lang, "minder dan 5")), STR_NONE);
}

static Err replay(Req *rq, PictureView *v)
{
    const Regions *regions;
    TRY(match_regions(&regions, &rq->why));
    v->families = str_eq(req_query(rq, "gezinnen"), S("1"));
    v->care = str_eq(req_query(rq, "zorg"), S("1"));
    v->no_status = str_eq(req_query(rq, "zonder"), S("1"));
    const Choice *kind = options_of(rq, &v->kinds, place_kinds, req_query(rq, "soort"));
    const Choice *sex = options_of(rq, &v->sexes, new_sexes, req_query(rq, "wie"));
    const Choice *places = options_of(rq, &v->places, new_places, req_query(rq, "plekken"));
    int region = region_options(rq, &v->regions, regions);
    v->replayed = req_query(rq, "soort").n > 0;
    if (!v->replayed) return OK;
    int64_t count;
    TRY(str_int(str_c(places->code), 1, REPLAY_PLACES_MAX, &count));
    Unit unit = new_unit(v, kind, sex, region);
    Replay r;
    TRY(picture_replay(rq->db, rq->mem, &unit, (int)count, v->p->from, v->p->to, rq->now, &r, &rq->why));
    v->missed = people(rq, r.missed, v->p->protect);
    v->fits = people(rq, r.fits, v->p->protect);
    v->served = people(rq, r.served, v->p->protect);
    return OK;
}

static Err show(Req *rq)
{
    TRY(req_may(rq, ACT_shelter_picture, REL_NONE));
    Picture *p = NEW(rq->mem, Picture);
    PictureView *v = NEW(rq->mem, PictureView);
    int months = months_asked(rq);
    TRY(picture_make(rq->db, rq->mem, rq->lang, months, !sees_all(rq), rq->now, p, &rq->why));
    v->p = p;
    v->months = str_fmt(rq->mem, "%d", months);
    options_of(rq, &v->periods, periods, v->months);
    TRY(replay(rq, v));
    const Frame f = {.title = N_("Landelijk beeld van opvang"), .section = "opvangbeeld"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    picture_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// What leaves the platform is protected for everybody.
static Err download(Req *rq)
{
    TRY(req_may(rq, ACT_shelter_picture, REL_NONE));
    Picture *p = NEW(rq->mem, Picture);
    const Str name = req_part(rq, 0);
    TRY(picture_make(rq->db, rq->mem, rq->lang, months_asked(rq), true, rq->now, p, &rq->why));
    req_log(rq, "shelter.export", "shelter_picture", 0, GROUND_TASK, name);
    return req_sheets(rq, name, "opvang", p->facts, p->fact_count, p->sheets, PICTURE_SHEETS);
}

const Route picture_routes[] = {
    {M_GET, "/opvang/beeld", ACT_shelter_picture, 0, 0, NULL, show},
    {M_GET, "/opvang/beeld/:cijfers", ACT_shelter_picture, 0, 0, NULL, download},
    {0},
};
