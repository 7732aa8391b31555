// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// mse_report.c - `baken mse report`: a folder with the report, the figures behind it, and the input, so that anybody
// can make it again.
#include "commands/mse.h"
#include "figures/mse_report.h"
#include "sys/file.h"
#include <stdio.h>

enum { FILE_MODE = 0644, DIR_MODE = 0755 };

static Err write_all(Args *a, const MseCheck *k, const MseReport *made, Str input)
{
    const char *dir = arg_value(a, "out", NULL);
    const struct {
        const char *name;
        Str text;
    } files[] = {
        {"report.html", made->html}, {"estimates.csv", made->csv}, {"result.json", made->json}, {"input.csv", input}};
    TRY(dir_make(dir, DIR_MODE, &a->why));
    for (size_t i = 0; i < COUNT(files); i++)
        TRY(file_write(str_z(a->mem, str_fmt(a->mem, "%s/%s", dir, files[i].name)), FILE_MODE, files[i].text, &a->why));
    return mse_xlsx(a->mem, k, str_z(a->mem, str_fmt(a->mem, "%s/result.xlsx", dir)), &a->why);
}

Err command_mse_report(Args *a)
{
    MseOptions o;
    Str input;
    Table t;
    Capture c;
    MseReport made;
    const char *lang = arg_value(a, "lang", "nl");
    if (!str_eq_c(str_c(lang), "nl") && !str_eq_c(str_c(lang), "en")) return why(&a->why, E_INPUT, "--lang: nl or en");
    TRY(mse_options(a, &o));
    if (o.strata) return why(&a->why, E_INPUT, "a report is about one table; use `mse fit --strata` for the parts");
    TRY(mse_read(a, &o, &input, &t));
    table_capture(&t, &c);
    MseResult *r = NEW(a->mem, MseResult);
    MseCheck *k = NEW(a->mem, MseCheck);
    TRY(mse_run(a->mem, &c, t.names, &o, r, &a->why));
    TRY(mse_check(a->mem, r, k, &a->why));
    TRY(mse_report(a->mem, k, input, str_eq_c(str_c(lang), "nl"), &made, &a->why));
    TRY(write_all(a, k, &made, input));
    printf("%s: report.html, result.json, estimates.csv, result.xlsx, input.csv\nverdict: %s\n",
           arg_value(a, "out", NULL), mse_verdict_text(k->verdict, false));
    return OK;
}
