// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// feel_lex.h - text of an expression into tokens, one at a time, inside the rules engine only.
#pragma once
#include "rules/feel.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_STRING,
    TOKEN_AT,     // @"2026-01-01"
    TOKEN_WORD,   // a name or a word of the language
    TOKEN_SLOT,   // a name of the scope
    TOKEN_SYMBOL, // text holds it: "<=", "..", "["
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Str text;
    size_t at; // offset in the text, for messages
    Value value;
    uint32_t slot;
    bool hidden;
} Token;

typedef struct Lexer {
    Arena *mem;
    Str text;
    size_t at;
    Scope scope;
    Why *w;
} Lexer;

Err lex_next(Lexer *lex, Token *ret_t) MUST_USE;
// Only a plain word, never a name of the scope: what follows a dot.
Err lex_word(Lexer *lex, Token *ret_t) MUST_USE;
