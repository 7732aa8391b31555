// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// stay_pages.c - from yes to the end of the stay: confirming, who it is, arriving, staying longer, leaving.
#include "shelter/placing_html.h"
#include "shelter/placing_view.h"

// ---- forms --------------------------------------------------------------------------------------------------------

static Str stay_path(Req *rq, const Stay *s, const char *rest)
{
    return str_fmt(rq->mem, "/opvang/verblijven/%lld%s", (long long)s->id, rest);
}

StaffForm form_agree(Req *rq, const Stay *s)
{
    StaffForm f = form_start(rq, "bevestigen", stay_path(rq, s, "/bevestigen"), N_("Bevestig en deel wie het is"));
    f.title = N_("Bevestig de plek");
    FormInput *in = form_add(&f, FORM_DATE, "dag", N_("Dag van de opname"));
    in->hint = N_("Laat dag en tijd leeg als het nu is.");
    in->optional = true;
    form_add(&f, FORM_TIME, "tijd", N_("Hoe laat?"))->optional = true;
    in = form_add(&f, FORM_TEXT, "afspraken", N_("Afspraken over vervoer en opname"));
    in->hint = N_("Wie brengt deze persoon, en wie vangt op? De aanbieder leest dit.");
    in->optional = true;
    return f;
}

StaffForm form_extend(Req *rq, const Stay *s)
{
    StaffForm f = form_start(rq, "verlengen", stay_path(rq, s, "/verlengen"), N_("Verleng het verblijf"));
    f.title = N_("Verleng het verblijf");
    form_add(&f, FORM_DATE, "dag", N_("Tot en met welke dag?"));
    f.secondary = true;
    return f;
}

StaffForm form_end(Req *rq, const Stay *s)
{
    StaffForm f = form_start(rq, "einde", stay_path(rq, s, "/einde"), N_("Beëindig het verblijf"));
    f.title = N_("Beëindig het verblijf");
    form_choices(rq, form_add(&f, FORM_SELECT, "uitkomst", N_("Waar gaat deze persoon naartoe?")), stay_outcomes,
                 STR_NONE);
    f.secondary = true;
    return f;
}

static bool looks(const Req *rq, const Stay *s)
{
    return s->request_org == rq->actor.org.v && req_can(rq, ACT_placement_work, REL_OWN);
}

static bool provides(const Req *rq, const Stay *s)
{
    return s->org_id == rq->actor.org.v && req_can(rq, ACT_placement_answer, REL_OWN);
}

static void fill_forms(Req *rq, StayView *v)
{
    const Stay *s = &v->s;
    bool agreed = str_eq(s->state, S("agreed")), arrived = str_eq(s->state, S("arrived"));
    StaffForm *f = v->forms;
    size_t n = 0;
    if (agreed && !v->shared && looks(rq, s)) f[n++] = form_agree(rq, s);
    if (agreed && v->shared && (looks(rq, s) || provides(rq, s)))
        f[n++] = form_start(rq, "aangekomen", stay_path(rq, s, "/aangekomen"), N_("Deze persoon is aangekomen"));
    if (agreed && (looks(rq, s) || provides(rq, s))) {
        f[n] = form_start(rq, "niet", stay_path(rq, s, "/niet-aangekomen"),
                          v->shared ? N_("Niet aangekomen") : N_("Zeg deze plek af"));
        f[n++].secondary = true;
    }
    if (arrived && (looks(rq, s) || provides(rq, s))) {
        f[n++] = form_extend(rq, s);
        f[n++] = form_end(rq, s);
    }
    v->form_count = n;
}

// ---- showing ------------------------------------------------------------------------------------------------------

static Err fill_address(Req *rq, StayView *v)
{
    Facility f;
    Relation relation;
    TRY(facility_load(rq->db, rq->mem, &rq->actor, v->s.facility_id, &f, &relation));
    if (!req_can(rq, ACT_shelter_address, relation) || f.sealed_address.n == 0) return OK;
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "facility", f.id, &key) != OK) return OK;
    TRY(unseal(rq->mem, &key, f.sealed_address, facility_context(rq->mem, f.submission), &v->address));
    req_log(rq, "shelter.address", "facility", f.id, GROUND_TASK, STR_NONE);
    return OK;
}

static Err view_of(Req *rq, const Request *r, const Stay *s, StayView *v)
{
    *v = (StayView){.s = *s,
                    .state = choice_label(placement_states, s->state),
                    .outcome = choice_label(stay_outcomes, s->outcome),
                    .shared = s->shared_at != 0,
                    .runs = str_eq(s->state, S("agreed")) || str_eq(s->state, S("arrived"))};
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (s->sealed_agreement.n && record_key(rq->db, rq->mem, &rq->actor, "placement", r->id, &key) == OK)
        TRY(unseal(rq->mem, &key, s->sealed_agreement, placing_context(rq->mem, r->submission, "agreement"),
                   &v->agreement));
    if (v->runs) TRY(fill_address(rq, v));
    fill_forms(rq, v);
    return OK;
}

Err stay_views(Req *rq, const Request *r, StayView **ret_views, size_t *ret_count)
{
    Stay *rows;
    size_t n;
    TRY(q_placement_of_request(rq->db, rq->mem, r->id, &rows, &n));
    StayView *views = NEW_ARRAY(rq->mem, StayView, n + 1);
    for (size_t i = 0; i < n; i++) TRY(view_of(rq, r, &rows[i], &views[i]));
    *ret_views = views;
    *ret_count = n;
    return OK;
}

// The stay of the path, for who looks for the place or gives it.
static Err stay_open(Req *rq, Stay *ret_s, Request *ret_r)
{
    Stay s;
    int64_t id = req_id(rq, 0);
    Err e = id ? q_placement_by_id(rq->db, rq->mem, id, &s) : E_NOTFOUND;
    if (e != OK && e != E_NOTFOUND) return e;
    bool provider = e == OK && s.org_id == rq->actor.org.v;
    bool seeker = e == OK && (s.request_org == rq->actor.org.v || s.backup_org == rq->actor.org.v);
    if (!provider && !seeker) return req_fail(rq, E_NOTFOUND, N_("Dit verblijf bestaat niet, of is niet van jullie."));
    TRY(req_may(rq, ACT_placement_read, REL_PARTICIPANT));
    TRY(q_request_by_id(rq->db, rq->mem, s.request_id, ret_r));
    *ret_s = s;
    return OK;
}

static Err fill_person(Req *rq, const Request *r, PersonOpen *p)
{
    CLEANUP(secret_wipe) Secret key = {{0}};
    p->can = r->sealed_person.n && record_key(rq->db, rq->mem, &rq->actor, "placement_person", r->id, &key) == OK;
    if (!p->can) return OK;
    TRY(identity_is_open(rq->db, &rq->actor, "placement_person", r->id, rq->now, &p->open));
    if (!p->open) return OK;
    TRY(unseal(rq->mem, &key, r->sealed_person, placing_context(rq->mem, r->submission, "person"), &p->words));
    req_log(rq, "placement.person_read", "placement", r->id, GROUND_TASK, STR_NONE);
    return OK;
}

static StaffForm form_person(Req *rq, const Stay *s)
{
    StaffForm f = form_start(rq, "persoon", stay_path(rq, s, "/persoon"), N_("Open wie het is"));
    form_add(&f, FORM_LINE, "reden", N_("Waarom moet je dit weten?"))->hint = N_("Je reden komt in het logboek.");
    return f;
}

static Err show_stay(Req *rq)
{
    StayPageView *v = NEW(rq->mem, StayPageView);
    Stay s;
    Request r;
    TRY(stay_open(rq, &s, &r));
    if (r.erased_at || (s.erased_at && s.org_id == rq->actor.org.v)) {
        const Frame gone = placing_frame(N_("Verblijf"));
        return r.erased_at ? retention_gone(rq, "placement", r.id, &gone) : retention_gone(rq, "stay", s.id, &gone);
    }
    TRY(view_of(rq, &r, &s, &v->stay));
    TRY(fill_person(rq, &r, &v->person));
    v->request = r.id;
    v->number = r.number;
    v->can_request = r.org_id == rq->actor.org.v || r.backup_org == rq->actor.org.v;
    v->person.form = form_person(rq, &s);
    TRY(clock_rows(rq, S("placement"), r.id, &v->clocks, &v->clock_count));
    v->provider = s.org_id == rq->actor.org.v;
    if (v->provider) TRY(retention_box(rq, "stay", s.id, &v->retention));
    req_log(rq, "placement.read", "placement", r.id, GROUND_TASK, STR_NONE);
    Frame f = placing_frame(N_("Verblijf"));
    if (!v->can_request) f.back_path = "/opvang/vragen"; // a provider comes from its own list
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    stay_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err prepare_person(Req *rq)
{
    Stay s;
    Request r;
    TRY(stay_open(rq, &s, &r));
    Str reason = req_field(rq, "reden");
    if (reason.n >= REASON_MIN && reason.n <= REASON_MAX) return OK;
    form_say(rq, N_("Schrijf kort op waarom je dit moet weten (minstens 10 tekens)."));
    StaffForm f = form_person(rq, &s);
    return form_again(rq, &f, "reden", N_("Om wie het gaat"), stay_path(rq, &s, ""));
}

static Err store_person(Req *rq)
{
    Stay s;
    Request r;
    TRY(stay_open(rq, &s, &r));
    TRY(req_may(rq, ACT_person_identity, REL_PARTICIPANT));
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "placement_person", r.id, &key) != OK)
        return req_fail(rq, E_DENIED,
                        N_("Jullie kunnen dit nog niet openen: de vrager moet de plek eerst bevestigen."));
    Str reason = req_field(rq, "reden");
    if (identity_open(rq->db, &rq->actor, "placement_person", r.id, reason, rq->now) != OK)
        return req_fail(rq, E_INPUT, N_("Schrijf kort op waarom je dit moet weten (minstens 10 tekens)."));
    req_log(rq, "placement.person_open", "placement", r.id, GROUND_TASK, reason);
    return req_redirect(rq, stay_path(rq, &s, ""));
}

// ---- confirming ---------------------------------------------------------------------------------------------------

typedef struct Agreement {
    Time intake_at;
    Str sealed, box_words, box_person;
} Agreement;

static Err seal_agreement(Req *rq, const Stay *s, const Request *r, Agreement *a)
{
    Str text = req_field(rq, "afspraken");
    if (text.n > PLACING_TEXT_MAX) return req_fail(rq, E_LIMIT, N_("Deze tekst is te lang. Maak hem korter."));
    CLEANUP(secret_wipe) Secret key = {{0}};
    CLEANUP(secret_wipe) Secret person = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "placement", r->id, &key) != OK ||
        record_key(rq->db, rq->mem, &rq->actor, "placement_person", r->id, &person) != OK)
        return req_fail(rq, E_DENIED, N_("Je kunt de inhoud van deze aanvraag niet openen."));
    a->sealed = seal(rq->mem, &key, text, placing_context(rq->mem, r->submission, "agreement"));
    TRY(box_for_org(rq, s->org_id, &key, &a->box_words));
    return box_for_org(rq, s->org_id, &person, &a->box_person);
}

static Err prepare_agree(Req *rq)
{
    Stay s;
    Request r;
    Agreement *a = NEW(rq->mem, Agreement);
    TRY(stay_open(rq, &s, &r));
    TRY(req_may(rq, ACT_placement_work, looks(rq, &s) ? REL_OWN : REL_PARTICIPANT));
    if (form_moment(rq, "dag", "tijd", rq->now, &a->intake_at) != OK) {
        StaffForm f = form_agree(rq, &s);
        return form_again(rq, &f, "tijd", N_("Bevestig de plek"), stay_path(rq, &s, ""));
    }
    rq->prepared = a;
    return seal_agreement(rq, &s, &r, a);
}

static Err store_agree(Req *rq)
{
    Agreement *a = rq->prepared;
    Stay s;
    Request r;
    TRY(stay_open(rq, &s, &r));
    TRY(req_may(rq, ACT_placement_work, looks(rq, &s) ? REL_OWN : REL_PARTICIPANT));
    Err e = stay_agree(rq->db, s.id, a->intake_at, a->sealed, rq->now);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Dit verblijf is intussen veranderd. Ga terug en kijk opnieuw."));
    TRY(e);
    TRY(grant_box(rq->db, "placement", r.id, s.org_id, a->box_words, rq->now));
    TRY(grant_box(rq->db, "placement_person", r.id, s.org_id, a->box_person, rq->now));
    req_log(rq, "placement.share", "placement", r.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, stay_path(rq, &s, ""));
}

// ---- arriving and leaving -----------------------------------------------------------------------------------------

static Err both(Req *rq, Stay *ret_s, Request *ret_r)
{
    TRY(stay_open(rq, ret_s, ret_r));
    if (looks(rq, ret_s) || provides(rq, ret_s)) return OK;
    return req_fail(rq, E_DENIED, N_("Alleen wie zoekt en wie opvangt, kunnen dit doen."));
}

static Err done(Req *rq, const Stay *s, Err e, const char *action)
{
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Dit verblijf is intussen veranderd. Ga terug en kijk opnieuw."));
    TRY(e);
    req_log(rq, action, "placement", s->request_id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, stay_path(rq, s, ""));
}

static Err store_arrived(Req *rq)
{
    Stay s;
    Request r;
    TRY(both(rq, &s, &r));
    return done(rq, &s, stay_arrived(rq->db, rq->mem, &s, rq->actor.account, rq->now), "placement.arrived");
}

static Err store_not_arrived(Req *rq)
{
    Stay s;
    Request r;
    TRY(both(rq, &s, &r));
    Str state = s.shared_at ? S("not_arrived") : S("cancelled");
    return done(rq, &s, stay_failed(rq->db, rq->mem, &s, state, rq->actor.account, rq->now), "placement.not_arrived");
}

static Err prepare_extend(Req *rq)
{
    Stay s;
    Request r;
    Date day;
    Time *until = NEW(rq->mem, Time);
    TRY(both(rq, &s, &r));
    rq->prepared = until;
    Err e = date_parse(req_field(rq, "dag"), &day);
    if (e != OK) form_say(rq, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
    else *until = time_of_date(day + 1);
    if (e == OK && *until <= s.until) {
        e = E_INPUT;
        form_say(rq, N_("Kies een dag na de dag die nu is afgesproken."));
    }
    if (e == OK && *until > rq->now + DAYS(STAY_DAYS_MAX)) {
        e = E_INPUT;
        form_say(rq, N_("Kies een eerdere dag: een verblijf duurt hooguit drie jaar."));
    }
    if (e == OK) return OK;
    StaffForm f = form_extend(rq, &s);
    return form_again(rq, &f, "dag", N_("Verleng het verblijf"), stay_path(rq, &s, ""));
}

static Err store_extend(Req *rq)
{
    Stay s;
    Request r;
    const Time *until = rq->prepared;
    TRY(both(rq, &s, &r));
    return done(rq, &s, stay_extend(rq->db, &s, *until, rq->now), "placement.extend");
}

static Err store_end(Req *rq)
{
    Stay s;
    Request r;
    TRY(both(rq, &s, &r));
    Str outcome = req_field(rq, "uitkomst");
    if (!choice_find(stay_outcomes, outcome)) return req_fail(rq, E_INPUT, N_("Kies een antwoord uit de lijst."));
    return done(rq, &s, stay_end(rq->db, rq->mem, &s, outcome, rq->actor.account, rq->now), "placement.end");
}

const Route stay_routes[] = {
    {M_GET, "/opvang/verblijven/:id", ACT_placement_read, 0, 0, NULL, show_stay},
    {M_POST, "/opvang/verblijven/:id/persoon", ACT_person_identity, 0, 0, prepare_person, store_person},
    {M_POST, "/opvang/verblijven/:id/bevestigen", ACT_placement_work, 0, 0, prepare_agree, store_agree},
    {M_POST, "/opvang/verblijven/:id/aangekomen", ACT_placement_read, 0, 0, NULL, store_arrived},
    {M_POST, "/opvang/verblijven/:id/niet-aangekomen", ACT_placement_read, 0, 0, NULL, store_not_arrived},
    {M_POST, "/opvang/verblijven/:id/verlengen", ACT_placement_read, 0, 0, prepare_extend, store_extend},
    {M_POST, "/opvang/verblijven/:id/einde", ACT_placement_read, 0, 0, NULL, store_end},
    {0},
};
