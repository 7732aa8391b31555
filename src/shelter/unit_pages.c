// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// unit_pages.c - places of one sort: what is taken, how many are free, what was said about that, and the signed link.
#include "shelter/placing_view.h"
#include "shelter/supply_html.h"

Str unit_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/opvang/plekken/groepen/%lld%s", (long long)id, rest);
}

static Err unit_open(Req *rq, ShelterUnit *ret_u)
{
    ShelterUnit u;
    int64_t id = req_id(rq, 0);
    Err e = id ? q_unit_by_id(rq->db, rq->mem, id, rq->now, &u) : E_NOTFOUND;
    if (e != OK && e != E_NOTFOUND) return e;
    if (e == E_NOTFOUND || u.org_id != rq->actor.org.v)
        return req_fail(rq, E_NOTFOUND, N_("Deze plekken bestaan niet, of zijn niet van jullie."));
    TRY(req_may(rq, ACT_shelter_supply, REL_OWN));
    *ret_u = u;
    return OK;
}

// ---- criteria as a form -------------------------------------------------------------------------------------------

// What a unit takes and what only after talking, by group of traits.
typedef struct TraitFields {
    const Choice *list;
    const char *yes, *yes_label, *ask, *ask_label, *words, *ask_words;
} TraitFields;
static const TraitFields trait_fields[] = {
    {sexes_asked, "geslacht", N_("Wie nemen jullie op?"), "geslacht-overleg", N_("Wie alleen na overleg?"),
     N_("Geslacht"), N_("Geslacht, in overleg")},
    {forms_asked, "vorm", N_("Welke vormen van uitbuiting?"), "vorm-overleg", N_("Welke vormen alleen na overleg?"),
     N_("Vorm van uitbuiting"), N_("Vorm van uitbuiting, in overleg")},
    {residences, "verblijf", N_("Welk verblijfsrecht?"), "verblijf-overleg",
     N_("Welk verblijfsrecht alleen na overleg?"), N_("Verblijfsrecht"), N_("Verblijfsrecht, in overleg")},
    {care_needs, "zorg", N_("Welke bijzondere zorg kan?"), "zorg-overleg", N_("Welke zorg alleen na overleg?"),
     N_("Bijzondere zorg"), N_("Bijzondere zorg, in overleg")},
    {payers, "betaalt", N_("Wie kan betalen?"), "betaalt-overleg", N_("Welke betaling alleen na overleg?"),
     N_("Wie betaalt"), N_("Wie betaalt, in overleg")}};

static Str placer_codes(Req *rq, int64_t bits)
{
    Buf b = buf_new(rq->mem, FORM_CODES_MAX);
    for (int i = 0; placers[i].code; i++)
        if ((uint64_t)bits >> i & 1) buf_fmt(&b, "%s%s", b.n ? " " : "", placers[i].code);
    return buf_str(&b);
}

static uint32_t placer_bits(Str codes)
{
    uint32_t bits = 0;
    while (codes.n) {
        int at = choice_at(placers, str_cut(&codes, ' '));
        if (at >= 0) bits |= UINT32_C(1) << at;
    }
    return bits;
}

static Str placer_words(Req *rq, int64_t bits)
{
    Buf b = buf_new(rq->mem, KB(1));
    for (int i = 0; placers[i].code; i++)
        if ((uint64_t)bits >> i & 1) buf_fmt(&b, "%s%s", b.n ? ", " : "", tr(rq->lang, placers[i].label));
    return buf_str(&b);
}

static void add_number(Req *rq, StaffForm *f, const char *name, const char *label, int64_t value)
{
    form_add(f, FORM_NUMBER, name, label)->value = str_fmt(rq->mem, "%lld", (long long)value);
}

static void add_traits(Req *rq, StaffForm *f, const ShelterUnit *u)
{
    for (size_t i = 0; i < COUNT(trait_fields); i++) {
        const TraitFields *t = &trait_fields[i];
        form_ticks(rq, form_add(f, FORM_TICKS, t->yes, t->yes_label), t->list,
                   trait_codes(rq->mem, t->list, (Traits)u->takes));
        form_ticks(rq, form_add(f, FORM_TICKS, t->ask, t->ask_label), t->list,
                   trait_codes(rq->mem, t->list, (Traits)u->talks));
    }
    form_ticks(rq, form_add(f, FORM_TICKS, "talen", N_("Welke talen spreekt het team?")), languages_spoken,
               trait_codes(rq->mem, languages_spoken, (Traits)u->languages));
}

static StaffForm form_unit(Req *rq, const ShelterUnit *u)
{
    bool fresh = u->id == 0;
    StaffForm f = form_start(
        rq, "groep", fresh ? facility_path(rq->mem, u->facility_id, "/nieuw") : unit_path(rq->mem, u->id, "/wijzigen"),
        fresh ? N_("Maak deze plekken") : N_("Bewaar"));
    FormInput *in = form_add(&f, FORM_LINE, "naam", N_("Naam"));
    in->hint = N_("Bijvoorbeeld: crisisplekken voor mannen.");
    in->value = u->name;
    form_select(rq, &f, "soort", N_("Soort plek"), place_kinds, u->kind);
    if (fresh) add_number(rq, &f, "plekken", N_("Hoeveel plekken zijn er?"), 1);
    add_traits(rq, &f, u);
    form_ticks(rq, form_add(&f, FORM_TICKS, "plaatsen", N_("Wie mag hier plaatsen?")), placers,
               placer_codes(rq, u->may_place));
    form_ticks(rq, form_add(&f, FORM_TICKS, "bemiddelen", N_("Wie mag alleen bemiddelen?")), placers,
               placer_codes(rq, u->may_mediate));
    add_number(rq, &f, "vanaf", N_("Vanaf welke leeftijd?"), u->age_min);
    add_number(rq, &f, "tot", N_("Tot en met welke leeftijd?"), u->age_max);
    add_number(rq, &f, "kinderen", N_("Hoeveel kinderen kunnen meekomen?"), u->children_max);
    add_number(rq, &f, "dagen", N_("Hoeveel dagen kan iemand blijven?"), u->stay_days);
    form_select(rq, &f, "beveiliging", N_("Hoeveel beveiliging is er?"), security_levels,
                str_fmt(rq->mem, "%lld", (long long)u->security));
    form_add(&f, FORM_TICK, "mensenhandel", N_("Ingericht voor slachtoffers van mensenhandel"))->ticked =
        u->trafficking != 0;
    return f;
}

static Err read_traits(Req *rq, NewUnit *n, const char **field)
{
    for (size_t i = 0; i < COUNT(trait_fields); i++) {
        const TraitFields *t = &trait_fields[i];
        Traits yes, ask;
        *field = t->ask;
        TRY(traits_of(t->list, form_ticked(rq, t->yes, t->list), &yes, &rq->why));
        TRY(traits_of(t->list, form_ticked(rq, t->ask, t->list), &ask, &rq->why));
        if (yes & ask) return req_fail(rq, E_INPUT, N_("Kies per kenmerk één antwoord: ja, in overleg of nee."));
        n->takes |= yes;
        n->talks |= ask;
    }
    *field = "geslacht";
    if (((n->takes | n->talks) & traits_mask(sexes_asked)) == 0)
        return req_fail(rq, E_INPUT, N_("Kies wie jullie opnemen."));
    return traits_of(languages_spoken, form_ticked(rq, "talen", languages_spoken), &n->languages, &rq->why);
}

static Err read_number(Req *rq, const char *name, const char *label, int64_t min, int64_t max, int64_t *ret_v,
                       const char **field)
{
    *field = name;
    return req_number(rq, name, label, min, max, ret_v);
}

enum { AGE_LIMIT = 120, CHILDREN_LIMIT = 20 };

static Err read_numbers(Req *rq, NewUnit *n, const char **field)
{
    TRY(read_number(rq, "vanaf", N_("Leeftijd"), 0, AGE_LIMIT, &n->age_min, field));
    TRY(read_number(rq, "tot", N_("Leeftijd"), 0, AGE_LIMIT, &n->age_max, field));
    TRY(read_number(rq, "kinderen", N_("Kinderen"), 0, CHILDREN_LIMIT, &n->children_max, field));
    TRY(read_number(rq, "dagen", N_("Dagen"), 1, STAY_DAYS_MAX, &n->stay_days, field));
    *field = "beveiliging";
    n->security = choice_at(security_levels, req_field(rq, "beveiliging"));
    if (n->security < 0) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    return OK;
}

// places: what it has already; 0 for a new one, whose form asks.
static Err read_unit(Req *rq, int64_t places, NewUnit *n, const char **field)
{
    *n = (NewUnit){.submission = form_submission(rq), .kind = req_field(rq, "soort"), .places = places};
    *field = "naam";
    TRY(req_text(rq, "naam", N_("Naam"), UNIT_NAME_MAX, &n->name));
    TRY(name_neutral(rq->db, n->name, &rq->why));
    *field = "soort";
    if (!choice_find(place_kinds, n->kind)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    if (places == 0) TRY(read_number(rq, "plekken", N_("Plekken"), 1, UNIT_PLACES_MAX, &n->places, field));
    TRY(read_traits(rq, n, field));
    TRY(read_numbers(rq, n, field));
    n->may_place = placer_bits(form_ticked(rq, "plaatsen", placers));
    n->may_mediate = placer_bits(form_ticked(rq, "bemiddelen", placers));
    n->trafficking = req_flag(rq, "mensenhandel");
    *field = n->age_min > n->age_max ? "vanaf" : "plaatsen";
    return unit_check(n, &rq->why);
}

// Everything that can be said of anybody: closing doors is the choice that has to be made.
static ShelterUnit blank_unit(const Facility *f)
{
    return (ShelterUnit){.facility_id = f->id,
                         .kind = S("crisis"),
                         .takes = (int64_t)(traits_mask(forms_asked) | traits_mask(payers) | traits_mask(residences)),
                         .may_place = (1 << choice_at(placers, S("care_coordinator"))),
                         .age_min = 18,
                         .age_max = 99,
                         .stay_days = 14,
                         .security = 1};
}

static Err show_new(Req *rq)
{
    Facility f;
    TRY(facility_open(rq, &f));
    const ShelterUnit none = blank_unit(&f);
    StaffForm form = form_unit(rq, &none);
    return form_show(rq, &form, N_("Nieuwe plekken"), facility_path(rq->mem, f.id, ""));
}

// With a mistake the words are in Dutch in rq->why; unit_check's are a known text.
static Err unit_again(Req *rq, const ShelterUnit *u, const char *field, const char *title, Str back)
{
    StaffForm form = form_unit(rq, u);
    return form_again(rq, &form, field, title, back);
}

static Err prepare_new(Req *rq)
{
    Facility f;
    NewUnit *n = NEW(rq->mem, NewUnit);
    const char *field = NULL;
    TRY(facility_open(rq, &f));
    Err e = read_unit(rq, 0, n, &field);
    if (e == E_INPUT || e == E_LIMIT) {
        const ShelterUnit none = {.facility_id = f.id};
        return unit_again(rq, &none, field, N_("Nieuwe plekken"), facility_path(rq->mem, f.id, ""));
    }
    rq->prepared = n;
    return e;
}

static Err store_new(Req *rq)
{
    Facility f;
    int64_t id;
    TRY(facility_open(rq, &f));
    TRY(unit_store(rq->db, rq->mem, &f, rq->prepared, rq->actor.account, rq->now, &id));
    req_log(rq, "shelter.unit_add", "unit", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, unit_path(rq->mem, id, ""));
}

static Err show_change(Req *rq)
{
    ShelterUnit u;
    TRY(unit_open(rq, &u));
    StaffForm form = form_unit(rq, &u);
    return form_show(rq, &form, N_("Plekken wijzigen"), unit_path(rq->mem, u.id, ""));
}

static Err prepare_change(Req *rq)
{
    ShelterUnit u;
    NewUnit *n = NEW(rq->mem, NewUnit);
    const char *field = NULL;
    TRY(unit_open(rq, &u));
    Err e = read_unit(rq, 1, n, &field);
    if (e == E_INPUT || e == E_LIMIT)
        return unit_again(rq, &u, field, N_("Plekken wijzigen"), unit_path(rq->mem, u.id, ""));
    rq->prepared = n;
    return e;
}

static Err store_change(Req *rq)
{
    ShelterUnit u;
    TRY(unit_open(rq, &u));
    TRY(unit_change(rq->db, u.id, rq->prepared, rq->now));
    req_log(rq, "shelter.unit_change", "unit", u.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, unit_path(rq->mem, u.id, ""));
}

// ---- one unit -----------------------------------------------------------------------------------------------------

static void words(UnitView *v, const char *label, Str value)
{
    if (value.n) v->pairs[v->pair_count++] = (Pair){.label = label, .value = value};
}

static void fill_pairs(Req *rq, UnitView *v)
{
    const ShelterUnit *u = &v->u;
    v->pairs[v->pair_count++] = (Pair){.label = N_("Soort plek"), .coded = choice_label(place_kinds, u->kind)};
    for (size_t i = 0; i < COUNT(trait_fields); i++) {
        const TraitFields *t = &trait_fields[i];
        words(v, t->words, trait_words(rq, t->list, u->takes));
        words(v, t->ask_words, trait_words(rq, t->list, u->talks));
    }
    words(v, N_("Talen"), trait_words(rq, languages_spoken, u->languages));
    words(v, N_("Mag plaatsen"), placer_words(rq, u->may_place));
    words(v, N_("Mag bemiddelen"), placer_words(rq, u->may_mediate));
    words(v, N_("Leeftijd"), tr_fmt(rq->mem, rq->lang, "%d tot en met %d jaar", (int)u->age_min, (int)u->age_max));
    words(v, N_("Kinderen"), tr_fmt(rq->mem, rq->lang, "hooguit %d", (int)u->children_max));
    words(v, N_("Verblijf"), tr_fmt(rq->mem, rq->lang, "hooguit %d dagen", (int)u->stay_days));
    v->pairs[v->pair_count++] =
        (Pair){.label = N_("Beveiliging"),
               .coded = choice_label(security_levels, str_fmt(rq->mem, "%lld", (long long)u->security))};
    if (u->trafficking)
        v->pairs[v->pair_count++] =
            (Pair){.label = N_("Voor wie"), .coded = N_("ingericht voor slachtoffers van mensenhandel")};
}

static StaffForm form_claim(Req *rq, const ShelterUnit *u)
{
    StaffForm f = form_start(rq, "vrij", unit_path(rq->mem, u->id, "/vrij"), N_("Bewaar het aantal"));
    add_number(rq, &f, "vrij", N_("Hoeveel plekken zijn nu vrij?"), u->free);
    f.secondary = true;
    return f;
}

static StaffForm form_size(Req *rq, const ShelterUnit *u)
{
    StaffForm f = form_start(rq, "aantal", unit_path(rq->mem, u->id, "/aantal"), N_("Verander het aantal plekken"));
    add_number(rq, &f, "plekken", N_("Hoeveel plekken zijn er in totaal?"), u->total);
    f.secondary = true;
    return f;
}

static Err fill_link(Req *rq, UnitView *v)
{
    UnitLinkRow row;
    TRY(q_unit_link(rq->db, rq->mem, v->u.id, &row));
    bool runs = row.link_until > rq->now;
    if (runs) {
        Str base = req_base(rq);
        Str link = claim_link(rq->mem, &rq->app->pepper, v->u.id, row.link_until);
        v->link_text = str_fmt(rq->mem, "%.*s/plekken/%.*s", STR_ARG(base), STR_ARG(link));
        v->link_until = row.link_until;
    }
    v->link = form_start(rq, "link", unit_path(rq->mem, v->u.id, "/link"),
                         runs ? N_("Maak een nieuwe link") : N_("Maak een link"));
    v->link.secondary = true;
    v->link_end = form_start(rq, "link-stop", unit_path(rq->mem, v->u.id, "/link/stoppen"), N_("Stop deze link"));
    v->link_end.secondary = true;
    return OK;
}

static Err show_unit(Req *rq)
{
    UnitView *v = NEW(rq->mem, UnitView);
    TRY(unit_open(rq, &v->u));
    v->now = rq->now;
    v->open = str_eq(v->u.state, S("active"));
    v->faded = rq->now - v->u.claimed_at > HOURS(CLAIM_FADES_HOURS);
    fill_pairs(rq, v);
    TRY(q_place_of_unit(rq->db, rq->mem, v->u.id, &v->places, &v->place_count));
    TRY(q_claim_of_unit(rq->db, rq->mem, v->u.id, INT64_MAX, CLAIMS_SHOWN, &v->claims, &v->claim_count));
    v->same = unit_same(rq, &v->u, false);
    v->claim = form_claim(rq, &v->u);
    v->size = form_size(rq, &v->u);
    TRY(fill_link(rq, v));
    v->state = form_start(rq, "toestand", unit_path(rq->mem, v->u.id, v->open ? "/sluiten" : "/openen"),
                          v->open ? N_("Sluit deze plekken") : N_("Open deze plekken weer"));
    v->state.danger = v->open;
    v->state.secondary = !v->open;
    const Frame f = {.title_text = v->u.name,
                     .section = "opvang",
                     .back_path = str_z(rq->mem, facility_path(rq->mem, v->u.facility_id, "")),
                     .back_title = str_z(rq->mem, v->u.facility_name)};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    unit_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- free places, their number ------------------------------------------------------------------------------------

static Err prepare_claim(Req *rq)
{
    ShelterUnit u;
    int64_t *free = NEW(rq->mem, int64_t), most;
    TRY(unit_open(rq, &u));
    TRY(unit_can_be_free(rq->db, rq->mem, u.id, rq->now, &most));
    Err e = req_number(rq, "vrij", N_("Vrije plekken"), 0, UNIT_PLACES_MAX, free);
    if (e == OK && *free > most)
        e = req_fail(rq, E_INPUT,
                     N_("Zoveel plekken kunnen niet vrij zijn: op de andere verblijft iemand, of zij "
                        "worden vastgehouden voor een vraag."));
    if (e == E_INPUT) {
        StaffForm f = form_claim(rq, &u);
        return form_again(rq, &f, "vrij", N_("Vrije plekken"), unit_path(rq->mem, u.id, ""));
    }
    rq->prepared = free;
    return e;
}

static Err store_claim(Req *rq)
{
    ShelterUnit u;
    const int64_t *free = rq->prepared;
    TRY(unit_open(rq, &u));
    Err e = unit_claim(rq->db, rq->mem, u.id, *free, rq->actor.account, "form", rq->now);
    if (e == E_CONFLICT)
        return req_fail(rq, e, N_("Er is net een plek vastgehouden of bezet. Ga terug en kijk opnieuw."));
    TRY(e);
    req_log(rq, "shelter.claim", "unit", u.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, req_flag(rq, "lijst") ? S("/opvang/plekken") : unit_path(rq->mem, u.id, ""));
}

static Err prepare_size(Req *rq)
{
    ShelterUnit u;
    int64_t *places = NEW(rq->mem, int64_t);
    TRY(unit_open(rq, &u));
    Err e = req_number(rq, "plekken", N_("Plekken"), 0, UNIT_PLACES_MAX, places);
    if (e == OK && u.total - *places > u.free)
        e = req_fail(rq, E_INPUT, N_("Je kunt alleen vrije plekken weghalen. Nu zijn er te weinig vrij."));
    if (e == E_INPUT) {
        StaffForm f = form_size(rq, &u);
        return form_again(rq, &f, "plekken", N_("Aantal plekken"), unit_path(rq->mem, u.id, ""));
    }
    rq->prepared = places;
    return e;
}

static Err store_size(Req *rq)
{
    ShelterUnit u;
    const int64_t *places = rq->prepared;
    TRY(unit_open(rq, &u));
    Err e = unit_resize(rq->db, rq->mem, u.id, *places, rq->now);
    if (e == E_CONFLICT)
        return req_fail(rq, e, N_("Er is net een plek vastgehouden of bezet. Ga terug en kijk opnieuw."));
    TRY(e);
    req_log(rq, "shelter.unit_places", "unit", u.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, unit_path(rq->mem, u.id, ""));
}

static Err set_state(Req *rq, Str state, const char *action)
{
    ShelterUnit u;
    int64_t changed;
    TRY(unit_open(rq, &u));
    TRY(q_unit_set_state(rq->db, u.id, state, rq->now, &changed));
    if (changed) TRY(unit_mark(rq->db, rq->mem, u.id, str_eq(state, S("active")), rq->actor.account, rq->now));
    req_log(rq, action, "unit", u.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, unit_path(rq->mem, u.id, ""));
}

static Err store_close(Req *rq) { return set_state(rq, S("closed"), "shelter.unit_close"); }
static Err store_open(Req *rq) { return set_state(rq, S("active"), "shelter.unit_open"); }

// ---- the link -----------------------------------------------------------------------------------------------------

static Err set_link(Req *rq, Time until, const char *action)
{
    ShelterUnit u;
    int64_t changed;
    TRY(unit_open(rq, &u));
    TRY(q_unit_set_link(rq->db, u.id, until, rq->now, &changed));
    req_log(rq, action, "unit", u.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, unit_path(rq->mem, u.id, ""));
}

static Err store_link(Req *rq) { return set_link(rq, claim_link_until(rq->now), "shelter.link"); }
static Err store_link_end(Req *rq) { return set_link(rq, 0, "shelter.link_end"); }

const Route unit_routes[] = {
    {M_GET, "/opvang/plekken/:id/nieuw", ACT_shelter_supply, 0, 0, NULL, show_new},
    {M_POST, "/opvang/plekken/:id/nieuw", ACT_shelter_supply, 0, 0, prepare_new, store_new},
    {M_GET, "/opvang/plekken/groepen/:id", ACT_shelter_supply, 0, 0, NULL, show_unit},
    {M_GET, "/opvang/plekken/groepen/:id/wijzigen", ACT_shelter_supply, 0, 0, NULL, show_change},
    {M_POST, "/opvang/plekken/groepen/:id/wijzigen", ACT_shelter_supply, 0, 0, prepare_change, store_change},
    {M_POST, "/opvang/plekken/groepen/:id/vrij", ACT_shelter_supply, 0, 0, prepare_claim, store_claim},
    {M_POST, "/opvang/plekken/groepen/:id/aantal", ACT_shelter_supply, 0, 0, prepare_size, store_size},
    {M_POST, "/opvang/plekken/groepen/:id/sluiten", ACT_shelter_supply, 0, 0, NULL, store_close},
    {M_POST, "/opvang/plekken/groepen/:id/openen", ACT_shelter_supply, 0, 0, NULL, store_open},
    {M_POST, "/opvang/plekken/groepen/:id/link", ACT_shelter_supply, 0, 0, NULL, store_link},
    {M_POST, "/opvang/plekken/groepen/:id/link/stoppen", ACT_shelter_supply, 0, 0, NULL, store_link_end},
    {0},
};
