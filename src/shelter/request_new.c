// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// request_new.c - asking for a place: one form, without a name in what others see.
#include "casework/casework.h"
#include "directory/directory.h"
#include "shelter/placing_view.h"
#include "shelter/rules.h"

typedef struct NewPlace {
    NewRequest n;
    Str box_words[2], box_person[2]; // own organisation, backup
} NewPlace;

static void add_who(Req *rq, StaffForm *f)
{
    form_select(rq, f, "soort", N_("Wat voor plek zoek je?"), place_kinds, S("crisis"));
    form_select(rq, f, "geslacht", N_("Geslacht"), sexes_asked, S("woman"));
    form_add(f, FORM_NUMBER, "leeftijd", N_("Leeftijd"))->hint = N_("Weet je het niet precies? Schat.");
    FormInput *in = form_add(f, FORM_NUMBER, "kinderen", N_("Hoeveel kinderen komen mee?"));
    in->value = S("0");
    form_select(rq, f, "vorm", N_("Vorm van uitbuiting"), forms_asked, S("unknown"));
    form_select(rq, f, "verblijf", N_("Verblijfsrecht"), residences, S("unknown"));
    form_ticks(rq, form_add(f, FORM_TICKS, "talen", N_("Talen die deze persoon spreekt")), languages_spoken, STR_NONE);
    in = form_add(f, FORM_TICKS, "zorg", N_("Wat vraagt bijzondere zorg of veiligheid?"));
    in->hint =
        N_("Kruis alleen aan wat je weet. Hiermee sluiten we geen mensen uit, maar zoeken we een plek die past.");
    form_ticks(rq, in, care_needs, STR_NONE);
}

static void add_where(Req *rq, StaffForm *f)
{
    const Choice *list = shelter_regions(rq);
    form_select(rq, f, "regio", N_("In welke regio is deze persoon nu?"), list, S("VR17"));
    FormInput *in = form_add(f, FORM_TICKS, "niet", N_("In welke regio's is het niet veilig?"));
    in->hint = N_("Daar wordt geen plek voorgesteld. Schrijf hieronder wie er uit de buurt moet blijven.");
    form_ticks(rq, in, list, STR_NONE);
    in = form_add(f, FORM_TICKS, "binnen", N_("Moet het in een bepaalde regio?"));
    in->hint = N_("Kruis niets aan als het overal mag. Dan is er meer kans op een plek.");
    form_ticks(rq, in, list, STR_NONE);
    form_select(rq, f, "beveiliging", N_("Hoeveel beveiliging is nodig?"), security_levels, S("1"));
    in = form_add(f, FORM_DATE, "dag", N_("Vanaf welke dag?"));
    in->hint = N_("Laat leeg als het nu is.");
    in->optional = true;
    form_add(f, FORM_TIME, "tijd", N_("Vanaf hoe laat?"))->optional = true;
    in = form_add(f, FORM_NUMBER, "dagen", N_("Voor hoeveel dagen?"));
    in->value = S("3");
    form_select(rq, f, "betaalt", N_("Wie betaalt?"), payers, S("none"));
}

static const char *default_placer(const Req *rq)
{
    if (rq->actor.org_kind == ORG_municipality) return "municipality";
    if (rq->actor.org_kind == ORG_police) return "police";
    if (rq->actor.org_kind == ORG_national) return "national";
    return rq->actor.org_kind == ORG_veilig_thuis ? "youth" : "care_coordinator";
}

static void add_words(Req *rq, StaffForm *f)
{
    FormInput *in = form_add(f, FORM_TEXT, "woorden", N_("Wat moet een aanbieder nog meer weten?"));
    in->hint = N_("Schrijf geen naam, adres of telefoonnummer op. De aanbieder leest dit voor hij ja of nee zegt.");
    in->optional = true;
    in = form_add(f, FORM_TEXT, "persoon", N_("Om wie gaat het, en wie moet er uit de buurt blijven?"));
    in->hint = N_("Dit wordt apart versleuteld. De aanbieder ziet het pas nadat hij ja zei en jij het bevestigt.");
    in->optional = true;
    in = form_add(f, FORM_TICK, "overnemen", N_("De zorgcoördinator van de regio mag deze aanvraag overnemen"));
    in->ticked = rq->actor.org_kind != ORG_care;
}

// A number that the path or the form carries; empty when it is none.
static Str number_field(Req *rq, const char *name)
{
    Str s = rq->http->method == M_POST ? req_field(rq, name) : req_query(rq, name);
    int64_t id;
    return str_int(s, 1, INT64_MAX, &id) == OK ? s : STR_NONE;
}

static int64_t number_of(Req *rq, const char *name)
{
    int64_t id;
    return str_int(number_field(rq, name), 1, INT64_MAX, &id) == OK ? id : 0;
}

static StaffForm form_new(Req *rq)
{
    StaffForm f = form_start(rq, "aanvraag", S("/opvang/nieuw"), N_("Zoek een plek"));
    form_add(&f, FORM_HIDDEN, "casus", "")->value = number_field(rq, "casus");
    form_add(&f, FORM_HIDDEN, "wie", "")->value = number_field(rq, "wie");
    form_add(&f, FORM_HIDDEN, "na", "")->value = number_field(rq, "na");
    add_who(rq, &f);
    add_where(rq, &f);
    add_words(rq, &f);
    return f;
}

typedef struct Same {
    const char *name;
    Str value;
} Same;

// What is known already; what is empty stays as it was.
static void fill_same(Req *rq, StaffForm *f, const Same *same, size_t count, const Request *r)
{
    for (size_t i = 0; i < f->input_count; i++) {
        FormInput *in = &f->inputs[i];
        for (size_t k = 0; k < count; k++) {
            if (!str_eq_c(str_c(in->name), same[k].name) || same[k].value.n == 0) continue;
            in->value = same[k].value;
            FormOption *options = NEW_ARRAY(rq->mem, FormOption, in->option_count + 1);
            for (size_t o = 0; o < in->option_count; o++)
                options[o] =
                    (FormOption){in->options[o].value, in->options[o].label, str_eq(in->options[o].value, in->value)};
            in->options = options;
        }
        if (str_eq_c(str_c(in->name), "talen"))
            form_ticks(rq, in, languages_spoken, trait_codes(rq->mem, languages_spoken, (Traits)r->languages));
        if (str_eq_c(str_c(in->name), "zorg"))
            form_ticks(rq, in, care_needs, trait_codes(rq->mem, care_needs, (Traits)r->needs));
        if (str_eq_c(str_c(in->name), "niet")) form_ticks(rq, in, shelter_regions(rq), r->avoid);
    }
}

// The same person, so the same answers; only the kind and the length may be new.
static void fill_from(Req *rq, StaffForm *f, const Request *r, Str kind, Str days)
{
    const Same same[] = {{"soort", kind},
                         {"geslacht", r->sex},
                         {"leeftijd", str_fmt(rq->mem, "%lld", (long long)r->age)},
                         {"kinderen", str_fmt(rq->mem, "%lld", (long long)r->children)},
                         {"vorm", r->form},
                         {"verblijf", r->residence},
                         {"regio", r->region_code},
                         {"beveiliging", str_fmt(rq->mem, "%lld", (long long)r->security)},
                         {"dagen", days},
                         {"betaalt", r->payer}};
    fill_same(rq, f, same, COUNT(same), r);
}

static Err fill_follows(Req *rq, StaffForm *f, int64_t before)
{
    Request r;
    Relation relation;
    Err e = request_load(rq->db, rq->mem, &rq->actor, before, rq->now, &r, &relation);
    if (e == E_NOTFOUND || (e == OK && (relation < REL_OWN || r.erased_at)))
        return req_fail(rq, E_NOTFOUND, N_("Deze aanvraag bestaat niet, of je organisatie doet niet mee."));
    TRY(e);
    TRY(req_may(rq, ACT_placement_read, relation));
    req_log(rq, "placement.read", "placement", r.id, GROUND_TASK, STR_NONE);
    fill_from(rq, f, &r, S("long_stay"), S("180"));
    return OK;
}

static Err fill_case(Req *rq, StaffForm *f, int64_t case_id)
{
    CaseKnows k;
    TRY(case_knows(rq, case_id, number_of(rq, "wie"), &k));
    if (k.earlier) {
        fill_from(rq, f, &k.r, STR_NONE, STR_NONE);
        return OK;
    }
    const Same same[] = {{"geslacht", k.r.sex},
                         {"leeftijd", k.age},
                         {"vorm", k.r.form},
                         {"verblijf", k.r.residence},
                         {"regio", k.r.region_code}};
    fill_same(rq, f, same, COUNT(same), &k.r);
    for (size_t i = 0; k.band && i < f->input_count; i++)
        if (str_eq_c(str_c(f->inputs[i].name), "leeftijd"))
            f->inputs[i].hint =
                str_z(rq->mem, tr_fmt(rq->mem, rq->lang, "Volgens de casus: %s. Weet je het beter? Verander het.",
                                      tr(rq->lang, k.band)));
    return OK;
}

static Err show_new(Req *rq)
{
    StaffForm f = form_new(rq);
    int64_t before = number_of(rq, "na"), of_case = number_of(rq, "casus");
    if (before) TRY(fill_follows(rq, &f, before));
    else if (of_case) TRY(fill_case(rq, &f, of_case));
    Str back = of_case ? str_fmt(rq->mem, "/casussen/%lld", (long long)of_case) : S("/opvang");
    return form_show(rq, &f, N_("Een opvangplek zoeken"), back);
}

// ---- sending it ---------------------------------------------------------------------------------------------------

static Err read_numbers(Req *rq, NewRequest *n)
{
    int64_t level = choice_at(security_levels, req_field(rq, "beveiliging"));
    TRY(req_number(rq, "leeftijd", N_("Leeftijd"), 0, 120, &n->age));
    TRY(req_number(rq, "kinderen", N_("Kinderen"), 0, 20, &n->children));
    TRY(req_number(rq, "dagen", N_("Dagen"), 1, STAY_DAYS_MAX, &n->stay_days));
    if (level < 0) return req_fail(rq, E_INPUT, N_("Kies bij elke vraag een antwoord uit de lijst."));
    n->security = level;
    return form_moment(rq, "dag", "tijd", rq->now, &n->needed_at);
}

static Err read_codes(Req *rq, NewRequest *n)
{
    const Choice *regions = shelter_regions(rq);
    n->kind = req_field(rq, "soort");
    n->sex = req_field(rq, "geslacht");
    n->form = req_field(rq, "vorm");
    n->residence = req_field(rq, "verblijf");
    n->payer = req_field(rq, "betaalt");
    n->region_code = req_field(rq, "regio");
    n->placer = str_c(default_placer(rq));
    n->avoid = form_ticked(rq, "niet", regions);
    n->within = form_ticked(rq, "binnen", regions);
    TRY(traits_of(languages_spoken, form_ticked(rq, "talen", languages_spoken), &n->languages, &rq->why));
    return traits_of(care_needs, form_ticked(rq, "zorg", care_needs), &n->needs, &rq->why);
}

// A case or an earlier request that the form names must be one this organisation works on.
static Err read_links(Req *rq, NewRequest *n)
{
    n->case_id = number_of(rq, "casus");
    n->person_id = n->case_id ? number_of(rq, "wie") : 0;
    n->follows = number_of(rq, "na");
    if (n->case_id) {
        Case c;
        Relation relation;
        TRY(case_for_request(rq, n->case_id, n->person_id, &c, &relation));
    }
    if (n->follows) {
        Request r;
        Relation relation;
        TRY(request_load(rq->db, rq->mem, &rq->actor, n->follows, rq->now, &r, &relation));
        TRY(req_may(rq, ACT_placement_work, relation));
        if (n->case_id == 0) {
            n->case_id = r.case_id;
            n->person_id = r.person_id;
        }
    }
    return OK;
}

static Err backup_of(Req *rq, Str region_code, OrgId *ret_org)
{
    OrgId org = {0};
    Err e = org_for_municipality(rq->db, STR_NONE, region_code, STR_NONE, ORG_care, &org);
    if (e != OK && e != E_NOTFOUND) return e;
    *ret_org = e == OK && org.v != rq->actor.org.v ? org : (OrgId){0};
    return OK;
}

static Err seal_words(Req *rq, NewPlace *p)
{
    Str words = req_field(rq, "woorden"), person = req_field(rq, "persoon");
    if (words.n > PLACING_TEXT_MAX || person.n > PERSON_TEXT_MAX)
        return req_fail(rq, E_LIMIT, N_("Deze tekst is te lang. Maak hem korter."));
    CLEANUP(secret_wipe) Secret key = secret_random();
    CLEANUP(secret_wipe) Secret person_key = secret_random();
    p->n.sealed_words = seal(rq->mem, &key, words, placing_context(rq->mem, p->n.submission, "words"));
    p->n.sealed_person = seal(rq->mem, &person_key, person, placing_context(rq->mem, p->n.submission, "person"));
    const int64_t orgs[] = {p->n.org.v, p->n.backup.v};
    for (size_t i = 0; i < COUNT(orgs); i++) {
        TRY(box_for_org(rq, orgs[i], &key, &p->box_words[i]));
        TRY(box_for_org(rq, orgs[i], &person_key, &p->box_person[i]));
    }
    return OK;
}

static Err read_all(Req *rq, NewPlace *p)
{
    const Regions *regions;
    NewRequest *n = &p->n;
    *n = (NewRequest){.submission = form_submission(rq), .org = rq->actor.org};
    TRY(match_regions(&regions, &rq->why));
    TRY(read_codes(rq, n));
    TRY(read_numbers(rq, n));
    TRY(request_check(regions, n, &rq->why));
    TRY(read_links(rq, n));
    if (req_flag(rq, "overnemen")) TRY(backup_of(rq, n->region_code, &n->backup));
    return seal_words(rq, p);
}

static Err prepare_new(Req *rq)
{
    NewPlace *p = NEW(rq->mem, NewPlace);
    TRY(req_may(rq, ACT_placement_ask, REL_NONE));
    Err e = read_all(rq, p);
    if (e == E_INPUT || e == E_LIMIT) {
        StaffForm f = form_new(rq);
        return form_again(rq, &f, NULL, N_("Een opvangplek zoeken"), S("/opvang"));
    }
    TRY(e);
    rq->prepared = p;
    return OK;
}

static Err store_new(Req *rq)
{
    NewPlace *p = rq->prepared;
    int64_t id;
    bool fresh;
    TRY(request_store(rq->db, rq->mem, &p->n, rq->actor.account, rq->now, &id, &fresh, &rq->why));
    if (fresh) {
        const int64_t orgs[] = {p->n.org.v, p->n.backup.v};
        for (size_t i = 0; i < COUNT(orgs); i++) {
            TRY(grant_box(rq->db, "placement", id, orgs[i], p->box_words[i], rq->now));
            TRY(grant_box(rq->db, "placement_person", id, orgs[i], p->box_person[i], rq->now));
        }
    }
    req_log(rq, "placement.ask", "placement", id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, request_path(rq->mem, id, ""));
}

const Route request_new_routes[] = {
    {M_GET, "/opvang/nieuw", ACT_placement_ask, 0, 0, NULL, show_new},
    {M_POST, "/opvang/nieuw", ACT_placement_ask, 0, KB(64), prepare_new, store_new},
    {0},
};
