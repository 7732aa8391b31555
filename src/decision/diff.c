// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/diff.h"

#define NOWHERE (SIZE_MAX >> 1)
enum { LINES_STEP = 64 };

typedef struct Diff {
    Arena *mem;
    Lang lang;
    const Decision *a, *b;
    size_t *to_b; // where each rule of a stands in b, or NOWHERE
    DiffLine *lines;
    size_t count, room;
    TableDiff sums;
} Diff;

// Every column of a table in one row: inputs, outputs, annotations.
static size_t columns(const Decision *d) { return d->input_count + d->output_count + d->annotation_count; }

static Str column_name(const Decision *d, size_t i)
{
    if (i < d->input_count) return d->inputs[i].label;
    i -= d->input_count;
    if (i < d->output_count) return d->outputs[i].name.n ? d->outputs[i].name : d->outputs[i].label;
    return d->annotations[i - d->output_count];
}

static int column_part(const Decision *d, size_t i)
{
    return i < d->input_count ? 0 : i < d->input_count + d->output_count ? 1 : 2;
}

static Str cell(const Decision *d, size_t rule, size_t i)
{
    const TableRule *r = &d->rules[rule];
    if (i < d->input_count) return r->inputs[i];
    i -= d->input_count;
    return i < d->output_count ? r->outputs[i] : r->annotations[i - d->output_count];
}

static size_t column_in(const Decision *d, const Decision *from, size_t i)
{
    Str name = column_name(from, i);
    for (size_t k = 0; k < columns(d); k++)
        if (column_part(d, k) == column_part(from, i) && str_eq(column_name(d, k), name)) return k;
    return NOWHERE;
}

static size_t rule_in(const Decision *d, Str id)
{
    for (size_t i = 0; d && i < d->rule_count; i++)
        if (str_eq(d->rules[i].id, id)) return i;
    return NOWHERE;
}

static DiffLine *line(Diff *d, DiffKind kind, Str rule, Str column, Str before, Str after)
{
    if (d->count == d->room) {
        DiffLine *more = NEW_ARRAY(d->mem, DiffLine, d->room + d->count + LINES_STEP);
        for (size_t i = 0; i < d->count; i++) more[i] = d->lines[i];
        d->lines = more;
        d->room += d->count + LINES_STEP;
    }
    DiffLine *l = &d->lines[d->count++];
    *l = (DiffLine){.kind = kind, .rule = rule, .column = column, .before = before, .after = after};
    return l;
}

#define Z(s) str_z(d->mem, (s))

static void about_table(Diff *d)
{
    Str before = str_fmt(d->mem, "%s %s", hit_policy_name(d->a->hit_policy), aggregation_name(d->a->aggregation));
    Str after = str_fmt(d->mem, "%s %s", hit_policy_name(d->b->hit_policy), aggregation_name(d->b->aggregation));
    if (!str_eq(before, after)) {
        DiffLine *l = line(d, DIFF_CHANGED, STR_NONE, str_c(T(d->lang, "Hoe gekozen wordt")), before, after);
        l->words = tr_fmt(d->mem, d->lang, "Hoe gekozen wordt, verandert van %s in %s.", Z(before), Z(after));
    }
    for (size_t i = 0; i < columns(d->a); i++) {
        if (column_in(d->b, d->a, i) != NOWHERE) continue;
        DiffLine *l = line(d, DIFF_REMOVED, STR_NONE, column_name(d->a, i), column_name(d->a, i), STR_NONE);
        l->words = tr_fmt(d->mem, d->lang, "De kolom %s vervalt.", Z(l->column));
    }
    for (size_t i = 0; i < columns(d->b); i++) {
        if (column_in(d->a, d->b, i) != NOWHERE) continue;
        DiffLine *l = line(d, DIFF_ADDED, STR_NONE, column_name(d->b, i), STR_NONE, column_name(d->b, i));
        l->words = tr_fmt(d->mem, d->lang, "De kolom %s komt erbij.", Z(l->column));
    }
}

// Allowed values and defaults of columns that stay.
static void about_column(Diff *d, Str name, const char *what, Str before, Str after)
{
    if (str_eq(before, after)) return;
    DiffLine *l =
        line(d, DIFF_CHANGED, STR_NONE, str_fmt(d->mem, "%.*s: %s", STR_ARG(name), tr(d->lang, what)), before, after);
    l->words = tr_fmt(d->mem, d->lang, "Kolom %s was %s en wordt %s.", Z(l->column), Z(before), Z(after));
}

static void about_columns(Diff *d)
{
    for (size_t i = 0; i < d->b->input_count; i++) {
        size_t k = column_in(d->a, d->b, i);
        if (k == NOWHERE) continue;
        const TableInput *was = &d->a->inputs[k], *is = &d->b->inputs[i];
        about_column(d, is->label, N_("wat gevraagd wordt"), was->expression, is->expression);
        about_column(d, is->label, N_("toegestane waarden"), was->allowed, is->allowed);
    }
    for (size_t i = 0; i < d->b->output_count; i++) {
        size_t k = column_in(d->a, d->b, d->b->input_count + i);
        if (k == NOWHERE) continue;
        const TableOutput *was = &d->a->outputs[k - d->a->input_count], *is = &d->b->outputs[i];
        about_column(d, is->name, N_("toegestane waarden"), was->allowed, is->allowed);
        about_column(d, is->name, N_("standaard"), was->fallback, is->fallback);
    }
}

// All cells of a rule that say something, as lines of their own.
static void whole_rule(Diff *d, const Decision *t, size_t rule, DiffKind kind)
{
    Str id = t->rules[rule].id;
    Str words = tr_fmt(d->mem, d->lang, kind == DIFF_ADDED ? "Regel %s komt erbij." : "Regel %s vervalt.", Z(id));
    for (size_t i = 0; i < columns(t); i++) {
        Str text = cell(t, rule, i);
        if (str_eq(text, S("-")) || text.n == 0) continue;
        bool added = kind == DIFF_ADDED;
        line(d, kind, id, column_name(t, i), added ? STR_NONE : text, added ? text : STR_NONE)->words = words;
        words = STR_NONE; // once for each rule
    }
}

static void changed_cells(Diff *d, size_t old, size_t new)
{
    size_t before = d->count;
    for (size_t i = 0; i < columns(d->b); i++) {
        size_t k = column_in(d->a, d->b, i);
        Str was = k == NOWHERE ? S("-") : cell(d->a, old, k), is = cell(d->b, new, i);
        if (str_eq(was, is) || (k == NOWHERE && is.n == 0)) continue;
        DiffLine *l = line(d, DIFF_CHANGED, d->b->rules[new].id, column_name(d->b, i), was, is);
        l->words = tr_fmt(d->mem, d->lang, "Regel %s: %s was %s en wordt %s.", Z(l->rule), Z(l->column), Z(was), Z(is));
    }
    d->sums.changed += d->count > before;
}

// The rules that stay and are not part of the longest run that kept its order have moved.
static void moved_rules(Diff *d)
{
    size_t n = d->a->rule_count;
    size_t *length = NEW_ARRAY(d->mem, size_t, n + 1), *before = NEW_ARRAY(d->mem, size_t, n + 1);
    bool *stays = NEW_ARRAY(d->mem, bool, n + 1);
    size_t best = NOWHERE;
    for (size_t i = 0; i < n; i++) {
        if (d->to_b[i] == NOWHERE) continue;
        length[i] = 1;
        before[i] = NOWHERE;
        for (size_t k = 0; k < i; k++) {
            if (d->to_b[k] == NOWHERE || d->to_b[k] > d->to_b[i] || length[k] + 1 <= length[i]) continue;
            length[i] = length[k] + 1;
            before[i] = k;
        }
        if (best == NOWHERE || length[i] > length[best]) best = i;
    }
    for (size_t i = best; i != NOWHERE; i = before[i]) stays[i] = true;
    for (size_t i = 0; i < n; i++) {
        if (d->to_b[i] == NOWHERE || stays[i]) continue;
        DiffLine *l = line(d, DIFF_MOVED, d->a->rules[i].id, STR_NONE, str_fmt(d->mem, "%zu", i + 1),
                           str_fmt(d->mem, "%zu", d->to_b[i] + 1));
        l->words = tr_fmt(d->mem, d->lang, "Regel %s stond op plaats %d en staat nu op plaats %d.", Z(l->rule),
                          (int)i + 1, (int)d->to_b[i] + 1);
        d->sums.moved++;
    }
}

static void rules_that_stay(Diff *d)
{
    d->to_b = NEW_ARRAY(d->mem, size_t, d->a->rule_count + 1);
    for (size_t i = 0; i < d->a->rule_count; i++) {
        d->to_b[i] = rule_in(d->b, d->a->rules[i].id);
        if (d->to_b[i] == NOWHERE) {
            whole_rule(d, d->a, i, DIFF_REMOVED);
            d->sums.removed++;
        } else changed_cells(d, i, d->to_b[i]);
    }
    HitPolicy p = d->b->hit_policy;
    if (p == HIT_FIRST || p == HIT_RULE_ORDER) moved_rules(d);
}

void table_diff(Arena *mem, Lang lang, const Decision *before, const Decision *after, TableDiff *ret_diff)
{
    Diff d = {.mem = mem, .lang = lang, .a = before, .b = after};
    if (before) {
        about_table(&d);
        about_columns(&d);
        rules_that_stay(&d);
    }
    for (size_t i = 0; i < after->rule_count; i++) {
        if (rule_in(before, after->rules[i].id) != NOWHERE) continue;
        whole_rule(&d, after, i, DIFF_ADDED);
        d.sums.added++;
    }
    *ret_diff = d.sums;
    ret_diff->lines = d.lines;
    ret_diff->count = d.count;
}

const char *diff_kind_words(DiffKind k)
{
    switch (k) {
    case DIFF_ADDED: return N_("erbij");
    case DIFF_REMOVED: return N_("vervalt");
    case DIFF_MOVED: return N_("verplaatst");
    case DIFF_CHANGED: break;
    }
    return N_("veranderd");
}
