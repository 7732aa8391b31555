// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// One request from its first line to its end. All but http_reply runs on the pool thread of the connection.
#include "http/server.h"
#include "sys/clock.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

void watch_for(HttpConn *c, Time from, int patience_ms, size_t bytes, bool whole)
{
    int hurry_ms = patience_ms < c->server->times.crowd_ms ? patience_ms : c->server->times.crowd_ms;
    Time earned = (Time)(bytes / (HTTP_RATE_MIN / 1000));
    watch_until(c->link->watch, from + patience_ms + earned, from + hurry_ms + earned, whole);
}

static void watch_body(HttpConn *c) { watch_for(c, c->body_start, c->server->times.body_ms, c->received, false); }

static void request_end(HttpConn *c)
{
    HttpServer *server = c->server;
    c->link->request = NULL;
    // The client left while the app had it: MHD comes here without asking for the answer.
    if (c->phase == PHASE_SERVE) atomic_fetch_sub(&server->unanswered, 1);
    if (c->has_response && c->response.stream.arg) c->response.stream.end(c->response.stream.arg);
    if (c->begun) {
        multipart_drop(c->multipart);
        if (atomic_exchange(&c->hold, HOLD_NONE) != HOLD_NONE) atomic_fetch_sub(&server->unanswered, 1);
        if (server->app.gone) server->app.gone(server->app.ctx, &c->rq);
        arena_free(c->rq.mem);
        atomic_fetch_sub(&server->in_flight, 1);
    }
    memset(c->target, 0, c->target_n); // a path may hold the id of a mailbox
    free(c);
}

void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
    HttpServer *server = cls;
    size_t n = strlen(target);
    bool too_long = n > HTTP_TARGET_MAX;
    size_t arguments = 0;
    for (size_t i = 0; i < n; i++) arguments += target[i] == '&';
    bool mute = too_long || arguments > 2 * HTTP_FIELDS_MAX;
    if (too_long) n = 0;
    HttpConn *c = calloc(1, sizeof *c + n);
    if (!c) abort();
    c->server = server;
    c->mhd = mhd;
    c->target_long = too_long;
    c->target_n = n;
    memcpy(c->target, target, n);
    c->link = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (c->link->request) request_end(c->link->request); // forgotten, as said at Link
    c->link->request = c;
    // With a target like that MHD may run out of pool and say nothing at all: don't wait for the usual time.
    watch_for(c, clock_steady(), mute ? 0 : server->times.head_ms, 0, false);
    return c;
}

// What waits for us keeps the server from stopping. Counted first, looked after: http_stop does it the other way round.
static bool wait_for_us(HttpServer *s)
{
    atomic_fetch_add(&s->unanswered, 1);
    if (!atomic_load(&s->closed)) return true;
    atomic_fetch_sub(&s->unanswered, 1);
    return false;
}

static enum MHD_Result send_response(HttpConn *c)
{
    if (c->phase == PHASE_SERVE) atomic_fetch_sub(&c->server->unanswered, 1);
    c->phase = PHASE_SENT;
    return reply_send(c) ? MHD_YES : MHD_NO;
}

static enum MHD_Result refuse(HttpConn *c, Err e, int status)
{
    const HttpApp *app = &c->server->app;
    HttpResponse response = {.status = err_http(e)};
    app->refuse(app->ctx, &c->rq, e, &response);
    if (status) response.status = status;
    if (status == 405) {
        Fields f = {NEW_ARRAY(c->rq.mem, Field, response.headers.n + 1), response.headers.n + 1};
        if (response.headers.n) memcpy(f.v, response.headers.v, response.headers.n * sizeof *f.v);
        f.v[f.n - 1] = (Field){S("Allow"), S("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")};
        response.headers = f;
    }
    c->response = response;
    c->has_response = true;
    return send_response(c);
}

static enum MHD_Result add_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                  const char *value, size_t value_n)
{
    (void)kind;
    Fields *f = cls;
    if (f->n <= HTTP_HEADERS_MAX) f->v[f->n++] = (Field){{name, name_n}, {value, value_n}};
    return MHD_YES;
}

static int target_parse(HttpConn *c)
{
    Str query = {c->target, c->target_n};
    for (size_t i = 0; i < query.n; i++)
        if ((unsigned char)query.p[i] <= ' ' || query.p[i] == 0x7F) return 400;
    Str path = str_cut(&query, '?');
    if (path_decode(c->rq.mem, path, &c->rq.path) != OK) return 400;
    Err e = form_parse_urlencoded(c->rq.mem, query, &c->rq.query);
    return e == OK ? 0 : e == E_LIMIT ? 414 : 400;
}

// What the body will be read into. E_LIMIT when it says itself that it is too long.
static Err body_prepare(HttpConn *c)
{
    const HttpApp *app = &c->server->app;
    TRY(app->admit(app->ctx, &c->rq, &c->admission));
    if (c->head.length == 0) return OK;
    bool multipart = str_eq_c(c->rq.type, "multipart/form-data");
    if (!multipart && c->admission.body_max > HTTP_COLLECTED_MAX) c->admission.body_max = HTTP_COLLECTED_MAX;
    if (c->head.length > 0 && (uint64_t)c->head.length > c->admission.body_max) return E_LIMIT;
    c->body = buf_new(c->rq.mem, c->admission.body_max);
    if (!multipart) return OK;
    Str boundary = type_parameter(c->rq.mem, c->head.content_type, "boundary");
    return multipart_new(c->rq.mem, boundary, c->admission.sink, &c->multipart);
}

// The headers are in.
static enum MHD_Result begin(HttpConn *c, const char *method, const char *version)
{
    HttpRequest *rq = &c->rq;
    c->begun = true;
    atomic_fetch_add(&c->server->in_flight, 1);
    rq->mem = arena_new(HTTP_REQUEST_MEMORY);
    rq->conn = c;
    rq->path = S("/");
    rq->id = request_id_new(rq->mem);
    c->headers.v = NEW_ARRAY(rq->mem, Field, HTTP_HEADERS_MAX + 1);
    MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, add_header, &c->headers);
    int status = c->target_long ? 414 : head_check(&c->headers, str_c(method), str_c(version), &c->head);
    if (status == 0) {
        rq->method = c->head.method;
        rq->type = type_of(rq->mem, c->head.content_type);
        client_of(c);
        status = target_parse(c);
    }
    if (status) {
        c->close = true; // where this request ends is in doubt
        return refuse(c, status == 431 || status == 414 ? E_LIMIT : E_INPUT, status);
    }
    c->body_start = clock_steady();
    watch_body(c);
    c->trouble = body_prepare(c);
    c->phase = c->trouble == OK ? PHASE_BODY : PHASE_DISCARD;
    if (c->trouble == OK || c->head.length == 0) return MHD_YES;
    // A client that waits for "100 Continue", or has more to say than we care to hear, is told at once.
    if (!c->head.expect_continue && c->head.length <= HTTP_DISCARD_MAX) return MHD_YES;
    c->close = true;
    return refuse(c, c->trouble, 0);
}

static enum MHD_Result body_piece(HttpConn *c, Str piece)
{
    c->received += piece.n;
    watch_body(c);
    if (c->phase == PHASE_BODY) {
        if (c->received > c->admission.body_max) c->trouble = E_LIMIT;
        else if (c->multipart) c->trouble = multipart_feed(c->multipart, piece);
        else buf_add(&c->body, piece);
        if (c->trouble == OK && arena_over(c->rq.mem)) c->trouble = E_LIMIT;
        if (c->trouble == OK) return MHD_YES;
        multipart_drop(c->multipart);
        // A file that can't be kept: the text that came before it is for the page that says so.
        if (c->multipart) c->rq.form = multipart_fields(c->multipart);
        c->phase = PHASE_DISCARD;
    }
    return c->received > c->admission.body_max + HTTP_DISCARD_MAX ? MHD_NO : MHD_YES;
}

// ---- a body that has to wait ----

void http_hold(HttpRequest *rq)
{
    HttpConn *c = rq->conn;
    int none = HOLD_NONE;
    if (atomic_load(&c->hold) != HOLD_NONE || !wait_for_us(c->server)) return;
    if (!atomic_compare_exchange_strong(&c->hold, &none, HOLD_ASKED)) atomic_fetch_sub(&c->server->unanswered, 1);
}

void http_release(HttpRequest *rq)
{
    HttpConn *c = rq->conn;
    HttpServer *server = c->server;
    struct MHD_Connection *mhd = c->mhd;
    int asked = HOLD_ASKED;
    bool early = atomic_compare_exchange_strong(&c->hold, &asked, HOLD_NONE); // before the pool thread got round to it
    if (!early && asked == HOLD_NONE) return;
    if (!early) { // the pool thread leaves c alone while it is suspended
        c->body_start += clock_steady() - c->held_since;
        watch_body(c);
        atomic_store(&c->hold, HOLD_NONE);
        MHD_resume_connection(mhd);
    }
    atomic_fetch_sub(&server->unanswered, 1); // last: from here the server may stop
}

// At the end of a piece, on the pool thread. Whichever of this and http_release comes second sets the wheels turning.
static void hold_if_asked(HttpConn *c)
{
    if (atomic_load(&c->hold) != HOLD_ASKED) return;
    c->held_since = clock_steady();
    watch_until(c->link->watch, 0, 0, false);
    MHD_suspend_connection(c->mhd);
    int asked = HOLD_ASKED;
    if (atomic_compare_exchange_strong(&c->hold, &asked, HOLD_SUSPENDED)) return;
    watch_body(c);
    MHD_resume_connection(c->mhd);
}

static Err body_finish(HttpConn *c)
{
    HttpRequest *rq = &c->rq;
    if (c->head.length == 0) return OK;
    if (c->multipart) return multipart_end(c->multipart, &rq->form);
    TRY(buf_done(&c->body, &rq->body));
    if (str_eq_c(rq->type, "application/x-www-form-urlencoded"))
        TRY(form_parse_urlencoded(rq->mem, rq->body, &rq->form));
    return arena_over(rq->mem) ? E_LIMIT : OK;
}

// The app answers now, or from another thread later; whichever of the two comes second sets the wheels turning.
static enum MHD_Result serve(HttpConn *c)
{
    const HttpApp *app = &c->server->app;
    if (!wait_for_us(c->server)) return MHD_NO; // we stop
    c->phase = PHASE_SERVE;
    watch_until(c->link->watch, 0, 0, false); // from here the time is ours
    app->serve(app->ctx, &c->rq);
    if (atomic_load(&c->reply_state) == REPLY_GIVEN) return send_response(c);
    MHD_suspend_connection(c->mhd);
    int none = REPLY_NONE;
    if (!atomic_compare_exchange_strong(&c->reply_state, &none, REPLY_SUSPENDED)) MHD_resume_connection(c->mhd);
    return MHD_YES;
}

void http_reply(HttpRequest *rq, const HttpResponse *response)
{
    HttpConn *c = rq->conn;
    HttpServer *server = c->server;
    struct MHD_Connection *mhd = c->mhd;
    atomic_fetch_add(&server->unanswered, 1); // this call: before it returns the answer may be out
    c->response = *response;
    c->has_response = true;
    int before = atomic_exchange(&c->reply_state, REPLY_GIVEN);
    assert(before != REPLY_GIVEN); // twice would answer somebody else
    // Not suspended: the pool thread sees the answer itself, and c may be gone already.
    if (before == REPLY_SUSPENDED) MHD_resume_connection(mhd);
    atomic_fetch_sub(&server->unanswered, 1);
}

static enum MHD_Result proceed(HttpConn *c)
{
    switch (c->phase) {
    case PHASE_BODY: {
        Err e = body_finish(c);
        return e == OK ? serve(c) : refuse(c, e, 0);
    }
    case PHASE_DISCARD: return refuse(c, c->trouble, 0);
    case PHASE_SERVE: return atomic_load(&c->reply_state) == REPLY_GIVEN ? send_response(c) : MHD_YES;
    case PHASE_SENT: return MHD_YES;
    case PHASE_HEAD: break;
    }
    return MHD_NO;
}

enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                           const char *version, const char *data, size_t *data_size, void **conn)
{
    (void)cls, (void)url;
    HttpConn *c = *conn;
    if (!c) return MHD_NO;
    // Of a chunked body MHD offers the next chunk all the same: it stays with MHD until the connection goes on.
    if (MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_SUSPENDED)->suspended) return MHD_YES;
    if (atomic_load(&c->server->closed) && c->phase != PHASE_SERVE) return MHD_NO; // its time was up
    if (c->phase == PHASE_HEAD) return begin(c, method, version);
    if (*data_size == 0) return proceed(c);
    Str piece = {data, *data_size};
    *data_size = 0;
    enum MHD_Result more = body_piece(c, piece);
    if (more == MHD_YES) hold_if_asked(c);
    return more;
}

void on_completed(void *cls, struct MHD_Connection *mhd, void **conn, enum MHD_RequestTerminationCode how)
{
    (void)mhd, (void)how;
    HttpServer *server = cls;
    HttpConn *c = *conn;
    *conn = NULL;
    if (!c) return;
    watch_for(c, clock_steady(), server->times.idle_ms, 0, false);
    request_end(c);
}

void on_connection(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
    HttpServer *server = cls;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        Link *link = calloc(1, sizeof *link);
        if (!link) abort();
        Time now = clock_steady();
        link->watch =
            watch_begin(server->watchdog, fd, now + server->times.head_ms, now + server->times.crowd_ms);
        *context = link;
    } else {
        Link *link = *context;
        *context = NULL;
        if (link->request) request_end(link->request);
        watch_end(server->watchdog, link->watch);
        free(link);
    }
}

Str http_header(const HttpRequest *rq, const char *name)
{
    const Fields *headers = &rq->conn->headers;
    for (size_t i = 0; i < headers->n; i++)
        if (str_ieq(headers->v[i].name, str_c(name))) return str_trim(headers->v[i].value);
    return STR_NONE;
}

Str http_cookie(const HttpRequest *rq, const char *name) { return cookie_in(&rq->conn->headers, name); }
