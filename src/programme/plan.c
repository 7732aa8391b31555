// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan.c - finding things in a plan, and the plan that is inside the program.
#include "programme/plan.h"
#include "assets/assets.h"
#include "programme/plan_table.h"
#include <assert.h>
#include <string.h>

enum { SET_NUMBERS = 64 };
#define PLAN_MEMORY MB(32)
enum { VALUE_MAX = 2000 };

static Plan *ours; // set once, before the first request

Err plan_start(Why *w)
{
    if (ours) return OK;
    Arena *mem = arena_new(PLAN_MEMORY);
    Plan *p = NEW(mem, Plan);
    Str texts[PLAN_TABLE_COUNT];
    Err e = OK;
    for (int t = 0; t < PLAN_TABLE_COUNT && e == OK; t++) {
        Str path = str_fmt(mem, "data/plan/%s", plan_table_file((PlanTable)t));
        const Asset *a = asset_find(path);
        if (a) texts[t] = a->bytes;
        else e = why(w, E_NOTFOUND, "%.*s is missing", STR_ARG(path));
    }
    if (e == OK) e = plan_load(mem, texts, p, w);
    if (e == OK) ours = p;
    else arena_free(mem);
    return e;
}

void plan_stop(void)
{
    if (ours) arena_free(ours->mem);
    ours = NULL;
}

const Plan *plan_get(void)
{
    assert(ours);
    return ours;
}

bool plan_in_year(PlanYears s, int64_t year)
{
    return year >= PLAN_FIRST_YEAR && year <= PLAN_LAST_YEAR && (s >> (year - PLAN_FIRST_YEAR) & 1);
}

int64_t plan_first_year(PlanYears s)
{
    for (int64_t y = PLAN_FIRST_YEAR; y <= PLAN_LAST_YEAR; y++)
        if (plan_in_year(s, y)) return y;
    return 0;
}

int64_t plan_last_year(PlanYears s)
{
    for (int64_t y = PLAN_LAST_YEAR; y >= PLAN_FIRST_YEAR; y--)
        if (plan_in_year(s, y)) return y;
    return 0;
}

static Str set_text(Arena *mem, PlanSet s, const char *between)
{
    Buf b = buf_new(mem, VALUE_MAX);
    for (int64_t n = 1; n <= SET_NUMBERS; n++)
        if (plan_has(s, n)) buf_fmt(&b, "%s%lld", b.n ? between : "", (long long)n);
    return buf_str(&b);
}

Str plan_set_text(Arena *mem, PlanSet s) { return set_text(mem, s, " "); }
Str plan_set_words(Arena *mem, PlanSet s) { return set_text(mem, s, ", "); }

Str plan_years_text(Arena *mem, PlanYears s)
{
    Buf b = buf_new(mem, VALUE_MAX);
    for (int64_t y = PLAN_FIRST_YEAR; y <= PLAN_LAST_YEAR; y++)
        if (plan_in_year(s, y)) buf_fmt(&b, "%s%lld", b.n ? ", " : "", (long long)y);
    return buf_str(&b);
}

Str plan_next(Str *rest) { return str_trim(str_cut(rest, ';')); }

const PlanAction *plan_action(const Plan *p, int64_t number)
{
    return number >= 1 && number <= (int64_t)p->actions_count ? &p->actions[number - 1] : NULL;
}

const PlanProposal *plan_proposal(const Plan *p, int64_t number)
{
    return number >= 1 && number <= (int64_t)p->proposals_count ? &p->proposals[number - 1] : NULL;
}

const PlanOperational *plan_operational(const Plan *p, Str code)
{
    for (size_t i = 0; i < p->operational_count; i++)
        if (str_eq(p->operational[i].code, code)) return &p->operational[i];
    return NULL;
}

const PlanLine *plan_line(const Plan *p, int64_t number)
{
    for (size_t i = 0; i < p->lines_count; i++)
        if (p->lines[i].number == number) return &p->lines[i];
    return NULL;
}

const PlanIndicator *plan_indicator(const Plan *p, Str code)
{
    for (size_t i = 0; i < p->indicators_count; i++)
        if (str_eq(p->indicators[i].code, code)) return &p->indicators[i];
    return NULL;
}

Err plan_number(Str s, int64_t *ret_thousandths)
{
    enum { DECIMALS = 3, WHOLE_MAX = 1000000000 };
    bool minus = s.n && s.p[0] == '-';
    if (minus) s = (Str){s.p + 1, s.n - 1};
    size_t at = 0;
    while (at < s.n && s.p[at] != ',' && s.p[at] != '.') at++;
    Str whole = {s.p, at}, part = at < s.n ? (Str){s.p + at + 1, s.n - at - 1} : STR_NONE;
    int64_t v = 0, decimals = 0;
    if (str_int(whole, 0, WHOLE_MAX, &v) != OK || part.n > DECIMALS || (at < s.n && part.n == 0)) return E_INPUT;
    if (part.n && str_int(part, 0, PLAN_THOUSANDTHS - 1, &decimals) != OK) return E_INPUT;
    for (size_t i = part.n; i < DECIMALS; i++) decimals *= 10;
    v = v * PLAN_THOUSANDTHS + decimals;
    *ret_thousandths = minus ? -v : v;
    return OK;
}

Str plan_value(Arena *mem, const PlanColumn *c, const void *row)
{
    const char *at = (const char *)row + c->at;
    Str text;
    int64_t v;
    uint64_t set;
    switch (c->type) {
    case PLAN_TEXT:
    case PLAN_MAY: memcpy(&text, at, sizeof text); return text;
    case PLAN_SET: memcpy(&set, at, sizeof set); return plan_set_text(mem, set);
    case PLAN_YEARSET: memcpy(&set, at, sizeof set); return plan_years_text(mem, set);
    case PLAN_INT:
    case PLAN_INT_MAY: memcpy(&v, at, sizeof v); return str_fmt(mem, "%lld", (long long)v);
    case PLAN_DAY: memcpy(&v, at, sizeof v); return v ? date_iso(mem, v) : STR_NONE;
    case PLAN_AMOUNT:
        memcpy(&v, at, sizeof v);
        return v == PLAN_NO_AMOUNT ? STR_NONE : str_fmt(mem, "%lld", (long long)v);
    }
    return STR_NONE;
}
