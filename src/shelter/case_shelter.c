// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// case_shelter.c - shelter on the page of a case, and what a case already knows for a new request. Never a name: who it
// is stands sealed with the person, and is typed anew for who will take the person in.
#include "shelter/placing_html.h"
#include "shelter/placing_view.h"

// ---- on the page of a case ----------------------------------------------------------------------------------------

static Str letter_of(const PersonsOfRow *persons, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (persons[i].id == id) return persons[i].letter;
    return STR_NONE;
}

static Err row_of(Req *rq, const RequestOfCaseRow *r, CaseRequestView *v)
{
    Request request;
    Relation relation;
    *v = (CaseRequestView){.id = r->id,
                           .number = r->number,
                           .kind = choice_label(place_kinds, r->kind),
                           .state = choice_label(request_states, r->state),
                           .asked_at = r->asked_at};
    TRY(request_load(rq->db, rq->mem, &rq->actor, r->id, rq->now, &request, &relation));
    v->opens = req_can(rq, ACT_placement_read, relation) || req_can(rq, ACT_placement_list, relation);
    return clock_rows(rq, S("placement"), r->id, &v->clocks, &v->clock_count);
}

static Err load(Req *rq, const Case *c, Relation relation, const void **ret_view)
{
    CaseShelterView *v = NEW(rq->mem, CaseShelterView);
    PersonsOfRow *persons;
    RequestOfCaseRow *rows;
    size_t n;
    TRY(q_persons_of(rq->db, rq->mem, c->id, &persons, &n));
    TRY(q_request_of_case(rq->db, rq->mem, c->id, &rows, &v->count));
    v->case_id = c->id;
    v->can_ask = !str_eq(c->state, S("closed")) && req_can(rq, ACT_placement_ask, REL_NONE) &&
                 req_can(rq, ACT_case_work, relation);
    for (size_t i = 0; i < n && v->who_count < PERSONS_MAX; i++)
        if (!str_eq(persons[i].kind, S("suspect")))
            v->who[v->who_count++] = (CaseWho){persons[i].id, persons[i].letter};
    v->rows = NEW_ARRAY(rq->mem, CaseRequestView, v->count + 1);
    for (size_t i = 0; i < v->count; i++) {
        TRY(row_of(rq, &rows[i], &v->rows[i]));
        v->rows[i].letter = letter_of(persons, n, rows[i].person_id);
    }
    if (v->can_ask || v->count) *ret_view = v;
    return OK;
}

static void show(Out *o, const void *view) { case_shelter_html(o, view); }

const CaseSection case_shelter = {load, show};

// ---- what it knows ------------------------------------------------------------------------------------------------

static void from_person(Arena *mem, const PersonByIdRow *p, CaseKnows *k)
{
    static const char *const sexes[][2] = {{"female", "woman"}, {"male", "man"}, {"other", "other"}};
    for (size_t i = 0; i < COUNT(sexes); i++)
        if (str_eq_c(p->sex, sexes[i][0])) k->r.sex = str_c(sexes[i][1]);
    for (const AgeBand *b = age_bands; b->code; b++)
        if (str_eq_c(p->age_band, b->code)) {
            k->age = str_fmt(mem, "%lld", (long long)b->middle);
            k->band = choice_label(person_ages, p->age_band);
        }
    if (str_eq(p->nationality, S("dutch")) || str_eq(p->nationality, S("eu"))) k->r.residence = p->nationality;
}

// Steps come in the order of their days: the last one done counts.
static Err from_steps(Req *rq, int64_t case_id, int64_t person, CaseKnows *k)
{
    StepsOfRow *steps;
    size_t n;
    TRY(q_steps_of(rq->db, rq->mem, case_id, &steps, &n));
    for (size_t i = 0; i < n; i++) {
        const StepsOfRow *s = &steps[i];
        if (!str_eq(s->track, S("residence")) || !str_eq(s->state, S("done"))) continue;
        if (s->person_id && s->person_id != person) continue;
        if (str_eq(s->kind, S(STEP_REFLECTION))) k->r.residence = S("reflection");
        else if (str_eq(s->kind, S(STEP_REFLECTION_END))) k->r.residence = S("unknown");
        else if (str_eq(s->kind, S("permit_given")) || str_eq(s->kind, S("continued"))) k->r.residence = S("permit");
    }
    return OK;
}

// An earlier request for the same person says more, when the reader may read it: children, care, unsafe regions.
static Err from_earlier(Req *rq, int64_t case_id, int64_t person, CaseKnows *k)
{
    RequestOfCaseRow *rows;
    size_t n;
    TRY(q_request_of_case(rq->db, rq->mem, case_id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        Request r;
        Relation relation;
        if (rows[i].person_id != person) continue;
        TRY(request_load(rq->db, rq->mem, &rq->actor, rows[i].id, rq->now, &r, &relation));
        if (!req_can(rq, ACT_placement_read, relation)) continue;
        req_log(rq, "placement.read", "placement", r.id, GROUND_TASK, STR_NONE);
        k->age = str_fmt(rq->mem, "%lld", (long long)r.age);
        k->band = NULL;
        k->earlier = true;
        k->r = r;
        return OK;
    }
    return OK;
}

Err case_knows(Req *rq, int64_t case_id, int64_t person, CaseKnows *ret_k)
{
    CaseKnows k = {.r = {.residence = STR_NONE}};
    Case c;
    Relation relation;
    TRY(case_for_request(rq, case_id, person, &c, &relation));
    if (choice_find(forms_asked, c.form)) k.r.form = c.form;
    k.r.region_code = c.region_code;
    if (person) {
        PersonByIdRow p;
        TRY(q_person_by_id(rq->db, rq->mem, person, case_id, &p));
        from_person(rq->mem, &p, &k);
    }
    TRY(from_steps(rq, case_id, person, &k));
    TRY(from_earlier(rq, case_id, person, &k));
    req_log(rq, "case.read", "case", case_id, GROUND_TASK, STR_NONE);
    *ret_k = k;
    return OK;
}

Err case_for_request(Req *rq, int64_t case_id, int64_t person, Case *ret_case, Relation *ret_relation)
{
    PersonByIdRow p;
    Err e = case_load(rq->db, rq->mem, &rq->actor, case_id, ret_case, ret_relation);
    if (e == OK && person) e = q_person_by_id(rq->db, rq->mem, person, case_id, &p);
    if (e == E_NOTFOUND || (e == OK && *ret_relation == REL_NONE))
        return req_fail(rq, E_NOTFOUND, N_("Deze casus bestaat niet, of je organisatie doet niet mee."));
    TRY(e);
    TRY(req_may(rq, ACT_case_work, *ret_relation));
    if (str_eq(ret_case->state, S("closed")))
        return req_fail(rq, E_CONFLICT, N_("Deze casus is gesloten. Heropen hem om hiervoor opvang te zoeken."));
    return OK;
}
