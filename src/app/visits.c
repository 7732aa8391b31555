// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "app/visits.h"
#include "app/state.h"
#include "app/visits_sql.h"
#include "sys/clock.h"
#include <string.h>

enum { AGENT_LOOK = 300 };

// Part of the address, up to the second slash.
static Str part_of(const char *path)
{
    Str rest = str_c(path);
    if (rest.n) rest = (Str){rest.p + 1, rest.n - 1};
    Str part = str_cut(&rest, '/');
    return part.n ? part : S("start");
}

static bool counts(const Route *r)
{
    return r->method == M_GET && r->action == ACT_public && !(r->flags & (R_API | R_BARE | R_CACHE)) &&
           r->path[1] != ':';
}

static int part_at(const Visits *v, Str part)
{
    for (size_t i = 0; i < v->count; i++)
        if (str_eq(v->parts[i], part)) return (int)i;
    return -1;
}

void visits_begin(App *app)
{
    Visits *v = &app->state->visits;
    for (size_t t = 0; t < app->route_table_count; t++)
        for (const Route *r = app->route_tables[t]; r->path; r++) {
            Str part = part_of(r->path);
            if (!counts(r) || part_at(v, part) >= 0 || v->count == VISIT_PARTS_MAX) continue;
            v->parts[v->count++] = part;
        }
}

// Those that say what they are. A program without a name for itself is none that people read with.
static bool is_robot(Arena *mem, Str agent)
{
    static const char *const words[] = {"bot",    "crawl",  "spider", "slurp",   "preview", "monitor",
                                        "curl",   "wget",   "python", "go-http", "java/",   "axios/",
                                        "okhttp", "scrapy", "feed",   "archiv"};
    Str lower = str_lower(mem, str_head(agent, AGENT_LOOK));
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_has(lower, str_c(words[i]))) return true;
    return agent.n == 0;
}

void visit_seen(Req *rq)
{
    const HttpRequest *http = rq->http;
    if (http->method != M_GET || !counts(rq->route) || rq->response.status != 200) return;
    if (!str_starts(str_c(rq->response.type), S("text/html")) || http_cookie(http, "baken").n) return;
    if (http_header(http, "Sec-Purpose").n || http_header(http, "Purpose").n)
        return; // fetched ahead, perhaps never read
    if (is_robot(rq->mem, http_header(http, "User-Agent"))) return;
    Visits *v = &rq->app->state->visits;
    int at = part_at(v, part_of(rq->route->path));
    if (at >= 0) atomic_fetch_add_explicit(&v->seen[at], 1, memory_order_relaxed);
}

// ---- into the store -----------------------------------------------------------------------------------------------

Err visits_add(Db *db, Date day, Str part, int64_t n) { return q_visit_add(db, day, part, n); }

typedef struct Keeping {
    const Visits *visits;
    Date day;
    int64_t n[VISIT_PARTS_MAX];
} Keeping;

static Err keep(Db *db, void *arg)
{
    const Keeping *k = arg;
    for (size_t i = 0; i < k->visits->count; i++)
        if (k->n[i]) TRY(visits_add(db, k->day, k->visits->parts[i], k->n[i]));
    return OK;
}

// Without an entry in the ledger, as a job's turn is: numbers of pages, and nobody did anything.
Err visits_keep(App *app, Why *w)
{
    Visits *v = &app->state->visits;
    Keeping k = {.visits = v, .day = date_nl(clock_now())};
    int64_t all = 0;
    for (size_t i = 0; i < v->count; i++) all += k.n[i] = atomic_exchange(&v->seen[i], 0);
    if (all == 0) return OK;
    Err e = writer_run(app->writer, keep, &k);
    if (e == OK) return OK;
    for (size_t i = 0; i < v->count; i++) atomic_fetch_add(&v->seen[i], k.n[i]); // another time
    return why(w, e, "the number of pages shown could not be kept");
}

Err visits_between(Db *db, Arena *mem, Str parts, Date from, Date to, int64_t *ret_n)
{
    int64_t all = 0;
    while (parts.n) {
        VisitSumRow row;
        TRY(q_visit_sum(db, mem, str_cut(&parts, ' '), from, to, &row));
        all += row.n;
    }
    *ret_n = all;
    return OK;
}
