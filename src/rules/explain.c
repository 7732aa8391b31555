// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "base/buf.h"
#include "rules/model.h"
#include <assert.h>

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
    Str asked = tests_words(x->mem, t, m.cell, x->lang), is = value_words(x->mem, v, x->lang), more = S("");
    bool plain = !t->negated && t->count > 0;
    for (size_t i = 0; i < t->count; i++) plain = plain && t->list[i].kind == TEST_EQ && t->list[i].lo.constant;
    if (!plain && !failed) more = str_fmt(x->mem, " (%.*s)", STR_ARG(asked));
    m.words = str_fmt(x->mem, "%.*s is %.*s%.*s", STR_ARG(m.label), STR_ARG(is), STR_ARG(more));
    m.clause = x->lang == RULES_EN ? m.words
                                   : str_fmt(x->mem, "%.*s %.*s is%.*s", STR_ARG(m.label), STR_ARG(is), STR_ARG(more));
    if (failed)
        m.words = str_fmt(x->mem, "%.*s; %s: %.*s", STR_ARG(m.words), rules_say(x->lang, "gevraagd", "asked"),
                          STR_ARG(asked));
    return m;
}

static Str fired_sentence(const Explaining *x, const Fired *f)
{
    Str id = x->d->rules[f->rule].id;
    bool nl = x->lang == RULES_NL;
    Buf out = buf_new(x->mem, WORDS_MAX);
    if (f->match_count == 0)
        return str_fmt(x->mem, nl ? "Regel %.*s geldt altijd." : "Rule %.*s always applies.", STR_ARG(id));
    buf_fmt(&out, nl ? "Regel %.*s geldt, omdat " : "Rule %.*s applies because ", STR_ARG(id));
    for (size_t i = 0; i < f->match_count; i++) {
        if (i > 0) buf_c(&out, i + 1 < f->match_count ? ", " : nl ? " en " : " and ");
        buf_add(&out, f->matches[i].clause);
    }
    buf_char(&out, '.');
    return buf_str(&out);
}

bool rules_asks(const Rules *r, const Decision *d, uint32_t rule, uint32_t column)
{
    assert(d->is_table && rule < d->rule_count && column < d->input_count);
    const Table *t = &r->compiled[d - r->decisions].table;
    return t->grid[rule * d->input_count + column] != CELL_ANY;
}

static Fired fired_of(const Explaining *x, uint32_t rule)
{
    Match *list = NEW_ARRAY(x->mem, Match, x->d->input_count);
    size_t n = 0;
    for (uint32_t i = 0; i < x->d->input_count; i++)
        if (x->t->grid[rule * x->d->input_count + i] != CELL_ANY) list[n++] = match_of(x, rule, i, false);
    Fired f = {.rule = rule, .matches = list, .match_count = n};
    f.sentence = fired_sentence(x, &f);
    return f;
}

static NearMiss near_of(const Explaining *x, uint32_t rule, uint32_t column)
{
    NearMiss near = {.rule = rule, .failed = match_of(x, rule, column, true)};
    const Tests *t = &x->t->cells[x->t->grid[rule * x->d->input_count + column]];
    Str asked = tests_words(x->mem, t, near.failed.cell, x->lang);
    near.sentence = str_fmt(x->mem,
                            rules_say(x->lang, "Regel %.*s geldt niet, omdat %.*s. Gevraagd is: %.*s.",
                                      "Rule %.*s does not apply because %.*s. Asked is: %.*s."),
                            STR_ARG(x->d->rules[rule].id), STR_ARG(near.failed.clause), STR_ARG(asked));
    return near;
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
        if (near_miss(&x, rule, &column)) near[out.near_count++] = near_of(&x, rule, column);
    if (result->fired_count == 0 && result->row_count > 0)
        out.sentence = lang == RULES_NL ? S("Geen regel geldt; daarom telt de standaard.")
                                        : S("No rule applies, so the default counts.");
    else if (result->fired_count == 0) out.sentence = lang == RULES_NL ? S("Geen regel geldt.") : S("No rule applies.");
    out.fired = fired;
    out.fired_count = result->fired_count;
    out.near = near;
    *ret_explained = out;
}
