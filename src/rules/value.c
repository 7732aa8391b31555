// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/value.h"
#include "base/buf.h"
#include "rules/temporal.h"
#include <string.h>

enum { VALUE_TEXT_MAX = 64 * 1024 };

// FNV-1a. Only sorts unequal strings out early; equality is always decided on the text.
static uint32_t hash_of(Str s)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 16777619u;
    return h ? h : 1;
}

Value value_null(void) { return (Value){.kind = VALUE_NULL}; }
Value value_bool(bool v) { return (Value){.kind = VALUE_BOOL, .boolean = v}; }
Value value_number(Number v) { return (Value){.kind = VALUE_NUMBER, .number = v}; }
Value value_int(int64_t v) { return value_number(number_int(v)); }
Value value_str(Str v) { return (Value){.kind = VALUE_STRING, .hash = hash_of(v), .string = v}; }
Value value_date(Date v) { return (Value){.kind = VALUE_DATE, .date = v}; }

Value value_list(const Value *items, size_t count)
{
    Value v = {.kind = VALUE_LIST, .count = count};
    v.items = items;
    return v;
}

Value value_range(const Value *ends, bool lo_open, bool hi_open)
{
    Value v = {.kind = VALUE_RANGE, .count = 2};
    v.hash = (lo_open ? RANGE_LO_OPEN : 0u) | (hi_open ? RANGE_HI_OPEN : 0u);
    v.items = ends;
    return v;
}

Value value_context(const Str *names, const Value *items, size_t count)
{
    Value v = {.kind = VALUE_CONTEXT, .count = count};
    v.items = items;
    v.names = names;
    return v;
}

static bool same_items(Value a, Value b)
{
    if (a.count != b.count) return false;
    for (size_t i = 0; i < a.count; i++) {
        Value other = b.items[i];
        if (a.kind == VALUE_CONTEXT && !str_eq(a.names[i], b.names[i])) {
            size_t k = 0;
            while (k < b.count && !str_eq(a.names[i], b.names[k])) k++;
            if (k == b.count) return false;
            other = b.items[k];
        }
        if (!value_same(a.items[i], other)) return false;
    }
    return true;
}

bool value_same(Value a, Value b)
{
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case VALUE_NULL: return true;
    case VALUE_BOOL: return a.boolean == b.boolean;
    case VALUE_NUMBER: return number_cmp(a.number, b.number) == 0;
    case VALUE_STRING: return (!a.hash || !b.hash || a.hash == b.hash) && str_eq(a.string, b.string);
    case VALUE_DATE: return a.date == b.date;
    case VALUE_TIME:
    case VALUE_DATETIME:
    case VALUE_DURATION:
    case VALUE_MONTHS: return temporal_same(a, b);
    case VALUE_RANGE: return a.hash == b.hash && same_items(a, b);
    case VALUE_FUNCTION: return a.function == b.function;
    case VALUE_LIST:
    case VALUE_CONTEXT: return same_items(a, b);
    }
    return false;
}

Ternary value_equal(Value a, Value b)
{
    if (a.kind != b.kind && a.kind != VALUE_NULL && b.kind != VALUE_NULL) return UNKNOWN;
    return value_same(a, b) ? YES : NO;
}

bool value_order(Value a, Value b, int *ret_order)
{
    if (a.kind != b.kind) return false;
    if (a.kind == VALUE_NUMBER) *ret_order = number_cmp(a.number, b.number);
    else if (a.kind == VALUE_STRING) *ret_order = str_cmp(a.string, b.string);
    else if (a.kind == VALUE_DATE) *ret_order = (a.date > b.date) - (a.date < b.date);
    else return temporal_order(a, b, ret_order);
    return true;
}

Value value_member(Value context, Str name)
{
    if (context.kind != VALUE_CONTEXT) return value_null();
    for (size_t i = 0; i < context.count; i++)
        if (str_eq(context.names[i], name)) return context.items[i];
    return value_null();
}

Value value_copy(Arena *mem, Value v)
{
    if (v.kind == VALUE_STRING) return value_str(str_dup(mem, v.string));
    if (v.kind != VALUE_LIST && v.kind != VALUE_CONTEXT && v.kind != VALUE_RANGE) return v;
    Value *items = NEW_ARRAY(mem, Value, v.count);
    for (size_t i = 0; i < v.count; i++) items[i] = value_copy(mem, v.items[i]);
    if (v.kind == VALUE_LIST) return value_list(items, v.count);
    if (v.kind == VALUE_RANGE) {
        v.items = items;
        return v;
    }
    Str *names = NEW_ARRAY(mem, Str, v.count);
    for (size_t i = 0; i < v.count; i++) names[i] = str_dup(mem, v.names[i]);
    return value_context(names, items, v.count);
}

const char *value_kind_name(ValueKind kind)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null",
        [VALUE_BOOL] = "boolean",
        [VALUE_NUMBER] = "number",
        [VALUE_STRING] = "string",
        [VALUE_DATE] = "date",
        [VALUE_TIME] = "time",
        [VALUE_DATETIME] = "date and time",
        [VALUE_DURATION] = "days and time duration",
        [VALUE_MONTHS] = "years and months duration",
        [VALUE_LIST] = "list",
        [VALUE_CONTEXT] = "context",
        [VALUE_RANGE] = "range",
        [VALUE_FUNCTION] = "function",
    };
    return names[kind];
}

static void write_string(Buf *out, Str s)
{
    buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"' || c == '\\') buf_char(out, '\\');
        if (c == '\n') buf_c(out, "\\n");
        else if (c == '\r') buf_c(out, "\\r");
        else if (c == '\t') buf_c(out, "\\t");
        else buf_char(out, c);
    }
    buf_char(out, '"');
}

static void write_value(Buf *out, Value v);

static bool plain_key(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr("{}:,\"\\", s.p[i])) return false;
    return s.n > 0;
}

static void write_range(Buf *out, Value v)
{
    buf_char(out, v.hash & RANGE_LO_OPEN ? '(' : '[');
    write_value(out, v.items[0]);
    buf_c(out, "..");
    write_value(out, v.items[1]);
    buf_char(out, v.hash & RANGE_HI_OPEN ? ')' : ']');
}

static void write_temporal(Buf *out, const char *function, Value v)
{
    buf_fmt(out, "%s(\"%.*s\")", function, STR_ARG(temporal_text(out->mem, v)));
}

static void write_value(Buf *out, Value v)
{
    switch (v.kind) {
    case VALUE_NULL: buf_c(out, "null"); break;
    case VALUE_BOOL: buf_c(out, v.boolean ? "true" : "false"); break;
    case VALUE_NUMBER: buf_add(out, number_text(out->mem, v.number)); break;
    case VALUE_STRING: write_string(out, v.string); break;
    case VALUE_DATE: write_temporal(out, "date", v); break;
    case VALUE_TIME: write_temporal(out, "time", v); break;
    case VALUE_DATETIME: write_temporal(out, "date and time", v); break;
    case VALUE_DURATION:
    case VALUE_MONTHS: write_temporal(out, "duration", v); break;
    case VALUE_RANGE: write_range(out, v); break;
    case VALUE_FUNCTION: buf_c(out, "function"); break;
    case VALUE_LIST:
    case VALUE_CONTEXT:
        buf_char(out, v.kind == VALUE_LIST ? '[' : '{');
        for (size_t i = 0; i < v.count; i++) {
            if (i > 0) buf_c(out, ", ");
            if (v.kind == VALUE_CONTEXT) {
                if (plain_key(v.names[i])) buf_add(out, v.names[i]);
                else write_string(out, v.names[i]);
                buf_c(out, ": ");
            }
            write_value(out, v.items[i]);
        }
        buf_char(out, v.kind == VALUE_LIST ? ']' : '}');
        break;
    }
}

Str value_text(Arena *mem, Value v)
{
    Buf out = buf_new(mem, VALUE_TEXT_MAX);
    write_value(&out, v);
    return buf_str(&out);
}

Err date_feel(Str s, Date *ret_d)
{
    int64_t year, month, day;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return E_INPUT;
    TRY(str_int((Str){s.p, 4}, 1000, 9999, &year));
    TRY(str_int((Str){s.p + 5, 2}, 1, 12, &month));
    TRY(str_int((Str){s.p + 8, 2}, 1, 31, &day));
    Date d = date_of((int)year, (int)month, (int)day);
    if (civil_of_date(d).day != day) return E_INPUT;
    *ret_d = d;
    return OK;
}
