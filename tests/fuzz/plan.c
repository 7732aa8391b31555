// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A file of the plan as anyone might edit it: taken whole, or refused with file and line. The first byte chooses which.
#include "programme/plan.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    Arena *mem = arena_new(MB(64));
    Plan p = {.mem = mem};
    Why w = {{0}};
    PlanTable t = (PlanTable)(data[0] % PLAN_TABLE_COUNT);
    Err e = plan_table_read(mem, t, (Str){(const char *)data + 1, size - 1}, &p, &w);
    assert(e == OK || (e == E_INPUT && str_has(str_c(w.text), S("line"))));
    arena_free(mem);
    return 0;
}
