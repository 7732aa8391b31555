// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// routes_cli.c - every door of the program, for the test that tries each of them with each role.
#include "base/json.h"
#include "commands/command.h"
#include "commands/routes.h"
#include <stdio.h>

enum { ROUTES_TEXT_MAX = KB(256) };

static const char *method_of(const Route *r)
{
    return r->method == M_GET ? "GET" : r->method == M_POST ? "POST" : "OTHER";
}

static void write_route(Json *j, const Route *r)
{
    static const struct {
        unsigned flag;
        const char *name;
    } flags[] = {{R_API, "api"},     {R_SLOW, "slow"},           {R_FILES, "files"}, {R_PUBLIC_POST, "public_post"},
                 {R_READ_POST, "read_post"}, {R_CACHE, "cache"}};
    json_obj(j);
    json_kstr(j, "method", str_c(method_of(r)));
    json_kstr(j, "path", str_c(r->path));
    json_kstr(j, "action", str_c(action_name(r->action)));
    json_key(j, "flags");
    json_arr(j);
    for (size_t i = 0; i < COUNT(flags); i++)
        if (r->flags & flags[i].flag) json_str(j, str_c(flags[i].name));
    json_arr_end(j);
    json_end(j);
}

Err command_routes(Args *a)
{
    Buf out = buf_new(a->mem, ROUTES_TEXT_MAX);
    Json j = json_to(&out);
    json_arr(&j);
    for (size_t t = 0; t < route_table_count; t++)
        for (const Route *r = route_tables[t]; r->path; r++) {
            if (a->json) write_route(&j, r);
            else printf("%-5s %-44s %s\n", method_of(r), r->path, action_name(r->action));
        }
    json_arr_end(&j);
    if (a->json) printf("%.*s\n", STR_ARG(buf_str(&out)));
    return OK;
}
