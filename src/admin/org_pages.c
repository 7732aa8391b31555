// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// org_pages.c - the start page of managing, and the organisations: what they serve, and their first person.
#include "admin/admin.h"
#include "admin/admin_sql.h"
#include "admin/areas.h"
#include "admin/org_html.h"
#include "admin/parts.h"

static const Frame home_frame = {.title = N_("Beheer"), .section = "beheer"};
static const Frame list_frame = {
    .title = N_("Organisaties"), .section = "beheer", .back_path = "/beheer", .back_title = N_("Beheer")};
static const Frame new_frame = {.title = N_("Nieuwe organisatie"),
                                .section = "beheer",
                                .back_path = "/beheer/organisaties",
                                .back_title = N_("Organisaties"),
                                .narrow = true};
static const Frame one_frame = {.title = N_("Organisatie"),
                                .section = "beheer",
                                .back_path = "/beheer/organisaties",
                                .back_title = N_("Organisaties"),
                                .narrow = true};

static Err home(Req *rq)
{
    AdminHome v = {.orgs = req_can(rq, ACT_org_manage, REL_OWN), .system = req_can(rq, ACT_system_view, REL_OWN)};
    Out *o = req_out(rq);
    page_begin(rq, o, &home_frame);
    admin_home(o, &v);
    page_end(rq, o, &home_frame);
    return req_html(rq, 200);
}

static Err row_of(const AdminOrgsRow *r, OrgRow *ret_row)
{
    OrgKind kind;
    if (org_kind_parse(r->kind, &kind) != OK) return E_STORE;
    *ret_row = (OrgRow){.id = r->id,
                        .name = r->name,
                        .kind = org_kind_label(kind),
                        .kind_v = kind,
                        .active = str_eq_c(r->state, "active"),
                        .accounts = r->accounts,
                        .holders = r->holders,
                        .areas = r->areas};
    return OK;
}

static Err list(Req *rq)
{
    AdminOrgsRow *rows;
    OrgsView v;
    TRY(q_admin_orgs(rq->db, rq->mem, &rows, &v.n));
    OrgRow *orgs = NEW_ARRAY(rq->mem, OrgRow, v.n);
    for (size_t i = 0; i < v.n; i++) TRY(row_of(&rows[i], &orgs[i]));
    v.orgs = orgs;
    Out *o = req_out(rq);
    page_begin(rq, o, &list_frame);
    orgs_body(o, &v);
    page_end(rq, o, &list_frame);
    return req_html(rq, 200);
}

static Err form(Req *rq, Str fault, int status)
{
    OrgForm v = {.csrf = rq->csrf, .fault = fault, .name = req_field(rq, "naam"), .kind = req_field(rq, "soort")};
    Out *o = req_out(rq);
    page_begin(rq, o, &new_frame);
    org_new_body(o, &v);
    page_end(rq, o, &new_frame);
    return req_html(rq, status);
}

static Err show_new(Req *rq) { return form(rq, STR_NONE, 200); }

static Err to_org(Req *rq, OrgId org)
{
    return req_redirect(rq, str_fmt(rq->mem, "/beheer/organisaties/%lld", (long long)org.v));
}

static Err create(Req *rq)
{
    TRY(req_may(rq, ACT_org_manage, REL_OWN));
    OrgKind kind;
    OrgId org;
    // The secret is not kept: the first invitation makes a new pair.
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    Why w = {{0}};
    Err e = org_kind_parse(req_field(rq, "soort"), &kind);
    if (e != OK) return form(rq, str_c(T(rq->lang, "Kies wat voor organisatie het is.")), 422);
    e = org_create(rq->db, rq->mem, kind, req_field(rq, "naam"), &org, &pair, &w);
    if (e == E_INPUT || e == E_CONFLICT) return form(rq, fault_words(rq, &w), 422);
    TRY(e);
    req_log(rq, "org.create", "org", org.v, "", STR_NONE);
    return to_org(rq, org);
}

// ---- one organisation -----------------------------------------------------------------------------------------------

static Err org_find(Req *rq, OrgRow *ret_row)
{
    AdminOrgsRow row;
    Err e = q_admin_org(rq->db, rq->mem, req_id(rq, 0), &row);
    TRY(req_may(rq, ACT_org_manage, REL_NONE));
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze organisatie bestaat niet."));
    TRY(e);
    return row_of(&row, ret_row);
}

static Err org_page(Req *rq, const OrgRow *org, Str fault, int status)
{
    OrgView v = {.csrf = rq->csrf, .fault = fault, .org = *org, .own = org->id == rq->actor.org.v};
    TRY(areas_of(rq, (OrgId){org->id}, &v.areas, &v.area_count));
    TRY(areas_all(rq, &v.choices, &v.choice_count));
    v.first = (InviteForm){.csrf = rq->csrf,
                           .org = org->id,
                           .name = req_field(rq, "naam"),
                           .username = req_field(rq, "gebruikersnaam"),
                           .roles = role_choices(org->kind_v, ROLE_BIT(ROLE_org_admin))};
    Out *o = req_out(rq);
    page_begin(rq, o, &one_frame);
    org_body(o, &v);
    page_end(rq, o, &one_frame);
    return req_html(rq, status);
}

static Err show(Req *rq)
{
    OrgRow org;
    TRY(org_find(rq, &org));
    return org_page(rq, &org, STR_NONE, 200);
}

static Err change_name(Req *rq)
{
    OrgRow org;
    TRY(org_find(rq, &org));
    Why w = {{0}};
    Err e = org_rename(rq->db, (OrgId){org.id}, req_field(rq, "orgnaam"), &w);
    if (e == E_INPUT || e == E_CONFLICT) return org_page(rq, &org, fault_words(rq, &w), 422);
    TRY(e);
    req_log(rq, "org.rename", "org", org.id, "", STR_NONE);
    return to_org(rq, (OrgId){org.id});
}

static Err add_area(Req *rq)
{
    OrgRow org;
    Area area;
    TRY(org_find(rq, &org));
    if (area_parse(rq, req_field(rq, "gebied"), &area) != OK)
        return org_page(rq, &org, str_c(T(rq->lang, "Kies een gebied uit de lijst.")), 422);
    TRY(org_area_add(rq->db, (OrgId){org.id}, area.scope, area.code));
    req_log(rq, "org.area_add", "org", org.id, "", STR_NONE);
    return to_org(rq, (OrgId){org.id});
}

static Err remove_area(Req *rq)
{
    OrgRow org;
    Area area;
    TRY(org_find(rq, &org));
    if (area_parse(rq, req_field(rq, "gebied"), &area) == OK) {
        Err e = org_area_remove(rq->db, (OrgId){org.id}, area.scope, area.code);
        if (e != E_NOTFOUND) TRY(e); // a second click
        req_log(rq, "org.area_remove", "org", org.id, "", STR_NONE);
    }
    return to_org(rq, (OrgId){org.id});
}

// Only the organisation itself can close or pass on what is sealed to it.
static Str open_work_words(Req *rq, const AdminOpenWorkRow *open)
{
    return tr_fmt(rq->mem, rq->lang,
                  N_("Deze organisatie heeft nog open werk: signalen: %d, casussen: %d, "
                     "verwijzingen zonder antwoord: %d. "
                     "Laat de organisatie dat eerst afronden of doorverwijzen. Daarna kun je haar sluiten."),
                  (int)open->signals, (int)open->cases, (int)open->referrals);
}

static Err set_active(Req *rq, bool active)
{
    OrgRow org;
    TRY(org_find(rq, &org));
    if (!active && org.id == rq->actor.org.v)
        return req_fail(rq, E_DENIED,
                        N_("Je eigen organisatie kun je niet sluiten: dan kan niemand Baken meer beheren."));
    if (!active && !req_flag(rq, "zeker"))
        return org_page(
            rq, &org,
            str_c(T(rq->lang, "Zet een vinkje om te bevestigen dat niemand van deze organisatie meer mag inloggen.")),
            422);
    if (!active) {
        AdminOpenWorkRow open;
        TRY(q_admin_open_work(rq->db, rq->mem, org.id, &open));
        if (open.signals || open.cases || open.referrals) return org_page(rq, &org, open_work_words(rq, &open), 422);
    }
    TRY(org_set_active(rq->db, (OrgId){org.id}, active));
    req_log(rq, active ? "org.open" : "org.close", "org", org.id, "", STR_NONE);
    return to_org(rq, (OrgId){org.id});
}

static Err close_org(Req *rq) { return set_active(rq, false); }
static Err open_org(Req *rq) { return set_active(rq, true); }

// The first person gets the organisation's key with the invitation; after that only colleagues can pass it on.
static Err invite_first(Req *rq)
{
    OrgRow org;
    TRY(org_find(rq, &org));
    OrgId id = {org.id};
    Str name = req_field(rq, "naam"), username = req_field(rq, "gebruikersnaam");
    RoleSet roles = roles_ticked(rq, org.kind_v);
    Why w = {{0}};
    Err e = roles & ROLE_BIT(ROLE_org_admin) ? OK
                                             : why(&w, E_INPUT,
                                                   N_("De eerste persoon moet beheerder van de organisatie zijn: "
                                                      "anders kan niemand collega's uitnodigen."));
    if (e == OK && !org.active) e = why(&w, E_CONFLICT, N_("Deze organisatie is gesloten."));
    if (e == OK) e = invite_check(rq->db, rq->mem, id, roles, name, username, rq->now, &w);
    CLEANUP(keypair_wipe) KeyPair pair = {0};
    if (e == OK) e = org_renew_key(rq->db, id, &pair, &w);
    if (e == E_INPUT || e == E_CONFLICT) return org_page(rq, &org, fault_words(rq, &w), 422);
    TRY(e);
    Invite made;
    TRY(invite_create(rq->db, rq->mem, id, roles, name, username, &pair.secret, rq->actor.account, rq->now, &made,
                      &rq->why));
    req_log(rq, "account.invite", "org", org.id, "", STR_NONE);
    return invite_shown(rq, &made, name, username, false, org.id);
}

static Err areas(Req *rq)
{
    AreasView v;
    TRY(areas_served(rq, &v));
    static const Frame frame = {
        .title = N_("Gebieden"), .section = "beheer", .back_path = "/beheer", .back_title = N_("Beheer")};
    Out *o = req_out(rq);
    page_begin(rq, o, &frame);
    areas_body(o, &v);
    page_end(rq, o, &frame);
    return req_html(rq, 200);
}

const Route org_routes[] = {
    {M_GET, "/beheer", ACT_account_manage, 0, 0, NULL, home},
    {M_GET, "/beheer/organisaties", ACT_org_manage, 0, 0, NULL, list},
    {M_POST, "/beheer/organisaties", ACT_org_manage, 0, 0, NULL, create},
    {M_GET, "/beheer/organisaties/nieuw", ACT_org_manage, 0, 0, NULL, show_new},
    {M_GET, "/beheer/organisaties/:id", ACT_org_manage, 0, 0, NULL, show},
    {M_POST, "/beheer/organisaties/:id/naam", ACT_org_manage, 0, 0, NULL, change_name},
    {M_POST, "/beheer/organisaties/:id/gebied", ACT_org_manage, 0, 0, NULL, add_area},
    {M_POST, "/beheer/organisaties/:id/gebied/weg", ACT_org_manage, 0, 0, NULL, remove_area},
    {M_POST, "/beheer/organisaties/:id/sluiten", ACT_org_manage, 0, 0, NULL, close_org},
    {M_POST, "/beheer/organisaties/:id/openen", ACT_org_manage, 0, 0, NULL, open_org},
    {M_POST, "/beheer/organisaties/:id/uitnodiging", ACT_org_manage, 0, 0, NULL, invite_first},
    {M_GET, "/beheer/gebieden", ACT_org_manage, 0, 0, NULL, areas},
    {0},
};
