// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "decision/cases.h"
#include "rules/rules_json.h"
#include <jansson.h>
#include <stdlib.h>

enum { CASE_JSON_MAX = 16 * 1024, OUTCOME_MAX = 16 * 1024 };

static void json_freep(json_t **j) { json_decref(*j); }

static Err parse(Lang lang, Str text, json_t **ret_root, Why *w)
{
    json_error_t error;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return why(w, E_INPUT, T(lang, "De proeven zijn geen goede JSON. Kijk bij regel %d: %s"), error.line,
                   error.text);
    *ret_root = root;
    return OK;
}

static Str dumped(Arena *mem, const json_t *j)
{
    char *text = json_dumps(j, JSON_COMPACT);
    Str s = str_dup(mem, str_c(text));
    free(text);
    return s;
}

static Err rules_of(Arena *mem, Lang lang, const json_t *list, int at, RuleCase *c, Why *w)
{
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n > CASE_RULES_MAX)
        return why(w, E_INPUT, T(lang, "Proef %d: \"rules\" is geen lijst van regels."), at);
    Str *ids = NEW_ARRAY(mem, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *id = json_array_get(list, i);
        if (!json_is_string(id)) return why(w, E_INPUT, T(lang, "Proef %d: \"rules\" is geen lijst van regels."), at);
        ids[i] = str_dup(mem, (Str){json_string_value(id), json_string_length(id)});
    }
    c->rules = ids;
    c->rule_count = n;
    c->has_rules = true;
    return OK;
}

static Err one(Arena *mem, Lang lang, const json_t *j, int at, RuleCase *c, Why *w)
{
    const json_t *name = json_object_get(j, "name"), *in = json_object_get(j, "in");
    const json_t *out = json_object_get(j, "out"), *rules = json_object_get(j, "rules");
    if (!json_is_object(j) || !json_is_string(name) || json_string_length(name) == 0)
        return why(w, E_INPUT, T(lang, "Proef %d heeft geen naam (\"name\")."), at);
    if (json_string_length(name) > CASE_NAME_MAX) return why(w, E_LIMIT, T(lang, "Proef %d: de naam is te lang."), at);
    if (!json_is_object(in)) return why(w, E_INPUT, T(lang, "Proef %d heeft geen gegevens (\"in\")."), at);
    if (!out && !rules)
        return why(w, E_INPUT, T(lang, "Proef %d verwacht niets: noem \"rules\", \"out\" of allebei."), at);
    c->name = str_dup(mem, (Str){json_string_value(name), json_string_length(name)});
    c->in = dumped(mem, in);
    if (rules) TRY(rules_of(mem, lang, rules, at, c, w));
    bool rows = !out || json_is_array(out);
    for (size_t i = 0; rows && i < json_array_size(out); i++) rows = json_is_object(json_array_get(out, i));
    if (!rows) return why(w, E_INPUT, T(lang, "Proef %d: \"out\" is geen lijst van uitkomsten."), at);
    if (out) c->out = dumped(mem, out);
    if (c->in.n > CASE_JSON_MAX || c->out.n > CASE_JSON_MAX)
        return why(w, E_LIMIT, T(lang, "Proef %d is te groot."), at);
    return OK;
}

Err cases_parse(Arena *mem, Lang lang, Str json, RuleCase **ret_list, size_t *ret_count, Why *w)
{
    *ret_list = NEW_ARRAY(mem, RuleCase, 1);
    *ret_count = 0;
    if (str_trim(json).n == 0) return OK;
    if (json.n > CASES_TEXT_MAX) return why(w, E_LIMIT, "%s", T(lang, "De proeven zijn samen te groot."));
    CLEANUP(json_freep) json_t *root = NULL;
    TRY(parse(lang, json, &root, w));
    size_t n = json_array_size(root);
    if (!json_is_array(root)) return why(w, E_INPUT, "%s", T(lang, "De proeven zijn geen lijst."));
    if (n > CASES_MAX) return why(w, E_LIMIT, T(lang, "Er passen %d proeven bij een tabel."), CASES_MAX);
    RuleCase *list = NEW_ARRAY(mem, RuleCase, n + 1);
    for (size_t i = 0; i < n; i++) TRY(one(mem, lang, json_array_get(root, i), (int)i + 1, &list[i], w));
    *ret_list = list;
    *ret_count = n;
    return OK;
}

// in and out are JSON already; name and rules are written as such. One case on a line: a difference is easy to see.
static void write_one(Buf *b, const RuleCase *c)
{
    Json j = json_to(b);
    buf_c(b, "{\"name\": ");
    json_str(&j, c->name);
    buf_fmt(b, ",\n  \"in\": %.*s", STR_ARG(c->in));
    if (c->has_rules) {
        buf_c(b, ",\n  \"rules\": [");
        for (size_t i = 0; i < c->rule_count; i++) {
            Json id = json_to(b);
            if (i) buf_c(b, ", ");
            json_str(&id, c->rules[i]);
        }
        buf_c(b, "]");
    }
    if (c->out.n) buf_fmt(b, ",\n  \"out\": %.*s", STR_ARG(c->out));
    buf_c(b, "}");
}

Err cases_write(Arena *mem, const RuleCase *list, size_t count, Str *ret_json)
{
    Buf b = buf_new(mem, CASES_TEXT_MAX);
    buf_c(&b, "[");
    for (size_t i = 0; i < count; i++) {
        if (i) buf_c(&b, ",\n ");
        write_one(&b, &list[i]);
    }
    buf_c(&b, "]\n");
    return buf_done(&b, ret_json);
}

Str outcome_text(Arena *mem, const Result *result)
{
    const Decision *d = result->decision;
    Buf b = buf_new(mem, OUTCOME_MAX);
    for (size_t row = 0; row < result->row_count; row++) {
        if (row) buf_c(&b, "; ");
        if (row < result->fired_count) buf_fmt(&b, "%.*s: ", STR_ARG(d->rules[result->fired[row]].id));
        for (size_t k = 0; k < d->output_count; k++) {
            Str label = d->outputs[k].name.n ? d->outputs[k].name : d->outputs[k].label;
            Str value = value_text(mem, result->rows[row * d->output_count + k]);
            buf_fmt(&b, "%s%.*s = %.*s", k ? ", " : "", STR_ARG(label), STR_ARG(value));
        }
    }
    return buf_str(&b);
}

Err bindings_of(Arena *mem, const Decision *d, Str json, Binding **ret_list)
{
    json_error_t error;
    CLEANUP(json_freep) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(root)) return E_INPUT;
    CLEANUP(json_freep) json_t *asked = json_object();
    for (size_t i = 0; i < d->need_count; i++) {
        const char *name = str_z(mem, d->needs[i]->name);
        json_t *v = json_object_get(root, name);
        if (v) json_object_set(asked, name, v);
    }
    size_t n;
    Why ignored;
    return rules_bindings_from_json(d, dumped(mem, asked), mem, ret_list, &n, &ignored);
}

// ---- running --------------------------------------------------------------------------------------------------------

static bool rules_fit(const RuleCase *c, const Result *r)
{
    if (!c->has_rules) return true;
    if (c->rule_count != r->fired_count) return false;
    for (size_t i = 0; i < c->rule_count; i++)
        if (!str_eq(c->rules[i], r->decision->rules[r->fired[i]].id)) return false;
    return true;
}

static bool value_fits(Arena *mem, Value v, const json_t *expected)
{
    Buf b = buf_new(mem, CASE_JSON_MAX);
    Json j = json_to(&b);
    value_to_json(&j, v);
    CLEANUP(json_freep) json_t *got = json_loadb(b.p, b.n, JSON_DECODE_ANY, NULL);
    if (json_is_number(got) && json_is_number(expected)) { // 7 and 7.0 are the same number
        double x = json_number_value(got), y = json_number_value(expected);
        return !(x < y) && !(x > y);
    }
    return got && json_equal(got, expected);
}

// An output by its name. One output without a name: by any name.
static bool row_fits(Arena *mem, const Result *r, size_t row, json_t *expected, Str *ret_unknown)
{
    const Decision *d = r->decision;
    const char *key;
    json_t *value;
    json_object_foreach(expected, key, value)
    {
        size_t k = 0;
        while (k < d->output_count && !str_eq_c(d->outputs[k].name, key)) k++;
        if (k == d->output_count && d->output_count == 1 && d->outputs[0].name.n == 0) k = 0;
        if (k == d->output_count) *ret_unknown = str_dup(mem, str_c(key));
        if (k == d->output_count || !value_fits(mem, r->rows[row * d->output_count + k], value)) return false;
    }
    return true;
}

static bool rows_fit(Arena *mem, const RuleCase *c, const Result *r, Str *ret_unknown)
{
    if (c->out.n == 0) return true;
    CLEANUP(json_freep) json_t *out = json_loadb(c->out.p, c->out.n, 0, NULL);
    if (json_array_size(out) != r->row_count) return false;
    for (size_t i = 0; i < r->row_count; i++)
        if (!row_fits(mem, r, i, json_array_get(out, i), ret_unknown)) return false;
    return true;
}

CaseResult case_run(const Rules *rules, const Decision *d, const RuleCase *c, Lang lang, Arena *mem)
{
    Why w = {{0}};
    Binding *in;
    size_t n;
    CaseResult out = {.passed = false};
    Result r = {0};
    Err e = rules_bindings_from_json(d, c->in, mem, &in, &n, &w);
    if (e == OK) e = rules_eval(rules, d->id.n ? d->id : d->name, in, n, mem, &r, &w);
    if (e != OK) {
        out.reason = str_dup(mem, str_c(w.text));
        return out;
    }
    Str unknown = STR_NONE;
    out.passed = rules_fit(c, &r) && rows_fit(mem, c, &r, &unknown);
    out.got = r.row_count ? outcome_text(mem, &r) : str_c(T(lang, "Geen enkele regel past hierbij."));
    if (unknown.n) out.reason = tr_fmt(mem, lang, "De tabel heeft geen uitkomst %s.", str_z(mem, unknown));
    return out;
}
