// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// How fast estimates are made, on one core: fits a second, and bootstrap replicates a second with the whole stepwise
// choice in each. Prints one line of JSON for each table.
#include "estimate/estimate.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <stdio.h>
#include <stdlib.h>

enum { REPLICATES = 1000, ROUNDS = 5 };

static int measure(Arena *mem, const char *path)
{
    Str csv;
    Table t;
    Capture c;
    Choice ch;
    Boot b;
    Why w = {0};
    Model *models;
    Plan p = {.method = BY_STEPWISE, .threshold = 0.02};
    size_t count;
    if (file_read(mem, path, MB(1), &csv, &w) != OK || table_read(mem, csv, STR_NONE, &t, &w) != OK) {
        fprintf(stderr, "%s: %s\n", path, w.text);
        return 1;
    }
    table_capture(&t, &c);
    if (terms_make(c.lists, 2, &p.terms, &w) != OK) return 1;
    Work *work = work_new();
    plan_run(work, &c, &p, &ch);
    work_freep(&work);
    Time begin = clock_steady();
    if (bootstrap(mem, &c, &p, ch.fit.estimate, REPLICATES, 1, 1, &b, &w) != OK) return 1;
    Time boot = clock_steady() - begin, all = 0;
    double fits = 0;
    if (models_all(mem, &p.terms, &models, &count, &w) == OK) {
        Ranked *ranked = NEW_ARRAY(mem, Ranked, count);
        begin = clock_steady();
        for (int i = 0; i < ROUNDS; i++) rank_models(&c, &p.terms, models, count, false, 1, ranked);
        all = clock_steady() - begin;
        fits = (double)count * ROUNDS;
    }
    printf("{\"table\":\"%s\",\"lists\":%d,\"stepwise_bca_1000_ms\":%lld,\"replicates_per_second\":%.0f,"
           "\"models\":%.0f,\"fits_per_second\":%.0f}\n",
           path, c.lists, (long long)boot, REPLICATES * 1000.0 / (double)(boot > 0 ? boot : 1), fits / ROUNDS,
           all > 0 ? fits * 1000 / (double)all : 0);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++) {
        CLEANUP(arena_freep) Arena *mem = arena_new(MB(256));
        failed |= measure(mem, argv[i]);
    }
    return failed;
}
