// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// case_pages.c - lists of cases, opening one, and the page of a case.
#include "casework/case_view.h"
#include "casework/casework_html.h"
#include "directory/directory.h"
#include <assert.h>
#include <stdio.h>

// ---- what all pages share -----------------------------------------------------------------------------------------

Str case_path(Arena *mem, const CaseWork *w, const char *rest)
{
    return str_fmt(mem, "/casussen/%lld%s", (long long)w->c.id, rest);
}

Frame case_frame(Req *rq, const CaseWork *w, const char *title)
{
    return (Frame){.title = title,
                   .section = "casussen",
                   .back_path = w ? str_z(rq->mem, case_path(rq->mem, w, "")) : "/casussen",
                   .back_title = w ? N_("Casus") : N_("Casussen")};
}

Err case_open(Req *rq, Action does, bool content, CaseWork **ret_w)
{
    CaseWork *w = NEW(rq->mem, CaseWork);
    int64_t id = req_id(rq, 0);
    if (id == 0 || case_load(rq->db, rq->mem, &rq->actor, id, &w->c, &w->relation) != OK)
        return req_fail(rq, E_NOTFOUND, N_("Deze casus bestaat niet, of je organisatie doet niet mee."));
    TRY(req_may(rq, does, w->relation));
    if (w->c.erased_at && does != ACT_case_read) return req_fail(rq, E_CONFLICT, N_("Deze casus is gewist."));
    if (content && w->c.erased_at == 0) {
        TRY(record_key(rq->db, rq->mem, &rq->actor, "case", id, &w->key));
        TRY(unseal(rq->mem, &w->key, w->c.sealed_title, case_context(rq->mem, w->c.submission, "title"), &w->title));
    }
    *ret_w = w;
    return OK;
}

Err form_day(Req *rq, const char *name, Date *ret_day)
{
    Str s = req_field(rq, name);
    Date d = 0;
    if (s.n && date_parse(s, &d) != OK)
        return req_fail(rq, E_INPUT, N_("Vul een datum in die bestaat, bijvoorbeeld 22-11-2026."));
    *ret_day = d;
    return OK;
}

PersonView person_view(Arena *mem, const PersonsOfRow *p)
{
    (void)mem;
    return (PersonView){.id = p->id,
                        .letter = p->letter,
                        .kind = choice_label(person_kinds, p->kind),
                        .age = choice_label(person_ages, p->age_band),
                        .sex = choice_label(person_sexes, p->sex),
                        .nationality = choice_label(person_nationalities, p->nationality),
                        .status = choice_label(person_statuses, p->status),
                        .non_punishment = choice_label(non_punishment_states, p->non_punishment),
                        .has_identity = p->has_identity,
                        .victim = !str_eq(p->kind, S("suspect"))};
}

static Str place_name(Req *rq, Str gm_code) { return gm_code.n ? municipality_name(rq->db, gm_code) : STR_NONE; }

// ---- lists --------------------------------------------------------------------------------------------------------

static CaseRowView row_view(Req *rq, const CaseListOwnRow *r)
{
    CaseRowView v = {.id = r->id,
                     .number = r->number,
                     .opened_at = r->opened_at,
                     .due_at = r->next_due,
                     .table = choice_label(case_tables, r->table_code),
                     .form = choice_label(signal_forms, r->form),
                     .state = choice_label(case_states, r->state),
                     .stuck = str_eq(r->state, S("stuck")),
                     .restricted = r->restricted,
                     .late = r->next_due && r->next_due < rq->now,
                     .place = place_name(rq, r->gm_code)};
    CLEANUP(secret_wipe) Secret key = {0};
    Str title;
    if (record_key(rq->db, rq->mem, &rq->actor, "case", r->id, &key) == OK &&
        unseal(rq->mem, &key, r->sealed_title, case_context(rq->mem, r->submission, "title"), &title) == OK)
        v.title = title; // without the key the number must do
    return v;
}

static Err list_stuck(Req *rq, int64_t before, CaseListView *v)
{
    Area *areas;
    size_t n;
    TRY(org_areas(rq->db, rq->mem, rq->actor.org, &areas, &n));
    v->rows = NEW_ARRAY(rq->mem, CaseRowView, CASE_PAGE * (n + 1));
    for (size_t a = 0; a < n; a++) {
        CaseListStuckRow *rows;
        size_t count;
        if (areas[a].scope != SCOPE_region) continue;
        TRY(q_case_list_stuck(rq->db, rq->mem, areas[a].code, before, CASE_PAGE, &rows, &count));
        for (size_t i = 0; i < count; i++) {
            CaseRowView *r = &v->rows[v->count++];
            *r = (CaseRowView){.id = rows[i].id,
                               .number = rows[i].number,
                               .stuck_at = rows[i].stuck_at,
                               .table = choice_label(case_tables, rows[i].table_code),
                               .form = choice_label(signal_forms, rows[i].form),
                               .org = rows[i].org_name,
                               .place = place_name(rq, rows[i].gm_code)};
            TRY(account_name(rq->db, rq->mem, (AccountId){rows[i].director}, &r->director));
        }
    }
    return OK;
}

static Err list_rows(Req *rq, Str tab, int64_t before, CaseListView *v)
{
    CaseListOwnRow *rows;
    size_t n;
    int64_t org = rq->actor.org.v, account = rq->actor.account.v;
    if (str_eq(tab, S("deelname")))
        TRY(q_case_list_part(rq->db, rq->mem, org, account, before, CASE_PAGE + 1, &rows, &n));
    else if (str_eq(tab, S("gesloten")))
        TRY(q_case_list_closed(rq->db, rq->mem, org, account, before, CASE_PAGE + 1, &rows, &n));
    else if (str_eq(tab, S("mijn")))
        TRY(q_case_list_mine(rq->db, rq->mem, org, account, before, CASE_PAGE + 1, &rows, &n));
    else TRY(q_case_list_own(rq->db, rq->mem, org, account, before, CASE_PAGE + 1, &rows, &n));
    bool more = n > CASE_PAGE;
    if (more) n = CASE_PAGE;
    v->rows = NEW_ARRAY(rq->mem, CaseRowView, n + 1);
    for (size_t i = 0; i < n; i++) v->rows[i] = row_view(rq, &rows[i]);
    v->count = n;
    if (more) v->next = str_fmt(rq->mem, "/casussen?deel=%.*s&voor=%lld", STR_ARG(tab), (long long)rows[n - 1].id);
    if (n) req_log(rq, "case.list", "case", 0, GROUND_TASK, STR_NONE); // titles are sealed text
    return OK;
}

static const char *known_tab(Str asked, bool can_read)
{
    static const char *const tabs[] = {"lopend", "mijn", "deelname", "gesloten", "vast"};
    for (size_t i = 0; i < COUNT(tabs); i++)
        if (str_eq_c(asked, tabs[i])) return tabs[i];
    return can_read ? "lopend" : "vast";
}

static Err list_page(Req *rq)
{
    int64_t before = INT64_MAX;
    Str asked = req_query(rq, "voor");
    if (asked.n && str_int(asked, 1, INT64_MAX, &before) != OK) before = INT64_MAX;
    CaseListView v = {.can_read = may_ever(&rq->actor, ACT_case_read),
                      .can_open = req_can(rq, ACT_case_direct, REL_OWN),
                      .oversees = has_role(&rq->actor, ROLE_chain_director)};
    v.tab = known_tab(req_query(rq, "deel"), v.can_read);
    bool stuck = str_eq(str_c(v.tab), S("vast"));
    if (stuck && v.oversees) TRY(list_stuck(rq, before, &v));
    if (!stuck && v.can_read) TRY(list_rows(rq, str_c(v.tab), before, &v));
    const Frame f = {.title = N_("Casussen"), .section = "casussen"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    case_list_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- opening a case -----------------------------------------------------------------------------------------------

typedef struct Opening {
    Referral referral;
    ReferralPackage *package; // NULL without a referral
    CaseDraft *draft;
} Opening;

// The referral that the form speaks of: accepted or about to be, sent to the own organisation, its package opened.
static Err opening(Req *rq, Str asked, Opening **ret)
{
    Opening *op = NEW(rq->mem, Opening);
    int64_t id = 0;
    TRY(req_may(rq, ACT_case_direct, REL_OWN));
    if (asked.n && str_int(asked, 0, INT64_MAX, &id) != OK)
        return req_fail(rq, E_INPUT, N_("Deze verwijzing bestaat niet."));
    if (id) {
        Relation relation;
        TRY(referral_load(rq->db, rq->mem, &rq->actor, id, &op->referral, &relation));
        TRY(req_may(rq, ACT_referral_answer, relation));
        op->package = NEW(rq->mem, ReferralPackage);
        TRY(referral_open_package(rq->db, rq->mem, &rq->actor, &op->referral, op->package));
    }
    *ret = op;
    return OK;
}

static Err show_new(Req *rq, const Opening *op, StaffForm *form, int status)
{
    const NewCaseView v = {.package = op->package, .form = *form};
    Frame f = case_frame(rq, NULL, N_("Nieuwe casus"));
    f.narrow = true;
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    case_new_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, status);
}

static Err new_page(Req *rq)
{
    Opening *op;
    TRY(opening(rq, req_query(rq, "verwijzing"), &op));
    if (op->package) {
        CaseOfReferralRow made;
        if (q_case_of_referral(rq->db, rq->mem, op->referral.id, &made) == OK)
            return req_redirect(rq, str_fmt(rq->mem, "/casussen/%lld", (long long)made.id));
        req_log(rq, "referral.read", "referral", op->referral.id, GROUND_TASK, STR_NONE);
    }
    StaffForm form = case_form_new(rq, op->package, op->package ? op->referral.id : 0);
    return show_new(rq, op, &form, 200);
}

static Err new_prepare(Req *rq)
{
    Opening *op;
    TRY(opening(rq, req_field(rq, "verwijzing"), &op));
    StaffForm form = case_form_new(rq, op->package, op->package ? op->referral.id : 0);
    NewCase n = {.submission = form_submission(rq), .restricted = req_flag(rq, "besloten")};
    const char *at = "titel";
    Err e = req_text(rq, "titel", N_("Werktitel"), CASE_TITLE_MAX, &n.title);
    if (e == OK) {
        at = "samenvatting";
        e = req_text(rq, "samenvatting", N_("Samenvatting"), CASE_TEXT_MAX, &n.summary);
    }
    n.form = op->package ? op->package->form : req_field(rq, "vorm");
    n.table_code = op->package ? op->referral.table_code : req_field(rq, "tafel");
    if (op->package) {
        n.gm_code = op->package->gm_code;
        n.region_code = op->package->region_code;
        n.referral_id = op->referral.id;
    } else {
        Area *areas;
        size_t count;
        TRY(org_areas(rq->db, rq->mem, rq->actor.org, &areas, &count));
        for (size_t i = 0; i < count; i++)
            if (areas[i].scope == SCOPE_region && n.region_code.n == 0) n.region_code = areas[i].code;
    }
    if (e == OK && (!choice_find(signal_forms, n.form) || !choice_find(case_tables, n.table_code)))
        e = req_fail(rq, E_INPUT, N_("Kies een vorm en een tafel uit de lijst."));
    if (e != OK) {
        form_typed(rq, &form);
        form.error = str_c(rq->why.text);
        form.error_input = at;
        return show_new(rq, op, &form, 422);
    }
    TRY(case_prepare(rq, &n, &op->draft));
    rq->prepared = op;
    return OK;
}

static Err new_store(Req *rq)
{
    Opening *op = rq->prepared;
    int64_t id;
    CaseOfReferralRow made; // a colleague may have been quicker: one referral, one case
    if (op->package && q_case_of_referral(rq->db, rq->mem, op->referral.id, &made) == OK) {
        req_log(rq, "case.open", "case", made.id, GROUND_TASK, STR_NONE);
        return req_redirect(rq, str_fmt(rq->mem, "/casussen/%lld", (long long)made.id));
    }
    TRY(case_store(rq->db, rq->mem, &rq->actor, op->draft, rq->now, &id));
    req_log(rq, "case.open", "case", id, GROUND_TASK, STR_NONE);
    if (op->package) {
        if (str_eq(op->referral.state, S("sent")) || str_eq(op->referral.state, S("expired")))
            TRY(referral_accept(rq, &op->referral));
        Err e = referral_set_case(rq->db, op->referral.id, id);
        if (e != OK && e != E_CONFLICT) return e; // sent twice: it is set already
    }
    return req_redirect(rq, str_fmt(rq->mem, "/casussen/%lld", (long long)id));
}

// ---- the page of a case -------------------------------------------------------------------------------------------

static Str opened(Req *rq, const CaseWork *w, Str sealed, Str submission, const char *part)
{
    Str text = STR_NONE;
    if (sealed.n && unseal(rq->mem, &w->key, sealed, case_context(rq->mem, submission, part), &text) != OK)
        text = str_c(T(rq->lang, "Dit kan niet worden geopend."));
    return text;
}

static Err fill_tracks(Req *rq, CaseView *v)
{
    StepsOfRow *steps;
    size_t n;
    TRY(q_steps_of(rq->db, rq->mem, v->w->c.id, &steps, &n));
    for (size_t t = 0; t < 3; t++) {
        TrackView *track = &v->tracks[t];
        *track = (TrackView){.track = &tracks[t], .steps = NEW_ARRAY(rq->mem, StepView, n + 1)};
        for (size_t i = 0; i < n; i++) {
            if (!str_eq_c(steps[i].track, tracks[t].code)) continue;
            track->steps[track->count++] =
                (StepView){.id = steps[i].id,
                           .day = steps[i].day,
                           .state_code = steps[i].state,
                           .kind = choice_label(track_steps(steps[i].track), steps[i].kind),
                           .state = choice_label(step_states, steps[i].state),
                           .note = opened(rq, v->w, steps[i].sealed_note, steps[i].submission, "step"),
                           .done = case_form_step_state(rq, v->w, steps[i].id, "done"),
                           .drop = case_form_step_state(rq, v->w, steps[i].id, "not_done")};
        }
        track->add = case_form_step(rq, v->w, &tracks[t]);
    }
    return OK;
}

static Err fill_tasks(Req *rq, CaseView *v)
{
    TasksOfRow *tasks;
    TRY(q_tasks_of(rq->db, rq->mem, v->w->c.id, &tasks, &v->task_count));
    v->tasks = NEW_ARRAY(rq->mem, TaskView, v->task_count + 1);
    for (size_t i = 0; i < v->task_count; i++) {
        const TasksOfRow *t = &tasks[i];
        bool is_open = str_eq(t->state, S("open"));
        TaskView *view = &v->tasks[i];
        *view = (TaskView){.id = t->id,
                           .org = t->org_name,
                           .due = t->due_day,
                           .open = is_open,
                           .mine = t->account_id == rq->actor.account.v,
                           .late = is_open && t->due_day && t->due_day < date_nl(rq->now),
                           .state = is_open ? N_("open") : N_("klaar"),
                           .what = opened(rq, v->w, t->sealed_what, t->submission, "task"),
                           .take = case_form_task_state(rq, v->w, t->id, "neem"),
                           .done = case_form_task_state(rq, v->w, t->id, "klaar")};
        TRY(account_name(rq->db, rq->mem, (AccountId){t->account_id}, &view->who));
    }
    return OK;
}

static Err fill_notes(Req *rq, CaseView *v)
{
    NotesOfRow *notes;
    TRY(q_notes_of(rq->db, rq->mem, v->w->c.id, &notes, &v->note_count));
    v->notes = NEW_ARRAY(rq->mem, NoteView, v->note_count + 1);
    for (size_t i = 0; i < v->note_count; i++)
        v->notes[i] = (NoteView){.kind = choice_label(note_kinds, notes[i].kind),
                                 .who = notes[i].account_name,
                                 .org = notes[i].org_name,
                                 .day = notes[i].day,
                                 .text = opened(rq, v->w, notes[i].sealed_text, notes[i].submission, "note")};
    return OK;
}

static Err fill_people(Req *rq, CaseView *v)
{
    ParticipantsOfRow *parts;
    TRY(q_participants_of(rq->db, rq->mem, v->w->c.id, &parts, &v->part_count));
    v->parts = NEW_ARRAY(rq->mem, PartView, v->part_count + 1);
    for (size_t i = 0; i < v->part_count; i++) {
        v->parts[i] = (PartView){.org = parts[i].org_name,
                                 .since = parts[i].since,
                                 .until = parts[i].until,
                                 .part = choice_label(case_parts, parts[i].part),
                                 .ground = choice_label(case_grounds, parts[i].ground),
                                 .end = case_form_participant_end(rq, v->w, parts[i].id)};
        TRY(account_name(rq->db, rq->mem, (AccountId){parts[i].account_id}, &v->parts[i].who));
    }
    PersonsOfRow *persons;
    TRY(q_persons_of(rq->db, rq->mem, v->w->c.id, &persons, &v->person_count));
    v->persons = NEW_ARRAY(rq->mem, PersonView, v->person_count + 1);
    for (size_t i = 0; i < v->person_count; i++) v->persons[i] = person_view(rq->mem, &persons[i]);
    Org org;
    TRY(org_get(rq->db, rq->mem, (OrgId){v->w->c.org_id}, &org));
    v->org = org.name;
    return account_name(rq->db, rq->mem, (AccountId){v->w->c.director}, &v->director);
}

static const CaseSection *const *all_sections;

void case_sections_use(const CaseSection *const *sections) { all_sections = sections; }

static Err fill_sections(Req *rq, CaseView *v)
{
    for (size_t i = 0; all_sections && all_sections[i]; i++) {
        const void *view = NULL;
        TRY(all_sections[i]->load(rq, &v->w->c, v->w->relation, &view));
        if (!view) continue;
        assert(v->section_count < CASE_SECTIONS_MAX);
        v->sections[v->section_count].section = all_sections[i];
        v->sections[v->section_count++].view = view;
    }
    return OK;
}

static Err show_case(Req *rq)
{
    CaseWork *w;
    TRY(case_open(rq, ACT_case_read, true, &w));
    if (w->c.erased_at) {
        const Frame gone = case_frame(rq, NULL, N_("Casus"));
        return retention_gone(rq, "case", w->c.id, &gone);
    }
    CaseView v = {.w = w,
                  .place = place_name(rq, w->c.gm_code),
                  .open = !str_eq(w->c.state, S("closed")),
                  .can_work = req_can(rq, ACT_case_work, w->relation),
                  .can_direct = req_can(rq, ACT_case_direct, w->relation)};
    v.summary = opened(rq, w, w->c.sealed_summary, w->c.submission, "summary");
    TRY(fill_tracks(rq, &v));
    TRY(fill_tasks(rq, &v));
    TRY(fill_notes(rq, &v));
    TRY(fill_people(rq, &v));
    TRY(fill_sections(rq, &v));
    TRY(clock_rows(rq, S("case"), w->c.id, &v.clocks, &v.clock_count));
    TRY(retention_box(rq, "case", w->c.id, &v.retention));
    v.task = case_form_task(rq, w);
    v.note = case_form_note(rq, w);
    if (v.can_direct) v.participant = case_form_participant(rq, w);
    if (v.can_direct) v.new_director = case_form_director(rq, w);
    v.close = case_form_close(rq, w);
    v.stuck = case_form_stuck(rq, w);
    v.moving = case_form_state(rq, w, "loopt", "/loopt", N_("De casus loopt weer"));
    v.reopen = case_form_state(rq, w, "heropen", "/heropenen", N_("Heropen de casus"));
    v.restrict_ = case_form_state(rq, w, "besloten", "/besloten",
                                  w->c.restricted ? N_("Maak open voor de deelnemende organisaties")
                                                  : N_("Maak besloten: alleen namen"));
    req_log(rq, "case.read", "case", w->c.id, GROUND_TASK, STR_NONE);
    Frame f = case_frame(rq, NULL, N_("Casus"));
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    case_page(o, &v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route case_routes[] = {
    {M_GET, "/casussen", ACT_case_list, 0, 0, NULL, list_page},
    {M_GET, "/casussen/nieuw", ACT_case_direct, 0, 0, NULL, new_page},
    {M_POST, "/casussen/nieuw", ACT_case_direct, 0, 0, new_prepare, new_store},
    {M_GET, "/casussen/:id", ACT_case_read, 0, 0, NULL, show_case},
    {0},
};
