// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
#include "rules/rules_json.h"
#include "rules/temporal.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { DOUBLE_TEXT = 40 };

static void json_freep(json_t **j) { json_decref(*j); }

// The shortest decimal that reads back as the same double: what the writer of the JSON most likely typed.
static Err real(Arena *mem, double v, Value *ret_v)
{
    for (int digits = 15; digits <= 17; digits++) {
        char *text = str_z(mem, str_fmt(mem, "%.*g", digits, v));
        Number n;
        if (strtod(text, NULL) < v || strtod(text, NULL) > v) continue;
        TRY(number_parse(str_c(text), &n));
        *ret_v = value_number(n);
        return OK;
    }
    return E_INPUT;
}

static Err text(Arena *mem, Type type, Str s, Value *ret_v)
{
    Number n;
    Date d;
    if (type == TYPE_NUMBER) {
        TRY(number_parse(s, &n));
        *ret_v = value_number(n);
    } else if (type == TYPE_DATE) {
        TRY(date_feel(s, &d));
        *ret_v = value_date(d);
    } else {
        *ret_v = value_str(str_dup(mem, s));
    }
    return OK;
}

static Err value_from_json(Arena *mem, const json_t *j, Type type, Value *ret_v)
{
    if (json_is_string(j)) return text(mem, type, (Str){json_string_value(j), json_string_length(j)}, ret_v);
    if (json_is_real(j)) return real(mem, json_real_value(j), ret_v);
    if (json_is_integer(j)) *ret_v = value_int(json_integer_value(j));
    else if (json_is_boolean(j)) *ret_v = value_bool(json_is_true(j));
    else if (json_is_null(j)) *ret_v = value_null();
    else return E_INPUT;
    return OK;
}

static Err check_keys(const Decision *d, json_t *root, Why *w)
{
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < d->need_count; i++) known = known || str_eq_c(d->needs[i]->name, key);
        if (!known)
            return why(w, E_INPUT, "decision \"%.*s\" has no input \"%.100s\"", STR_ARG(d->name), key);
    }
    return OK;
}

Err rules_bindings_from_json(const Decision *d, Str json, Arena *mem, Binding **ret_list, size_t *ret_count, Why *w)
{
    if (json.n > RULES_JSON_MAX) return why(w, E_LIMIT, "the JSON is longer than %d bytes", RULES_JSON_MAX);
    json_error_t error;
    CLEANUP(json_freep) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &error);
    if (!root) return why(w, E_INPUT, "line %d: this is not JSON: %s", error.line, error.text);
    if (!json_is_object(root)) return why(w, E_INPUT, "the JSON must be an object: {\"input\": value}");
    TRY(check_keys(d, root, w));
    Binding *list = NEW_ARRAY(mem, Binding, d->need_count);
    for (size_t i = 0; i < d->need_count; i++) {
        const DataInput *need = d->needs[i];
        const json_t *j = json_object_getn(root, need->name.p, need->name.n);
        list[i].name = need->name;
        if (j && value_from_json(mem, j, need->type, &list[i].value) != OK)
            return why(w, E_INPUT, "input \"%.*s\" must be a %s", STR_ARG(need->name), type_name(need->type));
    }
    *ret_list = list;
    *ret_count = d->need_count;
    return OK;
}

static void number_to_json(Json *j, Number v)
{
    int64_t whole;
    if (number_to_int(v, &whole)) {
        json_int(j, whole);
        return;
    }
    Str s = number_text(j->out->mem, v);
    double d = strtod(str_z(j->out->mem, s), NULL);
    char *back = str_z(j->out->mem, str_fmt(j->out->mem, "%.15g", d));
    Number again;
    if (number_parse(str_c(back), &again) == OK && number_cmp(again, v) == 0) json_num(j, d);
    else json_str(j, s);
}

void value_to_json(Json *j, Value v)
{
    bool deep = (v.kind == VALUE_LIST || v.kind == VALUE_CONTEXT) && j->depth + 1 >= JSON_DEPTH_MAX;
    if (deep) { // no reader wants it deeper either
        json_str(j, value_text(j->out->mem, v));
        return;
    }
    switch (v.kind) {
    case VALUE_NULL: json_nil(j); return;
    case VALUE_BOOL: json_bool(j, v.boolean); return;
    case VALUE_NUMBER: number_to_json(j, v.number); return;
    case VALUE_STRING: json_str(j, v.string); return;
    case VALUE_DATE: json_str(j, temporal_text(j->out->mem, v)); return;
    case VALUE_TIME:
    case VALUE_DATETIME:
    case VALUE_DURATION:
    case VALUE_MONTHS: json_str(j, temporal_text(j->out->mem, v)); return;
    case VALUE_RANGE:
    case VALUE_FUNCTION: json_str(j, value_text(j->out->mem, v)); return;
    case VALUE_LIST:
        json_arr(j);
        for (size_t i = 0; i < v.count; i++) value_to_json(j, v.items[i]);
        json_arr_end(j);
        return;
    case VALUE_CONTEXT:
        json_obj(j);
        for (size_t i = 0; i < v.count; i++) {
            json_key(j, str_z(j->out->mem, v.names[i]));
            value_to_json(j, v.items[i]);
        }
        json_end(j);
        return;
    }
}

static void rows_to_json(Json *j, const Result *result, Arena *mem)
{
    const Decision *d = result->decision;
    json_key(j, "rows");
    json_arr(j);
    for (size_t i = 0; i < result->row_count; i++) {
        json_obj(j);
        for (size_t k = 0; k < d->output_count; k++) {
            Str name = d->outputs[k].name.n ? d->outputs[k].name : d->name;
            json_key(j, str_z(mem, name));
            value_to_json(j, result->rows[i * d->output_count + k]);
        }
        json_end(j);
    }
    json_arr_end(j);
}

static void fired_to_json(Json *j, const Decision *d, const Fired *f, Arena *mem)
{
    const TableRule *rule = &d->rules[f->rule];
    json_obj(j);
    json_kstr(j, "rule", rule->id);
    json_key(j, "annotations");
    json_obj(j);
    for (size_t i = 0; i < d->annotation_count; i++) json_kstr(j, str_z(mem, d->annotations[i]), rule->annotations[i]);
    json_end(j);
    json_key(j, "because");
    json_arr(j);
    for (size_t i = 0; i < f->match_count; i++) json_str(j, f->matches[i].words);
    json_arr_end(j);
    json_kstr(j, "sentence", f->sentence);
    json_end(j);
}

void rules_result_to_json(Json *j, const Rules *r, const Result *result, RulesLang lang, Arena *mem)
{
    const Decision *d = result->decision;
    Explained x;
    rules_explain(r, result, lang, mem, &x);
    json_obj(j);
    json_kstr(j, "decision", d->name);
    json_key(j, "value");
    value_to_json(j, result->value);
    rows_to_json(j, result, mem);
    json_key(j, "fired");
    json_arr(j);
    for (size_t i = 0; i < x.fired_count; i++) fired_to_json(j, d, &x.fired[i], mem);
    json_arr_end(j);
    json_key(j, "near");
    json_arr(j);
    for (size_t i = 0; i < x.near_count; i++) {
        json_obj(j);
        json_kstr(j, "rule", d->rules[x.near[i].rule].id);
        json_kstr(j, "because", x.near[i].failed.words);
        json_kstr(j, "sentence", x.near[i].sentence);
        json_end(j);
    }
    json_arr_end(j);
    json_end(j);
}
