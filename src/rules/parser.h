// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// parser.h - what the parts of reading FEEL share, inside the rules engine only.
//
// One token ahead: a name bound inside an expression must be pushed before the token after it is read, and parser_leave
// reads the current token again after it is gone.
#pragma once
#include "rules/feel_lex.h"

typedef struct Parser {
    Lexer lex;
    Token now;
    uint32_t count;
    int depth;
    bool uses_input; // "?" was named
    Arena *mem;
    Why *w;
} Parser;

enum { LEVEL_COMPARE = 2, LEVEL_ADD = 3, LEVEL_TOP = 6 };

Err parser_next(Parser *p) MUST_USE;
bool parser_is(const Parser *p, const char *symbol);
bool parser_word(const Parser *p, const char *word);
Err parser_unexpected(const Parser *p, const char *wanted);
Err parser_expect(Parser *p, const char *symbol) MUST_USE;
Err parser_add(Parser *p, Node node, Node **ret_n) MUST_USE;
Err parser_value(Parser *p, Value v, Node **ret_n) MUST_USE;
void parser_bind(Parser *p, Local *room, Str name, bool item);
Err parser_leave(Parser *p, const Local *outer) MUST_USE;
Err parser_expression(Parser *p, Node **ret_n) MUST_USE;
Err parser_binary(Parser *p, int level, Node **ret_n) MUST_USE;
Err parser_type(Parser *p, const FeelType **ret_t) MUST_USE; // at the current token
Err parser_in(Parser *p, Tests *ret_t) MUST_USE;             // after "in"
// feel_operand.c: a value, a name, a call, a list, and what follows them
Err parser_operand(Parser *p, Node **ret_n) MUST_USE;
// feel_words.c: if, for, some, every, function
Err parser_words(Parser *p, Node **ret_n, bool *ret_found) MUST_USE;
Str parser_until(Parser *p, const char *ends); // raw text from the current token to one of these; moves there
