// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// api_desks.c - the directory of desks for other programs. Public facts: any site may ask (CORS).
#include "base/json.h"
#include "directory/directory.h"
#include "signal/api.h"
#include "signal/report_pages.h"
#include <string.h>

enum { PAGE_SIZE = 20, PAGE_SIZE_MAX = 100, PAGES_MAX = 10000, LINK_MAX = 4000 };

typedef struct Query {
    DeskFilter filter;
    int64_t page, page_size;
    ApiErrors errors;
} Query;

static void read_code(Query *q, Str name, Str value, const CodeList *list, Str *ret_code)
{
    if (code_label(list, value)) *ret_code = value;
    else api_error(&q->errors, name, "unknown_value", N_("Deze waarde kennen we niet."));
}

static void read_bool(Query *q, Str name, Str value, bool *ret_flag)
{
    if (str_eq_c(value, "true")) *ret_flag = true;
    else if (!str_eq_c(value, "false")) api_error(&q->errors, name, "type", N_("Dit veld is true of false."));
}

static void read_number(Query *q, Str name, Str value, int64_t max, int64_t *ret_v)
{
    if (str_int(value, 1, max, ret_v) != OK) api_error(&q->errors, name, "format", N_("Dit getal past niet."));
}

static Err read_parameter(Req *rq, Query *q, Str name, Str value)
{
    DeskFilter *f = &q->filter;
    if (str_eq_c(name, "voor")) read_code(q, name, value, &desk_audiences, &f->for_whom);
    else if (str_eq_c(name, "waarvoor")) read_code(q, name, value, &desk_purposes, &f->what_for);
    else if (str_eq_c(name, "vorm")) read_code(q, name, value, &desk_forms, &f->form);
    else if (str_eq_c(name, "kanaal")) read_code(q, name, value, &desk_channels, &f->channel);
    else if (str_eq_c(name, "taal")) read_code(q, name, value, &desk_languages, &f->language);
    else if (str_eq_c(name, "anoniem")) read_bool(q, name, value, &f->anonymous);
    else if (str_eq_c(name, "nuOpen")) read_bool(q, name, value, &f->open_now);
    else if (str_eq_c(name, "page")) read_number(q, name, value, PAGES_MAX, &q->page);
    else if (str_eq_c(name, "pageSize")) read_number(q, name, value, PAGE_SIZE_MAX, &q->page_size);
    else if (str_eq_c(name, "gemeente")) {
        Err e = municipality_find(rq->db, value, &f->place);
        if (e == E_NOTFOUND)
            api_error(&q->errors, name, "unknown_value",
                      N_("Deze gemeente kennen we niet. Geef een code (GM0599) of een naam."));
        return e == E_NOTFOUND ? OK : e;
    } else api_error(&q->errors, name, "unknown_field", N_("Dit veld kennen we niet."));
    return OK;
}

static void write_codes(Json *j, const char *key, Str codes)
{
    json_key(j, key);
    json_arr(j);
    while (codes.n) {
        Str one = str_cut(&codes, ' ');
        if (one.n) json_str(j, one);
    }
    json_arr_end(j);
}

static void write_known(Json *j, const char *key, Str value)
{
    if (value.n) json_kstr(j, key, value);
}

static void write_desk(Req *rq, Json *j, const Desk *d)
{
    static const char *const open_words[] = {[OPEN_UNKNOWN] = "onbekend", [OPEN_NOW] = "ja", [OPEN_CLOSED] = "nee"};
    json_obj(j);
    json_kstr(j, "code", d->slug);
    json_kstr(j, "naam", d->name);
    json_kstr(j, "organisatie", d->organisation);
    json_kstr(j, "soort", d->kind);
    json_kstr(j, "omschrijving", desk_summary(d, rq->lang));
    write_codes(j, "voor", d->for_whom);
    write_codes(j, "waarvoor", d->what_for);
    write_codes(j, "vormen", d->forms);
    json_kstr(j, "gebied", desk_area_name(rq->db, rq->mem, rq->lang, d));
    write_codes(j, "talen", d->languages);
    json_kstr(j, "anoniem",
              str_eq_c(d->anonymous, "yes")  ? S("ja")
              : str_eq_c(d->anonymous, "no") ? S("nee")
                                             : S("onbekend"));
    write_known(j, "telefoon", d->phone);
    write_known(j, "chat", d->chat);
    write_known(j, "website", d->web);
    write_known(j, "email", d->email);
    json_kstr(j, "nuOpen", str_c(open_words[hours_state(&d->hours, rq->now)]));
    json_kbool(j, "nagekeken", desk_verified(d));
    write_known(j, "nagekekenDatum", d->verified_on);
    write_known(j, "bron", d->source);
    json_end(j);
}

static void add_link(Req *rq, Buf *b, const Query *q, int64_t page, const char *rel)
{
    if (b->n) buf_c(b, ", ");
    buf_c(b, "</api/v1/loketten?");
    for (size_t i = 0; i < rq->http->query.n; i++) {
        const Field *f = &rq->http->query.v[i];
        if (str_eq_c(f->name, "page") || str_eq_c(f->name, "pageSize")) continue;
        buf_fmt(b, "%.*s=%.*s&", STR_ARG(f->name), STR_ARG(url_encode(rq->mem, f->value)));
    }
    buf_fmt(b, "page=%lld&pageSize=%lld>; rel=\"%s\"", (long long)page, (long long)q->page_size, rel);
}

static Err write_links(Req *rq, const Query *q, int64_t pages)
{
    Buf b = buf_new(rq->mem, LINK_MAX);
    add_link(rq, &b, q, 1, "first");
    if (q->page > 1) add_link(rq, &b, q, q->page - 1, "prev");
    if (q->page < pages) add_link(rq, &b, q, q->page + 1, "next");
    add_link(rq, &b, q, pages, "last");
    Str links;
    TRY(buf_done(&b, &links));
    req_header(rq, "Link", links);
    return OK;
}

static Err list(Req *rq)
{
    Query q = {.filter = {.now = rq->now}, .page = 1, .page_size = PAGE_SIZE};
    for (size_t i = 0; i < rq->http->query.n; i++)
        TRY(read_parameter(rq, &q, rq->http->query.v[i].name, rq->http->query.v[i].value));
    if (q.errors.n)
        return api_problem(rq, 400, N_("Dit klopt niet helemaal"),
                           N_("Een of meer velden kloppen niet. Ze staan bij errors."), &q.errors);
    const Desk *const *all;
    size_t n;
    TRY(directory_list(rq->db, rq->mem, &q.filter, &all, &n));
    int64_t count = (int64_t)n, pages = count ? (count + q.page_size - 1) / q.page_size : 1;
    TRY(write_links(rq, &q, pages));
    Json j = json_to(req_json_out(rq));
    json_obj(&j);
    json_kint(&j, "totaal", count);
    json_key(&j, "resultaten");
    json_arr(&j);
    for (int64_t i = (q.page - 1) * q.page_size; i < count && i < q.page * q.page_size; i++) write_desk(rq, &j, all[i]);
    json_arr_end(&j);
    json_end(&j);
    req_header(rq, "Access-Control-Allow-Origin", S("*"));
    return req_json(rq, 200);
}

static Err one(Req *rq)
{
    const Desk *d;
    Err e = desk_by_slug(rq->db, req_part(rq, 0), &d);
    if (e == E_NOTFOUND) return api_problem(rq, 404, N_("Geen loket"), N_("Dit loket kennen we niet."), NULL);
    TRY(e);
    Json j = json_to(req_json_out(rq));
    write_desk(rq, &j, d);
    req_header(rq, "Access-Control-Allow-Origin", S("*"));
    return req_json(rq, 200);
}

const Route desk_api_routes[] = {{M_GET, "/api/v1/loketten", ACT_public, R_API, 0, NULL, list},
                                 {M_GET, "/api/v1/loketten/:code", ACT_public, R_API, 0, NULL, one},
                                 {0}};
