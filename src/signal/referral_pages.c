// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// referral_pages.c - referrals that came in and went out, and the answers to them.
#include "signal/referral_html.h"
#include "signal/referral_view.h"
#include "retention/retention.h"
#include "signal/work_forms.h"
#include <string.h>

enum { LIST_IN, LIST_OUT, LIST_REGION };

// ---- the lists ----------------------------------------------------------------------------------

static Err rows_of(Req *rq, ReferralListView *v, int64_t before)
{
    if (v->list == LIST_REGION)
        return q_referral_list_region(rq->db, rq->mem, rq->actor.org.v, before, REFERRAL_PAGE + 1, &v->rows, &v->count);
    if (v->list == LIST_OUT)
        return q_referral_list_out(rq->db, rq->mem, rq->actor.org.v, v->state, before, REFERRAL_PAGE + 1, &v->rows,
                                   &v->count);
    return q_referral_list_in(rq->db, rq->mem, rq->actor.org.v, v->state, before, REFERRAL_PAGE + 1, &v->rows,
                              &v->count);
}

static void choose_list(Req *rq, ReferralListView *v)
{
    v->can_in = req_can(rq, ACT_referral_answer, REL_PARTICIPANT);
    v->can_out = req_can(rq, ACT_referral_send, REL_OWN);
    v->can_region = has_role(&rq->actor, ROLE_chain_director);
    Str word = req_query(rq, "lijst");
    v->list = v->can_in ? LIST_IN : v->can_out ? LIST_OUT : LIST_REGION;
    if (v->can_out && str_eq(word, S("verstuurd"))) v->list = LIST_OUT;
    if (v->can_region && str_eq(word, S("regio"))) v->list = LIST_REGION;
    v->state = req_query(rq, "toestand");
    if (!choice_find(referral_states, v->state)) v->state = S("sent");
}

static Err show_list(Req *rq)
{
    ReferralListView v = {0};
    choose_list(rq, &v);
    Action does = v.list == LIST_IN ? ACT_referral_answer : v.list == LIST_OUT ? ACT_referral_send : ACT_signal_list;
    TRY(req_may(rq, does, v.list == LIST_IN ? REL_PARTICIPANT : v.list == LIST_OUT ? REL_OWN : REL_REGION));
    int64_t before = INT64_MAX;
    if (str_int(req_query(rq, "na"), 1, INT64_MAX, &before) != OK) before = INT64_MAX;
    TRY(rows_of(rq, &v, before));
    if (v.count > REFERRAL_PAGE) {
        static const char *const words[] = {"binnen", "verstuurd", "regio"};
        v.count = REFERRAL_PAGE;
        v.next = str_fmt(rq->mem, "/verwijzingen?lijst=%s&toestand=%.*s&na=%lld", words[v.list], STR_ARG(v.state),
                         (long long)v.rows[v.count - 1].id);
    }
    v.clocks = NEW_ARRAY(rq->mem, ClockView, v.count + 1);
    for (size_t i = 0; i < v.count; i++) {
        NamedClock *clocks;
        size_t n;
        TRY(clock_rows(rq, S("referral"), v.rows[i].id, &clocks, &n));
        if (n) v.clocks[i] = clocks[0].v;
    }
    const Frame f = {.title = N_("Verwijzingen"), .section = "verwijzingen"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    referral_list_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- one referral -------------------------------------------------------------------------------

// Loads it and asks may(); what is asked depends on how the actor stands to it.
static Err load(Req *rq, Referral *ret_r, Relation *ret_relation)
{
    Referral r = {0};
    Relation relation = REL_NONE;
    Err e = referral_load(rq->db, rq->mem, &rq->actor, req_id(rq, 0), &r, &relation);
    if (e != OK && e != E_NOTFOUND) return e;
    Action does = relation == REL_OWN           ? ACT_referral_send
                  : relation == REL_PARTICIPANT ? ACT_referral_answer
                                                : ACT_signal_list;
    TRY(req_may(rq, does, relation));
    *ret_r = r;
    *ret_relation = relation;
    return OK;
}

static Err load_as(Req *rq, Relation wanted, Referral *ret_r)
{
    Relation relation;
    TRY(load(rq, ret_r, &relation));
    if (relation == wanted) return OK;
    return req_fail(rq, E_DENIED,
                    wanted == REL_OWN ? N_("Alleen wie verwees, kan dit.") : N_("Alleen de ontvanger kan dit."));
}

static Str path_of(Req *rq, const Referral *r, const char *rest)
{
    return str_fmt(rq->mem, "/verwijzingen/%lld%s", (long long)r->id, rest);
}

StaffForm form_reject(Req *rq, const Referral *r)
{
    StaffForm f = form_start(rq, "afwijzen", path_of(rq, r, "/afwijzen"), N_("Wijs af"));
    f.secondary = true;
    form_add(&f, FORM_TEXT, "reden", N_("Waarom niet, en wie dan wel?"))->hint =
        N_("De afzender leest dit. Daarna kun je de verwijzing niet meer openen.");
    return f;
}

StaffForm form_finish(Req *rq, const Referral *r)
{
    StaffForm f = form_start(rq, "gereed", path_of(rq, r, "/gereed"), N_("Rond af"));
    form_add(&f, FORM_TEXT, "resultaat", N_("Wat is er gedaan?"))->hint =
        N_("De afzender leest dit. Schrijf niet meer dan nodig.");
    return f;
}

StaffForm form_revoke(Req *rq, const Referral *r)
{
    StaffForm f = form_start(rq, "intrekken", path_of(rq, r, "/intrekken"), N_("Trek in"));
    f.danger = true;
    form_add(&f, FORM_TEXT, "reden", N_("Waarom trek je dit in?"))->hint =
        N_("De ontvanger kan de inhoud daarna niet meer openen.");
    return f;
}

static bool state_is(const Referral *r, const char *state) { return str_eq_c(r->state, state); }

static void fill_buttons(Req *rq, const Referral *r, ReferralView *v)
{
    bool receiver = v->relation == REL_PARTICIPANT, sender = v->relation == REL_OWN;
    bool open = state_is(r, "sent") || state_is(r, "expired");
    v->can_accept = receiver && open && !v->no_key;
    v->can_case = v->can_accept && may_ever(&rq->actor, ACT_case_direct) && !choice_is(r->table_code, "regular");
    v->can_reject = receiver && open && !v->no_key;
    v->can_finish = receiver && state_is(r, "accepted") && r->case_id == 0 && !v->no_key;
    v->can_revoke = sender && (open || state_is(r, "accepted"));
    v->accept = form_start(rq, "aannemen", path_of(rq, r, "/aannemen"), N_("Neem aan"));
    v->accept.secondary = v->can_case;
    v->accept_case = form_start(rq, "aannemen-casus", path_of(rq, r, "/aannemen"), N_("Neem aan en open een casus"));
    form_add(&v->accept_case, FORM_HIDDEN, "casus", "")->value = S("1");
    v->reject = form_reject(rq, r);
    v->finish = form_finish(rq, r);
    v->revoke = form_revoke(rq, r);
}

static Err open_content(Req *rq, const Referral *r, ReferralView *v)
{
    if (v->relation != REL_OWN && v->relation != REL_PARTICIPANT) return OK; // progress only
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "referral", r->id, &key) != OK) {
        v->no_key = true;
        return OK;
    }
    v->package = NEW(rq->mem, ReferralPackage);
    TRY(referral_open_package(rq->db, rq->mem, &rq->actor, r, v->package));
    if (r->sealed_answer.n)
        TRY(unseal(rq->mem, &key, r->sealed_answer, referral_context(rq->mem, r->submission, "answer"), &v->answer));
    req_log(rq, "referral.read", "referral", r->id, str_z(rq->mem, r->ground), STR_NONE);
    return OK;
}

static Err show_referral(Req *rq)
{
    Referral *r = NEW(rq->mem, Referral);
    ReferralView *v = NEW(rq->mem, ReferralView);
    TRY(load(rq, r, &v->relation));
    v->r = r;
    const Frame f = {.title = N_("Verwijzing"),
                     .section = "verwijzingen",
                     .back_path = "/verwijzingen",
                     .back_title = N_("Verwijzingen")};
    if (r->erased_at) return retention_gone(rq, "referral", r->id, &f);
    TRY(open_content(rq, r, v));
    TRY(clock_rows(rq, S("referral"), r->id, &v->clocks, &v->clock_count));
    TRY(retention_box(rq, "referral", r->id, &v->retention));
    fill_buttons(rq, r, v);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    referral_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err send_file(Req *rq)
{
    Referral r;
    Relation relation;
    TRY(load(rq, &r, &relation));
    ReferralPackage *p = NEW(rq->mem, ReferralPackage);
    int64_t at = 0;
    if (relation < REL_PARTICIPANT || referral_open_package(rq->db, rq->mem, &rq->actor, &r, p) != OK)
        return req_fail(rq, E_DENIED, N_("Je kunt de inhoud van deze verwijzing niet openen."));
    if (str_int(req_part(rq, 1), 1, (int64_t)p->file_count, &at) != OK)
        return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    const PackageFile *f = &p->files[at - 1];
    req_log(rq, "referral.file", "referral", r.id, str_z(rq->mem, r.ground), STR_NONE);
    return work_send_file(rq, f->stored, (Str){(const char *)f->key.b, SECRET_SIZE}, f->name);
}

// ---- answers ------------------------------------------------------------------------------------

typedef struct Reply {
    Referral r;
    Str sealed, text;
} Reply;

typedef StaffForm (*FormOf)(Req *rq, const Referral *r);

// Checks the text of a form and seals it with the key of the referral.
static Err prepare_reply(Req *rq, Relation as, FormOf form, const char *name, const char *label)
{
    Reply *p = NEW(rq->mem, Reply);
    rq->prepared = p;
    TRY(load_as(rq, as, &p->r));
    if (req_text(rq, name, label, REFERRAL_TEXT_MAX, &p->text) != OK) {
        StaffForm f = form(rq, &p->r);
        return form_again(rq, &f, name, N_("Verwijzing"), path_of(rq, &p->r, ""));
    }
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "referral", p->r.id, &key) != OK)
        return req_fail(rq, E_DENIED, N_("Je kunt de inhoud van deze verwijzing niet openen."));
    p->sealed = seal(rq->mem, &key, p->text, referral_context(rq->mem, p->r.submission, "answer"));
    return OK;
}

static Err prepare_reject(Req *rq) { return prepare_reply(rq, REL_PARTICIPANT, form_reject, "reden", N_("Reden")); }
static Err prepare_finish(Req *rq)
{
    return prepare_reply(rq, REL_PARTICIPANT, form_finish, "resultaat", N_("Resultaat"));
}
static Err prepare_revoke(Req *rq) { return prepare_reply(rq, REL_OWN, form_revoke, "reden", N_("Reden")); }

static Err write_accept(Req *rq)
{
    Referral r;
    TRY(load_as(rq, REL_PARTICIPANT, &r));
    TRY(referral_accept(rq, &r));
    if (req_flag(rq, "casus"))
        return req_redirect(rq, str_fmt(rq->mem, "/casussen/nieuw?verwijzing=%lld", (long long)r.id));
    return req_redirect(rq, path_of(rq, &r, ""));
}

// The receiver's key goes; the signal waits for its own organisation again when nobody else has it.
static Err take_back(Req *rq, const Referral *r)
{
    int64_t changed;
    TRY(record_revoke(rq->db, "referral", r->id, (OrgId){r->to_org}));
    TRY(q_referral_set_withdrawn(rq->db, r->id, &changed));
    return q_referral_signal_back(rq->db, r->signal_id, rq->now, &changed);
}

static Err write_reject(Req *rq)
{
    const Reply *p = rq->prepared;
    Referral r;
    int64_t changed = 0;
    TRY(load_as(rq, REL_PARTICIPANT, &r));
    if (state_is(&r, "sent") || state_is(&r, "expired"))
        TRY(q_referral_move(rq->db, r.id, r.state, S("rejected"), rq->actor.account.v, rq->now, p->sealed, rq->now,
                            &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Deze verwijzing is al beantwoord."));
    TRY(clock_meet(rq->db, S("referral"), r.id, CLOCK_referral_answer, rq->now, rq->actor.account));
    TRY(take_back(rq, &r));
    req_log(rq, "referral.reject", "referral", r.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, path_of(rq, &r, ""));
}

static Err write_finish(Req *rq)
{
    const Reply *p = rq->prepared;
    Referral r;
    TRY(load_as(rq, REL_PARTICIPANT, &r));
    TRY(referral_finish(rq, &r, p->text));
    return req_redirect(rq, path_of(rq, &r, ""));
}

static Err write_revoke(Req *rq)
{
    const Reply *p = rq->prepared;
    Referral r;
    int64_t changed = 0;
    TRY(load_as(rq, REL_OWN, &r));
    if (state_is(&r, "sent") || state_is(&r, "expired") || state_is(&r, "accepted"))
        TRY(q_referral_move(rq->db, r.id, r.state, S("revoked"), rq->actor.account.v, rq->now, p->sealed, rq->now,
                            &changed));
    if (!changed)
        return req_fail(rq, E_CONFLICT, N_("Deze verwijzing is al klaar en kan niet meer worden ingetrokken."));
    TRY(clock_stop_all(rq->db, S("referral"), r.id, rq->now, rq->actor.account));
    TRY(take_back(rq, &r));
    req_log(rq, "referral.revoke", "referral", r.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, path_of(rq, &r, ""));
}

const Route referral_routes[] = {
    {M_GET, "/verwijzingen", ACT_signal_list, 0, 0, NULL, show_list},
    {M_GET, "/verwijzingen/:id", ACT_signal_list, 0, 0, NULL, show_referral},
    {M_GET, "/verwijzingen/:id/bestanden/:nummer", ACT_signal_read, 0, 0, NULL, send_file},
    {M_POST, "/verwijzingen/:id/aannemen", ACT_referral_answer, 0, 0, NULL, write_accept},
    {M_POST, "/verwijzingen/:id/afwijzen", ACT_referral_answer, 0, 0, prepare_reject, write_reject},
    {M_POST, "/verwijzingen/:id/gereed", ACT_referral_answer, 0, 0, prepare_finish, write_finish},
    {M_POST, "/verwijzingen/:id/intrekken", ACT_referral_send, 0, 0, prepare_revoke, write_revoke},
    {0},
};
