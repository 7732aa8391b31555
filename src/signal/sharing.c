// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "signal/sharing.h"
#include "decision/decision.h"

Err sharing_ask(Arena *mem, Lang lang, const SharingQuestion *q, Sharing *ret_sharing, Why *w)
{
    Ruling r;
    const DecisionValue inputs[] = {DECIDE_TEXT("ontvanger", q->receiver), DECIDE_TEXT("deel", q->part),
                                    DECIDE_TEXT("grond", q->ground), DECIDE_TEXT("anonimiteit", q->anonymity),
                                    DECIDE_BOOL("politie_ok", q->police_ok)};
    TRY(decision_eval(mem, "sharing", q->unit, inputs, COUNT(inputs), &r, w));
    *ret_sharing = (Sharing){.reason = str_c(T(lang, "De tabel over delen staat dit niet toe."))};
    if (r.hit_count == 0) return OK;
    const DecisionHit *h = &r.hits[0];
    Str may = hit_text(h, "mag");
    if (str_eq_c(may, "ja")) ret_sharing->answer = SHARING_YES;
    else if (str_eq_c(may, "reden")) ret_sharing->answer = SHARING_WITH_REASON;
    Str reason = lang == LANG_EN && h->reason_en.n ? h->reason_en : h->reason_nl;
    if (reason.n) ret_sharing->reason = reason;
    ret_sharing->basis = str_fmt(mem, "sharing v%lld %.*s", (long long)r.version, STR_ARG(h->rule));
    return OK;
}
