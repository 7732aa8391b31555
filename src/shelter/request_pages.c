// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// request_pages.c - the lists of requests, and the page of one: who fits, who does not and why, who was asked.
#include "directory/directory.h"
#include "shelter/placing_html.h"
#include "shelter/placing_view.h"
#include "shelter/rules.h"

Frame placing_frame(const char *title)
{
    return (Frame){.title = title, .section = "opvang", .back_path = "/opvang", .back_title = N_("Opvang")};
}

Str request_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/opvang/%lld%s", (long long)id, rest);
}

Err request_open(Req *rq, Action does, Request *ret_r, Relation *ret_relation)
{
    Request r;
    Relation relation;
    int64_t id = req_id(rq, 0);
    Err e = id ? request_load(rq->db, rq->mem, &rq->actor, id, rq->now, &r, &relation) : E_NOTFOUND;
    if (e == E_NOTFOUND)
        return req_fail(rq, E_NOTFOUND, N_("Deze aanvraag bestaat niet, of je organisatie doet niet mee."));
    TRY(e);
    TRY(req_may(rq, does, relation));
    if (r.erased_at && does != ACT_placement_read) return req_fail(rq, E_CONFLICT, N_("Deze aanvraag is gewist."));
    *ret_r = r;
    *ret_relation = relation;
    return OK;
}

// Who takes part reads it; to whom it escalated sees that it waits.
static Err request_seen(Req *rq, Request *ret_r, Relation *ret_relation)
{
    Err e = request_open(rq, ACT_placement_read, ret_r, ret_relation);
    return e == E_DENIED ? request_open(rq, ACT_placement_list, ret_r, ret_relation) : e;
}

Err box_for_org(Req *rq, int64_t org, const Secret *key, Str *ret_box)
{
    PublicKey public;
    *ret_box = STR_NONE;
    if (org == 0) return OK;
    TRY(org_public_key(rq->db, (OrgId){org}, &public));
    *ret_box = box_secret(rq->mem, &public, key);
    return OK;
}

Err grant_box(Db *db, const char *kind, int64_t id, int64_t org, Str box, Time now)
{
    if (org == 0 || box.n == 0) return OK;
    return record_grant_boxed(db, kind, id, (OrgId){org}, box, now);
}

const Choice *shelter_regions(Req *rq)
{
    static const Choice none[] = {{0}};
    const Regions *r;
    if (match_regions(&r, NULL) != OK) return none;
    Choice *list = NEW_ARRAY(rq->mem, Choice, r->count + 1);
    for (size_t i = 0; i < r->count; i++) {
        const char *code = str_z(rq->mem, r->code[i]);
        list[i] = (Choice){code, code, str_z(rq->mem, r->name[i]), "", ""};
    }
    return list;
}

FormInput *form_select(Req *rq, StaffForm *f, const char *name, const char *label, const Choice *list, Str value)
{
    FormInput *in = form_add(f, FORM_SELECT, name, label);
    form_choices(rq, in, list, value);
    return in;
}

Str shelter_region(const Regions *regions, Str code)
{
    int at = region_at(regions, code);
    return at < 0 ? code : regions->name[at];
}

static Str region_names(Req *rq, const Regions *regions, Str codes)
{
    Buf b = buf_new(rq->mem, KB(2));
    while (codes.n) {
        Str name = shelter_region(regions, str_cut(&codes, ' ')); // apart: STR_ARG names its argument twice
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(name));
    }
    return buf_str(&b);
}

Str trait_words(Req *rq, const Choice *list, int64_t traits)
{
    Buf b = buf_new(rq->mem, KB(2));
    for (int i = 0; list[i].code; i++) {
        Traits bit;
        if (trait_of(list, str_c(list[i].code), &bit) == OK && (Traits)traits & bit)
            buf_fmt(&b, "%s%s", b.n ? ", " : "", tr(rq->lang, list[i].label));
    }
    return buf_str(&b);
}

static void pair(Pair *pairs, size_t *n, const char *label, Str value)
{
    if (value.n) pairs[(*n)++] = (Pair){.label = label, .value = value};
}

static void coded(Pair *pairs, size_t *n, const char *label, const char *word)
{
    pairs[(*n)++] = (Pair){.label = label, .coded = word};
}

// whole: also what only the organisations that look for the place need to know.
void request_pairs(Req *rq, const Regions *regions, const Request *r, bool whole, Pair *pairs, size_t *ret_count)
{
    size_t n = 0;
    Str level = str_fmt(rq->mem, "%lld", (long long)r->security);
    coded(pairs, &n, N_("Soort plek"), choice_label(place_kinds, r->kind));
    coded(pairs, &n, N_("Geslacht"), choice_label(sexes_asked, r->sex));
    pair(pairs, &n, N_("Leeftijd"), str_fmt(rq->mem, "%lld", (long long)r->age));
    pair(pairs, &n, N_("Kinderen"), str_fmt(rq->mem, "%lld", (long long)r->children));
    coded(pairs, &n, N_("Vorm van uitbuiting"), choice_label(forms_asked, r->form));
    coded(pairs, &n, N_("Verblijfsrecht"), choice_label(residences, r->residence));
    pair(pairs, &n, N_("Talen"), trait_words(rq, languages_spoken, r->languages));
    pair(pairs, &n, N_("Bijzondere zorg"), trait_words(rq, care_needs, r->needs));
    coded(pairs, &n, N_("Beveiliging"), choice_label(security_levels, level));
    pair(pairs, &n, N_("Nodig vanaf"), text_datetime(rq->mem, rq->lang, r->needed_at));
    pair(pairs, &n, N_("Aantal dagen"), str_fmt(rq->mem, "%lld", (long long)r->stay_days));
    coded(pairs, &n, N_("Wie betaalt"), choice_label(payers, r->payer));
    if (whole) {
        pair(pairs, &n, N_("Regio nu"), shelter_region(regions, r->region_code));
        pair(pairs, &n, N_("Niet veilig in"), region_names(rq, regions, r->avoid));
        pair(pairs, &n, N_("Alleen in"), region_names(rq, regions, r->within));
    }
    *ret_count = n;
}

// ---- lists --------------------------------------------------------------------------------------------------------

static RequestRowView row_view(Req *rq, const Regions *regions, const RequestListRow *r)
{
    RequestRowView v = {.id = r->id,
                        .number = r->number,
                        .org = r->org_name,
                        .region = shelter_region(regions, r->region_code),
                        .kind = choice_label(place_kinds, r->kind),
                        .form = choice_label(forms_asked, r->form),
                        .sex = choice_label(sexes_asked, r->sex),
                        .state = choice_label(request_states, r->state),
                        .age = r->age,
                        .children = r->children,
                        .asks = r->asks,
                        .asked_at = r->asked_at,
                        .due_at = r->due_at,
                        .late = r->due_at && r->due_at < rq->now};
    Terms t;
    if (str_eq(r->state, S("open")) && placing_terms(rq->mem, r->kind, &t, NULL) == OK)
        v.level = escalation_label(escalation_of(&t, r->asked_at, rq->now));
    return v;
}

// How long a request of this kind waits before the reader's level has come.
static Err wait_of(Req *rq, Str kind, Time *ret_wait)
{
    Terms t;
    TRY(placing_terms(rq->mem, kind, &t, &rq->why));
    *ret_wait = has_role(&rq->actor, ROLE_care_coordinator) ? t.coordinator
                : has_role(&rq->actor, ROLE_registrar)      ? t.national
                                                            : t.chain;
    return OK;
}

// What request_load gives REL_REGION, as a list.
static Err late_rows(Req *rq, int64_t before, RequestListRow **ret_rows, size_t *ret_n)
{
    Time tonight, longer;
    TRY(wait_of(rq, S("crisis"), &tonight));
    TRY(wait_of(rq, S("long_stay"), &longer));
    return q_request_list_late(rq->db, rq->mem, rq->actor.org.v, has_role(&rq->actor, ROLE_registrar),
                               rq->now - tonight, rq->now - longer, before, REQUEST_PAGE + 1, ret_rows, ret_n);
}

static const char *known_tab(const RequestListView *v, Str asked)
{
    static const char *const tabs[] = {"open", "placed", "arrived", "ended", "unmet", "handed"};
    for (size_t i = 0; i < COUNT(tabs) && v->can_ask; i++)
        if (str_eq_c(asked, tabs[i])) return tabs[i];
    if (v->can_over && str_eq(asked, S("over"))) return "over";
    if (v->can_late && (str_eq(asked, S("late")) || !v->can_ask)) return "late";
    return "open";
}

static Err show_list(Req *rq)
{
    RequestListView v = {.can_ask = req_can(rq, ACT_placement_ask, REL_NONE),
                         .can_over = req_can(rq, ACT_placement_take_over, REL_PARTICIPANT),
                         .can_late = req_can(rq, ACT_placement_list, REL_REGION)};
    int64_t before = INT64_MAX, org = rq->actor.org.v;
    Str asked = req_query(rq, "voor");
    if (asked.n && str_int(asked, 1, INT64_MAX, &before) != OK) before = INT64_MAX;
    v.tab = known_tab(&v, req_query(rq, "deel"));
    RequestListRow *rows;
    size_t n;
    if (str_eq(str_c(v.tab), S("late"))) TRY(late_rows(rq, before, &rows, &n));
    else if (str_eq(str_c(v.tab), S("over")))
        TRY(q_request_list_backup(rq->db, rq->mem, org, before, REQUEST_PAGE + 1, &rows, &n));
    else if (str_eq(str_c(v.tab), S("handed")))
        TRY(q_request_list_handed(rq->db, rq->mem, org, before, REQUEST_PAGE + 1, &rows, &n));
    else TRY(q_request_list(rq->db, rq->mem, org, str_c(v.tab), before, REQUEST_PAGE + 1, &rows, &n));
    const Regions *regions;
    TRY(match_regions(&regions, &rq->why));
    v.count = n > REQUEST_PAGE ? REQUEST_PAGE : n;
    v.rows = NEW_ARRAY(rq->mem, RequestRowView, v.count + 1);
    for (size_t i = 0; i < v.count; i++) v.rows[i] = row_view(rq, regions, &rows[i]);
    if (n > REQUEST_PAGE)
        v.next = str_fmt(rq->mem, "/opvang?deel=%s&voor=%lld", v.tab, (long long)rows[v.count - 1].id);
    const Frame f = {.title = N_("Opvang"), .section = "opvang"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    request_list_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- matching, as a page shows it ---------------------------------------------------------------------------------

Err request_match(Req *rq, const Request *r, Matching **ret_m)
{
    Matching *m = NEW(rq->mem, Matching);
    TRY(match_regions(&m->regions, &rq->why));
    TRY(request_need(m->regions, r, &m->need, &rq->why));
    TRY(match_rules(rq->mem, STR_NONE, &m->need, &m->rules, &rq->why));
    Time at = r->needed_at > rq->now ? r->needed_at : rq->now;
    TRY(units_load(rq->db, rq->mem, m->regions, rq->now, at, &m->units, &m->rows, &m->count));
    match_run(rq->mem, &m->rules, m->regions, &m->need, m->units, m->count, rq->now, &m->match);
    *ret_m = m;
    return OK;
}

bool may_still_ask(const Matching *m, const Matched *one)
{
    for (int c = 0; c < CRITERION_COUNT; c++)
        if (one->impossible >> c & 1 && m->rules.of[c][matched_fit(one, (Criterion)c)].relax_nl.n == 0) return false;
    return m->units[one->unit].free > 0;
}

static void reasons_of(Req *rq, const Matching *m, const Matched *one, uint32_t which, CandidateView *v)
{
    static const char *const fits[] = {N_("past"), N_("in overleg"), N_("past niet")};
    v->reasons = NEW_ARRAY(rq->mem, ReasonView, CRITERION_COUNT);
    for (int c = 0; c < CRITERION_COUNT; c++) {
        if (!(which >> c & 1)) continue;
        Fit fit = matched_fit(one, (Criterion)c);
        const MatchRule *rule = &m->rules.of[c][fit];
        v->reasons[v->reason_count++] = (ReasonView){.criterion = criterion_label((Criterion)c),
                                                     .fit = fits[fit],
                                                     .words = rq->lang == LANG_EN ? rule->reason_en : rule->reason_nl};
    }
}

static const char *running_of(int64_t unit, const AskByIdRow *asks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (asks[i].unit_id == unit && !str_eq(asks[i].state, S("withdrawn")))
            return choice_label(ask_states, asks[i].state);
    return NULL;
}

static CandidateView candidate(Req *rq, const Matching *m, const Matched *one)
{
    const ShelterUnit *row = &m->rows[one->unit];
    CandidateView v = {.unit = row->id,
                       .free = row->free,
                       .total = row->total,
                       .facility = row->facility_name,
                       .name = row->name,
                       .region = shelter_region(m->regions, row->region_code),
                       .kind = choice_label(place_kinds, row->kind),
                       .type = choice_label(facility_types, row->type),
                       .score = (int)(one->score + 0.5f),
                       .claimed_at = row->claimed_at,
                       .can_ask = may_still_ask(m, one)};
    reasons_of(rq, m, one, one->impossible ? one->impossible : one->talk, &v);
    double parts[SCORE_PART_COUNT], weights = 0;
    match_score(&m->rules, m->regions, &m->need, &m->units[one->unit], one->talk, rq->now, parts);
    for (int p = 0; p < SCORE_PART_COUNT; p++) weights += m->rules.weight[p];
    for (int p = 0; p < SCORE_PART_COUNT && weights > 0; p++)
        v.parts[p] =
            (PartView){score_part_label((ScorePart)p), (int)(100 * m->rules.weight[p] * parts[p] / weights + 0.5),
                       (int)(100 * m->rules.weight[p] / weights + 0.5)};
    return v;
}

static int how_many(uint32_t criteria)
{
    int n = 0;
    for (; criteria; criteria &= criteria - 1) n++;
    return n;
}

// What is closest to fitting comes first: one thing in the way, then two, then the rest.
static void fill_rejected(Req *rq, const Matching *m, const AskByIdRow *asks, size_t n, RequestView *v)
{
    enum { REST = 3 };
    v->rejected = NEW_ARRAY(rq->mem, CandidateView, REJECTED_SHOWN);
    v->near = NEW_ARRAY(rq->mem, CandidateView, RANKED_SHOWN);
    for (int wrong = 1; wrong <= REST; wrong++)
        for (size_t i = 0; i < m->match.count && v->rejected_count < REJECTED_SHOWN; i++) {
            const Matched *one = &m->match.all[i];
            int in_the_way = how_many(one->impossible);
            if (in_the_way == 0 || (in_the_way < REST ? in_the_way : REST) != wrong) continue;
            CandidateView c = candidate(rq, m, one);
            c.running = running_of(c.unit, asks, n);
            if (c.can_ask && !c.running && v->near_count < RANKED_SHOWN) v->near[v->near_count++] = c;
            else v->rejected[v->rejected_count++] = c;
        }
}

static Err fill_match(Req *rq, RequestView *v, const AskByIdRow *asks, size_t n)
{
    Matching *m;
    TRY(request_match(rq, &v->r, &m));
    v->ranked = NEW_ARRAY(rq->mem, CandidateView, RANKED_SHOWN);
    for (size_t i = 0; i < m->match.ranked_count && v->ranked_count < RANKED_SHOWN; i++) {
        CandidateView c = candidate(rq, m, &m->match.ranked[i]);
        c.running = running_of(c.unit, asks, n);
        v->ranked[v->ranked_count++] = c;
    }
    fill_rejected(rq, m, asks, n, v);
    v->possible = m->match.possible;
    v->units = m->match.count;
    v->free = m->match.free;
    v->full_units = m->match.full_units;
    for (size_t i = 0; i < m->match.relax_count; i++) {
        const Relaxation *x = &m->match.relax[i];
        const MatchRule *rule = &m->rules.of[x->criterion][FIT_NO];
        v->relax[v->relax_count++] =
            (RelaxView){rq->lang == LANG_EN ? rule->relax_en : rule->relax_nl, x->units, x->places};
    }
    v->rules = str_fmt(rq->mem, "placement v%lld, placement_score v%lld", (long long)m->rules.version,
                       (long long)m->rules.score_version);
    v->rules_status = str_eq(m->rules.status, S("reviewed")) ? NULL : N_("concept, niet beoordeeld door een jurist");
    v->ask = form_start(rq, "vragen", request_path(rq->mem, v->r.id, "/vragen"), N_("Vraag deze aanbieders"));
    return OK;
}

// ---- one request --------------------------------------------------------------------------------------------------

StaffForm form_stop(Req *rq, const Request *r)
{
    StaffForm f = form_start(rq, "stoppen", request_path(rq->mem, r->id, "/stoppen"), N_("Stop met zoeken"));
    FormInput *in = form_add(&f, FORM_SELECT, "reden", N_("Waarom stopt het zoeken?"));
    in->hint = N_("Dit telt mee in het landelijk beeld: zo wordt zichtbaar waar plekken ontbreken.");
    form_choices(rq, in, unmet_reasons, STR_NONE);
    f.danger = true;
    return f;
}

static Err fill_asks(Req *rq, RequestView *v, const AskByIdRow *asks, size_t n)
{
    v->asks = NEW_ARRAY(rq->mem, AskView, n + 1);
    for (size_t i = 0; i < n; i++) {
        const AskByIdRow *a = &asks[i];
        AskView *x = &v->asks[v->ask_count++];
        *x = (AskView){.id = a->id,
                       .score = a->score,
                       .facility = a->facility_name,
                       .unit = a->unit_name,
                       .org = a->org_name,
                       .state = choice_label(ask_states, a->state),
                       .reason = choice_label(refuse_reasons, a->reason),
                       .asked_at = a->asked_at,
                       .answer_by = a->answer_by,
                       .answered_at = a->answered_at,
                       .open = str_eq(a->state, S("asked"))};
        x->withdraw = form_start(
            rq, "terug", str_fmt(rq->mem, "/opvang/%lld/vragen/%lld/intrekken", (long long)v->r.id, (long long)a->id),
            N_("Trek in"));
        CLEANUP(secret_wipe) Secret key = {{0}};
        if (a->sealed_answer.n == 0) continue;
        if (record_key(rq->db, rq->mem, &rq->actor, "placement_ask", a->id, &key) != OK) continue;
        TRY(unseal(rq->mem, &key, a->sealed_answer, placing_context(rq->mem, v->r.submission, "answer"), &x->answer));
    }
    return OK;
}

static void fill_forms(Req *rq, RequestView *v)
{
    const Request *r = &v->r;
    if (v->works && v->open) v->forms[v->form_count++] = form_stop(rq, r);
    bool over = r->backup_org == rq->actor.org.v && r->org_id != rq->actor.org.v &&
                req_can(rq, ACT_placement_take_over, v->relation);
    if (over)
        v->forms[v->form_count++] =
            form_start(rq, "overnemen", request_path(rq->mem, r->id, "/overnemen"), N_("Neem deze aanvraag over"));
}

static Err fill_content(Req *rq, RequestView *v)
{
    CLEANUP(secret_wipe) Secret key = {{0}};
    if (record_key(rq->db, rq->mem, &rq->actor, "placement", v->r.id, &key) == OK)
        TRY(unseal(rq->mem, &key, v->r.sealed_words, placing_context(rq->mem, v->r.submission, "words"), &v->words));
    AskByIdRow *asks;
    size_t n;
    TRY(q_ask_of_request(rq->db, rq->mem, v->r.id, &asks, &n));
    TRY(fill_asks(rq, v, asks, n));
    TRY(stay_views(rq, &v->r, &v->stays, &v->stay_count));
    if (v->works && v->open) TRY(fill_match(rq, v, asks, n));
    return OK;
}

// The case it is for, when the reader may read that too.
static Err fill_case(Req *rq, RequestView *v)
{
    Case c;
    Relation relation;
    if (v->r.case_id == 0 || !may_ever(&rq->actor, ACT_case_read)) return OK;
    Err e = case_load(rq->db, rq->mem, &rq->actor, v->r.case_id, &c, &relation);
    if (e == E_NOTFOUND || (e == OK && !req_can(rq, ACT_case_read, relation))) return OK;
    TRY(e);
    v->case_id = c.id;
    v->case_number = c.number;
    return OK;
}

static Err show_request(Req *rq)
{
    RequestView *v = NEW(rq->mem, RequestView);
    const Regions *regions;
    TRY(match_regions(&regions, &rq->why));
    TRY(request_seen(rq, &v->r, &v->relation));
    if (v->r.erased_at) {
        const Frame gone = placing_frame(N_("Aanvraag voor opvang"));
        return retention_gone(rq, "placement", v->r.id, &gone);
    }
    bool content = req_can(rq, ACT_placement_read, v->relation);
    v->works = req_can(rq, ACT_placement_work, v->relation);
    v->open = str_eq(v->r.state, S("open"));
    v->region = shelter_region(regions, v->r.region_code);
    request_pairs(rq, regions, &v->r, content, v->pairs, &v->pair_count);
    TRY(clock_rows(rq, S("placement"), v->r.id, &v->clocks, &v->clock_count));
    Terms t;
    if (v->open && placing_terms(rq->mem, v->r.kind, &t, NULL) == OK)
        v->level_words = str_c(tr(rq->lang, escalation_label(escalation_of(&t, v->r.asked_at, rq->now))));
    if (content) TRY(fill_content(rq, v));
    if (v->works) TRY(retention_box(rq, "placement", v->r.id, &v->retention));
    TRY(fill_case(rq, v));
    fill_forms(rq, v);
    req_log(rq, "placement.read", "placement", v->r.id, GROUND_TASK, STR_NONE);
    Frame f = placing_frame(N_("Aanvraag voor opvang"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    request_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- stopping, taking over ----------------------------------------------------------------------------------------

static Err prepare_stop(Req *rq)
{
    Request r;
    Relation relation;
    TRY(request_open(rq, ACT_placement_work, &r, &relation));
    if (choice_find(unmet_reasons, req_field(rq, "reden"))) return OK;
    form_say(rq, N_("Kies een reden uit de lijst."));
    StaffForm f = form_stop(rq, &r);
    return form_again(rq, &f, "reden", N_("Stop met zoeken"), request_path(rq->mem, r.id, ""));
}

static Err store_stop(Req *rq)
{
    Request r;
    Relation relation;
    TRY(request_open(rq, ACT_placement_work, &r, &relation));
    Str reason = req_field(rq, "reden");
    bool unmet = str_eq(reason, S("no_place_found")) || str_eq(reason, S("other"));
    Err e = request_stop(rq->db, rq->mem, &r, unmet ? S("unmet") : S("withdrawn"), reason, rq->actor.account, rq->now);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Deze aanvraag is intussen veranderd. Ga terug en kijk opnieuw."));
    TRY(e);
    req_log(rq, "placement.stop", "placement", r.id, GROUND_TASK, reason);
    return req_redirect(rq, request_path(rq->mem, r.id, ""));
}

static Err store_take_over(Req *rq)
{
    Request r;
    Relation relation;
    TRY(request_open(rq, ACT_placement_take_over, &r, &relation));
    Err e = request_take_over(rq->db, r.id, rq->actor.org, rq->actor.account, rq->now);
    if (e == E_CONFLICT) return req_fail(rq, e, N_("Deze aanvraag kun je niet overnemen, of dat is al gebeurd."));
    TRY(e);
    TRY(request_forget_address(rq->db, rq->mem, r.id, (OrgId){r.org_id}));
    req_log(rq, "placement.take_over", "placement", r.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, request_path(rq->mem, r.id, ""));
}

// ---- for the first page after signing in --------------------------------------------------------------------------

Err shelter_waiting(Req *rq, Waiting *v)
{
    if (may_ever(&rq->actor, ACT_placement_answer)) {
        AskListRow *rows;
        size_t n;
        TRY(q_ask_list(rq->db, rq->mem, rq->actor.org.v, S("asked"), INT64_MAX, TRAY_COUNT_MAX, &rows, &n));
        waiting_add(v, (int64_t)n, N_("Vragen om opvang"), N_("Iemand zoekt een plek en wacht op antwoord."),
                    "/opvang/vragen", n > 0);
        UnitFadedRow faded;
        TRY(q_unit_faded(rq->db, rq->mem, rq->actor.org.v, rq->now - HOURS(CLAIM_FADES_HOURS), &faded));
        waiting_add(v, faded.n, N_("Plekken bevestigen"), N_("Zeg opnieuw hoeveel er vrij zijn."), "/opvang/plekken",
                    false);
    }
    if (!req_can(rq, ACT_placement_list, REL_OWN) && !req_can(rq, ACT_placement_list, REL_REGION)) return OK;
    RequestListRow *rows;
    size_t n;
    TRY(q_request_list(rq->db, rq->mem, rq->actor.org.v, S("open"), INT64_MAX, REQUEST_PAGE, &rows, &n));
    waiting_add(v, (int64_t)n, N_("Aanvragen zonder plek"), N_("Jullie zoeken hiervoor nog opvang."), "/opvang", false);
    if (!req_can(rq, ACT_placement_list, REL_REGION)) return OK;
    TRY(late_rows(rq, INT64_MAX, &rows, &n));
    waiting_add(v, (int64_t)n, N_("Opvang duurt te lang"), N_("Voor deze mensen is na uren nog geen plek."),
                "/opvang?deel=late", true);
    return OK;
}

const Route request_routes[] = {
    {M_GET, "/opvang", ACT_placement_list, 0, 0, NULL, show_list},
    {M_GET, "/opvang/:id", ACT_placement_list, 0, 0, NULL, show_request},
    {M_POST, "/opvang/:id/stoppen", ACT_placement_work, 0, 0, prepare_stop, store_stop},
    {M_POST, "/opvang/:id/overnemen", ACT_placement_take_over, 0, 0, NULL, store_take_over},
    {0},
};
