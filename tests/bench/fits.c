// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// How fast estimates are made, on one core, a line of JSON for each table: fits a second, bootstrap replicates a second
// with the whole choice in each (stepwise; the best by BIC of all models), and with covariates the search and its
// replicates.
#include "estimate/estimate.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <stdio.h>
#include <stdlib.h>

enum { REPLICATES = 1000, ROUNDS = 5, BEST_FITS = 400000, CROSSED_REPLICATES = 20 };

static double per_second(double count, Time ms) { return ms > 0 ? count * 1000 / (double)ms : 0; }

static Err stepwise(Arena *mem, const Capture *c, const Terms *t)
{
    Choice ch;
    Boot b;
    Why w = {0};
    Plan p = {.method = BY_STEPWISE, .threshold = 0.02, .terms = *t};
    Work *work = work_new();
    plan_run(work, c, &p, &ch);
    work_freep(&work);
    Time begin = clock_steady();
    TRY(bootstrap(mem, c, &p, ch.fit.estimate, REPLICATES, 1, 1, &b, &w));
    Time ms = clock_steady() - begin;
    printf(",\"stepwise_bca_1000_ms\":%lld,\"replicates_per_second\":%.0f", (long long)ms, per_second(REPLICATES, ms));
    return OK;
}

// Every model on the table, and the best of all of them in resamples: 1 000 of those of 1 024 models is a million fits.
static Err all_models(Arena *mem, const Capture *c, const Terms *t)
{
    Model *models;
    size_t count;
    Boot b;
    Why w = {0};
    if (models_all(mem, t, &models, &count, &w) != OK) return OK; // too many to count
    Ranked *ranked = NEW_ARRAY(mem, Ranked, count);
    Time begin = clock_steady();
    for (int i = 0; i < ROUNDS; i++) rank_models(c, t, models, count, false, 1, ranked);
    Time ms = clock_steady() - begin;
    printf(",\"models\":%zu,\"fits_per_second\":%.0f", count, per_second((double)count * ROUNDS, ms));
    int replicates = (int)(BEST_FITS / count);
    if (replicates < 20) return OK;
    Plan p = {.method = BY_BIC, .terms = *t, .models = models, .model_count = count};
    plan_starts(mem, c, &p);
    begin = clock_steady();
    TRY(bootstrap(mem, c, &p, ranked[0].estimate, replicates, 1, 1, &b, &w));
    printf(",\"best_of_all_replicates_per_second\":%.1f", per_second(replicates, clock_steady() - begin));
    return OK;
}

static Err crossed(Arena *mem, const Table *t)
{
    Crossed x;
    Why w = {0};
    CrossedFit *f = NEW(mem, CrossedFit);
    TRY(crossed_make(mem, t, -1, 0, &x, &w));
    double *all = NEW_ARRAY(mem, double, CROSSED_REPLICATES *x.strata);
    Time begin = clock_steady();
    crossed_search(mem, &x, false, f);
    Time ms = clock_steady() - begin;
    begin = clock_steady();
    crossed_bootstrap(mem, &x, f, CROSSED_ANEW, false, CROSSED_REPLICATES, 1, 1, all);
    double anew = per_second(CROSSED_REPLICATES, clock_steady() - begin);
    begin = clock_steady();
    crossed_bootstrap(mem, &x, f, CROSSED_FIXED, false, CROSSED_REPLICATES, 1, 1, all);
    printf(",\"cells\":%zu,\"search_ms\":%lld,\"searches_per_second\":%.1f,\"fixed_replicates_per_second\":%.0f",
           x.cells, (long long)ms, anew, per_second(CROSSED_REPLICATES, clock_steady() - begin));
    return OK;
}

static Err measure(Arena *mem, const char *path, Why *w)
{
    Str csv;
    Table t;
    Capture c;
    Terms terms;
    TRY(file_read(mem, path, MB(1), &csv, w));
    TRY(table_read(mem, csv, STR_NONE, &t, w));
    table_capture(&t, &c);
    TRY(terms_make(c.lists, 2, &terms, w));
    printf("{\"table\":\"%s\",\"lists\":%d", path, c.lists);
    if (t.covariates) TRY(crossed(mem, &t));
    else TRY(stepwise(mem, &c, &terms));
    if (!t.covariates) TRY(all_models(mem, &c, &terms));
    printf("}\n");
    return OK;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++) {
        CLEANUP(arena_freep) Arena *mem = arena_new(MB(512));
        Why w = {0};
        if (measure(mem, argv[i], &w) == OK) continue;
        fprintf(stderr, "%s: %s\n", argv[i], w.text);
        failed = 1;
    }
    return failed;
}
