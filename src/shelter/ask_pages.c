// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// ask_pages.c - asking providers without a name, and their answers.
#include "shelter/placing_html.h"
#include "shelter/placing_view.h"
#include "shelter/rules.h"
#include "sys/clock.h"

// ---- asking -------------------------------------------------------------------------------------------------------

typedef struct OneAsk {
    NewAsk n;
    Str sealed, boxes[3]; // provider, owner, backup
} OneAsk;
typedef struct Asking {
    Request r;
    OneAsk *asks;
    size_t count;
} Asking;

static bool ticked(Req *rq, int64_t unit)
{
    Str id = str_fmt(rq->mem, "%lld", (long long)unit);
    const Fields *form = &rq->http->form;
    for (size_t i = 0; i < form->n; i++)
        if (str_eq(form->v[i].name, S("plek")) && str_eq(form->v[i].value, id)) return true;
    return false;
}

// The words for the provider are the words of the request, under a key of this question alone.
static Err seal_question(Req *rq, const Request *r, OneAsk *a)
{
    CLEANUP(secret_wipe) Secret words_key = {{0}};
    CLEANUP(secret_wipe) Secret key = secret_random();
    Str words;
    TRY(record_key(rq->db, rq->mem, &rq->actor, "placement", r->id, &words_key));
    TRY(unseal(rq->mem, &words_key, r->sealed_words, placing_context(rq->mem, r->submission, "words"), &words));
    a->sealed = seal(rq->mem, &key, words, placing_context(rq->mem, r->submission, "question"));
    text_wipe(words);
    const int64_t orgs[] = {a->n.provider.v, r->org_id, r->backup_org};
    for (size_t i = 0; i < COUNT(orgs); i++) TRY(box_for_org(rq, orgs[i], &key, &a->boxes[i]));
    return OK;
}

static Err add_asks(Req *rq, Asking *all, const Matching *m, bool everyone)
{
    Terms t;
    TRY(placing_terms(rq->mem, all->r.kind, &t, &rq->why));
    all->asks = NEW_ARRAY(rq->mem, OneAsk, ASKS_MAX);
    for (size_t i = 0; i < m->match.count && all->count < ASKS_MAX; i++) {
        const Matched *one = &m->match.all[i];
        const ShelterUnit *u = &m->rows[one->unit];
        bool chosen = everyone ? one->impossible == 0 : ticked(rq, u->id) && may_still_ask(m, one);
        if (!chosen) continue;
        OneAsk *a = &all->asks[all->count++];
        a->n = (NewAsk){.request = all->r.id,
                        .unit = u->id,
                        .score = one->impossible ? 0 : (int64_t)(one->score + 0.5f),
                        .provider = {u->org_id},
                        .rules = str_fmt(rq->mem, "placement v%lld, placement_score v%lld", (long long)m->rules.version,
                                         (long long)m->rules.score_version),
                        .answer_by = rq->now + t.answer,
                        .hold = !everyone && req_flag(rq, "vasthouden")};
        TRY(seal_question(rq, &all->r, a));
    }
    return OK;
}

static Err prepare_ask(Req *rq)
{
    Asking *all = NEW(rq->mem, Asking);
    Relation relation;
    Matching *m;
    TRY(request_open(rq, ACT_placement_work, &all->r, &relation));
    TRY(request_match(rq, &all->r, &m));
    TRY(add_asks(rq, all, m, req_flag(rq, "iedereen")));
    if (all->count == 0) return req_fail(rq, E_INPUT, N_("Kruis eerst een plek aan die nog vrij is."));
    rq->prepared = all;
    return OK;
}

// Who is being asked already, or whose last place went to another meanwhile, is left out: the page shows that.
static Err store_one(Req *rq, const Asking *all, const OneAsk *a, bool *ret_asked)
{
    int64_t id, changed;
    Err e = ask_store(rq->db, rq->mem, &a->n, rq->actor.account, rq->now, &id);
    *ret_asked = e == OK;
    if (e == E_CONFLICT) return OK;
    TRY(e);
    AskByIdRow row;
    TRY(q_ask_by_id(rq->db, rq->mem, id, &row));
    TRY(q_ask_set_question(rq->db, id, a->sealed, row.place_id, &changed));
    const int64_t orgs[] = {a->n.provider.v, all->r.org_id, all->r.backup_org};
    for (size_t i = 0; i < COUNT(orgs); i++) TRY(grant_box(rq->db, "placement_ask", id, orgs[i], a->boxes[i], rq->now));
    req_log(rq, "placement.question", "placement_ask", id, GROUND_TASK, STR_NONE);
    return OK;
}

static Err store_ask(Req *rq)
{
    Asking *all = rq->prepared;
    Request r;
    Relation relation;
    TRY(request_open(rq, ACT_placement_work, &r, &relation));
    if (!str_eq(r.state, S("open")))
        return req_fail(rq, E_CONFLICT, N_("Deze aanvraag is intussen veranderd. Ga terug en kijk opnieuw."));
    size_t asked = 0;
    for (size_t i = 0; i < all->count; i++) {
        bool yes;
        Err e = store_one(rq, all, &all->asks[i], &yes);
        if (e == E_LIMIT)
            return req_fail(rq, E_CONFLICT, N_("Deze plek is zojuist aan een ander toegezegd. Kies een andere plek."));
        TRY(e);
        asked += yes;
    }
    if (asked == 0) return req_fail(rq, E_CONFLICT, N_("Deze aanbieders zijn al gevraagd."));
    req_log(rq, "placement.ask_network", "placement", r.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, request_path(rq->mem, r.id, ""));
}

static Err store_withdraw(Req *rq)
{
    Request r;
    Relation relation;
    Ask a;
    TRY(request_open(rq, ACT_placement_work, &r, &relation));
    Err e = q_ask_by_id(rq->db, rq->mem, req_id(rq, 1), &a);
    if (e == E_NOTFOUND || (e == OK && a.request_id != r.id))
        return req_fail(rq, E_NOTFOUND, N_("Deze vraag bestaat niet."));
    TRY(e);
    e = ask_end(rq->db, a.id, (OrgId){a.org_id}, S("withdrawn"), STR_NONE, STR_NONE, rq->actor.account, rq->now);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Deze vraag is al beantwoord."));
    TRY(e);
    req_log(rq, "placement.question_withdraw", "placement_ask", a.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, request_path(rq->mem, r.id, ""));
}

// ---- the provider's side ------------------------------------------------------------------------------------------

static Err show_asks(Req *rq)
{
    TRY(req_may(rq, ACT_placement_answer, REL_OWN));
    AskListView v = {.state = req_query(rq, "toestand"), .now = rq->now};
    if (!choice_find(ask_states, v.state)) v.state = S("asked");
    int64_t before = INT64_MAX;
    Str from = req_query(rq, "voor");
    if (from.n && str_int(from, 1, INT64_MAX, &before) != OK) before = INT64_MAX;
    TRY(q_ask_list(rq->db, rq->mem, rq->actor.org.v, v.state, before, REQUEST_PAGE + 1, &v.rows, &v.count));
    if (v.count > REQUEST_PAGE) {
        v.count = REQUEST_PAGE;
        v.next = str_fmt(rq->mem, "/opvang/vragen?toestand=%.*s&voor=%lld", STR_ARG(v.state),
                         (long long)v.rows[v.count - 1].id);
    }
    const Str running[] = {S("agreed"), S("arrived")};
    v.stays = NEW_ARRAY(rq->mem, PlacementListRow, 2 * REQUEST_PAGE);
    for (size_t i = 0; i < COUNT(running); i++) {
        PlacementListRow *rows;
        size_t n;
        TRY(q_placement_list(rq->db, rq->mem, rq->actor.org.v, running[i], INT64_MAX, REQUEST_PAGE, &rows, &n));
        for (size_t k = 0; k < n; k++) v.stays[v.stay_count++] = rows[k];
    }
    const Frame f = {.title = N_("Vragen om opvang"), .section = "opvang"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    ask_list_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err load_ask(Req *rq, Ask *ret_a)
{
    Ask a;
    int64_t id = req_id(rq, 0);
    Err e = id ? q_ask_by_id(rq->db, rq->mem, id, &a) : E_NOTFOUND;
    if (e != OK && e != E_NOTFOUND) return e;
    TRY(req_may(rq, ACT_placement_answer, e == OK && a.org_id == rq->actor.org.v ? REL_OWN : REL_NONE));
    *ret_a = a;
    return OK;
}

StaffForm form_yes(Req *rq, const Ask *a)
{
    StaffForm f = form_start(rq, "ja", str_fmt(rq->mem, "/opvang/vragen/%lld/ja", (long long)a->id),
                             N_("Ja, deze persoon kan komen"));
    FormInput *in = form_add(&f, FORM_TEXT, "antwoord", N_("Wat moet de vrager weten over de opname?"));
    in->hint = N_("Bijvoorbeeld: wie te bellen, hoe laat de opname kan. Het adres zien zij vanzelf.");
    in->optional = true;
    return f;
}

StaffForm form_no(Req *rq, const Ask *a)
{
    StaffForm f = form_start(rq, "nee", str_fmt(rq->mem, "/opvang/vragen/%lld/nee", (long long)a->id), N_("Nee"));
    FormInput *in = form_add(&f, FORM_SELECT, "reden", N_("Waarom niet?"));
    in->hint = N_("De reden telt mee in het landelijk beeld. Zo wordt zichtbaar wie vaak wordt geweigerd.");
    form_choices(rq, in, refuse_reasons, STR_NONE);
    form_add(&f, FORM_TEXT, "toelichting", N_("Toelichting voor de vrager"))->optional = true;
    f.secondary = true;
    return f;
}

static Err show_ask(Req *rq)
{
    QuestionView *v = NEW(rq->mem, QuestionView);
    const Regions *regions;
    TRY(match_regions(&regions, &rq->why));
    TRY(load_ask(rq, &v->a));
    TRY(q_request_by_id(rq->db, rq->mem, v->a.request_id, &v->r));
    v->open = str_eq(v->a.state, S("asked"));
    // Of who went elsewhere a provider need not keep reading age, sex and what happened.
    if (v->open || (str_eq(v->a.state, S("accepted")) && v->a.over == 0))
        request_pairs(rq, regions, &v->r, false, v->pairs, &v->pair_count);
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "placement_ask", v->a.id, &key) == OK) {
        if (v->a.sealed_question.n)
            TRY(unseal(rq->mem, &key, v->a.sealed_question, placing_context(rq->mem, v->r.submission, "question"),
                       &v->words));
        if (v->a.sealed_answer.n)
            TRY(unseal(rq->mem, &key, v->a.sealed_answer, placing_context(rq->mem, v->r.submission, "answer"),
                       &v->answer));
    }
    if (v->open) TRY(clock_rows(rq, S("placement"), v->r.id, &v->clocks, &v->clock_count));
    v->yes = form_yes(rq, &v->a);
    v->no = form_no(rq, &v->a);
    req_log(rq, "placement.question_read", "placement_ask", v->a.id, GROUND_TASK, STR_NONE);
    const Frame f = {.title = N_("Vraag om opvang"),
                     .section = "opvang",
                     .back_path = "/opvang/vragen",
                     .back_title = N_("Vragen om opvang")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    question_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- yes and no ---------------------------------------------------------------------------------------------------

typedef struct Reply {
    Ask a;
    Str sealed, boxes[2]; // of the address: owner and backup
} Reply;

static Err prepare_reply(Req *rq, Reply *p, Str text)
{
    Request r;
    TRY(q_request_by_id(rq->db, rq->mem, p->a.request_id, &r));
    if (text.n > PLACING_TEXT_MAX) return req_fail(rq, E_LIMIT, N_("Deze tekst is te lang. Maak hem korter."));
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "placement_ask", p->a.id, &key) != OK)
        return req_fail(rq, E_DENIED, N_("Je kunt de inhoud van deze vraag niet openen."));
    if (text.n) p->sealed = seal(rq->mem, &key, text, placing_context(rq->mem, r.submission, "answer"));
    return OK;
}

static Err prepare_yes(Req *rq)
{
    Reply *p = NEW(rq->mem, Reply);
    rq->prepared = p;
    TRY(load_ask(rq, &p->a));
    TRY(prepare_reply(rq, p, req_field(rq, "antwoord")));
    CLEANUP(secret_wipe) Secret key = {{0}};
    // A facility without an address yet has no key to give.
    Err e = record_key(rq->db, rq->mem, &rq->actor, "facility", p->a.facility_id, &key);
    if (e != OK && e != E_CRYPT) return e;
    if (e != OK) return OK;
    TRY(box_for_org(rq, p->a.request_org, &key, &p->boxes[0]));
    return box_for_org(rq, p->a.backup_org, &key, &p->boxes[1]);
}

static Err store_yes(Req *rq)
{
    Reply *p = rq->prepared;
    Ask a;
    TRY(load_ask(rq, &a));
    if (a.request_org != p->a.request_org || a.backup_org != p->a.backup_org) // taken over: the boxes are not theirs
        return req_fail(rq, E_CONFLICT, N_("Deze aanvraag is intussen veranderd. Ga terug en kijk opnieuw."));
    int64_t stay;
    Err e = ask_accept(rq->db, rq->mem, &a, p->sealed, rq->actor.account, rq->now, &stay);
    if (e == E_CONFLICT)
        return req_fail(rq, e, N_("Dit kan niet meer: er is al een plek gevonden, of jullie plek is net bezet."));
    TRY(e);
    TRY(grant_box(rq->db, "facility", a.facility_id, a.request_org, p->boxes[0], rq->now));
    TRY(grant_box(rq->db, "facility", a.facility_id, a.backup_org, p->boxes[1], rq->now));
    req_log(rq, "placement.accept", "placement_ask", a.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, str_fmt(rq->mem, "/opvang/verblijven/%lld", (long long)stay));
}

static Err prepare_no(Req *rq)
{
    Reply *p = NEW(rq->mem, Reply);
    rq->prepared = p;
    TRY(load_ask(rq, &p->a));
    if (!choice_find(refuse_reasons, req_field(rq, "reden"))) {
        form_say(rq, N_("Kies een reden uit de lijst."));
        StaffForm f = form_no(rq, &p->a);
        return form_again(rq, &f, "reden", N_("Nee zeggen"), S("/opvang/vragen"));
    }
    return prepare_reply(rq, p, req_field(rq, "toelichting"));
}

static Err store_no(Req *rq)
{
    Reply *p = rq->prepared;
    Ask a;
    TRY(load_ask(rq, &a));
    Str reason = req_field(rq, "reden");
    Err e = ask_end(rq->db, a.id, (OrgId){a.org_id}, S("refused"), reason, p->sealed, rq->actor.account, rq->now);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Deze vraag is al beantwoord."));
    TRY(e);
    req_log(rq, "placement.refuse", "placement_ask", a.id, GROUND_TASK, reason);
    return req_redirect(rq, S("/opvang/vragen"));
}

// ---- the periodic job ---------------------------------------------------------------------------------------------

static Err expire(App *app, Db *db, Arena *mem, void *arg)
{
    int64_t count;
    Time now = *(Time *)arg;
    TRY(asks_expire(db, mem, now, &count));
    if (count == 0) return OK;
    return app_log(app, db, &(Entry){.action = S("placement.no_answer"), .object = S("placement_ask")});
}

Err placing_expire(App *app, Why *w)
{
    Time now = clock_now();
    return app_write(app, expire, &now, w);
}

const Route ask_routes[] = {
    {M_POST, "/opvang/:id/vragen", ACT_placement_work, 0, 0, prepare_ask, store_ask},
    {M_POST, "/opvang/:id/vragen/:vraag/intrekken", ACT_placement_work, 0, 0, NULL, store_withdraw},
    {M_GET, "/opvang/vragen", ACT_placement_answer, 0, 0, NULL, show_asks},
    {M_GET, "/opvang/vragen/:id", ACT_placement_answer, 0, 0, NULL, show_ask},
    {M_POST, "/opvang/vragen/:id/ja", ACT_placement_answer, 0, 0, prepare_yes, store_yes},
    {M_POST, "/opvang/vragen/:id/nee", ACT_placement_answer, 0, 0, prepare_no, store_no},
    {0},
};
