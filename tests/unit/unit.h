// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// unit.h - cmocka with what our tests share.
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants the four above first
#include <cmocka.h>

#include "base/str.h"

#define assert_str(s, text)                                                                                            \
    do {                                                                                                               \
        Str got_ = (s), want_ = str_c(text);                                                                           \
        if (!str_eq(got_, want_)) print_error("got \"%.*s\", want \"%.*s\"\n", STR_ARG(got_), STR_ARG(want_));         \
        assert_true(str_eq(got_, want_));                                                                              \
    } while (0)
#define assert_ok(e) assert_int_equal((e), OK)
