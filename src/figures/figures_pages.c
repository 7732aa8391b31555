// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// figures_pages.c - what the pages of tables and runs share, and the words for codes.
#include "figures/figures_view.h"

const Choice figure_models[] = {
    {"stepwise", "stepwise", N_("stapsgewijs: steeds de samenhang die het meest opvalt"), "", ""},
    {"bic", "bic", N_("alle modellen, beste volgens BIC (ten hoogste 6 lijsten)"), "", ""},
    {"aic", "aic", N_("alle modellen, beste volgens AIC (ten hoogste 6 lijsten)"), "", ""},
    {"forward", "forward", N_("vooruit met AIC, zoals de eerste Britse studie"), "", ""},
    {"main", "main", N_("lijsten zonder samenhang"), "", ""},
    {"dga", "dga", N_("gemiddelde over grafen (3 tot 6 lijsten)"), "", ""},
    {"lcm", "lcm", N_("latente klassen"), "", ""},
    {"bayes", "bayes", N_("Bayes met een drempel"), "", ""},
    {"chao", "chao", N_("ondergrens van Chao"), "", ""},
    {0}};

const Choice figure_intervals[] = {{"bca", "bca", N_("BCa: opnieuw loten, gecorrigeerd"), "", ""},
                                   {"percentile", "percentile", N_("percentielen: opnieuw loten"), "", ""},
                                   {"profile", "profile", N_("profiel: snel, maar te smal"), "", ""},
                                   {"wald", "wald", N_("Wald: snel, maar te smal"), "", ""},
                                   {"posterior", "posterior", N_("a posteriori: hoort bij de methode"), "", ""},
                                   {0}};

const Choice figure_sources[] = {{"upload", "upload", N_("zelf aangeleverd"), "", ""},
                                 {"platform", "platform", N_("tabel van het platform"), "", ""},
                                 {0}};

const Choice figure_ways[] = {{"search", "", N_("model opnieuw zoeken, elke keer"), "", ""},
                              {"fixed", "", N_("bevolkingen verzinnen met het gevonden model"), "", ""},
                              {"profile", "", N_("profiel van het gevonden model"), "", ""},
                              {"average", "", N_("gemiddelde over alle modellen"), "", ""},
                              {0}};
const Choice figure_curves[] = {{"0", "", N_("elk jaar apart"), "", ""},
                                {"1", "", N_("rechte lijn"), "", ""},
                                {"2", "", N_("kromme van de tweede graad"), "", ""},
                                {"3", "", N_("kromme van de derde graad"), "", ""},
                                {0}};

static const Choice run_states[] = {
    {"queued", "neutral", N_("wacht"), "", ""},     {"running", "active", N_("bezig"), "", ""},
    {"done", "valid", N_("klaar"), "", ""},         {"failed", "danger", N_("mislukt"), "", ""},
    {"stopped", "inactive", N_("gestopt"), "", ""}, {0}};

static const Choice run_verdicts[] = {{"usable", "", N_("bruikbaar"), "", ""},
                                      {"fragile", "", N_("wankel"), "", ""},
                                      {"refused", "", N_("niet publiceren"), "", ""},
                                      {0}};

Str table_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/schattingen/tabel/%lld%s", (long long)id, rest);
}

Str run_path(Arena *mem, int64_t id, const char *rest)
{
    return str_fmt(mem, "/schattingen/%lld%s", (long long)id, rest);
}

static Relation relation_to(const Req *rq, int64_t org) { return org == rq->actor.org.v ? REL_OWN : REL_NONE; }

Err table_open(Req *rq, FigureTableByIdRow *ret_table)
{
    Err e = q_figure_table_by_id(rq->db, rq->mem, req_id(rq, 0), ret_table);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze tabel bestaat niet."));
    TRY(e);
    return req_may(rq, ACT_figures_work, relation_to(rq, ret_table->org_id));
}

Err run_open(Req *rq, FigureRunByIdRow *ret_run)
{
    Err e = q_figure_run_by_id(rq->db, rq->mem, req_id(rq, 0), ret_run);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Deze schatting bestaat niet."));
    TRY(e);
    return req_may(rq, ACT_figures_work, relation_to(rq, ret_run->org_id));
}

Err queue_room(Req *rq)
{
    FigureWaitingRow waiting;
    TRY(q_figure_waiting(rq->db, rq->mem, rq->actor.org.v, &waiting));
    if (waiting.n < RUNS_WAITING_MAX) return OK;
    return req_fail(rq, E_LIMIT, N_("Er wachten al veel schattingen. Wacht tot er een klaar is, of stop er een."));
}

static Str number(Req *rq, int64_t v) { return v < 0 ? STR_NONE : mse_number(rq->mem, (double)v); }

Err run_rows(Req *rq, const FigureRunsRow *rows, size_t count, RunRow **ret_rows)
{
    RunRow *v = NEW_ARRAY(rq->mem, RunRow, count);
    for (size_t i = 0; i < count; i++) {
        const FigureRunsRow *r = &rows[i];
        const Choice *state = choice_find(run_states, r->state);
        v[i] = (RunRow){.id = r->id,
                        .title = r->title,
                        .estimate = number(rq, r->estimate),
                        .low = number(rq, r->lower),
                        .high = number(rq, r->upper),
                        .model = choice_label(figure_models, r->model),
                        .state = state ? state->label : "",
                        .css = state ? state->api : "neutral",
                        .verdict = choice_label(run_verdicts, r->verdict),
                        .at = r->added_at};
        TRY(account_name(rq->db, rq->mem, (AccountId){r->added_by}, &v[i].who));
    }
    *ret_rows = v;
    return OK;
}
