// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// retention_pages.c - when a record goes and why; a hold, a request for erasure; and how much goes, without content.
#include "retention/retention.h"
#include "retention/retention_html.h"
#include "retention/retention_sql.h"
#include "retention/retention_view.h"

enum { NUMBER_MAX = 40 };

static const Frame overview_frame = {.title = N_("Bewaren en wissen"), .section = "bewaren"};

// ---- on the page of a record ----------------------------------------------------------------------------------------

Err retention_box(Req *rq, const char *kind, int64_t id, RetentionBox *ret_box)
{
    RetentionBox b = {0};
    TRY(retention_state(rq->db, rq->mem, retention_kind(str_c(kind)), id, &b.state));
    Relation r = b.state.record.org.v == rq->actor.org.v ? REL_OWN : REL_NONE;
    b.can_decide = req_can(rq, ACT_retention_decide, r);
    *ret_box = b;
    return OK;
}

Err retention_gone(Req *rq, const char *kind, int64_t id, const Frame *f)
{
    RetentionState s;
    TRY(retention_state(rq->db, rq->mem, retention_kind(str_c(kind)), id, &s));
    Out *o = req_out(rq);
    page_begin(rq, o, f);
    retention_gone_page(o, &s);
    page_end(rq, o, f);
    return req_html(rq, 200);
}

// ---- one record -----------------------------------------------------------------------------------------------------

static const RetentionKind *kind_of_path(Str path)
{
    const RetentionKind *k;
    for (size_t i = 0; (k = retention_kind_at(i)) != NULL; i++)
        if (str_eq_c(path, k->path)) return k;
    return NULL;
}

// The record that the path names, when this person may decide about it.
static Err load(Req *rq, RetentionState *ret_state)
{
    const RetentionKind *kind = kind_of_path(req_part(rq, 0));
    Relation r = REL_NONE;
    RetentionState s = {0};
    Err e = kind ? retention_state(rq->db, rq->mem, kind, req_id(rq, 1), &s) : E_NOTFOUND;
    if (e != OK && e != E_NOTFOUND) return e;
    if (e == OK && kind->relation) TRY(kind->relation(rq->db, rq->mem, &rq->actor, s.record.id, &r));
    else if (e == OK && s.record.org.v == rq->actor.org.v) r = REL_OWN;
    TRY(req_may(rq, ACT_retention_decide, r));
    *ret_state = s;
    return OK;
}

static Str path_of(Req *rq, const RetentionState *s, const char *rest)
{
    return str_fmt(rq->mem, "/bewaren/%s/%lld%s", s->kind->path, (long long)s->record.id, rest);
}

static FormInput *reason_input(StaffForm *f)
{
    FormInput *in = form_add(f, FORM_TEXT, "reden", N_("Reden"));
    in->hint = N_("De reden komt in het logboek en blijft daar. Schrijf geen namen en niets van de inhoud.");
    in->rows = 3;
    return in;
}

static StaffForm hold_form(Req *rq, const RetentionState *s)
{
    StaffForm f = form_start(rq, "blokkade", path_of(rq, s, "/blokkade"), N_("Bewaar het voorlopig"));
    form_choices(rq, form_add(&f, FORM_SELECT, "grond", N_("Waarom moet het blijven?")), hold_grounds, STR_NONE);
    reason_input(&f);
    f.secondary = true;
    return f;
}

static StaffForm lift_form(Req *rq, const RetentionState *s)
{
    StaffForm f = form_start(rq, "opheffen", path_of(rq, s, "/opheffen"), N_("Hef de blokkade op"));
    reason_input(&f);
    f.secondary = true;
    return f;
}

static StaffForm request_form(Req *rq, const RetentionState *s)
{
    StaffForm f = form_start(rq, "verzoek", path_of(rq, s, "/verzoek"), N_("Leg het besluit vast"));
    form_add(&f, FORM_DATE, "gevraagd", N_("Wanneer is erom gevraagd?"));
    form_choices(rq, form_add(&f, FORM_SELECT, "grond", N_("Waarom?")), request_grounds, STR_NONE);
    form_choices(rq, form_add(&f, FORM_SELECT, "besluit", N_("Wat is het besluit?")), request_outcomes, S("refused"));
    reason_input(&f);
    form_add(&f, FORM_TICK, "zeker", N_("Ik weet dat wissen niet terug te draaien is."));
    f.danger = true;
    return f;
}

static Err show_record(Req *rq)
{
    RetentionView v = {0};
    TRY(load(rq, &v.state));
    const RetentionState *s = &v.state;
    RequestsOfRow *rows;
    TRY(q_requests_of(rq->db, rq->mem, str_c(s->kind->name), s->record.id, &rows, &v.request_count));
    v.requests = rows;
    v.hold = hold_form(rq, s);
    v.lift = lift_form(rq, s);
    v.request = request_form(rq, s);
    v.title = str_c(T(rq->lang, "Bewaren en wissen"));
    const Frame f = {.title = N_("Bewaren en wissen"), .section = "bewaren"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    retention_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err the_reason(Req *rq, Str *ret_reason)
{
    TRY(req_text(rq, "reden", N_("Reden"), REASON_MAX, ret_reason));
    if (ret_reason->n < REASON_MIN) return req_fail(rq, E_INPUT, N_("Schrijf de reden in een hele zin."));
    return OK;
}

static void log_it(Req *rq, const char *action, const RetentionState *s, const char *ground, Str reason)
{
    req_log(rq, action, s->kind->name, s->record.id, ground, reason);
}

static Err write_hold(Req *rq)
{
    RetentionState s;
    Str reason, ground = req_field(rq, "grond");
    TRY(load(rq, &s));
    StaffForm f = hold_form(rq, &s);
    if (the_reason(rq, &reason) != OK) return form_again(rq, &f, "reden", N_("Bewaren"), path_of(rq, &s, ""));
    Err e = retention_hold(rq->db, rq->mem, s.kind, s.record.id, ground, rq->actor.account, rq->now);
    if (e == E_INPUT) return req_fail(rq, e, N_("Kies waarom het moet blijven."));
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Er is al een blokkade, of het is al gewist."));
    TRY(e);
    log_it(rq, "retention.hold", &s, choice_find(hold_grounds, ground)->code, reason);
    return req_redirect(rq, path_of(rq, &s, ""));
}

static Err write_lift(Req *rq)
{
    RetentionState s;
    Str reason;
    TRY(load(rq, &s));
    StaffForm f = lift_form(rq, &s);
    if (the_reason(rq, &reason) != OK) return form_again(rq, &f, "reden", N_("Bewaren"), path_of(rq, &s, ""));
    Err e = retention_lift(rq->db, rq->mem, s.kind, s.record.id, rq->actor.account, rq->now);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Er is geen blokkade meer."));
    TRY(e);
    log_it(rq, "retention.lift", &s, "", reason);
    return req_redirect(rq, path_of(rq, &s, ""));
}

typedef struct Asked {
    Date day;
    Str ground, reason;
    bool granted;
} Asked;

// Names the field that is wrong.
static const char *read_request(Req *rq, Asked *a)
{
    const char *day = "gevraagd";
    if (date_parse(req_field(rq, day), &a->day) != OK || a->day > date_nl(rq->now)) {
        form_say(rq, N_("Vul de dag in waarop erom is gevraagd."));
        return day;
    }
    a->ground = req_field(rq, "grond");
    a->granted = str_eq(req_field(rq, "besluit"), S("granted"));
    if (!choice_find(request_grounds, a->ground) || !choice_find(request_outcomes, req_field(rq, "besluit"))) {
        form_say(rq, N_("Kies een besluit en waarom."));
        return "grond";
    }
    if (a->granted == str_eq(a->ground, S("avg17-3"))) {
        form_say(rq, N_("Een uitzondering hoort bij een afwijzing; de andere gronden bij een toewijzing."));
        return "grond";
    }
    if (the_reason(rq, &a->reason) != OK) return "reden";
    if (a->granted && !req_flag(rq, "zeker")) {
        form_say(rq, N_("Zet een vinkje als je zeker weet dat het gewist moet worden."));
        return "zeker";
    }
    return NULL;
}

static Err write_request(Req *rq)
{
    RetentionState s;
    Asked a = {0};
    int64_t added;
    TRY(load(rq, &s));
    StaffForm f = request_form(rq, &s);
    const char *wrong = read_request(rq, &a);
    if (wrong) return form_again(rq, &f, wrong, N_("Verzoek om wissen"), path_of(rq, &s, ""));
    TRY(q_request_add(rq->db, form_submission(rq), str_c(s.kind->name), s.record.id, s.record.org.v, a.day,
                      a.granted ? S("granted") : S("refused"), a.ground, rq->actor.account.v, rq->now, &added));
    if (!added) return req_redirect(rq, path_of(rq, &s, "")); // sent twice
    if (a.granted) {
        const Erasure e = {.reason = "request", .basis = a.ground, .by = rq->actor.account, .at = rq->now};
        Err done = retention_erase(rq->db, rq->mem, s.kind, s.record.id, &e);
        if (done == E_CONFLICT)
            return req_fail(rq, done, N_("Dit kan niet worden gewist: er is een blokkade, of het is al gewist."));
        TRY(done);
    }
    log_it(rq, a.granted ? "record.erase" : "retention.refuse", &s, choice_find(request_grounds, a.ground)->code,
           a.reason);
    return req_redirect(rq, path_of(rq, &s, ""));
}

// ---- how much -------------------------------------------------------------------------------------------------------

static StaffForm find_form(Req *rq)
{
    StaffForm f = form_start(rq, "zoek", S("/bewaren"), N_("Zoek op"));
    FormInput *in = form_add(&f, FORM_LINE, "nummer", N_("Nummer"));
    in->hint = N_("Van een signaal, een verwijzing of een casus van je organisatie.");
    return f;
}

static Err show_overview(Req *rq)
{
    OverviewView v = {.all = req_can(rq, ACT_retention_view, REL_NONE),
                      .can_find = req_can(rq, ACT_retention_decide, REL_OWN),
                      .find = find_form(rq)};
    RetentionCount *rows;
    const OrgId org = v.all ? (OrgId){0} : rq->actor.org;
    TRY(req_may(rq, ACT_retention_view, v.all ? REL_NONE : REL_OWN));
    TRY(retention_counts(rq->db, rq->mem, org, rq->now, &rows, &v.n));
    v.rows = rows;
    Out *o = req_out(rq);
    page_begin(rq, o, &overview_frame);
    retention_overview(o, &v);
    page_end(rq, o, &overview_frame);
    return req_html(rq, 200);
}

// A number in an address would stay in the history: so it comes by post, and the answer is the record's own page.
static Err find_number(Req *rq)
{
    Str number;
    const RetentionKind *k;
    StaffForm f = find_form(rq);
    if (req_text(rq, "nummer", N_("Nummer"), NUMBER_MAX, &number) != OK)
        return form_again(rq, &f, "nummer", N_("Bewaren en wissen"), S("/bewaren"));
    for (size_t i = 0; (k = retention_kind_at(i)) != NULL; i++) {
        int64_t id;
        RetentionRecord r;
        if (!k->find || k->find(rq->db, rq->mem, number, &id) != OK) continue;
        TRY(k->one(rq->db, rq->mem, id, &r));
        if (r.org.v != rq->actor.org.v) continue;
        return req_redirect(rq, str_fmt(rq->mem, "/bewaren/%s/%lld", k->path, (long long)id));
    }
    form_say(rq, N_("Je organisatie heeft niets met dit nummer."));
    return form_again(rq, &f, "nummer", N_("Bewaren en wissen"), S("/bewaren"));
}

const Route retention_routes[] = {
    {M_GET, "/bewaren", ACT_retention_view, 0, 0, NULL, show_overview},
    {M_POST, "/bewaren", ACT_retention_decide, R_READ_POST, 0, NULL, find_number},
    {M_GET, "/bewaren/:soort/:id", ACT_retention_decide, 0, 0, NULL, show_record},
    {M_POST, "/bewaren/:soort/:id/blokkade", ACT_retention_decide, 0, 0, NULL, write_hold},
    {M_POST, "/bewaren/:soort/:id/opheffen", ACT_retention_decide, 0, 0, NULL, write_lift},
    {M_POST, "/bewaren/:soort/:id/verzoek", ACT_retention_decide, 0, 0, NULL, write_request},
    {0},
};
