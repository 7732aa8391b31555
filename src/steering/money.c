// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// money.c - the books of the programme: adding up, and what a booking must hold.
#include "steering/money.h"

const Choice money_kinds[] = {
    {"committed", "committed", N_("toegezegd"), "", N_("aan iemand beloofd, nog niet betaald")},
    {"spent", "spent", N_("uitgegeven"), "", N_("betaald")},
    {"shift", "shift", N_("verschoven"), "", N_("van de ene regel of het ene jaar naar het andere")},
    {0}};
const Choice money_bases[] = {
    {"once", "once", N_("eenmalig"), "", ""}, {"structural", "structural", N_("elk jaar opnieuw"), "", ""}, {0}};

// ---- adding up ----------------------------------------------------------------------------------------------------

static PlanSpending spending_of(const MoneyEntry *e)
{
    return (PlanSpending){.day = e->day,
                          .kind = e->kind,
                          .code = e->code,
                          .to = e->to_code,
                          .reason = e->reason,
                          .decided_by = e->decided_by,
                          .source = e->source,
                          .year = e->year,
                          .amount = e->amount,
                          .to_year = e->to_year};
}

const Plan *money_with(Arena *mem, const Plan *p, Date day, const MoneyEntry *rows, size_t n)
{
    Plan *with = NEW(mem, Plan);
    *with = *p;
    with->spending = NEW_ARRAY(mem, PlanSpending, p->spending_count + n + 1);
    with->spending_count = 0;
    for (size_t i = 0; i < p->spending_count; i++)
        if (p->spending[i].day <= day) with->spending[with->spending_count++] = p->spending[i];
    for (size_t i = 0; i < n; i++) with->spending[with->spending_count++] = spending_of(&rows[i]);
    return with;
}

Err money_plan(Db *db, Arena *mem, const Plan *p, Date day, const Plan **ret_plan)
{
    MoneyEntry *rows;
    size_t n;
    TRY(q_money_until(db, mem, day, &rows, &n));
    *ret_plan = money_with(mem, p, day, rows, n);
    return OK;
}

static void close_sum(MoneySum *s)
{
    s->left = s->reserved + s->shifted - (s->committed > s->spent ? s->committed : s->spent);
}

static int64_t reserved_in(const PlanBudget *row, int year)
{
    int64_t amount = row->amount[year - PLAN_FIRST_YEAR];
    return amount == PLAN_NO_AMOUNT ? 0 : amount;
}

static MoneySum row_in_year(const Plan *p, const PlanBudget *row, int year)
{
    MoneySum s = {.reserved = reserved_in(row, year)};
    for (size_t i = 0; i < p->spending_count; i++) {
        const PlanSpending *e = &p->spending[i];
        bool here = e->year == year && str_eq(e->code, row->code);
        if (here && str_eq_c(e->kind, "committed")) s.committed += e->amount;
        if (here && str_eq_c(e->kind, "spent")) s.spent += e->amount;
        if (!str_eq_c(e->kind, "shift")) continue;
        if (here) s.shifted -= e->amount;
        if ((e->to_year ? e->to_year : e->year) == year && str_eq(e->to, row->code)) s.shifted += e->amount;
    }
    close_sum(&s);
    return s;
}

static void add(MoneySum *to, MoneySum s)
{
    to->reserved += s.reserved;
    to->shifted += s.shifted;
    to->committed += s.committed;
    to->spent += s.spent;
    to->left += s.left;
}

MoneySum money_of_row(const Plan *p, const PlanBudget *row, int year)
{
    MoneySum sum = {0};
    for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++)
        if (year == 0 || y == year) add(&sum, row_in_year(p, row, y));
    return sum;
}

MoneySum money_of_letter(const Plan *p, Str letter, int year)
{
    MoneySum sum = {0};
    for (size_t i = 0; i < p->budget_count; i++)
        if (str_eq_c(letter, "all") || str_eq(p->budget[i].letter, letter))
            add(&sum, money_of_row(p, &p->budget[i], year));
    return sum;
}

const PlanBudget *money_row(const Plan *p, Str code)
{
    for (size_t i = 0; i < p->budget_count; i++)
        if (str_eq(p->budget[i].code, code)) return &p->budget[i];
    return NULL;
}

const PlanBudget *money_row_of_action(const Plan *p, int64_t action)
{
    for (size_t i = 0; i < p->budget_count; i++)
        if (plan_has(p->budget[i].actions, action)) return &p->budget[i];
    return NULL;
}

PlanSet money_overspent(const Plan *p, int year)
{
    PlanSet over = 0;
    for (size_t i = 0; i < p->budget_count; i++)
        for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS && y <= year; y++)
            if (row_in_year(p, &p->budget[i], y).left < 0) over |= p->budget[i].actions;
    return over;
}

// ---- booking ------------------------------------------------------------------------------------------------------

static bool budget_year(int64_t year) { return year >= PLAN_FIRST_YEAR && year < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; }

static Err check_text(Str s, const char *name, const char *missing, const char **ret_field, Why *w)
{
    *ret_field = name;
    if (s.n == 0) return why(w, E_INPUT, "%s", missing);
    if (s.n > MONEY_TEXT_MAX) return why(w, E_INPUT, N_("Dit is te lang. Schrijf het korter."));
    return OK;
}

static Err check_shift(const Plan *p, const NewMoney *n, const char **ret_field, Why *w)
{
    *ret_field = "naar";
    if (!str_eq_c(n->kind, "shift")) {
        if (n->to_code.n || n->to_year)
            return why(w, E_INPUT, N_("Alleen geld dat je verschuift, gaat naar een andere regel."));
        return OK;
    }
    if (!money_row(p, n->to_code)) return why(w, E_INPUT, N_("Kies waar het geld naartoe gaat."));
    if (!budget_year(n->to_year)) return why(w, E_INPUT, N_("Kies het jaar waar het geld naartoe gaat."));
    if (str_eq(n->to_code, n->code) && n->to_year == n->year)
        return why(w, E_INPUT, N_("Het geld staat daar al. Kies een andere regel of een ander jaar."));
    return OK;
}

Err money_check(const Plan *p, const NewMoney *n, const char **ret_field, Why *w)
{
    *ret_field = "soort";
    if (!choice_find(money_kinds, n->kind)) return why(w, E_INPUT, N_("Kies wat er met het geld gebeurde."));
    *ret_field = "regel";
    if (!money_row(p, n->code)) return why(w, E_INPUT, N_("Kies een regel van de begroting."));
    *ret_field = "jaar";
    if (!budget_year(n->year)) return why(w, E_INPUT, N_("Kies een jaar waarvoor geld is gereserveerd."));
    TRY(check_shift(p, n, ret_field, w));
    *ret_field = "bedrag";
    if (n->amount == 0 || n->amount > MONEY_MOST || n->amount < -MONEY_MOST)
        return why(w, E_INPUT, N_("Vul een bedrag in hele euro's in."));
    if (n->amount < 0 && !n->counters)
        return why(w, E_INPUT, N_("Vul een bedrag in zonder minteken. Een boeking terugnemen kan bij die boeking."));
    *ret_field = "basis";
    if (!choice_find(money_bases, n->basis)) return why(w, E_INPUT, N_("Kies of het eenmalig is."));
    *ret_field = "dag";
    if (n->day <= 0) return why(w, E_INPUT, N_("Vul de dag in waarop het is besloten of betaald."));
    TRY(check_text(n->reason, "reden", N_("Schrijf op waarom."), ret_field, w));
    TRY(check_text(n->decided_by, "besloten", N_("Schrijf op wie dit besloot."), ret_field, w));
    return check_text(n->source, "bron", N_("Schrijf op waar dit staat, bijvoorbeeld een besluit of factuur."),
                      ret_field, w);
}

Err money_store(Db *db, Arena *mem, const NewMoney *n, Time now, int64_t *ret_id, bool *ret_made)
{
    MoneyInsertRow row;
    MoneyBySubmissionRow old;
    Err e =
        q_money_insert(db, mem, n->submission, n->kind, n->code, n->year, n->to_code, n->to_year, n->amount, n->basis,
                       n->day, n->reason, n->decided_by, n->source, n->counters, now, n->by.v, n->sample, &row);
    *ret_made = e == OK;
    if (e == OK) {
        *ret_id = row.id;
        return OK;
    }
    if (e != E_NOTFOUND) return e;
    e = q_money_by_submission(db, mem, n->submission, &old);
    if (e == E_NOTFOUND) return E_CONFLICT; // another one took it back
    TRY(e);
    *ret_id = old.id;
    return OK;
}

NewMoney money_counter(const MoneyEntry *e, Date day)
{
    return (NewMoney){.kind = e->kind,
                      .code = e->code,
                      .to_code = e->to_code,
                      .basis = e->basis,
                      .year = e->year,
                      .to_year = e->to_year,
                      .amount = -e->amount,
                      .counters = e->id,
                      .day = day};
}
