// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// pattern_class.h - sets of characters in a pattern: [a-z], \d, \p{L}, inside the rules engine only.
#pragma once
#include "rules/pattern.h"

typedef struct Part {
    uint32_t from, to;
    char property; // 0: from..to; else d w s i c L U l N P Z S
    bool outside;  // what the property does not hold
} Part;

typedef struct Class Class;
struct Class {
    const Part *parts;
    size_t count;
    bool outside, blind;
    const Class *less; // [a-z-[aeiou]]
};

// After the backslash at *at; one character, or a set of them. false: there is no such escape.
bool class_escape(Arena *mem, Str text, size_t *at, bool blind, Class *ret_c);
bool class_read(Arena *mem, Str text, size_t *at, bool blind, int depth, Class *ret_c); // *at: the bracket
bool class_has(const Class *c, uint32_t ch);
