// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// api_json.c - bodies in, problems out.
#include "base/json.h"
#include "signal/api.h"

void api_error(ApiErrors *e, Str pointer, const char *code, const char *dutch)
{
    for (size_t i = 0; i < e->n; i++)
        if (str_eq(e->v[i].pointer, pointer)) return;
    if (e->n < API_ERRORS_MAX) e->v[e->n++] = (ApiError){pointer, code, dutch};
}

static void write_errors(Json *j, const Req *rq, const ApiErrors *errors)
{
    json_key(j, "errors");
    json_arr(j);
    for (size_t i = 0; i < errors->n; i++) {
        bool body = str_starts(errors->v[i].pointer, S("#"));
        json_obj(j);
        json_kstr(j, "in", body ? S("body") : S("query"));
        json_key(j, "location");
        json_obj(j);
        json_kstr(j, body ? "pointer" : "name", errors->v[i].pointer);
        json_end(j);
        json_kstr(j, "code", str_c(errors->v[i].code));
        json_kstr(j, "detail", str_c(tr(rq->lang, errors->v[i].text)));
        json_end(j);
    }
    json_arr_end(j);
}

Err api_problem(Req *rq, int status, const char *title, const char *detail, const ApiErrors *errors)
{
    Json j = json_to(req_json_out(rq));
    json_obj(&j);
    json_kint(&j, "status", status);
    json_kstr(&j, "title", str_c(tr(rq->lang, title)));
    json_kstr(&j, "detail", str_c(tr(rq->lang, detail)));
    if (errors && errors->n) write_errors(&j, rq, errors);
    json_end(&j);
    TRY(req_json(rq, status));
    rq->response.type = "application/problem+json";
    return OK;
}

void api_free(json_t **object) { json_decref(*object); }

Str api_str(const json_t *string) { return (Str){json_string_value(string), json_string_length(string)}; }

Err api_body(Req *rq, json_t **ret_object)
{
    if (!str_eq(rq->http->type, S("application/json")))
        return req_fail(rq, E_INPUT, N_("Stuur de gegevens als application/json."));
    json_t *root = json_loadb(rq->http->body.p ? rq->http->body.p : "", rq->http->body.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return req_fail(rq, E_INPUT,
                        N_("Dit is geen JSON-object dat wij kunnen lezen. Elk veld mag één keer voorkomen."));
    }
    *ret_object = root;
    return OK;
}
