// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/feel_lex.h"
#include "base/buf.h"
#include "rules/pattern.h"

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Letters of every language count: all bytes of a character beyond ASCII.
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static char peek(const Lexer *lex, size_t ahead)
{
    return ahead < lex->text.n - lex->at ? lex->text.p[lex->at + ahead] : '\0';
}

Str feel_name(Arena *mem, Str s)
{
    s = str_trim(s);
    char *p = str_z(mem, s);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (is_space(s.p[i]) && n > 0 && p[n - 1] == ' ') continue;
        p[n++] = is_space(s.p[i]) ? ' ' : s.p[i];
    }
    return (Str){p, n};
}

static bool hex(Lexer *lex, size_t count, uint32_t *ret_v)
{
    uint32_t v = 0;
    for (size_t i = 0; i < count; i++) {
        char c = peek(lex, i);
        uint32_t d;
        if (is_digit(c)) d = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f') d = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F') d = (uint32_t)(c - 'A') + 10;
        else return false;
        v = v << 4 | d;
    }
    lex->at += count;
    *ret_v = v;
    return true;
}

// After the backslash. \uD83D\uDC1F is one character written as two.
static Err escape(Lexer *lex, Buf *out)
{
    char c = peek(lex, 0);
    lex->at++;
    switch (c) {
    case 'n': buf_char(out, '\n'); return OK;
    case 'r': buf_char(out, '\r'); return OK;
    case 't': buf_char(out, '\t'); return OK;
    case '"':
    case '\'':
    case '\\': buf_char(out, c); return OK;
    case 'u':
    case 'U': break;
    default: // as in patterns: "\d"
        buf_char(out, '\\');
        buf_char(out, c);
        return OK;
    }
    uint32_t v = 0, low = 0;
    if (!hex(lex, c == 'u' ? 4 : 6, &v)) return why(lex->w, E_INPUT, "an escape \\%c needs hex digits", c);
    if (v >= 0xD800 && v < 0xDC00 && peek(lex, 0) == '\\' && peek(lex, 1) == 'u') {
        lex->at += 2;
        if (!hex(lex, 4, &low) || low < 0xDC00 || low > 0xDFFF)
            return why(lex->w, E_INPUT, "half a surrogate pair in a text");
        v = 0x10000 + ((v - 0xD800) << 10) + (low - 0xDC00);
    }
    if (v == 0 || v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF))
        return why(lex->w, E_INPUT, "an escape in a text is not a character");
    char_put(out, v);
    return OK;
}

// The offset of the closing quote, and whether an escape stands before it.
static Err closing_quote(const Lexer *lex, size_t from, size_t *ret_end, bool *ret_escaped)
{
    bool escaped = false;
    for (size_t i = from; i < lex->text.n; i++) {
        if (lex->text.p[i] == '"') {
            *ret_end = i;
            *ret_escaped = escaped;
            return OK;
        }
        if (lex->text.p[i] == '\\') escaped = true, i++;
    }
    return why(lex->w, E_INPUT, "the text that begins at position %zu has no closing quote", from);
}

// Without escapes the value is a view of the source; with them it only gets shorter, so one block holds it.
static Err string(Lexer *lex, Token *ret_t)
{
    size_t start = lex->at++, end = 0;
    bool escaped = false;
    TRY(closing_quote(lex, start + 1, &end, &escaped));
    Str value = {lex->text.p + start + 1, end - start - 1};
    if (escaped) {
        Buf out = {.mem = lex->mem, .p = arena_alloc(lex->mem, value.n), .room = value.n, .cap = value.n};
        while (lex->at < end) {
            char c = lex->text.p[lex->at++];
            if (c == '\\') TRY(escape(lex, &out));
            else buf_char(&out, c);
        }
        value = buf_str(&out);
    }
    lex->at = end + 1;
    *ret_t = (Token){.kind = TOKEN_STRING, .at = start, .value = value_str(value)};
    ret_t->text = (Str){lex->text.p + start, lex->at - start};
    return OK;
}

static Err number(Lexer *lex, Token *ret_t)
{
    size_t start = lex->at;
    while (is_digit(peek(lex, 0))) lex->at++;
    if (peek(lex, 0) == '.' && is_digit(peek(lex, 1))) { // "1..5" is a range
        lex->at++;
        while (is_digit(peek(lex, 0))) lex->at++;
    }
    if (peek(lex, 0) == 'e' || peek(lex, 0) == 'E') {
        size_t sign = peek(lex, 1) == '+' || peek(lex, 1) == '-';
        if (is_digit(peek(lex, 1 + sign))) {
            lex->at += 1 + sign;
            while (is_digit(peek(lex, 0))) lex->at++;
        }
    }
    Str text = {lex->text.p + start, lex->at - start};
    Number v;
    if (number_parse(text, &v) != OK) return why(lex->w, E_INPUT, "the number at position %zu is too large", start + 1);
    *ret_t = (Token){.kind = TOKEN_NUMBER, .at = start, .text = text, .value = value_number(v)};
    return OK;
}

size_t lex_matches(const Lexer *lex, Str name)
{
    size_t i = lex->at;
    for (size_t j = 0; j < name.n; j++) {
        if (name.p[j] == ' ') {
            if (i >= lex->text.n || !is_space(lex->text.p[i])) return 0;
            while (i < lex->text.n && is_space(lex->text.p[i])) i++;
        } else if (i >= lex->text.n || lex->text.p[i++] != name.p[j]) {
            return 0;
        }
    }
    char last = name.n ? name.p[name.n - 1] : ' ';
    char next = i < lex->text.n ? lex->text.p[i] : '\0';
    bool cut = (is_letter(last) || is_digit(last)) && (is_letter(next) || is_digit(next));
    return cut ? 0 : i - lex->at;
}

static size_t word_length(const Lexer *lex)
{
    size_t n = 0;
    while (is_letter(peek(lex, n)) || (n > 0 && is_digit(peek(lex, n)))) n++;
    return n;
}

// The longest name of the scope wins; a word of the language that is longer wins from it.
static bool scope_name(Lexer *lex, Token *ret_t)
{
    const Name *best = NULL;
    Str local = STR_NONE;
    size_t longest = 0;
    for (const Local *l = lex->scope.locals; l; l = l->up) {
        size_t n = lex_matches(lex, l->name);
        if (n <= longest) continue;
        longest = n;
        local = l->name;
    }
    for (size_t i = 0; i < lex->scope.count; i++) {
        size_t n = lex_matches(lex, lex->scope.names[i].name);
        if (n > longest || (n == longest && n > 0 && best && best->hidden)) {
            longest = n;
            best = &lex->scope.names[i];
        }
    }
    if (longest == 0 || longest < word_length(lex)) return false;
    ret_t->kind = best ? TOKEN_SLOT : TOKEN_LOCAL;
    ret_t->name = best ? best->name : local;
    ret_t->slot = best ? best->slot : 0;
    ret_t->hidden = best && best->hidden;
    ret_t->at = lex->at;
    ret_t->text = (Str){lex->text.p + lex->at, longest};
    lex->at += longest;
    return true;
}

// "string length(": a name of several words that FEEL itself has.
static bool builtin_name(Lexer *lex, Token *ret_t)
{
    const Builtin *b;
    for (size_t i = 0; (b = feel_builtin_at(i)) != NULL; i++) {
        size_t n = lex_matches(lex, str_c(b->name)), after = lex->at + n;
        while (n && after < lex->text.n && is_space(lex->text.p[after])) after++;
        if (n == 0 || after >= lex->text.n || lex->text.p[after] != '(') continue;
        *ret_t = (Token){.kind = TOKEN_WORD, .at = lex->at, .text = str_c(b->name)};
        lex->at += n;
        return true;
    }
    return false;
}

Err lex_word(Lexer *lex, Token *ret_t)
{
    while (is_space(peek(lex, 0))) lex->at++;
    size_t n = word_length(lex);
    if (n == 0) return why(lex->w, E_INPUT, "a name is expected at position %zu", lex->at + 1);
    *ret_t = (Token){.kind = TOKEN_WORD, .at = lex->at, .text = {lex->text.p + lex->at, n}};
    lex->at += n;
    return OK;
}

Err lex_member(Lexer *lex, Token *ret_t)
{
    static const char *const own[] = {"time offset", "start included", "end included"};
    while (is_space(peek(lex, 0))) lex->at++;
    size_t longest = word_length(lex);
    Str name = {lex->text.p + lex->at, longest};
    for (size_t i = 0; i < lex->scope.word_count + COUNT(own); i++) {
        Str known = i < COUNT(own) ? str_c(own[i]) : lex->scope.vocabulary[i - COUNT(own)];
        size_t n = lex_matches(lex, known);
        if (n <= longest) continue;
        longest = n;
        name = known;
    }
    for (const Local *k = lex->keys; k; k = k->up) {
        size_t n = lex_matches(lex, k->name);
        if (n <= longest) continue;
        longest = n;
        name = k->name;
    }
    if (longest == 0) return why(lex->w, E_INPUT, "a name is expected at position %zu", lex->at + 1);
    *ret_t = (Token){.kind = TOKEN_WORD, .at = lex->at, .text = name};
    lex->at += longest;
    return OK;
}

static Err symbol(Lexer *lex, Token *ret_t)
{
    static const char *const symbols[] = {"<=", ">=", "!=", "..", "**", "->", "<", ">", "=", "(", ")", "[",
                                          "]",  ",",  "+",  "-",  "*",  "/", ".", "?", "{", "}", ":"};
    Str rest = {lex->text.p + lex->at, lex->text.n - lex->at};
    if (lex->scope.lenient && str_starts(rest, S("...")) && !is_digit(peek(lex, 3))) { // "1...5" is "1.. .5"
        *ret_t = (Token){.kind = TOKEN_SYMBOL, .at = lex->at, .text = S("...")};
        lex->at += 3;
        return OK;
    }
    for (size_t i = 0; i < COUNT(symbols); i++) {
        Str s = str_c(symbols[i]);
        if (!str_starts(rest, s)) continue;
        *ret_t = (Token){.kind = TOKEN_SYMBOL, .at = lex->at, .text = s};
        lex->at += s.n;
        return OK;
    }
    return why(lex->w, E_INPUT, "a character that is not understood at position %zu", lex->at + 1);
}

static bool starts(const Lexer *lex, const char *z) { return peek(lex, 0) == z[0] && peek(lex, 1) == z[1]; }

// White space, and comments.
void lex_blank(Lexer *lex)
{
    for (;;) {
        while (is_space(peek(lex, 0))) lex->at++;
        if (starts(lex, "//")) {
            while (lex->at < lex->text.n && lex->text.p[lex->at] != '\n') lex->at++;
        } else if (starts(lex, "/*")) {
            lex->at += 2;
            while (lex->at < lex->text.n && !starts(lex, "*/")) lex->at++;
            lex->at += lex->at < lex->text.n ? 2 : 0;
        } else {
            return;
        }
    }
}

Err lex_next(Lexer *lex, Token *ret_t)
{
    lex_blank(lex);
    if (lex->at >= lex->text.n) {
        *ret_t = (Token){.kind = TOKEN_END, .at = lex->at, .text = S("the end")};
        return OK;
    }
    char c = peek(lex, 0);
    if (c == '"') return string(lex, ret_t);
    if (is_digit(c) || (c == '.' && is_digit(peek(lex, 1)))) return number(lex, ret_t);
    *ret_t = (Token){0};
    if (scope_name(lex, ret_t) || builtin_name(lex, ret_t)) return OK;
    if (c == '@' && peek(lex, 1) == '"') {
        lex->at++;
        TRY(string(lex, ret_t));
        ret_t->kind = TOKEN_AT;
        return OK;
    }
    if (is_letter(c)) return lex_word(lex, ret_t);
    return symbol(lex, ret_t);
}
