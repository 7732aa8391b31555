// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pattern.h - regular expressions as XPath has them (which FEEL refers to), inside the rules engine only.
//
// Characters, classes with ranges and subtraction [a-z-[aeiou]], \d \w \s \p{L} and what they exclude, groups, first
// alternative first, * + ? {n,m} greedy and reluctant, back-references, ^ and $; flags s m i x q. Not of this form: no
// pattern. Matching tries one way after the other, so it is given a number of steps; past them it stops and says so.
#pragma once
#include "base/buf.h"
#include "base/str.h"

enum { PATTERN_MAX = 1024, PATTERN_CODE_MAX = 8192, PATTERN_GROUPS_MAX = 10, PATTERN_DEPTH_MAX = 32 };

typedef struct Pattern Pattern;

typedef struct Found {
    bool over; // stopped: too many steps
    size_t starts[PATTERN_GROUPS_MAX], ends[PATTERN_GROUPS_MAX]; // 0: the whole; SIZE_MAX: took no part
} Found;

bool pattern_make(Arena *mem, Str text, Str flags, const Pattern **ret_p);
// The first place at or after `from`; steps goes down by the work done.
bool pattern_find(const Pattern *p, Arena *mem, Str text, size_t from, uint32_t *steps, Found *ret_found);

// One character of UTF-8 text; a byte that is none counts as itself.
uint32_t char_at(Str s, size_t at, size_t *ret_size);
uint32_t char_lower(uint32_t c); // Latin, Greek, Cyrillic
uint32_t char_upper(uint32_t c);
void char_put(Buf *out, uint32_t c); // as UTF-8
