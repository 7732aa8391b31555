// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// retention.h - how long a record is kept, what stops that, and erasing it.
//
// record    a thing with keys of its own: a signal, who reported it, an advice, a referral, a case with its persons.
//           Its folder says (RetentionKind) when it ended and how it is erased; this folder decides that it is.
// term      runs from the end of a record. The decision table `retention` (rules/retention.dmn) gives the months and
// the
//           ground. What has not ended is kept: work is never erased under somebody's hands.
// hold      a person decided that a record stays, on a ground (a procedure, an objection), until a person lifts it.
// request   the person concerned asks for erasure; somebody of the owning organisation decides, with a reason.
// erasing   destroys the keys, removes or empties every sealed value, and blurs the coded fields: what is left is one
// row
//           that figures count, with the month instead of the moment. It can't be undone. From then on no backup opens
//           the record either, as soon as its keys are backed up anew (commands/backup.h).
//
// The row in `retention` is a list for looking up; before erasing, the term is worked out anew.
// What it must never do: erase what is held or has not ended without a person's decision; keep content; erase unlogged.
#pragma once
#include "app/form.h"

enum { RETENTION_PLAN_BATCH = 200, RETENTION_ERASE_BATCH = 20, RETENTION_ERASE_MAX = 5000 };

// What the table and the list need of a record.
typedef struct RetentionRecord {
    int64_t id;
    OrgId org; // the owner
    Str number, submission;
    Str region;                // police unit, whose table goes before the national one; may be empty
    Str outcome, table, minor; // codes; empty when there is none
    Time ended;                // 0: it has not
    Time erased;               // 0: it is not
} RetentionRecord;

typedef struct RetentionKind {
    const char *name;  // "signal", also the kind of record_key
    const char *label; // Dutch, with its article: "het signaal"
    const char *path;  // Dutch word in the address, "signaal"
    const char *page;  // where the record is shown, "/signalen/"
    // Those that have ended and are not erased, by id, after this one.
    Err (*ended)(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows, size_t *ret_count);
    Err (*one)(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record); // E_NOTFOUND
    Err (*find)(Db *db, Arena *mem, Str number, int64_t *ret_id);            // NULL: has no number of its own
    // NULL: whoever belongs to the owner. Else how this person stands to it.
    Err (*relation)(Db *db, Arena *mem, const Actor *who, int64_t id, Relation *ret_relation);
    Err (*erase)(Db *db, Arena *mem, int64_t id, Time month, Time now); // on the writer; month: the start of it
} RetentionKind;

// The first two functions of a kind, made from its two queries: `all` lists what ended after an id, `one` gives one.
// Their row has the columns id, org, number, submission, region, outcome, table_code, minor, ended and erased, in SQL
// '' or 0 where there is none. Makes list_ALL() and find_ONE().
#define RETENTION_LOOKUPS(all, one, Row)                                                                               \
    static RetentionRecord record_of_##one(const Row *r)                                                               \
    {                                                                                                                  \
        return (RetentionRecord){r->id,      {r->org},      r->number, r->submission, r->region,                       \
                                 r->outcome, r->table_code, r->minor,  r->ended,      r->erased};                      \
    }                                                                                                                  \
    static Err list_##all(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows,                   \
                          size_t *ret_count)                                                                           \
    {                                                                                                                  \
        Row *rows;                                                                                                     \
        size_t n;                                                                                                      \
        TRY(q_##all(db, mem, after, (int64_t)max, &rows, &n));                                                         \
        RetentionRecord *out = NEW_ARRAY(mem, RetentionRecord, n + 1);                                                 \
        for (size_t i = 0; i < n; i++) out[i] = record_of_##one(&rows[i]);                                             \
        *ret_rows = out;                                                                                               \
        *ret_count = n;                                                                                                \
        return OK;                                                                                                     \
    }                                                                                                                  \
    static Err find_##one(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record)                                 \
    {                                                                                                                  \
        Row r;                                                                                                         \
        TRY(q_##one(db, mem, id, &r));                                                                                 \
        *ret_record = record_of_##one(&r);                                                                             \
        return OK;                                                                                                     \
    }
// The third, from a query that gives the id of a number. Makes by_number_QUERY().
#define RETENTION_BY_NUMBER(query, Row)                                                                                \
    static Err by_number_##query(Db *db, Arena *mem, Str number, int64_t *ret_id)                                      \
    {                                                                                                                  \
        Row row;                                                                                                       \
        TRY(q_##query(db, mem, number, &row));                                                                         \
        *ret_id = row.id;                                                                                              \
        return OK;                                                                                                     \
    }

// All kinds, ended by NULL; once, before the first question (commands/routes.c).
void retention_use(const RetentionKind *const *kinds);
const RetentionKind *retention_kind(Str name);    // NULL: there is none
const RetentionKind *retention_kind_at(size_t i); // NULL: no more

Time retention_month(Time t); // the moment its month began: what erased rows keep of a moment

// Code of a ground, Dutch words. Drafts: not reviewed by a lawyer.
extern const Choice hold_grounds[];
extern const Choice request_grounds[]; // on which erasure is asked
extern const Choice request_outcomes[];

typedef struct RetentionTerm {
    Time due_at; // the first moment on which it may go
    int months;
    Str basis;  // "retention v1 bewaar_03"
    Str ground; // in Dutch, from the table
    Str status; // "draft" or "reviewed"
    Str reason_nl, reason_en;
} RetentionTerm;
// E_NOTFOUND: the record has not ended. E_INPUT: the table gives no term.
Err retention_term(Arena *mem, const RetentionKind *kind, const RetentionRecord *r, RetentionTerm *ret_term,
                   Why *w) MUST_USE;

typedef struct RetentionState { // of one record
    const RetentionKind *kind;
    RetentionRecord record;
    bool ended, held;
    RetentionTerm term; // when ended
    Str hold_ground;    // code
    Time held_since;
    Time erased;
    Str erased_reason, erased_basis; // "term" or "request"; as RetentionTerm.basis, or a code of request_grounds
} RetentionState;
Err retention_state(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, RetentionState *ret_state) MUST_USE;

// On the writer; the caller logs. E_CONFLICT: held, or erased already.
Err retention_hold(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, Str ground, AccountId by,
                   Time now) MUST_USE;
Err retention_lift(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, AccountId by, Time now) MUST_USE;
typedef struct Erasure {
    const char *reason; // "term" or "request"
    Str basis;
    AccountId by;
    Time at;
} Erasure;
Err retention_erase(Db *db, Arena *mem, const RetentionKind *kind, int64_t id, const Erasure *e) MUST_USE;
// A store that was put back: what its keys say was erased since. No hold stops it; not erased twice.
Err retention_erase_again(Db *db, Arena *mem, Str kind, int64_t id, Str submission, const Erasure *e,
                          bool *ret_erased) MUST_USE;

typedef struct RetentionCount {
    const RetentionKind *kind;
    int64_t overdue, soon, later; // due: before now, in this month, in the next; what is held not counted
    int64_t held;
    int64_t erased, erased_before; // in this month, in the month before
} RetentionCount;
// org 0: all. One row for each kind.
Err retention_counts(Db *db, Arena *mem, OrgId org, Time now, RetentionCount **ret_rows, size_t *ret_count) MUST_USE;

typedef struct RetentionRun {
    int64_t planned, erased;
    bool more; // it stopped at the most it does in one go
} RetentionRun;
Err retention_plan(App *app, Time now, RetentionRun *ret_run, Why *w) MUST_USE; // only lists what ended
// Lists what ended, and erases what is due: in small jobs on the writer, each logged.
Err retention_run(App *app, Time now, RetentionRun *ret_run, Why *w) MUST_USE;
Err retention_job(App *app, Why *w) MUST_USE; // the same, every day

// ---- pages ---------------------------------------------------------------------------------------------------------

// A few lines for the page of a record: when it goes and why, with a link to more. Template retention_box_html.
typedef struct RetentionBox {
    RetentionState state;
    bool can_decide;
} RetentionBox;
Err retention_box(Req *rq, const char *kind, int64_t id, RetentionBox *ret_box) MUST_USE;
// The page of a record that is gone. section and back as in Frame.
Err retention_gone(Req *rq, const char *kind, int64_t id, const Frame *f) MUST_USE;

extern const Route retention_routes[];
