// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress.c - reports on actions: what they must hold, what counts, what stands out.
#include "steering/progress.h"
#include "steering/money.h"
#include <assert.h>
#include <string.h>

const Choice progress_states[] = {
    {"on_course", "on_course", N_("op koers"), N_("op koers: het gaat zoals gepland"), ""},
    {"at_risk", "at_risk", N_("loopt risico"), N_("loopt risico: het kan nog goed komen"), ""},
    {"stuck", "stuck", N_("zit vast"), N_("zit vast: zonder hulp gaat het niet verder"), ""},
    {"done", "done", N_("klaar"), N_("klaar: het doel van de actie is gehaald"), ""},
    {"not_started", "not_started", N_("niet begonnen"), N_("niet begonnen"), ""},
    {"stopped", "stopped", N_("gestopt"), N_("gestopt: er komt niets meer"), ""},
    {0}};
const Choice progress_phases[] = {{"exploration", "exploration", N_("verkenning"), N_("verkennen wat nodig is"), ""},
                                  {"decision", "decision", N_("besluit"), N_("besluiten wat er gebeurt"), ""},
                                  {"implementation", "implementation", N_("uitvoering"), N_("uitvoeren"), ""},
                                  {0}};
const Choice progress_reviews[] = {{"open", "open", N_("wacht op beoordeling"), "", ""},
                                   {"accepted", "accepted", N_("beoordeeld en akkoord"), "", ""},
                                   {"more", "more", N_("meer gevraagd"), "", ""},
                                   {0}};

// ---- quarters -----------------------------------------------------------------------------------------------------

enum { QUARTERS = 4, QUARTER_MONTHS = 3, YEAR_DIGIT = 10 };

static Quarter within(int at) // quarters since the first of the programme
{
    const int last = PLAN_YEARS * QUARTERS - 1;
    at = at < 0 ? 0 : at > last ? last : at;
    return (Quarter){PLAN_FIRST_YEAR + at / QUARTERS, at % QUARTERS + 1};
}

static int place_of(Quarter q) { return (q.year - PLAN_FIRST_YEAR) * QUARTERS + q.quarter - 1; }

Quarter quarter_from(int64_t number)
{
    int64_t year = number / YEAR_DIGIT, quarter = number % YEAR_DIGIT;
    if (year < PLAN_FIRST_YEAR || year > PLAN_LAST_YEAR || quarter < 1 || quarter > QUARTERS) return (Quarter){0};
    return (Quarter){(int)year, (int)quarter};
}

Quarter quarter_at(Date day)
{
    Civil c = civil_of_date(day);
    if (c.year < PLAN_FIRST_YEAR) return within(0);
    if (c.year > PLAN_LAST_YEAR) return within(PLAN_YEARS * QUARTERS);
    return (Quarter){c.year, (c.month - 1) / QUARTER_MONTHS + 1};
}

Quarter quarter_step(Quarter q, int n) { return within(place_of(q) + n); }
Date quarter_begin(Quarter q) { return date_of(q.year, (q.quarter - 1) * QUARTER_MONTHS + 1, 1); }
Date quarter_closes(Quarter q) { return quarter_end(q) + PLAN_CLOSE_DAYS; }
Str quarter_text(Arena *mem, Quarter q) { return str_fmt(mem, "%dQ%d", q.year, q.quarter); }

Str quarter_words(Arena *mem, Lang lang, Quarter q)
{
    return tr_fmt(mem, lang, N_("kwartaal %d van %d"), q.quarter, q.year);
}

bool progress_can_be_reported(Quarter q, Date today) { return q.year && quarter_begin(q) <= today; }

bool progress_open_for_owners(Quarter q, Date today)
{
    return progress_can_be_reported(q, today) && today <= quarter_closes(q);
}

// ---- reading ------------------------------------------------------------------------------------------------------

static void by_action(const ProgressReport *rows, size_t n, ProgressReport ret_all[PLAN_ACTIONS])
{
    memset(ret_all, 0, sizeof *ret_all * PLAN_ACTIONS);
    for (size_t i = 0; i < n; i++)
        if (rows[i].action >= 1 && rows[i].action <= PLAN_ACTIONS) ret_all[rows[i].action - 1] = rows[i];
}

Err progress_accepted(Db *db, Arena *mem, Quarter q, Time before, ProgressReport ret_all[PLAN_ACTIONS])
{
    ProgressReport *rows;
    size_t n;
    TRY(q_progress_accepted_until(db, mem, quarter_number(q), before ? before : INT64_MAX, &rows, &n));
    by_action(rows, n, ret_all);
    return OK;
}

Err progress_newest(Db *db, Arena *mem, Quarter q, ProgressReport ret_all[PLAN_ACTIONS])
{
    ProgressReport *rows;
    size_t n;
    TRY(q_progress_newest(db, mem, quarter_number(q), quarter_number(q), &rows, &n));
    by_action(rows, n, ret_all);
    return OK;
}

static bool ended(const ProgressReport *r)
{
    return r->id && (str_eq_c(r->state, "done") || str_eq_c(r->state, "stopped"));
}

static void mark(const PlanAction *a, Quarter q, Date today, const ProgressReport *before, const ProgressReport *now,
                 const ProgressReport *counts, ProgressMark *m)
{
    const ProgressReport *last = now->id ? now : counts;
    m->expected = plan_first_year(a->years) <= q.year && !ended(before);
    m->reported = now->id != 0;
    m->accepted = now->id && str_eq_c(now->review, "accepted");
    m->asked_more = now->id && str_eq_c(now->review, "more");
    m->late = m->expected && !m->reported && today > quarter_end(q);
    m->overdue = !ended(last) && today > date_of((int)plan_last_year(a->years) + 1, 1, 1) - 1 &&
                 quarter_end(q) > date_of((int)plan_last_year(a->years) + 1, 1, 1) - 1;
    m->stuck = last->id && str_eq_c(last->state, "stuck");
    m->at_risk = last->id && str_eq_c(last->state, "at_risk");
}

Err progress_marks(Db *db, Arena *mem, const Plan *p, Quarter q, Date today, ProgressMark ret_all[PLAN_ACTIONS])
{
    ProgressReport *now = NEW_ARRAY(mem, ProgressReport, PLAN_ACTIONS);
    ProgressReport *counts = NEW_ARRAY(mem, ProgressReport, PLAN_ACTIONS);
    TRY(progress_newest(db, mem, q, now));
    TRY(progress_accepted(db, mem, q, 0, counts));
    return progress_marks_of(db, mem, p, q, today, now, counts, ret_all);
}

Err progress_marks_of(Db *db, Arena *mem, const Plan *p, Quarter q, Date today, const ProgressReport now[PLAN_ACTIONS],
                      const ProgressReport counts[PLAN_ACTIONS], ProgressMark ret_all[PLAN_ACTIONS])
{
    ProgressReport *before = NEW_ARRAY(mem, ProgressReport, PLAN_ACTIONS);
    ProgressOwnerAllRow *owners;
    size_t n;
    const Plan *money;
    if (place_of(q) > 0) TRY(progress_accepted(db, mem, quarter_step(q, -1), 0, before));
    TRY(q_progress_owner_all(db, mem, &owners, &n));
    TRY(money_plan(db, mem, p, today, &money));
    PlanSet over = money_overspent(money, q.year);
    for (size_t i = 0; i < PLAN_ACTIONS; i++) {
        ProgressMark m = {.unowned = true, .overspent = plan_has(over, (int64_t)i + 1)};
        for (size_t k = 0; k < n; k++) m.unowned = m.unowned && owners[k].action != (int64_t)i + 1;
        mark(&p->actions[i], q, today, &before[i], &now[i], &counts[i], &m);
        ret_all[i] = m;
    }
    return OK;
}

Err progress_relation(Db *db, Arena *mem, const Actor *who, int64_t action, Relation *ret_relation)
{
    ProgressOwnerIsRow row;
    TRY(q_progress_owner_is(db, mem, action, who->org.v, &row));
    *ret_relation = row.n ? REL_OWN : REL_NONE;
    return OK;
}

Str progress_owners(Arena *mem, const ProgressOwnerAllRow *all, size_t n, int64_t action)
{
    Buf b = buf_new(mem, KB(8));
    for (size_t i = 0; i < n; i++) {
        if (all[i].action != action) continue;
        if (b.n) buf_c(&b, "; ");
        buf_add(&b, all[i].org_name);
    }
    return buf_str(&b);
}

// ---- writing ------------------------------------------------------------------------------------------------------

static Err too_long(Str s, size_t max, const char *name, const char **ret_field, Why *w)
{
    *ret_field = name;
    return s.n <= max ? OK : why(w, E_INPUT, N_("Dit is te lang. Schrijf het korter."));
}

static bool web_address(Str s)
{
    if (!str_starts(s, S("https://")) && !str_starts(s, S("http://"))) return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ') return false;
    return true;
}

Err progress_check(const NewProgress *n, const char **ret_field, Why *w)
{
    *ret_field = "stand";
    if (!choice_find(progress_states, n->state)) return why(w, E_INPUT, N_("Kies hoe het met de actie staat."));
    *ret_field = "fase";
    if (!choice_find(progress_phases, n->phase)) return why(w, E_INPUT, N_("Kies in welke fase de actie is."));
    *ret_field = "voortgang";
    if (n->progress.n == 0) return why(w, E_INPUT, N_("Schrijf op wat er dit kwartaal gebeurde."));
    TRY(too_long(n->progress, PROGRESS_TEXT_MAX, "voortgang", ret_field, w));
    TRY(too_long(n->results, PROGRESS_TEXT_MAX, "resultaten", ret_field, w));
    *ret_field = "knelpunten";
    bool trouble = str_eq_c(n->state, "stuck") || str_eq_c(n->state, "at_risk");
    if (trouble && n->obstacles.n == 0) return why(w, E_INPUT, N_("Schrijf op wat in de weg zit, en wat er nodig is."));
    TRY(too_long(n->obstacles, PROGRESS_TEXT_MAX, "knelpunten", ret_field, w));
    TRY(too_long(n->forecast, PROGRESS_TEXT_MAX, "verwachting", ret_field, w));
    TRY(too_long(n->reporter, PROGRESS_NAME_MAX, "naam", ret_field, w));
    TRY(too_long(n->evidence, PROGRESS_ADDRESS_MAX, "bewijs", ret_field, w));
    if (n->evidence.n && !web_address(n->evidence))
        return why(w, E_INPUT, N_("Vul een adres in dat begint met https://, of laat dit leeg."));
    return OK;
}

Err progress_store(Db *db, Arena *mem, const NewProgress *n, Time now, int64_t *ret_id, bool *ret_again)
{
    ProgressInsertRow row;
    ProgressBySubmissionRow old;
    int64_t changed;
    Err e = q_progress_insert(db, mem, n->submission, n->action, quarter_number(n->quarter), n->org.v, n->account.v,
                              n->link, n->reporter, now, n->state, n->phase, n->progress, n->results, n->obstacles,
                              n->forecast, n->ends_on, n->percent, n->evidence, n->sample, &row);
    *ret_again = e == E_NOTFOUND;
    if (e == E_NOTFOUND) {
        TRY(q_progress_by_submission(db, mem, n->submission, &old));
        *ret_id = old.id;
        return OK;
    }
    TRY(e);
    *ret_id = row.id;
    if (n->link) TRY(q_progress_link_used(db, n->link, now, &changed));
    return q_progress_draft_drop(db, n->action, quarter_number(n->quarter), n->account.v, n->link, &changed);
}

Err progress_review(Db *db, Arena *mem, const NewReview *n, Time now, Why *w)
{
    ProgressReport r;
    int64_t changed;
    bool accepted = str_eq_c(n->verdict, "accepted"), more = str_eq_c(n->verdict, "more");
    if (!accepted && !more && !str_eq_c(n->verdict, "note"))
        return why(w, E_INPUT, N_("Kies wat je van dit bericht vindt."));
    if (!accepted && n->words.n == 0) return why(w, E_INPUT, N_("Schrijf op wat je nog wilt weten of wilt zeggen."));
    if (n->words.n > PROGRESS_TEXT_MAX) return why(w, E_INPUT, N_("Dit is te lang. Schrijf het korter."));
    TRY(q_progress_by_id(db, mem, n->report, &r));
    if (!r.newest && (accepted || more))
        return why(w, E_CONFLICT, N_("Er is intussen een nieuwere versie van dit bericht. Beoordeel die."));
    TRY(q_progress_review_insert(db, n->submission, n->report, n->by.v, now, n->verdict, n->words, &changed));
    if (changed == 0 || (!accepted && !more)) return OK;
    return q_progress_set_review(db, n->report, n->verdict, accepted && n->publish ? now : 0, now, &changed);
}

// ---- evidence -----------------------------------------------------------------------------------------------------

static Secret evidence_key(Arena *mem, const Secret *pepper, Str stored)
{
    Hash h = hash_keyed(pepper, str_fmt(mem, "baken-progress-evidence:%.*s", STR_ARG(stored)));
    Secret s;
    static_assert(sizeof s.b == sizeof h.b, "a hash is as long as a key");
    memcpy(s.b, h.b, sizeof s.b);
    return s;
}

Str progress_seal_key(Arena *mem, const Secret *pepper, Str stored, const Secret *key)
{
    CLEANUP(secret_wipe) Secret with = evidence_key(mem, pepper, stored);
    return seal(mem, &with, (Str){(const char *)key->b, sizeof key->b}, S("progress:file"));
}

Err progress_open_key(Arena *mem, const Secret *pepper, Str stored, Str sealed, Secret *ret_key)
{
    CLEANUP(secret_wipe) Secret with = evidence_key(mem, pepper, stored);
    Str plain;
    TRY(unseal(mem, &with, sealed, S("progress:file"), &plain));
    if (plain.n != sizeof ret_key->b) return E_CRYPT;
    memcpy(ret_key->b, plain.p, sizeof ret_key->b);
    text_wipe(plain);
    return OK;
}

// ---- links --------------------------------------------------------------------------------------------------------

Str progress_link_secret(Arena *mem, const Secret *pepper, Str submission, int64_t action, OrgId org)
{
    Hash h = hash_keyed(pepper, str_fmt(mem, "baken-progress-link:%s:%lld:%lld",
                                        str_z(mem, str_hex(mem, submission.p, submission.n)), (long long)action,
                                        (long long)org.v));
    return bytes_to_text(mem, hash_str(&h));
}

Hash progress_link_digest(Arena *mem, const Secret *pepper, Str secret)
{
    return hash_keyed(pepper, str_fmt(mem, "baken-progress-link-digest:%.*s", STR_ARG(secret)));
}

Err progress_link_make(Db *db, Arena *mem, const Secret *pepper, Str secret, int64_t action, Quarter q, OrgId org,
                       AccountId by, Time now)
{
    ProgressLinkFindRow old;
    int64_t changed;
    Hash digest = progress_link_digest(mem, pepper, secret);
    Err e = q_progress_link_find(db, mem, hash_str(&digest), now, &old);
    if (e != E_NOTFOUND) return e; // the same form, sent twice
    TRY(q_progress_link_withdraw_of(db, action, quarter_number(q), org.v, now, &changed));
    TRY(q_progress_link_insert(db, hash_str(&digest), action, quarter_number(q), org.v, by.v, now,
                               time_of_date(quarter_closes(q) + 1), &changed));
    return changed ? OK : E_CONFLICT;
}

Err progress_link_find(Db *db, Arena *mem, const Secret *pepper, Str secret, Time now, ProgressLinkFindRow *ret_l)
{
    if (secret.n == 0 || secret.n > PROGRESS_LINK_MAX) return E_NOTFOUND;
    Hash digest = progress_link_digest(mem, pepper, secret);
    return q_progress_link_find(db, mem, hash_str(&digest), now, ret_l);
}

// ---- reminders ----------------------------------------------------------------------------------------------------

enum { LATE_DAYS = 7 };

// The last kind that is due on a day; NULL: none yet.
static const char *reminder_due(Quarter q, Date today)
{
    if (today > quarter_closes(q)) return NULL;
    if (today > quarter_end(q) + LATE_DAYS) return "late";
    if (today >= quarter_end(q)) return "end";
    return today >= quarter_end(q) - PROGRESS_REMIND_DAYS ? "soon" : NULL;
}

Err progress_remind(Db *db, Arena *mem, const Plan *p, Time now, int64_t *ret_made)
{
    ProgressMark *marks = NEW_ARRAY(mem, ProgressMark, PLAN_ACTIONS);
    ProgressOwnerAllRow *owners;
    size_t n;
    int64_t made = 0, changed;
    Date today = date_nl(now);
    TRY(q_progress_owner_all(db, mem, &owners, &n));
    for (int back = 0; back <= 1; back++) {
        Quarter q = quarter_step(quarter_at(today), -back);
        const char *kind = reminder_due(q, today);
        if (!kind || quarter_begin(q) > today) continue;
        TRY(progress_marks(db, mem, p, q, today, marks));
        for (size_t i = 0; i < n; i++) {
            if (owners[i].action < 1 || owners[i].action > PLAN_ACTIONS) continue;
            const ProgressMark *m = &marks[owners[i].action - 1];
            if (!m->expected || m->reported) continue;
            TRY(q_progress_reminder_insert(db, owners[i].action, quarter_number(q), owners[i].org_id, str_c(kind), now,
                                           &changed));
            made += changed;
        }
    }
    *ret_made = made;
    return OK;
}

Err progress_forget(Db *db, Time now, int64_t *ret_gone)
{
    int64_t names, drafts;
    TRY(q_progress_forget_names(db, now - DAYS(PROGRESS_NAME_DAYS), &names));
    TRY(q_progress_draft_forget(db, now - DAYS(PROGRESS_DRAFT_DAYS), &drafts));
    *ret_gone = names + drafts;
    return OK;
}
