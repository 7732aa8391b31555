// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// routes.c - the whole platform on one page: every table of routes, what is prepared at the start, what runs by itself.
#include "commands/jobs.h"
#include "commands/routes.h"

const Route *const route_tables[] = {
    app_routes,
};
const size_t route_table_count = COUNT(route_tables);

const PeriodicJob periodic_jobs[] = {
    {0},
};

Err app_prepare(App *app, Why *w)
{
    (void)app;
    (void)w;
    return OK;
}
