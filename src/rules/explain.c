// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/buf.h"
#include "rules/model.h"
#include <assert.h>

enum { WORDS_MAX = 16 * 1024 };

static const char *say(RulesLang lang, const char *nl, const char *en) { return lang == RULES_NL ? nl : en; }

static void write_words(Buf *out, Value v, RulesLang lang)
{
    switch (v.kind) {
    case VALUE_NULL: buf_c(out, say(lang, "niet bekend", "not known")); return;
    case VALUE_BOOL: buf_c(out, v.boolean ? say(lang, "ja", "yes") : say(lang, "nee", "no")); return;
    case VALUE_DATE: {
        Civil c = civil_of_date(v.date);
        if (lang == RULES_NL) buf_fmt(out, "%02d-%02d-%04d", c.day, c.month, c.year);
        else buf_add(out, date_iso(out->mem, v.date));
        return;
    }
    case VALUE_STRING:
        if (v.string.n == 0) buf_c(out, say(lang, "leeg", "empty"));
        else buf_add(out, value_text(out->mem, v));
        return;
    case VALUE_TIME:
    case VALUE_DATETIME:
    case VALUE_DURATION:
    case VALUE_MONTHS: buf_add(out, temporal_text(out->mem, v)); return;
    case VALUE_NUMBER:
    case VALUE_LIST:
    case VALUE_RANGE:
    case VALUE_FUNCTION:
    case VALUE_CONTEXT: buf_add(out, value_text(out->mem, v)); return;
    }
}

static void write_end(Buf *out, const Expr *e, RulesLang lang)
{
    write_words(out, e->root->value, lang);
}

static void write_test(Buf *out, const Test *t, RulesLang lang)
{
    switch (t->kind) {
    case TEST_EQ: write_end(out, &t->lo, lang); return;
    case TEST_LT: buf_c(out, say(lang, "minder dan ", "less than ")); write_end(out, &t->lo, lang); return;
    case TEST_GT: buf_c(out, say(lang, "meer dan ", "more than ")); write_end(out, &t->lo, lang); return;
    case TEST_LE: write_end(out, &t->lo, lang); buf_c(out, say(lang, " of minder", " or less")); return;
    case TEST_GE: write_end(out, &t->lo, lang); buf_c(out, say(lang, " of meer", " or more")); return;
    case TEST_NE: buf_c(out, say(lang, "niet ", "not ")); write_end(out, &t->lo, lang); return;
    case TEST_TRUE: write_end(out, &t->lo, lang); return;
    case TEST_RANGE: break;
    }
    if (t->lo_open) buf_c(out, say(lang, "meer dan ", "more than "));
    else buf_c(out, say(lang, "vanaf ", "from "));
    write_end(out, &t->lo, lang);
    if (t->hi_open) buf_c(out, say(lang, " en minder dan ", " and less than "));
    else buf_c(out, say(lang, " tot en met ", " up to and including "));
    write_end(out, &t->hi, lang);
}

// A cell that names other values has no words of its own: its text stands.
Str tests_words(Arena *mem, const Tests *t, Str text, RulesLang lang)
{
    for (size_t i = 0; i < t->count; i++) {
        const Test *one = &t->list[i];
        if (!one->lo.constant || (one->hi.root && !one->hi.constant)) return text;
    }
    Buf out = buf_new(mem, WORDS_MAX);
    if (t->negated) buf_c(&out, say(lang, "niet ", "not "));
    for (size_t i = 0; i < t->count; i++) {
        if (i > 0) buf_c(&out, i + 1 < t->count ? ", " : say(lang, " of ", " or "));
        write_test(&out, &t->list[i], lang);
    }
    return buf_str(&out);
}

Str value_words(Arena *mem, Value v, RulesLang lang)
{
    Buf out = buf_new(mem, WORDS_MAX);
    write_words(&out, v, lang);
    return buf_str(&out);
}

typedef struct Explaining {
    const Decision *d;
    const Table *t;
    const Result *result;
    const uint8_t *matched; // per cell
    RulesLang lang;
    Arena *mem;
} Explaining;

// "vorm is labour"; and what the rule asks, where that is more than the value itself.
static Match match_of(const Explaining *x, uint32_t rule, uint32_t column, bool failed)
{
    const Tests *t = &x->t->cells[x->t->grid[rule * x->d->input_count + column]];
    const TableInput *in = &x->d->inputs[column];
    Value v = x->result->columns[column];
    Match m = {.column = column, .label = in->label, .value = v, .cell = x->d->rules[rule].inputs[column]};
    Str asked = tests_words(x->mem, t, m.cell, x->lang), is = value_words(x->mem, v, x->lang);
    Buf out = buf_new(x->mem, WORDS_MAX);
    buf_fmt(&out, "%.*s %s %.*s", STR_ARG(m.label), say(x->lang, "is", "is"), STR_ARG(is));
    bool plain = !t->negated && t->count > 0;
    for (size_t i = 0; i < t->count; i++) plain = plain && t->list[i].kind == TEST_EQ && t->list[i].lo.constant;
    if (failed) buf_fmt(&out, "; %s: %.*s", say(x->lang, "gevraagd", "asked"), STR_ARG(asked));
    else if (!plain) buf_fmt(&out, " (%.*s)", STR_ARG(asked));
    m.words = buf_str(&out);
    return m;
}

static Fired fired_of(const Explaining *x, uint32_t rule)
{
    Match *list = NEW_ARRAY(x->mem, Match, x->d->input_count);
    size_t n = 0;
    for (uint32_t i = 0; i < x->d->input_count; i++)
        if (x->t->grid[rule * x->d->input_count + i] != CELL_ANY) list[n++] = match_of(x, rule, i, false);
    return (Fired){.rule = rule, .matches = list, .match_count = n};
}

// Exactly one cell failed: which one.
static bool near_miss(const Explaining *x, uint32_t rule, uint32_t *ret_column)
{
    size_t failed = 0;
    uint32_t column = 0;
    for (uint32_t i = 0; i < x->d->input_count && failed < 2; i++) {
        if (x->matched[x->t->grid[rule * x->d->input_count + i]]) continue;
        failed++;
        column = i;
    }
    if (failed != 1) return false;
    *ret_column = column;
    return true;
}

void rules_explain(const Rules *r, const Result *result, RulesLang lang, Arena *mem, Explained *ret_explained)
{
    const Decision *d = result->decision;
    assert(d >= r->decisions && d < r->decisions + r->decision_count);
    Explained out = {0};
    if (!d->is_table) {
        *ret_explained = out;
        return;
    }
    const Table *t = &r->compiled[d - r->decisions].table;
    uint8_t *matched = NEW_ARRAY(mem, uint8_t, t->cell_count);
    matched[CELL_ANY] = 1;
    Eval ev = {.slots = result->slots, .mem = mem};
    for (size_t i = 1; i < t->cell_count; i++)
        matched[i] = feel_test(&t->cells[i], result->columns[t->cell_columns[i]], &ev, NULL) == YES;
    Explaining x = {.d = d, .t = t, .result = result, .matched = matched, .lang = lang, .mem = mem};
    Fired *fired = NEW_ARRAY(mem, Fired, result->fired_count);
    for (size_t i = 0; i < result->fired_count; i++) fired[i] = fired_of(&x, result->fired[i]);
    NearMiss *near = NEW_ARRAY(mem, NearMiss, RULES_NEAR_MAX);
    for (uint32_t rule = 0, column; rule < d->rule_count && out.near_count < RULES_NEAR_MAX; rule++)
        if (near_miss(&x, rule, &column))
            near[out.near_count++] = (NearMiss){.rule = rule, .failed = match_of(&x, rule, column, true)};
    out.fired = fired;
    out.fired_count = result->fired_count;
    out.near = near;
    *ret_explained = out;
}
