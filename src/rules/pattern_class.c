// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/pattern_class.h"
#include <string.h>

static const uint32_t LAST_CHAR = 0x10FFFF;

static bool letter(uint32_t c)
{
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0x250) return c == 0xAA || c == 0xB5 || c == 0xBA || (c >= 0xC0 && c != 0xD7 && c != 0xF7);
    return (c >= 0x250 && c <= 0x2AF) || (c >= 0x370 && c <= 0x52F && c != 0x37E && c != 0x387) ||
           (c >= 0x531 && c <= 0x587) || (c >= 0x5D0 && c <= 0x5EA) || (c >= 0x620 && c <= 0x64A) ||
           (c >= 0x900 && c <= 0x1FFF) || (c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) || c == 0x212A;
}

static bool digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x966 && c <= 0x96F) ||
           (c >= 0xFF10 && c <= 0xFF19);
}

static bool blank(uint32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool symbol(uint32_t c)
{
    return (c < 0x80 && c && strchr("$+<=>^`|~", (int)c)) || (c >= 0xA2 && c <= 0xA9 && c != 0xA7) || c == 0xAC ||
           c == 0xAE || c == 0xAF || c == 0xB0 || c == 0xB1 || c == 0xB4 || c == 0xB8 || c == 0xD7 || c == 0xF7;
}

static bool mark(uint32_t c)
{
    if (c < 0x80) return c > ' ' && c < 0x7F && !letter(c) && !digit(c) && !symbol(c);
    return c == 0xA1 || c == 0xA7 || c == 0xAB || c == 0xB6 || c == 0xB7 || c == 0xBB || c == 0xBF ||
           (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E);
}

static bool has_property(char p, uint32_t c)
{
    switch (p) {
    case 'd': return digit(c);
    case 's': return blank(c);
    case 'w': return !mark(c) && !blank(c) && c > ' ' && c != 0x7F && c != 0xA0;
    case 'i': return letter(c) || c == '_' || c == ':';
    case 'c': return letter(c) || digit(c) || (c < 0x80 && c && strchr("._:-", (int)c));
    case 'L': return letter(c);
    case 'U': return letter(c) && char_lower(c) != c;
    case 'l': return letter(c) && char_lower(c) == c;
    case 'N': return digit(c) || (c >= 0xB2 && c <= 0xB3) || c == 0xB9 || (c >= 0xBC && c <= 0xBE);
    case 'P': return mark(c);
    case 'Z': return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x3000;
    case 'S': return symbol(c);
    default: return false;
    }
}

// \p{Lu}, \P{IsBasicLatin}: *at stands after the p
static bool property(Str text, size_t *at, bool outside, Part *ret_part)
{
    static const struct {
        const char *name;
        char property;
        uint32_t from, to;
    } known[] = {
        {"L", 'L', 0, 0},
        {"Lu", 'U', 0, 0},
        {"Ll", 'l', 0, 0},
        {"N", 'N', 0, 0},
        {"Nd", 'd', 0, 0},
        {"P", 'P', 0, 0},
        {"Z", 'Z', 0, 0},
        {"Zs", 'Z', 0, 0},
        {"S", 'S', 0, 0},
        {"IsBasicLatin", 0, 0, 0x7F},
        {"IsLatin-1Supplement", 0, 0x80, 0xFF},
        {"IsLatinExtended-A", 0, 0x100, 0x17F},
        {"IsGreek", 0, 0x370, 0x3FF},
        {"IsCyrillic", 0, 0x400, 0x4FF},
    };
    const char *end = *at < text.n ? memchr(text.p + *at, '}', text.n - *at) : NULL;
    if (!end || text.p[*at] != '{') return false;
    Str name = {text.p + *at + 1, (size_t)(end - text.p) - *at - 1};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_eq_c(name, known[i].name)) continue;
        *ret_part = (Part){known[i].from, known[i].to, known[i].property, outside};
        *at = (size_t)(end - text.p) + 1;
        return true;
    }
    return false;
}

static bool escape(Str text, size_t *at, Part *ret_part)
{
    if (*at + 1 >= text.n) return false;
    char c = text.p[*at + 1];
    *at += 2;
    if (c == 'p' || c == 'P') return property(text, at, c == 'P', ret_part);
    if (strchr("dswic", c)) *ret_part = (Part){.property = c};
    else if (strchr("DSWIC", c)) *ret_part = (Part){.property = (char)(c | 32), .outside = true};
    else if (strchr("\\|.?*+(){}$-[]^/,\"'", c)) *ret_part = (Part){.from = (uint32_t)c, .to = (uint32_t)c};
    else if (c == 'n') *ret_part = (Part){.from = '\n', .to = '\n'};
    else if (c == 'r') *ret_part = (Part){.from = '\r', .to = '\r'};
    else if (c == 't') *ret_part = (Part){.from = '\t', .to = '\t'};
    else return false;
    return true;
}

bool class_escape(Arena *mem, Str text, size_t *at, bool blind, Class *ret_c)
{
    Part *part = NEW(mem, Part);
    *ret_c = (Class){.parts = part, .count = 1, .blind = blind};
    return escape(text, at, part);
}

// One character or set; single: a range may follow.
static bool member(Str text, size_t *at, Part *part, bool *ret_single)
{
    if (text.p[*at] == '\\') {
        bool ok = escape(text, at, part);
        *ret_single = ok && !part->property && !part->outside && part->from == part->to;
        return ok;
    }
    size_t size;
    uint32_t c = char_at(text, *at, &size);
    *at += size;
    *part = (Part){.from = c, .to = c};
    *ret_single = true;
    return c != '[';
}

static bool is_at(Str text, size_t at, char c) { return at < text.n && text.p[at] == c; }

bool class_read(Arena *mem, Str text, size_t *at, bool blind, int depth, Class *ret_c)
{
    Part *parts = NEW_ARRAY(mem, Part, text.n);
    Class c = {.parts = parts, .blind = blind};
    if (depth > PATTERN_DEPTH_MAX) return false;
    ++*at;
    if (is_at(text, *at, '^')) {
        c.outside = true;
        ++*at;
    }
    while (*at < text.n && (!is_at(text, *at, ']') || c.count == 0)) {
        if (c.count && is_at(text, *at, '-') && is_at(text, *at + 1, '[')) {
            Class *less = NEW(mem, Class);
            ++*at;
            if (!class_read(mem, text, at, blind, depth + 1, less) || !is_at(text, *at, ']')) return false;
            c.less = less;
            break;
        }
        bool single, end_single;
        Part part, end;
        if (is_at(text, *at, ']') || !member(text, at, &part, &single)) return false;
        bool range =
            single && is_at(text, *at, '-') && *at + 1 < text.n && text.p[*at + 1] != ']' && text.p[*at + 1] != '[';
        if (range) {
            ++*at;
            if (!member(text, at, &end, &end_single) || !end_single || end.from < part.from) return false;
            part.to = end.from;
        }
        parts[c.count++] = part;
    }
    if (!is_at(text, *at, ']')) return false;
    ++*at;
    *ret_c = c;
    return true;
}

static bool in_parts(const Class *c, uint32_t ch)
{
    for (size_t i = 0; i < c->count; i++) {
        const Part *p = &c->parts[i];
        bool yes = p->property ? has_property(p->property, ch) : ch >= p->from && ch <= p->to && ch <= LAST_CHAR;
        if (yes != p->outside) return true;
    }
    return false;
}

// The other way round comes last: without regard to case, Q is not outside [q].
bool class_has(const Class *c, uint32_t ch)
{
    bool in = in_parts(c, ch);
    if (!in && c->blind) in = in_parts(c, char_lower(ch)) || in_parts(c, char_upper(ch));
    if (in == c->outside) return false;
    return !c->less || !class_has(c->less, ch);
}
