// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Functions of text, and conversion from and to it. Positions count characters, not bytes.
#include "base/buf.h"
#include "rules/feel.h"
#include "rules/pattern.h"
#include <string.h>

enum { TEXT_OUT_MAX = 64 * 1024 };

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
    for (size_t i = 1; i < n; i++) ok = ok && (a[i].kind == VALUE_STRING || a[i].kind == VALUE_NULL);
    if (!ok) return value_null();
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
    Number whole;
    if (!number_round(a[1].number, 0, ROUND_DOWN, &whole) || !number_to_int(whole, &from) || from == 0)
        return value_null();
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

static Value change_case(Eval *ev, Str s, bool upper)
{
    Buf out = buf_new(ev->mem, TEXT_OUT_MAX);
    for (size_t at = 0, size; at < s.n; at += size) {
        uint32_t c = char_at(s, at, &size), other = upper ? char_upper(c) : char_lower(c);
        if (other == c) buf_add(&out, (Str){s.p + at, size});
        else char_put(&out, other);
    }
    return out.over ? value_null() : value_str(buf_str(&out));
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

// ---- patterns

static bool compile(Eval *ev, Str pattern, Value flags, const Pattern **ret_p)
{
    ev->steps += 100; // more work than a sum
    return pattern_make(ev->mem, pattern, flags.kind == VALUE_STRING ? flags.string : STR_NONE, ret_p);
}

static bool search(Eval *ev, const Pattern *p, Str s, size_t from, Found *found)
{
    uint32_t steps = ev->steps < FEEL_STEPS_MAX ? (FEEL_STEPS_MAX - ev->steps) : 0, before = steps;
    bool yes = !arena_over(ev->mem) && pattern_find(p, ev->mem, s, from, &steps, found);
    ev->steps += before - steps;
    if (arena_over(ev->mem) || found->over) ev->over = true;
    return yes;
}

static Value matches(ARGS)
{
    const Pattern *p;
    Found found = {0};
    if (!compile(ev, a[1].string, n > 2 ? a[2] : value_null(), &p)) return value_null();
    return value_bool(search(ev, p, a[0].string, 0, &found));
}

static void put_replacement(Buf *out, Str with, Str subject, const Found *found)
{
    for (size_t i = 0; i < with.n; i++) {
        char c = with.p[i], next = i + 1 < with.n ? with.p[i + 1] : 0;
        if (c == '$' && next >= '0' && next <= '9') {
            size_t from = found->starts[next - '0'], to = found->ends[next - '0'];
            if (from != SIZE_MAX && to != SIZE_MAX) buf_add(out, (Str){subject.p + from, to - from});
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
    const Pattern *p;
    Found found = {0};
    Str s = a[0].string;
    if (!compile(ev, a[1].string, n > 3 ? a[3] : value_null(), &p)) return value_null();
    Buf out = buf_new(ev->mem, TEXT_OUT_MAX);
    if (search(ev, p, S(""), 0, &found)) return value_null(); // it replaces nothing everywhere: an error in XPath
    size_t at = 0;
    while (!ev->over && !out.over && at <= s.n && search(ev, p, s, at, &found)) {
        buf_add(&out, (Str){s.p + at, found.starts[0] - at});
        put_replacement(&out, a[2].string, s, &found);
        at = found.ends[0];
        if (found.ends[0] == found.starts[0]) break;
    }
    buf_add(&out, (Str){s.p + at, s.n - at});
    return out.over || ev->over ? value_null() : value_str(buf_str(&out));
}

static Value split(ARGS)
{
    const Pattern *p;
    Found found = {0};
    Str s = a[0].string;
    (void)n;
    if (!compile(ev, a[1].string, value_null(), &p)) return value_null();
    Value *out = NEW_ARRAY(ev->mem, Value, s.n + 2);
    size_t count = 0, at = 0;
    while (!ev->over && at <= s.n && search(ev, p, s, at, &found) && found.ends[0] > found.starts[0]) {
        out[count++] = value_str((Str){s.p + at, found.starts[0] - at});
        at = found.ends[0];
    }
    out[count++] = value_str((Str){s.p + at, s.n - at});
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
