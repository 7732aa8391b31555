// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Answers as anybody may type them: what is kept is always text within its limit, and comes back from JSON as it was.
#include "signal/mailbox.h"
#include "signal/report.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void typed(Arena *mem, Str input)
{
    Report r = {0}, back = {0};
    FieldErrors errors = {0};
    for (const ReportField *f = report_fields; f->name; f++) {
        report_fill(mem, &r, f, input, &errors);
        Str kept = report_get(&r, f);
        assert(str_text_ok(kept));
        assert(f->choices ? kept.n == 0 || choice_find(f->choices, kept) : kept.n <= f->max);
    }
    report_check(&r, &errors);
    assert(report_from_json(mem, report_json(mem, &r, PARTS_ALL), &back) == OK);
    for (const ReportField *f = report_fields; f->name; f++) assert(str_eq(report_get(&r, f), report_get(&back, f)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { INPUT_MAX = 64 * 1024 };
    if (size > INPUT_MAX) return 0;
    Arena *mem = arena_new(MB(16));
    Str input = {(const char *)data, size};
    Report r = {0};
    typed(mem, input);
    if (report_from_json(mem, input, &r) == OK) report_check(&r, &(FieldErrors){0});
    const Receipt code = {"1234567890123456789012345"};
    bool wrong[RECEIPT_GROUPS] = {0}, length = false, any = false;
    bool same = receipt_compare(&code, input, wrong, &length);
    for (size_t i = 0; i < RECEIPT_GROUPS; i++) any = any || wrong[i];
    assert(same != (any || length)); // when it is not the same, something is told
    arena_free(mem);
    return 0;
}
