// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "casework/case_erase.h"
#include "casework/case_erase_sql.h"
#include "casework/casework.h"
#include "clock/clock.h"

RETENTION_LOOKUPS(ended_cases, ended_case, EndedCasesRow)
RETENTION_BY_NUMBER(find_case, FindCaseRow)

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
                                      .ended = list_ended_cases,
                                      .one = find_ended_case,
                                      .find = by_number_find_case,
                                      .relation = relation,
                                      .erase = erase_case};
