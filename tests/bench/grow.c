// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// grow.c - fills a folder that `baken demo --signals 0` made.
// usage: bench_grow FOLDER STORE SIGNALS   (STORE as for --store; "-" is the file in the folder; 0 signals: only says
// that the daily round of retention was just made. Its first one, over everything at once, is not what is measured.)
#include "commands/command.h"
#include "commands/routes.h"
#include "directory/directory.h"
#include "grow.h"
#include "grow/grow_sql.h"
#include "signal/work.h"
#include "sys/clock.h"
#include <stdio.h>
#include <string.h>

enum {
    BATCH = 40, // signals in one commit; what a long savepoint remembers is walked for each statement
    PLAN_MEMORY_MB = 1024,
    FACTS_PER_VALUE = 3,
    CLOSED_PERCENT = 80,
    CASE_PERCENT = 15,
    REFERRAL_PERCENT = 15,
    DECISION_PERCENT = 60,
    TERM_DAYS = 30,
    REST_HOURS = 20,
};
static const Time no_due = 253402300799000; // as in the schema: nothing runs

// ---- who takes part -------------------------------------------------------------------------------------------------

static Err read_org(Grow *g, Arena *mem, const Org *org)
{
    Account *accounts;
    size_t n;
    GrowOrg *o = &g->orgs[g->org_count];
    *o = (GrowOrg){.org = *org};
    TRY(account_list(g->db, mem, org->id, &accounts, &n));
    for (size_t i = 0; i < n && o->account_count < GROW_ACCOUNTS_MAX; i++)
        if (accounts[i].roles & (ROLE_BIT(ROLE_focal_point) | ROLE_BIT(ROLE_care_coordinator) |
                                 ROLE_BIT(ROLE_case_director) | ROLE_BIT(ROLE_investigator) | ROLE_BIT(ROLE_helper)))
            o->accounts[o->account_count++] = accounts[i].id;
    for (size_t k = 0; k < GROW_KEYS; k++) o->boxes[k] = box_secret(mem, &org->public_key, &g->keys[k]);
    bool directs = org->kind == ORG_care || org->kind == ORG_safety_house || org->kind == ORG_riec;
    if (directs && o->account_count) g->tables[g->table_count++] = g->org_count;
    g->org_count++;
    return OK;
}

static Err read_orgs(Grow *g, Arena *mem)
{
    Org *list;
    size_t n;
    TRY(org_list(g->db, mem, ORG_KIND_COUNT, &list, &n));
    for (size_t k = 0; k < GROW_KEYS; k++) g->keys[k] = secret_random();
    for (size_t i = 0; i < n && i < GROW_ORGS_MAX; i++)
        if (list[i].kind != ORG_platform) TRY(read_org(g, mem, &list[i]));
    return g->table_count ? OK
                          : why(g->why, E_INPUT, "the folder holds no organisations: baken demo --signals 0 first");
}

static Err owner_of(Grow *g, Db *db, GrowSignal *s)
{
    OrgId org;
    const Municipality *m = s->place;
    TRY(signal_owner(db, g->scratch, s->plan->gm_code, m ? m->region_code : STR_NONE, m ? m->police_unit : STR_NONE,
                     &org));
    for (s->owner = 0; s->owner < g->org_count; s->owner++)
        if (g->orgs[s->owner].org.id.v == org.v) return OK;
    return E_BUG;
}

// ---- one signal -----------------------------------------------------------------------------------------------------

typedef struct State {
    const char *code;
    bool open, taken;
} State;

static State state_of(Dice *d)
{
    static const State open[] = {{"new", true, false},        {"new", true, false},    {"in_progress", true, true},
                                 {"in_progress", true, true}, {"waiting", true, true}, {"decided", true, true},
                                 {"referred", true, true}};
    return dice_chance(d, CLOSED_PERCENT) ? (State){"closed", false, true} : open[dice_below(d, COUNT(open))];
}

static Str json_of(Grow *g, const Report *r, Part part)
{
    return pad_text(g->scratch, report_json(g->scratch, r, 1u << part), 512);
}

static Err add_signal(Grow *g, Db *db, Dice *d, GrowSignal *s, const State *state)
{
    const DemoSignal *p = s->plan;
    const Secret *key = &g->keys[s->key];
    Report r;
    TRY(demo_report(g->scratch, g->stories, p, s->place ? s->place->name : STR_NONE, &r));
    Str id = grow_unique(g, g->scratch, SUBMISSION_SIZE), reporter = STR_NONE;
    bool named = strcmp(p->anonymity, "anonymous") != 0;
    if (named)
        reporter = seal(g->scratch, key, json_of(g, &r, PART_REPORTER), signal_context(g->scratch, id, "reporter"));
    const Secret code = secret_random(), thread = signal_thread_key(key);
    bool urgent = strcmp(p->danger, "ja") == 0;
    GrowSignalRow row;
    TRY(q_grow_signal(db, g->scratch, grow_number(g, "G-"), id, p->at, str_c(p->role), str_c(p->anonymity),
                      str_c(p->form), p->gm_code, s->place ? s->place->region_code : STR_NONE,
                      s->place ? s->place->police_unit : STR_NONE, str_c(p->minor), urgent, g->orgs[s->owner].org.id.v,
                      str_c(state->code), s->worker.v, state->open && dice_chance(d, 10),
                      seal(g->scratch, key, json_of(g, &r, PART_CONTENT), signal_context(g->scratch, id, "content")),
                      reporter, grow_unique(g, g->scratch, HASH_SIZE),
                      seal(g->scratch, &code, (Str){(const char *)thread.b, sizeof thread.b},
                           signal_context(g->scratch, id, "thread")),
                      state->open ? 0 : p->at + DAYS(TERM_DAYS), state->open ? p->at + DAYS(TERM_DAYS) : no_due,
                      strcmp(state->code, "waiting") == 0 ? S("reporter") : STR_NONE, &row));
    s->id = row.id;
    TRY(grow_key(g, db, "signal", s->id, s->owner, s->key, p->at));
    if (named) TRY(grow_key(g, db, "reporter", s->id, s->owner, s->key, p->at));
    Work w = {.s = {.submission = id}, .key = *key};
    Str fact = grow_unique(g, g->scratch, SUBMISSION_SIZE);
    Str value = str_fmt(g->scratch, "06%08zu", dice_below(d, g->count / FACTS_PER_VALUE + 1));
    const Hash blind = fact_blind(g->scratch, &g->app->pepper, FACT_phone, value);
    if (dice_chance(d, 50))
        TRY(q_grow_fact(db, s->id, fact, S("phone"), fact_seal(g->scratch, &w, fact, value), hash_str(&blind),
                        s->worker.v, p->at));
    return OK;
}

static Err add_clocks(Grow *g, Db *db, const GrowSignal *s, const State *state)
{
    int64_t org = g->orgs[s->owner].org.id.v;
    Time at = s->plan->at, due = at + DAYS(TERM_DAYS);
    TRY(q_grow_clock(db, S("acknowledge"), s->id, at, at + DAYS(7), org, S("met"), at + DAYS(1), s->worker.v));
    if (state->taken) TRY(q_grow_clock(db, S("triage"), s->id, at, due, org, S("met"), at + DAYS(2), s->worker.v));
    return q_grow_clock(db, S("feedback"), s->id, at, due, org, state->open ? S("running") : S("met"),
                        state->open ? 0 : due, state->open ? 0 : s->worker.v);
}

static Err add_messages(Grow *g, Db *db, Dice *d, const GrowSignal *s)
{
    const Secret thread = signal_thread_key(&g->keys[s->key]);
    int64_t org = g->orgs[s->owner].org.id.v;
    Str id = grow_unique(g, g->scratch, SUBMISSION_SIZE);
    TRY(q_grow_message(db, s->id, S(THREAD_REPORTER), id, 0, s->worker.v, org, s->plan->at + DAYS(1),
                       message_seal(g->scratch, &thread, id, S("Je melding is binnen. We kijken ernaar."))));
    id = grow_unique(g, g->scratch, SUBMISSION_SIZE);
    TRY(q_grow_message(db, s->id, S(THREAD_INTERNAL), id, 0, s->worker.v, org, s->plan->at + DAYS(2),
                       message_seal(g->scratch, &g->keys[s->key], id, S("Besproken in het overleg."))));
    static const char *const codes[] = {"ILO-MW1", "ILO-MW4", "ILO-DW3", "ILO-KW6"};
    return q_grow_indicator(db, s->id, str_c(codes[dice_below(d, COUNT(codes))]), s->worker.v, s->plan->at);
}

static Err add_decision(Grow *g, Db *db, Dice *d, const GrowSignal *s, const State *state)
{
    Time at = s->plan->at + DAYS(2);
    if (!state->taken || !dice_chance(d, DECISION_PERCENT)) return OK;
    TRY(q_grow_decision(db, s->id, grow_unique(g, g->scratch, SUBMISSION_SIZE), at, s->worker.v, S("care_criminal"),
                        S("safety_house"), STR_NONE));
    TRY(grow_log(g, db, s, "signal.decide", "signal", s->id));
    if (!dice_chance(d, REFERRAL_PERCENT * 100 / DECISION_PERCENT)) return OK;
    size_t to = g->tables[dice_below(d, g->table_count)];
    if (to == s->owner) return OK;
    static const char *const states[] = {"sent", "accepted", "rejected", "done", "done", "done", "done"};
    Str id = grow_unique(g, g->scratch, SUBMISSION_SIZE), code = str_c(states[dice_below(d, COUNT(states))]);
    Str context = str_fmt(g->scratch, "referral:%.*s:package", STR_ARG(str_hex(g->scratch, id.p, id.n)));
    GrowReferralRow row;
    TRY(q_grow_referral(db, g->scratch, grow_number(g, "V-"), id, s->id, s->place ? s->place->region_code : STR_NONE,
                        str_c(s->plan->form), g->orgs[s->owner].org.id.v, g->orgs[to].org.id.v, S("safety_house"), code,
                        s->worker.v, at, g->now + DAYS(TERM_DAYS), str_eq(code, S("sent")) ? 0 : at + DAYS(2),
                        seal(g->scratch, &g->keys[s->key], S("{\"number\":\"\",\"form\":\"\"}"), context), &row));
    TRY(grow_key(g, db, "referral", row.id, s->owner, s->key, at));
    TRY(grow_key(g, db, "referral", row.id, to, s->key, at));
    return grow_log(g, db, s, "referral.send", "referral", row.id);
}

static Err one(Grow *g, Db *db, const DemoSignal *plan)
{
    Dice d = {plan->seed};
    GrowSignal s = {.plan = plan, .key = dice_below(&d, GROW_KEYS)};
    if (plan->gm_code.n && municipality_find(db, plan->gm_code, &s.place) != OK) s.place = NULL;
    TRY(owner_of(g, db, &s));
    State state = state_of(&d);
    if (state.taken) s.worker = grow_worker(g, &d, s.owner);
    clock_set(plan->at);
    TRY(add_signal(g, db, &d, &s, &state));
    TRY(grow_log(g, db, &s, "signal.receive", "signal", s.id));
    TRY(add_clocks(g, db, &s, &state));
    if (state.taken) TRY(add_messages(g, db, &d, &s));
    TRY(add_decision(g, db, &d, &s, &state));
    if (state.taken) TRY(grow_log(g, db, &s, "signal.read", "signal", s.id));
    return dice_chance(&d, CASE_PERCENT) ? grow_case(g, db, &d, &s) : OK;
}

static Err batch(App *app, Db *db, Arena *mem, void *arg)
{
    (void)app, (void)mem;
    Grow *g = arg;
    for (size_t end = g->done + BATCH; g->done < end && g->done < g->count; g->done++) {
        arena_reset(g->scratch);
        TRY(one(g, db, &g->plan[g->done]));
    }
    return OK;
}

static Err rest(App *app, Db *db, Arena *mem, void *arg)
{
    (void)mem, (void)arg;
    const Entry e = {.action = S("bench.rest"), .object = S("job")};
    TRY(q_grow_rest(db, S("what is kept long enough"), clock_now() + HOURS(REST_HOURS)));
    return app_log(app, db, &e);
}

static Err grow(Grow *g, Arena *mem, int64_t count)
{
    Stories *stories;
    TRY(stories_load(mem, &stories, g->why));
    g->stories = stories;
    TRY(read_orgs(g, mem));
    TRY(demo_plan(g->db, mem, DEMO_SEED, count, g->now, &g->plan));
    g->count = (size_t)count;
    while (g->done < g->count) {
        progress("signals", (int64_t)g->done, count);
        TRY(app_write(g->app, batch, g, g->why));
    }
    progress("signals", count, count);
    clock_set(0);
    return OK;
}

int main(int argc, char **argv)
{
    int64_t count = 0;
    if (argc != 4 || str_int(str_c(argv[3]), 0, DEMO_SIGNALS_MAX, &count) != OK) {
        fprintf(stderr, "usage: bench_grow FOLDER STORE SIGNALS\n");
        return 2;
    }
    Why w = {0};
    App *app = NULL;
    const AppOptions o = {.dir = argv[1], .store = strcmp(argv[2], "-") == 0 ? NULL : argv[2], .demo = true};
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(PLAN_MEMORY_MB)), *scratch = arena_new(MB(4));
    Grow *g = NEW(mem, Grow);
    Err e = app_open(&o, route_tables, route_table_count, &app, &w);
    if (e == OK) e = app_prepare(app, &w);
    if (e == OK) {
        *g = (Grow){.app = app, .db = app->read[0], .now = clock_now(), .scratch = scratch, .why = &w};
        e = count ? grow(g, mem, count) : OK;
        if (e == OK) e = app_write(app, rest, NULL, &w);
    }
    app_close(app);
    if (e != OK) fprintf(stderr, "bench_grow: %s %s\n", err_name(e), w.text);
    return e == OK ? 0 : 1;
}
