// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/rules_check.h"
#include "base/buf.h"
#include "rules/model.h"
#include <string.h>

enum { POINTS_MAX = 2048, EXAMPLE_MAX = 1024 };

// One column: the values tried, and which cells of the table each matches.
typedef struct Column {
    Value *points;
    size_t count;
    uint8_t *matches; // cell x point
} Column;

typedef struct Check {
    const Decision *d;
    const Table *t;
    Column *columns;
    Eval ev;
    Arena *mem;
    Finding *list;
    size_t count, work;
} Check;

static Finding *found(Check *c, FindingKind kind)
{
    static Finding spare;
    if (c->count >= FINDINGS_MAX) return &spare;
    Finding *f = &c->list[c->count++];
    *f = (Finding){.kind = kind, .decision = c->d};
    return f;
}

static bool constant(const Tests *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->list[i].lo.constant || (t->list[i].hi.root && !t->list[i].hi.constant)) return false;
    return true;
}

static void point(Column *col, Value v)
{
    for (size_t i = 0; i < col->count; i++)
        if (value_same(col->points[i], v)) return;
    if (v.kind != VALUE_NULL && v.kind != VALUE_LIST && col->count < POINTS_MAX) col->points[col->count++] = v;
}

// A value, and its neighbours where it has an order; between two values is found afterwards.
static void points_of(Column *col, Value v)
{
    point(col, v);
    Number n;
    if (v.kind == VALUE_DATE) {
        point(col, value_date(v.date - 1));
        point(col, value_date(v.date + 1));
    } else if (v.kind == VALUE_NUMBER) {
        if (number_sub(v.number, number_int(1), &n)) point(col, value_number(n));
        if (number_add(v.number, number_int(1), &n)) point(col, value_number(n));
    } else if (v.kind == VALUE_BOOL) {
        point(col, value_bool(!v.boolean));
    }
}

// Half way between neighbours, as whole numbers may not be all there is.
static void between(Column *col)
{
    size_t n = col->count;
    for (size_t i = 0; i < n; i++) {
        Value best = {.kind = VALUE_NULL};
        int order = 0, nearer = 0;
        for (size_t k = 0; k < n; k++) {
            Value v = col->points[k];
            if (v.kind != VALUE_NUMBER || col->points[i].kind != VALUE_NUMBER) continue;
            if (!value_order(v, col->points[i], &order) || order <= 0) continue;
            if (best.kind == VALUE_NULL || (value_order(v, best, &nearer) && nearer < 0)) best = v;
        }
        Number sum;
        if (best.kind == VALUE_NUMBER && number_add(best.number, col->points[i].number, &sum) &&
            number_div(sum, number_int(2), &sum))
            point(col, value_number(sum));
    }
}

static void gather(Check *c, size_t column)
{
    Column *col = &c->columns[column];
    const Tests *allowed = &c->t->input_allowed[column];
    col->points = NEW_ARRAY(c->mem, Value, POINTS_MAX);
    bool listed = allowed->count > 0 && !allowed->negated;
    for (size_t i = 0; i < allowed->count; i++) {
        const Test *t = &allowed->list[i];
        listed = listed && t->kind == TEST_EQ && t->lo.constant;
        if (listed) point(col, t->lo.root->value);
    }
    if (!listed) {
        for (size_t cell = 1; cell < c->t->cell_count; cell++) {
            const Tests *tests = &c->t->cells[cell];
            if (c->t->cell_columns[cell] != column) continue;
            for (size_t i = 0; i < tests->count; i++) {
                points_of(col, tests->list[i].lo.root->value);
                if (tests->list[i].hi.root) points_of(col, tests->list[i].hi.root->value);
            }
        }
        between(col);
        bool text = col->count > 0 && col->points[0].kind == VALUE_STRING;
        if (text) point(col, value_str(S("(anders)")));
        if (col->count == 0) col->points[col->count++] = value_null(); // no rule asks
    }
    size_t kept = 0;
    for (size_t i = 0; i < col->count; i++) {
        bool fits = listed || allowed->count == 0 || feel_test(allowed, col->points[i], &c->ev, NULL) == YES;
        if (fits || col->points[i].kind == VALUE_NULL) col->points[kept++] = col->points[i];
    }
    col->count = kept;
    col->matches = NEW_ARRAY(c->mem, uint8_t, c->t->cell_count * kept);
    for (size_t cell = 0; cell < c->t->cell_count; cell++)
        for (size_t i = 0; i < kept; i++)
            if (cell == CELL_ANY || c->t->cell_columns[cell] == column)
                col->matches[cell * kept + i] = feel_test(&c->t->cells[cell], col->points[i], &c->ev, NULL) == YES;
}

static uint32_t cell_of(const Check *c, size_t rule, size_t column)
{
    return c->t->grid[rule * c->d->input_count + column];
}

static bool hits(const Check *c, size_t rule, size_t column, size_t p)
{
    return c->columns[column].matches[cell_of(c, rule, column) * c->columns[column].count + p];
}

static Str example(const Check *c, const size_t *at)
{
    Buf out = buf_new(c->mem, EXAMPLE_MAX);
    for (size_t i = 0; i < c->d->input_count; i++) {
        Value v = c->columns[i].points[at[i]];
        if (v.kind == VALUE_NULL) continue;
        buf_fmt(&out, "%s%.*s = %.*s", out.n ? ", " : "", STR_ARG(c->d->inputs[i].label),
                STR_ARG(value_text(c->mem, v)));
    }
    return buf_str(&out);
}

static bool same_outputs(const Check *c, size_t a, size_t b)
{
    for (size_t i = 0; i < c->d->output_count; i++) {
        const Expr *x = &c->t->outputs[a * c->d->output_count + i], *y = &c->t->outputs[b * c->d->output_count + i];
        if (!x->constant || !y->constant) continue; // known only when it is asked
        if (!value_same(x->root->value, y->root->value)) return false;
    }
    return true;
}

// Is there an input to which both rules apply?
static bool both_apply(Check *c, size_t a, size_t b, size_t *at)
{
    for (size_t i = 0; i < c->d->input_count; i++) {
        size_t p = 0;
        while (p < c->columns[i].count && !(hits(c, a, i, p) && hits(c, b, i, p))) p++;
        c->work += p + 1;
        if (p == c->columns[i].count) return false;
        at[i] = p;
    }
    return true;
}

// Every input to which b applies is one to which a applies.
static bool covers(Check *c, size_t a, size_t b)
{
    for (size_t i = 0; i < c->d->input_count; i++) {
        if (cell_of(c, a, i) == CELL_ANY || cell_of(c, a, i) == cell_of(c, b, i)) continue;
        for (size_t p = 0; p < c->columns[i].count; p++)
            if (hits(c, b, i, p) && !hits(c, a, i, p)) return false;
        c->work += c->columns[i].count;
        if (cell_of(c, b, i) == CELL_ANY) return false; // also what is not known
    }
    return true;
}

static void pairs(Check *c)
{
    HitPolicy policy = c->d->hit_policy;
    size_t *at = NEW_ARRAY(c->mem, size_t, c->d->input_count + 1);
    for (size_t b = 0; b < c->d->rule_count && c->work < CHECK_WORK_MAX; b++) {
        for (size_t a = 0; a < b && c->work < CHECK_WORK_MAX; a++) {
            if (policy == HIT_FIRST && covers(c, a, b)) {
                Finding *f = found(c, FIND_UNREACHABLE);
                f->rule = (uint32_t)b;
                f->other = (uint32_t)a;
                break;
            }
            bool differ = policy == HIT_UNIQUE || (policy == HIT_ANY && !same_outputs(c, a, b));
            if (!differ || !both_apply(c, a, b, at)) continue;
            Finding *f = found(c, policy == HIT_UNIQUE ? FIND_OVERLAP : FIND_CONTRADICTION);
            f->rule = (uint32_t)a;
            f->other = (uint32_t)b;
            f->example = example(c, at);
        }
    }
}

static void dead_rules(Check *c)
{
    for (size_t r = 0; r < c->d->rule_count; r++) {
        for (size_t i = 0; i < c->d->input_count; i++) {
            const Tests *tests = &c->t->cells[cell_of(c, r, i)];
            bool null = false, alive = false;
            for (size_t k = 0; k < tests->count; k++)
                null = null || tests->negated || tests->list[k].lo.root->value.kind == VALUE_NULL;
            for (size_t p = 0; p < c->columns[i].count && !alive; p++) alive = hits(c, r, i, p);
            if (alive || null || cell_of(c, r, i) == CELL_ANY) continue;
            Finding *f = found(c, FIND_UNREACHABLE);
            f->rule = f->other = (uint32_t)r;
            break;
        }
    }
}

// Column by column, with the rules that still apply: none left is a gap. true: one was found, or enough was tried.
static bool gap(Check *c, size_t column, const uint32_t *rules, size_t count, size_t *at)
{
    if (count == 0) {
        for (size_t i = column; i < c->d->input_count; i++) at[i] = 0;
        found(c, FIND_GAP)->example = example(c, at);
        return true;
    }
    if (column == c->d->input_count) return false;
    for (size_t p = 0; p < c->columns[column].count; p++) {
        uint32_t *left = NEW_ARRAY(c->mem, uint32_t, count);
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (hits(c, rules[i], column, p)) left[n++] = rules[i];
        c->work += count;
        at[column] = p;
        if (c->work > CHECK_WORK_MAX || arena_over(c->mem) || gap(c, column + 1, left, n, at)) return true;
    }
    return false;
}

static void unused(Check *c)
{
    for (size_t i = 0; i < c->d->input_count; i++) {
        size_t r = 0;
        while (r < c->d->rule_count && cell_of(c, r, i) == CELL_ANY) r++;
        if (r == c->d->rule_count) found(c, FIND_UNUSED)->column = (uint32_t)i;
    }
}

static void check_table(Check *c)
{
    unused(c);
    bool plain = true;
    for (size_t i = 0; i < c->t->cell_count; i++) plain = plain && constant(&c->t->cells[i]);
    for (size_t i = 0; i < c->d->input_count; i++) plain = plain && constant(&c->t->input_allowed[i]);
    if (plain) {
        c->columns = NEW_ARRAY(c->mem, Column, c->d->input_count);
        for (size_t i = 0; i < c->d->input_count; i++) gather(c, i);
        dead_rules(c);
        pairs(c);
        bool many = c->d->hit_policy == HIT_COLLECT || c->d->hit_policy == HIT_RULE_ORDER ||
                    c->d->hit_policy == HIT_OUTPUT_ORDER;
        uint32_t *rules = NEW_ARRAY(c->mem, uint32_t, c->d->rule_count);
        size_t *at = NEW_ARRAY(c->mem, size_t, c->d->input_count + 1);
        for (size_t i = 0; i < c->d->rule_count; i++) rules[i] = (uint32_t)i;
        if (!many && !c->t->has_fallback) (void)gap(c, 0, rules, c->d->rule_count, at);
    }
    if (!plain || c->work >= CHECK_WORK_MAX) (void)found(c, FIND_NOT_CHECKED);
}

void rules_check(const Rules *r, Arena *mem, Finding **ret_list, size_t *ret_count)
{
    Finding *list = NEW_ARRAY(mem, Finding, FINDINGS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < r->decision_count; i++) {
        if (!r->decisions[i].is_table) continue;
        Check c = {.d = &r->decisions[i], .t = &r->compiled[i].table, .mem = mem, .list = list, .count = count};
        c.ev.mem = mem;
        check_table(&c);
        count = c.count;
    }
    *ret_list = list;
    *ret_count = count;
}

bool finding_is_error(const Finding *f)
{
    return f->kind == FIND_OVERLAP || f->kind == FIND_CONTRADICTION || f->kind == FIND_UNREACHABLE;
}

Str finding_text(Arena *mem, const Finding *f, RulesLang lang)
{
    bool nl = lang == RULES_NL;
    Str a = f->rule < f->decision->rule_count ? f->decision->rules[f->rule].id : STR_NONE;
    Str b = f->other < f->decision->rule_count ? f->decision->rules[f->other].id : STR_NONE;
    switch (f->kind) {
    case FIND_GAP:
        return str_fmt(mem, nl ? "Geen regel geldt bij %.*s." : "No rule applies to %.*s.", STR_ARG(f->example));
    case FIND_OVERLAP:
        return str_fmt(mem, nl ? "De regels %.*s en %.*s gelden allebei bij %.*s. Er mag er maar een gelden."
                               : "Rules %.*s and %.*s both apply to %.*s. Only one may.",
                       STR_ARG(a), STR_ARG(b), STR_ARG(f->example));
    case FIND_CONTRADICTION:
        return str_fmt(mem, nl ? "De regels %.*s en %.*s spreken elkaar tegen bij %.*s."
                               : "Rules %.*s and %.*s contradict each other at %.*s.",
                       STR_ARG(a), STR_ARG(b), STR_ARG(f->example));
    case FIND_UNREACHABLE:
        if (f->rule == f->other)
            return str_fmt(mem, nl ? "Regel %.*s geldt nooit." : "Rule %.*s never applies.", STR_ARG(a));
        return str_fmt(mem, nl ? "Regel %.*s telt nooit: regel %.*s gaat altijd voor."
                               : "Rule %.*s never counts: rule %.*s always goes first.", STR_ARG(a), STR_ARG(b));
    case FIND_UNUSED: {
        Str label = f->decision->inputs[f->column].label;
        return str_fmt(mem, nl ? "Geen regel vraagt iets van %.*s." : "No rule asks anything of %.*s.", STR_ARG(label));
    }
    case FIND_NOT_CHECKED: break;
    }
    return nl ? S("Niet alles is nagekeken: de tabel is te groot, of een cel noemt andere gegevens.")
              : S("Not everything was checked: the table is too large, or a cell names other inputs.");
}
