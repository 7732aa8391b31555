// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "casework/case_erase.h"
#include "casework/case_erase_sql.h"
#include "casework/casework.h"
#include "clock/clock.h"

static RetentionRecord of_case(const EndedCasesRow *r)
{
    return (RetentionRecord){.id = r->id,
                             .org = {r->org},
                             .number = r->number,
                             .submission = r->submission,
                             .outcome = STR_NONE,
                             .table = r->table_code,
                             .minor = r->minor,
                             .ended = r->ended,
                             .erased = r->erased};
}

static Err ended_cases(Db *db, Arena *mem, int64_t after, size_t max, RetentionRecord **ret_rows, size_t *ret_count)
{
    EndedCasesRow *rows;
    size_t n;
    TRY(q_ended_cases(db, mem, after, (int64_t)max, &rows, &n));
    RetentionRecord *out = NEW_ARRAY(mem, RetentionRecord, n + 1);
    for (size_t i = 0; i < n; i++) out[i] = of_case(&rows[i]);
    *ret_rows = out;
    *ret_count = n;
    return OK;
}

static Err one_case(Db *db, Arena *mem, int64_t id, RetentionRecord *ret_record)
{
    EndedCasesRow r;
    TRY(q_ended_case(db, mem, id, &r));
    *ret_record = of_case(&r);
    return OK;
}

static Err find_case(Db *db, Arena *mem, Str number, int64_t *ret_id)
{
    FindCaseRow row;
    TRY(q_find_case(db, mem, number, &row));
    *ret_id = row.id;
    return OK;
}

// A restricted case is the business of who is named in it; and of the privacy officer, who sees none of its content.
static Err relation(Db *db, Arena *mem, const Actor *who, int64_t id, Relation *ret_relation)
{
    Case c;
    TRY(case_load(db, mem, who, id, &c, ret_relation));
    if (*ret_relation == REL_NONE && c.org_id == who->org.v && has_role(who, ROLE_privacy_officer))
        *ret_relation = REL_OWN;
    return OK;
}

static Err erase_case(Db *db, Arena *mem, int64_t id, Time month, Time now)
{
    (void)mem;
    TRY(q_erase_notes(db, id));
    TRY(q_erase_tasks(db, id));
    TRY(q_erase_steps(db, id, date_nl(month), STR_NONE));
    TRY(q_erase_participants(db, id, month));
    TRY(q_erase_person_keys(db, id));
    TRY(q_erase_person_identities(db, id));
    TRY(q_erase_persons(db, id, month, STR_NONE));
    TRY(clock_blur(db, S("case"), id, month));
    return q_erase_case(db, id, month, now, STR_NONE);
}

const RetentionKind case_retention = {.name = "case",
                                      .label = N_("casus"),
                                      .path = "casus",
                                      .page = "/casussen/",
                                      .ended = ended_cases,
                                      .one = one_case,
                                      .find = find_case,
                                      .relation = relation,
                                      .erase = erase_case};
