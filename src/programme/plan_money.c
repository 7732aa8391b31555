// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_money.c - adding up what was reserved, committed and spent.
#include "base/json.h"
#include "programme/plan.h"
#include <assert.h>

enum { OUT_MAX = 256 * 1024 };

const char *const plan_letters[] = {"a", "b", "c", "d", "e", "f", "g", "h", NULL};

static size_t at_year(int year)
{
    assert(year >= PLAN_FIRST_YEAR && year < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS);
    return (size_t)(year - PLAN_FIRST_YEAR);
}

static bool of_letter(Str have, Str want) { return str_eq_c(want, "all") || str_eq(have, want); }

static int64_t printed(int64_t amount) { return amount == PLAN_NO_AMOUNT ? 0 : amount; }

int64_t plan_reserved(const Plan *p, Str letter, int year, bool copy)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->budget_count; i++) {
        const PlanBudget *b = &p->budget[i];
        if (of_letter(b->letter, letter)) sum += printed(copy ? b->copy[at_year(year)] : b->amount[at_year(year)]);
    }
    return sum;
}

int64_t plan_reserved_for(const Plan *p, PlanSet actions, int year)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->budget_count; i++) {
        const PlanBudget *b = &p->budget[i];
        if (b->actions && !(b->actions & ~actions)) sum += printed(b->amount[at_year(year)]);
    }
    return sum;
}

static Str letter_of(const Plan *p, Str code)
{
    for (size_t i = 0; i < p->budget_count; i++)
        if (str_eq(p->budget[i].code, code)) return p->budget[i].letter;
    return STR_NONE;
}

int64_t plan_spent(const Plan *p, Str letter, int year, const char *kind)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->spending_count; i++) {
        const PlanSpending *s = &p->spending[i];
        if (s->year == year && str_eq_c(s->kind, kind) && of_letter(letter_of(p, s->code), letter)) sum += s->amount;
    }
    return sum;
}

int64_t plan_available(const Plan *p, Str letter, int year)
{
    int64_t sum = plan_reserved(p, letter, year, false);
    for (size_t i = 0; i < p->spending_count; i++) {
        const PlanSpending *s = &p->spending[i];
        if (!str_eq_c(s->kind, "shift")) continue;
        int64_t to_year = s->to_year ? s->to_year : s->year;
        if (s->year == year && of_letter(letter_of(p, s->code), letter)) sum -= s->amount;
        if (to_year == year && of_letter(letter_of(p, s->to), letter)) sum += s->amount;
    }
    return sum;
}

Str plan_letter_title(const Plan *p, const char *letter, bool english)
{
    for (size_t i = 0; i < p->lines_count; i++)
        if (str_eq_c(p->lines[i].budget, letter)) return english ? p->lines[i].title_en : p->lines[i].title;
    for (size_t i = 0; i < p->budget_count; i++)
        if (str_eq_c(p->budget[i].letter, letter)) return english ? p->budget[i].title_en : p->budget[i].title;
    return STR_NONE;
}

// ---- JSON ---------------------------------------------------------------------------------------------------------

static void year_key(Json *j, int year)
{
    static const char *const keys[PLAN_BUDGET_YEARS] = {"2023", "2024", "2025", "2026"};
    json_key(j, keys[at_year(year)]);
}

static void years_of(Json *j, const Plan *p, Str letter, const char *kind)
{
    for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++) {
        year_key(j, y);
        json_int(j, kind ? plan_spent(p, letter, y, kind) : plan_reserved(p, letter, y, false));
    }
}

// What the sources do not tell is null, not zero.
static void spending_of(Json *j, const Plan *p, Str letter, const char *kind)
{
    bool known = false;
    for (size_t i = 0; i < p->spending_count; i++) known = known || str_eq_c(p->spending[i].kind, kind);
    json_key(j, kind);
    if (!known) {
        json_nil(j);
        return;
    }
    json_obj(j);
    years_of(j, p, letter, kind);
    json_end(j);
}

static void rows_of(Json *j, const Plan *p, const char *letter)
{
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < p->budget_count; i++) {
        const PlanBudget *b = &p->budget[i];
        if (!str_eq_c(b->letter, letter)) continue;
        json_obj(j);
        json_kstr(j, "code", b->code);
        json_kstr(j, "title", b->title);
        json_kstr(j, "basis", b->basis);
        json_key(j, "actions");
        json_arr(j);
        for (int64_t n = 1; n <= PLAN_ACTIONS; n++)
            if (plan_has(b->actions, n)) json_int(j, n);
        json_arr_end(j);
        for (int y = PLAN_FIRST_YEAR; y < PLAN_FIRST_YEAR + PLAN_BUDGET_YEARS; y++) {
            year_key(j, y);
            if (b->amount[at_year(y)] == PLAN_NO_AMOUNT) json_nil(j);
            else json_int(j, b->amount[at_year(y)]);
        }
        json_end(j);
    }
    json_arr_end(j);
}

Str plan_budget_json(Arena *mem, const Plan *p, const PlanCheck *k)
{
    Buf b = buf_new(mem, OUT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "unit", S("EUR"));
    json_key(&j, "years");
    json_obj(&j);
    years_of(&j, p, S("all"), NULL);
    json_end(&j);
    json_key(&j, "lines");
    json_arr(&j);
    for (size_t i = 0; plan_letters[i]; i++) {
        Str letter = str_c(plan_letters[i]);
        json_obj(&j);
        json_kstr(&j, "code", letter);
        json_kstr(&j, "title", plan_letter_title(p, plan_letters[i], false));
        years_of(&j, p, letter, NULL);
        spending_of(&j, p, letter, "committed");
        spending_of(&j, p, letter, "spent");
        rows_of(&j, p, plan_letters[i]);
        json_end(&j);
    }
    json_arr_end(&j);
    json_kint(&j, "sums", (int64_t)k->sums);
    json_kbool(&j, "reconciles", k->reconciles);
    json_end(&j);
    return buf_str(&b);
}
