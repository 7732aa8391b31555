// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_load.c - from the texts of data/plan to rows, with file and line in every refusal.
#include "programme/plan.h"
#include "programme/plan_csv.h"
#include "programme/plan_table.h"
#include <string.h>

enum { ROWS_MAX = 1000, CELL_MAX = 1000, DECIMALS = 6, DIGITS_MAX = 9, SET_NUMBER_MAX = 64, UNIT_MAX = 1000000 };
#define MILLION 1000000

const char *plan_table_file(PlanTable t) { return plan_layouts[t].file; }

static void store(void *row, size_t at, const void *value, size_t n) { memcpy((char *)row + at, value, n); }

// ---- values -------------------------------------------------------------------------------------------------------

// "0,15" and "50" in millionths.
static Err amount_of(Str s, int64_t *ret_v, Why *w)
{
    Str rest = s, whole = str_cut(&rest, ',');
    int64_t v = 0, part = 0, scale = MILLION;
    if (whole.n == s.n - 1 || whole.n > DIGITS_MAX || rest.n > DECIMALS || str_int(whole, 0, PLAN_INT_MAX, &v) != OK ||
        (rest.n && str_int(rest, 0, MILLION - 1, &part) != OK))
        return why(w, E_INPUT, "\"%.*s\" is not an amount like 50 or 0,15", STR_ARG(s));
    for (size_t i = 0; i < rest.n; i++) scale /= 10;
    *ret_v = v * MILLION + part * scale;
    return OK;
}

static Err set_of(Str s, bool years, uint64_t *ret_set, Why *w)
{
    uint64_t set = 0;
    int64_t low = years ? PLAN_FIRST_YEAR : 1, high = years ? PLAN_LAST_YEAR : SET_NUMBER_MAX, last = 0;
    while (s.n) {
        Str word = str_cut(&s, ' ');
        int64_t v;
        if (str_int(word, low, high, &v) != OK)
            return why(w, E_INPUT, "\"%.*s\" is not a number from %lld to %lld", STR_ARG(word), (long long)low,
                       (long long)high);
        if (v <= last) return why(w, E_INPUT, "%lld is not in rising order", (long long)v);
        last = v;
        set |= (uint64_t)1 << (v - low);
    }
    *ret_set = set;
    return OK;
}

static bool word_in(const char *words, Str s)
{
    for (Str rest = str_c(words); rest.n;)
        if (str_eq(str_cut(&rest, ' '), s)) return true;
    return false;
}

static Err text_value(const PlanColumn *c, Str s, void *row, Why *w)
{
    if (s.n == 0 && c->type == PLAN_TEXT) return why(w, E_INPUT, "%s is empty", c->name);
    if (s.n > CELL_MAX) return why(w, E_INPUT, "%s is longer than %d bytes", c->name, CELL_MAX);
    if (c->words && !word_in(c->words, s))
        return why(w, E_INPUT, "%s is \"%.*s\"; it can be: %s", c->name, STR_ARG(s), c->words);
    store(row, c->at, &s, sizeof s);
    return OK;
}

static Err number_value(const PlanColumn *c, Str s, void *row, Why *w)
{
    int64_t v = 0;
    if ((s.n || c->type == PLAN_INT) && str_int(s, 0, PLAN_INT_MAX, &v) != OK)
        return why(w, E_INPUT, "%s is \"%.*s\", not a number", c->name, STR_ARG(s));
    store(row, c->at, &v, sizeof v);
    return OK;
}

static Err value_of(const PlanColumn *c, Str s, void *row, Why *w)
{
    Why inner = {{0}};
    Err e = OK;
    int64_t v = PLAN_NO_AMOUNT;
    uint64_t set = 0;
    Date day = 0;
    switch (c->type) {
    case PLAN_TEXT:
    case PLAN_MAY: return text_value(c, s, row, w);
    case PLAN_INT:
    case PLAN_INT_MAY: return number_value(c, s, row, w);
    case PLAN_SET:
    case PLAN_YEARSET:
        e = set_of(s, c->type == PLAN_YEARSET, &set, &inner);
        store(row, c->at, &set, sizeof set);
        break;
    case PLAN_DAY:
        if (s.n && date_parse(s, &day) != OK)
            e = why(&inner, E_INPUT, "\"%.*s\" is not a day like 2025-03-31", STR_ARG(s));
        store(row, c->at, &day, sizeof day);
        break;
    case PLAN_AMOUNT:
        if (s.n) e = amount_of(s, &v, &inner);
        store(row, c->at, &v, sizeof v);
        break;
    }
    return e == OK ? OK : why(w, e, "%s: %s", c->name, inner.text);
}

// ---- a table ------------------------------------------------------------------------------------------------------

static Err header(const PlanLayout *l, const Str *values, size_t n, Why *w)
{
    size_t i = 0;
    for (; l->columns[i].name; i++)
        if (i >= n || !str_eq_c(values[i], l->columns[i].name))
            return why(w, E_INPUT, "the header must have \"%s\" as value %zu", l->columns[i].name, i + 1);
    return i == n ? OK : why(w, E_INPUT, "the header has %zu values, %zu are known", n, i);
}

static Err row_of(const PlanLayout *l, const Str *values, size_t n, void *row, Why *w)
{
    size_t columns = 0;
    while (l->columns[columns].name) columns++;
    if (n != columns) return why(w, E_INPUT, "%zu values; the header has %zu", n, columns);
    for (size_t i = 0; i < n; i++) TRY(value_of(&l->columns[i], values[i], row, w));
    return OK;
}

static Err read_rows(Arena *mem, const PlanLayout *l, Str text, char *rows, size_t *ret_count, int *ret_line, Why *w)
{
    bool headed = false;
    size_t count = 0;
    for (*ret_line = 1; text.n; ++*ret_line) {
        Str s = str_cut(&text, '\n'), values[PLAN_COLUMNS_MAX];
        size_t n;
        if (s.n && s.p[s.n - 1] == '\r') s.n--;
        if (s.n == 0 || s.p[0] == '#') continue;
        TRY(csv_values(mem, s, PLAN_COLUMNS_MAX, values, &n, w));
        if (!headed) {
            TRY(header(l, values, n, w));
            headed = true;
            continue;
        }
        if (count == ROWS_MAX) return why(w, E_INPUT, "more than %d rows", ROWS_MAX);
        void *row = rows + count++ * l->size;
        TRY(row_of(l, values, n, row, w));
        store(row, 0, ret_line, sizeof *ret_line); // every row begins with its line
    }
    *ret_count = count;
    return headed ? OK : why(w, E_INPUT, "the header is missing");
}

Err plan_table_read(Arena *mem, PlanTable t, Str text, Plan *ret_plan, Why *w)
{
    const PlanLayout *l = &plan_layouts[t];
    char *rows = arena_array(mem, ROWS_MAX, l->size);
    size_t count = 0;
    int line = 1;
    Why inner = {{0}};
    Err e = str_text_ok(text) ? read_rows(mem, l, text, rows, &count, &line, &inner)
                              : why(&inner, E_INPUT, "the file is not plain UTF-8 text");
    if (e != OK) return why(w, e, "%s, line %d: %s", l->file, line, inner.text);
    store(ret_plan, l->rows_at, &rows, sizeof rows);
    store(ret_plan, l->count_at, &count, sizeof count);
    return OK;
}

// ---- what refers to what ------------------------------------------------------------------------------------------

static Err wrong(Why *w, PlanTable t, int line, const char *what)
{
    return why(w, E_INPUT, "%s, line %d: %s", plan_layouts[t].file, line, what);
}

static Err link_actions(Plan *p, Why *w)
{
    for (size_t i = 0; i < p->operational_count; i++) {
        const PlanOperational *g = &p->operational[i];
        if (!plan_line(p, g->of_line)) return wrong(w, PLAN_operational, g->line, "there is no such action line");
        if (g->year < PLAN_FIRST_YEAR || g->year > PLAN_LAST_YEAR)
            return wrong(w, PLAN_operational, g->line, "the year is outside the programme");
    }
    if (p->actions_count != PLAN_ACTIONS) return wrong(w, PLAN_actions, 1, "there must be 32 actions");
    for (size_t i = 0; i < p->actions_count; i++) {
        PlanAction *a = &p->actions[i];
        const PlanOperational *g = plan_operational(p, a->goal);
        if (a->number != (int64_t)i + 1) return wrong(w, PLAN_actions, a->line, "actions go from 1 to 32, in order");
        if (!g) return wrong(w, PLAN_actions, a->line, "there is no such operational goal");
        if (!a->years) return wrong(w, PLAN_actions, a->line, "years is empty");
        a->of_line = g->of_line;
    }
    return OK;
}

static bool within(PlanSet s, size_t count) { return count >= SET_NUMBER_MAX || s >> count == 0; }

static Err link_numbers(const Plan *p, Why *w)
{
    if (p->proposals_count != PLAN_PROPOSALS) return wrong(w, PLAN_proposals, 1, "there must be 33 proposals");
    for (size_t i = 0; i < p->proposals_count; i++) {
        const PlanProposal *o = &p->proposals[i];
        if (o->number != (int64_t)i + 1)
            return wrong(w, PLAN_proposals, o->line, "proposals go from 1 to 33, in order");
        if (!within(o->actions, PLAN_ACTIONS) || !within(o->proposals, PLAN_PROPOSALS))
            return wrong(w, PLAN_proposals, o->line, "there is no such action or proposal");
        bool amount = o->once > 0 || o->structural > 0;
        bool should = str_eq_c(o->cost, "once") || str_eq_c(o->cost, "structural") || str_eq_c(o->cost, "both") ||
                      str_eq_c(o->cost, "unspecified");
        if (amount != should) return wrong(w, PLAN_proposals, o->line, "cost and amounts do not agree");
    }
#define ACTIONS_KNOWN(name)                                                                                            \
    for (size_t i = 0; i < p->name##_count; i++)                                                                       \
        if (!within(p->name[i].actions, PLAN_ACTIONS)) return wrong(w, PLAN_##name, p->name[i].line, "no such action");
    ACTIONS_KNOWN(developments)
    ACTIONS_KNOWN(motions)
    ACTIONS_KNOWN(recommendations)
    ACTIONS_KNOWN(deadlines)
    ACTIONS_KNOWN(contradictions)
    ACTIONS_KNOWN(totals)
    ACTIONS_KNOWN(budget)
#undef ACTIONS_KNOWN
    return OK;
}

static Err euros(PlanTable t, int line, int64_t unit, int64_t *amounts, size_t n, Why *w)
{
    for (size_t i = 0; i < n; i++) {
        if (amounts[i] == PLAN_NO_AMOUNT) continue;
        if (unit < 1 || unit > UNIT_MAX) return wrong(w, t, line, "the unit is 1, 1000, 10000 or 1000000");
        if (amounts[i] > INT64_MAX / UNIT_MAX || amounts[i] * unit % MILLION)
            return wrong(w, t, line, "an amount is no whole number of euros");
        amounts[i] = amounts[i] * unit / MILLION;
    }
    return OK;
}

static bool letter_known(Str s) { return s.n == 1 && s.p[0] >= 'a' && s.p[0] <= 'h'; }

static Err link_money(Plan *p, Why *w)
{
    for (size_t i = 0; i < p->budget_count; i++) {
        PlanBudget *b = &p->budget[i];
        if (!letter_known(b->letter)) return wrong(w, PLAN_budget, b->line, "line must be a to h");
        TRY(euros(PLAN_budget, b->line, b->unit, b->amount, PLAN_BUDGET_YEARS, w));
        TRY(euros(PLAN_budget, b->line, b->copy_unit, b->copy, PLAN_BUDGET_YEARS, w));
    }
    for (size_t i = 0; i < p->totals_count; i++) {
        PlanTotal *t = &p->totals[i];
        TRY(euros(PLAN_totals, t->line, t->unit, t->amount, PLAN_BUDGET_YEARS, w));
        TRY(euros(PLAN_totals, t->line, t->unit, &t->over_years, 1, w));
    }
    for (size_t i = 0; i < p->spending_count; i++) {
        const PlanSpending *s = &p->spending[i];
        size_t from = 0, to = 0;
        for (size_t k = 0; k < p->budget_count; k++) {
            from += str_eq(p->budget[k].code, s->code);
            to += str_eq(p->budget[k].code, s->to);
        }
        if (!from) return wrong(w, PLAN_spending, s->line, "there is no such code in budget.csv");
        if (str_eq_c(s->kind, "shift") != (to > 0) || (s->to.n && !to))
            return wrong(w, PLAN_spending, s->line, "a shift names where it goes to, and only a shift does");
        if (s->year < PLAN_FIRST_YEAR || s->year >= PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS)
            return wrong(w, PLAN_spending, s->line, "the budget has no such year");
        if (s->day == 0) return wrong(w, PLAN_spending, s->line, "the day is missing");
    }
    return OK;
}

static Err link_rest(const Plan *p, Why *w)
{
    enum { SCORE_MAX = 3 };
    for (size_t i = 0; i < p->risks_count; i++) {
        const PlanRisk *r = &p->risks[i];
        const int64_t scores[] = {r->chance, r->time, r->money, r->quality};
        for (size_t k = 0; k < COUNT(scores); k++)
            if (scores[k] < 1 || scores[k] > SCORE_MAX)
                return wrong(w, PLAN_risks, r->line, "chance, time, money and quality are 1 to 3");
    }
    for (size_t i = 0; i < p->regional_count; i++)
        if (p->regional[i].task < 1 || p->regional[i].task > (int64_t)p->regional_tasks_count)
            return wrong(w, PLAN_regional, p->regional[i].line, "there is no such task");
    for (size_t i = 0; i < p->phases_count; i++)
        if (p->phases[i].from == 0 || p->phases[i].until < p->phases[i].from)
            return wrong(w, PLAN_phases, p->phases[i].line, "until is before from, or one is missing");
    for (size_t i = 0; i < p->deadlines_count; i++)
        if (p->deadlines[i].day == 0) return wrong(w, PLAN_deadlines, p->deadlines[i].line, "the day is missing");
    for (size_t i = 0; i < p->developments_count; i++)
        if (p->developments[i].of_line && !plan_line(p, p->developments[i].of_line))
            return wrong(w, PLAN_developments, p->developments[i].line, "there is no such action line");
    return OK;
}

// The code stands in an address.
static bool code_ok(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-')) return false;
    return s.n > 0;
}

static Err link_indicators(const Plan *p, Why *w)
{
    for (size_t k = 0; k < p->indicators_count; k++) {
        const PlanIndicator *i = &p->indicators[k];
        int64_t v;
        if (!code_ok(i->code) || plan_indicator(p, i->code) != i)
            return wrong(w, PLAN_indicators, i->line,
                         "the code is there twice, or is not of small letters, digits and -");
        if (i->goal.n && !plan_operational(p, i->goal))
            return wrong(w, PLAN_indicators, i->line, "there is no such operational goal");
        if ((i->baseline.n && plan_number(i->baseline, &v) != OK) || (i->target.n && plan_number(i->target, &v) != OK))
            return wrong(w, PLAN_indicators, i->line, "baseline and target are numbers like 66 or 0,5");
        if ((i->baseline.n > 0) != (i->baseline_about.n > 0))
            return wrong(w, PLAN_indicators, i->line, "a baseline says what it is about, and only a baseline does");
        if (i->target_year && (i->target_year < PLAN_FIRST_YEAR || i->target_year > PLAN_LAST_YEAR))
            return wrong(w, PLAN_indicators, i->line, "target_year is outside the programme");
        if (i->target.n && !i->target_year) return wrong(w, PLAN_indicators, i->line, "a target has a year");
        if (str_eq_c(i->kind, "share") && !str_eq_c(i->unit, "percent"))
            return wrong(w, PLAN_indicators, i->line, "a share is in percent");
    }
    return OK;
}

Err plan_load(Arena *mem, const Str texts[PLAN_TABLE_COUNT], Plan *ret_plan, Why *w)
{
    Plan p = {.mem = mem};
    for (int t = 0; t < PLAN_TABLE_COUNT; t++) TRY(plan_table_read(mem, (PlanTable)t, texts[t], &p, w));
    TRY(link_actions(&p, w));
    TRY(link_numbers(&p, w));
    TRY(link_money(&p, w));
    TRY(link_rest(&p, w));
    TRY(link_indicators(&p, w));
    *ret_plan = p;
    return OK;
}
