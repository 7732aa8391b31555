// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// password_pages.c - one's own password. The old one is asked again; afterwards every session ends.
#include "access/access.h"
#include "admin/admin.h"
#include "admin/parts.h"
#include "admin/signin_html.h"

static const Frame frame = {.title = N_("Wachtwoord veranderen"), .section = "wachtwoord", .narrow = true};

static Err form(Req *rq, Str fault, int status)
{
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    password_body(o, rq->csrf, fault);
    page_end(rq, o, &frame);
    return req_html(rq, status);
}

static Err show(Req *rq) { return form(rq, STR_NONE, 200); }

static Err check(Req *rq)
{
    Str old = field_get(&rq->http->form, "oud"), fresh = field_get(&rq->http->form, "wachtwoord");
    Str again = field_get(&rq->http->form, "nogmaals");
    PasswordChange *change = NULL;
    Why w = {{0}};
    Err e = str_eq(fresh, again) ? OK : why(&w, E_INPUT, N_("De twee wachtwoorden zijn niet gelijk."));
    if (e == OK) e = password_change_prepare(rq->mem, rq->db, &rq->actor, old, fresh, &change, &w);
    text_wipe(old);
    text_wipe(fresh);
    text_wipe(again);
    rq->prepared = change;
    return e == E_INPUT ? form(rq, fault_words(rq, &w), 422) : e;
}

// A wrong old password is counted, so this returns OK with the form as the answer.
static Err change(Req *rq)
{
    Err e = password_change_write(rq->db, rq->prepared, rq->now, &rq->why);
    if (e == E_DENIED || e == E_RATE) {
        req_log(rq, "account.password_failed", "account", rq->actor.account.v, "", STR_NONE);
        return form(rq, fault_words(rq, &rq->why), err_http(e));
    }
    if (e != OK) return e;
    req_log(rq, "account.password", "account", rq->actor.account.v, "", STR_NONE);
    req_cookie(rq, "baken", S(""), 0);
    return req_redirect(rq, S("/inloggen"));
}

const Route password_routes[] = {
    {M_GET, "/wachtwoord", ACT_signed_in, 0, 0, NULL, show},
    {M_POST, "/wachtwoord", ACT_signed_in, R_SLOW, 0, check, change},
    {0},
};
