// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// The text of one cell, read both as unary tests and as an expression, and evaluated on values of every kind.
#include "rules/feel.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *mem = arena_new(MB(8));
    static const Name names[] = {{{"x", 1}, 0, false}, {{"Full Name", 9}, 1, false}, {{"y", 1}, 2, true}};
    static const Local inner = {.name = {"inner", 5}, .item = true};
    Value list[] = {value_int(1), value_null()};
    Value slots[] = {value_int(5), value_str(S("Anna")), value_null()};
    Value inputs[] = {value_null(), value_bool(true), value_int(3), value_str(S("a")), value_date(20000),
                      value_list(list, COUNT(list))};
    Scope scope = {.names = names, .count = COUNT(names), .locals = size % 2 ? &inner : NULL, .lenient = size % 3 == 0};
    Eval ev = {.slots = slots, .mem = mem};
    Str text = {(const char *)data, size};
    Why w;
    Tests tests;
    Expr e;
    if (feel_tests(mem, text, scope, &tests, &w) == OK)
        for (size_t i = 0; i < COUNT(inputs); i++) {
            Ternary t = feel_test(&tests, inputs[i], &ev, NULL);
            assert(t == YES || t == NO || t == UNKNOWN);
        }
    if (feel_expression(mem, text, scope, &e, &w) == OK) {
        Value v = feel_value(&e, &ev, NULL), back;
        Expr again;
        // A number, text, boolean or date is written so that it reads back as itself.
        if (!ev.over && v.kind < VALUE_LIST && feel_expression(mem, value_text(mem, v), scope, &again, &w) == OK) {
            back = feel_value(&again, &ev, NULL);
            assert(ev.over || value_same(v, back));
        }
    }
    arena_free(mem);
    return 0;
}
