// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// case_write.c - what people do in a case: steps, tasks, notes, participants, stuck, closing.
// Each has a prepare half (rights, checks, sealing; on the pool) and a store half (rows; on the writer).
#include "casework/case_view.h"
#include "casework/casework_html.h"
#include <assert.h>

// What prepare hands to store.
typedef struct Change {
    CaseWork *w;
    Action does;
    Str submission, sealed, code, code2;
    int64_t id;
    Date day;
    OrgId org;
    AccountId account;
} Change;

static Err begin(Req *rq, Action does, Change **ret)
{
    Change *ch = NEW(rq->mem, Change);
    ch->does = does;
    TRY(case_open(rq, does, true, &ch->w));
    if (str_eq(ch->w->c.state, S("closed")))
        return req_fail(rq, E_CONFLICT, N_("Deze casus is gesloten. Heropen hem eerst."));
    ch->submission = form_submission(rq);
    rq->prepared = ch;
    *ret = ch;
    return OK;
}

// Between prepare and store somebody else may have been removed, or the case closed: ask again where it counts.
static Err still(Req *rq, const Change *ch)
{
    CaseWork *now;
    TRY(case_open(rq, ch->does, false, &now));
    if (str_eq(now->c.state, ch->w->c.state)) return OK;
    return req_fail(rq, E_CONFLICT, N_("De casus is intussen veranderd. Ga terug en kijk opnieuw."));
}

static Str sealed(Req *rq, const Change *ch, const char *part, Str text)
{
    return seal(rq->mem, &ch->w->key, text, case_context(rq->mem, ch->submission, part));
}

static Err again(Req *rq, const CaseWork *w, StaffForm f, const char *input)
{
    return form_again(rq, &f, input, f.title, case_path(rq->mem, w, ""));
}

static Err again_because(Req *rq, const CaseWork *w, StaffForm f, const char *input, const char *dutch)
{
    Err e = req_fail(rq, E_INPUT, dutch);
    assert(e == E_INPUT);
    return again(rq, w, f, input);
}

// A form sent twice stores no second row (E_NOTFOUND), or finds the case in the state it asks for (E_CONFLICT): then it
// is done already.
static Err done(Req *rq, const Change *ch, Err e, const char *action)
{
    if (e != OK && e != E_CONFLICT && e != E_NOTFOUND) return e;
    req_log(rq, action, "case", ch->w->c.id, GROUND_TASK, STR_NONE);
    if (e == OK) TRY(q_case_touch(rq->db, ch->w->c.id, rq->now));
    return req_redirect(rq, case_path(rq->mem, ch->w, ""));
}

// ---- steps --------------------------------------------------------------------------------------------------------

static Err step_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_work, &ch));
    const Choice *track = choice_find(tracks, req_field(rq, "spoor"));
    if (!track) return req_fail(rq, E_INPUT, N_("Kies een spoor uit de lijst."));
    ch->code = str_c(track->code);
    const Choice *kind = choice_find(track_steps(ch->code), req_field(rq, "soort"));
    const Choice *state = choice_find(step_states, req_field(rq, "toestand"));
    if (!kind || !state) return req_fail(rq, E_INPUT, N_("Kies een stap en een toestand uit de lijst."));
    if (form_day(rq, "dag", &ch->day) != OK) return again(rq, ch->w, case_form_step(rq, ch->w, track), "dag");
    if (str_eq_c(str_c(state->code), "done") && ch->day == 0) ch->day = date_nl(rq->now);
    Str note = req_field(rq, "notitie");
    if (note.n > CASE_NOTE_MAX) {
        return again_because(rq, ch->w, case_form_step(rq, ch->w, track), "notitie", N_("De toelichting is te lang."));
    }
    if (note.n) ch->sealed = sealed(rq, ch, "step", note);
    rq->prepared = ch;
    return OK;
}

// The clock of the reflection period follows the steps, so that it is never forgotten.
static Err follow_reflection(Req *rq, const Change *ch, Str kind, Str state, Date day)
{
    if (!str_eq(state, S("done"))) return OK;
    if (str_eq_c(kind, STEP_REFLECTION)) return reflection_start(rq->db, rq->mem, &ch->w->c, day, rq->now);
    if (str_eq_c(kind, STEP_REFLECTION_END))
        return clock_meet(rq->db, S("case"), ch->w->c.id, CLOCK_reflection, rq->now, rq->actor.account);
    return OK;
}

static Err step_store(Req *rq)
{
    Change *ch = rq->prepared;
    TRY(still(rq, ch));
    StepInsertRow row;
    Str kind = req_field(rq, "soort"), state = req_field(rq, "toestand");
    Err e = q_step_insert(rq->db, rq->mem, ch->w->c.id, ch->submission, 0, ch->code, kind, state, ch->day, ch->sealed,
                          rq->actor.account.v, rq->now, &row);
    if (e == OK) TRY(follow_reflection(rq, ch, kind, state, ch->day));
    return done(rq, ch, e, "case.step_add");
}

static Err step_state_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_work, &ch));
    if (!choice_find(step_states, req_field(rq, "toestand")))
        return req_fail(rq, E_INPUT, N_("Kies een toestand uit de lijst."));
    return OK;
}

static Err step_state_store(Req *rq)
{
    Change *ch = rq->prepared;
    TRY(still(rq, ch));
    StepByIdRow step;
    TRY(q_step_by_id(rq->db, rq->mem, req_id(rq, 1), ch->w->c.id, &step));
    Str state = req_field(rq, "toestand");
    Date day = step.day ? step.day : date_nl(rq->now);
    int64_t changed;
    TRY(q_step_set(rq->db, req_id(rq, 1), ch->w->c.id, state, day, &changed));
    TRY(follow_reflection(rq, ch, step.kind, state, day));
    return done(rq, ch, OK, "case.step_state");
}

// ---- tasks --------------------------------------------------------------------------------------------------------

static Err takes_part(Req *rq, const Case *c, int64_t org, bool *ret_yes)
{
    ParticipantLeftRow n;
    TRY(q_participant_left(rq->db, rq->mem, c->id, org, &n));
    *ret_yes = org == c->org_id || n.n > 0;
    return OK;
}

static Err task_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_work, &ch));
    Str what;
    if (req_text(rq, "wat", N_("Wat moet er gebeuren?"), CASE_NOTE_MAX, &what) != OK)
        return again(rq, ch->w, case_form_task(rq, ch->w), "wat");
    if (form_day(rq, "voor", &ch->day) != OK) return again(rq, ch->w, case_form_task(rq, ch->w), "voor");
    bool takes = false;
    if (str_int(req_field(rq, "organisatie"), 1, INT64_MAX, &ch->org.v) == OK)
        TRY(takes_part(rq, &ch->w->c, ch->org.v, &takes));
    if (!takes) {
        return again_because(rq, ch->w, case_form_task(rq, ch->w), "organisatie",
                             N_("Kies een organisatie die meedoet."));
    }
    ch->sealed = sealed(rq, ch, "task", what);
    return OK;
}

static Err task_store(Req *rq)
{
    Change *ch = rq->prepared;
    TRY(still(rq, ch));
    TaskInsertRow row;
    Err e = q_task_insert(rq->db, rq->mem, ch->w->c.id, ch->submission, ch->org.v, 0, ch->day, ch->sealed,
                          rq->actor.account.v, rq->now, &row);
    return done(rq, ch, e, "case.task_add");
}

static Err task_state_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_work, &ch));
    return OK;
}

// A task is taken or finished by the organisation it belongs to, or by who directs the case.
static Err task_state_store(Req *rq)
{
    Change *ch = rq->prepared;
    TRY(still(rq, ch));
    TaskByIdRow task;
    TRY(q_task_by_id(rq->db, rq->mem, req_id(rq, 1), ch->w->c.id, &task));
    if (task.org_id != rq->actor.org.v && !req_can(rq, ACT_case_direct, ch->w->relation))
        return req_fail(rq, E_DENIED, N_("Deze taak is van een andere organisatie."));
    bool finish = str_eq(req_field(rq, "wat"), S("klaar"));
    if (!finish && task.org_id != rq->actor.org.v)
        return req_fail(rq, E_DENIED, N_("Deze taak is van een andere organisatie."));
    int64_t changed, who = finish && task.account_id ? task.account_id : rq->actor.account.v;
    TRY(q_task_set(rq->db, req_id(rq, 1), ch->w->c.id, finish ? S("done") : S("open"), who, rq->now, &changed));
    return done(rq, ch, OK, finish ? "case.task_done" : "case.task_take");
}

// ---- notes --------------------------------------------------------------------------------------------------------

static Err note_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_work, &ch));
    Str text;
    if (req_text(rq, "tekst", N_("Wat is er gebeurd of besloten?"), CASE_NOTE_MAX, &text) != OK)
        return again(rq, ch->w, case_form_note(rq, ch->w), "tekst");
    if (form_day(rq, "dag", &ch->day) != OK) return again(rq, ch->w, case_form_note(rq, ch->w), "dag");
    ch->code = req_field(rq, "soort");
    if (!choice_find(note_kinds, ch->code)) return req_fail(rq, E_INPUT, N_("Kies een soort uit de lijst."));
    if (ch->day == 0) ch->day = date_nl(rq->now);
    ch->sealed = sealed(rq, ch, "note", text);
    return OK;
}

static Err add_note(Req *rq, const Change *ch, Str kind)
{
    NoteInsertRow row;
    return q_note_insert(rq->db, rq->mem, ch->w->c.id, ch->submission, kind, rq->actor.account.v, rq->actor.org.v,
                         ch->day ? ch->day : date_nl(rq->now), ch->sealed, rq->now, &row);
}

static Err note_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    return done(rq, ch, add_note(rq, ch, ch->code), "case.note_add");
}

// ---- participants -------------------------------------------------------------------------------------------------

static Err find_account(Req *rq, OrgId org, Str username, AccountId *ret)
{
    Account *accounts;
    size_t n;
    TRY(account_list(rq->db, rq->mem, org, &accounts, &n));
    for (size_t i = 0; i < n; i++) {
        if (!accounts[i].active || !str_ieq(accounts[i].username, username)) continue;
        *ret = accounts[i].id;
        return OK;
    }
    return req_fail(rq, E_INPUT, N_("Deze organisatie heeft geen medewerker met die gebruikersnaam."));
}

// Who reported said whether the police may look, and was promised that. Only an emergency goes before it.
static Err police_may(Req *rq, const Case *c, const Org *org, Str ground)
{
    CasePoliceRow barred = {0};
    if (org->kind != ORG_police || choice_is(ground, "vital")) return OK;
    if (c->referral_id) TRY(q_case_police(rq->db, rq->mem, c->referral_id, &barred));
    if (barred.n == 0) return OK;
    return req_fail(
        rq, E_INPUT,
        N_("De melder wil niet dat de politie meekijkt. Vraag het eerst aan de melder. Alleen als iemand in "
           "nood is, kan het zonder: kies dan een vitaal belang als grond."));
}

static Err participant_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_direct, &ch));
    const char *at = "organisatie";
    Err e = str_int(req_field(rq, "organisatie"), 1, INT64_MAX, &ch->org.v);
    Org org;
    if (e == OK) e = org_get(rq->db, rq->mem, ch->org, &org);
    if (e != OK || !org.active) {
        return again_because(rq, ch->w, case_form_participant(rq, ch->w), at, N_("Kies een organisatie uit de lijst."));
    }
    Str name = req_field(rq, "gebruikersnaam");
    if (name.n) e = find_account(rq, ch->org, name, &ch->account);
    else if (ch->w->c.restricted) e = req_fail(rq, E_INPUT, N_("Deze casus is besloten. Voeg iemand bij naam toe."));
    if (e != OK) return again(rq, ch->w, case_form_participant(rq, ch->w), "gebruikersnaam");
    ch->code = req_field(rq, "deel");
    ch->code2 = req_field(rq, "grondslag");
    if (!choice_find(case_parts, ch->code) || !choice_find(case_grounds, ch->code2))
        return again_because(rq, ch->w, case_form_participant(rq, ch->w), "grondslag",
                             N_("Kies een deel en een grondslag uit de lijst."));
    e = police_may(rq, &ch->w->c, &org, ch->code2);
    return e == E_INPUT ? again(rq, ch->w, case_form_participant(rq, ch->w), "grondslag") : e;
}

static Err participant_store(Req *rq)
{
    const Change *ch = rq->prepared;
    Org org;
    TRY(still(rq, ch));
    TRY(org_get(rq->db, rq->mem, ch->org, &org));
    TRY(police_may(rq, &ch->w->c, &org, ch->code2)); // it may have been withdrawn meanwhile
    TRY(case_add_participant(rq->db, rq->mem, &rq->actor, &ch->w->c, ch->org, ch->account, ch->code, ch->code2,
                             rq->now));
    req_log(rq, "case.participant_add", "case", ch->w->c.id, str_z(rq->mem, ch->code2), STR_NONE);
    return req_redirect(rq, case_path(rq->mem, ch->w, ""));
}

static Err direct_prepare(Req *rq)
{
    Change *ch;
    return begin(rq, ACT_case_direct, &ch);
}

static Err participant_end_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    TRY(case_end_participant(rq->db, rq->mem, &ch->w->c, req_id(rq, 1), rq->now));
    return done(rq, ch, OK, "case.participant_end");
}

static Err restrict_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    TRY(q_case_restrict(rq->db, ch->w->c.id, !ch->w->c.restricted, rq->now));
    return done(rq, ch, OK, ch->w->c.restricted ? "case.unrestrict" : "case.restrict");
}

static Err director_prepare(Req *rq)
{
    Change *ch;
    TRY(begin(rq, ACT_case_direct, &ch));
    if (str_int(req_field(rq, "collega"), 1, INT64_MAX, &ch->account.v) == OK) return OK;
    return again_because(rq, ch->w, case_form_director(rq, ch->w), "collega", N_("Kies een collega uit de lijst."));
}

static Err director_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    Err e = case_new_director(rq->db, rq->mem, &ch->w->c, ch->account, rq->now);
    if (e == E_INPUT) return req_fail(rq, E_INPUT, N_("Kies een collega uit de lijst."));
    TRY(e);
    req_log(rq, "case.director", "case", ch->w->c.id, "", STR_NONE);
    return req_redirect(rq, S("/casussen")); // of a restricted case nothing is left to see
}

// ---- stuck, closing -----------------------------------------------------------------------------------------------

static Err text_prepare(Req *rq, StaffForm (*form)(Req *, const CaseWork *))
{
    Change *ch;
    TRY(begin(rq, ACT_case_direct, &ch));
    Str text;
    if (req_text(rq, "tekst", N_("Toelichting"), CASE_NOTE_MAX, &text) != OK)
        return again(rq, ch->w, form(rq, ch->w), "tekst");
    ch->sealed = sealed(rq, ch, "note", text);
    return OK;
}

static Err stuck_prepare(Req *rq) { return text_prepare(rq, case_form_stuck); }

static Err stuck_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    Err e = add_note(rq, ch, S("escalation"));
    if (e == OK) e = case_stuck(rq->db, &ch->w->c, true, rq->now);
    return done(rq, ch, e, "case.stuck");
}

static Err moving_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    return done(rq, ch, case_stuck(rq->db, &ch->w->c, false, rq->now), "case.moving");
}

static Err close_prepare(Req *rq)
{
    TRY(text_prepare(rq, case_form_close)); // who may not, hears that first
    if (rq->answered || choice_find(case_outcomes, req_field(rq, "uitkomst"))) return OK;
    return req_fail(rq, E_INPUT, N_("Kies een uitkomst uit de lijst."));
}

// The sender of the referral learns that the work is done; not how.
static Err close_store(Req *rq)
{
    const Change *ch = rq->prepared;
    TRY(still(rq, ch));
    Err e = add_note(rq, ch, S("decision"));
    if (e == OK) e = case_close(rq->db, &ch->w->c, req_field(rq, "uitkomst"), rq->now, rq->actor.account);
    if (e == OK && ch->w->c.referral_id) {
        Referral r;
        Relation relation;
        TRY(referral_load(rq->db, rq->mem, &rq->actor, ch->w->c.referral_id, &r, &relation));
        if (str_eq(r.state, S("accepted"))) TRY(referral_finish(rq, &r, S("")));
    }
    return done(rq, ch, e, "case.close");
}

static Err reopen_store(Req *rq)
{
    CaseWork *w;
    TRY(case_open(rq, ACT_case_direct, false, &w));
    TRY(case_reopen(rq->db, &w->c, rq->now));
    req_log(rq, "case.reopen", "case", w->c.id, GROUND_TASK, STR_NONE);
    return req_redirect(rq, case_path(rq->mem, w, ""));
}

const Route case_write_routes[] = {
    {M_POST, "/casussen/:id/stappen", ACT_case_work, 0, 0, step_prepare, step_store},
    {M_POST, "/casussen/:id/stappen/:stap", ACT_case_work, 0, 0, step_state_prepare, step_state_store},
    {M_POST, "/casussen/:id/taken", ACT_case_work, 0, 0, task_prepare, task_store},
    {M_POST, "/casussen/:id/taken/:taak", ACT_case_work, 0, 0, task_state_prepare, task_state_store},
    {M_POST, "/casussen/:id/notities", ACT_case_work, 0, 0, note_prepare, note_store},
    {M_POST, "/casussen/:id/deelnemers", ACT_case_direct, 0, 0, participant_prepare, participant_store},
    {M_POST, "/casussen/:id/deelnemers/:deelnemer/weg", ACT_case_direct, 0, 0, direct_prepare, participant_end_store},
    {M_POST, "/casussen/:id/regisseur", ACT_case_direct, 0, 0, director_prepare, director_store},
    {M_POST, "/casussen/:id/besloten", ACT_case_direct, 0, 0, direct_prepare, restrict_store},
    {M_POST, "/casussen/:id/vast", ACT_case_direct, 0, 0, stuck_prepare, stuck_store},
    {M_POST, "/casussen/:id/loopt", ACT_case_direct, 0, 0, direct_prepare, moving_store},
    {M_POST, "/casussen/:id/sluiten", ACT_case_direct, 0, 0, close_prepare, close_store},
    {M_POST, "/casussen/:id/heropenen", ACT_case_direct, 0, 0, NULL, reopen_store},
    {0},
};
