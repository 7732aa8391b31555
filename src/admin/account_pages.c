// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// account_pages.c - the accounts of one's own organisation: invite, roles, new credentials, a colleague who leaves.
#include "admin/account_html.h"
#include "admin/admin.h"
#include "admin/admin_sql.h"
#include "admin/leaver.h"
#include "admin/parts.h"

static const Frame list_frame = {
    .title = N_("Accounts"), .section = "beheer", .back_path = "/beheer", .back_title = N_("Beheer")};
static const Frame one_frame = {.title = N_("Account"),
                                .section = "beheer",
                                .back_path = "/beheer/accounts",
                                .back_title = N_("Accounts"),
                                .narrow = true};
static const Frame form_frame = {.title = N_("Nodig een collega uit"),
                                 .section = "beheer",
                                 .back_path = "/beheer/accounts",
                                 .back_title = N_("Accounts"),
                                 .narrow = true};

static AccountRow row_of(Req *rq, const Account *a)
{
    return (AccountRow){.id = a->id.v,
                        .name = a->display_name,
                        .username = a->username,
                        .roles = role_words(rq, a->roles),
                        .active = a->active,
                        .has_key = a->has_key,
                        .created_at = a->created_at,
                        .seen_at = a->seen_at};
}

static Err list(Req *rq)
{
    Account *accounts;
    InviteInfo *invites;
    AccountsView v = {.csrf = rq->csrf, .can_invite = rq->actor.has_group};
    TRY(account_list(rq->db, rq->mem, rq->actor.org, &accounts, &v.account_count));
    TRY(invite_list(rq->db, rq->mem, rq->actor.org, rq->now, &invites, &v.invite_count));
    AccountRow *rows = NEW_ARRAY(rq->mem, AccountRow, v.account_count);
    for (size_t i = 0; i < v.account_count; i++) rows[i] = row_of(rq, &accounts[i]);
    InviteRow *open = NEW_ARRAY(rq->mem, InviteRow, v.invite_count);
    for (size_t i = 0; i < v.invite_count; i++)
        open[i] = (InviteRow){.id = invites[i].id,
                              .name = invites[i].display_name,
                              .username = invites[i].username,
                              .roles = role_words(rq, invites[i].roles),
                              .reset = invites[i].reset,
                              .expires_at = invites[i].expires_at};
    v.accounts = rows;
    v.invites = open;
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    accounts_body(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

// ---- inviting -------------------------------------------------------------------------------------------------------

static Err invite_page(Req *rq, Str fault, RoleSet roles, int status)
{
    InviteForm v = {.csrf = rq->csrf,
                    .name = req_field(rq, "naam"),
                    .username = req_field(rq, "gebruikersnaam"),
                    .fault = fault,
                    .roles = role_choices(rq->actor.org_kind, roles)};
    Out *o = req_out(rq);
    page_begin(rq, o, &form_frame);
    invite_body(o, &v);
    page_end(rq, o, &form_frame);
    return req_html(rq, status);
}

static Err invite_new(Req *rq) { return invite_page(rq, STR_NONE, 0, 200); }

static Err invite(Req *rq)
{
    TRY(req_may(rq, ACT_account_manage, REL_OWN));
    RoleSet roles = roles_ticked(rq, rq->actor.org_kind);
    Str name = req_field(rq, "naam"), username = req_field(rq, "gebruikersnaam");
    Why w = {{0}};
    if (!rq->actor.has_group)
        return req_fail(rq, E_DENIED,
                        N_("Je hebt de sleutel van deze organisatie niet. Vraag een collega die de sleutel heeft."));
    Err e = invite_check(rq->db, rq->mem, rq->actor.org, roles, name, username, rq->now, &w);
    if (e == E_INPUT || e == E_CONFLICT) return invite_page(rq, fault_words(rq, &w), roles, 422);
    TRY(e);
    Invite made;
    TRY(invite_create(rq->db, rq->mem, rq->actor.org, roles, name, username, &rq->actor.group.secret, rq->actor.account,
                      rq->now, &made, &rq->why));
    req_log(rq, "account.invite", "org", rq->actor.org.v, "", STR_NONE);
    return invite_shown(rq, &made, name, username, false, 0);
}

static Err withdraw(Req *rq)
{
    TRY(req_may(rq, ACT_account_manage, REL_OWN));
    Err e = invite_withdraw(rq->db, rq->actor.org, req_id(rq, 0));
    if (e == E_NOTFOUND) return req_may(rq, ACT_account_manage, REL_NONE);
    TRY(e);
    req_log(rq, "account.invite_withdraw", "org", rq->actor.org.v, "", STR_NONE);
    return req_redirect(rq, S("/beheer/accounts"));
}

// ---- one account ----------------------------------------------------------------------------------------------------

static Err account_find(Req *rq, Account *ret_account)
{
    Err e = account_get(rq->db, rq->mem, (AccountId){req_id(rq, 0)}, ret_account);
    if (e != OK && e != E_NOTFOUND) return e;
    bool own = e == OK && ret_account->org.v == rq->actor.org.v;
    return req_may(rq, ACT_account_manage, own ? REL_OWN : REL_NONE);
}

static Err colleagues(Req *rq, AccountId but, const Colleague **ret_v, size_t *ret_n)
{
    Account *all;
    size_t n;
    TRY(account_list(rq->db, rq->mem, rq->actor.org, &all, &n));
    Colleague *v = NEW_ARRAY(rq->mem, Colleague, n);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++)
        if (all[i].active && all[i].id.v != but.v) v[(*ret_n)++] = (Colleague){all[i].id.v, all[i].display_name};
    *ret_v = v;
    return OK;
}

static Err account_page(Req *rq, const Account *a, RoleSet roles, Str fault, int status)
{
    AccountView v = {.csrf = rq->csrf,
                     .fault = fault,
                     .account = row_of(rq, a),
                     .roles = role_choices(rq->actor.org_kind, roles),
                     .self = a->id.v == rq->actor.account.v,
                     .can_invite = rq->actor.has_group};
    TRY(colleagues(rq, a->id, &v.colleagues, &v.colleague_count));
    Out *o = req_out(rq);
    page_begin(rq, o, &one_frame);
    account_body(o, &v);
    page_end(rq, o, &one_frame);
    return req_html(rq, status);
}

static Err show(Req *rq)
{
    Account a;
    TRY(account_find(rq, &a));
    return account_page(rq, &a, a.roles, STR_NONE, 200);
}

static Err to_account(Req *rq, const Account *a)
{
    return req_redirect(rq, str_fmt(rq->mem, "/beheer/accounts/%lld", (long long)a->id.v));
}

// Someone must be left who can invite people and close accounts.
static Err manager_left(Req *rq, const Account *a, Why *w)
{
    AdminManagersRow row;
    if (!(a->roles & ROLE_BIT(ROLE_org_admin)) || !a->active) return OK;
    TRY(q_admin_managers(rq->db, rq->mem, a->org.v, a->id.v, ROLE_BIT(ROLE_org_admin), &row));
    if (row.others) return OK;
    return why(w, E_CONFLICT, N_("Dit is de enige beheerder van je organisatie. Maak eerst een collega beheerder."));
}

static Err set_roles(Req *rq)
{
    Account a;
    TRY(account_find(rq, &a));
    if (a.id.v == rq->actor.account.v)
        return req_fail(rq, E_DENIED, N_("Je eigen rollen kun je niet veranderen. Vraag het een collega."));
    RoleSet roles = roles_ticked(rq, rq->actor.org_kind);
    Why w = {{0}};
    Err e = roles & ROLE_BIT(ROLE_org_admin) ? OK : manager_left(rq, &a, &w);
    if (e == OK) e = account_set_roles(rq->db, a.id, roles, &w);
    if (e == OK && (a.roles & ~roles & ROLE_BIT(ROLE_focal_point))) e = leaver_signals(rq, a.id, (AccountId){0}, &w);
    if (e == E_INPUT || e == E_CONFLICT) return account_page(rq, &a, roles, fault_words(rq, &w), 422);
    TRY(e);
    req_log(rq, "account.roles", "account", a.id.v, "", STR_NONE);
    return to_account(rq, &a);
}

static Err reset(Req *rq)
{
    Account a;
    TRY(account_find(rq, &a));
    if (a.id.v == rq->actor.account.v)
        return req_fail(rq, E_DENIED, N_("Voor jezelf kun je geen uitnodiging maken. Vraag het een collega."));
    if (!rq->actor.has_group)
        return req_fail(rq, E_DENIED,
                        N_("Je hebt de sleutel van deze organisatie niet. Vraag een collega die de sleutel heeft."));
    Invite made;
    TRY(invite_reset(rq->db, rq->mem, a.id, &rq->actor.group.secret, rq->actor.account, rq->now, &made, &rq->why));
    req_log(rq, "account.reset", "account", a.id.v, "", STR_NONE);
    return invite_shown(rq, &made, a.display_name, a.username, true, 0);
}

static Err take_over(Req *rq, const Account *a, AccountId *ret_to, Why *w)
{
    int64_t id = 0;
    if (req_field(rq, "overnemer").n == 0) {
        *ret_to = (AccountId){0};
        return OK;
    }
    const Colleague *v;
    size_t n;
    TRY(colleagues(rq, a->id, &v, &n));
    if (str_int(req_field(rq, "overnemer"), 1, INT64_MAX, &id) == OK)
        for (size_t i = 0; i < n; i++)
            if (v[i].id == id) {
                *ret_to = (AccountId){id};
                return OK;
            }
    return why(w, E_INPUT, N_("Kies een collega uit de lijst die het werk overneemt."));
}

static Err close_checked(Req *rq, const Account *a, Why *w)
{
    AccountId to;
    if (!req_flag(rq, "zeker"))
        return why(w, E_INPUT, N_("Zet een vinkje om te bevestigen dat deze collega niet meer mag inloggen."));
    TRY(take_over(rq, a, &to, w));
    TRY(manager_left(rq, a, w));
    return leaver_close(rq, a->id, to, w);
}

static Err close_account(Req *rq)
{
    Account a;
    TRY(account_find(rq, &a));
    if (a.id.v == rq->actor.account.v)
        return req_fail(rq, E_DENIED, N_("Je eigen account kun je niet sluiten. Vraag het een collega."));
    Why w = {{0}};
    Err e = close_checked(rq, &a, &w);
    if (e == E_INPUT || e == E_CONFLICT) return account_page(rq, &a, a.roles, fault_words(rq, &w), 422);
    TRY(e);
    return to_account(rq, &a);
}

const Route account_routes[] = {
    {M_GET, "/beheer/accounts", ACT_account_manage, 0, 0, NULL, list},
    {M_POST, "/beheer/accounts", ACT_account_manage, 0, 0, NULL, invite},
    {M_GET, "/beheer/accounts/nieuw", ACT_account_manage, 0, 0, NULL, invite_new},
    {M_POST, "/beheer/uitnodigingen/:id/intrekken", ACT_account_manage, 0, 0, NULL, withdraw},
    {M_GET, "/beheer/accounts/:id", ACT_account_manage, 0, 0, NULL, show},
    {M_POST, "/beheer/accounts/:id/rollen", ACT_account_manage, 0, 0, NULL, set_roles},
    {M_POST, "/beheer/accounts/:id/herstel", ACT_account_manage, 0, 0, NULL, reset},
    {M_POST, "/beheer/accounts/:id/sluiten", ACT_account_manage, 0, 0, NULL, close_account},
    {0},
};
