// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report.c - `baken mse report`: a folder with the report, the figures behind it, and the input, so that anybody
// can make it again.
#include "commands/mse.h"
#include "figures/mse_report.h"
#include "sys/file.h"
#include <stdio.h>

enum { FILE_MODE = 0644, DIR_MODE = 0755, TRIALS_USUAL = 50 };

static Err write_all(Args *a, const MseStudy *s, const MseReport *made, bool dutch)
{
    const char *dir = arg_value(a, "out", NULL);
    const struct {
        const char *name;
        Str text;
    } files[] = {{"report.html", mse_report_page(a->mem, made->title, made->body, dutch)},
                 {"estimates.csv", made->csv},
                 {"result.json", made->json},
                 {"input.csv", s->input}};
    TRY(dir_make(dir, DIR_MODE, &a->why));
    for (size_t i = 0; i < COUNT(files); i++)
        TRY(file_write(str_z(a->mem, str_fmt(a->mem, "%s/%s", dir, files[i].name)), FILE_MODE, files[i].text, &a->why));
    return mse_xlsx(a->mem, s, str_z(a->mem, str_fmt(a->mem, "%s/result.xlsx", dir)), NULL, &a->why);
}

Err command_mse_report(Args *a)
{
    MseOptions o;
    Table t;
    MseReport made;
    MseStudy s = {0};
    int64_t trials;
    const char *lang = arg_value(a, "lang", "nl");
    bool dutch = str_eq_c(str_c(lang), "nl");
    if (!dutch && !str_eq_c(str_c(lang), "en")) return why(&a->why, E_INPUT, "--lang: nl or en");
    TRY(mse_options(a, &o));
    TRY(arg_int(a, "trials", TRIALS_USUAL, 0, MSE_TRIALS_MAX, &trials));
    TRY(mse_read(a, &o, &s.input, &t));
    MseAsk ask;
    MseOptions searched = o;
    bool covariates = arg_on(a, "covariates");
    if (covariates) TRY(mse_ask(a, &t, &searched, &ask));
    TRY(mse_study(a->mem, &t, &o, (int)trials, covariates ? &ask : NULL, &s, &a->why));
    TRY(mse_report(a->mem, &s, dutch, &made, &a->why));
    TRY(write_all(a, &s, &made, dutch));
    printf("%s: report.html, result.json, estimates.csv, result.xlsx, input.csv\nverdict: %s\n",
           arg_value(a, "out", NULL), mse_verdict_text(s.check->verdict, false));
    return OK;
}
