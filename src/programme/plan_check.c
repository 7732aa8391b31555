// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_check.c - do the sums agree with what was printed, and is every contradiction recorded with a reading?
#include "programme/plan.h"

enum { FAULTS_MAX = 500, KEYS_MAX = 500 };

typedef struct Check {
    Arena *mem;
    const Plan *p;
    Str *faults, *keys;
    size_t fault_count, key_count, sums;
    bool sums_differ;
} Check;

static void fault(Check *c, Str text)
{
    if (c->fault_count < FAULTS_MAX) c->faults[c->fault_count++] = text;
}

static void key(Check *c, Str text)
{
    for (size_t i = 0; i < c->key_count; i++)
        if (str_eq(c->keys[i], text)) return;
    if (c->key_count < KEYS_MAX) c->keys[c->key_count++] = text;
}

// ---- sums ---------------------------------------------------------------------------------------------------------

static void compare(Check *c, const PlanTotal *t, const char *when, int64_t want, int64_t have)
{
    c->sums++;
    if (want == have) return;
    c->sums_differ = true;
    fault(c, str_fmt(c->mem, "totals.csv, line %d: %.*s in %s is printed as %lld euro; its rows make %lld", t->line,
                     STR_ARG(t->code), when, (long long)want, (long long)have));
}

static void check_sums(Check *c)
{
    static const char *const names[PLAN_BUDGET_YEARS] = {"2023", "2024", "2025", "2026"};
    for (size_t i = 0; i < c->p->totals_count; i++) {
        const PlanTotal *t = &c->p->totals[i];
        bool actions = str_eq_c(t->of, "actions");
        int64_t all = 0;
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++) {
            int64_t have = actions ? plan_reserved_for(c->p, t->actions, PLAN_FIRST_YEAR + k)
                                   : plan_reserved(c->p, t->of, PLAN_FIRST_YEAR + k, str_eq_c(t->copy, "yes"));
            all += have;
            if (t->amount[k] != PLAN_NO_AMOUNT) compare(c, t, names[k], t->amount[k], have);
        }
        if (t->over_years != PLAN_NO_AMOUNT) compare(c, t, "all years", t->over_years, all);
    }
}

// Each letter and the whole must have a printed total of each year in which anything is reserved: else nothing would
// have been compared.
static void check_covered(Check *c)
{
    for (size_t i = 0; plan_letters[i]; i++)
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++) {
            bool covered = false;
            for (size_t n = 0; n < c->p->totals_count; n++)
                covered = covered || (str_eq_c(c->p->totals[n].of, plan_letters[i]) &&
                                      c->p->totals[n].amount[k] != PLAN_NO_AMOUNT);
            if (covered || plan_reserved(c->p, str_c(plan_letters[i]), PLAN_FIRST_YEAR + k, false) == 0) continue;
            c->sums_differ = true;
            fault(c, str_fmt(c->mem, "totals.csv: no total is printed for %s in %d", plan_letters[i],
                             PLAN_FIRST_YEAR + k));
        }
}

// ---- contradictions -----------------------------------------------------------------------------------------------

static bool listed(Str list, Str one)
{
    while (list.n)
        if (str_eq(plan_next(&list), one)) return true;
    return false;
}

static void find_in_actions(Check *c)
{
    for (size_t i = 0; i < c->p->actions_count; i++) {
        const PlanAction *a = &c->p->actions[i];
        const PlanOperational *g = plan_operational(c->p, a->goal);
        if (a->text_years && a->text_years != a->ticks) key(c, str_fmt(c->mem, "ticks:%lld", (long long)a->number));
        if (g && plan_first_year(a->years) > g->year) key(c, str_fmt(c->mem, "late:%.*s", STR_ARG(g->code)));
        for (Str rest = a->owners; rest.n;)
            if (listed(a->partners, plan_next(&rest))) key(c, str_fmt(c->mem, "both:%lld", (long long)a->number));
    }
}

static PlanYears ticks_of(const Plan *p, PlanSet actions)
{
    PlanYears s = 0;
    for (size_t i = 0; i < p->actions_count; i++)
        if (plan_has(actions, p->actions[i].number)) s |= p->actions[i].ticks;
    return s;
}

static Str joined(Arena *mem, PlanSet s) // "3-4"
{
    Buf b = buf_new(mem, KB(1));
    for (int64_t n = 1; n <= PLAN_ACTIONS; n++)
        if (plan_has(s, n)) buf_fmt(&b, "%s%lld", b.n ? "-" : "", (long long)n);
    return buf_str(&b);
}

static void find_in_budget(Check *c)
{
    for (size_t i = 0; i < c->p->budget_count; i++) {
        const PlanBudget *b = &c->p->budget[i];
        PlanYears ticks = ticks_of(c->p, b->actions);
        if (b->unit != b->copy_unit) key(c, S("units"));
        for (int64_t n = 1; n <= PLAN_ACTIONS; n++)
            if (b->printed != b->actions && plan_has(b->printed, n))
                key(c, str_fmt(c->mem, "number:%lld", (long long)n));
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++) {
            bool printed = b->amount[k] != PLAN_NO_AMOUNT;
            if (b->actions && printed && !plan_in_year(ticks, PLAN_FIRST_YEAR + k))
                key(c, str_fmt(c->mem, "money:%.*s", STR_ARG(joined(c->mem, b->actions))));
            if (b->amount[k] != b->copy[k]) key(c, str_fmt(c->mem, "copy:%.*s", STR_ARG(b->code)));
        }
    }
}

static void find_elsewhere(Check *c)
{
    enum { OVERVIEW_UNIT = 1000000 };
    const Plan *p = c->p;
    for (size_t i = 0; i < p->totals_count; i++) // a table of a line prints all years, also when zero
        for (int k = 0; k < PLAN_BUDGET_YEARS; k++)
            if (p->totals[i].unit < OVERVIEW_UNIT && p->totals[i].over_years == PLAN_NO_AMOUNT &&
                p->totals[i].amount[k] == PLAN_NO_AMOUNT)
                key(c, str_fmt(c->mem, "short:%.*s", STR_ARG(p->totals[i].code)));
    for (size_t i = 0; i < p->operational_count; i++)
        if (str_eq_c(p->operational[i].in_planning, "no"))
            key(c, str_fmt(c->mem, "goal:%.*s", STR_ARG(p->operational[i].code)));
    for (size_t i = 0; i < p->phases_count; i++)
        for (size_t k = i + 1; k < p->phases_count; k++)
            if (p->phases[i].from <= p->phases[k].until && p->phases[k].from <= p->phases[i].until) key(c, S("phases"));
    for (size_t i = 0; i < p->proposals_count; i++)
        if (str_eq_c(p->proposals[i].cost, "unspecified"))
            key(c, str_fmt(c->mem, "cost:%lld", (long long)p->proposals[i].number));
}

static bool recorded(const Plan *p, Str wanted)
{
    for (size_t i = 0; i < p->contradictions_count; i++)
        for (Str rest = p->contradictions[i].seen; rest.n;)
            if (str_eq(str_cut(&rest, ' '), wanted)) return true;
    return false;
}

static void check_recorded(Check *c)
{
    for (size_t i = 0; i < c->key_count; i++)
        if (!recorded(c->p, c->keys[i]))
            fault(c, str_fmt(c->mem, "contradictions.csv: %.*s was found, and no reading is recorded",
                             STR_ARG(c->keys[i])));
    for (size_t i = 0; i < c->p->contradictions_count; i++) {
        const PlanContradiction *x = &c->p->contradictions[i];
        for (Str rest = x->seen; rest.n;) {
            Str one = str_cut(&rest, ' ');
            bool there = false;
            for (size_t k = 0; k < c->key_count; k++) there = there || str_eq(c->keys[k], one);
            if (!there)
                fault(c, str_fmt(c->mem, "contradictions.csv, line %d: %.*s is not there (any more)", x->line,
                                 STR_ARG(one)));
        }
    }
}

// A goal of which nothing shows whether it is reached would be a wish.
static void check_indicators(Check *c)
{
    for (size_t i = 0; i < c->p->operational_count; i++) {
        const PlanOperational *g = &c->p->operational[i];
        size_t n = 0;
        for (size_t k = 0; k < c->p->indicators_count; k++) n += str_eq(c->p->indicators[k].goal, g->code);
        if (n == 0) fault(c, str_fmt(c->mem, "indicators.csv: goal %.*s has no indicator", STR_ARG(g->code)));
    }
}

void plan_check(Arena *mem, const Plan *p, PlanCheck *ret_check)
{
    Check c = {.mem = mem, .p = p, .faults = NEW_ARRAY(mem, Str, FAULTS_MAX), .keys = NEW_ARRAY(mem, Str, KEYS_MAX)};
    check_sums(&c);
    check_covered(&c);
    find_in_actions(&c);
    find_in_budget(&c);
    find_elsewhere(&c);
    check_recorded(&c);
    check_indicators(&c);
    *ret_check = (PlanCheck){c.faults, c.fault_count, c.keys, c.key_count, c.sums, !c.sums_differ};
}
