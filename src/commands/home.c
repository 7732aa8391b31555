// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "commands/home.h"
#include "awareness/awareness.h"
#include "casework/casework.h"
#include "commands/home_html.h"
#include "decision/rules_pages.h"
#include "shelter/placing_view.h"
#include "steering/steering.h"

static Str role_words(Req *rq)
{
    Buf b = buf_new(rq->mem, KB(1));
    for (Role r = 0; r < ROLE_COUNT; r++) {
        if (!has_role(&rq->actor, r)) continue;
        if (b.n) buf_c(&b, ", ");
        buf_c(&b, tr(rq->lang, role_label(r)));
    }
    return buf_str(&b);
}

static Err cases_waiting(Req *rq, Waiting *v)
{
    CaseCounts c;
    if (!req_can(rq, ACT_case_list, REL_OWN)) return OK;
    TRY(case_counts(rq->db, rq->mem, &rq->actor, rq->now, &c));
    if (has_role(&rq->actor, ROLE_chain_director))
        waiting_add(v, c.stuck, N_("Vastgelopen casussen"), N_("Een casusregisseur in jouw regio vraagt om hulp."),
                    "/casussen?deel=vast", c.stuck > 0);
    if (!req_can(rq, ACT_case_read, REL_PARTICIPANT)) return OK;
    waiting_add(v, c.late_tasks, N_("Taken te laat"), N_("Afgesproken in een casus, en nog niet gedaan."), "/casussen",
                true);
    if (may_ever(&rq->actor, ACT_case_direct))
        waiting_add(v, c.mine, N_("Casussen die je leidt"), N_("Open casussen waarvan jij de regie hebt."), "/casussen",
                    false);
    waiting_add(v, c.part, N_("Casussen waaraan jullie meedoen"), N_("Open casussen van jouw organisatie."),
                "/casussen", false);
    return OK;
}

// What is said of rules goes only to who may decide about them.
static Err rules_waiting(Req *rq, Waiting *v)
{
    RulesWaiting w;
    if (!may_ever(&rq->actor, ACT_rules_approve)) return OK;
    TRY(rules_to_decide(rq, &w));
    waiting_add(v, w.proposals, N_("Voorstellen voor regels"), N_("Er wacht een voorstel op jouw akkoord."),
                "/beheer/regels", false);
    waiting_add(v, w.emergencies, N_("Met spoed teruggezet"),
                N_("Iemand zette een tabel met spoed terug. Kijk dat na."), "/beheer/regels", w.emergencies > 0);
    return OK;
}

static Err training_to_renew(Req *rq, Waiting *v)
{
    TrainingWaiting w;
    TRY(training_waiting(rq, &w));
    if (w.mine)
        waiting_add(v, w.mine, N_("Jouw certificaten"), N_("Een certificaat verloopt binnenkort, of is verlopen."),
                    "/scholing", false);
    if (w.colleagues)
        waiting_add(v, w.colleagues, N_("Certificaten van collega's"),
                    N_("Van een collega verloopt een certificaat. Meld iemand aan voor een nieuwe cursus."),
                    "/scholing", false);
    return OK;
}

// Every part of the steering that can wait for somebody.
static Err steering_waiting(Req *rq, Waiting *v)
{
    for (size_t i = 0; steering_sections[i]; i++) {
        const SteeringSection *s = steering_sections[i];
        int64_t count = 0, late = 0;
        if (!s->waiting || !may_ever(&rq->actor, s->action)) continue;
        TRY(s->waiting(rq, &count, &late));
        waiting_add(v, count, s->title, s->text, s->path, late > 0);
    }
    return OK;
}

static Err show_home(Req *rq)
{
    HomeView *v = NEW(rq->mem, HomeView);
    v->name = rq->actor.name;
    v->roles = role_words(rq);
    v->manages = rq->actor.roles != 0;
    TRY(signal_waiting(rq, &v->waiting));
    TRY(cases_waiting(rq, &v->waiting));
    TRY(shelter_waiting(rq, &v->waiting));
    TRY(rules_waiting(rq, &v->waiting));
    TRY(training_to_renew(rq, &v->waiting));
    TRY(steering_waiting(rq, &v->waiting));
    const Frame f = {.title = N_("Werk"), .section = "werk"};
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    waiting_page(o, v);
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

const Route home_routes[] = {
    {M_GET, "/werk", ACT_signed_in, 0, 0, NULL, show_home},
    {0},
};
