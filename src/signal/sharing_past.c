// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// sharing_past.c - referrals that were sent, as decision/past.h asks for them: whether all of it might go to that
// receiver on that ground. The link is for who sent it.
#include "signal/referral_sql.h"
#include "signal/sharing.h"

Err sharing_past(Db *db, Arena *mem, const Actor *who, int64_t before, int64_t max, PastInputs **ret_rows,
                 size_t *ret_count)
{
    ReferralPastRow *rows;
    TRY(q_referral_past(db, mem, before ? before : INT64_MAX, max, &rows, ret_count));
    PastInputs *list = NEW_ARRAY(mem, PastInputs, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++) {
        const ReferralPastRow *r = &rows[i];
        list[i] = (PastInputs){.id = r->id, .at = r->sent_at, .region = r->police_unit};
        list[i].inputs = str_fmt(mem,
                                 "{\"ontvanger\":\"%.*s\",\"deel\":\"" SHARING_ALL "\",\"grond\":\"%.*s\","
                                 "\"anonimiteit\":\"%.*s\",\"politie_ok\":%s}",
                                 STR_ARG(r->to_kind), STR_ARG(r->ground), STR_ARG(r->anonymity),
                                 r->police_ok ? "true" : "false");
        Relation relation = r->from_org == who->org.v ? REL_OWN : REL_NONE;
        if (may(who, ACT_referral_send, relation).verdict != MAY) continue;
        list[i].label = r->number;
        list[i].path = str_fmt(mem, "/verwijzingen/%lld", (long long)r->id);
    }
    *ret_rows = list;
    return OK;
}
