// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// A pattern becomes a short program, run with an explicit stack of what else could be tried.
#include "rules/pattern.h"
#include "rules/pattern_class.h"
#include <string.h>

typedef enum Op {
    OP_CHAR,
    OP_ANY,
    OP_CLASS,
    OP_SPLIT,
    OP_JUMP,
    OP_SAVE,
    OP_BEGIN,
    OP_END,
    OP_BACK,
    OP_MARK,
    OP_MOVED,
    OP_DONE
} Op;

typedef struct Code {
    Op op;
    uint32_t a, b; // OP_SPLIT: try a, then b. OP_MARK, OP_MOVED: a register. OP_SAVE: twice the group, plus 1: its end
    const Class *class;
} Code;

enum { REGISTERS_MAX = 64, REPEAT_MAX = 1000, STACK_MAX = 20000 };

struct Pattern {
    Code *code;
    size_t count, room;
    bool all, lines, blind; // flags s, m, i
};

typedef struct Making {
    Pattern *p;
    Arena *mem;
    Str text;
    size_t at;
    int depth;
    uint32_t groups, registers;
    uint32_t open; // a bit for each group that has not ended
    bool bad;
} Making;

static uint32_t put(Making *m, Code c)
{
    Pattern *p = m->p;
    if (p->count >= PATTERN_CODE_MAX) m->bad = true;
    if (m->bad) return 0;
    if (p->count == p->room) {
        Code *more = NEW_ARRAY(m->mem, Code, p->room * 2);
        memcpy(more, p->code, p->count * sizeof more[0]);
        p->code = more;
        p->room *= 2;
    }
    p->code[p->count++] = c;
    return (uint32_t)m->p->count - 1;
}

static char next(const Making *m, size_t ahead) { return m->at + ahead < m->text.n ? m->text.p[m->at + ahead] : '\0'; }
static bool more(const Making *m) { return m->at < m->text.n; }

static void alternatives(Making *m);

static void group(Making *m)
{
    bool counts = true;
    m->at++;
    if (next(m, 0) == '?') {
        counts = false;
        if (next(m, 1) != ':') m->bad = true; // looking around is not in the language
        m->at += 2;
    }
    uint32_t g = counts ? ++m->groups : 0;
    if (g >= PATTERN_GROUPS_MAX || ++m->depth > PATTERN_DEPTH_MAX) m->bad = true;
    if (m->bad) return;
    if (counts) m->open |= 1u << g;
    if (counts) put(m, (Code){.op = OP_SAVE, .a = 2 * g});
    alternatives(m);
    if (counts) put(m, (Code){.op = OP_SAVE, .a = 2 * g + 1});
    m->open &= ~(1u << g);
    if (next(m, 0) != ')') m->bad = true;
    m->at++;
    m->depth--;
}

static void escaped(Making *m)
{
    char c = next(m, 1);
    if (c >= '1' && c <= '9') {
        uint32_t g = (uint32_t)(c - '0');
        m->at += 2;
        if (g > m->groups || (m->open & 1u << g)) m->bad = true;
        put(m, (Code){.op = OP_BACK, .a = g});
        return;
    }
    Class *class = NEW(m->mem, Class);
    if (!class_escape(m->mem, m->text, &m->at, m->p->blind, class)) m->bad = true;
    put(m, (Code){.op = OP_CLASS, .class = class});
}

static void one(Making *m)
{
    char c = next(m, 0);
    if (c == '(') {
        group(m);
    } else if (c == '[') {
        Class *class = NEW(m->mem, Class);
        if (!class_read(m->mem, m->text, &m->at, m->p->blind, 0, class)) m->bad = true;
        put(m, (Code){.op = OP_CLASS, .class = class});
    } else if (c == '\\') {
        escaped(m);
    } else if (c == '.' || c == '^' || c == '$') {
        m->at++;
        put(m, (Code){.op = c == '.' ? OP_ANY : c == '^' ? OP_BEGIN : OP_END});
    } else if (strchr("*+?{}])", c)) {
        m->bad = true;
    } else {
        size_t size;
        uint32_t ch = char_at(m->text, m->at, &size);
        m->at += size;
        put(m, (Code){.op = OP_CHAR, .a = m->p->blind ? char_lower(ch) : ch});
    }
}

static uint32_t count_read(Making *m)
{
    uint32_t v = 0;
    if (next(m, 0) < '0' || next(m, 0) > '9') m->bad = true;
    for (; next(m, 0) >= '0' && next(m, 0) <= '9'; m->at++) {
        v = v * 10 + (uint32_t)(next(m, 0) - '0');
        if (v > REPEAT_MAX) m->bad = true;
        if (m->bad) return 0;
    }
    return v;
}

static bool repeat_read(Making *m, uint32_t *least, uint32_t *most)
{
    char c = next(m, 0);
    *least = c == '+';
    *most = c == '?' ? 1 : UINT32_MAX;
    if (!more(m) || !strchr("*+?{", c)) return false;
    m->at++;
    if (c != '{') return true;
    *least = *most = count_read(m);
    if (next(m, 0) == ',') {
        m->at++;
        *most = next(m, 0) == '}' ? UINT32_MAX : count_read(m);
    }
    if (next(m, 0) != '}' || *most < *least) m->bad = true;
    m->at++;
    return true;
}

// The piece once more, from its text: its groups keep their numbers.
static void again(Making *m, size_t at, uint32_t groups)
{
    size_t end = m->at;
    uint32_t after = m->groups;
    m->at = at;
    m->groups = groups;
    one(m);
    m->at = end;
    m->groups = after;
}

static uint32_t split(Making *m, bool lazy, uint32_t into)
{
    uint32_t at = put(m, (Code){.op = OP_SPLIT});
    if (m->bad) return at;
    if (lazy) m->p->code[at].b = into;
    else m->p->code[at].a = into;
    return at;
}

static void otherwise(Making *m, uint32_t at, bool lazy)
{
    if (m->bad) return;
    uint32_t to = (uint32_t)m->p->count;
    if (lazy) m->p->code[at].a = to;
    else m->p->code[at].b = to;
}

static void loop(Making *m, size_t at, uint32_t groups, bool lazy)
{
    uint32_t reg = m->registers++;
    if (reg >= REGISTERS_MAX) m->bad = true;
    if (m->bad) return;
    uint32_t top = split(m, lazy, (uint32_t)m->p->count + 1);
    put(m, (Code){.op = OP_MARK, .a = reg});
    again(m, at, groups);
    put(m, (Code){.op = OP_MOVED, .a = reg}); // nothing taken: once more would never end
    put(m, (Code){.op = OP_JUMP, .a = top});
    otherwise(m, top, lazy);
}

static void piece(Making *m)
{
    size_t at = m->at, before = m->p->count;
    uint32_t groups = m->groups, least, most;
    one(m);
    if (m->bad || !repeat_read(m, &least, &most) || m->bad) return;
    bool lazy = next(m, 0) == '?';
    size_t end = m->at + lazy;
    m->at = end;
    m->p->count = before;
    for (uint32_t i = 0; i < least && !m->bad; i++) again(m, at, groups);
    if (most == UINT32_MAX) loop(m, at, groups, lazy);
    uint32_t splits[REPEAT_MAX], n = 0;
    for (uint32_t i = least; most != UINT32_MAX && i < most && !m->bad; i++) {
        splits[n++] = split(m, lazy, (uint32_t)m->p->count + 1);
        again(m, at, groups);
    }
    while (n > 0) otherwise(m, splits[--n], lazy);
    m->at = end;
}

static void alternatives(Making *m)
{
    uint32_t jumps[PATTERN_MAX], n = 0;
    for (;;) {
        uint32_t choice = put(m, (Code){.op = OP_SPLIT});
        while (more(m) && !m->bad && next(m, 0) != '|' && next(m, 0) != ')') piece(m);
        if (m->bad) return;
        bool last = next(m, 0) != '|';
        if (!m->bad) m->p->code[choice] = (Code){.op = last ? OP_JUMP : OP_SPLIT, .a = choice + 1};
        if (last) break;
        m->at++;
        jumps[n++] = put(m, (Code){.op = OP_JUMP});
        if (!m->bad) m->p->code[choice].b = (uint32_t)m->p->count;
    }
    while (n > 0) m->p->code[jumps[--n]].a = (uint32_t)m->p->count;
}

// Flag x: white space outside classes means nothing.
static Str without_blanks(Arena *mem, Str s)
{
    char *out = str_z(mem, s);
    size_t n = 0;
    int inside = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool blank = strchr(" \t\n\r", s.p[i]) != NULL;
        if (s.p[i] == '[') inside++;
        if (s.p[i] == ']' && inside) inside--;
        if (!blank || inside) out[n++] = s.p[i];
    }
    return (Str){out, n};
}

bool pattern_make(Arena *mem, Str text, Str flags, const Pattern **ret_p)
{
    Pattern *p = NEW(mem, Pattern);
    bool blanks = false, quoted = false;
    if (text.n > PATTERN_MAX) return false;
    for (size_t i = 0; i < flags.n; i++) {
        char f = flags.p[i];
        if (!strchr("smixq", f)) return false;
        p->all = p->all || f == 's';
        p->lines = p->lines || f == 'm';
        p->blind = p->blind || f == 'i';
        blanks = blanks || f == 'x';
        quoted = quoted || f == 'q';
    }
    if (blanks && !quoted) text = without_blanks(mem, text);
    p->room = 32;
    p->code = NEW_ARRAY(mem, Code, p->room);
    Making m = {.p = p, .mem = mem, .text = text};
    for (size_t size; quoted && m.at < text.n; m.at += size) {
        uint32_t c = char_at(text, m.at, &size);
        put(&m, (Code){.op = OP_CHAR, .a = p->blind ? char_lower(c) : c});
    }
    if (!quoted) alternatives(&m);
    put(&m, (Code){.op = OP_DONE});
    if (m.bad || m.at != text.n) return false;
    *ret_p = p;
    return true;
}

// ---- matching

// Another way to go on; or, as the stack is taken back, a value to put back.
typedef struct Choice {
    uint32_t pc; // UINT32_MAX: put back
    uint32_t slot;
    size_t value;
} Choice;

typedef struct Run {
    const Pattern *p;
    Str text;
    size_t slots[2 * PATTERN_GROUPS_MAX + REGISTERS_MAX];
    Choice *stack;
    size_t depth, room;
    Arena *mem;
    uint32_t *steps;
    bool over;
} Run;

static void push(Run *r, Choice c)
{
    if (r->depth == STACK_MAX) r->over = true;
    if (r->over) return;
    if (r->depth == r->room) {
        size_t room = r->room ? r->room * 2 : 32;
        Choice *more = NEW_ARRAY(r->mem, Choice, room);
        if (r->depth) memcpy(more, r->stack, r->depth * sizeof more[0]);
        r->stack = more;
        r->room = room;
    }
    r->stack[r->depth++] = c;
}

static void set(Run *r, uint32_t slot, size_t value)
{
    push(r, (Choice){.pc = UINT32_MAX, .slot = slot, .value = r->slots[slot]});
    r->slots[slot] = value;
}

static bool at_line(const Run *r, size_t at, bool begin)
{
    if (begin) return at == 0 || (r->p->lines && r->text.p[at - 1] == '\n');
    return at == r->text.n || (r->p->lines && r->text.p[at] == '\n');
}

static bool one_char(const Run *r, const Code *c, size_t *at)
{
    if (*at >= r->text.n) return false;
    size_t size;
    uint32_t ch = char_at(r->text, *at, &size);
    bool ok = c->op == OP_CHAR    ? (r->p->blind ? char_lower(ch) : ch) == c->a
              : c->op == OP_CLASS ? class_has(c->class, ch)
                                  : r->p->all || (ch != '\n' && ch != '\r');
    *at += ok ? size : 0;
    return ok;
}

static bool back(const Run *r, uint32_t g, size_t *at)
{
    size_t from = r->slots[2 * g], to = r->slots[2 * g + 1];
    if (from == SIZE_MAX || to == SIZE_MAX) return true;
    for (size_t a, b; from < to; from += a, *at += b) {
        if (*at >= r->text.n) return false;
        uint32_t x = char_at(r->text, from, &a), y = char_at(r->text, *at, &b);
        if (r->p->blind ? char_lower(x) != char_lower(y) : x != y) return false;
    }
    return true;
}

static bool step(Run *r, uint32_t *pc, size_t *at)
{
    const Code *c = &r->p->code[*pc];
    *pc += 1;
    switch (c->op) {
    case OP_CHAR:
    case OP_ANY:
    case OP_CLASS: return one_char(r, c, at);
    case OP_SPLIT:
        push(r, (Choice){.pc = c->b, .value = *at});
        *pc = c->a;
        return true;
    case OP_JUMP: *pc = c->a; return true;
    case OP_SAVE: set(r, c->a, *at); return true;
    case OP_MARK: set(r, 2 * PATTERN_GROUPS_MAX + c->a, *at); return true;
    case OP_MOVED: return r->slots[2 * PATTERN_GROUPS_MAX + c->a] != *at;
    case OP_BEGIN: return at_line(r, *at, true);
    case OP_END: return at_line(r, *at, false);
    case OP_BACK: return back(r, c->a, at);
    case OP_DONE: break;
    }
    return true;
}

static bool other_way(Run *r, uint32_t *pc, size_t *at)
{
    while (r->depth > 0) {
        Choice c = r->stack[--r->depth];
        if (c.pc != UINT32_MAX) {
            *pc = c.pc;
            *at = c.value;
            return true;
        }
        r->slots[c.slot] = c.value;
    }
    return false;
}

static bool match_from(Run *r, size_t start)
{
    uint32_t pc = 0;
    size_t at = start;
    r->depth = 0;
    for (size_t i = 0; i < COUNT(r->slots); i++) r->slots[i] = SIZE_MAX;
    r->slots[0] = start;
    while (r->p->code[pc].op != OP_DONE) {
        if (*r->steps == 0 || r->over) {
            r->over = true;
            return false;
        }
        --*r->steps;
        if (!step(r, &pc, &at) && !other_way(r, &pc, &at)) return false;
    }
    r->slots[1] = at;
    return true;
}

bool pattern_find(const Pattern *p, Arena *mem, Str text, size_t from, uint32_t *steps, Found *ret_found)
{
    Run r = {.p = p, .text = text, .mem = mem, .steps = steps};
    Found found = {0};
    bool yes = false;
    for (size_t size = 1; from <= text.n && !yes && !r.over; from += size) {
        yes = match_from(&r, from);
        size = 1;
        if (from < text.n) (void)char_at(text, from, &size);
    }
    for (size_t i = 0; i < PATTERN_GROUPS_MAX; i++) {
        found.starts[i] = r.slots[2 * i];
        found.ends[i] = r.slots[2 * i + 1];
    }
    found.over = r.over;
    *ret_found = found;
    return yes;
}
