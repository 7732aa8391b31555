// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Functions of text, and conversion from and to it. Positions count characters, not bytes.
#include "base/buf.h"
#include "rules/feel.h"
#include <regex.h>
#include <string.h>

enum { TEXT_OUT_MAX = 64 * 1024, PATTERN_MAX = 256, REPEAT_MAX = 64, GROUPS_MAX = 10 };

#define ARGS Eval *ev, const Value *a, size_t n
#define UNUSED_ARGS (void)ev, (void)a, (void)n

static size_t char_size(Str s, size_t at)
{
    size_t n = 1;
    while (at + n < s.n && ((unsigned char)s.p[at + n] & 0xC0) == 0x80) n++;
    return n;
}

static size_t char_count(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i += char_size(s, i)) n++;
    return n;
}

static size_t find(Str s, Str part)
{
    if (part.n == 0) return 0;
    const char *at = s.n ? memmem(s.p, s.n, part.p, part.n) : NULL;
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

static Value to_string(ARGS)
{
    (void)n;
    switch (a[0].kind) {
    case VALUE_NULL:
    case VALUE_STRING: return a[0];
    case VALUE_DATE:
    case VALUE_TIME:
    case VALUE_DATETIME:
    case VALUE_DURATION:
    case VALUE_MONTHS: return value_str(temporal_text(ev->mem, a[0]));
    case VALUE_FUNCTION: return value_null();
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_LIST:
    case VALUE_CONTEXT:
    case VALUE_RANGE: break;
    }
    return value_str(value_text(ev->mem, a[0]));
}

static Value to_number(ARGS)
{
    Number v;
    Str group = STR_NONE, point = S(".");
    if (a[0].kind == VALUE_NUMBER && n == 1) return a[0];
    if (a[0].kind != VALUE_STRING) return value_null();
    if (n > 1 && a[1].kind == VALUE_STRING) group = a[1].string;
    if (n > 2 && a[2].kind == VALUE_STRING) point = a[2].string;
    bool ok = (group.n == 0 || str_eq_c(group, " ") || str_eq_c(group, ",") || str_eq_c(group, ".")) &&
              (str_eq_c(point, ".") || str_eq_c(point, ",")) && !str_eq(group, point);
    if (!ok || (n > 1 && a[1].kind != VALUE_STRING && a[1].kind != VALUE_NULL)) return value_null();
    Buf out = buf_new(ev->mem, NUMBER_TEXT_MAX * 2);
    for (size_t i = 0; i < a[0].string.n; i++) {
        char c = a[0].string.p[i];
        if (group.n && c == group.p[0]) continue;
        if (c == '.' && point.p[0] != '.') return value_null();
        buf_char(&out, c == point.p[0] ? '.' : c);
    }
    return number_parse(buf_str(&out), &v) == OK ? value_number(v) : value_null();
}

static Value substring(ARGS)
{
    (void)ev;
    Str s = a[0].string;
    int64_t from, length = INT64_MAX, count = (int64_t)char_count(s);
    if (!number_to_int(a[1].number, &from) || from == 0) return value_null();
    if (n > 2 && a[2].kind == VALUE_NUMBER) {
        Number down;
        if (!number_round(a[2].number, 0, ROUND_DOWN, &down) || !number_to_int(down, &length)) return value_null();
        if (length < 1) return value_null();
    }
    if (from < 0) from += count + 1;
    if (from < 1 || from > count) return from > count && count >= 0 ? value_str(S("")) : value_null();
    size_t start = 0, end;
    for (int64_t i = 1; i < from; i++) start += char_size(s, start);
    end = start;
    for (int64_t i = 0; i < length && end < s.n; i++) end += char_size(s, end);
    return value_str((Str){s.p + start, end - start});
}

static Value string_length(ARGS)
{
    UNUSED_ARGS;
    return value_int((int64_t)char_count(a[0].string));
}

// ASCII and the letters of western Europe, which stand 32 apart in the second byte.
static Value change_case(Eval *ev, Str s, bool upper)
{
    char *p = str_z(ev->mem, s);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)p[i], before = i ? (unsigned char)p[i - 1] : 0;
        if (upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z') p[i] = (char)(c ^ 32);
        if (before == 0xC3 && upper && c >= 0xA0 && c <= 0xBE && c != 0xB7) p[i] = (char)(c - 32);
        if (before == 0xC3 && !upper && c >= 0x80 && c <= 0x9E && c != 0x97) p[i] = (char)(c + 32);
    }
    return value_str((Str){p, s.n});
}

static Value upper_case(ARGS)
{
    (void)n;
    return change_case(ev, a[0].string, true);
}

static Value lower_case(ARGS)
{
    (void)n;
    return change_case(ev, a[0].string, false);
}

static Value substring_before(ARGS)
{
    UNUSED_ARGS;
    size_t at = find(a[0].string, a[1].string);
    return value_str(at == SIZE_MAX ? S("") : (Str){a[0].string.p, at});
}

static Value substring_after(ARGS)
{
    UNUSED_ARGS;
    Str s = a[0].string;
    size_t at = find(s, a[1].string);
    if (at == SIZE_MAX) return value_str(S(""));
    at += a[1].string.n;
    return value_str((Str){s.p + at, s.n - at});
}

static Value contains(ARGS)
{
    UNUSED_ARGS;
    return value_bool(find(a[0].string, a[1].string) != SIZE_MAX);
}

static Value starts_with(ARGS)
{
    UNUSED_ARGS;
    return value_bool(str_starts(a[0].string, a[1].string));
}

static Value ends_with(ARGS)
{
    UNUSED_ARGS;
    return value_bool(str_ends(a[0].string, a[1].string));
}

static Value string_join(ARGS)
{
    Buf out = buf_new(ev->mem, TEXT_OUT_MAX);
    bool first = true;
    for (size_t i = 0; i < a[0].count; i++) {
        Value v = a[0].items[i];
        if (v.kind == VALUE_NULL) continue;
        if (v.kind != VALUE_STRING) return value_null();
        if (!first && n > 1 && a[1].kind == VALUE_STRING) buf_add(&out, a[1].string);
        buf_add(&out, v.string);
        first = false;
    }
    return out.over ? value_null() : value_str(buf_str(&out));
}

// ---- patterns: what XPath and POSIX share. Others (lookaround, named classes of Unicode) give null.

static bool translate(Arena *mem, Str s, Str flags, char **ret_pattern)
{
    static const struct {
        char c;
        const char *out, *inside;
    } classes[] = {{'d', "[0-9]", "0-9"},
                   {'D', "[^0-9]", NULL},
                   {'w', "[[:alnum:]_]", "[:alnum:]_"},
                   {'W', "[^[:alnum:]_]", NULL},
                   {'s', "[[:space:]]", "[:space:]"},
                   {'S', "[^[:space:]]", NULL}};
    Buf out = buf_new(mem, PATTERN_MAX * 16);
    bool inside = false, blank = str_has(flags, S("x"));
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (blank && !inside && (c == ' ' || c == '\n' || c == '\t')) continue;
        if (c == '(' && i + 1 < s.n && s.p[i + 1] == '?') return false;
        if (c == '[') inside = true;
        if (c == ']') inside = false;
        if (c != '\\') {
            buf_char(&out, c);
            continue;
        }
        if (++i >= s.n) return false;
        size_t k = 0;
        while (k < COUNT(classes) && classes[k].c != s.p[i]) k++;
        if (k < COUNT(classes)) {
            if (inside && !classes[k].inside) return false;
            buf_c(&out, inside ? classes[k].inside : classes[k].out);
        } else if (s.p[i] == 'n' || s.p[i] == 't' || s.p[i] == 'r') {
            buf_char(&out, s.p[i] == 'n' ? '\n' : s.p[i] == 't' ? '\t' : '\r');
        } else if (strchr("\\.[]{}()*+?^$|-/", s.p[i])) {
            if (!inside) buf_char(&out, '\\');
            buf_char(&out, s.p[i]);
        } else {
            return false;
        }
    }
    *ret_pattern = str_z(mem, buf_str(&out));
    return true;
}

// Repeats inside repeats make the library's tables large, so only few and small ones are let through.
static bool modest(Str s)
{
    if (s.n > PATTERN_MAX) return false;
    size_t counted = 0;
    for (size_t i = 0; i < s.n; i++) {
        int64_t v = 0;
        if (s.p[i] != '{' || (i && s.p[i - 1] == '\\')) continue;
        if (++counted > 2) return false;
        for (i++; i < s.n && s.p[i] != '}'; i++) {
            v = s.p[i] >= '0' && s.p[i] <= '9' ? v * 10 + (s.p[i] - '0') : 0;
            if (v > REPEAT_MAX) return false;
        }
    }
    return true;
}

static bool compile(Eval *ev, Str pattern, Value flags, regex_t *re)
{
    Str f = flags.kind == VALUE_STRING ? flags.string : STR_NONE;
    for (size_t i = 0; i < f.n; i++)
        if (!strchr("ismx", f.p[i])) return false;
    char *text;
    if (!modest(pattern) || !translate(ev->mem, pattern, f, &text)) return false;
    int options = REG_EXTENDED | (str_has(f, S("i")) ? REG_ICASE : 0) | (str_has(f, S("m")) ? REG_NEWLINE : 0);
    ev->steps += 1000; // far more work than a sum
    return regcomp(re, text, options) == 0;
}

static Value matches(ARGS)
{
    regex_t re;
    if (!compile(ev, a[1].string, n > 2 ? a[2] : value_null(), &re)) return value_null();
    bool yes = regexec(&re, str_z(ev->mem, a[0].string), 0, NULL, 0) == 0;
    regfree(&re);
    return value_bool(yes);
}

static void put_replacement(Buf *out, Str with, const char *subject, const regmatch_t *groups)
{
    for (size_t i = 0; i < with.n; i++) {
        char c = with.p[i], next = i + 1 < with.n ? with.p[i + 1] : 0;
        if (c == '$' && next >= '0' && next <= '9') {
            const regmatch_t *g = &groups[next - '0'];
            if (g->rm_so >= 0) buf_add(out, (Str){subject + g->rm_so, (size_t)(g->rm_eo - g->rm_so)});
            i++;
        } else if (c == '\\' && (next == '$' || next == '\\')) {
            buf_char(out, next);
            i++;
        } else {
            buf_char(out, c);
        }
    }
}

static Value replace(ARGS)
{
    regex_t re;
    if (!compile(ev, a[1].string, n > 3 ? a[3] : value_null(), &re)) return value_null();
    const char *s = str_z(ev->mem, a[0].string);
    Buf out = buf_new(ev->mem, TEXT_OUT_MAX);
    regmatch_t groups[GROUPS_MAX];
    bool empty = regexec(&re, "", 0, NULL, 0) == 0; // a pattern of nothing replaces everywhere: an error in XPath
    for (int flags = 0; !empty && !out.over && regexec(&re, s, GROUPS_MAX, groups, flags) == 0; flags = REG_NOTBOL) {
        ev->steps += 10;
        buf_add(&out, (Str){s, (size_t)groups[0].rm_so});
        put_replacement(&out, a[2].string, s, groups);
        s += groups[0].rm_eo;
        if (groups[0].rm_eo == groups[0].rm_so) break;
    }
    buf_c(&out, s);
    regfree(&re);
    return empty || out.over ? value_null() : value_str(buf_str(&out));
}

static Value split(ARGS)
{
    regex_t re;
    (void)n;
    if (!compile(ev, a[1].string, value_null(), &re)) return value_null();
    const char *s = str_z(ev->mem, a[0].string);
    Value *out = NEW_ARRAY(ev->mem, Value, a[0].string.n + 2);
    size_t count = 0;
    regmatch_t at[1];
    for (int flags = 0; regexec(&re, s, 1, at, flags) == 0 && at[0].rm_eo > at[0].rm_so; flags = REG_NOTBOL) {
        out[count++] = value_str((Str){s, (size_t)at[0].rm_so});
        s += at[0].rm_eo;
        ev->steps += 10;
    }
    out[count++] = value_str(str_c(s));
    regfree(&re);
    return value_list(out, count);
}

const Builtin text_builtins[] = {
    {"string", "from", "a", 1, to_string},
    {"number", "from,grouping separator,decimal separator", "aaa", 1, to_number},
    {"substring", "string,start position,length", "snn", 2, substring},
    {"string length", "string", "s", 1, string_length},
    {"upper case", "string", "s", 1, upper_case},
    {"lower case", "string", "s", 1, lower_case},
    {"substring before", "string,match", "ss", 2, substring_before},
    {"substring after", "string,match", "ss", 2, substring_after},
    {"contains", "string,match", "ss", 2, contains},
    {"starts with", "string,match", "ss", 2, starts_with},
    {"ends with", "string,match", "ss", 2, ends_with},
    {"string join", "list,delimiter", "ls", 1, string_join},
    {"matches", "input,pattern,flags", "sss", 2, matches},
    {"replace", "input,pattern,replacement,flags", "ssss", 3, replace},
    {"split", "string,delimiter", "ss", 2, split},
    {0},
};
