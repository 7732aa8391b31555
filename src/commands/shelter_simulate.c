// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// shelter_simulate.c - `baken shelter simulate`: runs of synthetic years, their averages, and how sure those are.
#include "commands/shelter_simulate.h"
#include "assets/assets.h"
#include "commands/offline.h"
#include "decision/decision.h"
#include "estimate/parallel.h"
#include "shelter/rules.h"
#include "shelter/supply.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNS_USUAL = 20, YEARS_USUAL = 3, RUN_MEMORY = 256 * 1024 * 1024, ADD_PLACES_MAX = 1000 };

static const char *const measures[SIM_MEASURES] = {"unmet_percent", "in_36_hours_percent", "median_hours", "p90_hours",
                                                   "occupied_percent"};

const char *sim_measure_name(SimMeasure m) { return measures[m]; }

static int cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (int)n;
}

// ---- what it starts from ------------------------------------------------------------------------------------------

static Err read_assumptions(Args *a, SimStudy *s)
{
    const char *path = arg_value(a, "assumptions", NULL);
    const Asset *own = asset_find(S("data/shelter_assumptions.json"));
    Str json = own ? own->bytes : STR_NONE;
    if (path) TRY(file_read(a->mem, path, ASSUMPTIONS_MAX, &json, &a->why));
    Why w = {{0}};
    Err e = assumptions_read(a->mem, s->regions, json, &s->assumed, &w);
    return e == OK ? OK : why(&a->why, e, "%s: %.300s", path ? path : "the program's own assumptions", w.text);
}

// Without a store of its own: the tables that came with the program, in a new one that is thrown away.
static Err fresh_store(Args *a, const char *path, Db **ret_db)
{
    bool changed;
    TRY(crypt_start());
    TRY(db_open(path, DB_WRITE, ret_db, &a->why));
    TRY(db_migrate(*ret_db, &a->why));
    return decision_seed(*ret_db, a->mem, clock_now(), &changed, &a->why);
}

static void throw_away(Args *a, const char *dir)
{
    static const char *const names[] = {"baken.db", "baken.db-wal", "baken.db-shm"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (file_remove(str_z(a->mem, str_fmt(a->mem, "%s/%s", dir, names[i]))) != OK) continue; // was not there
    if (dir_remove(dir) != OK) fprintf(stderr, "left behind: %s\n", dir);
}

// Some week without a change of the clock: what counts is the hour of the day.
static SimWeek week_of(Str intake_hours)
{
    enum { WEEK_DAYS = 7, DAY_HOURS = 24 };
    const Date monday = date_of(2026, 6, 1);
    SimWeek week = {{0}};
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++)
            if (unit_takes_in(intake_hours, time_of_date(monday + d) + HOURS(h) + MINUTES(30)))
                week.day[d] |= UINT32_C(1) << h;
    return week;
}

static Err read_units(Args *a, Db *db, bool has_store, SimStudy *s)
{
    s->units = s->assumed.units;
    s->weeks = s->assumed.weeks;
    s->unit_count = s->assumed.unit_count;
    if (!has_store) return OK;
    Time now = clock_now();
    ShelterUnit *rows;
    Err e = units_load(db, a->mem, s->regions, now, now, &s->units, &rows, &s->unit_count);
    if (e != OK) return why(&a->why, e, "cannot read the places: %s", db_error(db));
    s->weeks = NEW_ARRAY(a->mem, SimWeek, s->unit_count + 1);
    for (size_t i = 0; i < s->unit_count; i++) s->weeks[i] = week_of(rows[i].intake_hours);
    return OK;
}

// "crisis:20:VR17"
static Err add_unit(Args *a, SimStudy *s)
{
    const char *asked = arg_value(a, "add", NULL);
    if (!asked) return OK;
    Str rest = str_c(asked), kind = str_cut(&rest, ':'), places = str_cut(&rest, ':');
    int64_t n;
    int at = choice_at(place_kinds, kind), region = region_at(s->regions, rest);
    if (at < 0 || region < 0 || str_int(places, 1, ADD_PLACES_MAX, &n) != OK)
        return why(&a->why, E_INPUT, "--add KIND:PLACES:REGION, such as crisis:20:VR17; at most %d places",
                   ADD_PLACES_MAX);
    Unit *units = NEW_ARRAY(a->mem, Unit, s->unit_count + 1);
    int64_t id = 0;
    for (size_t i = 0; i < s->unit_count; i++) {
        units[i] = s->units[i];
        if (units[i].id > id) id = units[i].id;
    }
    SimWeek *weeks = NEW_ARRAY(a->mem, SimWeek, s->unit_count + 1);
    if (s->unit_count) memcpy(weeks, s->weeks, s->unit_count * sizeof *weeks);
    weeks[s->unit_count] = week_of(STR_NONE); // whenever somebody comes
    units[s->unit_count++] = sim_open_unit(id + 1, at, region, (int)n);
    s->units = units;
    s->weeks = weeks;
    return OK;
}

static Err read_rules(Args *a, Db *db, SimStudy *s)
{
    TRY(decision_load(db, &a->why));
    for (size_t i = 0; i < s->assumed.group_count; i++) {
        const Need *need = &s->assumed.groups[i].need;
        if (s->rules[need->kind]) continue;
        MatchRules *rules = NEW(a->mem, MatchRules);
        TRY(match_rules(a->mem, STR_NONE, need, rules, &a->why));
        s->rules[need->kind] = rules;
    }
    return OK;
}

static Err read_from(Args *a, Db *db, bool has_store, SimStudy *s)
{
    TRY(read_units(a, db, has_store, s));
    TRY(add_unit(a, s));
    if (s->unit_count == 0 || s->unit_count > SIM_UNITS_MAX)
        return why(&a->why, E_INPUT, "there must be 1 to %d units to simulate with, not %zu", SIM_UNITS_MAX,
                   s->unit_count);
    Err e = read_rules(a, db, s);
    decision_unload();
    return e;
}

static Err read_world(Args *a, SimStudy *s)
{
    const char *env = getenv("BAKEN_STORE");
    Db *db = NULL;
    TRY(match_regions(&s->regions, &a->why));
    TRY(read_assumptions(a, s));
    if (arg_value(a, "data", NULL) || arg_value(a, "store", env && env[0] ? env : NULL)) {
        TRY(offline_db(a, &db));
        Err e = read_from(a, db, true, s);
        db_close(db);
        return e;
    }
    char dir[] = "/tmp/baken-simulate-XXXXXX";
    if (!mkdtemp(dir)) return why(&a->why, E_IO, "cannot make a folder in /tmp");
    Err e = fresh_store(a, str_z(a->mem, str_fmt(a->mem, "%s/baken.db", dir)), &db);
    if (e == OK) e = read_from(a, db, false, s);
    db_close(db);
    throw_away(a, dir);
    return e;
}

// ---- the runs -----------------------------------------------------------------------------------------------------

typedef struct Working {
    SimStudy *s;
    const SimWorld *world;
    SimRun *runs; // policy by policy
    atomic_int done;
} Working;

static void work_one(void *arg, int worker, size_t i)
{
    Working *k = arg;
    size_t all = (size_t)k->s->runs * k->s->policy_count;
    CLEANUP(arena_freep) Arena *mem = arena_new(RUN_MEMORY);
    sim_run(mem, k->world, k->s->policies[i / (size_t)k->s->runs], i % (size_t)k->s->runs, &k->runs[i]);
    int done = atomic_fetch_add(&k->done, 1) + 1;
    if (worker == 0) progress("simulating", done, (int64_t)all);
}

static double measure(const SimTally *t, const SimRun *r, SimMeasure m)
{
    double arrived = t->arrived ? (double)t->arrived : (double)NAN;
    switch (m) {
    case SIM_unmet: return 100 * (double)t->unmet / arrived;
    case SIM_in_time: return 100 * (double)t->in_time / arrived;
    case SIM_median: return t->median;
    case SIM_p90: return t->p90;
    case SIM_occupied: return 100 * r->occupied;
    case SIM_MEASURES: break;
    }
    return (double)NAN;
}

// The average over runs, and 95 % of where it would be with other runs (normal; runs are independent).
static SimEstimate estimate(const SimRun *runs, int n, size_t group, SimMeasure m)
{
    double sum = 0, squares = 0, count = 0;
    for (int i = 0; i < n; i++) {
        const SimTally *t = group == SIM_ALL ? &runs[i].all : &runs[i].group[group];
        double v = measure(t, &runs[i], m);
        if (!isfinite(v)) continue;
        sum += v;
        squares += v * v;
        count++;
    }
    SimEstimate e = {.mean = count > 0 ? sum / count : (double)NAN, .margin = (double)NAN};
    if (count > 1) e.margin = 1.96 * sqrt(fmax(0, squares / count - e.mean * e.mean) / (count - 1));
    return e;
}

static void summarise(SimStudy *s, const SimRun *runs)
{
    for (size_t p = 0; p < s->policy_count; p++) {
        const SimRun *of = &runs[p * (size_t)s->runs];
        for (size_t g = 0; g <= s->assumed.group_count; g++) {
            size_t group = g == s->assumed.group_count ? SIM_ALL : g;
            for (int m = 0; m < SIM_MEASURES; m++) s->found[p][g][m] = estimate(of, s->runs, group, (SimMeasure)m);
        }
        for (int i = 0; i < s->runs; i++) s->crowded = s->crowded || of[i].crowded;
    }
}

static Err read_numbers(Args *a, SimStudy *s, int64_t *ret_threads)
{
    int64_t seed, years, runs;
    TRY(arg_int(a, "seed", 1, 0, INT32_MAX, &seed));
    TRY(arg_int(a, "years", YEARS_USUAL, 1, SIM_YEARS_MAX, &years));
    TRY(arg_int(a, "runs", RUNS_USUAL, 2, SIM_RUNS_MAX, &runs));
    TRY(arg_int(a, "threads", cores(), 1, THREADS_MAX, ret_threads));
    s->seed = (uint64_t)seed;
    s->years = (int)years;
    s->runs = (int)runs;
    const char *policy = arg_value(a, "policy", NULL);
    for (int p = 0; p < SIM_POLICY_COUNT; p++)
        if (!policy || str_eq_c(str_c(policy), sim_policy_name((SimPolicy)p)))
            s->policies[s->policy_count++] = (SimPolicy)p;
    if (s->policy_count) return OK;
    return why(&a->why, E_INPUT, "--policy: first, score or broadcast");
}

Err command_shelter_simulate(Args *a)
{
    SimStudy *s = NEW(a->mem, SimStudy);
    int64_t threads;
    TRY(read_numbers(a, s, &threads));
    if (a->json && arg_on(a, "csv")) return why(&a->why, E_INPUT, "choose --json or --csv");
    TRY(read_world(a, s));
    const SimPlan plan = {.groups = s->assumed.groups,
                          .group_count = s->assumed.group_count,
                          .units = s->units,
                          .unit_count = s->unit_count,
                          .weeks = s->weeks,
                          .regions = s->regions,
                          .rules = s->rules,
                          .refuse = s->assumed.refuse,
                          .answer_hours = s->assumed.answer_hours,
                          .give_up_days = s->assumed.give_up_days,
                          .years = s->years,
                          .seed = s->seed};
    Working k = {.s = s, .world = sim_world(a->mem, &plan)};
    size_t count = (size_t)s->runs * s->policy_count;
    atomic_init(&k.done, 0);
    k.runs = NEW_ARRAY(a->mem, SimRun, count);
    parallel_each(count, (int)threads, work_one, &k);
    progress("simulating", (int64_t)count, (int64_t)count);
    summarise(s, k.runs);
    return sim_print(a, s);
}
