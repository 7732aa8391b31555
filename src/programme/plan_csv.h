// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// plan_csv.h - one line of comma separated values (RFC 4180, without line breaks inside a value). Pure.
//
// A value may stand in double quotes; a double quote inside is written twice. Values are views of the line, or copies
// in the arena when quotes had to be taken out.
#pragma once
#include "base/buf.h"

// E_INPUT with what is wrong, without the line's number. More than max values is E_INPUT too.
Err csv_values(Arena *mem, Str line, size_t max, Str *ret_values, size_t *ret_count, Why *w) MUST_USE;
// With another sign between the values: spreadsheets in Dutch write semicolons.
Err csv_values_by(Arena *mem, Str line, char by, size_t max, Str *ret_values, size_t *ret_count, Why *w) MUST_USE;
void csv_write(Buf *b, Str value); // quoted when it needs to be
