// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// casework.c - the rules of a case: who stands how to it, keys, the reflection period, closing. No HTTP.
#include "casework/casework.h"
#include "base/json.h"
#include "clock/clock.h"
#include <assert.h>
#include <jansson.h>

static Str blind(Arena *mem, const Secret *pepper, Str normal)
{
    if (normal.n == 0) return STR_NONE;
    Hash h = hash_keyed(pepper, normal);
    return str_dup(mem, hash_str(&h));
}

Str case_context(Arena *mem, Str submission, const char *part)
{
    Str of = str_hex(mem, submission.p, submission.n);
    return str_fmt(mem, "case:%.*s:%s", STR_ARG(of), part);
}

// ---- rights -------------------------------------------------------------------------------------------------------

Err case_load(Db *db, Arena *mem, const Actor *who, int64_t id, Case *ret_case, Relation *ret_relation)
{
    Case c;
    TRY(q_case_by_id(db, mem, id, &c));
    CasePartOfOrgRow part;
    TRY(q_case_part_of_org(db, mem, id, who->org.v, who->account.v, &part));
    Relation r = REL_NONE;
    if (c.director == who->account.v && c.org_id == who->org.v) r = REL_MINE;
    else if (c.org_id == who->org.v && (!c.restricted || part.named)) r = REL_OWN;
    else if (part.named || (part.n && !c.restricted)) r = REL_PARTICIPANT;
    else if (str_eq(c.state, S("stuck")) && has_role(who, ROLE_chain_director)) {
        bool here;
        TRY(org_in_region(db, mem, who->org, c.region_code, &here));
        if (here) r = REL_REGION;
    }
    *ret_case = c;
    *ret_relation = r;
    return OK;
}

// ---- opening ------------------------------------------------------------------------------------------------------

struct CaseDraft {
    NewCase n;
    Str number, sealed_title, sealed_summary, box;
};

Err case_prepare(Req *rq, const NewCase *n, CaseDraft **ret_draft)
{
    assert(n->submission.n == SUBMISSION_SIZE);
    CaseDraft *d = NEW(rq->mem, CaseDraft);
    CLEANUP(secret_wipe) Secret key = secret_random();
    PublicKey own;
    TRY(org_public_key(rq->db, rq->actor.org, &own));
    d->n = *n;
    Str number = signal_number(rq->mem, rq->now);
    d->number = str_fmt(rq->mem, "C-%.*s", STR_ARG(number));
    d->sealed_title = seal(rq->mem, &key, n->title, case_context(rq->mem, n->submission, "title"));
    d->sealed_summary = seal(rq->mem, &key, n->summary, case_context(rq->mem, n->submission, "summary"));
    d->box = box_secret(rq->mem, &own, &key);
    *ret_draft = d;
    return OK;
}

Err case_store(Db *db, Arena *mem, const Actor *who, const CaseDraft *d, Time now, int64_t *ret_id)
{
    const NewCase *n = &d->n;
    CaseBySubmissionRow before;
    Err e = q_case_by_submission(db, mem, n->submission, &before);
    if (e == OK) {
        *ret_id = before.id;
        return OK;
    }
    if (e != E_NOTFOUND) return e;
    CaseInsertRow row;
    TRY(q_case_insert(db, mem, d->number, n->submission, n->table_code, who->org.v, who->account.v, n->referral_id,
                      n->form, n->gm_code, n->region_code, n->restricted, d->sealed_title, d->sealed_summary, now,
                      &row));
    TRY(record_grant_boxed(db, "case", row.id, who->org, d->box, now));
    *ret_id = row.id;
    return OK;
}

// ---- participants -------------------------------------------------------------------------------------------------

static Err grant_all(Db *db, Arena *mem, const Actor *who, int64_t id, OrgId org, Time now)
{
    CLEANUP(secret_wipe) Secret key = {0};
    TRY(record_key(db, mem, who, "case", id, &key));
    TRY(record_grant(db, mem, "case", id, org, &key, now));
    PersonsOfRow *persons;
    size_t n;
    TRY(q_persons_of(db, mem, id, &persons, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(record_key(db, mem, who, "person", persons[i].id, &key));
        TRY(record_grant(db, mem, "person", persons[i].id, org, &key, now));
    }
    return OK;
}

Err case_add_participant(Db *db, Arena *mem, const Actor *who, const Case *c, OrgId org, AccountId account, Str part,
                         Str ground, Time now)
{
    if (!choice_find(case_parts, part) || !choice_find(case_grounds, ground)) return E_INPUT;
    if (account.v) {
        Account a;
        TRY(account_get(db, mem, account, &a));
        if (a.org.v != org.v || !a.active) return E_INPUT;
    }
    ParticipantLeftRow before;
    TRY(q_participant_left(db, mem, c->id, org.v, &before));
    ParticipantInsertRow row;
    TRY(q_participant_insert(db, mem, c->id, org.v, account.v, part, ground, who->account.v, now, &row));
    if (before.n == 0 && org.v != c->org_id) TRY(grant_all(db, mem, who, c->id, org, now));
    return q_case_touch(db, c->id, now);
}

Err case_end_participant(Db *db, Arena *mem, const Case *c, int64_t participant, Time now)
{
    ParticipantByIdRow p;
    TRY(q_participant_by_id(db, mem, participant, c->id, &p));
    int64_t changed;
    TRY(q_participant_end(db, participant, c->id, now, &changed));
    if (changed == 0) return E_CONFLICT;
    ParticipantLeftRow left;
    TRY(q_participant_left(db, mem, c->id, p.org_id, &left));
    if (left.n > 0 || p.org_id == c->org_id) return OK;
    const OrgId org = {p.org_id};
    TRY(record_revoke(db, "case", c->id, org));
    PersonsOfRow *persons;
    size_t n;
    TRY(q_persons_of(db, mem, c->id, &persons, &n));
    for (size_t i = 0; i < n; i++) TRY(record_revoke(db, "person", persons[i].id, org));
    return OK;
}

// ---- identities ---------------------------------------------------------------------------------------------------

bool identity_empty(const Identity *i)
{
    return i->name.n + i->birth_date.n + i->phone.n + i->address.n + i->document.n + i->notes.n == 0;
}

Err identity_seal(Arena *mem, const Secret *key, Str submission, const Identity *i, Str *ret_sealed)
{
    Buf b = buf_new(mem, KB(16));
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "name", i->name);
    json_kstr(&j, "birth_date", i->birth_date);
    json_kstr(&j, "phone", i->phone);
    json_kstr(&j, "address", i->address);
    json_kstr(&j, "document", i->document);
    json_kstr(&j, "notes", i->notes);
    json_end(&j);
    Str plain;
    TRY(buf_done(&b, &plain));
    *ret_sealed = seal(mem, key, plain, case_context(mem, submission, "identity"));
    text_wipe(plain);
    return OK;
}

static void json_drop(json_t **j)
{
    json_decref(*j);
    *j = NULL;
}

static Str part_of(Arena *mem, json_t *j, const char *name)
{
    return str_dup(mem, str_c(json_string_value(json_object_get(j, name))));
}

Err identity_unseal(Arena *mem, const Secret *key, Str submission, Str sealed, Identity *ret_i)
{
    Str plain;
    TRY(unseal(mem, key, sealed, case_context(mem, submission, "identity"), &plain));
    CLEANUP(json_drop) json_t *j = json_loadb(plain.p, plain.n, JSON_REJECT_DUPLICATES, NULL);
    text_wipe(plain);
    if (!json_is_object(j)) return E_CRYPT;
    *ret_i = (Identity){part_of(mem, j, "name"),    part_of(mem, j, "birth_date"), part_of(mem, j, "phone"),
                        part_of(mem, j, "address"), part_of(mem, j, "document"),   part_of(mem, j, "notes")};
    return OK;
}

// Letters only, lower case: "Van der Berg-Jansen" and "van der berg jansen" are the same.
static Str letters(Arena *mem, Str s)
{
    Str low = str_lower(mem, s);
    Buf b = buf_new(mem, KB(4));
    for (size_t i = 0; i < low.n; i++) {
        unsigned char c = (unsigned char)low.p[i];
        if ((c >= 'a' && c <= 'z') || c >= 0x80) buf_char(&b, low.p[i]);
    }
    return buf_str(&b);
}

Str blind_person(Arena *mem, const Secret *pepper, const Identity *i)
{
    Str name = letters(mem, i->name);
    if (name.n < 4 || i->birth_date.n == 0) return STR_NONE; // a name alone says too little
    return blind(mem, pepper, str_fmt(mem, "person:%.*s:%.*s", STR_ARG(name), STR_ARG(i->birth_date)));
}

Str blind_phone(Arena *mem, const Secret *pepper, Str phone)
{
    Buf b = buf_new(mem, 64);
    for (size_t i = 0; i < phone.n && b.n < 20; i++)
        if (phone.p[i] >= '0' && phone.p[i] <= '9') buf_char(&b, phone.p[i]);
    Str digits = buf_str(&b);
    while (digits.n && digits.p[0] == '0') digits = (Str){digits.p + 1, digits.n - 1};
    if (str_starts(digits, S("31"))) digits = (Str){digits.p + 2, digits.n - 2}; // +31 6... and 06... are one number
    if (digits.n < 8) return STR_NONE;
    return blind(mem, pepper, str_fmt(mem, "phone:%.*s", STR_ARG(digits)));
}

// ---- the reflection period ----------------------------------------------------------------------------------------

Err reflection_start(Db *db, Arena *mem, const Case *c, Date began, Time now)
{
    (void)mem;
    TRY(clock_meet(db, S("case"), c->id, CLOCK_reflection, now, (AccountId){0})); // one at a time
    return q_clock_insert(db, S("case"), c->id, str_c(clock_kind_name(CLOCK_reflection)), time_of_date(began),
                          time_of_date(months_later(began, REFLECTION_MONTHS) + 1), S("Vreemdelingencirculaire B8/3"),
                          c->org_id);
}

// ---- ending -------------------------------------------------------------------------------------------------------

Err case_close(Db *db, const Case *c, Str outcome, Time now, AccountId by)
{
    if (!choice_find(case_outcomes, outcome)) return E_INPUT;
    if (str_eq(c->state, S("closed"))) return E_CONFLICT;
    TRY(clock_stop_all(db, S("case"), c->id, now, by));
    TRY(q_participants_shared(db, c->id, 0));
    return q_case_state_set(db, c->id, S("closed"), outcome, now, 0, now);
}

Err case_reopen(Db *db, const Case *c, Time now)
{
    if (!str_eq(c->state, S("closed"))) return E_CONFLICT;
    TRY(clock_resume_all(db, S("case"), c->id, c->closed_at));
    TRY(q_participants_shared(db, c->id, 1));
    return q_case_state_set(db, c->id, S("open"), S(""), now, 0, 0);
}

Err case_stuck(Db *db, const Case *c, bool stuck, Time now)
{
    if (str_eq(c->state, S("closed"))) return E_CONFLICT;
    return q_case_state_set(db, c->id, stuck ? S("stuck") : S("open"), S(""), now, stuck ? now : 0, 0);
}

bool case_may_direct(const Account *a)
{
    const Actor heir = {.account = a->id, .org = a->org, .roles = a->roles};
    return a->active && may(&heir, ACT_case_direct, REL_OWN).verdict != MAY_NOT;
}

Err case_new_director(Db *db, Arena *mem, const Case *c, AccountId to, Time now)
{
    Account a;
    Err e = account_get(db, mem, to, &a);
    if (e == E_NOTFOUND) return E_INPUT;
    TRY(e);
    if (a.org.v != c->org_id || !case_may_direct(&a)) return E_INPUT;
    return q_case_director_set(db, c->id, to.v, now);
}

Err case_hand_over(Db *db, AccountId from, AccountId to, Time now, int64_t *ret_moved)
{
    int64_t cases, tasks, parts;
    TRY(q_case_director_move(db, from.v, to.v, now, &cases));
    TRY(q_case_task_move(db, from.v, to.v, &tasks));
    TRY(q_participant_move(db, from.v, to.v, &parts));
    *ret_moved = cases + tasks + parts;
    return OK;
}

static Err count_stuck(Db *db, Arena *mem, const Actor *who, int64_t *ret_n)
{
    Area *areas;
    size_t n;
    int64_t sum = 0;
    TRY(org_areas(db, mem, who->org, &areas, &n));
    for (size_t i = 0; i < n; i++) {
        CaseCountStuckRow stuck;
        if (areas[i].scope != SCOPE_region) continue;
        TRY(q_case_count_stuck(db, mem, areas[i].code, CASE_COUNT_MAX + 1, &stuck));
        sum += stuck.n;
    }
    *ret_n = sum;
    return OK;
}

Err case_counts(Db *db, Arena *mem, const Actor *who, Time now, CaseCounts *ret_counts)
{
    CaseCountMineRow mine;
    CaseCountPartRow part;
    TaskCountLateRow late;
    TRY(q_case_count_mine(db, mem, who->account.v, CASE_COUNT_MAX + 1, &mine));
    TRY(q_case_count_part(db, mem, who->org.v, who->account.v, CASE_COUNT_MAX + 1, &part));
    TRY(q_task_count_late(db, mem, who->org.v, who->account.v, date_nl(now), CASE_COUNT_MAX + 1, &late));
    int64_t stuck = 0;
    if (has_role(who, ROLE_chain_director)) TRY(count_stuck(db, mem, who, &stuck));
    *ret_counts = (CaseCounts){mine.n, part.n, late.n, stuck};
    return OK;
}
