// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A whole file: whatever it holds, loading refuses it or every decision in it can be made, explained and checked.
// What stands behind a line of equal signs is a second file beside it, which the first may import.
#include "rules/rules_json.h"
#include "rules/rules_check.h"
#include "rules/tck.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Value sample(Type type, size_t i)
{
    if (i % 4 == 3) return value_null();
    if (type == TYPE_BOOL) return value_bool(i % 2);
    if (type == TYPE_NUMBER) return value_int((int64_t)i * 7 - 3);
    if (type == TYPE_DATE) return value_date(20000 + (Date)i);
    return value_str(i % 2 ? S("ja") : S("labour"));
}

static void decide(const Rules *r, const Decision *d)
{
    Arena *mem = arena_new(MB(16));
    Binding *in = NEW_ARRAY(mem, Binding, d->need_count);
    for (size_t i = 0; i < d->need_count; i++) in[i] = (Binding){d->needs[i]->name, sample(d->needs[i]->type, i)};
    Result result;
    Why w;
    if (rules_eval(r, d->name, in, d->need_count, mem, &result, &w) == OK) {
        Buf out = buf_new(mem, MB(1));
        Json j = json_to(&out);
        rules_result_to_json(&j, r, &result, RULES_NL, mem);
    }
    arena_free(mem);
}

static void use(const Rules *r, Arena *mem)
{
    Finding *list;
    size_t n;
    for (size_t i = 0; i < rules_decision_count(r); i++) decide(r, rules_decision(r, i));
    rules_check(r, mem, &list, &n);
    for (size_t i = 0; i < n; i++) (void)finding_text(mem, &list[i], RULES_NL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char between[] = "\n=====\n";
    Arena *mem = arena_new(RULES_ARENA);
    Rules *r;
    Tck *t;
    Why w;
    Str text = {(const char *)data, size};
    const char *at = size ? memmem(text.p, size, between, sizeof between - 1) : NULL;
    if (at) {
        Str files[] = {{text.p, (size_t)(at - text.p)}, {at + sizeof between - 1, 0}};
        files[1].n = size - files[0].n - (sizeof between - 1);
        if (tck_rules(mem, files, COUNT(files), "fuzz", &r, &w) == OK) use(r, mem);
    } else if (rules_load(mem, text, "fuzz", &r, &w) == OK) {
        use(r, mem);
    } else if (tck_load(mem, text, "fuzz", &t, &w) == OK) {
        for (size_t i = 0; i < tck_count(t); i++) (void)tck_run(t, i, NULL, 0, mem);
    }
    arena_free(mem);
    return 0;
}
