// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// error.c - what people read when something can't be done. Always: what happened, and what to do now.
#include "app/frame_html.h"
#include "app/state.h"
#include "sys/log.h"

const char *error_title(Err e)
{
    switch (e) {
    case E_INPUT: return N_("Dit klopt niet helemaal");
    case E_AUTH: return N_("Log eerst in");
    case E_DENIED: return N_("Dit mag je niet zien of doen");
    case E_NOTFOUND: return N_("Deze pagina is er niet");
    case E_CONFLICT: return N_("Iemand anders was je voor");
    case E_LIMIT: return N_("Dit is te groot");
    case E_RATE: return N_("Even wachten");
    case E_BUSY:
    case E_STORE:
    case E_IO: return N_("Het lukt nu even niet");
    case E_CRYPT: return N_("Je organisatie heeft hier geen sleutel van");
    case OK:
    case E_BUG:
    case ERR_COUNT: break;
    }
    return N_("Er ging iets mis bij ons");
}

static const char *advice(Err e)
{
    switch (e) {
    case E_INPUT:
    case E_LIMIT: return N_("Ga terug en pas het aan. Wat je typte staat er nog.");
    case E_NOTFOUND: return N_("Controleer het adres, of begin opnieuw bij de startpagina.");
    case E_CONFLICT: return N_("Ga terug, ververs de pagina en kijk wat er veranderd is.");
    case E_DENIED:
    case E_CRYPT: return N_("Denk je dat dit niet klopt? Vraag het de beheerder van je organisatie.");
    case E_AUTH: return N_("Log in. Daarna kun je verder.");
    case E_RATE:
    case OK:
    case E_BUSY:
    case E_STORE:
    case E_IO:
    case E_BUG:
    case ERR_COUNT: break;
    }
    return N_("Probeer het zo opnieuw. Er is niets dubbel opgeslagen.");
}

static bool wants_json(const Req *rq)
{
    return (rq->route && (rq->route->flags & R_API)) || str_starts(rq->path, S("/api/"));
}

// What was typed is on the page again when our side failed, so that one press sends it. Never passwords: their forms
// are the slow ones.
static const Resend *resend_of(Req *rq, Err e)
{
    bool ours = err_http(e) >= 500 || e == E_RATE;
    if (!ours || !rq->route || rq->http->method != M_POST || (rq->route->flags & R_SLOW) || !rq->http->form.n)
        return NULL;
    Resend *r = NEW(rq->mem, Resend);
    *r = (Resend){.path = rq->path, .fields = &rq->http->form, .files = rq->route->flags & R_FILES};
    return r;
}

static Err page(Req *rq, Err e, const Resend *again)
{
    if (e == E_AUTH && rq->http->method == M_GET) return req_redirect(rq, S("/inloggen"));
    rq->body = NULL;
    Out *o = req_out(rq);
    const Frame f = {.title = error_title(e), .section = rq->actor.account.v ? "fout" : "", .narrow = true};
    page_begin(rq, o, &f);
    error_body(
        o, error_title(e), str_c(tr(rq->lang, rq->why.text)),
        again ? N_("Probeer het zo opnieuw met de knop. Wat je invulde gaat weer mee. Er is niets dubbel opgeslagen.")
              : advice(e),
        again, rq->actor.account.v != 0, e == E_AUTH);
    if (err_http(e) >= 500) error_number(o, rq->http->id);
    page_end(rq, o, &f);
    return req_html(rq, err_http(e));
}

// The address exists, the method does not: 405 with what it does take (RFC 9110, 15.5.6).
static void refuse_method(Req *rq)
{
    static const struct {
        Method method;
        const char *name;
    } methods[] = {{M_GET, "GET, HEAD"}, {M_POST, "POST"}, {M_PUT, "PUT"}, {M_PATCH, "PATCH"}, {M_DELETE, "DELETE"}};
    Buf b = buf_new(rq->mem, KB(1));
    for (size_t i = 0; i < COUNT(methods); i++) {
        if (!(rq->allow & 1u << methods[i].method)) continue;
        if (b.n) buf_c(&b, ", ");
        buf_c(&b, methods[i].name);
    }
    req_header(rq, "Allow", buf_str(&b));
    rq->response.status = 405;
}

void respond_error(Req *rq, Err e)
{
    if (err_http(e) >= 500 && e != E_BUSY) // a flood must not fill the disk with lines: it is counted
        log_line(LOG_ERROR, "request_failed", "id=%.*s route=%s error=%s", STR_ARG(rq->http->id),
                 rq->route ? rq->route->path : "none", err_name(e));
    size_t keep = 0; // Retry-After stays; cookies and redirects of a failed handler do not
    for (size_t i = 0; i < rq->response.headers.n; i++)
        if (str_eq(rq->response.headers.v[i].name, S("Retry-After")))
            rq->response.headers.v[keep++] = rq->response.headers.v[i];
    rq->response.headers.n = keep;
    rq->response.cache = NULL;
    if (rq->response.stream.arg) rq->response.stream.end(rq->response.stream.arg);
    rq->response.stream = (HttpStream){0};
    if ((err_http(e) == 503) && keep == 0) req_header(rq, "Retry-After", S("30"));
    const Resend *again = wants_json(rq) ? NULL : resend_of(rq, e);
    Err failed = wants_json(rq) ? req_problem(rq, e) : page(rq, e, again);
    if (failed != OK && again) failed = page(rq, e, NULL); // too much to show again
    if (failed == OK && !rq->route && rq->allow) refuse_method(rq);
    if (failed == OK) return;
    rq->response =
        (HttpResponse){.status = 500, .type = "text/plain; charset=utf-8", .body = S("Er ging iets mis bij ons.\n")};
}
