// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// report_json.c - answers as JSON text: for the draft, for what is sealed, and back.
#include "base/json.h"
#include "signal/report.h"
#include <assert.h>
#include <jansson.h>

// Every field is bounded and a character becomes at most six (\u003c), so all of them fit.
enum { JSON_TEXT_MAX = 512 * 1024 };

Str report_json(Arena *mem, const Report *r, unsigned parts)
{
    Buf b = buf_new(mem, JSON_TEXT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    for (const ReportField *f = report_fields; f->name; f++) {
        Str value = report_get(r, f);
        if (value.n && (parts & (1u << f->part))) json_kstr(&j, f->name, value);
    }
    json_end(&j);
    Str text = STR_NONE;
    Err e = buf_done(&b, &text);
    assert(e == OK);
    return text;
}

static void jsonp(json_t **j) { json_decref(*j); }

Err report_from_json(Arena *mem, Str json, Report *r)
{
    CLEANUP(jsonp) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) return E_INPUT;
    for (const ReportField *f = report_fields; f->name; f++) {
        const json_t *v = json_object_get(root, f->name);
        if (!v) continue;
        if (!json_is_string(v)) return E_INPUT;
        report_set(r, f, str_dup(mem, (Str){json_string_value(v), json_string_length(v)}));
    }
    return OK;
}
