// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// How points and ranges lie: before, after, meets, overlaps and the rest. A point is a range of one value.
#include "rules/feel.h"

#define ARGS Eval *ev, const Value *a, size_t n

typedef struct Span {
    Value lo, hi;
    bool lo_open, hi_open, point;
} Span;

static Span span(Value v)
{
    if (v.kind != VALUE_RANGE) return (Span){.lo = v, .hi = v, .point = true};
    return (Span){.lo = v.items[0], .hi = v.items[1], .lo_open = v.hash & RANGE_LO_OPEN,
                  .hi_open = v.hash & RANGE_HI_OPEN};
}

typedef struct Pair {
    Span a, b;
    int ll, lh, hl, hh; // order of a's end against b's end
} Pair;

static bool pair(const Value *v, Pair *p)
{
    p->a = span(v[0]);
    p->b = span(v[1]);
    return value_order(p->a.lo, p->b.lo, &p->ll) && value_order(p->a.lo, p->b.hi, &p->lh) &&
           value_order(p->a.hi, p->b.lo, &p->hl) && value_order(p->a.hi, p->b.hi, &p->hh);
}

static bool is_before(const Pair *p) { return p->hl < 0 || (p->hl == 0 && (p->a.hi_open || p->b.lo_open)); }
static bool is_after(const Pair *p) { return p->lh > 0 || (p->lh == 0 && (p->a.lo_open || p->b.hi_open)); }
static bool lo_within(const Pair *p) { return p->ll > 0 || (p->ll == 0 && (!p->b.lo_open || p->a.lo_open)); }
static bool hi_within(const Pair *p) { return p->hh < 0 || (p->hh == 0 && (!p->b.hi_open || p->a.hi_open)); }

static Pair turned(const Pair *p)
{
    return (Pair){.a = p->b, .b = p->a, .ll = -p->ll, .lh = -p->hl, .hl = -p->lh, .hh = -p->hh};
}

static bool r_before(const Pair *p) { return is_before(p); }
static bool r_after(const Pair *p) { return is_after(p); }
static bool r_meets(const Pair *p)
{
    return !p->a.point && !p->b.point && p->hl == 0 && !p->a.hi_open && !p->b.lo_open;
}
static bool r_met_by(const Pair *p)
{
    return !p->a.point && !p->b.point && p->lh == 0 && !p->a.lo_open && !p->b.hi_open;
}
static bool r_overlaps(const Pair *p) { return !is_before(p) && !is_after(p); }
static bool r_overlaps_before(const Pair *p)
{
    bool starts = p->ll < 0 || (p->ll == 0 && !p->a.lo_open && p->b.lo_open);
    bool ends = p->hh < 0 || (p->hh == 0 && (p->a.hi_open || !p->b.hi_open));
    return starts && ends && !is_before(p);
}
static bool r_overlaps_after(const Pair *p)
{
    Pair t = turned(p);
    return r_overlaps_before(&t);
}
static bool r_during(const Pair *p) { return lo_within(p) && hi_within(p); }
static bool r_includes(const Pair *p)
{
    Pair t = turned(p);
    return r_during(&t);
}
static bool r_starts(const Pair *p) { return p->ll == 0 && p->a.lo_open == p->b.lo_open && hi_within(p); }
static bool r_started_by(const Pair *p)
{
    Pair t = turned(p);
    return r_starts(&t);
}
static bool r_finishes(const Pair *p) { return p->hh == 0 && p->a.hi_open == p->b.hi_open && lo_within(p); }
static bool r_finished_by(const Pair *p)
{
    Pair t = turned(p);
    return r_finishes(&t);
}
static bool r_coincides(const Pair *p)
{
    return p->ll == 0 && p->hh == 0 && p->a.lo_open == p->b.lo_open && p->a.hi_open == p->b.hi_open;
}

#define RELATION(name)                                                                                                 \
    static Value name(ARGS)                                                                                            \
    {                                                                                                                  \
        Pair p;                                                                                                        \
        (void)ev, (void)n;                                                                                             \
        return pair(a, &p) ? value_bool(r_##name(&p)) : value_null();                                                  \
    }
RELATION(before)
RELATION(after)
RELATION(meets)
RELATION(met_by)
RELATION(overlaps)
RELATION(overlaps_before)
RELATION(overlaps_after)
RELATION(during)
RELATION(includes)
RELATION(starts)
RELATION(started_by)
RELATION(finishes)
RELATION(finished_by)
RELATION(coincides)

// ---- range("[1..3]"): its ends are literals

static Str without_end(Str s, bool first)
{
    s = str_trim(s);
    if (first) s.p += s.n > 0;
    s.n -= s.n > 0;
    return s;
}

static bool literal_end(Eval *ev, Str s, bool open, Value *ret_v)
{
    Expr e;
    Why w;
    s = str_trim(s);
    *ret_v = value_null();
    if (s.n == 0) return open;
    if (feel_expression(ev->mem, s, (Scope){.lenient = true}, &e, &w) != OK || !e.constant) return false;
    *ret_v = e.root->value;
    return ret_v->kind != VALUE_NULL && ret_v->kind != VALUE_BOOL;
}

// "< 3", ">= 3": the other end is not there. The test kit has it with a bracket after it.
static Value range_from(Eval *ev, Str s, Value *ends)
{
    bool below = s.p[0] == '<', closed = s.p[1] == '=';
    Str end = {s.p + 1 + closed, s.n - 1 - closed};
    if (end.n && end.p[end.n - 1] == ']') end.n--;
    ends[below ? 0 : 1] = value_null();
    if (!literal_end(ev, end, false, &ends[below ? 1 : 0])) return value_null();
    Value v = value_range(ends, below || !closed, !below || !closed);
    v.hash |= RANGE_HALF;
    return v;
}

static Value range_of(ARGS)
{
    Str s = str_trim(a[0].string);
    Value *ends = NEW_ARRAY(ev->mem, Value, 2);
    int order = 0;
    (void)n;
    if (s.n > 1 && s.n <= FEEL_NAME_MAX && (s.p[0] == '<' || s.p[0] == '>')) return range_from(ev, s, ends);
    if (s.n < 4 || s.n > FEEL_NAME_MAX) return value_null();
    char first = s.p[0], last = s.p[s.n - 1];
    bool lo_open = first == '(' || first == ']', hi_open = last == ')' || last == '[';
    if ((!lo_open && first != '[') || (!hi_open && last != ']')) return value_null();
    s = without_end(without_end(s, true), false);
    size_t dots = 0;
    bool quoted = false;
    for (; dots + 1 < s.n; dots++) {
        quoted = quoted != (s.p[dots] == '"');
        if (!quoted && s.p[dots] == '.' && s.p[dots + 1] == '.') break;
    }
    if (dots + 1 >= s.n) return value_null();
    if (!literal_end(ev, (Str){s.p, dots}, lo_open, &ends[0])) return value_null();
    if (!literal_end(ev, (Str){s.p + dots + 2, s.n - dots - 2}, hi_open, &ends[1])) return value_null();
    bool none = ends[0].kind == VALUE_NULL && ends[1].kind == VALUE_NULL;
    bool both = ends[0].kind != VALUE_NULL && ends[1].kind != VALUE_NULL;
    if (none || (both && (!value_order(ends[0], ends[1], &order) || order > 0))) return value_null();
    Value v = value_range(ends, lo_open, hi_open);
    if (!both) v.hash |= RANGE_HALF;
    return v;
}

#define ALL_WAYS "point1,point2|point,range|range,point|range1,range2"

const Builtin range_builtins[] = {
    {"range", "from", "s", 1, range_of},
    {"before", ALL_WAYS, "aa", 2, before},
    {"after", ALL_WAYS, "aa", 2, after},
    {"meets", "range1,range2", "rr", 2, meets},
    {"met by", "range1,range2", "rr", 2, met_by},
    {"overlaps", "range1,range2", "rr", 2, overlaps},
    {"overlaps before", "range1,range2", "rr", 2, overlaps_before},
    {"overlaps after", "range1,range2", "rr", 2, overlaps_after},
    {"during", "point,range|range1,range2", "ar", 2, during},
    {"includes", "range,point|range1,range2", "ra", 2, includes},
    {"starts", "point,range|range1,range2", "ar", 2, starts},
    {"started by", "range,point|range1,range2", "ra", 2, started_by},
    {"finishes", "point,range|range1,range2", "ar", 2, finishes},
    {"finished by", "range,point|range1,range2", "ra", 2, finished_by},
    {"coincides", ALL_WAYS, "aa", 2, coincides},
    {0},
};
