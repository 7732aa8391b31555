// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// retention.c - terms, holds and erasing, of any kind of record.
#include "retention/retention.h"
#include "decision/decision.h"
#include "retention/retention_sql.h"
#include <assert.h>
#include <string.h>

enum { MONTHS_MAX = 1200 };

const Choice hold_grounds[] = {
    {"procedure", "procedure", N_("er loopt een rechtszaak of klacht"), "", ""},
    {"investigation", "onderzoek", N_("er loopt een onderzoek van politie of justitie"), "", ""},
    {"objection", "bezwaar", N_("de betrokkene wil dat het blijft"), "", ""},
    {"safety", "veiligheid", N_("iemands veiligheid hangt ervan af"), "", ""},
    {"inspection", "toezicht", N_("een toezichthouder doet onderzoek"), "", ""},
    {0}};

const Choice request_grounds[] = {
    {"avg17-1a", "nietMeerNodig", N_("de gegevens zijn niet meer nodig (AVG 17, lid 1, a)"), "", ""},
    {"avg17-1b", "toestemmingIngetrokken", N_("de toestemming is ingetrokken (AVG 17, lid 1, b)"), "", ""},
    {"avg17-1c", "bezwaar", N_("er is bezwaar gemaakt (AVG 17, lid 1, c)"), "", ""},
    {"avg17-1d", "onrechtmatig", N_("de verwerking mocht niet (AVG 17, lid 1, d)"), "", ""},
    {"avg17-3", "uitzondering", N_("er geldt een uitzondering (AVG 17, lid 3)"), "", ""},
    {0}};

const Choice request_outcomes[] = {{"granted", "toegewezen", N_("toegewezen: wis het"), "", ""},
                                   {"refused", "afgewezen", N_("afgewezen: het blijft"), "", ""},
                                   {0}};

static const RetentionKind *const *all_kinds;

void retention_use(const RetentionKind *const *kinds) { all_kinds = kinds; }

const RetentionKind *retention_kind(Str name)
{
    assert(all_kinds);
    for (size_t i = 0; all_kinds[i]; i++)
        if (str_eq_c(name, all_kinds[i]->name)) return all_kinds[i];
    return NULL;
}

const RetentionKind *retention_kind_at(size_t i)
{
    assert(all_kinds);
    return all_kinds[i];
}

// ---- the term -------------------------------------------------------------------------------------------------------

Err retention_term(Arena *mem, const RetentionKind *kind, const RetentionRecord *r, RetentionTerm *ret_term, Why *w)
{
    if (r->ended == 0) return E_NOTFOUND;
    const DecisionValue inputs[] = {DECIDE_TEXT("soort", str_c(kind->name)), DECIDE_TEXT("uitkomst", r->outcome),
                                    DECIDE_TEXT("tafel", r->table), DECIDE_TEXT("minderjarig", r->minor)};
    Ruling d;
    TRY(decision_eval(mem, "retention", r->region, inputs, COUNT(inputs), &d, w));
    double months = d.hit_count ? hit_number(&d.hits[0], "maanden", 0) : 0;
    if (!(months >= 1 && months <= MONTHS_MAX))
        return why(w, E_INPUT, "the table retention has no term for %s", kind->name);
    const DecisionHit *h = &d.hits[0];
    *ret_term = (RetentionTerm){
        .months = (int)months,
        .due_at = time_of_date(months_later(date_nl(r->ended), (int)months) + 1),
        .basis = str_fmt(mem, "%.*s v%lld %.*s", STR_ARG(d.table), (long long)d.version, STR_ARG(h->rule)),
        .ground = hit_text(h, "grondslag_nl"),
        .status = d.status,
        .reason_nl = h->reason_nl,
        .reason_en = h->reason_en};
    return OK;
}

static Err held(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, HoldNowRow *ret_hold, bool *ret_held)
{
    Err e = q_hold_now(db, mem, str_c(kind->name), id, ret_hold);
    if (e != OK && e != E_NOTFOUND) return e;
    *ret_held = e == OK;
    return OK;
}

Err retention_state(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, RetentionState *ret_state)
{
    RetentionState s = {.kind = kind};
    HoldNowRow hold;
    ErasureGetRow gone;
    TRY(kind->one(db, mem, id, &s.record));
    TRY(held(db, mem, kind, id, &hold, &s.held));
    if (s.held) {
        s.hold_ground = hold.ground;
        s.held_since = hold.placed_at;
    }
    Err e = q_erasure_get(db, mem, str_c(kind->name), id, &gone);
    if (e != OK && e != E_NOTFOUND) return e;
    if (e == OK) {
        s.erased = gone.at;
        s.erased_reason = gone.reason;
        s.erased_basis = gone.basis;
    }
    s.ended = s.record.ended != 0 && s.erased == 0;
    Err told = s.ended ? retention_term(mem, kind, &s.record, &s.term, NULL) : OK;
    if (told == E_INPUT) s.ended = false; // the table says nothing about it: no term runs
    else TRY(told);
    *ret_state = s;
    return OK;
}

// ---- holds ----------------------------------------------------------------------------------------------------------

Err retention_hold(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, Str ground, AccountId by, Time now)
{
    RetentionRecord r;
    int64_t added;
    if (!choice_find(hold_grounds, ground)) return E_INPUT;
    TRY(kind->one(db, mem, id, &r));
    if (r.erased) return E_CONFLICT;
    TRY(q_hold_add(db, str_c(kind->name), id, r.org.v, ground, by.v, now, &added));
    return added ? OK : E_CONFLICT;
}

Err retention_lift(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, AccountId by, Time now)
{
    (void)mem;
    int64_t changed;
    TRY(q_hold_lift(db, str_c(kind->name), id, by.v, now, &changed));
    return changed ? OK : E_CONFLICT;
}

// ---- erasing --------------------------------------------------------------------------------------------------------

Time retention_month(Time t)
{
    Civil c = civil_of_date(date_nl(t));
    return time_of_date(date_of(c.year, c.month, 1));
}

static Err erase(Db *db, Arena *mem, const RetentionKind *kind, const RetentionRecord *r, const Erasure *e)
{
    int64_t added;
    TRY(kind->erase(db, mem, r->id, retention_month(r->ended ? r->ended : e->at), e->at));
    TRY(record_erase(db, kind->name, r->id));
    TRY(q_erasure_add(db, str_c(kind->name), r->id, r->submission, r->org.v, e->at, str_c(e->reason), e->basis, e->by.v,
                      &added));
    return q_retention_drop(db, str_c(kind->name), r->id);
}

Err retention_erase(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, const Erasure *e)
{
    RetentionRecord r;
    HoldNowRow hold;
    bool stays;
    TRY(kind->one(db, mem, id, &r));
    TRY(held(db, mem, kind, id, &hold, &stays));
    if (r.erased || stays) return E_CONFLICT;
    return erase(db, mem, kind, &r, e);
}

Err retention_erase_again(Db *db, Arena *mem, Str name, int64_t id, Str submission, const Erasure *e, bool *ret_erased)
{
    const RetentionKind *kind = retention_kind(name);
    RetentionRecord r;
    *ret_erased = false;
    if (!kind) return E_INPUT;
    Err found = kind->one(db, mem, id, &r);
    if (found == E_NOTFOUND) return OK; // made after the data were copied
    TRY(found);
    if (!str_eq(r.submission, submission) || r.erased) return OK;
    TRY(erase(db, mem, kind, &r, e));
    *ret_erased = true;
    return OK;
}

// ---- what is due ----------------------------------------------------------------------------------------------------

static Time next_month(Time month) { return time_of_date(months_later(date_nl(month), 1)); }

static Err due_between(Db *db, Time from, Time until, const RetentionKind *kind, OrgId org, int64_t *ret_n)
{
    RetentionCountDueRow row;
    TRY(q_retention_count_due(db, NULL, from, until, str_c(kind->name), org.v, &row));
    *ret_n = row.n;
    return OK;
}

static Err count_kind(Db *db, const RetentionKind *kind, OrgId org, Time now, RetentionCount *ret_count)
{
    RetentionCount c = {.kind = kind};
    Time month = retention_month(now), next = next_month(month), before = retention_month(month - DAYS(1));
    RetentionCountHeldRow held_row;
    RetentionCountErasedRow erased;
    TRY(due_between(db, 0, now, kind, org, &c.overdue));
    TRY(due_between(db, now, next, kind, org, &c.soon));
    TRY(due_between(db, next, next_month(next), kind, org, &c.later));
    TRY(q_retention_count_held(db, NULL, str_c(kind->name), org.v, &held_row));
    c.held = held_row.n;
    TRY(q_retention_count_erased(db, NULL, month, next, str_c(kind->name), org.v, &erased));
    c.erased = erased.n;
    TRY(q_retention_count_erased(db, NULL, before, month, str_c(kind->name), org.v, &erased));
    c.erased_before = erased.n;
    *ret_count = c;
    return OK;
}

Err retention_counts(Db *db, Arena *mem, OrgId org, Time now, RetentionCount **ret_rows, size_t *ret_count)
{
    assert(all_kinds);
    size_t n = 0;
    while (all_kinds[n]) n++;
    RetentionCount *rows = NEW_ARRAY(mem, RetentionCount, n + 1);
    for (size_t i = 0; i < n; i++) TRY(count_kind(db, all_kinds[i], org, now, &rows[i]));
    *ret_rows = rows;
    *ret_count = n;
    return OK;
}
