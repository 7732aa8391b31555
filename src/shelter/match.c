// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "shelter/match.h"
#include <assert.h>
#include <stdlib.h>

#define BIT(c) (UINT32_C(1) << CRITERION_##c)
enum { FAR_KM = 200, TALK_MAX = 4, SECURITY_LEVELS = 4 };

const char *fit_name(Fit f)
{
    static const char *const names[] = {"yes", "ask", "no"};
    return names[f];
}

const char *effect_name(Effect v)
{
    static const char *const names[] = {"fits", "discuss", "impossible"};
    return names[v];
}

const char *score_part_name(ScorePart p)
{
    static const char *const names[] = {
#define X(name, label) #name,
        SCORE_PARTS(X)
#undef X
    };
    return names[p];
}

const char *score_part_label(ScorePart p)
{
    static const char *const labels[] = {
#define X(name, label) label,
        SCORE_PARTS(X)
#undef X
    };
    return labels[p];
}

int region_at(const Regions *r, Str code)
{
    for (size_t i = 0; i < r->count; i++)
        if (str_eq(r->code[i], code)) return (int)i;
    return -1;
}

Fit matched_fit(const Matched *m, Criterion c)
{
    if (m->no >> c & 1) return FIT_NO;
    return m->ask >> c & 1 ? FIT_ASK : FIT_YES;
}

// The groups of traits, each a criterion. Needs have a criterion for each.
typedef struct Judged {
    Traits mask;
    uint32_t bit;
} Judged;
enum { JUDGED_MAX = 16 };
typedef struct Plan {
    Judged judged[JUDGED_MAX]; // only what this request asks for
    size_t count;
    uint32_t no_impossible, no_talk, ask_impossible, ask_talk; // criteria, by effect
} Plan;

static void judge(Plan *p, const Need *n, Traits mask, Criterion c)
{
    assert(p->count < JUDGED_MAX);
    if (n->traits & mask) p->judged[p->count++] = (Judged){n->traits & mask, UINT32_C(1) << c};
}

static Plan plan_of(const MatchRules *rules, const Need *n)
{
    Plan p = {.count = 0};
    judge(&p, n, traits_mask(sexes_asked), CRITERION_sex);
    judge(&p, n, traits_mask(forms_asked), CRITERION_form);
    judge(&p, n, traits_mask(residences), CRITERION_residence);
    judge(&p, n, traits_mask(payers), CRITERION_pays);
    for (int i = 0; care_needs[i].code; i++)
        judge(&p, n, UINT64_C(1) << (trait_groups[3].first + i), (Criterion)(CRITERION_addiction + i));
    for (int c = 0; c < CRITERION_COUNT; c++) {
        const MatchRule *no = &rules->of[c][FIT_NO], *ask = &rules->of[c][FIT_ASK];
        uint32_t bit = UINT32_C(1) << c;
        if (no->effect == EFFECT_IMPOSSIBLE) p.no_impossible |= bit;
        if (no->effect == EFFECT_DISCUSS) p.no_talk |= bit;
        if (ask->effect == EFFECT_IMPOSSIBLE) p.ask_impossible |= bit;
        if (ask->effect == EFFECT_DISCUSS) p.ask_talk |= bit;
    }
    return p;
}

// A bed for one night and a crisis place stand in for each other; nothing else does.
static bool stands_in(int asked, int offered)
{
    return (asked == PLACE_CRISIS && offered == PLACE_EMERGENCY_BED) ||
           (asked == PLACE_EMERGENCY_BED && offered == PLACE_CRISIS);
}

static void numbers(const Need *n, const Unit *u, Time now, uint32_t *no, uint32_t *ask)
{
    if (u->kind != n->kind) *(stands_in(n->kind, u->kind) ? ask : no) |= BIT(kind);
    if (u->free <= 0) *no |= BIT(capacity);
    else if (now - u->claimed_at > HOURS(CLAIM_FADES_HOURS)) *ask |= BIT(capacity);
    if (!u->intake_now) *no |= BIT(intake);
    if (!(u->may_place & n->placer)) *(u->may_mediate & n->placer ? ask : no) |= BIT(authority);
    if (u->region >= 0 && n->avoid >> u->region & 1) *no |= BIT(area);
    if (n->within && !(u->region >= 0 && n->within >> u->region & 1)) *no |= BIT(nearby);
    if (n->age < u->age_min || n->age > u->age_max) *no |= BIT(age);
    if (n->children > u->children_max) *no |= BIT(children);
    if (u->security < n->security) *(u->security + 1 == n->security ? ask : no) |= BIT(security);
    if (n->languages && !(n->languages & u->languages)) *no |= BIT(language);
}

static Matched look(const Plan *p, const Need *n, const Unit *u, Time now)
{
    uint32_t no = 0, ask = 0;
    numbers(n, u, now, &no, &ask);
    Traits refused = n->traits & ~(u->yes | u->ask), talk = n->traits & u->ask & ~u->yes;
    if (refused | talk)
        for (size_t i = 0; i < p->count; i++) {
            if (refused & p->judged[i].mask) no |= p->judged[i].bit;
            else if (talk & p->judged[i].mask) ask |= p->judged[i].bit;
        }
    return (Matched){.no = no,
                     .ask = ask,
                     .impossible = (no & p->no_impossible) | (ask & p->ask_impossible),
                     .talk = (no & p->no_talk) | (ask & p->ask_talk)};
}

static double part_distance(const Regions *r, const Need *n, const Unit *u)
{
    if (n->region < 0 || u->region < 0 || (size_t)n->region >= r->count || (size_t)u->region >= r->count) return 0.5;
    double km = (double)r->km[n->region][u->region];
    return km >= FAR_KM ? 0 : 1 - km / FAR_KM;
}

double match_score(const MatchRules *rules, const Regions *regions, const Need *n, const Unit *u, uint32_t talk,
                   Time now, double ret_parts[SCORE_PART_COUNT])
{
    double *part = ret_parts;
    part[SCORE_distance] = part_distance(regions, n, u);
    part[SCORE_kind] = u->kind == n->kind ? 1 : 0;
    part[SCORE_language] = n->languages & u->languages || !n->languages ? 1 : 0;
    int spare = u->security - n->security; // a guarded place is scarce: do not spend it on who needs none
    part[SCORE_security] = spare < 0 ? 0 : 1 - (double)spare / SECURITY_LEVELS;
    part[SCORE_stay] = n->stay_days <= u->stay_days_max ? 1 : (double)u->stay_days_max / n->stay_days;
    double age = (double)(now - u->claimed_at) / (double)HOURS(CLAIM_FADES_HOURS);
    part[SCORE_fresh] = age <= 0 ? 1 : age >= 1 ? 0 : 1 - age;
    part[SCORE_special] = u->trafficking ? 1 : 0;
    int open = __builtin_popcount(talk);
    part[SCORE_talk] = open >= TALK_MAX ? 0 : 1 - (double)open / TALK_MAX;
    double sum = 0, weights = 0;
    for (int i = 0; i < SCORE_PART_COUNT; i++) {
        sum += rules->weight[i] * part[i];
        weights += rules->weight[i];
    }
    return weights > 0 ? 100 * sum / weights : 0;
}

static bool before(const Unit *units, const Matched *a, const Matched *b)
{
    if (a->score > b->score) return true;
    if (a->score < b->score) return false;
    return units[a->unit].id < units[b->unit].id;
}

// The best RANKED_MAX as a heap with the worst on top: one comparison for each unit that is not among them.
typedef struct Best {
    const Unit *units;
    Matched *heap;
    size_t count;
} Best;

static void sink(Best *b, size_t at, size_t count)
{
    for (;;) {
        size_t worst = at, left = 2 * at + 1, right = left + 1;
        if (left < count && before(b->units, &b->heap[worst], &b->heap[left])) worst = left;
        if (right < count && before(b->units, &b->heap[worst], &b->heap[right])) worst = right;
        if (worst == at) return;
        Matched m = b->heap[at];
        b->heap[at] = b->heap[worst];
        b->heap[worst] = m;
        at = worst;
    }
}

static void offer(Best *b, const Matched *m)
{
    if (b->count < RANKED_MAX) {
        size_t at = b->count++;
        b->heap[at] = *m;
        while (at && before(b->units, &b->heap[(at - 1) / 2], &b->heap[at])) {
            Matched up = b->heap[(at - 1) / 2];
            b->heap[(at - 1) / 2] = b->heap[at];
            b->heap[at] = up;
            at = (at - 1) / 2;
        }
    } else if (before(b->units, m, &b->heap[0])) {
        b->heap[0] = *m;
        sink(b, 0, b->count);
    }
}

// The worst goes to the end, again and again: best first remains.
static void in_order(Best *b)
{
    for (size_t n = b->count; n > 1; n--) {
        Matched worst = b->heap[0];
        b->heap[0] = b->heap[n - 1];
        b->heap[n - 1] = worst;
        sink(b, 0, n - 1);
    }
}

static int by_places(const void *a, const void *b)
{
    const Relaxation *x = a, *y = b;
    if (x->places != y->places) return x->places < y->places ? 1 : -1;
    return (int)x->criterion - (int)y->criterion;
}

// Only one thing stands in the way: counted, when there is a free place and the rules let people give way on it.
static void count_concession(const MatchRules *rules, const Unit *u, const Matched *m, MatchResult *match)
{
    if (m->impossible == BIT(capacity)) match->full_units++;
    if (u->free <= 0 || !m->impossible || m->impossible & (m->impossible - 1)) return;
    Criterion c = (Criterion)__builtin_ctz(m->impossible);
    if (rules->of[c][matched_fit(m, c)].relax_nl.n == 0) return;
    match->relax[c].units++;
    match->relax[c].places += u->free;
}

void match_run(Arena *mem, const MatchRules *rules, const Regions *regions, const Need *need, const Unit *units,
               size_t count, Time now, MatchResult *ret_match)
{
    assert(count <= MATCH_UNITS_MAX);
    Plan plan = plan_of(rules, need);
    Matched *all = NEW_ARRAY(mem, Matched, count + 1);
    Best best = {.units = units, .heap = NEW_ARRAY(mem, Matched, RANKED_MAX)};
    MatchResult match = {.all = all, .count = count};
    for (size_t i = 0; i < count; i++) {
        all[i] = look(&plan, need, &units[i], now);
        all[i].unit = (uint32_t)i;
        if (all[i].impossible) {
            count_concession(rules, &units[i], &all[i], &match);
            continue;
        }
        double parts[SCORE_PART_COUNT];
        all[i].score = (float)match_score(rules, regions, need, &units[i], all[i].talk, now, parts);
        match.possible++;
        match.free += units[i].free;
        offer(&best, &all[i]);
    }
    in_order(&best);
    match.ranked = best.heap;
    match.ranked_count = best.count;
    for (int c = 0; c < CRITERION_COUNT; c++) {
        match.relax[c].criterion = (Criterion)c;
        if (match.relax[c].units) match.relax_count++;
    }
    qsort(match.relax, CRITERION_COUNT, sizeof match.relax[0], by_places);
    *ret_match = match;
}
