// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// Answers. Every one of them, errors too, carries the headers below; a handler can add to them, not take away.
#include "http/server.h"
#include "sys/clock.h"
#include "sys/meter.h"
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *value;
} always[] = {
    // Nothing but our own files, nothing inline, no frames, forms only to ourselves.
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
     "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
     "require-trusted-types-for 'script'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

// How long the message is and when the connection ends is ours to say: two opinions split one answer into two.
static bool name_ok(Str name)
{
    return token_ok(name) && !str_ieq(name, S("Content-Length")) && !str_ieq(name, S("Transfer-Encoding")) &&
           !str_ieq(name, S("Connection"));
}

static bool sound(const HttpResponse *r)
{
    if (r->status < 200 || r->status > 599) return false;
    if (!header_value_ok(str_c(r->type)) || !header_value_ok(str_c(r->cache))) return false;
    for (size_t i = 0; i < r->headers.n; i++)
        if (!name_ok(r->headers.v[i].name) || !header_value_ok(r->headers.v[i].value)) return false;
    return true;
}

static bool add(struct MHD_Response *m, const char *name, const char *value)
{
    return MHD_add_response_header(m, name, value) == MHD_YES;
}

// A connection that has served once holds its pool, used or not (MHD wipes all of it): when many are open, none is
// kept for later, so that idle ones cost at most half of what the limit allows and newcomers find a place.
static bool is_crowded(const HttpServer *s) { return watchdog_count(s->watchdog) > s->connections_max / 2; }

// A page that can't live with what holds for all says so itself (one does: decision/editor_pages.c). Two policies would
// both hold.
static bool has_own(const HttpResponse *r, const char *name)
{
    for (size_t i = 0; i < r->headers.n; i++)
        if (str_ieq(r->headers.v[i].name, str_c(name))) return true;
    return false;
}

static bool add_headers(HttpConn *c, struct MHD_Response *m, const HttpResponse *r)
{
    bool good = true;
    for (size_t i = 0; i < COUNT(always); i++)
        if (!has_own(r, always[i].name)) good &= add(m, always[i].name, always[i].value);
    if (c->rq.secure) good &= add(m, "Strict-Transport-Security", "max-age=31536000");
    good &= add(m, "X-Request-Id", str_z(c->rq.mem, c->rq.id));
    good &= add(m, "Cache-Control", r->cache ? r->cache : "no-store");
    if (r->type) good &= add(m, "Content-Type", r->type);
    for (size_t i = 0; i < r->headers.n; i++)
        good &= add(m, str_z(c->rq.mem, r->headers.v[i].name), str_z(c->rq.mem, str_trim(r->headers.v[i].value)));
    if (c->close || atomic_load(&c->server->stopping) || is_crowded(c->server)) good &= add(m, "Connection", "close");
    return good;
}

// ---- a body that is made while it is sent ----

enum { SEND_BYTES = 32 * 1024 };
typedef struct Sender {
    HttpStream stream;
    Str left; // of the piece at hand
} Sender;

static ssize_t sender_read(void *arg, uint64_t at, char *to, size_t max)
{
    (void)at; // always where we are: no ranges
    Sender *s = arg;
    // The head with its length is out: breaking the connection is the only way left to say that this is not all.
    if (s->left.n == 0 && (s->stream.next(s->stream.arg, &s->left) != OK || s->left.n == 0))
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t n = s->left.n < max ? s->left.n : max;
    memcpy(to, s->left.p, n);
    s->left.p += n;
    s->left.n -= n;
    return (ssize_t)n;
}

static void sender_free(void *arg)
{
    Sender *s = arg;
    s->stream.end(s->stream.arg);
    free(s);
}

static struct MHD_Response *body_of(HttpConn *c)
{
    HttpResponse *r = &c->response;
    if (!r->stream.arg) {
        // MHD only reads it; its interface is older than const.
        union {
            const char *in;
            void *out;
        } body = {.in = r->body.n ? r->body.p : ""};
        return MHD_create_response_from_buffer(r->body.n, body.out, MHD_RESPMEM_PERSISTENT);
    }
    Sender *sender = calloc(1, sizeof *sender);
    if (!sender) abort();
    sender->stream = r->stream;
    struct MHD_Response *m =
        MHD_create_response_from_callback(r->stream.size, SEND_BYTES, sender_read, sender, sender_free);
    if (!m) sender_free(sender);
    r->stream = (HttpStream){0}; // MHD ends it now
    return m;
}

static void count(int status)
{
    meter_add(status < 300   ? METER_answers_2xx
              : status < 400 ? METER_answers_3xx
              : status < 500 ? METER_answers_4xx
                             : METER_answers_5xx,
              1);
    if (status == 503) meter_add(METER_busy, 1);
    if (status == 429) meter_add(METER_rate_limited, 1);
}

bool reply_send(HttpConn *c)
{
    HttpResponse *r = &c->response;
    if (!sound(r)) { // a fault of ours, or somebody's line break in a header: say nothing of it
        if (r->stream.arg) r->stream.end(r->stream.arg);
        *r = (HttpResponse){.status = 500, .type = "text/plain; charset=utf-8", .body = S("500\n")};
    }
    size_t size = r->stream.arg ? r->stream.size : r->body.n;
    struct MHD_Response *m = body_of(c);
    c->has_response = false;
    if (!m) return false;
    bool queued = add_headers(c, m, r) && MHD_queue_response(c->mhd, (unsigned)r->status, m) == MHD_YES;
    MHD_destroy_response(m);
    count(r->status);
    watch_for(c, clock_steady(), c->server->times.reply_ms, size, true);
    return queued;
}
