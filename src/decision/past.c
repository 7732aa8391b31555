// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/past.h"
#include "decision/cases.h"
#include "decision/decision.h"

const PastSource *past_source(Str table)
{
    for (const PastSource *s = past_sources; s->table; s++)
        if (str_eq_c(table, s->table)) return s;
    return NULL;
}

static Err ask(Arena *mem, const Rules *rules, const PastInputs *p, Result *ret_result)
{
    const Decision *d = rules_decision(rules, 0);
    Binding *in;
    Why ignored;
    TRY(bindings_of(mem, d, p->inputs, &in));
    return rules_eval(rules, d->id.n ? d->id : d->name, in, d->need_count, mem, ret_result, &ignored);
}

// Region first, national when that has nothing to say: as decision_eval does.
static Err answer(Arena *mem, const Rules *regional, const Rules *national, const PastInputs *p, Result *ret_result)
{
    *ret_result = (Result){0};
    if (regional) TRY(ask(mem, regional, p, ret_result));
    return ret_result->fired_count || !national ? OK : ask(mem, national, p, ret_result);
}

static bool same(const Result *a, const Result *b)
{
    if (a->row_count != b->row_count) return false;
    if (a->row_count == 0) return true;
    if (a->decision->output_count != b->decision->output_count) return false;
    return value_same(a->value, b->value);
}

static void try_one(Arena *mem, const PastDraft *draft, const PastInputs *p, PastSums *sums, PastChange *list)
{
    int64_t version;
    const Rules *national = decision_rules(draft->table, STR_NONE, &version);
    const Rules *regional = p->region.n ? decision_rules(draft->table, p->region, &version) : NULL;
    bool here = str_eq(draft->region, p->region);
    Result now = {0}, then = {0};
    if (answer(mem, regional, national, p, &now) != OK) now = (Result){0};
    Err e = draft->region.n == 0 ? answer(mem, regional, draft->rules, p, &then)
                                 : answer(mem, here ? draft->rules : regional, national, p, &then);
    sums->looked++;
    if (e == OK && same(&now, &then)) return;
    sums->changed++;
    sums->refused += e != OK;
    if (sums->listed == PAST_LISTED) return;
    list[sums->listed++] = (PastChange){.past = p,
                                        .before = now.decision ? outcome_text(mem, &now) : STR_NONE,
                                        .after = e == OK && then.decision ? outcome_text(mem, &then) : STR_NONE};
}

void past_try(Arena *mem, const PastDraft *draft, const PastInputs *rows, size_t count, PastSums *ret_sums)
{
    PastSums sums = {0};
    PastChange *list = NEW_ARRAY(mem, PastChange, PAST_LISTED);
    for (size_t i = 0; i < count && !arena_over(mem); i++) try_one(mem, draft, &rows[i], &sums, list);
    sums.changes = list;
    *ret_sums = sums;
}
