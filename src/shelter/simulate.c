// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/simulate.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *sim_policy_name(SimPolicy p)
{
    static const char *const names[] = {"first", "score", "broadcast"};
    return names[p];
}

const char *sim_policy_label(SimPolicy p)
{
    static const char *const labels[] = {"the first that fits", "by our score", "all at once"};
    return labels[p];
}

// ---- who fits where -----------------------------------------------------------------------------------------------

enum { HOURS_A_DAY = 24, DAYS_A_WEEK = 7, HOURS_A_WEEK = HOURS_A_DAY * DAYS_A_WEEK, WORD_BITS = 64, NOBODY = -1 };

// A class of people for whom the same units fit: a group, a region, and whether they can stay there.
typedef struct Class {
    uint16_t *first, *score; // units, in the order of asking
    uint64_t *fits;          // bit of a unit
    size_t count;
} Class;

struct SimWorld {
    SimPlan plan;
    Class *classes;
    size_t words; // of a set of units
    int64_t places;
};

static size_t class_at(const SimWorld *w, size_t group, size_t region, bool avoid)
{
    return (group * w->plan.regions->count + region) * 2 + avoid;
}

static int by_score(const void *a, const void *b)
{
    const Matched *x = a, *y = b;
    if (x->score > y->score) return -1;
    if (x->score < y->score) return 1;
    return x->unit < y->unit ? -1 : 1;
}

static Class class_make(Arena *mem, Arena *each, const SimWorld *w, const Unit *units, Need need)
{
    const SimPlan *p = &w->plan;
    MatchResult m;
    match_run(each, p->rules[need.kind], p->regions, &need, units, p->unit_count, 0, &m);
    Class c = {.fits = NEW_ARRAY(mem, uint64_t, w->words)};
    Matched *fit = NEW_ARRAY(each, Matched, p->unit_count + 1);
    for (size_t i = 0; i < m.count; i++)
        if (!m.all[i].impossible) fit[c.count++] = m.all[i];
    c.first = NEW_ARRAY(mem, uint16_t, c.count + 1);
    c.score = NEW_ARRAY(mem, uint16_t, c.count + 1);
    for (size_t i = 0; i < c.count; i++) {
        c.first[i] = (uint16_t)fit[i].unit;
        c.fits[fit[i].unit / WORD_BITS] |= UINT64_C(1) << fit[i].unit % WORD_BITS;
    }
    qsort(fit, c.count, sizeof fit[0], by_score);
    for (size_t i = 0; i < c.count; i++) c.score[i] = (uint16_t)fit[i].unit;
    arena_reset(each);
    return c;
}

SimWorld *sim_world(Arena *mem, const SimPlan *plan)
{
    assert(plan->group_count <= SIM_GROUPS_MAX && plan->unit_count <= SIM_UNITS_MAX && plan->years >= 1);
    CLEANUP(arena_freep) Arena *each = arena_new(MB(4));
    SimWorld *w = NEW(mem, SimWorld);
    *w = (SimWorld){.plan = *plan, .words = plan->unit_count / WORD_BITS + 1};
    Unit *units = NEW_ARRAY(mem, Unit, plan->unit_count + 1); // as if all were free and just confirmed
    for (size_t i = 0; i < plan->unit_count; i++) {
        units[i] = plan->units[i];
        units[i].free = units[i].total;
        units[i].intake_now = true;
        units[i].claimed_at = 0;
        w->places += units[i].total;
    }
    w->classes = NEW_ARRAY(mem, Class, plan->group_count * plan->regions->count * 2);
    for (size_t g = 0; g < plan->group_count; g++)
        for (size_t r = 0; r < plan->regions->count; r++)
            for (int avoid = 0; avoid < 2; avoid++) {
                Need need = plan->groups[g].need;
                need.region = (int)r;
                if (avoid) need.avoid |= UINT32_C(1) << r;
                w->classes[class_at(w, g, r, avoid)] = class_make(mem, each, w, units, need);
            }
    return w;
}

// ---- chance: a number for each thing that is drawn, whatever was drawn before -------------------------------------

typedef enum Draw { DRAW_GAP, DRAW_REGION, DRAW_AVOID, DRAW_STAY, DRAW_ANSWER, DRAW_REFUSE, DRAW_THEN } Draw;

static uint64_t mix(uint64_t z)
{
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// From 0 to 1, never one of both.
static double chance(uint64_t stream, uint64_t who, Draw what, uint64_t which)
{
    uint64_t z = mix(mix(mix(stream ^ mix(who)) ^ (uint64_t)what) ^ which);
    return ((double)(z >> 12) + 0.5) * 0x1p-52;
}

static double exponential(double mean, double u) { return -mean * log(u); }

// ---- one run ------------------------------------------------------------------------------------------------------

typedef enum EventKind { EVENT_ARRIVE, EVENT_ANSWER, EVENT_GIVE_UP, EVENT_LEAVE } EventKind;
typedef struct Event {
    double at; // days
    uint64_t order;
    EventKind kind;
    int who;         // group of an arrival or of who leaves (NOBODY: goes nowhere), else a slot
    uint64_t person; // who held the slot when this was planned; who leaves, at first
    int unit;        // asked or left; NOBODY: all said no
    size_t where;    // of who leaves: as in Person
    bool yes;
} Event;

typedef enum State { STATE_WAITING, STATE_ASKING } State;
typedef struct Person {
    uint64_t id;         // 0: nobody
    uint64_t root;       // who it was at first; the same unless somebody went on to a next place
    size_t group, where; // where: region and whether it must be avoided; with the group it is the class
    double arrived;
    int from; // unit that is kept meanwhile; NOBODY: none
    State state;
    int earlier, later; // in the order of arrival; later also: next free slot
    uint64_t *asked;    // bit of a unit
} Person;

typedef struct Wait {
    float hours;
    uint16_t group;
} Wait;

typedef struct Sim {
    Arena *mem;
    const SimWorld *w;
    SimPolicy policy;
    uint64_t stream, orders, people;
    uint64_t in_group[SIM_GROUPS_MAX];
    Event *heap;
    size_t heap_n, heap_room;
    Person *slots;
    int slots_n, free_slot, first, last;
    int *busy; // places of a unit that are kept or taken
    int64_t taken;
    Wait *waits;
    size_t wait_n, wait_room;
    double now, warm, end, area;
    SimRun *out;
} Sim;

static bool sooner(const Event *a, const Event *b)
{
    if (a->at < b->at) return true;
    return a->at <= b->at && a->order < b->order;
}

static void plan_event(Sim *s, Event e)
{
    if (s->heap_n == s->heap_room) {
        size_t room = s->heap_room ? 2 * s->heap_room : 1024;
        Event *more = NEW_ARRAY(s->mem, Event, room);
        if (s->heap_n) memcpy(more, s->heap, s->heap_n * sizeof *more);
        s->heap = more;
        s->heap_room = room;
    }
    e.order = s->orders++;
    size_t at = s->heap_n++;
    while (at && sooner(&e, &s->heap[(at - 1) / 2])) {
        s->heap[at] = s->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    s->heap[at] = e;
}

static Event next_event(Sim *s)
{
    Event top = s->heap[0], last = s->heap[--s->heap_n];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= s->heap_n) break;
        if (child + 1 < s->heap_n && sooner(&s->heap[child + 1], &s->heap[child])) child++;
        if (!sooner(&s->heap[child], &last)) break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = last;
    return top;
}

static bool counts(const Sim *s, const Person *p) { return p->arrived >= s->warm; }

static SimTally *tally(Sim *s, size_t group) { return &s->out->group[group]; }

static void remember_wait(Sim *s, const Person *p, double in)
{
    if (s->wait_n == s->wait_room) {
        size_t room = s->wait_room ? 2 * s->wait_room : 4096;
        Wait *more = NEW_ARRAY(s->mem, Wait, room);
        if (s->wait_n) memcpy(more, s->waits, s->wait_n * sizeof *more);
        s->waits = more;
        s->wait_room = room;
    }
    float hours = (float)((in - p->arrived) * HOURS_A_DAY);
    s->waits[s->wait_n++] = (Wait){hours, (uint16_t)p->group};
    tally(s, p->group)->placed++;
    tally(s, p->group)->in_time += hours <= SIM_IN_TIME_HOURS;
}

static bool has(const uint64_t *set, size_t unit) { return set[unit / WORD_BITS] >> unit % WORD_BITS & 1; }
static void mark(uint64_t *set, size_t unit) { set[unit / WORD_BITS] |= UINT64_C(1) << unit % WORD_BITS; }

static void keep_place(Sim *s, int unit, int by)
{
    s->busy[unit] += by;
    s->taken += by;
    assert(s->busy[unit] >= 0 && s->busy[unit] <= s->w->plan.units[unit].total);
}

static void leave_list(Sim *s, int slot)
{
    Person *p = &s->slots[slot];
    if (p->earlier == NOBODY) s->first = p->later;
    else s->slots[p->earlier].later = p->later;
    if (p->later == NOBODY) s->last = p->earlier;
    else s->slots[p->later].earlier = p->earlier;
    p->id = 0;
    p->later = s->free_slot;
    s->free_slot = slot;
}

static int join_list(Sim *s)
{
    int slot = s->free_slot;
    if (slot != NOBODY) {
        s->free_slot = s->slots[slot].later;
        memset(s->slots[slot].asked, 0, s->w->words * sizeof(uint64_t));
    } else if (s->slots_n < SIM_PEOPLE_MAX) {
        slot = s->slots_n++;
        s->slots[slot].asked = NEW_ARRAY(s->mem, uint64_t, s->w->words);
    } else {
        return NOBODY;
    }
    s->slots[slot].earlier = s->last;
    s->slots[slot].later = NOBODY;
    if (s->last == NOBODY) s->first = slot;
    else s->slots[s->last].later = slot;
    s->last = slot;
    return slot;
}

static const Class *class_of(const Sim *s, const Person *p)
{
    return &s->w->classes[class_at(s->w, p->group, 0, false) + p->where];
}

static double answer_after(const Sim *s, const Person *p, int unit) // days
{
    double mean = s->w->plan.answer_hours / HOURS_A_DAY;
    return mean > 0 ? exponential(mean, chance(s->stream, p->id, DRAW_ANSWER, (uint64_t)unit)) : 0;
}

static bool says_yes(const Sim *s, const Person *p, int unit)
{
    return chance(s->stream, p->id, DRAW_REFUSE, (uint64_t)unit) >= s->w->plan.refuse;
}

static bool can_ask(const Sim *s, const Person *p, int unit)
{
    return s->busy[unit] < s->w->plan.units[unit].total && !has(p->asked, (size_t)unit);
}

static bool open_at(const Sim *s, int unit, int64_t hour)
{
    if (!s->w->plan.weeks) return true;
    int64_t of_week = hour % HOURS_A_WEEK;
    return s->w->plan.weeks[unit].day[of_week / HOURS_A_DAY] >> of_week % HOURS_A_DAY & 1;
}

static int64_t hour_now(const Sim *s) { return (int64_t)(s->now * HOURS_A_DAY); }

// When somebody who may come now comes in. A unit without any hour takes people in always.
static double intake_at(const Sim *s, int unit)
{
    int64_t hour = hour_now(s);
    if (open_at(s, unit, hour)) return s->now;
    for (int64_t i = 1; i <= HOURS_A_WEEK; i++)
        if (open_at(s, unit, hour + i)) return (double)(hour + i) / HOURS_A_DAY;
    return s->now;
}

static void await_answer(Sim *s, int slot, int unit, bool yes, double after)
{
    s->slots[slot].state = STATE_ASKING;
    if (unit != NOBODY) keep_place(s, unit, 1);
    plan_event(s, (Event){.at = s->now + after,
                          .kind = EVENT_ANSWER,
                          .who = slot,
                          .person = s->slots[slot].id,
                          .unit = unit,
                          .yes = yes});
}

static void ask_one(Sim *s, int slot)
{
    Person *p = &s->slots[slot];
    const Class *c = class_of(s, p);
    const uint16_t *order = s->policy == SIM_first ? c->first : c->score;
    int64_t hour = hour_now(s);
    for (size_t i = 0; i < 2 * c->count; i++) { // first those that take people in now
        uint16_t unit = order[i % c->count];
        if (!can_ask(s, p, unit) || (i < c->count && !open_at(s, unit, hour))) continue;
        mark(p->asked, unit);
        await_answer(s, slot, unit, says_yes(s, p, unit), answer_after(s, p, unit));
        return;
    }
    p->state = STATE_WAITING;
}

// The first yes wins; when all say no, the last no ends it.
static void ask_all(Sim *s, int slot)
{
    Person *p = &s->slots[slot];
    const Class *c = class_of(s, p);
    int winner = NOBODY, asked = 0;
    double soonest = (double)INFINITY, latest = 0;
    for (size_t i = 0; i < c->count; i++) {
        int unit = c->first[i];
        if (!can_ask(s, p, unit)) continue;
        mark(p->asked, (size_t)unit);
        asked++;
        double after = answer_after(s, p, unit);
        latest = fmax(latest, after);
        if (!says_yes(s, p, unit) || after >= soonest) continue;
        soonest = after;
        winner = unit;
    }
    if (!asked) p->state = STATE_WAITING;
    else await_answer(s, slot, winner, winner != NOBODY, winner != NOBODY ? soonest : latest);
}

static void ask(Sim *s, int slot)
{
    if (s->policy == SIM_broadcast) ask_all(s, slot);
    else ask_one(s, slot);
}

// Who waits longest and fits is asked for. A place that is not kept meanwhile (all were asked, and will say no) is
// asked for the next as well.
static void place_freed(Sim *s, int unit)
{
    keep_place(s, unit, -1);
    int total = s->w->plan.units[unit].total;
    for (int slot = s->first; slot != NOBODY && s->busy[unit] < total; slot = s->slots[slot].later) {
        Person *p = &s->slots[slot];
        if (p->state != STATE_WAITING || has(p->asked, (size_t)unit)) continue;
        if (!has(class_of(s, p)->fits, (size_t)unit)) continue;
        ask(s, slot);
    }
}

// The place of who has gone on to a next one, or has given up looking for it.
static void free_later(Sim *s, int unit, double when)
{
    if (unit != NOBODY) plan_event(s, (Event){.at = when, .kind = EVENT_LEAVE, .who = NOBODY, .unit = unit});
}

static void unmet(Sim *s, int slot)
{
    const Person *p = &s->slots[slot];
    if (counts(s, p)) tally(s, p->group)->unmet++;
    free_later(s, p->from, s->now);
    leave_list(s, slot);
}

static double patience(const Sim *s, size_t group)
{
    double own = s->w->plan.groups[group].give_up_days;
    return own > 0 ? own : s->w->plan.give_up_days;
}

// From now on somebody looks for a place. from: the unit where this person stays meanwhile. false: nobody more fits in
// the administration.
static bool look_for_place(Sim *s, size_t group, size_t where, uint64_t root, uint64_t id, int from)
{
    int slot = join_list(s);
    if (slot == NOBODY) {
        s->out->crowded = true;
        if (s->now >= s->warm) tally(s, group)->unmet++;
        return false;
    }
    Person *p = &s->slots[slot];
    p->id = id;
    p->root = root;
    p->group = group;
    p->where = where;
    p->arrived = s->now;
    p->from = from;
    plan_event(
        s,
        (Event){.at = s->now + patience(s, group), .kind = EVENT_GIVE_UP, .who = slot, .person = id, .unit = NOBODY});
    ask(s, slot);
    return true;
}

static void plan_arrival(Sim *s, size_t group)
{
    const SimGroup *g = &s->w->plan.groups[group];
    if (g->per_year <= 0) return;
    uint64_t who = mix(group + 1) ^ ++s->in_group[group];
    double gap = exponential(SIM_DAYS_OF_YEAR / g->per_year, chance(s->stream, who, DRAW_GAP, 0));
    plan_event(s, (Event){.at = s->now + gap, .kind = EVENT_ARRIVE, .who = (int)group, .person = who});
}

static void arrive(Sim *s, const Event *e)
{
    size_t group = (size_t)e->who, regions = s->w->plan.regions->count;
    plan_arrival(s, group);
    if (s->now >= s->warm) tally(s, group)->arrived++;
    size_t region = (size_t)(chance(s->stream, e->person, DRAW_REGION, 0) * (double)regions);
    bool avoid = chance(s->stream, e->person, DRAW_AVOID, 0) < s->w->plan.groups[group].avoid_share;
    size_t where = class_at(s->w, 0, region < regions ? region : regions - 1, avoid);
    (void)look_for_place(s, group, where, e->person, e->person, NOBODY);
}

// The stay is over: free, or the person stays on and looks for a next place.
static void left(Sim *s, const Event *e)
{
    const SimGroup *g = e->who == NOBODY ? NULL : &s->w->plan.groups[e->who];
    if (g && g->then && chance(s->stream, e->person, DRAW_THEN, (uint64_t)e->who) < g->then_share) {
        if (s->now >= s->warm) tally(s, g->then)->arrived++;
        if (look_for_place(s, g->then, e->where, e->person, mix(e->person ^ mix(g->then)), e->unit)) return;
    }
    place_freed(s, e->unit);
}

static void answered(Sim *s, const Event *e)
{
    Person *p = &s->slots[e->who];
    if (e->yes) {
        const Unit *u = &s->w->plan.units[e->unit];
        double in = intake_at(s, e->unit);
        double stay = exponential(s->w->plan.groups[p->group].stay_days, chance(s->stream, p->id, DRAW_STAY, 0));
        if (counts(s, p)) remember_wait(s, p, in);
        free_later(s, p->from, in);
        plan_event(s, (Event){.at = in + fmin(stay, u->stay_days_max),
                              .kind = EVENT_LEAVE,
                              .who = (int)p->group,
                              .person = p->root,
                              .where = p->where,
                              .unit = e->unit});
        leave_list(s, e->who);
        return;
    }
    if (s->now >= p->arrived + patience(s, p->group)) unmet(s, e->who);
    else ask(s, e->who);
    if (e->unit != NOBODY) place_freed(s, e->unit);
}

static void happen(Sim *s, const Event *e)
{
    double from = fmax(s->now, s->warm), to = fmin(e->at, s->end);
    if (to > from) s->area += (to - from) * (double)s->taken;
    s->now = e->at;
    if (e->at >= s->end) return;
    switch (e->kind) {
    case EVENT_ARRIVE: arrive(s, e); break;
    case EVENT_ANSWER: answered(s, e); break;
    case EVENT_LEAVE: left(s, e); break;
    case EVENT_GIVE_UP:
        if (s->slots[e->who].id == e->person && s->slots[e->who].state == STATE_WAITING) unmet(s, e->who);
        break;
    }
}

// ---- what came of it ----------------------------------------------------------------------------------------------

static int by_group_and_hours(const void *a, const void *b)
{
    const Wait *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return x->hours < y->hours ? -1 : x->hours > y->hours;
}

static int by_hours(const void *a, const void *b)
{
    const Wait *x = a, *y = b;
    return x->hours < y->hours ? -1 : x->hours > y->hours;
}

static void quantiles(SimTally *t, const Wait *waits, size_t n)
{
    double sum = 0;
    t->mean = t->median = t->p90 = (double)NAN;
    if (n == 0) return;
    for (size_t i = 0; i < n; i++) sum += (double)waits[i].hours;
    t->mean = sum / (double)n;
    t->median = (double)waits[(n - 1) / 2].hours;
    t->p90 = (double)waits[(n * 9 + 9) / 10 - 1].hours;
}

// A group of people who were somewhere before.
static bool goes_on(const SimWorld *w, size_t group)
{
    for (size_t g = 0; group && g < w->plan.group_count; g++)
        if (w->plan.groups[g].then == group) return true;
    return false;
}

static void add_up(Sim *s)
{
    SimRun *r = s->out;
    for (int slot = s->first; slot != NOBODY; slot = s->slots[slot].later)
        if (counts(s, &s->slots[slot])) tally(s, s->slots[slot].group)->open++;
    qsort(s->waits, s->wait_n, sizeof(Wait), by_group_and_hours);
    size_t at = 0;
    size_t first = 0; // waits of who came from outside, moved to the front
    for (size_t g = 0; g < s->w->plan.group_count; g++) {
        SimTally *t = tally(s, g);
        size_t placed = (size_t)t->placed;
        quantiles(t, &s->waits[at], placed);
        if (!goes_on(s->w, g)) memmove(&s->waits[first], &s->waits[at], placed * sizeof(Wait));
        at += placed;
        if (goes_on(s->w, g)) continue;
        first += placed;
        r->all.arrived += t->arrived;
        r->all.placed += t->placed;
        r->all.unmet += t->unmet;
        r->all.open += t->open;
        r->all.in_time += t->in_time;
    }
    qsort(s->waits, first, sizeof(Wait), by_hours);
    quantiles(&r->all, s->waits, first);
    if (s->w->places) r->occupied = s->area / ((s->end - s->warm) * (double)s->w->places);
}

void sim_run(Arena *mem, const SimWorld *world, SimPolicy policy, uint64_t run, SimRun *ret_run)
{
    *ret_run = (SimRun){.occupied = 0};
    Sim s = {.mem = mem,
             .w = world,
             .policy = policy,
             .stream = mix(world->plan.seed ^ mix(run + 1)),
             .slots = NEW_ARRAY(mem, Person, SIM_PEOPLE_MAX),
             .free_slot = NOBODY,
             .first = NOBODY,
             .last = NOBODY,
             .busy = NEW_ARRAY(mem, int, world->plan.unit_count + 1),
             .waits = NEW_ARRAY(mem, Wait, 1),
             .warm = SIM_DAYS_OF_YEAR,
             .end = (1 + world->plan.years) * SIM_DAYS_OF_YEAR,
             .out = ret_run};
    for (size_t g = 0; g < world->plan.group_count; g++) plan_arrival(&s, g);
    while (s.heap_n && s.now < s.end) {
        Event e = next_event(&s);
        happen(&s, &e);
    }
    add_up(&s);
}
