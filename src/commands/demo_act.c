// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// demo_act.c - fills in a form of the platform as one of the demo's people, and hands it to the handler behind it. The
// same two halves as the dispatcher's, without a network and without signing in.
#include "commands/demo_life.h"
#include <assert.h>
#include <string.h>

enum { HEADERS = 16, SEE_OTHER = 303 };

void act_field(Act *a, const char *name, Str value)
{
    assert(a->field_count < ACT_FIELDS_MAX);
    a->fields[a->field_count++] = (Field){.name = str_c(name), .value = value};
}

void act_int(Arena *mem, Act *a, const char *name, int64_t value)
{
    act_field(a, name, str_fmt(mem, "%lld", (long long)value));
}

size_t demo_someone(Dice *d, size_t org, RoleSet roles)
{
    size_t fit = demo_account_count, seen = 0;
    for (size_t i = 0; i < demo_account_count; i++) {
        if (strcmp(demo_accounts[i].org, demo_orgs[org].key) != 0 || !(demo_accounts[i].roles & roles)) continue;
        if (dice_below(d, ++seen) == 0) fit = i;
    }
    return fit;
}

static Actor actor_of(const World *w, size_t account)
{
    const DemoAccount *a = &demo_accounts[account];
    size_t org = demo_org_at(a->org);
    return (Actor){.account = w->people->accounts[account],
                   .org = w->people->orgs[org],
                   .org_kind = demo_orgs[org].kind,
                   .roles = a->roles,
                   .name = str_c(a->name),
                   .org_name = str_c(demo_orgs[org].name),
                   .group = w->people->groups[org],
                   .own = keypair_new(),
                   .has_group = true};
}

static const Route *route_of(const App *app, Req *rq, Str path)
{
    for (size_t t = 0; t < app->route_table_count; t++)
        for (const Route *r = app->route_tables[t]; r->path; r++)
            if (r->method == M_POST && path_match(str_c(r->path), path, rq->parts)) return r;
    return NULL;
}

static Err failed(const World *w, const Act *a, Err e)
{
    const char *step = a->life ? step_name(a->life->steps[a->life->done].kind) : "shelter";
    return why(w->why, e == OK ? E_BUG : e, "demo: %.*s of %s answered %d %s: %s", STR_ARG(a->rq->path), step,
               a->rq->response.status, err_name(e), a->rq->why.text);
}

Err act_prepare(const World *w, Arena *mem, Act *a, size_t account, Str path)
{
    HttpRequest *http = NEW(mem, HttpRequest);
    Req *rq = NEW(mem, Req);
    *http = (HttpRequest){.mem = mem, .method = M_POST, .path = path, .form = {a->fields, a->field_count}, .app = rq};
    *rq = (Req){.app = w->app,
                .http = http,
                .mem = mem,
                .lang = LANG_NL,
                .now = a->at,
                .db = w->db,
                .path = path,
                .actor = actor_of(w, account)};
    rq->response.headers.v = NEW_ARRAY(mem, Field, HEADERS);
    a->rq = rq;
    rq->route = route_of(w->app, rq, path);
    if (!rq->route || !may_ever(&rq->actor, rq->route->action)) return failed(w, a, E_NOTFOUND);
    Err e = rq->route->prepare ? rq->route->prepare(rq) : OK;
    return e != OK || rq->answered ? failed(w, a, e) : OK;
}

// What was made is the object of the last entry.
static int64_t made_by(const Req *rq) { return rq->entry_count ? rq->entries[rq->entry_count - 1].object_id : 0; }

Err act_write(const World *w, Db *db, Act *a)
{
    Req *rq = a->rq;
    rq->db = db;
    rq->on_writer = true;
    Err e = rq->route->handle(rq);
    if (e != OK || rq->response.status != SEE_OTHER) return failed(w, a, e);
    for (size_t i = 0; i < rq->entry_count; i++) TRY(app_log(w->app, db, &rq->entries[i]));
    a->made = made_by(rq);
    actor_wipe(&rq->actor);
    return OK;
}
