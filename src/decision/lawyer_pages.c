// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// lawyer_pages.c - a lawyer has read a version: who that was and when is written down by somebody who may decide about
// rules and wrote nothing in this one. It says nothing of whether the version is in use, and changes no text.
#include "decision/decision_sql.h"
#include "decision/life_sql.h"
#include "decision/rules_pages.h"
#include "decision/rules_view.h"

enum { LAWYER_MIN = 3, LAWYER_MAX = 200 };

static Str path_of(Arena *mem, const TableVersion *t, const char *rest)
{
    return str_fmt(mem, "/beheer/regels/%lld%s", (long long)t->id, rest);
}

StaffForm lawyer_form(Req *rq, const TableVersion *t, const char **ret_title)
{
    if (str_eq_c(t->status, "reviewed")) {
        StaffForm f = form_start(rq, "geenjurist", path_of(rq->mem, t, "/jurist/weg"),
                                 N_("Haal de beoordeling van deze versie weg"));
        f.secondary = true;
        *ret_title = N_("Toch niet beoordeeld");
        return f;
    }
    StaffForm f = form_start(rq, "jurist", path_of(rq->mem, t, "/jurist"), N_("Leg de beoordeling vast"));
    f.secondary = true;
    form_add(&f, FORM_LINE, "wie", N_("Welke jurist, en van welke organisatie?"))->hint =
        N_("Dit staat bij de tabel en in het logboek, voor alle medewerkers.");
    form_add(&f, FORM_DATE, "dag", N_("Op welke dag las de jurist deze versie?"));
    *ret_title = N_("Een jurist las deze versie");
    return f;
}

Err lawyer_words(Req *rq, const TableVersion *t, Str *ret_words)
{
    if (t->lawyer.n == 0) return OK;
    Str by;
    TRY(account_name(rq->db, rq->mem, (AccountId){t->lawyer_by}, &by));
    *ret_words = tr_fmt(rq->mem, rq->lang, "Gelezen door %s op %s. Vastgelegd door %s op %s.",
                        str_z(rq->mem, t->lawyer), str_z(rq->mem, text_date(rq->mem, rq->lang, t->lawyer_day)),
                        str_z(rq->mem, by), str_z(rq->mem, text_datetime(rq->mem, rq->lang, t->lawyer_at)));
    return OK;
}

static Err version_to_mark(Req *rq, TableVersion *ret_t)
{
    Relation r;
    Err e = decision_version(rq->db, rq->mem, req_id(rq, 0), ret_t);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze tabel bestaat niet."));
    TRY(e);
    TRY(rules_relation(rq, ret_t->region, &r));
    TRY(req_may(rq, ACT_rules_approve, r));
    DraftWroteRow wrote = {0};
    if (ret_t->draft) TRY(q_draft_wrote(rq->db, rq->mem, ret_t->draft, rq->actor.account.v, &wrote));
    if (wrote.n == 0) return OK;
    return req_fail(rq, E_DENIED, N_("Je schreef zelf aan deze versie mee. Laat iemand anders dit vastleggen."));
}

static Err again(Req *rq, const TableVersion *t, const char *field, const char *dutch)
{
    const char *title;
    form_say(rq, dutch);
    StaffForm f = lawyer_form(rq, t, &title);
    return form_again(rq, &f, field, title, path_of(rq->mem, t, ""));
}

// A live table carries its status along with each answer: what is in use is compiled anew.
static Err marked(Req *rq, const TableVersion *t, int64_t rows, const char *action, Str what)
{
    if (rows == 0) return req_fail(rq, E_CONFLICT, N_("Iemand was je voor. Bekijk de versie opnieuw."));
    if (str_eq_c(t->state, "live")) TRY(rules_take_over(rq));
    req_log(rq, action, "rules", t->id, GROUND_TASK, what);
    return req_redirect(rq, path_of(rq->mem, t, ""));
}

static Err mark(Req *rq)
{
    TableVersion t;
    TRY(version_to_mark(rq, &t));
    if (str_eq_c(t.status, "reviewed")) return marked(rq, &t, 0, "", STR_NONE);
    Str who = str_trim(req_field(rq, "wie"));
    if (who.n < LAWYER_MIN || who.n > LAWYER_MAX)
        return again(rq, &t, "wie", N_("Vul in welke jurist het was, in hooguit 200 letters."));
    Date day;
    if (date_parse(req_field(rq, "dag"), &day) != OK || time_of_date(day) > rq->now)
        return again(rq, &t, "dag", N_("Vul een dag in, uiterlijk vandaag."));
    int64_t rows;
    TRY(q_rule_lawyer(rq->db, t.id, who, time_of_date(day), rq->actor.account.v, rq->now, &rows));
    return marked(rq, &t, rows, "rules.lawyer", who);
}

static Err unmark(Req *rq)
{
    TableVersion t;
    int64_t rows;
    TRY(version_to_mark(rq, &t));
    TRY(q_rule_no_lawyer(rq->db, t.id, &rows));
    return marked(rq, &t, rows, "rules.no_lawyer", t.lawyer);
}

const Route lawyer_routes[] = {
    {M_POST, "/beheer/regels/:id/jurist", ACT_rules_approve, 0, 0, NULL, mark},
    {M_POST, "/beheer/regels/:id/jurist/weg", ACT_rules_approve, 0, 0, NULL, unmark},
    {0},
};
