// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "gen.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gen_fail(const char *file, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    if (line > 0) fprintf(stderr, "%s:%d: error: ", file, line);
    else fprintf(stderr, "%s: error: ", file);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

Str gen_read(Arena *mem, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) gen_fail(path, 0, "cannot be opened");
    Buf b = buf_new(mem, GEN_FILE_MAX);
    char chunk[8192];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;) buf_bytes(&b, chunk, n);
    bool bad = ferror(f) || b.over;
    fclose(f);
    if (bad) gen_fail(path, 0, "cannot be read, or is over %d bytes", (int)GEN_FILE_MAX);
    return buf_str(&b);
}

void gen_write(const char *path, Str content)
{
    FILE *f = fopen(path, "wb");
    if (!f) gen_fail(path, 0, "cannot be written");
    bool bad = fwrite(content.p, 1, content.n, f) != content.n;
    if (fclose(f) != 0) bad = true;
    if (bad) {
        remove(path);
        gen_fail(path, 0, "could not be written whole");
    }
}

void gen_literal(Buf *out, Str s)
{
    buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') buf_fmt(out, "\\%c", c);
        else if (c == '\n') buf_c(out, "\\n");
        else if (c == '\t') buf_c(out, "\\t");
        else if (c < 0x20 || c == 0x7f) buf_fmt(out, "\\%03o", c);
        else if (c == '?' && i > 0 && s.p[i - 1] == '?') buf_c(out, "\\?"); // no trigraphs
        else buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

const char *gen_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

Str gen_stem(const char *path)
{
    Str s = str_c(gen_basename(path));
    return str_cut(&s, '.');
}

static bool is_word(char c) { return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

Str gen_word(Str *rest)
{
    size_t n = 0;
    while (n < rest->n && is_word(rest->p[n])) n++;
    if (n == 0) return STR_NONE;
    Str word = {rest->p, n};
    *rest = (Str){rest->p + n, rest->n - n};
    return word;
}

bool gen_is_name(Str s)
{
    static const char *const keywords[] = {
        "auto",    "break",    "case",     "char",  "const",    "continue", "default", "do",     "double",
        "else",    "enum",     "extern",   "float", "for",      "goto",     "if",      "inline", "int",
        "long",    "register", "return",   "short", "signed",   "sizeof",   "static",  "struct", "switch",
        "typedef", "union",    "unsigned", "void",  "volatile", "while",    "bool",    "true",   "false"};
    for (size_t i = 0; i < COUNT(keywords); i++)
        if (str_eq_c(s, keywords[i])) return false;
    Str rest = s;
    Str word = gen_word(&rest);
    return word.n > 0 && rest.n == 0 && !(word.p[0] >= '0' && word.p[0] <= '9');
}
