// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "directory/directory.h"
#include "grow.h"
#include "grow/grow_sql.h"
#include <assert.h>
#include <string.h>

enum { RESTRICTED_PERCENT = 5, CLOSED_PERCENT = 80, STUCK_PERCENT = 3, NAMES_PER_PERSON = 3, TERM_DAYS = 14 };

typedef struct GrowCase {
    int64_t id, person;
    size_t org, key;
    AccountId director;
    bool closed;
    Time at;
} GrowCase;

Str grow_unique(Grow *g, Arena *mem, size_t size)
{
    assert(size > sizeof g->made);
    char *p = arena_alloc(mem, size);
    random_bytes(p, size);
    uint64_t n = ++g->made;
    for (size_t i = sizeof n; i-- > 0; n >>= 8) p[i] = (char)(n & 0xFF);
    return (Str){p, size};
}

Str grow_number(Grow *g, const char *front)
{
    return str_fmt(g->scratch, "%s%llu", front, (unsigned long long)++g->made);
}

AccountId grow_worker(const Grow *g, Dice *d, size_t org)
{
    const GrowOrg *o = &g->orgs[org];
    return o->account_count ? o->accounts[dice_below(d, o->account_count)] : (AccountId){0};
}

Err grow_key(Grow *g, Db *db, const char *kind, int64_t id, size_t org, size_t key, Time at)
{
    return record_grant_boxed(db, kind, id, g->orgs[org].org.id, g->orgs[org].boxes[key], at);
}

Err grow_log(Grow *g, Db *db, const GrowSignal *s, const char *action, const char *object, int64_t id)
{
    const Entry e = {.account = s->worker.v,
                     .org = g->orgs[s->owner].org.id.v,
                     .action = str_c(action),
                     .object = str_c(object),
                     .object_id = id,
                     .ground = S(GROUND_TASK)};
    return app_log(g->app, db, &e);
}

static Str sealed(Grow *g, const GrowCase *c, Str submission, const char *part, Str text)
{
    return seal(g->scratch, &g->keys[c->key], text, case_context(g->scratch, submission, part));
}

// So many names that the same one comes back a few times, however many persons there are.
static Err add_person(Grow *g, Db *db, Dice *d, GrowCase *c)
{
    Str submission = grow_unique(g, g->scratch, SUBMISSION_SIZE), blob;
    size_t names = g->count / NAMES_PER_PERSON + 1;
    Identity i = {.name = str_fmt(g->scratch, "Persoon %zu", dice_below(d, names)),
                  .birth_date = S("1999-01-01"),
                  .phone = str_fmt(g->scratch, "06%08zu", dice_below(d, names))};
    TRY(identity_seal(g->scratch, &g->keys[c->key], submission, &i, &blob));
    GrowPersonRow row;
    TRY(q_grow_person(db, g->scratch, c->id, submission, S("A"), S("victim"), blob,
                      blind_person(g->scratch, &g->app->pepper, &i), blind_phone(g->scratch, &g->app->pepper, i.phone),
                      c->director.v, c->at, &row));
    c->person = row.id;
    return grow_key(g, db, "person", row.id, c->org, c->key, c->at);
}

static Err add_part(Grow *g, Db *db, const GrowCase *c, size_t org, const char *part)
{
    if (org == c->org) return OK;
    TRY(q_grow_part(db, c->id, g->orgs[org].org.id.v, str_c(part), c->director.v, c->at, !c->closed));
    TRY(grow_key(g, db, "person", c->person, org, c->key, c->at));
    return grow_key(g, db, "case", c->id, org, c->key, c->at);
}

static Err add_work(Grow *g, Db *db, Dice *d, const GrowCase *c)
{
    static const char *const steps[][2] = {{"care", "intake"}, {"care", "medical"}, {"criminal", "intake_talk"}};
    int64_t org = g->orgs[c->org].org.id.v;
    Date day = date_nl(c->at);
    for (size_t i = 0; i < COUNT(steps); i++) {
        Str id = grow_unique(g, g->scratch, SUBMISSION_SIZE);
        Str note = sealed(g, c, id, "step", story_line(g->stories, d, "casus.samenvatting"));
        TRY(q_grow_step(db, c->id, id, c->person, str_c(steps[i][0]), str_c(steps[i][1]), S("done"), day, note,
                        c->director.v, c->at));
    }
    for (size_t i = 0; i < 2; i++) {
        Str id = grow_unique(g, g->scratch, SUBMISSION_SIZE);
        bool done = c->closed || dice_chance(d, 50);
        TRY(q_grow_task(db, c->id, id, org, c->director.v, day + TERM_DAYS, done ? S("done") : S("open"),
                        sealed(g, c, id, "task", S("Bellen met de opvang")), c->at));
        id = grow_unique(g, g->scratch, SUBMISSION_SIZE);
        TRY(q_grow_note(db, c->id, id, S("note"), c->director.v, org, day,
                        sealed(g, c, id, "note", story_line(g->stories, d, "casus.samenvatting")), c->at));
    }
    return OK;
}

Err grow_case(Grow *g, Db *db, Dice *d, const GrowSignal *s)
{
    GrowCase c = {.org = g->tables[dice_below(d, g->table_count)], .key = s->key, .at = s->plan->at};
    c.director = grow_worker(g, d, c.org);
    c.closed = dice_chance(d, CLOSED_PERCENT);
    bool stuck = !c.closed && dice_chance(d, STUCK_PERCENT);
    OrgKind kind = g->orgs[c.org].org.kind;
    Str id = grow_unique(g, g->scratch, SUBMISSION_SIZE);
    GrowCaseRow row;
    TRY(q_grow_case(db, g->scratch, grow_number(g, "C-"), id,
                    kind == ORG_care   ? S("care")
                    : kind == ORG_riec ? S("riec")
                                       : S("safety_house"),
                    g->orgs[c.org].org.id.v, c.director.v, str_c(s->plan->form), s->plan->gm_code,
                    s->place ? s->place->region_code : STR_NONE,
                    c.closed ? S("closed")
                    : stuck  ? S("stuck")
                             : S("open"),
                    dice_chance(d, RESTRICTED_PERCENT),
                    sealed(g, &c, id, "title", story_line_of(g->scratch, g->stories, d, "casus.titel", s->plan->form)),
                    sealed(g, &c, id, "summary", story_line(g->stories, d, "casus.samenvatting")), c.at,
                    stuck ? c.at : 0, c.closed ? c.at + DAYS(TERM_DAYS) : 0, &row));
    c.id = row.id;
    TRY(grow_key(g, db, "case", c.id, c.org, c.key, c.at));
    TRY(add_person(g, db, d, &c));
    TRY(add_part(g, db, &c, s->owner, "care"));
    size_t other = dice_below(d, g->org_count);
    if (other != s->owner) TRY(add_part(g, db, &c, other, "safety"));
    TRY(add_work(g, db, d, &c));
    return grow_log(g, db, s, "case.open", "case", c.id);
}
