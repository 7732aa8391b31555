// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// run_pages.c - one estimate: how far it is, what came out, the report in every format, made again, deleted.
#include "figures/figures_html.h"
#include "figures/figures_view.h"

#define REFRESH_SECONDS "3"

static const char *const stages[MSE_STAGES] = {
    [MSE_CHOOSING] = N_("Het model kiezen en het interval maken"),
    [MSE_OTHER_LISTS] = N_("Kijken wat er zonder een lijst uitkomt"),
    [MSE_OTHER_WAYS] = N_("Andere methoden proberen"),
    [MSE_ALL_MODELS] = N_("Alle modellen narekenen"),
    [MSE_COVERING] = N_("Het interval toetsen met verzonnen bevolkingen"),
    [MSE_PARTS] = N_("De groepen apart schatten"),
    [MSE_WRITING] = N_("Het rapport schrijven"),
};

static const Choice outcomes[] = {{"same", "", N_("Herhaald: alle getallen zijn gelijk."), "", ""},
                                  {"other", "", N_("Herhaald: er kwamen andere getallen uit."), "", ""},
                                  {"failed", "", N_("Herhalen is mislukt."), "", ""},
                                  {0}};

static bool is(Str code, const char *one) { return str_eq_c(code, one); }

static Frame run_frame(Req *rq, const FigureRunByIdRow *r)
{
    return (Frame){.title = N_("Schatting"),
                   .title_text = tr_fmt(rq->mem, rq->lang, N_("Schatting: %.*s"), STR_ARG(r->title)),
                   .section = "schattingen",
                   .back_path = "/schattingen",
                   .back_title = N_("Schattingen")};
}

// Steps: each stage is ten, so that a bar moves within one too.
static void fill_progress(RunPage *v)
{
    enum { STEP = 10 };
    RunProgress p;
    v->steps = MSE_STAGES * STEP;
    if (!runner_progress(v->id, &p)) return;
    v->stage = stages[p.stage];
    v->step = (int)p.stage * STEP + (p.all > 0 ? STEP * p.done / p.all : 0);
}

static Err fill(Req *rq, const FigureRunByIdRow *r, RunPage *v)
{
    bool again = is(r->again, "queued") || is(r->again, "running");
    *v = (RunPage){.id = r->id,
                   .table = r->table_id,
                   .title = r->title,
                   .fault = r->fault,
                   .digest = r->digest,
                   .version = r->version,
                   .threshold = str_fmt(rq->mem, "%g", (double)r->threshold / THRESHOLD_UNIT),
                   .model = choice_label(figure_models, r->model),
                   .interval = choice_label(figure_intervals, r->ci),
                   .state_code = r->state,
                   .again_code = r->again,
                   .again = choice_label(outcomes, r->again),
                   .again_version = r->again_version,
                   .strata = r->strata,
                   .year = r->year_column,
                   .by = r->by_columns,
                   .curve = choice_label(figure_curves, str_fmt(rq->mem, "%lld", (long long)r->degree)),
                   .way = str_eq_c(r->strata, RUN_ALL_COVARIATES) ? choice_label(figure_ways, r->way) : "",
                   .doubtful = r->doubtful,
                   .absent = r->absent != 0,
                   .has_population = r->population.n > 0,
                   .seed = r->seed,
                   .level = r->level,
                   .replicates = r->replicates,
                   .trials = r->trials,
                   .at = r->added_at,
                   .started_at = r->started_at,
                   .ended_at = r->ended_at,
                   .again_at = r->again_at,
                   .waiting = is(r->state, "queued") || is(r->state, "running") || again,
                   .again_waiting = again,
                   .can_again = is(r->state, "done") && !again,
                   .protected = r->protected != 0};
    v->follows = v->waiting && str_eq(req_query(rq, "volgen"), S("ja"));
    v->stop = form_start(rq, "stop", run_path(rq->mem, r->id, "/stop"), N_("Stop"));
    v->repeat = form_start(rq, "herhaal", run_path(rq->mem, r->id, "/herhaal"), N_("Herhaal en vergelijk"));
    v->repeat.secondary = true;
    if (v->waiting) fill_progress(v);
    TRY(account_name(rq->db, rq->mem, (AccountId){r->added_by}, &v->who));
    return account_name(rq->db, rq->mem, (AccountId){r->again_by}, &v->again_who);
}

// The report was escaped when it was made.
static Err report_of(Req *rq, int64_t run, Lang lang, Html *ret_body)
{
    FigureFileGetRow file;
    Err e = q_figure_file_get(rq->db, rq->mem, run, lang == LANG_EN ? S("body-en") : S("body-nl"), &file);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Dit rapport bestaat niet."));
    TRY(e);
    *ret_body = (Html){file.content};
    return OK;
}

static Err show(Req *rq)
{
    FigureRunByIdRow r;
    RunPage v;
    Html body = {STR_NONE};
    TRY(run_open(rq, &r));
    TRY(fill(rq, &r, &v));
    bool done = is(r.state, "done");
    if (done) TRY(report_of(rq, r.id, rq->lang, &body));
    if (v.follows) req_header(rq, "Refresh", S(REFRESH_SECONDS));
    const Frame f = run_frame(rq, &r);
    Out *o = req_out(rq);
    page_begin(rq, o, &f);
    figures_run_begin(o, &v);
    if (done) {
        out_lit(o, "<div class=\"bk-report\">", sizeof "<div class=\"bk-report\">" - 1);
        out_raw(o, body);
        out_lit(o, "</div>", sizeof "</div>" - 1);
        figures_run_facts(o, &v);
    }
    page_end(rq, o, &f);
    return req_html(rq, 200);
}

// ---- the formats --------------------------------------------------------------------------------------------------

static const struct Format {
    const char *name, *file, *type; // as asked for; in the store; of the answer
} formats[] = {{"rapport.html", "body-nl", "text/html; charset=utf-8"},
               {"report.html", "body-en", "text/html; charset=utf-8"},
               {"estimates.csv", "csv", "text/csv; charset=utf-8"},
               {"result.json", "json", "application/json"},
               {"result.xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};

static Err download(Req *rq)
{
    FigureRunByIdRow r;
    FigureFileGetRow file;
    TRY(run_open(rq, &r));
    size_t i = 0;
    if (str_eq_c(req_part(rq, 1), "population.csv") && r.population.n) {
        req_log(rq, "figures.export", "figure_run", r.id, GROUND_TASK, S("population.csv"));
        return req_file(rq, r.population, "text/csv; charset=utf-8", S("population.csv"));
    }
    while (i < COUNT(formats) && !str_eq_c(req_part(rq, 1), formats[i].name)) i++;
    if (i == COUNT(formats)) return req_fail(rq, E_NOTFOUND, N_("Dit bestand bestaat niet."));
    Err e = q_figure_file_get(rq->db, rq->mem, r.id, str_c(formats[i].file), &file);
    if (e == E_NOTFOUND) return req_fail(rq, e, N_("Dit bestand bestaat niet."));
    TRY(e);
    Str content = file.content;
    if (str_eq_c(req_part(rq, 1), "rapport.html")) content = mse_report_page(rq->mem, r.title, content, true);
    if (str_eq_c(req_part(rq, 1), "report.html")) content = mse_report_page(rq->mem, r.title, content, false);
    req_log(rq, "figures.export", "figure_run", r.id, GROUND_TASK, str_c(formats[i].name));
    return req_file(rq, content, formats[i].type, str_c(formats[i].name));
}

// ---- stopping, making again, deleting -----------------------------------------------------------------------------

static Err stop(Req *rq)
{
    FigureRunByIdRow r;
    int64_t changed;
    TRY(run_open(rq, &r));
    if (is(r.state, "done")) TRY(q_figure_again_stopped(rq->db, r.id, &changed));
    else TRY(q_figure_stopped(rq->db, r.id, rq->now, &changed));
    if (changed) {
        runner_cancel(r.id);
        req_log(rq, "figures.stop", "figure_run", r.id, GROUND_TASK, STR_NONE);
    }
    return req_redirect(rq, run_path(rq->mem, r.id, ""));
}

static Err again(Req *rq)
{
    FigureRunByIdRow r;
    int64_t changed;
    TRY(run_open(rq, &r));
    if (!is(r.state, "done")) return req_fail(rq, E_CONFLICT, N_("Deze schatting is nog niet klaar."));
    TRY(queue_room(rq));
    TRY(q_figure_again(rq->db, r.id, rq->actor.account.v, &changed));
    if (changed) req_log(rq, "figures.again", "figure_run", r.id, GROUND_TASK, STR_NONE);
    runner_wake();
    return req_redirect(rq, run_path(rq->mem, r.id, "?volgen=ja"));
}

static Err delete_ask(Req *rq)
{
    FigureRunByIdRow r;
    TRY(run_open(rq, &r));
    StaffForm f = form_start(rq, "wissen", run_path(rq->mem, r.id, "/wissen"), N_("Wis deze schatting"));
    f.danger = true;
    return form_show(rq, &f, N_("Deze schatting wissen?"), run_path(rq->mem, r.id, ""));
}

static Err delete_handle(Req *rq)
{
    FigureRunByIdRow r;
    int64_t changed;
    TRY(run_open(rq, &r));
    TRY(q_figure_files_delete(rq->db, r.id, &changed));
    TRY(q_figure_run_delete(rq->db, r.id, &changed));
    if (changed) {
        runner_cancel(r.id);
        req_log(rq, "figures.delete", "figure_run", r.id, GROUND_TASK, STR_NONE);
    }
    return req_redirect(rq, table_path(rq->mem, r.table_id, ""));
}

const Route figure_run_routes[] = {
    {M_GET, "/schattingen/:id", ACT_figures_work, 0, 0, NULL, show},
    {M_GET, "/schattingen/:id/bestand/:naam", ACT_figures_work, 0, 0, NULL, download},
    {M_POST, "/schattingen/:id/stop", ACT_figures_work, 0, 0, NULL, stop},
    {M_POST, "/schattingen/:id/herhaal", ACT_figures_work, 0, 0, NULL, again},
    {M_GET, "/schattingen/:id/wissen", ACT_figures_work, 0, 0, NULL, delete_ask},
    {M_POST, "/schattingen/:id/wissen", ACT_figures_work, 0, 0, NULL, delete_handle},
    {0},
};
