// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// progress_write.c - what the core team does: owners of actions, links, weighing reports, showing them to everyone.
#include "steering/progress_html.h"
#include "steering/progress_view.h"
#include "sys/clock.h"

static Err back_to_action(Req *rq, const PlanAction *a)
{
    return req_redirect(rq, progress_path(rq->mem, a->number, ""));
}

static Err open_for(Req *rq, Action does, const PlanAction **ret_a)
{
    Relation relation;
    TRY(progress_action_open(rq, ret_a, &relation));
    return req_may(rq, does, relation);
}

// ---- owners -------------------------------------------------------------------------------------------------------

static Err org_field(Req *rq, OrgId *ret_org)
{
    if (str_int(req_field(rq, "eigenaar"), 1, INT64_MAX, &ret_org->v) != OK)
        return req_fail(rq, E_INPUT, N_("Kies een organisatie."));
    return OK;
}

static Err add_owner(Req *rq)
{
    const PlanAction *a;
    OrgId id;
    Org org;
    int64_t changed;
    TRY(open_for(rq, ACT_progress_review, &a));
    TRY(org_field(rq, &id));
    Err e = org_get(rq->db, rq->mem, id, &org);
    if (e == E_NOTFOUND || (e == OK && !org.active)) return req_fail(rq, E_INPUT, N_("Kies een organisatie."));
    TRY(e);
    if (!(roles_of_kind(org.kind) & ROLE_BIT(ROLE_action_owner)))
        return req_fail(rq, E_INPUT, N_("Zo'n organisatie kan geen eigenaar van een actie zijn."));
    TRY(q_progress_owner_add(rq->db, a->number, id.v, rq->actor.account.v, rq->now, &changed));
    if (changed) req_log(rq, "progress.owner", "action", a->number, GROUND_TASK, org.name);
    return back_to_action(rq, a);
}

static Err end_owner(Req *rq)
{
    const PlanAction *a;
    OrgId id;
    int64_t changed, links;
    TRY(open_for(rq, ACT_progress_review, &a));
    TRY(org_field(rq, &id));
    TRY(q_progress_owner_end(rq->db, a->number, id.v, rq->actor.account.v, rq->now, &changed));
    TRY(q_progress_link_withdraw_of(rq->db, a->number, 0, id.v, rq->now, &links));
    if (changed || links) req_log(rq, "progress.owner_end", "action", a->number, GROUND_TASK, STR_NONE);
    return back_to_action(rq, a);
}

// ---- weighing -----------------------------------------------------------------------------------------------------

// The report in the second part of the path, of the action in the first.
static Err report_open(Req *rq, const PlanAction **ret_a, ProgressReport *ret_r)
{
    TRY(open_for(rq, ACT_progress_review, ret_a));
    Err e = q_progress_by_id(rq->db, rq->mem, req_id(rq, 1), ret_r);
    if (e == E_NOTFOUND || (e == OK && ret_r->action != (*ret_a)->number))
        return req_fail(rq, E_NOTFOUND, N_("Dit bericht bestaat niet."));
    return e;
}

static Err review(Req *rq)
{
    const PlanAction *a;
    ProgressReport r;
    TRY(report_open(rq, &a, &r));
    const NewReview n = {.submission = form_submission(rq),
                         .report = r.id,
                         .by = rq->actor.account,
                         .verdict = req_field(rq, "oordeel"),
                         .words = req_field(rq, "woorden"),
                         .publish = req_flag(rq, "openbaar")};
    TRY(progress_review(rq->db, rq->mem, &n, rq->now, &rq->why));
    req_log(rq, "progress.review", "progress", r.id, GROUND_TASK, n.verdict);
    return back_to_action(rq, a);
}

static Err publish(Req *rq)
{
    const PlanAction *a;
    ProgressReport r;
    int64_t changed;
    bool open = str_eq_c(req_field(rq, "openbaar"), "1");
    TRY(report_open(rq, &a, &r));
    TRY(q_progress_set_published(rq->db, r.id, open ? rq->now : 0, &changed));
    if (!changed) return req_fail(rq, E_CONFLICT, N_("Alleen een bericht dat akkoord is, kan openbaar worden."));
    req_log(rq, open ? "progress.publish" : "progress.publish_end", "progress", r.id, GROUND_TASK, STR_NONE);
    return back_to_action(rq, a);
}

// ---- links --------------------------------------------------------------------------------------------------------

static Str address_of(Req *rq, Str secret)
{
    Str base = req_base(rq);
    return str_fmt(rq->mem, "%.*s/bericht/%.*s", STR_ARG(base), STR_ARG(secret));
}

static Err make_link(Req *rq, const PlanAction *a, Quarter q, OrgId org, Str org_name, MadeLink *ret_l)
{
    Str secret = progress_link_secret(rq->mem, &rq->app->pepper, form_submission(rq), a->number, org);
    TRY(progress_link_make(rq->db, rq->mem, &rq->app->pepper, secret, a->number, q, org, rq->actor.account, rq->now));
    req_log(rq, "progress.link", "action", a->number, GROUND_TASK, quarter_text(rq->mem, q));
    *ret_l = (MadeLink){a, quarter_words(rq->mem, rq->lang, q), org_name, address_of(rq, secret)};
    return OK;
}

static Err show_links(Req *rq, const MadeLinksView *v)
{
    const Frame f = {.title = N_("De links"),
                     .section = "sturing",
                     .back_path = "/sturing/acties",
                     .back_title = N_("Stand van zaken")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    made_links_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err link_quarter(Req *rq, Quarter *ret_q)
{
    Quarter q = progress_quarter(req_field(rq, "kwartaal"), (Quarter){0});
    if (!progress_open_for_owners(q, date_nl(rq->now)))
        return req_fail(rq, E_INPUT, N_("Kies een kwartaal dat is begonnen en nog niet is gesloten."));
    *ret_q = q;
    return OK;
}

static Err new_link(Req *rq)
{
    const PlanAction *a;
    OrgId org;
    Quarter q;
    ProgressOwnerAllRow *owners;
    size_t n;
    TRY(open_for(rq, ACT_progress_review, &a));
    TRY(org_field(rq, &org));
    TRY(link_quarter(rq, &q));
    TRY(q_progress_owner_all(rq->db, rq->mem, &owners, &n));
    MadeLink *l = NEW(rq->mem, MadeLink);
    MadeLinksView v = {
        .links = l, .until = time_of_date(quarter_closes(q)), .back = progress_path(rq->mem, a->number, "")};
    for (size_t i = 0; i < n && v.count == 0; i++) {
        if (owners[i].action != a->number || owners[i].org_id != org.v) continue;
        TRY(make_link(rq, a, q, org, owners[i].org_name, l));
        v.count = 1;
    }
    if (v.count == 0) return req_fail(rq, E_INPUT, N_("Kies een eigenaar van deze actie."));
    return show_links(rq, &v);
}

static Err end_link(Req *rq)
{
    const PlanAction *a;
    int64_t id = 0, changed;
    TRY(open_for(rq, ACT_progress_review, &a));
    if (str_int(req_field(rq, "link"), 1, INT64_MAX, &id) != OK) id = 0;
    TRY(q_progress_link_withdraw(rq->db, id, a->number, rq->now, &changed));
    if (!changed) return req_fail(rq, E_NOTFOUND, N_("Deze link bestaat niet, of is al ingetrokken."));
    req_log(rq, "progress.link_end", "action", a->number, GROUND_TASK, STR_NONE);
    return back_to_action(rq, a);
}

// ---- who still has to report --------------------------------------------------------------------------------------

static Quarter remind_quarter(Req *rq, Str asked)
{
    const Date today = date_nl(rq->now);
    Quarter now = quarter_at(today), before = quarter_step(now, -1);
    Quarter usual = progress_open_for_owners(before, today) ? before : now;
    Quarter q = progress_quarter(asked, usual);
    return progress_can_be_reported(q, today) ? q : usual;
}

static const char *reminder_words(Str kind)
{
    if (str_eq_c(kind, "soon")) return N_("twee weken van tevoren");
    if (str_eq_c(kind, "end")) return N_("op de laatste dag");
    return N_("te laat");
}

static Err linked(Req *rq, Quarter q, RemindRow *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ProgressLinkOfActionRow *links;
        size_t count;
        TRY(q_progress_link_of_action(rq->db, rq->mem, rows[i].a->number, rq->now, &links, &count));
        for (size_t k = 0; k < count; k++)
            rows[i].linked = rows[i].linked ||
                             (links[k].quarter == quarter_number(q) && str_eq(links[k].org_name, rows[i].org_name));
    }
    return OK;
}

static Err missing(Req *rq, Quarter q, RemindRow **ret_rows, OrgId **ret_orgs, size_t *ret_count)
{
    ProgressMark *marks = NEW_ARRAY(rq->mem, ProgressMark, PLAN_ACTIONS);
    ProgressOwnerAllRow *owners;
    ProgressReminderOfRow *reminders;
    size_t n, reminder_count, count = 0;
    TRY(progress_marks(rq->db, rq->mem, plan_get(), q, date_nl(rq->now), marks));
    TRY(q_progress_owner_all(rq->db, rq->mem, &owners, &n));
    TRY(q_progress_reminder_of(rq->db, rq->mem, quarter_number(q), quarter_number(q), &reminders, &reminder_count));
    RemindRow *rows = NEW_ARRAY(rq->mem, RemindRow, PLAN_ACTIONS + n);
    OrgId *orgs = NEW_ARRAY(rq->mem, OrgId, PLAN_ACTIONS + n);
    for (size_t a = 0; a < PLAN_ACTIONS; a++) {
        if (!marks[a].expected || marks[a].reported) continue;
        const PlanAction *action = &plan_get()->actions[a];
        if (marks[a].unowned) rows[count++] = (RemindRow){.a = action, .late = marks[a].late};
        for (size_t i = 0; i < n; i++) {
            if (owners[i].action != action->number) continue;
            RemindRow *r = &rows[count];
            *r = (RemindRow){.a = action, .org_name = owners[i].org_name, .late = marks[a].late};
            orgs[count++] = (OrgId){owners[i].org_id};
            for (size_t k = 0; k < reminder_count; k++) {
                if (reminders[k].action != action->number || reminders[k].org_id != owners[i].org_id) continue;
                r->reminded_at = reminders[k].made_at;
                r->kind = reminder_words(reminders[k].kind);
            }
        }
    }
    *ret_rows = rows;
    *ret_orgs = orgs;
    *ret_count = count;
    return linked(rq, q, rows, count);
}

static Err show_remind(Req *rq)
{
    RemindView *v = NEW(rq->mem, RemindView);
    OrgId *orgs;
    TRY(req_may(rq, ACT_progress_review, REL_NONE));
    v->q = remind_quarter(rq, req_query(rq, "kwartaal"));
    v->q_words = quarter_words(rq->mem, rq->lang, v->q);
    v->quarter_count = progress_quarter_options(rq, quarter_at(date_nl(rq->now)), v->q, v->quarters);
    TRY(missing(rq, v->q, &v->rows, &orgs, &v->count));
    v->all = form_start(rq, "links", S("/sturing/acties/herinneren"), N_("Maak voor elke eigenaar een nieuwe link"));
    form_add(&v->all, FORM_HIDDEN, "kwartaal", "")->value = quarter_text(rq->mem, v->q);
    const Frame f = {.title = N_("Wie moet nog een bericht sturen?"),
                     .section = "sturing",
                     .back_path = "/sturing/acties",
                     .back_title = N_("Stand van zaken")};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    remind_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

static Err make_links(Req *rq)
{
    Quarter q;
    RemindRow *rows;
    OrgId *orgs;
    size_t n;
    TRY(req_may(rq, ACT_progress_review, REL_NONE));
    TRY(link_quarter(rq, &q));
    TRY(missing(rq, q, &rows, &orgs, &n));
    MadeLinksView v = {.until = time_of_date(quarter_closes(q)), .back = S("/sturing/acties/herinneren")};
    v.links = NEW_ARRAY(rq->mem, MadeLink, n + 1);
    for (size_t i = 0; i < n; i++)
        if (orgs[i].v) TRY(make_link(rq, rows[i].a, q, orgs[i], rows[i].org_name, &v.links[v.count++]));
    if (v.count == 0) return req_fail(rq, E_CONFLICT, N_("Er is niemand om een link voor te maken."));
    return show_links(rq, &v);
}

// ---- by itself ----------------------------------------------------------------------------------------------------

static Err log_job(App *app, Db *db, const char *action)
{
    return app_log(app, db, &(Entry){.action = str_c(action), .object = S("system")});
}

static Err run_job(App *app, Db *db, Arena *mem, void *arg)
{
    int64_t made, gone;
    const Time now = clock_now();
    (void)arg;
    TRY(progress_remind(db, mem, plan_get(), now, &made));
    if (made) TRY(log_job(app, db, "progress.remind"));
    TRY(progress_forget(db, now, &gone));
    return gone ? log_job(app, db, "progress.forget") : OK;
}

Err progress_job(App *app, Why *w) { return app_write(app, run_job, NULL, w); }

const Route progress_write_routes[] = {
    {M_GET, "/sturing/acties/herinneren", ACT_progress_review, 0, 0, NULL, show_remind},
    {M_POST, "/sturing/acties/herinneren", ACT_progress_review, 0, 0, NULL, make_links},
    {M_POST, "/sturing/acties/:id/eigenaar", ACT_progress_review, 0, 0, NULL, add_owner},
    {M_POST, "/sturing/acties/:id/eigenaar-weg", ACT_progress_review, 0, 0, NULL, end_owner},
    {M_POST, "/sturing/acties/:id/links", ACT_progress_review, 0, 0, NULL, new_link},
    {M_POST, "/sturing/acties/:id/link-weg", ACT_progress_review, 0, 0, NULL, end_link},
    {M_POST, "/sturing/acties/:id/berichten/:bericht/oordeel", ACT_progress_review, 0, 0, NULL, review},
    {M_POST, "/sturing/acties/:id/berichten/:bericht/openbaar", ACT_progress_review, 0, 0, NULL, publish},
    {0},
};
