// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// What staff send of a table: test cases as JSON, and a table whose rules are edited. What is written reads back.
#include "decision/cases.h"
#include "rules/rules_edit.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void cases(Arena *mem, Str text)
{
    RuleCase *list, *again;
    size_t n, m;
    Why w;
    Str json;
    if (cases_parse(mem, LANG_NL, text, &list, &n, &w) != OK) return;
    if (cases_write(mem, list, n, &json) != OK) return;
    assert(cases_parse(mem, LANG_EN, json, &again, &m, &w) == OK && m == n);
}

static void edits(Arena *mem, Str text)
{
    static const RuleEditKind kinds[] = {RULE_SET, RULE_ADD, RULE_REMOVE, RULE_UP, RULE_DOWN};
    Rules *rules;
    Why w;
    if (rules_load(mem, text, "fuzz", &rules, &w) != OK || rules_decision_count(rules) == 0) return;
    const Decision *d = rules_decision(rules, 0);
    if (!d->is_table || d->rule_count == 0) return;
    size_t n = d->input_count + d->output_count + d->annotation_count;
    Str *cells = NEW_ARRAY(mem, Str, n + 1), xml;
    for (size_t i = 0; i < n; i++) cells[i] = i < d->input_count ? S("-") : S("1 < 2 & \"x\"");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const RuleEdit edit = {.kind = kinds[i], .rule = d->rule_count - 1, .cells = cells, .cell_count = n};
        size_t at = 0;
        Rules *changed;
        if (rules_edit(mem, text, &edit, &xml, &at, &w) != OK) continue;
        assert(at <= d->rule_count);
        if (rules_load(mem, xml, "edited", &changed, &w) != OK) continue; // other cells may be wrong; other rules not
        size_t now = rules_decision(changed, 0)->rule_count;
        assert(now == d->rule_count + (kinds[i] == RULE_ADD) - (kinds[i] == RULE_REMOVE));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *mem = arena_new(4 * (size_t)RULES_ARENA);
    Str text = {(const char *)data, size};
    cases(mem, text);
    edits(mem, text);
    arena_free(mem);
    return 0;
}
