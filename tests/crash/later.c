// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// later DIR - the two days after a crash, at once: what the platform does by itself has its turns, hour by hour.
#include "app/app.h"
#include "commands/jobs.h"
#include "commands/routes.h"
#include "sys/clock.h"
#include <stdio.h>
#include <stdlib.h>

enum { HOURS_LATER = 25, TURNS = 24 }; // past the time that a draft may take, and a day more

static Err run_jobs(App *app, Why *w)
{
    Time start = clock_now() + HOURS(HOURS_LATER);
    for (int turn = 0; turn < TURNS; turn++) {
        clock_set(start + HOURS(turn));
        for (const PeriodicJob *job = periodic_jobs; job->name; job++) TRY(job->run(app, w));
    }
    return OK;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    const AppOptions o = {.dir = argv[1], .store = getenv("BAKEN_STORE")};
    App *app = NULL;
    Why w = {{0}};
    Err e = app_open(&o, route_tables, route_table_count, &app, &w);
    if (e == OK) e = app_prepare(app, &w);
    if (e == OK) e = run_jobs(app, &w);
    app_close(app);
    if (e != OK) fprintf(stderr, "%s: %s\n", err_name(e), w.text);
    return err_exit(e);
}
