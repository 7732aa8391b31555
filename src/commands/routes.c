// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "commands/routes.h"

const Route *const route_tables[] = {
    app_routes,
};
const size_t route_table_count = COUNT(route_tables);

Err app_prepare(App *app, Why *w)
{
    (void)app;
    (void)w;
    return OK;
}
