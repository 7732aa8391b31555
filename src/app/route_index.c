// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// route_index.c - from a path to its route. There are hundreds of routes; those whose first part has the same hash are
// kept together, in the order of the tables, and only these are compared.
#include "app/state.h"
#include <assert.h>
#include <stdlib.h>

static size_t place_of(Str path)
{
    Str rest = {path.p + 1, path.n - 1}, head = str_cut(&rest, '/');
    uint32_t h = 2166136261u; // FNV-1a: spreads the words, guards nothing
    for (size_t i = 0; i < head.n; i++) h = (h ^ (unsigned char)head.p[i]) * 16777619u;
    return h % ROUTE_PLACES;
}

void route_index_make(AppState *st, const Route *const *tables, size_t count)
{
    size_t n = 0;
    for (size_t t = 0; t < count; t++)
        for (const Route *r = tables[t]; r->path; r++, n++) {
            assert(r->path[0] == '/' && r->path[1] != ':'); // what differs for each visitor never stands first
            st->route_from[place_of(str_c(r->path)) + 1]++;
        }
    for (size_t i = 0; i < ROUTE_PLACES; i++) st->route_from[i + 1] += st->route_from[i];
    st->routes = calloc(n + 1, sizeof *st->routes);
    size_t *next = calloc(ROUTE_PLACES, sizeof *next);
    if (!st->routes || !next) abort();
    for (size_t i = 0; i < ROUTE_PLACES; i++) next[i] = st->route_from[i];
    for (size_t t = 0; t < count; t++)
        for (const Route *r = tables[t]; r->path; r++) st->routes[next[place_of(str_c(r->path))]++] = r;
    free(next);
}

const Route *route_find(const AppState *st, Req *rq, Str path, bool *ret_other_method)
{
    Method method = rq->http->method == M_HEAD ? M_GET : rq->http->method;
    if (path.n == 0 || path.p[0] != '/') return NULL;
    size_t place = place_of(path);
    for (size_t i = st->route_from[place]; i < st->route_from[place + 1]; i++) {
        const Route *r = st->routes[i];
        if (!path_match(str_c(r->path), path, rq->parts)) continue;
        if (r->method == method) return r;
        *ret_other_method = true;
        rq->allow |= 1u << r->method;
    }
    return NULL;
}
