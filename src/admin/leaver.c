// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "admin/leaver.h"
#include "casework/casework.h"
#include "signal/tray.h"

static Err heir_may(Req *rq, AccountId to, Action does, bool *ret_yes)
{
    Account a;
    *ret_yes = false;
    if (to.v == 0) return OK;
    TRY(account_get(rq->db, rq->mem, to, &a));
    const Actor heir = {.account = to, .org = a.org, .roles = a.roles};
    *ret_yes = may(&heir, does, REL_OWN).verdict != MAY_NOT;
    return OK;
}

// A case always has a director; signals can go back to the tray of all.
static Err needs_heir(Req *rq, AccountId from, AccountId to, Why *w)
{
    CaseCounts counts;
    bool directs;
    const Actor leaver = {.account = from, .org = rq->actor.org};
    TRY(case_counts(rq->db, rq->mem, &leaver, rq->now, &counts));
    TRY(heir_may(rq, to, ACT_case_direct, &directs));
    if (counts.mine == 0 || directs) return OK;
    if (to.v == 0) return why(w, E_INPUT, N_("Deze collega leidt nog casussen. Kies wie ze overneemt."));
    return why(w, E_INPUT, N_("Wie je koos, mag geen casussen leiden. Kies een andere collega die ze overneemt."));
}

Err leaver_signals(Req *rq, AccountId from, AccountId to, Why *w)
{
    bool works;
    int64_t signals = 0;
    TRY(heir_may(rq, to, ACT_signal_work, &works));
    if (!works) to = (AccountId){0};
    TRY(signal_hand_over(rq->db, rq->mem, from, to, rq->now, &signals, w));
    if (signals) req_log(rq, "signal.hand_over", "account", from.v, "", STR_NONE);
    return OK;
}

Err leaver_close(Req *rq, AccountId from, AccountId to, Why *w)
{
    TRY(needs_heir(rq, from, to, w));
    TRY(account_disable(rq->db, from, rq->now, w)); // first: it refuses before anything is written
    int64_t cases = 0;
    TRY(leaver_signals(rq, from, to, w));
    TRY(case_hand_over(rq->db, from, to, rq->now, &cases));
    if (cases) req_log(rq, "account.hand_over", "account", to.v, "", STR_NONE);
    req_log(rq, "account.disable", "account", from.v, "", STR_NONE);
    return OK;
}
