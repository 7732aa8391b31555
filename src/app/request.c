// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// request.c - what handlers read from a request and how they answer.
#include "app/state.h"
#include "app/stored.h"
#include "base/json.h"
#include "sys/clock.h"
#include <assert.h>
#include <stdio.h>

Str req_field(Req *rq, const char *name) { return str_trim(str_normal(rq->mem, field_get(&rq->http->form, name))); }

Str req_query(Req *rq, const char *name) { return str_trim(str_normal(rq->mem, field_get(&rq->http->query, name))); }

bool req_flag(Req *rq, const char *name) { return str_eq(field_get(&rq->http->form, name), S("1")); }

Str req_part(Req *rq, size_t part)
{
    assert(part < PATH_PARTS_MAX);
    return rq->parts[part];
}

int64_t req_id(Req *rq, size_t part)
{
    int64_t id = 0;
    return str_int(req_part(rq, part), 1, INT64_MAX, &id) == OK ? id : 0;
}

Err req_fail(Req *rq, Err e, const char *dutch) { return why(&rq->why, e, "%s", tr(rq->lang, dutch)); }

Err req_text(Req *rq, const char *name, const char *label, size_t max, Str *ret_text)
{
    Str s = req_field(rq, name);
    if (s.n == 0) return why(&rq->why, E_INPUT, T(rq->lang, "Vul in: %s."), tr(rq->lang, label));
    if (s.n > max)
        return why(&rq->why, E_INPUT, T(rq->lang, "%s: de tekst is te lang. Er passen %zu tekens in."),
                   tr(rq->lang, label), max);
    *ret_text = s;
    return OK;
}

Err req_number(Req *rq, const char *name, const char *label, int64_t min, int64_t max, int64_t *ret_v)
{
    if (str_int(req_field(rq, name), min, max, ret_v) == OK) return OK;
    return why(&rq->why, E_INPUT, T(rq->lang, "%s: vul een getal in van %lld tot en met %lld."), tr(rq->lang, label),
               (long long)min, (long long)max);
}

Err req_may(Req *rq, Action does, Relation what)
{
    Answer a = may(&rq->actor, does, what);
    if (a.verdict != MAY_NOT) return OK;
    if (what == REL_NONE) return req_fail(rq, E_NOTFOUND, N_("Dit bestaat niet, of het is niet van jouw organisatie."));
    return req_fail(rq, E_DENIED, a.reason);
}

bool req_can(const Req *rq, Action does, Relation what) { return may(&rq->actor, does, what).verdict != MAY_NOT; }

void req_log(Req *rq, const char *action, const char *object, int64_t id, const char *ground, Str purpose)
{
    if (rq->entry_count % ENTRIES_STEP == 0) { // grows in steps
        Entry *more = NEW_ARRAY(rq->mem, Entry, rq->entry_count + ENTRIES_STEP);
        for (size_t i = 0; i < rq->entry_count; i++) more[i] = rq->entries[i];
        rq->entries = more;
    }
    rq->entries[rq->entry_count++] = (Entry){.account = rq->actor.account.v,
                                             .org = rq->actor.org.v,
                                             .action = str_c(action),
                                             .object = str_c(object),
                                             .object_id = id,
                                             .ground = str_c(ground),
                                             .purpose = str_dup(rq->mem, str_head(purpose, LEDGER_TEXT_MAX))};
}

Str req_base(const Req *rq)
{
    const char *public = rq->app->public_url;
    return public && public[0] ? str_c(public) : http_header(rq->http, "Host");
}

// ---- answers ------------------------------------------------------------------------------------------------------

static Buf *body(Req *rq)
{
    if (!rq->body) {
        rq->body = NEW(rq->mem, Buf);
        *rq->body = buf_new(rq->mem, PAGE_MAX);
    }
    return rq->body;
}

Out *req_out(Req *rq)
{
    Out *o = NEW(rq->mem, Out);
    *o = (Out){.b = body(rq), .lang = rq->lang, .mem = rq->mem};
    return o;
}

Buf *req_json_out(Req *rq) { return body(rq); }

static Err answer(Req *rq, int status, const char *type)
{
    TRY(buf_done(body(rq), &rq->response.body));
    rq->response.status = status;
    rq->response.type = type;
    rq->answered = true;
    return OK;
}

Err req_html(Req *rq, int status) { return answer(rq, status, "text/html; charset=utf-8"); }

Err req_json(Req *rq, int status)
{
    req_header(rq, "API-Version", S("1.0.0"));
    return answer(rq, status, "application/json");
}

Err req_redirect(Req *rq, Str path)
{
    assert(path.n && path.p[0] == '/'); // only to ourselves
    Buf b = buf_new(rq->mem, KB(4));
    Out o = {.b = &b, .lang = rq->lang, .mem = rq->mem};
    if (o.lang == LANG_EN) buf_c(&b, "/en");
    buf_add(&b, path);
    Str where;
    TRY(buf_done(&b, &where));
    rq->body = NULL;
    req_header(rq, "Location", where);
    return answer(rq, 303, "text/plain; charset=utf-8");
}

Err req_problem(Req *rq, Err e)
{
    rq->body = NULL;
    Json j = json_to(body(rq));
    json_obj(&j);
    json_kint(&j, "status", err_http(e));
    json_kstr(&j, "title", str_c(tr(rq->lang, error_title(e))));
    json_kstr(&j, "instance", str_fmt(rq->mem, "urn:baken:request:%.*s", STR_ARG(rq->http->id)));
    json_kstr(&j, "detail", str_c(tr(rq->lang, rq->why.text[0] ? rq->why.text : error_title(e))));
    json_end(&j);
    req_header(rq, "API-Version", S("1.0.0"));
    return answer(rq, err_http(e), "application/problem+json");
}

Err req_file(Req *rq, Str content, const char *type, Str filename)
{
    rq->body = NULL;
    rq->response.body = content;
    rq->response.status = 200;
    rq->response.type = type;
    rq->answered = true;
    Str name = url_encode(rq->mem, filename);
    req_header(rq, "Content-Disposition", str_fmt(rq->mem, "attachment; filename*=UTF-8''%.*s", STR_ARG(name)));
    return OK;
}

Err req_stored(Req *rq, Str stored, const Secret *key, Str filename)
{
    HttpStream stream;
    TRY(stored_stream(rq->app, rq->db, stored, key, &stream));
    TRY(req_file(rq, STR_NONE, "application/octet-stream", filename));
    rq->response.stream = stream;
    return OK;
}

void req_header(Req *rq, const char *name, Str value)
{
    assert(rq->response.headers.n < HEADERS_MAX);
    rq->response.headers.v[rq->response.headers.n++] = (Field){str_c(name), value};
}

void req_cookie(Req *rq, const char *name, Str value, int64_t max_age_s)
{
    req_header(rq, "Set-Cookie",
               str_fmt(rq->mem, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", name, STR_ARG(value),
                       (long long)max_age_s, rq->app->secure_cookies || rq->http->secure ? "; Secure" : ""));
}

Err req_limit(Req *rq, const char *what, int burst, int per_hour)
{
    if (rq->app->no_limits || burst == 0) return OK;
    Buf key = buf_new(rq->mem, 128);
    buf_c(&key, what);
    buf_bytes(&key, rq->http->client, sizeof rq->http->client);
    int wait = 0;
    if (limiter_take(rq->app->limiter, key.p, key.n, burst, per_hour, clock_steady(), &wait)) return OK;
    req_header(rq, "Retry-After", str_fmt(rq->mem, "%d", wait));
    return why(&rq->why, E_RATE,
               T(rq->lang, "Je doet dit te vaak achter elkaar. Probeer het over %d seconden opnieuw."), wait);
}
