// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// run_work.c - one run: from what was asked to the files of the report. No store, no clock.
#include "figures/mse_crossed.h"
#include "figures/mse_report.h"
#include "sys/file.h"
#include <math.h>
#include <unistd.h>

enum { CROSSED_REPLICATES = 200, TOP_MODELS = 100, PERCENT = 100 };

static int code_of(const char *(*name_at)(int i), int count, Str code)
{
    int i = 0;
    while (i < count && !str_eq_c(code, name_at(i))) i++;
    return i;
}

static const char *model_at(int i) { return mse_model_name((MseModel)i); }
static const char *interval_at(int i) { return mse_interval_name((MseInterval)i); }

static Err options(Arena *mem, const RunAsked *run, MseWatch *watch, MseOptions *ret_o)
{
    int model = code_of(model_at, MSE_MODELS, run->model),
        interval = code_of(interval_at, MSE_POSTERIOR + 1, run->interval);
    if (model == MSE_MODELS || interval > MSE_POSTERIOR) return E_INPUT;
    *ret_o = (MseOptions){
        .model = (MseModel)model,
        .interval = (MseInterval)interval,
        .threshold = (double)run->threshold / THRESHOLD_UNIT,
        .level = (double)run->level / PERCENT,
        .max_order = (int)run->max_order,
        .replicates = (int)run->replicates,
        .threads = 1,
        .top = TOP_MODELS,
        .seed = (uint64_t)run->seed,
        .lists = str_z(mem, run->lists),
        .strata = run->strata.n && !str_eq_c(run->strata, RUN_ALL_COVARIATES) ? str_z(mem, run->strata) : NULL,
        .protect = run->protect,
        .watch = watch};
    return OK;
}

// The library writes to a path only: to one that is memory.
static Err workbook(Arena *mem, const MseStudy *s, const char *tmpdir, Str *ret_bytes, Why *w)
{
    int fd;
    const char *path;
    TRY(file_in_memory(mem, &fd, &path));
    Err e = mse_xlsx(mem, s, path, tmpdir, w);
    if (e == OK) e = file_read(mem, path, FIGURE_FILE_MAX, ret_bytes, w);
    close(fd);
    return e;
}

static const char *way_at(int i) { return mse_way_name((MseWay)i); }

static MseWay way_of(const RunGroups *g) { return g->way.n ? (MseWay)code_of(way_at, WAYS, g->way) : WAY_ANEW; }

static Err check_way(const Table *t, const RunGroups *g, GroupFault *ret_fault, Why *w)
{
    bool found = g->doubtful.n == 0;
    *ret_fault = GROUP_WAY;
    if (way_of(g) == WAYS) return why(w, E_INPUT, "%s", N_("Kies een van de mogelijkheden."));
    if (way_of(g) == WAY_AVERAGE && g->degree > 0)
        return why(w, E_INPUT, "%s", N_("Een gemiddelde over modellen kan geen kromme door de jaren leggen."));
    *ret_fault = GROUP_DOUBTFUL;
    for (int i = 0; i < t->lists; i++) found = found || str_eq(t->names[i], g->doubtful);
    if (!found) return why(w, E_INPUT, "%s", N_("Kies een van de mogelijkheden."));
    if (g->doubtful.n && way_of(g) != WAY_AVERAGE)
        return why(w, E_INPUT, "%s", N_("Een lijst met twijfel hoort bij: gemiddelde over alle modellen."));
    return OK;
}

Err run_groups_check(Arena *mem, Str content, Str lists, const RunGroups *g, bool dutch, GroupFault *ret_fault, Why *w)
{
    Table *t = NEW(mem, Table);
    Crossed *x = NEW(mem, Crossed);
    People *people = NEW(mem, People);
    int year = -1;
    *ret_fault = GROUP_ALL;
    if (table_read(mem, content, lists, t, NULL) != OK) return E_STORE; // it was read before it was kept
    if (t->covariates == 0) return why(w, E_INPUT, "%s", N_("Deze tabel heeft geen kenmerken."));
    *ret_fault = GROUP_YEAR;
    if (g->year.n && (year = table_covariate(t, g->year)) < 0)
        return why(w, E_INPUT, "%s", N_("Kies een van de mogelijkheden."));
    if (g->degree > 0 && year < 0) return why(w, E_INPUT, "%s", N_("Kies welk kenmerk het jaar is."));
    if (g->degree > 0 && t->covariate[year].count <= g->degree)
        return why(w, E_INPUT, "%s", N_("Voor deze kromme zijn er te weinig jaren."));
    TRY(check_way(t, g, ret_fault, w));
    *ret_fault = GROUP_BY;
    for (Str by = g->by; by.n;)
        if (table_covariate(t, str_trim(str_cut(&by, ','))) < 0)
            return why(w, E_INPUT, "%s", N_("Noem alleen kenmerken die in de tabel staan."));
    *ret_fault = GROUP_POPULATION;
    if (g->population.n) TRY(people_read(mem, g->population, t, dutch, people, w));
    *ret_fault = GROUP_ALL;
    if (crossed_make(mem, t, year, (int)g->degree, x, NULL) != OK)
        return why(w, E_LIMIT, "%s",
                   N_("De kenmerken hebben samen te veel waarden. Voeg waarden samen, of neem de jaren als kromme."));
    return OK;
}

static Err ask_groups(Arena *mem, const RunAsked *run, const Table *t, const MseOptions *o, MseAsk *ret_ask, Why *w)
{
    const RunGroups *g = &run->groups;
    MseOptions *searched = NEW(mem, MseOptions);
    *searched = *o;
    if (searched->replicates > CROSSED_REPLICATES) searched->replicates = CROSSED_REPLICATES;
    *ret_ask = (MseAsk){.o = searched,
                        .year = g->year.n ? str_z(mem, g->year) : NULL,
                        .degree = (int)g->degree,
                        .by = g->by.n ? str_z(mem, g->by) : NULL,
                        .way = way_of(g),
                        .doubtful = g->doubtful.n ? str_z(mem, g->doubtful) : NULL,
                        .absent = g->absent != 0};
    if (g->population.n == 0) return OK;
    People *people = NEW(mem, People);
    TRY(people_read(mem, g->population, t, false, people, w));
    ret_ask->people = people;
    return OK;
}

static Err make_files(Arena *mem, const MseStudy *s, const char *tmpdir, RunMade *made, Why *w)
{
    MseReport nl, en;
    Str book;
    TRY(mse_report(mem, s, true, &nl, w));
    TRY(mse_report(mem, s, false, &en, w));
    TRY(workbook(mem, s, tmpdir, &book, w));
    const RunFile files[RUN_FILES] = {
        {"body-nl", nl.body}, {"body-en", en.body}, {"csv", nl.csv}, {"json", nl.json}, {"xlsx", book}};
    for (size_t i = 0; i < RUN_FILES; i++) {
        if (files[i].content.n > FIGURE_FILE_MAX) return why(w, E_LIMIT, "the report is too large");
        made->files[i] = files[i];
    }
    return OK;
}

static int64_t whole(double v) { return isfinite(v) && v < 1e15 ? (int64_t)floor(v + 0.5) : -1; }

static RunMade told(Arena *mem, const MseStudy *s)
{
    static const char *const verdicts[] = {"usable", "fragile", "refused"};
    const MseResult *r = s->result;
    return (RunMade){.verdict = verdicts[s->check->verdict],
                     .observed = whole(mse_seen(r->o, r->observed)),
                     .estimate = whole(mse_told(r->o, r->estimate)),
                     .lower = whole(mse_told(r->o, r->lower)),
                     .upper = whole(mse_told(r->o, r->upper)),
                     .answer = mse_answer_digest(mem, s)};
}

Err run_make(Arena *mem, const RunAsked *run, MseWatch *watch, const char *tmpdir, bool files, RunMade *ret_made,
             Why *w)
{
    MseStudy study = {.title = run->title, .input = run->content, .digest = run->digest};
    MseOptions *o = NEW(mem, MseOptions);
    Table *t = NEW(mem, Table);
    TRY(options(mem, run, watch, o));
    TRY(table_read(mem, run->content, run->lists, t, w));
    bool all = str_eq_c(run->strata, RUN_ALL_COVARIATES);
    MseAsk ask = {0};
    if (all) TRY(ask_groups(mem, run, t, o, &ask, w));
    parallel_stop(&watch->stop);
    Err e = mse_study(mem, t, o, (int)run->trials, all ? &ask : NULL, &study, w);
    parallel_stop(NULL);
    TRY(e);
    RunMade made = told(mem, &study);
    if (files) TRY(make_files(mem, &study, tmpdir, &made, w));
    *ret_made = made;
    return OK;
}
