// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// gen.h - what the generators share: whole files in and out, text as C literals, and one way to refuse an input.
//
// A generator runs once, on our own sources, at build time. It stops at the first mistake with "file:line: reason"
// (the form editors jump to) and then leaves no output behind, so that a half-written file is never compiled.
#pragma once
#include "base/buf.h"

enum { GEN_FILE_MAX = 64 * 1024 * 1024, GEN_MEMORY_MAX = 256 * 1024 * 1024 };

NORETURN void gen_fail(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
Str gen_read(Arena *mem, const char *path);    // fails when it cannot be read
void gen_write(const char *path, Str content); // fails when it cannot be written
void gen_literal(Buf *out, Str s);             // "text", with what C needs escaped
const char *gen_basename(const char *path);    // the part behind the last slash, a view
Str gen_stem(const char *path);                // that without its extension
bool gen_is_name(Str s);                       // a C identifier that is not a keyword of C
Str gen_word(Str *rest);                       // takes a leading identifier; empty when there is none
