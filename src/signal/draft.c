// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// draft.c - answers into one sealed text and back.
#include "signal/draft.h"
#include "base/json.h"
#include <assert.h>
#include <jansson.h>

static Str context_of(Arena *mem, int64_t account) { return str_fmt(mem, "draft:%lld", (long long)account); }

Draft draft_new(int64_t account)
{
    Draft d = {.account = account, .submission = {.seed = secret_random()}};
    random_bytes(d.submission.id, sizeof d.submission.id);
    return d;
}

static void write_files(Json *j, Arena *mem, const Report *r)
{
    json_key(j, "bestanden");
    json_arr(j);
    for (size_t i = 0; i < r->file_count; i++) {
        const ReportFile *f = &r->files[i];
        json_obj(j);
        json_kstr(j, "stored", f->stored);
        json_kstr(j, "naam", f->name);
        json_kstr(j, "soort", f->type);
        json_kint(j, "grootte", f->size);
        json_kstr(j, "sleutel", secret_to_token(mem, &f->key));
        json_end(j);
    }
    json_arr_end(j);
}

Str draft_close(const App *app, Arena *mem, const Draft *d, Time now)
{
    Buf b = buf_new(mem, DRAFT_TEXT_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kint(&j, "tijd", now);
    json_kstr(&j, "id", str_hex(mem, d->submission.id, sizeof d->submission.id));
    json_kstr(&j, "zaad", secret_to_token(mem, &d->submission.seed));
    json_kbool(&j, "nagekeken", d->reviewed);
    json_kstr(&j, "antwoorden", report_json(mem, &d->report, PARTS_ALL));
    write_files(&j, mem, &d->report);
    json_end(&j);
    Str text = STR_NONE;
    Err e = buf_done(&b, &text);
    assert(e == OK); // the answers are bounded
    return bytes_to_text(mem, seal(mem, &app->draft_key, text, context_of(mem, d->account)));
}

static void jsonp(json_t **j) { json_decref(*j); }

static Str text_of(Arena *mem, const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return json_is_string(v) ? str_dup(mem, (Str){json_string_value(v), json_string_length(v)}) : STR_NONE;
}

static Err read_files(Arena *mem, const json_t *root, Report *r)
{
    const json_t *list = json_object_get(root, "bestanden");
    size_t n = json_array_size(list);
    if (n > REPORT_FILES_MAX) return E_INPUT;
    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(list, i);
        ReportFile *f = &r->files[i];
        f->stored = text_of(mem, o, "stored");
        f->name = text_of(mem, o, "naam");
        f->type = text_of(mem, o, "soort");
        f->size = json_integer_value(json_object_get(o, "grootte"));
        TRY(secret_from_token(text_of(mem, o, "sleutel"), &f->key));
    }
    r->file_count = n;
    return OK;
}

Err draft_open(const App *app, Arena *mem, Str text, int64_t account, Time now, Draft *ret_draft)
{
    Str sealed, json;
    if (text.n > DRAFT_TEXT_MAX * 2) return E_INPUT;
    TRY(bytes_from_text(mem, text, &sealed));
    if (unseal(mem, &app->draft_key, sealed, context_of(mem, account), &json) != OK) return E_INPUT;
    CLEANUP(jsonp) json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) return E_INPUT;
    Time made = json_integer_value(json_object_get(root, "tijd"));
    // Later than now: the clock was put back. What somebody is writing must survive that.
    if (made > now + HOURS(DRAFT_HOURS) || made < now - HOURS(DRAFT_HOURS)) return E_INPUT;
    Draft d = {.account = account, .reviewed = json_is_true(json_object_get(root, "nagekeken"))};
    TRY(str_unhex(text_of(mem, root, "id"), d.submission.id, sizeof d.submission.id));
    TRY(secret_from_token(text_of(mem, root, "zaad"), &d.submission.seed));
    TRY(report_from_json(mem, text_of(mem, root, "antwoorden"), &d.report));
    TRY(read_files(mem, root, &d.report));
    *ret_draft = d;
    return OK;
}
