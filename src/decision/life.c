// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/life.h"
#include "decision/decision_sql.h"
#include "decision/life_sql.h"
#include "decision/vet.h"

// By address: the call before it in the same list of arguments fills it in.
static Err changed(Err e, const int64_t *rows)
{
    TRY(e);
    return *rows == 1 ? OK : E_CONFLICT;
}

Err draft_get(Db *db, Arena *mem, int64_t id, Draft *ret_draft)
{
    DraftGetRow r;
    TRY(q_draft_get(db, mem, id, &r));
    *ret_draft = (Draft){.id = r.id,
                         .revision = r.revision,
                         .based_on = r.based_on,
                         .version_id = r.version_id,
                         .name = r.name,
                         .region = r.region,
                         .kind = r.kind,
                         .state = r.state,
                         .xml = r.xml,
                         .tests = r.tests,
                         .reason = r.reason,
                         .answer = r.answer,
                         .created_by = {r.created_by},
                         .proposed_by = {r.proposed_by},
                         .decided_by = {r.decided_by},
                         .reviewed_by = {r.reviewed_by},
                         .created_at = r.created_at,
                         .changed_at = r.changed_at,
                         .live_from = r.live_from,
                         .proposed_at = r.proposed_at,
                         .decided_at = r.decided_at,
                         .reviewed_at = r.reviewed_at};
    return OK;
}

Err draft_list(Db *db, Arena *mem, DraftRow **ret_rows, size_t *ret_count)
{
    DraftOpenRow *rows;
    TRY(q_draft_open(db, mem, DRAFTS_SHOWN, &rows, ret_count));
    DraftRow *list = NEW_ARRAY(mem, DraftRow, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++)
        list[i] = (DraftRow){.id = rows[i].id,
                             .name = rows[i].name,
                             .region = rows[i].region,
                             .kind = rows[i].kind,
                             .state = rows[i].state,
                             .writer = rows[i].writer,
                             .changed_at = rows[i].changed_at,
                             .proposed_at = rows[i].proposed_at,
                             .live_from = rows[i].live_from,
                             .by = rows[i].created_by,
                             .proposed_by = rows[i].proposed_by};
    *ret_rows = list;
    return OK;
}

static Err add(Db *db, Arena *mem, const NewDraft *n, const char *state, Time now, bool *ret_new, int64_t *ret_id)
{
    DraftAddRow *rows;
    size_t count;
    TRY(q_draft_add(db, mem, n->submission, n->name, n->region, str_c(n->kind), str_c(state), n->based_on, n->xml,
                    n->tests, n->who.v, now, n->reason, &rows, &count));
    *ret_new = count == 1;
    if (count == 0) { // sent twice
        DraftOfSubmissionRow there;
        TRY(q_draft_of_submission(db, mem, n->submission, &there));
        *ret_id = there.id;
        return OK;
    }
    *ret_id = rows[0].id;
    return q_draft_writer(db, rows[0].id, n->who.v);
}

Err draft_start(Db *db, Arena *mem, const NewDraft *n, Time now, int64_t *ret_id)
{
    bool fresh;
    return add(db, mem, n, "draft", now, &fresh, ret_id);
}

Err draft_save(Db *db, int64_t id, int64_t revision, Str xml, Str tests, AccountId who, Time now)
{
    int64_t rows = 0;
    TRY(changed(q_draft_save(db, id, revision, xml, tests, now, &rows), &rows));
    return q_draft_writer(db, id, who.v);
}

Err draft_propose(Db *db, int64_t id, int64_t revision, AccountId who, Str reason, Time live_from, Time now)
{
    int64_t rows = 0;
    return changed(q_draft_propose(db, id, revision, who.v, now, reason, live_from, &rows), &rows);
}

Err draft_take_back(Db *db, int64_t id, int64_t revision, Time now)
{
    int64_t rows = 0;
    return changed(q_draft_back(db, id, revision, now, &rows), &rows);
}

Err draft_drop(Db *db, int64_t id, int64_t revision, Time now)
{
    int64_t rows = 0;
    return changed(q_draft_drop(db, id, revision, now, &rows), &rows);
}

Err draft_may_decide(Db *db, Arena *mem, const Draft *d, AccountId who, const char **ret_why_not)
{
    DraftWroteRow wrote;
    TRY(q_draft_wrote(db, mem, d->id, who.v, &wrote));
    *ret_why_not = NULL;
    if (!str_eq_c(d->state, "proposed")) *ret_why_not = N_("Dit is geen voorstel, of niet meer.");
    else if (d->proposed_by.v == who.v)
        *ret_why_not = N_("Je stelde dit zelf voor. Iemand anders moet het beoordelen.");
    else if (wrote.n) *ret_why_not = N_("Je schreef hier zelf aan mee. Iemand anders moet het beoordelen.");
    return OK;
}

// The next number of the table, waiting for its moment; that may be now.
static Err become(Db *db, Arena *mem, const Draft *d, Time now)
{
    RuleNewestRow newest = {0};
    Err e = q_rule_newest(db, mem, d->name, d->region, &newest);
    if (e != OK && e != E_NOTFOUND) return e;
    Hash h = hash_of(d->xml);
    RuleAddRow added;
    TRY(q_rule_add(db, mem, d->name, d->region, newest.version + 1, str_hex(mem, h.b, sizeof h.b), d->xml, d->tests,
                   S("staff"), S("ready"), d->live_from > now ? d->live_from : now, d->id, &added));
    TRY(q_draft_became(db, d->id, added.id));
    int64_t due;
    return decision_due(db, mem, now, &due);
}

static Err end_of_table(Db *db, Arena *mem, const Draft *d, Time now)
{
    RuleLiveOriginRow live;
    TRY(q_rule_live_origin(db, mem, d->name, d->region, &live));
    return q_rule_retire(db, live.id, now);
}

Err draft_decide(Db *db, Arena *mem, const Draft *d, bool approve, AccountId who, Str answer, Time now, Why *w)
{
    const char *why_not;
    TRY(draft_may_decide(db, mem, d, who, &why_not));
    if (why_not) return why(w, E_DENIED, "%s", why_not);
    int64_t rows = 0;
    TRY(changed(
        q_draft_decide(db, d->id, d->revision, approve ? S("approved") : S("rejected"), who.v, now, answer, &rows),
        &rows));
    if (!approve) return OK;
    return str_eq_c(d->kind, "end") ? end_of_table(db, mem, d, now) : become(db, mem, d, now);
}

Err draft_emergency(Db *db, Arena *mem, const NewDraft *n, Time now, int64_t *ret_id)
{
    RuleBeforeRow before;
    RuleVersionRow old;
    TRY(q_rule_before(db, mem, n->name, n->region, &before));
    TRY(q_rule_version(db, mem, before.id, &old));
    if (!vet_fits(n->name, old.xml)) return E_INPUT;
    NewDraft fresh = *n;
    fresh.kind = "emergency";
    fresh.based_on = before.id;
    fresh.xml = old.xml;
    fresh.tests = old.tests;
    bool is_new;
    TRY(add(db, mem, &fresh, "approved", now, &is_new, ret_id));
    if (!is_new) return OK;
    TRY(q_draft_emergency(db, *ret_id, n->who.v, now));
    const Draft d = {.id = *ret_id, .name = n->name, .region = n->region, .xml = old.xml, .tests = old.tests};
    return become(db, mem, &d, now);
}

Err draft_reviewed(Db *db, const Draft *d, AccountId who, Time now, Why *w)
{
    if (d->created_by.v == who.v) return why(w, E_DENIED, N_("Dit deed je zelf. Iemand anders moet het nakijken."));
    int64_t rows = 0;
    return changed(q_draft_review(db, d->id, who.v, now, &rows), &rows);
}
