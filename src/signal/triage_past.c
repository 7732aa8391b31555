// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// triage_past.c - past decisions as decision/past.h asks for them: coded inputs, and a link for who may weigh the
// signal.
#include "decision/past.h"
#include "signal/triage.h"
#include "signal/triage_sql.h"

Err triage_past(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
                size_t *ret_count)
{
    TriagePastRow *rows;
    TRY(q_triage_past(db, mem, before ? before : INT64_MAX, max, &rows, ret_count));
    PastInputs *list = NEW_ARRAY(mem, PastInputs, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (PastInputs){
            .id = rows[i].id, .at = rows[i].decided_at, .region = rows[i].police_unit, .inputs = rows[i].inputs};
        Relation r = rows[i].org == who->org.v ? REL_OWN : REL_NONE;
        if (may(who, ACT_signal_decide, r).verdict != MAY) continue;
        list[i].label = rows[i].number;
        list[i].path = str_fmt(mem, "/signalen/%lld/duiding", (long long)rows[i].signal);
    }
    *ret_rows = list;
    return OK;
}
