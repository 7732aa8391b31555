// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "awareness/awareness.h"
#include "awareness/training.h"
#include "sys/clock.h"

Time certificate_until(Time held, int64_t months)
{
    return months == 0 ? 0 : time_of_date(months_later(date_nl(held), (int)months));
}

CertificateState certificate_state(Str participation, Time until, Time now)
{
    if (str_eq_c(participation, "signed_up")) return CERTIFICATE_PLANNED;
    if (!str_eq_c(participation, "present")) return CERTIFICATE_NONE;
    if (until == 0 || until > now + DAYS(LAPSE_SOON_DAYS)) return CERTIFICATE_VALID;
    return until > now ? CERTIFICATE_SOON : CERTIFICATE_LAPSED;
}

const char *certificate_words(CertificateState s)
{
    switch (s) {
    case CERTIFICATE_NONE: return N_("niet gevolgd");
    case CERTIFICATE_PLANNED: return N_("aangemeld");
    case CERTIFICATE_VALID: return N_("geldig");
    case CERTIFICATE_SOON: return N_("verloopt binnenkort");
    case CERTIFICATE_LAPSED: return N_("verlopen");
    }
    return "";
}

const char *certificate_css(CertificateState s)
{
    switch (s) {
    case CERTIFICATE_PLANNED: return "active";
    case CERTIFICATE_VALID: return "valid";
    case CERTIFICATE_SOON: return "warning";
    case CERTIFICATE_LAPSED: return "danger";
    case CERTIFICATE_NONE: break;
    }
    return "neutral";
}

Err training_count(Db *db, Arena *mem, Role role, Time now, Trained *ret_count)
{
    TrainedRow row;
    TRY(q_trained(db, mem, ROLE_BIT(role), str_c(role_name(role)), now, &row));
    *ret_count = (Trained){row.everyone, row.trained};
    return OK;
}

Err training_waiting(Req *rq, TrainingWaiting *ret_waiting)
{
    LapsingRow mine;
    LapsingInRow all = {0};
    Time soon = rq->now + DAYS(LAPSE_SOON_DAYS), since = rq->now - DAYS(LAPSED_DAYS);
    int64_t org = rq->actor.org.v, me = rq->actor.account.v;
    TRY(q_lapsing(rq->db, rq->mem, org, me, since, soon, &mine));
    if (req_can(rq, ACT_account_manage, REL_OWN)) TRY(q_lapsing_in(rq->db, rq->mem, org, since, soon, &all));
    *ret_waiting = (TrainingWaiting){.mine = mine.n, .colleagues = all.n > mine.n ? all.n - mine.n : 0};
    return OK;
}

static Err clean(App *app, Db *db, Arena *mem, void *arg)
{
    const Time *before = arg;
    int64_t held, never;
    (void)mem;
    TRY(q_participation_clean(db, *before, &held));
    TRY(q_participation_clean_unheld(db, *before, &never));
    if (held + never == 0) return OK;
    return app_log(app, db, &(Entry){.action = S("training.clean"), .object = S("system")});
}

Err training_clean(App *app, Why *w)
{
    Time before = time_of_date(months_later(date_nl(clock_now()), -12 * PARTICIPATION_YEARS));
    return app_write(app, clean, &before, w);
}
