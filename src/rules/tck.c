// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/tck.h"
#include "rules/model.h"
#include "rules/xml.h"

typedef struct Case {
    Str id, node, invoked; // node: the name of the result; invoked: what gives it
    Binding *inputs;
    const Str *spaces;
    size_t input_count;
    Value expected;
    bool error_expected;
} Case;

struct Tck {
    Str model;
    Case *cases;
    size_t count;
};

typedef struct Reading {
    Arena *mem;
    const char *name;
    Why *w;
} Reading;

static Err fail(const Reading *r, const xmlNode *node, const char *text)
{
    return why(r->w, E_INPUT, "%s:%d: %s", r->name, xml_line(node), text);
}

// xsi:type and xsi:nil, by local name.
static Str xsi(const Reading *r, const xmlNode *node, const char *local)
{
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (a->ns && a->children && a->children->content && str_eq_c(str_c((const char *)a->name), local))
            return str_dup(r->mem, str_c((const char *)a->children->content));
    return STR_NONE;
}

static bool temporal(Str kind, Str text, Value *ret_v)
{
    if (str_eq_c(kind, "date")) return date_read(text, ret_v);
    if (str_eq_c(kind, "time")) return time_read(text, ret_v);
    if (str_eq_c(kind, "dateTime")) return moment_read(text, ret_v);
    return str_ends(kind, S("uration")) && duration_read(text, ret_v);
}

static bool numeric(Str kind)
{
    static const char *const kinds[] = {"decimal", "double", "float", "integer", "int", "long", "short", "byte"};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq_c(kind, kinds[i])) return true;
    return false;
}

// A text without xsi:type: what it is shows where it is used. Marks a string, in its count.
enum { UNTYPED = 1 };

// What can't be read as its type, such as a year that does not exist, stands as text: the test then tells.
static Value read_simple(const Reading *r, const xmlNode *node)
{
    Str type = xsi(r, node, "type"), text = xml_whole(r->mem, node), trimmed = str_trim(text);
    Str rest = type, prefix = str_cut(&rest, ':'), kind = rest.n ? rest : prefix;
    Number n;
    Value v;
    if (str_eq_c(xsi(r, node, "nil"), "true") || (type.n == 0 && text.n == 0)) return value_null();
    if (str_eq_c(kind, "boolean")) return value_bool(str_eq_c(trimmed, "true") || str_eq_c(trimmed, "1"));
    if (temporal(kind, trimmed, &v)) return v;
    if (numeric(kind) && number_parse(trimmed, &n) == OK) return value_number(n);
    v = value_str(text);
    if (type.n == 0) v.count = UNTYPED;
    return v;
}

// A text of no type as the kind that is asked.
static Value as_kind(Value v, ValueKind kind)
{
    Str text = v.kind == VALUE_STRING ? str_trim(v.string) : STR_NONE;
    Value read = v;
    Number n;
    if (v.kind != VALUE_STRING || v.count != UNTYPED) return v;
    if (kind == VALUE_NUMBER && number_parse(text, &n) == OK) return value_number(n);
    if (kind == VALUE_BOOL && (str_eq_c(text, "true") || str_eq_c(text, "false")))
        return value_bool(str_eq_c(text, "true"));
    bool ok = (kind == VALUE_DATE && date_read(text, &read)) || (kind == VALUE_TIME && time_read(text, &read)) ||
              (kind == VALUE_DATETIME && moment_read(text, &read)) ||
              ((kind == VALUE_DURATION || kind == VALUE_MONTHS) && duration_read(text, &read));
    return ok && read.kind == kind ? read : v;
}

static Value as_type(Arena *mem, Value v, const FeelType *t)
{
    if (!t) return v;
    if (t->kind == KIND_LIST && v.kind == VALUE_STRING) return as_type(mem, v, t->of);
    if (v.kind != VALUE_LIST && v.kind != VALUE_CONTEXT) return as_kind(v, t->plain);
    Value *items = NEW_ARRAY(mem, Value, v.count);
    for (size_t i = 0; i < v.count; i++) {
        const FeelType *of = v.kind == VALUE_LIST ? t->of : NULL;
        for (size_t k = 0; v.kind == VALUE_CONTEXT && t->kind == KIND_CONTEXT && k < t->count; k++)
            if (str_eq(t->names[k], v.names[i])) of = t->fields[k];
        items[i] = as_type(mem, v.items[i], of);
    }
    v.items = items;
    return v;
}

// <value>, <list><item>.., or <component name="..">..: inside an input node, an expected node, an item, a component
static Err read_value(const Reading *r, const xmlNode *node, int depth, Value *ret_v)
{
    if (depth > TCK_DEPTH_MAX) return fail(r, node, "values are nested too deep");
    const xmlNode *simple = xml_first(node, "value"), *list = xml_first(node, "list");
    if (simple || str_eq_c(xsi(r, node, "nil"), "true") || (list && str_eq_c(xsi(r, list, "nil"), "true"))) {
        *ret_v = simple ? read_simple(r, simple) : value_null();
        return OK;
    }
    const char *tag = list ? "item" : "component";
    const xmlNode *parent = list ? list : node;
    size_t count = xml_count(parent, tag), i = 0;
    if (count == 0 && !list) {
        *ret_v = value_null();
        return OK;
    }
    Value *items = NEW_ARRAY(r->mem, Value, count);
    Str *names = NEW_ARRAY(r->mem, Str, count);
    for (const xmlNode *n = xml_first(parent, tag); n; n = xml_next(n, tag), i++) {
        names[i] = xml_attr(r->mem, n, "name");
        TRY(read_value(r, n, depth + 1, &items[i]));
    }
    *ret_v = list ? value_list(items, count) : value_context(names, items, count);
    return OK;
}

static Err read_case(const Reading *r, const xmlNode *node, Tck *t)
{
    size_t inputs = xml_count(node, "inputNode"), i = 0;
    Binding *list = NEW_ARRAY(r->mem, Binding, inputs);
    Str *spaces = NEW_ARRAY(r->mem, Str, inputs);
    for (const xmlNode *n = xml_first(node, "inputNode"); n; n = xml_next(n, "inputNode"), i++) {
        list[i].name = feel_name(r->mem, xml_attr(r->mem, n, "name"));
        spaces[i] = xml_attr(r->mem, n, "namespace");
        TRY(read_value(r, n, 1, &list[i].value));
    }
    Str id = xml_attr(r->mem, node, "id"), type = xml_attr(r->mem, node, "type");
    Str invocable = feel_name(r->mem, xml_attr(r->mem, node, "invocableName"));
    bool function = str_eq_c(type, "bkm") || str_eq_c(type, "decisionService");
    for (const xmlNode *n = xml_first(node, "resultNode"); n; n = xml_next(n, "resultNode")) {
        const xmlNode *expected = xml_first(n, "expected");
        Case *c = &t->cases[t->count++];
        *c = (Case){.inputs = list, .spaces = spaces, .input_count = inputs};
        c->node = feel_name(r->mem, xml_attr(r->mem, n, "name"));
        c->invoked = function && invocable.n ? invocable : c->node;
        c->id = str_fmt(r->mem, "%.*s %.*s", STR_ARG(id), STR_ARG(c->node));
        c->error_expected = str_eq_c(xml_attr(r->mem, n, "errorResult"), "true");
        if (!expected) expected = xml_first(n, "computed"); // in the first kits
        if (expected) TRY(read_value(r, expected, 1, &c->expected));
    }
    return OK;
}

static Err read_cases(const Reading *r, const xmlNode *root, Tck *t)
{
    if (!xml_is(root, "testCases")) return fail(r, root, "this is not a file of test cases");
    t->model = xml_child_content(r->mem, root, "modelName");
    size_t count = 0;
    for (const xmlNode *n = xml_first(root, "testCase"); n; n = xml_next(n, "testCase"))
        count += xml_count(n, "resultNode");
    t->cases = NEW_ARRAY(r->mem, Case, count);
    for (const xmlNode *n = xml_first(root, "testCase"); n; n = xml_next(n, "testCase")) TRY(read_case(r, n, t));
    return OK;
}

Err tck_load(Arena *mem, Str xml, const char *name, Tck **ret_tests, Why *w)
{
    CLEANUP(xml_close) xmlDoc *doc = NULL;
    TRY(xml_open(xml, name, TCK_FILE_MAX, &doc, w));
    Tck *t = NEW(mem, Tck);
    Reading r = {.mem = mem, .name = name, .w = w};
    TRY(read_cases(&r, xml_root(doc), t));
    *ret_tests = t;
    return OK;
}

Str tck_model(const Tck *t) { return t->model; }
size_t tck_count(const Tck *t) { return t->count; }

// The kit's numbers were written by engines with fewer digits than ours: equal to eight decimals is equal.
static bool close_numbers(Number a, Number b)
{
    Number most, d;
    if (number_parse(S("0.00000001"), &most) != OK || !number_sub(a, b, &d)) return false;
    if (number_cmp(d, number_int(0)) < 0) d = number_neg(d);
    return number_cmp(d, most) < 0;
}

static bool close_enough(Value a, Value b)
{
    b = as_kind(b, a.kind);
    if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER) return close_numbers(a.number, b.number);
    if (a.kind != b.kind || (a.kind != VALUE_LIST && a.kind != VALUE_CONTEXT)) return value_same(a, b);
    if (a.count != b.count) return false;
    for (size_t i = 0; i < a.count; i++) {
        size_t k = a.kind == VALUE_CONTEXT ? 0 : i;
        while (a.kind == VALUE_CONTEXT && k < b.count && !str_eq(b.names[k], a.names[i])) k++;
        if (k == b.count || !close_enough(a.items[i], b.items[k])) return false;
    }
    return true;
}

// Of a service the outcome as a whole, or the one decision that is named. The older form of the kit writes the outcome
// of a service with one decision as that decision's component.
static bool as_expected(const Case *c, Value got)
{
    if (close_enough(got, c->expected)) return true;
    if (str_eq(c->node, c->invoked)) {
        bool one = c->expected.kind == VALUE_CONTEXT && c->expected.count == 1;
        return one && close_enough(got, c->expected.items[0]);
    }
    if (got.kind != VALUE_CONTEXT) return false;
    for (size_t i = 0; i < got.count; i++)
        if (str_eq(got.names[i], c->node)) return close_enough(got.items[i], c->expected);
    return false;
}

// The kit counts an evaluation that fails as null, as FEEL does.
TckLine tck_run(const Tck *t, size_t i, const Rules *r, Time now, Arena *mem)
{
    const Case *c = &t->cases[i];
    TckLine line = {.id = c->id, .expected = value_text(mem, c->expected)};
    if (!r) {
        line.reason = S("the model was refused");
        return line;
    }
    Value got = value_null();
    Why w = {0};
    Binding *inputs = NEW_ARRAY(mem, Binding, c->input_count);
    for (size_t k = 0; k < c->input_count; k++) {
        const FeelType *type = NULL;
        for (size_t j = 0; j < r->data_count && !type; j++)
            if (str_eq(r->data[j].name, c->inputs[k].name)) type = r->data_types[j];
        inputs[k] = (Binding){c->inputs[k].name, as_type(mem, c->inputs[k].value, type)};
    }
    Asked asked = {.name = c->invoked, .inputs = inputs, .spaces = c->spaces, .count = c->input_count};
    if (now) asked.now = moment_utc(now / DAYS(1), now % DAYS(1) * (NANOS / SECONDS(1)));
    Err e = rules_invoke(r, &asked, mem, &got, &w);
    if (e != OK) line.reason = str_dup(mem, str_c(w.text));
    line.got = value_text(mem, got);
    if (e == E_NOTFOUND) return line;
    line.passed = as_expected(c, got) || (c->error_expected && e != OK);
    return line;
}
