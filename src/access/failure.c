// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// failure.c - counting wrong passwords. One counter for signing in and for changing one's own password: a stolen
// session is no way to guess the password.
#include "access/access_sql.h"
#include "access/inside.h"

enum { FORGET_HOURS = 24, DOUBLINGS_MAX = 10 };

static Time wait_after(int64_t failures)
{
    if (failures < LOGIN_TRIES) return 0;
    int64_t doublings = failures - LOGIN_TRIES < DOUBLINGS_MAX ? failures - LOGIN_TRIES : DOUBLINGS_MAX;
    Time wait = MINUTES(LOGIN_WAIT_MINUTES) << doublings;
    return wait < HOURS(LOGIN_WAIT_HOURS) ? wait : HOURS(LOGIN_WAIT_HOURS);
}

static Err locked(Time wait, Why *w)
{
    // Whole sentences, so that they can be translated; a little longer than needed is fine.
    if (wait <= MINUTES(15)) return why(w, E_RATE, N_("Te veel pogingen. Wacht een kwartier en probeer het opnieuw."));
    if (wait <= MINUTES(30)) return why(w, E_RATE, N_("Te veel pogingen. Wacht een half uur en probeer het opnieuw."));
    if (wait <= HOURS(1)) return why(w, E_RATE, N_("Te veel pogingen. Wacht een uur en probeer het opnieuw."));
    return why(w, E_RATE, N_("Te veel pogingen. Wacht een paar uur, of vraag je beheerder om hulp."));
}

Err failure_count(Db *db, const Hash *name, int64_t before, Time now, const char *dutch, Why *w)
{
    Time wait = wait_after(before + 1);
    TRY(q_login_failure_put(db, hash_str(name), before + 1, now, wait ? now + wait : 0));
    if (wait) return locked(wait, w);
    return why(w, E_DENIED, "%s", dutch);
}

Err failures_read(Db *db, const Hash *name, Time now, int64_t *ret_count, Why *w)
{
    LoginFailureGetRow failures = {0};
    TRY(q_login_failure_prune(db, now - HOURS(FORGET_HOURS)));
    Err e = q_login_failure_get(db, NULL, hash_str(name), &failures);
    if (e != OK && e != E_NOTFOUND) return e;
    Time wait = failures.locked_until - now;
    // Longer than we ever set: counted while the clock was wrong.
    if (wait > 0 && wait <= HOURS(LOGIN_WAIT_HOURS)) return locked(wait, w);
    *ret_count = failures.count;
    return OK;
}
