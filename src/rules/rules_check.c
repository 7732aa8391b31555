// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/rules_check.h"
#include "base/buf.h"
#include "rules/check.h"
#include <string.h>

enum { EXAMPLE_MAX = 1024, MEMO_MAX = 1 << 14 };

typedef struct Check {
    const Decision *d;
    const Table *t;
    Column *columns;
    size_t words; // of a set of rules
    Arena *mem;
    Finding *list;
    Finding spare; // past the last
    size_t count, work;
    uint64_t *free_from; // per column: rules that ask nothing from there on
    const uint64_t **memo;
    size_t memo_count;
} Check;

static Finding *found(Check *c, FindingKind kind)
{
    Finding *f = c->count < FINDINGS_MAX ? &c->list[c->count++] : &c->spare;
    *f = (Finding){.kind = kind, .decision = c->d};
    return f;
}

static bool tired(const Check *c) { return c->work > CHECK_WORK_MAX || arena_over(c->mem); }

static uint32_t cell_of(const Check *c, size_t rule, size_t column)
{
    return c->t->grid[rule * c->d->input_count + column];
}

static const uint64_t *points_of(const Check *c, size_t rule, size_t column)
{
    return c->columns[column].cells + cell_of(c, rule, column) * c->columns[column].words;
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
        const uint64_t *x = points_of(c, a, i), *y = points_of(c, b, i);
        const Column *col = &c->columns[i];
        const uint64_t *named = col->named;
        uint32_t p = cell_of(c, a, i), q = cell_of(c, b, i);
        size_t k = col->from[p] > col->from[q] ? col->from[p] : col->from[q];
        size_t words = col->to[p] < col->to[q] ? col->to[p] : col->to[q], start = k;
        while (k < words && !(x[k] & y[k])) k++;
        c->work += k >= start ? k - start + 1 : 1;
        if (k >= words) return false;
        at[i] = k * 64 + (size_t)__builtin_ctzll(x[k] & y[k]);
        while (k < words && !(x[k] & y[k] & named[k])) k++;
        if (k < words) at[i] = k * 64 + (size_t)__builtin_ctzll(x[k] & y[k] & named[k]);
    }
    return true;
}

// Every input to which b applies is one to which a applies.
static bool covers(Check *c, size_t a, size_t b)
{
    for (size_t i = 0; i < c->d->input_count; i++) {
        if (cell_of(c, a, i) == CELL_ANY || cell_of(c, a, i) == cell_of(c, b, i)) continue;
        if (cell_of(c, b, i) == CELL_ANY) return false; // also what is not known
        const uint64_t *x = points_of(c, a, i), *y = points_of(c, b, i);
        for (size_t k = 0; k < c->columns[i].words; k++)
            if (y[k] & ~x[k]) return false;
        c->work += c->columns[i].words;
    }
    return true;
}

// Does a always go before b, where both apply? Of PRIORITY only known when the outcomes are constants.
static bool goes_first(const Check *c, size_t a, size_t b)
{
    if (c->d->hit_policy == HIT_FIRST) return a < b;
    if (c->d->hit_policy != HIT_PRIORITY) return false;
    Value x[RULES_OUTPUTS_MAX], y[RULES_OUTPUTS_MAX];
    for (size_t i = 0; i < c->d->output_count; i++) {
        const Expr *p = &c->t->outputs[a * c->d->output_count + i], *q = &c->t->outputs[b * c->d->output_count + i];
        if (!p->constant || !q->constant) return false;
        x[i] = p->root->value;
        y[i] = q->root->value;
    }
    int order = row_order(c->d, c->t, x, y);
    return order < 0 || (order == 0 && a < b);
}

static void never_counts(Check *c, size_t b)
{
    for (size_t a = 0; a < c->d->rule_count && !tired(c); a++) {
        c->work++;
        if (a == b || !goes_first(c, a, b) || !covers(c, a, b)) continue;
        Finding *f = found(c, FIND_UNREACHABLE);
        f->rule = (uint32_t)b;
        f->other = (uint32_t)a;
        return;
    }
}

static void pairs(Check *c)
{
    HitPolicy policy = c->d->hit_policy;
    size_t *at = NEW_ARRAY(c->mem, size_t, c->d->input_count + 1);
    for (size_t b = 0; b < c->d->rule_count && !tired(c); b++) {
        if (policy == HIT_FIRST || policy == HIT_PRIORITY) never_counts(c, b);
        if (policy != HIT_UNIQUE && policy != HIT_ANY) continue;
        for (size_t a = 0; a < b && !tired(c); a++) {
            c->work++;
            if ((policy == HIT_ANY && same_outputs(c, a, b)) || !both_apply(c, a, b, at)) continue;
            Finding *f = found(c, policy == HIT_UNIQUE ? FIND_OVERLAP : FIND_CONTRADICTION);
            f->rule = (uint32_t)a;
            f->other = (uint32_t)b;
            f->example = example(c, at);
        }
    }
}

static bool asks_null(const Tests *t)
{
    bool null = t->any;
    for (size_t k = 0; k < t->count; k++) null = null || t->negated || t->list[k].lo.root->value.kind == VALUE_NULL;
    return null;
}

static void dead_rules(Check *c)
{
    for (size_t r = 0; r < c->d->rule_count; r++) {
        for (size_t i = 0; i < c->d->input_count; i++) {
            const uint64_t *row = points_of(c, r, i);
            size_t k = 0;
            while (k < c->columns[i].words && !row[k]) k++;
            if (k < c->columns[i].words || asks_null(&c->t->cells[cell_of(c, r, i)])) continue;
            Finding *f = found(c, FIND_UNREACHABLE);
            f->rule = f->other = (uint32_t)r;
            break;
        }
    }
}

// ---- gaps

static bool none(const uint64_t *set, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (set[i]) return false;
    return true;
}

static bool meet(const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (a[i] & b[i]) return true;
    return false;
}

// The same rules left at the same column: looked into before, and no gap was found. A word in front is the column.
static bool seen(Check *c, size_t column, const uint64_t *set)
{
    uint64_t h = 1469598103934665603u ^ column;
    for (size_t i = 0; i < c->words; i++) h = (h ^ set[i]) * 1099511628211u;
    size_t at = (size_t)(h ^ h >> 29) & (MEMO_MAX - 1);
    for (; c->memo[at]; at = (at + 1) & (MEMO_MAX - 1))
        if (c->memo[at][0] == column && memcmp(c->memo[at] + 1, set, c->words * sizeof set[0]) == 0) return true;
    if (c->memo_count >= MEMO_MAX / 2) return false;
    uint64_t *kept = NEW_ARRAY(c->mem, uint64_t, c->words + 1);
    kept[0] = column;
    memcpy(kept + 1, set, c->words * sizeof set[0]);
    c->memo[at] = kept;
    c->memo_count++;
    return false;
}

// Column by column, with the rules that still apply: none left is a gap. true: one was found, or enough was tried.
static bool gap(Check *c, size_t column, const uint64_t *set, size_t *at)
{
    if (none(set, c->words)) {
        for (size_t i = column; i < c->d->input_count; i++) at[i] = 0;
        found(c, FIND_GAP)->example = example(c, at);
        return true;
    }
    if (column == c->d->input_count || meet(set, c->free_from + column * c->words, c->words)) return false;
    if (seen(c, column, set)) return false;
    uint64_t *left = NEW_ARRAY(c->mem, uint64_t, c->words);
    const Column *col = &c->columns[column];
    for (size_t k = 0; k < 2 * col->count; k++) { // named values first
        size_t p = k % col->count;
        if ((col->named[p / 64] >> (p % 64) & 1) != (k < col->count)) continue;
        const uint64_t *row = col->rules + p * c->words;
        for (size_t i = 0; i < c->words; i++) left[i] = set[i] & row[i];
        c->work += c->words;
        at[column] = p;
        if (tired(c) || gap(c, column + 1, left, at)) return true;
    }
    return false;
}

static void gaps(Check *c)
{
    size_t n = c->d->input_count, rules = c->d->rule_count;
    c->free_from = NEW_ARRAY(c->mem, uint64_t, (n + 1) * c->words);
    c->memo = NEW_ARRAY(c->mem, const uint64_t *, MEMO_MAX);
    size_t *at = NEW_ARRAY(c->mem, size_t, n + 1);
    uint64_t *all = c->free_from + n * c->words;
    for (size_t r = 0; r < rules; r++) all[r / 64] |= UINT64_C(1) << (r % 64);
    for (size_t i = n; i-- > 0;)
        for (size_t r = 0; r < rules; r++)
            if (cell_of(c, r, i) == CELL_ANY)
                c->free_from[i * c->words + r / 64] |= c->free_from[(i + 1) * c->words + r / 64] & UINT64_C(1)
                                                                                                       << (r % 64);
    if (!arena_over(c->mem)) (void)gap(c, 0, all, at);
}

static void unused(Check *c)
{
    for (size_t i = 0; i < c->d->input_count; i++) {
        size_t r = 0;
        while (r < c->d->rule_count && cell_of(c, r, i) == CELL_ANY) r++;
        if (r == c->d->rule_count) found(c, FIND_UNUSED)->column = (uint32_t)i;
    }
}

static bool make_columns(Check *c)
{
    for (size_t i = 0; i < c->t->cell_count; i++)
        if (!column_constant(&c->t->cells[i])) return false;
    c->columns = NEW_ARRAY(c->mem, Column, c->d->input_count);
    for (size_t i = 0; i < c->d->input_count; i++) {
        if (!column_constant(&c->t->input_allowed[i])) return false;
        if (!column_make(c->mem, c->d, c->t, i, &c->columns[i], &c->work) || tired(c)) return false;
    }
    return true;
}

static void check_table(Check *c)
{
    unused(c);
    bool made = make_columns(c);
    if (made) {
        HitPolicy p = c->d->hit_policy;
        dead_rules(c);
        pairs(c);
        bool many = p == HIT_COLLECT || p == HIT_RULE_ORDER || p == HIT_OUTPUT_ORDER;
        if (!many && !c->t->has_fallback && !tired(c)) gaps(c);
    }
    if (!made || tired(c)) (void)found(c, FIND_NOT_CHECKED);
}

void rules_check(const Rules *r, Arena *mem, Finding **ret_list, size_t *ret_count)
{
    Finding *list = NEW_ARRAY(mem, Finding, FINDINGS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < r->decision_count; i++) {
        if (!r->decisions[i].is_table) continue;
        CLEANUP(arena_freep) Arena *work = arena_new(RULES_ARENA);
        Check c = {.d = &r->decisions[i], .t = &r->compiled[i].table, .mem = work, .list = list, .count = count};
        c.words = (c.d->rule_count + 63) / 64;
        check_table(&c);
        for (size_t k = count; k < c.count; k++) list[k].example = str_dup(mem, list[k].example);
        count = c.count;
    }
    *ret_list = list;
    *ret_count = count;
}

const char *finding_name(FindingKind kind)
{
    static const char *const names[] = {"gap", "overlap", "contradiction", "unreachable", "unused", "not_checked"};
    return names[kind];
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
        return str_fmt(mem,
                       nl ? "De regels %.*s en %.*s gelden allebei bij %.*s. Er mag er maar een gelden."
                          : "Rules %.*s and %.*s both apply to %.*s. Only one may.",
                       STR_ARG(a), STR_ARG(b), STR_ARG(f->example));
    case FIND_CONTRADICTION:
        return str_fmt(mem,
                       nl ? "De regels %.*s en %.*s spreken elkaar tegen bij %.*s."
                          : "Rules %.*s and %.*s contradict each other at %.*s.",
                       STR_ARG(a), STR_ARG(b), STR_ARG(f->example));
    case FIND_UNREACHABLE:
        if (f->rule == f->other)
            return str_fmt(mem, nl ? "Regel %.*s geldt nooit." : "Rule %.*s never applies.", STR_ARG(a));
        return str_fmt(mem,
                       nl ? "Regel %.*s telt nooit: regel %.*s gaat altijd voor."
                          : "Rule %.*s never counts: rule %.*s always goes first.",
                       STR_ARG(a), STR_ARG(b));
    case FIND_UNUSED: {
        Str label = f->decision->inputs[f->column].label;
        return str_fmt(mem, nl ? "Geen regel vraagt iets van %.*s." : "No rule asks anything of %.*s.", STR_ARG(label));
    }
    case FIND_NOT_CHECKED: break;
    }
    return nl ? S("Niet alles is nagekeken: de tabel is te groot, of een cel noemt andere gegevens.")
              : S("Not everything was checked: the table is too large, or a cell names other inputs.");
}
