// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_live.c - what was known at a moment, as lines of comma separated values: kind first, then its fields in order.
// Line breaks inside a text become spaces.
#include "programme/plan_csv.h"
#include "programme/plan_report.h"
#include <stddef.h>
#include <string.h>

enum { FIELDS_MAX = 16, LIVE_STEP = 64 };

typedef enum FieldKind { FIELD_STR, FIELD_INT } FieldKind; // a Date is a number
typedef struct Field {
    FieldKind kind;
    size_t at;
} Field;
typedef struct Layout {
    const char *name;
    size_t size, rows, count, known; // where in Live
    Field fields[FIELDS_MAX];
    size_t field_count;
} Layout;

#define TEXT(type, name)                                                                                               \
    {                                                                                                                  \
        FIELD_STR, offsetof(type, name)                                                                                \
    }
#define NUMBER(type, name)                                                                                             \
    {                                                                                                                  \
        FIELD_INT, offsetof(type, name)                                                                                \
    }
#define OF(type, rows, count, known) sizeof(type), offsetof(Live, rows), offsetof(Live, count), offsetof(Live, known)

static const Layout layouts[] = {
    {"action",
     OF(LiveAction, actions, action_count, actions_known),
     {NUMBER(LiveAction, number), NUMBER(LiveAction, percent), TEXT(LiveAction, state), TEXT(LiveAction, before),
      TEXT(LiveAction, progress), TEXT(LiveAction, results), TEXT(LiveAction, obstacles), TEXT(LiveAction, forecast),
      NUMBER(LiveAction, ends_on), NUMBER(LiveAction, reported)},
     10},
    {"money",
     OF(PlanSpending, money, money_count, money_known),
     {NUMBER(PlanSpending, day), TEXT(PlanSpending, kind), TEXT(PlanSpending, code), TEXT(PlanSpending, to),
      TEXT(PlanSpending, reason), TEXT(PlanSpending, decided_by), TEXT(PlanSpending, source),
      NUMBER(PlanSpending, year), NUMBER(PlanSpending, amount), NUMBER(PlanSpending, to_year)},
     10},
    {"risk",
     OF(PlanRisk, risks, risk_count, risks_known),
     {TEXT(PlanRisk, code), TEXT(PlanRisk, side), TEXT(PlanRisk, title), TEXT(PlanRisk, title_en),
      TEXT(PlanRisk, cause), TEXT(PlanRisk, owner), TEXT(PlanRisk, measure), TEXT(PlanRisk, trend),
      TEXT(PlanRisk, source), NUMBER(PlanRisk, chance), NUMBER(PlanRisk, time), NUMBER(PlanRisk, money),
      NUMBER(PlanRisk, quality), NUMBER(PlanRisk, accepted)},
     14},
    {"indicator",
     OF(LiveIndicator, indicators, indicator_count, indicators_known),
     {TEXT(LiveIndicator, code), TEXT(LiveIndicator, goal), TEXT(LiveIndicator, title), TEXT(LiveIndicator, title_en),
      TEXT(LiveIndicator, baseline), TEXT(LiveIndicator, target), TEXT(LiveIndicator, value),
      TEXT(LiveIndicator, value_en), TEXT(LiveIndicator, source), TEXT(LiveIndicator, uncertain),
      NUMBER(LiveIndicator, day)},
     11},
    {"decision",
     OF(LiveDecision, decisions, decision_count, decisions_known),
     {TEXT(LiveDecision, kind), TEXT(LiveDecision, body), TEXT(LiveDecision, title), TEXT(LiveDecision, title_en),
      TEXT(LiveDecision, outcome), TEXT(LiveDecision, owner), NUMBER(LiveDecision, day), NUMBER(LiveDecision, due)},
     8},
};

static void *in_live(const Live *live, size_t at) { return (char *)(uintptr_t)live + at; }

static Str one_line(Arena *mem, Str s)
{
    char *p = str_z(mem, s);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)p[i] < ' ') p[i] = ' ';
    return (Str){p, s.n};
}

Err live_write(Arena *mem, const Live *live, Str *ret_text)
{
    Buf b = buf_new(mem, LIVE_TEXT_MAX);
    for (size_t t = 0; t < COUNT(layouts); t++) {
        const Layout *l = &layouts[t];
        const char *rows;
        size_t count = *(size_t *)in_live(live, l->count);
        memcpy(&rows, in_live(live, l->rows), sizeof rows);
        if (!*(bool *)in_live(live, l->known)) continue;
        if (count > LIVE_MAX) return E_LIMIT;
        buf_fmt(&b, "known,%s\n", l->name);
        for (size_t i = 0; i < count; i++) {
            buf_c(&b, l->name);
            for (size_t k = 0; k < l->field_count; k++) {
                const void *at = rows + i * l->size + l->fields[k].at;
                buf_char(&b, ',');
                if (l->fields[k].kind == FIELD_INT) buf_int(&b, *(const int64_t *)at);
                else csv_write(&b, one_line(mem, *(const Str *)at));
            }
            buf_char(&b, '\n');
        }
    }
    return buf_done(&b, ret_text);
}

static const Layout *layout_of(Str name)
{
    for (size_t t = 0; t < COUNT(layouts); t++)
        if (str_eq_c(name, layouts[t].name)) return &layouts[t];
    return NULL;
}

static Err read_row(Arena *mem, const Layout *l, const Str *values, size_t n, Live *live, Why *w)
{
    const int64_t most = INT64_MAX / 4;
    char *rows;
    size_t *count = in_live(live, l->count);
    if (n != l->field_count + 1) return why(w, E_INPUT, "%s has %zu values, not %zu", l->name, l->field_count, n - 1);
    if (*count == LIVE_MAX) return why(w, E_LIMIT, "more than %d lines of %s", LIVE_MAX, l->name);
    memcpy(&rows, in_live(live, l->rows), sizeof rows);
    if (*count % LIVE_STEP == 0) { // room for some more
        char *more = arena_array(mem, *count + LIVE_STEP, l->size);
        if (*count) memcpy(more, rows, *count * l->size);
        rows = more;
        memcpy(in_live(live, l->rows), &rows, sizeof rows);
    }
    char *row = rows + *count * l->size;
    for (size_t k = 0; k < l->field_count; k++) {
        void *at = row + l->fields[k].at;
        if (l->fields[k].kind == FIELD_STR) *(Str *)at = values[k + 1];
        else if (str_int(values[k + 1], -most, most, at) != OK)
            return why(w, E_INPUT, "value %zu of %s is not a number", k + 1, l->name);
    }
    ++*count;
    return OK;
}

Err live_read(Arena *mem, Str text, Live *ret_live, Why *w)
{
    Live live = {0};
    for (int line = 1; text.n; line++) {
        Str values[FIELDS_MAX + 1];
        size_t n;
        Why inner = {{0}};
        Err e = csv_values(mem, str_cut(&text, '\n'), COUNT(values), values, &n, &inner);
        if (e == OK && n == 2 && str_eq_c(values[0], "known") && layout_of(values[1])) {
            *(bool *)in_live(&live, layout_of(values[1])->known) = true;
            continue;
        }
        const Layout *l = e == OK ? layout_of(values[0]) : NULL;
        if (e == OK && !l) e = why(&inner, E_INPUT, "no kind that is known");
        if (e == OK) e = read_row(mem, l, values, n, &live, &inner);
        if (e != OK) return why(w, e, "line %d: %s", line, inner.text);
    }
    *ret_live = live;
    return OK;
}
