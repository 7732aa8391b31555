// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// enrol_pages.c - an invited person pastes the code, chooses a password and links the authenticator app.
//
// The TOTP secret is made when the second page is shown, and travels in it sealed: nothing is stored before the person
// has shown that the app works.
#include "admin/admin.h"
#include "admin/admin_view.h"
#include "admin/enrol_html.h"
#include "admin/parts.h"
#include <string.h>

enum { INVITE_TEXT_MAX = 100 };

static const Frame frame = {.title = N_("Uitnodiging"), .section = "", .narrow = true};

static Err ask(Req *rq, Str fault, int status)
{
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    enrol_ask(o, fault);
    page_end(rq, o, &frame);
    return req_html(rq, status);
}

static Err show(Req *rq) { return ask(rq, STR_NONE, 200); }

// The code is long; mail programs and people break it in two.
static Str invite_typed(Req *rq)
{
    Str typed = req_field(rq, "uitnodiging");
    Buf b = buf_new(rq->mem, INVITE_TEXT_MAX);
    for (size_t i = 0; i < typed.n; i++)
        if (typed.p[i] != ' ' && typed.p[i] != '\n' && typed.p[i] != '\t') buf_char(&b, typed.p[i]);
    return buf_str(&b);
}

static Str seal_context(Arena *mem, Str invite)
{
    Hash h = hash_of(invite);
    Str text = str_hex(mem, h.b, sizeof h.b);
    return str_fmt(mem, "enrol:%.*s", STR_ARG(text));
}

static Err form(Req *rq, Str invite, const unsigned char totp[TOTP_SECRET_SIZE], Str fault, int status)
{
    InviteInfo info;
    Err e = invite_find(rq->db, rq->mem, invite, rq->now, &info);
    if (e == E_NOTFOUND) TRY(req_guess_wrong(rq, "invite"));
    if (e == E_NOTFOUND)
        return ask(rq, str_c(T(rq->lang, "Deze uitnodiging is al gebruikt of verlopen. Vraag een nieuwe.")), 422);
    TRY(e);
    Str plain = {(const char *)totp, TOTP_SECRET_SIZE};
    EnrolView v = {.invite = invite,
                   .org = info.org_name,
                   .name = info.display_name,
                   .username = info.username,
                   .roles = role_words(rq, info.roles),
                   .reset = info.reset,
                   .fault = fault,
                   .secret = in_fours(rq->mem, totp_secret_text(rq->mem, totp)),
                   .link = totp_uri(rq->mem, totp, info.username)};
    v.sealed = bytes_to_text(rq->mem, seal(rq->mem, &rq->app->draft_key, plain, seal_context(rq->mem, invite)));
    TRY(qr_make(rq->mem, v.link, &v.qr));
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    enrol_form(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, status);
}

static Err begin(Req *rq)
{
    TRY(req_limit(rq, "invite", LIMIT_LOGIN_BURST, LIMIT_LOGIN_HOUR));
    TRY(req_guess(rq, "invite", GUESSES_INVITE));
    unsigned char totp[TOTP_SECRET_SIZE];
    random_bytes(totp, sizeof totp);
    return form(rq, invite_typed(rq), totp, STR_NONE, 200);
}

static Err totp_sent(Req *rq, Str invite, unsigned char ret_totp[TOTP_SECRET_SIZE])
{
    Str sealed, plain;
    Err e = bytes_from_text(rq->mem, req_field(rq, "sleutel"), &sealed);
    if (e == OK) e = unseal(rq->mem, &rq->app->draft_key, sealed, seal_context(rq->mem, invite), &plain);
    if (e != OK || plain.n != TOTP_SECRET_SIZE)
        return req_fail(rq, E_INPUT, N_("Dit formulier klopt niet meer. Begin opnieuw met je uitnodiging."));
    memcpy(ret_totp, plain.p, TOTP_SECRET_SIZE);
    return OK;
}

static Err check(Req *rq)
{
    TRY(req_limit(rq, "invite", LIMIT_LOGIN_BURST, LIMIT_LOGIN_HOUR));
    TRY(req_guess(rq, "invite", GUESSES_INVITE));
    Str invite = invite_typed(rq);
    unsigned char totp[TOTP_SECRET_SIZE];
    TRY(totp_sent(rq, invite, totp));
    Str password = field_get(&rq->http->form, "wachtwoord"), again = field_get(&rq->http->form, "nogmaals");
    Enrolment *enrolment = NULL;
    Why w = {{0}};
    Err e = str_eq(password, again) ? OK : why(&w, E_INPUT, N_("De twee wachtwoorden zijn niet gelijk."));
    if (e == OK)
        e = enrol_prepare(rq->mem, rq->db, invite, password, totp, req_field(rq, "code"), rq->now, &enrolment, &w);
    text_wipe(password);
    text_wipe(again);
    rq->prepared = enrolment;
    if (e == E_INPUT) return form(rq, invite, totp, str_c(tr(rq->lang, w.text)), 422);
    if (e == E_NOTFOUND) TRY(req_guess_wrong(rq, "invite"));
    if (e == E_NOTFOUND) return ask(rq, str_c(tr(rq->lang, w.text)), 422);
    return e;
}

static Err enrol(Req *rq)
{
    AccountId account;
    TRY(enrol_store(rq->db, rq->prepared, rq->now, &account, &rq->why));
    rq->actor.account = account; // for the entry: the person did this, in the organisation that asked
    rq->actor.org = enrolment_org(rq->prepared);
    req_log(rq, "account.enrol", "account", account.v, "", STR_NONE);
    rq->actor.account = (AccountId){0};
    rq->actor.org = (OrgId){0};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    enrol_done(o);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

const Route enrol_routes[] = {
    {M_GET, "/uitnodiging", ACT_public, 0, 0, NULL, show},
    {M_POST, "/uitnodiging", ACT_public, R_READ_POST, 0, NULL, begin},
    {M_POST, "/uitnodiging/afmaken", ACT_public, R_SLOW | R_PUBLIC_POST, 0, check, enrol},
    {M_GET, "/uitnodiging/afmaken", ACT_public, 0, 0, NULL, show}, // reloaded after a fault
    {0},
};
