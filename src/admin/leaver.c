// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/leaver.h"
#include "casework/casework.h"

// A case always has a director; signals can go back to the tray of all.
static Err needs_heir(Req *rq, AccountId from, AccountId to, Why *w)
{
    if (to.v) return OK;
    CaseCounts counts;
    const Actor leaver = {.account = from, .org = rq->actor.org};
    TRY(case_counts(rq->db, rq->mem, &leaver, rq->now, &counts));
    if (counts.mine == 0) return OK;
    return why(w, E_INPUT, N_("Deze collega leidt nog casussen. Kies wie ze overneemt."));
}

Err leaver_close(Req *rq, AccountId from, AccountId to, Why *w)
{
    TRY(needs_heir(rq, from, to, w));
    TRY(account_disable(rq->db, from, rq->now, w)); // first: it refuses before anything is written
    int64_t cases = 0;
    TRY(case_hand_over(rq->db, from, to, rq->now, &cases));
    if (cases) req_log(rq, "account.hand_over", "account", to.v, "", STR_NONE);
    req_log(rq, "account.disable", "account", from.v, "", STR_NONE);
    return OK;
}
