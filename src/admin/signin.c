// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// signin.c - in with a password and a code, out with a button. One answer for every failure.
#include "access/access.h"
#include "admin/admin.h"
#include "admin/signin_html.h"

static const Frame frame = {.title = N_("Inloggen"), .section = "", .narrow = true};

static Err form(Req *rq, Str username, Str fault, int status)
{
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    signin_body(o, username, fault);
    page_end(rq, o, &frame);
    return req_html(rq, status);
}

static Err show(Req *rq) { return form(rq, STR_NONE, STR_NONE, 200); }

static Err check(Req *rq)
{
    TRY(req_limit(rq, "login", LIMIT_LOGIN_BURST, LIMIT_LOGIN_HOUR));
    TRY(req_guess(rq, "login", GUESSES_LOGIN));
    Str password = field_get(&rq->http->form, "wachtwoord");
    Login *login = NULL;
    Err e = login_prepare(rq->mem, rq->db, req_field(rq, "naam"), password, req_field(rq, "code"), rq->now, &login);
    text_wipe(password);
    rq->prepared = login;
    return e;
}

// Entries about an account belong to its organisation, so that its privacy officer finds them; also of failures.
static Err own_organisation(Req *rq, AccountId account)
{
    Account a;
    Err e = account_get(rq->db, rq->mem, account, &a);
    if (e == OK) rq->actor.org = a.org;
    return e == E_NOTFOUND ? OK : e;
}

// A failure is a write too (it is counted), so this returns OK with the form as the answer.
static Err sign_in(Req *rq)
{
    Str cookie;
    AccountId account = login_account(rq->prepared);
    TRY(own_organisation(rq, account));
    Err e = login_write(rq->db, rq->prepared, rq->now, &cookie, &account, &rq->why);
    if (e == E_DENIED || e == E_RATE) {
        TRY(req_guess_wrong(rq, "login"));
        req_log(rq, "account.signin_failed", "account", account.v, "", STR_NONE);
        // How long to wait stands in the message; whatever else was wrong is never told.
        const char *wrong = N_("De naam, het wachtwoord of de code klopt niet. Een code werkt maar een keer.");
        Str fault = str_dup(rq->mem, str_c(tr(rq->lang, e == E_RATE ? rq->why.text : wrong)));
        return form(rq, req_field(rq, "naam"), fault, err_http(e));
    }
    if (e != OK) return e;
    rq->actor.account = account;
    req_log(rq, "account.signin", "account", account.v, "", STR_NONE);
    req_cookie(rq, "baken", cookie, SESSION_HOURS * 3600);
    device_remember(rq, req_field(rq, "naam"));
    return req_redirect(rq, S("/werk"));
}

static Err sign_out(Req *rq)
{
    TRY(session_end(rq->db, http_cookie(rq->http, "baken")));
    req_log(rq, "account.signout", "account", rq->actor.account.v, "", STR_NONE);
    req_cookie(rq, "baken", S(""), 0);
    req_header(rq, "Clear-Site-Data", S("\"cache\", \"storage\""));
    return req_redirect(rq, S("/inloggen"));
}

// The script asks here to stay signed in; the dispatcher has renewed the session when it got this far.
static Err stay(Req *rq)
{
    buf_c(req_json_out(rq), "{}");
    return req_json(rq, 200);
}

const Route signin_routes[] = {
    {M_GET, "/inloggen", ACT_public, R_ALWAYS, 0, NULL, show},
    {M_POST, "/inloggen", ACT_public, R_SLOW | R_PUBLIC_POST, 0, check, sign_in},
    {M_POST, "/uitloggen", ACT_signed_in, 0, 0, NULL, sign_out},
    {M_GET, "/sessie", ACT_signed_in, 0, 0, NULL, stay},
    {0},
};
