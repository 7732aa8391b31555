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
    TOKEN_LOCAL,  // a name bound inside the expression
    TOKEN_SYMBOL, // text holds it: "<=", "..", "["
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Str text;
    size_t at; // offset in the text, for messages
    Value value;
    uint32_t slot;
    bool hidden;
    Str name; // TOKEN_SLOT, TOKEN_LOCAL, as it was declared
} Token;

typedef struct Lexer {
    Arena *mem;
    Str text;
    size_t at;
    Scope scope;
    const Local *keys; // of contexts in this text, those of more than a word
    Why *w;
} Lexer;

Err lex_next(Lexer *lex, Token *ret_t) MUST_USE;
// What follows a dot: the longest name of the vocabulary, or a plain word.
Err lex_member(Lexer *lex, Token *ret_t) MUST_USE;
// Only a plain word, never a name of the scope.
Err lex_word(Lexer *lex, Token *ret_t) MUST_USE;
// How many bytes of the text ahead spell this name, white space in it being free; 0 when they do not.
size_t lex_matches(const Lexer *lex, Str name);
void lex_blank(Lexer *lex); // skips white space and comments
