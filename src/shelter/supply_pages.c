// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// supply_pages.c - a provider's facilities: the list with what has to be confirmed, one facility, new and changed.
#include "directory/hours.h"
#include "shelter/placing_view.h"
#include "shelter/rules.h"
#include "shelter/supply_html.h"

Str facility_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/opvang/plekken/%lld%s", (long long)id, rest);
}

static Frame list_frame(const char *title)
{
    return (Frame){.title = title, .section = "opvang", .back_path = "/opvang/vragen", .back_title = N_("Opvang")};
}

static Frame facility_frame(Str title)
{
    return (Frame){
        .title_text = title, .section = "opvang", .back_path = "/opvang/plekken", .back_title = N_("Onze plekken")};
}

Err facility_open(Req *rq, Facility *ret_f)
{
    Facility f;
    Relation relation = REL_NONE;
    int64_t id = req_id(rq, 0);
    Err e = id ? facility_load(rq->db, rq->mem, &rq->actor, id, &f, &relation) : E_NOTFOUND;
    if (e != OK && e != E_NOTFOUND) return e;
    if (e == E_NOTFOUND || relation < REL_OWN)
        return req_fail(rq, E_NOTFOUND, N_("Deze voorziening bestaat niet, of is niet van jullie."));
    TRY(req_may(rq, ACT_shelter_supply, relation));
    if (f.erased_at) return req_fail(rq, E_NOTFOUND, N_("Deze voorziening is gewist."));
    *ret_f = f;
    return OK;
}

// ---- the list -----------------------------------------------------------------------------------------------------

StaffForm unit_same(Req *rq, const ShelterUnit *u, bool in_list)
{
    StaffForm f = form_start(rq, "klopt", unit_path(rq->mem, u->id, "/vrij"), N_("Dit klopt nog"));
    form_add(&f, FORM_HIDDEN, "vrij", "")->value = str_fmt(rq->mem, "%lld", (long long)u->free);
    if (in_list) form_add(&f, FORM_HIDDEN, "lijst", "")->value = S("1");
    return f;
}

UnitRowView unit_row(Req *rq, const ShelterUnit *u, bool in_list)
{
    return (UnitRowView){
        .u = *u, .faded = rq->now - u->claimed_at > HOURS(CLAIM_FADES_HOURS), .same = unit_same(rq, u, in_list)};
}

static Err show_list(Req *rq)
{
    TRY(req_may(rq, ACT_shelter_supply, REL_OWN));
    SupplyListView v = {0};
    const Regions *regions;
    ShelterUnit *rows;
    size_t n;
    TRY(match_regions(&regions, &rq->why));
    TRY(q_facility_of_org(rq->db, rq->mem, rq->actor.org.v, FACILITIES_MAX, &v.facilities, &v.facility_count));
    v.regions = NEW_ARRAY(rq->mem, Str, v.facility_count + 1);
    for (size_t i = 0; i < v.facility_count; i++) v.regions[i] = shelter_region(regions, v.facilities[i].region_code);
    TRY(q_unit_of_org(rq->db, rq->mem, rq->actor.org.v, rq->now, &rows, &n));
    v.units = NEW_ARRAY(rq->mem, UnitRowView, n + 1);
    for (size_t i = 0; i < n; i++) {
        v.units[v.unit_count++] = unit_row(rq, &rows[i], true);
        v.faded += v.units[i].faded;
    }
    const Frame f = list_frame(N_("Onze plekken"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    supply_list_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- hours as a form ----------------------------------------------------------------------------------------------

static const Choice hours_kinds[] = {{"unknown", "unknown", N_("niet bekend"), "", ""},
                                     {"always", "always", N_("dag en nacht"), "", ""},
                                     {"times", "times", N_("op vaste tijden"), "", ""},
                                     {0}};

// Three lines for a week; first: the day that stands for the line.
enum { HOURS_LINES = 3, DAYS_OF_WEEK = 7, HOURS_TYPED_MAX = 100, SATURDAY = 5 };
static const int line_first[HOURS_LINES] = {0, SATURDAY, SATURDAY + 1};

typedef struct HoursFields {
    const char *name, *label;
    const char *lines[HOURS_LINES], *labels[HOURS_LINES];
} HoursFields;
static const HoursFields intake_fields = {
    "opname",
    N_("Wanneer nemen jullie iemand op?"),
    {"opname-week", "opname-zaterdag", "opname-zondag"},
    {N_("Opname van maandag tot en met vrijdag"), N_("Opname op zaterdag"), N_("Opname op zondag")}};
static const HoursFields staffed_fields = {
    "team",
    N_("Wanneer is er personeel?"),
    {"team-week", "team-zaterdag", "team-zondag"},
    {N_("Personeel van maandag tot en met vrijdag"), N_("Personeel op zaterdag"), N_("Personeel op zondag")}};

static void add_hours(Req *rq, StaffForm *f, const HoursFields *h, Str json)
{
    Hours hours = {0};
    if (hours_parse(json, &hours, NULL) != OK) hours.kind = HOURS_UNKNOWN;
    Str kind = hours.kind == HOURS_ALWAYS ? S("always") : hours.kind == HOURS_TIMES ? S("times") : S("unknown");
    form_select(rq, f, h->name, h->label, hours_kinds, kind);
    for (int i = 0; i < HOURS_LINES; i++) {
        FormInput *in = form_add(f, FORM_LINE, h->lines[i], h->labels[i]);
        in->optional = true;
        if (i == 0)
            in->hint = N_("Alleen bij vaste tijden. Bijvoorbeeld 09:00-17:00. Leeg is dicht. Na middernacht mag.");
        if (hours.kind == HOURS_TIMES) in->value = hours_day_text(rq->mem, &hours, line_first[i]);
    }
}

static Err read_hours(Req *rq, const HoursFields *h, Str *ret_json, const char **field)
{
    Str kind = req_field(rq, h->name);
    Hours hours = {.kind = str_eq(kind, S("always"))  ? HOURS_ALWAYS
                           : str_eq(kind, S("times")) ? HOURS_TIMES
                                                      : HOURS_UNKNOWN};
    bool any = false;
    for (int i = 0; i < HOURS_LINES && hours.kind == HOURS_TIMES; i++) {
        *field = h->lines[i];
        HoursRange ranges[HOURS_RANGES_MAX];
        int count;
        if (hours_parse_day(str_head(req_field(rq, h->lines[i]), HOURS_TYPED_MAX), ranges, &count) != OK)
            return req_fail(rq, E_INPUT, N_("Schrijf tijden als 09:00-17:00, met een komma ertussen."));
        any = any || count > 0;
        int until = i + 1 < HOURS_LINES ? line_first[i + 1] : DAYS_OF_WEEK;
        for (int day = line_first[i]; day < until; day++) {
            hours.day[day] = count > 0;
            hours.count[day] = count;
            for (int k = 0; k < count; k++) hours.ranges[day][k] = ranges[k];
        }
    }
    *field = h->name;
    if (hours.kind == HOURS_TIMES && !any) return req_fail(rq, E_INPUT, N_("Vul tijden in, of kies iets anders."));
    *ret_json = hours_json(rq->mem, &hours);
    return OK;
}

static Str hours_words(Req *rq, Str json)
{
    Hours h;
    if (hours_parse(json, &h, NULL) != OK || h.kind == HOURS_UNKNOWN) return str_c(T(rq->lang, "niet bekend"));
    if (h.kind != HOURS_TIMES) return str_c(T(rq->lang, "dag en nacht"));
    static const char *const names[HOURS_LINES] = {N_("maandag tot en met vrijdag"), N_("zaterdag"), N_("zondag")};
    Buf b = buf_new(rq->mem, KB(2));
    for (int i = 0; i < HOURS_LINES; i++) {
        Str text = hours_day_text(rq->mem, &h, line_first[i]);
        if (text.n) buf_fmt(&b, "%s%s %.*s", b.n ? "\n" : "", tr(rq->lang, names[i]), STR_ARG(text));
    }
    return buf_str(&b);
}

// ---- one facility -------------------------------------------------------------------------------------------------

static Err fill_holders(Req *rq, FacilityView *v)
{
    OrgId *orgs;
    Str *names;
    size_t n;
    TRY(record_holders(rq->db, rq->mem, "facility", v->f.id, &orgs, &names, &n));
    v->holders = NEW_ARRAY(rq->mem, Str, n + 1);
    for (size_t i = 0; i < n; i++)
        if (orgs[i].v != v->f.org_id) v->holders[v->holder_count++] = names[i];
    return OK;
}

static void fill_facts(Req *rq, const Regions *regions, FacilityView *v)
{
    const Facility *f = &v->f;
    size_t n = 0;
    v->pairs[n++] = (Pair){.label = N_("Soort opvang"), .coded = choice_label(facility_types, f->type)};
    v->pairs[n++] = (Pair){.label = N_("Regio"), .value = shelter_region(regions, f->region_code)};
    v->pairs[n++] = (Pair){.label = N_("Opname"), .value = hours_words(rq, f->intake_hours)};
    v->pairs[n++] = (Pair){.label = N_("Personeel"), .value = hours_words(rq, f->staffed_hours)};
    v->pairs[n++] = (Pair){.label = N_("Adres"),
                           .coded = f->sealed_address.n ? N_("versleuteld bewaard") : N_("nog niet ingevuld")};
    v->pair_count = n;
}

static Err show_facility(Req *rq)
{
    FacilityView *v = NEW(rq->mem, FacilityView);
    const Regions *regions;
    ShelterUnit *rows;
    TRY(match_regions(&regions, &rq->why));
    TRY(facility_open(rq, &v->f));
    v->open = str_eq(v->f.state, S("active"));
    fill_facts(rq, regions, v);
    TRY(fill_holders(rq, v));
    TRY(q_unit_of_facility(rq->db, rq->mem, v->f.id, rq->now, &rows, &v->unit_count));
    v->units = NEW_ARRAY(rq->mem, UnitRowView, v->unit_count + 1);
    for (size_t i = 0; i < v->unit_count; i++) v->units[i] = unit_row(rq, &rows[i], false);
    v->state = form_start(rq, "toestand", facility_path(rq->mem, v->f.id, v->open ? "/sluiten" : "/openen"),
                          v->open ? N_("Sluit deze voorziening") : N_("Open deze voorziening weer"));
    v->state.danger = v->open;
    v->state.secondary = !v->open;
    if (!v->open) TRY(retention_box(rq, "facility", v->f.id, &v->retention));
    const Frame f = facility_frame(v->f.name);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    facility_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- new and changed ----------------------------------------------------------------------------------------------

typedef struct FacilityTyped {
    Facility old; // when it is changed
    Str submission, name, type, region_code, intake, staffed, sealed, box;
} FacilityTyped;

static StaffForm form_facility(Req *rq, const Facility *f, Str address)
{
    bool fresh = f->id == 0;
    StaffForm form =
        form_start(rq, "voorziening", fresh ? S("/opvang/plekken/nieuw") : facility_path(rq->mem, f->id, "/wijzigen"),
                   fresh ? N_("Maak deze voorziening") : N_("Bewaar"));
    FormInput *in = form_add(&form, FORM_LINE, "naam", N_("Naam"));
    in->hint =
        N_("Let op: wie een plek zoekt, ziet deze naam, ook zonder plaatsing. Geen plaats, wijk, straat, kerk of "
           "eigen naam van het gebouw. Goed is bijvoorbeeld Huis Eik.");
    in->value = f->name;
    form_select(rq, &form, "soort", N_("Soort opvang"), facility_types, f->type);
    in = form_select(rq, &form, "regio", N_("Regio"), shelter_regions(rq), f->region_code);
    in->hint = N_("Wie een plek zoekt, ziet alleen de regio.");
    add_hours(rq, &form, &intake_fields, f->intake_hours);
    add_hours(rq, &form, &staffed_fields, f->staffed_hours);
    in = form_add(&form, FORM_TEXT, "adres", N_("Adres"));
    in->hint =
        N_("Wordt versleuteld. Alleen jullie lezen het, en wie bij jullie iemand plaatst zolang die er verblijft.");
    in->optional = true;
    in->value = address;
    return form;
}

static Err show_new(Req *rq)
{
    TRY(req_may(rq, ACT_shelter_supply, REL_OWN));
    const Facility none = {.type = S("mixed")};
    StaffForm f = form_facility(rq, &none, STR_NONE);
    return form_show(rq, &f, N_("Nieuwe voorziening"), S("/opvang/plekken"));
}

static Err read_facility(Req *rq, FacilityTyped *t, const char **field)
{
    *field = "naam";
    TRY(req_text(rq, "naam", N_("Naam"), FACILITY_NAME_MAX, &t->name));
    TRY(name_neutral(rq->db, t->name, &rq->why));
    t->type = req_field(rq, "soort");
    t->region_code = req_field(rq, "regio");
    *field = "soort";
    if (!choice_find(facility_types, t->type)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    *field = "regio";
    if (!choice_find(shelter_regions(rq), t->region_code))
        return req_fail(rq, E_INPUT, N_("Kies een regio uit de lijst."));
    TRY(read_hours(rq, &intake_fields, &t->intake, field));
    TRY(read_hours(rq, &staffed_fields, &t->staffed, field));
    *field = "adres";
    if (req_field(rq, "adres").n > ADDRESS_MAX)
        return req_fail(rq, E_LIMIT, N_("Deze tekst is te lang. Maak hem korter."));
    return OK;
}

static Str seal_address(Req *rq, const Secret *key, Str submission)
{
    Str address = req_field(rq, "adres");
    return address.n ? seal(rq->mem, key, address, facility_context(rq->mem, submission)) : STR_NONE;
}

static Err prepare_new(Req *rq)
{
    FacilityTyped *t = NEW(rq->mem, FacilityTyped);
    const char *field = NULL;
    TRY(req_may(rq, ACT_shelter_supply, REL_OWN));
    Err e = read_facility(rq, t, &field);
    if (e == E_INPUT || e == E_LIMIT) {
        const Facility none = {0};
        StaffForm f = form_facility(rq, &none, STR_NONE);
        return form_again(rq, &f, field, N_("Nieuwe voorziening"), S("/opvang/plekken"));
    }
    TRY(e);
    // The key is made at once: an asker gets it with a yes, also when the address is written later.
    CLEANUP(secret_wipe) Secret key = secret_random();
    t->submission = form_submission(rq);
    t->sealed = seal_address(rq, &key, t->submission);
    TRY(box_for_org(rq, rq->actor.org.v, &key, &t->box));
    rq->prepared = t;
    return OK;
}

static Err store_new(Req *rq)
{
    const FacilityTyped *t = rq->prepared;
    FacilityInsertRow row;
    Err e = q_facility_insert(rq->db, rq->mem, t->submission, rq->actor.org.v, t->name, t->type, t->region_code,
                              t->intake, t->staffed, t->sealed, rq->actor.account.v, rq->now, &row);
    if (e == E_NOTFOUND) { // sent twice
        FacilityBySubmissionRow old;
        TRY(q_facility_by_submission(rq->db, rq->mem, t->submission, &old));
        return req_redirect(rq, facility_path(rq->mem, old.id, ""));
    }
    TRY(e);
    TRY(grant_box(rq->db, "facility", row.id, rq->actor.org.v, t->box, rq->now));
    req_log(rq, "shelter.facility_add", "facility", row.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, facility_path(rq->mem, row.id, ""));
}

static Err show_change(Req *rq)
{
    Facility f;
    Str address = STR_NONE;
    CLEANUP(secret_wipe) Secret key = {{0}};
    TRY(facility_open(rq, &f));
    TRY(req_may(rq, ACT_shelter_address, REL_OWN));
    if (f.sealed_address.n && record_key(rq->db, rq->mem, &rq->actor, "facility", f.id, &key) == OK) {
        TRY(unseal(rq->mem, &key, f.sealed_address, facility_context(rq->mem, f.submission), &address));
        req_log(rq, "shelter.address", "facility", f.id, GROUND_TASK, STR_NONE);
    }
    StaffForm form = form_facility(rq, &f, address);
    return form_show(rq, &form, N_("Voorziening wijzigen"), facility_path(rq->mem, f.id, ""));
}

static Err prepare_change(Req *rq)
{
    FacilityTyped *t = NEW(rq->mem, FacilityTyped);
    const char *field = NULL;
    TRY(facility_open(rq, &t->old));
    Err e = read_facility(rq, t, &field);
    if (e == E_INPUT || e == E_LIMIT) {
        StaffForm f = form_facility(rq, &t->old, STR_NONE);
        return form_again(rq, &f, field, N_("Voorziening wijzigen"), facility_path(rq->mem, t->old.id, ""));
    }
    TRY(e);
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "facility", t->old.id, &key) != OK)
        return req_fail(rq, E_DENIED, N_("Je kunt het adres van deze voorziening niet openen."));
    t->sealed = seal_address(rq, &key, t->old.submission);
    rq->prepared = t;
    return OK;
}

static Err store_change(Req *rq)
{
    const FacilityTyped *t = rq->prepared;
    Facility f;
    int64_t changed;
    TRY(facility_open(rq, &f));
    TRY(q_facility_update(rq->db, f.id, t->name, t->type, t->region_code, t->intake, t->staffed, rq->actor.account.v,
                          rq->now, &changed));
    TRY(q_facility_set_address(rq->db, f.id, t->sealed, rq->actor.account.v, rq->now, &changed));
    req_log(rq, "shelter.facility_change", "facility", f.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, facility_path(rq->mem, f.id, ""));
}

static Err set_state(Req *rq, Str state, const char *action)
{
    Facility f;
    int64_t changed;
    TRY(facility_open(rq, &f));
    TRY(q_facility_set_state(rq->db, f.id, state, rq->actor.account.v, rq->now, &changed));
    ShelterUnit *units;
    size_t n;
    TRY(q_unit_of_facility(rq->db, rq->mem, f.id, rq->now, &units, &n));
    for (size_t i = 0; i < n && changed; i++)
        if (str_eq(units[i].state, S("active")))
            TRY(unit_mark(rq->db, rq->mem, units[i].id, str_eq(state, S("active")), rq->actor.account, rq->now));
    req_log(rq, action, "facility", f.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, facility_path(rq->mem, f.id, ""));
}

static Err store_close(Req *rq) { return set_state(rq, S("closed"), "shelter.facility_close"); }
static Err store_open(Req *rq) { return set_state(rq, S("active"), "shelter.facility_open"); }

const Route facility_routes[] = {
    {M_GET, "/opvang/plekken", ACT_shelter_supply, 0, 0, NULL, show_list},
    {M_GET, "/opvang/plekken/nieuw", ACT_shelter_supply, 0, 0, NULL, show_new},
    {M_POST, "/opvang/plekken/nieuw", ACT_shelter_supply, 0, 0, prepare_new, store_new},
    {M_GET, "/opvang/plekken/:id", ACT_shelter_supply, 0, 0, NULL, show_facility},
    {M_GET, "/opvang/plekken/:id/wijzigen", ACT_shelter_supply, 0, 0, NULL, show_change},
    {M_POST, "/opvang/plekken/:id/wijzigen", ACT_shelter_supply, 0, 0, prepare_change, store_change},
    {M_POST, "/opvang/plekken/:id/sluiten", ACT_shelter_supply, 0, 0, NULL, store_close},
    {M_POST, "/opvang/plekken/:id/openen", ACT_shelter_supply, 0, 0, NULL, store_open},
    {0},
};
