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
    MseStudy study = {.title = run->title, .input = run->content};
    MseOptions *o = NEW(mem, MseOptions);
    Table *t = NEW(mem, Table);
    TRY(options(mem, run, watch, o));
    TRY(table_read(mem, run->content, run->lists, t, w));
    bool all = str_eq_c(run->strata, RUN_ALL_COVARIATES);
    MseOptions searched = *o;
    if (searched.replicates > CROSSED_REPLICATES) searched.replicates = CROSSED_REPLICATES;
    const MseAsk ask = {.o = &searched};
    parallel_stop(&watch->stop);
    Err e = mse_study(mem, t, o, (int)run->trials, all ? &ask : NULL, &study, w);
    parallel_stop(NULL);
    TRY(e);
    RunMade made = told(mem, &study);
    if (files) TRY(make_files(mem, &study, tmpdir, &made, w));
    *ret_made = made;
    return OK;
}
