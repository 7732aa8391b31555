// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// staff_pages.c - keeping the desks: who may, the list, the form.
#include "directory/pages.h"
#include "directory/snapshot.h"
#include "directory/staff_html.h"

enum { ROWS_A_PAGE = 50, STAFF_QUERY_MAX = 400, SEARCH_TEXT_MAX = 100, CHANGES_TEXT_MAX = 250 };

static const Frame frame = {.title = N_("Loketten"), .section = "beheer-loketten"};

// ---- who may ------------------------------------------------------------------------------------------------------

static bool covers(Arena *mem, const Area *a, const Desk *d)
{
    if (!str_eq_c(d->scope, scope_name(a->scope))) return false;
    if (a->scope == SCOPE_national) return false; // what serves the whole country is the administrator's
    return codes_have(d->area_codes, place_unit_code(mem, a->code));
}

static Relation relation_of(Arena *mem, const Area *areas, size_t n, const Desk *d)
{
    for (size_t i = 0; i < n; i++)
        if (covers(mem, &areas[i], d)) return REL_OWN;
    return REL_NONE;
}

static Err desk_relation(Req *rq, const Desk *d, Relation *ret_relation)
{
    Area *areas;
    size_t n;
    TRY(org_areas(rq->db, rq->mem, rq->actor.org, &areas, &n));
    *ret_relation = relation_of(rq->mem, areas, n, d);
    return OK;
}

// ---- the list -----------------------------------------------------------------------------------------------------

static Err keep_own(Req *rq, const Desk *const *all, size_t n, const Desk **ret_own, size_t *ret_count)
{
    Area *areas;
    size_t area_count, kept = 0;
    TRY(org_areas(rq->db, rq->mem, rq->actor.org, &areas, &area_count));
    for (size_t i = 0; i < n; i++)
        if (req_can(rq, ACT_desk_edit, relation_of(rq->mem, areas, area_count, all[i]))) ret_own[kept++] = all[i];
    *ret_count = kept;
    return OK;
}

static void take_rows(Req *rq, StaffListView *v, const Desk *const *all)
{
    if (str_int(req_query(rq, "p"), 1, 1000, &v->page) != OK) v->page = 1;
    v->pages = (v->all + ROWS_A_PAGE - 1) / ROWS_A_PAGE;
    if (v->page > v->pages) v->page = v->pages ? v->pages : 1;
    v->rows = NEW_ARRAY(rq->mem, StaffRow, ROWS_A_PAGE);
    for (int64_t i = (v->page - 1) * ROWS_A_PAGE; i < v->all && v->count < ROWS_A_PAGE; i++) {
        StaffRow r = {.desk = all[i], .area = desk_area_name(rq->db, rq->mem, rq->lang, all[i])};
        if (date_parse(all[i]->verified_on, &r.verified) != OK) r.verified = 0; // never checked
        v->rows[v->count++] = r;
    }
}

static Err list(Req *rq)
{
    StaffListView v = {.text = str_head(str_trim(req_query(rq, "q")), SEARCH_TEXT_MAX),
                       .unverified = str_eq_c(req_query(rq, "ongecontroleerd"), "1"),
                       .inactive = str_eq_c(req_query(rq, "uit"), "1"),
                       .own_only = !req_can(rq, ACT_desk_edit, REL_NONE)};
    const DeskFilter f = {
        .text = v.text, .municipal = true, .inactive = v.inactive, .unverified = v.unverified, .now = rq->now};
    const Desk *const *all;
    size_t n;
    TRY(directory_list(rq->db, rq->mem, &f, &all, &n));
    if (v.own_only) {
        const Desk **own = NEW_ARRAY(rq->mem, const Desk *, n + 1);
        TRY(keep_own(rq, all, n, own, &n));
        all = (const Desk *const *)own;
    }
    v.all = (int64_t)n;
    Buf b = buf_new(rq->mem, STAFF_QUERY_MAX);
    if (v.text.n) {
        buf_c(&b, "q=");
        buf_add(&b, url_encode(rq->mem, v.text));
        buf_char(&b, '&');
    }
    if (v.unverified) buf_c(&b, "ongecontroleerd=1&");
    if (v.inactive) buf_c(&b, "uit=1&");
    v.query = buf_str(&b);
    take_rows(rq, &v, all);
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    staff_list_page(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

// ---- the form -----------------------------------------------------------------------------------------------------

typedef struct Typed {
    Desk d;
    Str day[7];
    Str changes; // names of the fields that differ, for the ledger
} Typed;

static Err answer_form(Req *rq, const Typed *t, Str error, const char *field, bool saved)
{
    const Desk *d = &t->d;
    StaffDeskView v = {.d = d, .area = desk_area_name(rq->db, rq->mem, rq->lang, d), .csrf = rq->csrf,
                       .kinds = options_of(rq->mem, rq->lang, &desk_kinds, d->kind),
                       .audiences = options_of(rq->mem, rq->lang, &desk_audiences, d->for_whom),
                       .purposes = options_of(rq->mem, rq->lang, &desk_purposes, d->what_for),
                       .forms = options_of(rq->mem, rq->lang, &desk_forms, d->forms),
                       .languages = options_of(rq->mem, rq->lang, &desk_languages, d->languages),
                       .anonymous = options_of(rq->mem, rq->lang, &desk_anonymous, d->anonymous),
                       .error = error, .field = field, .saved = saved};
    if (date_parse(d->verified_on, &v.verified) != OK) v.verified = 0; // never checked
    for (int i = 0; i < 7; i++) v.day[i] = t->day[i];
    const Frame f = {
        .title_text = d->name, .section = frame.section, .back_path = "/beheer/loketten", .back_title = frame.title};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    staff_desk_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, error.n ? 422 : 200);
}

static Err load_allowed(Req *rq, const Desk **ret_desk)
{
    const Desk *d;
    Err e = desk_by_id(rq->db, req_id(rq, 0), &d);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Dit loket staat niet in de lijst."));
    TRY(e);
    Relation relation;
    TRY(desk_relation(rq, d, &relation));
    TRY(req_may(rq, ACT_desk_edit, relation));
    *ret_desk = d;
    return OK;
}

static Err show(Req *rq)
{
    const Desk *d;
    TRY(load_allowed(rq, &d));
    Typed t = {.d = *d};
    for (int i = 0; i < 7; i++) t.day[i] = hours_day_text(rq->mem, &d->hours, i);
    return answer_form(rq, &t, STR_NONE, "", str_eq_c(req_query(rq, "opgeslagen"), "1"));
}

static bool take_times(Req *rq, Typed *t)
{
    Hours h = {.kind = HOURS_TIMES};
    bool good = true, any = false;
    for (int i = 0; i < 7; i++) {
        t->day[i] = str_head(req_field(rq, str_z(rq->mem, str_fmt(rq->mem, "uur_%d", i))), SEARCH_TEXT_MAX);
        if (hours_parse_day(t->day[i], h.ranges[i], &h.count[i]) != OK) good = false;
        any = any || h.count[i] > 0;
        h.day[i] = h.count[i] > 0;
    }
    t->d.hours = h;
    return good && any;
}

// False when the times can't be read.
static bool take_hours(Req *rq, Typed *t, const Desk *stored)
{
    Str kind = req_field(rq, "uren_soort");
    bool good = take_times(rq, t);
    if (str_eq_c(kind, "tijden")) {
        if (good) t->d.hours_json = hours_json(rq->mem, &t->d.hours);
        return good;
    }
    Hours h = {.kind = str_eq_c(kind, "altijd") ? HOURS_ALWAYS : HOURS_UNKNOWN};
    t->d.hours = str_eq_c(kind, "dagen") && stored->hours.kind == HOURS_DAYS ? stored->hours : h;
    t->d.hours_json = hours_json(rq->mem, &t->d.hours);
    return true;
}

static void take_fields(Req *rq, Desk *d)
{
    d->name = req_field(rq, "naam");
    d->organisation = req_field(rq, "organisatie");
    d->kind = req_field(rq, "soort");
    d->summary_nl = req_field(rq, "uitleg_nl");
    d->summary_en = req_field(rq, "uitleg_en");
    d->for_whom = form_codes(rq, "voor_wie", &desk_audiences);
    d->what_for = form_codes(rq, "waarvoor", &desk_purposes);
    d->forms = form_codes(rq, "vormen", &desk_forms);
    d->languages = form_codes(rq, "talen", &desk_languages);
    d->anonymous = req_field(rq, "anoniem");
    d->phone = req_field(rq, "telefoon");
    d->chat = req_field(rq, "chat");
    d->web = req_field(rq, "website");
    d->email = req_field(rq, "email");
    d->address = req_field(rq, "adres");
    d->channel_source = req_field(rq, "bron");
    d->active = req_flag(rq, "actief");
}

static bool contact_differs(const Desk *a, const Desk *b)
{
    return !str_eq(a->phone, b->phone) || !str_eq(a->chat, b->chat) || !str_eq(a->web, b->web) ||
           !str_eq(a->email, b->email) || !str_eq(a->address, b->address) || a->hours.kind != b->hours.kind ||
           (a->hours.kind == HOURS_TIMES && !str_eq(a->hours_json, b->hours_json));
}

// Which fields changed, by name: the ledger says what was touched, the store holds how it is now.
static Str changes_of(Arena *mem, const Desk *was, const Desk *is)
{
    const struct {
        const char *name;
        bool differs;
    } fields[] = {{"naam", !str_eq(was->name, is->name)},
                  {"organisatie", !str_eq(was->organisation, is->organisation)},
                  {"soort", !str_eq(was->kind, is->kind)},
                  {"uitleg", !str_eq(was->summary_nl, is->summary_nl) || !str_eq(was->summary_en, is->summary_en)},
                  {"voor wie", !str_eq(was->for_whom, is->for_whom)},
                  {"waarvoor", !str_eq(was->what_for, is->what_for)},
                  {"vormen", !str_eq(was->forms, is->forms)},
                  {"talen", !str_eq(was->languages, is->languages)},
                  {"anoniem", !str_eq(was->anonymous, is->anonymous)},
                  {"contact of tijden", contact_differs(was, is)},
                  {"controle", !str_eq(was->verified_on, is->verified_on)},
                  {is->active ? "weer zichtbaar" : "verborgen", was->active != is->active}};
    Buf b = buf_new(mem, CHANGES_TEXT_MAX);
    for (size_t i = 0; i < COUNT(fields); i++)
        if (fields[i].differs) buf_fmt(&b, "%s%s", b.n ? ", " : "", fields[i].name);
    return b.n ? buf_str(&b) : S("niets veranderd");
}

static void take_check(Req *rq, Typed *t, const Desk *stored)
{
    if (req_flag(rq, "gecontroleerd")) {
        t->d.verified_on = date_iso(rq->mem, date_nl(rq->now));
        t->d.verified_by = rq->actor.org_name;
    } else if (contact_differs(stored, &t->d)) t->d.verified_on = t->d.verified_by = STR_NONE;
}

// On the pool: reads and checks the form; with a mistake the answer is the form again, and nothing is written.
static Err prepare(Req *rq)
{
    const Desk *stored;
    TRY(load_allowed(rq, &stored));
    Typed *t = NEW(rq->mem, Typed);
    t->d = *stored;
    take_fields(rq, &t->d);
    bool hours_good = take_hours(rq, t, stored);
    take_check(rq, t, stored);
    if (str_int(req_field(rq, "gezien"), 0, INT64_MAX, &t->d.updated_at) != OK)
        return req_fail(rq, E_INPUT, N_("Het formulier is niet compleet."));
    const char *field = "uren";
    Why w = {{0}};
    if (!hours_good)
        return answer_form(rq, t, str_c(T(rq->lang, "Schrijf tijden als 09:00-17:00, met een komma ertussen.")), field,
                           false);
    if (desk_check(&t->d, &field, &w) != OK) return answer_form(rq, t, str_c(tr(rq->lang, w.text)), field, false);
    t->changes = changes_of(rq->mem, stored, &t->d);
    rq->prepared = t;
    return OK;
}

static Err save(Req *rq)
{
    const Typed *t = rq->prepared;
    Err e = desk_save(rq->db, &t->d, rq->actor.account.v, rq->now);
    if (e == E_CONFLICT)
        return req_fail(
            rq, e,
            N_("Een collega heeft dit loket net gewijzigd. Ga terug, ververs de pagina en kijk wat er nu staat."));
    TRY(e);
    req_log(rq, "desk.edit", "desk", t->d.id, "", t->changes);
    return req_redirect(rq, str_fmt(rq->mem, "/beheer/loketten/%lld?opgeslagen=1", (long long)t->d.id));
}

const Route desk_staff_routes[] = {
    {M_GET, "/beheer/loketten", ACT_desk_edit, 0, 0, NULL, list},
    {M_GET, "/beheer/loketten/:id", ACT_desk_edit, 0, 0, NULL, show},
    {M_POST, "/beheer/loketten/:id", ACT_desk_edit, 0, 0, prepare, save},
    {0},
};
